//! `foretaste autonomy`.

use std::path::PathBuf;

use crate::study::autonomy::{Options, analyse, beside, load, load_beside, report, result, roll_out_files, tables};
use crate::study::behind::{concept, customers};
use crate::study::validate::Stage;

use super::args::Autonomy;
use super::exit::{Ending, Failure};
use super::running::{Made, Session, ending, interrupt};

/// Runs the command.
pub(super) fn run(arguments: &Autonomy) -> Result<Ending, Failure> {
    if arguments.concept.is_none() && arguments.asked.personas.is_some() {
        return Err(Failure::Usage("--personas asks the people of a concept; name its study with --concept".to_owned()));
    }
    let session = Session::begin(&arguments.running, arguments.asked.personas, &arguments.team, "")?;
    let mut study = load(&arguments.team, &session.root).map_err(Failure::Input)?;
    let shared = session.options;
    let others = arguments.against.iter().map(|path| load_beside(&study, path, &session.root)).collect::<Result<Vec<_>, _>>();
    let others = others.map_err(Failure::Input)?;
    let read = |path: &PathBuf| concept(path, &session.root, shared.seed, arguments.asked.personas, &study).map_err(Failure::Input);
    let before = arguments.concept.as_ref().map(read).transpose()?;
    let remarks = others.iter().map(|other| &other.remarks).chain(before.iter().map(|concept| &concept.remarks));
    session.ready(std::iter::once(&study.remarks).chain(remarks).flatten())?;
    let options = Options {
        seed: shared.seed,
        replicates: shared.replicates,
        batching: shared.batching,
        budget: (arguments.budget > 0).then_some(arguments.budget),
    };
    let interrupt = interrupt();
    let tell = |stage| session.progress.tell(stage);
    let mut findings = analyse(&study, &options, &interrupt, &tell)?;
    let mut command = format!("autonomy {} --budget {}", arguments.team.display(), arguments.budget);
    let mut also: Vec<(String, PathBuf)> = others.iter().flat_map(|other| other.files.clone()).collect();
    arguments.against.iter().for_each(|path| command.push_str(&format!(" --against {}", path.display())));
    beside(&study, &others, &mut findings, &options, &interrupt)?;
    let mut people = None;
    if let (Some(concept), Some(path)) = (before, &arguments.concept) {
        command.push_str(&format!(" --concept {}", path.display()));
        people = Some(concept.market.people().clone());
        also.extend(concept.files.iter().cloned());
        customers(&study, &mut findings, concept, &shared, &interrupt, &tell)?;
    }
    for (name, path) in also {
        if study.files.iter().all(|(_, known)| *known != path) {
            study.files.push((name, path));
        }
    }
    session.progress.tell(Stage::Report);
    let setting = session.setting(&command, &study.files)?;
    let comparison = &findings.comparison;
    session.finish(&Made {
        view: &report(&study, &findings, &setting),
        tables: &tables(&study, &findings)?,
        printed: "settings",
        result: serde_json::to_string_pretty(&result(&study, &findings, &setting))?,
        files: roll_out_files(&study, &findings, &session.root),
        setting: &setting,
        replicates: comparison.replicates(),
        failed: comparison.failed().len(),
        people: people.as_ref(),
    })?;
    Ok(ending(comparison.stopped(), findings.partial.as_deref(), comparison.failed().len(), false))
}
