//! The people and firms that live through every future that is told, on the same draws.
//!
//! A future is what its variants do to the economy, made one after the other in the order of drivers, or the file that stands in their place. An
//! uncertain amount of a treatment is one input of the economy, however many futures it stands in, so that two futures meet the same draw of it.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::cross_impact::{Scenario, Structure};
use crate::economy::spec::{EconomySpec, build, treat};
use crate::economy::{self, Economy, Figures, Fit, Gate, Job, NotRun, Outcome};
use crate::input::{Cx, DataFile, Read};
use crate::montecarlo::{Blocks, Comparison, Effect, Replicates, Settings, Spread, Stopped};
use crate::num::probit;
use crate::stats::spearman;
use crate::study::validate::{Options, Stage};
use crate::treatment::spec::TreatmentSpec;
use crate::treatment::{DiffLine, NumberEdit, Treatment};
use crate::world::{Arm, Depth, Entry, World};

use super::analyse::{Findings, Told};
use super::failure::{Failure, Search};
use super::load::by_variant;
use super::search::{Bench, Plan, Searched};
use super::spec::{DriverSpec, PopulationSpec, SearchSpec, ToldSpec};

/// Draws of what nobody knows about an economy, where no number is given.
const DRAWS: u32 = 64;

/// A population and what the futures do to it.
#[derive(Debug)]
pub struct Population {
    /// What its economy's file is about.
    pub title: String,
    /// Its economy; uncertain amounts of the treatments are inputs of it.
    pub economy: Economy,
    /// By driver and variant: what it does to the economy.
    pub variants: Vec<Vec<Option<Treatment<NumberEdit>>>>,
    /// By future that the file tells: what it does in place of its variants.
    pub futures: Vec<Option<Treatment<NumberEdit>>>,
    /// What is searched for.
    pub searches: Vec<Plan>,
}

/// What people and firms lived through.
#[derive(Debug)]
pub struct Lives {
    /// What the economy's file is about.
    pub title: String,
    /// The economy.
    pub economy: Economy,
    /// Its past beside what is known, and every future.
    pub lived: economy::Lived,
    /// What was read, in which months.
    pub figures: Figures,
    /// By future told: its name, its arm, and what it changes. A future that touches nothing has the first arm, in which nothing changes.
    pub futures: Vec<(String, usize, Vec<DiffLine>)>,
    /// Under what the median income ends below what it is where nothing changes; nothing where too little was run.
    pub failure: Option<Failure>,
    /// What searches found.
    pub searched: Vec<Searched>,
    /// Why the result is incomplete, if it is.
    pub partial: Option<String>,
}

impl Population {
    pub(super) fn read(
        spec: &PopulationSpec,
        drivers: &[DriverSpec],
        futures: &[ToldSpec],
        searches: &[SearchSpec],
        structure: &Structure,
        cx: &mut Cx,
    ) -> Option<Self> {
        let before = cx.errors();
        let document = cx.follow_toml(&spec.economy)?;
        let read = EconomySpec::read(document.node(), cx)?;
        let mut economy = build(&read, cx)?;
        let mut treated = |file: &DataFile, cx: &mut Cx| {
            let document = cx.follow_toml(file)?;
            let spec = TreatmentSpec::read(document.node(), cx)?;
            treat(&spec, &mut economy, cx)
        };
        let variants = by_variant(drivers, structure, |variant| variant.population.as_ref(), |file| treated(file, cx));
        let does = futures.iter().map(|told| told.population.as_ref().and_then(|file| treated(file, cx))).collect();
        let searches = Plan::read(searches, futures, treated, cx);
        if cx.errors() > before {
            return None;
        }
        Some(Self { title: read.title.as_str().to_owned(), economy, variants, futures: does, searches })
    }

    /// What a future does: the file that stands in the place of its variants, or its variants one after the other.
    fn does(&self, told: &Told) -> (Vec<NumberEdit>, Vec<DiffLine>) {
        let own = told.named.and_then(|named| self.futures[named].as_ref());
        let of_variants = told.scenario.variants().enumerate().filter_map(|(driver, variant)| self.variants[driver][variant].as_ref());
        let parts: Vec<&Treatment<NumberEdit>> = own.map_or_else(|| of_variants.collect(), |own| vec![own]);
        let edits = parts.iter().flat_map(|part| part.edits.iter().copied()).collect();
        (edits, parts.iter().flat_map(|part| part.diff.iter().cloned()).collect())
    }
}

/// Lets a population live through every future that is told, once its past has landed on what is known, or in any case where the gate is open.
///
/// # Errors
/// [`NotRun`].
///
/// # Determinism
/// Depends on the population, the futures and their order, the seed and the draws; never on threads or chunks.
pub fn lives(
    population: Population,
    structure: &Structure,
    findings: &Findings,
    options: &Options,
    gate: Gate,
    interrupt: &AtomicBool,
    tell: &dyn Fn(Stage),
) -> Result<Lives, NotRun> {
    tell(Stage::Past);
    let arm = |name: &str, edits| Arm { name: name.to_owned(), edits, depth: Depth::Full };
    let (mut arms, mut futures) = (vec![arm("nothing changes", Vec::new())], Vec::new());
    for told in &findings.told {
        let (edits, diff) = population.does(told);
        let place = if edits.is_empty() { 0 } else { arms.len() };
        if place > 0 {
            arms.push(arm(&told.name, edits));
        }
        futures.push((told.name.clone(), place, diff));
    }
    let figures = Figures::all(&population.economy);
    let replicates = match options.replicates {
        Replicates::Auto { .. } => Replicates::Fixed(DRAWS),
        fixed @ Replicates::Fixed(_) => fixed,
    };
    let lived = economy::run(&Job {
        economy: &population.economy,
        arms: &arms,
        figures: &figures,
        settings: Settings { seed: options.seed, replicates, inner: 1, batching: options.batching, blocks: Blocks::All },
        gate,
        fit: Fit::default(),
        progress: &|progress| tell(Stage::Lives(progress)),
        interrupt,
    })?;
    let comparison = &lived.comparison;
    let failure = figures.kinds().iter().rposition(|kind| kind.outcome == Outcome::Median).and_then(|figure| {
        let worse = |arm: usize| comparison.difference(arm, figure).into_iter().map(|change| change < 0.0).collect();
        let scenarios: Vec<(&Scenario, Vec<bool>)> =
            findings.told.iter().zip(&futures).map(|(told, (_, arm, _))| (&told.scenario, worse(*arm))).collect();
        let (unknowns, theta) = (population.economy.unknowns(), |draw: usize| comparison.theta(draw));
        let search = Search { structure, scenarios: &scenarios, unknowns, theta: &theta, threads: options.batching.threads };
        search.run("the median income ends below what it is where nothing changes".to_owned())
    });
    let partial = match (comparison.stopped(), comparison.failed().first()) {
        (Stopped::Interrupted, _) => {
            Some(format!("The run was interrupted: the population lived through {} draws only.", comparison.replicates()))
        }
        (_, Some((draw, why))) => {
            Some(format!("{} of the population's draws could not be run; the first is draw {draw}: {why}.", comparison.failed().len()))
        }
        _ => None,
    };
    let mut searched = Vec::new();
    let missed = searches(&population, findings, options, interrupt, tell, &mut searched)?;
    let partial = partial.or(missed);
    Ok(Lives { title: population.title, economy: population.economy, futures, lived, figures, failure, searched, partial })
}

/// Runs every search; says what is missing where it was stopped.
fn searches(
    population: &Population,
    findings: &Findings,
    options: &Options,
    interrupt: &AtomicBool,
    tell: &dyn Fn(Stage),
    searched: &mut Vec<Searched>,
) -> Result<Option<String>, NotRun> {
    for plan in &population.searches {
        let missing = || Some(format!("The run was interrupted: “{}” was not searched to its end.", plan.name));
        if interrupt.load(Ordering::Relaxed) {
            return Ok(missing());
        }
        let Some(told) = findings.told.iter().find(|told| told.named == Some(plan.future)) else { continue };
        let (edits, _) = population.does(told);
        let bench = Bench {
            economy: &population.economy,
            seed: options.seed,
            batching: options.batching,
            interrupt,
            progress: &|progress| tell(Stage::Levers(progress)),
        };
        match plan.run(&told.name, &edits, bench)? {
            Some(found) => searched.push(found),
            None if interrupt.load(Ordering::Relaxed) => return Ok(missing()),
            None => {}
        }
    }
    Ok(None)
}

impl Lives {
    /// Every arm: its name, the first of which is that nothing changes.
    #[must_use]
    pub fn arms(&self) -> &[String] {
        self.lived.comparison.arms()
    }

    /// The months that are read, counted from 0.
    #[must_use]
    pub fn months(&self) -> Vec<u32> {
        let of_first = self.figures.kinds().iter().take_while(|kind| kind.outcome == Outcome::ALL[0]);
        of_first.map(|kind| kind.month).collect()
    }

    /// The last month.
    #[must_use]
    pub fn end(&self) -> u32 {
        self.economy.size().months - 1
    }

    fn figure(&self, outcome: Outcome, month: u32) -> Option<usize> {
        self.figures.kinds().iter().position(|kind| (kind.outcome, kind.month) == (outcome, month))
    }

    /// An outcome in a month of one arm.
    #[must_use]
    pub fn level(&self, arm: usize, outcome: Outcome, month: u32) -> Option<Spread> {
        self.comparison().spread(arm, self.figure(outcome, month)?)
    }

    /// What one arm changes in an outcome in a month against nothing changing, draw by draw.
    #[must_use]
    pub fn effect(&self, arm: usize, outcome: Outcome, month: u32) -> Option<Effect> {
        self.comparison().effect(arm, self.figure(outcome, month)?)
    }

    /// The ratio of an outcome to what it is where nothing changes, draw by draw.
    #[must_use]
    pub fn ratio(&self, arm: usize, outcome: Outcome, month: u32) -> Option<Spread> {
        let (comparison, figure) = (self.comparison(), self.figure(outcome, month)?);
        let pairs = comparison.level(arm, figure).into_iter().zip(comparison.level(0, figure));
        Spread::of(&pairs.map(|(one, base)| one / base).filter(|ratio| ratio.is_finite()).collect::<Vec<_>>())
    }

    /// The uncertain inputs that decide what an arm changes in an outcome at the end, the strongest first: each with the rank correlation over draws
    /// between the input and the change, where it is beyond [`beyond_chance`](Self::beyond_chance).
    #[must_use]
    pub fn deciders(&self, arm: usize, outcome: Outcome) -> Vec<(&Entry, f64)> {
        let (comparison, unknowns) = (self.comparison(), self.economy.unknowns());
        let Some(figure) = self.figure(outcome, self.end()) else { return Vec::new() };
        let changes = comparison.difference(arm, figure);
        let values: Vec<Vec<f64>> = (0..comparison.replicates()).map(|draw| unknowns.values(comparison.theta(draw))).collect();
        let uncertain = unknowns.entries().iter().enumerate().filter(|(_, entry)| entry.unknown.is_some());
        let mut all: Vec<(&Entry, f64)> = uncertain
            .filter_map(|(slot, entry)| Some((entry, spearman(&values.iter().map(|values| values[slot]).collect::<Vec<_>>(), &changes)?)))
            .filter(|(_, correlation)| correlation.abs() > self.beyond_chance())
            .collect();
        all.sort_by(|one, other| other.1.abs().total_cmp(&one.1.abs()));
        all
    }

    /// The rank correlation that none of all inputs in all futures reaches by chance, but in one run of twenty (Bonferroni, normal approximation).
    #[must_use]
    pub fn beyond_chance(&self) -> f64 {
        let unknowns = self.economy.unknowns().len().max(1) * self.arms().len().saturating_sub(1).max(1);
        probit(1.0 - 0.025 / unknowns as f64) / (self.comparison().replicates().max(2) as f64 - 1.0).sqrt()
    }

    /// The draws.
    #[must_use]
    pub fn comparison(&self) -> &Comparison {
        &self.lived.comparison
    }
}
