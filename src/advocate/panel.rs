//! Each advocate's search: the attack within its brief that hurts most inside the plausibility budget.

use crate::market::{ArmFigures, Bench, Counts, Goal, Kind, Market, MarketEdit, joined, mean};
use crate::montecarlo::search::{Attack as Found, Limits, Step, likelihood, surprise, worst};
use crate::montecarlo::{Comparison, RunnerError, search};
use crate::treatment::DiffLine;

use super::brief::Brief;
use super::levers::Lever;

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

/// The levers that a search over everything takes along.
const FOREMOST: usize = 24;

/// What an attack is aimed at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hurts {
    /// The figure the verdict hangs on.
    Verdict,
    /// An experience level measure, by position in [`Goal::xlms`].
    Experience {
        /// The measure.
        xlm: usize,
    },
}

/// The worst that an advocate found, before it is confirmed.
#[derive(Debug, Clone, PartialEq)]
pub struct Attack {
    /// The advocate.
    pub brief: Brief,
    /// What it is aimed at.
    pub hurts: Hurts,
    /// What it takes on the draws of the search, in steps that matter: the best of many, so it flatters the attack.
    pub loss: f64,
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

/// Lets one advocate look at the verdict figure and, where its best attack takes less than matters from that, at the experience too.
///
/// `experience` says whether this advocate may look a second time; there must be targets then. What it finds in each look is an attack of
/// its own, and both are to be confirmed together with all others.
///
/// # Errors
/// [`RunnerError`] when no thread starts.
///
/// # Determinism
/// As for [`attack`].
pub fn looks(
    bench: &Bench<'_>,
    levers: &[Lever],
    brief: Brief,
    probes: &[Probe],
    goal: &Goal,
    effort: &Effort,
    experience: bool,
) -> Result<Vec<Attack>, RunnerError> {
    let look = |counts: Counts, foremost: &[usize]| attack(bench, levers, brief, foremost, &goal.counting(counts), effort);
    let mut found: Vec<Attack> = look(Counts::Verdict, &foremost(probes, |probe| probe.verdict))?.into_iter().collect();
    let enough = found.iter().any(|attack| attack.loss >= Goal::SMALLEST);
    if experience && !enough && !goal.xlms.is_empty() && brief != Brief::Ethics {
        found.extend(look(Counts::Experience, &foremost(probes, |probe| probe.experience))?);
    }
    Ok(found)
}

/// The levers that take most by themselves, the worst first.
#[must_use]
pub fn foremost(probes: &[Probe], by: fn(&Probe) -> f64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..probes.len()).filter(|&lever| by(&probes[lever]) > 0.0).collect();
    order.sort_by(|&one, &other| by(&probes[other]).total_cmp(&by(&probes[one])).then(one.cmp(&other)));
    order.truncate(FOREMOST);
    order
}

/// Lets one advocate search within its brief for what takes most of a goal; the premortem and the ethics advocate search over the `foremost`
/// levers of all.
///
/// # Errors
/// [`RunnerError`] when no thread starts.
///
/// # Determinism
/// Depends on market, levers, bench, goal and effort.
pub fn attack(
    bench: &Bench<'_>,
    levers: &[Lever],
    brief: Brief,
    foremost: &[usize],
    goal: &Goal,
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
        goal.kinds()
    };
    if brief == Brief::Ethics && segments.len() < 2 {
        return Ok(None);
    }
    let Some(figures) = ArmFigures::only(market, &kinds) else { return Ok(None) };
    let read = |found: &Comparison, arm: usize| {
        if brief == Brief::Ethics {
            // What the worst-hit segment loses beyond the mean.
            let loss = |figure: usize| -mean(&found.difference(arm, figure));
            let all = loss(0);
            (1..kinds.len()).map(|figure| loss(figure) - all).fold(f64::NEG_INFINITY, f64::max) / goal.aim.smallest
        } else {
            -mean(&goal.gains(&figures, found, arm))
        }
    };
    let own = |steps: &[Step]| -> Vec<Step> { steps.iter().map(|step| Step { lever: mine[step.lever], z: step.z }).collect() };
    let mut evaluate = |sets: &[Vec<Step>]| {
        let lists: Vec<Option<Vec<MarketEdit>>> = sets.iter().map(|steps| edits_of(market, levers, &own(steps))).collect();
        bench.measure(&figures, &lists, &read)
    };
    let Some(Found { steps, loss, base, evaluations, .. }) = worst(&ranges, &limits, &mut evaluate)? else { return Ok(None) };
    // A push too small to speak of makes a claim longer and no worse; what is left is what gets confirmed.
    let mut steps = own(&steps);
    if steps.iter().any(|step| step.z.abs() >= FAINT) {
        steps.retain(|step| levers[step.lever].is_event() || step.z.abs() >= FAINT);
    }
    let all: Vec<search::Lever> = levers.iter().map(|lever| lever.range(effort.budget)).collect();
    let Some(edits) = edits_of(market, levers, &steps) else { return Ok(None) };
    let hurts = if goal.counts == Counts::Experience { hurt_most(bench, &figures, goal, &edits)? } else { Some(Hurts::Verdict) };
    let Some(hurts) = hurts else { return Ok(None) };
    Ok(Some(Attack {
        brief,
        hurts,
        loss: loss - base,
        surprise: surprise(&all, &steps),
        likelihood: likely(levers, &steps),
        claim: sentences(&steps.iter().map(|step| levers[step.lever].claim(market, step.z)).collect::<Vec<_>>()),
        edits,
        diff: steps.iter().flat_map(|step| levers[step.lever].diff(market, step.z)).collect(),
        evaluations,
        steps,
    }))
}

/// The experience level measure that edits take most from, by its weight.
fn hurt_most(bench: &Bench<'_>, figures: &ArmFigures<'_>, goal: &Goal, edits: &[MarketEdit]) -> Result<Option<Hurts>, RunnerError> {
    let read = |found: &Comparison, arm: usize| -> Vec<f64> {
        goal.xlms.iter().map(|xlm| -xlm.target.weight * mean(&xlm.nearer(figures, found, arm))).collect()
    };
    let losses = bench.each(figures, &[Some(edits.to_vec())], &read)?.pop().flatten().unwrap_or_default();
    let worst = (0..losses.len()).filter(|&xlm| losses[xlm] > 0.0).max_by(|&one, &other| losses[one].total_cmp(&losses[other]));
    Ok(worst.map(|xlm| Hurts::Experience { xlm }))
}

/// What a lever does alone, pushed as far as the budget allows to either side, in steps that matter; NaN where it cannot be run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Probe {
    /// The most it takes from the verdict figure; below 0 where it does nothing but good.
    pub verdict: f64,
    /// The most it takes from the experience, weighted.
    pub experience: f64,
    /// The most it moves any of these figures, for better or worse.
    pub moves: f64,
}

/// Pushes each lever alone.
///
/// # Errors
/// [`RunnerError`] when no thread starts.
pub fn probe(bench: &Bench<'_>, levers: &[Lever], goal: &Goal, budget: f64) -> Result<Vec<Probe>, RunnerError> {
    let nothing = Probe { verdict: f64::NAN, experience: f64::NAN, moves: f64::NAN };
    let mut probes = vec![nothing; levers.len()];
    let Some(figures) = ArmFigures::only(bench.market, &goal.counting(Counts::Both).kinds()) else { return Ok(probes) };
    let (verdict, experience) = (goal.counting(Counts::Verdict), goal.counting(Counts::Experience));
    let ends = |lever: &Lever| match lever.range(budget) {
        search::Lever { event: Some(z), .. } if z <= budget => vec![z],
        search::Lever { event: Some(_), .. } => Vec::new(),
        range => vec![range.down.max(-budget), range.up.min(budget)],
    };
    let pushes: Vec<(usize, f64)> =
        levers.iter().enumerate().flat_map(|(index, lever)| ends(lever).into_iter().map(move |z| (index, z))).collect();
    let lists: Vec<Option<Vec<MarketEdit>>> = pushes.iter().map(|&(lever, z)| Some(levers[lever].edits(bench.market, z))).collect();
    let read = |found: &Comparison, arm: usize| {
        let gain = |goal: &Goal| mean(&goal.gains(&figures, found, arm));
        let gained = gain(&verdict);
        let moved = goal.xlms.iter().filter_map(|xlm| {
            let change = mean(&found.difference(arm, figures.index(xlm.kind)?));
            change.is_finite().then(|| (change / xlm.smallest()).abs())
        });
        Probe { verdict: -gained, experience: -gain(&experience), moves: moved.fold(gained.abs(), f64::max) }
    };
    for (&(lever, _), found) in pushes.iter().zip(bench.each(&figures, &lists, &read)?) {
        if let Some(found) = found {
            let known = &mut probes[lever];
            known.verdict = known.verdict.max(found.verdict);
            known.experience = known.experience.max(found.experience);
            known.moves = known.moves.max(found.moves);
        }
    }
    Ok(probes)
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

/// Several claims, a sentence each: they begin with a capital, as their authors wrote them.
fn sentences(parts: &[String]) -> String {
    parts.iter().map(|part| format!("{part}.")).collect::<Vec<_>>().join(" ")
}
