//! Numbers that must not be taken for one another.

use std::fmt;

/// Says why a number is not of its unit.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum UnitError {
    /// A probability lies outside [0, 1].
    #[error("probability must lie in [0, 1], got {got}")]
    Probability {
        /// The number given.
        got: f64,
    },
    /// An amount of money is not finite.
    #[error("amount of money must be a finite number, got {got}")]
    Money {
        /// The number given.
        got: f64,
    },
    /// A score is not finite.
    #[error("score must be a finite number, got {got}")]
    Score {
        /// The number given.
        got: f64,
    },
}

/// Holds a probability or a share of people, in [0, 1].
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Probability(f64);

impl Probability {
    /// Never.
    pub const ZERO: Self = Self(0.0);
    /// Always.
    pub const ONE: Self = Self(1.0);

    /// Checks a number.
    ///
    /// # Errors
    /// [`UnitError::Probability`] outside [0, 1] and for NaN.
    pub fn new(value: f64) -> Result<Self, UnitError> {
        if (0.0..=1.0).contains(&value) { Ok(Self(value)) } else { Err(UnitError::Probability { got: value }) }
    }

    /// Takes a number that can stray from [0, 1] by rounding alone back to the nearest probability.
    pub(crate) fn rounded(value: f64) -> Self {
        debug_assert!((-1e-9..=1.0 + 1e-9).contains(&value), "{value} is no rounding error away from a probability");
        Self(value.clamp(0.0, 1.0))
    }

    /// Returns the number in [0, 1].
    pub fn get(self) -> f64 {
        self.0
    }

    /// Returns the probability of the opposite.
    #[must_use]
    pub fn complement(self) -> Self {
        Self(1.0 - self.0)
    }
}

impl fmt::Display for Probability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// Holds a score on the scale that its [`Info`](super::Info) states; any finite number.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Score(f64);

impl Score {
    /// Checks a number.
    ///
    /// # Errors
    /// [`UnitError::Score`] for NaN and infinity.
    pub fn new(value: f64) -> Result<Self, UnitError> {
        if value.is_finite() { Ok(Self(value)) } else { Err(UnitError::Score { got: value }) }
    }

    /// Takes a number that its rule keeps finite.
    pub(crate) fn raw(value: f64) -> Self {
        debug_assert!(value.is_finite(), "a score must be finite");
        Self(value)
    }

    /// Returns the number.
    pub fn get(self) -> f64 {
        self.0
    }
}

/// Holds an amount in the study's currency; may be negative (a loss), always finite.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Money(f64);

impl Money {
    /// Checks a number.
    ///
    /// # Errors
    /// [`UnitError::Money`] for NaN and infinity.
    pub fn new(value: f64) -> Result<Self, UnitError> {
        if value.is_finite() { Ok(Self(value)) } else { Err(UnitError::Money { got: value }) }
    }

    /// Takes a number that its rule keeps finite.
    pub(crate) fn raw(value: f64) -> Self {
        debug_assert!(value.is_finite(), "an amount of money must be finite");
        Self(value)
    }

    /// Returns the number.
    pub fn get(self) -> f64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sound_numbers_pass() {
        assert_eq!(Probability::new(0.25).unwrap().complement().get(), 0.75);
        assert!(Probability::new(1.3).is_err());
        assert!(Probability::new(f64::NAN).is_err());
        assert!(Money::new(f64::INFINITY).is_err());
        assert_eq!(Money::new(-3.0).unwrap().get(), -3.0);
        assert!(Score::new(f64::NAN).is_err());
        assert_eq!(Probability::new(1.3).unwrap_err().to_string(), "probability must lie in [0, 1], got 1.3");
    }
}
