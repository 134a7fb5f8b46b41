//! The command line: the only room that prints, reads the environment or the clock, or exits.
//!
//! In: arguments. Out: text on standard output (data) and standard error (progress and messages), files, an exit code. One file a command.
//! It must never compute: what it prints, a study or the report room made.

mod args;
mod autonomy;
mod backtest;
mod calibrate;
mod compare;
mod completions;
mod exit;
mod files;
mod foresight;
mod import;
mod init;
mod lines;
mod man;
mod personas;
mod progress;
mod reference;
mod run;
mod running;
mod schema;
mod signals;
mod validate;
mod verify;

pub use args::{
    Asked, Autonomy, Backtest, Calibrate, Cli, Command, Compare, Completions, Described, Foreign, Foresight, Format, Import, Init, Listing,
    Man, Personas, Placing, Running, Schema, Signals, Starter, Use, Validate, Verify,
};
pub use reference::reference;
pub use run::main;
pub use schema::schema;
