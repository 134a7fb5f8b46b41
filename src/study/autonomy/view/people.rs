//! People's load: over the day, and how near to the point where waits run away.

use crate::report::chart::{self, Chart};
use crate::report::format;
use crate::report::view::{Estimate, Heading, Section, Table};
use crate::stats::pareto::{Points, knee};

use super::reading::{INTERVAL, Reading, figure, range};

/// The mean share of their hours that the people of a pool are busy, replicate by replicate.
fn busy(reading: &Reading<'_>, arm: usize, pool: usize) -> Option<Estimate> {
    let draft = reading.study.team.draft();
    let ids: Vec<String> = draft.pools[pool].people.iter().map(|&person| format!("use:{}", draft.people[person].name)).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    range(reading.sum(arm, &ids).into_iter().map(|sum| sum / ids.len() as f64).collect())
}

pub(super) fn section(reading: &Reading<'_>) -> Option<Section> {
    let team = &reading.study.team;
    let draft = team.draft();
    let arm = reading.close();
    let tally = reading.findings.pooled.get(arm)?;
    if draft.pools.is_empty() {
        return None;
    }
    let runs = f64::from(reading.findings.runs.max(1));
    let days = draft.span.minutes / 1440.0;
    let rows: Vec<chart::GateRow> = (0..draft.pools.len())
        .map(|pool| {
            let line = team.in_line(tally, draft.agents.len() + pool);
            let by_hour = pool_hours(reading, pool);
            let reviewing = draft.pools[pool].people.iter().fold([0.0; 24], |mut sum, &person| {
                sum.iter_mut().zip(team.reviewing_by_hour(tally, person)).for_each(|(sum, minutes)| *sum += minutes);
                sum
            });
            // The minutes in which somebody is there, over all runs.
            let there = |hour: usize| by_hour[hour] / 7.0 * days * runs;
            let slot = |hour: usize| chart::LoadSlot {
                wait: line.by_hour[hour] as f64 / runs / days,
                busy: (by_hour[hour] > 0.0).then(|| reviewing[hour] / there(hour)),
            };
            let wait = reading.estimate(arm, &format!("wait:{}", draft.pools[pool].name));
            chart::GateRow {
                label: draft.pools[pool].name.clone(),
                sub: match draft.pools[pool].people.len() {
                    1 => "1 person".to_owned(),
                    count => format!("{count} people"),
                },
                end: busy(reading, arm, pool).map_or_else(String::new, |busy| {
                    let waits = wait.map_or_else(String::new, |wait| format!(", waits {}", format::minutes(wait)));
                    format!("{} busy{waits}", format::percent(busy.mid))
                }),
                open: open(&by_hour),
                slots: (0..24).map(slot).collect(),
            }
        })
        .collect();
    let drawing = Chart::GateLoad(chart::GateLoad {
        waits: "items that come for a look in this hour, a day".to_owned(),
        unit: "items".to_owned(),
        span: (0.0, 24.0),
        rows,
    });
    let cells = (0..draft.people.len())
        .map(|person| {
            let name = &draft.people[person].name;
            let words = |id: String, write: fn(Estimate) -> String| reading.estimate(arm, &id).map_or_else(|| "no base".to_owned(), write);
            vec![
                name.clone(),
                words(format!("human:minutes:{name}"), format::minutes),
                words(format!("use:{name}"), format::share),
                words(format!("missed:{name}"), format::share),
            ]
        })
        .collect();
    let data = Table {
        caption: format!("People in the setting \"{}\"; {INTERVAL}", reading.arms()[arm]),
        columns: vec![
            Heading::text("person"),
            Heading::number("a day"),
            Heading::number("of their hours"),
            Heading::number("wrong items let by"),
        ],
        rows: cells,
        note: Some("Minutes hold reviews, looks and leading; a review that has begun is finished past the end of the hours.".to_owned()),
    };
    let fullest = (0..draft.people.len())
        .filter_map(|person| Some((person, reading.estimate(arm, &format!("use:{}", draft.people[person].name))?)))
        .max_by(|one, other| one.1.mid.total_cmp(&other.1.mid));
    let finding = fullest.map_or_else(String::new, |(person, share)| {
        format!("The fullest day is that of {}: {} of the hours go to reviews.", draft.people[person].name, format::share(share))
    });
    let mut blocks = vec![figure(
        "people",
        "When there is something to look at",
        "Items that come for a look, by hour and pool.".to_owned(),
        drawing,
        data,
        Some("people"),
    )];
    blocks.extend(knees(reading));
    Some(Section { id: "people".to_owned(), title: "What it asks of people".to_owned(), finding, blocks })
}

fn pool_hours(reading: &Reading<'_>, pool: usize) -> [f64; 24] {
    let draft = reading.study.team.draft();
    let mut hours = [0.0; 24];
    for &person in &draft.pools[pool].people {
        hours.iter_mut().zip(draft.people[person].hours.by_hour()).for_each(|(sum, minutes)| *sum += minutes);
    }
    hours
}

/// Stretches of hours in which somebody is there on some day.
fn open(hours: &[f64; 24]) -> Vec<(f64, f64)> {
    let mut all: Vec<(f64, f64)> = Vec::new();
    for (hour, _) in hours.iter().enumerate().filter(|(_, minutes)| **minutes > 0.0) {
        match all.last_mut() {
            Some(last) if last.1 == hour as f64 => last.1 += 1.0,
            _ => all.push((hour as f64, hour as f64 + 1.0)),
        }
    }
    all
}

/// Delay against load, pool by pool: the same setting with less and with more to do.
fn knees(reading: &Reading<'_>) -> Option<crate::report::view::Block> {
    let draft = reading.study.team.draft();
    let curve = &reading.findings.loads;
    if curve.is_empty() {
        return None;
    }
    let words = |share: f64| format::percent(share);
    let pools: Vec<chart::KneePool> = (0..draft.pools.len())
        .filter_map(|pool| {
            let points: Vec<(f64, f64)> = curve
                .iter()
                .map(|load| load.pools[pool])
                .filter(|(busy, wait)| busy.is_finite() && wait.is_finite() && *busy > 0.0)
                .collect();
            if points.len() < 3 {
                return None;
            }
            // More work is good and more waiting bad: the knee is where the first gives out.
            let front = Points::from_rows(2, points.iter().map(|(busy, wait)| [-busy, *wait])).ok()?;
            let knee = knee(&front).ok().flatten().map(|found| points[found.place].0);
            let wait = |arm: usize| reading.estimate(arm, &format!("wait:{}", draft.pools[pool].name));
            let point = |arm: usize| Some(chart::KneePoint { busy: busy(reading, arm, pool)?, wait: wait(arm)? });
            let recommended = point(reading.close()).filter(|_| reading.search().is_some());
            let given = point(0);
            let stands = recommended.or(given);
            let text = stands.map_or_else(String::new, |at| {
                let turn = knee.map_or_else(String::new, |knee| format!("; the curve turns up at {}", words(knee)));
                format!("{} busy, waits {}{turn}", words(at.busy.mid), format::minutes(at.wait))
            });
            Some(chart::KneePool { label: draft.pools[pool].name.clone(), text, curve: points, knee, given, recommended })
        })
        .collect();
    if pools.is_empty() {
        return None;
    }
    let rows = curve
        .iter()
        .flat_map(|load| {
            draft.pools.iter().zip(&load.pools).map(move |(pool, (busy, wait))| {
                vec![
                    format!("{} ×", format::plain(load.times)),
                    pool.name.clone(),
                    format::percent(*busy),
                    format::minutes(Estimate::exact(*wait)),
                ]
            })
        })
        .collect();
    let data = Table {
        caption: "The same setting with less and with more coming in".to_owned(),
        columns: vec![Heading::text("items that come in"), Heading::text("pool"), Heading::number("busy"), Heading::number("mean wait")],
        rows,
        note: None,
    };
    let drawing = Chart::Knee(chart::Knee {
        across: "share of their hours that is busy, %".to_owned(),
        up: "mean wait for a look, min".to_owned(),
        interval: INTERVAL.to_owned(),
        knee_name: "from here on a little more work costs much more waiting".to_owned(),
        pools,
    });
    Some(figure("knee", "How much more they can take", "Mean wait against load, pool by pool.".to_owned(), drawing, data, Some("loads")))
}
