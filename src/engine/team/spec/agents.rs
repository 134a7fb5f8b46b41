//! Agents, the models they run on, and how they go wrong.

use crate::input::{Cx, Data, Entries, Json, Name, Node, Quantity, Read, Schemas, Spanned, Text, one_of};
use crate::record;

use super::law::LawSpec;
use super::minutes::Minutes;
use super::number::{Stated, Usual};
use super::people::ReviewSpec;
use super::policy::{AutonomySpec, InTheLoopSpec, OnTheLoopSpec};

record! {
    /// When nothing that runs on a model can start. Work in hand is finished.
    pub struct OutageSpec {
        /// The mean time from the end of one to the start of the next.
        pub every: Minutes,
        /// How long one lasts.
        pub lasts: LawSpec,
    }
}

record! {
    /// A model or provider that several agents share: what they have in common fails together.
    pub struct ModelSpec {
        /// The name.
        pub name: Spanned<Name>,
        /// When nothing that runs on it can start.
        pub outages: Option<OutageSpec>,
        /// The share of faults made on this model that a reviewer on the same model cannot see, 0 to 1.
        pub blind: Option<Quantity>,
    }
}

record! {
    /// The chance of being wrong by the length of the task: right with chance 2 to the power −(task ∕ half_life)^shape.
    pub struct HalfLifeSpec {
        /// How long the task would take a person.
        pub task: Minutes,
        /// The length of task that is done right half of the time; the sourced default where it is not said.
        pub half_life: Option<Minutes>,
        /// 1 for a constant hazard; the sourced default where it is not said.
        pub shape: Option<Stated>,
    }
}

/// The chance that a piece of work is wrong.
#[derive(Debug, Clone, PartialEq)]
pub enum WrongSpec {
    /// As stated, or by the name of a sourced default.
    Chance(Stated),
    /// By the length of the task.
    HalfLife(Box<HalfLifeSpec>),
}

impl Read for WrongSpec {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        if node.has("task") || node.has("half_life") {
            Box::read(node, cx).map(Self::HalfLife)
        } else {
            Stated::read(node, cx).map(Self::Chance)
        }
    }

    fn schema(defs: &mut Schemas) -> Json {
        let (chance, by_length) = (Stated::schema(defs), HalfLifeSpec::schema(defs));
        one_of(
            "The chance that an item comes out wrong: a number, a sourced default by name, or by the length of the task.",
            vec![chance, by_length],
        )
    }
}

record! {
    /// An agent goes off script: what it makes stays plausible, and is wrong more often the longer nobody notices.
    pub struct DriftSpec {
        /// The chance at each item, 0 to 1.
        pub per_item: Option<Stated>,
        /// The hazard per minute of work.
        pub per_minute: Option<Quantity>,
        /// What the chance of being right is multiplied by, at first and again after each further item; the default where it is not said.
        pub keeps: Option<Quantity>,
        /// The least that factor falls to; the default where it is not said.
        pub floor: Option<Quantity>,
    }
}

record! {
    /// Cumulative sum of what is found: alarm above `limit`.
    pub struct CusumSpec {
        /// The share that is wrong when all is well.
        pub target: Quantity,
        /// What is let by.
        pub slack: Quantity,
        /// Where the alarm goes off.
        pub limit: Quantity,
    }
}

record! {
    /// Weighted mean of what is found: alarm above `limit`.
    pub struct EwmaSpec {
        /// The share that is wrong when all is well.
        pub target: Quantity,
        /// The weight of the newest item.
        pub weight: Quantity,
        /// Where the alarm goes off.
        pub limit: Quantity,
    }
}

record! {
    /// Sequential test of `bad` against `good`.
    pub struct SprtSpec {
        /// The share that is wrong when all is well.
        pub good: Quantity,
        /// The share that is wrong when it is not.
        pub bad: Quantity,
        /// The chance of a false alarm.
        pub alpha: Quantity,
        /// The chance of a miss.
        pub beta: Quantity,
    }
}

/// What an alarm does.
#[derive(Debug, Clone, PartialEq)]
pub enum AlarmSpec {
    /// The agent is watched otherwise.
    Watch(AutonomySpec),
    /// The agent starts nothing for a while.
    Pause(Minutes),
}

record! {
    /// A pause.
    struct PauseSpec {
        /// How long the agent starts nothing.
        pause: Minutes,
    }
}

impl Read for AlarmSpec {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        match node.data() {
            Data::Table(_) if node.has("pause") => PauseSpec::read(node, cx).map(|PauseSpec { pause }| Self::Pause(pause)),
            _ => AutonomySpec::read(node, cx).map(Self::Watch),
        }
    }

    fn schema(defs: &mut Schemas) -> Json {
        let forms = vec![AutonomySpec::schema(defs), PauseSpec::schema(defs)];
        one_of("What an alarm does: pulls the agent back, watches it otherwise, or pauses it.", forms)
    }
}

record! {
    /// A watch on what reviews and audits of an agent find: exactly one of `cusum`, `ewma` and `sprt`.
    pub struct DetectorSpec {
        /// By a cumulative sum.
        pub cusum: Option<CusumSpec>,
        /// By a weighted mean.
        pub ewma: Option<EwmaSpec>,
        /// By a sequential test.
        pub sprt: Option<SprtSpec>,
        /// What an alarm does: "in the loop", a pause such as `{ pause = "4 h" }`, or a policy in full. It also corrects an agent that went off script.
        pub alarm: Spanned<AlarmSpec>,
        /// How many items in a row must be looked at and found right until the alarm is over.
        pub clean: Option<Quantity>,
    }
}

record! {
    /// Autonomy that is earned, and lost with the first item that is found wrong.
    pub struct EarnsSpec {
        /// What is earned.
        pub autonomy: Spanned<AutonomySpec>,
        /// How many items in a row must be looked at and found right.
        pub after: Quantity,
    }
}

record! {
    /// What holds for every agent that does not say otherwise. A number given here is one number for all of them.
    pub struct EveryAgentSpec {
        /// The model it runs on.
        pub model: Option<Spanned<Name>>,
        /// How long an item takes \[minutes\].
        pub minutes: Option<LawSpec>,
        /// Items it works on at the same time.
        pub at_once: Option<Quantity>,
        /// The chance that an item comes out wrong.
        pub wrong: Option<Spanned<WrongSpec>>,
        /// How much items differ in difficulty.
        pub spread: Option<Usual<Stated>>,
        /// Going off script.
        pub drift: Option<Usual<DriftSpec>>,
        /// What an item costs.
        pub cost: Option<Quantity>,
        /// How it is watched.
        pub autonomy: Option<Spanned<AutonomySpec>>,
        /// Who reviews it.
        pub reviewer: Option<Spanned<Name>>,
        /// How its work is looked at.
        pub review: Option<ReviewSpec>,
        /// What "in the loop" means.
        pub in_the_loop: Option<InTheLoopSpec>,
        /// What "on the loop" means.
        pub on_the_loop: Option<OnTheLoopSpec>,
        /// What watches it.
        pub detector: Option<DetectorSpec>,
    }
}

record! {
    /// An agent, or a person who does the same work.
    pub struct AgentSpec {
        /// The name.
        pub name: Spanned<Name>,
        /// What it does, in words.
        pub role: Option<Text>,
        /// The agent that leads it.
        pub lead: Option<Spanned<Name>>,
        /// The model it runs on.
        pub model: Option<Spanned<Name>>,
        /// Whether it is a person, whose minutes count as human ones.
        pub human: bool = false,
        /// How long an item takes \[minutes\]: `4`, `[2, 4, 9]` from case to case, or a law such as `{ lognormal = [4, 0.4] }`.
        pub minutes: Option<LawSpec>,
        /// Items it works on at the same time; 1 where it is not said.
        pub at_once: Option<Quantity>,
        /// How many items may wait for it; an item that finds the line full is dropped. No bound where it is not said.
        pub room: Option<Quantity>,
        /// The chance that an item comes out wrong: a number, `{ from = "model, 30-minute task" }`, or `{ task = "30 min" }`.
        pub wrong: Option<Spanned<WrongSpec>>,
        /// What that chance is multiplied by, by kind of item; below 1 for what it is specialised in.
        pub wrong_by_class: Entries<Quantity>,
        /// How much items differ in difficulty: "usual", or the sum of the two shapes of a beta law.
        pub spread: Option<Usual<Stated>>,
        /// Going off script: "usual", or in numbers. Without it, it does not.
        pub drift: Option<Usual<DriftSpec>>,
        /// What an item costs; nothing where it is not said.
        pub cost: Option<Quantity>,
        /// How it is watched: "in the loop", "on the loop", "out of the loop", or a policy in full.
        pub autonomy: Option<Spanned<AutonomySpec>>,
        /// Who reviews it, in and on the loop.
        pub reviewer: Option<Spanned<Name>>,
        /// How its work is looked at.
        pub review: Option<ReviewSpec>,
        /// What "in the loop" means for it.
        pub in_the_loop: Option<InTheLoopSpec>,
        /// What "on the loop" means for it.
        pub on_the_loop: Option<OnTheLoopSpec>,
        /// What watches it.
        pub detector: Option<DetectorSpec>,
        /// What it can earn.
        pub earns: Option<EarnsSpec>,
    }
}

impl HalfLifeSpec {
    /// The spec of a task of so many minutes with the sourced defaults.
    #[must_use]
    pub fn of_task(task: Quantity) -> Self {
        Self { task: Minutes(task), half_life: None, shape: None }
    }
}
