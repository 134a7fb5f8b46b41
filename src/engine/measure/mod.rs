//! Named figures by their published scoring rules.
//!
//! In come counts of answers (a histogram over scale points), thresholds, utilities or curves; out go scores, shares,
//! prices and intervals, each with the rule and its source written beside it. Counts may be fractional, so that
//! expected answers and weighted answers score by the same code. This room must never know where the answers came
//! from: a survey, a simulation and a served model look alike from here.

pub mod agreement;
pub mod boxes;
mod catalogue;
pub mod ces;
mod checks;
pub mod concept;
pub mod conjoint;
pub mod csat;
pub mod drivers;
mod error;
pub mod forecast;
pub mod gabor_granger;
mod info;
pub mod juster;
pub mod kano;
pub mod maxdiff;
pub mod newton_miller_smith;
pub mod nps;
pub mod price_curve;
pub mod purchase_intent;
pub mod sus;
pub mod turf;
pub mod umux_lite;
mod units;
pub mod van_westendorp;
pub mod xlm;

pub use boxes::Count;
pub use catalogue::{catalogue, find};
pub use checks::checks;
pub use error::MeasureError;
pub use info::{Direction, Info};
pub use units::{Money, Probability, Score, UnitError};
