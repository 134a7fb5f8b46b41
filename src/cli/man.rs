//! `foretaste man`.

use std::io::Write;

use clap::CommandFactory;

use super::args::{Cli, Man};
use super::exit::{Ending, Failure};

/// Runs the command.
pub(super) fn run(arguments: &Man) -> Result<Ending, Failure> {
    let mut program = Cli::command();
    program.build();
    let described = match &arguments.command {
        None => program,
        Some(name) => {
            let known: Vec<&str> = program.get_subcommands().map(clap::Command::get_name).collect();
            let Some(found) = program.find_subcommand(name) else {
                return Err(Failure::Usage(format!("no command is named `{name}`; the commands are {}", known.join(", "))));
            };
            found.clone()
        }
    };
    let mut page = Vec::new();
    let source = concat!("foretaste ", env!("CARGO_PKG_VERSION"));
    clap_mangen::Man::new(described).source(source).render(&mut page)?;
    std::io::stdout().lock().write_all(&page)?;
    Ok(Ending::Done)
}
