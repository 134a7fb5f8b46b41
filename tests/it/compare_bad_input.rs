//! What a treatment may get wrong: each gives a clear message at its place, all at once over all files, and no panic.

use crate::treated::{reading, treatment};
use crate::validate_studies::{JOURNEY_AND_SURVEY, PEOPLE, STUDY, TWO_SEGMENTS, data, read};

fn study() -> String {
    format!("{STUDY}[[alternatives]]\nname = 'Car'\nprice = 1\nspeed = 1.5\n{JOURNEY_AND_SURVEY}").replacen(
        "speed = 2\n",
        "speed = 2\nclaims = [{ text = 'Fast', believed_by = 0.6, supports = 'speed' }]\n",
        1,
    )
}

/// What is said about treatments of the study.
#[track_caller]
fn problems(texts: &[&str]) -> String {
    let people = format!("{PEOPLE}{TWO_SEGMENTS}");
    reading(&study(), &people, &data(60), texts).map(|_| ()).expect_err("a treatment is bad").to_string()
}

/// Checks that one treatment with these edits is refused, with every part in what is said.
#[track_caller]
fn refused(edits: &[&str], parts: &[&str]) {
    let said = problems(&[&treatment("A", edits)]);
    assert!(said.contains("a.toml:"), "no place in\n{said}");
    for part in parts {
        assert!(said.contains(part), "expected `{part}` in\n{said}");
    }
}

#[test]
fn what_is_not_there_is_named_with_what_was_meant() {
    refused(&["change = 'concept.prise'\nset = 2"], &["`concept.prise`", "did you mean `concept.price`?"]);
    refused(&["change = 'journey.Bock.effort'\nadd = 1"], &["`journey.Bock.effort`", "did you mean `journey.Book.effort`?"]);
    refused(&["change = 'journey.*.efort'\nadd = 1"], &["`journey.*.efort`"]);
    refused(&["change = 'segments.jung'\nscale = 2"], &["did you mean `segments.young`?"]);
    refused(&["change = 'people.tripp'\nadd = 2"], &["did you mean `people.trip`?"]);
    refused(&["remove = 'alternatives.Cart'"], &["did you mean `alternatives.Car`?"]);
    refused(&["remove = 'journey.Rides'"], &["did you mean `journey.Ride`?"]);
    refused(&["change = 'journey.Ride'\nbefore = 'Bokk'"], &["`Bokk`", "did you mean `Book`?"]);
    refused(&["change = 'journey.Book.channel'\nset = 'digitl'"], &["did you mean `digital`?"]);
    refused(&["enter = 'Copy'\nlike = 'concpt'"], &["did you mean `concept`?"]);
    refused(&["change = 'alternatives.Copy.price'\nset = 2"], &["`alternatives.Copy.price`"]);
}

#[test]
fn what_changes_nothing_is_refused() {
    refused(&[], &["changes nothing", "`[[edit]]`"]);
    refused(&["change = 'concept.price'\nscale = 1"], &["`concept.price` leaves it as it is"]);
    refused(&["change = 'concept.price'\nset = 3"], &["`concept.price` leaves it as it is"]);
    refused(&["change = 'people.trip'\nadd = 0"], &["`people.trip` leaves it as it is"]);
    refused(&["change = 'segments.young'\nscale = 1"], &["`segments.young` leaves it as it is"]);
    refused(&["change = 'journey.Book.channel'\nset = 'digital'"], &["leaves it as it is"]);
    refused(&["change = 'journey.Book'\nbefore = 'Ride'"], &["leaves it as it is"]);
    refused(&["change = 'journey.Ride'\nbefore = 'end'"], &["leaves it as it is"]);
    // Where it is already at the edge of what it can be.
    refused(&["change = 'journey.Ride.fails'\nscale = 2"], &["leaves it as it is"]);
}

#[test]
fn changes_that_contradict_each_other_are_refused() {
    refused(
        &["change = 'concept.price'\nset = 2", "change = 'concept.price'\nset = 4"],
        &["`concept.price` is changed twice", "the first change"],
    );
    refused(&["change = 'concept.price'\nadd = 1", "change = 'concept.price'\nset = 4"], &["changed twice"]);
    refused(
        &["change = 'journey.*.effort'\nset = 2.5", "change = 'journey.Ride.effort'\nscale = 2"],
        &["`journey.Ride.effort` is changed twice"],
    );
    refused(&["remove = 'alternatives.Car'", "change = 'alternatives.Car.price'\nset = 2"], &["after the treatment has taken it away"]);
    refused(&["change = 'journey.Ride.effort'\nadd = 1", "remove = 'journey.Ride'"], &["changed and taken away"]);
    refused(&["remove = 'alternatives.Car'", "remove = 'alternatives.Car'"], &["taken away"]);
    refused(&["remove = 'alternatives.Car'", "remove = 'alternatives.Old'"], &["nothing to choose beside the concept"]);
    refused(&["remove = 'journey.*'"], &["no touchpoint"]);
    refused(&["remove = 'concept'"], &["the concept itself cannot be taken away"]);
}

#[test]
fn how_a_change_is_written() {
    refused(&["change = 'concept.price'"], &["exactly one way", "`set`, `scale` or `add`"]);
    refused(&["change = 'concept.price'\nset = 2\nadd = 1"], &["exactly one way"]);
    refused(&["change = 'concept.price'\nremove = 'alternatives.Car'\nset = 1"], &["one of the three"]);
    refused(&["change = 'concept.price'\nset = 2\nlike = 'Car'"], &["`like` and `awareness` go with `enter`"]);
    refused(&["change = 'concept.price'\nsset = 2"], &["did you mean `set`?"]);
    refused(&["change = 'concept.price'\nset = 'dear'"], &["level or channel"]);
    refused(&["change = 'concept.price'\nscale = -1"], &["0 or more"]);
    refused(&["change = 'concept.claims.1'\nset = 1.4"], &["`concept.claims.1` cannot become that", "0 to 1"]);
    refused(&["change = 'segments.young'\nadd = 2"], &["multiplied"]);
    refused(&["change = 'people.trip'\nadd = [1, 2, 3]"], &["plain number"]);
    refused(&["enter = 'Copy'"], &["`Copy` needs something it is like"]);
    refused(&["enter = 'Car'\nlike = 'concept'"], &["an alternative named `Car` already"]);
    refused(&["enter = 'Copy'\nlike = 'concept'\nawareness = 2"], &["2", "0"]);
}

#[test]
fn every_fault_of_every_file_is_told_at_once() {
    let first = treatment("One", &["change = 'concept.prise'\nset = 2", "remove = 'alternatives.Cart'"]);
    let second = treatment("One", &["change = 'journey.Bock.effort'\nadd = 1"]);
    let said = problems(&[&first, &second, "title = 'Three'\n[[edit]\n"]);
    for part in [
        "a.toml:3",
        "did you mean `concept.price`?",
        "did you mean `alternatives.Car`?",
        "b.toml:3",
        "did you mean `journey.Book.effort`?",
        "two treatments are named `One`",
        "c.toml:2",
    ] {
        assert!(said.contains(part), "expected `{part}` in\n{said}");
    }
    // A fault in the study hides no fault in how a treatment is written.
    let broken = study().replacen("speed = 2\n", "sped = 2\n", 1);
    let said = reading(&broken, PEOPLE, &data(12), &["title = 'A'\n[[edit]]\nchnge = 'concept.price'\nset = 2\n"])
        .map(|_| ())
        .unwrap_err()
        .to_string();
    assert!(said.contains("study.toml:") && said.contains("a.toml:3") && said.contains("did you mean `change`?"), "{said}");
}

#[test]
fn a_study_holds_treatments_of_its_own() {
    let own = "[[treatments]]\ntitle = 'Cheaper'\n[[treatments.edit]]\nchange = 'concept.price'\nset = 2\n";
    let study = format!("{}{own}", study());
    let people = format!("{PEOPLE}{TWO_SEGMENTS}");
    let comparing = reading(&study, &people, &data(60), &[&treatment("Dearer", &["change = 'concept.price'\nset = 4"])]).unwrap();
    assert_eq!(comparing.treatments.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Cheaper", "Dearer"]);
    assert!(read(&study, &people, &data(60)).is_ok(), "a concept test reads them and leaves them alone");
    let broken = study.replace("change = 'concept.price'", "change = 'concept.prise'");
    let said = read(&broken, &people, &data(60)).map(|_| ()).unwrap_err().to_string();
    assert!(said.contains("did you mean `concept.price`?"), "a concept test says what is wrong with them: {said}");
    let said =
        reading(&study, &people, &data(60), &[&treatment("Cheaper", &["change = 'concept.price'\nset = 1"])]).map(|_| ()).unwrap_err();
    assert!(said.to_string().contains("two treatments are named `Cheaper`"), "{said}");
    let said = problems(&[&treatment("as it is", &["change = 'concept.price'\nset = 1"])]);
    assert!(said.contains("`as it is` is the study without a treatment"), "{said}");
    let said = problems(&[]);
    assert!(said.contains("nothing to compare") && said.contains("--treatment"), "{said}");
}
