//! The comparison of autonomy settings: a team of agents, gates and people under several settings, and a search for better ones.

mod analyse;
mod load;
mod optimise;
mod recommend;
mod result;
mod settings;
mod spec;
mod tables;
mod view;

pub use analyse::{Findings, LoadPoint, NAMES, Options, REPRESENTATIVES, Search, analyse};
pub(in crate::study) use load::follow;
pub use load::{Limits, Loads, TeamStudy, load, read};
pub use optimise::Bill;
pub use recommend::{Against, Finalist, MeasureNext, STAKES, against, best, break_even, excess, measure_next};
pub use result::{AUTONOMY_SCHEMA_VERSION, AutonomyFile, LevelJson, NextJson, RecommendedJson, SettingJson, autonomy_schema, result};
pub use spec::TeamSpec;
pub use tables::tables;
pub use view::report;
