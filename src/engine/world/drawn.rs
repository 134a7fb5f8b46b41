//! Numbers that were drawn together elsewhere: a table of draws, a row of which holds in a replicate.
//!
//! Which row holds is one uncertain input, the *place*, from 0 (the first row) to 1 (the last); every number reads its own column there.
//! Whatever ties the columns together is kept without being described. An edit that sets a number to one of another column swaps the world
//! that the draws come from, and leaves the row as it is: the two are then compared draw by draw.

use std::sync::Arc;

use crate::input::Grade;
use crate::stats::dist::Dist;
use crate::stats::quantile;

/// Which of the draws that were made together holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Place {
    /// Where it stands in the input.
    pub path: String,
    /// The same in plain words: what a higher place means.
    pub label: String,
    /// What was drawn, and how often.
    pub source: String,
    /// How good that source is.
    pub grade: Option<Grade>,
}

/// One number's draws.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// The path of the number they are for.
    pub path: String,
    /// Where they come from.
    pub source: String,
    /// How good that source is.
    pub grade: Option<Grade>,
    /// The draws, in the order of the place.
    pub values: Arc<[f64]>,
}

/// A table of draws.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Draws {
    /// Which row holds.
    pub place: Place,
    /// The numbers, all of one length.
    pub columns: Vec<Column>,
}

impl Draws {
    /// The column of a number.
    #[must_use]
    pub fn column(&self, path: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.path == path)
    }
}

/// What an input that was drawn together with others reads.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    place: usize,
    values: Arc<[f64]>,
}

impl Drawn {
    /// Reads these values at the place in that slot.
    ///
    /// # Panics
    /// When there are no values, which would be a fault of the program.
    #[must_use]
    pub fn new(place: usize, values: Arc<[f64]>) -> Self {
        assert!(!values.is_empty(), "a table of draws has rows");
        Self { place, values }
    }

    /// The slot of the place.
    #[must_use]
    pub fn place(&self) -> usize {
        self.place
    }

    /// The values, in the order of the place.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The value at a place from 0 to 1.
    #[must_use]
    pub fn at(&self, place: f64) -> f64 {
        let row = (place * self.values.len() as f64) as usize;
        self.values[row.min(self.values.len() - 1)]
    }
}

/// The probabilities at which the spread of draws is kept.
const LEVELS: [f64; 11] = [0.0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1.0];

/// The spread of draws, for those who read one number by itself; a point where all are the same.
pub(super) fn spread(values: &[f64]) -> Dist {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let points = LEVELS.iter().map(|&level| (level, quantile(&sorted, level))).collect();
    Dist::quantiles(points).unwrap_or(Dist::Point(sorted[sorted.len() / 2]))
}
