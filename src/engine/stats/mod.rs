//! Statistics in the narrow sense: distributions, quantiles, intervals, distances, decompositions.
//!
//! In come slices of numbers (a measure's value per replicate, weights, ranks) and, where a procedure needs chance,
//! a stream of draws or a seed that the caller hands in. Out go plain numbers and small structs.
//! This room must never know what a persona, a concept or a market is, must never order its arithmetic by thread,
//! and must never call the platform's `exp`, `ln` or sine.

pub mod anova;
pub mod bootstrap;
pub mod check;
mod checks;
pub mod convergence;
pub mod correlation;
pub mod dist;
pub mod distance;
pub mod information;
pub mod interval;
pub mod kish;
pub mod linear;
pub mod pareto;
mod peak;
pub mod power;
pub mod quantile;
pub mod rank;
pub mod rectify;
pub mod shapley;
pub mod summary;
mod turning;

pub use checks::checks;
pub use correlation::{pearson, spearman};
pub use dist::{Dist, DistError};
pub use kish::kish;
pub use peak::peak;
pub use quantile::quantile;
pub use rank::rank;
pub use shapley::shapley;
pub use summary::Summary;
pub use turning::{Turn, turn};
