//! Problems as text for people, with the lines they point at.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet, normalize_untrusted_str};

use super::problem::{Problem, Problems, Severity};
use super::source::{Source, Span};

/// Most text, in bytes, handed to the renderer for one problem; beyond it only file, line and column are shown.
const LARGEST_WINDOW: usize = 32 * 1024;

pub(crate) fn all(problems: &Problems, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut out = String::new();
    for problem in problems.list().iter().take(Problems::SHOWN) {
        out.push_str(&one(problems, problem, &renderer));
        out.push_str("\n\n");
    }
    let hidden = problems.len().saturating_sub(Problems::SHOWN);
    if hidden > 0 {
        out.push_str(&format!("and {hidden} more problems, not shown\n\n"));
    }
    out.push_str(&tally(problems));
    out
}

/// Counts errors and warnings in words.
fn tally(problems: &Problems) -> String {
    let warnings = problems.list().iter().filter(|problem| problem.severity == Severity::Warning).count();
    let errors = problems.len() - warnings;
    let count = |number: usize, word: &str| match number {
        1 => format!("1 {word}"),
        _ => format!("{number} {word}s"),
    };
    match (errors, warnings) {
        (0, 0) => "no problems".to_owned(),
        (0, _) => count(warnings, "warning"),
        (_, 0) => count(errors, "error"),
        _ => format!("{}, {}", count(errors, "error"), count(warnings, "warning")),
    }
}

fn one(problems: &Problems, problem: &Problem, renderer: &Renderer) -> String {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = Group::with_title(level.primary_title(problem.what.as_str()));
    let label = problem.got.as_ref().map(|got| clean(&format!("got {got}")));
    match problem.span {
        Some(span) => {
            let near = problem.also.iter().filter(|(also, _)| also.file() == span.file());
            let near: Vec<(Span, String)> = near.map(|(also, text)| (*also, clean(text))).collect();
            group = place(group, problems.source(span), span, label, &near);
            for (also, text) in problem.also.iter().filter(|(also, _)| also.file() != span.file()) {
                group = place(group, problems.source(*also), *also, Some(clean(text)), &[]);
            }
        }
        None => {
            if let Some(label) = label {
                group = group.element(Level::NOTE.message(label));
            }
        }
    }
    if let Some(allowed) = &problem.allowed {
        group = group.element(Level::NOTE.message(clean(&format!("allowed: {allowed}"))));
    }
    for help in &problem.help {
        group = group.element(Level::HELP.message(clean(help)));
    }
    renderer.render(&[group])
}

/// Takes control characters out of text that may come from a file, so that no file can drive a terminal.
fn clean(text: &str) -> String {
    normalize_untrusted_str(text)
}

/// Adds the lines that `span` and the places beside it stand on, each place marked.
fn place<'a>(group: Group<'a>, source: &'a Source, span: Span, label: Option<String>, also: &[(Span, String)]) -> Group<'a> {
    let main = on_one_line(source, span);
    let marks: Vec<(Range<usize>, Option<String>, AnnotationKind)> = std::iter::once((main.clone(), label, AnnotationKind::Primary))
        .chain(also.iter().map(|(span, text)| (on_one_line(source, *span), Some(text.clone()), AnnotationKind::Context)))
        .collect();
    let first = marks.iter().map(|(range, ..)| source.line_index(range.start)).min().unwrap_or(0);
    let last = marks.iter().map(|(range, ..)| source.line_index(range.start)).max().unwrap_or(0);
    let window = source.line_range(first).start..source.line_range(last).end;
    if window.len() <= LARGEST_WINDOW {
        // Only these lines are handed over, so that the work does not grow with the file.
        let annotations =
            marks.into_iter().map(|(range, label, kind)| kind.span(range.start - window.start..range.end - window.start).label(label));
        let text = &source.text()[window.clone()];
        let snippet = Snippet::source(text).line_start(first + 1).path(clean(source.name()));
        return group.element(snippet.annotations(annotations));
    }
    let mut group = group;
    for (range, label, _) in marks {
        let at = source.line_column(range.start);
        group = group.element(Origin::path(clean(source.name())).line(at.line).char_column(at.column));
        if let Some(label) = label {
            group = group.element(Level::NOTE.message(label));
        }
    }
    group
}

/// Cuts a span to its first line and to whole characters.
fn on_one_line(source: &Source, span: Span) -> Range<usize> {
    let start = source.floor(span.range().start);
    let line = source.line_range(source.line_index(start));
    let end = source.floor(span.range().end).min(line.end);
    // A start inside the line end (CR LF) is pulled back so that the mark stays on text.
    let start = start.min(line.end);
    start..end.max(start)
}

#[cfg(test)]
mod tests {
    use crate::input::{Cx, Span};

    fn shown(text: &str, main: std::ops::Range<usize>, also: Option<std::ops::Range<usize>>) -> String {
        let mut cx = Cx::new();
        let file = cx.add_source("t.toml".to_owned(), None, text.to_owned());
        let problem = cx.error(Span::new(file, main), "bad");
        problem.got("this");
        if let Some(also) = also {
            problem.also(Span::new(file, also), "that");
        }
        cx.finish(None::<()>).expect_err("an error").to_string()
    }

    #[test]
    fn a_place_over_many_lines_is_cut_to_its_first() {
        assert!(shown("a = [\r\n1,\r\n2]\r\n", 4..11, None).contains("1 | a = [\n  |     ^ got this"));
    }

    #[test]
    fn places_at_odd_ends_are_shown() {
        assert!(shown("", 0..0, None).contains("t.toml:1:1"));
        assert!(shown("a = 1\r\n", 6..7, None).contains("t.toml:1:6"));
        assert!(shown("é = 1", 1..3, None).contains("t.toml:1:1"));
        assert!(shown("a\n", 99..200, None).contains("t.toml:2:1"));
    }

    #[test]
    fn long_lines_are_named_but_not_printed() {
        let text = format!("a = 1\nb = '{}'\n", "x".repeat(100_000));
        let out = shown(&text, 10..100_010, Some(0..1));
        assert!(out.contains("t.toml:2:5") && out.contains("t.toml:1:1") && out.contains("got this") && out.contains("that"), "{out}");
        assert!(out.len() < 1_000);
    }

    #[test]
    fn no_file_can_drive_a_terminal() {
        let mut cx = Cx::new();
        let file = cx.add_source("t\u{1b}[31m.toml".to_owned(), None, "a = '\u{1b}[31m\u{202e}'".to_owned());
        cx.error(Span::new(file, 4..8), "bad \u{1b}[31m").got("\u{1b}[2J").help("\u{7}").allowed("\u{1b}");
        let out = cx.finish(None::<()>).expect_err("an error").to_string();
        assert!(!out.contains('\u{1b}') && !out.contains('\u{7}') && !out.contains('\u{202e}'), "{out:?}");
    }

    #[test]
    fn places_in_two_files_are_both_shown() {
        let mut cx = Cx::new();
        let first = cx.add_source("a.toml".to_owned(), None, "x = 1\n".to_owned());
        let second = cx.add_source("b.toml".to_owned(), None, "\ny = 2\n".to_owned());
        cx.error(Span::new(second, 1..2), "bad").also(Span::new(first, 0..1), "because of this");
        cx.error(Span::new(first, 4..5), "worse");
        let out = cx.finish(None::<()>).expect_err("errors").to_string();
        assert!(out.contains("b.toml:2:1") && out.contains("a.toml:1:1") && out.contains("because of this"), "{out}");
        assert!(out.find("worse") < out.find("bad"), "problems come in the order of files: {out}");
    }
}
