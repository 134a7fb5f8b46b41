//! The best assignments for several objectives at once, where each can only be seen through replicates.
//!
//! A separable surrogate is measured first: what each option of each component does by itself, from each of some bases. Its exact front gives
//! the candidates; these, and what single and double changes of them promise, are then measured on common draws, and the budget goes where the front is
//! hardest to tell. What is left at the end is measured once more, on draws that had no part in the search.

mod run;
mod surrogate;
#[cfg(test)]
mod tests;

use crate::stats::pareto::{Estimate, ParetoError};

use super::super::runner::RunnerError;

pub use run::front;
pub use surrogate::Surrogate;

/// One option for each component.
pub type Assignment = Vec<u16>;

/// What is looked for, and how hard.
#[derive(Debug, Clone, PartialEq)]
pub struct FrontSearch {
    /// The number of options of each component.
    pub options: Vec<u16>,
    /// By objective: the smallest difference that matters, above 0.
    pub smallest: Vec<f64>,
    /// Assignments from which single changes are measured for the surrogate; one or more. They are candidates too.
    pub bases: Vec<Assignment>,
    /// Further assignments that are candidates whatever the surrogate says of them.
    pub given: Vec<Assignment>,
    /// Batches that each change gets for the surrogate.
    pub effects: u32,
    /// Candidates taken from the surrogate's front.
    pub candidates: usize,
    /// Batches that the search may spend after the surrogate.
    pub budget: u64,
    /// Batches that each assignment which may lie on the front gets at the end, on fresh draws.
    pub fresh: u32,
}

/// Which draws a batch has: those of the surrogate, of the search or of the end never meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Draws {
    /// For the surrogate.
    Effects(u32),
    /// For the search.
    Search(u32),
    /// For what is reported.
    Fresh(u32),
}

/// Measures assignments in a batch of replicates: for each assignment all objectives of the first replicate, then of the second, and so on; all
/// better when smaller. The same batch means the same draws. `None` after an interrupt.
pub type Evaluate<'a> = &'a mut dyn FnMut(&[Assignment], Draws) -> Result<Option<Vec<Vec<f64>>>, RunnerError>;

/// Where a candidate comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// It was given.
    Given,
    /// It is on the surrogate's front.
    Surrogate,
    /// It is a change of another candidate.
    Change,
}

/// An assignment that was measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The assignment.
    pub assignment: Assignment,
    /// Where it comes from.
    pub origin: Origin,
    /// What the surrogate says of it.
    pub predicted: Vec<f64>,
    /// What was measured: on fresh draws where it got there, otherwise in the search, flattered by the choice.
    pub measured: Estimate,
    /// Whether that is on fresh draws.
    pub fresh: bool,
    /// The chance that it lies on the front of all candidates, as far as replicates tell; 0 for one that was given up in the search.
    pub member: f64,
}

/// What a search for a front found.
#[derive(Debug, Clone, PartialEq)]
pub struct FrontFound {
    /// Every assignment that was measured and has a base, in the order in which they came.
    pub candidates: Vec<Candidate>,
    /// Assignments that have no base in some replicate, so that they cannot be ranked.
    pub without_base: Vec<Assignment>,
    /// The positions of those on the front by their means, in rising order of the first objective.
    pub front: Vec<usize>,
    /// What options do by themselves.
    pub surrogate: Surrogate,
    /// The points of the surrogate's own front.
    pub surrogate_front: usize,
    /// Batches spent, the surrogate's included.
    pub spent: u64,
    /// Whether it ended by itself: the budget was enough to look at all that promised anything.
    pub settled: bool,
}

/// A front cannot be looked for.
#[derive(Debug, thiserror::Error)]
pub enum FrontError {
    /// The runner failed.
    #[error(transparent)]
    Runner(#[from] RunnerError),
    /// Points, options or budgets do not fit each other.
    #[error(transparent)]
    Pareto(#[from] ParetoError),
}
