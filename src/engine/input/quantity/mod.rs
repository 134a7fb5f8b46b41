//! Numbers that may be uncertain, and where they come from.
//!
//! Must never know what a number is used for.

mod dist;
mod open;
mod probability;
mod provenance;
mod triple;
mod value;

pub use open::Open;
pub use probability::{NotProbability, Probability};
pub use provenance::{Grade, Provenance};
pub use triple::Triple;
pub use value::Quantity;

#[cfg(test)]
mod tests;
