//! The lognormal distribution, by its median and the standard deviation of its logarithm; with a median below 0, its mirror image.
//!
//! # Source
//! Aitchison & Brown 1957, "The Lognormal Distribution", section 2.3 (moments).

use super::{DistError, error};
use crate::num;

pub(super) fn check(median: f64, sigma: f64) -> Result<(), DistError> {
    error::positive("median", median.abs())?;
    error::positive("sigma", sigma)?;
    if sd(median, sigma).is_finite() { Ok(()) } else { Err(DistError::Overflow { name: "sigma" }) }
}

pub(super) fn quantile(median: f64, sigma: f64, u: f64) -> f64 {
    median * num::exp(median.signum() * sigma * num::probit(u))
}

pub(super) fn mean(median: f64, sigma: f64) -> f64 {
    median * num::exp(sigma * sigma / 2.0)
}

pub(super) fn sd(median: f64, sigma: f64) -> f64 {
    mean(median, sigma).abs() * (num::exp(sigma * sigma) - 1.0).sqrt()
}
