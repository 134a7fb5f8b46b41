//! One day, replayed.

use std::collections::BTreeMap;

use crate::report::chart::{self, Chart};
use crate::report::format;
use crate::report::view::{Heading, Section, Table};
use crate::team::model::{NodeKind, Reviewer};
use crate::team::{Seen, What};

use super::reading::{Reading, figure};

const DAY: f64 = 1440.0;

/// A stretch of time of an item at a step.
struct Stretch {
    lane: usize,
    from: f64,
    to: f64,
    kind: chart::DayKind,
    item: (usize, u64),
}

pub(super) fn section(reading: &Reading<'_>) -> Option<Section> {
    let draft = reading.study.team.draft();
    let seen = &reading.findings.replay;
    let start = quiet_start(reading)?;
    let minutes = |one: &Seen| one.at.minutes() - start;
    let stretches = stretches(reading, start);
    let within = |stretch: &&Stretch| stretch.to > 0.0 && stretch.from < DAY;
    let agents = draft.agents.len();
    let lane_name = |lane: usize| if lane < agents { draft.agents[lane].name.clone() } else { draft.people[lane - agents].name.clone() };
    let mut used: Vec<usize> = stretches.iter().filter(within).map(|stretch| stretch.lane).collect();
    used.sort_unstable();
    used.dedup();
    if used.is_empty() {
        return None;
    }
    let wrong: BTreeMap<(usize, u64), bool> = seen
        .iter()
        .filter_map(|one| if let What::Left { wrong, .. } = one.what { Some(((one.class, one.number), wrong)) } else { None })
        .collect();
    let weekday = (start / DAY).round() as u32 % 7;
    let lanes = used
        .iter()
        .map(|&lane| {
            let of = || stretches.iter().filter(within).filter(|stretch| stretch.lane == lane);
            let done = of().filter(|stretch| stretch.kind != chart::DayKind::Wait).count();
            chart::DayLane {
                label: lane_name(lane),
                end: format!("{done} {}", if done == 1 { "item" } else { "items" }),
                open: lane.checked_sub(agents).map_or_else(Vec::new, |person| {
                    (0..24)
                        .filter(|hour| {
                            let at = f64::from(weekday) * DAY + f64::from(*hour) * 60.0 + 30.0;
                            draft.people[person].hours.is_open(crate::queueing::Time::from_minutes(at))
                        })
                        .map(|hour| (f64::from(hour), f64::from(hour + 1)))
                        .collect()
                }),
                bars: of()
                    .map(|stretch| chart::DayBar {
                        from: stretch.from.max(0.0) / 60.0,
                        to: stretch.to.min(DAY) / 60.0,
                        kind: stretch.kind,
                        wrong: wrong.get(&stretch.item).copied().unwrap_or(false),
                        text: String::new(),
                    })
                    .collect(),
            }
        })
        .collect();
    let lane_of = |item: (usize, u64), at: f64| {
        let last = stretches
            .iter()
            .filter(|stretch| stretch.item == item && stretch.to <= at + 1e-6)
            .max_by(|one, other| one.to.total_cmp(&other.to));
        last.and_then(|stretch| used.iter().position(|&lane| lane == stretch.lane))
    };
    let mut events = Vec::new();
    let (mut delivered, mut escaped) = (0, 0);
    for one in seen.iter().filter(|one| (0.0..DAY).contains(&minutes(one))) {
        let What::Left { delivered: out, wrong } = one.what else { continue };
        delivered += usize::from(out);
        escaped += usize::from(out && wrong);
        let (kind, name) = match (out, wrong) {
            (true, true) => (chart::DayEventKind::Escaped, "delivered wrong"),
            (false, true) => (chart::DayEventKind::Caught, "a wrong item is stopped"),
            (false, false) => (chart::DayEventKind::Noted, "a right item is stopped"),
            (true, false) => continue,
        };
        if let Some(lane) = lane_of((one.class, one.number), minutes(one)) {
            events.push(chart::DayEvent {
                lane,
                at: minutes(one) / 60.0,
                kind,
                name: name.to_owned(),
                text: draft.classes[one.class].name.clone(),
            });
        }
    }
    let drawing = Chart::Day(chart::Day { span: (0.0, 24.0), lanes, events });
    let rows = used
        .iter()
        .map(|&lane| {
            let spent = |kind: chart::DayKind| {
                let of = stretches.iter().filter(within).filter(|stretch| stretch.lane == lane && stretch.kind == kind);
                of.map(|stretch| stretch.to.min(DAY) - stretch.from.max(0.0)).sum::<f64>()
            };
            let words = |minutes: f64| format!("{} min", format::plain(minutes));
            vec![
                lane_name(lane),
                words(spent(chart::DayKind::Work)),
                words(spent(chart::DayKind::Review)),
                words(spent(chart::DayKind::Wait)),
            ]
        })
        .collect();
    let data = Table {
        caption: "Minutes of that day".to_owned(),
        columns: vec![
            Heading::text("who"),
            Heading::number("work"),
            Heading::number("reviews"),
            Heading::number("items waiting, added up"),
        ],
        rows,
        note: None,
    };
    const NAMES: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let finding = format!(
        "A {} in the setting \"{}\", one run at the middle of everything uncertain: {delivered} items are delivered, {escaped} of them wrong.",
        NAMES[weekday as usize],
        reading.arms()[reading.close()],
    );
    let block = figure("day", "One day", "What each agent and person did on one day.".to_owned(), drawing, data, None);
    Some(Section { id: "day".to_owned(), title: "One day, replayed".to_owned(), finding, blocks: vec![block] })
}

/// The first Tuesday after the warm-up on which anything happens, in minutes; otherwise the first such day.
fn quiet_start(reading: &Reading<'_>) -> Option<f64> {
    let span = reading.study.team.draft().span;
    let first = (span.warm_up / DAY).ceil() as u64;
    let last = ((span.warm_up + span.minutes) / DAY).floor() as u64;
    let busy = |day: u64| {
        let from = day as f64 * DAY;
        reading.findings.replay.iter().any(|one| (from..from + DAY).contains(&one.at.minutes()))
    };
    let days = first..last.max(first + 1);
    days.clone().find(|day| day % 7 == 1 && busy(*day)).or_else(|| days.clone().find(|day| busy(*day))).map(|day| day as f64 * DAY)
}

/// Work, reviews and waits of the replay, in minutes from `start`.
fn stretches(reading: &Reading<'_>, start: f64) -> Vec<Stretch> {
    let draft = reading.study.team.draft();
    let agents = draft.agents.len();
    // By item and step: since when it waits, since when it is in hand and by whom, and how often work on it has ended there.
    let mut waiting: BTreeMap<(usize, u64, usize), f64> = BTreeMap::new();
    let mut hand: BTreeMap<(usize, u64, usize), (f64, usize, chart::DayKind)> = BTreeMap::new();
    let mut worked: BTreeMap<(usize, u64, usize), bool> = BTreeMap::new();
    let mut all = Vec::new();
    for one in &reading.findings.replay {
        let (key, at, item) = ((one.class, one.number, one.node), one.at.minutes() - start, (one.class, one.number));
        let review = |by: Reviewer| match by {
            Reviewer::Agent(agent) => agent,
            Reviewer::People(pool) => agents + draft.pools[pool].people.first().copied().unwrap_or(0),
        };
        let lane = match &draft.nodes[one.node].kind {
            NodeKind::Work { agent, .. } if !worked.get(&key).copied().unwrap_or(false) => Some((*agent, chart::DayKind::Work)),
            NodeKind::Work { agent, .. } => draft.agents[*agent].policy.approve.map(|(_, look)| (review(look.by), chart::DayKind::Review)),
            NodeKind::Gate { gate, .. } => Some((review(draft.gates[*gate].review.by), chart::DayKind::Review)),
            _ => None,
        };
        match one.what {
            What::Waits => {
                waiting.insert(key, at);
            }
            What::Starts { person } => {
                let place = person.map(|person| (agents + person, chart::DayKind::Review)).or(lane);
                if let Some((lane, kind)) = place {
                    if let Some(from) = waiting.remove(&key).filter(|from| at > *from) {
                        all.push(Stretch { lane, from, to: at, kind: chart::DayKind::Wait, item });
                    }
                    hand.insert(key, (at, lane, kind));
                }
            }
            What::Ends => {
                if let Some((from, lane, kind)) = hand.remove(&key) {
                    worked.insert(key, kind == chart::DayKind::Work);
                    all.push(Stretch { lane, from, to: at, kind, item });
                }
            }
            What::Back => {
                worked.remove(&key);
            }
            What::Came | What::Left { .. } => {}
        }
    }
    all
}
