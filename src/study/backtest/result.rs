//! `result.json` of a back-test: the scorecards for programs.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::measure::forecast::{Gain, Line};
use crate::study::fit::{Colour, FitStudy, Judged};
use crate::study::validate::Setting;

use super::analyse::{Backtest, Held, Tested};
use super::demand::DemandOf;

/// The version of the format of a back-test's `result.json`; it rises when a field changes its meaning or goes.
pub const BACKTEST_SCHEMA_VERSION: u32 = 1;

/// What a back-test found, for programs. Numbers that do not exist are `null`.
#[derive(Debug, Clone, Serialize)]
pub struct BacktestFile {
    /// The version of this format.
    pub schema_version: u32,
    /// The program's version.
    pub foretaste: String,
    /// The seed.
    pub seed: u64,
    /// The fit's title.
    pub title: String,
    /// The colour: `green`, `amber` or `red`.
    pub light: &'static str,
    /// What the panel may and may not be used for.
    pub labels: Vec<&'static str>,
    /// Why.
    pub findings: Vec<FindingJson>,
    /// The tests by name.
    pub tests: BTreeMap<String, TestJson>,
    /// Tests that the choices do not allow.
    pub not_tested: Vec<String>,
    /// Hashes of all inputs.
    pub inputs: BTreeMap<String, String>,
}

/// What was found about one use.
#[derive(Debug, Clone, Serialize)]
pub struct FindingJson {
    /// The label.
    pub label: &'static str,
    /// Whether the panel earned it.
    pub holds: bool,
    /// Why, or why not.
    pub why: Vec<String>,
}

/// One test.
#[derive(Debug, Clone, Serialize)]
pub struct TestJson {
    /// What was held out, in words.
    pub name: String,
    /// How it was held out.
    pub how: String,
    /// What stands against relying on the panel there, for what the fit file holds out on purpose; empty where it carries over, null for other tests.
    pub against: Option<Vec<String>>,
    /// People tested on.
    pub people: usize,
    /// Choices tested on.
    pub choices: usize,
    /// People learned from; over folds the fewest.
    pub learned_from: usize,
    /// Choices that had been called impossible.
    pub impossible: usize,
    /// Ways in which answers leaked.
    pub leaks: Vec<String>,
    /// What stands against the figures without being a leak: chains that do not agree.
    pub doubts: Vec<String>,
    /// Every score by name.
    pub scores: BTreeMap<&'static str, ScoreJson>,
    /// Log-likelihood a choice over each simpler forecast.
    pub gains: BTreeMap<&'static str, GainJson>,
    /// How much nearer to real shares than each simpler forecast.
    pub share_gains: BTreeMap<&'static str, GainJson>,
    /// How steep demand by price was and is predicted, product by product.
    pub demand: Vec<DemandJson>,
}

/// A product's demand.
#[derive(Debug, Clone, Serialize)]
pub struct DemandJson {
    /// The product, where products have names.
    pub product: Option<String>,
    /// The elasticity of what was chosen.
    pub elasticity: f64,
    /// Lower end of its interval over people.
    pub q025: f64,
    /// Upper end of its interval over people.
    pub q975: f64,
    /// The elasticity that was predicted.
    pub predicted: f64,
    /// What real shares say of that.
    pub judged: &'static str,
}

/// A score.
#[derive(Debug, Clone, Serialize)]
pub struct ScoreJson {
    /// The panel's.
    pub value: Option<f64>,
    /// Lower end of its interval over people.
    pub q025: Option<f64>,
    /// Upper end of its interval over people.
    pub q975: Option<f64>,
    /// What a forecast that anyone could make scores.
    pub null: Option<f64>,
    /// Which.
    pub null_is: &'static str,
    /// The best there is to have.
    pub ceiling: Option<f64>,
    /// What that is.
    pub ceiling_is: &'static str,
}

/// A gain.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct GainJson {
    /// The gain.
    pub value: Option<f64>,
    /// Lower end of its interval over people.
    pub q025: Option<f64>,
    /// Upper end of its interval over people.
    pub q975: Option<f64>,
}

fn known(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

/// Gathers the findings for programs.
///
/// # Determinism
/// Depends on the study, the test and the setting.
#[must_use]
pub fn result(study: &FitStudy, found: &Backtest, setting: &Setting) -> BacktestFile {
    BacktestFile {
        schema_version: BACKTEST_SCHEMA_VERSION,
        foretaste: setting.version.clone(),
        seed: setting.seed,
        title: study.spec.title.as_str().to_owned(),
        light: Colour::from(found.verdict.light).as_str(),
        labels: found.verdict.labels(),
        findings: found
            .verdict
            .findings
            .iter()
            .map(|finding| FindingJson { label: finding.label(), holds: finding.holds, why: finding.why.clone() })
            .collect(),
        tests: found.tested.iter().map(|tested| (tested.held.id(), test(tested))).collect(),
        not_tested: found.missing.clone(),
        inputs: setting.inputs.iter().cloned().collect(),
    }
}

fn test(tested: &Tested) -> TestJson {
    let card = &tested.card;
    let score = |line: &Line| ScoreJson {
        value: known(line.value),
        q025: known(line.interval.low),
        q975: known(line.interval.high),
        null: known(line.null),
        null_is: line.null_name,
        ceiling: known(line.ceiling),
        ceiling_is: line.ceiling_name,
    };
    let gains = |gains: &[Gain; 3]| {
        let json = |gain: &Gain| GainJson { value: known(gain.value), q025: known(gain.interval.low), q975: known(gain.interval.high) };
        gains.iter().map(|gain| (gain.null.name(), json(gain))).collect()
    };
    TestJson {
        name: tested.name.clone(),
        how: tested.how.clone(),
        against: matches!(tested.held, Held::Test(_)).then(|| tested.against.clone()),
        people: card.people,
        choices: card.tasks,
        learned_from: tested.learned,
        impossible: card.impossible,
        leaks: tested.leaks.clone(),
        doubts: tested.doubts.clone(),
        scores: card.lines.iter().map(|line| (line.scored.id(), score(line))).collect(),
        gains: gains(&card.gains),
        share_gains: gains(&card.share_gains),
        demand: tested.demand.iter().map(demand).collect(),
    }
}

fn demand(one: &DemandOf) -> DemandJson {
    let curve = &one.curve;
    DemandJson {
        product: one.product.clone(),
        elasticity: curve.real,
        q025: curve.interval.low,
        q975: curve.interval.high,
        predicted: curve.predicted,
        judged: Judged::from(curve.steepness()).as_str(),
    }
}
