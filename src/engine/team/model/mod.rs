//! What a team is, checked and immutable.
//!
//! A [`Draft`] holds plain records that refer to each other by position; [`Team::check`] finds everything that cannot be run, all at once, and
//! makes a [`Team`] of it. Every number is a [`world::Input`](crate::world::Input), so that it can be uncertain and a treatment can change it.

mod agent;
mod arrivals;
mod check;
mod draft;
mod flow;
mod law;
mod numbers;
mod people;
mod plain;
mod policy;
mod week;

pub use agent::{Agent, Detector, Drift, Earned, Fault, Model, OnAlarm, Outage, Rule};
pub use arrivals::{Arrivals, Class, Stakes};
pub use check::Problem;
pub(in crate::team) use check::policy_problems;
pub use draft::{Draft, Span, Team};
pub use flow::{Gate, HandOff, Join, Limit, Node, NodeKind};
pub use law::Law;
pub use numbers::Bound;
pub use people::{Fatigue, Person, Pool, Vigilance};
pub use policy::{Audit, Knight, Policy, Preset, Review, Reviewer, Then, TimeOut, Veto};
pub use week::{MINUTES_IN_WEEK, Week};
