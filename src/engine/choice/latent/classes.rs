//! Estimated classes, and what they predict.

use super::parts::{Parts, posterior};
use crate::choice::data::{ChoiceData, DataError};
use crate::choice::logit::task_probabilities;
use crate::choice::mixed::Leanings;
use crate::num::ln;
use std::collections::BTreeMap;

/// Estimated classes, the largest first.
#[derive(Debug, Clone, PartialEq)]
pub struct LatentFit {
    /// The share of each class.
    pub shares: Vec<f64>,
    /// The tastes of each class, class by class.
    pub beta: Vec<f64>,
    /// The standard errors of the tastes, in their order; none where people are too few. From people's scores.
    pub errors: Option<Vec<f64>>,
    /// The log odds of each class but the first against the first.
    pub odds: Vec<f64>,
    /// The covariance of the tastes, class by class, and then of those log odds, row by row; none where people are too few. From people's scores.
    pub covariance: Option<Vec<f64>>,
    /// How likely each person belongs to each class given the person's choices, person by person.
    pub membership: Vec<f64>,
    /// The log-likelihood at the estimates.
    pub log_likelihood: f64,
    /// How many parameters there are: tastes and free shares.
    pub parameters: usize,
    /// The log-likelihood that each start came to before the last one was taken to its maximum.
    pub starts: Vec<f64>,
}

impl LatentFit {
    /// Returns the tastes of a class.
    ///
    /// # Panics
    /// If there is no such class.
    pub fn class(&self, class: usize) -> &[f64] {
        let features = self.beta.len() / self.shares.len();
        &self.beta[class * features..(class + 1) * features]
    }

    /// Returns Schwarz's criterion, people taken as the unit: lower is better.
    ///
    /// # Source
    /// Schwarz (1978), "Estimating the dimension of a model".
    pub fn criterion(&self) -> f64 {
        let people = self.membership.len() / self.shares.len();
        (self.parameters as f64).mul_add(ln(people as f64), -2.0 * self.log_likelihood)
    }

    /// Predicts tasks: the probability of each alternative, 0 where it is not available. Who is among `known` is placed by the choices there; who is not
    /// falls into the classes as people do on the whole.
    ///
    /// # Shapes
    /// The result has a number for each task and alternative of `tasks`, task by task.
    ///
    /// # Errors
    /// [`DataError::Parameters`] if choices have other features than the classes were estimated from.
    pub fn predict(&self, known: Option<&ChoiceData<'_>>, tasks: &ChoiceData<'_>) -> Result<Vec<f64>, DataError> {
        let placed = self.placed(known, tasks)?;
        let mut out = vec![0.0; tasks.tasks() * tasks.alternatives()];
        let mut row = vec![0.0; tasks.alternatives()];
        for (task, out) in out.chunks_exact_mut(tasks.alternatives()).enumerate() {
            let membership = placed.get(&tasks.person(task)).unwrap_or(&self.shares);
            for (class, weight) in membership.iter().enumerate() {
                task_probabilities(tasks, task, self.class(class), &mut row);
                for (out, p) in out.iter_mut().zip(&row) {
                    *out = weight.mul_add(*p, *out);
                }
            }
        }
        Ok(out)
    }

    /// Where people belong whose choices are known.
    fn placed(&self, known: Option<&ChoiceData<'_>>, tasks: &ChoiceData<'_>) -> Result<BTreeMap<u64, Vec<f64>>, DataError> {
        let features = self.beta.len() / self.shares.len();
        let mut placed: BTreeMap<u64, Vec<f64>> = BTreeMap::new();
        for data in known.into_iter().chain([tasks]) {
            if data.features() != features {
                return Err(DataError::Parameters { want: features, got: data.features() });
            }
        }
        if let Some(known) = known {
            for (range, person) in known.people().zip(Parts::new(known, &self.beta).people) {
                placed.insert(known.person(range.start), posterior(&self.shares, &person).1);
            }
        }
        Ok(placed)
    }

    /// Returns what people are expected to lean to in tasks beyond what a simpler model expects, as [`Likelihood::leanings`](crate::choice::mixed::Likelihood::leanings).
    ///
    /// # Shapes
    /// `expected` holds a number for each task and feature, task by task. A person's tasks stand side by side.
    ///
    /// # Errors
    /// [`DataError`] if something does not fit the classes.
    pub fn leanings(&self, known: Option<&ChoiceData<'_>>, tasks: &ChoiceData<'_>, expected: &[f64]) -> Result<Leanings, DataError> {
        let placed = self.placed(known, tasks)?;
        let features = tasks.features();
        let want = tasks.tasks() * features;
        if expected.len() != want {
            return Err(DataError::Length { what: "expected", want, got: expected.len() });
        }
        let mut out = Leanings { sums: Vec::new(), products: Vec::new() };
        let mut row = vec![0.0; tasks.alternatives()];
        for range in tasks.people() {
            let membership = placed.get(&tasks.person(range.start)).unwrap_or(&self.shares);
            let (mut sums, mut products) = (vec![0.0; features], vec![0.0; features]);
            for (class, weight) in membership.iter().enumerate() {
                let (mut whole, mut squares) = (vec![0.0f64; features], vec![0.0f64; features]);
                for task in range.clone() {
                    task_probabilities(tasks, task, self.class(class), &mut row);
                    for feature in 0..features {
                        let mut leaning = -expected[task * features + feature];
                        for (alternative, p) in row.iter().enumerate().filter(|&(alternative, _)| tasks.is_available(task, alternative)) {
                            leaning = p.mul_add(tasks.features_of(task, alternative)[feature], leaning);
                        }
                        whole[feature] += leaning;
                        squares[feature] += leaning * leaning;
                    }
                }
                for feature in 0..features {
                    sums[feature] += weight * whole[feature];
                    products[feature] += weight * whole[feature].mul_add(whole[feature], -squares[feature]);
                }
            }
            out.sums.extend(sums);
            out.products.extend(products);
        }
        Ok(out)
    }
}
