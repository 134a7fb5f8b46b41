//! A fit as a page: findings in, words and charts out.

mod estimates;
mod header;
mod method;
mod tastes;
mod worth;

use crate::report::view::{Estimate, Fact, Report, Reproduce, Section};
use crate::study::validate::Setting;

use super::derive::{Derived, Ranged};
use super::estimate::Findings;
use super::load::FitStudy;

/// What every part of the page reads.
pub(super) struct Reading<'a> {
    pub(super) study: &'a FitStudy,
    pub(super) findings: &'a Findings,
    pub(super) derived: Option<&'a Derived>,
    /// Why there is no population file, if there is none.
    pub(super) without: Option<&'a str>,
}

impl Reading<'_> {
    /// What people read for an attribute.
    pub(super) fn label(&self, attribute: usize) -> &str {
        self.study.spec.attributes[attribute].label()
    }

    /// What one step of an estimate is, in words; empty where nobody says.
    pub(super) fn step(&self, attribute: usize) -> String {
        let spec = &self.study.spec.attributes[attribute];
        let unit = spec.unit.as_ref().map_or("", |unit| unit.as_str());
        match (spec.per(), unit) {
            (1.0, "") => String::new(),
            (1.0, unit) => format!("in {unit}"),
            (per, unit) => format!("in {per} {unit}").trim_end().to_owned(),
        }
    }

    /// What the people are called, one or more.
    pub(super) fn people(&self, count: usize) -> String {
        let called = self.study.spec.called.as_ref().map_or("person", |called| called.as_str());
        let word = match (called, count) {
            (called, 1) => called.to_owned(),
            ("person", _) => "people".to_owned(),
            (called, _) => format!("{called}s"),
        };
        format!("{} {word}", crate::report::format::count(count as u64))
    }
}

pub(super) fn estimate(ranged: Ranged) -> Estimate {
    Estimate::new(ranged.value, ranged.low, ranged.high)
}

/// Builds the page. `without` says why there is no population file, if there is none.
///
/// # Determinism
/// Depends on the fit, the findings and the setting.
#[must_use]
pub fn report(study: &FitStudy, findings: &Findings, derived: Option<&Derived>, without: Option<&str>, setting: &Setting) -> Report {
    let reading = Reading { study, findings, derived, without };
    let sections: Vec<Option<Section>> = vec![
        worth::section(&reading),
        tastes::section(&reading),
        tastes::together(&reading),
        Some(estimates::section(&reading)),
        Some(method::draws(&reading)),
        Some(method::section(&reading)),
    ];
    let mut facts = vec![Fact::new("version", setting.version.clone()), Fact::new("seed", setting.seed.to_string())];
    facts.extend(setting.inputs.iter().map(|(name, hash)| Fact::new(name.clone(), format!("SHA-256 {hash}"))));
    Report {
        title: study.spec.title.as_str().to_owned(),
        question: "How do tastes differ between people, and what would people give for each attribute?".to_owned(),
        verdict: header::verdict(&reading),
        partial: None,
        key_figures: header::key_figures(&reading),
        validity: header::validity(&reading),
        objection: header::objection(&reading),
        sections: sections.into_iter().flatten().collect(),
        reproduce: Reproduce { command: setting.command.clone(), facts },
    }
}
