//! The radial design of Saltelli over scrambled Sobol' points, by groups of inputs.

use crate::random::{At, Purpose, Seed, Streams};

/// The longest base sample that the scrambled sequence offers.
pub const MAX_BASE: u32 = 1 << 16;

/// The largest number of input dimensions: each is needed twice, in A and in B.
pub const MAX_DIMS: usize = 128;

/// Says why a design cannot be drawn.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DesignError {
    /// The base sample is too short or too long.
    #[error("base sample must hold 2 to {MAX_BASE} points, got {got}")]
    Base {
        /// The length asked for.
        got: u32,
    },
    /// There is no group, or one without inputs.
    #[error("group {index} of uncertain inputs is empty")]
    EmptyGroup {
        /// Its place, from 0; the number of groups where there is none at all.
        index: usize,
    },
    /// There are more inputs than the sequence has dimensions for.
    #[error("at most {MAX_DIMS} uncertain inputs can be ranked, got {got}")]
    TooManyInputs {
        /// The number given.
        got: usize,
    },
}

/// Holds the rows at which a model is to be run.
///
/// # Shapes
/// Rows come in bundles of groups + 2, one bundle a base point: A, B, then A with group 0 taken from B, A with group 1
/// from B, and so on. A run cut short after whole bundles is a smaller but complete design.
#[derive(Clone, Debug, PartialEq)]
pub struct Design {
    n_base: u32,
    groups: Vec<usize>,
    dims: usize,
    cells: Vec<f64>,
}

impl Design {
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

    /// Returns the number of rows in a bundle, groups + 2.
    pub fn bundle(&self) -> usize {
        self.groups.len() + 2
    }

    /// Returns the number of rows, base points × (groups + 2).
    pub fn len(&self) -> usize {
        self.n_base as usize * self.bundle()
    }

    /// Tells whether there is no row; never so for a design that [`design`] made.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns one row: a number in (0, 1) for each input, inputs of group 0 first.
    ///
    /// # Panics
    /// When `index` is not below [`Design::len`].
    pub fn row(&self, index: usize) -> &[f64] {
        &self.cells[index * self.dims..(index + 1) * self.dims]
    }

    /// Returns all rows in order.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[f64]> {
        self.cells.chunks_exact(self.dims)
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
/// section 4; scrambling by Burley 2020, "Practical hash-based Owen scrambling", JCGT 9(4), directions by Joe & Kuo.
pub fn design(n_base: u32, dims_by_group: &[usize], seed: Seed) -> Result<Design, DesignError> {
    if !(2..=MAX_BASE).contains(&n_base) {
        return Err(DesignError::Base { got: n_base });
    }
    if dims_by_group.is_empty() {
        return Err(DesignError::EmptyGroup { index: 0 });
    }
    if let Some(index) = dims_by_group.iter().position(|&d| d == 0) {
        return Err(DesignError::EmptyGroup { index });
    }
    let dims: usize = dims_by_group.iter().sum();
    if dims > MAX_DIMS {
        return Err(DesignError::TooManyInputs { got: dims });
    }
    let scramble = Streams::new(seed, At { theta: 0, inner: 0 }).draws(Purpose::Design, 0, 0).below(u32::MAX);
    let mut cells = Vec::with_capacity(n_base as usize * (dims_by_group.len() + 2) * dims);
    let mut a = vec![0.0; dims];
    let mut b = vec![0.0; dims];
    for point in 0..n_base {
        for (d, (from_a, from_b)) in a.iter_mut().zip(&mut b).enumerate() {
            *from_a = coordinate(point, d, scramble);
            *from_b = coordinate(point, dims + d, scramble);
        }
        cells.extend_from_slice(&a);
        cells.extend_from_slice(&b);
        let mut start = 0;
        for &size in dims_by_group {
            let base = cells.len();
            cells.extend_from_slice(&a);
            cells[base + start..base + start + size].copy_from_slice(&b[start..start + size]);
            start += size;
        }
    }
    Ok(Design { n_base, groups: dims_by_group.to_vec(), dims, cells })
}

/// Moves the sequence's value, a multiple of 2⁻²⁴ in [0, 1), to the middle of its cell, so that it is never 0.
fn coordinate(point: u32, dimension: usize, scramble: u32) -> f64 {
    f64::from(sobol_burley::sample(point, dimension as u32, scramble)) + 1.0 / f64::from(1u32 << 25)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bundles_mix_a_and_b_by_group() {
        let d = design(8, &[1, 2], Seed(1)).unwrap();
        assert_eq!((d.len(), d.dims(), d.bundle()), (32, 3, 4));
        for base in 0..8 {
            let [a, b, ab0, ab1] = [0, 1, 2, 3].map(|k| d.row(base * 4 + k));
            assert_eq!(ab0, [b[0], a[1], a[2]]);
            assert_eq!(ab1, [a[0], b[1], b[2]]);
            assert!(a.iter().chain(b).all(|u| *u > 0.0 && *u < 1.0));
        }
        assert_eq!(d.rows().len(), 32);
    }

    #[test]
    fn points_are_balanced_and_seeds_differ() {
        let d = design(1 << 10, &[2], Seed(4)).unwrap();
        for dim in 0..2 {
            let mut hits = [0u32; 16];
            for base in 0..1usize << 10 {
                hits[(d.row(base * 3)[dim] * 16.0) as usize] += 1;
            }
            assert_eq!(hits, [64; 16]);
        }
        assert_eq!(d, design(1 << 10, &[2], Seed(4)).unwrap());
        assert_ne!(d, design(1 << 10, &[2], Seed(5)).unwrap());
    }

    #[test]
    fn refuses_designs_it_cannot_draw() {
        assert_eq!(design(1, &[1], Seed(0)), Err(DesignError::Base { got: 1 }));
        assert_eq!(design(8, &[], Seed(0)), Err(DesignError::EmptyGroup { index: 0 }));
        assert_eq!(design(8, &[1, 0], Seed(0)), Err(DesignError::EmptyGroup { index: 1 }));
        assert_eq!(design(8, &[100, 29], Seed(0)), Err(DesignError::TooManyInputs { got: 129 }));
    }
}
