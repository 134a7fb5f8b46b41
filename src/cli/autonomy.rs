//! `foretaste autonomy`.

use crate::study::autonomy::{Options, analyse, beside, load, load_beside, report, result, tables};
use crate::study::validate::Stage;

use super::args::Autonomy;
use super::exit::{Ending, Failure};
use super::running::{Made, Session, ending, interrupt};

/// Runs the command.
pub(super) fn run(arguments: &Autonomy) -> Result<Ending, Failure> {
    let session = Session::begin(&arguments.running, None, &arguments.team, "")?;
    let study = load(&arguments.team, &session.root).map_err(Failure::Input)?;
    let others = arguments.against.iter().map(|path| load_beside(&study, path, &session.root)).collect::<Result<Vec<_>, _>>();
    let others = others.map_err(Failure::Input)?;
    session.ready(study.remarks.iter().chain(others.iter().filter_map(|other| other.remarks.as_ref())))?;
    let shared = session.options;
    let options = Options {
        seed: shared.seed,
        replicates: shared.replicates,
        batching: shared.batching,
        budget: (arguments.budget > 0).then_some(arguments.budget),
    };
    let interrupt = interrupt();
    let mut findings = analyse(&study, &options, &interrupt, &|stage| session.progress.tell(stage))?;
    if !others.is_empty() && findings.partial.is_none() {
        findings.beside = beside(&study, &others, &findings, &options, &interrupt)?;
        if findings.beside.is_none() {
            findings.partial =
                Some("The other teams are missing: the run was interrupted, or a draw could not be run in one of them.".to_owned());
        }
    }
    session.progress.tell(Stage::Report);
    let against: String = arguments.against.iter().map(|path| format!(" --against {}", path.display())).collect();
    let mut read = study.files.clone();
    for file in others.iter().flat_map(|other| &other.files) {
        if !read.contains(file) {
            read.push(file.clone());
        }
    }
    let setting = session.setting(&format!("autonomy {} --budget {}{against}", arguments.team.display(), arguments.budget), &read)?;
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
