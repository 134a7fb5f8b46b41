//! Before and after: dumbbells with the paired difference.

use super::super::view::Estimate;

/// Holds measures before and after a change.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Dumbbell {
    /// What the axis says; values are in its unit.
    pub axis: String,
    /// What the hollow dot is: "as it is".
    pub before_name: String,
    /// What the filled dot is: "with the change".
    pub after_name: String,
    /// One row a measure, in the order given.
    pub rows: Vec<DumbbellRow>,
}

/// Holds one measure before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct DumbbellRow {
    /// The measure or the change.
    pub label: String,
    /// Its value before.
    pub before: f64,
    /// Its value after.
    pub after: f64,
    /// The paired difference and its interval, for the grey line around the filled dot.
    pub difference: Estimate,
    /// The difference, formatted: "+4.1 points (+1.2 to +7.0)".
    pub text: String,
}
