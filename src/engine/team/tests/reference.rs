//! An independent model of a gate network: plain lists, a search for the next event, floats for minutes. Slow, and meant to be read. It takes the
//! same draws as the engine, and must agree with it item by item.

use super::*;
use crate::random::{Purpose, Stream};

#[derive(Debug, Clone, Copy, PartialEq)]
enum At {
    ForAgent,
    WithAgent(f64),
    ForPerson { gives_up: f64 },
    WithPerson(f64),
    Left { at: f64, delivered: bool, wrong: bool },
}

#[derive(Debug, Clone)]
struct Item {
    comes: f64,
    at: Option<At>,
    /// When it joined the line it is in.
    since: f64,
    pass: u32,
    wrong: bool,
}

struct Setting {
    minutes: f64,
    agent_mean: f64,
    review_mean: f64,
    patience: f64,
    wrong: f64,
    detects: f64,
    false_rejects: f64,
    reworks: u32,
    slots: usize,
    people: usize,
}

fn exponential(mean: f64, uniform: f64) -> f64 {
    -mean * crate::num::ln(uniform)
}

/// Steps 0 (work) and 1 (gate); what is turned down goes back to 0, `reworks` times; who is not looked at in time goes on as if approved.
fn simulate(set: &Setting, arrivals: &Stream, service: &Stream, review: &Stream, patience: &Stream) -> Vec<Item> {
    let mut items = Vec::new();
    let mut clock = 0.0;
    loop {
        clock += exponential(1.0, arrivals.pair(items.len() as u64, 0)[0]);
        if clock >= set.minutes {
            break;
        }
        items.push(Item { comes: clock, at: None, since: clock, pass: 0, wrong: false });
    }
    loop {
        // The next thing to happen: an arrival, an end of work or review, or somebody giving up.
        let when = |item: &Item| match item.at {
            None => Some(item.comes),
            Some(At::WithAgent(ends) | At::WithPerson(ends)) => Some(ends),
            Some(At::ForPerson { gives_up }) => Some(gives_up),
            Some(At::ForAgent | At::Left { .. }) => None,
        };
        let next = items.iter().enumerate().filter_map(|(index, item)| Some((when(item)?, index)));
        let Some((now, index)) = next.min_by(|a, b| a.0.total_cmp(&b.0)) else { return items };
        let pass = items[index].pass;
        let leaves = |item: &mut Item, delivered| item.at = Some(At::Left { at: now, delivered, wrong: item.wrong });
        match items[index].at {
            None => items[index].at = Some(At::ForAgent),
            Some(At::WithAgent(_)) => {
                items[index].since = now;
                let gives_up = now + exponential(set.patience, patience.pair(index as u64, 1 << 16 | pass)[0]);
                items[index].at = Some(At::ForPerson { gives_up });
            }
            Some(At::WithPerson(_)) => {
                let luck = review.pair(index as u64, 1 << 16 | pass)[1];
                let rejected = luck < if items[index].wrong { set.detects } else { set.false_rejects };
                let item = &mut items[index];
                match rejected {
                    false => leaves(item, true),
                    true if pass < set.reworks => {
                        (item.at, item.since, item.pass, item.wrong) = (Some(At::ForAgent), now, pass + 1, false);
                    }
                    true => leaves(item, false),
                }
            }
            Some(At::ForPerson { .. }) => leaves(&mut items[index], true),
            Some(At::ForAgent | At::Left { .. }) => unreachable!(),
        }
        // Whoever has room takes those who have waited longest.
        let count = |items: &[Item], which: fn(At) -> bool| items.iter().filter(|item| item.at.is_some_and(which)).count();
        let longest = |items: &[Item], which: fn(At) -> bool| {
            let waiting = items.iter().enumerate().filter(|(_, item)| item.at.is_some_and(which));
            waiting.min_by(|a, b| a.1.since.total_cmp(&b.1.since)).map(|(index, _)| index)
        };
        while count(&items, |at| matches!(at, At::WithAgent(_))) < set.slots {
            let Some(index) = longest(&items, |at| at == At::ForAgent) else { break };
            let [long, luck] = service.pair(index as u64, items[index].pass);
            items[index].wrong = luck < set.wrong;
            items[index].at = Some(At::WithAgent(now + exponential(set.agent_mean, long)));
        }
        while count(&items, |at| matches!(at, At::WithPerson(_))) < set.people {
            let Some(index) = longest(&items, |at| matches!(at, At::ForPerson { .. })) else { break };
            let long = review.pair(index as u64, 1 << 16 | items[index].pass)[0];
            items[index].at = Some(At::WithPerson(now + exponential(set.review_mean, long)));
        }
    }
}

#[test]
fn the_engine_agrees_item_by_item_with_a_plain_model() {
    let set = Setting {
        minutes: 1_500.0,
        agent_mean: 1.5,
        review_mean: 1.6,
        patience: 4.0,
        wrong: 0.3,
        detects: 0.7,
        false_rejects: 0.1,
        reworks: 2,
        slots: 2,
        people: 2,
    };
    let mut draft = Draft::plain("reference", 0.0, set.minutes, true);
    draft.classes = vec![Class::plain("items", Arrivals::per_minute(1.0))];
    draft.agents = vec![Agent::plain("agent", Law::exponential(set.agent_mean)).with(2.0, set.wrong)];
    draft.people = vec![Person::plain("a"), Person::plain("b")];
    draft.pools = vec![Pool::plain("pool", &[0, 1])];
    let time_out = TimeOut { after: Law::exponential(set.patience), then: Then::Approve };
    draft.gates =
        vec![named_gate("gate", Review { time_out: Some(time_out), ..people_review(set.review_mean, set.detects, set.false_rejects) })];
    draft.nodes = vec![work("work", 0, 1), Node::new("gate", NodeKind::Gate { gate: 0, pass: 2, back: Some((0, Limit::Times(2))) }), out()];
    let team = checked(draft);
    let streams = Streams::new(Seed(5), crate::random::At::default());
    let stream = |purpose| streams.stream(purpose);
    let plain = simulate(&set, &stream(Purpose::Arrival), &stream(Purpose::Service), &stream(Purpose::Review), &stream(Purpose::Patience));
    let (seen, tally) = team.replay(&[], &arm(Vec::new()), &streams).unwrap();
    let mut left: Vec<_> = seen
        .iter()
        .filter_map(|one| match one.what {
            What::Left { delivered, wrong } => Some((one.number, one.at.minutes(), delivered, wrong)),
            _ => None,
        })
        .collect();
    left.sort_by_key(|one| one.0);
    assert!(plain.len() > 1_300 && left.len() == plain.len());
    for (item, (number, at, delivered, wrong)) in plain.iter().zip(left) {
        let Some(At::Left { at: expected, delivered: goes, wrong: is_wrong }) = item.at else { panic!("{item:?}") };
        assert!(
            (at - expected).abs() < 1e-4 && delivered == goes && wrong == is_wrong,
            "item {number}: {at} {delivered} {wrong}, {item:?}"
        );
    }
    // All ways were taken.
    let items = team.items(&tally, 0);
    assert!(items.dropped > 0 && items.escaped > 0 && items.back > 100 && team.in_line(&tally, 1).timed_out > 50, "{items:?}");
}
