//! Each advocate's search: the attack within its brief that hurts most inside the plausibility budget.

use crate::market::{ArmFigures, Kind, Market, MarketEdit, joined};
use crate::montecarlo::search::{Attack as Found, Limits, Step, likelihood, surprise, worst};
use crate::montecarlo::{Comparison, RunnerError, search};
use crate::treatment::DiffLine;

use super::brief::Brief;
use super::levers::Lever;
use crate::market::{Aim, Bench, mean};

/// How hard the advocates look.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effort {
    /// The plausibility budget, in normal scores: 1.645 is one chance in twenty.
    pub budget: f64,
    /// Sets of edits that one advocate may measure.
    pub evaluations: usize,
}

/// The most changes in one narrow objection, and in the premortem's.
const STEPS: (usize, usize) = (2, 5);

/// A push of a number below this, in normal scores, is not worth a clause.
const FAINT: f64 = 0.3;

/// The worst that an advocate found, before it is confirmed.
#[derive(Debug, Clone, PartialEq)]
pub struct Attack {
    /// The advocate.
    pub brief: Brief,
    /// What is pushed: the lever, and how far.
    pub steps: Vec<Step>,
    /// How surprising it is, in normal scores.
    pub surprise: f64,
    /// How likely it is that things turn out at least this bad in this direction, with a range where that is stated.
    pub likelihood: (f64, f64, f64),
    /// What it says, in one sentence.
    pub claim: String,
    /// The edits.
    pub edits: Vec<MarketEdit>,
    /// What they change, in words.
    pub diff: Vec<DiffLine>,
    /// Sets of edits measured.
    pub evaluations: usize,
}

/// The edits of some steps; `None` where they cannot go together.
pub(super) fn edits_of(market: &Market, levers: &[Lever], steps: &[Step]) -> Option<Vec<MarketEdit>> {
    let lists: Vec<Vec<MarketEdit>> = steps.iter().map(|step| levers[step.lever].edits(market, step.z)).collect();
    joined(market.alternatives().len(), &lists.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

/// Lets one advocate search within its brief; the premortem and the ethics advocate search over the `foremost` levers of all.
///
/// # Errors
/// [`RunnerError`] when no thread starts.
///
/// # Determinism
/// Depends on market, levers, bench, aim and effort.
pub fn attack(
    bench: &Bench<'_>,
    levers: &[Lever],
    brief: Brief,
    foremost: &[usize],
    aim: &Aim,
    effort: &Effort,
) -> Result<Option<Attack>, RunnerError> {
    let market = bench.market;
    let mut mine: Vec<usize> = match brief {
        Brief::Premortem | Brief::Ethics => foremost.to_vec(),
        _ => (0..levers.len()).filter(|&index| levers[index].brief == brief).collect(),
    };
    mine.sort_unstable();
    if mine.is_empty() {
        return Ok(None);
    }
    let ranges: Vec<search::Lever> = mine.iter().map(|&index| levers[index].range(effort.budget)).collect();
    let limits = Limits {
        budget: effort.budget,
        most_steps: if brief == Brief::Premortem { STEPS.1 } else { STEPS.0 },
        most_evaluations: if brief == Brief::Premortem { 2 * effort.evaluations } else { effort.evaluations },
        least_gain: 0.0,
    };
    let segments = market.spoken_for();
    let kinds: Vec<Kind> = if brief == Brief::Ethics {
        std::iter::once(None)
            .chain(segments.iter().map(|&segment| Some(segment)))
            .map(|segment| Kind::Share { arm: 0, alternative: 0, segment })
            .collect()
    } else {
        vec![aim.kind]
    };
    if brief == Brief::Ethics && segments.len() < 2 {
        return Ok(None);
    }
    let read = |found: &Comparison, arm: usize| {
        let loss = |figure: usize| mean(&found.difference(arm, figure));
        if brief == Brief::Ethics {
            // What the worst-hit segment loses beyond the mean.
            let all = -loss(0);
            (1..kinds.len()).map(|figure| -loss(figure) - all).fold(f64::NEG_INFINITY, f64::max)
        } else {
            aim.loss(loss(0))
        }
    };
    let Some(figures) = ArmFigures::only(market, &kinds) else { return Ok(None) };
    let own = |steps: &[Step]| -> Vec<Step> { steps.iter().map(|step| Step { lever: mine[step.lever], z: step.z }).collect() };
    let mut evaluate = |sets: &[Vec<Step>]| {
        let lists: Vec<Option<Vec<MarketEdit>>> = sets.iter().map(|steps| edits_of(market, levers, &own(steps))).collect();
        bench.measure(&figures, &lists, &read)
    };
    let Some(Found { steps, evaluations, .. }) = worst(&ranges, &limits, &mut evaluate)? else { return Ok(None) };
    // A push too small to speak of makes a claim longer and no worse; what is left is what gets confirmed.
    let mut steps = own(&steps);
    if steps.iter().any(|step| step.z.abs() >= FAINT) {
        steps.retain(|step| levers[step.lever].is_event() || step.z.abs() >= FAINT);
    }
    let all: Vec<search::Lever> = levers.iter().map(|lever| lever.range(effort.budget)).collect();
    let Some(edits) = edits_of(market, levers, &steps) else { return Ok(None) };
    Ok(Some(Attack {
        brief,
        surprise: surprise(&all, &steps),
        likelihood: likely(levers, &steps),
        claim: sentence(steps.iter().map(|step| levers[step.lever].claim(market, step.z)).collect()),
        edits,
        diff: steps.iter().flat_map(|step| levers[step.lever].diff(market, step.z)).collect(),
        evaluations,
        steps,
    }))
}

/// What each lever does alone, pushed as far as the budget allows: its largest loss. NaN where it cannot be run.
///
/// # Errors
/// [`RunnerError`] when no thread starts.
pub fn probe(bench: &Bench<'_>, levers: &[Lever], aim: &Aim, budget: f64) -> Result<Vec<f64>, RunnerError> {
    let Some(figures) = ArmFigures::only(bench.market, &[aim.kind]) else { return Ok(vec![f64::NAN; levers.len()]) };
    let ends = |lever: &Lever| match lever.range(budget) {
        search::Lever { event: Some(z), .. } if z <= budget => vec![z],
        search::Lever { event: Some(_), .. } => Vec::new(),
        range => vec![range.down.max(-budget), range.up.min(budget)],
    };
    let pushes: Vec<(usize, f64)> =
        levers.iter().enumerate().flat_map(|(index, lever)| ends(lever).into_iter().map(move |z| (index, z))).collect();
    let lists: Vec<Option<Vec<MarketEdit>>> = pushes.iter().map(|&(lever, z)| Some(levers[lever].edits(bench.market, z))).collect();
    let found = bench.measure(&figures, &lists, &|found, arm| aim.loss(mean(&found.difference(arm, 0))))?;
    let mut losses = vec![f64::NAN; levers.len()];
    for (&(lever, _), loss) in pushes.iter().zip(found) {
        losses[lever] = losses[lever].max(loss);
    }
    Ok(losses)
}

/// How likely some steps are together, low, likely and high: the product of the events' chances, times the first-order chance that the
/// numbers turn out at least this bad in this direction. Levers count as independent of each other.
pub(super) fn likely(levers: &[Lever], steps: &[Step]) -> (f64, f64, f64) {
    let chances: Vec<(f64, f64, f64)> = steps.iter().filter_map(|step| levers[step.lever].chance()).collect();
    let moved: Vec<f64> = steps.iter().filter(|step| !levers[step.lever].is_event()).map(|step| step.z * step.z).collect();
    let rest = if moved.is_empty() { 1.0 } else { likelihood(moved.iter().sum::<f64>().sqrt()) };
    let with = |read: fn(&(f64, f64, f64)) -> f64| chances.iter().map(read).product::<f64>() * rest;
    (with(|chance| chance.0), with(|chance| chance.1), with(|chance| chance.2))
}

/// Several claims as one sentence.
fn sentence(parts: Vec<String>) -> String {
    let mut parts = parts;
    let last = parts.pop().unwrap_or_default();
    if parts.is_empty() { format!("{last}.") } else { format!("{}; and {last}.", parts.join("; ")) }
}
