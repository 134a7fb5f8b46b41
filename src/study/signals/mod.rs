//! Signals: which terms and topics rise, why, and how often such a judgement came true.
//!
//! In: a signals file that names a series of counts, documents, or both, and the day that is looked from. Out: every candidate with its score
//! in parts, topics with quotes that were held against their sources, a back-test beside a plain ranking, and what could not be read.

mod analyse;
mod load;
mod register;
mod result;
mod spec;
mod tables;
mod view;

pub use analyse::{Findings, List, Quoted, analyse};
pub(in crate::study) use load::follow;
pub use load::{SignalsStudy, load};
pub use register::{MOST_FORECASTS, Register};
pub use result::{SIGNALS_SCHEMA_VERSION, SignalsFile, result, signals_schema};
pub use spec::SignalsSpec;
pub use tables::tables;
pub use view::report;
pub(in crate::study) use view::{times, validity};
