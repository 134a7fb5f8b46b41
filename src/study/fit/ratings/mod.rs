//! Fits how people use a scale to real ratings: what a ratings file says, its data, the estimates, and the style file that studies may name.
//!
//! In: a ratings file with the data it names. Out: where items lie, how strongly people differ in acquiescence and extremity, and what that does to
//! answers. It must never print or call a search that did not end a fit.

mod estimate;
mod load;
mod result;
mod sample;
mod spec;
mod strength;
mod style;
mod tables;
mod view;

pub use estimate::RatingsFindings;
pub use load::{RatingsStudy, is_ratings, load_ratings};
pub use result::{RATINGS_SCHEMA_VERSION, RatingsFile, ratings_result, ratings_result_schema};
pub(in crate::study) use sample::Sample;
pub use spec::{ItemSpec, LocationsBy, MissingAnswer, RatingsDataSpec, RatingsModelSpec, RatingsSpec, ShiftsBy, ThresholdsBy};
pub use strength::{Strength, strength};
pub(in crate::study) use style::response_style;
pub use style::{EffectSpec, StyleFile, StyleOriginSpec, style_file};
pub use tables::ratings_tables;
pub use view::ratings_report;
pub(in crate::study) use view::shares_figure;
