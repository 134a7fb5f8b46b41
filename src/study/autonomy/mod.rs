//! The comparison of autonomy settings: a team of agents, gates and people under several settings, and a search for better ones.

mod analyse;
mod beside;
mod load;
mod optimise;
mod recommend;
mod result;
mod rollout;
mod settings;
mod spec;
mod tables;
mod turns;
mod view;

pub use analyse::{Findings, LoadPoint, NAMES, Options, REPRESENTATIVES, Search, analyse};
pub use beside::{Beside, beside, load_beside};
pub(in crate::study) use load::follow;
pub use load::{Limits, Loads, TeamStudy, load, read};
pub use optimise::Bill;
pub use recommend::{Against, Finalist, MeasureNext, STAKES, against, best, break_even, broken, measure_next};
pub use result::{
    AUTONOMY_SCHEMA_VERSION, AutonomyFile, BesideJson, LevelJson, NextJson, RecommendedJson, SettingJson, TurnJson, autonomy_schema, result,
};
pub use rollout::{LEVEL, POWER, RollOut, WatchPlan, roll_out_files};
pub use spec::TeamSpec;
pub use tables::tables;
pub use turns::{Turned, turned};
pub use view::report;
