//! The engine of one arm: the calendar is worked off, event by event.
//!
//! Rules, in the order in which they decide:
//!
//! 1. Events happen by time; those of the same tick in the order in which they were scheduled.
//! 2. A station (an agent's slots, a pool's people) that has room starts an item at once; otherwise the item waits in the station's line, by
//!    priority and then in turn. A person who is in several pools takes the one who goes first by priority, then who has waited longest, then by
//!    the order of the pools.
//! 3. What has been started is finished: past the end of a shift, and through an outage. Nothing is started outside of hours, in an outage or
//!    in a pause.
//! 4. How a piece of work or a review ends is settled when it starts, by the state its agent or person is in then.
//! 5. What an item meets depends on its own draws: (purpose, class and number of the item, step and pass). Nothing another item does shifts them.

mod arrive;
mod audit;
mod flow;
mod learn;
mod look;
mod run;
mod state;
mod token;
mod work;

pub(super) use run::run_arm;
pub use run::{Seen, What};
pub(super) use state::Keys;
pub use state::Scratch;
