//! All consistent scenarios, exactly.

use super::layout::Layout;
use super::model::{Figures, Model};
use super::scenario::Scenario;
use super::search::{Stop, Tree};
use super::structure::Structure;

/// Says what to look for and when to give up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Search {
    /// The largest inconsistency accepted \[steps\]; 0 asks for consistent scenarios only. Default 0.
    pub inconsistency: u32,
    /// The most scenarios listed; more are an error, never a silent cut. Default 1,000,000.
    pub most: usize,
    /// The most partial scenarios visited. Default without limit.
    pub nodes: u64,
}

impl Default for Search {
    fn default() -> Self {
        Self { inconsistency: 0, most: 1_000_000, nodes: u64::MAX }
    }
}

/// One scenario that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The scenario.
    pub scenario: Scenario,
    /// Its inconsistency, score and margin.
    pub figures: Figures,
}

/// All scenarios that were looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solution {
    /// The scenarios, in canonical order.
    pub found: Vec<Found>,
    /// How many partial scenarios were visited: the work done.
    pub nodes: u64,
}

/// Says why there is no complete list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SolveError {
    /// There are more scenarios than may be listed.
    #[error(
        "more than {most} scenarios have an inconsistency of at most {inconsistency} steps; raise the limit, allow less, or say more in the matrix"
    )]
    TooMany {
        /// The most that may be listed.
        most: usize,
        /// The inconsistency allowed.
        inconsistency: u32,
    },
    /// The search visited as many partial scenarios as it may.
    #[error("the search stopped after {nodes} partial scenarios with {found} scenarios found: the list is not complete")]
    TooLong {
        /// The number visited.
        nodes: u64,
        /// The scenarios found by then.
        found: usize,
    },
}

/// Finds every scenario up to a stated inconsistency.
///
/// # Determinism
/// The result is complete and in canonical order; how it was found cannot be seen in it.
///
/// # Errors
/// [`SolveError`] when the list would be too long or the search takes too long; there is no partial list.
///
/// # Source
/// Consistency: Weimer-Jehle 2006. The bound and its proof stand in the source of this room, `search.rs`.
pub fn solve(model: &Model, search: &Search) -> Result<Solution, SolveError> {
    let mut solver = Solver::new(model.structure());
    let mut list = Vec::new();
    let stop = solver.each(model.cells(), search.inconsistency, search.nodes, |scenario| {
        let room = list.len() < search.most;
        if room {
            list.push(scenario);
        }
        room
    });
    let nodes = solver.nodes();
    match stop {
        Stop::Enough => Err(SolveError::TooMany { most: search.most, inconsistency: search.inconsistency }),
        Stop::Nodes => Err(SolveError::TooLong { nodes, found: list.len() }),
        Stop::Done => {
            list.sort_unstable();
            let found = list.into_iter().map(|scenario| Found { figures: model.figures(&scenario), scenario }).collect();
            Ok(Solution { found, nodes })
        }
    }
}

/// Counts the scenarios up to a stated inconsistency without keeping them.
///
/// # Errors
/// [`SolveError::TooLong`] when more than `nodes` partial scenarios would be visited.
pub fn count(model: &Model, inconsistency: u32, nodes: u64) -> Result<u64, SolveError> {
    let mut solver = Solver::new(model.structure());
    let mut count = 0_u64;
    match solver.each(model.cells(), inconsistency, nodes, |_| {
        count += 1;
        true
    }) {
        Stop::Nodes => Err(SolveError::TooLong { nodes: solver.nodes(), found: usize::try_from(count).unwrap_or(usize::MAX) }),
        Stop::Done | Stop::Enough => Ok(count),
    }
}

/// A search that is used again and again on matrices of one structure.
#[derive(Debug, Clone)]
pub(super) struct Solver {
    layout: Layout,
    /// For matrices whose differences of balances fit 16 bits with room to spare.
    narrow: Option<Tree<i16>>,
    wide: Option<Tree<i32>>,
    nodes: u64,
}

/// The largest difference of balances, and the largest inconsistency, that the search computes in 16 bits.
const NARROW: i64 = 15_000;

impl Solver {
    pub(super) fn new(structure: &Structure) -> Self {
        Self { layout: Layout::new(structure), narrow: None, wide: None, nodes: 0 }
    }

    /// Partial scenarios visited by the last search.
    pub(super) fn nodes(&self) -> u64 {
        self.nodes
    }

    /// Gives every scenario up to an inconsistency to `take`, in no particular order, until it wants no more.
    pub(super) fn each(&mut self, cells: &[i32], inconsistency: u32, nodes: u64, mut take: impl FnMut(Scenario) -> bool) -> Stop {
        let largest = cells.iter().map(|cell| cell.unsigned_abs()).max().unwrap_or(0);
        let most = 2 * i64::from(largest) * self.layout.descriptors.len() as i64;
        let Self { layout, narrow, wide, nodes: visited } = self;
        let mut variants = vec![0; layout.descriptors.len()];
        let take = |chosen: &[u8]| {
            for (&descriptor, &variant) in layout.descriptors.iter().zip(chosen) {
                variants[descriptor] = usize::from(variant);
            }
            take(Scenario::of(variants.iter().copied()))
        };
        // No difference of balances is larger than `most`, so to allow more changes nothing.
        let allowed = i64::from(inconsistency).min(most) as i32;
        let stop;
        if most <= NARROW {
            let tree = narrow.get_or_insert_with(|| Tree::new(layout));
            tree.prepare(layout, cells);
            stop = tree.run(layout, allowed, nodes, take);
            *visited = tree.nodes;
        } else {
            let tree = wide.get_or_insert_with(|| Tree::new(layout));
            tree.prepare(layout, cells);
            stop = tree.run(layout, allowed, nodes, take);
            *visited = tree.nodes;
        }
        stop
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cross_impact::testing::{all, model, random, somewhereland};
    use proptest::prelude::*;

    /// The definition itself: every scenario looked at.
    fn enumerated(model: &Model, inconsistency: i32) -> Vec<Scenario> {
        all(model).filter(|scenario| model.figures(scenario).inconsistency <= inconsistency).collect()
    }

    fn solved(model: &Model, inconsistency: u32) -> Vec<Scenario> {
        let search = Search { inconsistency, ..Search::default() };
        solve(model, &search).unwrap().found.into_iter().map(|found| found.scenario).collect()
    }

    #[test]
    fn somewhereland_has_exactly_its_ten() {
        let model = somewhereland();
        let solution = solve(&model, &Search::default()).unwrap();
        assert_eq!(solution.found.len(), 10);
        assert!(solution.found.iter().all(|found| found.figures.consistent()));
        assert_eq!(solved(&model, 0), enumerated(&model, 0));
        assert_eq!(count(&model, 0, u64::MAX), Ok(10));
        assert!(solution.nodes < 200, "{}", solution.nodes);
    }

    #[test]
    fn the_histogram_of_inconsistency_is_the_published_one() {
        let expected = [10, 5, 17, 27, 28, 38, 53, 34, 65, 31, 68, 23, 16, 19, 25, 11, 6, 0, 6, 2, 0, 2];
        let model = somewhereland();
        let mut total = 0;
        for (inconsistency, &more) in expected.iter().enumerate() {
            total += more;
            assert_eq!(count(&model, inconsistency as u32, u64::MAX), Ok(total), "{inconsistency}");
        }
        assert_eq!(total, 486);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]
        #[test]
        fn the_search_finds_what_looking_at_every_scenario_finds(
            sizes in prop::collection::vec(1_usize..5, 1..6), most in prop::sample::select(vec![1, 3, 2_000]),
            seed in any::<u64>(), allowed in 0_u32..8,
        ) {
            // Impacts of 2,000 need 32 bits, smaller ones 16.
            let model = random(&sizes, most, seed);
            prop_assert_eq!(solved(&model, allowed), enumerated(&model, allowed as i32));
        }
    }

    #[test]
    fn seventeen_descriptors_and_more_fill_a_second_block() {
        for seed in 0..4 {
            let sizes = [1, 2, 1, 1, 3, 1, 2, 1, 1, 1, 2, 1, 1, 1, 1, 3, 1, 2, 2];
            let model = random(&sizes, 2, seed);
            assert_eq!(solved(&model, 3), enumerated(&model, 3));
        }
    }

    #[test]
    fn one_descriptor_alone_follows_its_own_block() {
        let model = model(&[3], &[&[0, 1, 0], &[0, 0, 0], &[2, 0, 2]]);
        assert_eq!(solved(&model, 0), [Scenario::of([1]), Scenario::of([2])]);
        assert_eq!(solved(&model, u32::MAX), enumerated(&model, i32::MAX));
    }

    #[test]
    fn the_largest_impacts_do_not_overflow() {
        let largest = crate::cross_impact::model::LARGEST_IMPACT;
        let sizes = [2; 256];
        let structure = crate::cross_impact::testing::structure(&sizes);
        // All speak to the first descriptor, and it to all, as strongly as can be: first variants for first ones, second for second ones.
        let speaks = |at: usize| (at / 512 < 2 || at % 512 < 2, (at / 512 + at % 512).is_multiple_of(2));
        let cell = |at| match speaks(at) {
            (false, _) => 0,
            (true, true) => largest,
            (true, false) => -largest,
        };
        let model = Model::of(structure, (0..512 * 512).map(cell).collect(), 1).unwrap();
        let found = solve(&model, &Search::default()).unwrap().found;
        assert_eq!(found.iter().map(|found| found.scenario.clone()).collect::<Vec<_>>(), [Scenario::of([0; 256]), Scenario::of([1; 256])]);
        assert_eq!(found[0].figures.score, (256 + 255) * i64::from(largest));
        assert_eq!(found[0].figures.margin, Some(2 * largest));
    }

    #[test]
    fn a_list_that_would_be_too_long_is_an_error() {
        let silent = random(&[2; 40], 0, 0);
        let search = Search { most: 1_000, ..Search::default() };
        let error = solve(&silent, &search).unwrap_err();
        assert_eq!(error, SolveError::TooMany { most: 1_000, inconsistency: 0 });
        assert!(error.to_string().starts_with("more than 1000 scenarios have an inconsistency of at most 0 steps"));
        assert_eq!(count(&random(&[2; 12], 0, 0), 0, u64::MAX), Ok(4_096));
    }

    #[test]
    fn a_search_that_takes_too_long_says_that_its_list_is_not_complete() {
        let error = solve(&somewhereland(), &Search { nodes: 5, ..Search::default() }).unwrap_err();
        assert!(matches!(error, SolveError::TooLong { nodes: 5, .. }), "{error}");
        assert!(matches!(count(&somewhereland(), 0, 5), Err(SolveError::TooLong { .. })));
    }
}
