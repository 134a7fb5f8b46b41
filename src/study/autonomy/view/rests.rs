//! What the recommendation rests on: the stakes, and the numbers nobody knows well.

use crate::report::format;
use crate::report::view::{Block, Heading, Section, Table};
use crate::study::parts::{graded, value};
use crate::world::World;

use super::super::analyse::Search;
use super::super::settings::preset;
use super::reading::{Reading, WEEK, turned_words};

/// Numbers that are shown.
const ROWS: usize = 10;

pub(super) fn section(reading: &Reading<'_>) -> Option<Section> {
    let search = reading.search()?;
    let mut blocks = vec![Block::Table(stakes(reading, search)), Block::Text(vec![edges(search)])];
    blocks.push(turns(reading));
    if search.next.iter().any(|next| next.worth.gain > 0.0) {
        blocks.push(Block::Table(next(reading, search)));
    }
    Some(Section { id: "rests".to_owned(), title: "What would change that".to_owned(), finding: finding(reading, search), blocks })
}

fn finding(reading: &Reading<'_>, search: &Search) -> String {
    let first = search.next.first().filter(|next| next.worth.gain > 0.0);
    match first {
        Some(next) => {
            let entry = reading.study.team.unknowns().entry(next.unknown);
            let items =
                next.items.map_or_else(String::new, |items| format!(" About {} items halve its range.", format::rough(f64::from(items))));
            format!("Measure this first: {}.{items}", entry.label)
        }
        None => "No number inside its range is shown to change which setting is best.".to_owned(),
    }
}

fn stakes(reading: &Reading<'_>, search: &Search) -> Table {
    let mut columns = vec![Heading::number("stakes, times those stated"), Heading::text("best setting, against the recommended one")];
    let name = |other: usize| reading.name(&search.finalists[other]);
    columns.extend(search.against.iter().map(|(other, _)| Heading::number(format!("recommended costs less than {}", name(*other)))));
    let chosen = &search.finalists[search.recommended].assignment;
    let rows = search
        .stakes
        .iter()
        .map(|(times, best, cheaper)| {
            let mut row = vec![format::plain(*times), moves(reading, chosen, &search.finalists[*best].assignment)];
            row.extend(cheaper.iter().map(|p| format::probability(*p)));
            row
        })
        .collect();
    Table {
        caption: "If being wrong costs less or more than you stated; shares of the draws of what nobody knows".to_owned(),
        columns,
        rows,
        note: Some("All stakes are multiplied together: wrong, late, stopped and harm.".to_owned()),
    }
}

/// The numbers inside whose range two settings change places.
fn turns(reading: &Reading<'_>) -> Block {
    let turned = &reading.findings.turned;
    if turned.is_empty() {
        let numbers = format::count(reading.study.team.unknowns().len() as u64);
        return Block::Text(vec![format!(
            "No number by itself, inside its range, is shown to change the order of any two settings by what they cost: all {numbers} were looked at, with at most 5 chances in 100 of one false turn."
        )]);
    }
    let unknowns = reading.study.team.unknowns();
    let rows = turned
        .iter()
        .take(ROWS)
        .map(|one| {
            let entry = unknowns.entry(one.unknown);
            vec![entry.label.clone(), value(&entry.dist, &entry.unit), turned_words(reading, one)]
        })
        .collect();
    Block::Table(Table {
        caption: "Numbers that change the order of two settings inside their range".to_owned(),
        columns: vec![Heading::text("number"), Heading::number("believed now"), Heading::text("what turns")],
        rows,
        note: Some(format!(
            "The mean of all costs over everything else that is uncertain, along a straight line through the draws. {} in all; at most 5 chances in 100 that one of them is false.",
            format::count(turned.len() as u64)
        )),
    })
}

/// Agents whose moves are named.
const NAMED: usize = 3;

/// What makes one setting of another, in words.
fn moves(reading: &Reading<'_>, from: &[u16], to: &[u16]) -> String {
    let moved: Vec<usize> = (0..from.len()).filter(|&agent| from[agent] != to[agent]).collect();
    if moved.is_empty() {
        return "the same".to_owned();
    }
    let mut names: Vec<String> =
        moved.iter().take(NAMED).map(|&agent| format!("{} {}", reading.agent(agent), preset(to[agent]).words())).collect();
    if moved.len() > NAMED {
        names.push(format!("{} more moves", moved.len() - NAMED));
    }
    names.join(", ")
}

fn edges(search: &Search) -> String {
    match search.break_even {
        (None, None) => {
            "No multiple of the stakes within reach changes the recommendation among the settings that were run to the end.".to_owned()
        }
        (low, high) => {
            let mut parts = Vec::new();
            if let Some(low) = low {
                parts.push(format!("below about {} times what you stated", format::rough(low)));
            }
            if let Some(high) = high {
                parts.push(format!("above about {} times", format::rough(high)));
            }
            format!("Another setting becomes best {}.", parts.join(" and "))
        }
    }
}

fn next(reading: &Reading<'_>, search: &Search) -> Table {
    let unknowns = reading.study.team.unknowns();
    let rows = search
        .next
        .iter()
        .filter(|next| next.worth.gain > 0.0)
        .take(ROWS)
        .map(|next| {
            let entry = unknowns.entry(next.unknown);
            vec![
                entry.label.clone(),
                value(&entry.dist, &entry.unit),
                graded(entry.grade),
                reading.about(WEEK * next.worth.gain),
                format::percent(next.worth.changes),
                next.items.map_or_else(|| "not a rate".to_owned(), |items| format::rough(f64::from(items))),
            ]
        })
        .collect();
    Table {
        caption: "Which number to measure next".to_owned(),
        columns: vec![
            Heading::text("number"),
            Heading::number("believed now"),
            Heading::text("where from"),
            Heading::number("knowing it saves, a week"),
            Heading::number("draws in which another setting is then best"),
            Heading::number("items that halve its range"),
        ],
        rows,
        note: Some("What knowing a number saves is over what a number without any bearing would seem to save. Settings that break a limit are considered only where none keeps them all.".to_owned()),
    }
}
