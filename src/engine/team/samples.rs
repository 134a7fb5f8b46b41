//! Teams whose long run is known exactly.

use crate::world::{Input, Inputs};

use super::model::{
    Agent, Arrivals, Class, Draft, Gate, Law, Limit, Node, NodeKind, Person, Policy, Pool, Problem, Review, Reviewer, Team, Then, TimeOut,
};

/// The way out.
fn exit() -> Node {
    Node::new("out", NodeKind::Exit { delivered: true })
}

fn work(name: &str, agent: usize, next: usize) -> Node {
    Node::new(name, NodeKind::Work { agent, length: None, next })
}

/// People who are always there, as one pool.
fn crowd(draft: &mut Draft, count: usize) {
    draft.people = (0..count).map(|person| Person::plain(&format!("person {person}"))).collect();
    draft.pools = vec![Pool::plain("reviewers", &(0..count).collect::<Vec<_>>())];
}

fn checked(draft: Draft) -> Result<Team, Vec<Problem>> {
    Team::check(draft, Inputs::default(), &[])
}

/// One line before the slots of one agent.
pub(super) fn line(span: (f64, f64), arrivals: f64, minutes: Law, slots: f64) -> Result<Team, Vec<Problem>> {
    let mut draft = Draft::plain("one line", span.0, span.1, true);
    draft.classes = vec![Class::plain("items", Arrivals::per_minute(arrivals))];
    draft.agents = vec![Agent::plain("agent", minutes).with(slots, 0.0)];
    draft.nodes = vec![work("work", 0, 1), exit()];
    checked(draft)
}

/// Two classes before one agent; the first goes first.
pub(super) fn priorities(span: (f64, f64), arrivals: [f64; 2]) -> Result<Team, Vec<Problem>> {
    let mut draft = Draft::plain("priorities", span.0, span.1, true);
    let class = |name: &str, rate, priority| Class { priority, ..Class::plain(name, Arrivals::per_minute(rate)) };
    draft.classes = vec![class("first", arrivals[0], 0), class("second", arrivals[1], 1)];
    draft.agents = vec![Agent::plain("agent", Law::exponential(1.0))];
    draft.nodes = vec![work("work", 0, 1), exit()];
    checked(draft)
}

/// Agents one after the other.
pub(super) fn tandem(span: (f64, f64), arrivals: f64, service: &[f64]) -> Result<Team, Vec<Problem>> {
    let mut draft = Draft::plain("tandem", span.0, span.1, true);
    draft.classes = vec![Class::plain("items", Arrivals::per_minute(arrivals))];
    draft.agents =
        service.iter().enumerate().map(|(place, rate)| Agent::plain(&format!("agent {place}"), Law::exponential(1.0 / rate))).collect();
    draft.nodes = (0..service.len()).map(|place| work(&format!("work {place}"), place, place + 1)).collect();
    draft.nodes.push(exit());
    checked(draft)
}

/// An agent whose work is approved in part; what is turned down is done again.
pub(super) fn reviewed(span: (f64, f64), share: f64, reject: f64) -> Result<Team, Vec<Problem>> {
    let mut draft = Draft::plain("agent with a review gate", span.0, span.1, true);
    draft.classes = vec![Class::plain("items", Arrivals::per_minute(1.0))];
    let review = Review::plain(Reviewer::People(0), Law::exponential(1.25), reject, reject);
    let policy = Policy { approve: Some((Input::Fixed(share), review)), ..Policy::default() };
    draft.agents = vec![Agent { policy, ..Agent::plain("agent", Law::exponential(1.0)).with(2.0, 0.0) }];
    crowd(&mut draft, 1);
    draft.nodes = vec![work("work", 0, 1), exit()];
    checked(draft)
}

/// An agent that is wrong at times and a gate that is mistaken both ways, two servers each.
pub(super) fn gated(span: (f64, f64), wrong: f64, gate: [f64; 2], limit: Limit) -> Result<Team, Vec<Problem>> {
    let mut draft = Draft::plain("gate with errors", span.0, span.1, true);
    draft.classes = vec![Class::plain("items", Arrivals::per_minute(1.0))];
    draft.agents = vec![Agent::plain("agent", Law::exponential(1.0)).with(2.0, wrong)];
    let review = Review::plain(Reviewer::People(0), Law::exponential(1.25), gate[0], gate[1]);
    draft.gates = vec![Gate { name: "review".to_owned(), review, leans_on: None }];
    crowd(&mut draft, 2);
    draft.nodes = vec![work("work", 0, 1), Node::new("gate", NodeKind::Gate { gate: 0, pass: 2, back: Some((0, limit)) }), exit()];
    checked(draft)
}

/// A gate at which those who wait give up.
pub(super) fn impatient(span: (f64, f64), arrivals: f64, service: f64, people: usize, leaving: f64) -> Result<Team, Vec<Problem>> {
    let mut draft = Draft::plain("review with a time-out", span.0, span.1, true);
    draft.classes = vec![Class::plain("items", Arrivals::per_minute(arrivals))];
    let time_out = TimeOut { after: Law::exponential(1.0 / leaving), then: Then::Deny };
    let review = Review { time_out: Some(time_out), ..Review::plain(Reviewer::People(0), Law::exponential(1.0 / service), 0.0, 0.0) };
    draft.gates = vec![Gate { name: "review".to_owned(), review, leans_on: None }];
    crowd(&mut draft, people);
    draft.nodes = vec![Node::new("gate", NodeKind::Gate { gate: 0, pass: 1, back: None }), exit()];
    checked(draft)
}

/// Agents that run by themselves for a while and then need somebody, again and again.
pub(super) fn looked_after(span: (f64, f64), agents: u32, people: usize, neglect: f64, interact: f64) -> Result<Team, Vec<Problem>> {
    let mut draft = Draft::plain("on the loop", span.0, span.1, false);
    // All start at once, at the start of the first week, and go round for as long as the run lasts.
    draft.classes = vec![Class::plain("agents", Arrivals::Trace { at: vec![0.0; agents as usize] })];
    draft.agents = vec![Agent::plain("running", Law::exponential(neglect)).with(f64::from(agents), 0.0)];
    let review = Review::plain(Reviewer::People(0), Law::exponential(interact), 0.0, 0.0);
    draft.gates = vec![Gate { name: "attention".to_owned(), review, leans_on: None }];
    crowd(&mut draft, people);
    let again = NodeKind::Loop { again: Input::Fixed(1.0 - 1e-12), limit: Limit::Never, back: 0, next: 3 };
    let gate = NodeKind::Gate { gate: 0, pass: 2, back: None };
    draft.nodes = vec![work("run", 0, 1), Node::new("gate", gate), Node::new("round", again), exit()];
    checked(draft)
}

/// A worker with more to do than it can, a judge before a person who lets by what is good; rates are per minute.
pub(super) fn screened(minutes: f64, judged: bool, person: f64) -> Result<Team, Vec<Problem>> {
    let mut draft = Draft::plain("judge before a person", 0.0, minutes, false);
    draft.classes = vec![Class::plain("items", Arrivals::Every { minutes: Input::Fixed(0.1), first: Input::Fixed(0.0) })];
    draft.agents = vec![Agent::plain("worker", Law::fixed(0.1)).with(1.0, 0.4), Agent::plain("judge", Law::fixed(0.05))];
    let judge = Review::plain(Reviewer::Agent(1), Law::fixed(0.05), 0.8, 0.1);
    let look = Review::plain(Reviewer::People(0), Law::fixed(1.0 / person), 1.0, 0.0);
    let gate = |name: &str, review| Gate { name: name.to_owned(), review, leans_on: None };
    draft.gates = vec![gate("judge", judge), gate("person", look)];
    crowd(&mut draft, 1);
    let to_judge = Input::Fixed(if judged { 1.0 } else { 0.0 });
    draft.nodes = vec![
        work("work", 0, 1),
        Node::new("screen", NodeKind::Choice { ways: vec![(to_judge, 2)], otherwise: 3 }),
        Node::new("judge", NodeKind::Gate { gate: 0, pass: 3, back: None }),
        Node::new("person", NodeKind::Gate { gate: 1, pass: 4, back: None }),
        exit(),
    ];
    checked(draft)
}
