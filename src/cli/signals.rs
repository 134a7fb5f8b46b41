//! `foretaste signals`.

use crate::signals::Day;
use crate::signals::backtest::Lift;
use crate::study::signals::{analyse, load, report, result, tables};
use crate::study::validate::Stage;

use super::args::Signals;
use super::exit::{Ending, Failure};
use super::running::{Made, Session};

/// Runs the command.
pub(super) fn run(arguments: &Signals) -> Result<Ending, Failure> {
    let day = |text: &String| {
        let day = (text.len() == 10).then(|| Day::parse(text)).flatten();
        day.ok_or_else(|| Failure::Usage(format!("--as-of must be a date such as 2023-12-31, got {text:?}")))
    };
    let as_of = arguments.as_of.as_ref().map(day).transpose()?;
    let session = Session::placed(&arguments.placing, None, &arguments.file, "");
    let study = load(&arguments.file, &session.root, as_of).map_err(Failure::Input)?;
    session.ready(&study.remarks)?;
    let findings = analyse(&study).map_err(Failure::Input)?;
    session.progress.tell(Stage::Report);
    let mut command = format!("signals {}", arguments.file.display());
    if let Some(day) = as_of {
        command.push_str(&format!(" --as-of {day}"));
    }
    let setting = session.setting(&command, &study.files)?;
    session.finish(&Made {
        view: &report(&study, &findings, &setting),
        tables: &tables(&study, &findings)?,
        printed: "signals",
        result: serde_json::to_string_pretty(&result(&study, &findings, &setting))?,
        files: Vec::new(),
        setting: &setting,
        replicates: 0,
        failed: 0,
        people: None,
    })?;
    let tested = findings
        .backtest
        .as_ref()
        .is_some_and(|found| !found.cuts.is_empty() && found.cuts.iter().all(|cut| cut.lift.as_ref().is_some_and(Lift::holds)));
    Ok(if arguments.fail_unless_tested && !tested { Ending::Crossed } else { Ending::Done })
}
