//! `foretaste validate`.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Instant, SystemTime};

use serde_json::json;

use crate::frame::write_csv;
use crate::montecarlo::{Replicates, Stopped};
use crate::parallel::Batching;
use crate::random::Seed;
use crate::report::terminal::{Colour, summary};
use crate::study::output::{self, Existing, Output, OutputError};
use crate::study::validate::{Findings, Options, Setting, Stage, Study, analyse, load, report, result, tables};

use super::args::{Format, Running, Validate};
use super::exit::{Ending, Failure};
use super::files;
use super::progress::Progress;

/// The replicates of an automatic run: first look and limit.
const AUTO: (u32, u32) = (128, 2048);

/// Runs the command.
pub(super) fn run(arguments: &Validate) -> Result<Ending, Failure> {
    let running = &arguments.running;
    if let Some(least) = arguments.fail_under
        && !(0.0..=1.0).contains(&least)
    {
        return Err(Failure::Usage(format!("--fail-under must lie in [0, 1], got {least}")));
    }
    let replicates = replicates(running)?;
    let started = Instant::now();
    let now: chrono::DateTime<chrono::Utc> = SystemTime::now().into();
    let stamp = now.format("%Y%m%d-%H%M%S").to_string();
    let name = files::name(&arguments.study);
    let directory = running.out.clone().unwrap_or_else(|| PathBuf::from("reports").join(format!("{name}-{stamp}")));
    let existing = if running.force { Existing::Replace } else { Existing::Keep };
    let root = running.root.clone().unwrap_or_else(|| files::root(&arguments.study));
    let seed = Seed(running.seed);
    let study = load(&arguments.study, &root, seed, running.personas).map_err(Failure::Input)?;
    output::prepare(&directory, existing)?;
    if let Some(remarks) = &study.remarks
        && !running.quiet
    {
        eprintln!("{}", remarks.render(super::run::colour()));
    }
    let threads = running.threads.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from);
    let options = Options { seed, replicates, batching: Batching { threads, chunk: running.chunk.max(1) } };
    let interrupt = interrupt();
    let progress = Progress::new(running.quiet);
    let findings = analyse(&study, &options, &interrupt, &|stage| progress.tell(stage))?;
    progress.tell(Stage::Report);
    let setting = setting(arguments, &study, &root)?;
    let view = report(&study, &findings, &setting);
    let tables = tables(&study, &findings)?;
    let result = serde_json::to_string_pretty(&result(&study, &findings, &setting))?;
    let manifest = json!({
        "foretaste": setting.version,
        "command": setting.command,
        "written": now.to_rfc3339(),
        "seconds": started.elapsed().as_secs_f64(),
        "threads": threads,
        "seed": setting.seed,
        "replicates": findings.outcome.replicates(),
        "failed_replicates": findings.outcome.failed.len(),
        "partial": findings.partial,
        "rows_left_out": study.market.people().diagnostics.left_out.iter().map(|left| json!({ "why": left.why, "rows": left.rows })).collect::<Vec<_>>(),
        "inputs": setting.inputs.iter().cloned().collect::<std::collections::BTreeMap<_, _>>(),
    });
    let manifest = serde_json::to_string_pretty(&manifest)?;
    let written = output::write(&directory, existing, &Output { report: &view, tables: &tables, result: &result, manifest: &manifest });
    progress.finish();
    if !running.quiet || running.format != Format::Text {
        let mut out = std::io::stdout().lock();
        match running.format {
            Format::Text => {
                let plain = !std::io::stdout().is_terminal() || std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
                let colour = if plain { Colour::Plain } else { Colour::Ansi };
                let place = match &written {
                    Ok(()) => directory.join("report.html").display().to_string(),
                    Err(_) => "not written whole".to_owned(),
                };
                writeln!(out, "{}", summary(&view, &place, colour))?;
            }
            Format::Json => writeln!(out, "{result}")?,
            Format::Csv => out.write_all(&csv(&tables)?)?,
        }
    }
    // What the run found is shown even where it could not be written.
    written?;
    Ok(ending(arguments, &findings))
}

fn csv(tables: &[crate::frame::Frame]) -> Result<Vec<u8>, Failure> {
    let Some(table) = tables.iter().find(|table| table.name() == "estimates") else { return Ok(Vec::new()) };
    let io = |source| OutputError::Io { path: std::env::temp_dir(), source };
    let folder = tempfile::tempdir().map_err(io)?;
    let path = folder.path().join("estimates.csv");
    write_csv(table, &path)?;
    Ok(std::fs::read(path).map_err(io)?)
}

fn ending(arguments: &Validate, findings: &Findings) -> Ending {
    if findings.outcome.stopped == Stopped::Interrupted {
        return Ending::Interrupted;
    }
    if findings.partial.is_some() {
        return if findings.outcome.failed.is_empty() { Ending::Interrupted } else { Ending::Partial };
    }
    match (arguments.fail_under, findings.judged.go) {
        (Some(least), Some((p, _))) if p < least => Ending::Crossed,
        (Some(_), None) => Ending::Crossed,
        _ => Ending::Done,
    }
}

fn replicates(running: &Running) -> Result<Replicates, Failure> {
    if running.replicates == "auto" {
        return Ok(Replicates::Auto { first: AUTO.0, limit: AUTO.1 });
    }
    match running.replicates.parse::<u32>() {
        Ok(count) if (2..=10_000_000).contains(&count) => Ok(Replicates::Fixed(count)),
        _ => Err(Failure::Usage(format!("--replicates must be \"auto\" or a number from 2 to 10,000,000, got {:?}", running.replicates))),
    }
}

/// A flag that Ctrl-C sets: the first press stops with what is done, the second ends the program at once.
fn interrupt() -> Arc<AtomicBool> {
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

/// What the report says about how it was made: every file by hash, and the command that makes it again.
fn setting(arguments: &Validate, study: &Study, root: &Path) -> Result<Setting, Failure> {
    let running = &arguments.running;
    let mut command = format!("foretaste validate {} --seed {}", arguments.study.display(), running.seed);
    if running.replicates != "auto" {
        command.push_str(&format!(" --replicates {}", running.replicates));
    }
    if let Some(personas) = running.personas {
        command.push_str(&format!(" --personas {personas}"));
    }
    let gone = |path: &Path, source| Failure::Gone { path: path.to_owned(), source };
    let root = root.canonicalize().map_err(|source| gone(root, source))?;
    let mut inputs = Vec::new();
    for (name, path) in &study.files {
        let hash = files::sha256(path).map_err(|source| gone(path, source))?;
        let whole = path.canonicalize().map_err(|source| gone(path, source))?;
        inputs.push((whole.strip_prefix(&root).map_or_else(|_| name.clone(), |inside| inside.display().to_string()), hash));
    }
    Ok(Setting { command, version: env!("CARGO_PKG_VERSION").to_owned(), seed: running.seed, inputs })
}
