//! The curvature of a simulated log-likelihood: the last way to its maximum, and the errors there.

use super::error::FitError;
use super::fit::{Reached, Settings};
use super::likelihood::Likelihood;
use crate::choice::curvature::curvature;
use crate::choice::data::invert;
use crate::choice::identify::flat;
use crate::choice::maximise::{Found, apply, dot};

/// The log-likelihood still to be had at a place whose curvature is as good as that at the maximum: a millionth of a standard error off.
const THERE: f64 = 1e-12;

/// Goes the last way by Newton's method; returns the inverse curvature at its end.
pub(super) fn polish(likelihood: &Likelihood<'_>, found: &mut Found, settings: &Settings) -> Result<Vec<f64>, FitError> {
    let model = likelihood.model;
    let undefined = |found: &Found, curvature: &[f64]| {
        let names = flat(curvature, found.parameters.len()).into_iter().map(|k| model.parameters()[k].clone()).collect();
        FitError::NotDefinite { best: Box::new(Reached::new(model, found)), names }
    };
    let mut matrix = curvature(found, |parameters| likelihood.evaluate(parameters))?;
    let mut inverse = invert(&matrix, found.parameters.len()).map_err(|_| undefined(found, &matrix))?;
    // How far from the maximum the curvature was taken.
    let mut off = 0.0_f64;
    for round in 0..8 {
        let step = apply(&inverse, &found.gradient);
        found.gain = 0.5 * dot(&step, &found.gradient);
        let is_there = found.gain <= settings.gain;
        // The first curvature was taken a little way off: it leads here, and a new one is taken for the errors, or if it did not lead here in time.
        let is_stale = if is_there { off > THERE } else { round == 4 };
        if is_stale {
            matrix = curvature(found, |parameters| likelihood.evaluate(parameters))?;
            inverse = invert(&matrix, found.parameters.len()).map_err(|_| undefined(found, &matrix))?;
            off = 0.0;
        }
        if is_there {
            return Ok(inverse);
        }
        if round == 4 {
            continue;
        }
        off = off.max(found.gain);
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
