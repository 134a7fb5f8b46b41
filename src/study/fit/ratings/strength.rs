//! How strongly people differ in their way of answering, in points and shares that anyone can read.

use crate::choice::StandardErrors;
use crate::choice::ratings::{Shape, at_style};
use crate::random::{At, Purpose, Seed, Streams};
use crate::stats::linear::cholesky;
use crate::stats::quantile;
use crate::study::fit::Ranged;

use super::estimate::{RatingsFindings, SMOOTH};
use super::load::RatingsStudy;

/// Draws of the estimates from their own uncertainty.
const DRAWS: usize = 400;

/// What a style does to answers, none where it is not asked for or not found; intervals are 90 %, over what the data leave open.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Strength {
    /// How many points higher somebody one standard deviation above the middle in acquiescence answers than somebody as far below, on average over items.
    pub acquiescence: Option<Ranged>,
    /// The share of answers in the two end boxes of somebody one standard deviation above the middle in extremity, then of somebody as far below.
    pub extremity: Option<[Ranged; 2]>,
}

/// Works out what styles do to answers, for people of whom the average is known.
///
/// # Source
/// Krinsky and Robb (1986), "On approximating the statistical properties of elasticities".
#[must_use]
pub fn strength(study: &RatingsStudy, findings: &RatingsFindings) -> Strength {
    let (model, fit) = (&study.model, &findings.fit);
    let draws = drawn(&fit.parameters, &fit.robust_covariance);
    let found =
        |name: &str| fit.names.iter().position(|own| own == &format!("spread of {name}")).is_some_and(|at| !fit.zeros.contains(&at));
    let known = vec![0.0; model.demographics.len()];
    let boxes = model.categories;
    let points = |shape: &Shape, z: f64| -> f64 {
        let chances = at_style(model, shape, &known, (Some(z), None), SMOOTH);
        let mean = |own: &[f64]| own.iter().enumerate().map(|(at, p)| (at + 1) as f64 * p).sum::<f64>();
        chances.chunks_exact(boxes).map(mean).sum::<f64>() / model.items.len() as f64
    };
    let ends = |shape: &Shape, z: f64| -> f64 {
        let chances = at_style(model, shape, &known, (None, Some(z)), SMOOTH);
        chances.chunks_exact(boxes).map(|own| own[0] + own[boxes - 1]).sum::<f64>() / model.items.len() as f64
    };
    let ranged = |of: &dyn Fn(&Shape) -> f64| {
        let mut values: Vec<f64> = draws.iter().map(|draw| of(&model.shape(draw))).filter(|value| value.is_finite()).collect();
        values.sort_by(f64::total_cmp);
        Ranged { value: of(&findings.shape), low: quantile(&values, 0.05), high: quantile(&values, 0.95) }
    };
    Strength {
        acquiescence: found("acquiescence").then(|| ranged(&|shape| points(shape, 1.0) - points(shape, -1.0))),
        extremity: found("extremity").then(|| [1.0, -1.0].map(|z| ranged(&|shape| ends(shape, z)))),
    }
}

/// Draws parameters around the estimates: normal with their covariance; empty where that is not definite.
fn drawn(estimates: &[f64], covariance: &[f64]) -> Vec<Vec<f64>> {
    let errors = covariance.standard_errors();
    // What is held at 0 has no error and stays.
    let free: Vec<usize> = (0..estimates.len()).filter(|&at| errors[at] > 0.0).collect();
    let size = free.len();
    // Of the correlations, so that what counts as definite does not hang on units.
    let cell = |row: usize, column: usize| covariance[row * estimates.len() + column] / (errors[row] * errors[column]);
    let correlations: Vec<f64> =
        free.iter().flat_map(|&row| free.iter().map(move |&column| (row, column))).map(|(row, column)| cell(row, column)).collect();
    let Ok(factor) = cholesky(&correlations, size) else { return Vec::new() };
    let streams = Streams::new(Seed(1), At::default());
    let draw = |number: usize| {
        let mut words = streams.draws(Purpose::Theta, number as u64, 0);
        let scores: Vec<f64> = (0..size).map(|_| words.normal()).collect();
        let mixed = |row: usize| (0..=row).fold(0.0f64, |sum, column| factor[row * size + column].mul_add(scores[column], sum));
        let mut drawn = estimates.to_vec();
        free.iter().enumerate().for_each(|(row, &at)| drawn[at] += errors[at] * mixed(row));
        drawn
    };
    (0..DRAWS).map(draw).collect()
}
