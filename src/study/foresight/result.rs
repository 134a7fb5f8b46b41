//! `result.json` of a future: the findings for programs.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::cross_impact::Scenario;
use crate::economy::{Outcome, TARGETS, Target, VALIDATION};
use crate::study::validate::{Setting, ValidityJson};

use super::analyse::Findings;
use super::heard::{Heard, Signal};
use super::load::Future;
use super::population::Lives;
use super::result_concept::{ConceptJson, FailureJson, FigureJson, concept};
use super::view::{Reading, validity as trusted};

/// The version of the format; it rises when a field changes its meaning or goes.
pub const FORESIGHT_SCHEMA_VERSION: u32 = 1;

/// What was found of a future, for programs. Points are those of the judgements' scale.
#[derive(Debug, Clone, Serialize)]
pub struct ForesightFile {
    /// The version of this format.
    pub schema_version: u32,
    /// The program's version.
    pub foretaste: String,
    /// The seed.
    pub seed: u64,
    /// The title.
    pub title: String,
    /// The years it is about.
    pub horizon: String,
    /// The day up to which things were known.
    pub as_of: String,
    /// Why the result is incomplete, if it is.
    pub partial: Option<String>,
    /// All combinations of variants; `null` where 64 bits cannot count them.
    pub combinations: Option<u64>,
    /// The inconsistency that was allowed: 0, or the least that there is where nothing hangs together \[points\].
    pub inconsistency: f64,
    /// Draws of the judgements; 0 where none has a doubt.
    pub draws: u32,
    /// The share of draws in which nothing hangs together.
    pub none_share: Option<f64>,
    /// Combinations with an inconsistency of at most 1, 2, ... points.
    pub within: Vec<u64>,
    /// Circles that combinations can end in; `null` where they were not followed.
    pub circles: Option<u64>,
    /// The scenarios that hang together.
    pub scenarios: Vec<ScenarioJson>,
    /// Scenarios that hang together only in draws.
    pub emerging: Vec<EmergingJson>,
    /// The drivers that tell scenarios apart, the first to look at first.
    pub signposts: Vec<SignpostJson>,
    /// Influence and dependence by driver.
    pub influence: BTreeMap<String, InfluenceJson>,
    /// What becomes of the scenarios to read where something comes from outside.
    pub shocks: Vec<ShockJson>,
    /// What already moves; `null` where no signals file is named.
    pub signals: Option<SignalsJson>,
    /// The population that lives through what is told; `null` where none is named.
    pub population: Option<PopulationJson>,
    /// The concept under what is told; `null` where none is named.
    pub concept: Option<ConceptJson>,
    /// What each statement may be trusted for.
    pub validity: Vec<ValidityJson>,
    /// Hashes of all inputs.
    pub inputs: BTreeMap<String, String>,
}

/// A scenario that hangs together.
#[derive(Debug, Clone, Serialize)]
pub struct ScenarioJson {
    /// Its name.
    pub name: String,
    /// The variant of each driver.
    pub variants: BTreeMap<String, String>,
    /// Whether it is picked to be read.
    pub read: bool,
    /// The share of draws in which it hangs together.
    pub share: Option<f64>,
    /// The lower end of its 95 % Monte Carlo interval.
    pub share_low: Option<f64>,
    /// The upper end.
    pub share_high: Option<f64>,
    /// Combinations that lead to it.
    pub basin: Option<u64>,
    /// The total impact score \[points\].
    pub score: f64,
    /// The inconsistency \[points\].
    pub inconsistency: f64,
    /// The least that a chosen variant has over an alternative \[points\].
    pub margin: Option<f64>,
    /// The judgements that decide, the strongest first.
    pub deciders: Vec<DeciderJson>,
}

/// A judgement that decides.
#[derive(Debug, Clone, Serialize)]
pub struct DeciderJson {
    /// The variant that speaks.
    pub of: String,
    /// The variant that is spoken of.
    pub on: String,
    /// The correlation between the judgement and the scenario's hanging together.
    pub correlation: f64,
    /// The mean of the judgement where it hangs together \[points\].
    pub with: f64,
    /// The mean where it does not \[points\].
    pub without: f64,
}

/// A scenario that hangs together only in draws.
#[derive(Debug, Clone, Serialize)]
pub struct EmergingJson {
    /// The variant of each driver.
    pub variants: BTreeMap<String, String>,
    /// The share of draws in which it hangs together.
    pub share: f64,
    /// Its inconsistency as judged \[points\].
    pub inconsistency: f64,
}

/// A driver that tells scenarios apart.
#[derive(Debug, Clone, Serialize)]
pub struct SignpostJson {
    /// The driver.
    pub driver: String,
    /// Scenarios left on average once it is known, by itself.
    pub left_alone: f64,
    /// Scenarios left on average once it and those before it are known.
    pub left: f64,
}

/// A driver's influence and dependence.
#[derive(Debug, Clone, Serialize)]
pub struct InfluenceJson {
    /// The sum of its direct influences \[points\].
    pub influence: f64,
    /// The sum of the direct influences on it \[points\].
    pub dependence: f64,
}

/// What becomes of scenarios under a push.
#[derive(Debug, Clone, Serialize)]
pub struct ShockJson {
    /// What comes.
    pub name: String,
    /// Whether each scenario to read holds.
    pub holds: BTreeMap<String, bool>,
}

/// What already moves.
#[derive(Debug, Clone, Serialize)]
pub struct SignalsJson {
    /// The day that is looked from.
    pub as_of: String,
    /// Terms that are said to tell of drivers.
    pub terms: Vec<TermJson>,
    /// Signposts that are counted.
    pub signposts: Vec<TripJson>,
}

/// A term that is said to tell of a driver.
#[derive(Debug, Clone, Serialize)]
pub struct TermJson {
    /// The term.
    pub term: String,
    /// The driver.
    pub driver: String,
    /// The variant it speaks for.
    pub speaks_for: Option<String>,
    /// Documents with it in the last window.
    pub documents: Option<u64>,
    /// The share of documents with it in the last window.
    pub share: Option<f64>,
    /// How many times the share of the window before that is.
    pub times: Option<f64>,
    /// The lower end of its 95 % interval.
    pub times_low: Option<f64>,
    /// The upper end.
    pub times_high: Option<f64>,
    /// Its score; `null` where it has none.
    pub score: Option<f64>,
    /// Its place by score.
    pub place: Option<usize>,
}

/// A signpost that is counted.
#[derive(Debug, Clone, Serialize)]
pub struct TripJson {
    /// The driver.
    pub driver: String,
    /// The term.
    pub term: String,
    /// The last period that is over.
    pub period: String,
    /// The share of its documents with the term; `null` where it has none.
    pub share: Option<f64>,
    /// The share from which on it has tripped.
    pub trips_at: f64,
    /// Whether it has.
    pub tripped: bool,
}

/// The population that lives through what is told.
#[derive(Debug, Clone, Serialize)]
pub struct PopulationJson {
    /// What its economy's file is about.
    pub title: String,
    /// People.
    pub people: u32,
    /// Months of every future.
    pub months: u32,
    /// Draws of what nobody knows.
    pub draws: usize,
    /// Whether its past lands on every statistic it must land on.
    pub calibrated: bool,
    /// Its past beside what is known.
    pub past: Vec<PastJson>,
    /// Nothing changing first, then every future that changes something.
    pub futures: Vec<LifeJson>,
    /// What searches for levers found.
    pub searches: Vec<SearchJson>,
    /// Under what the median income ends below what it is where nothing changes; `null` where too little was run.
    pub failure: Option<FailureJson>,
}

/// What a search for levers found.
#[derive(Debug, Clone, Serialize)]
pub struct SearchJson {
    /// The question.
    pub name: String,
    /// The future that it starts from.
    pub future: String,
    /// The outcome, in the last month.
    pub outcome: String,
    /// Its mean in the future as it is, on fresh draws.
    pub start: f64,
    /// The levers taken, the first first.
    pub levers: Vec<LeverJson>,
}

/// A lever that was taken.
#[derive(Debug, Clone, Serialize)]
pub struct LeverJson {
    /// The lever.
    pub name: String,
    /// What it adds to those before it, on fresh draws.
    pub adds: f64,
    /// The 5 % quantile of that.
    pub adds_q05: f64,
    /// The 95 % quantile.
    pub adds_q95: f64,
    /// The outcome with it and all before it.
    pub level: f64,
}

/// A statistic of the past.
#[derive(Debug, Clone, Serialize)]
pub struct PastJson {
    /// What it is.
    pub name: String,
    /// The unit.
    pub unit: String,
    /// Its mean over simulated pasts.
    pub simulated: Option<f64>,
    /// Its value in reality.
    pub real: f64,
    /// How near it must come; `null` where it need not.
    pub within: Option<f64>,
    /// Whether any number was chosen by it.
    pub fitted: bool,
}

/// A future as the population lived through it.
#[derive(Debug, Clone, Serialize)]
pub struct LifeJson {
    /// The future.
    pub name: String,
    /// Every outcome in the last month.
    pub outcomes: BTreeMap<String, FigureJson>,
}

/// Gathers the findings for programs.
///
/// # Determinism
/// Depends on the future, the findings and the setting of the run.
#[must_use]
pub fn result(future: &Future, findings: &Findings, setting: &Setting) -> ForesightFile {
    let reading = Reading { future, findings };
    let points = |steps: i64| future.model().points(steps);
    let variants = |scenario: &Scenario| -> BTreeMap<String, String> {
        scenario.words(future.structure()).map(|(driver, variant)| (driver.to_owned(), variant.to_owned())).collect()
    };
    let scenarios = findings.found.iter().enumerate().map(|(place, standing)| ScenarioJson {
        name: super::stress::title(place),
        variants: variants(&standing.scenario),
        read: findings.picked.iter().any(|picked| picked.place == place),
        share: standing.stays.map(|(share, _)| share),
        share_low: standing.stays.map(|(_, error)| error.low),
        share_high: standing.stays.map(|(_, error)| error.high),
        basin: standing.basin,
        score: points(standing.figures.score),
        inconsistency: points(i64::from(standing.figures.inconsistency)),
        margin: standing.figures.margin.map(|margin| points(i64::from(margin))),
        deciders: standing
            .deciders
            .iter()
            .map(|one| DeciderJson {
                of: reading.at(one.row).to_owned(),
                on: reading.at(one.column).to_owned(),
                correlation: one.correlation,
                with: one.with,
                without: one.without,
            })
            .collect(),
    });
    let emerging = findings.emerging.iter().map(|one| EmergingJson {
        variants: variants(&one.scenario),
        share: one.share,
        inconsistency: points(i64::from(one.inconsistency)),
    });
    let influence = findings.map.iter().flat_map(|map| {
        reading.drivers().map(|driver| {
            let sums = InfluenceJson {
                influence: points(map.direct.influence[driver] as i64),
                dependence: points(map.direct.dependence[driver] as i64),
            };
            (reading.driver(driver).to_owned(), sums)
        })
    });
    let shocks = future.shocks.iter().zip(&findings.shocks).map(|(shock, all)| {
        let holds =
            findings.read().zip(all).map(|((place, standing), pushed)| (super::stress::title(place), pushed.during == standing.scenario));
        ShockJson { name: shock.name.clone(), holds: holds.collect() }
    });
    ForesightFile {
        schema_version: FORESIGHT_SCHEMA_VERSION,
        foretaste: setting.version.clone(),
        seed: setting.seed,
        title: future.spec.title.as_str().to_owned(),
        horizon: future.spec.horizon.as_str().to_owned(),
        as_of: future.spec.as_of.value.as_str().to_owned(),
        partial: findings.partial.clone(),
        combinations: findings.configurations,
        inconsistency: points(i64::from(findings.allowed)),
        draws: findings.draws,
        none_share: (findings.draws > 0).then_some(findings.none),
        within: findings.near.clone(),
        circles: findings.basins.as_ref().map(|basins| basins.cycles().count() as u64),
        scenarios: scenarios.collect(),
        emerging: emerging.collect(),
        signposts: findings
            .signposts
            .iter()
            .map(|one| SignpostJson { driver: reading.driver(one.driver).to_owned(), left_alone: one.alone, left: one.left })
            .collect(),
        influence: influence.collect(),
        shocks: shocks.collect(),
        signals: findings.heard.as_ref().map(|heard| signals(&reading, heard)),
        population: findings.lives.as_ref().map(population),
        concept: findings.stressed.as_ref().map(concept),
        validity: trusted(&reading).into_iter().map(ValidityJson::from).collect(),
        inputs: setting.inputs.iter().cloned().collect(),
    }
}

fn signals(reading: &Reading<'_>, heard: &Heard) -> SignalsJson {
    let terms = heard.each().map(|(link, signal)| TermJson {
        term: link.term.clone(),
        driver: reading.driver(link.driver).to_owned(),
        speaks_for: link.speaks_for.map(|variant| reading.variant(link.driver, variant).to_owned()),
        documents: signal.map(|signal| signal.now.0),
        share: signal.map(Signal::share).filter(|share| share.is_finite()),
        times: signal.map(|signal| signal.times.0),
        times_low: signal.map(|signal| signal.times.1.low),
        times_high: signal.map(|signal| signal.times.1.high),
        score: signal.and_then(|signal| Some(signal.rank.as_ref().ok()?.score)),
        place: signal.and_then(|signal| Some(signal.rank.as_ref().ok()?.place)),
    });
    let signposts = heard.signposts().map(|(trip, stand)| TripJson {
        driver: reading.driver(trip.driver).to_owned(),
        term: trip.term.clone(),
        period: stand.period.to_string(),
        share: Some(stand.share()).filter(|share| share.is_finite()),
        trips_at: trip.share,
        tripped: trip.tripped(stand),
    });
    SignalsJson { as_of: heard.listening.study.as_of.to_string(), terms: terms.collect(), signposts: signposts.collect() }
}

fn population(lives: &Lives) -> PopulationJson {
    let calibration = &lives.lived.calibration;
    let past = |target: &Target| PastJson {
        name: target.label.to_owned(),
        unit: target.unit.to_owned(),
        simulated: Some(calibration.simulated(target.statistic)).filter(|value| value.is_finite()),
        real: target.real,
        within: Some(target.within).filter(|within| within.is_finite()),
        fitted: TARGETS.contains(target),
    };
    let outcomes = |arm: usize| {
        let of = move |&outcome: &Outcome| {
            let found = FigureJson::of(lives.level(arm, outcome, lives.end())?, lives.effect(arm, outcome, lives.end())?);
            Some((outcome.info().id.to_owned(), found))
        };
        Outcome::ALL.iter().filter_map(of).collect()
    };
    let size = lives.economy.size();
    PopulationJson {
        title: lives.title.clone(),
        people: size.people,
        months: size.months,
        draws: lives.comparison().replicates(),
        calibrated: calibration.missed().is_empty(),
        past: TARGETS.iter().chain(&VALIDATION).map(past).collect(),
        futures: lives.arms().iter().enumerate().map(|(arm, name)| LifeJson { name: name.clone(), outcomes: outcomes(arm) }).collect(),
        failure: lives.failure.as_ref().map(FailureJson::of),
        searches: lives
            .searched
            .iter()
            .map(|found| SearchJson {
                name: found.name.clone(),
                future: found.future.clone(),
                outcome: found.outcome.info().id.to_owned(),
                start: found.start.mean,
                levers: found
                    .steps
                    .iter()
                    .map(|step| LeverJson {
                        name: step.lever.clone(),
                        adds: step.adds.mean,
                        adds_q05: step.adds.low,
                        adds_q95: step.adds.high,
                        level: step.level.mean,
                    })
                    .collect(),
            })
            .collect(),
    }
}
