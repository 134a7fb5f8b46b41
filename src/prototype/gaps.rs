//! Experience that falls short of its target: by how much, for whom, and what would close it.

use crate::market::{XlmAim, mean};
use crate::measure::xlm::Xlm;
use crate::montecarlo::{Comparison, Effect};
use crate::stats::interval::Level;

use super::board::{Board, XLMS};
use super::cost::Cost;

/// A segment that falls short.
#[derive(Debug, Clone, PartialEq)]
pub struct Carried {
    /// The segment, by position.
    pub segment: usize,
    /// Its name.
    pub name: String,
    /// The measure among its people.
    pub measured: f64,
    /// The target less that.
    pub gap: f64,
    /// The share of replicates in which its people meet the target.
    pub p_met: f64,
}

/// An intervention that brings a measure nearer to its target.
#[derive(Debug, Clone, PartialEq)]
pub struct Closing {
    /// The candidate, by position.
    pub candidate: usize,
    /// What it does to the measure by itself.
    pub effect: Effect,
    /// The share of replicates in which the target is then met.
    pub p_met: f64,
    /// What it costs.
    pub cost: Cost,
}

/// An experience level measure against its target.
#[derive(Debug, Clone, PartialEq)]
pub struct XlmGap {
    /// The measure, by position in the market.
    pub xlm: usize,
    /// Its name.
    pub name: String,
    /// What must be reached.
    pub target: Xlm,
    /// Its mean over replicates; NaN without a base.
    pub measured: f64,
    /// The target less that, in the measure's own unit.
    pub gap: f64,
    /// How many hundredths of its scale it falls short; 0 at or past the target.
    pub short: f64,
    /// The share of replicates in which it is met.
    pub p_met: f64,
    /// The segments whose people fall short, the furthest first.
    pub carried_by: Vec<Carried>,
    /// The interventions that close it, the best first, each by itself.
    pub closed_by: Vec<Closing>,
}

/// The share of replicates in which a measure is met.
pub(super) fn p_met(xlm: &XlmAim, levels: &[f64]) -> f64 {
    let with_base = levels.iter().filter(|level| level.is_finite()).count();
    if with_base == 0 {
        return f64::NAN;
    }
    levels.iter().filter(|&&level| xlm.target.met(level)).count() as f64 / with_base as f64
}

/// How many interventions are shown for each measure.
pub(super) const CLOSERS: usize = 3;

/// Reads the gaps of the world as given: `segments` are arms of `found` with the people of one segment alone, and `closing` has one arm
/// for each of the `closers`, in their order.
pub(super) fn gaps(
    board: &Board<'_>,
    found: &Comparison,
    segments: &[(usize, String, usize)],
    closing: &Comparison,
    closers: &[(usize, Cost)],
) -> Vec<XlmGap> {
    let one = |(place, xlm): (usize, &XlmAim)| {
        let figure = XLMS + place;
        let levels = found.level(0, figure);
        let measured = mean(&levels);
        let mut carried_by: Vec<Carried> = segments
            .iter()
            .map(|(segment, name, arm)| {
                let levels = found.level(*arm, figure);
                let measured = mean(&levels);
                Carried { segment: *segment, name: name.clone(), measured, gap: xlm.target.gap(measured), p_met: p_met(xlm, &levels) }
            })
            .filter(|carried| xlm.short(carried.measured) > 0.0)
            .collect();
        carried_by
            .sort_by(|one, other| xlm.short(other.measured).total_cmp(&xlm.short(one.measured)).then(one.segment.cmp(&other.segment)));
        let mut closed_by: Vec<Closing> = closers
            .iter()
            .enumerate()
            .filter_map(|(place, (candidate, cost))| {
                let arm = place + 1;
                let effect = closing.effect(arm, figure)?;
                let interval = effect.mean_interval(Level::P95);
                let shown = xlm.better(interval.low) > 0.0 && xlm.better(interval.high) > 0.0;
                let p_met = p_met(xlm, &closing.level(arm, figure));
                shown.then_some(Closing { candidate: *candidate, effect, p_met, cost: *cost })
            })
            .collect();
        closed_by.sort_by(|one, other| {
            xlm.better(other.effect.mean).total_cmp(&xlm.better(one.effect.mean)).then(one.candidate.cmp(&other.candidate))
        });
        closed_by.truncate(CLOSERS);
        XlmGap {
            xlm: xlm.xlm,
            name: xlm.name.clone(),
            target: xlm.target.clone(),
            measured,
            gap: xlm.target.gap(measured),
            short: xlm.short(measured),
            p_met: p_met(xlm, &levels),
            carried_by,
            closed_by,
        }
    };
    board.xlms.iter().enumerate().map(one).collect()
}
