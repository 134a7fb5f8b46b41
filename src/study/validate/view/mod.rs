//! From findings to the report view: one file a part of the page, in the order of a decision.

mod behaviour;
mod believe;
mod hangs;
mod header;
mod journey;
mod mend;
mod method;
mod objections;
mod people;
mod price;
mod reading;
mod rectify;
mod resistance;
mod scorecard;
mod segments;
mod since;
mod transfer;

use crate::report::view::{Fact, Report, Reproduce, Section};

use super::analyse::Findings;
use super::study::Study;
use reading::Reading;
pub(in crate::study) use segments::THIN;

/// What the report says about how it was made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Setting {
    /// The command that makes the same report again.
    pub command: String,
    /// The program's version.
    pub version: String,
    /// The seed.
    pub seed: u64,
    /// Every input file with its hash.
    pub inputs: Vec<(String, String)>,
}

impl Setting {
    /// What stands under "How to reproduce" on every page.
    pub(in crate::study) fn reproduce(&self) -> Reproduce {
        let mut facts = vec![Fact::new("version", self.version.clone()), Fact::new("seed", self.seed.to_string())];
        facts.extend(self.inputs.iter().map(|(name, hash)| Fact::new(name.clone(), format!("sha256 {hash}"))));
        Reproduce { command: self.command.clone(), facts }
    }
}

/// Lays the findings out as a report.
///
/// # Determinism
/// Depends on the study, the findings and the setting.
#[must_use]
pub fn report(study: &Study, findings: &Findings, setting: &Setting) -> Report {
    let figures = study.figures();
    let reading = Reading { study, findings, figures: &figures };
    let mut sections: Vec<Option<Section>> = vec![
        since::section(&reading),
        rectify::section(&reading),
        transfer::section(&reading),
        scorecard::section(&reading),
        Some(people::section(&reading)),
        Some(behaviour::section(&reading)),
        price::section(&reading),
        journey::section(&reading),
        segments::section(&reading),
        objections::section(&reading),
        resistance::section(&reading),
    ];
    sections.extend(mend::sections(&reading).into_iter().map(Some));
    sections.extend([Some(hangs::section(&reading)), believe::section(&reading), Some(method::section(&reading))]);
    Report {
        title: study.spec.title.as_str().to_owned(),
        question: study.spec.question.as_str().to_owned(),
        verdict: header::verdict(&reading),
        partial: findings.partial.clone(),
        key_figures: header::key_figures(&reading),
        validity: header::validity(&reading),
        objection: objections::headline(&reading).or_else(|| header::objection(&reading)),
        sections: sections.into_iter().flatten().collect(),
        reproduce: setting.reproduce(),
    }
}
