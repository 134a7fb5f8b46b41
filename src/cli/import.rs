//! `foretaste import`.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::study::import::{Amount, Answers, Imported, Kind, import};
use crate::study::output::{Existing, OutputError};

use super::args::{Foreign, Import};
use super::exit::{Ending, Failure};
use super::files;

/// Runs the command.
pub(super) fn run(arguments: &Import) -> Result<Ending, Failure> {
    let kind = kind(arguments)?;
    let answers = answers(arguments)?;
    let existing = if arguments.force { Existing::Replace } else { Existing::Keep };
    let place = arguments.out.join("team.toml");
    files::refuse_existing(&place, existing)?;
    // What the file names is named from where it lies, links followed, so the folder must be there.
    let io = |source| OutputError::Io { path: arguments.out.clone(), source };
    fs::create_dir_all(&arguments.out).map_err(io)?;
    let folder = arguments.out.canonicalize().map_err(io)?;
    let made = import(kind, arguments.trace.as_deref(), &answers, &folder).map_err(Failure::Input)?;
    files::whole(&place, existing, |temporary| {
        fs::write(temporary, &made.text).map_err(|source| OutputError::Io { path: place.clone(), source })
    })?;
    if let Some(remarks) = &made.remarks {
        eprintln!("{}", remarks.render(super::run::colour()));
    }
    eprintln!("Wrote {}", place.display());
    told(&made, &place, &root(arguments, &place, &folder))?;
    Ok(if made.stops.is_some() { Ending::Partial } else { Ending::Done })
}

/// The flag that lets `autonomy` reach the source, where it lies outside of what it may reach by itself.
fn root(arguments: &Import, place: &Path, folder: &Path) -> String {
    if !matches!(arguments.from, Foreign::Crewai | Foreign::Langgraph) {
        return String::new();
    }
    let sources: Vec<PathBuf> = arguments.files.iter().chain(&arguments.trace).filter_map(|file| file.canonicalize().ok()).collect();
    let reached = files::root(place).canonicalize();
    if reached.is_ok_and(|reached| sources.iter().all(|source| source.starts_with(&reached))) {
        return String::new();
    }
    let above = folder.ancestors().find(|above| sources.iter().all(|source| source.starts_with(above)));
    let here = std::env::current_dir().and_then(|here| here.canonicalize()).unwrap_or_default();
    above.map_or_else(String::new, |above| {
        let shown = if above == here { Path::new(".") } else { above.strip_prefix(&here).unwrap_or(above) };
        format!(" --root {}", shown.display())
    })
}

/// What is read, once the number of files fits.
fn kind(arguments: &Import) -> Result<Kind<'_>, Failure> {
    let files: Vec<&Path> = arguments.files.iter().map(PathBuf::as_path).collect();
    match (arguments.from, &files[..]) {
        (Foreign::Crewai, &[agents, tasks]) => Ok(Kind::CrewAi { agents, tasks }),
        (Foreign::Crewai, _) => Err(Failure::Usage("import crewai takes two files: agents.yaml and tasks.yaml".to_owned())),
        (Foreign::Langgraph, &[graph]) => Ok(Kind::LangGraph(graph)),
        (Foreign::Bpmn, &[process]) => Ok(Kind::Bpmn(process)),
        (Foreign::Trace, &[_]) if arguments.trace.is_some() => {
            Err(Failure::Usage("import trace takes one log; --trace goes with the other kinds".to_owned()))
        }
        (Foreign::Trace, &[log]) => Ok(Kind::Trace(log)),
        _ => Err(Failure::Usage("import takes one file, and two for crewai only".to_owned())),
    }
}

fn answers(arguments: &Import) -> Result<Answers, Failure> {
    let amount = |flag: &str, text: &Option<String>| match text {
        None => Ok(None),
        Some(text) => match Amount::parse(text) {
            Ok(amount) => Ok(Some(amount)),
            Err(what) => Err(Failure::Usage(format!("{flag} {what}, got {text:?}"))),
        },
    };
    Ok(Answers {
        currency: arguments.currency.clone(),
        wrong: amount("--cost-wrong", &arguments.cost_wrong)?,
        stopped: amount("--cost-stopped", &arguments.cost_stopped)?,
        late: amount("--cost-late", &arguments.cost_late)?,
        harm_an_hour: amount("--harm-an-hour", &arguments.harm_an_hour)?,
        found_after: arguments.found_after.clone(),
        reversible: arguments.reversible,
        per_day: amount("--per-day", &arguments.per_day)?,
        due: arguments.due.clone(),
    })
}

/// Says what is to be done about the file.
fn told(made: &Imported, place: &Path, root: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    if !made.left.is_empty() {
        writeln!(out, "No place in a team file, and not simulated:")?;
        for (at, what) in &made.left {
            writeln!(out, "  {}{what}", if at.is_empty() { String::new() } else { format!("{at}: ") })?;
        }
    }
    let mut list = |title: &str, lines: &[(usize, String)]| -> Result<(), Failure> {
        if !lines.is_empty() {
            writeln!(out, "{title}")?;
            for (line, what) in lines {
                writeln!(out, "  line {line}: {what}")?;
            }
        }
        Ok(())
    };
    list("Assumed; replace by your own numbers where you have them:", &made.assumed)?;
    list("Yours to write, before it runs:", &made.fill)?;
    drop(out);
    if let Some(stops) = &made.stops {
        eprintln!("{}", stops.render(super::run::colour()));
        eprintln!("The file is written, and does not run as it stands.");
        return Ok(());
    }
    let next = if made.fill.is_empty() { "Next" } else { "Once these lines are written" };
    eprintln!("\n{next}:\n  foretaste autonomy {}{root}", place.display());
    Ok(())
}
