//! Everything measured so far: nothing is measured twice, and never more than allowed.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::montecarlo::RunnerError;

use super::lever::Step;

/// Part of a candidate, with a key under which what was measured is kept.
pub(super) trait Part {
    type Key: Ord;
    fn key(&self) -> Self::Key;
}

impl Part for Step {
    type Key = (usize, u64);
    fn key(&self) -> Self::Key {
        (self.lever, self.z.to_bits())
    }
}

impl Part for usize {
    type Key = Self;
    fn key(&self) -> Self {
        *self
    }
}

/// Measures a batch of candidates.
pub(super) type Measure<'a, T> = dyn FnMut(&[Vec<T>]) -> Result<Vec<f64>, RunnerError> + 'a;

/// The measured candidates.
pub(super) struct Book<'a, T: Part> {
    measure: &'a mut Measure<'a, T>,
    known: BTreeMap<Vec<T::Key>, f64>,
    /// How many candidates were measured.
    pub(super) evaluations: usize,
    /// The most that may be.
    pub(super) limit: usize,
}

impl<'a, T: Part + Clone> Book<'a, T> {
    pub(super) fn new(measure: &'a mut Measure<'a, T>, limit: usize) -> Self {
        Self { measure, known: BTreeMap::new(), evaluations: 0, limit }
    }

    /// The values of a batch; NaN for what cannot be run and for what the limit left out.
    pub(super) fn values(&mut self, batch: &[Vec<T>]) -> Result<Vec<f64>, RunnerError> {
        let mut new: Vec<Vec<T>> = Vec::new();
        let mut keys: Vec<Vec<T::Key>> = Vec::new();
        for set in batch {
            if self.evaluations + new.len() >= self.limit {
                break;
            }
            if let Entry::Vacant(place) = self.known.entry(key_of(set)) {
                place.insert(f64::NAN);
                keys.push(key_of(set));
                new.push(set.clone());
            }
        }
        if !new.is_empty() {
            let values = (self.measure)(&new)?;
            self.evaluations += new.len();
            for (key, value) in keys.into_iter().zip(values) {
                self.known.insert(key, if value.is_finite() { value } else { f64::NAN });
            }
        }
        Ok(batch.iter().map(|set| self.known.get(&key_of(set)).copied().unwrap_or(f64::NAN)).collect())
    }

    /// Whether nothing more may be measured.
    pub(super) fn is_full(&self) -> bool {
        self.evaluations >= self.limit
    }
}

fn key_of<T: Part>(set: &[T]) -> Vec<T::Key> {
    set.iter().map(Part::key).collect()
}

/// The place of the highest value; the first of equals, none where all are NaN.
pub(super) fn best(values: &[f64]) -> Option<usize> {
    let mut best: Option<usize> = None;
    for (place, value) in values.iter().enumerate() {
        if !value.is_nan() && best.is_none_or(|best| *value > values[best]) {
            best = Some(place);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_measured_twice_nor_past_the_limit() {
        let mut seen: Vec<Vec<usize>> = Vec::new();
        let mut measure = |sets: &[Vec<usize>]| {
            seen.extend_from_slice(sets);
            Ok(sets.iter().map(|set| if set.contains(&9) { f64::INFINITY } else { set.len() as f64 }).collect())
        };
        let mut book = Book::new(&mut measure, 4);
        let first = book.values(&[vec![1], vec![1, 2], vec![1], vec![9]]).unwrap();
        assert_eq!((&first[..3], first[3].is_nan()), (&[1.0, 2.0, 1.0][..], true));
        let second = book.values(&[vec![], vec![1, 2], vec![3]]).unwrap();
        assert_eq!((&second[..2], second[2].is_nan(), book.is_full()), (&[0.0, 2.0][..], true, true));
        assert_eq!(book.evaluations, 4);
        assert_eq!(seen, [vec![1], vec![1, 2], vec![9], vec![]]);
    }

    #[test]
    fn the_first_of_equals_is_best() {
        assert_eq!(best(&[f64::NAN, 1.0, 3.0, 3.0]), Some(2));
        assert_eq!(best(&[f64::NAN, f64::NEG_INFINITY]), Some(1));
        assert_eq!(best(&[f64::NAN]), None);
    }
}
