//! `foretaste compare`.

use crate::study::compare::{analyse, load, report, result, tables};
use crate::study::validate::Stage;

use super::args::Compare;
use super::exit::{Ending, Failure};
use super::running::{Made, Session, ending, interrupt, threshold};

/// Runs the command.
pub(super) fn run(arguments: &Compare) -> Result<Ending, Failure> {
    threshold(arguments.fail_under)?;
    let session = Session::begin(&arguments.running, arguments.asked.personas, &arguments.study, "-compared")?;
    let options = session.options;
    let comparing =
        load(&arguments.study, &arguments.treatments, &session.root, options.seed, arguments.asked.personas).map_err(Failure::Input)?;
    session.ready(&comparing.study.remarks)?;
    let interrupt = interrupt();
    let findings = analyse(&comparing, &options, &interrupt, &|stage| session.progress.tell(stage))?;
    session.progress.tell(Stage::Report);
    let mut command = format!("compare {}", arguments.study.display());
    for treatment in &arguments.treatments {
        command.push_str(&format!(" --treatment {}", treatment.display()));
    }
    let setting = session.setting(&command, &comparing.study.files)?;
    let comparison = &findings.comparison;
    session.finish(&Made {
        view: &report(&comparing, &findings, &setting),
        tables: &tables(&comparing, &findings)?,
        printed: "effects",
        result: serde_json::to_string_pretty(&result(&comparing, &findings, &setting))?,
        files: Vec::new(),
        setting: &setting,
        replicates: comparison.replicates(),
        failed: comparison.failed().len(),
        people: Some(comparing.study.market.people()),
    })?;
    let chance = |arm: usize| findings.standings[arm].judged.and_then(|judged| judged.go).map(|(p, _)| p);
    let crossed = arguments.fail_under.is_some_and(|least| (0..findings.standings.len()).any(|arm| chance(arm).is_none_or(|p| p < least)));
    Ok(ending(comparison.stopped(), findings.partial.as_deref(), comparison.failed().len(), crossed))
}
