//! Classes of people in plain words.

use crate::choice::LatentFit;
use crate::report::format;

use super::load::FitStudy;

/// What a class is called.
pub(super) fn class_name(class: usize) -> String {
    format!("class {}", class + 1)
}

/// What sets each class apart: its share, and the attribute that weighs more in its choices than in those of the others.
///
/// How much an attribute weighs is its part in the differences that all attributes make between the alternatives of a task: taste times the spread of its
/// values there.
pub(super) fn notes(study: &FitStudy, found: &LatentFit) -> Vec<String> {
    let count = found.shares.len();
    let spreads = spreads(study);
    let weights: Vec<Vec<f64>> = (0..count)
        .map(|class| {
            let sizes: Vec<f64> = found.class(class).iter().zip(&spreads).map(|(taste, spread)| (taste * spread).abs()).collect();
            let all: f64 = sizes.iter().sum();
            sizes.iter().map(|size| size / all).collect()
        })
        .collect();
    (0..count)
        .map(|class| {
            let share = format::percent(found.shares[class]);
            let rest: f64 = (0..count).filter(|&other| other != class).map(|other| found.shares[other]).sum();
            let others = |at: usize| -> f64 {
                let sum: f64 = (0..count).filter(|&other| other != class).map(|other| found.shares[other] * weights[other][at]).sum();
                sum / rest
            };
            let lead = |at: usize| weights[class][at] - others(at);
            let most = (0..spreads.len()).reduce(|best, at| if lead(at) > lead(best) { at } else { best });
            match most.filter(|&at| count > 1 && lead(at) > 0.0) {
                Some(at) => {
                    let label = study.spec.attributes[at].label();
                    let (own, theirs) = (format::percent(weights[class][at]), format::percent(others(at)));
                    format!("{share} of people; \"{label}\" counts for more with them: {own} of what moves their choices, {theirs} with the others")
                }
                None => format!("{share} of people"),
            }
        })
        .collect()
}

/// How far the values of each attribute lie apart within tasks: root mean square about the mean of a task.
fn spreads(study: &FitStudy) -> Vec<f64> {
    let data = study.survey.data();
    let features = data.features();
    let (mut squares, mut count) = (vec![0.0f64; features], 0.0);
    for task in 0..data.tasks() {
        let open: Vec<usize> = (0..data.alternatives()).filter(|&at| data.is_available(task, at)).collect();
        for (feature, square) in squares.iter_mut().enumerate() {
            let values: Vec<f64> = open.iter().map(|&at| data.features_of(task, at)[feature]).collect();
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            *square += values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>();
        }
        count += open.len() as f64;
    }
    squares.into_iter().map(|square| (square / count).sqrt()).collect()
}
