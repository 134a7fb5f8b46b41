//! Foresight: which futures hang together by the judgements of who speaks for what, how surely, what to watch, and what they do to a concept.
//!
//! In: a file of a future, with its drivers, judgements, doubts and shocks, and the study of a concept. Out: findings, tables, a report view, files
//! that ScenarioWizard reads. The scenarios come from the room of cross-impact analysis, the concept's figures from the comparison of a study
//! with itself: a scenario is the treatments of its variants.

mod analyse;
mod failure;
mod files;
mod heard;
mod load;
mod matrix;
mod pathways;
mod population;
mod result;
mod result_concept;
mod result_schema;
mod search;
mod signposts;
mod spec;
mod stress;
mod tables;
mod view;

pub use analyse::{Alone, Emerging, Findings, ForesightError, Map, Options, Overridden, Pushed, Standing, Told, Weakest, analyse};
pub use failure::{Failure, Trap};
pub use files::wizard_files;
pub use heard::{At, Course, Heard, Link, Listening, Rank, Signal, Stand, Trip, Unscored, hear};
pub use load::{Concept, DriverNotes, Future, Named, ToldNotes, Treated, VariantNotes, load, read};
pub use pathways::{
    Amount, Decides, Pathways, PathwaysSpec, Prospect, Step as WayStep, StepSpec, Trigger, TriggerSpec, Way, WaySpec, Ways,
};
pub use population::{Lives, Population, lives};
pub use result::{
    DeciderJson, EmergingJson, FORESIGHT_SCHEMA_VERSION, ForesightFile, InfluenceJson, LeverJson, LifeJson, PastJson, PopulationJson,
    ScenarioJson, SearchJson, ShockJson, SignalsJson, SignpostJson, TermJson, TripJson, result,
};
pub use result_concept::{ArmJson, BoxJson, ConceptJson, FailureJson, FigureJson, OptionJson, RangeJson, WayJson, WaysJson};
pub use result_schema::foresight_schema;
pub use search::{Plan, Searched, Step};
pub use signposts::{Signpost, signposts};
pub use spec::FutureSpec;
pub use stress::{Robust, Stressed, Under, stress, title};
pub use tables::tables;
pub use view::report;
