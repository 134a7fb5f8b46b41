//! What is run for a comparison of autonomy settings, in order, and what it found.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::montecarlo::search::{Assignment, FrontError, FrontFound};
use crate::montecarlo::{Blocks, Comparison, Pairing, Replicates, RunnerError, Settings, compare};
use crate::parallel::Batching;
use crate::random::{At, Purpose, Seed, Streams};
use crate::stats::pareto::{Points, representatives};
use crate::team::model::{Arrivals, Preset};
use crate::team::{Figures, Kind, Seen, Team, TeamEdit};
use crate::treatment::{Change, NumberEdit};
use crate::world::{Arm, Input, Tally, World};

use super::super::behind::Customers;
use super::super::months::{MONTHS_SEED, Months, months};
use super::super::validate::{Stage, partial};
use super::beside::Beside;
use super::load::TeamStudy;
use super::optimise::{bills, measure, place, search};
use super::recommend::{Against, Finalist, MeasureNext, against, best, break_even, broken, measure_next};
use super::rollout::{RollOut, roll_out};
use super::turns::{Turned, turned};

/// How autonomy settings are compared.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The seed of every stream.
    pub seed: Seed,
    /// The replicates of what is reported.
    pub replicates: Replicates,
    /// Threads and chunks; never changes a result.
    pub batching: Batching,
    /// Batches that the search may spend; without a search no setting is recommended.
    pub budget: Option<u64>,
}

/// Settings to read at most.
pub const REPRESENTATIVES: usize = 7;
/// Settings of the front that are run to the end at most.
const FINALISTS: usize = 24;
/// A setting with a smaller chance of lying on the front is no finalist.
const HARDLY: f64 = 0.05;
/// Draws of what nobody knows behind every finalist.
const FINAL: u32 = 96;
/// Runs that are added up for the ways of errors and the load over the day.
const POOLED: u32 = 32;
/// The same, to divide by.
pub(super) const POOLED_RUNS: f64 = POOLED as f64;
/// An automatic run stops where the Monte Carlo standard error of every setting's cost is this part of it.
const PRECISE: f64 = 0.01;

const FINAL_SEED: u64 = 0x52be_90f1_04cd_7a18;
const POOLED_SEED: u64 = 0x3ad8_17c6_be40_f295;

/// What the search and the choice gave.
#[derive(Debug, Clone)]
pub struct Search {
    /// Every setting that was measured.
    pub found: FrontFound,
    /// Those that were run to the end, on draws of their own: as given, the three uniform ones, then the front.
    pub finalists: Vec<Finalist>,
    /// The finalists that are worth a reader's time, in rising order of people's minutes.
    pub representatives: Vec<usize>,
    /// The finalist that is recommended.
    pub recommended: usize,
    /// Whether it keeps every limit by its means.
    pub keeps: bool,
    /// The uniform settings by finalist, each with how the recommended one stands against it.
    pub against: Vec<(usize, Against)>,
    /// The finalist that is best at each of [`STAKES`](super::recommend::STAKES), with the share of draws in which the recommended one costs less than each of
    /// the uniform ones.
    pub stakes: Vec<(f64, usize, Vec<f64>)>,
    /// The multiples of the stakes at which the recommendation changes, downwards and upwards.
    pub break_even: (Option<f64>, Option<f64>),
    /// What each uncertain number is worth to know.
    pub next: Vec<MeasureNext>,
}

/// Everything a comparison of settings found.
#[derive(Debug)]
pub struct Findings {
    /// Every figure of the settings that are laid side by side: as given first; the recommended one last, where there is one.
    pub comparison: Comparison,
    /// Those settings.
    pub settings: Vec<Assignment>,
    /// The figures.
    pub figures: Figures,
    /// The search, where one was asked for and not interrupted.
    pub search: Option<Search>,
    /// The way to the recommended setting, where there is one.
    pub rollout: Option<RollOut>,
    /// Counts of several runs added up, by setting.
    pub pooled: Vec<Tally>,
    /// How many runs those are.
    pub runs: u32,
    /// The setting that is looked at closely, with less and with more to do.
    pub loads: Vec<LoadPoint>,
    /// One run of the setting that is looked at closely, at the middle of everything uncertain, moment by moment.
    pub replay: Vec<Seen>,
    /// Other teams for the same work, where some were named.
    pub beside: Option<Beside>,
    /// Numbers inside whose range two settings change places; those that bear on the setting that is looked at closely first.
    pub turned: Vec<Turned>,
    /// The team over months, where the file says what responds.
    pub months: Option<Months>,
    /// What customers of the concept behind which the team stands notice, where one was named: see [`customers`](crate::study::behind::customers).
    pub customers: Option<Customers>,
    /// What is missing because the run was cut short.
    pub partial: Option<String>,
}

/// A setting with another number of items coming in.
#[derive(Debug, Clone, PartialEq)]
pub struct LoadPoint {
    /// How many times as many items come in.
    pub times: f64,
    /// By pool: the share of their hours that its people are busy, and the mean wait in minutes.
    pub pools: Vec<(f64, f64)>,
}

/// How many times as many items come in.
const TIMES: [f64; 8] = [0.4, 0.55, 0.7, 0.85, 1.0, 1.15, 1.3, 1.5];
/// Draws behind each of them.
const LOADED: u32 = 16;
const LOADED_SEED: u64 = 0xe41c_5d09_7b32_86af;

impl Findings {
    /// The setting that is looked at closely: the recommended one, where there is one, otherwise the team as given.
    #[must_use]
    pub fn close(&self) -> usize {
        if self.search.is_some() { self.settings.len() - 1 } else { 0 }
    }
}

/// The settings of the comparison that are not found by a search.
pub const NAMES: [&str; 4] = ["as given", "all in the loop", "all on the loop", "all out of the loop"];

/// Runs the comparison.
///
/// # Errors
/// [`FrontError`] when no thread starts or nothing can be run.
///
/// # Determinism
/// Depends on the team, the seed, the replicates and the budget; never on threads or chunks.
pub fn analyse(study: &TeamStudy, options: &Options, interrupt: &AtomicBool, tell: &dyn Fn(Stage)) -> Result<Findings, FrontError> {
    let mut settings = vec![study.as_given()];
    settings.extend(Preset::ALL.map(|preset| study.uniform(preset)));
    let mut names: Vec<String> = NAMES.map(str::to_owned).to_vec();
    let mut cut = None;
    let mut searched = None;
    if let Some(budget) = options.budget {
        let found =
            search(study, options.seed, options.batching, budget, interrupt, &|spent| tell(Stage::Searching { spent, of: budget }))?;
        match found {
            Some(found) => searched = choose(study, options, found, &settings, interrupt, tell)?,
            None => cut = Some("The run was interrupted: the search for better settings is missing.".to_owned()),
        }
        if searched.is_none() && cut.is_none() {
            cut = Some("The search for better settings was cut short, or no setting delivers anything; none is recommended.".to_owned());
        }
    }
    if let Some(search) = &searched {
        settings.push(search.finalists[search.recommended].assignment.clone());
        names.push("recommended".to_owned());
    }
    let arms: Vec<Arm<TeamEdit>> = names.iter().zip(&settings).map(|(name, setting)| study.arm(name, setting)).collect();
    let figures = Figures::all(&study.team);
    let comparison = compare(&Pairing {
        world: &study.team,
        arms: &arms,
        readout: &figures,
        settings: Settings {
            seed: options.seed,
            replicates: options.replicates,
            inner: 2,
            batching: options.batching,
            blocks: Blocks::All,
        },
        enough: &precise,
        progress: &|progress| tell(Stage::Replicates(progress)),
        interrupt,
    })?;
    let pooled = if interrupt.load(Ordering::Relaxed) { Vec::new() } else { pool(&study.team, &arms, options.seed)? };
    let close = if searched.is_some() { arms.len() - 1 } else { 0 };
    let loads = match arms.get(close) {
        Some(last) if !interrupt.load(Ordering::Relaxed) => load_curve(&study.team, last, options, interrupt)?,
        _ => Vec::new(),
    };
    let rollout = match settings.last() {
        Some(setting) if searched.is_some() && !interrupt.load(Ordering::Relaxed) => {
            roll_out(study, options, setting, (&comparison, pooled.first()), interrupt)?
        }
        _ => None,
    };
    let replay = match arms.get(close) {
        Some(last) if !interrupt.load(Ordering::Relaxed) => {
            let medians = study.team.unknowns().medians();
            let streams = Streams::new(options.seed, At { theta: 0, inner: 0 });
            study.team.replay(&medians, last, &streams).map_or_else(|_| Vec::new(), |(seen, _)| seen)
        }
        _ => Vec::new(),
    };
    let order: Vec<usize> = std::iter::once(close).chain((0..comparison.arms().len()).filter(|&arm| arm != close)).collect();
    let turned = turned(study, &comparison, &order);
    let seed = Seed(options.seed.0 ^ MONTHS_SEED);
    let months = match &study.months {
        Some(responses) => months(&study.team, responses, seed, options.batching, interrupt)?,
        None => None,
    };
    Ok(Findings {
        beside: None,
        turned,
        partial: partial(comparison.stopped(), comparison.replicates(), comparison.failed()).or(cut),
        comparison,
        settings,
        figures,
        search: searched,
        rollout,
        pooled,
        runs: POOLED,
        loads,
        replay,
        months,
        customers: None,
    })
}

/// Whether every setting's cost is known well enough.
fn precise(comparison: &Comparison) -> bool {
    let Some(cost) = comparison.index("cost") else { return true };
    (0..comparison.arms().len()).all(|arm| comparison.spread(arm, cost).is_none_or(|found| found.error <= PRECISE * found.mean.abs()))
}

/// Runs what may lie on the front to the end, and chooses.
fn choose(
    study: &TeamStudy,
    options: &Options,
    found: FrontFound,
    given: &[Assignment],
    interrupt: &AtomicBool,
    tell: &dyn Fn(Stage),
) -> Result<Option<Search>, RunnerError> {
    tell(Stage::Confirming);
    let mut members: Vec<usize> =
        (0..found.candidates.len()).filter(|&place| found.candidates[place].fresh && found.candidates[place].member >= HARDLY).collect();
    members.sort_by(|&one, &other| found.candidates[other].member.total_cmp(&found.candidates[one].member).then(one.cmp(&other)));
    members.truncate(FINALISTS);
    members.sort_unstable();
    let known = |set: &Assignment| found.candidates.iter().position(|one| one.assignment == *set);
    let mut sets: Vec<(Assignment, usize)> = given.iter().filter_map(|set| Some((set.clone(), known(set)?))).collect();
    for place in members {
        if sets.iter().all(|(_, known)| *known != place) {
            sets.push((found.candidates[place].assignment.clone(), place));
        }
    }
    let all: Vec<Assignment> = sets.iter().map(|(set, _)| set.clone()).collect();
    let settings = Settings {
        seed: Seed(options.seed.0 ^ FINAL_SEED),
        replicates: Replicates::Fixed(FINAL),
        inner: 2,
        batching: options.batching,
        blocks: Blocks::All,
    };
    let Some(groups) = measure(study, &all, settings, interrupt)? else { return Ok(None) };
    // Groups that lost other replicates would not be paired.
    let whole = groups.iter().all(|group| group.failed().is_empty());
    let finalists: Vec<Finalist> = sets
        .into_iter()
        .enumerate()
        .filter_map(|(at, (set, candidate))| {
            let (group, arm) = place(at);
            Finalist::new(set, candidate, bills(&groups[group], arm))
        })
        .collect();
    let Some(recommended) = best(&finalists, &study.limits, 1.0).filter(|_| whole) else { return Ok(None) };
    let chosen = &finalists[recommended];
    let uniform: Vec<usize> = Preset::ALL
        .iter()
        .filter_map(|&preset| finalists.iter().position(|one| one.assignment == study.uniform(preset)))
        .filter(|&place| place != recommended)
        .collect();
    let stakes = super::recommend::STAKES
        .iter()
        .filter_map(|&stakes| {
            let there = best(&finalists, &study.limits, stakes)?;
            Some((stakes, there, uniform.iter().map(|&other| against(chosen, &finalists[other], stakes).cheaper).collect()))
        })
        .collect();
    let thetas: Vec<Vec<f64>> = (0..groups[0].replicates()).map(|replicate| groups[0].theta(replicate).to_vec()).collect();
    let representatives = to_read(&finalists, recommended);
    Ok(Some(Search {
        representatives,
        keeps: broken(&study.limits, &chosen.mean, 1.0).is_empty(),
        against: uniform.iter().map(|&other| (other, against(chosen, &finalists[other], 1.0))).collect(),
        stakes,
        break_even: break_even(&finalists, &study.limits),
        next: measure_next(study, &finalists, &thetas, &study.limits, options.seed),
        recommended,
        finalists,
        found,
    }))
}

/// The finalists to read: the recommended one, and others that span the front best.
fn to_read(finalists: &[Finalist], recommended: usize) -> Vec<usize> {
    let points = Points::from_rows(super::optimise::OBJECTIVES, finalists.iter().map(|one| one.mean.objectives()));
    let span = |count: usize| points.as_ref().ok().and_then(|points| representatives(points, count).ok()).unwrap_or_default();
    let all = span(REPRESENTATIVES);
    if all.contains(&recommended) {
        return all;
    }
    let mut fewer = span(REPRESENTATIVES - 1);
    fewer.push(recommended);
    fewer
}

/// Adds up the counts of several runs of each setting, each at a draw of what nobody knows.
fn pool(team: &Team, arms: &[Arm<TeamEdit>], seed: Seed) -> Result<Vec<Tally>, RunnerError> {
    let seed = Seed(seed.0 ^ POOLED_SEED);
    let mut all = team.tallies(arms);
    let mut scratch = team.scratch();
    for run in 0..POOLED {
        let streams = Streams::new(seed, At { theta: run, inner: 0 });
        let uniforms: Vec<f64> =
            (0..team.unknowns().len()).map(|unknown| streams.draws(Purpose::Theta, unknown as u64, 0).uniform()).collect();
        let mut one = team.tallies(arms);
        let Ok(plan) = team.bind(&team.unknowns().theta(&uniforms), arms) else { continue };
        if team.run(&plan, 0, &streams, &mut scratch, &mut one).is_ok() {
            all.iter_mut().zip(&one).for_each(|(sum, part)| sum.merge(part));
        }
    }
    Ok(all)
}

/// Runs a setting with less and with more to do; nothing where items come from a record, which cannot be stretched.
fn load_curve(team: &Team, arm: &Arm<TeamEdit>, options: &Options, interrupt: &AtomicBool) -> Result<Vec<LoadPoint>, RunnerError> {
    let draft = team.draft();
    let mut slots = Vec::new();
    for class in &draft.classes {
        match class.arrivals {
            Arrivals::Poisson { per_day: Input::Slot(slot), .. } | Arrivals::Clock { batch: Input::Slot(slot), .. } => {
                slots.push((slot, false))
            }
            Arrivals::Every { minutes: Input::Slot(slot), .. } => slots.push((slot, true)),
            _ => return Ok(Vec::new()),
        }
    }
    let arms: Vec<Arm<TeamEdit>> = TIMES
        .iter()
        .map(|&times| {
            let mut loaded = arm.clone();
            loaded.edits.extend(slots.iter().map(|&(slot, inverse)| {
                let by = if inverse { 1.0 / times } else { times };
                TeamEdit::Number(NumberEdit { slot, change: Change::Scale(Input::Fixed(by)) })
            }));
            loaded
        })
        .collect();
    let mut kinds: Vec<(String, Kind)> =
        (0..draft.pools.len()).map(|pool| (format!("wait {pool}"), Kind::Wait(draft.agents.len() + pool))).collect();
    kinds.extend((0..draft.people.len()).map(|person| (format!("use {person}"), Kind::PersonUse(person))));
    let found = compare(&Pairing {
        world: team,
        arms: &arms,
        readout: &Figures::chosen(team, kinds),
        settings: Settings {
            seed: Seed(options.seed.0 ^ LOADED_SEED),
            replicates: Replicates::Fixed(LOADED),
            inner: 1,
            batching: options.batching,
            blocks: Blocks::All,
        },
        enough: &|_| true,
        progress: &|_| {},
        interrupt,
    })?;
    let mean = |arm: usize, figure: usize| found.spread(arm, figure).map_or(f64::NAN, |found| found.mean);
    let point = |(arm, &times): (usize, &f64)| LoadPoint {
        times,
        pools: draft
            .pools
            .iter()
            .enumerate()
            .map(|(pool, of)| {
                let uses: Vec<f64> = of.people.iter().map(|person| mean(arm, draft.pools.len() + person)).collect();
                (crate::num::sum(&uses) / uses.len() as f64, mean(arm, pool))
            })
            .collect(),
    };
    Ok(TIMES.iter().enumerate().map(point).collect())
}
