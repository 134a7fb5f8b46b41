//! Transfer: error on people who were not fitted, cell by cell and never pooled, against a null.

use super::super::view::Estimate;

/// Holds errors by cell.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Transfer {
    /// What the left axis says: "mean share error, points"; values are in its unit.
    pub axis: String,
    /// What the null is: "constant shares".
    pub null_name: String,
    /// What the interval is: "95 % bootstrap over people".
    pub interval: String,
    /// One row a cell, in the order given.
    pub cells: Vec<TransferCell>,
}

/// Holds one cell.
#[derive(Debug, Clone, PartialEq)]
pub struct TransferCell {
    /// The cell: "cost +20 %, time as now".
    pub label: String,
    /// Its base: "52 people".
    pub base: String,
    /// Error of the model.
    pub model: f64,
    /// Error of the null.
    pub null: f64,
    /// Error of the null minus error of the model; above zero the model is better.
    pub gain: Estimate,
}

impl TransferCell {
    /// Says whether the model beats the null here: the interval of the gain lies above zero.
    pub fn holds(&self) -> bool {
        self.gain.is_finite() && self.gain.low > 0.0
    }
}
