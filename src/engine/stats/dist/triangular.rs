//! The triangular distribution.
//!
//! # Source
//! Kotz & van Dorp 2004, "Beyond Beta", chapter 1 (quantile function and moments).

pub(super) fn quantile(low: f64, mode: f64, high: f64, u: f64) -> f64 {
    let range = high - low;
    let rising = mode - low;
    if u * range < rising { low + (u * range * rising).sqrt() } else { high - ((1.0 - u) * range * (high - mode)).sqrt() }
}

pub(super) fn mean(low: f64, mode: f64, high: f64) -> f64 {
    low + ((mode - low) + (high - low)) / 3.0
}

pub(super) fn sd(low: f64, mode: f64, high: f64) -> f64 {
    let range = high - low;
    let rising = mode - low;
    ((range * range - range * rising + rising * rising) / 18.0).sqrt()
}
