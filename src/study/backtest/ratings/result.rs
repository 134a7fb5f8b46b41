//! `result.json` of a back-test of ratings: the scorecards for programs, and its schema.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value as Json, json};

use crate::measure::forecast::RatingScore;
use crate::stats::interval::Interval;
use crate::study::backtest::{FindingJson, GainJson};
use crate::study::fit::Colour;
use crate::study::fit::ratings::RatingsStudy;
use crate::study::schema::{by_name, inputs, list_of, maybe, number, object, published, text, words};
use crate::study::validate::Setting;

use super::analyse::{RatingsBacktest, RatingsTested};

/// The version of the format of this `result.json`; it rises when a field changes its meaning or goes.
pub const RATINGS_BACKTEST_SCHEMA_VERSION: u32 = 1;

/// What a back-test of ratings found, for programs. Numbers that do not exist are `null`.
#[derive(Debug, Clone, Serialize)]
pub struct RatingsBacktestFile {
    /// The version of this format.
    pub schema_version: u32,
    /// The program's version.
    pub foretaste: String,
    /// The seed.
    pub seed: u64,
    /// The title.
    pub title: String,
    /// The colour: `green`, `amber` or `red`.
    pub light: &'static str,
    /// What the panel may and may not be used for.
    pub labels: Vec<&'static str>,
    /// Why.
    pub findings: Vec<FindingJson>,
    /// The forecast that was judged.
    pub panel: String,
    /// People learned from; over folds the fewest.
    pub learned_from: usize,
    /// The tests by name.
    pub tests: BTreeMap<String, RatingsTestJson>,
    /// Hashes of all inputs.
    pub inputs: BTreeMap<String, String>,
}

/// One test.
#[derive(Debug, Clone, Serialize)]
pub struct RatingsTestJson {
    /// People tested on.
    pub people: usize,
    /// Answers tested on.
    pub answers: usize,
    /// Every forecast by name.
    pub forecasts: BTreeMap<String, ForecastJson>,
}

/// One forecast.
#[derive(Debug, Clone, Serialize)]
pub struct ForecastJson {
    /// Every score by name.
    pub scores: BTreeMap<&'static str, GainJson>,
    /// What it gains over each item's shares, by score.
    pub gains_over_shares: BTreeMap<&'static str, GainJson>,
}

fn with_interval(value: f64, interval: Interval) -> GainJson {
    let known = |value: f64| value.is_finite().then_some(value);
    GainJson { value: known(value), q025: known(interval.low), q975: known(interval.high) }
}

/// Gathers the findings for programs.
///
/// # Determinism
/// Depends on the study, the test and the setting.
#[must_use]
pub fn ratings_backtest_result(study: &RatingsStudy, found: &RatingsBacktest, setting: &Setting) -> RatingsBacktestFile {
    RatingsBacktestFile {
        schema_version: RATINGS_BACKTEST_SCHEMA_VERSION,
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
        panel: found.tested[0].card.names[found.panel].clone(),
        learned_from: found.learned,
        tests: found.tested.iter().map(|tested| (tested.held.id(), test(tested))).collect(),
        inputs: setting.inputs.iter().cloned().collect(),
    }
}

fn test(tested: &RatingsTested) -> RatingsTestJson {
    let card = &tested.card;
    let forecast = |at: usize| ForecastJson {
        scores: card.lines[at].iter().map(|line| (line.score.id(), with_interval(line.value, line.interval))).collect(),
        gains_over_shares: card.gains[at]
            .iter()
            .filter(|gain| gain.over == crate::measure::forecast::Simple::Shares as usize)
            .map(|gain| (gain.score.id(), with_interval(gain.value, gain.interval)))
            .collect(),
    };
    RatingsTestJson {
        people: card.people,
        answers: card.answers,
        forecasts: card.names.iter().cloned().enumerate().map(|(at, name)| (name, forecast(at))).collect(),
    }
}

/// Returns the JSON Schema of the `result.json` of a back-test of ratings.
#[must_use]
pub fn ratings_backtest_schema() -> Json {
    let count = |text: &str| json!({ "description": text, "type": "integer", "minimum": 0 });
    let figure = |text: &str| maybe(number(text), "number");
    let names = |text: &str| json!({ "description": text, "type": "array", "items": { "type": "string" } });
    let scores: Vec<(&str, Json)> = RatingScore::ALL.iter().map(|score| (score.id(), json!({ "$ref": "#/$defs/Figure" }))).collect();
    let version = json!({ "description": "The version of this format; rises when a field changes its meaning or goes.", "const": RATINGS_BACKTEST_SCHEMA_VERSION });
    let mut document = object(
        "What a back-test of ratings found, for programs.",
        vec![
            ("schema_version", version),
            ("foretaste", text("The program's version.")),
            ("seed", count("The seed.")),
            ("title", text("The title.")),
            ("light", words("The colour.", &["green", "amber", "red"])),
            ("labels", names("What the panel may and may not be used for.")),
            ("findings", list_of("Why.", "Finding")),
            ("panel", text("The forecast that was judged.")),
            ("learned_from", count("People learned from; over folds the fewest.")),
            ("tests", by_name("The tests by name.", "Test")),
            ("inputs", inputs()),
        ],
    );
    document["$defs"] = json!({
        "Finding": object("What was found about one use.", vec![
            ("label", text("The label.")),
            ("holds", json!({ "description": "Whether the panel earned it.", "type": "boolean" })),
            ("why", names("Why, or why not.")),
        ]),
        "Test": object("One test.", vec![
            ("people", count("People tested on.")),
            ("answers", count("Answers tested on.")),
            ("forecasts", by_name("Every forecast by name.", "Forecast")),
        ]),
        "Forecast": object("One forecast.", vec![
            ("scores", object("Every score by name.", scores.clone())),
            ("gains_over_shares", object("What it gains over each item's shares, by score; above 0 is better.", scores)),
        ]),
        "Figure": object("A figure with its 95 % interval over people.", vec![
            ("value", figure("The figure.")),
            ("q025", figure("Lower end.")),
            ("q975", figure("Upper end.")),
        ]),
    });
    published(document, "ratings-backtest", "The result of a foretaste back-test of ratings")
}
