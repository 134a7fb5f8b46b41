//! What we could do over the years: act, wait or hedge, and when a signpost makes us change course.
//!
//! In: ways, each a row of steps of which some wait for a signpost, and the concept's figure by option, scenario and draw. Out: what each way is worth
//! in each scenario, and what every common rule says of them. It must never know how the concept is run or how a page looks.

mod load;
mod spec;
mod worth;

pub use load::{Amount, Pathways, Step, Trigger, Way};
pub(super) use load::{Known, RESERVED};
pub use spec::{PathwaysSpec, StepSpec, TriggerSpec, WaySpec};
pub(super) use worth::worst;
pub use worth::{Decides, Prospect, Ways};
