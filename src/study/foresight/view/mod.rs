//! From findings to the report view: one file a part of the page, in the order of a decision.

mod concept;
mod failure;
mod header;
mod matrix;
mod method;
mod pathways;
mod population;
mod reading;
mod rules;
mod scenarios;
mod search;
mod signals;
mod signposts;

use crate::report::view::{Fact, Report, Reproduce};
use crate::study::validate::Setting;

use super::analyse::Findings;
use super::load::Future;
pub(super) use header::validity;
pub(super) use reading::Reading;

/// Lays the findings out as a report.
///
/// # Determinism
/// Depends on the future, the findings and the setting.
#[must_use]
pub fn report(future: &Future, findings: &Findings, setting: &Setting) -> Report {
    let reading = Reading { future, findings };
    let sections = [
        Some(scenarios::to_read(&reading)),
        Some(signposts::section(&reading)),
        signals::section(&reading),
        population::section(&reading),
        search::section(&reading),
        pathways::section(&reading),
        concept::section(&reading),
        Some(scenarios::all(&reading)),
        population::past(&reading),
        signposts::shocks(&reading),
        Some(matrix::section(&reading)),
        matrix::influence(&reading),
        matrix::experts(&reading),
        matrix::overrides(&reading),
        Some(method::ledger(&reading)),
        Some(method::section(&reading)),
    ];
    let mut facts = vec![Fact::new("version", setting.version.clone()), Fact::new("seed", setting.seed.to_string())];
    facts.extend(setting.inputs.iter().map(|(name, hash)| Fact::new(name.clone(), format!("sha256 {hash}"))));
    Report {
        title: future.spec.title.as_str().to_owned(),
        question: future.spec.question.as_str().to_owned(),
        verdict: header::verdict(&reading),
        partial: findings.partial.clone(),
        key_figures: header::key_figures(&reading),
        validity: validity(&reading),
        objection: header::doubt(&reading),
        sections: sections.into_iter().flatten().collect(),
        reproduce: Reproduce { command: setting.command.clone(), facts },
    }
}
