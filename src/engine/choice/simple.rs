//! Forecasts that anyone could make: what every panel has to beat.

use super::data::{ChoiceData, DataError};
use super::logit::task_probabilities;

/// Predicts each alternative on offer to be as likely as any other.
///
/// # Shapes
/// The result has a number for each task and alternative, task by task.
pub fn equal_chances(tasks: &ChoiceData<'_>) -> Vec<f64> {
    weighted(tasks, &vec![1.0; tasks.alternatives()])
}

/// Predicts the shares in which alternatives were chosen among `known`, whatever is offered; shared out anew where some alternatives are not available.
///
/// Each alternative counts one choice more than it had, so that none is called impossible (Laplace's rule of succession). A choice counts by its weight; every
/// person counts once.
///
/// # Shapes
/// The result has a number for each task and alternative, task by task.
pub fn constant_shares(known: &ChoiceData<'_>, tasks: &ChoiceData<'_>) -> Vec<f64> {
    let mut counts = vec![1.0; tasks.alternatives()];
    for task in 0..known.tasks() {
        if let Some(count) = counts.get_mut(known.chosen(task)) {
            *count += known.weight(task);
        }
    }
    weighted(tasks, &counts)
}

fn weighted(tasks: &ChoiceData<'_>, weights: &[f64]) -> Vec<f64> {
    let mut out = Vec::with_capacity(tasks.tasks() * tasks.alternatives());
    for task in 0..tasks.tasks() {
        let open = |alternative: &usize| tasks.is_available(task, *alternative);
        let total: f64 = (0..tasks.alternatives()).filter(open).map(|alternative| weights[alternative]).sum();
        out.extend((0..tasks.alternatives()).map(|alternative| if open(&alternative) { weights[alternative] / total } else { 0.0 }));
    }
    out
}

/// Predicts tasks by a multinomial logit.
///
/// # Shapes
/// The result has a number for each task and alternative, task by task.
///
/// # Errors
/// [`DataError::Parameters`] unless there is one coefficient for each feature.
pub fn logit_probabilities(tasks: &ChoiceData<'_>, beta: &[f64]) -> Result<Vec<f64>, DataError> {
    tasks.check_parameters(beta.len())?;
    let mut out = vec![0.0; tasks.tasks() * tasks.alternatives()];
    for (task, row) in out.chunks_exact_mut(tasks.alternatives()).enumerate() {
        task_probabilities(tasks, task, beta, row);
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn simple_forecasts_share_out_what_is_available() {
        let (x, available) = ([0.0, 1.0, 0.0, 0.0, 1.0, 0.0], [true, true, true, true, true, false]);
        let data = ChoiceData::new(3, 1, &x, &available, &[1, 1], &[1, 2]).unwrap();
        assert_eq!(equal_chances(&data), [1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0, 0.5, 0.5, 0.0]);
        assert_eq!(constant_shares(&data, &data), [0.2, 0.6, 0.2, 0.25, 0.75, 0.0]);
        let logit = logit_probabilities(&data, &[crate::num::ln(2.0)]).unwrap();
        assert!((logit[1] - 0.5).abs() < 1e-15 && (logit[4] - 2.0 / 3.0).abs() < 1e-15 && logit[5] == 0.0);
        assert!(logit_probabilities(&data, &[1.0, 2.0]).is_err());
    }
}
