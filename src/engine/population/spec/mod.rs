//! The population file: what may be written in `personas/NAME.toml`.
//!
//! In comes the tree of a TOML file, out come records with places, checked as far as one file allows. It must never know the data.

mod cells;
mod check;
mod file;
mod inherit;
mod unknown;

pub use cells::{Cell, Cells};
pub(super) use check::{ROUNDING, described};
pub use check::{SEGMENT, STYLES};
pub use file::{
    CaseSpec, ColumnSpec, CorrelationSpec, MarginSpec, MicrodataSpec, PopulationSpec, PronounSpec, RakingSpec, Say, SegmentSpec, Use,
};
pub use unknown::{IfUnknown, NOT_STATED, UnknownRule};

#[cfg(test)]
mod tests;
