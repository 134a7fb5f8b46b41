//! Fits tastes to real choices: what a fit file says, its data as checked choices, the estimates, and the population file that studies name.
//!
//! In: a fit file with the data it names. Out: [`Survey`], the choices of known and of held-out people, and what was estimated from the first.
//! It must never print, look at the choices of held-out people while it fits, or call a search that did not end a fit.

mod cells;
mod check;
mod gather;
mod load;
mod spec;
mod survey;

pub use load::{FitStudy, load};
pub use spec::{
    AlternativeSpec, AttributeSpec, Covariance, DataSpec, DemographicSpec, DrawsSpec, FitSpec, Form, HoldOutSpec, Kind, Missing, ModelSpec,
    Order, SearchSpec, Sequence, Space, Taste,
};
pub use survey::{Dropped, Part, Survey};
