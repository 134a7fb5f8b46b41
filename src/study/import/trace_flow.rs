//! The flow that a log shows: who follows on whom, and how often; those who work on an item at the same time go on side by side.

use std::collections::{BTreeMap, BTreeSet};

use crate::input::Cx;

use super::draft::{Agent, Chance, Draft, Left};
use super::graph::{Edge, Graph, MOST, Node, Work};
use super::origin::OriginKind;
use super::read::origin;
use super::structure;
use super::trace::{Log, Row};

/// Two agents go on side by side where they overlap in at least this share of the items that both work on.
const TOGETHER: f64 = 0.5;
/// What follows in fewer than this share of the times is left out, and said.
const RARE: f64 = 0.01;

pub(super) fn read(log: &Log, cx: &mut Cx) -> Option<Draft> {
    let ways = log.ways_of_items();
    let names: BTreeSet<&str> = log.work().map(|row| row.agent.as_str()).collect();
    let names: Vec<&str> = names.into_iter().collect();
    if names.is_empty() {
        cx.error(None, "the log holds looks of reviewers, and no work of agents");
        return None;
    }
    if names.len() > MOST {
        cx.error(None, format!("the log names {} agents", names.len())).allowed(format!("at most {MOST}"));
        return None;
    }
    let units = units(&names, &ways);
    let mut left = Vec::new();
    let mut graph = graph(&names, &units, &ways, log, &mut left);
    graph.contract();
    let steps = structure::steps(&graph, cx)?;
    let mut named = Vec::new();
    within(&steps, &mut named);
    for name in names.iter().filter(|name| !named.contains(&(**name).to_owned())) {
        left.push(Left { at: log.shown.clone(), what: format!("`{name}` is come to too seldom, and is left out") });
    }
    let agents: Vec<Agent> = names.iter().filter(|name| named.contains(&(**name).to_owned())).map(|name| Agent::new(name, name)).collect();
    let mut draft = Draft {
        title: format!(
            "What {} did, from {}",
            if agents.len() == 1 { "an agent".to_owned() } else { format!("{} agents", agents.len()) },
            log.shown
        ),
        origin: origin(OriginKind::Trace, Vec::new()),
        items: "items".to_owned(),
        agents,
        people: Vec::new(),
        steps,
        arrivals: None,
        left,
    };
    log.fit(&mut draft);
    Some(draft)
}

/// The agents that steps name.
fn within(steps: &[super::draft::Step], into: &mut Vec<String>) {
    use super::draft::Step;
    for step in steps {
        match step {
            Step::Work { agent, .. } => into.push(agent.clone()),
            Step::Together { branches, .. } => branches.iter().for_each(|steps| within(steps, into)),
            Step::Either { ways, otherwise } => {
                ways.iter().for_each(|way| within(&way.steps, into));
                within(otherwise, into);
            }
            Step::Again { .. } | Step::To(_) | Step::Back(_) | Step::Delivered => {}
        }
    }
}

/// For each agent the first of those it goes on side by side with, itself if none.
fn units(names: &[&str], ways: &[Vec<&Row>]) -> Vec<usize> {
    let place: BTreeMap<&str, usize> = names.iter().enumerate().map(|(place, name)| (*name, place)).collect();
    let mut both: BTreeMap<(usize, usize), (usize, usize)> = BTreeMap::new();
    for way in ways {
        let mut seen: BTreeMap<(usize, usize), bool> = BTreeMap::new();
        for (at, one) in way.iter().enumerate() {
            for other in &way[at + 1..] {
                let (one_at, other_at) = (place[one.agent.as_str()], place[other.agent.as_str()]);
                if one_at != other_at {
                    let overlap = other.start < one.end && one.start < other.end;
                    *seen.entry((one_at.min(other_at), one_at.max(other_at))).or_default() |= overlap;
                }
            }
        }
        for (pair, overlap) in seen {
            let count = both.entry(pair).or_default();
            count.0 += 1;
            count.1 += usize::from(overlap);
        }
    }
    let mut unit: Vec<usize> = (0..names.len()).collect();
    for ((one, other), (all, overlap)) in both {
        if overlap as f64 >= TOGETHER * all as f64 && overlap > 0 {
            let (keep, gone) = (unit[one].min(unit[other]), unit[one].max(unit[other]));
            unit.iter_mut().filter(|unit| **unit == gone).for_each(|unit| *unit = keep);
        }
    }
    unit
}

/// Who follows on whom, with counted shares.
fn graph(names: &[&str], units: &[usize], ways: &[Vec<&Row>], log: &Log, left: &mut Vec<Left>) -> Graph {
    let of = |row: &Row| names.iter().position(|name| *name == row.agent).map_or(0, |place| units[place]);
    let (start, end) = (names.len(), names.len() + 1);
    let mut graph = Graph { nodes: Vec::new(), entry: start };
    for (place, name) in names.iter().enumerate() {
        let inside: Vec<String> = (0..names.len()).filter(|&other| units[other] == place).map(|other| names[other].to_owned()).collect();
        let mut node = Node::new(name, None);
        node.work = match inside.len() {
            0 => None,
            1 => Some(Work::One { agent: (*name).to_owned(), name: None }),
            _ => Some(Work::Group { name: format!("{} together", inside.join(" and ")), agents: inside }),
        };
        graph.add(node);
    }
    graph.add(Node::new("the start", None));
    graph.add(Node::new("the end", None));
    let mut counts: Vec<BTreeMap<usize, usize>> = vec![BTreeMap::new(); end + 1];
    for way in ways.iter().filter(|way| !way.is_empty()) {
        let mut stops: Vec<usize> = vec![start];
        for row in way {
            let unit = of(row);
            let group = matches!(graph.nodes[unit].work, Some(Work::Group { .. }));
            // Those who work side by side are one stop.
            if !(group && stops.last() == Some(&unit)) {
                stops.push(unit);
            }
        }
        stops.push(end);
        stops.windows(2).for_each(|pair| *counts[pair[0]].entry(pair[1]).or_default() += 1);
    }
    for (from, next) in counts.iter().enumerate() {
        let all: usize = next.values().sum();
        let most = next.values().max().copied().unwrap_or(0);
        let kept: Vec<(usize, usize)> = next
            .iter()
            .map(|(to, count)| (*to, *count))
            .filter(|(to, count)| {
                let keep = *count as f64 >= RARE * all as f64 || *count == most;
                if !keep {
                    let (one, other) = (&graph.nodes[from].name, &graph.nodes[*to].name);
                    left.push(Left {
                        at: log.shown.clone(),
                        what: format!("`{other}` after `{one}`, {count} of {all} times: too seldom to be a way of its own"),
                    });
                }
                keep
            })
            .collect();
        let shares = log.chances(&kept.iter().map(|(_, count)| *count).collect::<Vec<_>>());
        graph.nodes[from].next =
            kept.iter().zip(shares).map(|((to, _), chance)| Edge { to: *to, chance: chance.map(Chance::Counted) }).collect();
    }
    graph
}
