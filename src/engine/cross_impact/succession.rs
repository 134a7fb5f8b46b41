//! What becomes of a scenario that does not hang together: succession.
//!
//! # Tie rules
//!
//! - **Global**: all descriptors move at once. Each keeps its variant if that attains the largest balance of its block, else it takes the variant of
//!   the lowest number among those that do. This is the rule that gives ScenarioWizard's numbers.
//! - **Local**: one descriptor moves, the one whose best variant has most over its chosen one; among equals the one that stands first. It takes
//!   the best variant, among equals the one of the lowest number.

use super::model::Model;
use super::scenario::Scenario;

/// Says which descriptors move in a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Succession {
    /// All at once.
    #[default]
    Global,
    /// The least consistent one.
    Local,
}

/// Where a succession ends: one scenario that follows itself, or several that follow each other in a circle.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Attractor {
    /// The scenarios in the order in which they follow each other, from the one that comes first in canonical order.
    pub scenarios: Vec<Scenario>,
}

impl Attractor {
    /// Says whether it is one scenario, which is then consistent.
    #[must_use]
    pub fn is_fixed(&self) -> bool {
        self.scenarios.len() == 1
    }
}

impl Succession {
    /// Returns the scenario that follows.
    #[must_use]
    pub fn step(self, model: &Model, scenario: &Scenario) -> Scenario {
        let mut next = scenario.clone();
        let mut balances = vec![0; model.structure().columns()];
        self.advance(model, &mut next, &mut balances);
        next
    }

    /// Moves a scenario on by one step; `balances` is scratch, one number a column. Says whether it changed.
    pub(super) fn advance(self, model: &Model, scenario: &mut Scenario, balances: &mut [i32]) -> bool {
        model.balances_into(scenario, balances);
        let structure = model.structure();
        let (mut worst, mut mover) = (0, None);
        for descriptor in 0..structure.descriptors().len() {
            let (block, variant) = (&balances[structure.block(descriptor)], scenario.variant(descriptor));
            let mut best = variant;
            for (other, &balance) in block.iter().enumerate() {
                if balance > block[best] {
                    best = other;
                }
            }
            let gain = block[best] - block[variant];
            match self {
                Self::Global => {
                    if gain > 0 {
                        scenario.set(descriptor, best);
                        mover = Some((descriptor, best));
                    }
                }
                Self::Local => {
                    if gain > worst {
                        (worst, mover) = (gain, Some((descriptor, best)));
                    }
                }
            }
        }
        if let (Self::Local, Some((descriptor, best))) = (self, mover) {
            scenario.set(descriptor, best);
        }
        mover.is_some()
    }

    /// Follows a scenario until it repeats; returns every scenario on the way, the start included, and where it ends.
    ///
    /// # Determinism
    /// Succession is a map of a finite set into itself, so it always ends in an attractor.
    #[must_use]
    pub fn follow(self, model: &Model, start: &Scenario) -> (Vec<Scenario>, Attractor) {
        // The way itself is kept, so a look at every scenario on it costs no more memory. Ways are short.
        let mut seen = std::collections::BTreeMap::new();
        let mut way = vec![start.clone()];
        seen.insert(start.clone(), 0);
        loop {
            let next = self.step(model, &way[way.len() - 1]);
            if let Some(&at) = seen.get(&next) {
                let mut circle: Vec<Scenario> = way[at..].to_vec();
                let first = (0..circle.len()).min_by_key(|&place| &circle[place]).unwrap_or(0);
                circle.rotate_left(first);
                return (way, Attractor { scenarios: circle });
            }
            seen.insert(next.clone(), way.len());
            way.push(next);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cross_impact::testing::{all, model, random, somewhereland};

    #[test]
    fn consistent_scenarios_and_only_they_follow_themselves() {
        for model in [somewhereland(), random(&[3, 2, 4, 2], 2, 1), random(&[2, 2, 2, 3], 1, 2)] {
            for scenario in all(&model) {
                for succession in [Succession::Global, Succession::Local] {
                    let same = succession.step(&model, &scenario) == scenario;
                    assert_eq!(same, model.figures(&scenario).consistent());
                }
            }
        }
    }

    #[test]
    fn a_tie_keeps_what_is_and_else_takes_the_lowest_number() {
        // B speaks equally for a2 and a3, and more for either than for a1.
        let m = model(&[3, 1], &[&[0, 0, 0, 0], &[0, 0, 0, 0], &[0, 0, 0, 0], &[0, 1, 1, 0]]);
        for succession in [Succession::Global, Succession::Local] {
            let next = |variant| succession.step(&m, &Scenario::of([variant, 0])).variant(0);
            assert_eq!([next(0), next(1), next(2)], [1, 1, 2]);
        }
    }

    #[test]
    fn local_succession_moves_the_least_consistent_descriptor_alone() {
        // Both want their second variant, B more; then equally.
        let rows = |b: i32| model(&[2, 2], &[&[0, 1, 0, 0], &[0, 1, 0, 0], &[0, 0, 0, b], &[0, 0, 0, b]]);
        assert_eq!(Succession::Local.step(&rows(2), &Scenario::of([0, 0])), Scenario::of([0, 1]));
        assert_eq!(Succession::Local.step(&rows(1), &Scenario::of([0, 0])), Scenario::of([1, 0]));
        assert_eq!(Succession::Global.step(&rows(2), &Scenario::of([0, 0])), Scenario::of([1, 1]));
    }

    #[test]
    fn a_circle_is_found_and_starts_at_its_first_scenario() {
        // B follows A, A does the opposite of B: with all moving at once a circle of four.
        let m = model(&[2, 2], &[&[0, 0, 1, 0], &[0, 0, 0, 1], &[0, 1, 0, 0], &[1, 0, 0, 0]]);
        let (way, end) = Succession::Global.follow(&m, &Scenario::of([1, 0]));
        let expected = [[0, 0], [1, 0], [1, 1], [0, 1]].map(Scenario::of);
        assert_eq!(end.scenarios, expected);
        assert_eq!((way.len(), end.is_fixed()), (4, false));
    }
}
