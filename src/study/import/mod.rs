//! Teams that are described elsewhere: a CrewAI project, a LangGraph graph, a BPMN process, or a log of what agents did.
//!
//! In: the files of others. Out: a team file with a word on every line that the source did not say, and a list of all in the source that has no
//! place in a team file; and the other way, a recommendation as a change to the source. Each reader makes the same small draft of a team, and
//! one writer writes it. Rates that a source does not hold come from the sourced defaults by name; what being wrong costs is never made up.

mod bpmn;
mod crewai;
mod crewai_keys;
mod draft;
mod fit;
mod graph;
mod langgraph;
mod origin;
mod patch;
mod read;
mod structure;
mod trace;
mod trace_flow;
mod write;

pub use draft::{Amount, Answers};
pub use origin::{OriginFile, OriginKind, OriginSpec};
pub use patch::{Patched, patch};
pub use read::{Imported, Kind, import};
