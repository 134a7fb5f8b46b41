//! Other teams for the same work, beside this one.

use crate::report::chart::SideRole;
use crate::report::format;
use crate::report::view::{Block, Heading, Section, Table};

use super::super::beside::Beside;
use super::measures::{self, Columns};
use super::reading::{INTERVAL, MISTAKES, Reading, WEEK, range};

pub(super) fn section(reading: &Reading<'_>) -> Option<Section> {
    let beside = reading.findings.beside.as_ref()?;
    let role = |team: usize| match team {
        0 if reading.close() != 0 => SideRole::Recommended,
        team if team < beside.others => SideRole::Given,
        _ => SideRole::Other,
    };
    let columns = Columns {
        names: beside.names.clone(),
        roles: (0..beside.names.len()).map(role).collect(),
        level: Box::new(|team, id| beside.level(team, id).to_vec()),
    };
    let blocks =
        vec![measures::beside(reading, &columns, "teams", "Teams side by side"), Block::Table(differences(reading, beside, &columns))];
    Some(Section { id: "teams".to_owned(), title: "Other teams for the same work".to_owned(), finding: finding(beside), blocks })
}

/// The share of draws in which the first of two costs less.
fn cheaper(beside: &Beside, one: usize, other: usize) -> f64 {
    let (one, other) = (beside.level(one, "cost"), beside.level(other, "cost"));
    one.iter().zip(other).filter(|(one, other)| one < other).count() as f64 / one.len().max(1) as f64
}

fn finding(beside: &Beside) -> String {
    let mean = |team: usize| crate::num::sum(beside.level(team, "cost")) / beside.level(team, "cost").len().max(1) as f64;
    let best = (0..beside.names.len()).min_by(|&one, &other| mean(one).total_cmp(&mean(other))).unwrap_or(0);
    let rivals: Vec<String> = (0..beside.names.len())
        .filter(|&team| team != best && (team >= beside.others || best >= beside.others))
        .map(|team| format!("less than \"{}\" in {} of the draws", beside.names[team], format::probability(cheaper(beside, best, team))))
        .collect();
    format!("By the mean of all costs \"{}\" is best: it costs {}.", beside.names[best], super::reading::listed(&rivals))
}

/// Each other team less this one, on the same draws.
fn differences(reading: &Reading<'_>, beside: &Beside, columns: &Columns<'_>) -> Table {
    let less = |team: usize, ids: &[&str], factor: f64| {
        let (one, own) = (columns.sum(team, ids)?, columns.sum(0, ids)?);
        range(one.iter().zip(&own).map(|(one, own)| factor * (one - own)).filter(|value| value.is_finite()).collect())
    };
    let none = || "no base".to_owned();
    let rows = (beside.others..beside.names.len())
        .map(|team| {
            let money = |ids: &[&str]| less(team, ids, WEEK).map_or_else(none, |found| format::money_difference(found, reading.currency()));
            let lead = less(team, &["lead:mean"], 1.0 / 60.0);
            vec![
                beside.names[team].clone(),
                less(team, &["human:minutes"], 1.0).map_or_else(none, |found| format::difference(found, "min")),
                money(&MISTAKES),
                lead.map_or_else(none, |found| format::difference(found, "h")),
                money(&["cost"]),
                format::probability(cheaper(beside, team, 0)),
            ]
        })
        .collect();
    Table {
        caption: format!("Each other team less \"{}\", draw by draw; {INTERVAL}", beside.names[0]),
        columns: vec![
            Heading::text("team"),
            Heading::number("people's time a day"),
            Heading::number("mistakes a week"),
            Heading::number("lead time"),
            Heading::number("all costs a week"),
            Heading::number("costs less in"),
        ],
        rows,
        note: Some(
            "Numbers that the files state alike are drawn alike, and so is what comes in; what only one file states is drawn for it alone."
                .to_owned(),
        ),
    }
}
