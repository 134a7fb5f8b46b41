//! The mergeable result of part of a run.

use crate::num::FixedSum;

/// Counts and fixed-point sums, addressed by slot; what a slot means is the world's own layout.
///
/// # Determinism
/// All parts are integers, so the order of merges can never matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// Integer counts.
    pub counts: Vec<u64>,
    /// Fixed-point sums.
    pub sums: Vec<FixedSum>,
}

impl Tally {
    /// Makes a tally of zeros with that many slots.
    #[must_use]
    pub fn zeros(counts: usize, sums: usize) -> Self {
        Self { counts: vec![0; counts], sums: vec![FixedSum::default(); sums] }
    }

    /// Adds another part of the same run.
    ///
    /// # Panics
    /// When the two have different layouts, which would be a fault of the program.
    pub fn merge(&mut self, other: &Self) {
        assert_eq!(self.counts.len(), other.counts.len(), "tallies of one world share a layout");
        assert_eq!(self.sums.len(), other.sums.len(), "tallies of one world share a layout");
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine += theirs;
        }
        for (mine, theirs) in self.sums.iter_mut().zip(&other.sums) {
            mine.merge(theirs);
        }
    }

    /// The count in a slot as a float.
    #[must_use]
    pub fn count(&self, slot: usize) -> f64 {
        self.counts[slot] as f64
    }

    /// The sum in a slot.
    #[must_use]
    pub fn sum(&self, slot: usize) -> f64 {
        self.sums[slot].value()
    }
}
