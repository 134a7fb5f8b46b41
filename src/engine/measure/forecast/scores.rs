//! Scores that are means over tasks.

use super::data::{Choices, Forecast, LEAST};
use crate::num::{exp, ln};

/// How many numbers a forecast leaves for each person.
pub(super) const WIDTH: usize = 4;

/// The scores of a forecast.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scores {
    /// The mean log of the probability that the chosen alternative had.
    ///
    /// # Units
    /// Natural logarithms a choice.
    pub log_likelihood: f64,
    /// e to that: the geometric mean of the probability of the chosen.
    pub root_likelihood: f64,
    /// The share of tasks in which the likeliest alternative was chosen; ties count in part.
    pub hit_rate: f64,
    /// The mean probability of the chosen alternative.
    pub mean_probability: f64,
    /// The mean of the summed squared differences between probabilities and what happened, from 0 to 2.
    pub brier: f64,
}

/// What a task adds: log of the chosen one's probability, hit, probability, squared differences.
pub(super) fn of_task(choices: &Choices<'_>, forecast: &Forecast<'_>, task: usize) -> [f64; WIDTH] {
    let row = forecast.row(task);
    let best = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let ties = row.iter().filter(|&&p| p == best).count();
    let mut out = [0.0; WIDTH];
    for (alternative, &p) in row.iter().enumerate() {
        let taken = choices.taken(task, alternative);
        if taken > 0.0 {
            let hit = if p == best { 1.0 / ties as f64 } else { 0.0 };
            add(&mut out, &[taken * ln(p.max(LEAST)), taken * hit, taken * p]);
        }
        out[3] += (p - taken) * (p - taken);
    }
    out
}

impl Scores {
    /// Turns sums over tasks into scores.
    pub(super) fn of(sums: &[f64], tasks: f64) -> Self {
        let log_likelihood = sums[0] / tasks;
        Self {
            log_likelihood,
            root_likelihood: exp(log_likelihood),
            hit_rate: sums[1] / tasks,
            mean_probability: sums[2] / tasks,
            brier: sums[3] / tasks,
        }
    }
}

/// Scores a forecast.
///
/// # Source
/// Log score: Good (1952), "Rational decisions". Root likelihood: Orme (2010), "Getting started with conjoint analysis". Brier (1950), "Verification
/// of forecasts expressed in terms of probability", in its first form, summed over alternatives.
pub fn scores(choices: &Choices<'_>, forecast: &Forecast<'_>) -> Scores {
    let mut sums = [0.0; WIDTH];
    for person in choices.people() {
        // Person by person, as the scorecard adds up.
        let mut own = [0.0; WIDTH];
        for &task in person {
            add(&mut own, &of_task(choices, forecast, task));
        }
        add(&mut sums, &own);
    }
    Scores::of(&sums, choices.tasks() as f64)
}

/// Adds numbers to sums.
pub(super) fn add(sums: &mut [f64], numbers: &[f64]) {
    for (sum, number) in sums.iter_mut().zip(numbers) {
        *sum += number;
    }
}
