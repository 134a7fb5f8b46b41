//! The radial design of Saltelli over scrambled Sobol' points, by groups of inputs.

use super::sample::{DesignError, fits};
use super::sequence::{MAX_DIMENSIONS, Scrambled};
use crate::random::{At, Purpose, Seed, Streams};

/// The longest base sample.
pub const MAX_BASE: u32 = 1 << 20;

/// The most groups whose pairs are looked at.
pub const MAX_PAIRED: usize = 128;

/// The dimensions that come from the sequence: each is needed twice, in A and in B. Inputs after these get independent points.
const EVEN_DIMS: usize = MAX_DIMENSIONS / 2;

/// Says which indices a design is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Order {
    /// First-order and total indices.
    First,
    /// Those of pairs of groups too.
    Second,
}

/// Holds the rows at which a model is to be run.
///
/// # Shapes
/// Rows come in bundles, one a base point: A, B, then A with group 0 taken from B, A with group 1 from B, and so on; for indices of
/// pairs then B with group 0 taken from A, and so on. A run cut short after whole bundles is a smaller but complete design.
#[derive(Clone, Debug, PartialEq)]
pub struct Design {
    order: Order,
    n_base: u32,
    groups: Vec<usize>,
    dims: usize,
    /// For each base point the numbers of A, then those of B.
    points: Vec<f64>,
}

impl Design {
    /// Returns which indices the design is for.
    pub fn order(&self) -> Order {
        self.order
    }

    /// Returns the number of base points.
    pub fn n_base(&self) -> u32 {
        self.n_base
    }

    /// Returns the number of groups.
    pub fn n_groups(&self) -> usize {
        self.groups.len()
    }

    /// Returns the number of input dimensions.
    pub fn dims(&self) -> usize {
        self.dims
    }

    /// Returns the number of rows in a bundle: groups + 2, or 2 × groups + 2 for indices of pairs.
    pub fn bundle(&self) -> usize {
        match self.order {
            Order::First => self.groups.len() + 2,
            Order::Second => 2 * self.groups.len() + 2,
        }
    }

    /// Returns the number of rows, base points × bundle.
    pub fn len(&self) -> usize {
        self.n_base as usize * self.bundle()
    }

    /// Tells whether there is no row; never so for a design that [`design`] made.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Writes one row: a number in (0, 1) for each input, inputs of group 0 first.
    ///
    /// # Panics
    /// When `index` is not below [`Design::len`], or `out` does not hold [`Design::dims`] numbers.
    pub fn fill(&self, index: usize, out: &mut [f64]) {
        let (base, place) = (index / self.bundle(), index % self.bundle());
        let (a, b) = self.points[base * 2 * self.dims..(base + 1) * 2 * self.dims].split_at(self.dims);
        let (most, other, group) = match place {
            0 => return out.copy_from_slice(a),
            1 => return out.copy_from_slice(b),
            mixed if mixed - 2 < self.groups.len() => (a, b, mixed - 2),
            mixed => (b, a, mixed - 2 - self.groups.len()),
        };
        out.copy_from_slice(most);
        let start: usize = self.groups[..group].iter().sum();
        let end = start + self.groups[group];
        out[start..end].copy_from_slice(&other[start..end]);
    }

    /// Returns one row.
    ///
    /// # Panics
    /// When `index` is not below [`Design::len`].
    pub fn row(&self, index: usize) -> Vec<f64> {
        let mut row = vec![0.0; self.dims];
        self.fill(index, &mut row);
        row
    }

    /// Runs a function on all rows in order.
    pub fn each(&self, f: impl Fn(&[f64]) -> f64) -> Vec<f64> {
        let mut row = vec![0.0; self.dims];
        let mut at = |index| {
            self.fill(index, &mut row);
            f(&row)
        };
        (0..self.len()).map(&mut at).collect()
    }
}

/// Draws a design of `n_base` base points for groups with the given numbers of inputs. A power of two balances best.
///
/// # Errors
/// [`DesignError`] for a base, a group or a number of inputs out of range.
///
/// # Determinism
/// Depends on the arguments alone; points are integers hashed by the seed, the same on every processor.
///
/// # Source
/// Saltelli et al. 2010, "Variance based sensitivity analysis of model output", Computer Physics Communications 181(2),
/// section 4; with rows for pairs Saltelli 2002, "Making best use of model evaluations to compute sensitivity indices", the same 145(2);
/// past the sequence's dimensions padded with independent points, as in Owen 1998, "Latin supercube sampling for very
/// high-dimensional simulations", ACM TOMACS 8(1).
pub fn design(n_base: u32, dims_by_group: &[usize], order: Order, seed: Seed) -> Result<Design, DesignError> {
    if !(2..=MAX_BASE).contains(&n_base) {
        return Err(DesignError::Base { most: MAX_BASE, got: n_base });
    }
    if dims_by_group.is_empty() {
        return Err(DesignError::EmptyGroup { index: 0 });
    }
    if let Some(index) = dims_by_group.iter().position(|&d| d == 0) {
        return Err(DesignError::EmptyGroup { index });
    }
    if order == Order::Second && dims_by_group.len() > MAX_PAIRED {
        let (most, got) = (MAX_PAIRED as u32, dims_by_group.len() as u32);
        return Err(DesignError::Count { what: "groups whose pairs are looked at", least: 1, most, got });
    }
    let dims = dims_by_group.iter().fold(0_usize, |sum, &d| sum.saturating_add(d));
    fits(2 * n_base as usize, dims)?;
    let streams = Streams::new(seed, At { theta: 0, inner: 0 });
    let scramble = streams.draws(Purpose::Design, 0, 0).below(u32::MAX);
    let even = dims.min(EVEN_DIMS);
    let sequence: Vec<Scrambled> = (0..2 * even).map(|dimension| Scrambled::new(dimension, scramble, n_base)).collect();
    let mut points = vec![0.0; 2 * n_base as usize * dims];
    for (point, both) in points.chunks_exact_mut(2 * dims).enumerate() {
        let (a, b) = both.split_at_mut(dims);
        for (d, (from_a, from_b)) in a.iter_mut().zip(b).enumerate() {
            if d < even {
                (*from_a, *from_b) = (sequence[d].at(point as u32), sequence[even + d].at(point as u32));
            } else {
                // Inputs past the sequence's last dimension get independent points: the two of an input from one stream.
                let mut draws = streams.draws(Purpose::Design, d as u64, point as u32);
                (*from_a, *from_b) = (draws.uniform(), draws.uniform());
            }
        }
    }
    Ok(Design { order, n_base, groups: dims_by_group.to_vec(), dims, points })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(n_base: u32, groups: &[usize], seed: u64) -> Design {
        design(n_base, groups, Order::First, Seed(seed)).unwrap()
    }

    #[test]
    fn bundles_mix_a_and_b_by_group() {
        let d = first(8, &[1, 2], 1);
        assert_eq!((d.len(), d.dims(), d.bundle()), (32, 3, 4));
        let both = design(8, &[1, 2], Order::Second, Seed(1)).unwrap();
        assert_eq!((both.len(), both.bundle()), (48, 6));
        for base in 0..8 {
            let [a, b, ab0, ab1] = [0, 1, 2, 3].map(|k| d.row(base * 4 + k));
            assert_eq!(ab0, [b[0], a[1], a[2]]);
            assert_eq!(ab1, [a[0], b[1], b[2]]);
            assert!(a.iter().chain(&b).all(|u| *u > 0.0 && *u < 1.0));
            let rows = [0, 1, 2, 3, 4, 5].map(|k| both.row(base * 6 + k));
            assert_eq!(rows[..4], [a.clone(), b.clone(), ab0, ab1]);
            assert_eq!(rows[4], [a[0], b[1], b[2]]);
            assert_eq!(rows[5], [b[0], a[1], a[2]]);
        }
    }

    #[test]
    fn points_are_balanced_and_seeds_differ() {
        let d = first(1 << 10, &[2], 4);
        for dim in 0..2 {
            let mut hits = [0u32; 16];
            for base in 0..1usize << 10 {
                hits[(d.row(base * 3)[dim] * 16.0) as usize] += 1;
            }
            assert_eq!(hits, [64; 16]);
        }
        assert_eq!(d, first(1 << 10, &[2], 4));
        assert_ne!(d, first(1 << 10, &[2], 5));
    }

    #[test]
    fn points_are_frozen() {
        let d = first(1 << 12, &[1, 2], 4);
        let sum = (0..d.len()).flat_map(|row| d.row(row)).fold(0_u64, |sum, u| sum.rotate_left(7) ^ u.to_bits());
        assert_eq!(sum, 0xd074_e243_3611_35e7, "{sum:#x}");
    }

    #[test]
    fn inputs_past_the_sequence_get_points_of_their_own() {
        let d = first(1 << 10, &[1, 140], 4);
        let values = |row: usize, dim: usize| -> Vec<f64> { (0..1usize << 10).map(|base| d.row(base * 4 + row)[dim]).collect() };
        for dim in [127, 128, 140] {
            let (a, b) = (values(0, dim), values(1, dim));
            assert!(a.iter().chain(&b).all(|u| *u > 0.0 && *u < 1.0));
            // Standard error of a mean of 1,024 uniforms: .0090; of a correlation: .031. Four of each.
            let mean = a.iter().sum::<f64>() / 1024.0;
            assert!((mean - 0.5).abs() < 0.036, "{mean}");
            let both = 12.0 * a.iter().zip(&b).map(|(a, b)| (a - 0.5) * (b - 0.5)).sum::<f64>() / 1024.0;
            assert!(both.abs() < 0.125, "{both}");
            assert_eq!(values(2, dim), a, "group 0 alone comes from B");
            assert_eq!(values(3, dim), b);
        }
        assert_ne!(values(0, 139), values(0, 140));
    }

    #[test]
    fn refuses_designs_it_cannot_draw() {
        let refused = |base, groups: &[usize]| design(base, groups, Order::First, Seed(0)).unwrap_err().to_string();
        assert_eq!(refused(1, &[1]), "base sample must hold 2 to 1048576 points, got 1");
        assert_eq!(refused(8, &[]), "group 0 of uncertain inputs is empty");
        assert_eq!(refused(8, &[1, 0]), "group 1 of uncertain inputs is empty");
        assert_eq!(refused(8, &[4000, 97]), "a design holds 1 to 4096 uncertain inputs, got 4097");
        assert_eq!(refused(8, &[usize::MAX, 2]), format!("a design holds 1 to 4096 uncertain inputs, got {}", usize::MAX));
        let pairs = design(8, &[1; 129], Order::Second, Seed(0)).unwrap_err().to_string();
        assert_eq!(pairs, "groups whose pairs are looked at must lie between 1 and 128, got 129");
        assert!(refused(1 << 20, &[100]).starts_with("a design of 2097152 points in 100 inputs"));
    }
}
