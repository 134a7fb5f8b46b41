//! The PERT distribution: a beta over a range whose peak weighs four times either end.
//!
//! # Source
//! Malcolm, Roseboom, Clark & Fazar 1959, "Application of a technique for research and development program evaluation",
//! Operations Research 7(5): mean (low + 4 mode + high) / 6. Shapes as in Vose 2008, "Risk Analysis", section III.7.2.

use super::beta;

fn shapes(low: f64, mode: f64, high: f64) -> (f64, f64) {
    let range = high - low;
    (1.0 + 4.0 * ((mode - low) / range), 1.0 + 4.0 * ((high - mode) / range))
}

pub(super) fn quantile(low: f64, mode: f64, high: f64, u: f64) -> f64 {
    let (a, b) = shapes(low, mode, high);
    (high - low).mul_add(beta::quantile(a, b, u), low)
}

pub(super) fn mean(low: f64, mode: f64, high: f64) -> f64 {
    low + (4.0 * (mode - low) + (high - low)) / 6.0
}

pub(super) fn sd(low: f64, mode: f64, high: f64) -> f64 {
    let (a, b) = shapes(low, mode, high);
    beta::sd(a, b) * (high - low)
}
