//! Where inputs may lie and outputs go.

use std::io;
use std::path::{Path, PathBuf};

use crate::study::output::{Existing, OutputError};

use super::exit::Failure;

/// The folder that no file named in an input may leave: the nearest folder above the input that holds `personas` or `scenarios`, or the
/// input's own folder.
pub(super) fn root(input: &Path) -> PathBuf {
    let absolute = std::path::absolute(input).unwrap_or_else(|_| input.to_owned());
    let own = absolute.parent().map_or_else(|| PathBuf::from("."), Path::to_owned);
    let above = own.ancestors().skip(1).take(3).find(|folder| {
        let inside = own.strip_prefix(folder).ok().and_then(|path| path.components().next());
        inside.is_some_and(|first| first.as_os_str() == "scenarios" || first.as_os_str() == "personas")
    });
    above.map_or(own.clone(), Path::to_owned)
}

/// The name of a run: that of its input file, or of the folder it lies in where the file has a common name.
pub(super) fn name(input: &Path) -> String {
    let stem = input.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    let absolute = std::path::absolute(input).unwrap_or_else(|_| input.to_owned());
    let folder = absolute.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
    match folder {
        Some(folder) if ["study", "fit", "future"].contains(&&*stem) => folder,
        _ => stem,
    }
}

/// Makes a file by way of a temporary one beside it, so that it is there whole or not at all. `fill` writes the temporary file.
///
/// # Errors
/// [`OutputError::Exists`] when the file is there and may not be replaced; [`OutputError::Io`] when the system refuses; what `fill` gives.
pub(super) fn whole<E>(path: &Path, existing: Existing, fill: impl FnOnce(&Path) -> Result<(), E>) -> Result<(), Failure>
where
    Failure: From<E>,
{
    refuse_existing(path, existing)?;
    let io = |source| OutputError::Io { path: path.to_owned(), source };
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    std::fs::create_dir_all(folder).map_err(io)?;
    let temporary = ordinary(tempfile::Builder::new().prefix(".foretaste-")).tempfile_in(folder).map_err(io)?;
    fill(temporary.path())?;
    match existing {
        Existing::Replace => temporary.persist(path).map_err(|error| io(error.error))?,
        Existing::Keep => temporary.persist_noclobber(path).map_err(|error| match error.error.kind() {
            io::ErrorKind::AlreadyExists => OutputError::Exists(path.to_owned()),
            _ => io(error.error),
        })?,
    };
    Ok(())
}

/// Says no to a file that is there and may not be replaced, before any work starts.
///
/// # Errors
/// [`OutputError::Exists`].
pub(super) fn refuse_existing(path: &Path, existing: Existing) -> Result<(), OutputError> {
    if existing == Existing::Keep && path.exists() { Err(OutputError::Exists(path.to_owned())) } else { Ok(()) }
}

/// Temporary files are private; what we write is meant to be read by whom the user's own mask allows.
#[cfg(unix)]
fn ordinary<'a, 'b, 'c>(builder: &'c mut tempfile::Builder<'a, 'b>) -> &'c mut tempfile::Builder<'a, 'b> {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(std::fs::Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn ordinary<'a, 'b, 'c>(builder: &'c mut tempfile::Builder<'a, 'b>) -> &'c mut tempfile::Builder<'a, 'b> {
    builder
}
