//! `result.json` of a ratings fit: the findings for programs, and its schema.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value as Json, json};

use crate::choice::StandardErrors;
use crate::study::fit::{LeftOutJson, ParameterJson, Ranged, RangedJson};
use crate::study::schema::{by_name, inputs, list_of, maybe, number, object, published, text};
use crate::study::validate::Setting;

use super::estimate::RatingsFindings;
use super::load::RatingsStudy;
use super::strength::Strength;

/// The version of the format of a ratings fit's `result.json`; it rises when a field changes its meaning or goes.
pub const RATINGS_SCHEMA_VERSION: u32 = 1;

/// What a ratings fit found, for programs.
#[derive(Debug, Clone, Serialize)]
pub struct RatingsFile {
    /// The version of this format.
    pub schema_version: u32,
    /// The program's version.
    pub foretaste: String,
    /// The title.
    pub title: String,
    /// How many people answered.
    pub people: usize,
    /// How many answers they gave.
    pub answers: usize,
    /// How many boxes the scale has.
    pub scale: usize,
    /// The log-likelihood.
    pub log_likelihood: f64,
    /// That without any style; null where the file asks for none.
    pub log_likelihood_without_style: Option<f64>,
    /// That if nobody differed from anybody of whom the same is known.
    pub log_likelihood_alike: f64,
    /// The estimates by name.
    pub parameters: BTreeMap<String, ParameterJson>,
    /// What styles do to answers, by name.
    pub strength: BTreeMap<&'static str, RangedJson>,
    /// Shares of each item's boxes, by item.
    pub items: BTreeMap<String, RatedJson>,
    /// What was left out of the data.
    pub left_out: Vec<LeftOutJson>,
    /// Hashes of all inputs.
    pub inputs: BTreeMap<String, String>,
}

/// One item.
#[derive(Debug, Clone, Serialize)]
pub struct RatedJson {
    /// Real shares, from the lowest box.
    pub real: Vec<f64>,
    /// Fitted shares.
    pub fitted: Vec<f64>,
    /// Thresholds.
    pub thresholds: Vec<f64>,
}

/// Gathers the findings for programs.
///
/// # Determinism
/// Depends on the fit, the findings and the setting.
#[must_use]
pub fn ratings_result(study: &RatingsStudy, findings: &RatingsFindings, strength: &Strength, setting: &Setting) -> RatingsFile {
    let (fit, boxes) = (&findings.fit, study.model.categories);
    let (robust, curvature) = (fit.robust_covariance.standard_errors(), fit.curvature_covariance.standard_errors());
    let known = |value: f64| value.is_finite().then_some(value);
    let known_error = |value: f64| (value > 0.0).then_some(value);
    let parameter = |at: usize| ParameterJson {
        estimate: fit.parameters[at],
        robust_error: known_error(robust[at]),
        curvature_error: known_error(curvature[at]),
        scores_error: None,
    };
    let ranged = |of: Ranged| RangedJson { value: of.value, q05: known(of.low), q95: known(of.high) };
    let mut styles = BTreeMap::new();
    styles.extend(strength.acquiescence.map(|of| ("points_between_agreeing_and_denying", ranged(of))));
    if let Some([high, low]) = strength.extremity {
        styles.extend([("end_boxes_of_the_extreme", ranged(high)), ("end_boxes_of_the_moderate", ranged(low))]);
    }
    let item = |at: usize| RatedJson {
        real: findings.real[at * boxes..(at + 1) * boxes].to_vec(),
        fitted: findings.fitted[at * boxes..(at + 1) * boxes].to_vec(),
        thresholds: findings.shape.edges(at).to_vec(),
    };
    RatingsFile {
        schema_version: RATINGS_SCHEMA_VERSION,
        foretaste: setting.version.clone(),
        title: study.spec.title.as_str().to_owned(),
        people: fit.people,
        answers: fit.answers,
        scale: boxes,
        log_likelihood: fit.log_likelihood,
        log_likelihood_without_style: findings.without_style,
        log_likelihood_alike: findings.alike,
        parameters: fit.names.iter().cloned().enumerate().map(|(at, name)| (name, parameter(at))).collect(),
        strength: styles,
        items: study.model.items.iter().enumerate().map(|(at, own)| (own.name.clone(), item(at))).collect(),
        left_out: study.dropped.iter().map(|one| LeftOutJson { what: one.why.clone(), count: one.count }).collect(),
        inputs: setting.inputs.iter().cloned().collect(),
    }
}

/// Returns the JSON Schema of a ratings fit's `result.json`.
#[must_use]
pub fn ratings_result_schema() -> Json {
    let count = |text: &str| json!({ "description": text, "type": "integer", "minimum": 0 });
    let error = |text: &str| maybe(json!({ "description": text, "type": "number", "minimum": 0 }), "number");
    let shares = |text: &str| json!({ "description": text, "type": "array", "items": { "type": "number" } });
    let version = json!({ "description": "The version of this format; rises when a field changes its meaning or goes.", "const": RATINGS_SCHEMA_VERSION });
    let mut document = object(
        "What a fit of ratings found, for programs.",
        vec![
            ("schema_version", version),
            ("foretaste", text("The program's version.")),
            ("title", text("The title.")),
            ("people", count("How many people answered.")),
            ("answers", count("How many answers they gave.")),
            ("scale", count("How many boxes the scale has.")),
            ("log_likelihood", number("The log-likelihood.")),
            ("log_likelihood_without_style", maybe(number("That without any style; null where the file asks for none."), "number")),
            ("log_likelihood_alike", number("That if nobody differed from anybody of whom the same is known.")),
            ("parameters", by_name("The estimates by name.", "Parameter")),
            ("strength", by_name("What styles do to answers, by name; empty where the file asks for none.", "Ranged")),
            ("items", by_name("Shares of each item's boxes, by item.", "Item")),
            ("left_out", list_of("What was left out of the data.", "LeftOut")),
            ("inputs", inputs()),
        ],
    );
    document["$defs"] = json!({
        "Parameter": object("One estimate.", vec![
            ("estimate", number("The estimate.")),
            ("robust_error", error("Its robust standard error, clustered by person.")),
            ("curvature_error", error("Its standard error by the curvature of the log-likelihood.")),
            ("scores_error", error("Not computed for ratings.")),
        ]),
        "Ranged": object("A figure with its 90 % interval.", vec![
            ("value", number("The figure.")),
            ("q05", maybe(number("5 % quantile."), "number")),
            ("q95", maybe(number("95 % quantile."), "number")),
        ]),
        "Item": object("One item.", vec![
            ("real", shares("Real shares, from the lowest box.")),
            ("fitted", shares("Fitted shares.")),
            ("thresholds", shares("Thresholds.")),
        ]),
        "LeftOut": object("What was left out.", vec![("what", text("What and why.")), ("count", count("How many."))]),
    });
    published(document, "ratings-result", "The result of a foretaste fit of ratings")
}
