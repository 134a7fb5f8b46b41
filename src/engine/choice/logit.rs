//! The multinomial logit: its exact likelihood, and its estimate by Newton's method.

use super::data::{ChoiceData, DataError, invert};
use crate::num::{exp, ln, sum};

/// A fitted logit.
#[derive(Debug, Clone, PartialEq)]
pub struct LogitFit {
    /// The estimates, in the order of the features.
    pub beta: Vec<f64>,
    /// Their covariance, row by row: the inverse of the information matrix.
    pub covariance: Vec<f64>,
    /// The log-likelihood at the estimates.
    pub log_likelihood: f64,
    /// How many steps the search took.
    pub steps: usize,
}

/// Writes the probabilities of a task; returns the log of the chosen one's.
pub(super) fn task_probabilities(data: &ChoiceData<'_>, task: usize, beta: &[f64], out: &mut [f64]) -> f64 {
    let mut highest = f64::NEG_INFINITY;
    for (alternative, out) in out.iter_mut().enumerate() {
        *out = f64::NEG_INFINITY;
        if data.is_available(task, alternative) {
            *out = 0.0;
            for (x, b) in data.features_of(task, alternative).iter().zip(beta) {
                *out = x.mul_add(*b, *out);
            }
            highest = highest.max(*out);
        }
    }
    let chosen = out[data.chosen(task)] - highest;
    let mut total = 0.0;
    for out in out.iter_mut() {
        *out = exp(*out - highest);
        total += *out;
    }
    for out in out.iter_mut() {
        *out /= total;
    }
    chosen - ln(total)
}

/// Returns the log-likelihood of a multinomial logit.
///
/// # Errors
/// [`DataError::Parameters`] unless there is one coefficient for each feature.
pub fn logit_log_likelihood(data: &ChoiceData<'_>, beta: &[f64]) -> Result<f64, DataError> {
    data.check_parameters(beta.len())?;
    let mut probabilities = vec![0.0; data.alternatives()];
    let terms: Vec<f64> =
        (0..data.tasks()).map(|task| data.whole_weight(task) * task_probabilities(data, task, beta, &mut probabilities)).collect();
    Ok(sum(&terms))
}

/// Estimates a multinomial logit by maximum likelihood.
///
/// # Errors
/// [`DataError::Singular`] if the choices do not identify the coefficients, [`DataError::NoMaximum`] if 100 steps do not reach the maximum
/// (as when a feature predicts every choice).
///
/// # Source
/// McFadden (1974), "Conditional logit analysis of qualitative choice behavior"; the likelihood is concave, so Newton's method with halved
/// steps finds its one maximum.
pub fn fit_logit(data: &ChoiceData<'_>) -> Result<LogitFit, DataError> {
    const STEPS: usize = 100;
    let features = data.features();
    let mut beta = vec![0.0; features];
    let mut log_likelihood = logit_log_likelihood(data, &beta)?;
    let mut largest = f64::NAN;
    for step in 0..STEPS {
        let (gradient, information) = derivatives(data, &beta);
        let covariance = invert(&information, features)?;
        let direction: Vec<f64> =
            (0..features).map(|row| (0..features).map(|k| covariance[row * features + k] * gradient[k]).sum()).collect();
        let gain: f64 = direction.iter().zip(&gradient).map(|(d, g)| d * g).sum();
        largest = gradient.iter().fold(0.0f64, |most, g| most.max(g.abs()));
        if gain < 1e-16 * log_likelihood.abs() {
            return Ok(LogitFit { beta, covariance, log_likelihood, steps: step });
        }
        let mut scale = 1.0;
        loop {
            let tried: Vec<f64> = beta.iter().zip(&direction).map(|(b, d)| d.mul_add(scale, *b)).collect();
            let value = logit_log_likelihood(data, &tried)?;
            if value >= log_likelihood || scale < 1e-6 {
                (beta, log_likelihood) = (tried, value);
                break;
            }
            scale *= 0.5;
        }
    }
    Err(DataError::NoMaximum { steps: STEPS, best: beta, log_likelihood, gradient: largest })
}

/// Returns the gradient and the information matrix of the log-likelihood.
pub(super) fn derivatives(data: &ChoiceData<'_>, beta: &[f64]) -> (Vec<f64>, Vec<f64>) {
    weighted(data, beta, |_| 1.0)
}

/// The same with a factor for each task, beside the weights of the data.
pub(super) fn weighted(data: &ChoiceData<'_>, beta: &[f64], weight: impl Fn(usize) -> f64) -> (Vec<f64>, Vec<f64>) {
    let features = data.features();
    let (mut gradient, mut information) = (vec![0.0; features], vec![0.0; features * features]);
    let mut probabilities = vec![0.0; data.alternatives()];
    for task in 0..data.tasks() {
        task_probabilities(data, task, beta, &mut probabilities);
        let open = || (0..data.alternatives()).filter(|&alternative| data.is_available(task, alternative));
        let weight = data.whole_weight(task) * weight(task);
        let mut mean = vec![0.0; features];
        for alternative in open() {
            for (mean, x) in mean.iter_mut().zip(data.features_of(task, alternative)) {
                *mean = x.mul_add(probabilities[alternative], *mean);
            }
        }
        for (gradient, (x, mean)) in gradient.iter_mut().zip(data.features_of(task, data.chosen(task)).iter().zip(&mean)) {
            *gradient = weight.mul_add(x - mean, *gradient);
        }
        for alternative in open() {
            let x = data.features_of(task, alternative);
            for row in 0..features {
                let part = weight * probabilities[alternative] * (x[row] - mean[row]);
                for column in 0..features {
                    information[row * features + column] += part * (x[column] - mean[column]);
                }
            }
        }
    }
    (gradient, information)
}
