//! `foretaste autonomy`.

use crate::study::autonomy::{Options, analyse, load, report, result, tables};
use crate::study::validate::Stage;

use super::args::Autonomy;
use super::exit::{Ending, Failure};
use super::running::{Made, Session, ending, interrupt};

/// Runs the command.
pub(super) fn run(arguments: &Autonomy) -> Result<Ending, Failure> {
    let session = Session::begin(&arguments.running, None, &arguments.team, "")?;
    let study = load(&arguments.team, &session.root).map_err(Failure::Input)?;
    session.ready(&study.remarks)?;
    let shared = session.options;
    let options = Options {
        seed: shared.seed,
        replicates: shared.replicates,
        batching: shared.batching,
        budget: (arguments.budget > 0).then_some(arguments.budget),
    };
    let interrupt = interrupt();
    let findings = analyse(&study, &options, &interrupt, &|stage| session.progress.tell(stage))?;
    session.progress.tell(Stage::Report);
    let setting = session.setting(&format!("autonomy {} --budget {}", arguments.team.display(), arguments.budget), &study.files)?;
    let comparison = &findings.comparison;
    session.finish(&Made {
        view: &report(&study, &findings, &setting),
        tables: &tables(&study, &findings)?,
        printed: "settings",
        result: serde_json::to_string_pretty(&result(&study, &findings, &setting))?,
        files: Vec::new(),
        setting: &setting,
        replicates: comparison.replicates(),
        failed: comparison.failed().len(),
        people: None,
    })?;
    Ok(ending(comparison.stopped(), findings.partial.as_deref(), comparison.failed().len(), false))
}
