//! The price sensitivity meter: four cumulative curves, their crossings labelled outside the plot by leaders.

/// Holds the four curves of the price sensitivity meter and where they cross.
///
/// # Shapes
///
/// The four curves have one share per price.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct VanWestendorp {
    /// What the price axis says: "price per month, CHF".
    pub axis: String,
    /// Prices in rising order.
    pub prices: Vec<f64>,
    /// Share who find each price too cheap to be good, a fraction.
    pub too_cheap: Vec<f64>,
    /// Share who find it a bargain.
    pub cheap: Vec<f64>,
    /// Share who find it getting expensive.
    pub expensive: Vec<f64>,
    /// Share who find it too expensive.
    pub too_expensive: Vec<f64>,
    /// Where curves cross.
    pub crossings: Vec<Crossing>,
}

/// Holds one crossing.
#[derive(Debug, Clone, PartialEq)]
pub struct Crossing {
    /// Its name: "OPP".
    pub name: String,
    /// Price at the crossing.
    pub price: f64,
    /// Share at the crossing, a fraction.
    pub share: f64,
    /// The price with its interval, formatted: "CHF 49 (45–54)".
    pub text: String,
}
