//! Which features the choices say nothing about, and which predict them without fail.

use super::data::{ChoiceData, DataError, invert};
use super::logit::{derivatives, fit_logit, logit_log_likelihood};
use crate::stats::linear::{Square, eigen};

/// A curvature below this, against what it is where all choices are even, counts as none.
const FLAT: f64 = 1e-10;
/// The same for curvature that a growing coefficient has used up.
const SPENT: f64 = 1e-6;
/// The weight, against the curvature at even choices, of the pull to zero under which separated coefficients stay finite.
const PULL: f64 = 1e-8;
/// How large a part in a direction makes a feature worth naming.
const PART: f64 = 0.2;

/// What is wrong with a set of features.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The choices tell nothing about these together: one never varies, or some add up to others.
    Unidentified(Vec<usize>),
    /// These together predict choices without fail, so that a larger coefficient is always better.
    Separating(Vec<usize>),
}

/// Returns the directions along which a symmetric matrix has no curvature, measured against a scale for each index.
fn weak(matrix: &[f64], scale: &[f64], limit: f64) -> Vec<Vec<f64>> {
    let size = scale.len();
    let unit = |k: usize| (0..size).map(|other| f64::from(u8::from(other == k))).collect();
    let dead: Vec<Vec<f64>> = (0..size).filter(|&k| scale[k] <= 0.0).map(unit).collect();
    if !dead.is_empty() {
        return dead;
    }
    let scaled = matrix.iter().enumerate().map(|(at, cell)| cell / (scale[at / size] * scale[at % size]).sqrt()).collect();
    let Ok(scaled) = Square::from_rows(size, scaled) else { return Vec::new() };
    let found = eigen(&scaled);
    let column = |place: usize| (0..size).map(|k| found.vectors.at(k, place)).collect();
    (0..size).filter(|&place| found.values[place] <= limit).map(column).collect()
}

/// Returns the indices that take a notable part in a direction.
fn parts(direction: &[f64]) -> Vec<usize> {
    let most = direction.iter().fold(0.0f64, |most, part| most.max(part.abs()));
    (0..direction.len()).filter(|&k| direction[k].abs() > PART * most).collect()
}

/// Returns the indices that take part in a direction along which a symmetric matrix has no curvature, measured against its own diagonal.
pub(super) fn flat(matrix: &[f64], size: usize) -> Vec<usize> {
    let scale: Vec<f64> = (0..size).map(|k| matrix[k * size + k]).collect();
    let mut all: Vec<usize> = weak(matrix, &scale, FLAT).iter().flat_map(|direction| parts(direction)).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Returns the indices along which growing coefficients have used up the curvature that there is at even choices.
pub(super) fn spent(information: &[f64], even: &[f64], size: usize) -> Vec<usize> {
    let scale: Vec<f64> = (0..size).map(|k| even[k * size + k]).collect();
    let mut all: Vec<usize> = weak(information, &scale, SPENT).iter().flat_map(|direction| parts(direction)).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Looks for features that a logit of these choices cannot have.
///
/// # Errors
/// [`DataError`] where the likelihood cannot be computed.
///
/// # Source
/// Albert and Anderson (1984), "On the existence of maximum likelihood estimates in logistic regression models": estimates exist unless some direction
/// separates the choices. It is found here as the direction that a very weak pull to zero alone keeps finite.
pub fn fault(data: &ChoiceData<'_>) -> Result<Option<Fault>, DataError> {
    let size = data.features();
    let (_, even) = derivatives(data, &vec![0.0; size]);
    let scale: Vec<f64> = (0..size).map(|k| even[k * size + k]).collect();
    let features = flat(&even, size);
    if !features.is_empty() {
        return Ok(Some(Fault::Unidentified(features)));
    }
    if let Ok(fit) = fit_logit(data)
        && weak(&derivatives(data, &fit.beta).1, &scale, SPENT).is_empty()
    {
        return Ok(None);
    }
    let beta = pulled(data, &scale)?;
    let information = derivatives(data, &beta).1;
    let beta: Vec<f64> = beta.iter().zip(&scale).map(|(b, s)| b * s.sqrt()).collect();
    // The part of the coefficients that lies in spent directions is what grows without end.
    let mut growing = vec![0.0; size];
    for direction in weak(&information, &scale, SPENT) {
        let along: f64 = direction.iter().zip(&beta).map(|(d, b)| d * b).sum();
        for (growing, part) in growing.iter_mut().zip(&direction) {
            *growing += along * part;
        }
    }
    let grows = growing.iter().any(|part| *part != 0.0);
    Ok(grows.then(|| Fault::Separating(parts(&growing))))
}

/// Estimates a logit under a very weak pull to zero.
fn pulled(data: &ChoiceData<'_>, scale: &[f64]) -> Result<Vec<f64>, DataError> {
    let size = scale.len();
    let pull = |beta: &[f64]| -> f64 { beta.iter().zip(scale).map(|(b, s)| 0.5 * PULL * s * b * b).sum() };
    let mut beta = vec![0.0; size];
    let mut value = logit_log_likelihood(data, &beta)?;
    for _ in 0..200 {
        let (mut gradient, mut information) = derivatives(data, &beta);
        for k in 0..size {
            gradient[k] -= PULL * scale[k] * beta[k];
            information[k * size + k] += PULL * scale[k];
        }
        let inverse = invert(&information, size)?;
        let direction: Vec<f64> = inverse.chunks(size).map(|row| row.iter().zip(&gradient).map(|(a, g)| a * g).sum()).collect();
        let gain: f64 = direction.iter().zip(&gradient).map(|(d, g)| d * g).sum();
        if gain < 1e-12 {
            break;
        }
        let mut length = 1.0;
        while length > 1e-6 {
            let tried: Vec<f64> = beta.iter().zip(&direction).map(|(b, d)| d.mul_add(length, *b)).collect();
            let there = logit_log_likelihood(data, &tried)? - pull(&tried);
            if there >= value {
                (beta, value) = (tried, there);
                break;
            }
            length *= 0.5;
        }
    }
    Ok(beta)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tasks of two alternatives with given differences between the first, which is chosen, and the second.
    fn found(features: usize, differences: &[f64]) -> Option<Fault> {
        let tasks = differences.len() / features;
        let x: Vec<f64> = differences.chunks(features).flat_map(|row| row.iter().copied().chain(vec![0.0; features])).collect();
        let person: Vec<u64> = (0..tasks as u64).collect();
        fault(&ChoiceData::new(2, features, &x, &vec![true; 2 * tasks], &vec![0; tasks], &person).unwrap()).unwrap()
    }

    #[test]
    fn sound_choices_have_no_fault() {
        assert_eq!(found(2, &[1.0, 0.3, -1.0, 0.5, 0.5, -1.0, 2.0, 1.0, -0.7, -0.4, 0.6, 0.2]), None);
    }

    #[test]
    fn what_adds_up_is_named() {
        // The third feature is the sum of the first two; the fourth has nothing to do with it.
        let rows = [[1.0, 0.3], [-1.0, 0.5], [0.5, -1.0], [2.0, 1.0], [-0.7, -0.4]];
        let differences: Vec<f64> = rows.iter().enumerate().flat_map(|(i, [a, b])| [*a, *b, a + b, [1.0, -1.0, 0.5][i % 3]]).collect();
        assert_eq!(found(4, &differences), Some(Fault::Unidentified(vec![0, 1, 2])));
        assert_eq!(found(2, &[1.0, 0.0, -1.0, 0.0, 0.5, 0.0]), Some(Fault::Unidentified(vec![1])));
    }

    #[test]
    fn what_predicts_without_fail_is_named() {
        // Complete: the one feature is always higher where chosen. In part: the second one is never lower, the first goes both ways.
        assert_eq!(found(1, &[1.0, 2.0, 0.5]), Some(Fault::Separating(vec![0])));
        assert_eq!(found(2, &[1.0, 0.0, -1.0, 0.0, 0.5, 1.0, -0.4, 2.0]), Some(Fault::Separating(vec![1])));
    }
}
