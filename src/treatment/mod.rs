//! Edits on a world, and what they are called.
//!
//! In: what is to be changed, by position. Out: typed edits that a world applies when it is bound. This room must never know how a world is
//! run or what it measures.

mod edit;

pub use edit::MarketEdit;
