//! The nested logit: alternatives that stand for each other more closely inside a nest than across nests.

use super::data::{ChoiceData, DataError};
use super::logit::fit_logit;
use super::maximise::{Estimate, estimate};
use super::panel::PanelEvaluation;
use crate::num::{exp, ln, sum};

/// Which alternative stands in which nest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nests {
    /// The nest of each alternative, from 0.
    nest: Vec<usize>,
    /// The place of each nest's parameter among them; none for a nest of one alternative.
    parameter: Vec<Option<usize>>,
}

impl Nests {
    /// Takes the nest of each alternative, counted from 0 without a gap.
    ///
    /// # Errors
    /// [`DataError::Nests`] if a nest between 0 and the highest is empty, [`DataError::Empty`] if there is no alternative.
    pub fn new(nest: &[usize]) -> Result<Self, DataError> {
        if nest.is_empty() {
            return Err(DataError::Empty);
        }
        let nests = nest.iter().max().map_or(0, |most| most + 1);
        let mut parameter = Vec::new();
        let mut count = 0;
        for index in 0..nests {
            let members = nest.iter().filter(|&&n| n == index).count();
            if members == 0 {
                let alternative = nest.iter().position(|&n| n > index).unwrap_or(0);
                return Err(DataError::Nests { nests: nests - 1, alternative });
            }
            parameter.push((members > 1).then_some(count));
            count += usize::from(members > 1);
        }
        Ok(Self { nest: nest.to_vec(), parameter })
    }

    /// Returns how many nests have more than one alternative, and so a parameter.
    pub fn parameters(&self) -> usize {
        self.parameter.iter().flatten().count()
    }
}

/// Estimates a nested logit: the features' coefficients, then μ of each nest with more than one alternative.
///
/// μ is 1 where the nest means nothing and grows as its alternatives stand for each other; the scale across nests is 1.
///
/// # Errors
/// [`DataError`] if the nests do not fit the alternatives, the plain logit has no estimate, or the search does not end.
///
/// # Source
/// McFadden (1978), "Modelling the choice of residential location"; normalised from the top as in Bierlaire's Biogeme.
pub fn fit_nested(data: &ChoiceData<'_>, nests: &Nests) -> Result<Estimate, DataError> {
    if nests.nest.len() != data.alternatives() {
        return Err(DataError::Nests { nests: nests.parameter.len() - 1, alternative: nests.nest.len().min(data.alternatives()) });
    }
    let mut start = fit_logit(data)?.beta;
    start.extend(vec![1.0; nests.parameters()]);
    estimate(&start, |parameters| Ok(evaluate(data, nests, parameters)))
}

fn evaluate(data: &ChoiceData<'_>, nests: &Nests, parameters: &[f64]) -> PanelEvaluation {
    let (mut terms, mut scores) = (Vec::new(), Vec::new());
    for tasks in data.people() {
        let mut score = vec![0.0; parameters.len()];
        let logs: Vec<f64> = tasks.map(|task| add_task(data, nests, task, parameters, &mut score)).collect();
        terms.push(sum(&logs));
        scores.extend(score);
    }
    let people = terms.len();
    PanelEvaluation { log_likelihood: sum(&terms), scores, people }
}

/// Adds a task's score; returns the log of the chosen alternative's probability. NaN where a μ is not above 0.
fn add_task(data: &ChoiceData<'_>, nests: &Nests, task: usize, parameters: &[f64], score: &mut [f64]) -> f64 {
    let features = data.features();
    let (beta, mu) = parameters.split_at(features);
    let chosen = data.chosen(task);
    let open: Vec<usize> = (0..data.alternatives()).filter(|&j| data.is_available(task, j)).collect();
    let utility: Vec<f64> =
        open.iter().map(|&j| data.features_of(task, j).iter().zip(beta).fold(0.0, |sum, (x, b)| x.mul_add(*b, sum))).collect();
    let count = nests.parameter.len();
    // Of each nest: its expected utility, the mean of its members' utilities, and both against the highest utility inside.
    let mut within = vec![0.0; open.len()];
    let (mut inclusive, mut mean, mut log_sum) = (vec![f64::NEG_INFINITY; count], vec![0.0; count], vec![0.0; count]);
    for nest in 0..count {
        let scale = nests.parameter[nest].map_or(1.0, |at| mu[at]);
        if scale.partial_cmp(&0.0) != Some(std::cmp::Ordering::Greater) {
            return f64::NAN;
        }
        let members: Vec<usize> = (0..open.len()).filter(|&place| nests.nest[open[place]] == nest).collect();
        if members.is_empty() {
            continue;
        }
        let highest = members.iter().fold(f64::NEG_INFINITY, |most, &place| most.max(utility[place]));
        let total: f64 = members.iter().map(|&place| exp(scale * (utility[place] - highest))).sum();
        for &place in &members {
            within[place] = exp(scale * (utility[place] - highest)) / total;
            mean[nest] += within[place] * utility[place];
        }
        log_sum[nest] = scale.mul_add(highest, ln(total));
        inclusive[nest] = log_sum[nest] / scale;
    }
    let highest = inclusive.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let total: f64 = inclusive.iter().map(|value| exp(value - highest)).sum();
    let across: Vec<f64> = inclusive.iter().map(|value| exp(value - highest) / total).collect();
    let mine = nests.nest[chosen];
    let scale = nests.parameter[mine].map_or(1.0, |at| mu[at]);
    let mut log = inclusive[mine] - highest - ln(total);
    for (place, &j) in open.iter().enumerate() {
        let nest = nests.nest[j];
        let is_chosen = f64::from(u8::from(j == chosen));
        let mut slope = -across[nest] * within[place];
        if nest == mine {
            slope += scale * (is_chosen - within[place]) + within[place];
        }
        if j == chosen {
            log += scale.mul_add(utility[place], -log_sum[mine]);
        }
        for (score, x) in score.iter_mut().zip(data.features_of(task, j)) {
            *score = x.mul_add(slope, *score);
        }
    }
    for nest in 0..count {
        let Some(at) = nests.parameter[nest] else { continue };
        if inclusive[nest] == f64::NEG_INFINITY {
            continue;
        }
        let by = (mean[nest] - inclusive[nest]) / mu[at];
        score[features + at] -= across[nest] * by;
        if nest == mine {
            let own = open.iter().position(|&j| j == chosen).map_or(0.0, |place| utility[place]);
            score[features + at] += own - mean[nest] + by;
        }
    }
    log
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_the_slopes_of_the_likelihood() {
        let x: Vec<f64> = (0..60).map(|i| f64::from(i * 37 % 23) / 9.0 - 1.0).collect();
        let available: Vec<bool> = (0..20).map(|i| i != 6 && i != 11).collect();
        let data = ChoiceData::new(5, 3, &x, &available, &[0, 2, 4, 3], &[1, 1, 2, 3]).unwrap();
        let nests = Nests::new(&[0, 1, 0, 2, 1]).unwrap();
        let centre = [0.4, -0.7, 0.3, 1.7, 0.8];
        let got = evaluate(&data, &nests, &centre).gradient();
        for k in 0..5 {
            let at = |by: f64| {
                let mut moved = centre;
                moved[k] += by;
                evaluate(&data, &nests, &moved).log_likelihood
            };
            let slope = (at(1e-5) - at(-1e-5)) / 2e-5;
            assert!((slope - got[k]).abs() < 1e-8, "{k}: {slope} not {}", got[k]);
        }
        // With every μ at 1 it is the plain logit.
        let plain = crate::choice::logit_log_likelihood(&data, &centre[..3]).unwrap();
        assert!((evaluate(&data, &nests, &[0.4, -0.7, 0.3, 1.0, 1.0]).log_likelihood - plain).abs() < 1e-12);
        assert!(evaluate(&data, &nests, &[0.4, -0.7, 0.3, -1.0, 1.0]).log_likelihood.is_nan());
    }

    #[test]
    fn nests_that_do_not_fit_are_refused() {
        assert_eq!(Nests::new(&[0, 2]).unwrap_err(), DataError::Nests { nests: 2, alternative: 1 });
        let data = ChoiceData::new(2, 1, &[0.0, 1.0], &[true; 2], &[0], &[0]).unwrap();
        assert!(matches!(fit_nested(&data, &Nests::new(&[0, 0, 1]).unwrap()), Err(DataError::Nests { .. })));
    }
}
