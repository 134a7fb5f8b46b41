//! The latent class logit: people fall into a few classes, each with tastes of its own.
//!
//! In come choices and a number of classes; out come the size and the tastes of each class, and where each person belongs. It must never know what
//! separates the classes but choices.

mod classes;
mod error;
mod parts;
mod search;
#[cfg(test)]
mod tests;

pub use classes::LatentFit;
pub use error::LatentError;
pub use search::{LatentSettings, fit_latent};
