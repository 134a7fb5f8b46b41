//! A market: personas meet a concept and its alternatives.
//!
//! In: a checked population and the market tables of a study. Out: tallies per arm, and figures read from them. This room must never
//! know how many replicates run, what the verdict rule is, or how a figure is drawn.

mod arm;
mod bench;
mod bind;
mod build;
mod conversions;
mod edit;
mod figures;
mod goal;
mod journey;
mod layout;
mod model;
mod people;
mod run;
pub mod spec;
mod subject;
mod survey;
mod treat;
mod willingness;

pub use arm::ArmFigures;
pub use bench::{Bench, mean};
pub use build::{MarketSpec, build, rebuild};
pub use edit::{MarketEdit, MarketMove, joined};
pub use figures::{Arms, Crossing, Figure, Figures, Kind, OneFigure};
pub use goal::{Aim, Counts, Goal, XlmAim};
pub use model::{Alternative, Attribute, Conversion, Market, Question, Role, Touchpoint, XlmTarget};
pub use subject::{Named, Subject};
pub use treat::treat;
