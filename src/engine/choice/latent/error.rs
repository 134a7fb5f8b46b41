//! What can go wrong with classes.

use super::classes::LatentFit;
use crate::choice::data::DataError;

/// Tells why there are no classes.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum LatentError {
    /// The choices cannot be used.
    #[error(transparent)]
    Data(#[from] DataError),
    /// There is no class, or more than there are people.
    #[error("classes must be between 1 and the number of people, {people}, got {got}")]
    Classes {
        /// How many people there are.
        people: usize,
        /// How many classes were asked for.
        got: usize,
    },
    /// Features that a logit of all people cannot have.
    #[error("a logit of all people cannot have {}: {why}", .names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))]
    Features {
        /// The features.
        names: Vec<String>,
        /// What is wrong with them.
        why: &'static str,
    },
    /// A class lost its people.
    #[error("of {classes} classes one holds fewer than one person ({people:.2}): ask for fewer classes")]
    Empty {
        /// How many classes were asked for.
        classes: usize,
        /// How many people the smallest holds.
        people: f64,
    },
    /// Some features predict every choice of a class.
    #[error(
        "class {class} of {classes} ({people:.1} people) is predicted without fail by {}, so no finite taste is the best; ask for fewer classes",
        .names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
    )]
    Separating {
        /// The class, from 1 for the largest.
        class: usize,
        /// How many classes were asked for.
        classes: usize,
        /// How many people it holds.
        people: f64,
        /// The features.
        names: Vec<String>,
    },
    /// The search did not end.
    #[error(
        "the search for {classes} classes did not end: log-likelihood {:.4}, {gain:.2e} still to be had, smallest class {:.4}; ask for fewer classes, or look \
         for a feature that predicts every choice of a class",
        .best.log_likelihood, .best.shares.last().copied().unwrap_or(f64::NAN)
    )]
    NotConverged {
        /// How many classes were asked for.
        classes: usize,
        /// The best place found.
        best: Box<LatentFit>,
        /// The log-likelihood still to be had, by the search's quadratic model.
        gain: f64,
    },
}
