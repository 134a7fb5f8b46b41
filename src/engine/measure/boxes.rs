//! Histograms over the points of an answer scale, and their boxes.

use crate::measure::{MeasureError, Probability};
use crate::num;

mod sealed {
    pub trait Sealed {}
    impl Sealed for u32 {}
    impl Sealed for u64 {}
    impl Sealed for f64 {}
}

/// Lets whole counts and expected or weighted counts be scored alike.
pub trait Count: Copy + sealed::Sealed {
    /// Returns the count as a number.
    fn amount(self) -> f64;
}

impl Count for u32 {
    fn amount(self) -> f64 {
        f64::from(self)
    }
}

impl Count for u64 {
    fn amount(self) -> f64 {
        self as f64
    }
}

impl Count for f64 {
    fn amount(self) -> f64 {
        self
    }
}

/// Turns counts into shares that sum to 1.
///
/// # Errors
/// [`MeasureError::Count`] for a negative or infinite count, [`MeasureError::NoAnswers`] where all are 0.
pub fn shares<C: Count>(measure: &'static str, counts: &[C]) -> Result<Vec<f64>, MeasureError> {
    let amounts: Vec<f64> = counts.iter().map(|c| c.amount()).collect();
    if let Some(index) = amounts.iter().position(|a| !(a.is_finite() && *a >= 0.0)) {
        return Err(MeasureError::Count { index, got: amounts[index] });
    }
    let total = num::sum(&amounts);
    if total <= 0.0 || !total.is_finite() {
        return Err(MeasureError::NoAnswers { measure });
    }
    Ok(amounts.iter().map(|a| a / total).collect())
}

/// Turns counts over exactly `points` scale points into shares.
///
/// # Errors
/// As [`shares`], and [`MeasureError::Points`] for another number of points.
pub fn shares_of<C: Count>(measure: &'static str, counts: &[C], points: usize) -> Result<Vec<f64>, MeasureError> {
    if counts.len() != points {
        return Err(MeasureError::Points { measure, expected: points, got: counts.len() });
    }
    shares(measure, counts)
}

/// Returns the share of answers in the `boxes` highest points.
///
/// # Shapes
/// `shares` runs from the lowest point of the scale to the highest.
pub fn top(shares: &[f64], boxes: usize) -> Probability {
    let from = shares.len().saturating_sub(boxes);
    Probability::rounded(num::sum(&shares[from..]))
}

/// Returns the share of answers in the `boxes` lowest points.
pub fn bottom(shares: &[f64], boxes: usize) -> Probability {
    Probability::rounded(num::sum(&shares[..boxes.min(shares.len())]))
}

/// Returns the mean answer where the lowest point counts `first` and each further point one more.
pub fn mean(shares: &[f64], first: u8) -> f64 {
    let parts: Vec<f64> = shares.iter().enumerate().map(|(i, s)| s * (f64::from(first) + i as f64)).collect();
    num::sum(&parts)
}

/// Returns the standard deviation of answers, in scale points.
pub fn spread(shares: &[f64]) -> f64 {
    let centre = mean(shares, 0);
    let parts: Vec<f64> = shares.iter().enumerate().map(|(i, s)| s * (i as f64 - centre) * (i as f64 - centre)).collect();
    num::sum(&parts).max(0.0).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_and_fractional_counts_agree() {
        let whole = shares("x", &[1u64, 2, 3, 4]).unwrap();
        let part = shares("x", &[0.5, 1.0, 1.5, 2.0]).unwrap();
        assert_eq!(whole, part);
        assert!((top(&whole, 2).get() - 0.7).abs() < 1e-15);
        assert!((bottom(&whole, 1).get() - 0.1).abs() < 1e-15);
        assert!((mean(&whole, 1) - 3.0).abs() < 1e-15);
        assert!((spread(&whole) - 1.0).abs() < 1e-15);
        assert_eq!(top(&whole, 9).get(), 1.0);
    }

    #[test]
    fn unsound_counts_are_refused() {
        assert_eq!(shares("x", &[0u32, 0]), Err(MeasureError::NoAnswers { measure: "x" }));
        assert_eq!(shares::<u64>("x", &[]), Err(MeasureError::NoAnswers { measure: "x" }));
        assert_eq!(shares("x", &[1.0, -1.0]), Err(MeasureError::Count { index: 1, got: -1.0 }));
        assert!(shares("x", &[f64::NAN]).is_err());
        assert_eq!(shares_of("x", &[1u64], 5), Err(MeasureError::Points { measure: "x", expected: 5, got: 1 }));
    }
}
