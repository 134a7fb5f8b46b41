//! A run's directory: written under a temporary name beside its place, then renamed, so that it is there whole or not at all.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::frame::{Frame, FrameError, write_csv, write_parquet};
use crate::report::page;
use crate::report::view::Report;

/// A run's directory could not be written.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// It is there already.
    #[error("`{}` exists already; choose another with `--out`, or replace it with `--force`", .0.display())]
    Exists(PathBuf),
    /// It is no run's directory, so that it is not replaced.
    #[error("`{}` holds no run ({what}), and is not replaced; choose another with `--out`", path.display())]
    NoRun {
        /// The place.
        path: PathBuf,
        /// What it is or lacks.
        what: &'static str,
    },
    /// The system refused.
    #[error("cannot write `{}`: {source}", path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Writing stopped in the middle, as on a disk that fills; what was finished by then is kept.
    #[error("{cause}; the {files} finished by then are kept in `{}`, among them result.json, which holds every figure", kept.display())]
    Cut {
        /// What stopped it.
        cause: Box<OutputError>,
        /// Where the finished files are.
        kept: PathBuf,
        /// How many there are, in words.
        files: String,
    },
    /// A table could not be written.
    #[error(transparent)]
    Frame(#[from] FrameError),
    /// The page could not be written.
    #[error(transparent)]
    Page(#[from] page::RenderError),
}

/// Everything that goes into a run's directory.
#[derive(Debug)]
pub struct Output<'a> {
    /// The report.
    pub report: &'a Report,
    /// The tables.
    pub tables: &'a [Frame],
    /// `result.json`.
    pub result: &'a str,
    /// `manifest.json`.
    pub manifest: &'a str,
    /// Other files beside the report: names and contents.
    pub files: &'a [(String, String)],
}

/// What to do when the directory is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// Stop.
    Keep,
    /// Replace it.
    Replace,
}

/// Makes sure that a run's directory can be written, before any work starts.
///
/// # Errors
/// [`OutputError`] when it is there already or its parent cannot be written.
pub fn prepare(directory: &Path, existing: Existing) -> Result<(), OutputError> {
    if existing == Existing::Keep && directory.exists() {
        return Err(OutputError::Exists(directory.to_owned()));
    }
    replaceable(directory)?;
    let probe = scratch(directory)?;
    drop(probe);
    Ok(())
}

/// Refuses to replace what is neither a run nor empty: whatever lies there is somebody's.
fn replaceable(directory: &Path) -> Result<(), OutputError> {
    let no_run = |what| Err(OutputError::NoRun { path: directory.to_owned(), what });
    if !directory.exists() {
        return Ok(());
    }
    if !directory.is_dir() || directory.is_symlink() {
        return no_run("it is no directory");
    }
    let mut inside = fs::read_dir(directory).map_err(|source| OutputError::Io { path: directory.to_owned(), source })?;
    let is_run = || ["manifest.json", "result.json"].iter().all(|name| directory.join(name).is_file());
    if inside.next().is_some() && !is_run() { no_run("it has no manifest.json and result.json") } else { Ok(()) }
}

fn parent(directory: &Path) -> PathBuf {
    match directory.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

fn scratch(directory: &Path) -> Result<tempfile::TempDir, OutputError> {
    let parent = parent(directory);
    let io = |source| OutputError::Io { path: directory.to_owned(), source };
    fs::create_dir_all(&parent).map_err(io)?;
    tempfile::Builder::new().prefix(".foretaste-").tempdir_in(&parent).map_err(io)
}

/// Writes a run's directory.
///
/// # Errors
/// [`OutputError`]; the place is then as it was before. Where writing stopped after `result.json`, [`OutputError::Cut`] says where the files
/// finished by then are.
pub fn write(directory: &Path, existing: Existing, output: &Output<'_>) -> Result<(), OutputError> {
    let made = scratch(directory)?;
    if let Err(cause) = fill(made.path(), directory, output) {
        return Err(keep(made, directory, cause));
    }
    let io = |source| OutputError::Io { path: directory.to_owned(), source };
    readable(made.path()).map_err(io)?;
    if existing == Existing::Replace && directory.exists() {
        replaceable(directory)?;
        fs::remove_dir_all(directory).map_err(io)?;
    }
    if directory.exists() {
        return Err(OutputError::Exists(directory.to_owned()));
    }
    let made = made.keep();
    fs::rename(&made, directory).map_err(|source| {
        // The finished run is worth more than a tidy folder: it stays under its temporary name if it cannot be renamed.
        OutputError::Io { path: made.clone(), source }
    })
}

/// Writes every file of a run into `made`, the figures first, so that a disk that fills takes as little as it can. Each file is there whole or
/// not at all. Errors name the file's place in `directory`.
fn fill(made: &Path, directory: &Path, output: &Output<'_>) -> Result<(), OutputError> {
    let whole = |name: &str, written: Result<(), OutputError>| {
        if written.is_err() {
            // What is half-written is worse than nothing. If it cannot be removed either, the first error is the one to tell.
            let _ = fs::remove_file(made.join(name));
        }
        written
    };
    let put = |name: &str, text: &str| {
        let written = fs::write(made.join(name), text);
        whole(name, written.map_err(|source| OutputError::Io { path: directory.join(name), source }))
    };
    let folder = |name: &str| fs::create_dir(made.join(name)).map_err(|source| OutputError::Io { path: directory.join(name), source });
    put("result.json", output.result)?;
    put("manifest.json", output.manifest)?;
    for (name, text) in output.files {
        put(name, text)?;
    }
    folder("tables")?;
    for table in output.tables {
        for (ending, write) in [("csv", write_csv as fn(&Frame, &Path) -> Result<(), FrameError>), ("parquet", write_parquet)] {
            let name = format!("tables/{}.{ending}", table.name());
            let written = write(table, &made.join(&name)).map_err(|error| error.at(&directory.join(&name)).into());
            whole(&name, written)?;
        }
    }
    put("report.html", &page::html(output.report)?)?;
    folder("charts")?;
    for chart in page::chart_files(output.report) {
        put(&format!("charts/{}", chart.name), &chart.svg)?;
    }
    Ok(())
}

/// Keeps the finished files of a run whose writing stopped: beside its place, called `NAME.incomplete`, or under the temporary name if that
/// is taken. Nothing is kept where not even the result could be written.
fn keep(made: tempfile::TempDir, directory: &Path, cause: OutputError) -> OutputError {
    if !made.path().join("result.json").exists() {
        return cause;
    }
    let made = made.keep();
    // Whatever fails from here on, the files are where they are.
    let _ = readable(&made);
    let mut name = directory.file_name().unwrap_or_default().to_owned();
    name.push(".incomplete");
    let place = directory.with_file_name(name);
    let kept = if !place.exists() && fs::rename(&made, &place).is_ok() { place } else { made };
    let count = count(&kept);
    let files = if count == 1 { "1 file".to_owned() } else { format!("{count} files") };
    OutputError::Cut { cause: Box::new(cause), kept, files }
}

/// Counts the files under a directory.
fn count(directory: &Path) -> usize {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    entries.map(|entry| if entry.path().is_dir() { count(&entry.path()) } else { 1 }).sum()
}

/// Temporary directories are private; a report is meant to be read by others.
#[cfg(unix)]
fn readable(directory: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(directory, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn readable(_: &Path) -> io::Result<()> {
    Ok(())
}
