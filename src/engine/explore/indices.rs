//! First-order, total and second-order indices from the results of a design, with bootstrap intervals over base points.

use super::saltelli::{Design, Order};
use crate::num;
use crate::parallel::{Batching, ThreadError, map_vec};
use crate::random::Draws;
use crate::stats::bootstrap::Resamples;
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

/// Holds the index of two groups of inputs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PairIndex {
    /// The two groups, the earlier first.
    pub of: (usize, usize),
    /// Share of the variance that comes from what the two do together and neither does alone.
    pub together: Estimate,
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
    /// One entry a pair of groups, (0, 1), (0, 2), … (1, 2), …; none where the design has no rows for pairs.
    pub pairs: Vec<PairIndex>,
    /// Base points used: fewer than designed where a run was cut short.
    pub n_base: usize,
}

/// Says how intervals are found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Resampling {
    /// Resamples of base points, at most [`MAX_REPS`].
    pub reps: u32,
    /// The level of the intervals.
    pub level: Level,
    /// Worker threads. They change the time, never the result.
    pub threads: usize,
}

/// The most resamples.
pub const MAX_REPS: u32 = 8000;

/// Says why indices cannot be estimated.
#[derive(Debug, thiserror::Error)]
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
    /// Too many resamples.
    #[error("at most {MAX_REPS} resamples, got {got}")]
    Reps {
        /// The number asked for.
        got: u32,
    },
    /// No worker threads.
    #[error(transparent)]
    Threads(#[from] ThreadError),
}

/// Estimates indices from the results of a design's rows, in row order.
///
/// Results may stop early; only whole bundles count.
///
/// # Errors
/// [`IndexError`] with fewer than two bundles, a result that is not finite, no variance, too many resamples, or when no thread starts.
///
/// # Determinism
/// Takes reps × base points bounded draws in order; the result does not depend on threads.
///
/// # Source
/// First order: Saltelli et al. 2010, table 2, equation (b). Total: Jansen 1999, the same table, equation (f).
/// Pairs: Saltelli 2002, Computer Physics Communications 145(2), less the two first-order indices.
/// All on results less their mean, which changes no expectation and lowers the errors.
pub fn indices(design: &Design, results: &[f64], resampling: &Resampling, draws: &mut Draws) -> Result<Indices, IndexError> {
    let bundle = design.bundle();
    let n_base = (results.len() / bundle).min(design.n_base() as usize);
    if n_base < 2 {
        return Err(IndexError::TooFew { bundle, got: results.len() });
    }
    if resampling.reps > MAX_REPS {
        return Err(IndexError::Reps { got: resampling.reps });
    }
    let used = &results[..n_base * bundle];
    if let Some(row) = used.iter().position(|v| !v.is_finite()) {
        return Err(IndexError::NotFinite { row });
    }
    let ab: Vec<f64> = used.chunks_exact(bundle).flat_map(|b| [b[0], b[1]]).collect();
    let mean = num::sum(&ab) / ab.len() as f64;
    let centred: Vec<f64> = used.iter().map(|v| v - mean).collect();
    let plan = Plan::of(design);
    let mut values = vec![0.0; plan.figures()];
    let variance = plan.estimate(&centred, &vec![1; n_base], &mut values);
    let scale = ab.iter().fold(0.0f64, |most, v| most.max(v.abs()));
    if variance <= (scale * 1e-14) * (scale * 1e-14) {
        return Err(IndexError::NoVariance);
    }
    let resampled = resample(&plan, &centred, n_base, resampling, draws)?;
    let read = |k: usize| Estimate { value: values[k], interval: resampled[k].interval(resampling.level) };
    let groups = (0..plan.groups).map(|g| Index { first: read(2 * g), total: read(2 * g + 1) }).collect();
    let pairs = plan.pairs.iter().enumerate().map(|(k, &of)| PairIndex { of, together: read(2 * plan.groups + k) }).collect();
    Ok(Indices { variance, mean, groups, pairs, n_base })
}

/// Draws the resamples, each from its own stretch of the one stream.
///
/// A resample is how often each base point comes up, so that results are read in their order and not at random places.
fn resample(plan: &Plan, centred: &[f64], n_base: usize, resampling: &Resampling, draws: &mut Draws) -> Result<Vec<Resamples>, IndexError> {
    let words = 2 * n_base as u64;
    let one = |rep: u64, times: &mut Vec<u16>| {
        let mut own = draws.clone();
        own.skip(rep * words);
        times.clear();
        times.resize(n_base, 0);
        for _ in 0..n_base {
            let times = &mut times[own.below(n_base as u32) as usize];
            // One point 65,536 times over does not happen.
            *times = times.saturating_add(1);
        }
        let mut out = vec![0.0; plan.figures()];
        plan.estimate(centred, times, &mut out);
        out
    };
    let batching = Batching { threads: resampling.threads, chunk: 1 };
    let rows = map_vec(0..u64::from(resampling.reps), batching, Vec::new, one)?;
    draws.skip(u64::from(resampling.reps) * words);
    Ok((0..plan.figures()).map(|k| Resamples::from_values(rows.iter().map(|row| row[k]).collect())).collect())
}

/// Which figures are estimated: first and total of each group, then the pairs.
struct Plan {
    bundle: usize,
    groups: usize,
    pairs: Vec<(usize, usize)>,
}

impl Plan {
    fn of(design: &Design) -> Self {
        let groups = design.n_groups();
        let pairs = match design.order() {
            Order::First => Vec::new(),
            Order::Second => (0..groups).flat_map(|j| (j + 1..groups).map(move |k| (j, k))).collect(),
        };
        Self { bundle: design.bundle(), groups, pairs }
    }

    fn figures(&self) -> usize {
        2 * self.groups + self.pairs.len()
    }

    /// Fills the figures from bundles, each so many times over, and returns the variance.
    fn estimate(&self, centred: &[f64], times: &[u16], out: &mut [f64]) -> f64 {
        let (singles, pairs) = out.split_at_mut(2 * self.groups);
        let (mut n, mut sum, mut squares) = (0.0, 0.0, 0.0);
        singles.fill(0.0);
        pairs.fill(0.0);
        for (row, &times) in centred.chunks_exact(self.bundle).zip(times) {
            if times == 0 {
                continue;
            }
            let times = f64::from(times);
            n += times;
            let (a, b) = (row[0], row[1]);
            sum += times * (a + b);
            squares += times * (a * a + b * b);
            let mixed = &row[2..];
            for (both, &mixed) in singles.as_chunks_mut::<2>().0.iter_mut().zip(mixed) {
                both[0] += times * (b * (mixed - a));
                both[1] += times * ((a - mixed) * (a - mixed) / 2.0);
            }
            // B with group j from A times A with group k from B: alike in j and k alone.
            for (pair, &(j, k)) in pairs.iter_mut().zip(&self.pairs) {
                *pair += times * (mixed[self.groups + j] * mixed[k] - a * b);
            }
        }
        let mean = sum / (2.0 * n);
        let variance = squares / (2.0 * n) - mean * mean;
        for value in singles.iter_mut().chain(pairs.iter_mut()) {
            *value /= n * variance;
        }
        for (pair, &(j, k)) in pairs.iter_mut().zip(&self.pairs) {
            *pair -= singles[2 * j] + singles[2 * k];
        }
        variance
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explore::{design, ishigami};
    use crate::random::{At, Purpose, Seed, Streams};
    use crate::stats::bootstrap;

    fn draws() -> Draws {
        Streams::new(Seed(9), At { theta: 0, inner: 0 }).draws(Purpose::Bootstrap, 0, 0)
    }

    fn first(n_base: u32, groups: &[usize], seed: u64) -> Design {
        design(n_base, groups, Order::First, Seed(seed)).unwrap()
    }

    fn found(design: &Design, results: &[f64], reps: u32) -> Result<Indices, IndexError> {
        indices(design, results, &Resampling { reps, level: Level::P95, threads: 1 }, &mut draws())
    }

    #[test]
    fn additive_model_gives_its_variance_shares() {
        // y = x1 + 2 x2 with groups of one: shares 1/5 and 4/5, first = total.
        let d = first(4_096, &[1, 1], 2);
        let found = found(&d, &d.each(|x| x[0] + 2.0 * x[1]), 200).unwrap();
        assert!((found.variance - 5.0 / 12.0).abs() < 1e-3);
        for (index, share) in found.groups.iter().zip([0.2, 0.8]) {
            assert!((index.first.value - share).abs() < 0.01, "{index:?}");
            assert!((index.total.value - share).abs() < 0.01, "{index:?}");
            assert!(index.first.interval.contains(share) && index.total.interval.contains(share));
        }
        assert!(found.pairs.is_empty());
    }

    #[test]
    fn groups_gather_their_inputs() {
        // y = x1 x2 + x3: a group of x1 and x2 holds their interaction, so first = total for both groups.
        let d = first(4_096, &[2, 1], 3);
        let found = found(&d, &d.each(|x| x[0] * x[1] + x[2]), 100).unwrap();
        // Var(x1 x2) = 1/9 − 1/16 = 7/144; Var(x3) = 12/144.
        assert!((found.groups[0].first.value - 7.0 / 19.0).abs() < 0.01);
        assert!((found.groups[0].total.value - 7.0 / 19.0).abs() < 0.01);
        assert!((found.groups[1].first.value - 12.0 / 19.0).abs() < 0.01);
    }

    #[test]
    fn pairs_hold_what_inputs_do_together() {
        // y = x1 x2 + x3 with groups of one: Var(x1 x2) = 7/144, of which x1 and x2 alone give 1/48 each: 1/144 together.
        let d = design(1 << 15, &[1, 1, 1], Order::Second, Seed(3)).unwrap();
        let found = found(&d, &d.each(|x| x[0] * x[1] + x[2]), 200).unwrap();
        assert_eq!(found.pairs.iter().map(|pair| pair.of).collect::<Vec<_>>(), [(0, 1), (0, 2), (1, 2)]);
        for (pair, share) in found.pairs.iter().zip([1.0 / 19.0, 0.0, 0.0]) {
            assert!((pair.together.value - share).abs() < 0.01, "{pair:?}");
            assert!(pair.together.interval.low - 0.01 < share && share < pair.together.interval.high + 0.01, "{pair:?}");
        }
    }

    #[test]
    fn a_design_without_pairs_is_the_beginning_of_one_with() {
        let (one, two) = (first(512, &[1, 1, 1], 4), design(512, &[1, 1, 1], Order::Second, Seed(4)).unwrap());
        let found_one = found(&one, &one.each(ishigami), 50).unwrap();
        let found_two = found(&two, &two.each(ishigami), 50).unwrap();
        assert_eq!(found_one.groups, found_two.groups);
    }

    #[test]
    fn resamples_are_those_of_the_plain_bootstrap_at_any_thread_count() {
        let d = first(300, &[1, 1], 6);
        let results = d.each(|x| x[0] * x[0] + x[1]);
        let mut one = draws();
        let found = indices(&d, &results, &Resampling { reps: 40, level: Level::P90, threads: 1 }, &mut one).unwrap();
        let mut other = draws();
        let again = indices(&d, &results, &Resampling { reps: 40, level: Level::P90, threads: 3 }, &mut other).unwrap();
        assert_eq!(found, again);
        let mean = found.mean;
        let centred: Vec<f64> = results.iter().map(|v| v - mean).collect();
        let plan = Plan::of(&d);
        let mut plain = draws();
        let resampled = bootstrap::percentile_many(300, 40, &mut plain, 4, |units, out| {
            let mut times = vec![0; 300];
            units.iter().for_each(|&unit| times[unit as usize] += 1);
            plan.estimate(&centred, &times, out);
        });
        assert_eq!(found.groups[1].total.interval, resampled[3].interval(Level::P90));
        let next = plain.word();
        assert_eq!((one.word(), other.word()), (next, next));
    }

    #[test]
    fn a_cut_run_uses_whole_bundles_and_bad_results_are_named() {
        let d = first(64, &[1], 2);
        let y = d.each(|x| x[0]);
        assert_eq!(found(&d, &y[..100], 10).unwrap().n_base, 33);
        assert!(matches!(found(&d, &y[..5], 10), Err(IndexError::TooFew { bundle: 3, got: 5 })));
        let mut broken = y.clone();
        broken[7] = f64::NAN;
        assert!(matches!(found(&d, &broken, 10), Err(IndexError::NotFinite { row: 7 })));
        let flat = vec![0.1; y.len()];
        assert!(matches!(found(&d, &flat, 10), Err(IndexError::NoVariance)));
        assert!(matches!(found(&d, &y, 8001), Err(IndexError::Reps { got: 8001 })));
    }
}
