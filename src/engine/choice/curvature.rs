//! Second derivatives of a log-likelihood whose gradient is known, and errors that hold where a model is not quite right.

use super::maximise::Found;
use super::panel::PanelEvaluation;

/// The step of the differences that give the curvature, in standard errors: the error is about the same part of a cell as the step, and rounding stays
/// a hundred times below it.
const DIFFERENCE: f64 = 1e-5;

/// Returns the negative second derivatives of the log-likelihood where a search ended, from differences of its gradient.
pub(super) fn curvature<E>(found: &mut Found, mut evaluate: impl FnMut(&[f64]) -> Result<PanelEvaluation, E>) -> Result<Vec<f64>, E> {
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
        let there = evaluate(&moved)?.gradient();
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
