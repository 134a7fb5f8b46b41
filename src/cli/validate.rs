//! `foretaste validate`.

use crate::study::validate::{Options, Stage, analyse, load, report, result, tables};

use super::args::Validate;
use super::exit::{Ending, Failure};
use super::running::{Made, Session, ending, interrupt, threshold};

/// Runs the command.
pub(super) fn run(arguments: &Validate) -> Result<Ending, Failure> {
    threshold(arguments.fail_under)?;
    let session = Session::begin(&arguments.running, &arguments.study, "")?;
    let options = Options { advocates: !arguments.no_advocates, rounds: arguments.rounds, ..session.options };
    let study = load(&arguments.study, &session.root, options.seed, arguments.running.personas).map_err(Failure::Input)?;
    session.ready(study.remarks.as_ref())?;
    let interrupt = interrupt();
    let findings = analyse(&study, &options, &interrupt, &|stage| session.progress.tell(stage))?;
    session.progress.tell(Stage::Report);
    let plain = if arguments.no_advocates { " --no-advocates" } else { "" };
    let setting = session.setting(&format!("validate {}{plain}", arguments.study.display()), &study.files)?;
    let outcome = &findings.outcome;
    session.finish(&Made {
        view: &report(&study, &findings, &setting),
        tables: &tables(&study, &findings)?,
        printed: "estimates",
        result: serde_json::to_string_pretty(&result(&study, &findings, &setting))?,
        files: findings.mended.as_ref().map_or_else(Vec::new, |mended| mended.files(&study, &session.place())),
        setting: &setting,
        replicates: outcome.replicates(),
        failed: outcome.failed.len(),
        people: study.market.people(),
    })?;
    let crossed = arguments.fail_under.is_some_and(|least| findings.judged.go.is_none_or(|(p, _)| p < least));
    Ok(ending(outcome.stopped, findings.partial.as_deref(), outcome.failed.len(), crossed))
}
