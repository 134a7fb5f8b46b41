//! Signals: what is talked about more and more, before everybody talks about it.
//!
//! In: counts of terms by period, or documents read from what others publish. Out: every term or topic with a score that is broken into its
//! parts, near-duplicates merged, topics that keep their places, and how often scores of this kind came true. This room must never know what
//! a report looks like, and must never look past the date it is given.
//!
//! | want | take |
//! |---|---|
//! | days and periods | [`Day`], [`Period`], [`Step`] |
//! | counts by period | [`Series`] |
//! | the score of each term | [`score::rank`] |
//! | how often such scores came true | [`backtest::backtest`] |
//! | documents from files | [`documents::read`] |
//! | topics over windows | [`topics::topics`] |

pub mod backtest;
pub mod burst;
mod checks;
mod day;
pub mod documents;
pub mod register;
pub mod score;
mod series;
pub mod topics;
pub mod yoon;

pub use checks::checks;
pub use day::{Day, Period, Step};
pub use series::{Series, SeriesFile, Term, Window, read_series};
