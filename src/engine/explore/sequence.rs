//! The Sobol' sequence: plain, and scrambled anew for each number handed in.

use std::sync::LazyLock;

/// The dimensions the table of directions has.
pub const MAX_DIMENSIONS: usize = 256;

/// The longest scrambled sequence.
pub const MAX_LENGTH: u32 = 1 << 22;

/// Bits of a direction.
const BITS: usize = 32;

/// The least bits of an index that are shuffled: shorter sequences are the beginnings of one of 65,536 points.
const LEAST_BITS: u32 = 16;

const TABLE: &str = include_str!("joe_kuo.txt");

static DIRECTIONS: LazyLock<Vec<[u32; BITS]>> = LazyLock::new(|| {
    let mut all = Vec::with_capacity(MAX_DIMENSIONS);
    all.push(std::array::from_fn(|bit| 1 << (BITS - 1 - bit)));
    all.extend(TABLE.lines().filter(|line| !line.starts_with('#')).map(directions));
    all
});

/// Makes the directions of one dimension from its line: degree, inner coefficients, the first odd numbers m.
fn directions(line: &str) -> [u32; BITS] {
    let mut numbers = line.split(' ').map(|word| word.parse::<u32>().expect("the shipped table holds whole numbers"));
    let mut next = || numbers.next().expect("a line of the shipped table has as many numbers as its degree says");
    let (degree, inner) = (next() as usize, next());
    let mut v = [0; BITS];
    for (bit, v) in v.iter_mut().enumerate().take(degree) {
        *v = next() << (BITS - 1 - bit);
    }
    for bit in degree..BITS {
        let mut value = v[bit - degree] ^ (v[bit - degree] >> degree);
        for back in 1..degree {
            if inner >> (degree - 1 - back) & 1 == 1 {
                value ^= v[bit - back];
            }
        }
        v[bit] = value;
    }
    v
}

/// Writes the first points of the plain sequence, as published: in the order of Gray's code, the origin first.
///
/// # Shapes
/// `out` holds as many points as fit, `dims` numbers each; a number lies in [0, 1) and is a multiple of 2⁻³².
///
/// # Panics
/// If `dims` is 0 or above [`MAX_DIMENSIONS`].
///
/// # Source
/// I. A. Antonov, V. M. Saleev (1979), "An economic method of computing LPτ-sequences"; directions by Joe & Kuo 2008.
pub fn sobol_points(dims: usize, out: &mut [f64]) {
    assert!((1..=MAX_DIMENSIONS).contains(&dims), "1 to {MAX_DIMENSIONS} dimensions, got {dims}");
    let mut now = vec![0_u32; dims];
    for (index, point) in out.chunks_exact_mut(dims).enumerate() {
        for (value, bits) in point.iter_mut().zip(&now) {
            *value = f64::from(*bits) / 4_294_967_296.0;
        }
        let flips = (index + 1).trailing_zeros() as usize;
        for (bits, directions) in now.iter_mut().zip(DIRECTIONS.iter()) {
            *bits ^= directions[flips % BITS];
        }
    }
}

/// One dimension of the scrambled sequence: points shuffled and scrambled in the manner of Owen, by hashes of one number.
///
/// Every stretch of 2ᵏ points that starts at a multiple of 2ᵏ is as even as the plain sequence's. Sequences of different numbers are
/// independent as far as hashes go; dimensions of one number belong together.
///
/// # Source
/// B. Burley (2020), "Practical hash-based Owen scrambling", JCGT 9(4); hash of N. Vegdahl (2021), "Building a better LK hash".
#[derive(Clone, Copy, Debug)]
pub struct Scrambled {
    directions: &'static [u32; BITS],
    shuffle: u32,
    scramble: u32,
    kept: u32,
}

impl Scrambled {
    /// Opens a dimension of a sequence of at most `length` points.
    ///
    /// # Panics
    /// If the dimension is not below [`MAX_DIMENSIONS`] or the length above [`MAX_LENGTH`].
    ///
    /// # Determinism
    /// The points of a sequence depend on `length` only past 65,536, and then on the next power of two.
    pub fn new(dimension: usize, scramble: u32, length: u32) -> Self {
        assert!(length <= MAX_LENGTH, "at most {MAX_LENGTH} points, got {length}");
        let bits = length.next_power_of_two().trailing_zeros().max(LEAST_BITS);
        let salt = [0x912f_69ba, 0x174f_18ab, 0x691e_72ca, 0xb40c_c1b8][dimension % 4];
        Self {
            directions: &DIRECTIONS[dimension],
            shuffle: hash(scramble ^ 0x79c6_8e4a),
            scramble: hash((dimension / 4) as u32 ^ scramble.wrapping_mul(0x9c8f_2d3b) ^ salt),
            kept: u32::MAX << (32 - bits),
        }
    }

    /// Returns a point's coordinate: a multiple of 2⁻²³ in [0, 1), moved up by 2⁻²⁵ so that it is never 0.
    #[inline]
    pub fn at(&self, index: u32) -> f64 {
        let mut shuffled = owen(index.reverse_bits(), self.shuffle) & self.kept;
        let mut bits = 0;
        while shuffled != 0 {
            let place = shuffled.leading_zeros();
            bits ^= self.directions[place as usize];
            shuffled ^= 1 << (31 - place);
        }
        let scrambled = owen(bits.reverse_bits(), self.scramble).reverse_bits();
        f64::from(scrambled >> 9) / f64::from(1_u32 << 23) + 1.0 / f64::from(1_u32 << 25)
    }
}

/// Scrambles a number whose bits are reversed: each bit is flipped by those below it alone.
#[inline]
fn owen(mut reversed: u32, key: u32) -> u32 {
    reversed ^= reversed.wrapping_mul(0x3d20_adea);
    reversed = reversed.wrapping_add(key);
    reversed = reversed.wrapping_mul((key >> 16) | 1);
    reversed ^= reversed.wrapping_mul(0x0552_6c56);
    reversed ^= reversed.wrapping_mul(0x53a2_2864);
    reversed
}

/// Mixes the bits of a number (C. Wellons' triple32 family, two rounds).
#[inline]
fn hash(number: u32) -> u32 {
    let mut n = number ^ 0xe6fe_3beb;
    n ^= n >> 16;
    n = n.wrapping_mul(0x7feb_352d);
    n ^= n >> 15;
    n = n.wrapping_mul(0x846c_a68b);
    n ^ (n >> 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        assert_eq!(DIRECTIONS.len(), MAX_DIMENSIONS);
        // Every direction has its own leading bit, so that each dimension alone is a permutation.
        for v in DIRECTIONS.iter() {
            assert!((0..BITS).all(|bit| v[bit].trailing_zeros() as usize == BITS - 1 - bit));
        }
    }

    #[test]
    fn the_first_points_are_the_published_ones() {
        let mut out = [0.0; 24];
        sobol_points(3, &mut out);
        let expected = [
            [0.0, 0.0, 0.0],
            [0.5, 0.5, 0.5],
            [0.75, 0.25, 0.25],
            [0.25, 0.75, 0.75],
            [0.375, 0.375, 0.625],
            [0.875, 0.875, 0.125],
            [0.625, 0.125, 0.875],
            [0.125, 0.625, 0.375],
        ];
        assert_eq!(out.as_chunks::<3>().0, expected);
    }

    #[test]
    fn long_sequences_stay_even_in_every_dimension_and_pair() {
        let length = 1_u32 << 18;
        for dimension in [0, 1, 7, 255] {
            let one = Scrambled::new(dimension, 77, length);
            let mut hits = vec![0_u32; 1 << 12];
            (0..length).for_each(|index| hits[(one.at(index) * 4096.0) as usize] += 1);
            assert!(hits.iter().all(|&hits| hits == 64), "{dimension}");
        }
        // The first two dimensions are a (0, 2)-sequence: one point in every box of equal area.
        let (one, other) = (Scrambled::new(0, 5, length), Scrambled::new(1, 5, length));
        for wide in 0..=8_u32 {
            let (columns, rows) = (1_u32 << wide, 1_u32 << (8 - wide));
            let mut hits = [0_u32; 256];
            for index in 0..length {
                let column = (one.at(index) * f64::from(columns)) as usize;
                hits[column * rows as usize + (other.at(index) * f64::from(rows)) as usize] += 1;
            }
            assert!(hits.iter().all(|&hits| hits == 1024), "{wide}");
        }
    }

    #[test]
    fn scrambled_points_are_frozen_and_never_on_the_border() {
        let mut sum = 0_u64;
        for dimension in [0, 3, 130] {
            let scrambled = Scrambled::new(dimension, 9, 1 << 16);
            for index in (0..1 << 16).step_by(257) {
                let value = scrambled.at(index);
                assert!(value > 0.0 && value < 1.0);
                sum = sum.rotate_left(7) ^ value.to_bits();
            }
        }
        assert_eq!(sum, 0xa42b_1f49_bf8b_84c2, "{sum:#x}");
        assert_ne!(Scrambled::new(0, 1, 8).at(0), Scrambled::new(0, 2, 8).at(0));
    }
}
