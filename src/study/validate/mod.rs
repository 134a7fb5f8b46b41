//! The concept test: read a study, run its market, judge it by its own rule, and say what the answer hangs on.

mod analyse;
mod decide;
mod drivers;
//X mod result;
mod spec;
mod study;
//X mod tables;
mod transfer;
//X mod view;

pub use analyse::{Findings, Options, Stage, analyse};
pub use decide::{Decision, Outlook, Ruling};
//X pub use result::{SCHEMA_VERSION, result};
pub use spec::StudySpec;
pub use study::{Study, load};
//X pub use tables::tables;
pub use transfer::{Transfer, TransferCell};
//X pub use view::{Setting, report};
