//! Many entities at once: columns of normals and uniforms.

use super::philox::{WIDTH, words};
use super::streams::{Purpose, Streams};
use crate::num::block::probit_lanes;
use crate::num::{Kernel, Path, run};
use std::ops::Range;

/// Which variate a word becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Variate {
    Normal,
    Uniform,
}

/// Turns a word into the middle of one of 2²³ equal bins of (0, 1).
#[inline(always)]
pub(crate) fn uniform_lane(word: u32) -> f32 {
    ((word >> 9) as f32 + 0.5) * (1.0 / 8_388_608.0)
}

struct Fill<'a> {
    key: [u32; 2],
    occurrence: u32,
    entities: Range<u64>,
    dims: usize,
    variate: Variate,
    out: &'a mut [f32],
}

impl Kernel for Fill<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let len = (self.entities.end - self.entities.start) as usize;
        let mut bits = [[0u32; WIDTH]; 4];
        let mut values = [0f32; WIDTH];
        for offset in (0..len).step_by(WIDTH) {
            let count = (len - offset).min(WIDTH);
            for block in 0..self.dims.div_ceil(4) {
                words(self.key, self.entities.start + offset as u64, self.occurrence, block as u32, &mut bits);
                for (lane, words) in bits.iter().enumerate().take(self.dims - 4 * block) {
                    match self.variate {
                        Variate::Normal => probit_lanes(words, 1.0, 0.0, &mut values),
                        Variate::Uniform => {
                            for (v, &w) in values.iter_mut().zip(words) {
                                *v = uniform_lane(w);
                            }
                        }
                    }
                    let start = (4 * block + lane) * len + offset;
                    self.out[start..start + count].copy_from_slice(&values[..count]);
                }
            }
        }
    }
}

impl Streams {
    /// Writes standard normals: `dims` for each entity of the range.
    ///
    /// Dimension d of an entity takes word d of its stream, so these are *not* the numbers of [`Draws::normal`](super::Draws::normal), which takes two words a
    /// number: use one form or the other for a purpose.
    ///
    /// # Shapes
    /// `out[d * len + i]` is dimension d of entity `entities.start + i`, len = number of entities.
    ///
    /// # Determinism
    /// A value depends on (seed, θ, inner, purpose, occurrence, entity, d), never on the range or on `dims`.
    ///
    /// # Panics
    /// If `out` does not hold `dims · len` numbers.
    pub fn fill_normals(&self, purpose: Purpose, occurrence: u32, entities: Range<u64>, dims: usize, out: &mut [f32]) {
        self.fill(Path::Widest, purpose, occurrence, entities, dims, Variate::Normal, out);
    }

    /// Writes uniforms in the open interval (0, 1): `dims` for each entity of the range.
    ///
    /// Each is the middle of one of 2²³ equal bins. Shapes, determinism and panics are those of [`fill_normals`](Self::fill_normals).
    pub fn fill_uniforms(&self, purpose: Purpose, occurrence: u32, entities: Range<u64>, dims: usize, out: &mut [f32]) {
        self.fill(Path::Widest, purpose, occurrence, entities, dims, Variate::Uniform, out);
    }

    #[expect(clippy::too_many_arguments, reason = "one private door for two variates on two paths")]
    fn fill(&self, path: Path, purpose: Purpose, occurrence: u32, entities: Range<u64>, dims: usize, variate: Variate, out: &mut [f32]) {
        let len = entities.end.saturating_sub(entities.start) as usize;
        assert_eq!(out.len(), dims * len, "room for every dimension of every entity");
        let key = self.key(purpose);
        run(path, Fill { key, occurrence, entities, dims, variate, out });
    }
}
