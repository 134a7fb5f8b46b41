//! `result.json` of a comparison: the findings for programs.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::stats::Summary;

use super::super::validate::{Setting, ValidityJson, VerdictJson, XlmJson};
use super::analyse::Findings;
use super::answer::{Answer, Size};
use super::load::Comparing;

/// The version of the format of a comparison's `result.json`; it rises when a field changes its meaning or goes.
pub const COMPARISON_SCHEMA_VERSION: u32 = 1;

/// What a comparison found, for programs. Numbers that have no base are left out or `null`.
#[derive(Debug, Clone, Serialize)]
pub struct ComparisonFile {
    /// The version of this format.
    pub schema_version: u32,
    /// The program's version.
    pub foretaste: String,
    /// The seed.
    pub seed: u64,
    /// The study's title.
    pub title: String,
    /// Why the result is incomplete, if it is.
    pub partial: Option<String>,
    /// Replicates behind the figures.
    pub replicates: usize,
    /// What effects are weighed by.
    pub weighed: WeighedJson,
    /// The study as it is, then each treatment.
    pub arms: Vec<ArmJson>,
    /// Each treatment held against the study as it is, then against each earlier treatment.
    pub comparisons: Vec<ComparisonJson>,
    /// What each measure may be trusted for.
    pub validity: Vec<ValidityJson>,
    /// Hashes of all inputs.
    pub inputs: BTreeMap<String, String>,
}

/// What effects are weighed by.
#[derive(Debug, Clone, Serialize)]
pub struct WeighedJson {
    /// The figure.
    pub figure: String,
    /// The smallest difference that would matter.
    pub smallest_effect: Option<f64>,
}

/// One arm.
#[derive(Debug, Clone, Serialize)]
pub struct ArmJson {
    /// The name.
    pub name: String,
    /// Why anyone would think of it.
    pub why: String,
    /// What it changes.
    pub changes: Vec<ChangeJson>,
    /// The verdict; none where the rule cannot be judged in one market.
    pub verdict: Option<VerdictJson>,
    /// How much the probability of the rule to go changes.
    pub p_go_change: Option<f64>,
    /// The Monte Carlo standard error of that.
    pub p_go_change_error: Option<f64>,
    /// Every figure by name.
    pub figures: BTreeMap<String, LevelJson>,
    /// Experience level measures by name.
    pub xlms: BTreeMap<String, XlmJson>,
}

/// One line of what a treatment changes.
#[derive(Debug, Clone, Serialize)]
pub struct ChangeJson {
    /// Where it stands in the study.
    pub path: String,
    /// The same in plain words.
    pub label: String,
    /// What it was.
    pub from: String,
    /// What it becomes.
    pub to: String,
}

/// A figure of an arm over replicates.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct LevelJson {
    /// Mean.
    pub mean: f64,
    /// 5 % quantile.
    pub q05: f64,
    /// 95 % quantile.
    pub q95: f64,
}

/// An arm less another one, on the same draws.
#[derive(Debug, Clone, Serialize)]
pub struct ComparisonJson {
    /// The arm.
    pub of: String,
    /// What it is held against.
    pub against: String,
    /// How large the effect on the weighed figure is.
    pub size: &'static str,
    /// The share of draws in which it is at least as large as matters.
    pub share_beyond_smallest: Option<f64>,
    /// The paired difference of every figure by name.
    pub differences: BTreeMap<String, DifferenceJson>,
}

/// A paired difference over replicates.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct DifferenceJson {
    /// Mean.
    pub mean: f64,
    /// 5 % quantile.
    pub q05: f64,
    /// 95 % quantile.
    pub q95: f64,
    /// Monte Carlo standard error of the mean.
    pub monte_carlo_error: f64,
    /// The correlation that the pairing achieved.
    pub correlation: Option<f64>,
    /// Replicates in which both arms have a base.
    pub replicates: usize,
}

/// The word for a size.
pub(super) fn word(size: Size) -> &'static str {
    match size {
        Size::Larger => "larger",
        Size::Near => "near",
        Size::Smaller => "smaller",
        Size::Measurable => "measurable",
        Size::NotMeasurable => "not measurable",
        Size::NoBase => "no base",
    }
}

/// Gathers the findings for programs.
///
/// # Determinism
/// Depends on the comparison, the findings and the setting.
#[must_use]
pub fn result(comparing: &Comparing, findings: &Findings, setting: &Setting) -> ComparisonFile {
    let comparison = &findings.comparison;
    let figures = comparing.figures();
    ComparisonFile {
        schema_version: COMPARISON_SCHEMA_VERSION,
        foretaste: setting.version.clone(),
        seed: setting.seed,
        title: comparing.study.spec.title.as_str().to_owned(),
        partial: findings.partial.clone(),
        replicates: comparison.replicates(),
        weighed: WeighedJson {
            figure: figures.index(comparing.weighed.kind).map_or_else(String::new, |index| figures.all()[index].id.clone()),
            smallest_effect: comparing.weighed.smallest,
        },
        arms: (0..comparison.arms().len()).map(|arm| arm_of(comparing, findings, arm)).collect(),
        comparisons: findings.answers.iter().chain(&findings.between).map(|answer| held(findings, answer)).collect(),
        validity: super::view::validity(comparing).into_iter().map(ValidityJson::from).collect(),
        inputs: setting.inputs.iter().cloned().collect(),
    }
}

fn arm_of(comparing: &Comparing, findings: &Findings, arm: usize) -> ArmJson {
    let comparison = &findings.comparison;
    let standing = &findings.standings[arm];
    let treatment = arm.checked_sub(1).map(|index| &comparing.treatments[index]);
    let figures = comparison.ids().iter().enumerate().filter_map(|(figure, id)| {
        let known: Vec<f64> = comparison.level(arm, figure).into_iter().filter(|value| value.is_finite()).collect();
        let summary = Summary::of(&known)?;
        Some((id.clone(), LevelJson { mean: summary.mean, q05: summary.q05, q95: summary.q95 }))
    });
    let xlms = comparing.study.decision.xlms.iter().zip(&standing.xlms).filter_map(|(xlm, standing)| {
        let standing = standing.as_ref()?;
        Some((xlm.name.clone(), XlmJson { target: xlm.xlm.target, p_met: standing.p_met.get(), gap: standing.gap.mean }))
    });
    let change = standing.change.filter(|_| arm > 0);
    ArmJson {
        name: comparison.arms()[arm].clone(),
        why: treatment.map_or_else(String::new, |treatment| treatment.why.clone()),
        changes: treatment
            .into_iter()
            .flat_map(|treatment| &treatment.diff)
            .map(|line| ChangeJson { path: line.path.clone(), label: line.label.clone(), from: line.from.clone(), to: line.to.clone() })
            .collect(),
        verdict: standing.judged.map(VerdictJson::from),
        p_go_change: change.map(|(change, _)| change),
        p_go_change_error: change.map(|(_, error)| error),
        figures: figures.collect(),
        xlms: xlms.collect(),
    }
}

fn held(findings: &Findings, answer: &Answer) -> ComparisonJson {
    let comparison = &findings.comparison;
    let differences = comparison.ids().iter().enumerate().filter_map(|(figure, id)| {
        let effect = comparison.effect_against(answer.arm, answer.base, figure)?;
        Some((
            id.clone(),
            DifferenceJson {
                mean: effect.mean,
                q05: effect.low,
                q95: effect.high,
                monte_carlo_error: effect.error,
                correlation: effect.correlation,
                replicates: effect.replicates,
            },
        ))
    });
    ComparisonJson {
        of: comparison.arms()[answer.arm].clone(),
        against: comparison.arms()[answer.base].clone(),
        size: word(answer.size),
        share_beyond_smallest: answer.beyond,
        differences: differences.collect(),
    }
}
