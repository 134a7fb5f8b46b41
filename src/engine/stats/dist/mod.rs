//! Probability distributions for what nobody knows exactly, sampled by inversion only.
//!
//! In come checked parameters; out come quantiles, moments and supports. One file holds one family. A distribution
//! never draws its own random numbers: the caller passes a uniform number, so that one draw is always one word.

mod any;
mod beta;
mod error;
mod lognormal;
mod normal;
mod pert;
mod quantiles;
mod triangular;
mod uniform;

pub use any::Dist;
pub use error::DistError;

#[cfg(test)]
mod tests;
