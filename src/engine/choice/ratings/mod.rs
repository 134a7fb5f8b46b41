//! Ordered answers of people to items on one scale, and how people use that scale.
//!
//! In come answers from 1 to K with what is known of items and people; out come where items lie, thresholds, how strongly people differ in what they
//! hold (traits) and in how they answer (acquiescence, extremity), with errors, and what a person will answer. A person's latent answer to an item is
//! `s · (location + shifts + trait + noise) + a`, cut by thresholds around the middle of the scale: `a` is the same for every item whatever its keying
//! (acquiescence), `s` stretches (extremity), as a survey's response style does. This room must never know what a survey or a report is.
//!
//! # Source
//! McCullagh (1980), "Regression models for ordinal data"; location and stretch of a person's whole answer: Rossi, Gilula and Allenby (2001), "Overcoming
//! scale usage heterogeneity".

mod blocks;
mod checks;
mod data;
mod error;
mod fit;
mod kernel;
mod model;
mod nodes;
mod predict;
mod recalibrate;
mod shape;
mod table;
#[cfg(test)]
mod tests;

pub use checks::{WINE, WINE_FEATURES, checks};
pub use data::RatingsData;
pub use error::RatingsError;
pub use fit::{RatingsFit, RatingsSettings, fit_ratings, search_ratings};
pub use model::{Effects, Locations, RatedItem, RatingsModel, Shifts, Thresholds};
pub use predict::{Told, at_style, predict_ratings};
pub use recalibrate::recalibrated;
pub use shape::Shape;
