//! A team over months: trust, demand, skill and staffing respond to what goes out.
//!
//! In: a team, numbers that say what responds to what. Out: two courses of the same team at the same cost, month by month, on the same draws:
//! people stay, or they are cut and cut again. A month is a run of the team as it then is, on the same items and the same luck as every other
//! month, so that what changes from month to month is the response alone.

mod result;
mod run;
mod spec;
mod view;

pub use result::{MonthJson, MonthsJson};
pub use run::{COURSES, Course, MONTHS_SEED, Month, Months, REPLICATES, months};
pub use spec::{MonthsSpec, Responses};

pub(in crate::study) use result::{definitions, months_json, table};
pub(in crate::study) use view::section;
