//! The published figures of mixed logit on the electricity and Swissmetro surveys.
//!
//! In come the tasks of the two surveys; out goes every published figure beside the one computed just now. Nothing here may change how a model is
//! estimated.

mod all;
mod electricity;
mod full;
mod held_out;
mod swissmetro;

pub use all::checks;
#[cfg(test)]
pub(super) use electricity::published;
pub use electricity::{ELECTRICITY_DIAGONAL, ELECTRICITY_FEATURES, ElectricityData, ElectricityTask, PUBLISHED_POINTS};
