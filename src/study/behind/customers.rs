//! The concept under each setting of the team behind it, on the same people and the same runs of the team.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::input::{Cx, Grade, Name, Spanned};
use crate::market::{ArmFigures, Kind, MarketEdit};
use crate::montecarlo::{Blocks, Comparison, Effect, Pairing, Replicates, RunnerError, Settings, compare};
use crate::random::Seed;
use crate::report::view::Estimate;
use crate::stats::Summary;
use crate::study::autonomy::{Findings as Compared, TeamStudy};
use crate::study::compare::{Comparing, Findings, analyse};
use crate::study::parts::estimate;
use crate::study::validate::{Options, Stage, Study};
use crate::treatment::spec::TreatmentSpec;
use crate::treatment::{DiffLine, Treatment, with_unit};
use crate::world::{Arm, Column, Depth, World};

use super::feed::{Behind, RUNS, columns, order};
use super::runs::{Ran, run};

/// Draws behind what each touchpoint carries by itself.
const CARRIED: u32 = 64;
const CARRIED_SEED: u64 = 0xa3c5_9e17_40d8_6b2f;

/// What the team hands over in one number of the study.
#[derive(Debug, Clone)]
pub struct Handed {
    /// The number, as a position among the feeds.
    pub feed: usize,
    /// By setting that is compared: median, 5 % and 95 % of its runs.
    pub by_setting: Vec<Estimate>,
}

/// A setting that cannot be held before customers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The setting.
    pub name: String,
    /// Why.
    pub why: String,
}

/// What one place of the concept carries by itself.
#[derive(Debug, Clone)]
pub struct Carried {
    /// The setting, as an arm of the comparison.
    pub arm: usize,
    /// The touchpoint, or the concept.
    pub place: String,
    /// By measure of [`Customers::headline`]: what changes where only this place gets the setting's numbers.
    pub effects: Vec<Option<Effect>>,
}

/// What customers notice of the settings of a team.
#[derive(Debug)]
pub struct Customers {
    /// The study, with each setting but the first as a treatment.
    pub comparing: Comparing,
    /// What they change.
    pub findings: Findings,
    /// The team behind it.
    pub behind: Behind,
    /// What the team hands over.
    pub handed: Vec<Handed>,
    /// The measures that come first: purchase intent, what the verdict hangs on, the share who get through.
    pub headline: Vec<Kind>,
    /// What each place carries by itself.
    pub carried: Vec<Carried>,
    /// Settings that cannot be held before customers.
    pub left_out: Vec<LeftOut>,
    /// What is missing because the run was cut short.
    pub partial: Option<String>,
}

/// Holds every setting that was compared before the customers of a concept, in the findings; these say where that is missing because the run was cut
/// short.
///
/// # Errors
/// [`RunnerError`] when no thread starts or nothing can be run.
///
/// # Determinism
/// Depends on the team, its settings, the concept, the seed and the replicates; never on threads or chunks.
pub fn customers(
    team: &TeamStudy,
    compared: &mut Compared,
    concept: Study,
    options: &Options,
    interrupt: &AtomicBool,
    tell: &dyn Fn(Stage),
) -> Result<(), RunnerError> {
    if !interrupt.load(Ordering::Relaxed) {
        compared.customers = held(team, compared, concept, options, interrupt, tell)?;
    }
    let missing = || Some("The run was interrupted: what customers notice is missing.".to_owned());
    let cut = compared.customers.as_ref().map_or_else(missing, |customers| customers.partial.clone());
    compared.partial = compared.partial.take().or(cut);
    Ok(())
}

/// The concept under every setting; `None` after an interrupt before anything could be said.
fn held(
    team: &TeamStudy,
    compared: &Compared,
    concept: Study,
    options: &Options,
    interrupt: &AtomicBool,
    tell: &dyn Fn(Stage),
) -> Result<Option<Customers>, RunnerError> {
    let Some(behind) = concept.behind.clone() else { return Ok(None) };
    let names = compared.comparison.arms();
    let arms: Vec<Arm<_>> = names
        .iter()
        .zip(&compared.settings)
        .map(|(name, setting)| Arm { name: name.clone(), edits: team.edits(setting), depth: Depth::Full })
        .collect();
    let ran = run(&team.team, &behind.feeds, &arms, (behind.seed, options.batching), interrupt)?;
    let values = match ran {
        Ran::Whole(values) => values,
        Ran::Failed(count, first) => return Err(RunnerError::AllFailed { count, first }),
        Ran::Interrupted => return Ok(None),
    };
    let order = order(&values[0]);
    let mut concept = concept;
    let (mut settings, mut treatments, mut left_out) = (vec![0], Vec::new(), Vec::new());
    let mut swaps: Vec<Vec<Column>> = Vec::new();
    for (arm, name) in names.iter().enumerate().skip(1) {
        if let Some(feed) = (0..behind.feeds.len()).find(|&feed| values[arm][feed].iter().any(|value| !value.is_finite())) {
            let why = format!("in some runs it delivers none of {}", behind.feeds[feed].of);
            left_out.push(LeftOut { name: name.clone(), why });
            continue;
        }
        let columns = columns(&behind.feeds, &values[arm], &order, &|feed| feed.words(), Grade::Judgement);
        let edits = concept.market.swap(name, &columns);
        treatments.push(Treatment { name: name.clone(), why: String::new(), diff: diff(&concept, &behind, &columns), edits });
        settings.push(arm);
        swaps.push(columns);
    }
    let specs = specs(&concept, &treatments);
    // What the verdict cannot be judged by was said when the study was read.
    let comparing = Comparing::of(concept, treatments, specs, &mut Cx::new());
    let findings = analyse(&comparing, options, interrupt, tell)?;
    let handed = (0..behind.feeds.len())
        .map(|feed| Handed { feed, by_setting: settings.iter().map(|&arm| of_runs(&values[arm][feed])).collect() })
        .collect();
    let headline = comparing.headline();
    let carried = if interrupt.load(Ordering::Relaxed) { Vec::new() } else { carried(&comparing, &behind, &headline, options, interrupt)? };
    Ok(Some(Customers { partial: findings.partial.clone(), comparing, findings, behind, handed, headline, carried, left_out }))
}

fn of_runs(values: &[f64]) -> Estimate {
    Summary::of(values).map_or(Estimate::exact(f64::NAN), estimate)
}

/// What a setting changes, number by number, at the middle of the runs.
fn diff(concept: &Study, behind: &Behind, columns: &[Column]) -> Vec<DiffLine> {
    let unknowns = concept.market.unknowns();
    let line = |column: &Column| {
        let entry = &unknowns.entries()[unknowns.slot(&column.path)?];
        let given = behind.draws.column(&column.path)?;
        let words = |column: &Column| with_unit(of_runs(&column.values).mid, &entry.unit);
        Some(DiffLine { path: entry.path.clone(), label: entry.label.clone(), from: words(given), to: words(column) })
    };
    columns.iter().filter_map(line).collect()
}

/// The settings as they would be written, without edits: what they change stands in no study file.
fn specs(concept: &Study, treatments: &[Treatment<MarketEdit>]) -> Vec<TreatmentSpec> {
    let title = &concept.spec.concept.name;
    let named = |name: &str| Name::new(name).unwrap_or_else(|_| title.value.clone());
    treatments.iter().map(|one| TreatmentSpec { title: Spanned::new(named(&one.name), title.span), why: None, edit: Vec::new() }).collect()
}

/// Gives a setting's numbers to one place at a time, all others as given.
fn carried(
    comparing: &Comparing,
    behind: &Behind,
    headline: &[Kind],
    options: &Options,
    interrupt: &AtomicBool,
) -> Result<Vec<Carried>, RunnerError> {
    let market = &comparing.study.market;
    let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for feed in &behind.feeds {
        places.entry(feed.place()).or_default().extend(market.unknowns().slot(&feed.path));
    }
    if places.len() < 2 || comparing.treatments.is_empty() {
        return Ok(Vec::new());
    }
    let Some(figures) = ArmFigures::only(market, headline) else { return Ok(Vec::new()) };
    let mut arms = vec![Arm { name: "as given".to_owned(), edits: Vec::new(), depth: figures.depth() }];
    let mut of = Vec::new();
    for (setting, treatment) in comparing.treatments.iter().enumerate() {
        for (place, slots) in &places {
            let here = |edit: &&MarketEdit| matches!(edit, MarketEdit::Number(number) if slots.contains(&number.slot));
            let edits = treatment.edits.iter().filter(here).cloned().collect();
            arms.push(Arm { name: format!("{}: {place}", treatment.name), edits, depth: figures.depth() });
            of.push((setting + 1, (*place).to_owned()));
        }
    }
    let found: Comparison = compare(&Pairing {
        world: market,
        arms: &arms,
        readout: &figures,
        settings: Settings {
            seed: Seed(options.seed.0 ^ CARRIED_SEED),
            replicates: Replicates::Fixed(CARRIED),
            inner: 1,
            batching: options.batching,
            blocks: Blocks::Spread(4),
        },
        enough: &|_| true,
        progress: &|_| {},
        interrupt,
    })?;
    let effects = |arm: usize| (0..headline.len()).map(|figure| found.effect(arm, figure)).collect();
    Ok(of.into_iter().enumerate().map(|(at, (arm, place))| Carried { arm, place, effects: effects(at + 1) }).collect())
}

impl Customers {
    /// How many runs of the team stand behind every setting.
    #[must_use]
    pub fn runs(&self) -> u32 {
        RUNS
    }

    /// The draws of a number, the team as given.
    #[must_use]
    pub fn given(&self, feed: usize) -> Option<Arc<[f64]>> {
        self.behind.draws.column(&self.behind.feeds[feed].path).map(|column| column.values.clone())
    }
}
