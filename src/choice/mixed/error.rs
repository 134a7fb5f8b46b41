//! What can go wrong with a mixed logit before its likelihood is searched.

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
    #[error("demographic {demographic} of person {person} must be finite, got {got}")]
    NotFinite {
        /// The person, from 0.
        person: usize,
        /// The demographic, from 0.
        demographic: usize,
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
    /// No number of draws was given.
    #[error("a ladder needs at least one number of draws")]
    NoDraws,
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
