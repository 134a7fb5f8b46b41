//! What comes in, and what it costs when it goes wrong.

use crate::world::Input;

use super::week::Week;

/// When items of a class come in.
#[derive(Debug, Clone, PartialEq)]
pub enum Arrivals {
    /// At random.
    Poisson {
        /// The mean number on a day with open hours.
        per_day: Input,
        /// The hours in which they come.
        within: Week,
    },
    /// One after the other at even distances.
    Every {
        /// Minutes in between.
        minutes: Input,
        /// Minutes to the first.
        first: Input,
    },
    /// A batch at each clock time, every week.
    Clock {
        /// Minutes from Monday 00:00, in order.
        at: Vec<u32>,
        /// How many come at once, rounded to a whole number.
        batch: Input,
    },
    /// At recorded times, the same in every run.
    Trace {
        /// Minutes from the start, in order.
        at: Vec<f64>,
    },
}

/// What it costs when an item goes wrong. These are the user's; none has a default.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stakes {
    /// A wrong item that is delivered.
    pub wrong: Input,
    /// An item that is delivered late.
    pub late: Input,
    /// A right item that is not delivered.
    pub stopped: Input,
    /// An hour in which a wrong item that was delivered does harm.
    pub harm_per_hour: Input,
    /// Minutes until the world finds out, on average (exponential).
    pub found_after: Input,
    /// Whether finding a wrong item in an audit ends its harm. What cannot be undone harms until the world would have found out.
    pub reversible: bool,
}

/// A kind of work item.
#[derive(Debug, Clone, PartialEq)]
pub struct Class {
    /// The name.
    pub name: String,
    /// When they come.
    pub arrivals: Arrivals,
    /// The node at which they start.
    pub start: usize,
    /// The place in waiting lines; 0 goes first.
    pub priority: u8,
    /// Minutes from coming in until an item is late; never, where there is none.
    pub due: Option<Input>,
    /// What going wrong costs.
    pub stakes: Stakes,
}
