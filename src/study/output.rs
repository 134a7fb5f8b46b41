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
    /// The system refused.
    #[error("cannot write `{}`: {source}", path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
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
    let probe = scratch(directory)?;
    drop(probe);
    Ok(())
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
/// [`OutputError`]; the place is then as it was before.
pub fn write(directory: &Path, existing: Existing, output: &Output<'_>) -> Result<(), OutputError> {
    let made = scratch(directory)?;
    let put = |name: &str, text: &str| {
        let path = made.path().join(name);
        fs::write(&path, text).map_err(|source| OutputError::Io { path: directory.join(name), source })
    };
    let folder = |name: &str| {
        let path = made.path().join(name);
        fs::create_dir(&path).map(|()| path).map_err(|source| OutputError::Io { path: directory.join(name), source })
    };
    put("report.html", &page::html(output.report)?)?;
    put("result.json", output.result)?;
    put("manifest.json", output.manifest)?;
    let tables = folder("tables")?;
    for table in output.tables {
        write_csv(table, &tables.join(format!("{}.csv", table.name())))?;
        write_parquet(table, &tables.join(format!("{}.parquet", table.name())))?;
    }
    folder("charts")?;
    for chart in page::chart_files(output.report) {
        put(&format!("charts/{}", chart.name), &chart.svg)?;
    }
    let io = |source| OutputError::Io { path: directory.to_owned(), source };
    readable(made.path()).map_err(io)?;
    if existing == Existing::Replace && directory.exists() {
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
