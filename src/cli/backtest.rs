//! `foretaste backtest`.

use crate::measure::forecast::{Claim, Verdict};
use crate::study::backtest::ratings::{backtest_ratings, ratings_backtest_report, ratings_backtest_result, ratings_backtest_tables};
use crate::study::backtest::{Options, backtest, report, result, scorecard_file, tables};
use crate::study::fit::ratings::{is_ratings, load_ratings};
use crate::study::fit::{Stamp, load};
use crate::study::validate::Stage;

use super::args::{Backtest, Use};
use super::exit::{Ending, Failure};
use super::running::{Made, Session, interrupt};

/// Runs the command.
pub(super) fn run(arguments: &Backtest) -> Result<Ending, Failure> {
    let session = Session::placed(&arguments.placing, Some(arguments.seed), &arguments.fit, "-backtest");
    if is_ratings(&arguments.fit, &session.root) {
        return ratings(arguments, &session);
    }
    let study = load(&arguments.fit, &session.root).map_err(Failure::Input)?;
    session.ready(&study.remarks)?;
    let options = Options { seed: session.options.seed, threads: session.options.batching.threads };
    let interrupt = interrupt();
    let found = backtest(&study, &options, &interrupt, &|_| session.progress.tell(Stage::Transfer))?;
    session.progress.tell(Stage::Report);
    let setting = session.setting(&command(arguments), &study.files)?;
    let stamp = Stamp { version: &setting.version, inputs: &setting.inputs, command: &setting.command };
    session.finish(&Made {
        view: &report(&study, &found, &setting),
        tables: &tables(&found)?,
        printed: "scorecard",
        result: serde_json::to_string_pretty(&result(&study, &found, &setting))?,
        files: vec![("scorecard.toml".to_owned(), scorecard_file(&study, &found, setting.seed, stamp))],
        setting: &setting,
        replicates: 0,
        failed: 0,
        people: None,
    })?;
    Ok(ending(arguments, &found.verdict))
}

/// Tests ratings instead of choices.
fn ratings(arguments: &Backtest, session: &Session<'_>) -> Result<Ending, Failure> {
    let study = load_ratings(&arguments.fit, &session.root).map_err(Failure::Input)?;
    session.ready(&study.remarks)?;
    let options = Options { seed: session.options.seed, threads: session.options.batching.threads };
    session.progress.tell(Stage::Transfer);
    let found = backtest_ratings(&study, &options, &interrupt())?;
    session.progress.tell(Stage::Report);
    let setting = session.setting(&command(arguments), &study.files)?;
    session.finish(&Made {
        view: &ratings_backtest_report(&study, &found, &setting),
        tables: &ratings_backtest_tables(&study, &found)?,
        printed: "scorecard",
        result: serde_json::to_string_pretty(&ratings_backtest_result(&study, &found, &setting))?,
        files: Vec::new(),
        setting: &setting,
        replicates: 0,
        failed: 0,
        people: None,
    })?;
    Ok(ending(arguments, &found.verdict))
}

/// The command that makes the run again.
fn command(arguments: &Backtest) -> String {
    let mut command = format!("backtest {}", arguments.fit.display());
    for wanted in &arguments.require {
        command.push_str(&format!(" --require {}", word(*wanted)));
    }
    command
}

/// How the command ends: whether all that was asked for holds.
fn ending(arguments: &Backtest, verdict: &Verdict) -> Ending {
    let holds = |wanted: &Use| verdict.finding(claim(*wanted)).is_some_and(|finding| finding.holds);
    if arguments.require.iter().all(holds) { Ending::Done } else { Ending::Crossed }
}

fn word(wanted: Use) -> &'static str {
    match wanted {
        Use::Shares => "shares",
        Use::KnownIndividuals => "known-individuals",
    }
}

fn claim(wanted: Use) -> Claim {
    match wanted {
        Use::Shares => Claim::Shares,
        Use::KnownIndividuals => Claim::KnownIndividuals,
    }
}
