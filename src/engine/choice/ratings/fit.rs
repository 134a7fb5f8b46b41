//! The estimate of a model of ratings, with its errors.

use super::data::RatingsData;
use super::error::RatingsError;
use super::kernel::Kernel;
use super::model::{Locations, RatingsModel, Thresholds};
use crate::choice::curvature::{curvature, sandwich};
use crate::choice::data::{StandardErrors, invert};
use crate::choice::identify::flat;
use crate::choice::maximise::{Found, Stop, apply, dot, maximise};
use crate::choice::panel::PanelEvaluation;
use crate::num::ln;
use std::cmp::Ordering;

/// How a model is estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RatingsSettings {
    /// Nodes for each way in which people differ; more are more exact.
    pub nodes: usize,
    /// The most steps of a search.
    pub steps: usize,
    /// Worker threads; never changes a result.
    pub threads: usize,
}

impl Default for RatingsSettings {
    fn default() -> Self {
        Self { nodes: 21, steps: 300, threads: 1 }
    }
}

/// Nodes that are enough to come near the maximum.
const ROUGH: usize = 7;
/// Nodes that are enough for the curvature.
const SMOOTH: usize = 13;
/// The log-likelihood still to be had at which the rough search hands over, the fine one hands over, and the whole ends.
const NEAR: f64 = 1e-2;
const HAND_OVER: f64 = 1e-7;
const END: f64 = 1e-12;
/// How far rounding may lower the log-likelihood in a step, in parts of it.
const ROUNDING: f64 = 1e-13;

/// An estimated model of ratings.
#[derive(Debug, Clone, PartialEq)]
pub struct RatingsFit {
    /// The names of the parameters.
    pub names: Vec<String>,
    /// The estimates; standard deviations are not negative.
    pub parameters: Vec<f64>,
    /// Which parameters are spreads that are best at 0: nothing shows that people differ so. They have no errors.
    pub zeros: Vec<usize>,
    /// The log-likelihood there; weighted where people are.
    pub log_likelihood: f64,
    /// How many steps the search took.
    pub steps: usize,
    /// How often the likelihood was computed.
    pub evaluations: usize,
    /// The covariance from the inverse curvature, row by row.
    pub curvature_covariance: Vec<f64>,
    /// Inverse curvature · outer products · inverse curvature, row by row: robust, clustered by person.
    pub robust_covariance: Vec<f64>,
    /// How many people there are.
    pub people: usize,
    /// How many answers there are.
    pub answers: usize,
}

impl RatingsFit {
    /// Returns an estimate with its robust standard error, by its name.
    pub fn parameter(&self, name: &str) -> Option<(f64, f64)> {
        let at = self.names.iter().position(|known| known == name)?;
        Some((self.parameters[at], self.robust_covariance.standard_errors()[at]))
    }
}

/// A likelihood in which some spreads are held at 0.
struct Held<'a> {
    kernel: Kernel<'a>,
    /// The parameters that are free, in order.
    free: Vec<usize>,
    size: usize,
}

impl<'a> Held<'a> {
    fn new(kernel: Kernel<'a>, size: usize, zeros: &[usize]) -> Self {
        Self { kernel, free: (0..size).filter(|at| !zeros.contains(at)).collect(), size }
    }

    /// All parameters, those that are held among them.
    fn whole(&self, parameters: &[f64]) -> Vec<f64> {
        let mut whole = vec![0.0; self.size];
        self.free.iter().zip(parameters).for_each(|(&at, value)| whole[at] = *value);
        whole
    }

    /// A matrix over all parameters, with zeros where they are held.
    fn spread_out(&self, matrix: &[f64]) -> Vec<f64> {
        let mut whole = vec![0.0; self.size * self.size];
        for (row, &to) in self.free.iter().enumerate() {
            for (column, &over) in self.free.iter().enumerate() {
                whole[to * self.size + over] = matrix[row * self.free.len() + column];
            }
        }
        whole
    }

    fn evaluate(&self, parameters: &[f64]) -> Result<PanelEvaluation, RatingsError> {
        let mut found = self.kernel.evaluate(&self.whole(parameters))?;
        if self.free.len() < self.size {
            found.scores = found.scores.chunks_exact(self.size).flat_map(|score| self.free.iter().map(|&at| score[at])).collect();
        }
        Ok(found)
    }
}

/// A search for the best parameters that has ended.
struct Searched<'a> {
    held: Held<'a>,
    found: Found,
    zeros: Vec<usize>,
    steps: usize,
}

impl Searched<'_> {
    fn best(&self, names: &[String]) -> Vec<(String, f64)> {
        names.iter().cloned().zip(self.held.whole(&self.found.parameters)).collect()
    }

    fn lost(&self, names: &[String]) -> RatingsError {
        let (log_likelihood, gain) = (self.found.evaluation.log_likelihood, self.found.gain);
        RatingsError::NotConverged { steps: self.steps, log_likelihood, gain, best: self.best(names) }
    }
}

/// A spread below this may well be none: what it adds to the variance of an answer is less than a thousandth of its noise.
const SMALL: f64 = 0.05;

/// Climbs; a spread that comes near 0, where its slope says nothing, is held there as long as more of it does not help.
fn climb<'a>(
    kernel: &Kernel<'a>,
    start: &[f64],
    spreads: &[usize],
    stop: Stop,
    mut zeros: Vec<usize>,
) -> Result<Searched<'a>, RatingsError> {
    let mut steps = 0;
    let mut start = start.to_vec();
    loop {
        let held = Held::new(kernel.clone(), start.len(), &zeros);
        let begin: Vec<f64> = held.free.iter().map(|&at| start[at]).collect();
        let found = maximise(&begin, stop, |parameters| held.evaluate(parameters))?;
        steps += found.steps;
        start = held.whole(&found.parameters);
        let small: Vec<usize> = spreads.iter().copied().filter(|at| !zeros.contains(at) && start[*at].abs() < SMALL).collect();
        let lower: Vec<usize> = small
            .into_iter()
            .filter_map(|at| {
                let with = |spread: f64| {
                    let mut moved = start.clone();
                    moved[at] = spread;
                    kernel.evaluate(&moved).map(|found| found.log_likelihood)
                };
                match (with(0.0), with(SMALL)) {
                    (Ok(none), Ok(some)) => (none >= some).then_some(Ok(at)),
                    (Err(error), _) | (_, Err(error)) => Some(Err(error)),
                }
            })
            .collect::<Result<_, _>>()?;
        if lower.is_empty() {
            return Ok(Searched { held, found, zeros, steps });
        }
        lower.iter().for_each(|&at| start[at] = 0.0);
        zeros.extend(lower);
        zeros.sort_unstable();
    }
}

fn search<'a>(model: &'a RatingsModel, data: &RatingsData<'a>, settings: &RatingsSettings) -> Result<Searched<'a>, RatingsError> {
    if let Some(fault) = data.faults(model).into_iter().next() {
        return Err(fault);
    }
    let kernel = |nodes: usize| Kernel::new(model, *data, nodes, settings.threads);
    let places = model.places();
    let spreads: Vec<usize> = places.traits.clone().chain(places.acquiescence).chain(places.extremity).collect();
    let (mut begin, mut zeros, mut steps) = (start(model, data), Vec::new(), 0);
    if settings.nodes > ROUGH {
        let near = climb(&kernel(ROUGH), &begin, &spreads, Stop { steps: settings.steps, gain: NEAR }, Vec::new())?;
        steps += near.steps;
        if near.found.evaluation.log_likelihood.is_finite() {
            (begin, zeros) = (near.held.whole(&near.found.parameters), near.zeros);
        }
    }
    let mut searched = climb(&kernel(settings.nodes), &begin, &spreads, Stop { steps: settings.steps, gain: HAND_OVER }, zeros)?;
    searched.steps += steps;
    if searched.found.ended { Ok(searched) } else { Err(searched.lost(&model.parameters())) }
}

/// Finds the best parameters and their log-likelihood, without errors: what predictions need, at a part of the cost.
///
/// # Errors
/// As [`fit_ratings`].
///
/// # Determinism
/// The same for any number of threads.
pub fn search_ratings(model: &RatingsModel, data: &RatingsData<'_>, settings: &RatingsSettings) -> Result<(Vec<f64>, f64), RatingsError> {
    let searched = search(model, data, settings)?;
    Ok((searched.held.whole(&searched.found.parameters), searched.found.evaluation.log_likelihood))
}

/// Estimates a model by maximum likelihood.
///
/// # Errors
/// [`RatingsError`]: the first of [`RatingsData::faults`], or a search that did not end.
///
/// # Determinism
/// The same for any number of threads.
pub fn fit_ratings(model: &RatingsModel, data: &RatingsData<'_>, settings: &RatingsSettings) -> Result<RatingsFit, RatingsError> {
    let names = model.parameters();
    let mut searched = search(model, data, settings)?;
    let Searched { held, found, steps, zeros } = &mut searched;
    // The curvature is smooth enough for fewer nodes; the way to the maximum is not.
    let smooth = Held::new(Kernel::new(model, *data, settings.nodes.min(SMOOTH), settings.threads), names.len(), zeros);
    let mut there = found.clone();
    there.evaluation = smooth.evaluate(&found.parameters)?;
    there.gradient = there.evaluation.gradient();
    let matrix = curvature(&mut there, |parameters| smooth.evaluate(parameters))?;
    found.evaluations = there.evaluations;
    let size = held.free.len();
    let Ok(inverse) = invert(&matrix, size) else {
        return Err(RatingsError::NotDefinite {
            log_likelihood: found.evaluation.log_likelihood,
            names: flat(&matrix, size).into_iter().map(|at| names[held.free[at]].clone()).collect(),
            best: searched.best(&names),
        });
    };
    // The last way, by Newton's method.
    for _ in 0..20 {
        let step = apply(&inverse, &found.gradient);
        found.gain = 0.5 * dot(&step, &found.gradient);
        if found.gain.abs() <= END {
            break;
        }
        let tried: Vec<f64> = found.parameters.iter().zip(&step).map(|(x, s)| x + s).collect();
        let there = held.evaluate(&tried)?;
        found.evaluations += 1;
        *steps += 1;
        let least = found.evaluation.log_likelihood * (1.0 + ROUNDING) - END;
        if there.log_likelihood.is_nan() || there.log_likelihood < least {
            break;
        }
        found.gradient = there.gradient();
        (found.parameters, found.evaluation) = (tried, there);
    }
    // Written so that a NaN is refused too.
    if !matches!(found.gain.abs().partial_cmp(&HAND_OVER), Some(Ordering::Less | Ordering::Equal)) {
        return Err(searched.lost(&names));
    }
    let mut robust = held.spread_out(&sandwich(&inverse, &found.evaluation.outer()));
    let mut inverse = held.spread_out(&inverse);
    let mut parameters = held.whole(&found.parameters);
    let places = model.places();
    for spread in places.traits.clone().chain(places.acquiescence).chain(places.extremity) {
        if parameters[spread] < 0.0 {
            turn(&mut parameters, [&mut robust, &mut inverse], spread);
        }
    }
    Ok(RatingsFit {
        names,
        parameters,
        zeros: zeros.clone(),
        log_likelihood: found.evaluation.log_likelihood,
        steps: *steps,
        evaluations: found.evaluations,
        curvature_covariance: inverse,
        robust_covariance: robust,
        people: data.people,
        answers: data.count(),
    })
}

/// Turns the sign of a parameter.
fn turn(parameters: &mut [f64], matrices: [&mut Vec<f64>; 2], at: usize) {
    let size = parameters.len();
    parameters[at] = -parameters[at];
    for matrix in matrices {
        for other in (0..size).filter(|&other| other != at) {
            matrix[at * size + other] = -matrix[at * size + other];
            matrix[other * size + at] = -matrix[other * size + at];
        }
    }
}

/// Where the search starts: shares as they are, people who differ a little.
fn start(model: &RatingsModel, data: &RatingsData<'_>) -> Vec<f64> {
    let (items, boxes) = (model.items.len(), model.categories);
    let shares = data.shares(boxes);
    // The log-odds of lying below each edge, drawn in a little so that boxes nobody ticked do no harm.
    let mut odds = vec![0.0; items * (boxes - 1)];
    for item in 0..items {
        let mut below = 0.0;
        for edge in 0..boxes - 1 {
            below += 0.98 * shares[item * boxes + edge] + 0.02 / boxes as f64;
            odds[item * (boxes - 1) + edge] = ln(below / (1.0 - below));
        }
    }
    let own: Vec<f64> = odds.chunks_exact(boxes - 1).map(|own| -own.iter().sum::<f64>() / own.len() as f64).collect();
    let mut out = match model.locations {
        Locations::ByItem => own,
        Locations::ByFeatures => {
            let mut out = vec![own.iter().sum::<f64>() / items as f64];
            out.resize(1 + model.features.len(), 0.0);
            out
        }
    };
    let places = model.places();
    out.resize(places.gaps.start, 0.0);
    let gap = |item: usize, k: usize| odds[item * (boxes - 1) + k + 1] - odds[item * (boxes - 1) + k];
    let gaps = 0..boxes.saturating_sub(2);
    match model.thresholds {
        Thresholds::Common => {
            out.extend(gaps.map(|k| ln((0..items).map(|item| gap(item, k)).sum::<f64>() / items as f64)));
        }
        Thresholds::ByItem => {
            out.extend((0..items).flat_map(|item| gaps.clone().map(move |k| (item, k))).map(|(item, k)| ln(gap(item, k))))
        }
    }
    out.resize(places.traits.end, 0.7);
    out.extend(places.acquiescence.map(|_| 0.5));
    out.extend(places.extremity.map(|_| 0.4));
    out
}
