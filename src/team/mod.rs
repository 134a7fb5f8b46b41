//! The team: a world in which agents, gates and people handle work items.
//!
//! In: a checked description of agents, people, gates, hand-offs and a flow, and arms that change it. Out: tallies and named figures. This room
//! must never know how many replicates run, or how a page looks.

pub mod model;

pub use model::Team;
