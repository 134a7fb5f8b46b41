//! What the commands that run a study share: where a run goes, how it is stopped, what it says about itself, how it is written and shown.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Instant, SystemTime};

use serde_json::json;

use crate::frame::{Frame, write_csv};
use crate::input::Problems;
use crate::montecarlo::{Replicates, Stopped};
use crate::parallel::Batching;
use crate::population::Population;
use crate::random::Seed;
use crate::report::terminal::{Colour, summary};
use crate::report::view::Report;
use crate::study::memory::Digest;
use crate::study::output::{self, Existing, Output, OutputError};
use crate::study::validate::{Options, Setting};

use super::args::{Format, Placing, Running};
use super::exit::{Ending, Failure};
use super::files;
use super::progress::Progress;

/// The replicates of an automatic run: first look and limit.
const AUTO: Replicates = Replicates::Auto { first: 128, limit: 2048 };

/// A run from its arguments to its directory.
pub(super) struct Session<'a> {
    placing: &'a Placing,
    /// The flags beside the input that make the run again.
    again: String,
    started: Instant,
    now: chrono::DateTime<chrono::Utc>,
    directory: PathBuf,
    existing: Existing,
    /// The folder that no file named in an input may leave.
    pub(super) root: PathBuf,
    /// How the study is run.
    pub(super) options: Options,
    /// Where the run is.
    pub(super) progress: Progress,
}

/// What a run made.
pub(super) struct Made<'a> {
    pub(super) view: &'a Report,
    pub(super) tables: &'a [Frame],
    /// The table that `--format csv` prints.
    pub(super) printed: &'a str,
    /// `result.json`.
    pub(super) result: String,
    /// Other files beside the report.
    pub(super) files: Vec<(String, String)>,
    pub(super) setting: &'a Setting,
    pub(super) replicates: usize,
    pub(super) failed: usize,
    pub(super) people: Option<&'a Population>,
}

impl<'a> Session<'a> {
    /// Finds the places of a run that draws nothing, or draws by `seed` alone. `suffix` tells runs of different commands apart in the default
    /// directory's name.
    pub(super) fn placed(placing: &'a Placing, seed: Option<u64>, input: &Path, suffix: &str) -> Self {
        let now: chrono::DateTime<chrono::Utc> = SystemTime::now().into();
        let stamp = now.format("%Y%m%d-%H%M%S");
        let name = files::name(input);
        let directory = placing.out.clone().unwrap_or_else(|| PathBuf::from("reports").join(format!("{name}{suffix}-{stamp}")));
        let threads = placing.threads.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from);
        Self {
            placing,
            again: seed.map_or_else(String::new, |seed| format!(" --seed {seed}")),
            started: Instant::now(),
            now,
            directory,
            existing: if placing.force { Existing::Replace } else { Existing::Keep },
            root: placing.root.clone().unwrap_or_else(|| files::root(input)),
            options: Options {
                seed: Seed(seed.unwrap_or(1)),
                replicates: AUTO,
                batching: Batching { threads, chunk: 1 },
                advocates: false,
                rounds: None,
            },
            progress: Progress::new(placing.quiet),
        }
    }

    /// Checks the flags of a run of a study, and finds its places as [`placed`](Self::placed) does.
    pub(super) fn begin(running: &'a Running, personas: Option<u32>, input: &Path, suffix: &str) -> Result<Self, Failure> {
        let replicates = replicates(running)?;
        let mut session = Self::placed(&running.placing, Some(running.seed), input, suffix);
        session.options.replicates = replicates;
        session.options.batching.chunk = running.chunk.max(1);
        if running.replicates != "auto" {
            session.again.push_str(&format!(" --replicates {}", running.replicates));
        }
        if let Some(personas) = personas {
            session.again.push_str(&format!(" --personas {personas}"));
        }
        Ok(session)
    }

    /// The run's directory, in full.
    pub(super) fn place(&self) -> PathBuf {
        std::path::absolute(&self.directory).unwrap_or_else(|_| self.directory.clone())
    }

    /// Makes sure that the run can be written, before any work starts, and says what the inputs left to remark.
    pub(super) fn ready<'p>(&self, remarks: impl IntoIterator<Item = &'p Problems>) -> Result<(), Failure> {
        output::prepare(&self.directory, self.existing)?;
        for remarks in remarks.into_iter().filter(|_| !self.placing.quiet) {
            eprintln!("{}", remarks.render(super::run::colour()));
        }
        Ok(())
    }

    /// Says something about the run on standard error.
    pub(super) fn note(&self, words: &str) {
        if !self.placing.quiet {
            eprintln!("Note: {words}");
        }
    }

    /// What the report says about how it was made: every file by hash, and the command that makes it again.
    pub(super) fn setting(&self, command: &str, read: &[(String, PathBuf)]) -> Result<Setting, Failure> {
        let inputs = self.hashes(read)?;
        let command = format!("foretaste {command}{}", self.again);
        Ok(Setting { command, version: env!("CARGO_PKG_VERSION").to_owned(), seed: self.options.seed.0, inputs })
    }

    /// Every file by hash, with its name inside the root.
    fn hashes(&self, read: &[(String, PathBuf)]) -> Result<Vec<(String, String)>, Failure> {
        let gone = |path: &Path, source| Failure::Gone { path: path.to_owned(), source };
        let root = self.root.canonicalize().map_err(|source| gone(&self.root, source))?;
        let mut inputs: Vec<(String, String)> = Vec::new();
        for (name, path) in read {
            let hash = Digest::of_file(path).map_err(|source| gone(path, source))?.as_str().to_owned();
            let whole = path.canonicalize().map_err(|source| gone(path, source))?;
            let name = whole.strip_prefix(&root).map_or_else(|_| name.clone(), |inside| inside.display().to_string());
            // A file that several others name is told once.
            if !inputs.iter().any(|(other, _)| *other == name) {
                inputs.push((name, hash));
            }
        }
        Ok(inputs)
    }

    /// Writes the run's directory, and shows what was found on standard output.
    pub(super) fn finish(&self, made: &Made<'_>) -> Result<(), Failure> {
        let Made { view, tables, result, setting, .. } = made;
        let left_out = made.people.map_or(&[][..], |people| &people.diagnostics.left_out);
        let manifest = serde_json::to_string_pretty(&json!({
            "foretaste": setting.version,
            "command": setting.command,
            "written": self.now.to_rfc3339(),
            "seconds": self.started.elapsed().as_secs_f64(),
            "threads": self.options.batching.threads,
            "seed": setting.seed,
            "replicates": made.replicates,
            "failed_replicates": made.failed,
            "partial": view.partial,
            "rows_left_out": left_out.iter().map(|left| json!({ "why": left.why, "rows": left.rows })).collect::<Vec<_>>(),
            "inputs": setting.inputs.iter().cloned().collect::<std::collections::BTreeMap<_, _>>(),
        }))?;
        let written = output::write(
            &self.directory,
            self.existing,
            &Output { report: view, tables, result, manifest: &manifest, files: &made.files },
        );
        self.progress.finish();
        if !self.placing.quiet || self.placing.format != Format::Text {
            let mut out = std::io::stdout().lock();
            match self.placing.format {
                Format::Text => {
                    let plain = !std::io::stdout().is_terminal() || std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
                    let colour = if plain { Colour::Plain } else { Colour::Ansi };
                    let place = match &written {
                        Ok(()) => self.directory.join("report.html").display().to_string(),
                        Err(_) => "not written whole".to_owned(),
                    };
                    writeln!(out, "{}", summary(view, &place, colour))?;
                }
                Format::Json => writeln!(out, "{result}")?,
                Format::Csv => out.write_all(&csv(tables, made.printed)?)?,
            }
        }
        // What the run found is shown even where it could not be written.
        Ok(written?)
    }
}

fn csv(tables: &[Frame], name: &str) -> Result<Vec<u8>, Failure> {
    let Some(table) = tables.iter().find(|table| table.name() == name) else { return Ok(Vec::new()) };
    let io = |source| OutputError::Io { path: std::env::temp_dir(), source };
    let folder = tempfile::tempdir().map_err(io)?;
    let path = folder.path().join("table.csv");
    write_csv(table, &path)?;
    Ok(std::fs::read(path).map_err(io)?)
}

/// How a run ends that did its work; `crossed` says that a threshold of the user was crossed.
pub(super) fn ending(stopped: Stopped, partial: Option<&str>, failed: usize, crossed: bool) -> Ending {
    match (stopped, partial) {
        (Stopped::Interrupted, _) => Ending::Interrupted,
        (_, Some(_)) if failed == 0 => Ending::Interrupted,
        (_, Some(_)) => Ending::Partial,
        (_, None) if crossed => Ending::Crossed,
        (_, None) => Ending::Done,
    }
}

/// Checks a probability given as a threshold.
pub(super) fn threshold(least: Option<f64>) -> Result<(), Failure> {
    match least {
        Some(least) if !(0.0..=1.0).contains(&least) => Err(Failure::Usage(format!("--fail-under must lie in [0, 1], got {least}"))),
        _ => Ok(()),
    }
}

fn replicates(running: &Running) -> Result<Replicates, Failure> {
    if running.replicates == "auto" {
        return Ok(AUTO);
    }
    match running.replicates.parse::<u32>() {
        Ok(count) if (2..=10_000_000).contains(&count) => Ok(Replicates::Fixed(count)),
        _ => Err(Failure::Usage(format!("--replicates must be \"auto\" or a number from 2 to 10,000,000, got {:?}", running.replicates))),
    }
}

/// A flag that Ctrl-C sets: the first press stops with what is done, the second ends the program at once.
pub(super) fn interrupt() -> Arc<AtomicBool> {
    let flag = Arc::new(AtomicBool::new(false));
    let set = Arc::clone(&flag);
    let installed = ctrlc::set_handler(move || {
        if set.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
    if installed.is_err() {
        eprintln!("Note: interrupts cannot be caught here; Ctrl-C ends the program without a result.");
    }
    flag
}
