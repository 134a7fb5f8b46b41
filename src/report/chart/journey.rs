//! The journey: a funnel whose width is the people still there, with experience level measures (XLMs) under each touchpoint.

use super::super::view::Estimate;

/// Holds a journey through touchpoints.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Journey {
    /// Touchpoints in order.
    pub stages: Vec<Stage>,
    /// What lies behind the last touchpoint: "finish".
    pub end: String,
    /// Share of all who finish, a fraction.
    pub finished: f64,
    /// Place of the touchpoint that hurts most.
    pub worst: Option<usize>,
}

/// Holds one touchpoint.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stage {
    /// Its name.
    pub name: String,
    /// Where it happens: "digital" or "physical".
    pub channel: String,
    /// Share of all who reach it, a fraction.
    pub reached: f64,
    /// Its experience level measures.
    pub xlms: Vec<XlmMark>,
}

/// Names which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// At or above the target is met.
    HigherIsBetter,
    /// At or below the target is met.
    LowerIsBetter,
}

/// Holds one experience level measure at a touchpoint.
#[derive(Debug, Clone, PartialEq)]
pub struct XlmMark {
    /// The indicator: "wait".
    pub name: String,
    /// What was measured.
    pub measured: Estimate,
    /// What was wanted, in the same unit.
    pub target: f64,
    /// Both ends of the scale it is drawn on.
    pub scale: (f64, f64),
    /// Which way is better.
    pub direction: Direction,
    /// Share of replicates in which it is met, in 0..=1.
    pub met: f64,
    /// Measured and wanted, formatted: "12 min (9–15), wanted ≤ 10".
    pub text: String,
}
