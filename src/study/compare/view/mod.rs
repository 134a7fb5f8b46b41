//! From findings to the report view: one file a part of the page, in the order of a decision.

mod answer;
mod certainty;
mod changes;
mod experience;
mod header;
mod money;
mod reading;
mod rests;
mod who;

use crate::report::view::{Report, Trust, ValidityLine};
use crate::study::trust::validity_of;

use super::super::validate::Setting;
use super::analyse::Findings;
use super::load::Comparing;
use reading::Reading;

/// Lays the findings out as a report.
///
/// # Determinism
/// Depends on the comparison, the findings and the setting.
#[must_use]
pub fn report(comparing: &Comparing, findings: &Findings, setting: &Setting) -> Report {
    let figures = comparing.figures();
    let reading = Reading { comparing, findings, figures: &figures };
    let sections = [
        Some(changes::section(&reading)),
        Some(answer::section(&reading)),
        who::section(&reading),
        experience::section(&reading),
        money::section(&reading),
        Some(rests::section(&reading)),
        Some(certainty::section(&reading)),
    ];
    Report {
        title: comparing.study.spec.title.as_str().to_owned(),
        question: header::question(&reading),
        verdict: header::verdict(&reading),
        partial: findings.partial.clone(),
        key_figures: header::key_figures(&reading),
        validity: validity(comparing),
        objection: rests::objection(&reading),
        sections: sections.into_iter().flatten().collect(),
        reproduce: setting.reproduce(),
    }
}

/// What each measure may be trusted for: the differences first, then the figures they are differences of.
pub(super) fn validity(comparing: &Comparing) -> Vec<ValidityLine> {
    let effects = ValidityLine {
        measure: "What the changes do".to_owned(),
        trust: Trust::NotValidated,
        how: "They follow from the model and from what the treatments state; no trial of any of these changes was held against them."
            .to_owned(),
    };
    // No best price and no cannibalised sales are reported here.
    let left_out = ["Best price and demand by price", "Cannibalised sales"];
    let of_levels = validity_of(&comparing.study, &[]).into_iter().filter(|line| !left_out.contains(&line.measure.as_str()));
    std::iter::once(effects).chain(of_levels).collect()
}
