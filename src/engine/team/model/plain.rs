//! The plainest of each record: every number fixed and neutral, every feature off. What a caller wants otherwise it sets on the fields.

use crate::world::Input;

use super::agent::{Agent, Fault, Model};
use super::arrivals::{Arrivals, Class, Stakes};
use super::draft::{Draft, Span};
use super::flow::{HandOff, Node, NodeKind};
use super::law::Law;
use super::people::{Person, Pool};
use super::policy::{Policy, Review, Reviewer};
use super::week::Week;

const NONE: Input = Input::Fixed(0.0);
const ONE: Input = Input::Fixed(1.0);

impl Law {
    /// Always the same number of minutes.
    #[must_use]
    pub fn fixed(minutes: f64) -> Self {
        Self::Fixed(Input::Fixed(minutes))
    }

    /// Exponential with a mean in minutes.
    #[must_use]
    pub fn exponential(mean: f64) -> Self {
        Self::Exponential { mean: Input::Fixed(mean) }
    }

    /// Lognormal with a median in minutes.
    #[must_use]
    pub fn lognormal(median: f64, sigma: f64) -> Self {
        Self::Lognormal { median: Input::Fixed(median), sigma: Input::Fixed(sigma) }
    }
}

impl Arrivals {
    /// At random around the clock, so many a minute.
    #[must_use]
    pub fn per_minute(rate: f64) -> Self {
        Self::Poisson { per_day: Input::Fixed(rate * 1440.0), within: Week::always() }
    }
}

impl Stakes {
    /// Nothing costs anything.
    #[must_use]
    pub fn none() -> Self {
        Self { wrong: NONE, late: NONE, stopped: NONE, harm_per_hour: NONE, found_after: NONE, reversible: false }
    }
}

impl Class {
    /// Items that start at the first step, with nothing at stake.
    #[must_use]
    pub fn plain(name: &str, arrivals: Arrivals) -> Self {
        Self { name: name.to_owned(), arrivals, start: 0, priority: 0, due: None, stakes: Stakes::none() }
    }
}

impl Model {
    /// A model that is never out.
    #[must_use]
    pub fn plain(name: &str) -> Self {
        Self { name: name.to_owned(), outage: None, blind: NONE }
    }
}

impl Agent {
    /// An agent with one slot that is always right and out of the loop.
    #[must_use]
    pub fn plain(name: &str, minutes: Law) -> Self {
        Self {
            name: name.to_owned(),
            role: String::new(),
            lead: None,
            model: None,
            slots: ONE,
            room: None,
            minutes,
            fault: Fault::Chance(NONE),
            by_class: Vec::new(),
            spread: None,
            drift: None,
            cost: NONE,
            human: false,
            policy: Policy::out_of_the_loop(),
            earned: None,
            detector: None,
        }
    }

    /// The same with so many slots and this chance of being wrong.
    #[must_use]
    pub fn with(self, slots: f64, wrong: f64) -> Self {
        Self { slots: Input::Fixed(slots), fault: Fault::Chance(Input::Fixed(wrong)), ..self }
    }
}

impl Review {
    /// A review with fixed chances, in turn and without a time-out.
    #[must_use]
    pub fn plain(by: Reviewer, minutes: Law, detects: f64, false_rejects: f64) -> Self {
        Self { by, minutes, detects: Input::Fixed(detects), false_rejects: Input::Fixed(false_rejects), priority: 0, time_out: None }
    }
}

impl Person {
    /// Somebody who is always there, always awake and never tired.
    #[must_use]
    pub fn plain(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            hours: Week::always(),
            skill: ONE,
            pace: ONE,
            cost_per_hour: NONE,
            vigilance: None,
            fatigue: None,
            leading: NONE,
        }
    }
}

impl Pool {
    /// A pool of people by position.
    #[must_use]
    pub fn plain(name: &str, people: &[usize]) -> Self {
        Self { name: name.to_owned(), people: people.to_vec() }
    }
}

impl HandOff {
    /// A hand-off that loses nothing and takes no time.
    #[must_use]
    pub fn plain() -> Self {
        Self { loses: NONE, keeps: ONE, delay: Law::fixed(0.0), poll: NONE }
    }
}

impl Node {
    /// A step with its name.
    #[must_use]
    pub fn new(name: &str, kind: NodeKind) -> Self {
        Self { name: name.to_owned(), kind }
    }
}

impl Draft {
    /// Nothing but a title and the stretch to run, in minutes.
    #[must_use]
    pub fn plain(title: &str, warm_up: f64, minutes: f64, drain: bool) -> Self {
        Self {
            title: title.to_owned(),
            classes: Vec::new(),
            models: Vec::new(),
            agents: Vec::new(),
            people: Vec::new(),
            pools: Vec::new(),
            gates: Vec::new(),
            hand_offs: Vec::new(),
            nodes: Vec::new(),
            labels: Vec::new(),
            span: Span { warm_up, minutes, drain },
        }
    }
}
