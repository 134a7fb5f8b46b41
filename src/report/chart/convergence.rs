//! Monte Carlo error: the estimate by number of replicates, with its band.

use super::super::view::Estimate;

/// Holds an estimate as it settled.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Convergence {
    /// What the value axis says, with its unit: "share of choices, %".
    pub axis: String,
    /// What the band is: "95 % Monte Carlo interval".
    pub interval: String,
    /// Replicates so far and the estimate at that look, in rising order, in the unit of the axis.
    pub looks: Vec<(f64, Estimate)>,
    /// Half-width at which the run was told to stop, if it was.
    pub target: Option<f64>,
}
