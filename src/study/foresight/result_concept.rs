//! The concept's part of `result.json`: what becomes of it in each scenario, how options and ways stand, under what it fails.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::montecarlo::{Effect, Spread};

use super::failure::{Failure, Trap};
use super::pathways::{Pathways, Way, Ways};
use super::stress::{Robust, Stressed};

/// The concept under what is told.
#[derive(Debug, Clone, Serialize)]
pub struct ConceptJson {
    /// The title of the study.
    pub title: String,
    /// Today first, then scenarios with each option.
    pub arms: Vec<ArmJson>,
    /// How options stand over all scenarios.
    pub options: Vec<OptionJson>,
    /// Under what the rule to go fails; `null` where too little was run.
    pub failure: Option<FailureJson>,
    /// What we could do over the years; `null` where no ways are told.
    pub ways: Option<WaysJson>,
    /// What could not be run, with why.
    pub left_out: BTreeMap<String, String>,
}

/// Under what it fails.
#[derive(Debug, Clone, Serialize)]
pub struct FailureJson {
    /// What failing is.
    pub what: String,
    /// The share of all cases in which it fails.
    pub share: f64,
    /// Draws that took no part in looking; the figures of boxes are theirs.
    pub fresh_draws: usize,
    /// The boxes that hold.
    pub boxes: Vec<BoxJson>,
}

/// A box in which it fails more often.
#[derive(Debug, Clone, Serialize)]
pub struct BoxJson {
    /// Its limits in words.
    pub limits: Vec<String>,
    /// The share of cases inside in which it fails.
    pub density: f64,
    /// The lower end of its 95 % interval.
    pub density_low: f64,
    /// The upper end.
    pub density_high: f64,
    /// The share of all failures inside.
    pub coverage: f64,
    /// The share of all cases inside.
    pub mass: f64,
}

impl FailureJson {
    pub(super) fn of(failure: &Failure) -> Self {
        let one = |trap: &Trap| BoxJson {
            limits: trap.limits.clone(),
            density: trap.density.mid,
            density_low: trap.density.low,
            density_high: trap.density.high,
            coverage: trap.coverage,
            mass: trap.mass,
        };
        Self {
            what: failure.what.clone(),
            share: failure.share,
            fresh_draws: failure.fresh,
            boxes: failure.boxes.iter().map(one).collect(),
        }
    }
}

/// Ways through the years, weighed.
#[derive(Debug, Clone, Serialize)]
pub struct WaysJson {
    /// What amounts are in.
    pub money: String,
    /// The first year that counts.
    pub from: u32,
    /// The last year that counts.
    pub to: u32,
    /// The year from which a scenario is there.
    pub turns: u32,
    /// Each way.
    pub ways: Vec<WayJson>,
}

/// A way.
#[derive(Debug, Clone, Serialize)]
pub struct WayJson {
    /// Its name.
    pub name: String,
    /// By scenario, "today goes on" among them: what it is worth.
    pub worth: BTreeMap<String, RangeJson>,
    /// By scenario: what it loses against the best way there.
    pub lost: BTreeMap<String, RangeJson>,
    /// The largest loss against the best way, on means.
    pub max_regret: f64,
    /// The share of draws in which no way has a smaller largest loss.
    pub least_regretted: f64,
    /// What it would be worth more, on average over scenarios, if its signposts never erred; `null` where it waits for none.
    pub perfect_signposts: Option<RangeJson>,
}

/// A mean with its range over draws.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct RangeJson {
    /// The mean.
    pub mean: f64,
    /// The 5 % quantile.
    pub q05: f64,
    /// The 95 % quantile.
    pub q95: f64,
}

impl RangeJson {
    fn of(over: &Spread) -> Self {
        Self { mean: over.mean, q05: over.low, q95: over.high }
    }
}

/// The concept in one scenario with one option.
#[derive(Debug, Clone, Serialize)]
pub struct ArmJson {
    /// The scenario, or "today".
    pub scenario: String,
    /// The option.
    pub option: String,
    /// The probability of the event in the study's rule to go.
    pub p_go: Option<f64>,
    /// The probability that each experience level measure is met.
    pub xlms: BTreeMap<String, Option<f64>>,
    /// Every figure.
    pub figures: BTreeMap<String, FigureJson>,
}

/// A figure of the concept or of the population.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct FigureJson {
    /// Mean.
    pub mean: f64,
    /// 5 % quantile.
    pub q05: f64,
    /// 95 % quantile.
    pub q95: f64,
    /// The mean of the paired differences from today, or from nothing changing.
    pub change: f64,
    /// Their 5 % quantile.
    pub change_q05: f64,
    /// Their 95 % quantile.
    pub change_q95: f64,
}

impl FigureJson {
    pub(super) fn of(level: Spread, effect: Effect) -> Self {
        Self { mean: level.mean, q05: level.low, q95: level.high, change: effect.mean, change_q05: effect.low, change_q95: effect.high }
    }
}

/// How an option stands.
#[derive(Debug, Clone, Serialize)]
pub struct OptionJson {
    /// The option.
    pub name: String,
    /// The largest loss against the best option of a scenario, on mean payoffs.
    pub max_regret: f64,
    /// The lowest mean payoff; payoffs are turned so that more is better.
    pub worst: f64,
    /// The mean payoff, each scenario alike.
    pub mean: f64,
    /// The share of draws in which no option has a smaller largest loss.
    pub least_regretted: f64,
}

/// Today, then every scenario with every option: names, and the arm where there is one.
pub(super) fn arms(found: &Stressed) -> Vec<(String, String, usize)> {
    let today = found.options.iter().zip(&found.today);
    let mut all: Vec<(String, String, usize)> = today.map(|(option, arm)| ("today".to_owned(), option.clone(), *arm)).collect();
    for under in &found.under {
        let named = found.options.iter().zip(&under.arms);
        all.extend(named.filter_map(|(option, arm)| Some((under.name.clone(), option.clone(), (*arm)?))));
    }
    all
}

pub(super) fn concept(found: &Stressed) -> ConceptJson {
    let comparison = &found.findings.comparison;
    let decision = &found.comparing.study.decision;
    let arm = |(scenario, option, arm): (String, String, usize)| {
        let standing = &found.findings.standings[arm];
        let figures = comparison.ids().iter().enumerate().filter_map(|(figure, id)| {
            Some((id.clone(), FigureJson::of(comparison.spread(arm, figure)?, comparison.effect(arm, figure)?)))
        });
        let xlms = decision.xlms.iter().zip(&standing.xlms);
        ArmJson {
            scenario,
            option,
            p_go: standing.judged.and_then(|judged| judged.go).map(|(p, _)| p),
            xlms: xlms.map(|(xlm, standing)| (xlm.name.clone(), standing.as_ref().map(|standing| standing.p_met.get()))).collect(),
            figures: figures.collect(),
        }
    };
    let option = |(name, robust): (&String, &Robust)| OptionJson {
        name: name.clone(),
        max_regret: robust.max_regret,
        worst: robust.worst,
        mean: robust.mean,
        least_regretted: robust.least_often,
    };
    ConceptJson {
        title: found.comparing.study.spec.title.as_str().to_owned(),
        arms: arms(found).into_iter().map(arm).collect(),
        options: found.options.iter().zip(&found.robust).map(option).collect(),
        failure: found.failure.as_ref().map(FailureJson::of),
        ways: found.ways.as_ref().map(|(pathways, ways)| weighed(pathways, ways)),
        left_out: found.left_out.iter().cloned().collect(),
    }
}

fn weighed(pathways: &Pathways, found: &Ways) -> WaysJson {
    let way = |(at, way): (usize, &Way)| {
        let robust = &found.robust[at];
        let named = |all: &[Spread]| found.worlds.iter().cloned().zip(all.iter().map(RangeJson::of)).collect();
        WayJson {
            name: way.name.clone(),
            worth: named(&found.worth[at]),
            lost: named(&robust.regrets),
            max_regret: robust.max_regret,
            least_regretted: robust.least_often,
            perfect_signposts: found.seeing[at].as_ref().map(RangeJson::of),
        }
    };
    WaysJson {
        money: pathways.money.clone(),
        from: pathways.years.0,
        to: pathways.years.1,
        turns: pathways.turns,
        ways: pathways.ways.iter().enumerate().map(way).collect(),
    }
}
