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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merging_adds_slot_by_slot_in_any_order() {
        let part = |count: u64, sum: f64| {
            let mut tally = Tally::zeros(2, 1);
            tally.counts[1] = count;
            tally.sums[0].add(sum);
            tally
        };
        let parts = [part(1, 0.1), part(2, 1e9), part(4, -1e9), part(8, 0.2)];
        let merged = |order: [usize; 4]| {
            let mut whole = Tally::zeros(2, 1);
            for index in order {
                whole.merge(&parts[index]);
            }
            whole
        };
        let whole = merged([0, 1, 2, 3]);
        assert_eq!(whole, merged([3, 1, 0, 2]));
        assert_eq!((whole.count(0), whole.count(1)), (0.0, 15.0));
        assert!((whole.sum(0) - 0.3).abs() < 1e-15);
    }

    #[test]
    #[should_panic(expected = "share a layout")]
    fn tallies_of_two_worlds_do_not_merge() {
        Tally::zeros(1, 1).merge(&Tally::zeros(2, 1));
    }
}
