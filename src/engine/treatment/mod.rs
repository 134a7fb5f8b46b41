//! Treatments: named lists of edits on a world, how they are written, and what they change.
//!
//! In: tables of a study or a file of its own. Out: typed edits that a world applies when it is bound, and a diff in words. Numbers are
//! edited here, the same way in every world; what else a world can have done to it, it says itself. This room must never know how a world
//! is run or what it measures.

mod edit;
pub mod spec;

pub use edit::{Change, DiffLine, Edit, NumberEdit, Treatment, plain, with_unit};
