//! `foretaste foresight`.

use std::sync::atomic::Ordering;

use crate::economy::Gate;
use crate::montecarlo::Stopped;
use crate::study::foresight::{ForesightError, Options, analyse, hear, lives, load, report, result, stress, tables, wizard_files};
use crate::study::validate::Stage;

use super::args::Foresight;
use super::exit::{Ending, Failure};
use super::running::{Made, Session, ending, interrupt};
use super::signals::day;

/// Runs the command.
pub(super) fn run(arguments: &Foresight) -> Result<Ending, Failure> {
    let session = Session::begin(&arguments.running, arguments.asked.personas, &arguments.future, "")?;
    let shared = session.options;
    let as_of = arguments.as_of.as_ref().map(day).transpose()?;
    let mut future = load(&arguments.future, &session.root, shared.seed, arguments.asked.personas, as_of).map_err(Failure::Input)?;
    if as_of.is_some() && future.listening.is_none() {
        return Err(Failure::Usage("--as-of is the day signals are looked at from, and this future names none".to_owned()));
    }
    if arguments.asked.personas.is_some() && future.concept.is_none() {
        return Err(Failure::Usage("--personas asks the people of a concept, and this future names none".to_owned()));
    }
    if arguments.uncalibrated && future.population.is_none() {
        return Err(Failure::Usage("--uncalibrated lets a population run, and this future names none".to_owned()));
    }
    session.ready(&future.remarks)?;
    let interrupt = interrupt();
    session.progress.tell(Stage::Scenarios);
    let mut findings = analyse(&future, &Options { seed: shared.seed, draws: arguments.draws, threads: shared.batching.threads })?;
    if let Some(listening) = future.listening.take() {
        findings.heard = Some(hear(listening).map_err(Failure::Input)?);
    }
    let (mut stopped, mut missing) = (Stopped::Complete, Vec::new());
    let (mut replicates, mut failed, mut people) = (arguments.draws as usize, 0, None);
    let tell = |stage| session.progress.tell(stage);
    if let Some(population) = future.population.take() {
        if interrupt.load(Ordering::Relaxed) {
            missing.push("The run was interrupted: the population is missing.".to_owned());
        } else {
            let gate = if arguments.uncalibrated { Gate::Uncalibrated } else { Gate::Calibrated };
            let lived = lives(population, future.structure(), &findings, &shared, gate, &interrupt, &tell).map_err(ForesightError::from)?;
            (stopped, failed) = (lived.comparison().stopped(), lived.comparison().failed().len());
            missing.extend(lived.partial.clone());
            findings.lives = Some(lived);
        }
    }
    if let Some(concept) = future.concept.take() {
        if interrupt.load(Ordering::Relaxed) {
            missing.push("The run was interrupted: the concept under the scenarios is missing.".to_owned());
        } else {
            let stressed = stress(concept, future.structure(), &findings, &shared, &interrupt, &tell)?;
            let comparison = &stressed.findings.comparison;
            stopped = comparison.stopped();
            replicates = comparison.replicates();
            failed += comparison.failed().len();
            people = Some(stressed.comparing.study.market.people().clone());
            missing.extend(stressed.findings.partial.clone());
            findings.stressed = Some(stressed);
        }
    }
    findings.partial = (!missing.is_empty()).then(|| missing.join(" "));
    session.progress.tell(Stage::Report);
    let uncalibrated = if arguments.uncalibrated { " --uncalibrated" } else { "" };
    let from = as_of.map_or_else(String::new, |day| format!(" --as-of {day}"));
    let command = format!("foresight {} --draws {}{from}{uncalibrated}", arguments.future.display(), arguments.draws);
    let setting = session.setting(&command, &future.files)?;
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
