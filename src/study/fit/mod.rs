//! Fits tastes to real choices: what a fit file says, its data as checked choices, the estimates, and the population file that studies name.
//!
//! In: a fit file with the data it names. Out: [`Survey`], the choices of known and of held-out people, and what was estimated from the first.
//! It must never print, look at the choices of held-out people while it fits, or call a search that did not end a fit.

mod answers;
mod bayes;
mod cells;
mod chains;
mod check;
mod classes;
mod columns;
mod derive;
mod estimate;
mod filler;
mod gather;
mod hold_out;
mod later;
mod layout;
mod levels;
mod load;
mod lookup;
mod population;
pub mod ratings;
mod result;
mod scorecard;
mod spec;
mod survey;
mod tables;
mod twins;
mod view;
mod weave;
mod worth;

pub use bayes::{Bayes, Of};
pub use derive::{Derived, Ranged, Spread, Worth, derive};
pub use estimate::{EstimateError, Estimated, Findings, Parameter, Smooth};
pub use hold_out::{HeldOut, HeldOutSpec};
pub use load::{FitStudy, load};
pub use population::{
    ClassSpec, FittedTasteSpec, Is, OriginSpec, ParameterSpec, Persona, PopulationFile, Stamp, TwinsSpec, population_file,
};
pub use result::{
    ChainsJson, ClassJson, FIT_SCHEMA_VERSION, FitFile, LeftOutJson, ParameterJson, PosteriorJson, RangedJson, TasteJson,
    fit_result_schema, result,
};
pub use scorecard::{ClaimSpec, Claimed, Colour, DemandSpec, Judged, ScoreSpec, ScorecardFile, TestSpec};
pub use spec::{
    AlternativeSpec, Answer, AttributeSpec, ChainsSpec, Coding, Covariance, DataSpec, DemographicSpec, DrawsSpec, FitSpec, Form,
    HeldTestSpec, HoldOutSpec, Kind, LookupSpec, Missing, ModelSpec, Order, SearchSpec, Sequence, Space, Taste,
};
pub use survey::{Dropped, Part, Survey};
pub use tables::tables;
pub use twins::twin_files;
pub use view::report;
pub use weave::Woven;
pub(in crate::study) use weave::{stale, weave};
pub(in crate::study) use worth::{Money, draws};
