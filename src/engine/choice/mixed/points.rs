//! The points at which a likelihood is averaged over tastes: Halton, scrambled Sobol' and a trapezoid rule, as plain columns.

use super::model::{MAX_RANDOM, Variate};
use crate::explore::{Inverses, Scrambled};
use crate::num::lanes::{Lanes, probit_lanes};
use crate::num::{Kernel, Path, exp, run};
use crate::random::{At, Purpose, Seed, Streams};

/// Which points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Points {
    /// The sequences in the first primes as bases, one for each random dimension, cut into one stretch a person: what other programs use.
    Halton {
        /// The index of the first point of the first person.
        start: u64,
    },
    /// Sobol' points, scrambled anew for each person: what to use where nothing has to be matched.
    Sobol {
        /// What the scrambles come from.
        seed: Seed,
    },
    /// Evenly spaced nodes on [−8, 8], weighted by the normal density: exact, for one random dimension that is normal.
    Trapezoid,
}

impl Default for Points {
    fn default() -> Self {
        Self::Sobol { seed: Seed(1) }
    }
}

/// Tells why points cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PointsError {
    /// There are too few points, or more than a sequence has.
    #[error("draws a person must lie between {least} and {most}, got {got}")]
    Count {
        /// How many it takes: one, or the ends and the middle of the trapezoid rule.
        least: usize,
        /// The length of the sequence.
        most: usize,
        /// How many were asked for.
        got: usize,
    },
    /// The trapezoid rule does not fit the model.
    #[error("the trapezoid rule needs exactly one normal dimension, the model has {got} that vary")]
    Trapezoid {
        /// How many dimensions vary.
        got: usize,
    },
}

const PRIMES: [u64; MAX_RANDOM] = [
    2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109, 113, 127, 131, 137,
    139, 149, 151, 157, 163, 167, 173, 179, 181, 191, 193, 197, 199, 211, 223, 227, 229, 233, 239, 241, 251, 257, 263, 269, 271, 277, 281,
    283, 293, 307, 311,
];

/// The longest Halton stretch a person can have, and the longest scrambled Sobol' sequence.
const MOST_HALTON: usize = 10_000_000;
const MOST_SOBOL: usize = 1 << 16;
/// The half-width of the trapezoid rule: past it lies a probability of 10⁻¹⁵.
const REACH: f64 = 8.0;

/// Writes one dimension of the scrambled Sobol' sequence, in the open interval (0, 1): point r of the sequence in place r.
///
/// See [`Scrambled`].
///
/// # Panics
/// If there are more than 65,536 points, or the dimension is past 255.
fn sobol(dimension: u32, scramble: u32, out: &mut [f64]) {
    assert!(out.len() <= MOST_SOBOL, "at most {MOST_SOBOL} points");
    let sequence = Scrambled::new(dimension as usize, scramble, out.len() as u32);
    for (index, out) in out.iter_mut().enumerate() {
        *out = sequence.at(index as u32);
    }
}

/// The points of a model, for any person.
///
/// # Shapes
/// A person's points are a column a random dimension, each as long as [`padded`](Self::padded): the points, then fillers of weight 0.
#[derive(Debug, Clone)]
pub(super) struct Source {
    points: Points,
    count: usize,
    variates: Vec<Variate>,
    inverses: Vec<Inverses>,
    /// The weight of each point, with those of the fillers.
    pub(super) weights: Vec<f64>,
    /// What weighted sums are divided by.
    pub(super) divisor: f64,
}

impl Source {
    pub(super) fn new(points: Points, count: usize, variates: &[Variate]) -> Result<Self, PointsError> {
        // Nobody varies: one point says it all.
        let count = if variates.is_empty() { 1 } else { count };
        let most = if matches!(points, Points::Sobol { .. }) { MOST_SOBOL } else { MOST_HALTON };
        let least = if matches!(points, Points::Trapezoid) && !variates.is_empty() { 3 } else { 1 };
        if !(least..=most).contains(&count) {
            return Err(PointsError::Count { least, most, got: count });
        }
        let mut weights = vec![0.0; count.next_multiple_of(8)];
        let mut divisor = count as f64;
        weights[..count].fill(1.0);
        let mut inverses = Vec::new();
        match points {
            Points::Halton { .. } => inverses = PRIMES[..variates.len()].iter().map(|&base| Inverses::new(base)).collect(),
            Points::Sobol { .. } => {}
            Points::Trapezoid if variates.is_empty() => {}
            Points::Trapezoid if variates == [Variate::Normal] => {
                let step = 2.0 * REACH / (count - 1) as f64;
                for (q, weight) in weights[..count].iter_mut().enumerate() {
                    let node = (q as f64).mul_add(step, -REACH);
                    *weight = step * exp(-0.5 * node * node - 0.918_938_533_204_672_8);
                }
                weights[0] *= 0.5;
                weights[count - 1] *= 0.5;
                divisor = 1.0;
            }
            Points::Trapezoid => return Err(PointsError::Trapezoid { got: variates.len() }),
        }
        Ok(Self { points, count, variates: variates.to_vec(), inverses, weights, divisor })
    }

    /// Returns how many points a person has.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Returns the length of a column.
    pub(super) fn padded(&self) -> usize {
        self.weights.len()
    }

    /// Returns how many numbers a person's points are.
    pub(super) fn size(&self) -> usize {
        self.padded() * self.variates.len()
    }

    /// Writes the points of a person.
    pub(super) fn fill(&self, person: usize, out: &mut [f64]) {
        let padded = self.padded();
        for (dimension, (column, &variate)) in out.chunks_exact_mut(padded).zip(&self.variates).enumerate() {
            match self.points {
                Points::Halton { start } => {
                    self.inverses[dimension].fill(start + (person * self.count) as u64, &mut column[..self.count]);
                }
                Points::Sobol { seed } => {
                    let scramble = Streams::new(seed, At::default()).draws(Purpose::Taste, person as u64, 0).word();
                    sobol(dimension as u32, scramble, &mut column[..self.count]);
                }
                Points::Trapezoid => {
                    let step = 2.0 * REACH / (self.count - 1) as f64;
                    for (q, out) in column[..self.count].iter_mut().enumerate() {
                        *out = (q as f64).mul_add(step, -REACH);
                    }
                    column[self.count..].fill(0.0);
                    continue;
                }
            }
            column[self.count..].fill(0.5);
            run(Path::Widest, Shape { column, variate });
        }
    }
}

/// Turns uniforms into a variate, by inversion.
struct Shape<'a> {
    column: &'a mut [f64],
    variate: Variate,
}

impl Kernel for Shape<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let lanes: &mut [Lanes] = self.column.as_chunks_mut().0;
        match self.variate {
            Variate::Unit => {}
            // Plain loops: what is handed to an iterator as a function is built for the least processor.
            Variate::Normal => {
                for lanes in lanes {
                    probit_lanes(lanes);
                }
            }
            Variate::Uniform => {
                for u in lanes.as_flattened_mut() {
                    *u = u.mul_add(2.0, -1.0);
                }
            }
            Variate::Triangular => {
                for u in lanes.as_flattened_mut() {
                    let edge = if *u < 0.5 { *u } else { 1.0 - *u };
                    let size = 1.0 - (edge + edge).sqrt();
                    *u = if *u < 0.5 { -size } else { size };
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explore::halton;
    use crate::num::probit;

    #[test]
    fn persons_have_stretches_of_their_own() {
        let source = Source::new(Points::Halton { start: 100 }, 10, &[Variate::Normal, Variate::Triangular]).unwrap();
        let mut out = vec![0.0; source.size()];
        source.fill(3, &mut out);
        let (mut two, mut three) = ([0.0; 10], [0.0; 10]);
        halton(2, 130, &mut two);
        halton(3, 130, &mut three);
        for r in 0..10 {
            assert_eq!(out[r], probit(two[r]));
            let t = out[16 + r];
            let below = if t < 0.0 { (1.0 + t) * (1.0 + t) / 2.0 } else { 1.0 - (1.0 - t) * (1.0 - t) / 2.0 };
            assert!((below - three[r]).abs() < 1e-15);
        }
        assert_eq!(source.weights[8..], [1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    }

    #[test]
    fn scrambled_points_are_even_and_differ_by_person() {
        let source = Source::new(Points::default(), 256, &[Variate::Unit; 3]).unwrap();
        let (mut one, mut other) = (vec![0.0; source.size()], vec![0.0; source.size()]);
        source.fill(0, &mut one);
        source.fill(1, &mut other);
        assert_ne!(one, other);
        for column in one.chunks(256).chain(other.chunks(256)) {
            let mut bins = [0; 64];
            column.iter().for_each(|u| bins[(u * 64.0) as usize] += 1);
            assert_eq!(bins, [4; 64]);
        }
    }

    #[test]
    fn nodes_weigh_one_in_all_and_have_the_moments_of_a_normal() {
        let source = Source::new(Points::Trapezoid, 101, &[Variate::Normal]).unwrap();
        let mut node = vec![0.0; source.size()];
        source.fill(9, &mut node);
        for (power, want) in [(0, 1.0), (2, 1.0), (4, 3.0), (6, 15.0)] {
            let got: f64 = node.iter().zip(&source.weights).map(|(x, w)| (0..power).fold(*w, |product, _| product * x)).sum();
            assert!((got - want).abs() < 1e-9, "{power}: {got}");
        }
    }

    #[test]
    fn what_a_sequence_does_not_have_is_refused() {
        let refused = |points, count, variates: &[Variate]| Source::new(points, count, variates).unwrap_err();
        let one = [Variate::Normal];
        assert_eq!(refused(Points::default(), 65_537, &one), PointsError::Count { least: 1, most: 65_536, got: 65_537 });
        assert!(matches!(refused(Points::Trapezoid, 2, &one), PointsError::Count { least: 3, got: 2, .. }));
        assert!(matches!(refused(Points::Halton { start: 1 }, 0, &one), PointsError::Count { got: 0, .. }));
        assert_eq!(refused(Points::Trapezoid, 101, &[Variate::Normal; 2]), PointsError::Trapezoid { got: 2 });
        assert_eq!(refused(Points::Trapezoid, 101, &[Variate::Uniform]), PointsError::Trapezoid { got: 1 });
        assert_eq!(Source::new(Points::Trapezoid, 101, &[]).unwrap().count(), 1);
    }
}
