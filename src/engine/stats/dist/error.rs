//! What can be wrong with the parameters of a distribution.

/// Says which parameter of a distribution was refused and what is allowed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum DistError {
    /// A parameter is NaN or infinite.
    #[error("`{name}` must be a finite number, got {got}")]
    NotFinite {
        /// The parameter.
        name: &'static str,
        /// The value given.
        got: f64,
    },
    /// A parameter that must exceed 0 does not.
    #[error("`{name}` must be greater than 0, got {got}")]
    NotPositive {
        /// The parameter.
        name: &'static str,
        /// The value given.
        got: f64,
    },
    /// Two parameters stand in the wrong order.
    #[error("`{low}` must be at most `{high}`, got {got_low} and {got_high}")]
    OutOfOrder {
        /// The parameter that must be the smaller.
        low: &'static str,
        /// The parameter that must be the larger.
        high: &'static str,
        /// The value given for the smaller.
        got_low: f64,
        /// The value given for the larger.
        got_high: f64,
    },
    /// The ends of a range are the same, so that nothing is uncertain.
    #[error("`low` and `high` must differ, got {got} twice; write a plain number for a value that is certain")]
    NoRange {
        /// The value given for both.
        got: f64,
    },
    /// A quantile level lies outside [0, 1].
    #[error("quantile level must lie in [0, 1], got {got}")]
    Level {
        /// The level given.
        got: f64,
    },
    /// Quantile levels do not rise strictly, or their values fall.
    #[error("quantiles must rise: ({p_before}, {value_before}) is followed by ({p}, {value})")]
    NotRising {
        /// The earlier level.
        p_before: f64,
        /// The value at the earlier level.
        value_before: f64,
        /// The later level.
        p: f64,
        /// The value at the later level.
        value: f64,
    },
    /// There are fewer than two quantiles.
    #[error("at least two quantiles are needed, got {got}")]
    TooFewQuantiles {
        /// The number given.
        got: usize,
    },
    /// The parameters are sound one by one, yet a moment of the distribution overflows.
    #[error("the spread of this distribution is not a finite number; choose a smaller `{name}`")]
    Overflow {
        /// The parameter to make smaller.
        name: &'static str,
    },
}

pub(super) fn finite(name: &'static str, got: f64) -> Result<(), DistError> {
    if got.is_finite() { Ok(()) } else { Err(DistError::NotFinite { name, got }) }
}

pub(super) fn positive(name: &'static str, got: f64) -> Result<(), DistError> {
    finite(name, got)?;
    if got > 0.0 { Ok(()) } else { Err(DistError::NotPositive { name, got }) }
}

pub(super) fn ordered(low: (&'static str, f64), high: (&'static str, f64)) -> Result<(), DistError> {
    finite(low.0, low.1)?;
    finite(high.0, high.1)?;
    if low.1 <= high.1 { Ok(()) } else { Err(DistError::OutOfOrder { low: low.0, high: high.0, got_low: low.1, got_high: high.1 }) }
}

/// Checks low ≤ mode ≤ high with a range that is not empty.
pub(super) fn three_points(low: f64, mode: f64, high: f64) -> Result<(), DistError> {
    ordered(("low", low), ("mode", mode))?;
    ordered(("mode", mode), ("high", high))?;
    range(low, high)
}

/// Checks low < high, and that the range itself can be held in a number.
pub(super) fn range(low: f64, high: f64) -> Result<(), DistError> {
    ordered(("low", low), ("high", high))?;
    if low == high {
        return Err(DistError::NoRange { got: low });
    }
    if (high - low).is_finite() { Ok(()) } else { Err(DistError::Overflow { name: "high" }) }
}
