//! Every number of a team, with the values it can have.

use std::fmt::Arguments;

use crate::world::Input;

use super::agent::{Agent, Fault, OnAlarm, Rule};
use super::arrivals::Arrivals;
use super::draft::Draft;
use super::flow::NodeKind;
use super::law::Law;
use super::policy::{Policy, Review};

/// Which values a number can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// Above 0.
    Positive,
    /// 0 or more.
    NotNegative,
    /// From 0 to 1.
    Share,
    /// 1 or more.
    AtLeastOne,
}

impl Bound {
    /// The lowest and the highest value.
    #[must_use]
    pub fn range(self) -> (f64, f64) {
        match self {
            Self::Positive => (f64::MIN_POSITIVE, f64::INFINITY),
            Self::NotNegative => (0.0, f64::INFINITY),
            Self::Share => (0.0, 1.0),
            Self::AtLeastOne => (1.0, f64::INFINITY),
        }
    }

    /// The same in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Positive => "above 0",
            Self::NotNegative => "0 or more",
            Self::Share => "in [0, 1]",
            Self::AtLeastOne => "1 or more",
        }
    }

    /// Whether it allows a value.
    #[must_use]
    pub fn allows(self, value: f64) -> bool {
        let (low, high) = self.range();
        value >= low && value <= high
    }
}

/// Told of each number: where it stands, what it is, which values it can have.
pub(in crate::team) type Visit<'a> = &'a mut dyn FnMut(Arguments<'_>, Input, Bound);

fn law(at: Arguments<'_>, law: &Law, visit: Visit<'_>) {
    for (name, input) in law.parameters() {
        let bound = match (law, name) {
            (Law::Lognormal { .. }, "median") | (Law::Exponential { .. }, _) => Bound::Positive,
            _ => Bound::NotNegative,
        };
        visit(format_args!("{at}.{name}"), input, bound);
    }
}

fn review(at: Arguments<'_>, review: &Review, visit: Visit<'_>) {
    law(format_args!("{at}.minutes"), &review.minutes, visit);
    visit(format_args!("{at}.detects"), review.detects, Bound::Share);
    visit(format_args!("{at}.false_rejects"), review.false_rejects, Bound::Share);
    if let Some(time_out) = &review.time_out {
        law(format_args!("{at}.time_out"), &time_out.after, visit);
    }
}

impl Policy {
    /// Visits every number.
    pub(in crate::team) fn numbers(&self, at: Arguments<'_>, visit: Visit<'_>) {
        if let Some((coverage, look)) = &self.approve {
            visit(format_args!("{at}.coverage"), *coverage, Bound::Share);
            review(format_args!("{at}.approve"), look, visit);
        }
        if let Some(veto) = &self.veto {
            visit(format_args!("{at}.veto.window"), veto.window, Bound::NotNegative);
            visit(format_args!("{at}.veto.notice"), veto.notice, Bound::Share);
            visit(format_args!("{at}.veto.detects"), veto.detects, Bound::Share);
            visit(format_args!("{at}.veto.false_rejects"), veto.false_rejects, Bound::Share);
            visit(format_args!("{at}.veto.minutes"), veto.minutes, Bound::NotNegative);
        }
        if let Some(audit) = &self.audit {
            visit(format_args!("{at}.audit.share"), audit.share, Bound::Share);
            review(format_args!("{at}.audit"), &audit.review, visit);
        }
    }
}

fn agent(one: &Agent, visit: Visit<'_>) {
    let at = format_args!("agents.{}", one.name);
    visit(format_args!("{at}.slots"), one.slots, Bound::AtLeastOne);
    if let Some(room) = one.room {
        visit(format_args!("{at}.room"), room, Bound::NotNegative);
    }
    law(format_args!("{at}.minutes"), &one.minutes, visit);
    match one.fault {
        Fault::Chance(chance) => visit(format_args!("{at}.wrong"), chance, Bound::Share),
        Fault::HalfLife { t50, shape, length } => {
            visit(format_args!("{at}.wrong.t50"), t50, Bound::Positive);
            visit(format_args!("{at}.wrong.shape"), shape, Bound::Positive);
            visit(format_args!("{at}.wrong.length"), length, Bound::NotNegative);
        }
    }
    for (class, factor) in &one.by_class {
        visit(format_args!("{at}.by_class.{class}"), *factor, Bound::NotNegative);
    }
    if let Some(spread) = one.spread {
        visit(format_args!("{at}.spread"), spread, Bound::Positive);
    }
    if let Some(drift) = &one.drift {
        visit(format_args!("{at}.drift.per_item"), drift.per_item, Bound::Share);
        visit(format_args!("{at}.drift.per_minute"), drift.per_minute, Bound::NotNegative);
        visit(format_args!("{at}.drift.keeps"), drift.keeps, Bound::Share);
        visit(format_args!("{at}.drift.floor"), drift.floor, Bound::Share);
    }
    visit(format_args!("{at}.cost"), one.cost, Bound::NotNegative);
    one.policy.numbers(format_args!("{at}.policy"), visit);
    if let Some(earned) = &one.earned {
        visit(format_args!("{at}.earned.clean"), earned.clean, Bound::AtLeastOne);
        earned.policy.numbers(format_args!("{at}.earned.policy"), visit);
    }
    let Some(detector) = &one.detector else { return };
    match detector.rule {
        Rule::Cusum { target, slack, limit } => {
            visit(format_args!("{at}.detector.target"), target, Bound::Share);
            visit(format_args!("{at}.detector.slack"), slack, Bound::Share);
            visit(format_args!("{at}.detector.limit"), limit, Bound::Positive);
        }
        Rule::Ewma { target, weight, limit } => {
            visit(format_args!("{at}.detector.target"), target, Bound::Share);
            visit(format_args!("{at}.detector.weight"), weight, Bound::Share);
            visit(format_args!("{at}.detector.limit"), limit, Bound::Share);
        }
        Rule::Sprt { good, bad, alpha, beta } => {
            for (name, input) in [("good", good), ("bad", bad), ("alpha", alpha), ("beta", beta)] {
                visit(format_args!("{at}.detector.{name}"), input, Bound::Share);
            }
        }
    }
    match &detector.on_alarm {
        OnAlarm::Policy { policy, clean } => {
            visit(format_args!("{at}.detector.clean"), *clean, Bound::AtLeastOne);
            policy.numbers(format_args!("{at}.detector.policy"), visit);
        }
        OnAlarm::Pause(minutes) => visit(format_args!("{at}.detector.pause"), *minutes, Bound::NotNegative),
    }
}

impl Draft {
    /// Visits every number.
    pub(in crate::team) fn numbers(&self, visit: Visit<'_>) {
        for class in &self.classes {
            let at = format_args!("classes.{}", class.name);
            match &class.arrivals {
                Arrivals::Poisson { per_day, .. } => visit(format_args!("{at}.per_day"), *per_day, Bound::NotNegative),
                Arrivals::Every { minutes, first } => {
                    visit(format_args!("{at}.every"), *minutes, Bound::Positive);
                    visit(format_args!("{at}.first"), *first, Bound::NotNegative);
                }
                Arrivals::Clock { batch, .. } => visit(format_args!("{at}.batch"), *batch, Bound::NotNegative),
                Arrivals::Trace { .. } => {}
            }
            if let Some(due) = class.due {
                visit(format_args!("{at}.due"), due, Bound::NotNegative);
            }
            let stakes = &class.stakes;
            let costs =
                [("wrong", stakes.wrong), ("late", stakes.late), ("stopped", stakes.stopped), ("harm_per_hour", stakes.harm_per_hour)];
            for (name, input) in costs {
                visit(format_args!("{at}.{name}"), input, Bound::NotNegative);
            }
            visit(format_args!("{at}.found_after"), stakes.found_after, Bound::NotNegative);
        }
        for model in &self.models {
            let at = format_args!("models.{}", model.name);
            visit(format_args!("{at}.blind"), model.blind, Bound::Share);
            if let Some(outage) = &model.outage {
                visit(format_args!("{at}.between"), outage.between, Bound::Positive);
                law(format_args!("{at}.lasts"), &outage.lasts, visit);
            }
        }
        for one in &self.agents {
            agent(one, visit);
        }
        for person in &self.people {
            let at = format_args!("people.{}", person.name);
            visit(format_args!("{at}.skill"), person.skill, Bound::NotNegative);
            visit(format_args!("{at}.pace"), person.pace, Bound::NotNegative);
            visit(format_args!("{at}.cost_per_hour"), person.cost_per_hour, Bound::NotNegative);
            visit(format_args!("{at}.leading"), person.leading, Bound::NotNegative);
            if let Some(vigilance) = &person.vigilance {
                visit(format_args!("{at}.vigilance.depth"), vigilance.depth, Bound::Share);
                visit(format_args!("{at}.vigilance.complete"), vigilance.complete, Bound::Positive);
            }
            if let Some(fatigue) = &person.fatigue {
                visit(format_args!("{at}.fatigue.depth"), fatigue.depth, Bound::Share);
                visit(format_args!("{at}.fatigue.at"), fatigue.at, Bound::Positive);
            }
        }
        for gate in &self.gates {
            review(format_args!("gates.{}", gate.name), &gate.review, visit);
            if let Some((_, share)) = gate.leans_on {
                visit(format_args!("gates.{}.leans_on", gate.name), share, Bound::Share);
            }
        }
        for (place, hand_off) in self.hand_offs.iter().enumerate() {
            let at = format_args!("hand_offs.{place}");
            visit(format_args!("{at}.loses"), hand_off.loses, Bound::Share);
            visit(format_args!("{at}.keeps"), hand_off.keeps, Bound::Share);
            visit(format_args!("{at}.poll"), hand_off.poll, Bound::NotNegative);
            law(format_args!("{at}.delay"), &hand_off.delay, visit);
        }
        for node in &self.nodes {
            let at = format_args!("flow.{}", node.name);
            match &node.kind {
                NodeKind::Work { length: Some(length), .. } => visit(format_args!("{at}.length"), *length, Bound::NotNegative),
                NodeKind::Choice { ways, .. } => {
                    for (place, (chance, _)) in ways.iter().enumerate() {
                        visit(format_args!("{at}.ways.{place}"), *chance, Bound::Share);
                    }
                }
                NodeKind::Loop { again, .. } => visit(format_args!("{at}.again"), *again, Bound::Share),
                _ => {}
            }
        }
        for (label, weight) in &self.labels {
            visit(format_args!("labels.{label}"), *weight, Bound::NotNegative);
        }
    }
}
