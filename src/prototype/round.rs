//! One round: what falls short, what could be done, what of it is worth its cost, and what it then promises.

use std::sync::atomic::Ordering;

use crate::market::{Bench, Goal, Market, MarketEdit, mean};
use crate::montecarlo::search::Confirmed;
use crate::montecarlo::{Comparison, Effect, RunnerError, Spread};
use crate::random::Seed;

use super::board::{AIM, Board, SHARE, XLMS};
use super::candidate::{Candidate, Reason, under};
use super::cost::Cost;
use super::gaps::{CLOSERS, XlmGap, gaps, p_met};
use super::lab::{Lab, only};
use super::measure::{Tried, forgone, measure, work};
use super::portfolio::Choice;
use super::propose::{Proposal, Sources, propose};
use super::spec::Terms;

/// How far a round is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Candidates are measured one by one.
    Measuring {
        /// How many there are.
        candidates: usize,
    },
    /// Sets of them are measured together.
    Choosing,
    /// What was chosen is run again on fresh draws.
    Confirming,
}

/// The promise after the first few changes: a step of the waterfall.
#[derive(Debug, Clone, PartialEq)]
pub struct Promise {
    /// The candidate that is added at this step, by position.
    pub added: usize,
    /// The change of the verdict figure by all changes so far, together.
    pub aim: Option<Effect>,
    /// The same in the attacked world.
    pub aim_attacked: Option<Effect>,
    /// What the one that is added changes on top of those before it.
    pub adds: Option<Effect>,
    /// The verdict figure's change by the one that is added, by itself.
    pub alone: Option<Effect>,
    /// The mean gain of all changes so far in steps that matter, in the world as given.
    pub gain: f64,
    /// The same in the attacked world.
    pub gain_attacked: Option<f64>,
    /// What all changes so far cost in their first year: work, and margin lost.
    pub bill: f64,
}

/// What all changes together do to an experience level measure.
#[derive(Debug, Clone, PartialEq)]
pub struct XlmPromise {
    /// The measure, by position in the market.
    pub xlm: usize,
    /// The change; `None` without a base.
    pub effect: Option<Effect>,
    /// The measure after; `None` without a base.
    pub level: Option<Spread>,
    /// P(met) before and after.
    pub p_met: (f64, f64),
}

/// What all changes together do to the people of a segment.
#[derive(Debug, Clone, PartialEq)]
pub struct SegmentPromise {
    /// The segment, by position.
    pub segment: usize,
    /// Its name.
    pub name: String,
    /// The change of the concept's share.
    pub share: Option<Effect>,
    /// The change of each experience level measure.
    pub xlms: Vec<Option<Effect>>,
}

/// What is recommended, and what it promises on draws that took no part in choosing it.
#[derive(Debug, Clone, PartialEq)]
pub struct Recommendation {
    /// The candidates in the order of what they add, each with what it was shown to add to the others.
    pub members: Vec<(usize, Confirmed)>,
    /// All edits together.
    pub edits: Vec<MarketEdit>,
    /// The promise, change by change; the last one is that of all together.
    pub steps: Vec<Promise>,
    /// The experience level measures before and after.
    pub xlms: Vec<XlmPromise>,
    /// The segments that are large enough to be spoken for.
    pub segments: Vec<SegmentPromise>,
    /// The change of the money figure per 100 people: our whole margin, that of the concept, or revenue, whichever the study has.
    pub margin: Option<Effect>,
    /// What all of them cost.
    pub cost: Cost,
    /// The arm of all changes together in [`Round::comparison`].
    pub arm: usize,
    /// The arms of the attacked world without and with them.
    pub attacked: Option<(usize, usize)>,
}

/// What a round found.
#[derive(Debug, Clone)]
pub struct Round {
    /// What could be done.
    pub proposal: Proposal,
    /// What each candidate does by itself, and why it is not recommended.
    pub tried: Vec<Tried>,
    /// The experience level measures against their targets, before any change.
    pub gaps: Vec<XlmGap>,
    /// What is recommended; `None` where nothing was shown to be worth it.
    pub recommended: Option<Recommendation>,
    /// The final run on fresh draws: control, the attacked world, what is recommended.
    pub comparison: Option<Comparison>,
    /// The number of sets that were measured.
    pub evaluated: usize,
    /// Whether it ran to its end; an interrupted round recommends nothing.
    pub complete: bool,
}

/// Draws of the confirmation: neither those of the search nor those of the final figures.
const CHECK: u64 = 0xc4ec_4a11_b07e_5eed;

/// Runs a round: proposes, measures each candidate by itself against control and against the attacked world, chooses a set jointly, confirms
/// it on other draws, and measures what it promises on draws of a third kind.
///
/// `attack` is what the strongest objections do together. The market of the benches is the study's own.
///
/// # Errors
/// [`RunnerError`] when no thread starts, no replicate succeeds, or the verdict figure needs more than one arm.
///
/// # Determinism
/// Depends on the market, the benches' seeds and sizes, the attack, the sources and the goal; never on threads.
pub fn round(
    search: &Bench<'_>,
    fresh: &Bench<'_>,
    attack: Option<&[MarketEdit]>,
    sources: &Sources<'_>,
    goal: &Goal,
    tell: &dyn Fn(Step),
) -> Result<Round, RunnerError> {
    let proposal = propose(search.market, sources);
    let market = &proposal.market;
    let terms = sources.terms;
    let board = Board::new(market, goal)?;
    let attack = attack.filter(|attack| !attack.is_empty());
    let lab = |bench: &Bench<'_>, seed: Seed| Lab {
        bench: Bench {
            market,
            seed,
            replicates: bench.replicates,
            blocks: bench.blocks,
            batching: bench.batching,
            interrupt: search.interrupt,
        },
        board: &board,
        attack,
    };
    let stopped = || search.interrupt.load(Ordering::Relaxed);
    let (trial, check) = (lab(search, search.seed), lab(fresh, Seed(fresh.seed.0 ^ CHECK)));
    tell(Step::Measuring { candidates: proposal.candidates.len() });
    let mut tried = measure(&trial, &proposal.candidates, terms)?;
    tell(Step::Choosing);
    let mut choice = Choice::new(trial, check, &proposal.candidates, terms);
    let order = if stopped() { Vec::new() } else { choice.best(&mut tried)? };
    tell(Step::Confirming);
    let mut members = if stopped() { Vec::new() } else { choice.confirmed(&order, &mut tried)? };
    if !members.is_empty() && !stopped() {
        let left: Vec<usize> = members.iter().map(|(index, _)| *index).collect();
        let harm = match choice.edits(&left) {
            Some(edits) => choice.check.harms(&[edits], &terms.protected, terms.tolerance)?.pop().flatten(),
            None => None,
        };
        // What harms somebody on fresh draws is withdrawn as a whole: nobody looked which of its parts does.
        if let Some(harm) = harm {
            for (index, _) in members.drain(..) {
                tried[index].reason = Some(Reason::Hurts(harm.clone()));
            }
        }
    }
    let chosen: Vec<usize> = members.iter().map(|(index, _)| *index).collect();
    if !stopped() {
        choice.explain(&chosen, &mut tried)?;
    }
    let evaluated = proposal.candidates.len() + choice.measured();
    let last = lab(fresh, fresh.seed);
    let told = if stopped() { None } else { Some(promise(&last, &choice, &members, &tried, terms)?) };
    let complete = told.is_some() && !stopped();
    let (gaps, recommended, comparison) = match told {
        Some((gaps, recommended, comparison)) if complete => (gaps, recommended, Some(comparison)),
        _ => (Vec::new(), None, None),
    };
    drop(choice);
    drop(board);
    Ok(Round { proposal, tried, gaps, recommended, comparison, evaluated, complete })
}

/// The candidates that do most for each experience level measure, on the draws of the search.
fn closers(board: &Board<'_>, candidates: &[Candidate], tried: &[Tried]) -> Vec<usize> {
    let mut all: Vec<usize> = Vec::new();
    for (place, xlm) in board.xlms.iter().enumerate() {
        let better = |index: usize| xlm.better(tried[index].xlms[place]);
        let mut order: Vec<usize> = (0..tried.len()).filter(|&index| better(index) > 0.0 && !candidates[index].austerity).collect();
        order.sort_by(|&one, &other| better(other).total_cmp(&better(one)).then(one.cmp(&other)));
        order.truncate(CLOSERS);
        all.extend(order.into_iter().filter(|index| !all.contains(index)).collect::<Vec<_>>());
    }
    all.sort_unstable();
    all
}

/// What closes each gap is a list to look up, so it takes fewer draws than the promise does: a fourth, and no fewer than sixteen.
const FEWER: u32 = 4;
const LEAST: u32 = 16;

type Told = (Vec<XlmGap>, Option<Recommendation>, Comparison);

/// Measures what is recommended, and what falls short without it.
fn promise(
    lab: &Lab<'_>,
    choice: &Choice<'_>,
    members: &[(usize, Confirmed)],
    tried: &[Tried],
    terms: &Terms,
) -> Result<Told, RunnerError> {
    let (board, candidates): (&Board<'_>, &[Candidate]) = (lab.board, choice.candidates);
    let market: &Market = lab.bench.market;
    let chosen: Vec<usize> = members.iter().map(|(index, _)| *index).collect();
    let mut lists: Vec<Vec<MarketEdit>> = Vec::new();
    let mut arm = |edits: Vec<MarketEdit>| {
        lists.push(edits);
        lists.len()
    };
    let attack = lab.attack.map(|attack| arm(attack.to_vec()));
    // The first k changes together, as given and under attack; then each by itself.
    let mut firsts = Vec::new();
    for count in 1..=chosen.len() {
        let Some(edits) = choice.edits(&chosen[..count]) else { break };
        let attacked = lab.attack.map(|attack| under(attack, &edits));
        firsts.push((arm(edits), attacked.map(&mut arm)));
    }
    let alone: Vec<usize> = chosen.iter().map(|&index| arm(candidates[index].treatment.edits.clone())).collect();
    let whole = choice.edits(&chosen).filter(|_| !chosen.is_empty());
    let mut segments = Vec::new();
    for segment in market.spoken_for() {
        let people = only(market, segment);
        let mended = whole.as_ref().map(|edits| under(&people, edits));
        segments.push((segment, market.people().segments[segment].clone(), arm(people), mended.map(&mut arm)));
    }
    let found = lab.bench.compare(&board.figures, &lists)?;
    let closers: Vec<usize> = closers(board, candidates, tried);
    let alone_each: Vec<Vec<MarketEdit>> = closers.iter().map(|&index| candidates[index].treatment.edits.clone()).collect();
    let closers: Vec<(usize, Cost)> = closers.into_iter().map(|index| (index, candidates[index].cost)).collect();
    let fewer = Bench { replicates: (lab.bench.replicates / FEWER).max(LEAST).min(lab.bench.replicates), ..lab.bench };
    let closing = fewer.compare(&board.figures, &alone_each)?;
    let short: Vec<(usize, String, usize)> = segments.iter().map(|(segment, name, arm, _)| (*segment, name.clone(), *arm)).collect();
    let gaps = gaps(board, &found, &short, &closing, &closers);
    let Some((edits, &(last, last_attacked))) = whole.zip(firsts.last()) else { return Ok((gaps, None, found)) };
    let attacked = attack.zip(last_attacked);
    let share = mean(&found.level(0, SHARE));
    let steps = firsts
        .iter()
        .enumerate()
        .map(|(place, &(arm, under_attack))| {
            let pair = attack.zip(under_attack);
            let lost = forgone(board.margin.map(|figure| mean(&found.difference(arm, figure))), share, terms);
            Promise {
                added: chosen[place],
                aim: found.effect(arm, AIM),
                aim_attacked: pair.and_then(|(without, with)| found.effect_against(with, without, AIM)),
                adds: found.effect_against(arm, if place == 0 { 0 } else { firsts[place - 1].0 }, AIM),
                alone: found.effect(alone[place], AIM),
                gain: mean(&board.value(&found, arm)),
                gain_attacked: pair.map(|(without, with)| mean(&board.value(&found, with)) - mean(&board.value(&found, without))),
                bill: work(chosen[..=place].iter().map(|&index| &candidates[index]), terms) + lost,
            }
        })
        .collect();
    let xlms = board
        .xlms
        .iter()
        .enumerate()
        .map(|(place, xlm)| {
            let met = |arm: usize| p_met(xlm, &found.level(arm, XLMS + place));
            XlmPromise {
                xlm: xlm.xlm,
                effect: found.effect(last, XLMS + place),
                level: found.spread(last, XLMS + place),
                p_met: (met(0), met(last)),
            }
        })
        .collect();
    let by_segment = segments
        .iter()
        .filter_map(|(segment, name, before, after)| {
            let after = (*after)?;
            Some(SegmentPromise {
                segment: *segment,
                name: name.clone(),
                share: found.effect_against(after, *before, SHARE),
                xlms: (0..board.xlms.len()).map(|place| found.effect_against(after, *before, XLMS + place)).collect(),
            })
        })
        .collect();
    let recommended = Recommendation {
        members: members.to_vec(),
        edits,
        steps,
        xlms,
        segments: by_segment,
        margin: board.margin.and_then(|figure| found.effect(last, figure)),
        cost: chosen.iter().fold(Cost::default(), |sum, &index| sum.plus(&candidates[index].cost)),
        arm: last,
        attacked,
    };
    Ok((gaps, Some(recommended), found))
}
