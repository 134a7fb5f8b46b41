//! How alike two answer distributions are: synthetic against human, with what "alike" is worth beside it.
//!
//! In come counts over the same ordered scale points; out come eight figures, and beside each of them the same figure for a
//! uniform guess, for the pooled answers to the other questions (null), and for people against people (floor). A figure
//! without those three is never returned from here: a tool that says "0.76 similar" where a uniform guess has 0.94 is
//! worse than no tool.

mod attainment;
mod compare;
mod figures;

pub use attainment::{Attainment, attainment};
pub use compare::{Agreement, Figure, Floor, Item, Panel, agreement};
pub use figures::{FIGURES, FigureKind, Figures, INFOS, checks, figures};
