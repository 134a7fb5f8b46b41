//! A distribution by its stated quantiles: the quantile function is a chain of straight lines.

use super::{DistError, error};

pub(super) fn check(points: &[(f64, f64)]) -> Result<(), DistError> {
    if points.len() < 2 {
        return Err(DistError::TooFewQuantiles { got: points.len() });
    }
    for &(p, value) in points {
        error::finite("value", value)?;
        if !(0.0..=1.0).contains(&p) {
            return Err(DistError::Level { got: p });
        }
    }
    for pair in points.windows(2) {
        let ((p_before, value_before), (p, value)) = (pair[0], pair[1]);
        if p <= p_before || value < value_before {
            return Err(DistError::NotRising { p_before, value_before, p, value });
        }
    }
    let (low, high) = (quantile(points, 0.0), quantile(points, 1.0));
    if low == high {
        return Err(DistError::NoRange { got: low });
    }
    if sd(points).is_finite() { Ok(()) } else { Err(DistError::Overflow { name: "value" }) }
}

/// Follows the line that `u` falls on; the first and the last line reach to the ends.
pub(super) fn quantile(points: &[(f64, f64)], u: f64) -> f64 {
    let after = points.iter().position(|&(p, _)| p >= u).unwrap_or(points.len() - 1).max(1);
    let ((p0, v0), (p1, v1)) = (points[after - 1], points[after]);
    if u == p0 {
        return v0;
    }
    if u == p1 {
        return v1;
    }
    (v1 - v0).mul_add((u - p0) / (p1 - p0), v0)
}

/// Lists the chain's corners, tails included.
fn corners(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut all = Vec::with_capacity(points.len() + 2);
    if points.first().is_some_and(|first| first.0 > 0.0) {
        all.push((0.0, quantile(points, 0.0)));
    }
    all.extend_from_slice(points);
    if points.last().is_some_and(|last| last.0 < 1.0) {
        all.push((1.0, quantile(points, 1.0)));
    }
    all
}

pub(super) fn mean(points: &[(f64, f64)]) -> f64 {
    corners(points).windows(2).map(|w| (w[1].0 - w[0].0) * (w[0].1 + w[1].1) / 2.0).sum()
}

pub(super) fn sd(points: &[(f64, f64)]) -> f64 {
    let centre = mean(points);
    let second: f64 = corners(points)
        .windows(2)
        .map(|w| {
            let (v0, v1) = (w[0].1 - centre, w[1].1 - centre);
            (w[1].0 - w[0].0) * (v0 * v0 + v0 * v1 + v1 * v1) / 3.0
        })
        .sum();
    second.sqrt()
}
