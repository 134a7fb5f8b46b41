//! The curvature of a simulated log-likelihood: the last way to its maximum, and the errors there.

use super::error::{FitError, MixedError};
use super::fit::{Reached, Settings};
use super::likelihood::Likelihood;
use crate::choice::data::invert;
use crate::choice::identify::flat;
use crate::choice::maximise::{Found, apply, dot};

/// The step of the differences that give the curvature, in standard errors: the error is about the same part of a cell as the step, and rounding stays
/// a hundred times below it.
const DIFFERENCE: f64 = 1e-5;

/// Goes the last way by Newton's method; returns the inverse curvature at its end.
pub(super) fn polish(likelihood: &Likelihood<'_>, found: &mut Found, settings: &Settings) -> Result<Vec<f64>, FitError> {
    let model = likelihood.model;
    let undefined = |found: &Found, curvature: &[f64]| {
        let names = flat(curvature, found.parameters.len()).into_iter().map(|k| model.parameters()[k].clone()).collect();
        FitError::NotDefinite { best: Box::new(Reached::new(model, found)), names }
    };
    let mut matrix = curvature(likelihood, found)?;
    let mut inverse = invert(&matrix, found.parameters.len()).map_err(|_| undefined(found, &matrix))?;
    for round in 0..8 {
        let step = apply(&inverse, &found.gradient);
        found.gain = 0.5 * dot(&step, &found.gradient);
        if found.gain <= settings.gain {
            return Ok(inverse);
        }
        // The first curvature was taken a little way off; a second one is only worth its cost if that did not do.
        if round == 4 {
            matrix = curvature(likelihood, found)?;
            inverse = invert(&matrix, found.parameters.len()).map_err(|_| undefined(found, &matrix))?;
            continue;
        }
        let tried: Vec<f64> = found.parameters.iter().zip(&step).map(|(x, s)| x + s).collect();
        let there = likelihood.evaluate(&tried)?;
        found.evaluations += 1;
        found.steps += 1;
        if there.log_likelihood.is_nan() || there.log_likelihood < found.evaluation.log_likelihood - settings.gain {
            break;
        }
        found.gradient = there.gradient();
        (found.parameters, found.evaluation) = (tried, there);
    }
    Err(FitError::NotConverged {
        best: Box::new(Reached::new(model, found)),
        advice: "the log-likelihood is not smooth here; try more draws, or another distribution",
    })
}

/// Returns the negative second derivatives of the log-likelihood, from differences of its gradient.
fn curvature(likelihood: &Likelihood<'_>, found: &mut Found) -> Result<Vec<f64>, MixedError> {
    let size = found.parameters.len();
    let outer = found.evaluation.outer();
    let mut matrix = vec![0.0; size * size];
    for k in 0..size {
        let own = outer[k * size + k];
        // Where the scores say nothing, a hundredth is far enough.
        let step = (DIFFERENCE / own.sqrt()).min(0.01 * found.parameters[k].abs().max(1.0));
        let mut moved = found.parameters.clone();
        moved[k] += step;
        let step = moved[k] - found.parameters[k];
        let there = likelihood.evaluate(&moved)?.gradient();
        found.evaluations += 1;
        for (row, (here, there)) in found.gradient.iter().zip(&there).enumerate() {
            matrix[row * size + k] = (here - there) / step;
        }
    }
    for row in 0..size {
        for column in 0..row {
            let mean = 0.5 * (matrix[row * size + column] + matrix[column * size + row]);
            matrix[row * size + column] = mean;
            matrix[column * size + row] = mean;
        }
    }
    Ok(matrix)
}

/// Returns a · b · a for symmetric matrices.
pub(super) fn sandwich(a: &[f64], b: &[f64]) -> Vec<f64> {
    let size = (a.len() as f64).sqrt().round() as usize;
    let product = |left: &[f64], right: &[f64]| -> Vec<f64> {
        let cell = |row: usize, column: usize| (0..size).map(|k| left[row * size + k] * right[k * size + column]).sum();
        (0..size * size).map(|at| cell(at / size, at % size)).collect()
    };
    product(&product(a, b), a)
}
