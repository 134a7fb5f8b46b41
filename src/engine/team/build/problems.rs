//! What a team's own check finds, put at its place in the file.

use std::collections::BTreeSet;

use crate::input::Spanned;
use crate::team::model::Problem;
use crate::world::Correlation;

use super::registry::Registry;

/// What the check says of a step that nothing leads out of.
const NO_WAY_OUT: &str = "has no way out";

/// What it says of a step that nothing leads to.
const NEVER_REACHED: &str = "is never reached";

/// Reports what the check found.
pub(super) fn report(found: &[Problem], correlations: &[Spanned<Correlation>], registry: &mut Registry<'_>) {
    // All steps of a circle have no way out; that is one problem.
    let (closed, others): (Vec<&Problem>, Vec<&Problem>) = found.iter().partition(|one| one.what.starts_with(NO_WAY_OUT));
    if let Some(first) = closed.first() {
        let names: Vec<String> = closed.iter().map(|one| format!("`{}`", one.place.trim_start_matches("flow."))).collect();
        let span = registry.span_of(&first.place);
        registry
            .cx
            .error(span, format!("the flow has no way out from {}: what comes there never ends", names.join(", ")))
            .help("a loop needs an end: `at_most = 3`, a chance below 1, or a way on");
    }
    let mut unreached = BTreeSet::new();
    for problem in others {
        if let Some(rest) = problem.place.strip_prefix("correlations") {
            debug_assert!(rest.is_empty());
            let named = |group: &&Spanned<Correlation>| {
                problem.what.contains(&format!("`{}`", group.value.name))
                    || group.value.paths.iter().any(|path| problem.what.contains(&format!("`{path}`")))
            };
            let span = correlations.iter().rev().find(named).map(|group| group.span);
            registry.cx.error(span, problem.what.clone());
            continue;
        }
        let span = registry.span_of(&problem.place);
        if problem.place == "flow.delivered" {
            registry
                .cx
                .error(span, "nothing is ever delivered: no step leads to the end of the flow")
                .help("an item that is through the last step is delivered, and so is one that comes to `{ end = \"delivered\" }`");
            continue;
        }
        // A step and how it is handed over to stand at one place.
        if problem.what.contains(NEVER_REACHED) && !unreached.insert(span) {
            continue;
        }
        let name = problem.place.split_once('.').map_or(problem.place.as_str(), |(_, name)| name);
        let error = registry.cx.error(span, format!("`{name}` {}", problem.what));
        if problem.place.starts_with("agents.") && problem.what.starts_with("has nothing to do") {
            error.help("name it in `[flow]`, as who reviews, or as another agent's `lead`; or take it out");
        } else if problem.place.starts_with("flow.") && problem.what.contains(NEVER_REACHED) {
            error.help("what stands after `to` or `end` is reached only by `to` from elsewhere");
        }
    }
}
