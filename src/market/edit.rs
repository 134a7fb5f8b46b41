//! What can be done to a market beside changing its numbers.

use crate::treatment::{Change, Edit};
use crate::world::Input;

use super::spec::Channel;

/// One change to a market that is not a change of a numeric input. Everything is named by its position in the market.
#[derive(Debug, Clone, PartialEq)]
pub enum MarketMove {
    /// Takes an alternative off the market.
    Remove {
        /// The alternative.
        alternative: usize,
    },
    /// Brings in a new alternative that is like another one at this point of the treatment.
    Enter {
        /// The place of the new one, after all others.
        alternative: usize,
        /// The one it is like.
        like: usize,
        /// The share of people who know it; as the other one where it is left out.
        awareness: Option<Input>,
    },
    /// Changes what one alternative has of one attribute, for everyone alike, even where each person has their own value.
    Value {
        /// The alternative.
        alternative: usize,
        /// The position of the attribute's taste.
        taste: usize,
        /// What happens to the value.
        change: Change,
    },
    /// Changes the liking for an alternative that no attribute explains.
    Constant {
        /// The alternative.
        alternative: usize,
        /// What happens to it, in logits.
        change: Change,
    },
    /// Gives an alternative a level of an attribute that has levels.
    Level {
        /// The alternative.
        alternative: usize,
        /// The attribute.
        attribute: usize,
        /// The taste of the level; `None` for the level that nothing is paid for.
        taste: Option<usize>,
    },
    /// Gives an alternative the attribute levels of another one.
    Match {
        /// The alternative that is changed.
        alternative: usize,
        /// The one whose levels it takes.
        like: usize,
        /// The attributes.
        attributes: Vec<usize>,
        /// Whether the constant (liking that no attribute explains), awareness and distribution are taken over too.
        constant: bool,
    },
    /// Takes a touchpoint out of the journey.
    Drop {
        /// The touchpoint.
        touchpoint: usize,
    },
    /// Moves a touchpoint to another place of the journey.
    Reorder {
        /// The touchpoint.
        touchpoint: usize,
        /// The one it comes before now; `None` for the end.
        before: Option<usize>,
    },
    /// Moves a touchpoint to a screen or away from it.
    Channel {
        /// The touchpoint.
        touchpoint: usize,
        /// Where it happens now.
        channel: Channel,
    },
    /// Makes a segment larger or smaller: each of its people counts for this many, on average.
    Weigh {
        /// The segment.
        segment: usize,
        /// How many each counts for.
        by: Input,
    },
    /// Changes a numeric column of the people; the amount is fixed.
    Trait {
        /// The column of the population.
        column: usize,
        /// What happens to it.
        change: Change,
    },
}

/// One typed change to a market.
pub type MarketEdit = Edit<MarketMove>;
