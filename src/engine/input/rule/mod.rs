//! Decision rules and smallest effects: text in; what to look at and its thresholds out.
//!
//! Must never know which measures exist or how they are computed.

mod ast;
mod effect;
mod parse;

pub use super::lex::{Comparison, Fault};
pub use ast::{Clause, Event, Level, Measure, Rule, Unit};
pub use effect::Effect;

#[cfg(test)]
mod tests;
