//! Whether there are draws enough: the same model with more and more of them.

use super::error::{FitError, MixedError};
use super::fit::{Errors, Fit, Settings, fit, fit_from};
use super::model::Model;
use super::panel::Panel;
use crate::choice::data::StandardErrors;

/// One number of draws.
#[derive(Debug, Clone, PartialEq)]
pub struct Rung {
    /// Draws a person.
    pub draws: usize,
    /// The log-likelihood at its maximum.
    pub log_likelihood: f64,
    /// The estimates.
    pub parameters: Vec<f64>,
    /// The largest move of an estimate since the rung before, in its standard errors.
    pub moved: f64,
    /// How much the log-likelihood may still change with further draws, if its error falls as one over their number.
    pub to_come: f64,
}

/// The same model with more and more draws.
#[derive(Debug, Clone, PartialEq)]
pub struct Ladder {
    /// From few draws to many.
    pub rungs: Vec<Rung>,
    /// The fit with the most draws.
    pub fit: Fit,
    /// The change of log-likelihood that counts as none.
    pub tolerance: f64,
}

/// The move of an estimate, in standard errors, that counts as none.
const STILL: f64 = 0.1;

impl Ladder {
    /// Tells whether neither the log-likelihood nor an estimate is likely to move with further draws.
    pub fn settled(&self) -> bool {
        self.rungs.len() > 1 && self.rungs.last().is_some_and(|last| last.to_come.abs() <= self.tolerance && last.moved <= STILL)
    }

    /// Says in one line whether there are draws enough.
    pub fn line(&self) -> String {
        let [.., before, last] = self.rungs.as_slice() else {
            return "one number of draws says nothing about whether there are enough".to_owned();
        };
        let change = last.log_likelihood - before.log_likelihood;
        let verdict = if self.settled() {
            "settled".to_owned()
        } else if last.to_come.abs() > self.tolerance {
            format!("not settled: about {:.1} may still come, more than {}", last.to_come.abs(), self.tolerance)
        } else {
            format!("not settled: an estimate still moves by {:.2} standard errors, more than {STILL}", last.moved)
        };
        format!(
            "from {} to {} draws the log-likelihood moved by {change:+.2} to {:.2}; {verdict}",
            before.draws, last.draws, last.log_likelihood
        )
    }
}

/// Fits a model with more and more draws, each time from the estimates before.
///
/// # Errors
/// As [`fit`]; also if no number of draws is given, or they do not rise.
///
/// # Source
/// Train (2009), chapter 10: the simulated log-likelihood is biased by its variance, which falls as one over the number of draws. From R₁ to R₂ draws such
/// an error shrinks by a part, and R₁ / (R₂ − R₁) times that change is left. Of the last two changes the larger forecast counts.
pub fn ladder(model: &Model, panel: &Panel<'_>, settings: &Settings, draws: &[usize], tolerance: f64) -> Result<Ladder, FitError> {
    let rising = draws.is_sorted_by(|a, b| a < b);
    let Some((&most, fewer)) = draws.split_last().filter(|_| rising) else {
        return Err(MixedError::NoLadder { given: draws.to_vec() }.into());
    };
    let mut rungs: Vec<Rung> = Vec::new();
    let mut start = None;
    let mut climb = |draws: usize, errors: Errors| -> Result<Fit, FitError> {
        let settings = Settings { draws, errors, ..*settings };
        let found = match &start {
            None => fit(model, panel, &settings)?,
            Some(start) => fit_from(model, panel, &settings, std::slice::from_ref(start))?,
        };
        start = Some(found.parameters().to_vec());
        rungs.push(Rung::new(&rungs, &found));
        Ok(found)
    };
    for &draws in fewer {
        climb(draws, Errors::Scores)?;
    }
    let fit = climb(most, settings.errors)?;
    Ok(Ladder { rungs, fit, tolerance })
}

impl Rung {
    fn new(below: &[Rung], fit: &Fit) -> Self {
        let (draws, log_likelihood, parameters) = (fit.draws, fit.reached.log_likelihood, fit.parameters().to_vec());
        let Some(before) = below.last() else {
            return Self { draws, log_likelihood, parameters, moved: f64::NAN, to_come: f64::NAN };
        };
        let errors = fit.scores_covariance.as_ref().map(|matrix| matrix.standard_errors());
        let moved = |k: usize| (parameters[k] - before.parameters[k]).abs() / errors.as_ref().map_or(0.0, |errors| errors[k]);
        let left = |from: usize, to: usize, change: f64| change * from as f64 / (to - from) as f64;
        let now = left(before.draws, draws, log_likelihood - before.log_likelihood);
        // What the change before forecast for here.
        let then = match below {
            [.., first, second] => {
                left(first.draws, second.draws, second.log_likelihood - first.log_likelihood) * second.draws as f64 / draws as f64
            }
            _ => now,
        };
        let to_come = if then.abs() > now.abs() { then } else { now };
        let moved = (0..parameters.len()).map(moved).fold(0.0, f64::max);
        Self { draws, log_likelihood, parameters, moved, to_come }
    }
}
