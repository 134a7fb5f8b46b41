//! Mixed logit for panels, by simulated likelihood.
//!
//! In come choices with their features, people's demographics and a [`Specification`]; out come estimates of how tastes are spread over people, with their
//! errors, and each person's own tastes given their choices. It must never know where the choices come from or what they are about.

mod apart;
mod checks;
mod condition;
mod curvature;
mod error;
mod fit;
mod ladder;
mod lanes;
mod lean;
mod likelihood;
mod model;
mod panel;
mod points;
mod predict;
mod specification;
mod start;
mod tastes;
#[cfg(test)]
mod tests;
mod walk;

pub use checks::{ELECTRICITY_DIAGONAL, ELECTRICITY_FEATURES, ElectricityData, ElectricityTask, PUBLISHED_POINTS, checks};
pub use condition::Tastes as ConditionalTastes;
pub use error::{FitError, MixedError};
pub use fit::{Errors, Fit, Reached, Settings, fit, fit_from};
pub use ladder::{Ladder, Rung, ladder};
pub use lean::Leanings;
pub use likelihood::{Effort, Knowledge, Likelihood};
pub use model::{MAX_RANDOM, Model, Variate};
pub use panel::Panel;
pub use points::{Points, PointsError};
pub use predict::{Figure, HoldOut, hold_out};
pub use specification::{Covariance, Distribution, Scale, Sign, Space, Specification, SpecificationError, Taste};
