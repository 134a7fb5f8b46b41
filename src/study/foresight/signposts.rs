//! Which drivers tell the scenarios apart.
//!
//! # The rule
//!
//! No scenario is taken as likelier than another. A driver is worth looking at by how many scenarios are left, on average, once its variant
//! is known: if n scenarios fall into groups of n₁, n₂, ... by the variant they have, Σ nᵢ² / n. The driver that leaves fewest is looked at
//! first, then the one that leaves fewest together with it, and so on, until every scenario stands alone or nothing more tells them apart.
//! Among equals the one that stands first in the matrix.

use std::collections::BTreeMap;

use crate::cross_impact::{Scenario, Structure};

/// A driver that tells scenarios apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Signpost {
    /// The driver.
    pub driver: usize,
    /// How many scenarios are left on average once it is known, by itself.
    pub alone: f64,
    /// How many are left on average once it and all before it are known.
    pub left: f64,
    /// By variant that any scenario has: the scenarios that have it, as places in the list.
    pub groups: Vec<(usize, Vec<usize>)>,
}

/// Ranks drivers by how well they tell scenarios apart; those that tell nothing more are left out.
///
/// # Determinism
/// Group sizes are whole numbers; ties go to the driver that stands first.
#[must_use]
pub fn signposts(structure: &Structure, scenarios: &[Scenario]) -> Vec<Signpost> {
    let drivers = structure.descriptors().len();
    let mut known: Vec<usize> = Vec::new();
    let mut all: Vec<Signpost> = Vec::new();
    // The sum of squares of group sizes: n² where nothing is known.
    let mut now = squares(scenarios, &known);
    while now > scenarios.len() as u64 {
        let with = |driver: usize| squares(scenarios, &[known.as_slice(), &[driver]].concat());
        let best = (0..drivers).filter(|driver| !known.contains(driver)).map(|driver| (with(driver), driver)).min();
        let Some((left, driver)) = best.filter(|(left, _)| *left < now) else { break };
        known.push(driver);
        now = left;
        let n = scenarios.len() as f64;
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (place, scenario) in scenarios.iter().enumerate() {
            groups.entry(scenario.variant(driver)).or_default().push(place);
        }
        let alone = squares(scenarios, &[driver]) as f64 / n;
        all.push(Signpost { driver, alone, left: left as f64 / n, groups: groups.into_iter().collect() });
    }
    all
}

fn squares(scenarios: &[Scenario], known: &[usize]) -> u64 {
    let mut groups: BTreeMap<Vec<usize>, u64> = BTreeMap::new();
    for scenario in scenarios {
        *groups.entry(known.iter().map(|&driver| scenario.variant(driver)).collect()).or_default() += 1;
    }
    groups.values().map(|count| count * count).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cross_impact::Descriptor;
    use crate::input::Name;

    fn structure(sizes: &[usize]) -> Structure {
        let name = |text: String| Name::new(text).unwrap();
        let descriptor = |(place, &size): (usize, &usize)| Descriptor {
            name: name(format!("D{place}")),
            variants: (0..size).map(|v| name(format!("V{v}"))).collect(),
        };
        Structure::new(sizes.iter().enumerate().map(descriptor).collect()).unwrap()
    }

    #[test]
    fn the_driver_that_leaves_fewest_comes_first() {
        let structure = structure(&[2, 3, 2, 2]);
        let at = |variants: [usize; 4]| Scenario::new(&structure, &variants).unwrap();
        // The first driver splits 2 and 2, the second 2, 1 and 1, the third not at all; with the second known, the first or last splits the rest.
        let scenarios = [at([0, 0, 1, 0]), at([1, 0, 1, 1]), at([0, 1, 1, 0]), at([1, 2, 1, 0])];
        let found = signposts(&structure, &scenarios);
        assert_eq!(found.iter().map(|one| one.driver).collect::<Vec<_>>(), [1, 0]);
        assert_eq!((found[0].alone, found[0].left), (6.0 / 4.0, 6.0 / 4.0));
        assert_eq!((found[1].alone, found[1].left), (2.0, 1.0));
        assert_eq!(found[0].groups, [(0, vec![0, 1]), (1, vec![2]), (2, vec![3])]);
        assert!(signposts(&structure, &scenarios[..1]).is_empty());
        assert!(signposts(&structure, &[]).is_empty());
    }
}
