//! The scenarios: those to read, in the words of their variants, and all that hang together.

use crate::cross_impact::Scenario;
use crate::report::chart::{Chart, ShareRow, Shares};
use crate::report::format;
use crate::report::view::{Block, Callout, Estimate, Heading, Hue, Section, Table, Tone};
use crate::study::parts::{figure, listed};

use super::super::analyse::{Standing, weakest};
use super::super::load::ToldNotes;
use super::super::stress::title;
use super::reading::{Reading, estimate};

/// Scenarios that are drawn and listed on the page; the rest are in the table's file.
const SHOWN: usize = 40;
/// Scenarios that hang together only in draws and are listed on the page.
const EMERGING: usize = 10;

pub(super) fn to_read(reading: &Reading<'_>) -> Section {
    let findings = reading.findings;
    let places: Vec<usize> = findings.picked.iter().map(|picked| picked.place).collect();
    let mut columns = vec![Heading::text("driver")];
    columns.extend(places.iter().map(|&place| Heading::text(title(place))));
    let rows = reading.drivers().map(|driver| {
        let of = |&place: &usize| reading.variant(driver, findings.found[place].scenario.variant(driver)).to_owned();
        std::iter::once(reading.driver(driver).to_owned()).chain(places.iter().map(of)).collect()
    });
    let mut rows: Vec<Vec<String>> = rows.collect();
    let facts = |label: &str, words: &dyn Fn(&Standing) -> String| {
        std::iter::once(label.to_owned()).chain(findings.read().map(|(_, standing)| words(standing))).collect::<Vec<String>>()
    };
    if findings.draws > 0 {
        rows.push(facts("hangs together in, of draws", &|one| reading.stays(one).unwrap_or_default()));
    }
    if findings.basins.is_some() {
        rows.push(facts("combinations that lead to it", &|one| {
            reading
                .basin(one)
                .map_or_else(String::new, |share| format!("{} ({})", format::count(one.basin.unwrap_or(0)), format::percent(share)))
        }));
    }
    let stands: Vec<String> = findings.picked.iter().map(|picked| picked.stands_for.to_string()).collect();
    rows.push(std::iter::once("scenarios it stands for, itself included".to_owned()).chain(stands).collect());
    let spec = &reading.future.spec.read;
    let rule = format!(
        "How they are picked: first the one that {}; then, again and again, the one that differs on most drivers from the nearest that is \
         picked; until there are {} or what is left differs from one of them on fewer than {} drivers.",
        if findings.draws > 0 { "hangs together most often" } else { "most combinations lead to" },
        spec.most,
        spec.apart,
    );
    let table = Table { caption: "The scenarios to read, driver by driver".to_owned(), columns, rows, note: Some(rule) };
    let mut blocks = vec![Block::Table(table)];
    for picked in &findings.picked {
        let (text, held) = told(reading, picked.place, picked.stands_for);
        let title = format!("Scenario {}.", reading.label(picked.place));
        blocks.push(Block::Callout(Callout { tone: Tone::Note, title, text }));
        blocks.push(Block::Text(held));
    }
    blocks.extend(named(reading));
    let finding = match places.len() {
        0 => "There is nothing to read.".to_owned(),
        read => format!("{read} of {} are picked, so that they differ; every other one is nearest to one of them.", findings.found.len()),
    };
    Section { id: "scenarios".to_owned(), title: "Scenarios to read".to_owned(), finding, blocks }
}

/// The futures that the file tells as a whole, and how each stands with the judgements.
fn named(reading: &Reading<'_>) -> Option<Block> {
    let future = reading.future;
    let row = |told: &ToldNotes| {
        let weakest = weakest(future.model(), &told.scenario);
        let strain = i64::from(future.model().figures(&told.scenario).inconsistency);
        let stands = match weakest {
            Some(weakest) if strain > 0 => format!(
                "no: at {}, “{}” would fit better by {}",
                reading.driver(weakest.driver),
                reading.variant(weakest.driver, weakest.other),
                reading.many(strain)
            ),
            _ => format!("yes: it is {}", reading.known(&told.scenario)),
        };
        vec![told.name.clone(), told.because.clone().unwrap_or_default(), reading.all(&told.scenario), stands]
    };
    (!future.told.is_empty()).then(|| {
        Block::Table(Table {
            caption: "Futures that are told beside them, whether or not they hang together".to_owned(),
            columns: ["future", "why anyone would think of it", "how the drivers turn out", "does it hang together"]
                .map(Heading::text)
                .to_vec(),
            rows: future.told.iter().map(row).collect(),
            note: None,
        })
    })
}

/// A scenario told in the words of its variants and of the judgements that hold it together.
fn told(reading: &Reading<'_>, place: usize, stands_for: usize) -> (String, Vec<String>) {
    let standing = &reading.findings.found[place];
    let scenario = &standing.scenario;
    let stays = reading.stays(standing).map(|stays| format!("It hangs together in {stays} of the draws. "));
    let of = match (stands_for, reading.findings.found.len()) {
        (1, _) => "It stands for itself alone. ".to_owned(),
        (many, all) => format!("It stands for {many} of {all}. "),
    };
    let tell = reading.drivers().map(|driver| {
        let variant = scenario.variant(driver);
        let description = reading.future.drivers[driver].variants[variant].description.as_deref();
        let description = description.map_or_else(String::new, |words| format!(" {}", ended(words)));
        format!("{}: {}.{description}", reading.driver(driver), reading.variant(driver, variant))
    });
    let first = format!("{of}{}{}", stays.unwrap_or_default(), tell.collect::<Vec<_>>().join(" "));
    let (holds, strains) = strongest(reading, scenario);
    // What holds it, what strains it, where it is weakest: one sentence each.
    let mut second = Vec::new();
    if !holds.is_empty() {
        second.push(format!("What holds it together most: {}.", listed(&holds)));
    }
    if !strains.is_empty() {
        second.push(format!("What strains it most: {}.", listed(&strains)));
    }
    if let Some(weakest) = standing.weakest {
        let other = reading.variant(weakest.driver, weakest.other);
        second.push(match weakest.lead {
            0 => format!("It is weakest at {}: “{other}” would fit as well.", reading.driver(weakest.driver)),
            lead if lead < 0 => {
                format!(
                    "It does not hang together at {}: “{other}” would fit better by {}.",
                    reading.driver(weakest.driver),
                    reading.many(-i64::from(lead))
                )
            }
            lead => {
                format!(
                    "It is weakest at {}: “{other}” would fit but for {}.",
                    reading.driver(weakest.driver),
                    reading.many(i64::from(lead))
                )
            }
        });
    }
    (first, vec![second.join(" ")])
}

fn ended(words: &str) -> String {
    let words = words.trim();
    if words.ends_with(['.', '!', '?']) { words.to_owned() } else { format!("{words}.") }
}

/// The two strongest judgements between chosen variants on either side.
fn strongest(reading: &Reading<'_>, scenario: &Scenario) -> (Vec<String>, Vec<String>) {
    let model = reading.future.model();
    let chosen: Vec<usize> = scenario.columns(reading.structure()).collect();
    let mut cells: Vec<(i32, usize, usize)> = chosen
        .iter()
        .flat_map(|&row| chosen.iter().map(move |&column| (model.row(row)[column], row, column)))
        .filter(|&(cell, row, column)| cell != 0 && row != column)
        .collect();
    cells.sort_by_key(|&(cell, row, column)| (std::cmp::Reverse(cell.unsigned_abs()), row, column));
    let words = |sign: i32| -> Vec<String> {
        cells.iter().filter(|cell| cell.0.signum() == sign).take(2).map(|&(_, row, column)| reading.judgement(row, column)).collect()
    };
    (words(1), words(-1))
}

pub(super) fn all(reading: &Reading<'_>) -> Section {
    let findings = reading.findings;
    let shown = findings.found.len().min(SHOWN);
    let (uncertain, counted) = (findings.draws > 0, findings.basins.is_some());
    let mut columns = vec![Heading::text("scenario"), Heading::text("variants")];
    if uncertain {
        columns.push(Heading::number("hangs together in, of draws"));
    }
    if counted {
        columns.push(Heading::number("combinations that lead to it"));
    }
    columns.extend(["total impact", "lead at its weakest, points"].map(Heading::number));
    let rows = findings.found[..shown].iter().enumerate().map(|(place, standing)| {
        let mut row = vec![title(place), reading.all(&standing.scenario)];
        row.extend(reading.stays(standing).filter(|_| uncertain));
        if counted {
            row.push(standing.basin.map_or_else(|| "–".to_owned(), format::count));
        }
        row.push(reading.points(standing.figures.score));
        row.push(standing.figures.margin.map_or_else(|| "–".to_owned(), |margin| reading.points(i64::from(margin))));
        row
    });
    let caption = if findings.found.len() > shown {
        format!("The first {shown} of {} scenarios that hang together", findings.found.len())
    } else {
        "Every scenario that hangs together".to_owned()
    };
    let table = Table { caption, columns, rows: rows.collect(), note: None };
    let share = |place: usize| -> Option<Estimate> {
        let standing = &findings.found[place];
        standing.stays.map(estimate).or_else(|| reading.basin(standing).map(Estimate::exact))
    };
    let drawn: Vec<ShareRow> = (0..shown)
        .filter_map(|place| {
            let hue = if findings.picked.iter().any(|picked| picked.place == place) { Hue::Concept } else { Hue::Reference };
            Some(ShareRow { label: reading.label(place), hue, share: share(place)?, null: None, real: None })
        })
        .collect();
    let mut blocks = Vec::new();
    if drawn.is_empty() {
        blocks.push(Block::Table(table));
    } else {
        let (axis, interval) = match uncertain {
            true => ("draws of the judgements in which it hangs together, %", "95 % interval of the simulation; blue: picked to be read"),
            false => ("combinations that lead to it, %", "blue: picked to be read"),
        };
        let chart = Chart::Shares(Shares { axis: axis.to_owned(), interval: interval.to_owned(), rows: drawn, ..Shares::default() });
        let alt = format!("For each of {shown} scenarios, how often it hangs together.");
        let name = if uncertain { "How often each hangs together" } else { "How much leads to each" };
        blocks.push(figure("consistency", name, alt, chart, table, Some("scenarios")));
    }
    blocks.extend(emerging(reading));
    blocks.push(Block::Text(circles(reading)));
    Section { id: "all".to_owned(), title: "What hangs together, and how surely".to_owned(), finding: finding(reading), blocks }
}

fn finding(reading: &Reading<'_>) -> String {
    let findings = reading.findings;
    let near: Vec<String> =
        findings.near.iter().enumerate().map(|(at, many)| format!("{} within {}", format::count(*many), at + 1)).collect();
    let near = if near.is_empty() {
        String::new()
    } else {
        format!(" A strain of up to {} points would admit more: {}.", near.len(), listed(&near))
    };
    let range = match (findings.found.first().and_then(|one| one.stays), findings.found.last().and_then(|one| one.stays)) {
        (Some((most, _)), Some((least, _))) => {
            format!("They hang together in {} to {} of the draws.", format::probability(least), format::probability(most))
        }
        _ => format!("{} as judged.", findings.found.len()),
    };
    format!("{range}{near}")
}

/// Scenarios that only draws bring.
fn emerging(reading: &Reading<'_>) -> Option<Block> {
    let rows: Vec<Vec<String>> = reading
        .findings
        .emerging
        .iter()
        .take(EMERGING)
        .map(|one| vec![reading.all(&one.scenario), format::probability(one.share), reading.points(i64::from(one.inconsistency))])
        .collect();
    let all = reading.findings.emerging.len();
    (!rows.is_empty()).then(|| {
        Block::Table(Table {
            caption: "What hangs together only where judgements are off".to_owned(),
            columns: vec![
                Heading::text("variants"),
                Heading::number("hangs together in, of draws"),
                Heading::number("strain as judged, points"),
            ],
            note: (all > rows.len())
                .then(|| format!("The {} most frequent of {}; all are in tables/emerging.csv.", rows.len(), format::count(all as u64))),
            rows,
        })
    })
}

/// What succession says: where everything leads.
fn circles(reading: &Reading<'_>) -> Vec<String> {
    let Some(basins) = &reading.findings.basins else {
        return vec![format!("There are too many combinations ({}) to follow each of them to where it leads.", reading.combinations())];
    };
    let (number, weight) = basins.cycles().fold((0_u64, 0_u64), |(number, weight), basin| (number + 1, weight + basin.weight));
    let circles = match number {
        0 => "No combination ends in a circle.".to_owned(),
        many => format!(
            "{} of them end in {} in which scenarios follow each other and none holds.",
            format::count(weight),
            if many == 1 { "one circle".to_owned() } else { format!("{} circles", format::count(many)) }
        ),
    };
    vec![format!(
        "Every one of {} combinations was followed: each driver takes the variant that most speaks for, all at once, until nothing changes. {circles} \
         Where a combination leads says how strongly a scenario draws others to itself, not how likely it is.",
        reading.combinations()
    )]
}
