//! The command line: the only room that prints, reads the environment or the clock, or exits.
//!
//! In: arguments. Out: text on standard output (data) and standard error (progress and messages), files, an exit code. One file a command.
//! It must never compute: what it prints, a study or the report room made.

mod args;
mod exit;
mod files;
mod progress;
mod run;
mod validate;

pub use args::{Cli, Command};
pub use run::main;
