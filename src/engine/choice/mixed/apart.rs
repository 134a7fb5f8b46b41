//! The scores of single tasks, for errors as programs state them that take a panel's tasks for independent.

use super::error::MixedError;
use super::lanes::person;
use super::likelihood::{Knowledge, Likelihood};
use super::model::Model;
use super::panel::{Panel, Task};
use super::tastes::Tastes;
use super::walk::{Sink, across};
use crate::choice::panel::PanelEvaluation;
use crate::num::lanes::Lanes;
use crate::num::sum;
use std::slice;

/// Sums up the scores of a person's tasks, each on its own.
struct Apart<'a> {
    model: &'a Model,
    panel: &'a Panel<'a>,
    tasks: &'a [Task],
    /// Task by task, parameter by parameter.
    sums: Vec<Lanes>,
    slopes: Vec<Lanes>,
    odds: Vec<Lanes>,
}

impl Sink for Apart<'_> {
    const SLOPES: bool = false;

    #[inline(always)]
    fn scale(&mut self, by: f64) {
        self.sums.as_flattened_mut().iter_mut().for_each(|sum| *sum *= by);
    }

    #[inline(always)]
    fn take(&mut self, tastes: &Tastes, points: &impl Fn(usize) -> Lanes, weights: &Lanes, _: &mut [Lanes]) {
        let size = self.model.parameters().len();
        for (task, sums) in self.tasks.iter().zip(self.sums.chunks_exact_mut(size)) {
            person::<true>(self.panel, slice::from_ref(task), &tastes.coefficients, &mut self.slopes, &mut self.odds);
            tastes.backward(self.model, points, weights, &mut self.slopes, sums);
        }
    }
}

impl Likelihood<'_> {
    /// Returns the log-likelihood, and each task's part of its person's score as if the task were a unit of its own.
    ///
    /// The parts of a person add up to the person's score, so the gradient is the same. Errors from their outer products
    /// ([`PanelEvaluation::bhhh_covariance`]) are those that some programs print for panels; they leave out that a person's tasks go together.
    ///
    /// # Errors
    /// [`MixedError`] if there is not one value for each parameter, or threads cannot be started.
    pub fn evaluate_apart(&self, parameters: &[f64]) -> Result<PanelEvaluation, MixedError> {
        self.check(parameters)?;
        let size = parameters.len();
        let (mut terms, mut scores) = (Vec::with_capacity(self.panel.people()), Vec::with_capacity(self.panel.tasks() * size));
        self.by_block(
            |people, work| {
                let (mut terms, mut scores) = (Vec::new(), Vec::new());
                for person in people {
                    let tasks = self.panel.tasks_of(person);
                    let slopes = vec![[0.0; 8]; self.model.parts.len()];
                    let sums = vec![[0.0; 8]; tasks.len() * size];
                    let mut sink = Apart { model: self.model, panel: self.panel, tasks, sums, slopes, odds: Vec::new() };
                    let walked = self.walk(parameters, Knowledge::Own, person, work, &mut sink);
                    let count = self.panel.count_of(person);
                    terms.push(count * walked.log_likelihood);
                    for sums in sink.sums.chunks_exact(size) {
                        let start = scores.len();
                        scores.extend(sums.iter().map(|sum| -count * across(sum) / walked.weight));
                        self.shift(person, &mut scores[start..]);
                    }
                }
                (terms, scores)
            },
            |(term, score)| {
                terms.extend(term);
                scores.extend(score);
            },
        )?;
        Ok(PanelEvaluation { log_likelihood: sum(&terms), scores, people: self.panel.tasks() })
    }
}
