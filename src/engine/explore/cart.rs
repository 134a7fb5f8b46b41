//! Classification trees: cases parted again and again by one input, so that what is looked for gathers on one side.

use super::cases::{Cases, Column, Limit, Region};

/// Says how far a tree grows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Growth {
    /// The most splits between root and leaf: 1 to 12; default 4.
    pub depth: u32,
    /// The least share of all cases that a leaf holds, from 0 to .5; default .05.
    pub least_mass: f64,
    /// The least fall of Gini's impurity, over all cases, that a split must bring, from 0 to .5; default .001.
    pub least_gain: f64,
}

impl Default for Growth {
    fn default() -> Self {
        Self { depth: 4, least_mass: 0.05, least_gain: 0.001 }
    }
}

/// A setting is out of its range.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{what} must lie between {least} and {most}, got {got}")]
pub struct GrowthError {
    what: &'static str,
    least: f64,
    most: f64,
    got: f64,
}

/// Where a node parts its cases.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Split {
    /// Numbers at or below a line go left.
    AtMost(f64),
    /// Kinds whose bits are set go left.
    Among(u64),
}

/// What a node does with its cases.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fork {
    /// The input it looks at.
    pub input: usize,
    /// Where it parts them.
    pub split: Split,
    /// The node for those that go left.
    pub left: usize,
    /// The node for the others.
    pub right: usize,
    /// By how much Gini's impurity falls, weighed by the node's share of all cases.
    pub gain: f64,
}

/// A node of a tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The box of its cases.
    pub region: Region,
    /// Its cases.
    pub cases: usize,
    /// Those of interest.
    pub hits: usize,
    /// Cases of interest here, as a share of all of them.
    pub coverage: f64,
    /// Cases of interest here, as a share of the cases here.
    pub density: f64,
    /// Where it parts them; nothing for a leaf.
    pub fork: Option<Fork>,
}

/// A tree; the first node is its root, and every node comes after its parent.
#[derive(Clone, Debug, PartialEq)]
pub struct Tree {
    /// The nodes.
    pub nodes: Vec<Node>,
}

impl Tree {
    /// Returns the leaves, the densest first, the larger first among equals.
    pub fn leaves(&self) -> Vec<&Node> {
        let mut leaves: Vec<&Node> = self.nodes.iter().filter(|node| node.fork.is_none()).collect();
        leaves.sort_by(|a, b| b.density.total_cmp(&a.density).then(b.cases.cmp(&a.cases)));
        leaves
    }

    /// Returns for each input the share of the fall of impurity that its splits bring; zeros where nothing was split.
    pub fn importance(&self) -> Vec<f64> {
        let mut gains = vec![0.0; self.nodes[0].region.limits.len()];
        for fork in self.nodes.iter().filter_map(|node| node.fork) {
            gains[fork.input] += fork.gain;
        }
        let all: f64 = gains.iter().sum();
        if all > 0.0 {
            gains.iter_mut().for_each(|gain| *gain /= all);
        }
        gains
    }
}

/// Grows a tree by Gini's impurity.
///
/// # Errors
/// [`GrowthError`] for a setting out of range.
///
/// # Determinism
/// Of equal splits the one of the earlier input and the lower line is taken.
///
/// # Source
/// L. Breiman, J. H. Friedman, R. A. Olshen, C. J. Stone (1984), "Classification and Regression Trees", chapter 4; kinds are ordered by density,
/// which finds their best split (theorem 4.5).
pub fn cart(cases: &Cases, growth: &Growth) -> Result<Tree, GrowthError> {
    let ranges = [
        ("the depth of the tree", f64::from(growth.depth), 1.0, 12.0),
        ("the least mass", growth.least_mass, 0.0, 0.5),
        ("the least gain", growth.least_gain, 0.0, 0.5),
    ];
    if let Some((what, got, least, most)) = ranges.into_iter().find(|(_, got, least, most)| !(*least..=*most).contains(got)) {
        return Err(GrowthError { what, least, most, got });
    }
    let least = ((growth.least_mass * cases.len() as f64).ceil() as usize).max(1);
    let all: Vec<u32> = (0..cases.len() as u32).collect();
    let mut nodes = vec![node(cases, cases.whole(), &all)];
    let mut open = vec![(0_usize, all, growth.depth)];
    // Last in, first out, the left side on top: nodes come in the order of a walk.
    while let Some((place, members, depth)) = open.pop() {
        if depth == 0 {
            continue;
        }
        let Some(best) = best(cases, &members, least) else { continue };
        let gain = best.gain / cases.len() as f64;
        if gain < growth.least_gain || gain <= 0.0 {
            continue;
        }
        let goes_left = |case: &u32| match (&cases.inputs()[best.input].column, best.split) {
            (Column::Numbers(values), Split::AtMost(line)) => values[*case as usize] <= line,
            (Column::Kinds { of, .. }, Split::Among(kinds)) => kinds >> of[*case as usize] & 1 == 1,
            _ => false,
        };
        let (left, right): (Vec<u32>, Vec<u32>) = members.iter().partition(|case| goes_left(case));
        let (mut low, mut high) = (nodes[place].region.clone(), nodes[place].region.clone());
        match (&mut low.limits[best.input], &mut high.limits[best.input], best.split) {
            (Limit::Between { high, .. }, Limit::Between { low, .. }, Split::AtMost(line)) => {
                (*high, *low) = (line, line.next_up());
            }
            (Limit::Among(left), Limit::Among(right), Split::Among(kinds)) => {
                (*left, *right) = (*left & kinds, *right & !kinds);
            }
            _ => {}
        }
        let next = nodes.len();
        nodes[place].fork = Some(Fork { input: best.input, split: best.split, left: next, right: next + 1, gain });
        nodes.push(node(cases, low, &left));
        nodes.push(node(cases, high, &right));
        open.push((next + 1, right, depth - 1));
        open.push((next, left, depth - 1));
    }
    Ok(Tree { nodes })
}

fn node(cases: &Cases, region: Region, members: &[u32]) -> Node {
    let hits = members.iter().filter(|&&case| cases.interest()[case as usize]).count();
    let share = |part: usize, whole: usize| part as f64 / whole as f64;
    Node { region, cases: members.len(), hits, coverage: share(hits, cases.hits()), density: share(hits, members.len()), fork: None }
}

struct Best {
    input: usize,
    split: Split,
    /// The fall of impurity times the number of cases.
    gain: f64,
}

/// Hits and misses of one side.
#[derive(Clone, Copy, Default)]
struct Side {
    hits: f64,
    misses: f64,
}

impl Side {
    fn of(hit: bool) -> Self {
        Self { hits: f64::from(u8::from(hit)), misses: f64::from(u8::from(!hit)) }
    }

    fn and(self, other: Self) -> Self {
        Self { hits: self.hits + other.hits, misses: self.misses + other.misses }
    }

    fn less(self, other: Self) -> Self {
        Self { hits: self.hits - other.hits, misses: self.misses - other.misses }
    }

    fn cases(self) -> f64 {
        self.hits + self.misses
    }

    /// Gini's impurity times the number of cases.
    fn impurity(self) -> f64 {
        2.0 * self.hits * self.misses / self.cases()
    }
}

fn best(cases: &Cases, members: &[u32], least: usize) -> Option<Best> {
    let interest = |case: u32| Side::of(cases.interest()[case as usize]);
    let all = members.iter().fold(Side::default(), |all, &case| all.and(interest(case)));
    if all.hits == 0.0 || all.misses == 0.0 || members.len() < 2 * least {
        return None;
    }
    let least = least as f64;
    let mut found: Option<Best> = None;
    let mut consider = |input: usize, left: Side, split: Split| {
        let right = all.less(left);
        if left.cases() < least || right.cases() < least {
            return;
        }
        let gain = all.impurity() - left.impurity() - right.impurity();
        if found.as_ref().is_none_or(|found| gain > found.gain) {
            found = Some(Best { input, split, gain });
        }
    };
    for (input, column) in cases.inputs().iter().map(|input| &input.column).enumerate() {
        match column {
            Column::Numbers(values) => {
                let mut order: Vec<(f64, Side)> = members.iter().map(|&case| (values[case as usize], interest(case))).collect();
                order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
                let mut left = Side::default();
                for pair in order.windows(2) {
                    left = left.and(pair[0].1);
                    let (below, above) = (pair[0].0, pair[1].0);
                    if below < above {
                        let middle = below / 2.0 + above / 2.0;
                        consider(input, left, Split::AtMost(if middle > below && middle < above { middle } else { below }));
                    }
                }
            }
            Column::Kinds { names, of } => {
                let mut counts = vec![Side::default(); names.len()];
                for &case in members {
                    let count = &mut counts[usize::from(of[case as usize])];
                    *count = count.and(interest(case));
                }
                let mut order: Vec<usize> = (0..counts.len()).filter(|&kind| counts[kind].cases() > 0.0).collect();
                let density = |kind: usize| counts[kind].hits / counts[kind].cases();
                order.sort_by(|&a, &b| density(a).total_cmp(&density(b)).then(a.cmp(&b)));
                let (mut left, mut kinds) = (Side::default(), 0_u64);
                for &kind in order.iter().take(order.len().saturating_sub(1)) {
                    left = left.and(counts[kind]);
                    kinds |= 1 << kind;
                    consider(input, left, Split::Among(kinds));
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explore::testing::{halton_cases, kinds_input, numbers_input, random_cases};
    use crate::explore::{Input, Interest};

    fn cases(inputs: Vec<Input>, hits: &[u8]) -> Cases {
        let outcomes: Vec<f64> = hits.iter().map(|&hit| f64::from(hit)).collect();
        Cases::new(inputs, &outcomes, Interest::AtLeast(1.0)).unwrap()
    }

    #[test]
    fn a_corner_takes_two_splits_and_three_pure_leaves() {
        let cases = halton_cases(0);
        let tree = cart(&cases, &Growth::default()).unwrap();
        assert_eq!(tree.nodes.len(), 5);
        let leaves = tree.leaves();
        assert_eq!((leaves.len(), leaves[0].hits, leaves[0].coverage, leaves[0].density), (3, 80, 1.0, 1.0));
        assert!(leaves[1..].iter().all(|leaf| leaf.hits == 0));
        for node in &tree.nodes {
            let inside = (0..cases.len()).filter(|&case| node.region.holds(&cases, case)).count();
            assert_eq!(inside, node.cases);
        }
        let importance = tree.importance();
        assert!((importance[0] + importance[1] - 1.0).abs() < 1e-12 && importance[2] == 0.0);
    }

    #[test]
    fn impurity_falls_as_worked_by_hand() {
        // Eight cases, four of interest: Gini 1/2. Parting 5 from 3 leaves 5 · 2 · (4/5)(1/5) / 8 = 1/5: a fall of .3.
        let cases = cases(vec![numbers_input("x", &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0])], &[1, 1, 0, 1, 1, 0, 0, 0]);
        let tree = cart(&cases, &Growth { depth: 1, ..Growth::default() }).unwrap();
        let fork = tree.nodes[0].fork.unwrap();
        assert_eq!((fork.split, fork.left, fork.right), (Split::AtMost(5.5), 1, 2));
        assert!((fork.gain - 0.3).abs() < 1e-12);
        assert_eq!((tree.nodes[1].density, tree.nodes[1].coverage, tree.nodes[2].density), (0.8, 1.0, 0.0));
    }

    #[test]
    fn kinds_are_parted_as_well_as_any_subset_would() {
        let of = [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3];
        let hits = [1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0];
        let cases = cases(vec![kinds_input("k", &["a", "b", "c", "d"], &of)], &hits);
        let tree = cart(&cases, &Growth { depth: 1, least_mass: 0.0, least_gain: 0.0 }).unwrap();
        let fork = tree.nodes[0].fork.unwrap();
        let gain = |kinds: u64| {
            let side = |left: bool| {
                let members = of.iter().zip(&hits).filter(|(kind, _)| (kinds >> **kind & 1 == 1) == left);
                members.fold(Side::default(), |all, (_, &hit)| all.and(Side::of(hit == 1)))
            };
            side(true).and(side(false)).impurity() - side(true).impurity() - side(false).impurity()
        };
        let most = (1..15).map(gain).fold(0.0, f64::max);
        assert!((fork.gain * 12.0 - most).abs() < 1e-12, "{fork:?}");
        assert_eq!(
            tree.nodes[1].region.limits,
            [Limit::Among(match fork.split {
                Split::Among(kinds) => kinds,
                Split::AtMost(_) => 0,
            })]
        );
    }

    #[test]
    fn the_first_split_is_the_best_of_all() {
        for seed in 0..20 {
            let cases = random_cases(60, 3, seed);
            let tree = cart(&cases, &Growth { depth: 1, least_mass: 0.1, least_gain: 0.0 }).unwrap();
            let mut most = 0.0_f64;
            for input in cases.inputs() {
                let Column::Numbers(values) = &input.column else { continue };
                for &line in values {
                    let side = |left: bool| {
                        let members = values.iter().zip(cases.interest()).filter(|(value, _)| (**value <= line) == left);
                        members.fold(Side::default(), |all, (_, &hit)| all.and(Side::of(hit)))
                    };
                    let (left, right) = (side(true), side(false));
                    if left.cases() >= 6.0 && right.cases() >= 6.0 {
                        most = most.max(left.and(right).impurity() - left.impurity() - right.impurity());
                    }
                }
            }
            let gain = tree.nodes[0].fork.map_or(0.0, |fork| fork.gain * 60.0);
            assert!((gain - most).abs() < 1e-9, "{seed}: {gain} {most}");
        }
    }

    #[test]
    fn leaves_keep_their_mass_and_settings_their_range() {
        let cases = random_cases(300, 4, 9);
        let tree = cart(&cases, &Growth { depth: 12, least_mass: 0.1, least_gain: 0.0 }).unwrap();
        assert!(tree.leaves().iter().all(|leaf| leaf.cases >= 30));
        assert_eq!(tree.leaves().iter().map(|leaf| leaf.cases).sum::<usize>(), 300);
        let refused = cart(&cases, &Growth { depth: 13, ..Growth::default() }).unwrap_err().to_string();
        assert_eq!(refused, "the depth of the tree must lie between 1 and 12, got 13");
        assert!(cart(&cases, &Growth { least_mass: f64::NAN, ..Growth::default() }).is_err());
    }
}
