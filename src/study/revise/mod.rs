//! The revised study: changes that were found worth making, written into the study's own file.
//!
//! In: the text of a study, treatments with the reason for each, the market that the study describes. Out: the text of the new study, in
//! which every change stands beside what it was and why; and, from a study and figures that somebody measured, a concept board and a
//! journey map that people can react to. This room writes no file and runs nothing.

mod board;
mod check;
mod fault;
mod folder;
mod layout;
mod map;
mod number;
mod order;
mod place;
mod rewrite;

pub use board::{BoardFigures, board};
pub use check::{Told, told};
pub use fault::{Refusal, ReviseError};
pub use map::{FeltStep, JourneyFigures, journey_map};
pub use rewrite::{Folders, Revised, Revision, rewrite};
