//! `result.json` of a comparison of settings: the findings for programs.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value as Json, json};

use crate::stats::Summary;
use crate::study::schema::{by_name, inputs, list_of, maybe, number, object, published, text, validity, words};

use super::super::behind::{CustomersJson, customers_json, definitions};
use super::super::months::{MonthsJson, definitions as of_months, months_json};
use super::super::validate::{Setting, ValidityJson};
use super::analyse::Findings;
use super::beside::Beside;
use super::load::TeamStudy;
use super::settings::LOOKS;
use super::turns::Turned;

/// The version of the format; it rises when a field changes its meaning or goes.
pub const AUTONOMY_SCHEMA_VERSION: u32 = 1;

/// What a comparison of settings found, for programs. Numbers that have no base are left out or `null`.
#[derive(Debug, Clone, Serialize)]
pub struct AutonomyFile {
    /// The version of this format.
    pub schema_version: u32,
    /// The program's version.
    pub foretaste: String,
    /// The seed.
    pub seed: u64,
    /// The team's title.
    pub title: String,
    /// Why the result is incomplete, if it is.
    pub partial: Option<String>,
    /// Draws of what nobody knows.
    pub replicates: usize,
    /// The settings, as given first.
    pub settings: Vec<SettingJson>,
    /// What is recommended, where a search was made.
    pub recommended: Option<RecommendedJson>,
    /// Other teams for the same work, with this one first; none where none was named.
    pub teams: Vec<BesideJson>,
    /// Numbers inside whose range two settings change places by what they cost.
    pub turns: Vec<TurnJson>,
    /// The team over months, where its file says what responds: people stay, people are cut.
    pub months: Option<Vec<MonthsJson>>,
    /// What customers notice, where a concept was named.
    pub customers: Option<CustomersJson>,
    /// What each measure may be trusted for.
    pub validity: Vec<ValidityJson>,
    /// Hashes of all inputs.
    pub inputs: BTreeMap<String, String>,
}

/// One setting.
#[derive(Debug, Clone, Serialize)]
pub struct SettingJson {
    /// Its name.
    pub name: String,
    /// Where each agent stands.
    pub agents: BTreeMap<String, &'static str>,
    /// Its figures.
    pub figures: BTreeMap<String, LevelJson>,
}

/// A team beside others.
#[derive(Debug, Clone, Serialize)]
pub struct BesideJson {
    /// Its name.
    pub name: String,
    /// Its figures.
    pub figures: BTreeMap<String, LevelJson>,
}

/// A figure over replicates.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct LevelJson {
    /// Mean.
    pub mean: f64,
    /// 5 % quantile.
    pub q05: f64,
    /// 95 % quantile.
    pub q95: f64,
}

/// A number inside whose range two settings change places.
#[derive(Debug, Clone, Serialize)]
pub struct TurnJson {
    /// The number's path.
    pub input: String,
    /// The setting that costs less by the mean of all draws.
    pub costs_less: String,
    /// The setting that costs less past the turn.
    pub past_the_turn: String,
    /// Where.
    pub at: f64,
    /// Whether that is above it, rather than below.
    pub above: bool,
}

/// What is recommended.
#[derive(Debug, Clone, Serialize)]
pub struct RecommendedJson {
    /// Where each agent stands.
    pub agents: BTreeMap<String, &'static str>,
    /// Whether it keeps every limit by its means.
    pub keeps_limits: bool,
    /// The share of draws in which it costs less than each uniform setting.
    pub costs_less_than: BTreeMap<String, f64>,
    /// The share of draws in which it betters each uniform setting in people's time, mistakes and lead time.
    pub dominates: BTreeMap<String, f64>,
    /// The multiple of the stakes below which another setting is best.
    pub stakes_below: Option<f64>,
    /// The multiple of the stakes above which another setting is best.
    pub stakes_above: Option<f64>,
    /// What to measure next, the most telling first.
    pub measure_next: Vec<NextJson>,
}

/// An uncertain number and what it is worth to know.
#[derive(Debug, Clone, Serialize)]
pub struct NextJson {
    /// Its path.
    pub input: String,
    /// What knowing it saves a day.
    pub saves_a_day: f64,
    /// How many items to look at to halve its range, where it is a rate.
    pub items: Option<u32>,
}

/// Gathers the findings for programs.
///
/// # Determinism
/// Depends on the team, the findings and the setting of the run.
#[must_use]
pub fn result(study: &TeamStudy, findings: &Findings, setting: &Setting) -> AutonomyFile {
    let comparison = &findings.comparison;
    let agents = |assignment: &[u16]| -> BTreeMap<String, &'static str> {
        let draft = study.team.draft();
        draft.agents.iter().map(|agent| agent.name.clone()).zip(study.places(assignment)).collect()
    };
    let settings = comparison
        .arms()
        .iter()
        .zip(&findings.settings)
        .enumerate()
        .map(|(arm, (name, assignment))| {
            let figures =
                comparison.ids().iter().enumerate().filter_map(|(figure, id)| Some((id.clone(), level(&comparison.level(arm, figure))?)));
            SettingJson { name: name.clone(), agents: agents(assignment), figures: figures.collect() }
        })
        .collect();
    let unknowns = crate::world::World::unknowns(&study.team);
    let recommended = findings.search.as_ref().map(|search| {
        let name = |place: usize| {
            let known = findings.settings.iter().position(|one| *one == search.finalists[place].assignment);
            known.map_or_else(|| study.code(&search.finalists[place].assignment), |arm| comparison.arms()[arm].clone())
        };
        RecommendedJson {
            agents: agents(&search.finalists[search.recommended].assignment),
            keeps_limits: search.keeps,
            costs_less_than: search.against.iter().map(|(other, against)| (name(*other), against.cheaper)).collect(),
            dominates: search.against.iter().map(|(other, against)| (name(*other), against.dominates)).collect(),
            stakes_below: search.break_even.0,
            stakes_above: search.break_even.1,
            measure_next: search
                .next
                .iter()
                .map(|next| NextJson { input: unknowns.entry(next.unknown).path.clone(), saves_a_day: next.worth.gain, items: next.items })
                .collect(),
        }
    });
    let turn = |one: &Turned| TurnJson {
        input: unknowns.entry(one.unknown).path.clone(),
        costs_less: comparison.arms()[one.first].clone(),
        past_the_turn: comparison.arms()[one.then].clone(),
        at: one.turn.at,
        above: one.turn.above,
    };
    AutonomyFile {
        schema_version: AUTONOMY_SCHEMA_VERSION,
        foretaste: setting.version.clone(),
        seed: setting.seed,
        title: study.spec.title.as_str().to_owned(),
        partial: findings.partial.clone(),
        replicates: comparison.replicates(),
        settings,
        recommended,
        teams: findings.beside.as_ref().map_or_else(Vec::new, teams),
        turns: findings.turned.iter().map(turn).collect(),
        months: findings.months.as_ref().map(months_json),
        customers: findings.customers.as_ref().map(customers_json),
        validity: super::view::validity(study).into_iter().map(ValidityJson::from).collect(),
        inputs: setting.inputs.iter().cloned().collect(),
    }
}

/// The values that have a base, summed up; `None` where none has.
fn level(values: &[f64]) -> Option<LevelJson> {
    let known: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    let summary = Summary::of(&known)?;
    Some(LevelJson { mean: summary.mean, q05: summary.q05, q95: summary.q95 })
}

fn teams(beside: &Beside) -> Vec<BesideJson> {
    let of = |team: usize| {
        let figures = beside.ids(team).iter().filter_map(|id| Some((id.clone(), level(beside.level(team, id))?)));
        BesideJson { name: beside.names[team].clone(), figures: figures.collect() }
    };
    (0..beside.names.len()).map(of).collect()
}

/// The JSON Schema of `result.json`.
#[must_use]
pub fn autonomy_schema() -> Json {
    let levels = ["in the loop", "on the loop", "out of the loop", LOOKS];
    let stands =
        || json!({ "description": "Where each agent stands.", "type": "object", "additionalProperties": words("Its place.", &levels) });
    let shares = |what: &str| json!({ "description": what, "type": "object", "additionalProperties": { "type": "number", "minimum": 0, "maximum": 1 } });
    let count = |what: &str| json!({ "description": what, "type": "integer", "minimum": 0 });
    let mut document = object(
        "What a comparison of autonomy settings found.",
        vec![
            ("schema_version", json!({ "description": "The version of this format.", "const": AUTONOMY_SCHEMA_VERSION })),
            ("foretaste", text("The program's version.")),
            ("seed", count("The seed.")),
            ("title", text("The team's title.")),
            ("partial", maybe(text("Why the result is incomplete, if it is."), "string")),
            ("replicates", count("Draws of what nobody knows.")),
            ("settings", list_of("The settings, as given first.", "Setting")),
            (
                "recommended",
                json!({ "description": "What is recommended, where a search was made.", "anyOf": [{ "$ref": "#/$defs/Recommended" }, { "type": "null" }] }),
            ),
            ("teams", list_of("Other teams for the same work, with this one first; none where none was named.", "Team")),
            ("turns", list_of("Numbers inside whose range two settings change places by what they cost.", "Turn")),
            (
                "months",
                json!({ "description": "The team over months, where its file says what responds.", "type": ["array", "null"], "items": { "$ref": "#/$defs/Course" } }),
            ),
            (
                "customers",
                json!({ "description": "What customers notice, where a concept was named.", "anyOf": [{ "$ref": "#/$defs/Customers" }, { "type": "null" }] }),
            ),
            ("validity", list_of("What each measure may be trusted for.", "Validity")),
            ("inputs", inputs()),
        ],
    );
    document["$defs"] = json!({
        "Setting": object("One setting.", vec![
            ("name", text("Its name.")),
            ("agents", stands()),
            ("figures", by_name("Its figures by name.", "Level")),
        ]),
        "Team": object("A team beside others.", vec![("name", text("Its name.")), ("figures", by_name("Its figures by name.", "Level"))]),
        "Level": object("A figure over replicates.", vec![
            ("mean", number("Mean.")),
            ("q05", number("5 % quantile.")),
            ("q95", number("95 % quantile.")),
        ]),
        "Recommended": object("What is recommended.", vec![
            ("agents", stands()),
            ("keeps_limits", json!({ "description": "Whether it keeps every limit by its means.", "type": "boolean" })),
            ("costs_less_than", shares("The share of draws in which it costs less than each uniform setting.")),
            ("dominates", shares("The share of draws in which it betters each uniform setting in people's time, mistakes and lead time.")),
            ("stakes_below", maybe(number("The multiple of the stakes below which another setting is best."), "number")),
            ("stakes_above", maybe(number("The multiple of the stakes above which another setting is best."), "number")),
            ("measure_next", list_of("What to measure next, the most telling first.", "Next")),
        ]),
        "Next": object("An uncertain number and what it is worth to know.", vec![
            ("input", text("Its path.")),
            ("saves_a_day", json!({ "description": "What knowing it saves a day.", "type": "number", "minimum": 0 })),
            ("items", maybe(json!({ "description": "How many items to look at to halve its range, where it is a rate.", "type": "integer", "minimum": 1 }), "integer")),
        ]),
        "Turn": object("A number inside whose range two settings change places.", vec![
            ("input", text("The number's path.")),
            ("costs_less", text("The setting that costs less by the mean of all draws.")),
            ("past_the_turn", text("The setting that costs less past the turn.")),
            ("at", number("Where.")),
            ("above", json!({ "description": "Whether that is above it, rather than below.", "type": "boolean" })),
        ]),
        "Validity": validity(),
    });
    for (name, definition) in definitions().into_iter().chain(of_months()) {
        document["$defs"][name] = definition;
    }
    published(document, "autonomy", "A foretaste comparison of autonomy settings")
}
