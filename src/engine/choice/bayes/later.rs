//! Tasks that were not used, predicted draw by draw.

use super::BayesError;
use crate::choice::data::ChoiceData;
use crate::choice::logit::task_probabilities;
use std::collections::BTreeMap;
use std::ops::Range;

/// Tasks that are to be predicted, answered by people whose choices are known.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The tasks. What was chosen in them is not looked at.
    pub tasks: ChoiceData<'a>,
    /// How much of each feature a simpler model expects of each task, task by task, where it is to be said what people lean to beyond it.
    pub expected: Option<&'a [f64]>,
}

/// Tasks to be predicted, by person.
pub(super) struct Later<'a> {
    asked: Asked<'a>,
    /// Person by person: each run of tasks, with its number among all runs.
    of_person: Vec<Vec<(usize, Range<usize>)>>,
    runs: usize,
}

/// Sums over draws.
#[derive(Debug, Clone, Default)]
pub(super) struct Foretold {
    /// The probability of each alternative, task by task.
    pub(super) probabilities: Vec<f64>,
    /// What each person leans to, run by run and feature by feature.
    pub(super) sums: Vec<f64>,
    /// The products of that over pairs of different tasks.
    pub(super) products: Vec<f64>,
}

impl<'a> Later<'a> {
    pub(super) fn new(ids: &[u64], features: usize, asked: &Asked<'a>) -> Result<Self, BayesError> {
        let tasks = asked.tasks;
        if tasks.features() != features {
            return Err(BayesError::Features { want: features, got: tasks.features() });
        }
        if let Some(expected) = asked.expected.filter(|expected| expected.len() != tasks.tasks() * features) {
            return Err(BayesError::Expected { want: tasks.tasks() * features, got: expected.len() });
        }
        let known: BTreeMap<u64, usize> = ids.iter().enumerate().map(|(person, &id)| (id, person)).collect();
        let mut of_person = vec![Vec::new(); ids.len()];
        let mut runs = 0;
        for range in tasks.people() {
            let id = tasks.person(range.start);
            let person = *known.get(&id).ok_or(BayesError::Stranger { id })?;
            of_person[person].push((runs, range));
            runs += 1;
        }
        Ok(Self { asked: *asked, of_person, runs })
    }

    /// Returns how many numbers its sums hold.
    pub(super) fn numbers(&self) -> usize {
        let (probabilities, leanings) = self.sizes();
        probabilities + 2 * leanings
    }

    /// How many probabilities there are, and how many leanings.
    fn sizes(&self) -> (usize, usize) {
        let leanings = if self.asked.expected.is_some() { self.runs * self.asked.tasks.features() } else { 0 };
        (self.asked.tasks.tasks() * self.asked.tasks.alternatives(), leanings)
    }

    /// Returns sums of nothing.
    pub(super) fn zeros(&self) -> Foretold {
        let (probabilities, leanings) = self.sizes();
        Foretold { probabilities: vec![0.0; probabilities], sums: vec![0.0; leanings], products: vec![0.0; leanings] }
    }

    /// Adds what a person's tasks come to at one draw of the coefficients.
    pub(super) fn add(&self, person: usize, coefficients: &[f64], out: &mut Foretold) {
        let Asked { tasks, expected } = self.asked;
        let (each, features) = (tasks.alternatives(), tasks.features());
        let mut row = vec![0.0; each];
        let (mut whole, mut squares) = (vec![0.0; features], vec![0.0; features]);
        for (run, range) in &self.of_person[person] {
            whole.fill(0.0);
            squares.fill(0.0);
            for task in range.clone() {
                task_probabilities(&tasks, task, coefficients, &mut row);
                out.probabilities[task * each..(task + 1) * each].iter_mut().zip(&row).for_each(|(sum, p)| *sum += p);
                let Some(expected) = expected else { continue };
                for feature in 0..features {
                    let open = (0..each).filter(|&alternative| tasks.is_available(task, alternative));
                    let mean: f64 = open.map(|alternative| row[alternative] * tasks.features_of(task, alternative)[feature]).sum();
                    let leaning = mean - expected[task * features + feature];
                    whole[feature] += leaning;
                    squares[feature] += leaning * leaning;
                }
            }
            if expected.is_some() {
                for feature in 0..features {
                    out.sums[run * features + feature] += whole[feature];
                    out.products[run * features + feature] += whole[feature] * whole[feature] - squares[feature];
                }
            }
        }
    }
}
