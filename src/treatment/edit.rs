//! One typed change to a market.

/// One typed change to a market. Alternatives and attributes are named by their position in the market.
#[derive(Debug, Clone, PartialEq)]
pub enum MarketEdit {
    /// Takes an alternative off the market.
    Remove {
        /// The alternative.
        alternative: usize,
    },
    /// Sets the price of an alternative for everyone.
    SetPrice {
        /// The alternative.
        alternative: usize,
        /// The new price, in the study's currency.
        to: f64,
    },
    /// Multiplies everyone's price of an alternative.
    ScalePrice {
        /// The alternative.
        alternative: usize,
        /// The factor.
        by: f64,
    },
    /// Gives an alternative the attribute levels of another one.
    Match {
        /// The alternative that is changed.
        alternative: usize,
        /// The one whose levels it takes.
        like: usize,
        /// The attributes.
        attributes: Vec<usize>,
        /// Whether the constant (liking that no attribute explains), awareness and distribution are taken over too.
        constant: bool,
    },
}
