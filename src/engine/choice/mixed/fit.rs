//! The estimate of a mixed logit, with its errors.

use super::curvature::polish;
use super::error::{FitError, MixedError};
use super::likelihood::{Effort, Likelihood};
use super::model::Model;
use super::panel::Panel;
use super::points::Points;
use super::start::{Starts, starts};
use crate::choice::curvature::sandwich;
use crate::choice::data::StandardErrors;
use crate::choice::identify::{Fault, fault, flat};
use crate::choice::maximise::{Found, Stop, dot, maximise};
use crate::random::Seed;

/// What the errors of the estimates come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Errors {
    /// The curvature of the log-likelihood and the scores: all three kinds.
    #[default]
    Curvature,
    /// The scores alone: cheaper, one kind.
    Scores,
}

/// How a model is estimated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Which points.
    pub points: Points,
    /// How many a person has.
    pub draws: usize,
    /// From how many places the search starts, at least one: the first from the plain logit, the others from around it.
    pub starts: usize,
    /// What the other starts come from.
    pub seed: Seed,
    /// The most steps of a search.
    pub steps: usize,
    /// The log-likelihood that may still be had at the end.
    pub gain: f64,
    /// What the errors come from.
    pub errors: Errors,
    /// Threads and memory.
    pub effort: Effort,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            points: Points::default(),
            draws: 1000,
            starts: 1,
            seed: Seed(1),
            steps: 300,
            gain: 1e-9,
            errors: Errors::default(),
            effort: Effort::default(),
        }
    }
}

/// Where a search came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Reached {
    /// The parameters, in the model's order.
    pub parameters: Vec<f64>,
    /// Their names.
    pub names: Vec<String>,
    /// The log-likelihood there.
    pub log_likelihood: f64,
    /// The length of its gradient there.
    pub gradient: f64,
    /// The log-likelihood still to be had, by the quadratic model of the search.
    pub gain: f64,
    /// How many steps it took.
    pub steps: usize,
    /// How often the likelihood was computed.
    pub evaluations: usize,
}

impl Reached {
    pub(super) fn new(model: &Model, found: &Found) -> Self {
        Self {
            parameters: found.parameters.clone(),
            names: model.parameters().to_vec(),
            log_likelihood: found.evaluation.log_likelihood,
            gradient: dot(&found.gradient, &found.gradient).sqrt(),
            gain: found.gain,
            steps: found.steps,
            evaluations: found.evaluations,
        }
    }
}

/// An estimated mixed logit.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// The estimates and how they were reached.
    pub reached: Reached,
    /// The covariance of the estimates from the scores' outer products (BHHH), row by row; none where there are too few people.
    pub scores_covariance: Option<Vec<f64>>,
    /// The covariance from the inverse curvature, row by row, if asked for.
    pub curvature_covariance: Option<Vec<f64>>,
    /// Inverse curvature · outer products · inverse curvature, row by row, if asked for: robust, clustered by person.
    pub robust_covariance: Option<Vec<f64>>,
    /// The log-likelihood that each start came to, the first from the plain logit; NaN for a start that did not end.
    pub starts: Vec<f64>,
    /// How many people there are.
    pub people: usize,
    /// How many tasks there are.
    pub tasks: usize,
    /// How many draws a person had.
    pub draws: usize,
}

impl Fit {
    /// Returns the estimates.
    pub fn parameters(&self) -> &[f64] {
        &self.reached.parameters
    }

    /// Returns an estimate by its name.
    pub fn parameter(&self, name: &str) -> Option<f64> {
        self.reached.names.iter().position(|known| known == name).map(|at| self.reached.parameters[at])
    }

    /// Returns the best standard errors at hand: robust ones, or those from the scores.
    pub fn standard_errors(&self) -> Option<Vec<f64>> {
        self.robust_covariance.as_ref().or(self.scores_covariance.as_ref()).map(|matrix| matrix.standard_errors())
    }
}

/// The gain at which the search hands over to Newton's method, whose curvature is needed for the errors anyway.
const HAND_OVER: f64 = 1e-4;

/// Estimates a mixed logit by maximum simulated likelihood.
///
/// # Errors
/// [`FitError`]; a search that did not end is never a fit.
///
/// # Source
/// Train (2009), "Discrete choice methods with simulation", 2nd edition, chapters 6, 8 and 10.
pub fn fit(model: &Model, panel: &Panel<'_>, settings: &Settings) -> Result<Fit, FitError> {
    let names = |which: Vec<usize>| which.iter().map(|&k| model.features()[k].clone()).collect();
    match fault(panel.data()).map_err(MixedError::from)? {
        Some(Fault::Unidentified(features)) => return Err(FitError::Unidentified { names: names(features) }),
        Some(Fault::Separating(features)) => return Err(FitError::Separating { names: names(features) }),
        None => {}
    }
    shifts(model, panel)?;
    let from = starts(model, panel, Starts { count: settings.starts.max(1), seed: settings.seed })?;
    fit_from(model, panel, settings, &from)
}

/// Estimates a mixed logit from given starts.
///
/// # Errors
/// As [`fit`], save that features are not looked at before the search.
pub fn fit_from(model: &Model, panel: &Panel<'_>, settings: &Settings, from: &[Vec<f64>]) -> Result<Fit, FitError> {
    let likelihood = Likelihood::new(model, panel, settings.points, settings.draws, settings.effort)?;
    let gain = if settings.errors == Errors::Curvature { HAND_OVER.max(settings.gain) } else { settings.gain };
    let stop = Stop { steps: settings.steps, gain };
    let mut best: Option<Found> = None;
    let mut came_to = Vec::new();
    for start in from {
        likelihood.check(start)?;
        let found = maximise(start, stop, |parameters| likelihood.evaluate(parameters))?;
        came_to.push(if found.ended { found.evaluation.log_likelihood } else { f64::NAN });
        // One that ended goes before one that did not; then the higher.
        let rank = |found: &Found| (found.ended, found.evaluation.log_likelihood);
        if best.as_ref().is_none_or(|best| rank(&found) > rank(best)) {
            best = Some(found);
        }
    }
    let Some(mut best) = best else { return Err(MixedError::NoStart.into()) };
    if !best.ended {
        let advice = if best.steps < settings.steps {
            "try other starts, fewer things that vary, or features of like size"
        } else {
            "allow more steps, or give features like sizes"
        };
        return Err(FitError::NotConverged { best: Box::new(Reached::new(model, &best)), advice });
    }
    let (mut curvature_covariance, mut robust_covariance) = (None, None);
    if settings.errors == Errors::Curvature {
        let inverse = polish(&likelihood, &mut best, settings)?;
        let outer = best.evaluation.outer();
        robust_covariance = Some(sandwich(&inverse, &outer));
        curvature_covariance = Some(inverse);
    }
    Ok(Fit {
        reached: Reached::new(model, &best),
        scores_covariance: best.evaluation.bhhh_covariance().ok(),
        curvature_covariance,
        robust_covariance,
        starts: came_to,
        people: panel.people(),
        tasks: panel.tasks(),
        draws: likelihood.draws(),
    })
}

/// Looks for demographics whose shift of a taste nothing can tell from the taste's location or from each other.
fn shifts(model: &Model, panel: &Panel<'_>) -> Result<(), FitError> {
    for (taste, part) in model.parts.iter().enumerate().filter(|(_, part)| !part.shifts.is_empty()) {
        // The constant is the location; then what shifts it.
        let size = part.shifts.len() + 1;
        let mut products = vec![0.0; size * size];
        for person in 0..panel.people() {
            let demographics = panel.demographics_of(person);
            let row: Vec<f64> = std::iter::once(1.0).chain(part.shifts.iter().map(|&(column, _)| demographics[column])).collect();
            for (at, cell) in products.iter_mut().enumerate() {
                *cell = row[at / size].mul_add(row[at % size], *cell);
            }
        }
        let faulty: Vec<String> =
            flat(&products, size).into_iter().filter(|&at| at > 0).map(|at| model.demographics()[part.shifts[at - 1].0].clone()).collect();
        if !faulty.is_empty() {
            return Err(FitError::Shifts { taste: model.features()[taste].clone(), names: faulty });
        }
    }
    Ok(())
}
