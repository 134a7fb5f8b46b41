//! A few scenarios for people to read.
//!
//! # The rule
//!
//! The scenario with the largest weight comes first (how many scenarios lead to it, or how often it was consistent: whatever weighs them). Then, again and
//! again, the one whose nearest neighbour among those picked is farthest away, counted in descriptors on which they differ; among equals the one of
//! larger weight, then of higher total impact score, then the first in canonical order. It ends when there are enough, or when everything left
//! differs from one that is picked on fewer descriptors than asked for.
//!
//! This is the farthest-point rule of Gonzalez 1985, "Clustering to minimize the maximum intercluster distance", Theoretical Computer Science
//! 38, 293–306: no other choice of as many scenarios has a largest distance from what is left out to what is picked of less than half.

use std::cmp::Reverse;

use super::model::Model;
use super::scenario::Scenario;

/// Says how many scenarios are picked and how different they must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pick {
    /// The most picked; default 4.
    pub most: usize,
    /// Descriptors on which each must differ from every other; default 2.
    pub apart: usize,
}

impl Default for Pick {
    fn default() -> Self {
        Self { most: 4, apart: 2 }
    }
}

/// A scenario that was picked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picked {
    /// Its place in the list picked from.
    pub place: usize,
    /// Descriptors on which it differs from the nearest one picked before it; nothing for the first.
    pub apart: Option<usize>,
    /// How many of the list are nearest to it, itself included: those it stands for. Of several nearest, the one picked first has it.
    pub stands_for: usize,
}

/// Picks a diverse few of the scenarios given, each with its weight.
#[must_use]
pub fn pick(model: &Model, scenarios: &[(Scenario, u64)], pick: Pick) -> Vec<Picked> {
    let scores: Vec<i64> = scenarios.iter().map(|(scenario, _)| model.figures(scenario).score).collect();
    // For each scenario the distance to its nearest picked one, and which that is.
    let mut nearest = vec![(usize::MAX, 0_usize); scenarios.len()];
    let mut picked: Vec<Picked> = Vec::new();
    while picked.len() < pick.most {
        let order = |&place: &usize| {
            let (scenario, weight) = &scenarios[place];
            (nearest[place].0, *weight, scores[place], Reverse(scenario))
        };
        let Some(place) = (0..scenarios.len()).max_by_key(order) else {
            break;
        };
        let apart = (!picked.is_empty()).then_some(nearest[place].0);
        if apart.is_some_and(|apart| apart == 0 || apart < pick.apart) {
            break;
        }
        for (nearest, (scenario, _)) in nearest.iter_mut().zip(scenarios) {
            let distance = scenario.distance(&scenarios[place].0);
            if distance < nearest.0 {
                *nearest = (distance, picked.len());
            }
        }
        picked.push(Picked { place, apart, stands_for: 0 });
    }
    if !picked.is_empty() {
        nearest.iter().for_each(|&(_, by)| picked[by].stands_for += 1);
    }
    picked
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cross_impact::basins::{BasinSearch, basins};
    use crate::cross_impact::testing::somewhereland;

    fn weighed() -> (Model, Vec<(Scenario, u64)>) {
        let model = somewhereland();
        let found = basins(&model, &BasinSearch::default()).unwrap();
        let weighed = found.basins.into_iter().map(|basin| (basin.attractor.scenarios[0].clone(), basin.weight)).collect();
        (model, weighed)
    }

    #[test]
    fn the_heaviest_comes_first_and_each_next_is_the_farthest() {
        let (model, all) = weighed();
        let picked = pick(&model, &all, Pick::default());
        assert_eq!(all[picked[0].place].1, 178);
        for (number, one) in picked.iter().enumerate().skip(1) {
            let apart = |place: usize| picked[..number].iter().map(|p| all[place].0.distance(&all[p.place].0)).min().unwrap();
            assert_eq!(one.apart, Some(apart(one.place)));
            assert!((0..all.len()).all(|place| apart(place) <= apart(one.place)));
        }
        assert_eq!(picked.iter().map(|one| one.stands_for).sum::<usize>(), 10);
        let names: Vec<Vec<usize>> = picked.iter().map(|one| all[one.place].0.variants().map(|v| v + 1).collect()).collect();
        assert_eq!(names[..2], [[1, 3, 2, 1, 1, 3], [2, 1, 3, 2, 2, 1]]);
    }

    #[test]
    fn it_ends_when_the_rest_is_too_alike() {
        let (model, all) = weighed();
        let few = pick(&model, &all, Pick { most: 10, apart: 4 });
        assert!(few.len() > 1 && few.len() < 10);
        assert!(few.iter().skip(1).all(|one| one.apart >= Some(4)));
        assert_eq!(pick(&model, &all, Pick { most: 99, apart: 0 }).len(), 10);
        let twice = [all[0].clone(), all[0].clone()];
        assert_eq!(pick(&model, &twice, Pick { most: 2, apart: 0 }).len(), 1);
        assert_eq!(pick(&model, &[], Pick::default()), []);
    }
}
