//! A logit in which one feature counts by a power that is estimated too.

use super::data::{ChoiceData, DataError};
use super::logit::fit_logit;
use super::maximise::{Estimate, estimate};
use super::panel::PanelEvaluation;
use crate::num::{exp, ln, pow, sum};

/// Below this power the transform is taken from its series.
const NEAR: f64 = 1e-4;

/// Returns (x^λ − 1) / λ, which is ln x at λ = 0, and its slope by λ.
///
/// # Source
/// Box and Cox (1964), "An analysis of transformations".
pub fn box_cox(x: f64, lambda: f64) -> (f64, f64) {
    let log = ln(x);
    if (lambda * log).abs() < NEAR {
        let t = lambda * log;
        return (log * (1.0 + t * (0.5 + t / 6.0)), log * log * (0.5 + t * (1.0 / 3.0 + t / 8.0)));
    }
    let power = pow(x, lambda);
    let value = (power - 1.0) / lambda;
    (value, (power * log - value) / lambda)
}

/// Estimates a logit in which one feature is transformed: the features' coefficients, then λ.
///
/// # Errors
/// [`DataError`] if the feature does not exist or is not above 0 wherever an alternative is available, the plain logit has no estimate, or the search does not
/// end.
pub fn fit_box_cox(data: &ChoiceData<'_>, feature: usize) -> Result<Estimate, DataError> {
    if feature >= data.features() {
        return Err(DataError::Parameters { want: data.features(), got: feature + 1 });
    }
    for task in 0..data.tasks() {
        for alternative in (0..data.alternatives()).filter(|&j| data.is_available(task, j)) {
            let got = data.features_of(task, alternative)[feature];
            if got <= 0.0 {
                return Err(DataError::NotPositive { task, alternative, feature, got });
            }
        }
    }
    let mut start = fit_logit(data)?.beta;
    start.push(1.0);
    estimate(&start, |parameters| Ok(evaluate(data, feature, parameters)))
}

fn evaluate(data: &ChoiceData<'_>, feature: usize, parameters: &[f64]) -> PanelEvaluation {
    let (mut terms, mut scores) = (Vec::new(), Vec::new());
    for tasks in data.people() {
        let mut score = vec![0.0; parameters.len()];
        let logs: Vec<f64> = tasks.map(|task| add_task(data, feature, task, parameters, &mut score)).collect();
        terms.push(sum(&logs));
        scores.extend(score);
    }
    let people = terms.len();
    PanelEvaluation { log_likelihood: sum(&terms), scores, people }
}

/// Adds a task's score; returns the log of the chosen alternative's probability.
fn add_task(data: &ChoiceData<'_>, feature: usize, task: usize, parameters: &[f64], score: &mut [f64]) -> f64 {
    let features = data.features();
    let lambda = parameters[features];
    let open: Vec<usize> = (0..data.alternatives()).filter(|&j| data.is_available(task, j)).collect();
    // What each coefficient and λ move the utility by.
    let slopes: Vec<Vec<f64>> = open
        .iter()
        .map(|&j| {
            let mut row = data.features_of(task, j).to_vec();
            let (value, by_lambda) = box_cox(row[feature], lambda);
            row[feature] = value;
            row.push(parameters[feature] * by_lambda);
            row
        })
        .collect();
    let utility: Vec<f64> = slopes.iter().map(|row| row.iter().zip(&parameters[..features]).map(|(x, b)| x * b).sum()).collect();
    let highest = utility.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let total: f64 = utility.iter().map(|u| exp(u - highest)).sum();
    let mut log = f64::NAN;
    for ((&j, row), u) in open.iter().zip(&slopes).zip(&utility) {
        let mut weight = -exp(u - highest) / total;
        if j == data.chosen(task) {
            weight += 1.0;
            log = u - highest - ln(total);
        }
        for (score, slope) in score.iter_mut().zip(row) {
            *score = slope.mul_add(weight, *score);
        }
    }
    log
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_transform_passes_smoothly_through_its_logarithm() {
        for (x, lambda, want) in [(3.0, 1.0, 2.0), (2.0, 2.0, 1.5), (4.0, 0.5, 2.0), (0.5, -1.0, -1.0)] {
            assert!((box_cox(x, lambda).0 - want).abs() < 1e-14, "{x} {lambda}");
        }
        assert_eq!(box_cox(5.0, 0.0).0, ln(5.0));
        for lambda in [-0.7, -1e-5, 0.0, 5e-5, 7e-5, 1.3] {
            let (_, slope) = box_cox(4.0, lambda);
            let want = (box_cox(4.0, lambda + 1e-4).0 - box_cox(4.0, lambda - 1e-4).0) / 2e-4;
            assert!((slope - want).abs() < 1e-6, "{lambda}: {slope} not {want}");
        }
    }

    #[test]
    fn scores_are_the_slopes_of_the_likelihood() {
        let x: Vec<f64> = (0..24).map(|i| f64::from(i * 37 % 23) / 9.0 + 0.1).collect();
        let data = ChoiceData::new(3, 2, &x, &[true; 12], &[0, 2, 1, 1], &[1, 1, 2, 3]).unwrap();
        let centre = [0.4, -0.7, 0.6];
        let got = evaluate(&data, 1, &centre).gradient();
        for k in 0..3 {
            let at = |by: f64| {
                let mut moved = centre;
                moved[k] += by;
                evaluate(&data, 1, &moved).log_likelihood
            };
            let slope = (at(1e-5) - at(-1e-5)) / 2e-5;
            assert!((slope - got[k]).abs() < 1e-8, "{k}: {slope} not {}", got[k]);
        }
    }

    #[test]
    fn what_cannot_be_transformed_is_refused() {
        let data = ChoiceData::new(2, 1, &[0.0, 1.0], &[true; 2], &[0], &[0]).unwrap();
        assert_eq!(fit_box_cox(&data, 0).unwrap_err(), DataError::NotPositive { task: 0, alternative: 0, feature: 0, got: 0.0 });
        assert_eq!(fit_box_cox(&data, 1).unwrap_err(), DataError::Parameters { want: 1, got: 2 });
    }
}
