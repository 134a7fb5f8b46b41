//! `result.json` of a fit: the findings for programs, and its schema.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value as Json, json};

use crate::study::schema::{by_name, chance, inputs, list_of, maybe, number, object, published, text, words};
use crate::study::validate::Setting;

use super::chains;
use super::derive::{Derived, Ranged};
use super::estimate::{Estimated, Findings};
use super::load::FitStudy;
use super::spec::Kind;

/// The version of the format of a fit's `result.json`; it rises when a field changes its meaning or goes.
pub const FIT_SCHEMA_VERSION: u32 = 1;

/// What a fit found, for programs. Numbers that have no base are left out or `null`.
#[derive(Debug, Clone, Serialize)]
pub struct FitFile {
    /// The version of this format.
    pub schema_version: u32,
    /// The program's version.
    pub foretaste: String,
    /// The fit's title.
    pub title: String,
    /// Which model.
    pub model: &'static str,
    /// What kind of personas the fit makes.
    pub persona: &'static str,
    /// How many people the model was fitted to.
    pub people: usize,
    /// How many people were held out.
    pub held_out: usize,
    /// How many choices the fitted people had.
    pub tasks: usize,
    /// The log-likelihood.
    pub log_likelihood: f64,
    /// That of the logit in which nobody differs.
    pub log_likelihood_multinomial: f64,
    /// That of even chances.
    pub log_likelihood_even: f64,
    /// Whether more draws would hardly move the fit, or whether the chains agree; null where it needs none.
    pub settled: Option<bool>,
    /// That in a sentence.
    pub settled_line: Option<String>,
    /// The estimates by name; of hierarchical Bayes the means of the posterior.
    pub parameters: BTreeMap<String, ParameterJson>,
    /// What hierarchical Bayes found, by name; empty for other models.
    pub posterior: BTreeMap<String, PosteriorJson>,
    /// How the chains of hierarchical Bayes ran; null for other models.
    pub chains: Option<ChainsJson>,
    /// How each taste is spread over people, by attribute.
    pub tastes: BTreeMap<String, TasteJson>,
    /// What a typical person would pay for one unit more, by attribute.
    pub worth: BTreeMap<String, RangedJson>,
    /// How likely the typical taste for the price is to have the other sign; null where the file names no price.
    pub price_sign_unsure: Option<f64>,
    /// Classes, the largest first.
    pub classes: Vec<ClassJson>,
    /// What was left out of the data.
    pub left_out: Vec<LeftOutJson>,
    /// Hashes of all inputs.
    pub inputs: BTreeMap<String, String>,
}

/// One estimate.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct ParameterJson {
    /// The estimate.
    pub estimate: f64,
    /// Its robust standard error.
    pub robust_error: Option<f64>,
    /// Its standard error by curvature.
    pub curvature_error: Option<f64>,
    /// Its standard error by scores.
    pub scores_error: Option<f64>,
}

/// One figure of a posterior.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct PosteriorJson {
    /// Its mean.
    pub mean: f64,
    /// Its standard deviation.
    pub deviation: f64,
    /// 5 % quantile.
    pub q05: f64,
    /// 95 % quantile.
    pub q95: f64,
    /// Split R-hat.
    pub split_r_hat: Option<f64>,
    /// How many independent draws it is worth.
    pub effective_draws: Option<f64>,
}

/// How chains ran.
#[derive(Debug, Clone, Serialize)]
pub struct ChainsJson {
    /// How many rounds of each settled it.
    pub warm_up: u32,
    /// How many rounds of each were kept.
    pub draws: u32,
    /// The largest split R-hat.
    pub largest_split_r_hat: Option<f64>,
    /// The smallest number of independent draws that a figure is worth.
    pub least_effective_draws: Option<f64>,
    /// For each chain the share of moves that were accepted.
    pub accepted: Vec<f64>,
}

/// A figure with its 90 % interval.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct RangedJson {
    /// The figure.
    pub value: f64,
    /// 5 % quantile.
    pub q05: Option<f64>,
    /// 95 % quantile.
    pub q95: Option<f64>,
}

/// How one taste is spread over people.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct TasteJson {
    /// The median.
    pub typical: RangedJson,
    /// The standard deviation.
    pub deviation: RangedJson,
    /// The share of people who like more of it.
    pub like_more: f64,
}

/// One class.
#[derive(Debug, Clone, Serialize)]
pub struct ClassJson {
    /// Its share.
    pub share: f64,
    /// Its tastes by attribute.
    pub tastes: BTreeMap<String, f64>,
}

/// What was left out.
#[derive(Debug, Clone, Serialize)]
pub struct LeftOutJson {
    /// What and why.
    pub what: String,
    /// How many.
    pub count: usize,
}

fn ranged(figure: Ranged, sure: bool) -> RangedJson {
    let known = |value: f64| (sure && value.is_finite()).then_some(value);
    RangedJson { value: figure.value, q05: known(figure.low), q95: known(figure.high) }
}

/// Gathers the findings for programs.
///
/// # Determinism
/// Depends on the fit, the findings and the setting.
#[must_use]
pub fn result(study: &FitStudy, findings: &Findings, derived: Option<&Derived>, setting: &Setting) -> FitFile {
    let names = &study.survey.attributes;
    let (mut parameters, mut classes, mut posterior) = (BTreeMap::new(), Vec::new(), BTreeMap::new());
    let settled = findings.estimated.settled();
    let finite = |value: f64| value.is_finite().then_some(value);
    match &findings.estimated {
        Estimated::Smooth(smooth) => {
            parameters.extend(smooth.parameters().into_iter().map(|one| {
                let errors =
                    ParameterJson { estimate: one.value, robust_error: one.robust, curvature_error: one.hessian, scores_error: one.bhhh };
                (one.name, errors)
            }));
        }
        Estimated::Classes(found) => {
            let class = |class: usize| names.iter().cloned().zip(found.class(class).iter().copied()).collect();
            classes.extend(found.shares.iter().enumerate().map(|(at, &share)| ClassJson { share, tastes: class(at) }));
        }
        Estimated::Bayes(bayes) => {
            let estimate = |estimate: f64| ParameterJson { estimate, robust_error: None, curvature_error: None, scores_error: None };
            parameters.extend(bayes.model.parameters().iter().cloned().zip(bayes.estimates.iter().map(|&value| estimate(value))));
            posterior.extend(bayes.figures.iter().map(|(of, line)| {
                let figure = PosteriorJson {
                    mean: line.mean,
                    deviation: line.sd,
                    q05: line.low,
                    q95: line.high,
                    split_r_hat: finite(line.r_hat),
                    effective_draws: finite(line.effective),
                };
                (of.name(names), figure)
            }));
        }
    }
    let chains = match &findings.estimated {
        Estimated::Bayes(bayes) => {
            let (settings, [(_, far), (_, few)]) = (chains::settings(&study.spec), bayes.weakest());
            Some(ChainsJson {
                warm_up: settings.warm_up,
                draws: settings.draws,
                largest_split_r_hat: finite(far.r_hat),
                least_effective_draws: finite(few.effective),
                accepted: bayes.posterior.accepted.clone(),
            })
        }
        _ => None,
    };
    let sure = derived.is_some_and(Derived::is_sure);
    let spread = |spread: &super::Spread| TasteJson {
        typical: ranged(spread.typical, true),
        deviation: ranged(spread.deviation, true),
        like_more: spread.like,
    };
    FitFile {
        schema_version: FIT_SCHEMA_VERSION,
        foretaste: setting.version.clone(),
        title: study.spec.title.as_str().to_owned(),
        model: study.spec.model.kind.value.as_str(),
        persona: "population",
        people: findings.people,
        held_out: findings.held_out,
        tasks: findings.tasks,
        log_likelihood: findings.estimated.log_likelihood(),
        log_likelihood_multinomial: findings.logit,
        log_likelihood_even: findings.even,
        settled: settled.map(|(settled, _)| settled),
        settled_line: settled.map(|(_, line)| line.to_owned()),
        parameters,
        posterior,
        chains,
        tastes: derived
            .map_or_else(BTreeMap::new, |derived| derived.spreads.iter().map(|one| (names[one.attribute].clone(), spread(one))).collect()),
        worth: derived.map_or_else(BTreeMap::new, |derived| {
            derived.worths.iter().map(|worth| (names[worth.attribute].clone(), ranged(worth.amount, sure))).collect()
        }),
        price_sign_unsure: derived.filter(|derived| !derived.worths.is_empty()).map(|derived| derived.unsure),
        classes,
        left_out: study.survey.dropped.iter().map(|one| LeftOutJson { what: one.why.clone(), count: one.count }).collect(),
        inputs: setting.inputs.iter().cloned().collect(),
    }
}

/// Returns the JSON Schema of a fit's `result.json`.
#[must_use]
pub fn fit_result_schema() -> Json {
    let count = |text: &str| json!({ "description": text, "type": "integer", "minimum": 0 });
    let error = |text: &str| maybe(json!({ "description": text, "type": "number", "minimum": 0 }), "number");
    let kinds: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
    let version = json!({ "description": "The version of this format; rises when a field changes its meaning or goes.", "const": FIT_SCHEMA_VERSION });
    let mut document = object(
        "What a fit found, for programs.",
        vec![
            ("schema_version", version),
            ("foretaste", text("The program's version.")),
            ("title", text("The fit's title.")),
            ("model", words("Which model.", &kinds)),
            ("persona", words("What kind of personas the fit makes.", &["population"])),
            ("people", count("How many people the model was fitted to.")),
            ("held_out", count("How many people were held out and not looked at.")),
            ("tasks", count("How many choices the fitted people had.")),
            ("log_likelihood", number("The log-likelihood.")),
            ("log_likelihood_multinomial", number("That of the logit in which nobody differs.")),
            ("log_likelihood_even", number("That of even chances.")),
            (
                "settled",
                maybe(
                    json!({
                        "description": "Whether more draws would hardly move the fit, or whether the chains agree; null where it needs none.",
                        "type": "boolean",
                    }),
                    "boolean",
                ),
            ),
            ("settled_line", maybe(text("That in a sentence; null where it needs none."), "string")),
            (
                "parameters",
                by_name("The estimates by name; of hierarchical Bayes the means of the posterior, without errors.", "Parameter"),
            ),
            ("posterior", by_name("What hierarchical Bayes found, by name; empty for other models.", "Posterior")),
            (
                "chains",
                json!({
                    "description": "How the chains of hierarchical Bayes ran; null for other models.",
                    "anyOf": [{ "$ref": "#/$defs/Chains" }, { "type": "null" }],
                }),
            ),
            ("tastes", by_name("How each taste is spread over people, by attribute; empty for latent classes.", "Taste")),
            ("worth", by_name("What a typical person would pay for one unit more, by attribute; empty where no price is named.", "Ranged")),
            (
                "price_sign_unsure",
                maybe(
                    chance("How likely the typical taste for the price is to have the other sign; null where no price is named."),
                    "number",
                ),
            ),
            ("classes", list_of("Classes, the largest first; empty for other models.", "Class")),
            ("left_out", list_of("What was left out of the data.", "LeftOut")),
            ("inputs", inputs()),
        ],
    );
    document["$defs"] = json!({
        "Parameter": object("One estimate.", vec![
            ("estimate", number("The estimate.")),
            ("robust_error", error("Its robust standard error, clustered by person.")),
            ("curvature_error", error("Its standard error by the curvature of the log-likelihood.")),
            ("scores_error", error("Its standard error by people's scores.")),
        ]),
        "Posterior": object("One figure of a posterior.", vec![
            ("mean", number("Its mean.")),
            ("deviation", json!({ "description": "Its standard deviation.", "type": "number", "minimum": 0 })),
            ("q05", number("5 % quantile.")),
            ("q95", number("95 % quantile.")),
            ("split_r_hat", error("Split R-hat: near 1 where the chains agree; null where the figure does not vary.")),
            ("effective_draws", error("How many independent draws it is worth; null where the figure does not vary.")),
        ]),
        "Chains": object("How chains ran.", vec![
            ("warm_up", count("How many rounds of each settled it and were not kept.")),
            ("draws", count("How many rounds of each were kept.")),
            ("largest_split_r_hat", error("The largest split R-hat of all figures; null where one does not vary.")),
            ("least_effective_draws", error("The smallest number of independent draws that a figure is worth; null where one does not vary.")),
            (
                "accepted",
                json!({
                    "description": "For each chain the mean chance that a move was accepted.",
                    "type": "array",
                    "items": { "type": "number", "minimum": 0, "maximum": 1 },
                }),
            ),
        ]),
        "Ranged": object("A figure with its 90 % interval over what the data leave open.", vec![
            ("value", number("The figure.")),
            ("q05", maybe(number("5 % quantile; null where it has no interval."), "number")),
            ("q95", maybe(number("95 % quantile; null where it has no interval."), "number")),
        ]),
        "Taste": object("How one taste is spread over people, in utility for what an estimate is for.", vec![
            ("typical", json!({ "$ref": "#/$defs/Ranged" })),
            ("deviation", json!({ "$ref": "#/$defs/Ranged" })),
            ("like_more", chance("The share of people who like more of it.")),
        ]),
        "Class": object("A class of people.", vec![
            ("share", chance("Its share of the people.")),
            ("tastes", json!({ "description": "Its tastes by attribute.", "type": "object", "additionalProperties": { "type": "number" } })),
        ]),
        "LeftOut": object("What was left out.", vec![("what", text("What and why.")), ("count", count("How many."))]),
    });
    published(document, "calibration", "A foretaste calibration: what a fit found")
}
