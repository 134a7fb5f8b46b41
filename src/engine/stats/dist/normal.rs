//! The normal distribution.

use super::{DistError, error};
use crate::num;

pub(super) fn check(mean: f64, sd: f64) -> Result<(), DistError> {
    error::finite("mean", mean)?;
    error::positive("sd", sd)
}

pub(super) fn quantile(mean: f64, sd: f64, u: f64) -> f64 {
    num::probit(u).mul_add(sd, mean)
}
