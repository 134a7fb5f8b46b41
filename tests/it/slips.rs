//! Slips of the hand, made at random in input files.

use foretaste::input::Problems;
use proptest::prelude::*;

/// What a slip of the hand puts in, in any file.
const USUAL: &[&str] = &[
    "",
    "0",
    "-1",
    "1e308",
    "nan",
    "inf",
    "''",
    "'\\u0000'",
    "[",
    "]",
    "{",
    "}",
    "=",
    "\n",
    "'",
    "\"",
    "#",
    ".",
    ",",
    "[1, 2, 3]",
    "{ normal = [0, 1] }",
    "true",
    "é",
    "𝄞",
    "\u{feff}",
    "1979-05-27",
    "0x7fffffffffffffff",
];

/// One change: a place (as a share of the length), how much is taken out, and what is put in.
pub fn change() -> impl Strategy<Value = (f64, usize, usize)> {
    (0.0..1.0, 0_usize..30, 0_usize..1_000)
}

/// What a slip of the hand puts in: a usual piece, or one that means something to the file at hand.
fn piece(place: usize, own: &'static [&'static str]) -> &'static str {
    let place = place % (USUAL.len() + own.len());
    USUAL.get(place).copied().unwrap_or_else(|| own[place - USUAL.len()])
}

/// Makes changes in the text.
pub fn changed(text: &str, changes: &[(f64, usize, usize)], own: &'static [&'static str]) -> String {
    let mut text = text.to_owned();
    for &(place, taken, put) in changes {
        let floor = |mut at: usize| {
            at = at.min(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let start = floor((place * text.len() as f64) as usize);
        let end = floor(start + taken).max(start);
        text.replace_range(start..end, piece(put, own));
    }
    text
}

/// Changes whole values, so that most cases get past the reader of TOML and into the checks behind it.
pub fn revalued(text: &str, changes: &[(f64, usize, usize)], own: &'static [&'static str]) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for &(place, other, put) in changes {
        let at = (place * lines.len() as f64) as usize;
        let line = lines[at].clone();
        match (line.split_once('='), other % 4) {
            (_, 0) => drop(lines.remove(at)),
            (_, 1) => lines.insert(at, line),
            (Some((key, _)), 2) => lines[at] = format!("{key}= {}", piece(put, own)),
            (Some((_, value)), 3) => {
                let from = lines[other * 7 % lines.len()].clone();
                if let Some((key, _)) = from.split_once('=') {
                    lines[at] = format!("{key}={value}");
                }
            }
            _ => {}
        }
        if lines.is_empty() {
            break;
        }
    }
    lines.join("\n")
}

/// Holds what was found against what every refusal owes its reader.
pub fn sound(problems: &Problems) {
    assert!(problems.has_errors());
    for problem in problems.list() {
        assert!(!problem.what().contains("did not say why"), "{problems}");
        if let Some(span) = problem.span() {
            assert!(span.range().end <= problems.source(span).text().len(), "{problem:?} points past the text");
        }
    }
    assert!(!problems.to_string().is_empty());
}
