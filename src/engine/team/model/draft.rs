//! The team as a whole, before and after it is checked.

use crate::team::layout::Layout;
use crate::team::program::Program;
use crate::world::{Input, Unknowns};

use super::agent::{Agent, Model};
use super::arrivals::Class;
use super::flow::{Gate, HandOff, Node};
use super::people::{Person, Pool};

/// The stretch of time that is run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    /// Minutes that are run first and do not count: items that come in them are in no figure, and times are measured from their end.
    pub warm_up: f64,
    /// Minutes in which items come in and times are measured.
    pub minutes: f64,
    /// Whether those that are then still there are worked off. Otherwise the run stops, and they count as open.
    pub drain: bool,
}

/// A team as it was read: records that refer to each other by position.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// What it is about.
    pub title: String,
    /// Kinds of items.
    pub classes: Vec<Class>,
    /// Models and providers.
    pub models: Vec<Model>,
    /// Agents.
    pub agents: Vec<Agent>,
    /// People.
    pub people: Vec<Person>,
    /// Pools of people.
    pub pools: Vec<Pool>,
    /// Gates of the flow.
    pub gates: Vec<Gate>,
    /// Hand-offs of the flow.
    pub hand_offs: Vec<HandOff>,
    /// The flow.
    pub nodes: Vec<Node>,
    /// Kinds of failure with their weights; faults of agents are spread over them. Faults of hand-offs are counted by themselves.
    pub labels: Vec<(String, Input)>,
    /// What is run.
    pub span: Span,
}

/// A team that can be run.
#[derive(Debug, Clone)]
pub struct Team {
    pub(in crate::team) draft: Draft,
    pub(in crate::team) unknowns: Unknowns,
    pub(in crate::team) program: Program,
    pub(in crate::team) layout: Layout,
}

impl Team {
    /// What it is made of.
    #[must_use]
    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    /// Its numbers.
    #[must_use]
    pub fn numbers(&self) -> &Unknowns {
        &self.unknowns
    }

    /// How a run's tally is laid out.
    #[must_use]
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The position of an agent.
    #[must_use]
    pub fn agent(&self, name: &str) -> Option<usize> {
        self.draft.agents.iter().position(|agent| agent.name == name)
    }
}
