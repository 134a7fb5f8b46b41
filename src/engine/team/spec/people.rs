//! People who look at what agents make.

use crate::input::{Name, Quantity, Spanned};
use crate::record;

use super::law::LawSpec;
use super::minutes::Minutes;
use super::number::{Stated, Usual};
use super::week::Hours;

record! {
    /// A look at a piece of work. What is not said here is taken from where it is said for more: the agent, then every agent, then the pool,
    /// then the person.
    pub struct ReviewSpec {
        /// How long a look takes \[minutes\].
        pub minutes: Option<LawSpec>,
        /// The chance that something wrong is seen, 0 to 1.
        pub detects: Option<Stated>,
        /// The chance that something right is turned down, 0 to 1.
        pub false_rejects: Option<Stated>,
    }
}

record! {
    /// Attention that wanes over a watch, until the next break.
    pub struct VigilanceSpec {
        /// The share of detection that is lost in the end, 0 to 1; the sourced default where it is not said.
        pub depth: Option<Quantity>,
        /// How long it takes until it is lost \[minutes\]; the sourced default where it is not said.
        pub complete: Option<Minutes>,
    }
}

record! {
    /// Approval that becomes a habit when much waits.
    pub struct FatigueSpec {
        /// The share of detection that is lost at most, 0 to 1.
        pub depth: Quantity,
        /// How many items wait when it is.
        pub at: Quantity,
    }
}

record! {
    /// Somebody who reviews. A review that is begun is finished, past the end of the hours if need be.
    pub struct PersonSpec {
        /// The name.
        pub name: Spanned<Name>,
        /// When they are there, such as "Mon-Fri 09:00-12:00, 13:00-17:00"; a gap is a break.
        pub hours: Hours,
        /// How they look at a piece of work.
        pub review: Option<ReviewSpec>,
        /// What the chance of detection is multiplied by for them; 1 where it is not said.
        pub skill: Option<Quantity>,
        /// What the minutes of a review are multiplied by for them; 1 where it is not said.
        pub pace: Option<Quantity>,
        /// What an hour of theirs costs; not counted where it is not said.
        pub cost_an_hour: Option<Quantity>,
        /// Minutes a day they spend on directing and on exceptions; they count as human minutes.
        pub leading: Option<Minutes>,
        /// Attention that wanes over a watch: "usual", or in numbers. Without it, attention does not wane.
        pub vigilance: Option<Usual<VigilanceSpec>>,
        /// Approval that becomes a habit when much waits. Without it, load changes nothing.
        pub fatigue: Option<FatigueSpec>,
    }
}

record! {
    /// People who stand in for each other. A person by themselves needs no pool.
    pub struct PoolSpec {
        /// The name.
        pub name: Spanned<Name>,
        /// Who is in it, in the order in which they are asked.
        pub people: Vec<Spanned<Name>>,
        /// How they look at a piece of work.
        pub review: Option<ReviewSpec>,
    }
}
