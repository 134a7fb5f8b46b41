//! Tests a panel on choices it has not seen: learns from some tasks or people, predicts the others, and says what that allows.
//!
//! In: a fit file with the data it names. Out: a scorecard for new tasks of known people and one for people never seen, a verdict by stated rules,
//! tables, a report. It must never learn from what it tests on, or call anything valid that a simpler forecast does as well.

mod analyse;
mod cells;
mod demand;
mod held;
mod predict;
pub mod ratings;
mod result;
mod result_schema;
mod scorecard;
mod stability;
mod tables;
#[cfg(test)]
mod tests;
mod view;
mod view_card;
mod view_shares;
pub(in crate::study) mod words;
mod worth;

pub use analyse::{Backtest, Held, Tested, backtest};
pub use demand::DemandOf;
pub use predict::{BacktestError, Options};
pub use result::{BACKTEST_SCHEMA_VERSION, BacktestFile, FindingJson, GainJson, result};
pub use result_schema::backtest_schema;
pub use scorecard::scorecard_file;
pub use tables::tables;
pub use view::report;
