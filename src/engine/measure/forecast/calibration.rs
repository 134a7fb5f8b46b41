//! Whether what is called likely happens as often as it is called likely.

use super::data::{Choices, Forecast, LEAST};
use super::scores::add;
use crate::num::{exp, ln};
use std::f64::consts::PI;

/// How many bins of equal width probabilities are sorted into.
pub const BINS: usize = 10;
/// Numbers a bin leaves: how many, sum of probabilities, how many were chosen.
const OF_BIN: usize = 3;
/// Numbers for the slope: how many, Σp, Σy, Σp², Σpy.
const OF_SLOPE: usize = 5;
/// How many numbers calibration leaves for each person: bins, slope, gradient and curvature of the scale.
pub(super) const WIDTH: usize = BINS * OF_BIN + OF_SLOPE + 2;
/// A scale past this stands for none: the forecast is right, or wrong, without fail.
const STEEPEST: f64 = 100.0;

/// Probabilities of one bin against what happened.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bin {
    /// How many alternatives of tasks had such a probability.
    pub count: f64,
    /// Their mean probability.
    pub predicted: f64,
    /// The share of them that was chosen.
    pub real: f64,
}

/// How well the probabilities of a forecast are calibrated.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    /// The bins, from unlikely to likely; those without alternatives have no figures (NaN).
    pub bins: Vec<Bin>,
    /// The mean distance between predicted and real shares over bins, each weighted by how many alternatives it holds.
    pub expected_error: f64,
    /// What that would be on average if the probabilities were exactly right, from chance alone.
    pub chance_error: f64,
    /// The slope of what happened on what was predicted: 1 is right, less is too bold, NaN where all probabilities are one.
    pub slope: f64,
    /// The power of the probabilities that fits the choices best: 1 is right, less is too bold, more is too timid; NaN where none fits.
    pub scale: f64,
}

/// Holds a forecast's probabilities against what happened.
///
/// # Source
/// Expected calibration error: Naeini, Cooper and Hauskrecht (2015), "Obtaining well calibrated probabilities using Bayesian binning", over all
/// alternatives. Slope and scale: Cox (1958), "Two further applications of a model for binary regression", as a conditional logit on the logs of the
/// probabilities. What chance alone gives: the mean of a folded normal with the variance of the number chosen in each bin.
pub fn calibration(choices: &Choices<'_>, forecast: &Forecast<'_>) -> Calibration {
    let scale = fitted_scale(choices, forecast);
    let (mut sums, mut spread) = (vec![0.0; WIDTH], [0.0; BINS]);
    for person in choices.people() {
        let mut own = vec![0.0; WIDTH];
        for &task in person {
            of_task(choices, forecast, task, scale, &mut own);
        }
        add(&mut sums, &own);
    }
    for task in 0..choices.tasks() {
        let mut of_bin = [0.0; BINS];
        for alternative in choices.open(task) {
            let p = forecast.row(task)[alternative];
            of_bin[bin_of(p)] += p;
        }
        for (spread, p) in spread.iter_mut().zip(of_bin) {
            *spread += p * (1.0 - p).max(0.0);
        }
    }
    let total: f64 = sums[..BINS * OF_BIN].chunks_exact(OF_BIN).map(|bin| bin[0]).sum();
    let chance_error = spread.iter().map(|variance| (2.0 / PI * variance).sqrt()).sum::<f64>() / total;
    let Read { expected_error, slope, .. } = Read::of(&sums, scale);
    let bins = sums[..BINS * OF_BIN]
        .chunks_exact(OF_BIN)
        .map(|bin| Bin { count: bin[0], predicted: bin[1] / bin[0], real: bin[2] / bin[0] })
        .collect();
    Calibration { bins, expected_error, chance_error, slope, scale }
}

/// What sums say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Read {
    pub(super) expected_error: f64,
    pub(super) slope: f64,
    pub(super) scale: f64,
}

impl Read {
    /// Reads sums of [`of_task`]; the scale moves by one step from where it was fitted.
    pub(super) fn of(sums: &[f64], scale: f64) -> Self {
        let (bins, rest) = sums.split_at(BINS * OF_BIN);
        let gaps: f64 = bins.chunks_exact(OF_BIN).map(|bin| (bin[1] - bin[2]).abs()).sum();
        let [n, p, y, pp, py] = [rest[0], rest[1], rest[2], rest[3], rest[4]];
        let across = n.mul_add(pp, -p * p);
        let slope = if across > 1e-9 * n * n { n.mul_add(py, -p * y) / across } else { f64::NAN };
        Self { expected_error: gaps / n, slope, scale: scale + rest[OF_SLOPE] / rest[OF_SLOPE + 1] }
    }
}

/// The real share of a bin.
pub(super) fn real_share(sums: &[f64], bin: usize) -> f64 {
    sums[bin * OF_BIN + 2] / sums[bin * OF_BIN]
}

fn bin_of(p: f64) -> usize {
    ((p * BINS as f64) as usize).min(BINS - 1)
}

/// Adds what a task says: into bins, for the slope, and for the scale at a place.
pub(super) fn of_task(choices: &Choices<'_>, forecast: &Forecast<'_>, task: usize, scale: f64, sums: &mut [f64]) {
    let row = forecast.row(task);
    for alternative in choices.open(task) {
        let (p, y) = (row[alternative], choices.taken(task, alternative));
        let start = bin_of(p) * OF_BIN;
        add(&mut sums[start..start + OF_BIN], &[1.0, p, y]);
        add(&mut sums[BINS * OF_BIN..], &[1.0, p, y, p * p, p * y]);
    }
    let (gradient, curvature) = along(choices, forecast, task, scale);
    add(&mut sums[BINS * OF_BIN + OF_SLOPE..], &[gradient, curvature]);
}

/// The first and the negative second derivative of a task's log-likelihood by the scale.
fn along(choices: &Choices<'_>, forecast: &Forecast<'_>, task: usize, scale: f64) -> (f64, f64) {
    let row = forecast.row(task);
    let log = |alternative: usize| ln(row[alternative].max(LEAST));
    let highest = choices.open(task).map(|alternative| scale * log(alternative)).fold(f64::NEG_INFINITY, f64::max);
    let (mut total, mut first, mut second, mut taken) = (0.0, 0.0, 0.0, 0.0);
    for alternative in choices.open(task) {
        let (log, weight) = (log(alternative), exp(scale * log(alternative) - highest));
        taken += choices.taken(task, alternative) * log;
        total += weight;
        first += weight * log;
        second += weight * log * log;
    }
    let mean = first / total;
    (taken - mean, mean.mul_add(-mean, second / total).max(0.0))
}

/// The scale at which the log-likelihood is highest: it is concave, so Newton's method with bounded steps finds it.
fn fitted_scale(choices: &Choices<'_>, forecast: &Forecast<'_>) -> f64 {
    let mut scale = 1.0;
    for _ in 0..100 {
        let (mut gradient, mut curvature) = (0.0, 0.0);
        for task in 0..choices.tasks() {
            let (first, second) = along(choices, forecast, task, scale);
            gradient += first;
            curvature += second;
        }
        // Forecasts that tell alternatives hardly apart have no scale.
        if curvature <= 1e-9 * choices.tasks() as f64 {
            return f64::NAN;
        }
        let step = (gradient / curvature).clamp(-1.0, 1.0);
        scale += step;
        if scale.abs() > STEEPEST {
            return f64::NAN;
        }
        if step.abs() < 1e-10 {
            return scale;
        }
    }
    f64::NAN
}
