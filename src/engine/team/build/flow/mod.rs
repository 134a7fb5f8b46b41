//! From the steps of a file to the nodes that are run.

mod hand_off;
mod join;
mod place;

use std::collections::{BTreeMap, BTreeSet};

use crate::input::{Name, Span, Spanned};
use crate::team::model::{Bound, Gate, HandOff, Limit, Node, NodeKind};
use crate::team::spec::{Branch, End, FlowSpec, HandOffSpec, LawSpec, LeansSpec, ReviewSpec, Step, ThenWord};
use crate::world::Input;

use super::builder::{Builder, TeamTables};
use super::review::Patience;

/// The flow, built.
pub(super) struct BuiltFlow {
    pub(super) nodes: Vec<Node>,
    pub(super) gates: Vec<Gate>,
    pub(super) hand_offs: Vec<HandOff>,
    /// Where the items of each kind start.
    pub(super) starts: Vec<usize>,
}

/// A gate as it is written, in a table of its own or in the flow.
#[derive(Clone, Copy)]
pub(super) struct GateWords<'t> {
    pub(super) name: &'t Spanned<Name>,
    pub(super) by: Option<&'t Spanned<Name>>,
    pub(super) escalate_to: Option<&'t Spanned<Name>>,
    review: Option<&'t ReviewSpec>,
    after: Option<&'t LawSpec>,
    then: Option<&'t Spanned<ThenWord>>,
    leans_on: Option<&'t LeansSpec>,
}

/// Every gate, in the order in which they are written; one that is only named in the flow is not among them.
pub(super) fn gates<'t>(tables: &TeamTables<'t>) -> Vec<GateWords<'t>> {
    let own = tables.gates.iter().map(|gate| GateWords {
        name: &gate.name,
        by: gate.by.as_ref(),
        escalate_to: gate.escalate_to.as_ref(),
        review: gate.review.as_ref(),
        after: gate.after.as_ref(),
        then: gate.then.as_ref(),
        leans_on: gate.leans_on.as_ref(),
    });
    let mut all: Vec<GateWords<'t>> = own.collect();
    let flows = tables.flow.iter().map(|flow| &flow.value).chain(tables.flows.iter().map(|(_, flow)| flow));
    for flow in flows {
        steps_in(&flow.steps, &mut |step| {
            if let Step::Gate(step) = step {
                let described =
                    step.by.is_some() || step.review.is_some() || step.after.is_some() || step.then.is_some() || step.leans_on.is_some();
                if described || !all.iter().any(|gate| gate.name.value == step.gate.value) {
                    all.push(GateWords {
                        name: &step.gate,
                        by: step.by.as_ref(),
                        escalate_to: step.escalate_to.as_ref(),
                        review: step.review.as_ref(),
                        after: step.after.as_ref(),
                        then: step.then.as_ref(),
                        leans_on: step.leans_on.as_ref(),
                    });
                }
            }
        });
    }
    all
}

/// Visits every step, those inside of others too, in the order in which they are written.
fn steps_in<'t>(steps: &'t [Step], visit: &mut impl FnMut(&'t Step)) {
    for step in steps {
        visit(step);
        match step {
            Step::Together(group) => group.together.value.iter().for_each(|Branch(steps)| steps_in(steps, visit)),
            Step::Either(either) => {
                either.either.value.iter().for_each(|way| steps_in(&way.steps, visit));
                either.otherwise.iter().for_each(|steps| steps_in(steps, visit));
            }
            Step::ByClass(ways) => {
                ways.by_class.value.iter().for_each(|(_, steps)| steps_in(steps, visit));
                ways.otherwise.iter().for_each(|steps| steps_in(steps, visit));
            }
            Step::Named(_) | Step::Agent(_) | Step::Gate(_) | Step::Again(_) | Step::To(_) | Step::End(_) => {}
        }
    }
}

/// A step whose node has a number, before the steps are joined.
enum Placed {
    Work { entry: usize, node: usize },
    Gate(usize),
    Fork { node: usize, branches: Vec<Vec<Placed>>, ends: Vec<usize> },
    Choice { node: usize, ways: Vec<(Input, Vec<Placed>)>, otherwise: Option<Vec<Placed>> },
    ByClass { node: usize, ways: Vec<(usize, Vec<Placed>)>, otherwise: Option<Vec<Placed>> },
    Loop(usize),
    To(Spanned<Name>),
    End(usize),
}

/// Where a name leads within a flow: to the work itself, and to how it is handed over.
#[derive(Clone, Copy)]
struct Label {
    entry: usize,
    node: usize,
    count: usize,
}

/// A flow that is being placed.
struct Lane<'t> {
    /// Its path in the file.
    path: String,
    spec: &'t FlowSpec,
    /// How work is handed on, where the steps do not say.
    hand_off: Option<&'t Spanned<HandOffSpec>>,
    labels: BTreeMap<String, Label>,
    /// Whether anybody has worked on the item before.
    handed: bool,
    /// Whether it has been said that nothing says how work is handed on.
    asked: bool,
}

/// Jumps that wait until all names are known: the node, the name, and how often.
struct Jump {
    node: usize,
    to: Spanned<Name>,
    limit: Limit,
}

struct Maker<'b, 't, 'c> {
    builder: &'b mut Builder<'t, 'c>,
    nodes: Vec<Node>,
    names: BTreeSet<String>,
    gates: Vec<Gate>,
    words: Vec<GateWords<'t>>,
    hand_offs: Vec<HandOff>,
    by_hand_off: BTreeMap<String, usize>,
    exits: [Option<usize>; 2],
    jumps: Vec<Jump>,
}

/// Builds every gate and every flow.
pub(super) fn build(builder: &mut Builder<'_, '_>) -> BuiltFlow {
    let tables = builder.tables;
    let words = gates(&tables);
    let mut maker = Maker {
        builder,
        nodes: Vec::new(),
        names: BTreeSet::new(),
        gates: Vec::new(),
        words,
        hand_offs: Vec::new(),
        by_hand_off: BTreeMap::new(),
        exits: [None, None],
        jumps: Vec::new(),
    };
    maker.all_gates();
    let starts = maker.flows();
    BuiltFlow { nodes: maker.nodes, gates: maker.gates, hand_offs: maker.hand_offs, starts }
}

impl<'t> Maker<'_, 't, '_> {
    pub(super) fn all_gates(&mut self) {
        let words = self.words.clone();
        let before = self.builder.registry.cx.errors();
        self.builder.registry.cx.unique("gate", words.iter().map(|gate| gate.name));
        self.builder.registry.unresolved |= self.builder.registry.cx.errors() > before;
        for gate in &words {
            let name = gate.name.value.as_str();
            self.builder.registry.place(format!("gates.{name}"), gate.name.span);
            let Some(by) = gate.by else {
                self.builder.registry.unresolved = true;
                self.builder
                    .registry
                    .cx
                    .error(gate.name.span, format!("nobody looks at the gate `{name}`"))
                    .help("add `by = \"...\"`: a person, a pool or an agent");
                continue;
            };
            let Some(by) = self.builder.reviewer(by) else { continue };
            let path = format!("gates.{name}");
            let said = gate.review.map(|review| (path.clone(), review)).into_iter().collect();
            let mut review = self.builder.review(by, said, gate.name.span);
            review.time_out =
                self.builder.time_out(&Patience { path: path.clone(), after: gate.after, then: gate.then, escalate_to: gate.escalate_to });
            let leans_on = gate.leans_on.and_then(|leans| {
                let other = self.builder.find(&leans.gate, "gate", words.iter().map(|one| one.name.value.as_str()))?;
                if leans.gate.value == gate.name.value {
                    self.builder.registry.cx.error(leans.gate.span, format!("the gate `{name}` leans on itself"));
                    return None;
                }
                let label = format!("{name}: share it lets by because `{}` did", leans.gate.value);
                Some((other, self.builder.registry.number(&format!("{path}.leans_on"), (&label, "share"), &leans.share, Bound::Share)))
            });
            self.gates.push(Gate { name: name.to_owned(), review, leans_on });
        }
    }

    /// Places and joins every flow; gives the start of each kind of item.
    pub(super) fn flows(&mut self) -> Vec<usize> {
        let tables = self.builder.tables;
        let classes: Vec<&Spanned<Name>> = tables.arrivals.iter().map(|(name, _)| name).collect();
        for (name, _) in tables.flows.iter() {
            if tables.arrivals.get(name.value.as_str()).is_none() {
                self.builder.registry.unresolved = true;
                self.builder.registry.cx.unknown(name.span, "kind of item", name.value.as_str(), tables.arrivals.names());
            }
        }
        if classes.is_empty() {
            self.builder.registry.unresolved = true;
            self.builder
                .registry
                .cx
                .error(None, "nothing ever comes in")
                .help("add `[arrivals]` with a kind of item, such as `letters = { per_day = 12 }`");
            return Vec::new();
        }
        let shared: Vec<usize> = (0..classes.len()).filter(|&class| tables.flows.get(classes[class].value.as_str()).is_none()).collect();
        let mut starts = vec![0; classes.len()];
        match tables.flow {
            Some(flow) if !flow.value.steps.is_empty() => {
                if shared.is_empty() {
                    self.builder
                        .registry
                        .cx
                        .error(flow.span, "no kind of item goes through `[flow]`: each has a flow of its own")
                        .help("take its `steps` out");
                } else {
                    let start = self.lane("flow", None, &flow.value, shared.iter().copied().collect());
                    shared.iter().for_each(|&class| starts[class] = start);
                }
            }
            _ => {
                for class in shared {
                    let name = classes[class];
                    self.builder.registry.unresolved = true;
                    self.builder
                        .registry
                        .cx
                        .error(name.span, format!("nothing says which way `{}` go", name.value))
                        .help(format!("add `[flow]` with `steps`, or `[flows.{}]`", name.value));
                }
            }
        }
        for (name, flow) in tables.flows.iter() {
            if let Some(class) = classes.iter().position(|class| class.value == name.value) {
                if flow.steps.is_empty() {
                    self.builder
                        .registry
                        .cx
                        .error(name.span, format!("the flow of `{}` has no steps", name.value))
                        .help("add `steps = [...]`");
                }
                starts[class] = self.lane(&format!("flows.{}", name.value), Some(name), flow, [class].into());
            }
        }
        starts
    }

    pub(super) fn lane(&mut self, path: &str, name: Option<&'t Spanned<Name>>, spec: &'t FlowSpec, classes: BTreeSet<usize>) -> usize {
        let shared = self.builder.tables.flow.map(|flow| &flow.value);
        let hand_off = spec.hand_off.as_ref().or(shared.and_then(|flow| flow.hand_off.as_ref()));
        if let Some(name) = name {
            self.builder.registry.place(path, name.span);
        }
        let mut lane = Lane { path: path.to_owned(), spec, hand_off, labels: BTreeMap::new(), handed: false, asked: false };
        let placed = self.place(&spec.steps, &mut lane, &classes);
        let exit = self.exit(End::Delivered);
        if let Some(at) = name.map(|name| name.span).or(self.builder.tables.flow.map(|flow| flow.span)) {
            self.builder.registry.place("flow.delivered", at);
        }
        let start = self.join(&placed, exit, &lane);
        for jump in std::mem::take(&mut self.jumps) {
            self.jump(&jump, &lane);
        }
        start
    }

    /// A name that no other node has.
    pub(super) fn node(&mut self, name: &str, span: Option<Span>, lane: &Lane<'t>) -> usize {
        let within = lane.path.strip_prefix("flows.").map(|class| format!("{class}: {name}"));
        let mut free = if self.names.contains(name) { within.unwrap_or_else(|| name.to_owned()) } else { name.to_owned() };
        let stem = free.clone();
        let mut number = 2;
        while !self.names.insert(free.clone()) {
            free = format!("{stem} ({number})");
            number += 1;
        }
        if let Some(span) = span {
            self.builder.registry.place(format!("flow.{free}"), span);
        }
        self.nodes.push(Node { name: free, kind: NodeKind::BranchEnd });
        self.nodes.len() - 1
    }

    pub(super) fn exit(&mut self, end: End) -> usize {
        if let Some(exit) = self.exits[end as usize] {
            return exit;
        }
        self.names.insert(end.as_str().to_owned());
        self.nodes.push(Node { name: end.as_str().to_owned(), kind: NodeKind::Exit { delivered: end == End::Delivered } });
        self.exits[end as usize] = Some(self.nodes.len() - 1);
        self.nodes.len() - 1
    }
}
