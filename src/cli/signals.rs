//! `foretaste signals`.

use crate::frame::write_csv;
use crate::signals::Day;
use crate::signals::backtest::Lift;
use crate::study::output::Existing;
use crate::study::signals::{MOST_FORECASTS, analyse, load, report, result, tables};
use crate::study::validate::Stage;

use super::args::Signals;
use super::exit::{Ending, Failure};
use super::files;
use super::running::{Made, Session};

/// Reads the day of `--as-of`.
pub(super) fn day(text: &String) -> Result<Day, Failure> {
    let day = (text.len() == 10).then(|| Day::parse(text)).flatten();
    day.ok_or_else(|| Failure::Usage(format!("--as-of must be a date such as 2023-12-31, got {text:?}")))
}

/// Runs the command.
pub(super) fn run(arguments: &Signals) -> Result<Ending, Failure> {
    let as_of = arguments.as_of.as_ref().map(day).transpose()?;
    let session = Session::placed(&arguments.placing, None, &arguments.file, "");
    let study = load(&arguments.file, &session.root, as_of, arguments.register.as_deref()).map_err(Failure::Input)?;
    session.ready(&study.remarks)?;
    let findings = analyse(&study).map_err(Failure::Input)?;
    session.progress.tell(Stage::Report);
    let mut command = format!("signals {}", arguments.file.display());
    if let Some(day) = as_of {
        command.push_str(&format!(" --as-of {day}"));
    }
    if let Some(register) = &arguments.register {
        command.push_str(&format!(" --register {}", register.display()));
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
    if let Some(register) = &arguments.register {
        if findings.register.all.is_empty() {
            session.note(
                "nothing was put on record: a forecast needs scored terms, and a chance from a back-test of which an outcome is known by then",
            );
        } else if findings.register.all.len() > MOST_FORECASTS {
            session.note(&format!("the register would hold more than {MOST_FORECASTS} forecasts, and was left as it is: begin a new one"));
        } else {
            let table = findings.register.table()?;
            files::whole(register, Existing::Replace, |temporary| write_csv(&table, temporary))?;
        }
    }
    let tested = findings
        .backtest
        .as_ref()
        .is_some_and(|found| !found.cuts.is_empty() && found.cuts.iter().all(|cut| cut.lift.as_ref().is_some_and(Lift::holds)));
    Ok(if arguments.fail_unless_tested && !tested { Ending::Crossed } else { Ending::Done })
}
