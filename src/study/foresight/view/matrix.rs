//! The judgements: the matrix, who moves whom, which of them decide.

use crate::report::chart::{Chart, CrossMatrix, InfluenceMap, InfluenceRow, MatrixGroup};
use crate::report::format;
use crate::report::view::{Block, Heading, Section, Table};
use crate::study::parts::{figure, listed};

use super::super::analyse::Map;
use super::super::stress::title;
use super::reading::Reading;

/// Judgements that are listed as deciding.
const DECIDING: usize = 12;
/// Judgements that get a frame in the picture.
const FRAMED: usize = 6;
/// Judgements that experts differ on, listed on the page.
const DIFFER: usize = 12;

/// The judgements that decide, with the scenario, strongest first: those of scenarios that are read.
fn deciding(reading: &Reading<'_>) -> Vec<(usize, crate::cross_impact::Decider, f64)> {
    let mut all: Vec<_> = reading
        .findings
        .read()
        .flat_map(|(place, standing)| {
            let share = standing.stays.map_or(0.0, |(share, _)| share);
            let weight = (share * (1.0 - share)).sqrt();
            standing.deciders.iter().map(move |decider| (place, *decider, decider.correlation.abs() * weight))
        })
        .collect();
    all.sort_by(|one, other| {
        other.2.total_cmp(&one.2).then(one.0.cmp(&other.0)).then((one.1.row, one.1.column).cmp(&(other.1.row, other.1.column)))
    });
    all
}

pub(super) fn section(reading: &Reading<'_>) -> Section {
    let (model, structure) = (reading.future.model(), reading.structure());
    let columns = structure.columns();
    let groups = structure.descriptors().iter().map(|descriptor| MatrixGroup {
        label: descriptor.name.as_str().to_owned(),
        variants: descriptor.variants.iter().map(|variant| variant.as_str().to_owned()).collect(),
    });
    let deciding = deciding(reading);
    let cells: Vec<Vec<f64>> = (0..columns).map(|row| model.row(row).iter().map(|&cell| model.points(i64::from(cell))).collect()).collect();
    let chart = Chart::CrossMatrix(CrossMatrix {
        axis: "What the variant of the row says of the variant of the column, in points; a variant's column has its row's number"
            .to_owned(),
        marked_name: "decides most".to_owned(),
        groups: groups.collect(),
        cells: cells.clone(),
        marked: deciding.iter().take(FRAMED).map(|one| (one.1.row, one.1.column)).collect(),
    });
    let mut headings = vec![Heading::text("variant")];
    headings.extend((0..columns).map(|column| Heading::number((column + 1).to_string())));
    let rows = (0..columns).map(|row| {
        let cells = model.row(row).iter().map(|&cell| reading.points(i64::from(cell)));
        std::iter::once(format!("{} {}", row + 1, reading.at(row))).chain(cells).collect()
    });
    let table = Table { caption: "The judgements, in points".to_owned(), columns: headings, rows: rows.collect(), note: None };
    let alt = format!("A matrix of {columns} by {columns} judgements.");
    let mut blocks = vec![figure("matrix", "Who speaks for what", alt, chart, table, Some("judgements"))];
    blocks.extend(decides(reading, &deciding));
    let stated = model.cells().iter().filter(|&&cell| cell != 0).count();
    let finding = match reading.future.uncertain.cells().len() {
        0 => format!("{} judgements are not 0; none has a stated doubt.", format::count(stated as u64)),
        doubts => format!("{} judgements are not 0; {} have a doubt.", format::count(stated as u64), format::count(doubts as u64)),
    };
    Section { id: "judgements".to_owned(), title: "What it rests on".to_owned(), finding, blocks }
}

fn decides(reading: &Reading<'_>, deciding: &[(usize, crate::cross_impact::Decider, f64)]) -> Option<Block> {
    let rows: Vec<Vec<String>> = deciding
        .iter()
        .take(DECIDING)
        .map(|(place, decider, change)| {
            vec![
                reading.judgement(decider.row, decider.column),
                title(*place),
                format!("{} points", format::signed(100.0 * change * decider.correlation.signum(), 0)),
                format::signed(decider.with, 1),
                format::signed(decider.without, 1),
            ]
        })
        .collect();
    (!rows.is_empty()).then(|| {
        Block::Table(Table {
            caption: "Which judgements decide whether a scenario to read hangs together".to_owned(),
            columns: vec![
                Heading::text("judgement"),
                Heading::text("decides"),
                Heading::number("if one spread higher: share of draws"),
                Heading::number("on average where it holds"),
                Heading::number("where it does not"),
            ],
            rows,
            note: Some(
                "How much the share of draws in which the scenario hangs together changes, along a straight line, where the judgement is one \
                 standard deviation of its doubt higher. It says which judgement to look at again first."
                    .to_owned(),
            ),
        })
    })
}

/// Who moves whom.
pub(super) fn influence(reading: &Reading<'_>) -> Option<Section> {
    let map = reading.findings.map.as_ref()?;
    let shares = |sums: &[u64]| -> Vec<f64> {
        let all: u64 = sums.iter().sum();
        sums.iter().map(|&sum| if all == 0 { 0.0 } else { sum as f64 / all as f64 }).collect()
    };
    let direct = (shares(&map.direct.influence), shares(&map.direct.dependence));
    let through = map.settled.as_ref().map_or_else(|| direct.clone(), |(_, sums)| (shares(&sums.influence), shares(&sums.dependence)));
    if direct.0.iter().all(|&share| share == 0.0) {
        return None;
    }
    let alike = 1.0 / direct.0.len() as f64;
    let role = |driver: usize| match (through.0[driver] >= alike, through.1[driver] >= alike) {
        (true, false) => "moves the others",
        (true, true) => "moves and is moved",
        (false, true) => "is moved by the others",
        (false, false) => "stands by itself",
    };
    let rows = reading.drivers().map(|driver| InfluenceRow {
        label: reading.driver(driver).to_owned(),
        direct: (direct.0[driver], direct.1[driver]),
        through: (through.0[driver], through.1[driver]),
        text: role(driver).to_owned(),
    });
    let line_name = match map.settled {
        Some(_) => "from direct influence to influence through others",
        None => "influence through others never settles; direct influence is drawn",
    };
    let chart = Chart::Influence(InfluenceMap { line_name: line_name.to_owned(), rows: rows.collect() });
    let table = Table {
        caption: "Influence and dependence, share of all".to_owned(),
        columns: std::iter::once(Heading::text("driver"))
            .chain(["influence", "dependence", "influence through others", "dependence through others"].map(Heading::number))
            .chain([Heading::text("what it is to the others")])
            .collect(),
        rows: reading
            .drivers()
            .map(|driver| {
                let percent = [direct.0[driver], direct.1[driver], through.0[driver], through.1[driver]].map(format::percent);
                std::iter::once(reading.driver(driver).to_owned()).chain(percent).chain([role(driver).to_owned()]).collect()
            })
            .collect(),
        note: None,
    };
    let alt = "Each driver by how much it moves others and how much it is moved.".to_owned();
    let of = |wanted: &str| -> Vec<String> {
        reading.drivers().filter(|&driver| role(driver) == wanted).map(|driver| reading.driver(driver).to_owned()).collect()
    };
    let said = |who: Vec<String>, words: &str| (!who.is_empty()).then(|| format!("{} {words}", listed(&who)));
    let (movers, moved) = (of("moves the others"), of("is moved by the others"));
    let words = if movers.len() == 1 { "moves the others more than it is moved." } else { "move the others more than they are moved." };
    let moved_words = if moved.len() == 1 { "is mostly moved." } else { "are mostly moved." };
    let finding: Vec<String> = [said(movers, words), said(moved, moved_words)].into_iter().flatten().collect();
    Some(Section {
        id: "influence".to_owned(),
        title: "Who moves whom".to_owned(),
        finding: if finding.is_empty() { "Every driver moves as it is moved.".to_owned() } else { finding.join(" ") },
        blocks: vec![figure("influence", "Influence and dependence", alt, chart, table, Some("influence")), Block::Text(vec![method(map)])],
    })
}

fn method(map: &Map) -> String {
    let settled = match &map.settled {
        Some((power, _)) => {
            format!("Through others: paths of {power} steps, the first length at which the order of drivers no longer changes (MICMAC).")
        }
        None => "Through others the order of drivers never settles, as where influence runs in circles only.".to_owned(),
    };
    format!(
        "How much one driver moves another is the most that a change of its variant can shift between two variants of the other. {settled} What \
         drives a driver from outside is left out."
    )
}

/// What several experts make of it.
pub(super) fn experts(reading: &Reading<'_>) -> Option<Section> {
    let panel = reading.future.panel.as_ref()?;
    let disagreements = panel.disagreements();
    let alone = Table {
        caption: "Each by their own judgements alone".to_owned(),
        columns: std::iter::once(Heading::text("who judged"))
            .chain(["scenarios that hang together", "of them also by all together"].map(Heading::number))
            .collect(),
        rows: reading
            .findings
            .experts
            .iter()
            .map(|expert| {
                let many = expert.consistent.map_or_else(|| "too many to list".to_owned(), |many| format::count(many as u64));
                vec![expert.name.clone(), many, expert.shared.to_string()]
            })
            .collect(),
        note: None,
    };
    let rows = disagreements.iter().take(DIFFER).map(|cell| {
        vec![
            format!("{} on {}", reading.full(cell.row), reading.full(cell.column)),
            format!("{} to {}", format::signed(cell.range.0, 1), format::signed(cell.range.1, 1)),
            format::signed(cell.mean, 1),
            if cell.opposed { "one for it, one against" } else { "" }.to_owned(),
        ]
    });
    let differ = Table {
        caption: "Where they differ most".to_owned(),
        columns: vec![Heading::text("judgement"), Heading::number("from, to"), Heading::number("mean"), Heading::text("opposed")],
        rows: rows.collect(),
        note: (disagreements.len() > DIFFER).then(|| format!("{DIFFER} of {}; all are in tables/disagreements.csv.", disagreements.len())),
    };
    let opposed = disagreements.iter().filter(|cell| cell.opposed).count();
    Some(Section {
        id: "experts".to_owned(),
        title: "Where those who judged differ".to_owned(),
        finding: format!(
            "{} people judged; they differ on {} judgements, on {opposed} of them about the direction.",
            panel.experts().len(),
            disagreements.len()
        ),
        blocks: vec![Block::Table(alone), Block::Table(differ)],
    })
}

/// What an analyst changed.
pub(super) fn overrides(reading: &Reading<'_>) -> Option<Section> {
    let crate::study::foresight::Overridden { came, gone } = reading.findings.overridden.as_ref()?;
    let rows = reading.future.model().overrides().iter().map(|change| {
        vec![
            format!("{} on {}", reading.full(change.row), reading.full(change.column)),
            reading.signed(i64::from(change.from)),
            reading.signed(i64::from(change.to)),
            change.who.as_str().to_owned(),
            change.reason.as_str().to_owned(),
        ]
    });
    let table = Table {
        caption: "Judgements that an analyst changed".to_owned(),
        columns: vec![
            Heading::text("judgement"),
            Heading::number("was"),
            Heading::number("became"),
            Heading::text("by"),
            Heading::text("why"),
        ],
        rows: rows.collect(),
        note: None,
    };
    let names =
        |all: &[crate::cross_impact::Scenario]| listed(&all.iter().map(|one| format!("({})", reading.all(one))).collect::<Vec<_>>());
    let mut words = Vec::new();
    if !came.is_empty() {
        words.push(format!("Only with these changes: {}.", names(came)));
    }
    if !gone.is_empty() {
        words.push(format!("Only without them: {}.", names(gone)));
    }
    let finding = match (came.len(), gone.len()) {
        (0, 0) => "The changes leave the scenarios that hang together as they were.".to_owned(),
        (came, gone) => format!("With the changes {came} more scenarios hang together, and {gone} no longer do."),
    };
    let mut blocks = vec![Block::Table(table)];
    if !words.is_empty() {
        blocks.push(Block::Text(words));
    }
    Some(Section { id: "overrides".to_owned(), title: "What was changed by hand".to_owned(), finding, blocks })
}
