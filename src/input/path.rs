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

/// Finds the file that `written` names at `span`.
fn resolve(written: &str, span: Span, cx: &mut Cx) -> Option<DataFile> {
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
    if !real.is_file() {
        cx.error(span, format!("`{written}` is not a file")).got("a folder or a device");
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
    let mut bytes = Vec::new();
    let read = File::open(&place.file).and_then(|file| file.take(limit + 1).read_to_end(&mut bytes));
    if let Err(error) = read {
        cx.error(span, format!("`{shown}` cannot be read")).got(plain(error.kind()));
        return None;
    }
    if bytes.len() as u64 > limit {
        cx.error(span, format!("`{shown}` is too large")).got(format!("more than {limit} bytes")).allowed(format!("at most {limit} bytes"));
        return None;
    }
    match String::from_utf8(bytes) {
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
