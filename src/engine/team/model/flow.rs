//! The way of an item.

use crate::world::Input;

use super::law::Law;
use super::policy::Review;

/// How often an item can be sent back at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Without end.
    Never,
    /// So often; the next time it is dropped (gate) or goes on (loop).
    Times(u8),
}

/// A named gate in the flow.
#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    /// The name.
    pub name: String,
    /// The look.
    pub review: Review,
    /// The gate before it whose judgement it leans on, and the share of what that one let by wrongly that it therefore lets by too.
    pub leans_on: Option<(usize, Input)>,
}

/// What is passed on from one to the next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HandOff {
    /// The chance that the intent or the context is lost.
    pub loses: Input,
    /// What the chance of right work is multiplied by from there on, until the item is handed over again.
    pub keeps: Input,
    /// How long it takes.
    pub delay: Law,
    /// Minutes between two looks of the next one at a shared hub; it is met at the next look. 0 for events, which need no look.
    pub poll: Input,
}

/// When a parallel group goes on. Branches that are no longer needed finish what they have in hand, and stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Join {
    /// When all branches are done.
    All,
    /// When the first one is.
    Any,
    /// When so many are.
    Quorum(u16),
}

/// A step of the flow.
#[derive(Debug, Clone, PartialEq)]
pub enum NodeKind {
    /// An agent works on the item; its policy stands between the work and what follows.
    Work {
        /// The agent.
        agent: usize,
        /// The length of the task in minutes of a person's work, for the half-life.
        length: Option<Input>,
        /// What follows.
        next: usize,
    },
    /// A gate.
    Gate {
        /// The gate.
        gate: usize,
        /// Where an item goes that passes.
        pass: usize,
        /// Where one goes that is turned down, and how often it may; dropped where there is none.
        back: Option<(usize, Limit)>,
    },
    /// A hand-off.
    HandOff {
        /// The hand-off, by position.
        hand_off: usize,
        /// What follows.
        next: usize,
    },
    /// Parallel branches, each of which ends at a [`NodeKind::BranchEnd`].
    Fork {
        /// Where they start.
        branches: Vec<usize>,
        /// When the group goes on.
        join: Join,
        /// What follows.
        next: usize,
    },
    /// The end of a branch.
    BranchEnd,
    /// One of several ways, by chance.
    Choice {
        /// Ways with their chances.
        ways: Vec<(Input, usize)>,
        /// The way with the rest of the chance.
        otherwise: usize,
    },
    /// One of several ways, by class.
    ByClass {
        /// Ways of classes.
        ways: Vec<(usize, usize)>,
        /// The way of all others.
        otherwise: usize,
    },
    /// Back with some chance, so many times at most.
    Loop {
        /// The chance.
        again: Input,
        /// How often at most.
        limit: Limit,
        /// Where back is.
        back: usize,
        /// What follows.
        next: usize,
    },
    /// The end of the way.
    Exit {
        /// Whether the item is delivered; dropped otherwise.
        delivered: bool,
    },
}

/// A step with its name.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The name.
    pub name: String,
    /// What happens.
    pub kind: NodeKind,
}

impl NodeKind {
    /// Where an item can go from here.
    #[must_use]
    pub fn targets(&self) -> Vec<usize> {
        match self {
            Self::Work { next, .. } | Self::HandOff { next, .. } => vec![*next],
            Self::Gate { pass, back, .. } => std::iter::once(*pass).chain(back.map(|(to, _)| to)).collect(),
            Self::Fork { branches, next, .. } => branches.iter().copied().chain([*next]).collect(),
            Self::Choice { ways, otherwise } => ways.iter().map(|&(_, to)| to).chain([*otherwise]).collect(),
            Self::ByClass { ways, otherwise } => ways.iter().map(|&(_, to)| to).chain([*otherwise]).collect(),
            Self::Loop { back, next, .. } => vec![*back, *next],
            Self::BranchEnd | Self::Exit { .. } => Vec::new(),
        }
    }
}
