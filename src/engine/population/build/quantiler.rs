//! Quantile functions fast enough for millions of people.

use crate::num;
use crate::stats::Dist;

/// Entries of the table a unit of the normal scale. With 32 the straight line between two entries is off by less than a
/// ten-thousandth of the range (see the test).
const PER_UNIT: f64 = 32.0;

/// Where the table ends on the normal scale; the finest uniform number, 2⁻²⁴, lies at 5.3.
const END: f64 = 5.5;

/// A quantile function: exact, or for the families whose inverse takes a long search (beta and PERT) read from a table over the
/// normal scale, on which quantile functions are smooth to their ends.
///
/// # Determinism
/// A value depends on `u` alone, whatever the number of people.
#[derive(Debug, Clone)]
pub(super) struct Quantiler {
    dist: Dist,
    table: Vec<f64>,
}

impl Quantiler {
    pub(super) fn new(dist: &Dist) -> Self {
        let entries = (2.0 * END * PER_UNIT) as usize;
        let table = match dist {
            Dist::Beta { .. } | Dist::Pert { .. } => {
                (0..=entries).map(|entry| dist.quantile(num::norm_cdf(entry as f64 / PER_UNIT - END))).collect()
            }
            _ => Vec::new(),
        };
        Self { dist: dist.clone(), table }
    }

    /// Gives the value below which the share `u` lies; `u` in the open unit interval.
    pub(super) fn at(&self, u: f64) -> f64 {
        if self.table.is_empty() {
            return self.dist.quantile(u);
        }
        let place = ((num::probit(u) + END) * PER_UNIT).clamp(0.0, (self.table.len() - 1) as f64);
        let entry = (place as usize).min(self.table.len() - 2);
        let (low, high) = (self.table[entry], self.table[entry + 1]);
        (high - low).mul_add(place - entry as f64, low)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_within_a_ten_thousandth_of_the_range() {
        let dists = [
            Dist::beta(2.0, 3.0).unwrap(),
            Dist::beta(0.5, 0.5).unwrap(),
            Dist::beta(8.0, 1.2).unwrap(),
            Dist::pert(10.0, 20.0, 110.0).unwrap(),
        ];
        for dist in dists {
            let (low, high) = dist.support();
            let quick = Quantiler::new(&dist);
            let mut before = f64::NEG_INFINITY;
            for i in 1..4_001 {
                let u = (f64::from(i) - 0.37) / 4_000.0;
                let value = quick.at(u);
                assert!((value - dist.quantile(u)).abs() < 1e-4 * (high - low), "{dist:?} at {u}");
                assert!(value >= before, "a quantile function never falls");
                before = value;
            }
        }
    }

    #[test]
    fn other_families_are_exact() {
        let dist = Dist::normal(3.0, 2.0).unwrap();
        assert_eq!(Quantiler::new(&dist).at(0.3).to_bits(), dist.quantile(0.3).to_bits());
    }
}
