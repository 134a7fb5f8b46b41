//! Effective sample size under unequal weights.

use crate::num;

/// Returns the effective number of observations behind weights, (Σw)² / Σw²; 0 where every weight is 0.
///
/// # Source
/// Kish 1965, "Survey Sampling", section 11.7.
pub fn kish(weights: &[f64]) -> f64 {
    let total = num::sum(weights);
    let squares: Vec<f64> = weights.iter().map(|w| w * w).collect();
    let squared = num::sum(&squares);
    if squared > 0.0 { total * total / squared } else { 0.0 }
}

/// Returns the design effect of weighting, n Σw² / (Σw)²: how many times larger the variance of a mean is than with
/// equal weights. `None` where every weight is 0.
///
/// # Source
/// Kish 1965, "Survey Sampling", section 11.7; equal to 1 + the squared coefficient of variation of the weights.
pub fn design_effect(weights: &[f64]) -> Option<f64> {
    let effective = kish(weights);
    (effective > 0.0).then(|| weights.len() as f64 / effective)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_weights_count_in_full() {
        assert_eq!(kish(&[2.0; 10]), 10.0);
        assert_eq!(design_effect(&[2.0; 10]), Some(1.0));
    }

    #[test]
    fn unequal_weights_count_less() {
        // (1 + 3)² / (1 + 9) = 1.6.
        assert!((kish(&[1.0, 3.0]) - 1.6).abs() < 1e-15);
        assert!((design_effect(&[1.0, 3.0]).unwrap() - 1.25).abs() < 1e-15);
    }

    #[test]
    fn nothing_weighs_nothing() {
        assert_eq!(kish(&[]), 0.0);
        assert_eq!(design_effect(&[0.0]), None);
    }
}
