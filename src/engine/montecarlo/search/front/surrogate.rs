//! What options do by themselves, and what they would do if that simply added up.

use crate::num;
use crate::stats::pareto::{Assignments, Beyond, Limits, ParetoError, Points, separable};

use super::{Assignment, Draws, Evaluate, FrontError, FrontSearch};

/// The most points of the surrogate's front on the way; past that it is thinned.
const MOST: usize = 200_000;

/// Effects of options that add up.
#[derive(Debug, Clone, PartialEq)]
pub struct Surrogate {
    /// The objectives where every component has its first option.
    pub start: Vec<f64>,
    /// By component, then by option: what it changes against the first option.
    pub effects: Vec<Vec<Vec<f64>>>,
}

impl Surrogate {
    /// What an assignment would do.
    #[must_use]
    pub fn predict(&self, assignment: &[u16]) -> Vec<f64> {
        let mut at = self.start.clone();
        for (effects, &option) in self.effects.iter().zip(assignment) {
            add(&mut at, &effects[usize::from(option)], 1.0);
        }
        at
    }

    /// What a change of an assignment would change.
    #[must_use]
    pub fn change(&self, from: &[u16], to: &[u16]) -> Vec<f64> {
        let mut change = vec![0.0; self.start.len()];
        for ((effects, &from), &to) in self.effects.iter().zip(from).zip(to) {
            if from != to {
                add(&mut change, &effects[usize::from(to)], 1.0);
                add(&mut change, &effects[usize::from(from)], -1.0);
            }
        }
        change
    }

    /// The exact front of the surrogate; thinned where it grows past what can be held.
    ///
    /// # Errors
    /// [`ParetoError`] where an effect is not finite or there is nothing to choose.
    pub fn front(&self) -> Result<Assignments, ParetoError> {
        let objectives = self.start.len();
        let components: Vec<Points> =
            self.effects.iter().map(|options| Points::from_rows(objectives, options)).collect::<Result<_, _>>()?;
        separable(&components, &Limits { most: MOST, beyond: Beyond::Thin, ..Limits::default() })
    }

    /// Measures every single change from every base; effects are means over the bases. `None` after an interrupt, or where no base can be measured.
    ///
    /// A change that has no base in some replicate counts as doing nothing: it cannot be ranked, and stays out of the surrogate's front by chance only.
    pub(super) fn measure(search: &FrontSearch, evaluate: Evaluate<'_>) -> Result<Option<(Self, u64)>, FrontError> {
        let objectives = search.smallest.len();
        let mut spent = 0;
        let mut start: Vec<Vec<f64>> = Vec::new();
        let mut effects: Vec<Vec<Vec<f64>>> =
            search.options.iter().map(|&options| vec![vec![0.0; objectives]; usize::from(options)]).collect();
        let mut used = 0;
        for base in &search.bases {
            let mut sets: Vec<Assignment> = vec![base.clone()];
            for (component, &options) in search.options.iter().enumerate() {
                for option in (0..options).filter(|&option| option != base[component]) {
                    let mut set = base.clone();
                    set[component] = option;
                    sets.push(set);
                }
            }
            let mut values: Vec<Vec<f64>> = vec![Vec::new(); sets.len()];
            for batch in 0..search.effects {
                let Some(found) = evaluate(&sets, Draws::Effects(batch))? else { return Ok(None) };
                spent += sets.len() as u64;
                values.iter_mut().zip(found).for_each(|(all, more)| all.extend(more));
            }
            let means: Vec<Option<Vec<f64>>> = values.iter().map(|values| mean(values, objectives)).collect();
            let Some(centre) = means[0].clone() else { continue };
            used += 1;
            let mut first = centre.clone();
            let mut at = 1;
            for (component, &options) in search.options.iter().enumerate() {
                let mine = base[component];
                let of: Vec<Vec<f64>> = (0..options)
                    .map(|option| {
                        if option == mine {
                            return centre.clone();
                        }
                        at += 1;
                        means[at - 1].clone().unwrap_or_else(|| centre.clone())
                    })
                    .collect();
                for (sum, level) in effects[component].iter_mut().zip(&of) {
                    add(sum, level, 1.0);
                    add(sum, &of[0], -1.0);
                }
                add(&mut first, &of[0], 1.0);
                add(&mut first, &centre, -1.0);
            }
            start.push(first);
        }
        if used == 0 {
            return Ok(None);
        }
        let share = 1.0 / f64::from(used);
        effects.iter_mut().flatten().flatten().for_each(|effect| *effect *= share);
        let mut mean_start = vec![0.0; objectives];
        start.iter().for_each(|start| add(&mut mean_start, start, share));
        Ok(Some((Self { start: mean_start, effects }, spent)))
    }
}

fn add(to: &mut [f64], what: &[f64], times: f64) {
    to.iter_mut().zip(what).for_each(|(to, what)| *to += times * what);
}

/// The mean of each objective; `None` where a replicate has no base.
fn mean(values: &[f64], objectives: usize) -> Option<Vec<f64>> {
    let count = values.len() / objectives;
    if count == 0 || values.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let of = |objective: usize| values.iter().skip(objective).step_by(objectives).copied().collect::<Vec<f64>>();
    Some((0..objectives).map(|objective| num::sum(&of(objective)) / count as f64).collect())
}
