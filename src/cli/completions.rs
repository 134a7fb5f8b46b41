//! `foretaste completions`.

use std::io::Write;

use clap::CommandFactory;

use super::args::{Cli, Completions};
use super::exit::{Ending, Failure};

/// Runs the command.
pub(super) fn run(arguments: &Completions) -> Result<Ending, Failure> {
    // The generator writes without errors, so it writes to memory, and a closed pipe is met below.
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "foretaste", &mut script);
    std::io::stdout().lock().write_all(&script)?;
    Ok(Ending::Done)
}
