//! The contracts between a world and the runner.

use std::fmt::Debug;

use crate::random::Streams;

use super::{Tally, Unknowns};

/// How much of an arm is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Every measure the world has.
    Full,
    /// Only what is chosen: for arms that stand on a ladder beside a full one.
    Choices,
}

/// One of the worlds that are compared: a name and the edits that make it from the world as given.
#[derive(Debug, Clone, PartialEq)]
pub struct Arm<E> {
    /// The name in tables and reports.
    pub name: String,
    /// The treatment; empty for the control.
    pub edits: Vec<E>,
    /// How much of it is looked at.
    pub depth: Depth,
}

/// A drawn value cannot be used.
#[derive(Debug, Clone, thiserror::Error)]
#[error("`{input}` drew {got}, allowed {allowed}")]
pub struct BindError {
    /// The input at fault.
    pub input: String,
    /// The drawn value.
    pub got: f64,
    /// What it must be.
    pub allowed: String,
}

/// A replicate could not be run; the others are not touched by it.
#[derive(Debug, Clone, thiserror::Error)]
pub enum RunError {
    /// A draw of the uncertain inputs is out of bounds.
    #[error(transparent)]
    Bind(#[from] BindError),
    /// A figure came out as infinity or not a number.
    #[error("{what} is not finite")]
    NotFinite {
        /// The figure.
        what: String,
    },
}

/// A checked input that can be run under a random stream.
pub trait World: Sync {
    /// One typed change to this world.
    type Edit: Clone + Debug + Send + Sync;
    /// All arms with their uncertain inputs bound and their tables built.
    type Plan: Send + Sync;
    /// Buffers that one worker keeps between blocks.
    type Scratch: Send;

    /// The uncertain inputs.
    fn unknowns(&self) -> &Unknowns;

    /// The number of blocks a replicate is made of: many for a market, one for a team or a future.
    fn blocks(&self) -> u32;

    /// Fixes the uncertain inputs at `theta` and builds every arm.
    ///
    /// # Errors
    /// [`BindError`] when a drawn value is out of its bounds.
    fn bind(&self, theta: &[f64], arms: &[Arm<Self::Edit>]) -> Result<Self::Plan, BindError>;

    /// Makes the buffers for one worker.
    fn scratch(&self) -> Self::Scratch;

    /// Makes one empty tally per arm.
    fn tallies(&self, arms: &[Arm<Self::Edit>]) -> Vec<Tally>;

    /// Runs one block of every arm on the same draws and adds to the arms' tallies.
    ///
    /// # Errors
    /// [`RunError`] when a figure is not finite; the tallies are then not to be used.
    fn run(&self, plan: &Self::Plan, block: u32, streams: &Streams, scratch: &mut Self::Scratch, out: &mut [Tally])
    -> Result<(), RunError>;
}

/// Reads named figures out of the arms' tallies, once per run of the inner loop.
pub trait Readout: Sync {
    /// The names of the figures, in the order they are read.
    fn ids(&self) -> &[String];

    /// Writes one value per figure; NaN where a figure has no base.
    fn read(&self, tallies: &[Tally], out: &mut [f64]);
}
