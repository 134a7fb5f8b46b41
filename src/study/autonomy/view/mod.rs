//! From findings to the report view: one file a part of the page, in the order of a decision.

mod beside;
mod day;
mod errors;
mod front;
mod header;
mod measures;
mod method;
mod people;
mod reading;
mod rests;
mod rollout;
mod settings;

use crate::report::view::{Report, Trust, ValidityLine};

use super::super::behind;
use super::super::months;
use super::super::validate::Setting;
use super::analyse::Findings;
use super::load::TeamStudy;
use reading::Reading;
pub(super) use reading::range;

/// Lays the findings out as a report.
///
/// # Determinism
/// Depends on the team, the findings and the setting.
#[must_use]
pub fn report(study: &TeamStudy, findings: &Findings, setting: &Setting) -> Report {
    let reading = Reading { study, findings };
    let sections = [
        Some(settings::section(&reading)),
        findings.customers.as_ref().map(behind::section),
        front::section(&reading),
        front::map(&reading),
        rests::section(&reading),
        beside::section(&reading),
        rollout::section(&reading),
        errors::section(&reading),
        people::section(&reading),
        day::section(&reading),
        findings.months.as_ref().map(|found| months::section(found, &study.currency)),
        Some(method::ledger(&reading)),
        Some(method::section(&reading)),
    ];
    Report {
        title: study.spec.title.as_str().to_owned(),
        question: study.spec.question.as_str().to_owned(),
        verdict: header::verdict(&reading),
        partial: findings.partial.clone(),
        key_figures: header::key_figures(&reading),
        validity: validity(study).into_iter().chain(findings.customers.as_ref().map(behind::judged)).collect(),
        objection: header::objection(&reading),
        sections: sections.into_iter().flatten().collect(),
        reproduce: setting.reproduce(),
    }
}

/// What each measure may be trusted for.
pub(super) fn validity(study: &TeamStudy) -> Vec<ValidityLine> {
    let line = |measure: &str, how: String| ValidityLine { measure: measure.to_owned(), trust: Trust::NotValidated, how };
    let (judged, all) = reading::judged(study);
    vec![
        line(
            "Errors that escape, and what they cost",
            format!("{judged} of {all} uncertain numbers are judgement; no count of this team's own errors was held against the model."),
        ),
        line(
            "People's minutes, waits and lead time",
            "The queues are exact against published results; the minutes that go into them are stated, not observed.".to_owned(),
        ),
        line("Which setting is better", "It follows from the two above; no trial of a setting was held against it.".to_owned()),
    ]
}
