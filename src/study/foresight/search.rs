//! The search for the levers that together move an outcome of a told future most: what would prevent it, or what would break it.
//!
//! # The rule
//!
//! Levers are added one at a time. On the draws of the search each lever that is left is tried on top of those taken, and the one whose mean effect is
//! largest in the direction asked for is taken, as long as that mean differs from 0 beyond Monte Carlo error (95 %) and the effect has that direction in
//! three draws of four: a mean can hang on one odd draw. What was taken is then run again
//! on fresh draws of what nobody knows, and only that is told: the effect of a lever that won a search is too large on the draws that it won on.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::economy::{Economy, Figures, Kind, Outcome};
use crate::input::{Cx, Text};
use crate::montecarlo::{Blocks, Comparison, Effect, Pairing, Progress, Replicates, RunnerError, Settings, Spread, compare};
use crate::parallel::Batching;
use crate::random::Seed;
use crate::stats::interval::Level;
use crate::treatment::{NumberEdit, Treatment};
use crate::world::{Arm, Depth};

use super::spec::{SearchSpec, ToldSpec, Towards};

/// Most searches of a future.
const MOST: usize = 10;
/// Most levers of a search, and most that are put together.
const LEVERS: usize = 30;
const TOGETHER: u8 = 6;
/// Draws of a search, and fresh ones on which what was taken is run again.
const DRAWS: u32 = 12;
const FRESH: u32 = 32;
/// What tells the fresh draws from those of the search.
const FRESH_SEED: u64 = 0x5eed_0f0f_a11e_1005;

/// A search that was checked.
#[derive(Debug)]
pub struct Plan {
    /// The question.
    pub name: String,
    /// The future, by its place among those that the file tells.
    pub future: usize,
    /// The outcome.
    pub outcome: Outcome,
    /// Which way it is to be moved.
    pub towards: Towards,
    most: usize,
    /// Names of levers, and what each does.
    levers: Vec<(String, Treatment<NumberEdit>)>,
}

/// A lever that was taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The lever.
    pub lever: String,
    /// What it adds to those before it, on fresh draws.
    pub adds: Effect,
    /// The future with it and all before it, on fresh draws.
    pub level: Spread,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct Searched {
    /// The question.
    pub name: String,
    /// The future that it starts from.
    pub future: String,
    /// The outcome.
    pub outcome: Outcome,
    /// Which way it was to be moved.
    pub towards: Towards,
    /// The future as it is, on fresh draws.
    pub start: Spread,
    /// The levers taken, the first first.
    pub steps: Vec<Step>,
    /// Every lever by itself, on the draws of the search: its name and what it changes.
    pub alone: Vec<(String, Effect)>,
    /// Draws of the search, and fresh ones.
    pub draws: (usize, usize),
    /// Whether no lever was left that adds more than Monte Carlo error; otherwise as many were taken as the file allows.
    pub exhausted: bool,
}

/// What a search runs with.
#[derive(Clone, Copy)]
pub(super) struct Bench<'a> {
    /// The economy.
    pub(super) economy: &'a Economy,
    /// The seed of the draws.
    pub(super) seed: Seed,
    /// Threads; they change the time, never the result.
    pub(super) batching: Batching,
    /// Set from outside to stop.
    pub(super) interrupt: &'a AtomicBool,
    /// Hears how far it is.
    pub(super) progress: &'a dyn Fn(Progress),
}

impl Plan {
    /// Checks all searches.
    pub(super) fn read(
        specs: &[SearchSpec],
        futures: &[ToldSpec],
        mut treated: impl FnMut(&crate::input::DataFile, &mut Cx) -> Option<Treatment<NumberEdit>>,
        cx: &mut Cx,
    ) -> Vec<Self> {
        cx.unique("search", specs.iter().map(|spec| &spec.name));
        if let Some(spec) = specs.get(MOST) {
            cx.error(spec.name.span, "there are too many searches").got(specs.len()).allowed(format!("at most {MOST}"));
            return Vec::new();
        }
        let mut all = Vec::new();
        for spec in specs {
            cx.unique("lever", spec.levers.iter().map(|lever| &lever.name));
            if spec.levers.is_empty() || spec.levers.len() > LEVERS {
                cx.error(spec.name.span, "a search needs levers").got(spec.levers.len()).allowed(format!("1 to {LEVERS}"));
            }
            if !(1..=TOGETHER).contains(&spec.most) {
                cx.error(spec.name.span, "`most` is out of range").got(spec.most).allowed(format!("1 to {TOGETHER} levers together"));
            }
            let future = futures.iter().position(|told| told.name.value == spec.future.value);
            if future.is_none() {
                cx.unknown(spec.future.span, "future", spec.future.value.as_str(), futures.iter().map(|told| told.name.value.as_str()));
            }
            let outcome = known(&spec.outcome, cx);
            let levers: Option<Vec<_>> =
                spec.levers.iter().map(|lever| Some((lever.name.value.as_str().to_owned(), treated(&lever.population, cx)?))).collect();
            if let (Some(future), Some(outcome), Some(levers)) = (future, outcome, levers) {
                let most = usize::from(spec.most);
                all.push(Self { name: spec.name.value.as_str().to_owned(), future, outcome, towards: spec.towards, most, levers });
            }
        }
        all
    }

    /// Searches from what a future does.
    ///
    /// # Errors
    /// [`RunnerError`] when no thread starts or every draw fails. `None` where it was stopped, or the outcome has no base.
    ///
    /// # Determinism
    /// Depends on the economy, the future, the levers and their order, and the seed.
    pub(super) fn run(&self, name: &str, future: &[NumberEdit], bench: Bench<'_>) -> Result<Option<Searched>, RunnerError> {
        let turn = if self.towards == Towards::More { 1.0 } else { -1.0 };
        let (mut taken, mut alone): (Vec<usize>, Vec<(String, Effect)>) = (Vec::new(), Vec::new());
        let (mut exhausted, mut draws) = (false, 0);
        while taken.len() < self.most.min(self.levers.len()) {
            let left: Vec<usize> = (0..self.levers.len()).filter(|lever| !taken.contains(lever)).collect();
            let mixes: Vec<Vec<usize>> = left.iter().map(|&lever| [taken.as_slice(), &[lever]].concat()).collect();
            let found = self.compare(future, std::iter::once(&taken).chain(&mixes), (bench.seed, DRAWS), bench)?;
            if bench.interrupt.load(Ordering::Relaxed) {
                return Ok(None);
            }
            draws = found.replicates();
            let effects: Vec<Option<Effect>> = (1..=mixes.len()).map(|arm| found.effect(arm, 0)).collect();
            if taken.is_empty() {
                alone = left.iter().zip(&effects).filter_map(|(&lever, effect)| Some((self.levers[lever].0.clone(), (*effect)?))).collect();
            }
            // Among equals the lever that stands first.
            let best = left
                .iter()
                .zip(&effects)
                .enumerate()
                .filter_map(|(at, (&lever, effect))| Some((lever, at + 1, (*effect)?)))
                .filter(|(_, arm, effect)| {
                    let interval = effect.mean_interval(Level::P95);
                    let differences = found.difference(*arm, 0);
                    let so_many = differences.iter().filter(|&&difference| turn * difference > 0.0).count();
                    let clear = if turn > 0.0 { interval.low > 0.0 } else { interval.high < 0.0 };
                    clear && 4 * so_many >= 3 * differences.len()
                })
                .reduce(|best, one| if turn * one.2.mean > turn * best.2.mean { one } else { best });
            let Some((lever, ..)) = best else {
                exhausted = true;
                break;
            };
            taken.push(lever);
        }
        let mixes: Vec<Vec<usize>> = (0..=taken.len()).map(|many| taken[..many].to_vec()).collect();
        let found = self.compare(future, mixes.iter(), (Seed(bench.seed.0 ^ FRESH_SEED), FRESH), bench)?;
        if bench.interrupt.load(Ordering::Relaxed) {
            return Ok(None);
        }
        let step = |(at, &lever): (usize, &usize)| {
            Some(Step { lever: self.levers[lever].0.clone(), adds: found.effect_against(at + 1, at, 0)?, level: found.spread(at + 1, 0)? })
        };
        let steps: Option<Vec<Step>> = taken.iter().enumerate().map(step).collect();
        Ok(found.spread(0, 0).zip(steps).map(|(start, steps)| Searched {
            name: self.name.clone(),
            future: name.to_owned(),
            outcome: self.outcome,
            towards: self.towards,
            start,
            steps,
            alone,
            draws: (draws, found.replicates()),
            exhausted,
        }))
    }

    /// Lets people live through the future with each mix of levers, on common draws.
    fn compare<'a>(
        &self,
        future: &[NumberEdit],
        mixes: impl Iterator<Item = &'a Vec<usize>>,
        (seed, draws): (Seed, u32),
        bench: Bench<'_>,
    ) -> Result<Comparison, RunnerError> {
        let arm = |(at, mix): (usize, &Vec<usize>)| {
            let levers = mix.iter().flat_map(|&lever| self.levers[lever].1.edits.iter().copied());
            Arm { name: format!("mix {at}"), edits: future.iter().copied().chain(levers).collect(), depth: Depth::Full }
        };
        let arms: Vec<Arm<NumberEdit>> = mixes.enumerate().map(arm).collect();
        let figures = Figures::chosen(vec![Kind { outcome: self.outcome, month: bench.economy.size().months - 1 }]);
        compare(&Pairing {
            world: bench.economy,
            arms: &arms,
            readout: &figures,
            settings: Settings { seed, replicates: Replicates::Fixed(draws), inner: 1, batching: bench.batching, blocks: Blocks::All },
            enough: &|_| true,
            progress: bench.progress,
            interrupt: bench.interrupt,
        })
    }
}

fn known(outcome: &crate::input::Spanned<Text>, cx: &mut Cx) -> Option<Outcome> {
    let found = Outcome::named(outcome.value.as_str());
    if found.is_none() {
        cx.unknown(outcome.span, "outcome", outcome.value.as_str(), Outcome::ALL.iter().map(|outcome| outcome.info().id));
    }
    found
}
