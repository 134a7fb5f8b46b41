//! What a world is: a checked input that can be run under a random stream and gives a tally.
//!
//! In: uncertain inputs and arms (named lists of edits). Out: tallies of integers and fixed-point sums. This room must never know which
//! world it is (market, team, future), how many replicates run, or on how many threads.

mod drawn;
mod inputs;
mod tally;
mod traits;

pub use drawn::{Column, Drawn, Draws, Place};
pub use inputs::{Correlation, CorrelationError, Entry, Group, Input, Inputs, Unknowns};
pub use tally::Tally;
pub use traits::{Arm, BindError, Depth, Readout, RunError, World};
