//! Correlation of two samples.

use crate::num;
use crate::stats::rank;

/// Returns the product-moment correlation of two samples of one length; `None` where a sample has no spread, holds
/// fewer than two values, or the lengths differ.
pub fn pearson(x: &[f64], y: &[f64]) -> Option<f64> {
    let n = x.len();
    if n < 2 || n != y.len() {
        return None;
    }
    let mean_x = num::sum(x) / n as f64;
    let mean_y = num::sum(y) / n as f64;
    let moment = |f: &dyn Fn(usize) -> f64| num::sum(&(0..n).map(f).collect::<Vec<_>>());
    let xx = moment(&|i| (x[i] - mean_x) * (x[i] - mean_x));
    let yy = moment(&|i| (y[i] - mean_y) * (y[i] - mean_y));
    let xy = moment(&|i| (x[i] - mean_x) * (y[i] - mean_y));
    let r = xy / (xx.sqrt() * yy.sqrt());
    (xx > 0.0 && yy > 0.0 && r.is_finite()).then(|| r.clamp(-1.0, 1.0))
}

/// Returns the rank correlation of two samples (ties share their mean rank); `None` as for [`pearson`].
///
/// # Source
/// Spearman 1904, "The proof and measurement of association between two things".
pub fn spearman(x: &[f64], y: &[f64]) -> Option<f64> {
    pearson(&rank(x), &rank(y))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn straight_lines_correlate_fully() {
        assert!((pearson(&[1.0, 2.0, 3.0], &[2.0, 4.0, 6.0]).unwrap() - 1.0).abs() < 1e-15);
        assert!((pearson(&[1.0, 2.0, 3.0], &[3.0, 2.0, 1.0]).unwrap() + 1.0).abs() < 1e-15);
    }

    #[test]
    fn anscombe_first_set() {
        let x = [10.0, 8.0, 13.0, 9.0, 11.0, 14.0, 6.0, 4.0, 12.0, 7.0, 5.0];
        let y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
        // Anscombe 1973: correlation .816.
        assert!((pearson(&x, &y).unwrap() - 0.816_420_5).abs() < 1e-6);
    }

    #[test]
    fn ranks_see_any_rising_curve_as_straight() {
        let x = [1.0, 2.0, 3.0, 4.0];
        assert!((spearman(&x, &[1.0, 10.0, 100.0, 1000.0]).unwrap() - 1.0).abs() < 1e-15);
    }

    #[test]
    fn no_spread_no_correlation() {
        assert_eq!(pearson(&[1.0, 1.0], &[1.0, 2.0]), None);
        assert_eq!(pearson(&[1.0], &[1.0]), None);
        assert_eq!(pearson(&[1.0, 2.0], &[1.0]), None);
    }
}
