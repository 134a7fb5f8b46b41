//! Gives every step its node, in the order in which they are written.

use std::collections::BTreeSet;

use crate::input::{Name, Spanned};
use crate::team::model::{Bound, Join, Limit, NodeKind};
use crate::team::spec::{AgainStep, AgentStep, Branch, ByClassStep, EitherStep, GateStep, HandOffSpec, JoinSpec, Step, TogetherStep};

use super::{Jump, Label, Lane, Maker, Placed};

impl<'t> Maker<'_, 't, '_> {
    pub(super) fn place(&mut self, steps: &'t [Step], lane: &mut Lane<'t>, classes: &BTreeSet<usize>) -> Vec<Placed> {
        steps.iter().filter_map(|step| self.place_one(step, lane, classes)).collect()
    }

    pub(super) fn place_one(&mut self, step: &'t Step, lane: &mut Lane<'t>, classes: &BTreeSet<usize>) -> Option<Placed> {
        match step {
            Step::Named(name) => self.named(name, lane),
            Step::Agent(step) => {
                let AgentStep { agent, name, task, hand_off } = &**step;
                let tables = self.builder.tables;
                let place = self.builder.find(agent, "agent", tables.agents.iter().map(|one| one.name.value.as_str()))?;
                let (entry, node) = self.work(place, name.as_ref().unwrap_or(agent), hand_off.as_ref(), lane);
                if let Some(task) = task
                    && let NodeKind::Work { length, .. } = &mut self.nodes[node].kind
                {
                    let path = format!("{}.{}.task", lane.path, name.as_ref().unwrap_or(agent).value);
                    let label = format!("{}: length of its task here", agent.value);
                    *length = Some(self.builder.registry.minutes(&path, &label, task));
                }
                Some(Placed::Work { entry, node })
            }
            Step::Gate(step) => self.gate(step, lane),
            Step::Together(group) => self.fork(group, lane, classes),
            Step::Either(either) => self.choice(either, lane, classes),
            Step::ByClass(ways) => self.by_class(ways, lane, classes),
            Step::Again(again) => Some(self.again(again, lane)),
            Step::To(to) => Some(Placed::To(to.to.clone())),
            Step::End(end) => Some(Placed::End(self.exit(end.end.value))),
        }
    }

    /// An agent or a gate by name.
    pub(super) fn named(&mut self, name: &'t Spanned<Name>, lane: &mut Lane<'t>) -> Option<Placed> {
        let (tables, wanted) = (self.builder.tables, name.value.as_str());
        if let Some(agent) = tables.agents.iter().position(|one| one.name.value.as_str() == wanted) {
            let (entry, node) = self.work(agent, name, None, lane);
            return Some(Placed::Work { entry, node });
        }
        if let Some(gate) = self.gates.iter().position(|gate| gate.name == wanted) {
            return Some(self.at_gate(gate, name, None, lane));
        }
        if self.words.iter().any(|gate| gate.name.value == name.value) {
            // The gate is there, and what is wrong with it has been said.
            return None;
        }
        let known: Vec<&str> =
            tables.agents.iter().map(|one| one.name.value.as_str()).chain(self.words.iter().map(|gate| gate.name.value.as_str())).collect();
        self.builder.registry.unresolved = true;
        let person = tables.people.iter().any(|one| one.name.value.as_str() == wanted);
        let problem = self.builder.registry.cx.unknown(name.span, "agent or gate", wanted, known);
        if person {
            problem.help(format!(
                "`{wanted}` is a person: write `{{ gate = \"...\", by = \"{wanted}\" }}`, or make them an agent with `human = true`"
            ));
        }
        None
    }

    pub(super) fn work(
        &mut self,
        agent: usize,
        name: &'t Spanned<Name>,
        hand_off: Option<&'t HandOffSpec>,
        lane: &mut Lane<'t>,
    ) -> (usize, usize) {
        let passed = if std::mem::replace(&mut lane.handed, true) { self.hand_off(name, hand_off, lane) } else { None };
        let before = passed.map(|hand_off| {
            let node = self.node(&format!("to {}", name.value), Some(name.span), lane);
            self.nodes[node].kind = NodeKind::HandOff { hand_off, next: 0 };
            node
        });
        let node = self.node(name.value.as_str(), Some(name.span), lane);
        self.nodes[node].kind = NodeKind::Work { agent, length: None, next: 0 };
        let entry = before.unwrap_or(node);
        Self::label(lane, name.value.as_str(), entry, node);
        (entry, node)
    }

    pub(super) fn label(lane: &mut Lane<'t>, name: &str, entry: usize, node: usize) {
        lane.labels.entry(name.to_owned()).and_modify(|label| label.count += 1).or_insert(Label { entry, node, count: 1 });
    }

    pub(super) fn gate(&mut self, step: &'t GateStep, lane: &mut Lane<'t>) -> Option<Placed> {
        if let (Some(_), None) = (step.at_most, &step.back_to) {
            self.builder
                .registry
                .cx
                .error(step.gate.span, "`at_most` goes with `back_to`")
                .help("add `back_to = \"...\"`: the step that does it again");
        }
        let gate = self.gates.iter().position(|gate| gate.name == step.gate.value.as_str())?;
        let back = step.back_to.as_ref().map(|to| (to, step.at_most.map_or(Limit::Never, Limit::Times)));
        Some(self.at_gate(gate, &step.gate, back, lane))
    }

    pub(super) fn at_gate(
        &mut self,
        gate: usize,
        name: &'t Spanned<Name>,
        back: Option<(&'t Spanned<Name>, Limit)>,
        lane: &mut Lane<'t>,
    ) -> Placed {
        let node = self.node(name.value.as_str(), Some(name.span), lane);
        self.nodes[node].kind = NodeKind::Gate { gate, pass: 0, back: None };
        if let Some((to, limit)) = back {
            self.jumps.push(Jump { node, to: to.clone(), limit });
        }
        lane.handed = true;
        Self::label(lane, name.value.as_str(), node, node);
        Placed::Gate(node)
    }

    pub(super) fn fork(&mut self, group: &'t TogetherStep, lane: &mut Lane<'t>, classes: &BTreeSet<usize>) -> Option<Placed> {
        let (branches, span) = (&group.together.value, group.together.span);
        let empty = branches.iter().any(|Branch(steps)| steps.is_empty());
        let quorum = if let JoinSpec::Quorum(quorum) = group.join { usize::from(quorum) } else { 1 };
        if branches.is_empty() || empty || quorum == 0 || quorum > branches.len() {
            let cx = &mut self.builder.registry.cx;
            match (branches.is_empty(), empty) {
                (true, _) => cx.error(span, "a parallel group has no branches"),
                (_, true) => cx.error(span, "a branch of a parallel group has no steps"),
                _ => cx
                    .error(span, format!("the group goes on when {quorum} branches are done, and has {}", branches.len()))
                    .allowed(format!("\"all\", \"any\", or 1 to {}", branches.len())),
            };
            return None;
        }
        let name = group.name.as_ref().map_or("together", |name| name.value.as_str());
        let node = self.node(name, Some(span), lane);
        if group.name.is_some() {
            Self::label(lane, name, node, node);
        }
        let handed = lane.handed;
        let mut ends = Vec::new();
        let mut placed = Vec::new();
        for Branch(steps) in branches {
            lane.handed = handed;
            placed.push(self.place(steps, lane, classes));
            ends.push(self.node("end of a branch", Some(span), lane));
        }
        lane.handed = true;
        let join = match group.join {
            JoinSpec::All => Join::All,
            JoinSpec::Any => Join::Any,
            JoinSpec::Quorum(quorum) => Join::Quorum(quorum),
        };
        self.nodes[node].kind = NodeKind::Fork { branches: Vec::new(), join, next: 0 };
        Some(Placed::Fork { node, branches: placed, ends })
    }

    /// Ways that start alike; the item has been worked on after them if it was on any.
    pub(super) fn ways(
        &mut self,
        steps: &'t [Step],
        lane: &mut Lane<'t>,
        handed: (bool, &mut bool),
        classes: &BTreeSet<usize>,
    ) -> Vec<Placed> {
        lane.handed = handed.0;
        let placed = self.place(steps, lane, classes);
        *handed.1 |= lane.handed;
        placed
    }

    pub(super) fn choice(&mut self, either: &'t EitherStep, lane: &mut Lane<'t>, classes: &BTreeSet<usize>) -> Option<Placed> {
        let span = either.either.span;
        if either.either.value.is_empty() {
            self.builder.registry.cx.error(span, "a choice has no ways").help("add `{ chance = 0.3, steps = [...] }`");
            return None;
        }
        let node = self.node("either", Some(span), lane);
        let (handed, mut after) = (lane.handed, lane.handed);
        let mut ways = Vec::new();
        let (mut least, mut most) = (0.0, 0.0);
        for (place, way) in either.either.value.iter().enumerate() {
            let path = format!("{}.{}.ways.{place}", lane.path, self.nodes[node].name);
            let label = format!("Chance of way {} of {}", place + 1, self.nodes[node].name);
            let chance = self.builder.registry.number(&path, (&label, "share"), &way.chance, Bound::Share);
            let (low, high) = way.chance.dist.support();
            (least, most) = (least + low, most + high);
            ways.push((chance, self.ways(&way.steps, lane, (handed, &mut after), classes)));
        }
        let otherwise = either.otherwise.as_ref().map(|steps| self.ways(steps, lane, (handed, &mut after), classes));
        lane.handed = after;
        if most > 1.0 + 1e-9 {
            self.builder.registry.cx.error(span, format!("the chances of the ways add up to {most}, which is more than 1"));
        } else if otherwise.is_none() && least < 1.0 - 1e-9 {
            self.builder
                .registry
                .cx
                .error(span, format!("a dead end: the chances of the ways add up to {least}, and nothing says where the other items go"))
                .help("add `otherwise = [...]`; `otherwise = []` goes on after the choice");
        }
        Some(Placed::Choice { node, ways, otherwise })
    }

    pub(super) fn by_class(&mut self, ways: &'t ByClassStep, lane: &mut Lane<'t>, classes: &BTreeSet<usize>) -> Option<Placed> {
        let tables = self.builder.tables;
        let span = ways.by_class.span;
        let node = self.node("by class", Some(span), lane);
        let (handed, mut after) = (lane.handed, lane.handed);
        let (mut placed, mut rest) = (Vec::new(), classes.clone());
        for (name, steps) in ways.by_class.value.iter() {
            let Some(class) = self.builder.find(name, "kind of item", tables.arrivals.names()) else { continue };
            if !rest.remove(&class) {
                self.builder.registry.cx.error(name.span, format!("no `{}` come here", name.value));
            }
            placed.push((class, self.ways(steps, lane, (handed, &mut after), &[class].into())));
        }
        let otherwise = ways.otherwise.as_ref().map(|steps| self.ways(steps, lane, (handed, &mut after), &rest));
        lane.handed = after;
        if ways.by_class.value.is_empty() {
            self.builder.registry.cx.error(span, "a choice has no ways").help("name kinds of items with their steps");
            return None;
        }
        if otherwise.is_none() && !rest.is_empty() {
            let names: Vec<String> = tables
                .arrivals
                .names()
                .enumerate()
                .filter(|(place, _)| rest.contains(place))
                .map(|(_, name)| format!("`{name}`"))
                .collect();
            self.builder
                .registry
                .cx
                .error(span, format!("a dead end: nothing says where {} go", names.join(", ")))
                .help("name them too, or add `otherwise = [...]`; `otherwise = []` goes on after the choice");
        }
        Some(Placed::ByClass { node, ways: placed, otherwise })
    }

    pub(super) fn again(&mut self, step: &'t AgainStep, lane: &mut Lane<'t>) -> Placed {
        let node = self.node(&format!("again from {}", step.from.value), Some(step.from.span), lane);
        let path = format!("{}.{}.again", lane.path, self.nodes[node].name);
        let label = format!("Chance of going back to {}", step.from.value);
        let again = self.builder.registry.number(&path, (&label, "share"), &step.again.value, Bound::Share);
        if step.again.value.dist.support().1 >= 1.0 && step.at_most.is_none() {
            self.builder
                .registry
                .cx
                .error(step.again.span, "a loop without a way out: items can go back every time")
                .help("add `at_most = 3`, or a chance below 1");
        }
        let limit = step.at_most.map_or(Limit::Never, Limit::Times);
        self.nodes[node].kind = NodeKind::Loop { again, limit, back: 0, next: 0 };
        self.jumps.push(Jump { node, to: step.from.clone(), limit });
        Placed::Loop(node)
    }
}
