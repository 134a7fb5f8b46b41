//! An ordered sum that keeps what rounding drops.

/// Returns the sum of the values from first to last, with the rounding errors added back.
///
/// The error is about one unit in the last place of the result plus n·2⁻¹⁰⁶ Σ|x|.
///
/// # Determinism
/// The result depends on the order of the values; use [`FixedSum`](crate::num::FixedSum) where parts may meet in any order.
///
/// # Source
/// A. Neumaier (1974), "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen".
pub fn sum(values: &[f64]) -> f64 {
    let mut total = 0.0f64;
    let mut lost = 0.0f64;
    for &value in values {
        let next = total + value;
        lost += if total.abs() >= value.abs() { (total - next) + value } else { (value - next) + total };
        total = next;
    }
    if lost.is_finite() { total + lost } else { total }
}

#[cfg(test)]
mod tests {
    use super::sum;

    #[test]
    fn what_rounding_drops_comes_back() {
        assert_eq!(sum(&[1.0, 1e100, 1.0, -1e100]), 2.0);
        assert_eq!(sum(&[0.1; 10]), 1.0);
        assert_eq!(sum(&[]), 0.0);
    }

    #[test]
    fn infinity_and_nan_pass_through() {
        assert_eq!(sum(&[1.0, f64::INFINITY]), f64::INFINITY);
        assert!(sum(&[f64::INFINITY, f64::NEG_INFINITY]).is_nan());
    }
}
