//! A figure over time: fans of 50 and 90 %, real history as a line.

use super::super::view::Hue;

/// Holds a figure over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Fan {
    /// What the time axis says: "month after launch".
    pub time_axis: String,
    /// What the value axis says, with its unit.
    pub axis: String,
    /// Its colour.
    pub hue: Hue,
    /// The forecast, in order of time.
    pub points: Vec<FanPoint>,
    /// What really happened: time and value, in order of time.
    pub history: Vec<(f64, f64)>,
}

/// Holds the quantiles at one time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FanPoint {
    /// The time.
    pub time: f64,
    /// 5 % quantile.
    pub q05: f64,
    /// 25 % quantile.
    pub q25: f64,
    /// Median.
    pub q50: f64,
    /// 75 % quantile.
    pub q75: f64,
    /// 95 % quantile.
    pub q95: f64,
}
