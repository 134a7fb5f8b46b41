//! Small studies with treatments, and how the tests of comparisons run them.

use std::fs;

use foretaste::input::Problems;
use foretaste::montecarlo::Replicates;
use foretaste::random::Seed;
use foretaste::study::compare::{Comparing, Findings, analyse, load};
use foretaste::study::validate::Options;

use crate::validate_studies::{NEVER, ONE, data};

/// Reads a study with treatments from its texts; the treatments are files `a.toml`, `b.toml` and so on.
pub(crate) fn reading(study: &str, people: &str, data: &str, treatments: &[&str]) -> Result<Comparing, Problems> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("study.toml"), study).unwrap();
    fs::write(folder.path().join("people.toml"), people).unwrap();
    fs::write(folder.path().join("people.csv"), data).unwrap();
    let files: Vec<_> = treatments
        .iter()
        .zip('a'..)
        .map(|(text, letter)| {
            let path = folder.path().join(format!("{letter}.toml"));
            fs::write(&path, text).unwrap();
            path
        })
        .collect();
    load(&folder.path().join("study.toml"), &files, folder.path(), Seed(7), None)
}

/// A treatment with a title and the text of its edits.
pub(crate) fn treatment(title: &str, edits: &[&str]) -> String {
    let edits: String = edits.iter().map(|edit| format!("[[edit]]\n{edit}\n")).collect();
    format!("title = '{title}'\n{edits}")
}

/// Reads a sound study over that many people, with one treatment for each list of edits.
#[track_caller]
pub(crate) fn treated(study: &str, people: &str, count: usize, treatments: &[&[&str]]) -> Comparing {
    let texts: Vec<String> = treatments.iter().zip('A'..).map(|(edits, letter)| treatment(&letter.to_string(), edits)).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    match reading(study, people, &data(count), &texts) {
        Ok(comparing) => comparing,
        Err(problems) => panic!("{problems}\n{study}"),
    }
}

/// Runs a comparison on one thread.
pub(crate) fn compared(comparing: &Comparing, seed: u64, replicates: u32) -> Findings {
    let options = Options { seed: Seed(seed), replicates: Replicates::Fixed(replicates), batching: ONE, advocates: false, rounds: None };
    analyse(comparing, &options, &NEVER, &|_| ()).unwrap()
}

/// The values of a figure in an arm, one a replicate.
#[track_caller]
pub(crate) fn level(findings: &Findings, arm: usize, id: &str) -> Vec<f64> {
    let comparison = &findings.comparison;
    comparison.level(arm, comparison.index(id).unwrap_or_else(|| panic!("no figure `{id}` among {:?}", comparison.ids())))
}

/// Checks that a figure of an arm is the same in every replicate, and right to six places.
#[track_caller]
pub(crate) fn is(findings: &Findings, arm: usize, id: &str, expected: f64) {
    for got in level(findings, arm, id) {
        assert!((got - expected).abs() < 1e-6 * expected.abs().max(1.0), "{id} in arm {arm}: got {got}, expected {expected}");
    }
}

/// Checks that a figure's mean in an arm lies within its own Monte Carlo error of the value worked out by hand, at α = 0.0001.
#[track_caller]
pub(crate) fn is_near(findings: &Findings, arm: usize, id: &str, expected: f64) {
    let values = level(findings, arm, id);
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let error = (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (count - 1.0) / count).sqrt();
    assert!((mean - expected).abs() < crate::validate_studies::Z.mul_add(error, 1e-6), "{id}: got {mean} ± {error}, expected {expected}");
    assert!(error < 0.02 * expected.abs().max(0.05), "{id}: an error of {error} shows nothing");
}

/// Bits of the values, so that equality is byte for byte and NaN equals itself.
#[track_caller]
pub(crate) fn bits(findings: &Findings, arm: usize, id: &str) -> Vec<u64> {
    level(findings, arm, id).into_iter().map(f64::to_bits).collect()
}
