//! Numbers of scorecards in words.

use crate::measure::forecast::Verdict;
use crate::report::format;
use crate::report::view::Estimate;
use crate::stats::interval::Interval;

/// Decimals of every score.
const PLACES: i32 = 3;

/// A score alone.
pub(in crate::study) fn score(value: f64) -> String {
    format::number(value, PLACES)
}

/// A score with its interval.
pub(in crate::study) fn with_interval(value: f64, interval: Interval) -> String {
    if !value.is_finite() {
        return format::MISSING.to_owned();
    }
    if !(interval.low.is_finite() && interval.high.is_finite()) {
        return score(value);
    }
    format!("{} ({})", score(value), format::range(interval.low, interval.high, PLACES))
}

/// A score with its interval for a page; without one where it has none.
pub(super) fn estimate(value: f64, interval: Interval) -> Estimate {
    let known = interval.low.is_finite() && interval.high.is_finite();
    if known { Estimate::new(value, interval.low, interval.high) } else { Estimate::exact(value) }
}

/// The same after a change that keeps the order.
pub(super) fn turned(estimate: Estimate, by: impl Fn(f64) -> f64) -> Estimate {
    Estimate::new(by(estimate.mid), by(estimate.low), by(estimate.high))
}

/// A gain with its interval, always signed.
pub(super) fn gain(value: f64, interval: Interval) -> String {
    if !(value.is_finite() && interval.low.is_finite() && interval.high.is_finite()) {
        return format::MISSING.to_owned();
    }
    let [mid, low, high] = [value, interval.low, interval.high].map(|v| format::signed(v, PLACES));
    format!("{mid} ({low} to {high})")
}

/// The labels in one sentence.
pub(super) fn labels(verdict: &Verdict) -> String {
    format!("{}.", format::capital(&verdict.labels().join("; ")))
}
