//! The prototyper: what would mend a concept, and at what cost.
//!
//! In: what is known of a market and its touchpoints. Out: interventions, as edits with their cost and where they come from. This room must
//! never know how many replicates run, what the verdict is, or how a figure is drawn.

pub mod catalogue;
