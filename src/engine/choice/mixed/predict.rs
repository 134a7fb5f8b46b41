//! Choices that were not used: predicted, and held against what was chosen.

use super::error::MixedError;
use super::lanes::probabilities;
use super::likelihood::{Knowledge, Likelihood};
use super::panel::{Panel, Task};
use super::tastes::Tastes;
use super::walk::{Sink, across};
use crate::choice::data::ChoiceData;
use crate::num::lanes::Lanes;
use crate::num::{exp, ln, sum};
use std::collections::BTreeMap;
use std::ops::Range;

/// Sums up weighted probabilities of new tasks.
struct Shares<'a> {
    panel: &'a Panel<'a>,
    tasks: &'a [Task],
    /// Task by task: the chosen alternative, then the others.
    sums: Vec<Lanes>,
    odds: Vec<Lanes>,
}

impl Sink for Shares<'_> {
    const SLOPES: bool = false;

    fn scale(&mut self, by: f64) {
        self.sums.as_flattened_mut().iter_mut().for_each(|sum| *sum *= by);
    }

    fn take(&mut self, group: &Tastes, _: &impl Fn(usize) -> Lanes, weights: &Lanes, _: &mut [Lanes]) {
        let mut at = 0;
        for &task in self.tasks {
            self.odds.resize(task.others + 1, [0.0; 8]);
            probabilities(self.panel.differences(task), &group.coefficients, &mut self.odds);
            for (sum, share) in self.sums[at..].iter_mut().zip(&self.odds) {
                for lane in 0..8 {
                    sum[lane] = weights[lane].mul_add(share[lane], sum[lane]);
                }
            }
            at += task.others + 1;
        }
    }
}

impl Likelihood<'_> {
    /// Returns the runs of tasks that each of the panel's people is to answer.
    pub(super) fn asked(&self, tasks: &ChoiceData<'_>) -> Result<Vec<Vec<Range<usize>>>, MixedError> {
        if tasks.features() != self.panel.features() {
            return Err(MixedError::Features { want: self.panel.features(), got: tasks.features() });
        }
        let known: BTreeMap<u64, usize> =
            (0..self.panel.people()).map(|person| (self.panel.data().person(self.panel.range_of(person).start), person)).collect();
        let mut of_person: Vec<Vec<Range<usize>>> = vec![Vec::new(); self.panel.people()];
        for range in tasks.people() {
            let id = tasks.person(range.start);
            of_person[*known.get(&id).ok_or(MixedError::Stranger { id })?].push(range);
        }
        Ok(of_person)
    }

    /// Predicts tasks of the panel's people: the probability of each alternative, 0 where it is not available.
    ///
    /// For people never seen, make the panel from their tasks and demographics and ask with [`Knowledge::Population`].
    ///
    /// # Shapes
    /// The result has a number for each task and alternative of `tasks`, task by task.
    ///
    /// # Errors
    /// [`MixedError`] if the tasks do not fit the model, or someone answers them who is not in the panel.
    pub fn predict(&self, parameters: &[f64], knowledge: Knowledge, tasks: &ChoiceData<'_>) -> Result<Vec<f64>, MixedError> {
        self.check(parameters)?;
        let of_person = self.asked(tasks)?;
        let new = Panel::of_tasks(tasks);
        let mut out = vec![0.0; tasks.tasks() * tasks.alternatives()];
        self.by_block(
            |people, work| {
                let mut found = Vec::new();
                for person in people {
                    for range in &of_person[person] {
                        let wanted = new.tasks_in(range.clone());
                        let room = wanted.iter().map(|task| task.others + 1).sum();
                        let mut sink = Shares { panel: &new, tasks: wanted, sums: vec![[0.0; 8]; room], odds: Vec::new() };
                        let weight = self.walk(parameters, knowledge, person, work, &mut sink).weight;
                        found.push((range.clone(), sink.sums.iter().map(|sum| across(sum) / weight).collect::<Vec<_>>()));
                    }
                }
                found
            },
            |found| {
                for (range, shares) in found {
                    let mut shares = shares.into_iter();
                    for task in range {
                        let row = &mut out[task * tasks.alternatives()..(task + 1) * tasks.alternatives()];
                        let chosen = tasks.chosen(task);
                        row[chosen] = shares.next().unwrap_or(f64::NAN);
                        for other in (0..row.len()).filter(|&other| other != chosen && tasks.is_available(task, other)) {
                            row[other] = shares.next().unwrap_or(f64::NAN);
                        }
                    }
                }
            },
        )?;
        Ok(out)
    }
}

/// A figure with its standard error over people.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figure {
    /// The figure.
    pub value: f64,
    /// Its standard error, people taken as the unit.
    pub error: f64,
}

/// How predictions stand against what was chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HoldOut {
    /// How many people.
    pub people: usize,
    /// How many tasks.
    pub tasks: usize,
    /// The share of tasks whose most likely alternative was chosen; ties count in part.
    pub hit_rate: Figure,
    /// e to the mean log of the chosen alternative's probability: its geometric mean.
    pub root_likelihood: Figure,
    /// The mean probability of the chosen alternative.
    pub mean_probability: Figure,
}

/// Holds predicted probabilities against choices.
///
/// # Shapes
/// `probabilities` has a number for each task and alternative, task by task.
///
/// Errors are NaN where there is one person only.
///
/// # Panics
/// If there are not as many probabilities as that.
///
/// # Source
/// Standard errors are those of a ratio of person totals (Cochran 1977, "Sampling techniques", section 2.11), without a finite population; that of the
/// root likelihood by the delta method.
pub fn hold_out(data: &ChoiceData<'_>, probabilities: &[f64]) -> HoldOut {
    assert_eq!(probabilities.len(), data.tasks() * data.alternatives(), "a probability for each task and alternative");
    let row = |task: usize| &probabilities[task * data.alternatives()..(task + 1) * data.alternatives()];
    let hit = |task: usize| {
        let best = row(task).iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let ties = row(task).iter().filter(|&&p| p == best).count();
        if row(task)[data.chosen(task)] == best { 1.0 / ties as f64 } else { 0.0 }
    };
    let chosen = |task: usize| row(task)[data.chosen(task)];
    let log = over_people(data, |task| ln(chosen(task)));
    let root = exp(log.value);
    HoldOut {
        people: data.people().count(),
        tasks: data.tasks(),
        hit_rate: over_people(data, hit),
        root_likelihood: Figure { value: root, error: root * log.error },
        mean_probability: over_people(data, chosen),
    }
}

/// Returns the mean of a figure over tasks, with its error over people.
fn over_people(data: &ChoiceData<'_>, figure: impl Fn(usize) -> f64) -> Figure {
    let totals: Vec<(f64, f64)> =
        data.people().map(|tasks| (sum(&tasks.clone().map(&figure).collect::<Vec<_>>()), tasks.len() as f64)).collect();
    let people = totals.len() as f64;
    let tasks = sum(&totals.iter().map(|(_, tasks)| *tasks).collect::<Vec<_>>());
    let value = sum(&totals.iter().map(|(total, _)| *total).collect::<Vec<_>>()) / tasks;
    let squares = sum(&totals.iter().map(|(total, tasks)| (total - value * tasks) * (total - value * tasks)).collect::<Vec<_>>());
    Figure { value, error: (people / (people - 1.0) * squares).sqrt() / tasks }
}
