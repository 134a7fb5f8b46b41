//! Each intervention by itself, against control and against the attacked world.

use crate::market::{Goal, mean};
use crate::montecarlo::RunnerError;

use super::board::{AIM, Board, SHARE, XLMS};
use super::candidate::{Candidate, Origin, Reason};
use super::lab::{Gains, Lab, Seen, mean_gain};
use super::spec::Terms;

/// What an intervention does by itself, on the draws of the search: flattered for those that look best, so only for choosing among them.
#[derive(Debug, Clone, PartialEq)]
pub struct Tried {
    /// Its gain in steps that matter: the mean of both worlds, where there was an attack. NaN where it cannot be run.
    pub gain: f64,
    /// Its gain in the world as given.
    pub as_given: f64,
    /// Its gain in the attacked world.
    pub attacked: Option<f64>,
    /// The change of the verdict figure.
    pub aim: f64,
    /// The change of each experience level measure.
    pub xlms: Vec<f64>,
    /// The change of the money figure, per 100 people.
    pub margin: Option<f64>,
    /// What it costs in its first year: work at its likely cost (a saving counts as nothing), and what it loses in margin.
    pub bill: f64,
    /// Why it is not recommended; `None` for what is.
    pub reason: Option<Reason>,
}

/// The least gain alone that keeps an intervention in, as a part of the smallest that matters: with another one it may do more. Judgement.
const KEPT: f64 = 0.25;

/// The money lost in a year, at 0 or above: `margin` is the change of the money figure per 100 people, `share` the concept's.
pub(super) fn forgone(margin: Option<f64>, share: f64, terms: &Terms) -> f64 {
    let lost = -margin.unwrap_or(0.0) / (100.0 * share) * terms.rates.customers * terms.rates.payments;
    if lost.is_finite() { lost.max(0.0) } else { 0.0 }
}

/// What is read of a set.
pub(super) struct Reading {
    pub(super) gains: Gains,
    pub(super) aim: f64,
    pub(super) xlms: Vec<f64>,
    pub(super) margin: Option<f64>,
    pub(super) share: f64,
}

/// Reads what choosing needs.
pub(super) fn reading(board: &Board<'_>, seen: &Seen<'_>) -> Reading {
    let change = |figure: usize| mean(&seen.found.difference(seen.arm, figure));
    Reading {
        gains: seen.gains(board),
        aim: change(AIM),
        xlms: (0..board.xlms.len()).map(|place| change(XLMS + place)).collect(),
        margin: board.margin.map(change),
        share: mean(&seen.found.level(0, SHARE)),
    }
}

/// What the work of some candidates comes to in the first year. Money saved on one pays for no other.
pub(super) fn work<'a>(candidates: impl Iterator<Item = &'a Candidate>, terms: &Terms) -> f64 {
    candidates.map(|candidate| candidate.cost.first_year(terms.rates.customers).likely.max(0.0)).sum()
}

/// Measures each candidate by itself, and says of those that are out already why.
///
/// # Errors
/// [`RunnerError`] when no thread starts.
pub(super) fn measure(lab: &Lab<'_>, candidates: &[Candidate], terms: &Terms) -> Result<Vec<Tried>, RunnerError> {
    let sets: Vec<Option<Vec<_>>> = candidates.iter().map(|candidate| Some(candidate.treatment.edits.clone())).collect();
    let found = lab.each(&sets, &|seen| reading(lab.board, seen))?;
    let least = Goal::SMALLEST * KEPT;
    let tried = |(candidate, reading): (&Candidate, Option<Reading>)| {
        let Some(reading) = reading else {
            return Tried {
                gain: f64::NAN,
                as_given: f64::NAN,
                attacked: None,
                aim: f64::NAN,
                xlms: vec![f64::NAN; lab.board.xlms.len()],
                margin: None,
                bill: work(std::iter::once(candidate), terms),
                reason: Some(Reason::CannotRun),
            };
        };
        let gain = mean_gain(&reading.gains);
        let bill = work(std::iter::once(candidate), terms) + forgone(reading.margin, reading.share, terms);
        let reason = if gain.is_nan() {
            Some(Reason::CannotRun)
        } else if candidate.austerity {
            Some(Reason::Austerity)
        } else if gain <= -least {
            Some(Reason::Worse)
        } else if gain < least {
            Some(Reason::NoMeasurableEffect)
        } else if terms.budget.is_none() && candidate.origin == Origin::Lever && reading.margin.is_some_and(|margin| margin < 0.0) {
            Some(Reason::LosesMoney)
        } else {
            terms.budget.filter(|budget| bill > *budget).map(|budget| Reason::OverBudget { bill, budget })
        };
        Tried {
            gain,
            as_given: mean(&reading.gains.as_given),
            attacked: reading.gains.attacked.as_deref().map(mean),
            aim: reading.aim,
            xlms: reading.xlms,
            margin: reading.margin,
            bill,
            reason,
        }
    };
    Ok(candidates.iter().zip(found).map(tried).collect())
}
