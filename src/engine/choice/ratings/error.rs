//! What can go wrong with ratings.

use crate::parallel::ThreadError;

/// Tells why ratings cannot be used, or a model cannot be estimated from them.
#[derive(Debug, thiserror::Error)]
pub enum RatingsError {
    /// Threads could not be started.
    #[error(transparent)]
    Threads(#[from] ThreadError),
    /// There is no answer or no item.
    #[error("ratings need at least one person, item and answer")]
    Empty,
    /// A slice has the wrong length.
    #[error("`{what}` must hold {want} values, got {got}")]
    Length {
        /// Which slice.
        what: &'static str,
        /// The length that fits.
        want: usize,
        /// The length it has.
        got: usize,
    },
    /// An answer lies past the scale.
    #[error("answers to `{item}` must lie between 1 and {most}, got {got}")]
    Answer {
        /// The item.
        item: String,
        /// What it was.
        got: u8,
        /// The last box.
        most: usize,
    },
    /// Somebody answered nothing.
    #[error("person {person}, counted from 0, answered no item; leave out who answered none")]
    NoAnswer {
        /// The person.
        person: usize,
    },
    /// A demographic is not finite, or a weight not above 0.
    #[error("demographics must be finite and weights above 0")]
    NotFinite,
    /// An item has no answer.
    #[error("nobody answered `{item}`; leave it out")]
    Unanswered {
        /// The item.
        item: String,
    },
    /// An item has the same answer from everybody.
    #[error("everybody answered {answer} to `{item}`, so that nothing says where it lies; leave it out")]
    Alike {
        /// The item.
        item: String,
        /// The one answer.
        answer: usize,
    },
    /// A box was never ticked.
    #[error(
        "nobody answered {answer} of 1 to {most}{}, so that no threshold beside it can be found; join it with the box next to it{}",
        .item.as_ref().map_or_else(String::new, |item| format!(" to `{item}`")),
        if .item.is_some() { ", or give all items the same thresholds" } else { ", or make the scale shorter" }
    )]
    Never {
        /// The box.
        answer: usize,
        /// The item, where thresholds are its own.
        item: Option<String>,
        /// The last box.
        most: usize,
    },
    /// A way in which people differ cannot be seen in one answer a person.
    #[error("nobody gave two answers, so that {effect} cannot be told from chance; ask at least two items, or turn it off")]
    OneAnswer {
        /// Which.
        effect: &'static str,
    },
    /// A scale of two boxes has no ends to stretch to.
    #[error("extremity needs a scale of three boxes or more, got {got}; turn it off")]
    TwoBoxes {
        /// How many boxes.
        got: usize,
    },
    /// A trait and acquiescence do the same to every item.
    #[error(
        "acquiescence and `{name}` cannot be told apart: all items are keyed alike, so that both move every answer the same way; ask items that are \
         keyed the other way round and say so with `keyed = -1`, or leave one of the two out"
    )]
    Confounded {
        /// The trait.
        name: String,
    },
    /// A trait that has one item.
    #[error("`{name}` stands behind one item only, so that it cannot be told from chance; leave it out, or name its other items")]
    LoneItem {
        /// The trait.
        name: String,
    },
    /// Columns that add up to the same.
    #[error("{} cannot {how}: the same everywhere, or adding up to the same; leave one out", list(.names))]
    Collinear {
        /// Which.
        names: Vec<String>,
        /// What for.
        how: &'static str,
    },
    /// The search did not end.
    #[error(
        "the search stopped after {steps} steps at log-likelihood {log_likelihood:.4} with {gain:.2e} still to be had; look for boxes that hardly anybody \
         ticks, or leave out a way in which people differ"
    )]
    NotConverged {
        /// How many steps were made.
        steps: usize,
        /// The log-likelihood there.
        log_likelihood: f64,
        /// The log-likelihood still to be had, by the search's quadratic model.
        gain: f64,
        /// The best parameters found, by name.
        best: Vec<(String, f64)>,
    },
    /// The log-likelihood is not curved downwards where the search ended.
    #[error(
        "where the search ended (log-likelihood {log_likelihood:.4}) the log-likelihood does not fall along {}: the answers do not tell them apart; leave \
         one of them out",
        list(.names)
    )]
    NotDefinite {
        /// The log-likelihood there.
        log_likelihood: f64,
        /// The parameters at fault.
        names: Vec<String>,
        /// The best parameters found, by name.
        best: Vec<(String, f64)>,
    },
}

impl RatingsError {
    /// The best place that the search came to; empty where there was none.
    pub fn best(&self) -> &[(String, f64)] {
        match self {
            Self::NotConverged { best, .. } | Self::NotDefinite { best, .. } => best,
            _ => &[],
        }
    }

    /// Whether a search was made and did not end well, rather than that the answers or the model cannot be used.
    pub fn searched(&self) -> bool {
        matches!(self, Self::NotConverged { .. } | Self::NotDefinite { .. })
    }
}

fn list(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
