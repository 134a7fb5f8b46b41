//! Agents, the models they run on, and how they go wrong.

use crate::world::Input;

use super::law::Law;
use super::policy::Policy;

/// A model or provider that several agents share: what they have in common fails together.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// The name.
    pub name: String,
    /// When nothing that runs on it can start.
    pub outage: Option<Outage>,
    /// The share of faults made on this model that a reviewer on the same model cannot see.
    pub blind: Input,
}

/// Outages of a model. Work in hand is finished; none is started until the model is back.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outage {
    /// Minutes between the end of one and the start of the next, on average (exponential).
    pub between: Input,
    /// How long one lasts.
    pub lasts: Law,
}

/// The chance that a piece of work is wrong.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fault {
    /// As stated.
    Chance(Input),
    /// By the length of the task: right with chance 2 to the power −(t ∕ T50)^shape.
    ///
    /// # Source
    /// T. Ord 2025, "Is there a half-life for the success rates of AI agents?": shape 1. The Weibull alternative has shape 0.6.
    HalfLife {
        /// The length of task that is done right half of the time, in minutes of a person's work.
        t50: Input,
        /// 1 for a constant hazard.
        shape: Input,
        /// The length of a task where the node does not state one.
        length: Input,
    },
}

/// An agent goes off script: what it makes stays plausible, and is wrong more often the longer nobody notices.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Drift {
    /// The chance at each item.
    pub per_item: Input,
    /// The hazard per minute of work.
    pub per_minute: Input,
    /// What the chance of being right is multiplied by, at first and again after each further item.
    pub keeps: Input,
    /// The least that factor falls to.
    pub floor: Input,
}

/// How a detector adds up what reviews and audits of an agent find.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rule {
    /// Cumulative sum: S ← max(0, S + x − target − slack), alarm above `limit` (E. S. Page 1954).
    Cusum {
        /// The share that is wrong when all is well.
        target: Input,
        /// What is let by.
        slack: Input,
        /// Where the alarm goes off.
        limit: Input,
    },
    /// Exponentially weighted mean: z ← z + weight (x − z), started at the target; alarm above `limit` (S. W. Roberts 1959).
    Ewma {
        /// The share that is wrong when all is well.
        target: Input,
        /// The weight of the newest item.
        weight: Input,
        /// Where the alarm goes off.
        limit: Input,
    },
    /// Sequential probability ratio test of `bad` against `good`; starts again when it decides for `good` (A. Wald 1945).
    Sprt {
        /// The share that is wrong when all is well.
        good: Input,
        /// The share that is wrong when it is not.
        bad: Input,
        /// The chance of a false alarm.
        alpha: Input,
        /// The chance of a miss.
        beta: Input,
    },
}

/// What an alarm does. It also corrects the agent if it has drifted.
#[derive(Debug, Clone, PartialEq)]
pub enum OnAlarm {
    /// Another policy holds until this many items in a row were looked at and found right.
    Policy {
        /// The policy.
        policy: Box<Policy>,
        /// The items, rounded to a whole number.
        clean: Input,
    },
    /// The agent starts nothing for these minutes.
    Pause(Input),
}

/// A watch on what reviews and audits of an agent find.
#[derive(Debug, Clone, PartialEq)]
pub struct Detector {
    /// How it adds up.
    pub rule: Rule,
    /// What an alarm does.
    pub on_alarm: OnAlarm,
}

/// Autonomy that is earned: another policy after enough clean items, and back on the first that is found wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct Earned {
    /// The policy that is earned.
    pub policy: Box<Policy>,
    /// How many items in a row must be looked at and found right, rounded to a whole number.
    pub clean: Input,
}

/// An agent, or a person who does the same work.
#[derive(Debug, Clone, PartialEq)]
pub struct Agent {
    /// The name.
    pub name: String,
    /// What it does.
    pub role: String,
    /// The lead it answers to, by position among the agents.
    pub lead: Option<usize>,
    /// The model it runs on.
    pub model: Option<usize>,
    /// Items it works on at the same time, rounded to a whole number; at least 1.
    pub slots: Input,
    /// How many items may wait; where the line is full, an item that comes is dropped. No bound where there is none.
    pub room: Option<Input>,
    /// How long an item takes.
    pub minutes: Law,
    /// The chance that an item comes out wrong.
    pub fault: Fault,
    /// What that chance is multiplied by, by class; 1 where a class is not named. Specialists have less than 1.
    pub by_class: Vec<(usize, Input)>,
    /// How far items differ: chances of success follow a beta law around their mean with this sum of its two shapes. All items are alike where
    /// there is none.
    pub spread: Option<Input>,
    /// Going off script.
    pub drift: Option<Drift>,
    /// What an item costs.
    pub cost: Input,
    /// Whether the minutes count as a person's.
    pub human: bool,
    /// How it is watched.
    pub policy: Policy,
    /// What it can earn.
    pub earned: Option<Earned>,
    /// What watches it.
    pub detector: Option<Detector>,
}
