//! Changes of the shipped study at random: reading it may fail, and must never panic.

use std::fs;
use std::path::Path;

use foretaste::random::Seed;
use foretaste::study::validate::load;
use proptest::prelude::*;

use crate::slips::{change, changed, revalued, sound};
use crate::validate_studies::{JOURNEY_AND_SURVEY, PEOPLE, STUDY, data};

/// The shipped study, over few people so that a case takes no time, with every table that it does not use.
fn study() -> String {
    let shipped = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/swissmetro/study.toml")).unwrap();
    // Those who were held out can be found among all people only.
    let few = shipped.replace("only   = \"held out\"\n", "");
    format!("{}\n{JOURNEY_AND_SURVEY}", few.replace("../../personas/", ""))
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
            sound(&problems);
            false
        }
    }
}

fn prepared() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("personas");
    fs::write(folder.path().join("swissmetro.toml"), population()).unwrap();
    fs::write(folder.path().join("swissmetro.csv"), rows()).unwrap();
    for file in ["swissmetro-others.toml", "swissmetro-fitted.toml", "swissmetro-scorecard.toml"] {
        fs::copy(root.join(file), folder.path().join(file)).unwrap();
    }
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

/// What a slip of the hand puts in, besides the usual.
const PIECES: &[&str] = &[
    "[[1, 2], [3]]",
    "{ people = 'sm_fare' }",
    "{ people = 'segment' }",
    "P(",
    ">=",
    "price",
    "share",
    "[none]\n",
    "[[alternatives]]\nname = 'X'\n",
];

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
