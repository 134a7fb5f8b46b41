//! The search for the maximum of a likelihood that gives every unit's score.

use super::data::{DataError, invert};
use super::panel::PanelEvaluation;
use crate::num::sum;
use std::cmp::Ordering;

/// When a search ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stop {
    /// The most steps.
    pub(super) steps: usize,
    /// The gain of log-likelihood still to be had, by the quadratic model, at which the search is over.
    pub(super) gain: f64,
}

/// Where a search ended.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) parameters: Vec<f64>,
    pub(super) evaluation: PanelEvaluation,
    pub(super) gradient: Vec<f64>,
    /// The gain still to be had, by the search's quadratic model.
    pub(super) gain: f64,
    pub(super) steps: usize,
    pub(super) evaluations: usize,
    /// Whether the gain fell below what was asked.
    pub(super) ended: bool,
}

/// Returns the sum of a · b.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    sum(&a.iter().zip(b).map(|(a, b)| a * b).collect::<Vec<_>>())
}

/// Returns matrix · vector.
pub(super) fn apply(matrix: &[f64], vector: &[f64]) -> Vec<f64> {
    matrix.chunks_exact(vector.len()).map(|row| dot(row, vector)).collect()
}

/// Returns the inverse of the scores' outer products, with as much added to the diagonal as it takes.
fn outer_inverse(evaluation: &PanelEvaluation) -> Vec<f64> {
    let size = evaluation.parameters();
    let outer = evaluation.outer();
    let largest = (0..size).map(|k| outer[k * size + k]).fold(0.0, f64::max);
    let mut ridge = 0.0;
    loop {
        let mut matrix = outer.clone();
        for k in 0..size {
            let own = outer[k * size + k];
            // A parameter without any score must not run away.
            matrix[k * size + k] = own + ridge * own + 1e-16 * if largest > 0.0 { largest } else { 1.0 };
        }
        match invert(&matrix, size) {
            Ok(inverse) => return inverse,
            Err(_) if ridge < 1e6 => ridge = if ridge == 0.0 { 1e-8 } else { 10.0 * ridge },
            // Only a matrix with a NaN comes here; the identity keeps the search honest, and the line search ends it.
            Err(_) => return (0..size * size).map(|at| f64::from(u8::from(at % (size + 1) == 0))).collect(),
        }
    }
}

/// How far the quadratic model may promise before its curvature is taken anew from the scores.
const ROUGH: f64 = 0.5;

/// Climbs from a start.
///
/// Far from the maximum each step uses the outer products of the scores in place of the curvature (Berndt and others); near it, the last of them starts the
/// matrix that the steps then improve (Broyden, Fletcher, Goldfarb, Shanno).
///
/// # Errors
/// Those of `evaluate`. A search that does not end is no error here: [`Found::ended`] says so.
///
/// # Source
/// Berndt, Hall, Hall and Hausman (1974), "Estimation and inference in nonlinear structural models"; Nocedal and Wright (2006), "Numerical optimization",
/// sections 3.1 and 6.1.
pub(super) fn maximise<E>(start: &[f64], stop: Stop, mut evaluate: impl FnMut(&[f64]) -> Result<PanelEvaluation, E>) -> Result<Found, E> {
    let size = start.len();
    let mut x = start.to_vec();
    let mut here = evaluate(&x)?;
    let mut evaluations = 1;
    let mut gradient = here.gradient();
    let mut inverse = outer_inverse(&here);
    let mut fresh = true;
    let mut steps = 0;
    loop {
        let mut direction = apply(&inverse, &gradient);
        let mut promise = dot(&direction, &gradient);
        if promise.partial_cmp(&0.0) != Some(Ordering::Greater) && !fresh {
            (inverse, fresh) = (outer_inverse(&here), true);
            direction = apply(&inverse, &gradient);
            promise = dot(&direction, &gradient);
        }
        let gain = 0.5 * promise;
        let ended = gain.abs() <= stop.gain;
        let climbs = promise.partial_cmp(&0.0) == Some(Ordering::Greater);
        if ended || steps == stop.steps || !here.log_likelihood.is_finite() || !climbs {
            return Ok(Found { parameters: x, evaluation: here, gradient, gain, steps, evaluations, ended });
        }
        // Armijo's rule, with the step cut by the parabola through what is known.
        let mut length = 1.0;
        let mut next = None;
        for _ in 0..30 {
            let tried: Vec<f64> = x.iter().zip(&direction).map(|(x, d)| d.mul_add(length, *x)).collect();
            let there = evaluate(&tried)?;
            evaluations += 1;
            let rise = there.log_likelihood - here.log_likelihood;
            if rise >= 1e-4 * length * promise {
                next = Some((tried, there));
                break;
            }
            // What rounding hides cannot be climbed.
            if length * promise < 1e-13 * here.log_likelihood.abs() {
                break;
            }
            let parabola = 0.5 * length * promise / (length.recip() * (length * promise - rise)).max(f64::MIN_POSITIVE);
            length *= if rise.is_finite() { (parabola / length).clamp(0.1, 0.5) } else { 0.1 };
        }
        let Some((tried, there)) = next else {
            if fresh {
                return Ok(Found { parameters: x, evaluation: here, gradient, gain, steps, evaluations, ended });
            }
            (inverse, fresh) = (outer_inverse(&here), true);
            continue;
        };
        steps += 1;
        let slope = there.gradient();
        if gain > ROUGH {
            (inverse, fresh) = (outer_inverse(&there), true);
        } else {
            let moved: Vec<f64> = tried.iter().zip(&x).map(|(a, b)| a - b).collect();
            let change: Vec<f64> = gradient.iter().zip(&slope).map(|(a, b)| a - b).collect();
            fresh = !update(&mut inverse, &moved, &change, size) && fresh;
        }
        (x, here, gradient) = (tried, there, slope);
    }
}

/// Improves the inverse curvature by one step; says whether the step told anything.
fn update(inverse: &mut [f64], moved: &[f64], change: &[f64], size: usize) -> bool {
    let along = dot(moved, change);
    if along.is_nan() || along <= 1e-10 * (dot(moved, moved) * dot(change, change)).sqrt() {
        return false;
    }
    let mapped = apply(inverse, change);
    let factor = (1.0 + dot(change, &mapped) / along) / along;
    for row in 0..size {
        for column in 0..size {
            inverse[row * size + column] +=
                factor * moved[row] * moved[column] - (mapped[row] * moved[column] + moved[row] * mapped[column]) / along;
        }
    }
    true
}

/// Estimates by maximum likelihood.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// The estimates.
    pub parameters: Vec<f64>,
    /// Their covariance from the scores' outer products, row by row; people are the unit.
    pub covariance: Vec<f64>,
    /// The log-likelihood there.
    pub log_likelihood: f64,
    /// How many steps the search took.
    pub steps: usize,
}

/// Climbs to the maximum of a likelihood that is cheap, or says why there is none.
pub(super) fn estimate(start: &[f64], evaluate: impl FnMut(&[f64]) -> Result<PanelEvaluation, DataError>) -> Result<Estimate, DataError> {
    const STOP: Stop = Stop { steps: 500, gain: 1e-11 };
    let found = maximise(start, STOP, evaluate)?;
    if !found.ended {
        let gradient = found.gradient.iter().fold(0.0f64, |most, g| most.max(g.abs()));
        let (best, log_likelihood) = (found.parameters, found.evaluation.log_likelihood);
        return Err(DataError::NoMaximum { steps: found.steps, best, log_likelihood, gradient });
    }
    let covariance = found.evaluation.bhhh_covariance()?;
    Ok(Estimate { parameters: found.parameters, covariance, log_likelihood: found.evaluation.log_likelihood, steps: found.steps })
}
