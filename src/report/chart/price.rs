//! Demand, revenue and profit against price, with bands and the best price as a strip.

use super::super::view::{Estimate, Hue};

/// Holds curves over the same prices, drawn one above the other.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PriceCurves {
    /// What the price axis says: "price per month, CHF".
    pub axis: String,
    /// What the bands are: "90 % interval".
    pub interval: String,
    /// Demand, revenue, profit.
    pub panels: Vec<PricePanel>,
    /// The best price, if one was looked for.
    pub best: Option<BestPrice>,
}

/// Holds one curve.
#[derive(Debug, Clone, PartialEq)]
pub struct PricePanel {
    /// What it shows, with its unit: "demand, % of people".
    pub title: String,
    /// Its colour.
    pub hue: Hue,
    /// Its points, in order of price, in the unit of the title (percent, not fractions).
    pub points: Vec<CurvePoint>,
}

/// Holds one point of a curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurvePoint {
    /// The price.
    pub price: f64,
    /// The value at that price.
    pub value: Estimate,
}

/// Holds the price that does best.
#[derive(Debug, Clone, PartialEq)]
pub struct BestPrice {
    /// The price and its interval.
    pub price: Estimate,
    /// What it is, formatted: "best for profit: CHF 49 (45–54)".
    pub label: String,
}
