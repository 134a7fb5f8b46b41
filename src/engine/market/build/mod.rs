//! From the tables of a study and its people to a checked market: every cross-table error at once.

mod alternatives;
mod experience;
mod fitted;
mod market;
mod rows;
mod tastes;

pub use market::{MarketSpec, build, rebuild};
