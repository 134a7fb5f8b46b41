//! How long something takes, from case to case.

use crate::world::Input;

/// A law of durations: what differs from case to case, not what nobody knows. Its parameters may be uncertain like any number.
///
/// # Units
/// Minutes, but for `sigma`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Law {
    /// Always the same.
    Fixed(Input),
    /// Exponential.
    Exponential {
        /// The mean.
        mean: Input,
    },
    /// Lognormal.
    Lognormal {
        /// The median, above 0.
        median: Input,
        /// The standard deviation of the logarithm.
        sigma: Input,
    },
    /// Uniform.
    Uniform {
        /// The shortest.
        low: Input,
        /// The longest.
        high: Input,
    },
    /// Triangular.
    Triangular {
        /// The shortest.
        low: Input,
        /// The likeliest.
        mode: Input,
        /// The longest.
        high: Input,
    },
}

impl Law {
    /// Its parameters, each with its name.
    #[must_use]
    pub fn parameters(&self) -> Vec<(&'static str, Input)> {
        match *self {
            Self::Fixed(minutes) => vec![("minutes", minutes)],
            Self::Exponential { mean } => vec![("mean", mean)],
            Self::Lognormal { median, sigma } => vec![("median", median), ("sigma", sigma)],
            Self::Uniform { low, high } => vec![("low", low), ("high", high)],
            Self::Triangular { low, mode, high } => vec![("low", low), ("mode", mode), ("high", high)],
        }
    }
}
