//! What drives an answer: zero-based bars with intervals.

use super::super::view::Estimate;

/// Holds the importance of each driver.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Drivers {
    /// What the axis says: "share of explained variance, %"; values are in its unit.
    pub axis: String,
    /// What the line through a bar's end is: "90 % interval".
    pub interval: String,
    /// One row a driver; drawn from the largest down.
    pub rows: Vec<DriverRow>,
}

/// Holds one driver.
#[derive(Debug, Clone, PartialEq)]
pub struct DriverRow {
    /// The driver.
    pub label: String,
    /// Its importance.
    pub value: Estimate,
    /// Its importance, formatted: "32 % (28–37)".
    pub text: String,
}
