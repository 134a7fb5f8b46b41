//! First-order and total indices from the results of a design, with bootstrap intervals over base points.

use super::Design;
use crate::num;
use crate::random::Draws;
use crate::stats::bootstrap;
use crate::stats::interval::{Interval, Level};

/// Holds an index and its bootstrap interval.
///
/// An index is a share of variance; its estimate may stray a little below 0 or above 1, and is not clipped.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// Percentile interval over resampled base points.
    pub interval: Interval,
}

/// Holds the two indices of one group of inputs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Index {
    /// Share of the variance that would go, on average, if this group alone became known.
    pub first: Estimate,
    /// Share of the variance that would stay, on average, if all other groups became known.
    pub total: Estimate,
}

/// Holds the indices of all groups.
#[derive(Clone, Debug, PartialEq)]
pub struct Indices {
    /// Variance of the result over all inputs, in its unit squared.
    pub variance: f64,
    /// Mean of the result.
    pub mean: f64,
    /// One entry a group, in the design's order.
    pub groups: Vec<Index>,
    /// Base points used: fewer than designed where a run was cut short.
    pub n_base: usize,
}

/// Says why indices cannot be estimated.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum IndexError {
    /// Fewer than two bundles of the design have results.
    #[error("indices need results of at least 2 bundles of {bundle} rows, got {got} results")]
    TooFew {
        /// Rows in a bundle.
        bundle: usize,
        /// Results given.
        got: usize,
    },
    /// A result is NaN or infinite.
    #[error("the result of design row {row} is not a finite number")]
    NotFinite {
        /// The row's place, from 0.
        row: usize,
    },
    /// The result does not vary with the inputs at all.
    #[error("the result does not vary, so there is nothing to attribute")]
    NoVariance,
}

/// Estimates first-order and total indices from the results of a design's rows, in row order.
///
/// Results may stop early; only whole bundles count. `reps` resamples of base points give the intervals.
///
/// # Errors
/// [`IndexError`] with fewer than two bundles, a result that is not finite, or no variance.
///
/// # Source
/// First order: Saltelli et al. 2010, table 2, equation (b). Total: Jansen 1999, the same table, equation (f).
/// Both on results less their mean, which changes no expectation and lowers the error of the first.
pub fn indices(design: &Design, results: &[f64], reps: u32, level: Level, draws: &mut Draws) -> Result<Indices, IndexError> {
    let bundle = design.bundle();
    let n_base = (results.len() / bundle).min(design.n_base() as usize);
    if n_base < 2 {
        return Err(IndexError::TooFew { bundle, got: results.len() });
    }
    let used = &results[..n_base * bundle];
    if let Some(row) = used.iter().position(|v| !v.is_finite()) {
        return Err(IndexError::NotFinite { row });
    }
    let ab: Vec<f64> = used.chunks_exact(bundle).flat_map(|b| [b[0], b[1]]).collect();
    let mean = num::sum(&ab) / ab.len() as f64;
    let centred: Vec<f64> = used.iter().map(|v| v - mean).collect();
    let everyone: Vec<u32> = (0..n_base as u32).collect();
    let n_groups = design.n_groups();
    let mut values = vec![0.0; 2 * n_groups];
    let variance = estimate(&centred, bundle, &everyone, &mut values);
    let scale = ab.iter().fold(0.0f64, |most, v| most.max(v.abs()));
    if variance <= (scale * 1e-14) * (scale * 1e-14) {
        return Err(IndexError::NoVariance);
    }
    let resampled = bootstrap::percentile_many(n_base as u32, reps, draws, 2 * n_groups, |units, out| {
        estimate(&centred, bundle, units, out);
    });
    let read = |k: usize| Estimate { value: values[k], interval: resampled[k].interval(level) };
    let groups = (0..n_groups).map(|g| Index { first: read(2 * g), total: read(2 * g + 1) }).collect();
    Ok(Indices { variance, mean, groups, n_base })
}

/// Fills first and total of each group from chosen bundles and returns the variance.
fn estimate(centred: &[f64], bundle: usize, units: &[u32], out: &mut [f64]) -> f64 {
    let n = units.len() as f64;
    let (mut sum, mut squares) = (0.0, 0.0);
    out.fill(0.0);
    for &unit in units {
        let row = &centred[unit as usize * bundle..(unit as usize + 1) * bundle];
        let (a, b) = (row[0], row[1]);
        sum += a + b;
        squares += a * a + b * b;
        for (group, &mixed) in row[2..].iter().enumerate() {
            out[2 * group] += b * (mixed - a);
            out[2 * group + 1] += (a - mixed) * (a - mixed) / 2.0;
        }
    }
    let mean = sum / (2.0 * n);
    let variance = squares / (2.0 * n) - mean * mean;
    for value in out.iter_mut() {
        *value /= n * variance;
    }
    variance
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{At, Purpose, Seed, Streams};
    use crate::stats::sobol::design;

    fn draws() -> Draws {
        Streams::new(Seed(9), At { theta: 0, inner: 0 }).draws(Purpose::Bootstrap, 0, 0)
    }

    #[test]
    fn additive_model_gives_its_variance_shares() {
        // y = x1 + 2 x2 with groups of one: shares 1/5 and 4/5, first = total.
        let d = design(4_096, &[1, 1], Seed(2)).unwrap();
        let y: Vec<f64> = d.rows().map(|x| x[0] + 2.0 * x[1]).collect();
        let found = indices(&d, &y, 200, Level::P95, &mut draws()).unwrap();
        assert!((found.variance - 5.0 / 12.0).abs() < 1e-3);
        for (index, share) in found.groups.iter().zip([0.2, 0.8]) {
            assert!((index.first.value - share).abs() < 0.01, "{index:?}");
            assert!((index.total.value - share).abs() < 0.01, "{index:?}");
            assert!(index.first.interval.contains(share) && index.total.interval.contains(share));
        }
    }

    #[test]
    fn groups_gather_their_inputs() {
        // y = x1 x2 + x3: a group of x1 and x2 holds their interaction, so first = total for both groups.
        let d = design(4_096, &[2, 1], Seed(3)).unwrap();
        let y: Vec<f64> = d.rows().map(|x| x[0] * x[1] + x[2]).collect();
        let found = indices(&d, &y, 100, Level::P95, &mut draws()).unwrap();
        // Var(x1 x2) = 1/9 − 1/16 = 7/144; Var(x3) = 12/144.
        assert!((found.groups[0].first.value - 7.0 / 19.0).abs() < 0.01);
        assert!((found.groups[0].total.value - 7.0 / 19.0).abs() < 0.01);
        assert!((found.groups[1].first.value - 12.0 / 19.0).abs() < 0.01);
    }

    #[test]
    fn a_cut_run_uses_whole_bundles_and_bad_results_are_named() {
        let d = design(64, &[1], Seed(2)).unwrap();
        let y: Vec<f64> = d.rows().map(|x| x[0]).collect();
        assert_eq!(indices(&d, &y[..100], 10, Level::P95, &mut draws()).unwrap().n_base, 33);
        assert_eq!(indices(&d, &y[..5], 10, Level::P95, &mut draws()), Err(IndexError::TooFew { bundle: 3, got: 5 }));
        let mut broken = y.clone();
        broken[7] = f64::NAN;
        assert_eq!(indices(&d, &broken, 10, Level::P95, &mut draws()), Err(IndexError::NotFinite { row: 7 }));
        let flat = vec![0.1; y.len()];
        assert_eq!(indices(&d, &flat, 10, Level::P95, &mut draws()), Err(IndexError::NoVariance));
    }
}
