//! From a population file to people.
//!
//! In comes a checked [`PopulationSpec`](super::PopulationSpec) with its data; out comes a [`Population`](super::Population) or every problem found.
//! It goes: rows kept → the respondents' own columns → rows per person (as they are, resampled, raked) → drawn columns → segments → sorting.
//! It must never fall back silently: whatever cannot be met is an error, whatever was adjusted is a note in the diagnostics.

mod asked;
mod assemble;
mod categories;
mod correlate;
mod draw;
mod margins;
mod microdata;
mod quantiler;
mod rows;
mod scope;
mod segments;

pub use microdata::{Raw, RawData};
