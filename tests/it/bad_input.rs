//! What a study may get wrong: each gives a clear message at its place, all at once, and no panic.

use std::fs;
use std::path::Path;

use foretaste::input::Problems;
use foretaste::random::Seed;
use foretaste::study::output::{Existing, OutputError, prepare};
use foretaste::study::validate::load;

use crate::validate_studies::{PEOPLE, STUDY, TWO_SEGMENTS, data, read};

/// The line of a study on which a text first stands.
#[track_caller]
fn line_of(study: &str, text: &str) -> usize {
    let place = study.find(text).unwrap_or_else(|| panic!("`{text}` is not in\n{study}"));
    study[..place].matches('\n').count() + 1
}

/// Checks that the study is refused with every part in its message, at the line on which `at` stands.
#[track_caller]
fn refused(study: &str, at: &str, parts: &[&str]) {
    let problems = read(study, PEOPLE, &data(12)).map(|_| ()).expect_err("the study is bad");
    said(&problems, &format!("study.toml:{}", line_of(study, at)), parts);
}

#[track_caller]
fn said(problems: &Problems, place: &str, parts: &[&str]) {
    let shown = problems.to_string();
    let there = shown.match_indices(place).any(|(at, _)| !shown[at + place.len()..].starts_with(|c: char| c.is_ascii_digit()));
    assert!(there, "expected the place {place} in\n{shown}");
    for part in parts {
        assert!(shown.contains(part), "expected `{part}` in\n{shown}");
    }
}

/// The good study with one text for another.
#[track_caller]
fn with(old: &str, new: &str) -> String {
    assert!(STUDY.contains(old), "`{old}` is not in the study");
    STUDY.replacen(old, new, 1)
}

#[test]
fn the_study_under_test_is_good() {
    assert!(read(STUDY, PEOPLE, &data(12)).is_ok());
}

#[test]
fn alternatives() {
    refused(&with("reference = true\n", "reference = true\navailable_to = 'own = 2'\n"), "own = 2", &["`Old` is available to no one"]);
    refused(&with("name = 'New'\n", "name = 'New'\navailable_to = 'trip > 99'\n"), "trip > 99", &["`New` is available to no one"]);
    let weighs = ["who can take `Old` must be a condition", "7 for somebody", "true or false, or 1 and 0"];
    refused(&with("reference = true\n", "reference = true\navailable_to = 'if(own = 1, 7, 0)'\n"), "if(own = 1, 7, 0)", &weighs);
    refused(&with("reference = true\n", "available_to = 'owns = 1'\n"), "owns = 1", &["`owns`", "did you mean `own`?"]);
    refused(&with("name = 'Old'", "name = 'New'"), "name = 'New'\nreference", &["alternative", "`New`"]);
    refused(
        &format!("{STUDY}[[alternatives]]\nname = 'Third'\nreference = true\nprice = 1\nspeed = 1\n"),
        "name = 'Third'",
        &["a second alternative is marked as the reference"],
    );
    let alone =
        "title = 'T'\nquestion = 'Q'\n[people]\nfrom = 'people.toml'\n[concept]\nname = 'New'\nspeed = 1\n[tastes.speed]\npart_worth = 1\n";
    refused(alone, "name = 'New'", &["the concept has no alternative", "`[none]`"]);
}

#[test]
fn attributes_and_tastes() {
    refused(&with("[tastes.speed]", "[tastes.sped]"), "[tastes.sped]", &["`sped`", "did you mean `speed`?"]);
    refused(&with("[tastes.speed]\npart_worth = 1.1\n", ""), "speed = 2", &["no taste is named `speed`"]);
    refused(&format!("{STUDY}[tastes.comfort]\npart_worth = 1\n"), "[tastes.comfort]", &["comfort"]);
    refused(&with("speed = 1\n", ""), "name = 'Old'", &["`Old` says nothing about `speed`"]);
    refused(&with("[tastes.price]\npart_worth = -0.7\n", ""), "name = 'New'", &["there is a price but no taste for it"]);
    refused(&with("part_worth = 1.1\n", ""), "[tastes.speed]", &["`speed`", "exactly one way", "none of them"]);
    refused(&with("part_worth = 1.1\n", "part_worth = 1.1\nworth = 2\n"), "[tastes.speed]", &["exactly one way", "2 of them"]);
    refused(&with("part_worth = 1.1\n", "weight = 2\nbetter = 'more'\n"), "[tastes.speed]", &["decisive"]);
    refused(&with("part_worth = 1.1\n", "part_worth = 1.1\npeople_vary = -0.5\n"), "-0.5", &["`people_vary` must not be negative"]);
    refused(
        &with("part_worth = 1.1\n", "part_worth = 1.1\nshifts_with = { owns = 1 }\n"),
        "owns",
        &["no column is named `owns`", "did you mean `own`?"],
    );
    refused(&with("speed = 2\n", "speed = 'fast'\n"), "'fast'", &["`speed` is a number, not a word"]);
    refused(&with("speed = 2\n", "speed = { people = 'trip / 0' }\n"), "trip / 0", &["trip / 0"]);
    refused(&format!("{STUDY}[tastes.by_segment.young.speed]\npart_worth = 2\n"), "young", &["no segment is named `young`"]);
}

#[test]
fn a_segment_that_is_misspelt_is_suggested() {
    let study = format!("{STUDY}[tastes.by_segment.yuong.speed]\npart_worth = 2\n");
    let problems = read(&study, &format!("{PEOPLE}{TWO_SEGMENTS}"), &data(12)).map(|_| ()).expect_err("the study is bad");
    said(&problems, &format!("study.toml:{}", line_of(&study, "yuong")), &["no segment is named `yuong`", "did you mean `young`?"]);
}

#[test]
fn numbers_that_are_none() {
    for bad in ["nan", "inf", "-inf"] {
        for place in ["price = 3", "speed = 2", "part_worth = -0.7"] {
            let key = place.split(' ').next().unwrap();
            refused(&with(place, &format!("{key} = {bad}")), &format!("{key} = {bad}"), &["finite"]);
        }
        refused(&with("part_worth = 1.1", &format!("part_worth = {{ normal = [1, {bad}] }}")), "normal", &["finite"]);
        refused(&with("part_worth = 1.1", &format!("part_worth = [0, 1, {bad}]")), "[0, 1", &["finite"]);
        refused(&format!("{STUDY}[price_test]\nladder = [1, 2, {bad}]\n"), "ladder", &["finite"]);
        refused(&format!("{STUDY}{JOURNEY}[[xlm]]\nname = 'Easy'\nindicator = 'csat'\ntarget = {bad}\n"), "target", &["finite"]);
    }
    refused(&with("speed = 2", "speed = 1e999"), "1e999", &[]);
    refused(&with("part_worth = 1.1", "part_worth = [3, 2, 1]"), "[3, 2, 1]", &["`likely` must be at least `low`"]);
    refused(&with("part_worth = 1.1", "part_worth = { normal = [1, -2] }"), "normal", &["`sd` must be greater than 0"]);
}

const JOURNEY: &str = "[[journey]]\nname = 'Sign up'\nchannel = 'digital'\nminutes = 4\neffort = 2\n";

#[test]
fn probabilities_past_one() {
    refused(&with("speed = 2\n", "speed = 2\nawareness = 1.2\n"), "1.2", &["`concept.awareness` must lie in [0, 1]", "1.2"]);
    refused(&with("speed = 2\n", "speed = 2\ndistribution = -0.1\n"), "-0.1", &["must lie in [0, 1]"]);
    refused(&with("speed = 2\n", "speed = 2\nawareness = { normal = [0.5, 0.1] }\n"), "normal", &["must lie in [0, 1]", "`beta`"]);
    refused(
        &with("speed = 2\n", "speed = 2\nclaims = [{ text = 'x', believed_by = [0.5, 0.9, 1.1] }]\n"),
        "claims",
        &["must lie in [0, 1]", "1.1"],
    );
    for key in ["fails", "recovered", "drop_out", "clarity"] {
        refused(&format!("{STUDY}{JOURNEY}{key} = 1.5\n"), "1.5", &[key, "must lie in [0, 1]"]);
    }
    refused(&format!("{STUDY}{JOURNEY}").replace("effort = 2", "effort = 8"), "effort = 8", &["must lie in [1, 7]"]);
    refused(&format!("{STUDY}{JOURNEY}").replace("minutes = 4", "minutes = -4"), "minutes = -4", &["must lie in [0,"]);
    refused(&format!("{STUDY}[decision]\ngo_if = 'P(share >= 50%) >= 180%'\n"), "180%", &["180"]);
}

#[test]
fn prices() {
    refused(&format!("{STUDY}[price_test]\nladder = [1, 3, 2]\n"), "ladder", &["`price_test.ladder` must rise", "[1.0, 3.0, 2.0]"]);
    refused(&format!("{STUDY}[price_test]\nladder = [1, 1, 2]\n"), "ladder", &["must rise"]);
    refused(&format!("{STUDY}[price_test]\ntimes = [0, 1, 2]\n"), "times", &["`price_test.times` must rise and lie above 0"]);
    refused(&format!("{STUDY}[price_test]\nladder = [1, 2]\n"), "ladder", &["2 prices", "3 to 40 prices"]);
    refused(&format!("{STUDY}[price_test]\nladder = [1, 2, 3]\ntimes = [1, 2, 3]\n"), "times", &["`ladder` or `times`, not both"]);
    let meter = "[price_test.van_westendorp]\ntoo_cheap = 0.4\nbargain = 0.8\nexpensive = 0.7\ntoo_expensive = 1.4\n";
    refused(&format!("{STUDY}{meter}"), "expensive = 0.7", &["`expensive` must lie above `bargain`"]);
}

#[test]
fn names_given_twice() {
    refused(
        &format!("{STUDY}{JOURNEY}{}", JOURNEY.replace("effort = 2", "effort = 3")),
        "name = 'Sign up'\nchannel = 'digital'\nminutes = 4\neffort = 3",
        &["two touchpoints are named `Sign up`"],
    );
    let xlm = "[[xlm]]\nname = 'Easy'\nindicator = 'csat'\ntarget = 0.8\n";
    let again = xlm.replace("0.8", "0.7");
    refused(&format!("{STUDY}{JOURNEY}{xlm}{again}"), &again[8..], &["two experience level measures are named `Easy`"]);
    let asked = "[[survey.questions]]\nname = 'fit'\ntext = 'Does it fit?'\ndriven_by = { choice = 1 }\n";
    let again = asked.replace("Does it fit?", "Is it for you?");
    refused(&format!("{STUDY}{asked}{again}"), &again[21..], &["two questions are named `fit`"]);
    refused(&format!("{STUDY}{}", asked.replace("'fit'", "'appeal'")), "name = 'appeal'", &["cannot have the name of a standard one"]);
    refused(&with("price = 3\n", "price = 3\nprice = 4\n"), "price = 4", &["price"]);
}

#[test]
fn experience_level_measures() {
    let xlm = |rest: &str| format!("{STUDY}{JOURNEY}[[xlm]]\nname = 'Easy'\n{rest}");
    refused(
        &xlm("indicator = 'ces'\nat = 'Sing up'\ntarget = 5\n"),
        "'Sing up'",
        &["no touchpoint is named `Sing up`", "did you mean `Sign up`?"],
    );
    refused(&xlm("indicator = 'ces'\ntarget = 5\n"), "name = 'Easy'", &["needs the touchpoint"]);
    refused(&xlm("indicator = 'ces'\nat = 'Sign up'\ntarget = 9\n"), "name = 'Easy'", &["off its scale", "1 to 7"]);
    refused(&xlm("indicator = 'csat'\ntarget = 80\n"), "name = 'Easy'", &["off its scale", "0 to 1"]);
    refused(&xlm("indicator = 'cast'\ntarget = 0.8\n"), "'cast'", &["csat"]);
    refused(&xlm("indicator = 'csat'\ntarget = 0.8\nweight = 0\n"), "name = 'Easy'", &["weight"]);
    refused(&xlm("indicator = 'top2box'\nquestion = 'purchase intents'\ntarget = 0.8\n"), "intents", &["no question is named"]);
    refused(
        &format!("{STUDY}[[xlm]]\nname = 'Easy'\nindicator = 'nps'\ntarget = 20\n"),
        "name = 'Easy'",
        &["measured on the journey, and there is none"],
    );
}

#[test]
fn rules() {
    let rule = |rule: &str| format!("{STUDY}[decision]\ngo_if = '{rule}'\n");
    refused(&rule("P(shares >= 50%) >= 80%"), "go_if", &["no measure is named `shares`", "did you mean `share`?"]);
    refused(&rule("P(share(\"Older\") >= 50%) >= 80%"), "go_if", &["no measure is named", "Older"]);
    refused(&rule("P(every xlm met) >= 80%"), "go_if", &["every xlm", "there is none"]);
    refused(&rule("P(revenue >= 50%) >= 80%"), "go_if", &["`revenue` is not a share"]);
    refused(&rule("P(share >= 50%"), "go_if", &[]);
    refused(
        &format!("{STUDY}[decision]\nsmallest_effect = '2 points of shave'\n"),
        "shave",
        &["no measure is named `shave`", "did you mean `share`?"],
    );
}

#[test]
fn correlations() {
    let uncertain =
        with("part_worth = -0.7", "part_worth = [-0.9, -0.7, -0.5]").replace("part_worth = 1.1", "part_worth = [0.9, 1.1, 1.3]");
    let group = |inputs: &str, matrix: &str| format!("{uncertain}[[correlated]]\nname = 'Both'\ninputs = {inputs}\nmatrix = {matrix}\n");
    let both = "['tastes.price', 'tastes.speed']";
    assert!(read(&group(both, "[[1, 0.5], [0.5, 1]]"), PEOPLE, &data(12)).is_ok());
    refused(&group("['tastes.price', 'tastes.sped']", "[[1, 0.5], [0.5, 1]]"), "inputs", &["`tastes.sped` is not an uncertain input"]);
    refused(&group("['tastes.price', 'concept.price']", "[[1, 0.5], [0.5, 1]]"), "inputs", &["`concept.price` is not an uncertain input"]);
    refused(&group("['tastes.price', 'tastes.price']", "[[1, 0.5], [0.5, 1]]"), "inputs", &["in two correlated groups"]);
    refused(&group(both, "[[1, 1.5], [1.5, 1]]"), "inputs", &["`Both` is not positive definite"]);
    for shape in ["[[1, 0.5], [0.4, 1]]", "[[2, 0.5], [0.5, 1]]", "[[1, 0.5]]", "[[1, 0.5, 0.5, 1]]", "[[1], [0.5, 0.5, 1]]", "[]"] {
        refused(&group(both, shape), "inputs", &["must be 2 × 2"]);
    }
    refused(&group("[]", "[]"), "name = 'Both'", &["the correlated group `Both` names no inputs"]);
}

#[test]
fn unknown_keys() {
    refused(&with("currency", "curency"), "curency", &["unknown key `curency`", "did you mean `currency`?"]);
    refused(&with("[people]", "[peopel]"), "[peopel]", &["`peopel`", "did you mean `people`?"]);
    refused(&with("part_worth = 1.1", "part_worht = 1.1"), "part_worht", &["unknown key `part_worht`", "did you mean `part_worth`?"]);
    refused(&format!("{STUDY}{JOURNEY}waits = 2\n"), "waits", &["unknown key `waits`", "did you mean `wait`?"]);
}

#[test]
fn broken_toml() {
    refused(&with("[concept]", "[concept"), "[concept", &[]);
    refused(&with("price = 3", "price = "), "price = ", &[]);
    let cut = &STUDY[..STUDY.find("from = 'people").unwrap() + 12];
    refused(cut, "from", &[]);
    let empty = read("", PEOPLE, &data(12)).map(|_| ()).expect_err("an empty study").to_string();
    assert!(empty.contains("title") && empty.contains("concept"), "{empty}");
}

#[test]
fn every_error_is_told_at_once() {
    let study = STUDY
        .replace("currency", "curency")
        .replace("price = 3", "price = nan")
        .replace("reference = true", "reference = 'yes'")
        .replace("part_worth = 1.1", "part_worth = [3, 2, 1]");
    let problems = read(&study, PEOPLE, &data(12)).map(|_| ()).expect_err("four errors");
    assert!(problems.len() >= 4, "{problems}");
    for part in ["curency", "nan", "'yes'", "[3, 2, 1]"] {
        said(&problems, &format!("study.toml:{}", line_of(&study, part)), &[]);
    }
    // What needs the people to be found is told at once too, in the order of the file.
    let study = STUDY
        .replace("reference = true\n", "reference = true\navailable_to = 'own = 2'\n")
        .replace("price = 3\n", "price = 3\nawareness = 7\n")
        .replace("part_worth = 1.1\n", "part_worth = 1.1\npeople_vary = -1\n");
    let problems = read(&study, PEOPLE, &data(12)).map(|_| ()).expect_err("three errors");
    let lines: Vec<usize> = problems
        .list()
        .iter()
        .map(|problem| problems.source(problem.span().unwrap()).line_column(problem.span().unwrap().range().start).line)
        .collect();
    assert_eq!(lines, ["awareness", "own = 2", "-1"].map(|part| line_of(&study, part)), "{problems}");
}

#[track_caller]
fn refused_data(data: &[u8], place: &str, parts: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("study.toml"), STUDY).unwrap();
    fs::write(folder.path().join("people.toml"), PEOPLE).unwrap();
    fs::write(folder.path().join("people.csv"), data).unwrap();
    let problems = load(&folder.path().join("study.toml"), folder.path(), Seed(1), None).map(|_| ()).expect_err("bad data");
    said(&problems, place, parts);
}

#[test]
fn data_files() {
    refused_data(b"own,young,trip\n1,0,10\n0,1\n", "people.csv:3", &["3"]);
    refused_data(b"own,young,trip\n1,0,10\n0,1,11,12\n", "people.csv:3", &["4"]);
    refused_data(b"own,young,trip\n1,0,10\n0,1,\"11\n", "people.csv:3", &["quote"]);
    refused_data(b"own,young,trip\n1,0,10\n0,\xe9,11\n", "people.csv:3", &["UTF-8", "0xE9", "Latin-1"]);
    refused_data(b"\xff\xfeo\0w\0n\0", "people.csv:1", &["UTF-8", "UTF-16"]);
    refused_data(b"PAR1\x15\xff\x00", "people.csv:1", &["UTF-8", "Parquet"]);
    refused_data(b"own,young,trip\n", "people", &[]);
    refused_data(b"", "people.csv", &[]);
    refused_data(b"own,young\n1,0\n", "people.toml", &["trip"]);
    refused_data(b"own,young,trip\n1,0,\n0,1,11\n", "people", &["trip", "unknown for 1 of 2 rows"]);
}

#[test]
fn numbers_in_data_that_are_none() {
    // A cell that is no finite number makes a column of words, which no calculation takes.
    let study = with("speed = 2\n", "speed = { people = 'trip / 10' }\n");
    for bad in ["nan", "inf", "-inf", "1e999", "ten"] {
        let data = format!("own,young,trip\n1,0,{bad}\n0,1,11\n");
        let problems = read(&study, PEOPLE, &data).map(|_| ()).expect_err("bad data");
        said(&problems, &format!("study.toml:{}", line_of(&study, "trip / 10")), &["trip"]);
    }
}

#[test]
fn files_that_are_not_there_or_not_inside() {
    refused(&with("'people.toml'", "'poeple.toml'"), "poeple", &["there is no file `poeple.toml`", "did you mean \"people.toml\"?"]);
    refused(&with("'people.toml'", "'../people.toml'"), "../people", &["outside the folder"]);
    refused(&with("'people.toml'", "'/etc/passwd'"), "/etc/passwd", &["is absolute"]);
    refused(&with("'people.toml'", "'.'"), "'.'", &["is not a file"]);
    let data_as_people = read(&with("'people.toml'", "'people.csv'"), PEOPLE, &data(12)).map(|_| ()).expect_err("no TOML");
    said(&data_as_people, "people.csv:1", &["this is not TOML"]);

    let folder = tempfile::tempdir().unwrap();
    let project = folder.path().join("project");
    fs::create_dir(&project).unwrap();
    fs::write(folder.path().join("people.toml"), PEOPLE).unwrap();
    fs::write(folder.path().join("people.csv"), data(12)).unwrap();
    fs::write(project.join("study.toml"), STUDY).unwrap();
    let told = |path: &Path| load(path, &project, Seed(1), None).map(|_| ()).expect_err("refused");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(folder.path().join("people.toml"), project.join("people.toml")).unwrap();
        said(
            &told(&project.join("study.toml")),
            &format!("study.toml:{}", line_of(STUDY, "from")),
            &["a link that leads outside the folder"],
        );
    }
    let missing = told(&project.join("stady.toml")).to_string();
    assert!(missing.contains("stady.toml") && missing.contains("study.toml"), "{missing}");
    fs::write(project.join("study.toml"), b"title = 'caf\xe9'\n").unwrap();
    said(&told(&project.join("study.toml")), "study.toml:1", &["UTF-8"]);
}

#[test]
fn directories_that_cannot_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let there = folder.path().join("there");
    fs::create_dir(&there).unwrap();
    fs::write(there.join("kept.txt"), "kept").unwrap();
    assert!(matches!(prepare(&there, Existing::Keep), Err(OutputError::Exists(_))));
    assert!(matches!(prepare(&there, Existing::Replace), Err(OutputError::NoRun { .. })));
    assert!(prepare(&folder.path().join("new/deeper/run"), Existing::Keep).is_ok());
    fs::write(folder.path().join("file"), "a file").unwrap();
    let error = prepare(&folder.path().join("file/run"), Existing::Keep).unwrap_err();
    assert!(matches!(&error, OutputError::Io { .. }) && error.to_string().starts_with("cannot write `"), "{error}");
    assert_eq!(fs::read_to_string(there.join("kept.txt")).unwrap(), "kept");
    // A run, and what holds nothing, may be replaced.
    ["manifest.json", "result.json"].iter().for_each(|name| fs::write(there.join(name), "{}").unwrap());
    fs::create_dir(folder.path().join("empty")).unwrap();
    assert!(["there", "empty"].iter().all(|name| prepare(&folder.path().join(name), Existing::Replace).is_ok()));
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().starts_with(".foretaste")), "nothing half-written is left: {left:?}");
}
