//! The estimate of a mixed logit, with its errors.

use super::error::MixedError;
use super::likelihood::{Effort, Likelihood};
use super::model::Model;
use super::panel::Panel;
use super::points::Points;
use super::start::{Starts, starts};
use crate::choice::data::{StandardErrors, invert};
use crate::choice::identify::{Fault, fault, flat};
use crate::choice::maximise::{Found, Stop, apply, dot, maximise};
use crate::choice::panel::PanelEvaluation;
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
    fn new(model: &Model, found: &Found) -> Self {
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

/// Tells why there is no estimate.
#[derive(Debug, thiserror::Error)]
pub enum FitError {
    /// The likelihood cannot be computed.
    #[error(transparent)]
    Mixed(#[from] MixedError),
    /// The choices say nothing about some features.
    #[error("the choices do not tell {} apart: {}", list(.names), if .names.len() == 1 { "it never differs between the alternatives of a task" } else { "they add up to the same in every task; leave one out" })]
    Unidentified {
        /// The features.
        names: Vec<String>,
    },
    /// Some features predict choices without fail.
    #[error("{} predicts choices without fail, so no finite taste is the best; leave it out, or bound the taste", list(.names))]
    Separating {
        /// The features.
        names: Vec<String>,
    },
    /// No search ended.
    #[error(
        "the search stopped after {} steps at log-likelihood {:.4} with a gradient of length {:.2e} and {:.2e} still to be had; {advice}",
        .best.steps, .best.log_likelihood, .best.gradient, .best.gain
    )]
    NotConverged {
        /// The best place a search came to.
        best: Box<Reached>,
        /// What to try.
        advice: &'static str,
    },
    /// The log-likelihood is not curved downwards where the search ended.
    #[error(
        "where the search ended (log-likelihood {:.4}) the log-likelihood does not fall along {}: try another start, or fix one of them",
        .best.log_likelihood, list(.names)
    )]
    NotDefinite {
        /// The place the search came to.
        best: Box<Reached>,
        /// The parameters along which the log-likelihood does not fall.
        names: Vec<String>,
    },
}

fn list(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// The gain at which the search hands over to Newton's method, whose curvature is needed for the errors anyway.
const HAND_OVER: f64 = 1e-4;
/// The step of the differences that give the curvature, in standard errors.
const DIFFERENCE: f64 = 1e-3;

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

/// Goes the last way by Newton's method; returns the inverse curvature at its end.
fn polish(likelihood: &Likelihood<'_>, found: &mut Found, settings: &Settings) -> Result<Vec<f64>, FitError> {
    let model = likelihood.model;
    let undefined = |found: &Found, curvature: &[f64]| {
        let names = flat(curvature, found.parameters.len()).into_iter().map(|k| model.parameters()[k].clone()).collect();
        FitError::NotDefinite { best: Box::new(Reached::new(model, found)), names }
    };
    let mut matrix = curvature(likelihood, found)?;
    let mut inverse = invert(&matrix, found.parameters.len()).map_err(|_| undefined(found, &matrix))?;
    for round in 0..8 {
        let step = apply(&inverse, &found.gradient);
        found.gain = 0.5 * dot(&step, &found.gradient);
        if found.gain <= settings.gain {
            return Ok(inverse);
        }
        // The first curvature was taken a little way off; a second one is only worth its cost if that did not do.
        if round == 4 {
            matrix = curvature(likelihood, found)?;
            inverse = invert(&matrix, found.parameters.len()).map_err(|_| undefined(found, &matrix))?;
            continue;
        }
        let tried: Vec<f64> = found.parameters.iter().zip(&step).map(|(x, s)| x + s).collect();
        let there = likelihood.evaluate(&tried)?;
        found.evaluations += 1;
        found.steps += 1;
        if there.log_likelihood.is_nan() || there.log_likelihood < found.evaluation.log_likelihood - settings.gain {
            break;
        }
        found.gradient = there.gradient();
        (found.parameters, found.evaluation) = (tried, there);
    }
    Err(FitError::NotConverged {
        best: Box::new(Reached::new(model, found)),
        advice: "the log-likelihood is not smooth here; try more draws, or another distribution",
    })
}

/// Returns the negative second derivatives of the log-likelihood, from central differences of its gradient.
fn curvature(likelihood: &Likelihood<'_>, found: &mut Found) -> Result<Vec<f64>, MixedError> {
    let size = found.parameters.len();
    let outer = found.evaluation.outer();
    let mut matrix = vec![0.0; size * size];
    for k in 0..size {
        let own = outer[k * size + k];
        // Where the scores say nothing, a hundredth is far enough.
        let step = (DIFFERENCE / own.sqrt()).min(0.01 * found.parameters[k].abs().max(1.0));
        let mut gradient = |by: f64| -> Result<Vec<f64>, MixedError> {
            let mut moved = found.parameters.clone();
            moved[k] += by;
            found.evaluations += 1;
            Ok(likelihood.evaluate(&moved)?.gradient())
        };
        let (up, down) = (gradient(step)?, gradient(-step)?);
        for (row, (up, down)) in up.iter().zip(&down).enumerate() {
            matrix[row * size + k] = (down - up) / (2.0 * step);
        }
    }
    for row in 0..size {
        for column in 0..row {
            let mean = 0.5 * (matrix[row * size + column] + matrix[column * size + row]);
            matrix[row * size + column] = mean;
            matrix[column * size + row] = mean;
        }
    }
    Ok(matrix)
}

/// Returns a · b · a for symmetric matrices.
fn sandwich(a: &[f64], b: &[f64]) -> Vec<f64> {
    let size = (a.len() as f64).sqrt().round() as usize;
    let product = |left: &[f64], right: &[f64]| -> Vec<f64> {
        let cell = |row: usize, column: usize| (0..size).map(|k| left[row * size + k] * right[k * size + column]).sum();
        (0..size * size).map(|at| cell(at / size, at % size)).collect()
    };
    product(&product(a, b), a)
}

/// Returns the likelihood of a fit's model at its estimates, for checks.
///
/// # Errors
/// As [`Likelihood::new`] and [`Likelihood::evaluate`].
pub fn evaluate(model: &Model, panel: &Panel<'_>, settings: &Settings, parameters: &[f64]) -> Result<PanelEvaluation, MixedError> {
    Likelihood::new(model, panel, settings.points, settings.draws, settings.effort)?.evaluate(parameters)
}
