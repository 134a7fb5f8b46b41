//! Runs the program itself, as a user's shell would.

use std::path::{Path, PathBuf};
use std::process::Command;

/// What the program left behind.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// Fails unless the program ended with this code.
    #[track_caller]
    pub(crate) fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, code, "standard output:\n{}\nstandard error:\n{}", self.out, self.err);
        self
    }

    /// Fails unless the program refused: this code, nothing on standard output, and each of these on standard error.
    #[track_caller]
    pub(crate) fn refuses(self, code: i32, parts: &[&str]) {
        let ran = self.ends(code);
        assert_eq!(ran.out, "", "data for a command that did nothing");
        for part in parts {
            assert!(ran.err.contains(part), "expected `{part}` in\n{}", ran.err);
        }
    }
}

/// Runs the program in a folder.
pub(crate) fn foretaste(folder: &Path, arguments: &[&str]) -> Ran {
    let done = Command::new(env!("CARGO_BIN_EXE_foretaste")).args(arguments).current_dir(folder).env("NO_COLOR", "1").output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let ran = Ran { code: done.status.code().unwrap(), out: text(done.stdout), err: text(done.stderr) };
    assert!(!ran.out.contains('\x1b') && !ran.err.contains('\x1b'), "colour off a terminal: {ran:?}");
    ran
}

/// A folder with the concept starter in `idea`.
pub(crate) fn started() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    foretaste(folder.path(), &["init", "concept", "idea"]).ends(0);
    folder
}

/// The names in a folder, sorted.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// The repository.
pub(crate) fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
