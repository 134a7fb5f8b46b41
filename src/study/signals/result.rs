//! `result.json` of a look for signals: the findings for programs.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value as Json, json};

use crate::signals::Series;
use crate::signals::backtest::{Cut, Lift, Pick};
use crate::signals::score::Part;
use crate::study::schema::{chance, inputs, list_of, maybe, number, object, published, text, validity, words};

use super::super::validate::{Setting, ValidityJson};
use super::analyse::{Findings, List};
use super::load::SignalsStudy;
use super::view::validity as trust;

/// The version of the format; it rises when a field changes its meaning or goes.
pub const SIGNALS_SCHEMA_VERSION: u32 = 1;

/// What a look for signals found, for programs. Numbers that have no base are `null`.
#[derive(Debug, Clone, Serialize)]
pub struct SignalsFile {
    schema_version: u32,
    foretaste: String,
    title: String,
    as_of: String,
    terms: Option<ListJson>,
    topics: Option<ListJson>,
    documents: DocumentsJson,
    quotes: Vec<QuoteJson>,
    backtest: Option<BacktestJson>,
    record: Option<RecordJson>,
    validity: Vec<ValidityJson>,
    inputs: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Serialize)]
struct ListJson {
    known: usize,
    candidates: usize,
    not_scored: Option<String>,
    weights: BTreeMap<&'static str, f64>,
    signals: Vec<SignalJson>,
    by_plain_growth: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
struct SignalJson {
    name: String,
    score: f64,
    parts: BTreeMap<&'static str, f64>,
    measured: BTreeMap<&'static str, f64>,
    documents: u64,
    documents_before: u64,
    share: f64,
    plain_growth: f64,
    place: &'static str,
}

#[derive(Debug, Clone, Serialize)]
struct DocumentsJson {
    read: usize,
    distinct: usize,
    not_read: usize,
    in_part: usize,
    phrases: usize,
    topics: usize,
}

#[derive(Debug, Clone, Serialize)]
struct QuoteJson {
    topic: String,
    words: String,
    source: String,
    date: String,
    language: Option<String>,
    file: String,
    place: String,
}

#[derive(Debug, Clone, Serialize)]
struct BacktestJson {
    horizon: usize,
    outcome: usize,
    factor: f64,
    least: u64,
    cuts: Vec<CutJson>,
    left_out: BTreeMap<String, String>,
    together: Option<LiftJson>,
    together_plain_growth: Option<LiftJson>,
}

#[derive(Debug, Clone, Serialize)]
struct RecordJson {
    open: usize,
    judged: usize,
    came_true: usize,
    expected: Option<f64>,
    brier: Option<f64>,
    base_rate_brier: Option<f64>,
    gain_low: Option<f64>,
    gain_high: Option<f64>,
}

#[derive(Debug, Clone, Serialize)]
struct CutJson {
    cut: String,
    outcome_from: String,
    outcome_to: String,
    known: usize,
    candidates: usize,
    took_off: usize,
    score: Option<LiftJson>,
    plain_growth: Option<LiftJson>,
    hits: Vec<String>,
    misses: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
struct LiftJson {
    hits: usize,
    picks: usize,
    lift: f64,
    low: f64,
    high: f64,
    claim: &'static str,
}

/// Gathers the findings for programs.
///
/// # Determinism
/// Depends on the study, the findings and the setting of the run.
#[must_use]
pub fn result(study: &SignalsStudy, findings: &Findings, setting: &Setting) -> SignalsFile {
    let topics = study.topics.as_ref();
    let quotes = findings.quotes.iter().map(|quoted| {
        let document = &study.documents[quoted.quote.document];
        QuoteJson {
            topic: topics.map_or_else(String::new, |topics| topics.topics[quoted.topic].name(quoted.topic)),
            words: quoted.quote.words.clone(),
            source: document.source.clone(),
            date: document.day.to_string(),
            language: document.language.clone(),
            file: document.file.clone(),
            place: document.place.clone(),
        }
    });
    SignalsFile {
        schema_version: SIGNALS_SCHEMA_VERSION,
        foretaste: setting.version.clone(),
        title: study.spec.title.as_str().to_owned(),
        as_of: study.as_of.to_string(),
        terms: study.series.as_ref().zip(findings.terms.as_ref()).map(|(series, list)| of_list(series, list)),
        topics: topics.and_then(|topics| topics.series.as_ref()).zip(findings.topics.as_ref()).map(|(series, list)| of_list(series, list)),
        documents: DocumentsJson {
            read: study.documents.len(),
            distinct: study.merged.len(),
            not_read: study.items.iter().filter(|item| !item.kept).count() + study.unlisted,
            in_part: study.items.iter().filter(|item| item.kept).count(),
            phrases: topics.map_or(0, |topics| topics.phrases),
            topics: topics.map_or(0, |topics| topics.topics.len()),
        },
        quotes: quotes.collect(),
        backtest: findings.backtest.as_ref().map(|found| BacktestJson {
            horizon: study.rule.horizon,
            outcome: study.rule.outcome,
            factor: study.rule.factor,
            least: study.rule.least,
            cuts: found.cuts.iter().map(of_cut).collect(),
            left_out: found.left_out.iter().map(|(day, why)| (day.to_string(), why.clone())).collect(),
            together: found.together.as_ref().map(of_lift),
            together_plain_growth: found.naive_together.as_ref().map(of_lift),
        }),
        record: record(study, findings),
        validity: trust(findings).into_iter().map(ValidityJson::from).collect(),
        inputs: setting.inputs.iter().cloned().collect(),
    }
}

fn record(study: &SignalsStudy, findings: &Findings) -> Option<RecordJson> {
    let register = &findings.register;
    if !register.kept {
        return None;
    }
    let open = register.known(study.as_of).filter(|one| one.judged.is_none()).count() - register.lost;
    let found = register.record(study.as_of);
    (open > 0 || found.is_some()).then(|| RecordJson {
        open,
        judged: found.map_or(0, |found| found.judged),
        came_true: found.map_or(0, |found| found.came_true),
        expected: found.map(|found| found.expected),
        brier: found.map(|found| found.brier),
        base_rate_brier: found.map(|found| found.base_brier),
        gain_low: found.and_then(|found| Some(found.gain?.low)),
        gain_high: found.and_then(|found| Some(found.gain?.high)),
    })
}

fn of_list(series: &Series, list: &Result<List, String>) -> ListJson {
    let by_part = |read: &dyn Fn(Part) -> Option<f64>| -> BTreeMap<&'static str, f64> {
        Part::ALL.into_iter().filter_map(|part| Some((part.as_str(), read(part)?))).collect()
    };
    match list {
        Err(why) => ListJson {
            known: series.terms.len(),
            candidates: 0,
            not_scored: Some(why.clone()),
            weights: BTreeMap::new(),
            signals: Vec::new(),
            by_plain_growth: Vec::new(),
        },
        Ok(list) => ListJson {
            known: list.ranking.listed,
            candidates: list.ranking.scored.len(),
            not_scored: None,
            weights: by_part(&|part| Some(list.ranking.weights[part as usize])),
            signals: list
                .shown
                .iter()
                .map(|&place| {
                    let one = &list.ranking.scored[place];
                    SignalJson {
                        name: series.terms[one.term].name.clone(),
                        score: one.score,
                        parts: by_part(&|part| Some(one.contributions[part as usize])),
                        measured: by_part(&|part| one.measured[part as usize]),
                        documents: one.recent,
                        documents_before: one.earlier,
                        share: one.share,
                        plain_growth: one.naive,
                        place: one.quadrant.as_str(),
                    }
                })
                .collect(),
            by_plain_growth: list.naive.iter().map(|&place| series.terms[list.ranking.scored[place].term].name.clone()).collect(),
        },
    }
}

fn of_cut(cut: &Cut) -> CutJson {
    let names = |hit: bool| cut.picks.iter().filter(|pick| pick.took_off == hit).map(|pick: &Pick| pick.term.clone()).collect();
    CutJson {
        cut: cut.day.to_string(),
        outcome_from: cut.outcome.0.to_string(),
        outcome_to: cut.outcome.1.to_string(),
        known: cut.listed,
        candidates: cut.candidates,
        took_off: cut.took_off,
        score: cut.lift.as_ref().map(of_lift),
        plain_growth: cut.naive_lift.as_ref().map(of_lift),
        hits: names(true),
        misses: names(false),
    }
}

fn of_lift(lift: &Lift) -> LiftJson {
    LiftJson {
        hits: lift.hits,
        picks: lift.picks,
        lift: lift.lift,
        low: lift.interval.low,
        high: lift.interval.high,
        claim: if lift.holds() { "holds" } else { "withdrawn" },
    }
}

/// The JSON Schema of `result.json`.
#[must_use]
pub fn signals_schema() -> Json {
    let count = |what: &str| json!({ "description": what, "type": "integer", "minimum": 0 });
    let or_null = |what: &str, of: &str| json!({ "description": what, "anyOf": [{ "$ref": format!("#/$defs/{of}") }, { "type": "null" }] });
    let by_part = |what: &str| json!({ "description": what, "type": "object", "additionalProperties": { "type": "number" } });
    let names = |what: &str| json!({ "description": what, "type": "array", "items": { "type": "string" } });
    let mut document = object(
        "What a look for signals found.",
        vec![
            ("schema_version", json!({ "description": "The version of this format.", "const": SIGNALS_SCHEMA_VERSION })),
            ("foretaste", text("The program's version.")),
            ("title", text("The title.")),
            ("as_of", text("The day that was looked from.")),
            ("terms", or_null("The terms of the series.", "List")),
            ("topics", or_null("The topics of the documents.", "List")),
            (
                "documents",
                object(
                    "The documents.",
                    vec![
                        ("read", count("Documents that were read.")),
                        ("distinct", count("Documents once near-duplicates are one.")),
                        ("not_read", count("Items that could not be read.")),
                        ("in_part", count("Items of which only a part was kept.")),
                        ("phrases", count("Pairs of words that are phrases.")),
                        ("topics", count("Topics, the smallest included.")),
                    ],
                ),
            ),
            ("quotes", list_of("Quotes, each held byte for byte against its source.", "Quote")),
            ("backtest", or_null("How often such scores came true.", "Backtest")),
            ("record", or_null("Forecasts on record; null where no register is kept.", "Record")),
            ("validity", list_of("What each measure may be trusted for.", "Validity")),
            ("inputs", inputs()),
        ],
    );
    document["$defs"] = json!({
        "List": object("Candidates and the best of them.", vec![
            ("known", count("Terms or topics that were known by then.")),
            ("candidates", count("Those neither too rare nor common.")),
            ("not_scored", maybe(text("Why they could not be scored, if so."), "string")),
            ("weights", by_part("The weight of each part.")),
            ("signals", list_of("The best, the highest score first.", "Signal")),
            ("by_plain_growth", names("The best by plain growth.")),
        ]),
        "Signal": object("A term or topic that rises.", vec![
            ("name", text("Its name.")),
            ("score", chance("Its score: the sum of its parts.")),
            ("parts", by_part("What each part adds.")),
            ("measured", by_part("Each part as it was measured; parts without a base are left out.")),
            ("documents", count("Documents in the last window.")),
            ("documents_before", count("Documents in the window before.")),
            ("share", chance("The share of all documents in the last window.")),
            ("plain_growth", number("Documents in the last window over those before, one added to each.")),
            ("place", words("Where it stands by frequency and growth.", &["weak signal", "strong signal", "well known", "latent"])),
        ]),
        "Quote": object("A quote.", vec![
            ("topic", text("The topic it is for.")),
            ("words", text("The words as they stand in the source.")),
            ("source", text("Who published it.")),
            ("date", text("When.")),
            ("language", maybe(text("In which language, if it says so."), "string")),
            ("file", text("The file.")),
            ("place", text("Where in the file.")),
        ]),
        "Backtest": object("How often such scores came true.", vec![
            ("horizon", count("Periods from the cut to the end of the outcome window.")),
            ("outcome", count("Periods of the outcome window.")),
            ("factor", number("How many times its share before a term must reach.")),
            ("least", count("In how many documents of the outcome window it must be.")),
            ("cuts", list_of("The cuts.", "Cut")),
            ("left_out", json!({ "description": "Cuts that could not be tested, with why.", "type": "object", "additionalProperties": { "type": "string" } })),
            ("together", or_null("All cuts together.", "Lift")),
            ("together_plain_growth", or_null("The same for plain growth.", "Lift")),
        ]),
        "Record": object("Forecasts on record up to the day that is looked from.", vec![
            ("open", count("Forecasts that are open.")),
            ("judged", count("Forecasts that were judged.")),
            ("came_true", count("Those of them that came true.")),
            ("expected", maybe(number("How many were to come true by their chances."), "number")),
            ("brier", maybe(chance("Their mean Brier score."), "number")),
            ("base_rate_brier", maybe(chance("That of the base rate."), "number")),
            ("gain_low", maybe(number("Low end of the 95 % interval of the base rate's score less that of the forecasts."), "number")),
            ("gain_high", maybe(number("High end of it."), "number")),
        ]),
        "Cut": object("One cut.", vec![
            ("cut", text("The day.")),
            ("outcome_from", text("The first period of the outcome window.")),
            ("outcome_to", text("The last period of the outcome window.")),
            ("known", count("Terms that were known by then.")),
            ("candidates", count("Terms that could be picked.")),
            ("took_off", count("Candidates that took off.")),
            ("score", or_null("How the score did.", "Lift")),
            ("plain_growth", or_null("How plain growth did.", "Lift")),
            ("hits", names("Picks by score that took off.")),
            ("misses", names("Picks by score that did not.")),
        ]),
        "Lift": object("How much more often picks took off than all candidates.", vec![
            ("hits", count("Picks that took off.")),
            ("picks", count("Picks.")),
            ("lift", number("The share of picks that took off over that of all candidates.")),
            ("low", number("Low end of the 95 % interval.")),
            ("high", number("High end of the 95 % interval.")),
            ("claim", words("Whether the interval leaves out 1.", &["holds", "withdrawn"])),
        ]),
        "Validity": validity(),
    });
    published(document, "signals-result", "What a look for signals found")
}
