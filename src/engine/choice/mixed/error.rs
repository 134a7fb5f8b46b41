//! What can go wrong with a mixed logit, before its likelihood is searched and then.

use super::fit::Reached;
use super::points::PointsError;
use super::specification::SpecificationError;
use crate::choice::data::DataError;
use crate::parallel::ThreadError;

/// Tells why a likelihood cannot be computed.
#[derive(Debug, thiserror::Error)]
pub enum MixedError {
    /// The specification is no model.
    #[error(transparent)]
    Specification(#[from] SpecificationError),
    /// The choices cannot be used.
    #[error(transparent)]
    Data(#[from] DataError),
    /// There are no such points.
    #[error(transparent)]
    Points(#[from] PointsError),
    /// Threads could not be started.
    #[error(transparent)]
    Threads(#[from] ThreadError),
    /// The panel has other features than the model.
    #[error("the model has {want} features, the choices have {got}")]
    Features {
        /// How many the model has.
        want: usize,
        /// How many the data have.
        got: usize,
    },
    /// The number of demographics does not fit.
    #[error("demographics must hold {want} values, one for each person and demographic, got {got}")]
    Demographics {
        /// How many there should be.
        want: usize,
        /// How many there are.
        got: usize,
    },
    /// A demographic is NaN or infinite.
    #[error("demographic `{name}` of person `{id}` must be finite, got {got}")]
    NotFinite {
        /// The demographic.
        name: String,
        /// The person's name.
        id: u64,
        /// What it was.
        got: f64,
    },
    /// A person's tasks stand in two places.
    #[error("the tasks of person `{id}` do not stand side by side: the second run of them is person {person}, counted from 0")]
    Scattered {
        /// Which run of tasks is the second, from 0.
        person: usize,
        /// The person's name.
        id: u64,
    },
    /// No start was given.
    #[error("a search needs at least one start")]
    NoStart,
    /// No number of draws was given, or one that is not above the one before.
    #[error("the numbers of draws of a ladder must rise from one to the next; got {given:?}")]
    NoLadder {
        /// The numbers given.
        given: Vec<usize>,
    },
    /// Someone has tasks to predict who is not in the panel.
    #[error("person `{id}` has tasks to predict but is not in the panel")]
    Stranger {
        /// The person's name.
        id: u64,
    },
    /// The number of parameters does not fit.
    #[error("the model has {want} parameters, got {got}")]
    Parameters {
        /// How many the model has.
        want: usize,
        /// How many came.
        got: usize,
    },
}

/// Tells why there is no estimate.
#[derive(Debug, thiserror::Error)]
pub enum FitError {
    /// The likelihood cannot be computed.
    #[error(transparent)]
    Mixed(#[from] MixedError),
    /// The choices say nothing about some features.
    #[error("{}", untold(.names))]
    Unidentified {
        /// The features.
        names: Vec<String>,
    },
    /// Some demographics cannot shift a taste.
    #[error("{} cannot shift the taste for `{taste}`: the same for all people, or adding up to the same; leave one out", list(.names))]
    Shifts {
        /// The taste.
        taste: String,
        /// The demographics.
        names: Vec<String>,
    },
    /// Some features predict choices without fail.
    #[error("{} predicts choices without fail, so no finite taste is the best; leave it out, or bound the taste", list(.names))]
    Separating {
        /// The features.
        names: Vec<String>,
    },
    /// No search ended.
    #[error(
        "the search stopped after {} steps at log-likelihood {:.4} with a gradient of length {:.2e} and {:.2e} still to be had; {advice}",
        .best.steps, .best.log_likelihood, .best.gradient, .best.gain
    )]
    NotConverged {
        /// The best place a search came to.
        best: Box<Reached>,
        /// What to try.
        advice: &'static str,
    },
    /// The log-likelihood is not curved downwards where the search ended.
    #[error(
        "where the search ended (log-likelihood {:.4}) the log-likelihood does not fall along {}: try another start, or fix one of them",
        .best.log_likelihood, list(.names)
    )]
    NotDefinite {
        /// The place the search came to.
        best: Box<Reached>,
        /// The parameters along which the log-likelihood does not fall.
        names: Vec<String>,
    },
}

fn list(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn untold(names: &[String]) -> String {
    let all = list(names);
    if names.len() == 1 {
        format!("the choices say nothing about {all}: it never differs between the alternatives of a task; leave it out")
    } else {
        format!("the choices do not tell {all} apart: they add up to the same in every task; leave one out")
    }
}
