//! `foretaste init`.

use std::fs;
use std::io;
use std::path::Path;

use crate::study::output::{Existing, OutputError};

use super::args::{Init, Starter};
use super::exit::{Ending, Failure};
use super::files;

/// The files of the concept starter.
const CONCEPT: &[(&str, &str)] =
    &[("study.toml", include_str!("init/concept/study.toml")), ("people.toml", include_str!("init/concept/people.toml"))];

/// The file of the team starter.
const TEAM: &[(&str, &str)] = &[("team.toml", include_str!("init/team/team.toml"))];

/// The file of the starter of a future.
const FUTURE: &[(&str, &str)] = &[("future.toml", include_str!("init/future/future.toml"))];

/// Runs the command.
pub(super) fn run(arguments: &Init) -> Result<Ending, Failure> {
    let starter = match arguments.starter {
        Starter::Concept => CONCEPT,
        Starter::Team => TEAM,
        Starter::Future => FUTURE,
    };
    let dir = arguments.dir.as_path();
    if !arguments.force && holds_anything(dir)? {
        return Err(Failure::NotEmpty(dir.to_owned()));
    }
    let existing = if arguments.force { Existing::Replace } else { Existing::Keep };
    for &(name, text) in starter {
        let path = dir.join(name);
        files::whole(&path, existing, |temporary| {
            fs::write(temporary, text).map_err(|source| OutputError::Io { path: path.clone(), source })
        })?;
        eprintln!("Wrote {}", path.display());
    }
    let shown = |name: &str| dir.join(name).display().to_string();
    match arguments.starter {
        Starter::Concept => {
            eprintln!("\nNext:\n  foretaste validate {}", shown("study.toml"));
            eprintln!("  foretaste personas {} -n 3", shown("people.toml"));
        }
        Starter::Team => eprintln!("\nNext:\n  foretaste autonomy {}", shown("team.toml")),
        Starter::Future => eprintln!("\nNext:\n  foretaste foresight {}", shown("future.toml")),
    }
    Ok(Ending::Done)
}

/// Whether there is anything in the directory; no when it is not there.
fn holds_anything(dir: &Path) -> Result<bool, OutputError> {
    match fs::read_dir(dir) {
        Ok(mut entries) => Ok(entries.next().is_some()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(source) => Err(OutputError::Io { path: dir.to_owned(), source }),
    }
}
