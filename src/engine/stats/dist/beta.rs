//! The beta distribution on [0, 1].

use super::{DistError, error};
use crate::num;

pub(super) fn check(a: f64, b: f64) -> Result<(), DistError> {
    error::positive("a", a)?;
    error::positive("b", b)
}

pub(super) fn quantile(a: f64, b: f64, u: f64) -> f64 {
    num::inc_beta_inv(a, b, u)
}

pub(super) fn mean(a: f64, b: f64) -> f64 {
    a / (a + b)
}

pub(super) fn sd(a: f64, b: f64) -> f64 {
    let total = a + b;
    ((a / total) * (b / total) / (total + 1.0)).sqrt()
}
