//! The record's file: read whole, written to at its end only.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::Path;

use crate::input::{Cx, Problems, limits};
use crate::study::output::OutputError;

use super::record::{Answers, Digest, Entry, Intervention, Objection, Run, StudyKey};
use super::scan::scan;
use super::write;

/// Longest line \[bytes\].
pub const LINE_BYTES: usize = 1024 * 1024;

/// What a record holds.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    /// The runs, from the first.
    pub runs: Vec<RememberedRun>,
    /// What should be said aloud, such as a line that was cut off.
    pub remarks: Option<Problems>,
    /// The hash of the file as it was read, for the manifest; nothing where there is no file yet.
    pub sha256: Option<Digest>,
    /// Lines at the end that a crash cut off, counted from 1.
    pub(super) torn: Vec<usize>,
    /// Whether the last line has its line end.
    pub(super) ended: bool,
}

/// One run, with what was found in it.
#[derive(Debug, Clone, PartialEq)]
pub struct RememberedRun {
    /// The line that opens it, counted from 1.
    pub line: usize,
    /// What it was.
    pub run: Run,
    /// The objections that were met.
    pub objections: Vec<Objection>,
    /// The interventions that were tried.
    pub interventions: Vec<Intervention>,
    /// What the people answered.
    pub answers: Vec<Answers>,
}

impl Memory {
    /// Returns what must be written before anything else: the end of a line that was cut off, and its tear.
    pub(super) fn mend(&self) -> String {
        let end = if self.ended { "" } else { "\n" };
        if self.torn.is_empty() { end.to_owned() } else { format!("{end}{}", write::tear(&self.torn)) }
    }
}

/// Nothing could be added to a record. What it held before is unharmed.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// The first entry does not open a run.
    #[error("what is added to a memory must begin by opening a run")]
    NoRun,
    /// The entries would not read as what they are, for instance because a number is not finite.
    #[error("what this run found cannot be remembered:\n{0}")]
    Entries(Problems),
    /// The file holds something else now than a memory of this study.
    #[error("`{name}` cannot be added to:\n{problems}", name = .0, problems = .1)]
    File(String, Problems),
    /// The file would grow past what can be read again.
    #[error("the memory `{0}` is full: it may have at most {max} bytes; name another file, which begins anew", max = limits::FILE_BYTES)]
    Full(String),
    /// The system refused.
    #[error(transparent)]
    Output(#[from] OutputError),
}

/// Reads the record of a study. One that is not there yet is empty.
///
/// # Errors
/// Every problem of the file, with its lines; see the [room](crate::study::memory).
///
/// # Determinism
/// Depends on the bytes of the file and on the study's key.
pub fn read(path: &Path, study: &StudyKey) -> Result<Memory, Problems> {
    let name = path.display().to_string();
    let bytes = match File::open(path).and_then(|mut file| contents(&mut file)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Memory { ended: true, ..Memory::default() }),
        Err(error) => return Err(refused(&name, &error)),
    };
    let mut memory = scan(&name, &bytes, study)?;
    memory.sha256 = Some(Digest::of(&bytes));
    Ok(memory)
}

/// Reads a file within bounds.
fn contents(file: &mut File) -> io::Result<Vec<u8>> {
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("not a plain file"));
    }
    let mut bytes = Vec::new();
    file.take(limits::FILE_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limits::FILE_BYTES {
        return Err(io::Error::other(format!("larger than {} bytes", limits::FILE_BYTES)));
    }
    Ok(bytes)
}

fn refused(name: &str, error: &io::Error) -> Problems {
    let mut cx = Cx::new();
    cx.error(None, format!("the memory `{name}` cannot be read")).got(error).help("name another file: one that is not there yet is begun");
    match cx.finish(None::<()>) {
        Ok((_, problems)) | Err(problems) => problems,
    }
}

/// Makes sure that a record can be added to, before any work starts. Makes its folder; makes no file.
///
/// # Errors
/// [`OutputError::Io`].
pub fn prepare(path: &Path) -> Result<(), OutputError> {
    let io = |source| OutputError::Io { path: path.to_owned(), source };
    if fs::exists(path).map_err(io)? {
        return OpenOptions::new().append(true).open(path).map(drop).map_err(io);
    }
    let folder = folder(path);
    fs::create_dir_all(folder).map_err(io)?;
    tempfile::Builder::new().prefix(".foretaste-").tempfile_in(folder).map(drop).map_err(io)
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}

/// Adds a run and what it found to the record of its study, and waits until it is on disk. A file that is not there is begun.
///
/// Nothing that is there is ever written over: a crash leaves at worst a last line that is cut off, which the next call closes first. Runs
/// of other programs that add to the same file at the same time wait for each other, where the file system can lock.
///
/// # Errors
/// [`AppendError`]. Unless the system failed in the middle of writing, the file is then as it was before.
pub fn append(path: &Path, study: &StudyKey, entries: &[Entry]) -> Result<(), AppendError> {
    let added = text(study, entries)?;
    let io = |source| OutputError::Io { path: path.to_owned(), source };
    let name = || path.display().to_string();
    let folder = folder(path);
    fs::create_dir_all(folder).map_err(io)?;
    let begun = !fs::exists(path).map_err(io)?;
    let mut file = OpenOptions::new().read(true).append(true).create(true).open(path).map_err(io)?;
    match file.lock() {
        Err(error) if error.kind() != ErrorKind::Unsupported => return Err(io(error).into()),
        _ => {}
    }
    let bytes = contents(&mut file).map_err(|error| AppendError::File(name(), refused(&name(), &error)))?;
    let memory = scan(&name(), &bytes, study).map_err(|problems| AppendError::File(name(), problems))?;
    let added = format!("{}{added}", memory.mend());
    if bytes.len() as u64 + added.len() as u64 > limits::FILE_BYTES {
        return Err(AppendError::Full(name()));
    }
    file.write_all(added.as_bytes()).and_then(|()| file.sync_all()).map_err(io)?;
    if begun {
        settle(folder).map_err(io)?;
    }
    Ok(())
}

/// Returns entries as text that was read again and says the same.
fn text(study: &StudyKey, entries: &[Entry]) -> Result<String, AppendError> {
    if !matches!(entries.first(), Some(Entry::Run(_))) {
        return Err(AppendError::NoRun);
    }
    let text: String = entries.iter().map(write::line).collect();
    scan("what this run found", text.as_bytes(), study).map_err(AppendError::Entries)?;
    Ok(text)
}

/// Waits until a folder's list of files is on disk.
#[cfg(unix)]
fn settle(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn settle(_: &Path) -> io::Result<()> {
    Ok(())
}
