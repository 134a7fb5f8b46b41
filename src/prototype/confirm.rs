//! Members of a portfolio looked at again, on draws that the search never saw: only what adds enough stays.

use crate::market::{Goal, mean};
use crate::montecarlo::RunnerError;
use crate::montecarlo::search::{Claim, Confirmed, confirm};

use super::candidate::Reason;
use super::lab::Gains;
use super::measure::Tried;
use super::portfolio::Choice;

/// The chance that a round recommends anything that adds no more than the smallest gain of interest.
pub const ALPHA: f64 = 0.05;

impl Choice<'_> {
    /// Keeps the members that were shown to add more than the smallest gain of interest to the others; the rest leave one by one, the
    /// weakest first, each with its reason.
    ///
    /// A member's part is the gain of the whole set less that of the set without it, on the same draws. There are at most as many looks as
    /// members, and each look has its part of [`ALPHA`], so that all looks together keep it.
    ///
    /// # Errors
    /// [`RunnerError`] when no thread starts.
    pub(super) fn confirmed(&self, order: &[usize], tried: &mut [Tried]) -> Result<Vec<(usize, Confirmed)>, RunnerError> {
        let mut members = order.to_vec();
        let alpha = ALPHA / order.len().max(1) as f64;
        while !members.is_empty() {
            let parts = self.parts(&members)?;
            let Ok(found) = confirm(&parts, Goal::SMALLEST, alpha) else { return Ok(Vec::new()) };
            let weakest = (0..members.len())
                .filter(|&place| found.get(place).is_none_or(|found| found.claim != Claim::Measurable))
                .min_by(|&one, &other| mean(&parts[one]).total_cmp(&mean(&parts[other])));
            let Some(place) = weakest else { return Ok(members.into_iter().zip(found).collect()) };
            let index = members.remove(place);
            let claim = found.get(place).map(|found| found.claim);
            tried[index].reason = Some(if claim == Some(Claim::TooSmall) { Reason::TooSmall } else { Reason::NoMeasurableEffect });
        }
        Ok(Vec::new())
    }

    /// What each member adds to all others, replicate by replicate; empty where that cannot be run.
    fn parts(&self, members: &[usize]) -> Result<Vec<Vec<f64>>, RunnerError> {
        let mut sets = vec![members.to_vec()];
        if members.len() > 1 {
            sets.extend(members.iter().map(|&out| members.iter().copied().filter(|&member| member != out).collect()));
        }
        let edits: Vec<_> = sets.iter().map(|set| self.edits(set)).collect();
        let board = self.check.board;
        let mut gains = self.check.each(&edits, &|seen| seen.gains(board))?.into_iter();
        let Some(whole) = gains.next().flatten() else { return Ok(vec![Vec::new(); members.len()]) };
        let nothing = Gains::nothing(whole.as_given.len(), whole.attacked.is_some());
        let without: Vec<Option<Gains>> = if members.len() > 1 { gains.collect() } else { vec![Some(nothing)] };
        let part = |without: Option<Gains>| {
            let less = without.map(|without| without.both());
            less.map_or_else(Vec::new, |less| whole.both().iter().zip(&less).map(|(whole, less)| whole - less).collect())
        };
        Ok(without.into_iter().map(part).collect())
    }
}
