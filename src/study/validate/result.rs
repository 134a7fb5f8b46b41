//! `result.json`: the findings for programs.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::report::view::{Trust, ValidityLine};
use crate::stats::Summary;
use crate::stats::rectify::Rectified;

use super::analyse::Findings;
use super::decide::Judged;
use super::result_stress::{DraftJson, ObjectionJson};
use super::study::Study;
use super::view::Setting;

/// The version of the format of `result.json`; it rises when a field changes its meaning or goes.
pub const SCHEMA_VERSION: u32 = 1;

/// What a concept test found, for programs. Numbers that have no base are `null`.
#[derive(Debug, Clone, Serialize)]
pub struct ResultFile {
    /// The version of this format.
    pub schema_version: u32,
    /// The program's version.
    pub foretaste: String,
    /// The seed.
    pub seed: u64,
    /// The study's title.
    pub title: String,
    /// The verdict.
    pub verdict: VerdictJson,
    /// Whether the panel meets the rule to go and real people's choices do not bear it out: then there is no go.
    pub unsettled: bool,
    /// Why the result is incomplete, if it is.
    pub partial: Option<String>,
    /// Replicates behind the figures.
    pub replicates: usize,
    /// Every figure by name.
    pub figures: BTreeMap<String, FigureJson>,
    /// Experience level measures by name.
    pub xlms: BTreeMap<String, XlmJson>,
    /// What the devil's advocates found; none where they were not heard.
    pub objections: Option<Vec<ObjectionJson>>,
    /// What the prototyper made of it, from the study as given; none where it did not work.
    pub drafts: Option<Vec<DraftJson>>,
    /// Shares corrected by real people's choices, by alternative; none where no such people are named.
    pub corrected: Option<BTreeMap<String, CorrectedJson>>,
    /// What each measure may be trusted for.
    pub validity: Vec<ValidityJson>,
    /// Hashes of all inputs.
    pub inputs: BTreeMap<String, String>,
}

/// The verdict.
#[derive(Debug, Clone, Serialize)]
pub struct VerdictJson {
    /// `go`, `iterate`, `stop` or `none`.
    pub word: &'static str,
    /// The probability of the event in the rule to go.
    pub p_go: Option<f64>,
    /// The probability of the event in the rule to stop.
    pub p_stop: Option<f64>,
}

/// One figure over replicates.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct FigureJson {
    /// Mean.
    pub mean: f64,
    /// Median.
    pub median: f64,
    /// 5 % quantile.
    pub q05: f64,
    /// 95 % quantile.
    pub q95: f64,
    /// Monte Carlo standard error of the mean.
    pub monte_carlo_error: f64,
}

/// A share corrected by real people's choices.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct CorrectedJson {
    /// The corrected share.
    pub mean: f64,
    /// The low end of its 95 % interval.
    pub low: f64,
    /// The high end.
    pub high: f64,
    /// What the panel says alone.
    pub panel: f64,
    /// What these people say alone.
    pub people: f64,
    /// How many they are.
    pub asked: usize,
    /// How many of them would give as narrow an interval without the panel; `null` where no number would.
    pub worth: Option<f64>,
}

/// One experience level measure.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct XlmJson {
    /// The level that should be reached.
    pub target: f64,
    /// The share of replicates in which it is met.
    pub p_met: f64,
    /// Mean of target minus measured.
    pub gap: f64,
}

/// What a measure may be trusted for.
#[derive(Debug, Clone, Serialize)]
pub struct ValidityJson {
    /// The measure.
    pub measure: String,
    /// The label.
    pub label: &'static str,
    /// How it was earned.
    pub how: String,
}

impl From<&Rectified> for CorrectedJson {
    fn from(found: &Rectified) -> Self {
        Self {
            mean: found.mean,
            low: found.interval.low,
            high: found.interval.high,
            panel: found.model,
            people: found.alone,
            asked: found.people,
            worth: found.worth.is_finite().then_some(found.worth),
        }
    }
}

impl From<Judged> for VerdictJson {
    fn from(judged: Judged) -> Self {
        Self { word: judged.outlook.word(), p_go: judged.go.map(|(p, _)| p), p_stop: judged.stop.map(|(p, _)| p) }
    }
}

impl From<ValidityLine> for ValidityJson {
    fn from(line: ValidityLine) -> Self {
        Self { measure: line.measure, label: Trust::words(line.trust), how: line.how }
    }
}

/// Gathers the findings for programs.
///
/// # Determinism
/// Depends on the study, the findings and the setting.
#[must_use]
pub fn result(study: &Study, findings: &Findings, setting: &Setting) -> ResultFile {
    let outcome = &findings.outcome;
    let known = |figure: usize| -> Vec<f64> { outcome.figure(figure).into_iter().filter(|value| value.is_finite()).collect() };
    let figures = outcome
        .ids()
        .iter()
        .enumerate()
        .filter_map(|(figure, id)| {
            let summary = Summary::of(&known(figure))?;
            let monte_carlo_error = summary.sd / (summary.n as f64).sqrt();
            Some((
                id.clone(),
                FigureJson { mean: summary.mean, median: summary.q50, q05: summary.q05, q95: summary.q95, monte_carlo_error },
            ))
        })
        .collect();
    let xlms = study
        .decision
        .xlms
        .iter()
        .filter_map(|xlm| {
            let standing = xlm.xlm.standing(&known(xlm.figure)).ok()?;
            Some((xlm.name.clone(), XlmJson { target: xlm.xlm.target, p_met: standing.p_met.get(), gap: standing.gap.mean }))
        })
        .collect();
    let validity = super::view::report(study, findings, setting).validity;
    ResultFile {
        schema_version: SCHEMA_VERSION,
        foretaste: setting.version.clone(),
        seed: setting.seed,
        title: study.spec.title.as_str().to_owned(),
        verdict: findings.judged.into(),
        unsettled: findings.judged.unsettled.is_some(),
        partial: findings.partial.clone(),
        replicates: outcome.replicates(),
        figures,
        xlms,
        objections: findings.stress.as_ref().map(|stress| stress.objections.iter().map(|one| ObjectionJson::of(stress, one)).collect()),
        drafts: findings.mended.as_ref().map(|mended| mended.drafts.iter().map(DraftJson::of).collect()),
        corrected: findings.corrected.as_ref().map(|found| found.shares.iter().map(|(name, share)| (name.clone(), share.into())).collect()),
        validity: validity.into_iter().map(ValidityJson::from).collect(),
        inputs: setting.inputs.iter().cloned().collect(),
    }
}
