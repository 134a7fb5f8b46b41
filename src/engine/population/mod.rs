//! The people who are asked.
//!
//! In comes a population file (`personas/NAME.toml`) with the data it names: microdata used as they are, resampled or raked to
//! stated margins, or margins alone with rank correlations. Out goes a [`Population`]: people in columns, each with the donor they were
//! copied from, sorted by segment; what happened on the way; and cards that put a person in words.
//!
//! This room must never know what is offered to the people, what it costs or what they choose: it knows no concept, no taste weight
//! and no report. It never invents a fact: a card says what a column says.

pub mod build;
pub mod cards;
pub mod copula;
pub mod diagnostics;
pub mod integer;
pub mod people;
pub mod rake;
mod regroup;
pub mod role;
pub mod spec;
pub mod words;

pub use cards::{Card, cards};
pub use diagnostics::{Diagnostics, MarginRow, margins_report};
pub use people::{Base, Column, Count, Data, Making, Origin, Population};
pub use role::Role;
pub use spec::PopulationSpec;
