//! The way to what is recommended, stage by stage.

use crate::report::format;
use crate::report::view::{Block, Heading, Section, Table};

use super::super::optimise::Bill;
use super::super::rollout::{LEVEL, POWER, weekly};
use super::reading::{INTERVAL, Reading, range};

pub(super) fn section(reading: &Reading<'_>) -> Option<Section> {
    let rollout = reading.findings.rollout.as_ref()?;
    let stages = &rollout.stages;
    let first = stages.first()?;
    let none = || "no base".to_owned();
    let rows = stages
        .iter()
        .enumerate()
        .map(|(place, stage)| {
            let bills = &stage.after.bills;
            let (from, to) = stage.moves;
            vec![
                format!("{}. {}", place + 1, reading.agent(stage.agent)),
                format!("{} → {}", from.words(), to.words()),
                rollout.change(place).map_or_else(none, |change| reading.money(change)),
                range(bills.iter().map(|bill| bill.minutes).collect()).map_or_else(none, format::minutes),
                weekly(bills.iter().map(Bill::mistakes)).map_or_else(none, |mistakes| reading.money(mistakes)),
            ]
        })
        .collect();
    let table = Table {
        caption: format!("One agent at a time, each stage measured with those before it in place; {INTERVAL}"),
        columns: vec![
            Heading::text("stage"),
            Heading::text("moves"),
            Heading::number("changes all costs a week by"),
            Heading::number("people a day, from then on"),
            Heading::number("mistakes a week, from then on"),
        ],
        rows,
        note: None,
    };
    let watched = stages
        .iter()
        .enumerate()
        .map(|(place, stage)| {
            let (watch, back) = rollout.watched(place);
            vec![format!("{}. {}", place + 1, reading.agent(stage.agent)), watch, back]
        })
        .collect();
    let watches = Table {
        caption: "How each stage is watched, and what rolls it back".to_owned(),
        columns: vec![Heading::text("stage"), Heading::text("watched how"), Heading::text("rolled back if")],
        rows: watched,
        note: Some(format!(
            "Moves that cost nothing in mistakes go first, then those that save most for each unit of mistakes. Where an agent gets more room, a stage that goes as it should is rolled back in at most {} of cases, one whose errors have doubled in at least {}. roll-out.md beside this page holds the same as a plan.",
            format::percent(LEVEL),
            format::percent(POWER)
        )),
    };
    let stages = if stages.len() == 1 { "One stage".to_owned() } else { format!("{} stages", format::count(stages.len() as u64)) };
    Some(Section {
        id: "rollout".to_owned(),
        title: "How to get there".to_owned(),
        finding: format!("{stages}; {} moves first, {}.", reading.agent(first.agent), first.moves.1.words()),
        blocks: vec![Block::Table(table), Block::Table(watches)],
    })
}
