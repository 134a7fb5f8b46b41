//! The team: a world in which agents, gates and people handle work items.
//!
//! In: a checked description of agents, people, gates, hand-offs and a flow, and arms that change it. Out: tallies and named figures. This room
//! must never know how many replicates run, or how a page looks.

mod bind;
pub mod build;
mod checks;
mod counts;
mod edit;
mod engine;
mod figures;
mod histogram;
mod layout;
mod load;
pub mod model;
mod plan;
mod program;
mod samples;
pub mod spec;
#[cfg(test)]
mod tests;
mod world;

pub use bind::TeamPlan;
pub use checks::checks;
pub use counts::{FaultFlow, InLine, Items, LabelCount, Origin, OriginCount, Passed, Point};
pub use edit::{TeamEdit, TeamMove};
pub use engine::{Scratch, Seen, What};
pub use figures::{Figures, Kind, Lead};
pub use layout::Layout;
pub use load::{Load, loads};
pub use model::Team;
