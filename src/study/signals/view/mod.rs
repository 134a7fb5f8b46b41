//! From findings to the report view.

mod header;
mod method;
mod record;
mod rises;
mod tested;
mod topics;

use crate::report::view::{Report, Trust, ValidityLine};

use super::super::validate::Setting;
use super::analyse::Findings;
use super::load::SignalsStudy;

pub(in crate::study) use tested::times;

/// Lays the findings out as a report.
///
/// # Determinism
/// Depends on the study, the findings and the setting.
#[must_use]
pub fn report(study: &SignalsStudy, findings: &Findings, setting: &Setting) -> Report {
    let sections = [
        rises::section(study, findings),
        tested::section(study, findings),
        record::section(study, findings),
        topics::section(study, findings),
        topics::items(study),
        Some(method::section(study, findings)),
    ];
    Report {
        title: study.spec.title.as_str().to_owned(),
        question: study.spec.question.as_str().to_owned(),
        verdict: header::verdict(study, findings),
        partial: None,
        key_figures: header::key_figures(study, findings),
        validity: validity(findings),
        objection: header::objection(study, findings),
        sections: sections.into_iter().flatten().collect(),
        reproduce: setting.reproduce(),
    }
}

/// What each measure may be trusted for.
pub(in crate::study) fn validity(findings: &Findings) -> Vec<ValidityLine> {
    let mut lines = Vec::new();
    if findings.terms.is_some() {
        let (trust, how) = tested::trust(findings);
        lines.push(ValidityLine { measure: "Which terms rise on".to_owned(), trust, how });
    }
    if findings.topics.is_some() {
        lines.push(ValidityLine {
            measure: "Which topics rise on".to_owned(),
            trust: Trust::NotValidated,
            how: "No topic of these documents was followed beyond the day that is looked from.".to_owned(),
        });
    }
    lines
}
