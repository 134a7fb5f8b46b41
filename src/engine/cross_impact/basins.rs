//! How many scenarios lead to each attractor.

use std::collections::BTreeMap;

use super::ends::Ends;
use super::field::{Field, Key};
use super::model::Model;
use super::scenario::Scenario;
use super::succession::{Attractor, Succession};
use crate::parallel::{Batching, ThreadError, map_vec};

/// Says how basins are counted and when to give up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BasinSearch {
    /// Which descriptors move in a step.
    pub succession: Succession,
    /// Worker threads. They change the time, never the result.
    pub threads: usize,
    /// The most scenarios looked at; default 20,000,000,000.
    pub configurations: u64,
    /// The most attractors told apart; default 100,000.
    pub attractors: usize,
}

impl Default for BasinSearch {
    fn default() -> Self {
        Self { succession: Succession::Global, threads: 1, configurations: 20_000_000_000, attractors: 100_000 }
    }
}

/// An attractor and the number of scenarios that end in it, those it consists of included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basin {
    /// Where they end.
    pub attractor: Attractor,
    /// How many.
    pub weight: u64,
}

/// All attractors of a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basins {
    /// The attractors in the canonical order of their first scenarios. Weights add up to the number of scenarios.
    pub basins: Vec<Basin>,
}

impl Basins {
    /// Returns the number of scenarios that end in a scenario itself, or nothing where it is no consistent scenario.
    #[must_use]
    pub fn weight(&self, scenario: &Scenario) -> Option<u64> {
        let at = self.basins.binary_search_by(|basin| basin.attractor.scenarios[0].cmp(scenario)).ok()?;
        Some(&self.basins[at]).filter(|basin| basin.attractor.is_fixed()).map(|basin| basin.weight)
    }

    /// Returns the circles: attractors of more than one scenario.
    pub fn cycles(&self) -> impl Iterator<Item = &Basin> {
        self.basins.iter().filter(|basin| !basin.attractor.is_fixed())
    }

    /// Returns the number of all scenarios.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.basins.iter().map(|basin| basin.weight).sum()
    }
}

/// Says why basins were not counted.
#[derive(Debug, thiserror::Error)]
pub enum BasinError {
    /// There are too many scenarios.
    #[error("basins are counted scenario by scenario, and {} are more than the {most} allowed; give some descriptors a variant first", got.map_or("more than 64 bits can count".to_owned(), |got| got.to_string()))]
    TooLarge {
        /// How many there are, where 64 bits can count them.
        got: Option<u64>,
        /// The most allowed.
        most: u64,
    },
    /// There are too many attractors.
    #[error("more than {most} attractors: the matrix says too little to tell futures apart")]
    TooMany {
        /// The most told apart.
        most: usize,
    },
    /// Threads could not be started.
    #[error(transparent)]
    Threads(#[from] ThreadError),
}

/// Follows every scenario of a model to its attractor and counts.
///
/// # Memory
/// At most 64 MiB a thread for the scenarios that others lead to, a table of at most 96 KiB, and the attractors themselves, however many
/// scenarios there are. Beyond four million that others lead to, what is known of them is forgotten and found again.
///
/// # Determinism
/// Counts are whole numbers of 64 bits; the result is the same for any number of threads and in canonical order.
///
/// # Errors
/// [`BasinError`] when there are more scenarios or attractors than allowed, or threads cannot be started.
pub fn basins(model: &Model, search: &BasinSearch) -> Result<Basins, BasinError> {
    let structure = model.structure();
    let total = match structure.configurations() {
        Some(total) if total <= search.configurations => total,
        got => return Err(BasinError::TooLarge { got, most: search.configurations }),
    };
    let counted = match search.succession {
        Succession::Local => counted(model, search, total, total, || |_: u64, _: &mut Vec<u64>| {}, 1)?,
        Succession::Global => {
            if let Some(field) = Field::<i16>::new(model) {
                jumps(model, search, total, &field)?
            } else if let Some(field) = Field::<i32>::new(model) {
                jumps(model, search, total, &field)?
            } else {
                counted(model, search, total, total, || |_: u64, _: &mut Vec<u64>| {}, 1)?
            }
        }
    };
    let attractor = |first: u64| -> Option<Attractor> {
        let start = Scenario::at(structure, first)?;
        Some(search.succession.follow(model, &start).1)
    };
    let basins = counted.into_iter().filter_map(|(first, weight)| Some(Basin { attractor: attractor(first)?, weight })).collect();
    Ok(Basins { basins })
}

/// Counts with the first step of many scenarios taken at once.
fn jumps<T: Key>(model: &Model, search: &BasinSearch, total: u64, field: &Field<T>) -> Result<BTreeMap<u64, u64>, BasinError> {
    let jump = || {
        let (mut base, mut out) = field.scratch();
        move |stretch: u64, into: &mut Vec<u64>| {
            field.successors(stretch, &mut base, &mut out);
            into.clear();
            into.extend_from_slice(&out.as_flattened()[..field.lanes]);
        }
    };
    counted(model, search, total, field.stretches(), jump, field.lanes)
}

/// Counts, for each attractor named by its first scenario, the scenarios that end in it.
///
/// Stretch s holds `lanes` scenarios; `jump` gives what each is followed by. With one lane the scenario itself is followed.
fn counted<J>(
    model: &Model,
    search: &BasinSearch,
    total: u64,
    stretches: u64,
    jump: impl Fn() -> J + Sync,
    lanes: usize,
) -> Result<BTreeMap<u64, u64>, BasinError>
where
    J: FnMut(u64, &mut Vec<u64>),
{
    let shares = (search.threads.max(1) as u64 * SHARES).min(stretches);
    let share = |number: u64| {
        let range = (u128::from(stretches) * u128::from(number) / u128::from(shares)) as u64;
        let end = (u128::from(stretches) * u128::from(number + 1) / u128::from(shares)) as u64;
        let (mut ends, mut next) = (Ends::new(model, search.succession, search.attractors, total), Vec::with_capacity(lanes));
        let mut jump = jump();
        for stretch in range..end {
            next.clear();
            next.push(stretch);
            jump(stretch, &mut next);
            if !ends.count(&next) {
                return None;
            }
        }
        ends.tally()
    };
    let batching = Batching { threads: search.threads.max(1), chunk: 1 };
    let parts = map_vec(0..shares, batching, || (), |number, ()| share(number))?;
    let mut all = BTreeMap::new();
    for part in parts {
        let part = part.ok_or(BasinError::TooMany { most: search.attractors })?;
        for (first, weight) in part {
            *all.entry(first).or_insert(0) += weight;
        }
    }
    if all.len() > search.attractors { Err(BasinError::TooMany { most: search.attractors }) } else { Ok(all) }
}

/// Shares of the work a thread.
const SHARES: u64 = 2;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cross_impact::testing::{all, model, random, somewhereland};

    /// The definition itself: every scenario followed on its own.
    fn followed(model: &Model, succession: Succession) -> Vec<(Attractor, u64)> {
        let mut counts = BTreeMap::new();
        for scenario in all(model) {
            *counts.entry(succession.follow(model, &scenario).1).or_insert(0) += 1;
        }
        counts.into_iter().collect()
    }

    fn counted(model: &Model, succession: Succession, threads: usize) -> Vec<(Attractor, u64)> {
        let found = basins(model, &BasinSearch { succession, threads, ..BasinSearch::default() }).unwrap();
        assert_eq!(Some(found.total()), model.structure().configurations());
        found.basins.into_iter().map(|basin| (basin.attractor, basin.weight)).collect()
    }

    #[test]
    fn somewhereland_has_the_published_basins_and_no_cycles() {
        let model = somewhereland();
        let found = basins(&model, &BasinSearch::default()).unwrap();
        let weights: Vec<u64> = found.basins.iter().map(|basin| basin.weight).collect();
        // In canonical order, as in the reference values of the project.
        assert_eq!(weights, [35, 127, 55, 178, 28, 19, 3, 24, 3, 14]);
        assert_eq!((found.cycles().count(), found.total()), (0, 486));
        assert_eq!(found.weight(&Scenario::of([0, 2, 1, 0, 0, 2])), Some(178));
        assert_eq!(found.weight(&Scenario::of([0, 0, 0, 0, 0, 0])), None);
    }

    #[test]
    fn counts_are_those_of_following_every_scenario() {
        let models = [
            random(&[3, 3, 2, 4, 2], 3, 1),
            random(&[2, 2, 2, 2, 2, 2, 2], 1, 2),
            random(&[5, 1, 3, 2, 3], 2, 3),
            random(&[3, 4, 3], 3_000, 4),
            random(&[3, 4, 3], 1_000_000, 5),
            random(&[4, 3, 2], 0, 6),
        ];
        let mut circles = 0;
        for model in &models {
            for succession in [Succession::Global, Succession::Local] {
                let expected = followed(model, succession);
                for threads in [1, 2, 4] {
                    assert_eq!(counted(model, succession, threads), expected);
                }
                circles += expected.iter().filter(|(attractor, _)| !attractor.is_fixed()).count();
            }
        }
        assert!(circles > 3, "the models of this test should have circles, got {circles}");
    }

    #[test]
    fn a_large_space_is_counted_exactly() {
        // 2¹⁸ scenarios in two halves that do not touch: the weight of a pair of attractors is the product of their weights.
        let half = random(&[2; 9], 2, 9);
        let (columns, cells) = (half.structure().columns(), half.cells());
        let mut both = vec![0; 4 * columns * columns];
        for row in 0..columns {
            for column in 0..columns {
                let cell = cells[row * columns + column];
                both[row * 2 * columns + column] = cell;
                both[(columns + row) * 2 * columns + columns + column] = cell;
            }
        }
        let model = Model::of(crate::cross_impact::testing::structure(&[2; 18]), both, 1).unwrap();
        let one: BTreeMap<Scenario, u64> = followed(&half, Succession::Global)
            .into_iter()
            .filter(|(a, _)| a.is_fixed())
            .map(|(a, w)| (a.scenarios[0].clone(), w))
            .collect();
        assert!(!one.is_empty());
        let found = basins(&model, &BasinSearch { threads: 2, ..BasinSearch::default() }).unwrap();
        for (a, weight) in &one {
            for (b, other) in &one {
                let pair = Scenario::of(a.variants().chain(b.variants()));
                assert_eq!(found.weight(&pair), Some(weight * other));
            }
        }
        assert_eq!(found.total(), 1 << 18);
    }

    #[test]
    fn a_circle_has_the_weight_of_all_that_lead_to_it() {
        let m = model(&[2, 2], &[&[0, 0, 1, 0], &[0, 0, 0, 1], &[0, 1, 0, 0], &[1, 0, 0, 0]]);
        let found = basins(&m, &BasinSearch::default()).unwrap();
        assert_eq!((found.basins.len(), found.basins[0].weight, found.cycles().count()), (1, 4, 1));
        assert_eq!(found.weight(&Scenario::of([0, 0])), None);
    }

    #[test]
    fn what_is_too_large_is_said() {
        let error = basins(&random(&[2; 80], 1, 1), &BasinSearch::default()).unwrap_err().to_string();
        assert!(error.contains("more than 64 bits can count are more than the 20000000000 allowed"), "{error}");
        let small = BasinSearch { configurations: 100, ..BasinSearch::default() };
        assert!(basins(&somewhereland(), &small).unwrap_err().to_string().contains("486 are more than the 100"));
        let few = BasinSearch { attractors: 10, ..BasinSearch::default() };
        assert!(basins(&somewhereland(), &few).is_ok());
        for threads in [1, 2] {
            let few = BasinSearch { attractors: 9, threads, ..BasinSearch::default() };
            assert!(matches!(basins(&somewhereland(), &few), Err(BasinError::TooMany { most: 9 })));
        }
    }
}
