//! Committed files that the program makes: schemas and the command reference. `UPDATE=1` writes them anew.

use foretaste::cli::{Described, reference, schema};
use foretaste::economy::spec::EconomySpec;
use foretaste::input::sample;
use foretaste::population::PopulationSpec;
use foretaste::prototype::catalogue::CatalogueSpec;
use foretaste::study::autonomy::TeamSpec;
use foretaste::study::fit::ratings::{RatingsSpec, StyleFile};
use foretaste::study::fit::{FitSpec, PopulationFile, ScorecardFile};
use foretaste::study::foresight::FutureSpec;
use foretaste::study::signals::SignalsSpec;
use foretaste::study::validate::StudySpec;
use foretaste::treatment::spec::TreatmentSpec;

use crate::cli_program::{foretaste, repository};

#[track_caller]
fn committed(name: &str, made: &str) {
    let path = repository().join(name);
    if std::env::var_os("UPDATE").is_some_and(|value| value == "1") {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, made).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == made, "`{name}` is not what the program makes; run the tests once with UPDATE=1 and commit it");
}

#[test]
fn schemas_are_those_of_the_types() {
    let all = [
        ("study", Described::Study),
        ("population", Described::Population),
        ("fit", Described::Fit),
        ("ratings", Described::Ratings),
        ("style", Described::Style),
        ("ratings-result", Described::RatingsResult),
        ("ratings-backtest", Described::RatingsBacktest),
        ("fitted", Described::Fitted),
        ("scorecard", Described::Scorecard),
        ("treatment", Described::Treatment),
        ("catalogue", Described::Catalogue),
        ("team", Described::Team),
        ("result", Described::Result),
        ("comparison", Described::Comparison),
        ("autonomy", Described::Autonomy),
        ("calibration", Described::Calibration),
        ("backtest", Described::Backtest),
        ("future", Described::Future),
        ("economy", Described::Economy),
        ("foresight", Described::Foresight),
        ("memory", Described::Memory),
        ("signals", Described::Signals),
        ("signals-result", Described::SignalsResult),
    ];
    for (name, of) in all {
        let made = schema(of);
        committed(&format!("schemas/{name}.schema.json"), &made);
        assert_eq!(foretaste(&repository(), &["schema", name]).ends(0).out, made);
    }
}

#[test]
fn the_command_reference_is_that_of_the_arguments() {
    committed("COMMANDS.md", &reference());
}

#[test]
fn every_key_of_the_schemas_is_read_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(sample::DATA_FILE), "id\n1\n").unwrap();
    let study = sample::check::<StudySpec>(folder.path()).unwrap_or_else(|problem| panic!("{problem}"));
    assert!(study.keys > 100 && study.refused > study.accepted, "{study:?}");
    let people = sample::check::<PopulationSpec>(folder.path()).unwrap_or_else(|problem| panic!("{problem}"));
    let treatment = sample::check::<TreatmentSpec>(folder.path()).unwrap_or_else(|problem| panic!("{problem}"));
    assert!(treatment.keys > 10 && treatment.refused > treatment.accepted, "{treatment:?}");
    assert!(people.keys > 60 && people.refused > people.accepted, "{people:?}");
    let fit = sample::check::<FitSpec>(folder.path()).unwrap_or_else(|problem| panic!("{problem}"));
    assert!(fit.keys > 40 && fit.refused > fit.accepted, "{fit:?}");
    let fitted = sample::check::<PopulationFile>(folder.path()).unwrap_or_else(|problem| panic!("{problem}"));
    assert!(fitted.keys > 20 && fitted.refused > fitted.accepted, "{fitted:?}");
    let ratings = sample::check::<RatingsSpec>(folder.path()).unwrap_or_else(|problem| panic!("{problem}"));
    assert!(ratings.keys > 20 && ratings.refused > ratings.accepted, "{ratings:?}");
    let style = sample::check::<StyleFile>(folder.path()).unwrap_or_else(|problem| panic!("{problem}"));
    assert!(style.keys > 10 && style.refused > style.accepted, "{style:?}");
    let scorecard = sample::check::<ScorecardFile>(folder.path()).unwrap_or_else(|problem| panic!("{problem}"));
    assert!(scorecard.keys > 20 && scorecard.refused > scorecard.accepted, "{scorecard:?}");
    let moves = sample::check::<CatalogueSpec>(folder.path()).unwrap_or_else(|problem| panic!("{problem}"));
    assert!(moves.keys > 20 && moves.refused > moves.accepted, "{moves:?}");
    let signals = sample::check::<SignalsSpec>(folder.path()).unwrap_or_else(|problem| panic!("{problem}"));
    assert!(signals.keys > 40 && signals.refused > signals.accepted, "{signals:?}");
    let team = sample::check::<TeamSpec>(folder.path()).unwrap_or_else(|problem| panic!("{problem}"));
    assert!(team.keys > 150 && team.refused > team.accepted, "{team:?}");
    let future = sample::check::<FutureSpec>(folder.path()).unwrap_or_else(|problem| panic!("{problem}"));
    assert!(future.keys > 60 && future.refused > future.accepted, "{future:?}");
    let economy = sample::check::<EconomySpec>(folder.path()).unwrap_or_else(|problem| panic!("{problem}"));
    assert!(economy.keys > 10 && economy.refused > 0, "{economy:?}");
}
