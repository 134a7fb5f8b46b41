//! Where the search keeps its numbers: one lane a descriptor, one plane a pair of variants.

use super::structure::Structure;

/// Lanes of a block: one or two vectors on common processors.
pub(super) const LANES: usize = 16;

/// A whole number the search computes with: 16 bits where they suffice, else 32.
pub(super) trait Lane:
    Copy + Ord + Default + From<bool> + std::ops::Add<Output = Self> + std::ops::Sub<Output = Self> + std::fmt::Debug + Send
{
    /// Larger than any difference of balances, and small enough that a difference may be added to it.
    const HUGE: Self;
    /// The least value, for numbers that can only be beaten.
    const NONE: Self;
    /// Converts a number that is known to fit.
    fn of(value: i32) -> Self;
    /// Converts back.
    fn wide(self) -> i32;
    /// Orders lanes by a count of variants, then by rank: the count times 256 plus the rank.
    fn key(self, rank: Self) -> Self;
}

impl Lane for i16 {
    const HUGE: Self = 32_000;
    const NONE: Self = -32_000;
    #[inline(always)]
    fn of(value: i32) -> Self {
        value as Self
    }
    #[inline(always)]
    fn wide(self) -> i32 {
        i32::from(self)
    }
    #[inline(always)]
    fn key(self, rank: Self) -> Self {
        (self << 8) + rank
    }
}

impl Lane for i32 {
    const HUGE: Self = 1 << 30;
    const NONE: Self = -(1 << 30);
    #[inline(always)]
    fn of(value: i32) -> Self {
        value
    }
    #[inline(always)]
    fn wide(self) -> i32 {
        self
    }
    #[inline(always)]
    fn key(self, rank: Self) -> Self {
        (self << 8) + rank
    }
}

/// The blocks of one plane.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plane {
    /// The first block.
    pub(super) start: usize,
    /// The number of blocks.
    pub(super) blocks: usize,
}

/// The order of descriptors in lanes and of pairs in planes.
///
/// Descriptors stand in lanes from the one with most variants to the one with fewest, so that plane (s, w), which holds in each lane what
/// variant s has over variant w of that lane's descriptor, covers a run of lanes from the first.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    /// The descriptor of each lane.
    pub(super) descriptors: Vec<usize>,
    /// The number of variants of each lane's descriptor.
    pub(super) sizes: Vec<usize>,
    /// The first row of each lane's descriptor.
    pub(super) rows: Vec<usize>,
    /// For each slot (the number of a variant) its planes.
    pub(super) slots: Vec<Vec<Plane>>,
    /// For each slot the number of blocks that hold a descriptor with such a variant.
    pub(super) covered: Vec<usize>,
    /// For each slot the number of lanes whose descriptor has such a variant.
    pub(super) with: Vec<usize>,
    /// For each place in the planes whether there is such a pair.
    pub(super) real: Vec<[bool; LANES]>,
    /// The two columns of every pair, in the order of planes and lanes; equal where there is none.
    #[cfg(test)]
    pairs: Vec<(u16, u16)>,
    /// For each lane the places of its own pairs, and which of its variants each pair belongs to.
    pub(super) own: Vec<Vec<(usize, usize)>>,
    /// The number of columns of the matrix.
    pub(super) columns: usize,
    /// The number of blocks of all planes.
    pub(super) blocks: usize,
    /// The number of blocks that hold a lane for every descriptor.
    pub(super) width: usize,
}

impl Layout {
    pub(super) fn new(structure: &Structure) -> Self {
        let sizes: Vec<usize> = structure.sizes().collect();
        let mut descriptors: Vec<usize> = (0..sizes.len()).collect();
        descriptors.sort_by_key(|&descriptor| (std::cmp::Reverse(sizes[descriptor]), descriptor));
        let lane_sizes: Vec<usize> = descriptors.iter().map(|&descriptor| sizes[descriptor]).collect();
        let rows: Vec<usize> = descriptors.iter().map(|&descriptor| structure.block(descriptor).start).collect();
        let most = lane_sizes[0];
        let with = |variants: usize| lane_sizes.partition_point(|&size| size > variants);
        let (mut slots, mut pairs, mut own) = (Vec::new(), Vec::new(), vec![Vec::new(); descriptors.len()]);
        for slot in 0..most {
            let mut planes = Vec::new();
            for other in (0..most).filter(|&other| other != slot) {
                let lanes = with(slot.max(other));
                let plane = Plane { start: pairs.len() / LANES, blocks: lanes.div_ceil(LANES) };
                for lane in 0..plane.blocks * LANES {
                    if lane < lanes {
                        own[lane].push((pairs.len(), slot));
                        pairs.push(((rows[lane] + slot) as u16, (rows[lane] + other) as u16));
                    } else {
                        pairs.push((0, 0));
                    }
                }
                planes.push(plane);
            }
            slots.push(planes);
        }
        let with: Vec<usize> = (0..most).map(with).collect();
        let covered = with.iter().map(|lanes| lanes.div_ceil(LANES)).collect();
        let (blocks, width) = (pairs.len() / LANES, descriptors.len().div_ceil(LANES));
        let real = pairs.chunks_exact(LANES).map(|block| std::array::from_fn(|lane| block[lane].0 != block[lane].1)).collect();
        Self {
            descriptors,
            sizes: lane_sizes,
            rows,
            slots,
            covered,
            with,
            real,
            #[cfg(test)]
            pairs,
            own,
            columns: structure.columns(),
            blocks,
            width,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cross_impact::testing::structure;

    #[test]
    fn every_pair_of_variants_has_one_place() {
        let structure = structure(&[2, 4, 1, 3]);
        let layout = Layout::new(&structure);
        assert_eq!(layout.descriptors, [1, 3, 0, 2]);
        let mut real: Vec<(u16, u16)> = layout.pairs.iter().copied().filter(|(a, b)| a != b).collect();
        real.sort_unstable();
        let mut expected = Vec::new();
        for block in (0..4).map(|descriptor| structure.block(descriptor)) {
            for a in block.clone() {
                expected.extend(block.clone().filter(|&b| b != a).map(|b| (a as u16, b as u16)));
            }
        }
        assert_eq!(real, expected);
        for (lane, own) in layout.own.iter().enumerate() {
            let size = layout.sizes[lane];
            assert_eq!(own.len(), size * (size - 1));
            assert!(own.iter().all(|&(place, slot)| usize::from(layout.pairs[place].0) == layout.rows[lane] + slot));
        }
    }
}
