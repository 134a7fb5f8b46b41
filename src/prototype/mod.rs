//! The prototyper: what would mend a concept, what it does, and what it costs.
//!
//! In: a market, the figure its verdict hangs on, what was objected to, and what may be spent. Out: interventions from every source, each a
//! treatment with a price tag and its measured effect; those that are recommended together, confirmed on fresh draws; and why each of the
//! others is not. This room must never know who the advocates are, how the study file is rewritten, or how a figure is drawn.
//!
//! # A round
//!
//! [`propose()`] collects candidates: answers to objections, moves of the [`catalogue`] at every touchpoint they fit, the concept's own
//! levers, other ways through the journey, the user's own. [`round()`] measures each by itself, chooses a set jointly within budget, number
//! and guardrails, keeps of it what adds enough on draws that the search never saw, and reports figures from draws of a third kind.
//!
//! # Judgement
//!
//! Work days, the part of an attack that an answer wins back, the rates of work, one hundredth of a scale as the step that matters, and the
//! equal weight of the world as given and the attacked one are the program's own guesses. All but the last two can be stated otherwise.

mod answers;
mod board;
mod candidate;
pub mod catalogue;
mod confirm;
mod cost;
mod gaps;
mod lab;
mod levers;
mod measure;
mod moves;
mod portfolio;
mod propose;
mod round;
mod spec;
mod touchpoint;
mod workflow;
mod write;

pub use answers::Objected;
pub use candidate::{Candidate, Harm, Origin, Reason, Unanswered, together, under};
pub use confirm::ALPHA;
pub use cost::{Cost, Range, Rates};
pub use gaps::{Carried, Closing, XlmGap};
pub use measure::Tried;
pub use propose::{Proposal, Skipped, Sources, propose};
pub use round::{Promise, Recommendation, Round, SegmentPromise, Step, XlmPromise, round};
pub use spec::{LeverSpec, OwnLever, PrototypeSpec, Terms};
