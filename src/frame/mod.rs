//! Holds typed columns and writes them as CSV and Parquet; reads Parquet, and gives readings of input that can.
//!
//! In: columns that our own code has computed. Out: files, and columns from files. This room is the only user of `polars`, and must never
//! compute a statistic: polars' float aggregates depend on thread scheduling.

mod column;
mod files;

pub use column::{Frame, FrameError, Values};
pub(crate) use column::{count, number, text};
pub use files::{read_parquet, reading, write_csv, write_parquet};
