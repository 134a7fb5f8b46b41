//! The context of a reading: sources in, every problem out.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::columns::ReadColumns;
use super::csv::{CsvOptions, CsvTable};
use super::inside;
use super::json;
use super::path;
use super::problem::{Problem, Problems, Severity};
use super::read::Read;
use super::source::{FileId, Place, Source, Span, Spanned};
use super::toml;
use super::value::{Document, Node};
use super::xml;
use super::yaml;

/// Collects sources and problems while input is read; reading goes on after an error, so that all come at once.
///
/// ```
/// use foretaste_engine::input::{Cx, Probability, Read};
///
/// let mut cx = Cx::new();
/// let file = cx.parse_toml("study.toml", "believed_by = 1.3").expect("the text is TOML");
/// let node = file.node().get("believed_by").expect("the key is there");
/// assert_eq!(Probability::read(node, &mut cx), None);
/// let problems = cx.finish(None::<Probability>).expect_err("1.3 is no probability");
/// assert!(problems.to_string().contains("study.toml:1:15"));
/// ```
#[derive(Debug)]
pub struct Cx {
    sources: Vec<Arc<Source>>,
    problems: Vec<Problem>,
    errors: usize,
    dropped: usize,
    spill: Problem,
    columns: Option<ReadColumns>,
}

impl Default for Cx {
    fn default() -> Self {
        Self::new()
    }
}

impl Cx {
    /// The number of problems kept; beyond it they are only counted.
    pub const KEPT: usize = 1_000;

    /// Makes an empty context.
    #[must_use]
    pub fn new() -> Self {
        let spill = Problem::new(Severity::Error, None, String::new());
        Self { sources: Vec::new(), problems: Vec::new(), errors: 0, dropped: 0, spill, columns: None }
    }

    /// Hands in what reads files of typed columns.
    #[must_use]
    pub fn with_columns(self, read: ReadColumns) -> Self {
        Self { columns: Some(read), ..self }
    }

    /// Returns what reads files of typed columns, where it was handed in.
    #[must_use]
    pub fn columns(&self) -> Option<ReadColumns> {
        self.columns
    }

    /// Reports an error at a place; details are added to what it returns.
    pub fn error(&mut self, span: impl Into<Option<Span>>, what: impl Into<String>) -> &mut Problem {
        self.errors += 1;
        self.push(Problem::new(Severity::Error, span.into(), what.into()))
    }

    /// Reports a warning at a place; details are added to what it returns.
    pub fn warn(&mut self, span: impl Into<Option<Span>>, what: impl Into<String>) -> &mut Problem {
        self.push(Problem::new(Severity::Warning, span.into(), what.into()))
    }

    fn push(&mut self, problem: Problem) -> &mut Problem {
        if self.problems.len() >= Self::KEPT {
            if problem.severity == Severity::Error {
                self.dropped += 1;
            }
            self.spill = problem;
            return &mut self.spill;
        }
        self.problems.push(problem);
        self.problems.last_mut().expect("a problem was pushed just now")
    }

    /// Returns the number of errors so far, so that a caller can tell whether a step added any.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.errors
    }

    /// Returns the source a span points into.
    ///
    /// # Panics
    ///
    /// When the span comes from another context.
    #[must_use]
    pub fn source(&self, file: FileId) -> &Source {
        self.sources.get(file.0 as usize).expect("a file id belongs to the context that made it")
    }

    /// Returns every source read, in the order of reading: what a manifest hashes.
    #[must_use]
    pub fn sources(&self) -> &[Arc<Source>] {
        &self.sources
    }

    /// Finds the span of a part of a string's value inside the string as it is written, escapes and all.
    ///
    /// `literal` is the span of the string with its quotes, `range` counts bytes of the value `text`.
    /// Where the two cannot be matched the whole literal is returned.
    #[must_use]
    pub fn inside(&self, literal: Span, text: &str, range: Range<usize>) -> Span {
        let written = self.source(literal.file()).text().get(literal.range()).unwrap_or("");
        match inside::locate(written, text, range) {
            Some(found) => {
                let start = literal.range().start;
                Span::new(literal.file(), start + found.start..start + found.end)
            }
            None => literal,
        }
    }

    /// Reports every name that appears twice, pointing at both places. `what` says what is named, in the singular.
    pub fn unique<'a, T: AsRef<str> + 'a>(&mut self, what: &str, names: impl IntoIterator<Item = &'a Spanned<T>>) {
        let mut seen: BTreeMap<&'a str, Span> = BTreeMap::new();
        for name in names {
            let text = name.value.as_ref();
            match seen.get(text) {
                Some(&first) => {
                    self.error(name.span, format!("two {what}{} are named `{text}`", if what.ends_with("ch") { "es" } else { "s" }))
                        .got("the second")
                        .also(first, "the first")
                        .help(format!("give each {what} a name of its own"));
                }
                None => {
                    seen.insert(text, name.span);
                }
            }
        }
    }

    /// Reports that `name` is not one of `known`, with the nearest one and, when they are few, all of them.
    ///
    /// `what` says what was looked for, such as "column" or "alternative".
    pub fn unknown<'a>(&mut self, span: Span, what: &str, name: &str, known: impl IntoIterator<Item = &'a str>) -> &mut Problem {
        let known: Vec<&str> = known.into_iter().collect();
        let near = super::suggest::nearest(name, known.iter().copied());
        let problem = self.error(span, format!("no {what} is named `{name}`"));
        if let Some(near) = near {
            problem.help(format!("did you mean `{near}`?"));
        }
        match known.len() {
            0 => problem.allowed(format!("nothing: there is no {what} here")),
            _ => problem.allowed(super::suggest::listed(known, 12)),
        }
    }

    /// Reports that a value is of the wrong kind. `expected` is read after "must be".
    pub fn wrong_kind(&mut self, node: Node<'_>, expected: &str) -> &mut Problem {
        self.error(node.span(), format!("`{}` must be {expected}", node.name())).got(node.described())
    }

    /// Keeps a text whose places problems may point at, shown under `name`.
    ///
    /// # Panics
    /// If four thousand million sources were kept before.
    pub fn add_text(&mut self, name: &str, text: String) -> FileId {
        self.add_source(name.to_owned(), None, text)
    }

    pub(crate) fn add_source(&mut self, name: String, place: Option<Place>, text: String) -> FileId {
        let id = FileId(u32::try_from(self.sources.len()).expect("fewer than four thousand million sources are read"));
        self.sources.push(Arc::new(Source::new(name, place, text)));
        id
    }

    /// Parses TOML held in memory, shown under `name`. Files cannot be named in it.
    ///
    /// # Errors
    ///
    /// `None`, with every syntax error reported, when the text is not TOML or is past the bounds of
    /// [`limits`](crate::input::limits).
    pub fn parse_toml(&mut self, name: &str, text: &str) -> Option<Document> {
        let file = self.add_source(name.to_owned(), None, text.to_owned());
        toml::parse(file, self)
    }

    /// Parses TOML held in memory as if it were the file `name` in `folder`, so that files beside it can be named in it.
    ///
    /// # Errors
    ///
    /// As [`Cx::parse_toml`], and when `folder` cannot be read.
    pub fn parse_toml_in(&mut self, name: &str, text: &str, folder: &Path) -> Option<Document> {
        let place = path::beside(name, folder, self)?;
        let file = self.add_source(name.to_owned(), Some(place), text.to_owned());
        toml::parse(file, self)
    }

    /// Reads and parses the TOML file at `path`. The files it names must lie under `root`.
    ///
    /// # Errors
    ///
    /// `None`, with the reason reported, when the file or the root cannot be read, the file is not UTF-8, is past
    /// the bounds of [`limits`](crate::input::limits), or is not TOML.
    pub fn load_toml(&mut self, path: &Path, root: &Path) -> Option<Document> {
        let place = path::outermost(path, root, self)?;
        let file = path::read_text(None, place, super::limits::FILE_BYTES, self)?;
        toml::parse(file, self)
    }

    /// Reads the text file at `path`, which must lie under `root`.
    fn load_text(&mut self, path: &Path, root: &Path, limit: u64) -> Option<FileId> {
        let place = path::outermost(path, root, self)?;
        path::read_text(None, place, limit, self)
    }

    /// Reads and parses the YAML file at `path`: one document of tables, lists and plain values. Keys without a value are left out.
    ///
    /// # Errors
    ///
    /// As [`Cx::load_toml`], and where aliases or merged keys would blow the document up.
    pub fn load_yaml(&mut self, path: &Path, root: &Path) -> Option<Document> {
        let file = self.load_text(path, root, super::limits::FILE_BYTES)?;
        yaml::parse(file, self)
    }

    /// Parses YAML held in memory, shown under `name`: as [`Cx::load_yaml`].
    ///
    /// # Errors
    ///
    /// As [`Cx::load_yaml`].
    pub fn parse_yaml(&mut self, name: &str, text: &str) -> Option<Document> {
        let file = self.add_source(name.to_owned(), None, text.to_owned());
        yaml::parse(file, self)
    }

    /// Reads and parses the JSON file at `path`, which holds one object. Keys whose value is `null` are left out.
    ///
    /// # Errors
    ///
    /// `None`, with the first fault reported, as [`Cx::load_toml`].
    pub fn load_json(&mut self, path: &Path, root: &Path) -> Option<Document> {
        let file = self.load_text(path, root, super::limits::FILE_BYTES)?;
        let text = self.source(file).text().to_owned();
        match json::parse(&text, 0, file, json::Nulls::LeftOut) {
            Ok(root) => Some(Document { root }),
            Err(fault) => {
                self.error(Span::new(file, fault.range), format!("this is not JSON that can be read: {}", fault.what));
                None
            }
        }
    }

    /// Reads and parses the XML file at `path`.
    ///
    /// # Errors
    ///
    /// `None`, with the first fault reported, as [`Cx::load_toml`]; a document type and entities of the file's own are refused.
    pub fn load_xml(&mut self, path: &Path, root: &Path) -> Option<xml::Element> {
        let file = self.load_text(path, root, super::limits::FILE_BYTES)?;
        xml::parse(file, self)
    }

    /// Reads the table in the CSV file at `path`.
    ///
    /// # Errors
    ///
    /// As [`CsvTable::load`], and as [`Cx::load_toml`] for the file itself.
    pub fn load_csv(&mut self, path: &Path, root: &Path, options: CsvOptions) -> Option<CsvTable> {
        let file = self.load_text(path, root, super::limits::CSV_BYTES)?;
        CsvTable::scan(file, options, self)
    }

    /// Reads and parses the TOML file that another file names.
    ///
    /// # Errors
    ///
    /// As [`Cx::load_toml`]; file problems are placed at the name.
    pub fn follow_toml(&mut self, file: &path::DataFile) -> Option<Document> {
        let text = path::follow(file, super::limits::FILE_BYTES, self)?;
        toml::parse(text, self)
    }

    /// Reads the bytes of a file that another file names, for a format that decodes them itself.
    ///
    /// # Errors
    ///
    /// `None`, with the reason reported at the name, when the file cannot be read or is past
    /// [`FILE_BYTES`](crate::input::limits::FILE_BYTES).
    pub fn follow_bytes(&mut self, file: &path::DataFile) -> Option<Vec<u8>> {
        path::follow_bytes(file, super::limits::FILE_BYTES, self)
    }

    /// Reads a `T` from a TOML file: [`Cx::load_toml`] and [`Read::read`] in one.
    pub fn load<T: Read>(&mut self, path: &Path, root: &Path) -> Option<T> {
        let document = self.load_toml(path, root)?;
        T::read(document.node(), self)
    }

    /// Reads a `T` from TOML held in memory: [`Cx::parse_toml`] and [`Read::read`] in one.
    pub fn parse<T: Read>(&mut self, name: &str, text: &str) -> Option<T> {
        let document = self.parse_toml(name, text)?;
        T::read(document.node(), self)
    }

    /// Ends the reading: the value with its warnings, or every problem.
    ///
    /// # Errors
    ///
    /// All problems, warnings too, when there was any error or there is no value.
    pub fn finish<T>(mut self, value: Option<T>) -> Result<(T, Problems), Problems> {
        if value.is_none() && self.errors == 0 {
            // A reader that gives up without a word is a fault of the reader; the user must still learn that nothing was read.
            self.error(None, "the input could not be read, and the reader did not say why");
        }
        let failed = self.errors > 0;
        let problems = Problems::new(self.sources, self.problems, self.dropped);
        match value {
            Some(value) if !failed => Ok((value, problems)),
            _ => Err(problems),
        }
    }
}
