//! From files to a team file: which reader reads, what a log adds, and what the user is told.

use std::path::{Path, PathBuf};

use crate::input::{Cx, Problems, Span};
use crate::study::memory::Digest;

use super::draft::{Agent, Answers, Draft, Left, Watched};
use super::origin::OriginKind;
use super::{bpmn, crewai, langgraph, trace, trace_flow, write};

/// What is read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind<'a> {
    /// CrewAI's agents.yaml and tasks.yaml.
    CrewAi {
        /// The agents.
        agents: &'a Path,
        /// The tasks.
        tasks: &'a Path,
    },
    /// The JSON of a LangGraph graph.
    LangGraph(&'a Path),
    /// A BPMN 2.0 process.
    Bpmn(&'a Path),
    /// A log of what agents did.
    Trace(&'a Path),
}

/// A team file made from what others wrote.
#[derive(Debug)]
pub struct Imported {
    /// The file.
    pub text: String,
    /// What in the source has no place in it, with where it stands.
    pub left: Vec<(String, String)>,
    /// Lines that say what the source did not, with what they say.
    pub assumed: Vec<(usize, String)>,
    /// Lines that only the user can write, with what belongs there.
    pub fill: Vec<(usize, String)>,
    /// Remarks on the source that do not stop the import.
    pub remarks: Option<Problems>,
    /// What keeps the team file from running, where nothing is missing from it.
    pub stops: Option<Problems>,
}

/// Reads what others wrote and makes a team file of it, for a folder that must be given in full. `log` adds rates that were counted.
///
/// # Errors
/// Every problem of the files at once.
///
/// # Determinism
/// Depends on the files, the answers and the place of the folder against the files.
pub fn import(kind: Kind<'_>, log: Option<&Path>, answers: &Answers, folder: &Path) -> Result<Imported, Problems> {
    let mut cx = Cx::new();
    let draft = draft(kind, log, &mut cx);
    let (draft, remarks) = cx.finish(draft)?;
    let written = write::write(&draft, answers, folder);
    let stops = written.fill.is_empty().then(|| crate::study::autonomy::read("team.toml", &written.text).err()).flatten();
    Ok(Imported {
        left: draft.left.into_iter().map(|left| (left.at, left.what)).collect(),
        text: written.text,
        assumed: written.assumed,
        fill: written.fill,
        remarks: (!remarks.is_empty()).then_some(remarks),
        stops,
    })
}

fn draft(kind: Kind<'_>, log: Option<&Path>, cx: &mut Cx) -> Option<Draft> {
    let counted = match log {
        Some(log) => Some(trace::read(log, cx)?),
        None => None,
    };
    let counted = counted.as_ref();
    let mut draft = match kind {
        Kind::CrewAi { agents, tasks } => crewai::read(agents, tasks, counted, cx),
        Kind::LangGraph(graph) => langgraph::read(graph, counted, cx),
        Kind::Bpmn(process) => bpmn::read(process, counted, cx),
        Kind::Trace(log) => {
            let log = trace::read(log, cx)?;
            trace_flow::read(&log, cx)
        }
    }?;
    if let Some(log) = counted {
        log.fit(&mut draft);
    }
    draft.left.sort();
    draft.left.dedup();
    draft.origin.before.retain(|name| draft.agents.iter().any(|agent| agent.name == *name && agent.watched == Watched::In));
    Some(draft)
}

/// The file and line of a place.
pub(super) fn at(span: Span, cx: &Cx) -> String {
    let source = cx.source(span.file());
    let name = Path::new(source.name()).file_name().unwrap_or_default().to_string_lossy().into_owned();
    format!("{name}:{}", source.line_column(span.range().start).line)
}

/// Something that has no place in a team file.
pub(super) fn left(span: Span, what: impl Into<String>, cx: &Cx) -> Left {
    Left { at: at(span, cx), what: what.into() }
}

/// The folder that a file lies in, which the file may not leave.
pub(super) fn folder(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or_else(|| Path::new(".")).to_owned()
}

/// A file that was read, with its place in full and its hash.
pub(super) fn source(holds: &'static str, path: &Path, cx: &mut Cx) -> Option<(&'static str, PathBuf, Digest)> {
    let found = path.canonicalize().and_then(|whole| Digest::of_file(&whole).map(|hash| (holds, whole, hash)));
    if found.is_err() {
        cx.error(None, format!("`{}` cannot be read again", path.display()));
    }
    found.ok()
}

/// Checks a word of the source as a name; blanks at its ends are left out.
pub(super) fn name(text: &str, span: Option<Span>, cx: &mut Cx) -> Option<String> {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match crate::input::Name::new(words.clone()) {
        Ok(_) => Some(words),
        Err(error) => {
            cx.error(span, format!("a name {error}"));
            None
        }
    }
}

/// A name that none of the agents has yet.
pub(super) fn fresh(wanted: &str, agents: &[Agent]) -> String {
    let taken = |name: &str| agents.iter().any(|agent| agent.name == name);
    let mut found = wanted.to_owned();
    let mut number = 2;
    while taken(&found) {
        found = format!("{wanted} ({number})");
        number += 1;
    }
    found
}

/// The kind and the files, with nothing that waits before its work.
pub(super) fn origin(kind: OriginKind, files: Vec<(&'static str, PathBuf, Digest)>) -> super::origin::Origin {
    super::origin::Origin { kind, files, before: Vec::new() }
}
