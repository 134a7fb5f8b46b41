//! From the tables of a team file to a checked team: every error across tables at once, each at its place.

mod agents;
mod arrivals;
mod builder;
pub mod defaults;
mod flow;
mod people;
mod policy;
mod problems;
mod registry;
mod review;

pub use builder::{Built, TeamTables, build};
