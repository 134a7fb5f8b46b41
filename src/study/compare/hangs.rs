//! Which uncertain inputs an effect hangs on.

use crate::montecarlo::Comparison;
use crate::num::probit;
use crate::stats::spearman;

/// The chance that an input which does not matter is named, over all inputs together.
const ALPHA: f64 = 0.05;

/// An input with which an effect goes up or down.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hang {
    /// The treatment's arm.
    pub arm: usize,
    /// The uncertain input, by its position in θ.
    pub unknown: usize,
    /// The rank correlation of the input with the paired difference, over replicates.
    pub correlation: f64,
}

/// Finds the inputs whose rank correlation with the effect is more than chance, the strongest first.
///
/// # Source
/// Under independence Spearman's coefficient over n pairs has the variance 1 / (n − 1); the bound is Bonferroni's over all inputs.
pub(super) fn hangs(comparison: &Comparison, arm: usize, figure: usize, unknowns: usize) -> Vec<Hang> {
    let differences = comparison.difference(arm, figure);
    let kept: Vec<usize> = (0..differences.len()).filter(|&replicate| differences[replicate].is_finite()).collect();
    if kept.len() < 8 || unknowns == 0 {
        return Vec::new();
    }
    let of_effect: Vec<f64> = kept.iter().map(|&replicate| differences[replicate]).collect();
    let bound = probit(1.0 - ALPHA / (2.0 * unknowns as f64)) / ((kept.len() - 1) as f64).sqrt();
    let mut found: Vec<Hang> = (0..unknowns)
        .filter_map(|unknown| {
            let input: Vec<f64> = kept.iter().map(|&replicate| comparison.theta(replicate)[unknown]).collect();
            let correlation = spearman(&input, &of_effect)?;
            (correlation.abs() > bound).then_some(Hang { arm, unknown, correlation })
        })
        .collect();
    found.sort_by(|one, other| other.correlation.abs().total_cmp(&one.correlation.abs()));
    found
}
