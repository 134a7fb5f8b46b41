//! The Philox4x32-10 generator.

const M0: u32 = 0xd251_1f53;
const M1: u32 = 0xcd9e_8d57;
const W0: u32 = 0x9e37_79b9;
const W1: u32 = 0xbb67_ae85;

/// How many entities one call of the block kernel serves.
pub(crate) const WIDTH: usize = 64;

/// Returns the four words that belong to a counter and a key.
///
/// # Source
/// J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3", SC11; tested against the
/// vectors published with Random123.
#[inline]
pub fn philox4x32_10(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    let mut c = counter;
    let mut k = key;
    for _ in 0..10 {
        let p0 = u64::from(M0) * u64::from(c[0]);
        let p1 = u64::from(M1) * u64::from(c[2]);
        c = [(p1 >> 32) as u32 ^ c[1] ^ k[0], p1 as u32, (p0 >> 32) as u32 ^ c[3] ^ k[1], p0 as u32];
        k = [k[0].wrapping_add(W0), k[1].wrapping_add(W1)];
    }
    c
}

/// Writes the words of `WIDTH` entities that follow each other, for one counter block.
///
/// The state stays in 64-bit lanes whose upper halves are ignored, so a widening product needs no shuffling.
#[inline(always)]
pub(crate) fn words(key: [u32; 2], first: u64, occurrence: u32, block: u32, out: &mut [[u32; WIDTH]; 4]) {
    let (low, high) = (first as u32, first >> 32);
    if low.checked_add(WIDTH as u32 - 1).is_none() {
        return words_past_border(key, first, occurrence, block, out);
    }
    let keys = schedule(key);
    let [out0, out1, out2, out3] = out;
    for i in 0..WIDTH {
        let four = rounds(&keys, [u64::from(low) + i as u64, high, u64::from(occurrence), u64::from(block)]);
        out0[i] = four[0] as u32;
        out1[i] = four[1] as u32;
        out2[i] = four[2] as u32;
        out3[i] = four[3] as u32;
    }
}

/// Writes the words of `WIDTH` entities that lie anywhere, for one counter block.
#[inline(always)]
pub(crate) fn words_of(key: [u32; 2], entities: &[u64; WIDTH], occurrence: u32, block: u32, out: &mut [[u32; WIDTH]; 4]) {
    let keys = schedule(key);
    let [out0, out1, out2, out3] = out;
    for i in 0..WIDTH {
        let four = rounds(&keys, [entities[i], entities[i] >> 32, u64::from(occurrence), u64::from(block)]);
        out0[i] = four[0] as u32;
        out1[i] = four[1] as u32;
        out2[i] = four[2] as u32;
        out3[i] = four[3] as u32;
    }
}

/// The keys of the ten rounds.
#[inline(always)]
fn schedule(key: [u32; 2]) -> [[u64; 2]; 10] {
    let mut keys = [[0u64; 2]; 10];
    let mut k = key;
    for pair in &mut keys {
        *pair = [u64::from(k[0]), u64::from(k[1])];
        k = [k[0].wrapping_add(W0), k[1].wrapping_add(W1)];
    }
    keys
}

/// The ten rounds on a counter in 64-bit lanes; the upper halves of what comes out mean nothing.
#[inline(always)]
fn rounds(keys: &[[u64; 2]; 10], counter: [u64; 4]) -> [u64; 4] {
    const LOW: u64 = 0xffff_ffff;
    let (m0, m1) = (u64::from(M0), u64::from(M1));
    let [mut c0, mut c1, mut c2, mut c3] = counter;
    for pair in keys {
        let p0 = m0 * (c0 & LOW);
        let p1 = m1 * (c2 & LOW);
        c0 = (p1 >> 32) ^ c1 ^ pair[0];
        c1 = p1;
        c2 = (p0 >> 32) ^ c3 ^ pair[1];
        c3 = p0;
    }
    [c0, c1, c2, c3]
}

/// Does the same one entity at a time, where the low half of the number runs over.
#[cold]
fn words_past_border(key: [u32; 2], first: u64, occurrence: u32, block: u32, out: &mut [[u32; WIDTH]; 4]) {
    for i in 0..WIDTH {
        let entity = first.wrapping_add(i as u64);
        let four = philox4x32_10([entity as u32, (entity >> 32) as u32, occurrence, block], key);
        for (row, word) in out.iter_mut().zip(four) {
            row[i] = word;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::{Kernel, Path, run};

    #[test]
    fn published_vectors_come_out() {
        // Random123, kat_vectors, philox4x32 10.
        assert_eq!(philox4x32_10([0; 4], [0; 2]), [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
        assert_eq!(philox4x32_10([u32::MAX; 4], [u32::MAX; 2]), [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]);
        assert_eq!(
            philox4x32_10([0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0]),
            [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
        );
    }

    struct Words(u64);
    impl Kernel for Words {
        type Output = [[u32; WIDTH]; 4];
        #[inline(always)]
        fn run(self) -> Self::Output {
            let mut out = [[0; WIDTH]; 4];
            words([11, 22], self.0, 44, 55, &mut out);
            out
        }
    }

    struct WordsOf([u64; WIDTH]);
    impl Kernel for WordsOf {
        type Output = [[u32; WIDTH]; 4];
        #[inline(always)]
        fn run(self) -> Self::Output {
            let mut out = [[0; WIDTH]; 4];
            words_of([11, 22], &self.0, 44, 55, &mut out);
            out
        }
    }

    #[test]
    fn the_form_for_scattered_entities_agrees_with_the_plain_one() {
        let entities: [u64; WIDTH] = std::array::from_fn(|i| (i as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (i % 40));
        for path in [Path::Widest, Path::Baseline] {
            let out = run(path, WordsOf(entities));
            for (i, entity) in entities.into_iter().enumerate() {
                let want = philox4x32_10([entity as u32, (entity >> 32) as u32, 44, 55], [11, 22]);
                assert_eq!(out.map(|row| row[i]), want);
            }
        }
    }

    #[test]
    fn the_block_form_agrees_with_the_plain_one() {
        for first in [0, 12_345, (33 << 32) + 5, (1 << 32) - 64, (1 << 32) - 63, (7 << 32) - 1, u64::MAX - 10] {
            for path in [Path::Widest, Path::Baseline] {
                let out = run(path, Words(first));
                let [w0, w1, w2, w3] = &out;
                for (i, (((w0, w1), w2), w3)) in (0..).zip(w0.iter().zip(w1).zip(w2).zip(w3)) {
                    let entity = first.wrapping_add(i);
                    let want = philox4x32_10([entity as u32, (entity >> 32) as u32, 44, 55], [11, 22]);
                    assert_eq!([*w0, *w1, *w2, *w3], want);
                }
            }
        }
    }
}
