//! What counts say of a rate, with how sure that is, as a team file writes it.

use crate::num::{exp, ln, sum};
use crate::stats::interval::{Level, student_quantile, wilson};

use super::draft::Figure;

/// The level of every interval.
const LEVEL: f64 = 0.95;
/// The normal quantile that goes with it.
const Z: f64 = 1.959_963_984_540_054;

/// Four digits that count.
pub(super) fn rounded(value: f64) -> f64 {
    format!("{value:.3e}").parse().unwrap_or(value)
}

/// The ends and the middle of an interval.
fn points(low: f64, middle: f64, high: f64) -> String {
    format!("[[0.025, {low}], [0.5, {middle}], [0.975, {high}]]")
}

fn quantiles(low: f64, middle: f64, high: f64, source: &str) -> Figure {
    let (low, middle, high) = (rounded(low), rounded(middle), rounded(high));
    if low >= high {
        return Figure::of("value", &middle.to_string(), "measured", source);
    }
    Figure::of("quantiles", &points(low, middle, high), "measured", source)
}

/// A share: so many of so many, with Wilson's interval.
pub(super) fn share(found: usize, of: usize, source: &str) -> Option<Figure> {
    let interval = wilson(found as f64, of as f64, Level::new(LEVEL).ok()?).ok()?;
    let middle = found as f64 / of as f64;
    // The line through the middle reaches a little past the interval; a share does not go below 0 or above 1.
    let (low, high) = (interval.low.max(0.06 * middle).min(middle), interval.high.min(1.0 - 0.06 * (1.0 - middle)).max(middle));
    Some(quantiles(low, middle, high, &format!("{found} of {of} in {source}, with Wilson's 95 % interval")))
}

/// A share without an interval, where several together must not pass 1.
pub(super) fn plain_share(found: usize, of: usize, source: &str) -> Figure {
    let value = rounded(found as f64 / of as f64 - 5e-5).max(0.0);
    Figure::of("value", &value.to_string(), "measured", &format!("{found} of {of} in {source}"))
}

/// How long something takes: a log-normal law, its median and its spread each with their uncertainty.
///
/// The interval of the median is that of Student's law on logarithms; that of the spread has the standard error σ ∕ √(2 (n − 1)).
pub(super) fn minutes(values: &[f64], source: &str) -> Option<Figure> {
    let count = values.len();
    let first = *values.first()?;
    let words = format!("{count} {} in {source}", if count == 1 { "time" } else { "times" });
    if values.iter().all(|value| *value == first) {
        return Some(Figure::of("fixed", &rounded(first).to_string(), "measured", &words));
    }
    let logs: Vec<f64> = values.iter().map(|value| ln(*value)).collect();
    let mean = sum(&logs) / count as f64;
    let degrees = (count - 1) as f64;
    let sd = (sum(&logs.iter().map(|log| (log - mean) * (log - mean)).collect::<Vec<_>>()) / degrees).sqrt();
    let half = student_quantile(0.5 + LEVEL / 2.0, degrees) * sd / (count as f64).sqrt();
    let median = ranged(exp(mean), half);
    let spread = ranged(sd, Z / (2.0 * degrees).sqrt());
    let source = format!("{words}, log-normal, with Student's interval on logarithms");
    Some(Figure::of("lognormal", &format!("[{median}, {spread}]"), "measured", &source))
}

/// A number above 0 with its interval on logarithms, no wider than a factor of sixteen either way.
fn ranged(middle: f64, half: f64) -> String {
    let factor = exp(half.min(2.77));
    format!("{{ quantiles = {} }}", points(rounded(middle / factor), rounded(middle), rounded(middle * factor)))
}

/// How many come in a day, from the counts of days.
pub(super) fn per_day(counts: &[usize], source: &str) -> Option<Figure> {
    let days = counts.len();
    let values: Vec<f64> = counts.iter().map(|&count| count as f64).collect();
    let mean = sum(&values) / days as f64;
    let words = format!("{} in {days} {} of {source}", counts.iter().sum::<usize>(), if days == 1 { "day" } else { "days" });
    if days == 0 || mean <= 0.0 {
        return None;
    }
    if days == 1 {
        return Some(Figure::of("value", &rounded(mean).to_string(), "measured", &words));
    }
    let degrees = (days - 1) as f64;
    let sd = (sum(&values.iter().map(|value| (value - mean) * (value - mean)).collect::<Vec<_>>()) / degrees).sqrt();
    let half = student_quantile(0.5 + LEVEL / 2.0, degrees) * sd / (days as f64).sqrt();
    let low = (mean - half).max(0.06 * mean);
    Some(quantiles(low, mean, mean + half, &format!("{words}, with Student's 95 % interval over days")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_have_wilsons_interval() {
        // Newcombe 1998, table I: 81 of 263 is .2553 to .3662.
        let Figure(text) = share(81, 263, "the log").unwrap();
        assert!(text.contains("[[0.025, 0.2553], [0.5, 0.308], [0.975, 0.3662]]"), "{text}");
        let Figure(none) = share(0, 20, "the log").unwrap();
        assert!(none.contains("[[0.025, 0], [0.5, 0], [0.975, 0.1611]]"), "{none}");
        assert!(share(0, 0, "the log").is_none());
    }

    #[test]
    fn times_are_log_normal() {
        // Logarithms −1, 0, 1: mean 0, standard deviation 1; t on two degrees is 4.3027, and exp(4.3027 ∕ √3) is 11.99. exp(1.96 ∕ 2) is 2.664.
        let Figure(text) = minutes(&[exp(-1.0), 1.0, exp(1.0)], "the log").unwrap();
        assert!(text.contains("[[0.025, 0.0834], [0.5, 1], [0.975, 11.99]]"), "{text}");
        assert!(text.contains("[[0.025, 0.3753], [0.5, 1], [0.975, 2.664]]"), "{text}");
        assert!(minutes(&[2.0, 2.0], "x").unwrap().0.contains("fixed = 2,"));
        assert!(minutes(&[], "x").is_none());
    }

    #[test]
    fn days_have_students_interval() {
        // 8, 10 and 12: 10 ± 4.3027 · 2 ∕ √3 = 10 ± 4.9683.
        let Figure(text) = per_day(&[8, 10, 12], "the log").unwrap();
        assert!(text.contains("[[0.025, 5.032], [0.5, 10], [0.975, 14.97]]"), "{text}");
        assert!(per_day(&[], "x").is_none() && per_day(&[0, 0], "x").is_none());
    }
}
