//! How a team is written down: the tables of a team file.
//!
//! In: TOML. Out: records with their places. Nothing here knows what a run does with them.

mod agents;
mod arrivals;
mod flow;
mod law;
mod minutes;
mod number;
mod people;
mod policy;
mod week;

#[cfg(test)]
mod tests;

pub use agents::{
    AgentSpec, AlarmSpec, CusumSpec, DetectorSpec, DriftSpec, EarnsSpec, EveryAgentSpec, EwmaSpec, HalfLifeSpec, ModelSpec, OutageSpec,
    SprtSpec, WrongSpec,
};
pub use arrivals::{ArrivalSpec, ClassCostsSpec, CostsSpec, Ending, LimitsSpec, Overload, RunSpec, Urgency};
pub use flow::{
    AgainStep, AgentStep, Branch, ByClassStep, EitherStep, End, EndStep, FlowSpec, GateSpec, GateStep, HandOffParts, HandOffSpec,
    HandOffWord, JoinSpec, LeansSpec, Step, ToStep, TogetherStep, WaySpec,
};
pub use law::{LawShape, LawSpec};
pub use minutes::{Length, Minutes};
pub use number::{Stated, Usual};
pub use people::{FatigueSpec, PersonSpec, PoolSpec, ReviewSpec, VigilanceSpec};
pub use policy::{AutonomySpec, AutonomyWord, InTheLoopSpec, OnTheLoopSpec, PolicySpec, ThenWord, VetoSpec};
pub use week::{ClockTimes, Hours};
