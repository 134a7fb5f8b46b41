//! File names in input files: found, kept inside their folder, and read.

use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::{Component, Path, PathBuf};

use serde_json::{Value as Json, json};

use super::cx::Cx;
use super::read::Read;
use super::schema::Schemas;
use super::source::{FileId, Place, Span};
use super::suggest;
use super::value::Node;

/// Names a file that exists, inside the folder that input may not leave.
///
/// Names are relative to the file they stand in and use `/`. Absolute names, names that climb out of the allowed folder and
/// links that lead out of it are errors.
#[derive(Debug, Clone, PartialEq)]
pub struct DataFile {
    /// The name as written.
    pub written: String,
    /// The file, canonical.
    pub path: PathBuf,
    /// Where the name is written.
    pub span: Span,
    pub(crate) root: PathBuf,
    pub(crate) shown: String,
}

impl DataFile {
    /// Returns the name to show people: the naming file's folder joined with the written name.
    #[must_use]
    pub fn shown(&self) -> &str {
        &self.shown
    }
}

impl Read for DataFile {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        let Some(written) = node.text() else {
            cx.wrong_kind(node, "the name of a file, as text");
            return None;
        };
        resolve(written, node.span(), cx)
    }

    fn schema(_: &mut Schemas) -> Json {
        json!({
            "type": "string",
            "minLength": 1,
            "format": "path",
            "description": "A file, named relative to this one with `/` between folders; it must lie inside the study's folder.",
        })
    }

    fn to_json(&self) -> Option<Json> {
        Some(json!(self.written))
    }
}

/// Names a file that exists, or a folder: then all files that lie in it, by name, those in folders inside and hidden ones left out.
///
/// As [`DataFile`]; a folder holds at least one file and at most [`DataFiles::MOST`].
#[derive(Debug, Clone, PartialEq)]
pub struct DataFiles {
    /// The name as written.
    pub written: String,
    /// The files, in the order of their names.
    pub files: Vec<DataFile>,
    /// Where the name is written.
    pub span: Span,
}

impl DataFiles {
    /// Most files of a folder.
    pub const MOST: usize = 10_000;
}

impl Read for DataFiles {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        let Some(written) = node.text() else {
            cx.wrong_kind(node, "the name of a file or a folder, as text");
            return None;
        };
        let span = node.span();
        let found = find(written, span, cx)?;
        let files = if found.path.is_dir() { inside(&found, cx)? } else { vec![ordinary(found, cx)?] };
        Some(Self { written: written.to_owned(), files, span })
    }

    fn schema(_: &mut Schemas) -> Json {
        json!({
            "type": "string",
            "minLength": 1,
            "format": "path",
            "description": "A file, or a folder of files, named relative to this one with `/` between folders; it must lie inside the study's folder.",
        })
    }

    fn to_json(&self) -> Option<Json> {
        Some(json!(self.written))
    }
}

/// The files of a folder, by name.
fn inside(folder: &DataFile, cx: &mut Cx) -> Option<Vec<DataFile>> {
    let names = match std::fs::read_dir(&folder.path) {
        Ok(entries) => entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()),
        Err(error) => {
            cx.error(folder.span, format!("the folder `{}` cannot be read", folder.written)).got(plain(error.kind()));
            return None;
        }
    };
    let mut names: Vec<String> = names.filter(|name| !name.starts_with('.')).take(DataFiles::MOST + 1).collect();
    names.sort();
    if names.len() > DataFiles::MOST {
        cx.error(folder.span, format!("the folder `{}` holds too many files", folder.written))
            .allowed(format!("at most {}", DataFiles::MOST));
        return None;
    }
    let base = folder.written.trim_end_matches('/');
    let mut files = Vec::new();
    for name in names {
        if folder.path.join(&name).is_file() {
            files.push(ordinary(find(&format!("{base}/{name}"), folder.span, cx)?, cx)?);
        }
    }
    if files.is_empty() {
        cx.error(folder.span, format!("the folder `{}` holds no files", folder.written));
        return None;
    }
    Some(files)
}

/// Finds the file that `written` names at `span`.
fn resolve(written: &str, span: Span, cx: &mut Cx) -> Option<DataFile> {
    let found = find(written, span, cx)?;
    ordinary(found, cx)
}

/// Reports what is found but is no file.
fn ordinary(found: DataFile, cx: &mut Cx) -> Option<DataFile> {
    if !found.path.is_file() {
        cx.error(found.span, format!("`{}` is not a file", found.written)).got("a folder or a device");
        return None;
    }
    Some(found)
}

/// Finds the file, folder or device that `written` names at `span`.
fn find(written: &str, span: Span, cx: &mut Cx) -> Option<DataFile> {
    let source = cx.source(span.file());
    let Some(place) = source.place().cloned() else {
        cx.error(span, "a file can be named only in an input that is itself a file").got(format!("{written:?}"));
        return None;
    };
    let named_by = PathBuf::from(source.name());
    let shown = named_by.parent().map_or_else(|| written.to_owned(), |dir| dir.join(written).display().to_string());
    if let Some(reason) = refused(written) {
        cx.error(span, format!("the file name {reason}"))
            .got(format!("{written:?}"))
            .help("name files relative to this one, with `/` between folders, such as \"data/people.csv\"");
        return None;
    }
    let Some(path) = climb(&place, written) else {
        cx.error(span, "the file lies outside the folder that input may not leave")
            .got(format!("{written:?}"))
            .allowed("files inside the project's folder");
        return None;
    };
    let Ok(real) = path.canonicalize() else {
        missing(&path, written, span, cx);
        return None;
    };
    if !real.starts_with(&place.root) {
        cx.error(span, "the file is a link that leads outside the folder that input may not leave")
            .got(format!("{written:?}"))
            .allowed("files inside the project's folder");
        return None;
    }
    Some(DataFile { written: written.to_owned(), path: real, span, root: place.root, shown })
}

/// Says why a name is not acceptable whatever is on disk.
fn refused(written: &str) -> Option<&'static str> {
    if written.trim().is_empty() {
        return Some("is empty");
    }
    if written.chars().any(char::is_control) {
        return Some("holds a control character");
    }
    if written.contains('\\') {
        return Some("holds a backslash");
    }
    let drive = written.as_bytes().get(1) == Some(&b':');
    if written.starts_with('/') || drive || Path::new(written).is_absolute() {
        return Some("is absolute");
    }
    None
}

/// Joins the name to the folder of the naming file without leaving the root by `..`.
fn climb(place: &Place, written: &str) -> Option<PathBuf> {
    let folder = place.file.parent()?;
    let mut inside: Vec<&std::ffi::OsStr> = folder.strip_prefix(&place.root).ok()?.iter().collect();
    for part in Path::new(written).components() {
        match part {
            Component::Normal(name) => inside.push(name),
            Component::CurDir => {}
            Component::ParentDir => {
                inside.pop()?;
            }
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(place.root.join(inside.iter().collect::<PathBuf>()))
}

/// Reports a file that is not there, with the nearest name beside it.
fn missing(path: &Path, written: &str, span: Span, cx: &mut Cx) {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let siblings = path.parent().map(siblings);
    let problem = cx.error(span, format!("there is no file `{written}`"));
    match siblings {
        Some(Some(siblings)) => {
            if let Some(near) = suggest::nearest(&name, siblings.iter().map(String::as_str)) {
                let folder = written.rfind('/').map_or("", |at| &written[..=at]);
                problem.help(format!("did you mean \"{folder}{near}\"?"));
            }
        }
        _ => {
            problem.help("the folder it should lie in does not exist either");
        }
    }
}

/// Lists the names in a folder, sorted, or nothing when there is no such folder.
fn siblings(folder: &Path) -> Option<Vec<String>> {
    let entries = std::fs::read_dir(folder).ok()?;
    let mut names: Vec<String> = entries.flatten().take(10_000).map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    Some(names)
}

/// Names a file on disk that is about to be read.
#[derive(Debug)]
pub(crate) struct Target {
    shown: String,
    place: Place,
}

/// Checks the outermost file and the root it may not leave, as the caller gave them.
pub(crate) fn outermost(path: &Path, root: &Path, cx: &mut Cx) -> Option<Target> {
    let shown = path.display().to_string();
    let real_root = match root.canonicalize() {
        Ok(real) => real,
        Err(error) => {
            cx.error(None, format!("the folder `{}` cannot be read", root.display())).got(plain(error.kind()));
            return None;
        }
    };
    let file = match path.canonicalize() {
        Ok(file) => file,
        Err(error) => {
            let near = path.file_name().and_then(|name| {
                let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
                let names = siblings(folder.unwrap_or(Path::new(".")))?;
                suggest::nearest(&name.to_string_lossy(), names.iter().map(String::as_str)).map(str::to_owned)
            });
            let problem = cx.error(None, format!("`{shown}` cannot be read")).got(plain(error.kind()));
            if let Some(near) = near {
                problem.help(format!("did you mean `{}`?", path.with_file_name(near).display()));
            }
            return None;
        }
    };
    if !file.starts_with(&real_root) {
        cx.error(None, format!("`{shown}` lies outside the folder `{}`", root.display()));
        return None;
    }
    Some(Target { shown, place: Place { file, root: real_root } })
}

/// Places a text in memory beside the files of `folder`, which is also the root.
pub(crate) fn beside(name: &str, folder: &Path, cx: &mut Cx) -> Option<Place> {
    match folder.canonicalize() {
        Ok(root) => Some(Place { file: root.join(name), root }),
        Err(error) => {
            cx.error(None, format!("the folder `{}` cannot be read", folder.display())).got(plain(error.kind()));
            None
        }
    }
}

/// Reads a file that another one names.
pub(crate) fn follow(file: &DataFile, limit: u64, cx: &mut Cx) -> Option<FileId> {
    let place = Place { file: file.path.clone(), root: file.root.clone() };
    read_text(Some(file.span), Target { shown: file.shown.clone(), place }, limit, cx)
}

/// Reads a text file into the context; problems are placed at `span`, the place that names the file.
pub(crate) fn read_text(span: Option<Span>, target: Target, limit: u64, cx: &mut Cx) -> Option<FileId> {
    let Target { shown, place } = target;
    if place.file.is_dir() {
        cx.error(span, format!("`{shown}` is a folder, not a file"));
        return None;
    }
    match String::from_utf8(read_bytes(span, &shown, &place.file, limit, cx)?) {
        Ok(text) => Some(cx.add_source(shown, Some(place), text)),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let bytes = error.into_bytes();
            let guess = guess_encoding(&bytes);
            let byte = bytes.get(at).copied().unwrap_or_default();
            // Up to the first bad byte the repaired text is the same, so the place still fits.
            let file = cx.add_source(shown.clone(), Some(place), String::from_utf8_lossy(&bytes).into_owned());
            cx.error(Span::new(file, at..at), format!("`{shown}` is not UTF-8 text"))
                .got(format!("the byte 0x{byte:02X}{guess}"))
                .help("save the file as UTF-8");
            None
        }
    }
}

/// Reads a file whole; problems are placed at `span`, the place that names the file.
fn read_bytes(span: Option<Span>, shown: &str, file: &Path, limit: u64, cx: &mut Cx) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = File::open(file).and_then(|file| file.take(limit + 1).read_to_end(&mut bytes));
    if let Err(error) = read {
        cx.error(span, format!("`{shown}` cannot be read")).got(plain(error.kind()));
        return None;
    }
    if bytes.len() as u64 > limit {
        cx.error(span, format!("`{shown}` is too large")).got(format!("more than {limit} bytes")).allowed(format!("at most {limit} bytes"));
        return None;
    }
    Some(bytes)
}

/// Reads the bytes of a file that another one names.
pub(crate) fn follow_bytes(file: &DataFile, limit: u64, cx: &mut Cx) -> Option<Vec<u8>> {
    read_bytes(Some(file.span), &file.shown, &file.path, limit, cx)
}

/// Names the likely encoding of bytes that are not UTF-8.
fn guess_encoding(bytes: &[u8]) -> &'static str {
    match bytes {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => ", as in UTF-16",
        [0x50, 0x4B, 0x03, 0x04, ..] => ", as in a spreadsheet or zip file",
        [b'P', b'A', b'R', b'1', ..] => ", as in a Parquet file",
        [0x1F, 0x8B, ..] => ", as in a gzip file",
        _ if bytes.contains(&0) => ", as in a binary file",
        _ => ", as in Latin-1 or Windows-1252",
    }
}

/// Says in plain words why a file could not be read. The system's own text differs by platform and language.
fn plain(kind: ErrorKind) -> String {
    match kind {
        ErrorKind::NotFound => "no such file or folder".to_owned(),
        ErrorKind::PermissionDenied => "no permission to read it".to_owned(),
        ErrorKind::IsADirectory => "a folder".to_owned(),
        ErrorKind::NotADirectory => "a file where a folder should be".to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::input::{Entries, Problems};

    /// A project with a study in `scenarios/one`, data in `personas`, and a secret beside the project.
    fn project() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |path: &str| folder.path().join(path);
        for path in ["project/scenarios/one/data", "project/personas"] {
            fs::create_dir_all(at(path)).expect("a folder");
        }
        fs::write(at("project/personas/people.csv"), "a\n1\n").expect("a file");
        fs::write(at("project/scenarios/one/data/x.csv"), "a\n1\n").expect("a file");
        fs::write(at("secret.csv"), "a\n1\n").expect("a file");
        folder
    }

    /// Reads a study that names one file; gives the file, or every message with its help.
    fn named(folder: &Path, name: &str) -> Result<PathBuf, Vec<String>> {
        let study = folder.join("project/scenarios/one/study.toml");
        fs::write(&study, format!("x = {}\n", crate::input::sample::inline(&name.into()))).expect("a file");
        let mut cx = Cx::new();
        let read: Option<Entries<DataFile>> = cx.load(&study, &folder.join("project"));
        cx.finish(read).map(|(files, _)| files[0].1.path.clone()).map_err(|problems| messages(&problems))
    }

    fn messages(problems: &Problems) -> Vec<String> {
        let one = |problem: &crate::input::Problem| format!("{} {}", problem.what(), problem.advice().join(" ")).trim().to_owned();
        problems.list().iter().map(one).collect()
    }

    #[test]
    fn names_are_relative_to_the_file_and_stay_inside_the_project() {
        let folder = project();
        let real = |path: &str| folder.path().join(path).canonicalize().expect("there");
        assert_eq!(named(folder.path(), "data/x.csv"), Ok(real("project/scenarios/one/data/x.csv")));
        assert_eq!(named(folder.path(), "./data/../data/x.csv"), Ok(real("project/scenarios/one/data/x.csv")));
        assert_eq!(named(folder.path(), "../../personas/people.csv"), Ok(real("project/personas/people.csv")));
        let outside = vec!["the file lies outside the folder that input may not leave".to_owned()];
        assert_eq!(named(folder.path(), "../../../secret.csv"), Err(outside.clone()));
        assert_eq!(named(folder.path(), "../../../project/personas/people.csv"), Err(outside));
    }

    #[test]
    fn names_that_no_project_should_hold_are_refused() {
        let folder = project();
        let secret = folder.path().join("secret.csv");
        for (name, reason) in [
            (secret.to_str().expect("a plain name"), "is absolute"),
            ("C:/people.csv", "is absolute"),
            ("data\\x.csv", "holds a backslash"),
            ("data/\u{7}", "holds a control character"),
            (" ", "is empty"),
        ] {
            let got = named(folder.path(), name).expect_err("refused");
            assert!(got[0].starts_with(&format!("the file name {reason}")), "{name}: {got:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_may_not_lead_out() {
        let folder = project();
        let link = folder.path().join("project/scenarios/one/data/link.csv");
        std::os::unix::fs::symlink(folder.path().join("secret.csv"), &link).expect("a link");
        let got = named(folder.path(), "data/link.csv").expect_err("refused");
        assert_eq!(got, ["the file is a link that leads outside the folder that input may not leave"]);
    }

    #[test]
    fn missing_files_are_named_with_the_nearest() {
        let folder = project();
        let got = |name: &str| named(folder.path(), name).expect_err("missing");
        assert_eq!(
            got("../../personas/poeple.csv"),
            ["there is no file `../../personas/poeple.csv` did you mean \"../../personas/people.csv\"?"]
        );
        assert_eq!(got("nowhere/x.csv"), ["there is no file `nowhere/x.csv` the folder it should lie in does not exist either"]);
        assert_eq!(got("data"), ["`data` is not a file"]);
    }

    #[test]
    fn a_file_in_another_encoding_says_which_byte() {
        let folder = project();
        let path = folder.path().join("project/bad.toml");
        for (bytes, place, guess) in [
            (b"a = 1\nb = 'caf\xe9'\n".as_slice(), "bad.toml:2:9", "0xE9, as in Latin-1"),
            (b"\xff\xfea\0".as_slice(), "bad.toml:1:1", "0xFF, as in UTF-16"),
            (b"PAR1\x15\xff".as_slice(), "bad.toml:1:6", "0xFF, as in a Parquet file"),
        ] {
            fs::write(&path, bytes).expect("a file");
            let mut cx = Cx::new();
            assert!(cx.load_toml(&path, folder.path()).is_none());
            let shown = cx.finish(None::<()>).expect_err("not UTF-8").to_string();
            assert!(shown.contains(place) && shown.contains(guess), "{shown}");
        }
    }

    #[test]
    fn the_outermost_file_must_be_there_and_inside() {
        let folder = project();
        let load = |path: &str, root: &str| {
            let mut cx = Cx::new();
            let read = cx.load_toml(&folder.path().join(path), &folder.path().join(root));
            cx.finish(read).map(|_| ()).map_err(|problems| messages(&problems).join("; "))
        };
        fs::write(folder.path().join("project/study.toml"), "a = 1\n").expect("a file");
        assert_eq!(load("project/study.toml", "project"), Ok(()));
        assert!(load("project/studdy.toml", "project").expect_err("missing").ends_with("study.toml`?"));
        assert!(load("project/study.toml", "project/personas").expect_err("outside").contains("lies outside"));
        assert!(load("project/study.toml", "nowhere").expect_err("no root").contains("cannot be read"));
        assert!(load("project/personas", "project").expect_err("a folder").contains("is a folder"));
    }

    #[test]
    fn a_file_past_the_bound_is_not_read() {
        let folder = project();
        let path = folder.path().join("project/large.toml");
        let size = usize::try_from(crate::input::limits::FILE_BYTES).expect("fits") + 1;
        fs::write(&path, vec![b'#'; size]).expect("a file");
        let mut cx = Cx::new();
        assert!(cx.load_toml(&path, folder.path()).is_none());
        assert!(cx.finish(None::<()>).expect_err("too large").to_string().contains("is too large"));
    }

    #[test]
    fn a_folder_stands_for_its_files_by_name() {
        let folder = project();
        let at = |path: &str| folder.path().join("project").join(path);
        fs::create_dir_all(at("news/more")).expect("a folder");
        fs::create_dir_all(at("none")).expect("a folder");
        for name in ["news/b.xml", "news/a.xml", "news/.hidden", "news/more/c.xml"] {
            fs::write(at(name), "x").expect("a file");
        }
        let named = |name: &str| {
            fs::write(at("s.toml"), format!("x = \"{name}\"\n")).expect("a file");
            let mut cx = Cx::new();
            let read: Option<Entries<DataFiles>> = cx.load(&at("s.toml"), &at(""));
            cx.finish(read)
                .map(|(files, _)| files[0].1.files.iter().map(|file| file.written.clone()).collect::<Vec<_>>())
                .map_err(|p| messages(&p))
        };
        assert_eq!(named("news").expect("files"), ["news/a.xml", "news/b.xml"]);
        assert_eq!(named("news/b.xml").expect("a file"), ["news/b.xml"]);
        assert_eq!(named("none").expect_err("empty"), ["the folder `none` holds no files"]);
        assert!(named("../secret.csv").expect_err("outside")[0].contains("outside the folder"));
    }

    #[test]
    fn text_in_memory_names_no_files() {
        let mut cx = Cx::new();
        let read: Option<Entries<DataFile>> = cx.parse("t.toml", "x = 'a.csv'\n");
        assert_eq!(cx.finish(read).expect_err("no folder").len(), 1);
    }
}
