//! Sheets: single pages that people react to, beside the report. A [`BoardView`] or a [`JourneyMapView`] comes in, one offline HTML
//! file goes out, in the report's own style and colours.
//!
//! A sheet knows words and numbers alone; who made them and how sure they are is said in words that come in with them.

mod board;
mod curve;
mod map;
mod page;
mod view;

pub use board::concept_board;
pub use map::journey_map;
pub use view::{BoardView, Change, ClaimLine, Feature, JourneyMapView, MapFact, MapStep, Was};
