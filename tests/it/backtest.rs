//! `foretaste backtest`: what it prints, writes and ends with.

use std::fs;
use std::path::Path;

use serde_json::Value as Json;

use crate::cli_program::{foretaste, names};
use crate::cli_schema::fits;

/// A survey of 40 people, each after one of two things in 6 tasks of two alternatives; every tenth choice is the other one.
fn survey(folder: &Path, taste: &str) -> String {
    let mut csv = "id,choice,a1,a2,b1,b2\n".to_owned();
    for person in 0..40 {
        for task in 0..6 {
            let (a, b) = ((person * 7 + task * 3) % 11, (person * 5 + task * 6 + 1) % 13);
            let (own, other) = if person % 2 == 0 { (a, b) } else { (b, a) };
            let first = (own * 3 + other > 21) != ((person * 6 + task) % 10 == 0);
            csv.push_str(&format!("p{person},{},{a},5,{b},6\n", if first { 1 } else { 2 }));
        }
    }
    fs::write(folder.join("choices.csv"), &csv).unwrap();
    let fit = format!(
        "title = 'Two things'\n[data]\nfiles = ['choices.csv']\nform = 'wide'\nperson = 'id'\nchosen = 'choice'\n\
         [[alternatives]]\nname = '1'\n[[alternatives]]\nname = '2'\n\
         [[attributes]]\nname = 'a'\ncolumn = 'a{{}}'\n{taste}\n[[attributes]]\nname = 'b'\ncolumn = 'b{{}}'\n{taste}\n[model]\n{}\n[draws]\ncounts = [60]\n",
        if taste.is_empty() { "kind = 'multinomial'" } else { "kind = 'mixed'" }
    );
    fs::write(folder.join("fit.toml"), fit).unwrap();
    csv
}

#[test]
fn the_scorecard_fits_its_schema_and_is_the_same_on_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    survey(here, "taste = 'normal'");
    let run = |more: &[&str]| foretaste(here, &[&["backtest", "fit.toml", "--out", "run"][..], more].concat());
    let ran = run(&["--threads", "1", "--format", "json"]).ends(0);
    assert_eq!(ran.err, "");
    assert_eq!(names(&here.join("run")), ["charts", "manifest.json", "report.html", "result.json", "scorecard.toml", "tables"]);
    let result: Json = serde_json::from_str(&ran.out).unwrap();
    let schema: Json = serde_json::from_str(&foretaste(here, &["schema", "backtest"]).ends(0).out).unwrap();
    fits(&schema, &result).unwrap();
    for test in ["known_people", "unseen_people"] {
        let scores = result["tests"][test]["scores"].as_object().unwrap();
        // What chance moves is asked where people are known.
        assert_eq!(scores.len(), 16 + usize::from(test == "known_people"));
        for (name, score) in scores.iter().filter(|(name, score)| !score["value"].is_null() && *name != "worst_segment_gain") {
            let [value, low, high] = ["value", "q025", "q975"].map(|key| score[key].as_f64().unwrap());
            assert!(low <= high && low <= value + 0.2 && value <= high + 0.2, "{name}: {score}");
            assert!(score["null"].is_number() || name == "calibration_slope" || name == "fitted_scale", "{name}: {score}");
            assert!(score["ceiling"].is_number(), "{name}: {score}");
        }
    }
    let page = fs::read(here.join("run/report.html")).unwrap();
    let card = fs::read(here.join("run/scorecard.toml")).unwrap();
    assert_eq!(run(&["--threads", "3", "--format", "json", "--force"]).ends(0).out, ran.out);
    assert!(fs::read(here.join("run/report.html")).unwrap() == page, "the page changes with the number of threads");
    assert!(fs::read(here.join("run/scorecard.toml")).unwrap() == card, "the scorecard changes with the number of threads");
    run(&[]).refuses(7, &["`run` exists already", "--force"]);
    let csv = run(&["--force", "--format", "csv"]).ends(0).out;
    assert_eq!(csv, fs::read_to_string(here.join("run/tables/scorecard.csv")).unwrap());
    let text = run(&["--force"]).ends(0).out;
    assert!(text.lines().count() <= 25 && text.lines().all(|line| line.chars().count() <= 80), "{text}");
}

#[test]
fn one_taste_for_all_is_not_validated_and_crosses_what_is_required() {
    let folder = tempfile::tempdir().unwrap();
    survey(folder.path(), "");
    let run = |more: &[&str]| foretaste(folder.path(), &[&["backtest", "fit.toml", "--out", "run", "--force"][..], more].concat());
    let text = run(&[]).ends(0).out;
    assert!(text.contains("not validated"), "{text}");
    run(&["--require", "shares"]).ends(6);
    run(&["--require", "known-individuals", "--quiet"]).ends(6);
}

#[test]
fn a_person_twice_under_two_names_is_a_leak() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let csv = survey(here, "taste = 'normal'");
    // The second person again, under another name, at the end: in another fold.
    let double: String = csv.lines().skip(7).take(6).map(|line| format!("q{}\n", line.trim_start_matches('p'))).collect();
    fs::write(here.join("choices.csv"), csv + &double.replace("q1,", "q99,")).unwrap();
    let ran = foretaste(here, &["backtest", "fit.toml", "--out", "run", "--format", "json", "--require", "shares"]).ends(6);
    let result: Json = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(result["light"], "red");
    assert_eq!(result["labels"], serde_json::json!(["not validated"]));
    let leaks = result["tests"]["unseen_people"]["leaks"].as_array().unwrap();
    assert!(leaks.iter().any(|leak| leak.as_str().unwrap().contains("`p1`") && leak.as_str().unwrap().contains("`q99`")), "{leaks:?}");
}

#[test]
fn what_cannot_be_tested_is_refused_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    survey(here, "taste = 'normal'");
    foretaste(here, &["backtest", "nowhere.toml"]).refuses(3, &["nowhere.toml"]);
    fs::write(here.join("choices.csv"), "id,choice,a1,a2,b1,b2\n1,1,1,2,3,2\n1,2,2,2,1,2\n1,1,4,2,2,1\n1,2,1,3,2,2\n").unwrap();
    let ran = foretaste(here, &["backtest", "fit.toml", "--out", "run"]);
    assert!(matches!(ran.code, 3 | 4), "{ran:?}");
    assert!(ran.out.is_empty() && !ran.err.is_empty() && !here.join("run").exists());
}
