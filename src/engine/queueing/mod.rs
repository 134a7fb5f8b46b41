//! Waiting: a calendar of events, waiting lines, and what is known exactly about queues.
//!
//! In: times and numbers of those who wait; rates and chances. Out: what happens next; closed forms. This room must never know what an agent, a
//! gate or a person is.

mod calendar;
pub mod closed;
mod lines;
mod slab;
mod time;

pub use calendar::Calendar;
pub use lines::Lines;
pub use slab::Slab;
pub use time::{LATEST, TICKS_PER_MINUTE, Time};
