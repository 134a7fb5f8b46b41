//! `foretaste calibrate`.

use crate::study::fit::ratings::{is_ratings, load_ratings, ratings_report, ratings_result, ratings_tables, strength, style_file};
use crate::study::fit::{Stamp, derive, load, population_file, report, result, tables, twin_files};
use crate::study::validate::Stage;

use super::args::Calibrate;
use super::exit::{Ending, Failure};
use super::running::{Made, Session};

/// Runs the command.
pub(super) fn run(arguments: &Calibrate) -> Result<Ending, Failure> {
    let session = Session::placed(&arguments.placing, None, &arguments.fit, "-calibrated");
    if is_ratings(&arguments.fit, &session.root) {
        return ratings(arguments, &session);
    }
    let study = load(&arguments.fit, &session.root).map_err(Failure::Input)?;
    session.ready(&study.remarks)?;
    let findings = study.estimate(session.options.batching.threads).map_err(Failure::Estimate)?;
    session.progress.tell(Stage::Report);
    let derived = derive(&study, &findings);
    let mut setting = session.setting(&format!("calibrate {}", arguments.fit.display()), &study.files)?;
    // A fit states its own seed.
    setting.seed = study.spec.seed();
    let stamp = Stamp { version: &setting.version, inputs: &setting.inputs, command: &setting.command };
    let population = population_file(&study, &findings, stamp);
    let twins = twin_files(&study, &findings, stamp);
    let without = population.as_ref().err().copied();
    let unpaired = twins.as_ref().err().copied().filter(|_| without.is_none());
    session.finish(&Made {
        view: &report(&study, &findings, derived.as_ref(), without, &setting),
        tables: &tables(&study, &findings, derived.as_ref())?,
        printed: "estimates",
        result: serde_json::to_string_pretty(&result(&study, &findings, derived.as_ref(), &setting))?,
        files: population.into_iter().map(|text| ("population.toml".to_owned(), text)).chain(twins.into_iter().flatten()).collect(),
        setting: &setting,
        replicates: 0,
        failed: 0,
        people: None,
    })?;
    for why in without.into_iter().chain(unpaired) {
        session.note(why);
    }
    Ok(Ending::Done)
}

/// Fits ratings instead of choices.
fn ratings(arguments: &Calibrate, session: &Session<'_>) -> Result<Ending, Failure> {
    let study = load_ratings(&arguments.fit, &session.root).map_err(Failure::Input)?;
    session.ready(&study.remarks)?;
    let findings = study.estimate(session.options.batching.threads).map_err(Failure::Estimate)?;
    session.progress.tell(Stage::Report);
    let strength = strength(&study, &findings);
    let setting = session.setting(&format!("calibrate {}", arguments.fit.display()), &study.files)?;
    let stamp = Stamp { version: &setting.version, inputs: &setting.inputs, command: &setting.command };
    let style = style_file(&study, &findings, stamp);
    let without = style.as_ref().err().copied();
    session.finish(&Made {
        view: &ratings_report(&study, &findings, &strength, without, &setting),
        tables: &ratings_tables(&study, &findings)?,
        printed: "estimates",
        result: serde_json::to_string_pretty(&ratings_result(&study, &findings, &strength, &setting))?,
        files: style.into_iter().map(|text| ("style.toml".to_owned(), text)).collect(),
        setting: &setting,
        replicates: 0,
        failed: 0,
        people: None,
    })?;
    if let Some(why) = without {
        session.note(why);
    }
    Ok(Ending::Done)
}
