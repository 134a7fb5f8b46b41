//! `foretaste validate`.

use crate::study::memory;
use crate::study::validate::{Options, Stage, analyse, load, remember, report, result, tables};

use super::args::Validate;
use super::exit::{Ending, Failure};
use super::running::{Made, Session, ending, interrupt, threshold};

/// Runs the command.
pub(super) fn run(arguments: &Validate) -> Result<Ending, Failure> {
    threshold(arguments.fail_under)?;
    let session = Session::begin(&arguments.running, arguments.asked.personas, &arguments.study, "")?;
    let options = Options { advocates: !arguments.no_advocates, rounds: arguments.rounds, ..session.options };
    let mut study = load(&arguments.study, &session.root, options.seed, arguments.asked.personas).map_err(Failure::Input)?;
    if let Some(memory) = &arguments.memory {
        study.recall(memory, &options).map_err(Failure::Input)?;
        memory::prepare(memory)?;
    }
    let recalled = study.recalled.as_ref();
    session.ready(study.remarks.iter().chain(recalled.and_then(|recalled| recalled.remarks.as_ref())))?;
    let interrupt = interrupt();
    let findings = analyse(&study, &options, &interrupt, &|stage| session.progress.tell(stage))?;
    session.progress.tell(Stage::Report);
    let mut setting = session.setting(&command(arguments), &study.files)?;
    let hash = recalled.and_then(|recalled| Some((recalled.path.display().to_string(), recalled.sha256.as_ref()?.as_str().to_owned())));
    setting.inputs.extend(hash);
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
        people: Some(study.market.people()),
    })?;
    if let Some(recalled) = recalled {
        match remember(&study, &findings, &setting) {
            Some(entries) => memory::append(&recalled.path, &study.key(), &entries)?,
            None => session.note(&format!("the run is not whole, so nothing was added to the memory `{}`", recalled.path.display())),
        }
    }
    let judged = findings.judged;
    let crossed = arguments.fail_under.is_some_and(|least| judged.unsettled.is_some() || judged.go.is_none_or(|(p, _)| p < least));
    Ok(ending(outcome.stopped, findings.partial.as_deref(), outcome.failed.len(), crossed))
}

/// The command as it makes the same report again.
fn command(arguments: &Validate) -> String {
    let mut command = format!("validate {}", arguments.study.display());
    if let Some(memory) = &arguments.memory {
        command.push_str(&format!(" --memory {}", memory.display()));
    }
    if arguments.no_advocates {
        command.push_str(" --no-advocates");
    }
    if let Some(rounds) = arguments.rounds {
        command.push_str(&format!(" --rounds {rounds}"));
    }
    command
}
