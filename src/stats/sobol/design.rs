//! The radial design of Saltelli over scrambled Sobol' points, by groups of inputs.

use crate::random::{At, Purpose, Seed, Streams};

/// The longest base sample that the scrambled sequence offers.
pub const MAX_BASE: u32 = 1 << 16;

/// The dimensions that come from the sequence: each is needed twice, in A and in B. Inputs after these get independent points.
const EVEN_DIMS: usize = 128;

/// The largest number of inputs.
pub const MAX_INPUTS: usize = 4096;

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
    /// There are more inputs than a design holds.
    #[error("at most {MAX_INPUTS} uncertain inputs can be ranked, got {got}")]
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
/// section 4; past the sequence's dimensions padded with independent points, as in Owen 1998, "Latin supercube sampling for very
/// high-dimensional simulations", ACM TOMACS 8(1); scrambling by Burley 2020, "Practical hash-based Owen scrambling", JCGT 9(4), directions by Joe & Kuo.
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
    if dims > MAX_INPUTS {
        return Err(DesignError::TooManyInputs { got: dims });
    }
    let streams = Streams::new(seed, At { theta: 0, inner: 0 });
    let scramble = streams.draws(Purpose::Design, 0, 0).below(u32::MAX);
    let even = dims.min(EVEN_DIMS);
    // Inputs past the sequence's last dimension get independent points: the two of an input from one stream.
    let padding = |point: u32, d: usize| {
        let mut draws = streams.draws(Purpose::Design, d as u64, point);
        (draws.uniform(), draws.uniform())
    };
    let mut cells = Vec::with_capacity(n_base as usize * (dims_by_group.len() + 2) * dims);
    let mut a = vec![0.0; dims];
    let mut b = vec![0.0; dims];
    for point in 0..n_base {
        for (d, (from_a, from_b)) in a.iter_mut().zip(&mut b).enumerate() {
            (*from_a, *from_b) =
                if d < even { (coordinate(point, d, scramble), coordinate(point, even + d, scramble)) } else { padding(point, d) };
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
    fn inputs_past_the_sequence_get_points_of_their_own() {
        let d = design(1 << 10, &[1, 140], Seed(4)).unwrap();
        let column = |row: usize, dim: usize| (0..1usize << 10).map(move |base| (base, row, dim));
        let values = |row, dim| -> Vec<f64> { column(row, dim).map(|(base, row, dim)| d.row(base * 4 + row)[dim]).collect() };
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
        assert_eq!(design(1, &[1], Seed(0)), Err(DesignError::Base { got: 1 }));
        assert_eq!(design(8, &[], Seed(0)), Err(DesignError::EmptyGroup { index: 0 }));
        assert_eq!(design(8, &[1, 0], Seed(0)), Err(DesignError::EmptyGroup { index: 1 }));
        assert_eq!(design(8, &[4000, 97], Seed(0)), Err(DesignError::TooManyInputs { got: 4097 }));
    }
}
