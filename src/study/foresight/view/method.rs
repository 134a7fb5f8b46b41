//! What is assumed, how it was worked out, and what it cannot say.

use crate::input::{Grade as Given, Provenance};
use crate::report::format;
use crate::report::view::{Block, Callout, Fact, Ledger, LedgerRow, Section, Tone};
use crate::study::parts::{grade, value};
use crate::world::World;

use super::reading::Reading;

/// Assumptions of the concept's study that are listed; the rest stand in its own report.
const CONCEPT: usize = 15;

pub(super) fn ledger(reading: &Reading<'_>) -> Section {
    let future = reading.future;
    let stated = future.model().cells().iter().filter(|&&cell| cell != 0).count();
    let doubts = future.uncertain.cells().len();
    let row = |name: String, value: String, from: &Provenance| LedgerRow {
        name,
        value,
        grade: grade(from.grade),
        source: from.source.clone().unwrap_or_default(),
        flips_at: None,
    };
    let range = future.model().cells().iter().fold((0, 0), |(low, high), &cell| (cell.min(low), cell.max(high)));
    let scale = format!(
        "{} that are not 0, from {} to {} points; {} have a doubt",
        format::count(stated as u64),
        reading.points(i64::from(range.0)),
        reading.signed(i64::from(range.1)),
        format::count(doubts as u64)
    );
    let mut rows = vec![row("the judgements of who speaks for what".to_owned(), scale, &future.provenance())];
    if let Some(spread) = &future.spec.cross_impact.value.spread {
        let own = Provenance { source: None, grade: Some(Given::Judgement) };
        rows.push(row(
            "how far a judgement may be off".to_owned(),
            format!("normal, give or take {} points", format::plain(spread.value)),
            &own,
        ));
    }
    for (driver, notes) in future.drivers.iter().enumerate() {
        if notes.provenance != Provenance::default() {
            rows.push(row(reading.driver(driver).to_owned(), "what it is".to_owned(), &notes.provenance));
        }
        for (variant, words) in notes.variants.iter().enumerate().filter(|(_, words)| words.provenance != Provenance::default()) {
            rows.push(row(
                format!("{}: {}", reading.driver(driver), reading.variant(driver, variant)),
                "what it means".to_owned(),
                &words.provenance,
            ));
        }
    }
    for shock in &future.shocks {
        let own = Provenance { source: shock.because.clone(), grade: Some(Given::Judgement) };
        let strength: Vec<String> = shock.pushes.iter().map(|&(_, _, points)| format::signed(f64::from(points), 0)).collect();
        rows.push(row(format!("push: {}", shock.name), format!("{} points", strength.join(", ")), &own));
    }
    if let Some(lives) = &reading.findings.lives {
        // What is uncertain, or stated by the files; every number stands in the table.
        let stated = lives.economy.unknowns().ledger().filter(|entry| entry.unknown.is_some());
        for entry in stated {
            let from = Provenance { source: entry.source.clone(), grade: entry.grade };
            rows.push(row(entry.label.clone(), value(&entry.dist, &entry.unit), &from));
        }
        let fixed = lives.economy.unknowns().ledger().filter(|entry| entry.unknown.is_none()).count();
        let words = format!("{fixed} numbers without a doubt, each with its source in tables/economy.csv");
        rows.push(row(
            "all else about people, firms and tasks".to_owned(),
            words,
            &Provenance { source: None, grade: Some(Given::Judgement) },
        ));
    }
    if let Some(stressed) = &reading.findings.stressed {
        let of_variants = stressed.comparing.study.market.unknowns().ledger().filter(|entry| entry.path.starts_with("treatment."));
        for entry in of_variants.take(CONCEPT) {
            let from = Provenance { source: entry.source.clone(), grade: entry.grade };
            rows.push(row(entry.label.clone(), value(&entry.dist, &entry.unit), &from));
        }
    }
    if let Some((pathways, _)) = reading.findings.stressed.as_ref().and_then(|stressed| stressed.ways.as_ref()) {
        let amounts = pathways.amounts.iter();
        rows.extend(amounts.map(|amount| row(amount.label.clone(), value(&amount.dist, &amount.unit), &amount.provenance)));
    }
    let judged = rows
        .iter()
        .filter(|row| !matches!(row.grade, crate::report::view::Grade::Measured | crate::report::view::Grade::Published))
        .count();
    Section {
        id: "ledger".to_owned(),
        title: "What is assumed".to_owned(),
        finding: format!("{} kinds of assumption; {judged} of them are judgement or have no stated source.", rows.len()),
        blocks: vec![Block::Ledger(Ledger { rows, flips: String::new(), csv: None })],
    }
}

pub(super) fn section(reading: &Reading<'_>) -> Section {
    let (findings, structure) = (reading.findings, reading.structure());
    let mut facts = vec![
        Fact::new("drivers, variants", format!("{}, {}", structure.descriptors().len(), structure.columns())),
        Fact::new("combinations", reading.combinations()),
        Fact::new(
            "draws of the judgements",
            match findings.draws {
                0 => "none: no judgement has a stated doubt".to_owned(),
                draws => format::count(u64::from(draws)),
            },
        ),
    ];
    if let Some((listed, contradictions)) = &reading.future.contradictions {
        facts.push(Fact::new("held against a solution file", format!("{listed} scenarios, {} figures otherwise", contradictions.len())));
    }
    if let Some(lives) = &findings.lives {
        let size = lives.economy.size();
        facts.push(Fact::new(
            "draws of the population",
            format!(
                "{}, of {} people over {} months after {} months of a past of their own",
                format::count(lives.comparison().replicates() as u64),
                format::count(u64::from(size.people)),
                size.months,
                size.past
            ),
        ));
    }
    if let Some(stressed) = &findings.stressed {
        let draws = format::count(stressed.findings.comparison.replicates() as u64);
        facts.push(Fact::new(
            "draws of the concept",
            format!("{draws}, on {} people", format::count(stressed.comparing.study.market.people().len() as u64)),
        ));
    }
    let limits = Callout {
        tone: Tone::Warning,
        title: "No scenario here has a probability.".to_owned(),
        text: "None has a source for one. How often a scenario hangs together says how much the judgements bear it; how many combinations lead to it \
               says how strongly it draws; neither says how likely it is."
            .to_owned(),
    };
    let mut text = vec![
        "A scenario hangs together when, for every driver, no other variant is spoken for more by the chosen variants of all drivers (cross-impact \
         balances, Weimer-Jehle 2006). All of them are found by an exact search, so none is missed. Where judgements have doubts, whole matrices are \
         drawn and each is searched exactly again."
            .to_owned(),
        "The scenarios are told in the words of their variants and judgements; nothing is added to them. A judgement of 0 says that nobody sees an \
         influence, and has no doubt of its own unless one is stated."
            .to_owned(),
        "The search, the balances and the numbers of combinations reproduce the published example exactly (`foretaste verify`). No future was held \
         against what came."
            .to_owned(),
    ];
    if findings.lives.is_some() {
        text.push(
            "The population is a model of people who stay with a firm, join one or found their own, after Axtell 2018 (endogenous formation of firms) \
             and Coase 1937 (a firm is there because coordinating is dear); artificial intelligence takes over the tasks of a firm along a Bass curve. \
             Six of its numbers were chosen so that its past lands on real statistics; most others are judgement. It tells what follows from them, and \
             leaves out prices, credit, births, migration and the rest of the world."
                .to_owned(),
        );
    }
    Section {
        id: "method".to_owned(),
        title: "How it was worked out, and its limits".to_owned(),
        finding: if reading.future.judged() {
            "Exact in what follows from judgements; the judgements themselves are judgement."
        } else {
            "Exact in what follows from the judgements."
        }
        .to_owned(),
        blocks: vec![Block::Callout(limits), Block::Facts(facts), Block::Text(text)],
    }
}
