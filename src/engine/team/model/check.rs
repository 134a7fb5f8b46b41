//! What makes a team impossible to run: everything at once.

use std::collections::BTreeSet;

use crate::team::layout::Layout;
use crate::team::program::Program;
use crate::world::{Correlation, Input, Inputs};

use super::arrivals::Arrivals;
use super::draft::{Draft, Team};
use super::flow::{Join, Limit, NodeKind};
use super::policy::{Policy, Review, Reviewer, Then};
use super::week::MINUTES_IN_WEEK;

/// The most gates; an item remembers in one word which of them let its fault by.
pub(in crate::team) const MOST_GATES: usize = 32;
/// The most places that count how often an item was sent back; an item carries the counts in one word.
pub(in crate::team) const MOST_COUNTERS: usize = 8;
/// The most records of a kind.
const MOST: usize = 4_000;

/// One thing that cannot be run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("`{place}` {what}")]
pub struct Problem {
    /// Where it stands, such as `agents.Writer.cost` or `flow.review`.
    pub place: String,
    /// What is wrong with it.
    pub what: String,
}

#[derive(Default)]
struct Found(Vec<Problem>);

impl Found {
    fn add(&mut self, place: impl Into<String>, what: impl Into<String>) {
        self.0.push(Problem { place: place.into(), what: what.into() });
    }

    /// Whether a position is within a list.
    fn known(&mut self, place: &str, what: &str, position: usize, of: usize) -> bool {
        if position >= of {
            self.add(place, format!("names {what} number {position}, of which there are {of}"));
        }
        position < of
    }
}

impl Team {
    /// Checks a draft and closes the registry of its numbers.
    ///
    /// # Errors
    /// Every [`Problem`] there is.
    pub fn check(draft: Draft, mut inputs: Inputs, correlations: &[Correlation]) -> Result<Self, Vec<Problem>> {
        let mut found = Found::default();
        names(&draft, &mut found);
        let sound = positions(&draft, &mut found);
        span(&draft, &mut found);
        draft.numbers(&mut |place, input, bound| {
            inputs.keep_within(input, bound.range());
            if let Input::Fixed(value) = input
                && !bound.allows(value)
            {
                found.add(place.to_string(), format!("must be {}, got {value}", bound.words()));
            }
        });
        let unknowns = match inputs.finish(correlations) {
            Ok(unknowns) => Some(unknowns),
            Err(errors) => {
                errors.into_iter().for_each(|error| found.add("correlations", error.to_string()));
                None
            }
        };
        if let Some(unknowns) = &unknowns {
            draft.numbers(&mut |place, input, bound| {
                let Input::Slot(slot) = input else { return };
                let (low, high) = unknowns.entries()[slot].dist.support();
                if !(bound.allows(low) && bound.allows(high)) {
                    let path = &unknowns.entries()[slot].path;
                    let place = if path.is_empty() { place.to_string() } else { path.clone() };
                    let got = if low == high { low.to_string() } else { format!("values from {low} to {high}") };
                    found.add(place, format!("must be {}, got {got}", bound.words()));
                }
            });
            if sound {
                let medians = unknowns.values(&unknowns.medians());
                flow(&draft, &medians, &mut found);
            }
        }
        match unknowns {
            Some(unknowns) if found.0.is_empty() => {
                Ok(Self { program: Program::new(&draft), layout: Layout::new(&draft), draft, unknowns })
            }
            _ => {
                found.0.sort();
                found.0.dedup();
                Err(found.0)
            }
        }
    }
}

fn names(draft: &Draft, found: &mut Found) {
    fn of<'a>(kind: &str, names: impl Iterator<Item = &'a str>, found: &mut Found) {
        let mut seen = BTreeSet::new();
        let mut count = 0;
        for name in names {
            count += 1;
            if name.trim().is_empty() {
                found.add(kind, "has an entry without a name");
            } else if !seen.insert(name) {
                found.add(format!("{kind}.{name}"), "is there twice");
            }
        }
        if count > MOST {
            found.add(kind, format!("has {count} entries; {MOST} is the most"));
        }
    }
    of("classes", draft.classes.iter().map(|one| one.name.as_str()), found);
    of("models", draft.models.iter().map(|one| one.name.as_str()), found);
    of("agents", draft.agents.iter().map(|one| one.name.as_str()), found);
    of("people", draft.people.iter().map(|one| one.name.as_str()), found);
    of("pools", draft.pools.iter().map(|one| one.name.as_str()), found);
    of("gates", draft.gates.iter().map(|one| one.name.as_str()), found);
    of("flow", draft.nodes.iter().map(|one| one.name.as_str()), found);
    of("labels", draft.labels.iter().map(|one| one.0.as_str()), found);
    if draft.classes.is_empty() {
        found.add("classes", "is empty: nothing ever comes in");
    }
    if draft.gates.len() > MOST_GATES {
        found.add("gates", format!("has {} entries; {MOST_GATES} is the most", draft.gates.len()));
    }
    if draft.hand_offs.len() > MOST {
        found.add("hand_offs", format!("has {} entries; {MOST} is the most", draft.hand_offs.len()));
    }
    for pool in draft.pools.iter().filter(|pool| pool.people.is_empty()) {
        found.add(format!("pools.{}", pool.name), "has nobody in it");
    }
}

fn reviewer(at: &str, by: Reviewer, draft: &Draft, found: &mut Found) -> bool {
    match by {
        Reviewer::People(pool) => found.known(at, "pool", pool, draft.pools.len()),
        Reviewer::Agent(agent) => found.known(at, "agent", agent, draft.agents.len()),
    }
}

fn review(at: &str, review: &Review, draft: &Draft, found: &mut Found) -> bool {
    let mut sound = reviewer(at, review.by, draft, found);
    if let Some(Then::Escalate(to)) = review.time_out.map(|time_out| time_out.then) {
        sound &= reviewer(at, to, draft, found);
    }
    sound
}

/// What is wrong with the positions a policy names.
pub(in crate::team) fn policy_problems(at: &str, policy: &Policy, draft: &Draft) -> Vec<Problem> {
    let mut found = Found::default();
    if let Some((_, look)) = &policy.approve {
        review(at, look, draft, &mut found);
    }
    if let Some(veto) = &policy.veto {
        found.known(at, "pool", veto.pool, draft.pools.len());
    }
    if let Some(audit) = &policy.audit {
        review(at, &audit.review, draft, &mut found);
        if matches!(audit.review.time_out.map(|time_out| time_out.then), Some(Then::Approve | Then::Escalate(_))) {
            found.add(at, "has an audit with a time-out that approves or escalates; an audit that nobody makes is dropped (deny)");
        }
    }
    found.0
}

/// Checks every position a record names; the flow is only looked at when all are sound.
fn positions(draft: &Draft, found: &mut Found) -> bool {
    let before = found.0.len();
    for class in &draft.classes {
        found.known(&format!("classes.{}", class.name), "step", class.start, draft.nodes.len());
    }
    for pool in &draft.pools {
        for &person in &pool.people {
            found.known(&format!("pools.{}", pool.name), "person", person, draft.people.len());
        }
    }
    for agent in &draft.agents {
        let at = format!("agents.{}", agent.name);
        if let Some(model) = agent.model {
            found.known(&at, "model", model, draft.models.len());
        }
        if let Some(lead) = agent.lead {
            found.known(&at, "agent", lead, draft.agents.len());
        }
        for &(class, _) in &agent.by_class {
            found.known(&at, "class", class, draft.classes.len());
        }
        let alarmed = agent.detector.as_ref().and_then(|detector| match &detector.on_alarm {
            super::agent::OnAlarm::Policy { policy, .. } => Some(policy),
            super::agent::OnAlarm::Pause(_) => None,
        });
        let earned = agent.earned.as_ref().map(|earned| &earned.policy);
        for one in [Some(&agent.policy), earned.map(|policy| &**policy), alarmed.map(|policy| &**policy)].into_iter().flatten() {
            found.0.extend(policy_problems(&at, one, draft));
        }
    }
    leads(draft, found);
    for gate in &draft.gates {
        let at = format!("gates.{}", gate.name);
        review(&at, &gate.review, draft, found);
        if let Some((other, _)) = gate.leans_on {
            found.known(&at, "gate", other, draft.gates.len());
        }
    }
    let mut counters = 0;
    for node in &draft.nodes {
        let at = format!("flow.{}", node.name);
        for target in node.kind.targets() {
            found.known(&at, "step", target, draft.nodes.len());
        }
        match &node.kind {
            NodeKind::Work { agent, .. } => {
                found.known(&at, "agent", *agent, draft.agents.len());
            }
            NodeKind::Gate { gate, back, .. } => {
                found.known(&at, "gate", *gate, draft.gates.len());
                counters += usize::from(matches!(back, Some((_, Limit::Times(_)))));
            }
            NodeKind::HandOff { hand_off, .. } => {
                found.known(&at, "hand-off", *hand_off, draft.hand_offs.len());
            }
            NodeKind::Fork { branches, join, .. } => {
                let needed = if let Join::Quorum(quorum) = join { usize::from(*quorum) } else { 1 };
                if branches.is_empty() || needed == 0 || needed > branches.len() {
                    found.add(&at, format!("needs {needed} of {} branches", branches.len()));
                }
            }
            NodeKind::ByClass { ways, .. } => {
                for &(class, _) in ways {
                    found.known(&at, "class", class, draft.classes.len());
                }
            }
            NodeKind::Loop { limit, .. } => counters += usize::from(matches!(limit, Limit::Times(_))),
            NodeKind::BranchEnd | NodeKind::Choice { .. } | NodeKind::Exit { .. } => {}
        }
    }
    if counters > MOST_COUNTERS {
        found.add("flow", format!("has {counters} gates and loops with a limit; {MOST_COUNTERS} is the most"));
    }
    found.0.len() == before
}

/// Nobody leads themselves, however long the chain.
fn leads(draft: &Draft, found: &mut Found) {
    for (place, agent) in draft.agents.iter().enumerate() {
        let mut lead = agent.lead;
        for _ in 0..draft.agents.len() {
            match lead {
                Some(above) if above == place => {
                    found.add(format!("agents.{}", agent.name), "leads itself, directly or through others");
                    break;
                }
                Some(above) => lead = draft.agents.get(above).and_then(|agent| agent.lead),
                None => break,
            }
        }
    }
}

fn span(draft: &Draft, found: &mut Found) {
    let sound = |minutes: f64| minutes.is_finite() && minutes >= 0.0;
    if !sound(draft.span.warm_up) || !sound(draft.span.minutes) || draft.span.minutes == 0.0 {
        found.add("span", "must be above 0 minutes, after a warm-up of 0 or more");
    }
    for class in &draft.classes {
        let at = format!("classes.{}", class.name);
        match &class.arrivals {
            Arrivals::Clock { at: times, .. } => {
                if times.is_empty() || times.iter().any(|&minute| minute >= MINUTES_IN_WEEK) || !times.is_sorted() {
                    found.add(at, format!("needs clock times in order, each before minute {MINUTES_IN_WEEK} of the week"));
                }
            }
            Arrivals::Trace { at: times } => {
                if !times.iter().all(|&minute| sound(minute)) || !times.is_sorted() {
                    found.add(at, "needs times in order, each 0 minutes or more");
                }
            }
            Arrivals::Poisson { .. } | Arrivals::Every { .. } => {}
        }
    }
}

/// Reachability, ways out, and the nesting of parallel groups.
fn flow(draft: &Draft, medians: &[f64], found: &mut Found) {
    let nodes = &draft.nodes;
    // The parallel group a step stands in: the fork, or none. A step can stand in one only.
    let mut group: Vec<Option<Option<usize>>> = vec![None; nodes.len()];
    let mut mixed = BTreeSet::new();
    let mut todo: Vec<(usize, Option<usize>)> = draft.classes.iter().map(|class| (class.start, None)).collect();
    while let Some((at, within)) = todo.pop() {
        match group[at] {
            Some(known) if known == within => continue,
            Some(_) => {
                mixed.insert(at);
                continue;
            }
            None => group[at] = Some(within),
        }
        match &nodes[at].kind {
            NodeKind::Fork { branches, next, .. } => {
                todo.extend(branches.iter().map(|&branch| (branch, Some(at))));
                todo.push((*next, within));
            }
            kind => todo.extend(kind.targets().into_iter().map(|target| (target, within))),
        }
    }
    for (at, (node, group)) in nodes.iter().zip(&group).enumerate() {
        let place = format!("flow.{}", node.name);
        match (&node.kind, group) {
            _ if mixed.contains(&at) => found.add(place, "is reached both from inside and from outside of a parallel group"),
            (_, None) => found.add(place, "is never reached"),
            (NodeKind::BranchEnd, Some(None)) => found.add(place, "ends a branch outside of a parallel group"),
            (NodeKind::Exit { .. }, Some(Some(_))) => found.add(place, "leaves the flow from inside a parallel group"),
            _ => {}
        }
    }
    let leaves = ways_out(draft, medians);
    for (at, node) in nodes.iter().enumerate() {
        if group[at].is_some() && !leaves[at] {
            found.add(format!("flow.{}", node.name), "has no way out: what comes here never ends");
        }
        if let NodeKind::Choice { ways, .. } = &node.kind {
            let sum: f64 = ways.iter().map(|(chance, _)| chance.at(medians)).sum();
            if sum > 1.0 + 1e-9 {
                found.add(format!("flow.{}", node.name), format!("has ways whose chances add up to {sum}, which is more than 1"));
            }
        }
    }
    let works = nodes.iter().filter_map(|node| if let NodeKind::Work { agent, .. } = node.kind { Some(agent) } else { None });
    let mut used: BTreeSet<usize> = works.collect();
    let mut look = |by: Reviewer| {
        if let Reviewer::Agent(agent) = by {
            used.insert(agent);
        }
    };
    for review in draft.gates.iter().map(|gate| &gate.review).chain(draft.agents.iter().flat_map(|agent| agent.policy.reviews())) {
        look(review.by);
        if let Some(Then::Escalate(to)) = review.time_out.map(|time_out| time_out.then) {
            look(to);
        }
    }
    let leads: BTreeSet<usize> = draft.agents.iter().filter_map(|agent| agent.lead).collect();
    for (place, agent) in draft.agents.iter().enumerate() {
        if !used.contains(&place) && !leads.contains(&place) {
            found.add(format!("agents.{}", agent.name), "has nothing to do: no step of the flow and no review names it");
        }
    }
    let gates: BTreeSet<usize> =
        nodes.iter().filter_map(|node| if let NodeKind::Gate { gate, .. } = node.kind { Some(gate) } else { None }).collect();
    for (_, gate) in draft.gates.iter().enumerate().filter(|(place, _)| !gates.contains(place)) {
        found.add(format!("gates.{}", gate.name), "stands nowhere in the flow");
    }
}

impl Policy {
    /// Its reviews.
    pub(in crate::team) fn reviews(&self) -> impl Iterator<Item = &Review> {
        self.approve.iter().map(|(_, review)| review).chain(self.audit.iter().map(|audit| &audit.review))
    }
}

/// For each step, whether an item that is there can get to the end.
fn ways_out(draft: &Draft, medians: &[f64]) -> Vec<bool> {
    let mut out = vec![false; draft.nodes.len()];
    loop {
        let mut changed = false;
        for (at, node) in draft.nodes.iter().enumerate() {
            let can = match &node.kind {
                NodeKind::Exit { .. } | NodeKind::BranchEnd => true,
                NodeKind::Work { next, .. } | NodeKind::HandOff { next, .. } => out[*next],
                NodeKind::Gate { pass, back, .. } => out[*pass] || matches!(back, None | Some((_, Limit::Times(_)))),
                NodeKind::Fork { branches, next, .. } => out[*next] && branches.iter().all(|&branch| out[branch]),
                NodeKind::Choice { ways, otherwise } => {
                    let taken: f64 = ways.iter().map(|(chance, _)| chance.at(medians)).sum();
                    ways.iter().any(|(chance, to)| chance.at(medians) > 0.0 && out[*to]) || taken < 1.0 && out[*otherwise]
                }
                // One class could be caught while others get through, so every way must lead out.
                NodeKind::ByClass { ways, otherwise } => ways.iter().all(|&(_, to)| out[to]) && out[*otherwise],
                NodeKind::Loop { again, limit, next, .. } => out[*next] && (again.at(medians) < 1.0 || matches!(limit, Limit::Times(_))),
            };
            changed |= can && !out[at];
            out[at] |= can;
        }
        if !changed {
            return out;
        }
    }
}
