//! The bytes of a record to what was remembered: line by line, whatever a crash or a hand has left in it.

use std::ops::Range;

use crate::input::json::{self, Fault, Nulls};
use crate::input::{Cx, Data, FileId, Node, Problems, Read, Span, Value, limits};

use super::file::{LINE_BYTES, Memory, RememberedRun};
use super::record::{Entry, FORMAT, Line, StudyKey};
use super::write;

/// Reads a record held in memory, shown under `name`.
///
/// # Errors
/// Every problem at once, but only the first where the file is of another study or of a later format.
pub(super) fn scan(name: &str, bytes: &[u8], study: &StudyKey) -> Result<Memory, Problems> {
    let (text, lines) = lines(bytes);
    let mut cx = Cx::new();
    if lines.len() > limits::ENTRIES {
        let file = cx.add_text(name, String::new());
        cx.error(Span::new(file, 0..0), "the memory has too many lines").allowed(format!("at most {}", limits::ENTRIES)).help(MEND);
        return cx.finish(None).map(|(memory, _)| memory);
    }
    let file = cx.add_text(name, text);
    let mut scan = Scan {
        file,
        study,
        memory: Memory { ended: bytes.last().is_none_or(|&last| last == b'\n'), ..Memory::default() },
        torn: Vec::new(),
    };
    if lines.iter().all(|line| scan.line(line, &mut cx)) {
        scan.end(lines.last(), &mut cx);
    }
    let (mut memory, remarks) = cx.finish(Some(scan.memory))?;
    memory.remarks = (!remarks.is_empty()).then_some(remarks);
    Ok(memory)
}

/// A line that is not blank.
struct Piece {
    /// Its number, from 1.
    number: usize,
    /// Its place in the text.
    range: Range<usize>,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Sound,
    /// The last character is not whole, or zeros follow the text.
    Cut,
    /// Bytes within it are no UTF-8.
    Foreign,
}

/// Cuts bytes into lines and makes them text. Only what could not be shown is replaced.
fn lines(bytes: &[u8]) -> (String, Vec<Piece>) {
    let mut text = String::with_capacity(bytes.len());
    let mut pieces = Vec::new();
    for (number, line) in bytes.split_inclusive(|&byte| byte == b'\n').enumerate().map(|(at, line)| (at + 1, line)) {
        let own = line.strip_suffix(b"\n").unwrap_or(line);
        // A file system may have made the file longer before the bytes arrived.
        let legible = own.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
        let from = text.len();
        let (words, state) = match std::str::from_utf8(&own[..legible]) {
            Ok(words) => (words, if legible < own.len() { State::Cut } else { State::Sound }),
            Err(error) => {
                let (sound, _) = own.split_at(error.valid_up_to());
                let state = if error.error_len().is_none() { State::Cut } else { State::Foreign };
                (std::str::from_utf8(sound).unwrap_or_default(), state)
            }
        };
        text.push_str(words);
        if state != State::Sound || !words.trim().is_empty() {
            pieces.push(Piece { number, range: from..text.len(), state });
            if pieces.len() > limits::ENTRIES {
                break;
            }
        }
        if own.len() < line.len() {
            text.push('\n');
        }
    }
    (text, pieces)
}

struct Scan<'a> {
    file: FileId,
    study: &'a StudyKey,
    memory: Memory,
    /// Lines cut off, with their places, that no tear has closed yet.
    torn: Vec<(usize, Span)>,
}

impl Scan<'_> {
    /// Takes in a line; says whether to go on.
    fn line(&mut self, piece: &Piece, cx: &mut Cx) -> bool {
        let number = piece.number;
        let whole = Span::new(self.file, piece.range.clone());
        if piece.range.len() > LINE_BYTES {
            self.broken(cx);
            cx.error(whole, format!("line {number} is too long")).allowed(format!("at most {LINE_BYTES} bytes")).help(MEND);
            return true;
        }
        let text = cx.source(self.file).text()[piece.range.clone()].to_owned();
        if piece.state == State::Foreign {
            self.broken(cx);
            let end = Span::new(self.file, piece.range.end..piece.range.end);
            cx.error(end, format!("line {number} is not UTF-8 text")).help(MEND);
            return true;
        }
        match json::parse(&text, piece.range.start, self.file, Nulls::Refused) {
            Ok(value) => {
                if piece.state == State::Cut {
                    cx.warn(whole, format!("line {number} is whole, but followed by bytes that say nothing, as a crash leaves them"));
                }
                self.value(number, &value, cx)
            }
            Err(fault) if fault.cut => {
                // A run of cut lines is left behind only by crashes while an earlier cut was closed.
                let closing = self.torn.len() < CRASHES && {
                    let torn: Vec<usize> = self.torn.iter().map(|(line, _)| *line).collect();
                    write::tear(&torn).starts_with(&text)
                };
                if !closing {
                    self.broken(cx);
                }
                self.torn.push((number, whole));
                true
            }
            Err(Fault { range, what, .. }) => {
                self.broken(cx);
                cx.error(Span::new(self.file, range), format!("line {number} is broken: {what}")).help(MEND);
                true
            }
        }
    }

    /// Takes in a line that is whole; says whether to go on.
    fn value(&mut self, number: usize, value: &Value, cx: &mut Cx) -> bool {
        let node = Node::new(value, "the line");
        if let Some(format) = node.get("run").and_then(|run| run.get("format"))
            && let Some(version) = later(format)
        {
            cx.error(format.span(), format!("this memory was written by a later program: its format is {version}"))
                .allowed(format!("up to {FORMAT}"))
                .help("use that program, or another file for the memory: one that is not there yet is begun");
            return false;
        }
        let Some(line) = Line::read(node, cx) else {
            self.broken(cx);
            return true;
        };
        let entry = match line {
            Line::Entry(entry) => entry,
            Line::Tear(tear) => {
                if self.torn.iter().map(|(line, _)| line).eq(tear.lines.iter()) {
                    for (line, span) in std::mem::take(&mut self.torn) {
                        cx.warn(span, format!("line {line} was cut off while it was written, and is passed over"));
                    }
                } else {
                    self.broken(cx);
                    cx.error(node.span(), format!("line {number} closes lines that are not cut off, or not the ones right above it"))
                        .help(MEND);
                }
                return true;
            }
        };
        self.broken(cx);
        self.entry(number, entry, node, cx)
    }

    fn entry(&mut self, number: usize, entry: Entry, node: Node<'_>, cx: &mut Cx) -> bool {
        if let Entry::Run(run) = entry {
            if run.format == 0 {
                cx.error(node.span(), "there is no format 0").allowed(format!("`format` from 1 to {FORMAT}"));
            }
            if run.study != *self.study {
                let place = node.get("run").and_then(|run| run.get("study")).map_or(node.span(), Node::span);
                cx.error(place, format!("this memory belongs to another study, “{}”", run.title.as_str()))
                    .got(format!("the key `{}`", run.study.as_str()))
                    .allowed(format!("the key `{}`", self.study.as_str()))
                    .help("give this study a memory file of its own: one that is not there yet is begun")
                    .help("the key is the name of the study's concept, or its title where it tests no concept: if you renamed it, the earlier name finds the memory again");
                return false;
            }
            if let Some(path) = run.idle.iter().find(|path| run.inputs.get(path).is_none()) {
                let place = node.get("run").and_then(|run| run.get("idle")).map_or(node.span(), Node::span);
                cx.unknown(place, "input of the run", path, run.inputs.iter().map(|(path, _)| path));
            }
            self.memory.runs.push(RememberedRun {
                line: number,
                run,
                objections: Vec::new(),
                interventions: Vec::new(),
                answers: Vec::new(),
            });
            return true;
        }
        let Some(current) = self.memory.runs.last_mut() else {
            cx.error(node.span(), format!("line {number} belongs to no run")).help("the first line of a memory opens a run");
            return true;
        };
        match entry {
            Entry::Objection(objection) => current.objections.push(objection),
            Entry::Intervention(tried) => current.interventions.push(tried),
            Entry::Answers(answers) => current.answers.push(answers),
            Entry::Run(_) => {}
        }
        true
    }

    /// Reports the cut lines that something else than their tear follows.
    fn broken(&mut self, cx: &mut Cx) {
        for (line, span) in std::mem::take(&mut self.torn) {
            cx.error(span, format!("line {line} is broken: it ends too early, and is not the last")).help(MEND);
        }
    }

    fn end(&mut self, last: Option<&Piece>, cx: &mut Cx) {
        if let Some(last) = last.filter(|_| !self.memory.ended && self.torn.is_empty()) {
            let end = Span::new(self.file, last.range.end..last.range.end);
            cx.warn(end, "the last line has no line end").help("it is whole and counts; the next run writes the line end first");
        }
        for (line, span) in &self.torn {
            cx.warn(*span, format!("line {line} was cut off while it was written, and is passed over"))
                .help("all before it is whole; the next run closes the line and goes on below it");
        }
        self.memory.torn = self.torn.iter().map(|(line, _)| *line).collect();
    }
}

/// The most crashes in a row that are told from a file that is broken.
const CRASHES: usize = 16;

const MEND: &str =
    "put the line right or take it out, and run again; or name another file for the memory: one that is not there yet is begun";

/// Returns the version of a format that is later than ours.
fn later(format: Node<'_>) -> Option<i64> {
    match format.data() {
        Data::Integer(version) if *version > i64::from(FORMAT) => Some(*version),
        _ => None,
    }
}
