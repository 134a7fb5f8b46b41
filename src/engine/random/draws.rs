//! One stream, drawn value by value.

use super::philox::philox4x32_10;
use crate::num;
use rand::TryRng;
use std::convert::Infallible;

/// Turns 64 bits into the middle of one of 2⁵² equal bins of (0, 1).
#[inline]
pub(super) fn uniform(bits: u64) -> f64 {
    ((bits >> 12) as f64 + 0.5) * (1.0 / 4_503_599_627_370_496.0)
}

/// The stream of one entity for one purpose and occurrence.
///
/// Every kind of variate takes a fixed number of words, so the place of a value in the stream is known without the values before it.
/// It is also a generator in the sense of crate `rand`. After 2³⁴ words the stream starts again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draws {
    key: [u32; 2],
    counter: [u32; 4],
    words: [u32; 4],
    used: u8,
}

impl Draws {
    pub(super) fn new(key: [u32; 2], entity: u64, occurrence: u32) -> Self {
        let counter = [entity as u32, (entity >> 32) as u32, occurrence, 0];
        Self { key, counter, words: [0; 4], used: 4 }
    }

    /// Returns the next word.
    #[inline]
    pub fn word(&mut self) -> u32 {
        if self.used == 4 {
            self.words = philox4x32_10(self.counter, self.key);
            self.counter[3] = self.counter[3].wrapping_add(1);
            self.used = 0;
        }
        let word = self.words[usize::from(self.used)];
        self.used += 1;
        word
    }

    /// Passes over words without drawing them.
    #[inline]
    pub fn skip(&mut self, words: u64) {
        let place = (4 * u64::from(self.counter[3])).wrapping_add(u64::from(self.used)).wrapping_sub(4).wrapping_add(words);
        self.counter[3] = (place / 4) as u32;
        self.used = 4;
        for _ in 0..place % 4 {
            self.word();
        }
    }

    /// Returns the next 64 bits: two words, the low half first.
    #[inline]
    pub fn long(&mut self) -> u64 {
        let low = u64::from(self.word());
        low | u64::from(self.word()) << 32
    }

    /// Returns a number in the open interval (0, 1), the middle of one of 2⁵² equal bins. Takes two words.
    #[inline]
    pub fn uniform(&mut self) -> f64 {
        uniform(self.long())
    }

    /// Returns a standard normal number, by inversion. Takes two words.
    #[inline]
    pub fn normal(&mut self) -> f64 {
        num::probit(self.uniform())
    }

    /// Returns a whole number from 0 to n − 1, or 0 if n is 0. Takes two words.
    ///
    /// The chance of each number differs from 1/n by at most 2⁻⁶⁴.
    #[inline]
    pub fn below(&mut self, n: u32) -> u32 {
        ((u128::from(self.long()) * u128::from(n)) >> 64) as u32
    }

    /// Returns true with probability p. Takes two words.
    #[inline]
    pub fn chance(&mut self, p: f64) -> bool {
        self.uniform() < p
    }
}

impl TryRng for Draws {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.word())
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.long())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(4) {
            let word = self.word().to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
        Ok(())
    }
}
