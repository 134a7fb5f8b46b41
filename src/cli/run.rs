//! From arguments to an exit code.

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::Parser;

use super::args::{Cli, Command};
use super::exit::{Ending, Failure, code};
use super::{
    autonomy, backtest, calibrate, compare, completions, foresight, import, init, man, personas, schema, signals, validate, verify,
};

/// Parses the arguments, runs the command, reports failures on standard error, and gives the exit code.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version go to standard output with code 0; wrong usage to standard error with code 2.
            let shown = error.print();
            return if error.use_stderr() || shown.is_err() { ExitCode::from(2) } else { ExitCode::SUCCESS };
        }
    };
    let ended = dispatch(&cli);
    if let Err(failure) = &ended {
        report(failure);
    }
    code(&ended)
}

fn dispatch(cli: &Cli) -> Result<Ending, Failure> {
    match &cli.command {
        Command::Init(arguments) => init::run(arguments),
        Command::Import(arguments) => import::run(arguments),
        Command::Validate(arguments) => validate::run(arguments),
        Command::Calibrate(arguments) => calibrate::run(arguments),
        Command::Compare(arguments) => compare::run(arguments),
        Command::Autonomy(arguments) => autonomy::run(arguments),
        Command::Backtest(arguments) => backtest::run(arguments),
        Command::Foresight(arguments) => foresight::run(arguments),
        Command::Personas(arguments) => personas::run(arguments),
        Command::Signals(arguments) => signals::run(arguments),
        Command::Schema(arguments) => schema::run(arguments),
        Command::Verify(arguments) => verify::run(arguments),
        Command::Completions(arguments) => completions::run(arguments),
        Command::Man(arguments) => man::run(arguments),
    }
}

/// Whether colour may be written to standard error.
pub(super) fn colour() -> bool {
    std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

fn report(failure: &Failure) {
    match failure {
        Failure::Input(problems) => eprintln!("{}", problems.render(colour())),
        Failure::Print(error) if error.kind() == std::io::ErrorKind::BrokenPipe => {}
        Failure::Estimate(error) => {
            eprintln!("Error: {error}");
            let best = error.best();
            if !best.is_empty() {
                eprintln!("The best point:");
            }
            for (name, value) in best {
                eprintln!("  {name} = {value}");
            }
        }
        failure => eprintln!("Error: {failure}"),
    }
}
