//! The uniform distribution.

pub(super) fn quantile(low: f64, high: f64, u: f64) -> f64 {
    (high - low).mul_add(u, low)
}

pub(super) fn mean(low: f64, high: f64) -> f64 {
    (high - low).mul_add(0.5, low)
}

pub(super) fn sd(low: f64, high: f64) -> f64 {
    (high - low) / 12.0f64.sqrt()
}
