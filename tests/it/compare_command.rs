//! `foretaste compare`: what it prints, writes and ends with, and that the same inputs give the same bytes.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use foretaste::montecarlo::{Replicates, Stopped};
use foretaste::parallel::Batching;
use foretaste::random::Seed;
use foretaste::study::compare::{Comparing, analyse, load, report, result, tables};
use foretaste::study::output::{Existing, Output, write};
use foretaste::study::validate::{Options, Setting, Stage};
use serde_json::Value as Json;

use crate::cli_program::{foretaste, names, repository, started};
use crate::cli_schema::fits;
use crate::validate_bytes::collect;

/// Flags that make a run small.
const SMALL: [&str; 4] = ["--personas", "300", "--replicates", "12"];

#[test]
fn the_starter_compares_its_own_treatments_and_the_result_fits_the_schema() {
    let folder = started();
    let here = folder.path();
    fs::write(here.join("dear.toml"), "title = 'Dear'\n[[edit]]\nchange = 'concept.price'\nscale = 2\n").unwrap();
    let run = |more: &[&str]| {
        foretaste(here, &[&["compare", "idea/study.toml", "--treatment", "dear.toml", "--out", "run"][..], &SMALL, more].concat())
    };
    let ran = run(&["--format", "json"]).ends(0);
    assert_eq!(ran.err, "");
    assert_eq!(names(&here.join("run")), ["charts", "manifest.json", "report.html", "result.json", "tables"]);
    let result: Json = serde_json::from_str(&ran.out).unwrap();
    let schema: Json = serde_json::from_str(&foretaste(here, &["schema", "comparison"]).ends(0).out).unwrap();
    fits(&schema, &result).unwrap();
    let mut broken = result.clone();
    broken["comparisons"][0]["size"] = "huge".into();
    assert!(fits(&schema, &broken).unwrap_err().contains("enum"));
    let arms: Vec<&str> = result["arms"].as_array().unwrap().iter().map(|arm| arm["name"].as_str().unwrap()).collect();
    assert_eq!(arms, ["as it is", "Four euros less", "The shop lends bikes too", "A shorter way in", "Dear"]);
    assert_eq!(result["comparisons"].as_array().unwrap().len(), 4 + 6);
    let difference = |place: usize| result["comparisons"][place]["differences"]["share:Bike care"]["mean"].as_f64().unwrap();
    assert!(difference(0) > 0.0 && difference(1) < 0.0 && difference(2) == 0.0 && difference(3) < 0.0);
    assert_eq!(result["comparisons"][2]["size"], "not measurable");

    // Every file that was read is hashed, the treatment's too.
    let manifest: Json = serde_json::from_str(&fs::read_to_string(here.join("run/manifest.json")).unwrap()).unwrap();
    let hashed: Vec<&str> = manifest["inputs"].as_object().unwrap().keys().map(String::as_str).collect();
    assert!(hashed.iter().any(|name| name.ends_with("dear.toml")) && hashed.len() == 3, "{hashed:?}");
    assert!(manifest["command"].as_str().unwrap().starts_with("foretaste compare idea/study.toml --treatment dear.toml --seed 1"));

    run(&[]).refuses(7, &["`run` exists already", "--force"]);
    let text = run(&["--force"]).ends(0).out;
    assert!(text.lines().count() <= 25 && text.lines().all(|line| line.chars().count() <= 80), "{text}");
    for part in ["Bike care at your door", "Four euros less", "points (", "not validated", "run/report.html"] {
        assert!(text.contains(part), "expected `{part}` in\n{text}");
    }
    let csv = run(&["--force", "--format", "csv"]).ends(0).out;
    assert_eq!(csv, fs::read_to_string(here.join("run/tables/effects.csv")).unwrap());
    assert_eq!(run(&["--force", "--quiet"]).ends(0).out, "");
    run(&["--force", "--quiet", "--fail-under", "1"]).ends(6);
    run(&["--force", "--quiet", "--fail-under", "0"]).ends(0);
    let page = fs::read_to_string(here.join("run/report.html")).unwrap();
    for part in ["What is compared", "What the changes do", "Who is hit", "experience", "money", "What it rests on", "How sure it is"] {
        assert!(page.contains(part), "no `{part}` on the page");
    }
}

#[test]
fn bad_treatments_end_with_3_and_leave_nothing() {
    let folder = started();
    let here = folder.path();
    fs::write(here.join("a.toml"), "title = 'A'\n[[edit]]\nchange = 'concept.prise'\nset = 1\n").unwrap();
    fs::write(here.join("b.toml"), "title = 'B'\n[[edit]]\nremove = 'alternatives.Bike shap'\n").unwrap();
    let run = |more: &[&str]| foretaste(here, &[&["compare", "idea/study.toml", "--out", "run"][..], &SMALL, more].concat());
    run(&["-t", "a.toml", "-t", "b.toml"])
        .refuses(3, &["did you mean `concept.price`?", "did you mean `alternatives.Bike shop`?", "a.toml:3", "b.toml:3"]);
    run(&["-t", "c.toml"]).refuses(3, &["`c.toml` cannot be read"]);
    run(&["--fail-under", "2"]).refuses(2, &["--fail-under must lie in [0, 1]"]);
    foretaste(here, &["compare"]).refuses(2, &["<STUDY>"]);
    assert_eq!(names(here), ["a.toml", "b.toml", "idea"]);
}

fn shipped(study: &str, personas: Option<u32>) -> Comparing {
    let root = repository();
    let folder = root.join("scenarios").join(study);
    let mut files: Vec<_> = fs::read_dir(folder.join("treatments")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    match load(&folder.join("study.toml"), &files, &root, Seed(1), personas) {
        Ok(comparing) => comparing,
        Err(problems) => panic!("{problems}"),
    }
}

#[test]
fn the_shipped_treatments_fit_their_studies_and_move_what_they_should() {
    let comparing = shipped("back-office", Some(3_000));
    let options = Options { seed: Seed(1), replicates: Replicates::Fixed(24), batching: Batching { threads: 2, chunk: 1 } };
    let found = analyse(&comparing, &options, &AtomicBool::new(false), &|_| ()).unwrap();
    let arm = |title: &str| found.comparison.arms().iter().position(|name| name == title).unwrap_or_else(|| panic!("no `{title}`"));
    let mean = |title: &str, id: &str| found.comparison.effect(arm(title), found.comparison.index(id).unwrap()).unwrap().mean;
    assert!(mean("Ten dollars less", "share:Backroom") > 0.0);
    assert!(mean("A rival copies us at a fifth less", "share:Backroom") < 0.0);
    assert!(mean("A guarantee behind the deadline claim", "share:Backroom") > 0.0);
    assert!(mean("The bank connection mended", "completion") > 0.0 && mean("The bank connection mended", "ces:Connect the bank") > 0.0);
    assert_eq!(mean("The bank connection mended", "share:Backroom"), 0.0, "nobody knows the journey before they choose");
    assert!(mean("Talk before anything is asked", "completion") > 0.0);
    for comparing in [comparing, shipped("swissmetro", None)] {
        for amount in comparing.amounts().iter().filter(|amount| !amount.quantity.is_certain()) {
            assert!(amount.quantity.source.is_some() && amount.quantity.grade.is_some(), "{amount:?}");
        }
    }
}

/// Every file that a comparison writes but the manifest.
fn files(comparing: &Comparing, batching: Batching) -> BTreeMap<String, Vec<u8>> {
    let options = Options { seed: Seed(1), replicates: Replicates::Fixed(8), batching };
    let findings = analyse(comparing, &options, &AtomicBool::new(false), &|_| ()).unwrap();
    let setting = Setting { command: "foretaste compare study.toml".to_owned(), version: "test".to_owned(), seed: 1, inputs: Vec::new() };
    let view = report(comparing, &findings, &setting);
    let tables = tables(comparing, &findings).unwrap();
    let result = serde_json::to_string_pretty(&result(comparing, &findings, &setting)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let run = folder.path().join("run");
    write(&run, Existing::Keep, &Output { report: &view, tables: &tables, result: &result, manifest: "{}" }).unwrap();
    let mut files = BTreeMap::new();
    collect(&run, "", &mut files);
    files
}

#[test]
fn a_comparison_gives_the_same_bytes_on_any_threads_and_chunks() {
    let comparing = shipped("back-office", Some(2_500));
    let one = files(&comparing, Batching { threads: 1, chunk: 1 });
    for name in ["report.html", "result.json", "tables/effects.csv", "tables/effects.parquet", "tables/replicates.csv", "charts/answer.svg"]
    {
        assert!(one.contains_key(name), "no `{name}` among {:?}", one.keys());
    }
    for (threads, chunk) in [(2, 3), (4, 1)] {
        let other = files(&comparing, Batching { threads, chunk });
        for (name, bytes) in &one {
            assert!(bytes == &other[name], "`{name}` differs with {threads} threads and chunks of {chunk}");
        }
    }
}

#[test]
fn an_interrupted_comparison_keeps_and_tells_what_it_has_done() {
    let comparing = shipped("swissmetro", None);
    for stop_at in [0, 1, 5] {
        let interrupt = AtomicBool::new(stop_at == 0);
        let tell = |stage| {
            if let Stage::Replicates(progress) = stage {
                interrupt.store(progress.done >= stop_at, Ordering::Relaxed);
            }
        };
        let options = Options { seed: Seed(1), replicates: Replicates::Fixed(12), batching: Batching { threads: 1, chunk: 1 } };
        let found = analyse(&comparing, &options, &interrupt, &tell).unwrap();
        assert_eq!((found.comparison.stopped(), found.comparison.replicates()), (Stopped::Interrupted, stop_at as usize));
        assert!(found.partial.as_ref().is_some_and(|partial| partial.contains(&format!("after {stop_at} replicates"))));
        let setting = Setting::default();
        let page = foretaste::report::page::html(&report(&comparing, &found, &setting)).unwrap();
        assert!(page.contains("Partial result") && !page.contains("NaN"));
        assert_eq!(tables(&comparing, &found).unwrap().len(), 10);
        let schema = foretaste::study::compare::comparison_schema();
        fits(&schema, &serde_json::to_value(result(&comparing, &found, &setting)).unwrap()).unwrap();
    }
}

#[test]
fn a_treatment_may_lie_anywhere() {
    let folder = started();
    let other = tempfile::tempdir().unwrap();
    let path = other.path().join("t.toml");
    fs::write(&path, "title = 'T'\n[[edit]]\nchange = 'concept.price'\nset = 10\n").unwrap();
    let arguments = [&["compare", "idea/study.toml", "-t", path.to_str().unwrap(), "--out", "run", "--quiet"][..], &SMALL].concat();
    foretaste(folder.path(), &arguments).ends(0);
    assert!(Path::new(&folder.path().join("run/result.json")).exists());
}
