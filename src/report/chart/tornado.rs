//! What the answer hangs on: bars sorted by swing, flip values marked, range and grade at the left.

use super::super::view::Grade;

/// Holds how far each uncertain input moves a measure over its range.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tornado {
    /// What the axis says: "share of choices, %"; values are in its unit.
    pub axis: String,
    /// The measure with every input at its middle.
    pub baseline: f64,
    /// The value at which the verdict changes, and what to call it.
    pub threshold: Option<(f64, String)>,
    /// One row an input; drawn from the largest swing down.
    pub rows: Vec<TornadoRow>,
}

/// Holds one uncertain input.
#[derive(Debug, Clone, PartialEq)]
pub struct TornadoRow {
    /// The input.
    pub label: String,
    /// Its range, formatted: "0.8–1.6".
    pub range: String,
    /// Where it comes from.
    pub grade: Grade,
    /// The measure at the low end of the range.
    pub at_low: f64,
    /// The measure at the high end of the range.
    pub at_high: f64,
    /// Where it flips the verdict, if inside its range.
    pub flip: Option<Flip>,
}

/// Holds the value of an input at which the verdict changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Flip {
    /// The input's value, formatted: "flips at 1.3".
    pub text: String,
}
