//! What a move changes: values of a touchpoint, how they are named, and what is good.

use crate::choice;
use crate::input::Quantity;
use crate::market::spec::Channel;

choice! {
    /// How a value is changed.
    pub enum Verb {
        /// It takes a new value.
        Set = "set",
        /// It is multiplied.
        Scale = "scale",
        /// Something is added to it.
        Add = "add",
    }
}

/// Holds what a value is changed by.
#[derive(Debug, Clone, PartialEq)]
pub enum Worth {
    /// A number, perhaps uncertain, with where it comes from.
    Number(Quantity),
    /// Where the touchpoint happens from now on.
    Channel(Channel),
}

/// Names a value of a touchpoint that a move may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Field {
    /// Its key under the touchpoint.
    pub(super) key: &'static str,
    scale: Scale,
    /// Whether more of it is good for people. What is neither here nor there has no side.
    more_is_good: Option<bool>,
}

/// The values a number may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scale {
    Minutes,
    OneToSeven,
    Share,
    /// One of the channels.
    Words,
}

/// All values of a touchpoint that a move may change.
///
/// Giving up has no side of its own: people who are shown the way out, or the price, are not worse off for leaving.
pub(super) const FIELDS: [Field; 8] = [
    Field { key: "minutes", scale: Scale::Minutes, more_is_good: None },
    Field { key: "wait", scale: Scale::Minutes, more_is_good: Some(false) },
    Field { key: "effort", scale: Scale::OneToSeven, more_is_good: Some(false) },
    Field { key: "clarity", scale: Scale::Share, more_is_good: Some(true) },
    Field { key: "fails", scale: Scale::Share, more_is_good: Some(false) },
    Field { key: "recovered", scale: Scale::Share, more_is_good: Some(true) },
    Field { key: "drop_out", scale: Scale::Share, more_is_good: None },
    Field { key: "channel", scale: Scale::Words, more_is_good: None },
];

impl Field {
    /// Returns the least and the greatest value, or nothing for a word.
    pub(super) fn range(self) -> Option<(f64, f64)> {
        match self.scale {
            Scale::Minutes => Some((0.0, 1e6)),
            Scale::OneToSeven => Some((1.0, 7.0)),
            Scale::Share => Some((0.0, 1.0)),
            Scale::Words => None,
        }
    }

    /// Returns the range that the number under a verb may have, or nothing for a word.
    pub(super) fn bounds(self, verb: Verb) -> Option<(f64, f64)> {
        let (low, high) = self.range()?;
        Some(match verb {
            Verb::Set => (low, high),
            Verb::Scale => (0.0, 20.0),
            Verb::Add => (low - high, high - low),
        })
    }
}

/// Holds one change that a move makes at its touchpoint.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    pub(super) field: Field,
    /// How the value is changed.
    pub verb: Verb,
    /// What by.
    pub worth: Worth,
}

impl Effect {
    /// Returns the key of the value under the touchpoint, such as `effort`.
    #[must_use]
    pub fn key(&self) -> &'static str {
        self.field.key
    }

    /// Says whether it can make the experience of some people worse: more waiting, effort or failure, less clarity or recovery, or a way
    /// that takes digital skill where it took none.
    #[must_use]
    pub fn may_hurt(&self) -> bool {
        let Worth::Number(quantity) = &self.worth else {
            return self.worth == Worth::Channel(Channel::Digital);
        };
        let neutral = match self.verb {
            // Whether a new value is better or worse hangs on the old one.
            Verb::Set => return false,
            Verb::Scale => 1.0,
            Verb::Add => 0.0,
        };
        let (least, most) = quantity.dist.support();
        self.field.more_is_good.is_some_and(|good| if good { least < neutral } else { most > neutral })
    }
}

/// Holds an edit as a treatment writes it: a path, a verb, and what by.
#[derive(Debug, Clone, PartialEq)]
pub struct WrittenEdit {
    /// What changes, such as `journey.Sign up.effort`.
    pub path: String,
    /// How it changes.
    pub verb: Verb,
    /// What by.
    pub worth: Worth,
}
