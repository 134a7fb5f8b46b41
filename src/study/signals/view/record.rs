//! Forecasts on record: what is said today, and what came of what was said earlier.

use std::collections::BTreeMap;

use crate::report::format;
use crate::report::view::{Block, Heading, KeyFigure, Section, Table};
use crate::signals::Day;
use crate::signals::register::{Forecast, Record, record};
use crate::study::parts::listed;

use super::super::analyse::Findings;
use super::super::load::SignalsStudy;

/// Terms that are named of one day.
const NAMED: usize = 40;

/// How forecasts did against the base rate, in words.
fn against(found: &Record) -> String {
    let better = match found.gain {
        Some(gain) if gain.low > 0.0 => "better than the base rate, beyond chance",
        Some(gain) if gain.high < 0.0 => "worse than the base rate, beyond chance",
        Some(_) => "no better than the base rate beyond chance",
        None => "too few days were judged to tell that from chance",
    };
    let score = |value: f64| format::number(value, 3);
    format!("a mean Brier score of {} where the base rate has {} (lower is better): {better}", score(found.brier), score(found.base_brier))
}

pub(super) fn key_figure(study: &SignalsStudy, findings: &Findings) -> Option<KeyFigure> {
    let found = findings.register.record(study.as_of)?;
    Some(KeyFigure {
        label: "forecasts on record that came true".to_owned(),
        value: format!("{} of {}", found.came_true, found.judged),
        note: Some(format!("{} were expected", format::number(found.expected, 1))),
    })
}

pub(super) fn section(study: &SignalsStudy, findings: &Findings) -> Option<Section> {
    let register = &findings.register;
    let known: Vec<Forecast> = register.known(study.as_of).collect();
    if known.is_empty() {
        return None;
    }
    let open = known.iter().filter(|one| one.judged.is_none()).count() - register.lost;
    let forecasts = |count: usize| if count == 1 { "1 forecast".to_owned() } else { format!("{} forecasts", format::count(count as u64)) };
    let are = |count: usize| if count == 1 { "is" } else { "are" };
    let next = known.iter().filter(|one| one.judged.is_none() && one.to.last() > study.as_of).map(|one| one.to).min();
    let next = next.map_or_else(String::new, |next| format!(", the first of them to be judged after {next}"));
    let finding = match register.record(study.as_of) {
        None if !register.kept => {
            format!("{} would be put on record; `--register FILE` keeps them, and judges them when they are due.", forecasts(open))
        }
        None => format!("{} {} open{next}. None has been judged yet.", forecasts(open), are(open)),
        Some(found) => format!(
            "{} of {} that were judged came true, where {} were expected: {}. {} {} open{next}.",
            format::count(found.came_true as u64),
            forecasts(found.judged),
            format::number(found.expected, 1),
            against(&found),
            forecasts(open),
            are(open),
        ),
    };
    let mut by_day: BTreeMap<Day, Vec<&Forecast>> = BTreeMap::new();
    for one in &known {
        by_day.entry(one.made).or_default().push(one);
    }
    let row = |(day, all): (&Day, &Vec<&Forecast>)| {
        let found = record(all.iter().copied());
        let none = || "–".to_owned();
        let first = all[0];
        let said = |read: fn(&Forecast) -> f64| {
            let mean = all.iter().map(|one| read(one)).sum::<f64>() / all.len() as f64;
            format::percent_to(mean, 1)
        };
        vec![
            day.to_string(),
            format::count(all.len() as u64),
            format!("{} to {}", first.from, first.to),
            said(|one| one.chance),
            said(|one| one.base),
            found.map_or_else(none, |found| format!("{} of {}", found.came_true, found.judged)),
            found.map_or_else(none, |found| format::number(found.brier, 3)),
            found.map_or_else(none, |found| format::number(found.base_brier, 3)),
        ]
    };
    let table = Table {
        caption: "Forecasts by the day they were made: that a term takes off by the rule of the back-test".to_owned(),
        columns: vec![
            Heading::text("made on"),
            Heading::number("forecasts"),
            Heading::text("judged by"),
            Heading::number("chance each"),
            Heading::number("base rate"),
            Heading::number("came true"),
            Heading::number("Brier score"),
            Heading::number("base rate's"),
        ],
        rows: by_day.iter().map(row).collect(),
        note: Some(
            "The chance is how often earlier picks took off, as known on that day; the base rate is that of all candidates. Brier score: the mean of \
             (chance − outcome)², lower is better. Forecasts of one day share its luck. Made by looking back from data that already reach further, they \
             are no forecasts: then the settings could have been chosen by what came."
                .to_owned(),
        ),
    };
    let mut blocks = vec![Block::Table(table)];
    let mut told = Vec::new();
    for (day, all) in &by_day {
        let names = |came: Option<bool>| -> Vec<String> {
            let mut names: Vec<String> =
                all.iter().filter(|one| one.judged.map(|judged| judged.0) == came).map(|one| one.term.clone()).collect();
            if names.len() > NAMED {
                let more = names.len() - NAMED;
                names.truncate(NAMED);
                names.push(format!("{more} more"));
            }
            names
        };
        for (came, what) in [(Some(true), "came true"), (Some(false), "did not"), (None, "open")] {
            let names = names(came);
            if !names.is_empty() {
                told.push(format!("Made on {day}, {what}: {}.", listed(&names)));
            }
        }
    }
    blocks.push(Block::Text(told));
    if register.lost > 0 {
        blocks.push(Block::Text(vec![format!(
            "{} cannot be judged, though the time has come: the series counts the term no more.",
            forecasts(register.lost)
        )]));
    }
    let title = if register.kept { "Forecasts on record" } else { "What could be put on record" };
    Some(Section { id: "record".to_owned(), title: title.to_owned(), finding, blocks })
}
