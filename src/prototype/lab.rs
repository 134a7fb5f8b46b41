//! Sets of interventions run beside control and the attacked world, on the same people and draws.

use std::sync::atomic::Ordering;

use crate::market::{Bench, Market, MarketEdit, MarketMove, mean};
use crate::montecarlo::{Comparison, RunnerError};
use crate::treatment::Edit;
use crate::world::Input;

use super::board::{Board, SHARE, XLMS};
use super::candidate::{Harm, under};

/// Sets run together: each takes an arm as given and one under attack.
const TOGETHER: usize = 20;

/// A bench with what is read on it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lab<'a> {
    pub(super) bench: Bench<'a>,
    pub(super) board: &'a Board<'a>,
    /// The strongest objections together; none where nothing was objected.
    pub(super) attack: Option<&'a [MarketEdit]>,
}

/// One set as it was seen: its arm, and under attack the arms without and with it.
pub(super) struct Seen<'a> {
    pub(super) found: &'a Comparison,
    pub(super) arm: usize,
    pub(super) attacked: Option<(usize, usize)>,
}

/// The gain of a set, replicate by replicate.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Gains {
    pub(super) as_given: Vec<f64>,
    pub(super) attacked: Option<Vec<f64>>,
}

impl Gains {
    /// The mean of both worlds where there are two: a concept must do well as planned and when things go wrong. Judgement.
    pub(super) fn both(&self) -> Vec<f64> {
        match &self.attacked {
            None => self.as_given.clone(),
            Some(attacked) => self.as_given.iter().zip(attacked).map(|(one, other)| f64::midpoint(*one, *other)).collect(),
        }
    }

    /// What they come to without any change.
    pub(super) fn nothing(replicates: usize, attacked: bool) -> Self {
        Self { as_given: vec![0.0; replicates], attacked: attacked.then(|| vec![0.0; replicates]) }
    }
}

impl Seen<'_> {
    pub(super) fn gains(&self, board: &Board<'_>) -> Gains {
        let value = |arm: usize| board.value(self.found, arm);
        Gains {
            as_given: value(self.arm),
            attacked: self
                .attacked
                .map(|(without, with)| value(with).into_iter().zip(value(without)).map(|(with, without)| with - without).collect()),
        }
    }
}

impl Lab<'_> {
    /// Runs sets and reads each. `None` where a set is `None`, cannot be run, or the run was interrupted.
    ///
    /// # Errors
    /// [`RunnerError`] when no thread starts.
    pub(super) fn each<T>(&self, sets: &[Option<Vec<MarketEdit>>], read: &dyn Fn(&Seen<'_>) -> T) -> Result<Vec<Option<T>>, RunnerError> {
        let mut all: Vec<Option<T>> = sets.iter().map(|_| None).collect();
        let sound: Vec<usize> = (0..sets.len()).filter(|&index| sets[index].is_some()).collect();
        for part in sound.chunks(TOGETHER) {
            if self.bench.interrupt.load(Ordering::Relaxed) {
                break;
            }
            let edits: Vec<&[MarketEdit]> = part.iter().filter_map(|&index| sets[index].as_deref()).collect();
            if self.some(&edits, &mut |place, seen| all[part[place]] = Some(read(seen)))? {
                continue;
            }
            // One set that cannot be bound must not cost the others: they are run one by one.
            for (&index, edits) in part.iter().zip(&edits) {
                self.some(&[edits], &mut |_, seen| all[index] = Some(read(seen)))?;
            }
        }
        Ok(all)
    }

    /// Runs sets together; false where that failed.
    fn some(&self, sets: &[&[MarketEdit]], read: &mut dyn FnMut(usize, &Seen<'_>)) -> Result<bool, RunnerError> {
        let mut lists: Vec<Vec<MarketEdit>> = self.attack.iter().map(|attack| attack.to_vec()).collect();
        let first = 1 + lists.len();
        for set in sets {
            lists.push(set.to_vec());
            lists.extend(self.attack.map(|attack| under(attack, set)));
        }
        match self.bench.compare(&self.board.figures, &lists) {
            Ok(found) if found.replicates() > 0 => {
                let arms = if self.attack.is_some() { 2 } else { 1 };
                for place in 0..sets.len() {
                    let arm = first + arms * place;
                    read(place, &Seen { found: &found, arm, attacked: self.attack.map(|_| (1, arm + 1)) });
                }
                Ok(true)
            }
            Ok(_) | Err(RunnerError::AllFailed { .. }) => Ok(false),
            Err(other) => Err(other),
        }
    }

    /// What each set does to the protected segments: the largest loss past the tolerance, if there is any.
    ///
    /// A segment is run by itself, by giving everyone else no weight, so that every measure is that of the segment. A loss counts where it
    /// is past the tolerance and past twice its Monte Carlo error.
    ///
    /// # Errors
    /// [`RunnerError`] when no thread starts.
    pub(super) fn harms(&self, sets: &[Vec<MarketEdit>], protected: &[usize], tolerance: f64) -> Result<Vec<Option<Harm>>, RunnerError> {
        let market = self.bench.market;
        let mut worst: Vec<Option<Harm>> = vec![None; sets.len()];
        let people: Vec<(usize, Vec<MarketEdit>)> = protected.iter().map(|&segment| (segment, only(market, segment))).collect();
        let size = (2 * TOGETHER / people.len().max(1)).max(1);
        for (index, part) in sets.chunks(size).enumerate().filter(|_| !people.is_empty()) {
            let mut lists = Vec::new();
            for (_, alone) in &people {
                lists.push(alone.clone());
                lists.extend(part.iter().map(|set| under(alone, set)));
            }
            let found = match self.bench.compare(&self.board.figures, &lists) {
                Ok(found) => found,
                Err(RunnerError::AllFailed { .. }) => continue,
                Err(other) => return Err(other),
            };
            for (place, (segment, _)) in people.iter().enumerate() {
                let before = 1 + place * (1 + part.len());
                for set in 0..part.len() {
                    let known = &mut worst[index * size + set];
                    if let Some(harm) = self.harm(&found, (before, before + 1 + set), *segment, tolerance)
                        && known.as_ref().is_none_or(|known| harm.points > known.points)
                    {
                        *known = Some(harm);
                    }
                }
            }
        }
        Ok(worst)
    }

    fn harm(&self, found: &Comparison, (without, with): (usize, usize), segment: usize, tolerance: f64) -> Option<Harm> {
        let name = &self.bench.market.people().segments[segment];
        let losses = |figure: usize, lost: &dyn Fn(f64, f64) -> f64| -> Vec<f64> {
            found.level(without, figure).into_iter().zip(found.level(with, figure)).map(|(before, after)| lost(before, after)).collect()
        };
        let figures = std::iter::once(("the share of the concept", losses(SHARE, &|before, after| before - after))).chain(
            self.board
                .xlms
                .iter()
                .enumerate()
                .map(|(place, xlm)| (xlm.name.as_str(), losses(XLMS + place, &|before, after| xlm.lost(before, after)))),
        );
        let harm = |(figure, losses): (&str, Vec<f64>)| {
            let losses: Vec<f64> = losses.into_iter().filter(|loss| loss.is_finite()).collect();
            let found = crate::stats::interval::mean_and_mc_error(&losses).ok()?;
            (found.mean > tolerance && found.mean > 2.0 * found.error).then(|| Harm {
                segment,
                name: name.clone(),
                figure: figure.to_owned(),
                points: 100.0 * found.mean,
            })
        };
        figures.filter_map(harm).max_by(|one, other| one.points.total_cmp(&other.points))
    }
}

/// The market with the people of one segment alone: everyone else counts for nothing.
pub(super) fn only(market: &Market, segment: usize) -> Vec<MarketEdit> {
    let others = (0..market.people().segments.len()).filter(|&other| other != segment);
    others.map(|segment| Edit::Structure(MarketMove::Weigh { segment, by: Input::Fixed(0.0) })).collect()
}

/// The mean of both worlds' gains; NaN without any.
pub(super) fn mean_gain(gains: &Gains) -> f64 {
    // A set with replicates that cannot be compared is not compared at all.
    let both = gains.both();
    if both.iter().any(|gain| gain.is_nan()) { f64::NAN } else { mean(&both) }
}
