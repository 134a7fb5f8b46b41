//! The summary of a measure's values over replicates.

use crate::num;
use crate::stats::quantile;

/// Holds what a report needs of a sample: its mean, spread and a ladder of quantiles, in the sample's own unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    /// Number of values.
    pub n: usize,
    /// Arithmetic mean.
    pub mean: f64,
    /// Standard deviation with n − 1 below; 0 for a single value.
    pub sd: f64,
    /// 2.5 % quantile.
    pub q025: f64,
    /// 5 % quantile.
    pub q05: f64,
    /// 10 % quantile.
    pub q10: f64,
    /// Lower quartile.
    pub q25: f64,
    /// Median.
    pub q50: f64,
    /// Upper quartile.
    pub q75: f64,
    /// 90 % quantile.
    pub q90: f64,
    /// 95 % quantile.
    pub q95: f64,
    /// 97.5 % quantile.
    pub q975: f64,
}

impl Summary {
    /// Summarises a sample; `None` for an empty one or one that holds a NaN or an infinity.
    ///
    /// # Determinism
    /// Sums run in the order of the slice with compensation; quantiles do not depend on that order.
    pub fn of(values: &[f64]) -> Option<Self> {
        if values.is_empty() || values.iter().any(|v| !v.is_finite()) {
            return None;
        }
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let at = |p| quantile(&sorted, p);
        let (mean, sd) = mean_and_sd(values);
        Some(Self {
            n: values.len(),
            mean,
            sd,
            q025: at(0.025),
            q05: at(0.05),
            q10: at(0.10),
            q25: at(0.25),
            q50: at(0.50),
            q75: at(0.75),
            q90: at(0.90),
            q95: at(0.95),
            q975: at(0.975),
        })
    }
}

/// Returns the mean and the standard deviation (n − 1 below) of a sample; NaN for an empty one, spread 0 for one value.
pub fn mean_and_sd(values: &[f64]) -> (f64, f64) {
    let n = values.len();
    let mean = num::sum(values) / n as f64;
    if n < 2 {
        return (mean, if n == 0 { f64::NAN } else { 0.0 });
    }
    let squares: Vec<f64> = values.iter().map(|v| (v - mean) * (v - mean)).collect();
    (mean, (num::sum(&squares) / (n - 1) as f64).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_sample() {
        let s = Summary::of(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]).unwrap();
        assert_eq!(s.n, 8);
        assert_eq!(s.mean, 5.0);
        assert!((s.sd - (32.0f64 / 7.0).sqrt()).abs() < 1e-15);
        assert_eq!(s.q50, 4.5);
        assert_eq!(s.q25, 4.0);
        assert_eq!(s.q75, 5.5);
    }

    #[test]
    fn order_does_not_matter_for_quantiles_and_edges_are_refused() {
        let a = Summary::of(&[3.0, 1.0, 2.0]).unwrap();
        let b = Summary::of(&[1.0, 2.0, 3.0]).unwrap();
        assert_eq!((a.q05, a.q50, a.q95), (b.q05, b.q50, b.q95));
        assert!(Summary::of(&[]).is_none());
        assert!(Summary::of(&[1.0, f64::NAN]).is_none());
        assert_eq!(Summary::of(&[1.0]).unwrap().sd, 0.0);
    }
}
