//! What is wrong with an input: one problem, and all of them together.

use std::fmt;
use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::render;
use super::source::{Source, Span};

/// Says whether a problem stops the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The input cannot be used.
    Error,
    /// The input can be used; somebody should look at this.
    Warning,
}

impl Severity {
    /// Returns the word shown to people.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// The most characters of an input that a message repeats.
const SHOWN: usize = 200;

/// The longest number that is written digit by digit.
const DIGITS: usize = 24;

/// Cuts what would fill the screen.
fn shortened(got: &str) -> String {
    if let (true, Ok(number)) = (got.len() > DIGITS, got.parse::<f64>()) {
        return format!("{number:e}");
    }
    match got.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}… ({} characters)", &got[..end], got.chars().count()),
        None => got.to_owned(),
    }
}

/// Describes one thing that is wrong: what, where, what was given, what is allowed, what helps.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    pub(crate) severity: Severity,
    pub(crate) span: Option<Span>,
    pub(crate) what: String,
    pub(crate) got: Option<String>,
    pub(crate) allowed: Option<String>,
    pub(crate) help: Vec<String>,
    pub(crate) also: Vec<(Span, String)>,
}

impl Problem {
    pub(crate) fn new(severity: Severity, span: Option<Span>, what: String) -> Self {
        Self { severity, span, what, got: None, allowed: None, help: Vec::new(), also: Vec::new() }
    }

    /// Adds what the file says instead.
    pub fn got(&mut self, got: impl fmt::Display) -> &mut Self {
        self.got = Some(shortened(&got.to_string()));
        self
    }

    /// Adds what would be accepted.
    pub fn allowed(&mut self, allowed: impl fmt::Display) -> &mut Self {
        self.allowed = Some(allowed.to_string());
        self
    }

    /// Adds advice; may be called more than once.
    pub fn help(&mut self, help: impl fmt::Display) -> &mut Self {
        self.help.push(help.to_string());
        self
    }

    /// Points at a second place that has to do with it, with a few words.
    pub fn also(&mut self, span: Span, label: impl fmt::Display) -> &mut Self {
        self.also.push((span, label.to_string()));
        self
    }

    /// Returns whether the problem is an error or a warning.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// Returns what is wrong, in one line.
    #[must_use]
    pub fn what(&self) -> &str {
        &self.what
    }

    /// Returns where it is wrong, when that is known.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        self.span
    }

    /// Returns the advice given.
    #[must_use]
    pub fn advice(&self) -> &[String] {
        &self.help
    }
}

/// Holds every problem found, in the order of files and places, with the texts they point into.
///
/// `Display` shows them without colour; [`Problems::render`] can colour.
#[derive(Debug, Clone)]
pub struct Problems {
    sources: Vec<Arc<Source>>,
    list: Vec<Problem>,
    dropped: usize,
}

impl Problems {
    /// The number of problems shown before the rest are only counted.
    pub const SHOWN: usize = 50;

    pub(crate) fn new(sources: Vec<Arc<Source>>, mut list: Vec<Problem>, dropped: usize) -> Self {
        // Stable, so that problems at one place keep the order in which they were found; those without a place come last.
        list.sort_by_key(|problem| problem.span.map_or((1, None), |span| (0, Some(span))));
        Self { sources, list, dropped }
    }

    /// Returns every problem kept, sorted by file and place.
    #[must_use]
    pub fn list(&self) -> &[Problem] {
        &self.list
    }

    /// Returns how many problems there are, those beyond the memory limit included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len() + self.dropped
    }

    /// Says whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Says whether any problem is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.dropped > 0 || self.list.iter().any(|problem| problem.severity == Severity::Error)
    }

    /// Returns the text a span points into.
    ///
    /// # Panics
    ///
    /// When the span comes from another [`Cx`](crate::input::Cx).
    #[must_use]
    pub fn source(&self, span: Span) -> &Source {
        self.sources.get(span.file().0 as usize).expect("a span belongs to the context that made it")
    }

    /// Renders the first [`Problems::SHOWN`] problems with file, line, snippet and help, and counts the rest.
    #[must_use]
    pub fn render(&self, colour: bool) -> String {
        render::all(self, colour)
    }

    /// Returns all problems as JSON: severity, message, file, line, column, got, allowed, help.
    #[must_use]
    pub fn to_json(&self) -> Json {
        let problems: Vec<Json> = self.list.iter().map(|problem| self.one_to_json(problem)).collect();
        json!({ "problems": problems, "not_listed": self.dropped })
    }

    fn one_to_json(&self, problem: &Problem) -> Json {
        let mut out = json!({
            "severity": problem.severity.as_str(),
            "message": problem.what,
            "help": problem.help,
        });
        if let Some(span) = problem.span {
            let source = self.source(span);
            let (start, end) = (source.line_column(span.range().start), source.line_column(span.range().end));
            out["file"] = json!(source.name());
            out["line"] = json!(start.line);
            out["column"] = json!(start.column);
            out["end_line"] = json!(end.line);
            out["end_column"] = json!(end.column);
        }
        if let Some(got) = &problem.got {
            out["got"] = json!(got);
        }
        if let Some(allowed) = &problem.allowed {
            out["allowed"] = json!(allowed);
        }
        out
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Problems {}
