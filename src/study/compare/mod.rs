//! The comparison: a study as it is beside the same study with each of some treatments, on the same people and draws.

mod analyse;
mod answer;
mod hangs;
mod load;
mod result;
mod result_schema;
mod tables;
mod view;

pub use analyse::{Findings, Standing, analyse};
pub use answer::{Answer, Size};
pub use hangs::Hang;
pub(in crate::study) use load::weighed;
pub use load::{AS_IT_IS, Amount, Comparing, Weighed, load};
pub use result::{
    ArmJson, COMPARISON_SCHEMA_VERSION, ChangeJson, ComparisonFile, ComparisonJson, DifferenceJson, LevelJson, WeighedJson, result,
};
pub use result_schema::comparison_schema;
pub use tables::tables;
pub use view::report;
