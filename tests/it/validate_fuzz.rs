//! Changes of the shipped study at random: reading it may fail, and must never panic.

use std::fs;
use std::path::Path;

use foretaste::random::Seed;
use foretaste::study::validate::load;
use proptest::prelude::*;

use crate::validate_studies::{JOURNEY_AND_SURVEY, PEOPLE, STUDY, data};

/// The shipped study, over few people so that a case takes no time, with every table that it does not use.
fn study() -> String {
    let shipped = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/swissmetro/study.toml")).unwrap();
    format!("{}\n{JOURNEY_AND_SURVEY}", shipped.replace("../../personas/", ""))
}

fn population() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("personas/swissmetro.toml")).unwrap()
}

/// The first people of the shipped data: whole respondents of the estimation sample and of the transfer sample.
fn rows() -> String {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("personas/swissmetro.csv")).unwrap();
    let step = 53;
    text.lines().enumerate().filter(|(index, _)| index % step == 0).map(|(_, line)| format!("{line}\n")).collect()
}

/// Reads the study in a folder that holds its people; gives whether it was accepted.
fn accepted(folder: &Path, text: &str) -> bool {
    fs::write(folder.join("study.toml"), text).unwrap();
    match load(&folder.join("study.toml"), folder, Seed(1), None) {
        Ok(study) => {
            assert!(!study.figures().all().is_empty());
            true
        }
        Err(problems) => {
            assert!(problems.has_errors());
            for problem in problems.list() {
                if let Some(span) = problem.span() {
                    assert!(span.range().end <= problems.source(span).text().len(), "{problem:?} points past the text");
                }
            }
            assert!(!problems.to_string().is_empty());
            false
        }
    }
}

fn prepared() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("personas");
    fs::write(folder.path().join("swissmetro.toml"), population()).unwrap();
    fs::write(folder.path().join("swissmetro.csv"), rows()).unwrap();
    fs::copy(root.join("swissmetro-others.toml"), folder.path().join("swissmetro-others.toml")).unwrap();
    folder
}

#[test]
fn the_study_that_is_changed_is_good() {
    let folder = prepared();
    assert!(accepted(folder.path(), &study()));
    fs::write(folder.path().join("people.toml"), PEOPLE).unwrap();
    fs::write(folder.path().join("people.csv"), data(5)).unwrap();
    assert!(accepted(folder.path(), STUDY));
}

/// What a slip of the hand puts in.
const PIECES: &[&str] = &[
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
    "[[1, 2], [3]]",
    "[1, 2, 3]",
    "{ normal = [0, 1] }",
    "{ people = 'sm_fare' }",
    "{ people = 'segment' }",
    "true",
    "é",
    "𝄞",
    "\u{feff}",
    "1979-05-27",
    "0x7fffffffffffffff",
    "P(",
    ">=",
    "price",
    "share",
    "[none]\n",
    "[[alternatives]]\nname = 'X'\n",
];

/// One change: a place (as a share of the length), how much is taken out, and what is put in.
pub(crate) fn change() -> impl Strategy<Value = (f64, usize, usize)> {
    (0.0..1.0, 0_usize..30, 0_usize..1_000)
}

/// Makes changes in the text, from the pieces given.
pub(crate) fn changed(text: &str, changes: &[(f64, usize, usize)], pieces: &[&str]) -> String {
    let mut text = text.to_owned();
    for &(place, taken, piece) in changes {
        let floor = |mut at: usize| {
            at = at.min(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let start = floor((place * text.len() as f64) as usize);
        let end = floor(start + taken).max(start);
        text.replace_range(start..end, pieces[piece % pieces.len()]);
    }
    text
}

/// Changes whole values, so that most cases get past the reader of TOML and into the checks behind it.
pub(crate) fn revalued(text: &str, changes: &[(f64, usize, usize)], pieces: &[&str]) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for &(place, other, piece) in changes {
        let at = (place * lines.len() as f64) as usize;
        let line = lines[at].clone();
        match (line.split_once('='), other % 4) {
            (_, 0) => drop(lines.remove(at)),
            (_, 1) => lines.insert(at, line),
            (Some((key, _)), 2) => lines[at] = format!("{key}= {}", pieces[piece % pieces.len()]),
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

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_slip_of_the_hand_is_read_or_refused(changes in proptest::collection::vec(change(), 1..4)) {
        accepted(prepared().path(), &changed(&study(), &changes, PIECES));
    }

    #[test]
    fn any_other_value_is_read_or_refused(changes in proptest::collection::vec(change(), 1..3)) {
        accepted(prepared().path(), &revalued(&study(), &changes, PIECES));
    }

    #[test]
    fn any_short_study_is_read_or_refused(changes in proptest::collection::vec(change(), 1..3)) {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("people.toml"), PEOPLE).unwrap();
        fs::write(folder.path().join("people.csv"), data(5)).unwrap();
        accepted(folder.path(), &revalued(&format!("{STUDY}{JOURNEY_AND_SURVEY}"), &changes, PIECES));
    }
}
