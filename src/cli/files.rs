//! Where inputs may lie and outputs go.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

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
        Some(folder) if stem == "study" => folder,
        _ => stem,
    }
}

/// The SHA-256 of a file, in hexadecimal.
pub(super) fn sha256(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0_u8; 1 << 16];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        hasher.update(&buffer[..read]);
    }
    Ok(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}
