//! What is worked out for a future, and what it found.

use std::collections::{BTreeMap, BTreeSet};

use crate::cross_impact::micmac::{Influence, Position};
use crate::cross_impact::{
    BasinError, BasinSearch, Basins, Decider, Draws, Figures, Frequency, Model, Pick, Picked, RobustError, Scenario, Search, SolveError,
    Succession, basins, count, live, pick, solve,
};
use crate::economy::NotRun;
use crate::parallel::ThreadError;
use crate::random::Seed;
use crate::stats::interval::Interval;

use super::heard::Heard;
use super::load::{Future, Named};
use super::population::Lives;
use super::signposts::{Signpost, signposts};
use super::stress::{Stressed, title};

/// Most scenarios that are listed.
const LISTED: usize = 10_000;
/// Most partial scenarios that one search visits.
const NODES: u64 = 400_000_000;
/// Most scenarios whose basins are counted.
const COUNTED: u64 = 200_000_000;
/// Points of inconsistency up to which scenarios that nearly hold together are counted.
const NEAR: u32 = 3;
/// Deciding judgements kept for each scenario.
const DECIDERS: usize = 6;

/// Says how a future is analysed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// The seed.
    pub seed: Seed,
    /// Matrices drawn, where judgements are uncertain.
    pub draws: u32,
    /// Worker threads. They change the time, never the result.
    pub threads: usize,
}

/// Why a future could not be analysed.
#[derive(Debug, thiserror::Error)]
pub enum ForesightError {
    /// There are too many scenarios, or the search takes too long.
    #[error(transparent)]
    Solve(#[from] SolveError),
    /// There are too many attractors.
    #[error(transparent)]
    Basins(#[from] BasinError),
    /// Too many scenarios are consistent in some draw.
    #[error(transparent)]
    Robust(#[from] RobustError),
    /// A shock cannot be lived through.
    #[error(transparent)]
    Periods(#[from] crate::cross_impact::PeriodError),
    /// Threads could not be started.
    #[error(transparent)]
    Threads(#[from] ThreadError),
    /// The population could not be run.
    #[error("{}", past(.0))]
    Population(#[from] NotRun),
    /// The concept could not be run.
    #[error(transparent)]
    Runner(#[from] crate::montecarlo::RunnerError),
}

/// Why a population did not run, and what can be done about it.
fn past(error: &NotRun) -> String {
    match error {
        NotRun::Uncalibrated(_) => format!(
            "{error}. Change back what the economy's file says of people, firms, choices or tasks, or run it all the same with --uncalibrated: the \
             report then says how far off it is"
        ),
        NotRun::Runner(_) => error.to_string(),
    }
}

/// Where a scenario is weakest: the choice that has least over an alternative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weakest {
    /// The driver.
    pub driver: usize,
    /// The alternative to its chosen variant.
    pub other: usize,
    /// What the chosen one has over it \[steps\]; 0 where the two are level.
    pub lead: i32,
}

/// A scenario that hangs together, with all that is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// The scenario.
    pub scenario: Scenario,
    /// Inconsistency, score and margin \[steps\].
    pub figures: Figures,
    /// How many scenarios lead to it where all drivers move at once; nothing where they were not counted.
    pub basin: Option<u64>,
    /// The same where the least consistent driver moves alone.
    pub local: Option<u64>,
    /// How often it stays consistent, with its Monte Carlo error; nothing where every judgement is taken as certain.
    pub stays: Option<(f64, Interval)>,
    /// The judgements that decide, the strongest first.
    pub deciders: Vec<Decider>,
    /// Where it is weakest; nothing where no driver has an alternative.
    pub weakest: Option<Weakest>,
}

/// A scenario that is consistent in some draws of the judgements and not as judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Emerging {
    /// The scenario.
    pub scenario: Scenario,
    /// Its inconsistency as judged \[steps\].
    pub inconsistency: i32,
    /// The share of draws in which it is consistent.
    pub share: f64,
}

/// A future that is told: a scenario to read, or one that the file names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What it is called.
    pub name: String,
    /// The variant of every driver.
    pub scenario: Scenario,
    /// Its place among those that the file names; nothing for a scenario to read.
    pub named: Option<usize>,
}

/// What becomes of one scenario under one shock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pushed {
    /// The scenario that the push ends in, or the least inconsistent of a circle of them.
    pub during: Scenario,
    /// Whether the push ends in a circle of scenarios rather than one.
    pub circles: bool,
    /// The scenario a period later: without the push where it passes, with it where it stays.
    pub after: Scenario,
}

/// How much drivers influence each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Map {
    /// The most that a change of one driver can shift between two variants of another \[steps\], row by row.
    pub matrix: Vec<Vec<u32>>,
    /// Row and column sums.
    pub direct: Position,
    /// The first length of paths at which the order of drivers no longer changes, with its sums; nothing where it never settles.
    pub settled: Option<(u32, Position)>,
}

/// One expert alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alone {
    /// Who.
    pub name: String,
    /// How many scenarios hang together by their judgements alone; nothing where there are too many to list.
    pub consistent: Option<usize>,
    /// How many of those hang together by all judgements together too.
    pub shared: usize,
}

/// What an analyst's changes do to the scenarios that hang together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overridden {
    /// Those that do only with the changes.
    pub came: Vec<Scenario>,
    /// Those that do only without them.
    pub gone: Vec<Scenario>,
}

/// Everything that was found.
#[derive(Debug)]
pub struct Findings {
    /// How many scenarios there are; nothing where 64 bits cannot count them.
    pub configurations: Option<u64>,
    /// The inconsistency that is allowed \[steps\]: 0, or the least that any scenario has where none is consistent.
    pub allowed: u32,
    /// The scenarios that hang together: those that stay so most often first, then those with the larger basin, then in canonical order.
    pub found: Vec<Standing>,
    /// How many scenarios have an inconsistency of at most 1, 2, ... points; ends where there are too many to count.
    pub near: Vec<u64>,
    /// What leads where, all drivers at once; nothing where there are too many scenarios to follow.
    pub basins: Option<Basins>,
    /// Matrices drawn; 0 where every judgement is taken as certain.
    pub draws: u32,
    /// The share of draws in which no scenario was consistent.
    pub none: f64,
    /// Scenarios that are consistent only in draws, the most frequent first.
    pub emerging: Vec<Emerging>,
    /// The few for people to read, as places among those found.
    pub picked: Vec<Picked>,
    /// Everything that is told: the few to read, then those that the file names.
    pub told: Vec<Told>,
    /// Who moves whom.
    pub map: Option<Map>,
    /// The drivers that tell the scenarios apart, in the order in which to look at them.
    pub signposts: Vec<Signpost>,
    /// By shock, then by scenario that is read.
    pub shocks: Vec<Vec<Pushed>>,
    /// Experts alone, where several judged.
    pub experts: Vec<Alone>,
    /// Scenarios that hang together only with, and only without, what an analyst changed.
    pub overridden: Option<Overridden>,
    /// What is heard of the drivers.
    pub heard: Option<Heard>,
    /// The population that lived through what is told.
    pub lives: Option<Lives>,
    /// The concept under what is told.
    pub stressed: Option<Stressed>,
    /// What is missing.
    pub partial: Option<String>,
}

impl Findings {
    /// Returns the scenarios that are picked for people to read, with their places among those found.
    pub fn read(&self) -> impl Iterator<Item = (usize, &Standing)> {
        self.picked.iter().map(|picked| (picked.place, &self.found[picked.place]))
    }
}

/// Works a future out; the concept is run apart, by `stress`.
///
/// # Errors
/// [`ForesightError`] when the matrix says so little that there are too many scenarios to list, or threads cannot be started.
///
/// # Determinism
/// Depends on the future, the seed and the number of draws; never on threads.
pub fn analyse(future: &Future, options: &Options) -> Result<Findings, ForesightError> {
    let model = future.model();
    let (allowed, solution) = together(model)?;
    let global = counted(model, Succession::Global, options.threads)?;
    let local = counted(model, Succession::Local, options.threads)?;
    let robust = match future.uncertain.cells().len() {
        0 => None,
        _ => {
            let draws = Draws {
                seed: options.seed,
                draws: options.draws,
                scenarios: LISTED,
                deciders: DECIDERS,
                threads: options.threads,
                ..Draws::default()
            };
            Some(future.uncertain.robustness(&draws)?)
        }
    };
    let frequencies: BTreeMap<&Scenario, &Frequency> =
        robust.iter().flat_map(|robust| &robust.scenarios).map(|one| (&one.scenario, one)).collect();
    let known: BTreeSet<Scenario> = solution.iter().cloned().collect();
    let mut found: Vec<Standing> = solution
        .into_iter()
        .map(|scenario| {
            let frequency = frequencies.get(&scenario);
            Standing {
                figures: model.figures(&scenario),
                basin: global.as_ref().and_then(|basins| basins.weight(&scenario)),
                local: local.as_ref().and_then(|basins| basins.weight(&scenario)),
                stays: robust.as_ref().map(|_| frequency.map_or((0.0, Interval { low: 0.0, high: 0.0 }), |one| (one.share, one.error))),
                deciders: frequency.map_or_else(Vec::new, |one| one.deciders.clone()),
                weakest: weakest(model, &scenario),
                scenario,
            }
        })
        .collect();
    found.sort_by(|one, other| {
        let share = |standing: &Standing| standing.stays.map_or(0.0, |(share, _)| share);
        share(other).total_cmp(&share(one)).then(other.basin.cmp(&one.basin)).then(one.scenario.cmp(&other.scenario))
    });
    let emerging = robust.as_ref().map_or_else(Vec::new, |robust| {
        let only = robust.scenarios.iter().filter(|one| !known.contains(&one.scenario));
        only.map(|one| Emerging { scenario: one.scenario.clone(), inconsistency: one.judged.inconsistency, share: one.share }).collect()
    });
    let picked = picked(future, &found, options.draws);
    let starts: Vec<&Scenario> = picked.iter().map(|picked| &found[picked.place].scenario).collect();
    let shocks = future.shocks.iter().map(|shock| pushed(model, shock, &starts)).collect::<Result<_, _>>()?;
    let scenarios: Vec<Scenario> = found.iter().map(|standing| standing.scenario.clone()).collect();
    let read = picked.iter().map(|picked| Told { name: title(picked.place), scenario: scenarios[picked.place].clone(), named: None });
    let named = future.told.iter().enumerate();
    let named = named.map(|(named, told)| Told { name: told.name.clone(), scenario: told.scenario.clone(), named: Some(named) });
    let told = read.chain(named).collect();
    Ok(Findings {
        configurations: model.structure().configurations(),
        allowed,
        near: near(model),
        basins: global,
        draws: robust.as_ref().map_or(0, |robust| robust.draws),
        none: robust.as_ref().map_or(0.0, |robust| f64::from(robust.none) / f64::from(robust.draws)),
        emerging,
        picked,
        map: map(model),
        signposts: signposts(model.structure(), &scenarios),
        shocks,
        experts: experts(future, &scenarios),
        overridden: overridden(future, &scenarios)?,
        heard: None,
        lives: None,
        stressed: None,
        partial: None,
        told,
        found,
    })
}

fn search(inconsistency: u32, most: usize) -> Search {
    Search { inconsistency, most, nodes: NODES }
}

/// The scenarios that hang together, or those that come nearest to it, with the inconsistency that is allowed.
fn together(model: &Model) -> Result<(u32, Vec<Scenario>), ForesightError> {
    let listed = |allowed: u32| -> Result<Vec<Scenario>, SolveError> {
        Ok(solve(model, &search(allowed, LISTED))?.found.into_iter().map(|found| found.scenario).collect())
    };
    let consistent = listed(0)?;
    if !consistent.is_empty() {
        return Ok((0, consistent));
    }
    // One scenario at least has an inconsistency of at most the largest that there can be, so the doubling ends.
    let any = |allowed: u32| match solve(model, &search(allowed, 1)) {
        Ok(solution) => Ok(!solution.found.is_empty()),
        Err(SolveError::TooMany { .. }) => Ok(true),
        Err(error) => Err(error),
    };
    let (mut none, mut some) = (0, 1);
    while !any(some)? {
        (none, some) = (some, some.saturating_mul(2));
    }
    while some - none > 1 {
        let middle = none + (some - none) / 2;
        if any(middle)? { some = middle } else { none = middle }
    }
    Ok((some, listed(some)?))
}

/// What leads where; nothing where there are too many scenarios, or attractors, to follow.
fn counted(model: &Model, succession: Succession, threads: usize) -> Result<Option<Basins>, ForesightError> {
    // Following scenarios one by one is far slower than all at once.
    let configurations = if succession == Succession::Global { COUNTED } else { COUNTED / 50 };
    let search = BasinSearch { succession, threads, configurations, ..BasinSearch::default() };
    match basins(model, &search) {
        Ok(found) => Ok(Some(found)),
        Err(BasinError::TooLarge { .. } | BasinError::TooMany { .. }) => Ok(None),
        Err(BasinError::Threads(error)) => Err(error.into()),
    }
}

fn near(model: &Model) -> Vec<u64> {
    let within = |points: u32| count(model, points.saturating_mul(model.steps_per_point()), NODES / 8).ok();
    (1..=NEAR).map_while(within).collect()
}

/// The choice of a scenario that has least over an alternative.
pub(super) fn weakest(model: &Model, scenario: &Scenario) -> Option<Weakest> {
    let (structure, balances) = (model.structure(), model.balances(scenario));
    let leads = scenario.variants().enumerate().flat_map(|(driver, chosen)| {
        let block = &balances[structure.block(driver)];
        let others = (0..block.len()).filter(move |&other| other != chosen);
        others.map(move |other| Weakest { driver, other, lead: block[chosen] - block[other] })
    });
    leads.min_by_key(|weakest| (weakest.lead, weakest.driver, weakest.other))
}

/// The few for people to read: weighed by how often each stays consistent, else by how many scenarios lead to it.
fn picked(future: &Future, found: &[Standing], draws: u32) -> Vec<Picked> {
    let weight = |standing: &Standing| match standing.stays {
        Some((share, _)) => (share * f64::from(draws)).round() as u64,
        None => standing.basin.unwrap_or(0),
    };
    let weighed: Vec<(Scenario, u64)> = found.iter().map(|standing| (standing.scenario.clone(), weight(standing))).collect();
    let read = &future.spec.read;
    pick(future.model(), &weighed, Pick { most: usize::from(read.most), apart: usize::from(read.apart) })
}

/// Who moves whom, by the most that a change of one driver can shift between two variants of the other.
///
/// What is added to all variants of a driver alike moves nothing, and does not count here either.
fn map(model: &Model) -> Option<Map> {
    let structure = model.structure();
    let drivers = structure.descriptors().len();
    let moves = |of: usize, on: usize| -> u32 {
        if of == on {
            return 0;
        }
        let (rows, columns) = (structure.block(of), structure.block(on));
        let pairs = columns.clone().flat_map(|one| columns.clone().map(move |other| (one, other)));
        let range = |(one, other): (usize, usize)| {
            let shifts = rows.clone().map(|row| model.row(row)[one] - model.row(row)[other]);
            let (low, high) = shifts.fold((i32::MAX, i32::MIN), |(low, high), shift| (low.min(shift), high.max(shift)));
            high.abs_diff(low)
        };
        pairs.map(range).max().unwrap_or(0)
    };
    let matrix: Vec<Vec<u32>> = (0..drivers).map(|of| (0..drivers).map(|on| moves(of, on)).collect()).collect();
    let influence = Influence::new(&matrix).ok()?;
    let direct = influence.position(1).ok()?;
    Some(Map { direct, settled: influence.settled().ok().flatten(), matrix })
}

/// What becomes of scenarios under a shock.
fn pushed(model: &Model, shock: &Named, starts: &[&Scenario]) -> Result<Vec<Pushed>, ForesightError> {
    let periods = [shock.period.clone(), crate::cross_impact::Period::default()];
    let one = |start: &&Scenario| {
        let lived = live(model, Succession::Global, start, &periods)?;
        Ok(Pushed { during: lived[0].last.clone(), circles: !lived[0].end.is_fixed(), after: lived[1].last.clone() })
    };
    starts.iter().map(one).collect()
}

fn experts(future: &Future, together: &[Scenario]) -> Vec<Alone> {
    let Some(panel) = &future.panel else { return Vec::new() };
    let alone = |(name, model): &(crate::input::Name, Model)| {
        let found = solve(model, &search(0, LISTED)).ok();
        let shared = found.iter().flat_map(|found| &found.found).filter(|one| together.contains(&one.scenario)).count();
        Alone { name: name.as_str().to_owned(), consistent: found.map(|found| found.found.len()), shared }
    };
    panel.experts().iter().map(alone).collect()
}

fn overridden(future: &Future, with: &[Scenario]) -> Result<Option<Overridden>, ForesightError> {
    let Some(before) = &future.before else { return Ok(None) };
    let (_, without) = together(before)?;
    let only = |these: &[Scenario], those: &[Scenario]| these.iter().filter(|one| !those.contains(one)).cloned().collect();
    Ok(Some(Overridden { came: only(with, &without), gone: only(&without, with) }))
}
