//! The `foretaste` program: parse, run, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    foretaste::cli::main()
}
