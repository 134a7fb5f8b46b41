//! Shares: dots with intervals, sorted, the null as a hollow dot and the real value as a diamond.

use super::super::view::{Estimate, Hue};

/// Holds the shares of several alternatives.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shares {
    /// What the axis says: "share of choices, %".
    pub axis: String,
    /// What the line through a dot is: "90 % interval".
    pub interval: String,
    /// What the hollow dot is: "null: constant shares".
    pub null_name: String,
    /// What the diamond is: "what people chose".
    pub real_name: String,
    /// One row an alternative; drawn from the largest share down.
    pub rows: Vec<ShareRow>,
}

/// Holds the share of one alternative.
#[derive(Debug, Clone, PartialEq)]
pub struct ShareRow {
    /// The alternative.
    pub label: String,
    /// Its colour.
    pub hue: Hue,
    /// Its share, a fraction.
    pub share: Estimate,
    /// What a guess without a model would say, a fraction.
    pub null: Option<f64>,
    /// What real people did, a fraction.
    pub real: Option<f64>,
}
