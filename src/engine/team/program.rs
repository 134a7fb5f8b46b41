//! What can be known of a flow before it runs: which parallel group a step stands in, and where an item that is wrong goes back to.

use super::model::{Draft, NodeKind};

/// No parallel group.
pub(super) const OUTSIDE: u16 = u16::MAX;

/// The structure of a flow.
#[derive(Debug, Clone)]
pub(super) struct Program {
    /// The fork around each step.
    group: Vec<u16>,
    /// For each step: which steps can come after it.
    after: Vec<Vec<u64>>,
    /// Which steps end a branch.
    ends: Vec<bool>,
}

impl Program {
    /// Reads it from a checked draft.
    pub(super) fn new(draft: &Draft) -> Self {
        let count = draft.nodes.len();
        let mut group = vec![OUTSIDE; count];
        let mut seen = vec![false; count];
        let mut todo: Vec<(usize, u16)> = draft.classes.iter().map(|class| (class.start, OUTSIDE)).collect();
        while let Some((at, within)) = todo.pop() {
            if std::mem::replace(&mut seen[at], true) {
                continue;
            }
            group[at] = within;
            match &draft.nodes[at].kind {
                NodeKind::Fork { branches, next, .. } => {
                    todo.extend(branches.iter().map(|&branch| (branch, at as u16)));
                    todo.push((*next, within));
                }
                kind => todo.extend(kind.targets().into_iter().map(|target| (target, within))),
            }
        }
        let after = (0..count).map(|start| reached(draft, start)).collect();
        let ends = draft.nodes.iter().map(|node| node.kind == NodeKind::BranchEnd).collect();
        Self { group, after, ends }
    }

    /// The ends of the branches of a fork.
    pub(super) fn ends_of(&self, fork: u16) -> impl Iterator<Item = usize> {
        (0..self.group.len()).filter(move |&step| self.group[step] == fork && self.ends[step])
    }

    /// Whether work at a step is done again when an item goes back to another one.
    pub(super) fn redoes(&self, back: u16, step: u16) -> bool {
        self.after[usize::from(back)][usize::from(step) / 64] >> (step % 64) & 1 == 1
    }

    /// Where an item that is turned down at `here` goes, when the flow says `back` and its fault was made at `born`: there, if the fault was
    /// made there or later; otherwise to where it was made, or to the parallel group it was made in. What was made before the parallel group
    /// that the item is in cannot be mended from inside of it.
    pub(super) fn remedy(&self, here: u16, back: u16, born: u16) -> u16 {
        if self.redoes(back, born) {
            return back;
        }
        let within = self.group[usize::from(here)];
        let mut step = born;
        loop {
            let around = self.group[usize::from(step)];
            if around == within {
                return step;
            }
            if around == OUTSIDE {
                return back;
            }
            step = around;
        }
    }
}

/// The steps that can come after one, itself included, as bits.
fn reached(draft: &Draft, start: usize) -> Vec<u64> {
    let mut bits = vec![0_u64; draft.nodes.len().div_ceil(64)];
    let mut todo = vec![start];
    while let Some(at) = todo.pop() {
        if bits[at / 64] >> (at % 64) & 1 == 0 {
            bits[at / 64] |= 1 << (at % 64);
            todo.extend(draft.nodes[at].kind.targets());
        }
    }
    bits
}
