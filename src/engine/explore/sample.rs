//! Points at which a model is to be run, and why a plan of them cannot be drawn.

/// The most numbers a plan holds: one gigabyte.
pub const MAX_CELLS: usize = 1 << 27;

/// The largest number of inputs.
pub const MAX_INPUTS: usize = 4096;

/// Says why a design cannot be drawn.
#[derive(Debug, thiserror::Error)]
pub enum DesignError {
    /// The base sample is too short or too long.
    #[error("base sample must hold 2 to {most} points, got {got}")]
    Base {
        /// The longest.
        most: u32,
        /// The length asked for.
        got: u32,
    },
    /// There is no group, or one without inputs.
    #[error("group {index} of uncertain inputs is empty")]
    EmptyGroup {
        /// Its place, from 0; the number of groups where there is none at all.
        index: usize,
    },
    /// There are more inputs than a design holds, or none.
    #[error("a design holds 1 to {MAX_INPUTS} uncertain inputs, got {got}")]
    Inputs {
        /// The number given.
        got: usize,
    },
    /// The whole does not fit.
    #[error("a design of {points} points in {inputs} inputs holds more than {MAX_CELLS} numbers; ask for fewer points")]
    TooLarge {
        /// The points asked for.
        points: usize,
        /// The inputs.
        inputs: usize,
    },
    /// A number that steers a design is out of its range.
    #[error("{what} must lie between {least} and {most}, got {got}")]
    Count {
        /// What is counted.
        what: &'static str,
        /// The least.
        least: u32,
        /// The most.
        most: u32,
        /// The number given.
        got: u32,
    },
    /// It would take too long.
    #[error("comparing all distances takes {got} steps, more than {most}; ask for fewer points, inputs or tries")]
    Work {
        /// The steps.
        got: u64,
        /// The most.
        most: u64,
    },
    /// No worker threads.
    #[error(transparent)]
    Threads(#[from] crate::parallel::ThreadError),
}

/// Tells whether points fit into what a design may hold.
pub(super) fn fits(points: usize, inputs: usize) -> Result<(), DesignError> {
    if !(1..=MAX_INPUTS).contains(&inputs) {
        return Err(DesignError::Inputs { got: inputs });
    }
    match points.checked_mul(inputs) {
        Some(cells) if cells <= MAX_CELLS => Ok(()),
        _ => Err(DesignError::TooLarge { points, inputs }),
    }
}

/// Holds points of the unit cube, one a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    inputs: usize,
    cells: Vec<f64>,
}

impl Sample {
    /// Takes rows that follow each other.
    pub(super) fn of(inputs: usize, cells: Vec<f64>) -> Self {
        Self { inputs, cells }
    }

    /// Returns the number of points.
    pub fn len(&self) -> usize {
        self.cells.len() / self.inputs
    }

    /// Tells whether there is no point.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// Returns the number of inputs.
    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// Returns one point: a number in the unit interval for each input.
    ///
    /// # Panics
    /// When `index` is not below [`Sample::len`].
    pub fn row(&self, index: usize) -> &[f64] {
        &self.cells[index * self.inputs..(index + 1) * self.inputs]
    }

    /// Returns all points in order.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[f64]> {
        self.cells.chunks_exact(self.inputs)
    }

    /// Returns one input's number in every point.
    pub fn column(&self, input: usize) -> Vec<f64> {
        self.rows().map(|row| row[input]).collect()
    }
}
