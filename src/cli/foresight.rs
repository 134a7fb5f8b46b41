//! `foretaste foresight`.

use std::sync::atomic::Ordering;

use crate::montecarlo::Stopped;
use crate::study::foresight::{Options, analyse, load, report, result, stress, tables, wizard_files};
use crate::study::validate::Stage;

use super::args::Foresight;
use super::exit::{Ending, Failure};
use super::running::{Made, Session, ending, interrupt};

/// Runs the command.
pub(super) fn run(arguments: &Foresight) -> Result<Ending, Failure> {
    let session = Session::begin(&arguments.running, arguments.asked.personas, &arguments.future, "")?;
    let shared = session.options;
    let mut future = load(&arguments.future, &session.root, shared.seed, arguments.asked.personas).map_err(Failure::Input)?;
    if arguments.asked.personas.is_some() && future.concept.is_none() {
        return Err(Failure::Usage("--personas asks the people of a concept, and this future names none".to_owned()));
    }
    session.ready(&future.remarks)?;
    let interrupt = interrupt();
    session.progress.tell(Stage::Scenarios);
    let mut findings = analyse(&future, &Options { seed: shared.seed, draws: arguments.draws, threads: shared.batching.threads })?;
    let mut stopped = Stopped::Complete;
    let (mut replicates, mut failed, mut people) = (arguments.draws as usize, 0, None);
    if let Some(concept) = future.concept.take() {
        if interrupt.load(Ordering::Relaxed) {
            findings.partial = Some("The run was interrupted: the concept under the scenarios is missing.".to_owned());
        } else {
            let stressed = stress(concept, &findings, &shared, &interrupt, &|stage| session.progress.tell(stage))?;
            let comparison = &stressed.findings.comparison;
            (stopped, replicates, failed) = (comparison.stopped(), comparison.replicates(), comparison.failed().len());
            people = Some(stressed.comparing.study.market.people().clone());
            findings.partial = stressed.findings.partial.clone();
            findings.stressed = Some(stressed);
        }
    }
    session.progress.tell(Stage::Report);
    let setting = session.setting(&format!("foresight {} --draws {}", arguments.future.display(), arguments.draws), &future.files)?;
    session.finish(&Made {
        view: &report(&future, &findings, &setting),
        tables: &tables(&future, &findings)?,
        printed: "scenarios",
        result: serde_json::to_string_pretty(&result(&future, &findings, &setting))?,
        files: wizard_files(&future, &findings),
        setting: &setting,
        replicates,
        failed,
        people: people.as_ref(),
    })?;
    Ok(ending(stopped, findings.partial.as_deref(), failed, false))
}
