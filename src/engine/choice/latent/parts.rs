//! Persons' likelihoods in each class, and where they belong.

use crate::choice::data::ChoiceData;
use crate::choice::logit::task_probabilities;
use crate::num::{exp, ln, sum};

/// What each class makes of each person.
pub(super) struct Parts {
    /// Person by person, class by class: the log-likelihood.
    pub(super) people: Vec<Vec<f64>>,
    /// How many people each stands for.
    pub(super) counts: Vec<f64>,
}

impl Parts {
    pub(super) fn new(data: &ChoiceData<'_>, beta: &[f64]) -> Self {
        let mut row = vec![0.0; data.alternatives()];
        let mut person = |tasks: std::ops::Range<usize>| -> Vec<f64> {
            let mut class = |beta: &[f64]| -> f64 {
                tasks.clone().map(|task| data.weight(task) * task_probabilities(data, task, beta, &mut row)).sum()
            };
            beta.chunks_exact(data.features()).map(&mut class).collect()
        };
        let counts = data.people().map(|tasks| data.people_for(tasks.start)).collect();
        Self { people: data.people().map(&mut person).collect(), counts }
    }

    pub(super) fn log_likelihood(&self, shares: &[f64]) -> f64 {
        let terms = self.people.iter().zip(&self.counts).map(|(person, count)| count * posterior(shares, person).0);
        sum(&terms.collect::<Vec<_>>())
    }
}

/// Returns the log-likelihood of a person, and how likely the person belongs to each class.
pub(super) fn posterior(shares: &[f64], of_class: &[f64]) -> (f64, Vec<f64>) {
    let highest = of_class.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<f64> = shares.iter().zip(of_class).map(|(share, log)| share * exp(log - highest)).collect();
    let total: f64 = weights.iter().sum();
    (highest + ln(total), weights.into_iter().map(|weight| weight / total).collect())
}
