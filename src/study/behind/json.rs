//! What customers notice, for programs.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value as Json, json};

use crate::study::schema::{by_name, chance, list_of, maybe, number, object, text};

use super::customers::Customers;
use super::tables::setting;

/// What customers notice of the settings of a team.
#[derive(Debug, Clone, Serialize)]
pub struct CustomersJson {
    /// The title of the concept's study.
    pub title: String,
    /// The settings, as given first.
    pub settings: Vec<SettingFeltJson>,
    /// Settings that could not be held before customers, with why.
    pub left_out: BTreeMap<String, String>,
}

/// The concept under one setting.
#[derive(Debug, Clone, Serialize)]
pub struct SettingFeltJson {
    /// The setting.
    pub name: String,
    /// The probability of the event in the study's rule to go.
    pub p_go: Option<f64>,
    /// The probability that each experience level measure is met.
    pub xlms: BTreeMap<String, Option<f64>>,
    /// What the team hands over, by the path of the number in the study.
    pub handed_over: BTreeMap<String, HandedJson>,
    /// Every figure of the concept.
    pub figures: BTreeMap<String, FeltJson>,
}

/// A number that comes from the team, over its runs.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct HandedJson {
    /// Median.
    pub median: f64,
    /// 5 % quantile.
    pub q05: f64,
    /// 95 % quantile.
    pub q95: f64,
}

/// A figure of the concept under a setting.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct FeltJson {
    /// Mean.
    pub mean: f64,
    /// 5 % quantile.
    pub q05: f64,
    /// 95 % quantile.
    pub q95: f64,
    /// The mean of the paired differences from the team as given.
    pub change: f64,
    /// Their 5 % quantile.
    pub change_q05: f64,
    /// Their 95 % quantile.
    pub change_q95: f64,
    /// The Monte Carlo standard error of their mean.
    pub change_monte_carlo_error: f64,
}

/// Gathers what was found.
pub(in crate::study) fn customers_json(found: &Customers) -> CustomersJson {
    let comparison = &found.findings.comparison;
    let decision = &found.comparing.study.decision;
    let settings = found.findings.standings.iter().enumerate().map(|(arm, standing)| {
        let figures = comparison.ids().iter().enumerate().filter_map(|(figure, id)| {
            let (level, effect) = (comparison.spread(arm, figure)?, comparison.effect(arm, figure)?);
            let found = FeltJson {
                mean: level.mean,
                q05: level.low,
                q95: level.high,
                change: effect.mean,
                change_q05: effect.low,
                change_q95: effect.high,
                change_monte_carlo_error: effect.error,
            };
            Some((id.clone(), found))
        });
        let xlms = decision.xlms.iter().zip(&standing.xlms);
        let handed = found.handed.iter().map(|handed| {
            let at = handed.by_setting[arm];
            (found.behind.feeds[handed.feed].path.clone(), HandedJson { median: at.mid, q05: at.low, q95: at.high })
        });
        SettingFeltJson {
            name: setting(found, arm),
            p_go: standing.judged.and_then(|judged| judged.go).map(|(p, _)| p),
            xlms: xlms.map(|(xlm, standing)| (xlm.name.clone(), standing.as_ref().map(|standing| standing.p_met.get()))).collect(),
            handed_over: handed.collect(),
            figures: figures.collect(),
        }
    });
    CustomersJson {
        title: found.comparing.study.spec.title.as_str().to_owned(),
        settings: settings.collect(),
        left_out: found.left_out.iter().map(|one| (one.name.clone(), one.why.clone())).collect(),
    }
}

/// The schema of [`CustomersJson`] and of what it is made of, by name.
pub(in crate::study) fn definitions() -> Vec<(&'static str, Json)> {
    let maybe_chance = |words: &str| maybe(chance(words), "number");
    vec![
        (
            "Customers",
            object(
                "What customers notice.",
                vec![
                    ("title", text("The title of the concept's study.")),
                    ("settings", list_of("The settings, as given first.", "Felt")),
                    (
                        "left_out",
                        json!({ "description": "Settings that could not be held before customers, with why.", "type": "object", "additionalProperties": { "type": "string" } }),
                    ),
                ],
            ),
        ),
        (
            "Felt",
            object(
                "The concept under one setting.",
                vec![
                    ("name", text("The setting.")),
                    ("p_go", maybe_chance("The probability of the event in the study's rule to go.")),
                    (
                        "xlms",
                        json!({
                            "description": "The probability that each experience level measure is met.", "type": "object",
                            "additionalProperties": { "type": ["number", "null"], "minimum": 0, "maximum": 1 },
                        }),
                    ),
                    ("handed_over", by_name("What the team hands over, by the path of the number in the study.", "Handed")),
                    ("figures", by_name("Every figure of the concept.", "FeltFigure")),
                ],
            ),
        ),
        (
            "Handed",
            object(
                "A number that comes from the team, over its runs.",
                vec![("median", number("Median.")), ("q05", number("5 % quantile.")), ("q95", number("95 % quantile."))],
            ),
        ),
        (
            "FeltFigure",
            object(
                "A figure of the concept under a setting.",
                vec![
                    ("mean", number("Mean.")),
                    ("q05", number("5 % quantile.")),
                    ("q95", number("95 % quantile.")),
                    ("change", number("The mean of the paired differences from the team as given.")),
                    ("change_q05", number("Their 5 % quantile.")),
                    ("change_q95", number("Their 95 % quantile.")),
                    ("change_monte_carlo_error", number("The Monte Carlo standard error of their mean.")),
                ],
            ),
        ),
    ]
}
