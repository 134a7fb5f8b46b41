//! Which group of uncertain inputs a result hangs on: variance-based sensitivity indices.
//!
//! In come the sizes of independent groups of inputs and a seed; out goes a table of points in the open unit cube
//! ([`design`]). The caller runs its model once a row, with the same aleatory streams for every row, and hands the
//! results back ([`indices`]). This room knows nothing of what the inputs mean.

mod design;
mod estimate;

pub use design::{Design, DesignError, MAX_BASE, MAX_INPUTS, design};
pub use estimate::{Estimate, Index, IndexError, Indices, indices};
