//! `foretaste calibrate`.

use crate::study::fit::{Stamp, derive, load, population_file, report, result, tables};
use crate::study::validate::{Setting, Stage};

use super::args::{Calibrate, Running};
use super::exit::{Ending, Failure};
use super::running::{Made, Session};

/// Runs the command.
pub(super) fn run(arguments: &Calibrate) -> Result<Ending, Failure> {
    let placing = &arguments.placing;
    // A fit states its own seeds, and runs no replicates.
    let running = Running {
        seed: 1,
        threads: placing.threads,
        replicates: "auto".to_owned(),
        out: placing.out.clone(),
        root: placing.root.clone(),
        force: placing.force,
        quiet: placing.quiet,
        format: placing.format,
        chunk: 1,
    };
    let session = Session::begin(&running, None, &arguments.fit, "-calibrated")?;
    let study = load(&arguments.fit, &session.root).map_err(Failure::Input)?;
    session.ready(&study.remarks)?;
    let findings = study.estimate(session.options.batching.threads).map_err(Failure::Estimate)?;
    session.progress.tell(Stage::Report);
    let derived = derive(&study, &findings);
    let setting = Setting {
        command: format!("foretaste calibrate {}", arguments.fit.display()),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        seed: study.spec.search.as_ref().map_or(1, |search| search.seed),
        inputs: session.hashes(&study.files)?,
    };
    let stamp = Stamp { version: &setting.version, inputs: &setting.inputs, command: &setting.command };
    let population = population_file(&study, &findings, stamp);
    let without = population.as_ref().err().copied();
    session.finish(&Made {
        view: &report(&study, &findings, derived.as_ref(), without, &setting),
        tables: &tables(&study, &findings, derived.as_ref())?,
        printed: "estimates",
        result: serde_json::to_string_pretty(&result(&study, &findings, derived.as_ref(), &setting))?,
        files: population.into_iter().map(|text| ("population.toml".to_owned(), text)).collect(),
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
