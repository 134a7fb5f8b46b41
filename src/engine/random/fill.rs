//! Many entities at once: columns of normals and uniforms.

use super::draws::uniform;
use super::philox::{WIDTH, words, words_of};
use super::streams::{Purpose, Stream, Streams};
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

/// What is made of the words of entities that lie anywhere.
enum Scattered<'a> {
    /// The first four words of each.
    Words(&'a mut [[u32; 4]]),
    /// Of four entities in one block, the normal of the one that its place says.
    Normals(&'a mut [f32]),
}

struct Scatter<'a> {
    key: [u32; 2],
    occurrence: u32,
    block: u32,
    places: &'a [u64],
    out: Scattered<'a>,
}

impl Kernel for Scatter<'_> {
    type Output = ();

    #[inline(always)]
    fn run(mut self) {
        let mut bits = [[0u32; WIDTH]; 4];
        let mut chosen = [0u32; WIDTH];
        let mut values = [0f32; WIDTH];
        let mut entities = [0u64; WIDTH];
        let shift = if matches!(self.out, Scattered::Normals(_)) { 2 } else { 0 };
        for (number, places) in self.places.chunks(WIDTH).enumerate() {
            for (entity, place) in entities.iter_mut().zip(places) {
                *entity = place >> shift;
            }
            words_of(self.key, &entities, self.occurrence, self.block, &mut bits);
            let here = number * WIDTH..number * WIDTH + places.len();
            match &mut self.out {
                Scattered::Words(out) => {
                    for (i, out) in out[here].iter_mut().enumerate() {
                        *out = [bits[0][i], bits[1][i], bits[2][i], bits[3][i]];
                    }
                }
                Scattered::Normals(out) => {
                    for (i, place) in places.iter().enumerate() {
                        chosen[i] = bits[(place % 4) as usize][i];
                    }
                    probit_lanes(&chosen, 1.0, 0.0, &mut values);
                    out[here].copy_from_slice(&values[..places.len()]);
                }
            }
        }
    }
}

impl Stream {
    /// Writes four words of each entity of a list: those of one block of four, counted from 0.
    ///
    /// # Shapes
    /// `out[i]` belongs to `entities[i]`.
    ///
    /// # Determinism
    /// They are what [`draws`](Self::draws) gives word by word.
    ///
    /// # Panics
    /// If the lengths differ.
    pub fn words_of(&self, entities: &[u64], occurrence: u32, block: u32, out: &mut [[u32; 4]]) {
        assert_eq!(entities.len(), out.len(), "room for every entity");
        run(Path::Widest, Scatter { key: self.key(), occurrence, block, places: entities, out: Scattered::Words(out) });
    }
}

/// The pair of uniforms that four words are, as in [`Stream::pair`].
#[inline]
pub fn pair_of([a, b, c, d]: [u32; 4]) -> [f64; 2] {
    [uniform(u64::from(a) | u64::from(b) << 32), uniform(u64::from(c) | u64::from(d) << 32)]
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

    /// Writes a standard normal for each place of a list, where dimension d of entity e, d below 4, is place 4 e + d.
    ///
    /// # Shapes
    /// `out[i]` belongs to `places[i]`.
    ///
    /// # Determinism
    /// They are those that [`fill_normals`](Self::fill_normals) writes for all entities in a row with four dimensions.
    ///
    /// # Panics
    /// If the lengths differ.
    pub fn normals_at(&self, purpose: Purpose, occurrence: u32, places: &[u64], out: &mut [f32]) {
        assert_eq!(places.len(), out.len(), "room for every place");
        run(Path::Widest, Scatter { key: self.key(purpose), occurrence, block: 0, places, out: Scattered::Normals(out) });
    }

    #[expect(clippy::too_many_arguments, reason = "one private door for two variates on two paths")]
    fn fill(&self, path: Path, purpose: Purpose, occurrence: u32, entities: Range<u64>, dims: usize, variate: Variate, out: &mut [f32]) {
        let len = entities.end.saturating_sub(entities.start) as usize;
        assert_eq!(out.len(), dims * len, "room for every dimension of every entity");
        let key = self.key(purpose);
        run(path, Fill { key, occurrence, entities, dims, variate, out });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{At, Seed};

    #[test]
    fn scattered_entities_have_the_words_and_normals_that_they_have_in_a_row() {
        let streams = Streams::new(Seed(7), At { theta: 1, inner: 2 });
        let stream = streams.stream(Purpose::Tie);
        let entities: Vec<u64> = (0..150).map(|i| (i * 7_919) % 1_000 + (i % 3) * (1 << 33)).collect();
        for block in [0, 1] {
            let mut words = vec![[0; 4]; entities.len()];
            stream.words_of(&entities, 5, block, &mut words);
            for (entity, words) in entities.iter().zip(words) {
                let mut draws = stream.draws(*entity, 5);
                draws.skip(4 * u64::from(block));
                assert_eq!(words, std::array::from_fn(|_| draws.word()));
                if block == 0 {
                    assert_eq!(pair_of(words), stream.pair(*entity, 5));
                }
            }
        }
        let mut row = vec![0.0; 4 * 400];
        streams.fill_normals(Purpose::Alone, 9, 0..400, 4, &mut row);
        let places: Vec<u64> = (0..1_600).filter(|place| place % 11 < 3).collect();
        let mut normals = vec![0.0; places.len()];
        streams.normals_at(Purpose::Alone, 9, &places, &mut normals);
        for (place, normal) in places.iter().zip(normals) {
            assert_eq!(normal.to_bits(), row[(place % 4) as usize * 400 + (place / 4) as usize].to_bits());
        }
    }
}
