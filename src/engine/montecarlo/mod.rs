//! Runs a world's arms on common random numbers, many times over.
//!
//! In: a world, its arms, a readout, settings. Out: one value per figure and replicate, what failed, why it stopped. This room must never
//! know which world it runs, and never prints: progress goes to a callback, an interrupt comes in as a flag.

mod cells;
mod outcome;
mod paired;
mod runner;
pub mod search;
mod sensitivity;
#[cfg(test)]
mod tests;

pub use cells::{Cell, CellFailure};
pub use outcome::{Outcome, Stopped};
pub use paired::{ArmReadout, Comparison, Effect, Interaction, Pairing, Spread, compare};
pub use runner::{Blocks, Job, Progress, Replicates, RunnerError, Settings, run};
pub use sensitivity::{
    GroupEffect, OneAtATime, PROBES, PairMap, STEPS, Scope, Swing, Variance, at_theta, one_at_a_time, over_pairs, variance_by_group,
};
