//! Resistance: how the verdict figure stands against several objections together, and how much surprise turns the verdict.

use crate::market::{ArmFigures, MarketEdit, joined};
use crate::montecarlo::search::{Limits, Rules, Step, flip, greedy};
use crate::montecarlo::{Comparison, Effect, Interaction, RunnerError, Spread, search};

use super::brief::Brief;
use super::levers::Lever;
use super::objection::Objection;
use super::panel::{Hurts, edits_of, likely};
use crate::market::{Aim, Bench, mean};

/// One point of the curve: the first k objections together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurvePoint {
    /// The objection added last, by position; `None` for the concept as given.
    pub added: Option<usize>,
    /// The change of the verdict figure under all of them together; `None` as given, or without a base.
    pub together: Option<Effect>,
    /// What their single effects would add up to.
    pub added_up: f64,
    /// The verdict figure; `None` without a base.
    pub level: Option<Spread>,
}

/// Two objections that do more, or less, together than each alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// The objections, by position.
    pub of: (usize, usize),
    /// What they do together beyond the sum of both.
    pub interaction: Interaction,
}

/// How the concept stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Resistance {
    /// From no objection to all that count.
    pub curve: Vec<CurvePoint>,
    /// Pairs of objections that count, those that interact most first.
    pub pairs: Vec<Pair>,
    /// Pairs that cannot hold together.
    pub apart: Vec<(usize, usize)>,
}

/// The most objections on the curve.
const MOST: usize = 6;

/// Whether an objection counts and is aimed at the figure of the curve; the premortem is itself several together.
fn on_the_curve(objection: &Objection) -> bool {
    objection.counts() && objection.hurts == Hurts::Verdict && objection.brief != Brief::Premortem
}

/// Puts the objections that count together, the strongest first: chosen on the draws of the search, measured on fresh ones.
///
/// # Errors
/// [`RunnerError`] when no replicate succeeds.
pub fn resistance(search: &Bench<'_>, fresh: &Bench<'_>, objections: &[Objection], aim: &Aim) -> Result<Resistance, RunnerError> {
    let market = fresh.market;
    let Some(figures) = ArmFigures::only(market, &[aim.kind]) else {
        return Err(RunnerError::AllFailed { count: 0, first: "the verdict figure cannot be read from one arm".to_owned() });
    };
    let counting: Vec<usize> = (0..objections.len()).filter(|&index| on_the_curve(&objections[index])).collect();
    let edits = |set: &[usize]| -> Option<Vec<MarketEdit>> {
        // The same thing cannot go wrong twice.
        let mut pushed: Vec<&str> =
            set.iter().flat_map(|&index| objections[index].attacks.iter().map(|attacked| attacked.name.as_str())).collect();
        pushed.sort_unstable();
        if pushed.windows(2).any(|pair| pair[0] == pair[1]) {
            return None;
        }
        joined(market.alternatives().len(), &set.iter().map(|&index| objections[index].treatment.edits.as_slice()).collect::<Vec<_>>())
    };
    let rules = Rules { budget: None, most: MOST, least_gain: 0.0 };
    let mut evaluate = |sets: &[Vec<usize>]| {
        let lists: Vec<Option<Vec<MarketEdit>>> =
            sets.iter().map(|set| edits(&set.iter().map(|&place| counting[place]).collect::<Vec<_>>())).collect();
        search.measure(&figures, &lists, &|found: &Comparison, arm| aim.loss(mean(&found.difference(arm, 0))))
    };
    let order: Vec<usize> = if counting.is_empty() {
        Vec::new()
    } else {
        greedy(&vec![0.0; counting.len()], &rules, &mut evaluate)?.order.into_iter().map(|place| counting[place]).collect()
    };
    // Fresh draws: each alone, the first k together, and every pair of the curve.
    let mut lists: Vec<Vec<MarketEdit>> = order.iter().filter_map(|&index| edits(&[index])).collect();
    let singles = lists.len();
    lists.extend((2..=order.len()).filter_map(|count| edits(&order[..count])));
    let mut pairs = Vec::new();
    let mut apart = Vec::new();
    for (place, &one) in order.iter().enumerate() {
        for (later, &other) in order.iter().enumerate().skip(place + 1) {
            match edits(&[one, other]) {
                Some(both) => {
                    pairs.push((place, later, lists.len() + 1));
                    lists.push(both);
                }
                None => apart.push((one, other)),
            }
        }
    }
    let found = fresh.compare(&figures, &lists)?;
    let level = |arm: usize| found.spread(arm, 0);
    let mut curve = vec![CurvePoint { added: None, together: None, added_up: 0.0, level: level(0) }];
    let mut added_up = 0.0;
    for (place, &index) in order.iter().enumerate() {
        added_up += mean(&found.difference(place + 1, 0));
        let arm = if place == 0 { 1 } else { singles + place };
        curve.push(CurvePoint { added: Some(index), together: found.effect(arm, 0), added_up, level: level(arm) });
    }
    let mut pairs: Vec<Pair> = pairs
        .into_iter()
        .filter_map(|(one, other, both)| {
            Some(Pair { of: (order[one], order[other]), interaction: found.interaction(one + 1, other + 1, both, 0)? })
        })
        .collect();
    pairs.sort_by(|one, other| other.interaction.mean.abs().total_cmp(&one.interaction.mean.abs()).then(one.of.cmp(&other.of)));
    Ok(Resistance { curve, pairs, apart })
}

/// What turns the verdict figure with the least surprise.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    /// What is pushed: the lever, and how far.
    pub steps: Vec<Step>,
    /// How likely it is that things turn out at least this bad in this direction: low, likely, high.
    pub likelihood: (f64, f64, f64),
}

/// The least surprise, over everything the advocates can push together, at which the mean of the verdict figure crosses its threshold.
///
/// `None` where there is no threshold, where the figure is past it already, or where nothing inside the limits reaches it.
///
/// # Errors
/// [`RunnerError`] when no thread starts.
pub fn turning_point(bench: &Bench<'_>, levers: &[Lever], aim: &Aim, control: f64, limits: &Limits) -> Result<Option<Turn>, RunnerError> {
    let Some(short) = aim.short(control).filter(|short| *short < 0.0) else { return Ok(None) };
    let market = bench.market;
    let Some(figures) = ArmFigures::only(market, &[aim.kind]) else { return Ok(None) };
    let ranges: Vec<search::Lever> = levers.iter().map(|lever| lever.range(limits.budget)).collect();
    let mut evaluate = |sets: &[Vec<Step>]| {
        let lists: Vec<Option<Vec<MarketEdit>>> = sets.iter().map(|steps| edits_of(market, levers, steps)).collect();
        bench.measure(&figures, &lists, &|found: &Comparison, arm| aim.loss(mean(&found.difference(arm, 0))))
    };
    let found = flip(&ranges, -short, limits, &mut evaluate)?;
    // An event's score in the search is its part of the budget, so its chance comes from the lever.
    Ok(found.map(|found| Turn { likelihood: likely(levers, &found.steps), steps: found.steps }))
}
