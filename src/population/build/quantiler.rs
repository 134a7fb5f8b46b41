//! Quantile functions fast enough for millions of people.

use crate::stats::Dist;

/// Cells of the table. With 8,192 the straight line between two entries is off by less than a ten-thousandth of the range away from
/// the ends, which are computed exactly (see the test).
const CELLS: usize = 8_192;

/// Cells at each end that are computed exactly, since quantile functions are steepest there.
const EXACT_CELLS: f64 = 64.0;

/// A quantile function: exact, or for the families whose inverse takes a long search (beta and PERT) read from a table.
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
        let table = match dist {
            Dist::Beta { .. } | Dist::Pert { .. } => {
                (0..=CELLS).map(|cell| dist.quantile(cell as f64 / CELLS as f64)).collect()
            }
            _ => Vec::new(),
        };
        Self { dist: dist.clone(), table }
    }

    /// Gives the value below which the share `u` lies; `u` in the open unit interval.
    pub(super) fn at(&self, u: f64) -> f64 {
        let place = u * CELLS as f64;
        if self.table.is_empty() || !(EXACT_CELLS..=CELLS as f64 - EXACT_CELLS).contains(&place) {
            return self.dist.quantile(u);
        }
        let cell = place as usize;
        let (low, high) = (self.table[cell], self.table[cell + 1]);
        (high - low).mul_add(place - cell as f64, low)
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
