//! The concept test: read a study, run its market, judge it by its own rule, and say what the answer hangs on.

mod analyse;
mod decide;
mod drivers;
mod mend;
mod recall;
mod rectify;
mod result;
mod result_schema;
mod result_stress;
mod spec;
mod stress;
mod study;
mod tables;
mod tables_since;
mod tables_stress;
mod transfer;
mod view;

pub(in crate::study) use analyse::{FRACTION, PRECISE, partial};
pub use analyse::{Findings, Options, Stage, analyse};
pub use decide::{Decision, Judged, Outlook, Ruling, XlmReading};
pub use mend::{Draft, Mended, mend};
pub use recall::{Recalled, remember};
pub use rectify::{Corrected, RealPlan};
pub use result::{SCHEMA_VERSION, ValidityJson, VerdictJson, XlmJson, result};
pub use result_schema::result_schema;
pub use result_stress::{ChangedJson, DraftJson, EditJson, ObjectionJson, RangeJson, TestJson};
pub use spec::{CorrelatedSpec, StudySpec};
pub use stress::{Advocacy, Pushed, Stress, Untouched, stress};
pub use study::{Study, load};
pub(in crate::study) use study::{correlations, files, read};
pub use tables::tables;
pub use transfer::{Transfer, TransferCell};
pub(in crate::study) use view::THIN;
pub use view::{Setting, report};
