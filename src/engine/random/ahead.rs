//! Pairs of uniforms for entities that follow each other, drawn many at a time before they are asked for.

use super::philox::{WIDTH, words};
use super::streams::Stream;
use crate::num::{Kernel, Path, ln_normal_body, run};

/// How many blocks are kept.
const KEPT: u64 = 2;

/// 2⁵²: the bits of a whole number below it, put under this exponent, are that number plus 2⁵².
const WHOLE: u64 = 0x4330_0000_0000_0000;
const TWO_52: f64 = 4_503_599_627_370_496.0;

/// The first two uniforms of an entity's stream, with the natural logarithm of the first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// The first.
    pub first: f64,
    /// The second.
    pub second: f64,
    /// The logarithm of the first.
    pub ln_first: f64,
}

#[derive(Debug, Clone)]
struct Block {
    /// Which block of entities it holds.
    number: u64,
    pairs: [Pair; WIDTH],
}

const EMPTY: u64 = u64::MAX;

/// Keeps [`Stream::pair`]s of one stream and occurrence ahead, in blocks of 64 entities.
///
/// # Determinism
/// What it returns is what the stream holds, to the last bit, in any order of asking.
#[derive(Debug, Clone)]
pub struct Ahead {
    blocks: Vec<Block>,
}

impl Default for Ahead {
    fn default() -> Self {
        Self::new()
    }
}

impl Ahead {
    /// Holds nothing yet.
    #[must_use]
    pub fn new() -> Self {
        let nothing = Pair { first: 0.5, second: 0.5, ln_first: 0.0 };
        Self { blocks: vec![Block { number: EMPTY, pairs: [nothing; WIDTH] }; KEPT as usize] }
    }

    /// Forgets everything: to be called before another stream or occurrence is asked for.
    pub fn clear(&mut self) {
        for block in &mut self.blocks {
            block.number = EMPTY;
        }
    }

    /// The pair of an entity. Blocks are drawn as entities come up for the first time; what is older than they are is drawn by itself.
    #[inline]
    pub fn pair(&mut self, stream: &Stream, entity: u64, occurrence: u32) -> Pair {
        let number = entity / WIDTH as u64;
        let block = &mut self.blocks[(number % KEPT) as usize];
        if block.number != number {
            if block.number != EMPTY && number < block.number {
                let [first, second] = stream.pair(entity, occurrence);
                return Pair { first, second, ln_first: crate::num::ln(first) };
            }
            block.number = number;
            run(Path::Widest, Draw { key: stream.key(), first: number * WIDTH as u64, occurrence, out: &mut block.pairs });
        }
        block.pairs[(entity % WIDTH as u64) as usize]
    }
}

struct Draw<'a> {
    key: [u32; 2],
    first: u64,
    occurrence: u32,
    out: &'a mut [Pair; WIDTH],
}

impl Kernel for Draw<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let mut bits = [[0_u32; WIDTH]; 4];
        words(self.key, self.first, self.occurrence, 0, &mut bits);
        let mut first = [0.0; WIDTH];
        let mut second = [0.0; WIDTH];
        let mut logs = [0.0; WIDTH];
        let [a, b, c, d] = &bits;
        for i in 0..WIDTH {
            first[i] = uniform(u64::from(a[i]) | u64::from(b[i]) << 32);
            second[i] = uniform(u64::from(c[i]) | u64::from(d[i]) << 32);
        }
        for i in 0..WIDTH {
            logs[i] = ln_normal_body(first[i]);
        }
        for i in 0..WIDTH {
            self.out[i] = Pair { first: first[i], second: second[i], ln_first: logs[i] };
        }
    }
}

/// The middle of one of 2⁵² equal bins of (0, 1), as for a single draw.
#[inline(always)]
fn uniform(bits: u64) -> f64 {
    ((f64::from_bits(WHOLE | bits >> 12) - TWO_52) + 0.5) * (1.0 / TWO_52)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::ln;
    use crate::random::{At, Purpose, Seed, Streams};

    #[test]
    fn what_is_drawn_ahead_is_what_the_stream_holds() {
        let stream = Streams::new(Seed(9), At { theta: 4, inner: 1 }).stream(Purpose::Service);
        let mut ahead = Ahead::new();
        let class = 3_u64 << 40;
        // Forwards, far ahead, back within what is kept, and back beyond it.
        for number in (0..300).chain([5_000, 4_999, 4_800, 3, 70_000, 5_001]) {
            let entity = class | number;
            let [first, second] = stream.pair(entity, 77 << 16);
            let got = ahead.pair(&stream, entity, 77 << 16);
            assert_eq!(
                (got.first.to_bits(), got.second.to_bits(), got.ln_first.to_bits()),
                (first.to_bits(), second.to_bits(), ln(first).to_bits())
            );
        }
        ahead.clear();
        assert_eq!(ahead.pair(&stream, 5, 0).first, stream.pair(5, 0)[0]);
    }
}
