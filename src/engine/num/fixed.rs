//! A sum of floating-point numbers that no order of adding can change.

/// A fixed-point sum in units of 2⁻⁶⁰.
///
/// Each number is rounded once to the nearest unit (ties to even) and then added as an integer of 192 bits, so
/// the total depends on the numbers alone, never on their order, grouping or thread. One number may be as large as
/// 2⁶⁶ ≈ 7.4·10¹⁹ in size; 2⁶² such numbers still fit. A number beyond that, an infinity or a NaN marks the sum as
/// spoilt for good and `value` is then NaN.
///
/// # Determinism
/// `add` and `merge` commute and associate exactly.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FixedSum {
    low: u128,
    high: i64,
    spoilt: bool,
}

const UNIT: f64 = 1_152_921_504_606_846_976.0; // 2^60
const LIMIT: f64 = 73_786_976_294_838_206_464.0; // 2^66
const TWO_128: f64 = 340_282_366_920_938_463_463_374_607_431_768_211_456.0;

impl FixedSum {
    /// Returns an empty sum.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one number.
    #[inline]
    pub fn add(&mut self, value: f64) {
        if value.abs() <= LIMIT {
            // Scaling by a power of two is exact; within the limit the product fits an i128.
            let units = (value * UNIT).round_ties_even() as i128;
            self.add_units(units as u128, if units < 0 { -1 } else { 0 });
        } else {
            self.spoilt = true;
        }
    }

    /// Adds all that another sum holds.
    pub fn merge(&mut self, other: &Self) {
        self.add_units(other.low, other.high);
        self.spoilt |= other.spoilt;
    }

    /// Returns the sum of some numbers.
    pub fn of(values: &[f64]) -> Self {
        let mut sum = Self::default();
        for &value in values {
            sum.add(value);
        }
        sum
    }

    /// Returns the total as a double, or NaN if a number did not fit.
    pub fn value(&self) -> f64 {
        if self.spoilt {
            return f64::NAN;
        }
        let low = self.low as i128;
        if self.high == (low >> 127) as i64 {
            return low as f64 / UNIT;
        }
        (self.high as f64).mul_add(TWO_128, self.low as f64) / UNIT
    }

    fn add_units(&mut self, low: u128, high: i64) {
        let (sum, carry) = self.low.overflowing_add(low);
        self.low = sum;
        self.high = self.high.wrapping_add(high).wrapping_add(i64::from(carry));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn small_sums_are_exact() {
        assert_eq!(FixedSum::of(&[0.5, 0.25, -1.0]).value(), -0.25);
        assert_eq!(FixedSum::of(&[1e16, 1.0, -1e16]).value(), 1.0);
        assert_eq!(FixedSum::default().value(), 0.0);
    }

    #[test]
    fn totals_past_128_bits_survive() {
        let mut sum = FixedSum::new();
        for _ in 0..64 {
            sum.add(LIMIT);
        }
        assert_eq!(sum.value(), 64.0 * LIMIT);
        for _ in 0..64 {
            sum.add(-LIMIT);
        }
        assert_eq!(sum, FixedSum::default());
        for _ in 0..64 {
            sum.add(-LIMIT);
        }
        assert_eq!(sum.value(), -64.0 * LIMIT);
    }

    #[test]
    fn what_does_not_fit_spoils_the_sum() {
        for bad in [f64::NAN, f64::INFINITY, 1e20, -1e300] {
            let mut sum = FixedSum::of(&[1.0, bad]);
            assert!(sum.value().is_nan());
            sum.add(-bad);
            assert!(sum.value().is_nan());
            let mut other = FixedSum::of(&[1.0]);
            other.merge(&sum);
            assert!(other.value().is_nan());
        }
    }

    proptest! {
        #[test]
        fn no_order_and_no_grouping_matters(mut xs in prop::collection::vec(-1e15f64..1e15, 0..60), cut in 0usize..60) {
            let whole = FixedSum::of(&xs);
            let cut = cut.min(xs.len());
            let mut right = FixedSum::of(&xs[cut..]);
            right.merge(&FixedSum::of(&xs[..cut]));
            prop_assert_eq!(whole, right);
            xs.reverse();
            prop_assert_eq!(whole, FixedSum::of(&xs));
        }
    }
}
