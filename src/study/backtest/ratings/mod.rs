//! Tests what a ratings file says of answers it has not seen: people never seen, and people of whom all but one answer is known.
//!
//! In: checked ratings. Out: scorecards of the model with and without style beside simple forecasts, a verdict by stated rules, a page. Nobody is tested
//! on whom the model was fitted to, and it must never print.

mod analyse;
mod result;
mod tables;
mod view;

pub use analyse::{RatingsBacktest, RatingsTested, backtest_ratings};
pub use result::{RATINGS_BACKTEST_SCHEMA_VERSION, RatingsBacktestFile, ratings_backtest_result, ratings_backtest_schema};
pub use tables::ratings_backtest_tables;
pub use view::ratings_backtest_report;
