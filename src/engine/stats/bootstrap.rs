//! Percentile bootstrap over whole units (people, donors, base samples).

use crate::random::Draws;
use crate::stats::interval::{Interval, Level};
use crate::stats::quantile;
use crate::stats::summary::mean_and_sd;

/// Holds the figures of all resamples, sorted upwards.
#[derive(Clone, Debug, PartialEq)]
pub struct Resamples {
    sorted: Vec<f64>,
}

impl Resamples {
    /// Sorts the figures of resamples; those that are not finite are left out.
    pub fn from_values(mut values: Vec<f64>) -> Self {
        values.retain(|v| v.is_finite());
        values.sort_by(f64::total_cmp);
        Self { sorted: values }
    }

    /// Returns the usable figures in rising order. Fewer than asked for means that some resamples had no figure.
    pub fn sorted(&self) -> &[f64] {
        &self.sorted
    }

    /// Returns the percentile interval; NaN ends where no resample had a figure.
    ///
    /// # Source
    /// Efron & Tibshirani 1993, "An Introduction to the Bootstrap", section 13.3.
    pub fn interval(&self, level: Level) -> Interval {
        Interval { low: quantile(&self.sorted, level.tail()), high: quantile(&self.sorted, 1.0 - level.tail()) }
    }

    /// Returns the bootstrap standard error, the standard deviation over resamples.
    pub fn error(&self) -> f64 {
        mean_and_sd(&self.sorted).1
    }
}

/// Draws `reps` resamples of `n_units` unit indices with replacement and collects one figure of each.
///
/// `f` gets the indices of one resample (length `n_units`, values below `n_units`).
///
/// # Determinism
/// Takes exactly `reps × n_units` bounded draws, in order.
pub fn percentile(n_units: u32, reps: u32, draws: &mut Draws, mut f: impl FnMut(&[u32]) -> f64) -> Resamples {
    let mut many = percentile_many(n_units, reps, draws, 1, |units, out| out[0] = f(units));
    many.pop().unwrap_or_else(|| Resamples::from_values(Vec::new()))
}

/// Draws resamples as [`percentile`] does and collects `figures` figures of each, so that they share their resamples.
///
/// # Shapes
/// `f` fills a slice of `figures` numbers, preset to NaN; the answer holds one [`Resamples`] a figure, in that order.
pub fn percentile_many(
    n_units: u32,
    reps: u32,
    draws: &mut Draws,
    figures: usize,
    mut f: impl FnMut(&[u32], &mut [f64]),
) -> Vec<Resamples> {
    let mut collected = vec![Vec::with_capacity(reps as usize); figures];
    if n_units > 0 {
        let mut units = vec![0u32; n_units as usize];
        let mut row = vec![f64::NAN; figures];
        for _ in 0..reps {
            units.fill_with(|| draws.below(n_units));
            row.fill(f64::NAN);
            f(&units, &mut row);
            for (all, value) in collected.iter_mut().zip(&row) {
                all.push(*value);
            }
        }
    }
    collected.into_iter().map(Resamples::from_values).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{At, Purpose, Seed, Streams};

    fn draws(entity: u64) -> Draws {
        Streams::new(Seed(5), At { theta: 0, inner: 0 }).draws(Purpose::Bootstrap, entity, 0)
    }

    #[test]
    fn error_of_a_mean_is_its_standard_error() {
        let values: Vec<f64> = (0..100).map(f64::from).collect();
        let found = percentile(100, 4_000, &mut draws(0), |units| units.iter().map(|&i| values[i as usize]).sum::<f64>() / 100.0);
        // √((100² − 1) / 12 / 100) = 2.8866; 4,000 resamples know it to about 1.1 %, allowed 4.5 %.
        assert!((found.error() / 2.8866 - 1.0).abs() < 0.045, "{}", found.error());
        assert_eq!(found.sorted().len(), 4_000);
    }

    #[test]
    fn interval_of_a_mean_covers() {
        let mut source = draws(1);
        let mut resampling = draws(2);
        let runs = 400;
        let covered = (0..runs)
            .filter(|_| {
                let sample: Vec<f64> = (0..50).map(|_| source.uniform()).collect();
                let found = percentile(50, 400, &mut resampling, |units| units.iter().map(|&i| sample[i as usize]).sum::<f64>() / 50.0);
                found.interval(Level::P90).contains(0.5)
            })
            .count();
        // Nominal .90 less a small-sample shortfall of about .01; 4 standard errors are .06.
        let share = f64::from(covered as u32) / f64::from(runs);
        assert!((0.83..0.96).contains(&share), "{share}");
    }

    #[test]
    fn nothing_to_resample_gives_no_figure() {
        let found = percentile(0, 10, &mut draws(3), |_| 1.0);
        assert!(found.sorted().is_empty());
        assert!(found.interval(Level::P95).low.is_nan());
    }

    #[test]
    fn figures_share_their_resamples() {
        let both = percentile_many(10, 50, &mut draws(4), 2, |units, out| {
            out[0] = f64::from(units[0]);
            out[1] = f64::from(units[0]) + 1.0;
        });
        let shifted: Vec<f64> = both[0].sorted().iter().map(|v| v + 1.0).collect();
        assert_eq!(shifted, both[1].sorted());
    }
}
