//! Devil's advocates: what would sink the concept, each objection with its measured effect on the same people.
//!
//! In: a market, the figure its verdict hangs on with its experience targets, and what may go wrong with how likely that is. Out: objections that were found by search
//! inside a plausibility budget and run again on fresh draws, and how the concept stands against several of them together. This room must
//! never know how a report looks or what would mend the concept.

mod brief;
mod levers;
mod objection;
mod panel;
mod prior;
mod real_test;
mod resistance;
mod spec;

pub use brief::Brief;
pub use levers::{Lever, brief_of, levers};
pub use objection::{ALPHA, Assumption, Objection, XlmHit, objections};
pub use panel::{Attack, Effort, Hurts, Probe, attack, foremost, looks, probe};
pub use prior::{PriorChange, PriorEntry, PriorSpec, shipped};
pub use real_test::{Reads, RealTest, real_test};
pub use resistance::{CurvePoint, Pair, Resistance, Turn, resistance, turning_point};
pub use spec::AdvocatesSpec;
