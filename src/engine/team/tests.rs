//! What must hold for every team, and each feature by itself. Seeds are fixed, so that no test can fail by chance.

use std::sync::atomic::AtomicBool;

use super::model::{
    Agent, Arrivals, Audit, Class, Detector, Draft, Drift, Earned, Fault, Gate, HandOff, Join, Law, Limit, Model, Node, NodeKind, OnAlarm,
    Outage, Person, Policy, Pool, Problem, Review, Reviewer, Rule, Stakes, Team, Then, TimeOut, Veto, Vigilance, Week,
};
use super::{Figures, Kind, Lead, Passed, Point, TeamEdit, TeamMove, What, loads, samples};
use crate::montecarlo::{Pairing, Replicates, Settings, compare};
use crate::parallel::Batching;
use crate::random::{At, Seed, Streams};
use crate::treatment::{Change, Edit, NumberEdit};
use crate::world::{Arm, Depth, Input, Inputs, Tally, World};

mod features;
mod invariants;
mod reference;

fn fixed(value: f64) -> Input {
    Input::Fixed(value)
}

fn work(name: &str, agent: usize, next: usize) -> Node {
    Node::new(name, NodeKind::Work { agent, length: None, next })
}

fn out() -> Node {
    Node::new("out", NodeKind::Exit { delivered: true })
}

fn arm(edits: Vec<TeamEdit>) -> Arm<TeamEdit> {
    Arm { name: "arm".to_owned(), edits, depth: Depth::Full }
}

fn checked(draft: Draft) -> Team {
    Team::check(draft, Inputs::default(), &[]).unwrap()
}

fn tally_of(team: &Team, edits: Vec<TeamEdit>, run: u32) -> Tally {
    let arms = [arm(edits)];
    let plan = team.bind(&team.numbers().medians(), &arms).unwrap();
    let mut tallies = team.tallies(&arms);
    let streams = Streams::new(Seed(4), At { theta: run, inner: 0 });
    team.run(&plan, 0, &streams, &mut team.scratch(), &mut tallies).unwrap();
    tallies.remove(0)
}

fn value(team: &Team, tally: &Tally, kind: Kind) -> f64 {
    Figures::chosen(team, Vec::new()).value(tally, kind)
}

fn people_review(minutes: f64, detects: f64, false_rejects: f64) -> Review {
    Review::plain(Reviewer::People(0), Law::exponential(minutes), detects, false_rejects)
}

fn named_gate(name: &str, review: Review) -> Gate {
    Gate { name: name.to_owned(), review, leans_on: None }
}

/// Everything at once: two classes, a parallel group, two gates, policies, hand-offs, drift, outages, shifts, audits, detectors, earned autonomy.
fn rich(drain: bool) -> Draft {
    let mut draft = Draft::plain("everything", 1_440.0, 3.0 * 7.0 * 1_440.0, drain);
    let days = Week::on_days(&[0, 1, 2, 3, 4], 480, 1_080).unwrap();
    draft.classes = vec![
        Class { due: Some(fixed(1_440.0)), ..Class::plain("posts", Arrivals::Poisson { per_day: fixed(60.0), within: days }) },
        Class { priority: 1, ..Class::plain("briefs", Arrivals::Clock { at: vec![600, 2_040, 3_480], batch: fixed(9.0) }) },
    ];
    draft.classes[0].stakes =
        Stakes { found_after: fixed(900.0), reversible: true, harm_per_hour: fixed(3.0), wrong: fixed(100.0), ..Stakes::none() };
    let outage = Outage { between: fixed(2_000.0), lasts: Law::exponential(90.0) };
    draft.models = vec![Model { outage: Some(outage), blind: fixed(0.5), ..Model::plain("large") }];
    let approve = Policy { approve: Some((fixed(0.6), people_review(2.0, 0.7, 0.05))), redo: Some(2), ..Policy::default() };
    let audit = Audit { share: fixed(0.4), review: people_review(1.5, 0.8, 0.02) };
    let veto = Veto {
        window: fixed(30.0),
        pool: 0,
        notice: fixed(0.5),
        detects: fixed(0.6),
        false_rejects: fixed(0.05),
        minutes: fixed(1.0),
        interrupt: true,
    };
    let watched = Policy::on_the_loop(Some(veto), Some(audit));
    let detector = Detector {
        rule: Rule::Cusum { target: fixed(0.1), slack: fixed(0.1), limit: fixed(1.5) },
        on_alarm: OnAlarm::Policy { policy: Box::new(approve.clone()), clean: fixed(8.0) },
    };
    let drift = Drift { per_item: fixed(0.01), per_minute: fixed(0.0), keeps: fixed(0.8), floor: fixed(0.3) };
    draft.agents = vec![
        Agent { model: Some(0), policy: approve.clone(), ..Agent::plain("writer", Law::lognormal(10.0, 0.5)).with(2.0, 0.2) },
        Agent {
            model: Some(0),
            drift: Some(drift),
            policy: watched,
            detector: Some(detector),
            ..Agent::plain("editor", Law::exponential(6.0)).with(3.0, 0.1)
        },
        Agent { spread: Some(fixed(1.37)), ..Agent::plain("checker", Law::exponential(3.0)).with(2.0, 0.15) },
        Agent { model: Some(0), room: Some(fixed(12.0)), ..Agent::plain("judge", Law::fixed(2.0)) },
        Agent {
            earned: Some(Earned { policy: Box::new(Policy::on_the_loop(None, Some(audit))), clean: fixed(6.0) }),
            policy: approve,
            ..Agent::plain("poster", Law::exponential(1.0)).with(1.0, 0.05)
        },
    ];
    let shift = Week::on_days(&[0, 1, 2, 3, 4], 540, 1_020).unwrap();
    let vigilance = Some(Vigilance { depth: fixed(0.15), complete: fixed(30.0) });
    draft.people = vec![
        Person { hours: shift.clone(), vigilance, ..Person::plain("ada") },
        Person { hours: shift, pace: fixed(1.5), ..Person::plain("ben") },
        Person::plain("night desk"),
    ];
    draft.pools = vec![Pool::plain("editors", &[0, 1]), Pool::plain("desk", &[1, 2])];
    let time_out = TimeOut { after: Law::fixed(120.0), then: Then::Escalate(Reviewer::People(1)) };
    draft.gates = vec![
        named_gate("judge", Review::plain(Reviewer::Agent(3), Law::fixed(1.0), 0.83, 0.02)),
        named_gate("brand", Review { time_out: Some(time_out), ..people_review(3.0, 0.6, 0.05) }),
    ];
    draft.gates[1].leans_on = Some((0, fixed(0.3)));
    let loose = HandOff { loses: fixed(0.2), keeps: fixed(0.61), delay: Law::exponential(2.0), poll: fixed(5.0) };
    draft.hand_offs = vec![loose, HandOff::plain()];
    draft.labels = vec![("design".to_owned(), fixed(44.2)), ("verification".to_owned(), fixed(23.5))];
    draft.nodes = vec![
        work("write", 0, 1),
        Node::new("pass on", NodeKind::HandOff { hand_off: 0, next: 2 }),
        Node::new("in parallel", NodeKind::Fork { branches: vec![3, 4, 5], join: Join::Quorum(2), next: 7 }),
        work("edit", 1, 6),
        work("check", 2, 6),
        Node::new("look", NodeKind::Gate { gate: 0, pass: 6, back: None }),
        Node::new("end", NodeKind::BranchEnd),
        Node::new("brand", NodeKind::Gate { gate: 1, pass: 8, back: Some((0, Limit::Times(3))) }),
        Node::new("way", NodeKind::Choice { ways: vec![(fixed(0.2), 9)], otherwise: 10 }),
        Node::new("round", NodeKind::Loop { again: fixed(0.3), limit: Limit::Times(2), back: 1, next: 10 }),
        Node::new("by class", NodeKind::ByClass { ways: vec![(1, 12)], otherwise: 11 }),
        work("post", 4, 12),
        out(),
    ];
    draft
}
