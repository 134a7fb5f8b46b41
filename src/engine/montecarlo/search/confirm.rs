//! What may be claimed about candidates that a search picked, once they were run again on fresh streams.

use crate::num;
use crate::stats::interval::{Interval, IntervalError, Level, mean_and_mc_error, student_quantile};

/// What may be said about a loss.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// The mean loss is above the smallest effect of interest.
    Measurable,
    /// There is a loss, but it was not shown to be above the smallest effect of interest.
    TooSmall,
    /// No loss was shown: the interval of the mean reaches 0 or lies below it.
    NoMeasurableEffect,
}

/// A candidate after its confirmation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Confirmed {
    /// What may be said.
    pub claim: Claim,
    /// The mean loss over replicates; NaN without any.
    pub mean: f64,
    /// Its Monte Carlo standard error; NaN with fewer than two replicates.
    pub error: f64,
    /// Student's interval for the mean at 1 − α; none with fewer than two replicates.
    pub interval: Option<Interval>,
    /// The one-sided p-value against a mean loss of at most the smallest effect of interest.
    pub p: f64,
    /// The same, adjusted for the number of candidates.
    pub adjusted: f64,
    /// The replicates used.
    pub replicates: usize,
    /// The replicates left out because the figure has no base.
    pub without_base: usize,
}

/// Decides what may be claimed about each of several candidates.
///
/// `losses` holds one list a candidate: its paired differences replicate by replicate, turned so that higher is worse, from streams that
/// the search never saw. The chance of claiming [`Claim::Measurable`] for any candidate whose mean loss is `smallest` or less is at most
/// `alpha` for all of them together.
///
/// # Errors
/// [`IntervalError::Level`] unless 0 < `alpha` < 1.
///
/// # Source
/// Holm 1979, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6(2), over one-sided
/// one-sample t-tests (Student 1908).
pub fn confirm(losses: &[Vec<f64>], smallest: f64, alpha: f64) -> Result<Vec<Confirmed>, IntervalError> {
    let level = Level::new(1.0 - alpha)?;
    let mut all: Vec<Confirmed> = losses.iter().map(|losses| one(losses, smallest, level)).collect();
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by(|&a, &b| all[a].p.total_cmp(&all[b].p).then(a.cmp(&b)));
    let mut highest = 0.0_f64;
    for (rank, &candidate) in order.iter().enumerate() {
        highest = highest.max(((all.len() - rank) as f64 * all[candidate].p).min(1.0));
        let found = &mut all[candidate];
        found.adjusted = highest;
        found.claim = if highest <= alpha {
            Claim::Measurable
        } else if found.interval.is_some_and(|interval| interval.low > 0.0) {
            Claim::TooSmall
        } else {
            Claim::NoMeasurableEffect
        };
    }
    Ok(all)
}

fn one(losses: &[f64], smallest: f64, level: Level) -> Confirmed {
    let usable: Vec<f64> = losses.iter().copied().filter(|loss| loss.is_finite()).collect();
    let mut confirmed = Confirmed {
        claim: Claim::NoMeasurableEffect,
        mean: usable.first().copied().unwrap_or(f64::NAN),
        error: f64::NAN,
        interval: None,
        p: 1.0,
        adjusted: 1.0,
        replicates: usable.len(),
        without_base: losses.len() - usable.len(),
    };
    if let Ok(found) = mean_and_mc_error(&usable) {
        let degrees = (usable.len() - 1) as f64;
        let half = student_quantile(1.0 - level.tail(), degrees) * found.error;
        (confirmed.mean, confirmed.error) = (found.mean, found.error);
        confirmed.interval = Some(Interval { low: found.mean - half, high: found.mean + half });
        confirmed.p = above(found.mean - smallest, found.error, degrees);
    }
    confirmed
}

/// The chance that Student's t exceeds excess ÷ error. Without any spread the excess alone decides.
///
/// # Source
/// Abramowitz & Stegun 26.7.1: the tails of t are an incomplete beta function of ν / (ν + t²).
fn above(excess: f64, error: f64, degrees: f64) -> f64 {
    if error == 0.0 {
        return if excess > 0.0 { 0.0 } else { 1.0 };
    }
    let t = excess / error;
    let tail = 0.5 * num::inc_beta(degrees / 2.0, 0.5, degrees / t.mul_add(t, degrees));
    if t > 0.0 { tail } else { 1.0 - tail }
}

#[cfg(test)]
mod tests;
