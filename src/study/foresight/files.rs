//! What goes back to ScenarioWizard.

use crate::cross_impact::{Project, Scenario, SolutionSet};

use super::analyse::Findings;
use super::load::Future;

/// The matrix as a project file and the scenarios as a solution file, with their names.
///
/// Impacts are written in steps: where several people judged, as the sum of what they said, which has the same scenarios as the mean.
#[must_use]
pub fn wizard_files(future: &Future, findings: &Findings) -> Vec<(String, String)> {
    let model = future.model();
    let listed: Vec<(Scenario, Option<u64>)> = findings.found.iter().map(|one| (one.scenario.clone(), one.basin)).collect();
    vec![
        ("cross-impact.scw".to_owned(), Project::new(future.spec.title.as_str(), model.clone()).to_text()),
        ("scenarios.sl".to_owned(), SolutionSet::of(model, &listed).to_text()),
    ]
}
