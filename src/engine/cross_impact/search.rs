//! The tree of partial scenarios and its bound.
//!
//! # The bound, and why it is safe
//!
//! A scenario is acceptable when for every descriptor j, with chosen variant v, and every alternative w to it,
//!
//! ```text
//! balance(v) − balance(w) = Σ_i (C[x_i][v] − C[x_i][w]) ≥ −t,
//! ```
//!
//! where x_i is the row that descriptor i chooses and t the inconsistency allowed. Let the descriptors of a set S be fixed, the others free. For a pair
//! (v, w) of descriptor j the search keeps its *slack*
//!
//! ```text
//! slack(v, w) = (C[v][v] − C[v][w]) + Σ_{i ∈ S, i ≠ j} (C[x_i][v] − C[x_i][w]) + Σ_{i ∉ S, i ≠ j} max_a (C[a][v] − C[a][w]).
//! ```
//!
//! The first term is what j itself adds if it chooses v, which is the only case in which the pair matters; the last takes for every free
//! descriptor the variant a most favourable to v against w. So in every completion that chooses v the difference of balances is at most the
//! slack. Hence **if slack(v, w) < −t for any w, no acceptable completion chooses v**: the variant is dead. A partial scenario in which a
//! fixed descriptor's variant is dead, or all variants of a free one are, has no acceptable completion and is cut. When all descriptors are
//! fixed the last sum is empty, the slack is the difference of balances itself, and what is left is acceptable: nothing is cut that should
//! stay, and nothing stays that should be cut.
//!
//! Fixing a descriptor to a only adds `(C[a][v] − C[a][w]) − max_b (C[b][v] − C[b][w]) ≤ 0` to every slack, a row of numbers made before the
//! search: a node costs one addition a pair. The free descriptor with fewest living variants is fixed next (one with a single one costs no
//! branching), among equals the one whose rows cut slacks most. The order of fixing changes the time, never the result.

use super::layout::{LANES, Lane, Layout};
use crate::num::{Kernel, Path, run};

/// Says whether a search wants more scenarios.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// All scenarios were found.
    Done,
    /// The taker of scenarios wanted no more.
    Enough,
    /// The number of nodes allowed was reached.
    Nodes,
}

type Block<T> = [T; LANES];

/// The numbers of one search; kept between searches of one structure so that nothing is allocated twice.
#[derive(Debug, Clone)]
pub(super) struct Tree<T> {
    /// For each row what fixing its variant adds to every slack.
    steps: Vec<Block<T>>,
    /// The slacks at each depth.
    slack: Vec<Block<T>>,
    /// For each slot and lane: huge where the variant may still be chosen, none where it may not.
    domain: Vec<Block<T>>,
    /// For each slot and lane the least slack over alternatives.
    least: Vec<Block<T>>,
    /// For each lane its rank among equals, and a penalty once it is fixed.
    rank: Vec<Block<T>>,
    /// The lane of each rank.
    ranked: Vec<usize>,
    frames: Vec<Frame>,
    chosen: Vec<u8>,
    /// Nodes visited by the last search.
    pub(super) nodes: u64,
}

#[derive(Debug, Clone, Copy)]
struct Frame {
    lane: usize,
    /// Variants still to be tried, one bit each.
    left: u64,
}

/// Added to the rank of a fixed lane: more than any key of a free one.
const FIXED: i32 = 28_672;
/// What one living variant counts in a key, above all ranks.
const EACH: i32 = 256;

impl<T: Lane> Tree<T> {
    pub(super) fn new(layout: &Layout) -> Self {
        let (depths, slots) = (layout.sizes.len() + 1, layout.slots.len());
        let blocks = |count: usize| vec![[T::default(); LANES]; count];
        Self {
            steps: blocks(layout.columns * layout.blocks),
            // One more than the depths, so that there is room for a row of the best even without a free descriptor.
            slack: blocks((depths + 1) * layout.blocks),
            domain: blocks(slots * layout.width),
            least: blocks(slots * layout.width),
            rank: blocks(layout.width),
            ranked: Vec::new(),
            frames: Vec::new(),
            chosen: vec![0; layout.sizes.len()],
            nodes: 0,
        }
    }

    /// Makes steps and the first slacks from the cells of a matrix.
    pub(super) fn prepare(&mut self, layout: &Layout, cells: &[i32]) {
        run(Path::Widest, Prepare { tree: self, layout, cells });
    }

    /// Writes for every row and pair what the row says for the pair's first variant against its second.
    #[inline(always)]
    fn differences(&mut self, layout: &Layout, cells: &[i32]) {
        let width = layout.width;
        for (row, steps) in cells.chunks_exact(layout.columns).zip(self.steps.chunks_exact_mut(layout.blocks.max(1))) {
            // The row in slots and lanes: the room of the least slacks serves for it.
            for (slot, slots) in self.least.chunks_exact_mut(width).enumerate() {
                for (to, &start) in slots.as_flattened_mut().iter_mut().zip(&layout.rows[..layout.with[slot]]) {
                    *to = T::of(row[start + slot]);
                }
            }
            for (slot, planes) in layout.slots.iter().enumerate() {
                for (plane, other) in planes.iter().zip((0..).filter(|&other| other != slot)) {
                    for block in 0..plane.blocks {
                        let (ours, theirs) = (&self.least[slot * width + block], &self.least[other * width + block]);
                        let (step, real) = (&mut steps[plane.start + block], &layout.real[plane.start + block]);
                        for (((step, &ours), &theirs), &real) in step.iter_mut().zip(ours).zip(theirs).zip(real) {
                            *step = if real { ours - theirs } else { T::default() };
                        }
                    }
                }
            }
        }
    }

    /// Forgets what the last search fixed.
    fn clear(&mut self, layout: &Layout) {
        self.frames.clear();
        self.chosen.fill(0);
        self.nodes = 0;
        // Lanes without a choice, and empty ones, count as fixed.
        self.rank.as_flattened_mut().fill(T::of(FIXED));
        for (rank, &lane) in self.ranked.iter().enumerate() {
            let fixed = if layout.sizes[lane] > 1 { 0 } else { FIXED };
            self.rank[lane / LANES][lane % LANES] = T::of(rank as i32 + fixed);
        }
        for (slot, domain) in self.domain.chunks_exact_mut(layout.width).enumerate() {
            for (lane, domain) in domain.as_flattened_mut().iter_mut().enumerate() {
                // An empty lane has one variant that lives for ever, so that no sum over lanes need know of it.
                let there = layout.sizes.get(lane).map_or(slot == 0, |&size| slot < size);
                *domain = if there { T::HUGE } else { T::NONE };
            }
        }
    }

    /// Walks the tree, giving every acceptable scenario (the variant of each lane) to `take`, which says whether to go on.
    pub(super) fn run(&mut self, layout: &Layout, allowed: i32, nodes: u64, take: impl FnMut(&[u8]) -> bool) -> Stop {
        self.clear(layout);
        run(Path::Widest, Walk { tree: self, layout, floor: T::of(-allowed), most: nodes, take })
    }

    /// Finds the free lane with fewest living variants; nothing when a lane has none, so that the partial scenario is cut.
    #[inline(always)]
    fn next(&mut self, layout: &Layout, floor: T) -> Option<usize> {
        let depth = self.frames.len();
        let slack = &self.slack[depth * layout.blocks..(depth + 1) * layout.blocks];
        let (mut fewest, mut keys) = ([T::HUGE; LANES], [T::HUGE; LANES]);
        for block in 0..layout.width {
            let mut count = [T::default(); LANES];
            for (slot, planes) in layout.slots.iter().enumerate() {
                if block >= layout.covered[slot] {
                    break;
                }
                let mut least = self.domain[slot * layout.width + block];
                for plane in planes {
                    if block < plane.blocks {
                        for (least, &slack) in least.iter_mut().zip(&slack[plane.start + block]) {
                            *least = (*least).min(slack);
                        }
                    }
                }
                for (count, &least) in count.iter_mut().zip(&least) {
                    *count = *count + T::from(least >= floor);
                }
                self.least[slot * layout.width + block] = least;
            }
            for (fewest, &count) in fewest.iter_mut().zip(&count) {
                *fewest = (*fewest).min(count);
            }
            for ((key, &count), &rank) in keys.iter_mut().zip(&count).zip(&self.rank[block]) {
                *key = (*key).min(count.key(rank));
            }
        }
        let none = fewest.iter().fold(T::HUGE, |least, &count| least.min(count)) == T::default();
        let key = keys.iter().fold(T::HUGE, |least, &key| least.min(key)).wide();
        (!none).then(|| self.ranked[(key % EACH) as usize])
    }

    /// The variants of a lane that may still be chosen, one bit each.
    #[inline(always)]
    fn living(&self, layout: &Layout, floor: T, lane: usize) -> u64 {
        let lives = |&slot: &usize| self.least[slot * layout.width + lane / LANES][lane % LANES] >= floor;
        (0..layout.sizes[lane]).filter(lives).fold(0, |bits, slot| bits | 1 << slot)
    }

    /// Says which of a lane's variants may be chosen: one, or all.
    #[inline(always)]
    fn restrict(&mut self, layout: &Layout, lane: usize, only: Option<usize>) {
        let (block, at) = (lane / LANES, lane % LANES);
        for slot in 0..layout.sizes[lane] {
            let open = only.is_none_or(|only| only == slot);
            self.domain[slot * layout.width + block][at] = if open { T::HUGE } else { T::NONE };
        }
    }

    /// Tries a variant of the lane that was fixed last.
    #[inline(always)]
    fn fix(&mut self, layout: &Layout, lane: usize, slot: usize) {
        self.restrict(layout, lane, Some(slot));
        self.chosen[lane] = slot as u8;
        self.nodes += 1;
        let (blocks, depth) = (layout.blocks, self.frames.len());
        let (before, after) = self.slack.split_at_mut(depth * blocks);
        let before = &before[(depth - 1) * blocks..];
        let steps = &self.steps[(layout.rows[lane] + slot) * blocks..][..blocks];
        for ((after, before), step) in after[..blocks].iter_mut().zip(before).zip(steps) {
            for ((after, &before), &step) in after.iter_mut().zip(before).zip(step) {
                *after = before + step;
            }
        }
    }

    /// Marks a lane as fixed or as free.
    #[inline(always)]
    fn mark(&mut self, lane: usize, fixed: bool) {
        let rank = &mut self.rank[lane / LANES][lane % LANES];
        *rank = if fixed { *rank + T::of(FIXED) } else { *rank - T::of(FIXED) };
    }
}

struct Prepare<'a, T> {
    tree: &'a mut Tree<T>,
    layout: &'a Layout,
    cells: &'a [i32],
}

impl<T: Lane> Kernel for Prepare<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { tree, layout, cells } = self;
        let blocks = layout.blocks;
        let mut weights = vec![0_i64; layout.sizes.len()];
        tree.differences(layout, cells);
        let (first, best) = tree.slack.split_at_mut(blocks);
        let best = &mut best[..blocks];
        for (slack, real) in first.iter_mut().zip(&layout.real) {
            *slack = real.map(|real| if real { T::default() } else { T::HUGE });
        }
        for (lane, (&start, &size)) in layout.rows.iter().zip(&layout.sizes).enumerate() {
            let rows = &mut tree.steps[start * blocks..(start + size) * blocks];
            // What the descriptor adds to its own pairs is known: it counts at once, and fixing adds nothing more.
            for &(place, slot) in &layout.own[lane] {
                let (block, at) = (place / LANES, place % LANES);
                first[block][at] = first[block][at] + rows[slot * blocks + block][at];
                for variant in 0..size {
                    rows[variant * blocks + block][at] = T::default();
                }
            }
            best.copy_from_slice(&rows[..blocks]);
            for row in rows.chunks_exact(blocks.max(1)).skip(1) {
                for (best, row) in best.iter_mut().zip(row) {
                    for (best, &step) in best.iter_mut().zip(row) {
                        *best = (*best).max(step);
                    }
                }
            }
            for (slack, best) in first.iter_mut().zip(&*best) {
                for (slack, &best) in slack.iter_mut().zip(best) {
                    *slack = *slack + best;
                }
            }
            // A rank is a guess at what to fix first: a sum that wraps round costs time and nothing else.
            let mut cuts = [0_i32; LANES];
            for row in rows.chunks_exact_mut(blocks.max(1)) {
                for (step, best) in row.iter_mut().zip(&*best) {
                    for ((step, &best), cut) in step.iter_mut().zip(best).zip(&mut cuts) {
                        *step = *step - best;
                        *cut = cut.wrapping_add(step.wide());
                    }
                }
            }
            weights[lane] = cuts.iter().map(|&cut| i64::from(cut)).sum();
        }
        tree.ranked.clear();
        tree.ranked.extend(0..weights.len());
        tree.ranked.sort_by_key(|&lane| (weights[lane], lane));
    }
}

struct Walk<'a, T, F> {
    tree: &'a mut Tree<T>,
    layout: &'a Layout,
    floor: T,
    most: u64,
    take: F,
}

impl<T: Lane, F: FnMut(&[u8]) -> bool> Kernel for Walk<'_, T, F> {
    type Output = Stop;

    #[inline(always)]
    fn run(mut self) -> Stop {
        let (tree, layout) = (self.tree, self.layout);
        let free = layout.sizes.iter().filter(|&&size| size > 1).count();
        loop {
            // A new partial scenario: cut it, give it away, or choose what to fix next.
            if let Some(lane) = tree.next(layout, self.floor) {
                if tree.frames.len() < free {
                    let left = tree.living(layout, self.floor, lane);
                    tree.mark(lane, true);
                    tree.frames.push(Frame { lane, left });
                } else if !(self.take)(&tree.chosen) {
                    return Stop::Enough;
                }
            }
            // The next variant of the deepest lane that has one left.
            loop {
                let Some(frame) = tree.frames.last_mut() else {
                    return Stop::Done;
                };
                let lane = frame.lane;
                if frame.left == 0 {
                    tree.frames.pop();
                    tree.restrict(layout, lane, None);
                    tree.mark(lane, false);
                    continue;
                }
                if tree.nodes == self.most {
                    return Stop::Nodes;
                }
                let slot = frame.left.trailing_zeros() as usize;
                frame.left &= frame.left - 1;
                tree.fix(layout, lane, slot);
                break;
            }
        }
    }
}
