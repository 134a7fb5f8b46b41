//! What a ratings file and its data may get wrong: each gives one clear message, all at once, and no panic.

use std::fs;

use foretaste::input::Problems;
use foretaste::study::fit::ratings::{RatingsStudy, load_ratings};

const HEAD: &str = "title = 'T'\n[ratings]\nfiles = ['r.csv']\nperson = 'who'\nscale = 4\n";
const ITEMS: &str = "[[items]]\nname = 'a'\n[[items]]\nname = 'b'\n[[items]]\nname = 'c'\n";

/// Eight people, three items, ages.
fn rows() -> String {
    let answers = [[1, 2, 4], [2, 2, 3], [3, 4, 1], [4, 3, 2], [2, 1, 4], [3, 3, 3], [1, 4, 2], [4, 4, 1]];
    let line = |(at, own): (usize, &[i32; 3])| format!("p{at},{},{},{},{}\n", own[0], own[1], own[2], 20 + 3 * at);
    format!("who,a,b,c,age\n{}", answers.iter().enumerate().map(line).collect::<String>())
}

fn read(toml: &str, data: &str) -> Result<RatingsStudy, Problems> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("r.csv"), data).unwrap();
    fs::write(folder.path().join("ratings.toml"), toml).unwrap();
    load_ratings(&folder.path().join("ratings.toml"), folder.path())
}

#[track_caller]
fn refused(toml: &str, data: &str, words: &[&str]) {
    let Err(problems) = read(toml, data) else { panic!("this was accepted:\n{toml}") };
    let told = problems.to_string();
    for word in words {
        assert!(told.contains(word), "{word:?} is not in:\n{told}");
    }
}

#[test]
fn a_sound_file_is_read() {
    let study = read(&format!("{HEAD}{ITEMS}"), &rows()).unwrap();
    assert_eq!((study.people(), study.answers(), study.model.categories), (8, 24, 4));
    // Codes from 0, a weight, a condition, demographics in standard deviations.
    let shifted = rows().replace(",1,", ",0,");
    assert!(read(&format!("{HEAD}lowest_code = 0\n{ITEMS}"), &shifted).is_err());
    let toml = format!("{HEAD}where = 'age > 22'\nweight = 'age'\n{ITEMS}[[demographics]]\nname = 'age'\n");
    let study = read(&toml, &rows()).unwrap();
    assert_eq!(study.people(), 7);
    assert_eq!(study.dropped[0].count, 1);
}

#[test]
fn faults_of_the_file_are_told_at_once() {
    refused(
        "title = 'T'\n[ratings]\nfiles = ['r.csv']\nscale = 1\n[[items]]\nname = 'a'\nkeyed = 2\n[[items]]\nname = 'a'\n[model]\nnodes = 3\nshifts = 'each item'\n",
        &rows(),
        &[
            "2 to 11 boxes",
            "`keyed` must be 1 or -1",
            "`model.nodes` must be 5 to 101",
            "nothing shifts without",
            "two items are named `a`",
        ],
    );
    refused(&format!("{HEAD}{ITEMS}[model]\nlocations = 'features'\n"), &rows(), &["need `features`"]);
    refused(&format!("{HEAD}[[items]]\nname = 'a'\nfeatures = {{ x = 1.0 }}\n[[items]]\nname = 'b'\n"), &rows(), &["only with `locations"]);
    refused(&format!("{HEAD}{ITEMS}colour = 'red'\n"), &rows(), &["unknown key `colour`"]);
    refused(&format!("{HEAD}{}", ITEMS.replace("'c'", "'d'")), &rows(), &["no column of r.csv is named `d`", "`age`"]);
}

#[test]
fn faults_of_the_data_are_told_with_their_places() {
    let toml = format!("{HEAD}{ITEMS}");
    refused(&toml, &rows().replace("p1,2", "p1,9"), &["none of the 4 boxes", "9 in line 3"]);
    refused(&toml, &rows().replace("p1,2", "p1,2.5"), &["2.5 in line 3"]);
    refused(&toml, &rows().replace("p1,2", "p1,"), &["answer to `a` is missing", "line 3", "leave out the answer"]);
    refused(&toml, &rows().replace("p1,", "p0,"), &["a person is there twice", "`p0` again in line 3"]);
    refused(&format!("{HEAD}where = 'age > 99'\n{ITEMS}"), &rows(), &["no row is left"]);
    refused(&format!("{HEAD}weight = 'age - 20'\n{ITEMS}"), &rows(), &["weight above 0"]);
    refused(&toml, "who,a,b,c\np0,1,2,3\np1,x,2,3\n", &["must hold numbers"]);
}

#[test]
fn what_is_missing_is_left_out_as_the_file_says_and_counted() {
    let holes = rows().replace("p1,2", "p1,").replace("p2,3", "p2,NA").replace("p3,4,3,2", "p3,NA,,NA");
    let with = |rule: &str| read(&format!("{HEAD}unknown = ['NA']\nmissing = '{rule}'\n{ITEMS}"), &holes).unwrap();
    let answers = with("leave out the answer");
    assert_eq!((answers.people(), answers.answers()), (7, 19));
    assert!(answers.dropped.iter().any(|one| one.why.contains("answered nothing") && one.count == 1), "{:?}", answers.dropped);
    let people = with("leave out the person");
    assert_eq!((people.people(), people.answers()), (5, 15));
}

#[test]
fn what_answers_cannot_tell_is_an_error() {
    let alike = rows().lines().map(|line| line.to_owned() + "\n").collect::<String>();
    let toml = format!("{HEAD}{}", ITEMS.replace("name", "behind = 'liking'\nname"));
    refused(&toml, &alike, &["acquiescence and `liking` cannot be told apart", "keyed = -1"]);
    assert!(read(&toml.replace("name = 'b'", "name = 'b'\nkeyed = -1"), &alike).is_ok());
    assert!(read(&format!("{toml}[model]\nacquiescence = false\n"), &alike).is_ok());
    refused(&format!("{HEAD}[[items]]\nname = 'a'\n"), &rows(), &["nobody gave two answers, so that acquiescence", "extremity"]);
    refused(&format!("{HEAD}{ITEMS}").replace("scale = 4", "scale = 5"), &rows(), &["nobody answered 5 of 1 to 5"]);
    refused(&format!("{HEAD}{ITEMS}[[demographics]]\nname = 'same'\nis = '3'\n"), &rows(), &["`same` cannot shift the answers"]);
    let same: String =
        rows().lines().enumerate().map(|(at, line)| if at == 0 { format!("{line},d\n") } else { format!("{line},2\n") }).collect();
    refused(&format!("{HEAD}{ITEMS}[[items]]\nname = 'd'\n"), &same, &["everybody answered 2 to `d`"]);
}
