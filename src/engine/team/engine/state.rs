//! The state of one arm, and the buffers a worker keeps.

use crate::queueing::{Calendar, Lines, Slab, Time};
use crate::random::{Ahead, Purpose, Stream, Streams};
use crate::team::plan::ArmPlan;

use super::token::Token;

/// The streams of a run, one a purpose.
#[derive(Debug, Clone)]
pub(in crate::team) struct Keys {
    pub(super) arrival: Stream,
    pub(super) service: Stream,
    pub(super) item: Stream,
    pub(super) review: Stream,
    pub(super) drift: Stream,
    pub(super) route: Stream,
    pub(super) cover: Stream,
    pub(super) hand_off: Stream,
    pub(super) outage: Stream,
    pub(super) patience: Stream,
    pub(super) veto: Stream,
    pub(super) audit: Stream,
}

impl Keys {
    pub(in crate::team) fn new(streams: &Streams) -> Self {
        Self {
            arrival: streams.stream(Purpose::Arrival),
            service: streams.stream(Purpose::Service),
            item: streams.stream(Purpose::Item),
            review: streams.stream(Purpose::Review),
            drift: streams.stream(Purpose::Drift),
            route: streams.stream(Purpose::Route),
            cover: streams.stream(Purpose::Cover),
            hand_off: streams.stream(Purpose::HandOff),
            outage: streams.stream(Purpose::Outage),
            patience: streams.stream(Purpose::Patience),
            veto: streams.stream(Purpose::Veto),
            audit: streams.stream(Purpose::Audit),
        }
    }
}

/// Which of its policies an agent is under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Given = 0,
    Earned = 1,
    Alarmed = 2,
}

/// An agent while it runs.
#[derive(Debug, Clone, Copy)]
pub(super) struct AgentState {
    pub(super) busy: u32,
    /// Outages and pauses that keep it from starting anything.
    pub(super) closed: u32,
    pub(super) mode: Mode,
    /// Whether it is off script.
    pub(super) drifting: bool,
    /// What its chance of being right is multiplied by for that.
    pub(super) keeps: f64,
    /// Clean items in a row.
    pub(super) clean: u32,
    /// What its detector has added up.
    pub(super) score: f64,
}

/// A person while they work.
#[derive(Debug, Clone, Copy)]
pub(super) struct PersonState {
    pub(super) there: bool,
    pub(super) busy: bool,
    /// Since when they are there.
    pub(super) since: Time,
}

/// What is drawn ahead for the items of a class: their arrivals, and what they meet at their first step.
#[derive(Debug, Clone, Default)]
pub(super) struct First {
    pub(super) arrival: Ahead,
    pub(super) service: Ahead,
    pub(super) cover: Ahead,
    pub(super) review: Ahead,
}

/// Buffers that one worker keeps between runs.
#[derive(Debug, Clone, Default)]
pub struct Scratch {
    pub(super) calendar: Calendar,
    pub(super) tokens: Slab<Token>,
    pub(super) lines: Lines,
    /// When the number in a line last changed.
    pub(super) changed: Vec<Time>,
    pub(super) agents: Vec<AgentState>,
    pub(super) people: Vec<PersonState>,
    /// How many items of a class have come in.
    pub(super) numbers: Vec<u64>,
    /// Draws ahead, by class.
    pub(super) ahead: Vec<First>,
    /// Tokens that must still go on at this instant.
    pub(super) todo: Vec<u32>,
    /// Items, branches and audits that are there.
    pub(super) live: u64,
    /// How often a model has been out.
    pub(super) outages: Vec<u32>,
}

impl Scratch {
    pub(super) fn reset(&mut self, plan: &ArmPlan) {
        self.calendar.clear();
        self.tokens.clear();
        let lines = plan.agents.len() + plan.pools.len();
        self.lines.reset(lines, plan.levels);
        self.changed.clear();
        self.changed.resize(lines, Time::START);
        let agent = AgentState { busy: 0, closed: 0, mode: Mode::Given, drifting: false, keeps: 1.0, clean: 0, score: 0.0 };
        self.agents.clear();
        self.agents.resize(plan.agents.len(), agent);
        self.people.clear();
        self.people.resize(plan.people.len(), PersonState { there: false, busy: false, since: Time::START });
        self.numbers.clear();
        self.numbers.resize(plan.classes.len(), 0);
        self.ahead.resize_with(plan.classes.len(), First::default);
        for first in &mut self.ahead {
            for ahead in [&mut first.arrival, &mut first.service, &mut first.cover, &mut first.review] {
                ahead.clear();
            }
        }
        self.todo.clear();
        self.live = 0;
        self.outages.clear();
        self.outages.resize(plan.models.len(), 0);
    }
}
