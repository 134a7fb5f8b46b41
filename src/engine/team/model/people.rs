//! People who look at what agents make.

use crate::world::Input;

use super::week::Week;

/// Attention wanes over a watch: a loss of detection that grows evenly over the first minutes and then stays, until the next break.
///
/// # Source
/// W. H. Teichner 1974, "The detection of a simple visual signal as a function of time of watch": half of the loss within 15 minutes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Vigilance {
    /// The share of detection that is lost in the end.
    pub depth: Input,
    /// The minutes after which it is.
    pub complete: Input,
}

/// Approval becomes a habit when much waits: a loss of detection that grows evenly with the items in the person's lines.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fatigue {
    /// The share of detection that is lost at most.
    pub depth: Input,
    /// The number that waits at which it is.
    pub at: Input,
}

/// Somebody who reviews. A review begun is finished, past the end of the hours if need be; none is begun outside of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// The name.
    pub name: String,
    /// When they are there; a gap is a break, and a watch starts again after it.
    pub hours: Week,
    /// What the chance of detection is multiplied by; the result stays below 1.
    pub skill: Input,
    /// What the minutes of a review are multiplied by.
    pub pace: Input,
    /// What an hour costs.
    pub cost_per_hour: Input,
    /// The loss over a watch.
    pub vigilance: Option<Vigilance>,
    /// The loss under load.
    pub fatigue: Option<Fatigue>,
    /// Minutes of their time a day that go to leading: directing and exceptions. They count as human minutes, and take no hours from reviews.
    pub leading: Input,
}

/// People who can stand in for each other. One person can be in several.
#[derive(Debug, Clone, PartialEq)]
pub struct Pool {
    /// The name.
    pub name: String,
    /// Who is in it, in the order in which they are asked.
    pub people: Vec<usize>,
}
