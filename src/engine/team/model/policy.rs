//! How much an agent may do alone.

use crate::world::Input;

use super::law::Law;

/// Who looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reviewer {
    /// The first person of a pool who is there and free.
    People(usize),
    /// An agent, which takes one of its slots.
    Agent(usize),
}

/// What happens when nobody looked in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// It stops.
    Deny,
    /// It goes on as if approved.
    Approve,
    /// It waits for somebody else, and without a limit.
    Escalate(Reviewer),
}

/// How long an item waits for a review at most. Where there is none, it waits until somebody comes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TimeOut {
    /// How long.
    pub after: Law,
    /// What then.
    pub then: Then,
}

/// A look at an item: it takes a reviewer, and may be mistaken both ways.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Review {
    /// Who looks.
    pub by: Reviewer,
    /// How long it takes; a person's pace multiplies it.
    pub minutes: Law,
    /// The chance that what is wrong is seen; a person's skill multiplies it.
    pub detects: Input,
    /// The chance that what is right is turned down.
    pub false_rejects: Input,
    /// Whether it goes before or after others that wait for the same reviewer; 0 goes first. Added to the class's priority.
    pub priority: u8,
    /// How long it may wait.
    pub time_out: Option<TimeOut>,
}

/// A window after an action is announced, in which somebody who watches may step in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Veto {
    /// The window in minutes; the item waits that long.
    pub window: Input,
    /// The pool that watches; somebody notices only where one of them is there when the window opens.
    pub pool: usize,
    /// The chance that an item is looked at within the window.
    pub notice: Input,
    /// The chance that what is wrong and looked at is seen; skill, vigilance and load multiply it.
    pub detects: Input,
    /// The chance that what is right and looked at is turned down.
    pub false_rejects: Input,
    /// Minutes of attention a look takes. They count as human minutes and go on beside other work.
    pub minutes: Input,
    /// Whether who steps in can stop the action. Where not, what is seen is known but still goes out.
    pub interrupt: bool,
}

/// A sample of what has been done, looked at afterwards: in the reviewers' next hours, when nothing more urgent waits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Audit {
    /// The share that is sampled.
    pub share: Input,
    /// The look. It never stops an item; its time-out, where it has one, drops the audit.
    pub review: Review,
}

/// What stands between an agent's work and its effect.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Policy {
    /// The share of items that must be approved before they go on, and by whom.
    pub approve: Option<(Input, Review)>,
    /// A window in which what is not approved before can be stopped.
    pub veto: Option<Veto>,
    /// A sample looked at afterwards, of what is not approved before.
    pub audit: Option<Audit>,
    /// How often an item that is turned down is done again before it is dropped; without end where there is none.
    pub redo: Option<u8>,
}

/// How a person stands to an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Preset {
    /// In the loop: the agent proposes, a person approves, the agent executes.
    In,
    /// On the loop: the agent executes, a person watches and can step in, or looks at a sample afterwards.
    On,
    /// Out of the loop: inside set bounds, no one looks.
    Out,
}

/// The part a person has towards an agent.
///
/// # Source
/// K. J. K. Feng, D. W. McDonald, A. X. Zhang 2025, "Levels of Autonomy for AI Agents", Knight First Amendment Institute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Knight {
    /// L1.
    Operator,
    /// L2.
    Collaborator,
    /// L3.
    Consultant,
    /// L4.
    Approver,
    /// L5.
    Observer,
}

impl Preset {
    /// All, from the tightest.
    pub const ALL: [Self; 3] = [Self::In, Self::On, Self::Out];

    /// Its words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::In => "in the loop",
            Self::On => "on the loop",
            Self::Out => "out of the loop",
        }
    }

    /// The levels of automation it covers, lowest and highest.
    ///
    /// # Source
    /// T. B. Sheridan, W. L. Verplank 1978, "Human and computer control of undersea teleoperators".
    #[must_use]
    pub fn sheridan_verplank(self) -> (u8, u8) {
        match self {
            Self::In => (4, 5),
            Self::On => (6, 7),
            Self::Out => (8, 10),
        }
    }

    /// The person's part at the highest Knight level it allows.
    #[must_use]
    pub fn knight(self) -> Knight {
        match self {
            Self::In => Knight::Consultant,
            Self::On => Knight::Approver,
            Self::Out => Knight::Observer,
        }
    }
}

impl Policy {
    /// In the loop: every item is approved by a review first.
    #[must_use]
    pub fn in_the_loop(review: Review) -> Self {
        Self { approve: Some((Input::Fixed(1.0), review)), ..Self::default() }
    }

    /// On the loop: a window to step in, a sample afterwards, or both.
    #[must_use]
    pub fn on_the_loop(veto: Option<Veto>, audit: Option<Audit>) -> Self {
        Self { veto, audit, ..Self::default() }
    }

    /// Out of the loop.
    #[must_use]
    pub fn out_of_the_loop() -> Self {
        Self::default()
    }

    /// The preset it comes nearest to: in the loop where something must be approved first, on the loop where something is watched or sampled.
    #[must_use]
    pub fn preset(&self) -> Preset {
        match self {
            Self { approve: Some(_), .. } => Preset::In,
            Self { veto: None, audit: None, .. } => Preset::Out,
            _ => Preset::On,
        }
    }
}
