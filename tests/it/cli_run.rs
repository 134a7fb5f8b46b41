//! What the commands do, print, write and end with.

use std::fs;

use serde_json::{Value as Json, json};

use crate::cli_program::{foretaste, names, repository, started};
use crate::cli_schema::fits;

/// Flags that make a run small.
const SMALL: [&str; 4] = ["--personas", "200", "--replicates", "8"];

#[test]
fn a_starter_runs_as_it_is_and_its_result_fits_the_schema() {
    let folder = started();
    let here = folder.path();
    let run = |more: &[&str]| foretaste(here, &[&["validate", "idea/study.toml", "--out", "run"][..], &SMALL, more].concat());
    let ran = run(&["--format", "json"]).ends(0);
    assert_eq!(ran.err, "", "a run without remarks says nothing off a terminal");
    let made =
        ["charts", "concept-board.html", "journey-map.html", "manifest.json", "report.html", "result.json", "study.v2.toml", "tables"];
    assert_eq!(names(&here.join("run")), made);
    assert_eq!(names(here), ["idea", "run"], "nothing else is left behind");
    let result: Json = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(fs::read_to_string(here.join("run/result.json")).unwrap().trim_end(), ran.out.trim_end());

    let schema: Json = serde_json::from_str(&foretaste(here, &["schema", "result"]).ends(0).out).unwrap();
    fits(&schema, &result).unwrap();
    let (objections, drafts) = (result["objections"].as_array().unwrap(), result["drafts"].as_array().unwrap());
    assert!(objections.len() > 3 && drafts.len() > 1, "{} objections, {} drafts", objections.len(), drafts.len());
    assert_eq!((&drafts[0]["file"], &drafts[1]["file"]), (&json!(null), &json!("study.v2.toml")));
    assert!(drafts[1]["edits"].as_array().is_some_and(|edits| !edits.is_empty()) && drafts[1]["change"].is_object());
    assert!(result["figures"].as_object().unwrap().len() > 20 && result["xlms"].as_object().unwrap().len() == 2);
    let damaged = |damage: &dyn Fn(&mut Json)| {
        let mut broken = result.clone();
        damage(&mut broken);
        fits(&schema, &broken).unwrap_err()
    };
    assert!(damaged(&|result| result["more"] = json!(1)).contains("`more` is not known"));
    assert!(damaged(&|result| drop(result.as_object_mut().unwrap().remove("seed"))).contains("\"seed\" is missing"));
    assert!(damaged(&|result| result["verdict"]["word"] = json!("maybe")).contains("enum"));
    assert!(damaged(&|result| result["figures"]["share"] = json!({})).contains("missing"));
    assert!(damaged(&|result| result["objections"][0]["outcome"] = json!("maybe")).contains("enum"));
    assert!(damaged(&|result| result["objections"][0]["likelihood"]["high"] = json!(2)).contains("maximum"));
    assert!(damaged(&|result| drop(result["drafts"][1].as_object_mut().unwrap().remove("change"))).contains("\"change\" is missing"));

    // The run's directory is there now.
    run(&[]).refuses(7, &["`run` exists already", "--force"]);
    let again = run(&["--force"]).ends(0);
    assert!(again.out.contains("Bike care at your door") && again.out.contains("run/report.html"), "{}", again.out);
    assert_eq!(run(&["--force", "--quiet"]).ends(0).out, "");
    let csv = run(&["--force", "--format", "csv"]).ends(0).out;
    assert_eq!(csv, fs::read_to_string(here.join("run/tables/estimates.csv")).unwrap());

    // What is no run is somebody's, and stays.
    fs::create_dir(here.join("mine")).unwrap();
    fs::write(here.join("mine/notes.txt"), "mine").unwrap();
    fs::write(here.join("file"), "mine").unwrap();
    let into = |place: &str| foretaste(here, &[&["validate", "idea/study.toml", "--force", "--out", place][..], &SMALL].concat());
    into("mine").refuses(7, &["`mine` holds no run", "no manifest.json", "--out"]);
    into("file").refuses(7, &["`file` holds no run", "it is no directory"]);
    assert_eq!(
        (fs::read_to_string(here.join("mine/notes.txt")).unwrap(), names(&here.join("mine"))),
        ("mine".to_owned(), vec!["notes.txt".to_owned()])
    );
    fs::remove_file(here.join("mine/notes.txt")).unwrap();
    into("mine").ends(0);

    // The rule to go is met in some replicates only.
    let chance = result["verdict"]["p_go"].as_f64().unwrap();
    assert!(chance < 1.0);
    run(&["--force", "--fail-under", "1"]).ends(6);
    run(&["--force", "--fail-under", "0"]).ends(0);
}

#[test]
fn a_starter_is_not_written_over_other_files() {
    let folder = started();
    let here = folder.path();
    assert_eq!(names(&here.join("idea")), ["people.toml", "study.toml"]);
    fs::write(here.join("idea/study.toml"), "mine").unwrap();
    fs::write(here.join("idea/notes.txt"), "mine").unwrap();
    foretaste(here, &["init", "concept", "idea"]).refuses(7, &["`idea` is not empty", "--force"]);
    assert_eq!(fs::read_to_string(here.join("idea/study.toml")).unwrap(), "mine");
    let forced = foretaste(here, &["init", "concept", "idea", "--force"]).ends(0);
    assert_eq!(forced.out, "");
    assert!(forced.err.contains("foretaste validate idea/study.toml"), "{}", forced.err);
    assert!(fs::read_to_string(here.join("idea/study.toml")).unwrap().contains("[concept]"));
    assert_eq!(fs::read_to_string(here.join("idea/notes.txt")).unwrap(), "mine");
    fs::create_dir(here.join("empty")).unwrap();
    foretaste(here, &["init", "concept", "empty"]).ends(0);
    foretaste(here, &["init", "concept", "idea/notes.txt/x"]).refuses(7, &["cannot write"]);
    let team = foretaste(here, &["init", "team", "crew"]).ends(0);
    assert!(team.err.contains("foretaste autonomy crew/team.toml"), "{}", team.err);
    assert_eq!(names(&here.join("crew")), ["team.toml"]);
    let study = foretaste::study::autonomy::load(&here.join("crew/team.toml"), here).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(study.team.draft().agents.len(), 3);
}

#[test]
fn wrong_usage_ends_with_2() {
    let folder = started();
    let refused = |arguments: &[&str], parts: &[&str]| foretaste(folder.path(), arguments).refuses(2, parts);
    refused(&[], &["Usage", "init concept"]);
    refused(&["vaildate"], &["validate"]);
    refused(&["validate"], &["<STUDY>"]);
    refused(&["validate", "idea/study.toml", "--threads", "0"], &["--threads"]);
    refused(&["validate", "idea/study.toml", "--fail-under", "1.5"], &["--fail-under must lie in [0, 1], got 1.5"]);
    refused(&["validate", "idea/study.toml", "--replicates", "1"], &["--replicates must be", "got \"1\""]);
    refused(&["personas", "idea/people.toml", "--out", "people.xlsx"], &[".parquet or .csv", "people.xlsx"]);
    refused(&["schema", "stduy"], &["study", "population", "catalogue", "result"]);
    refused(&["man", "vaildate"], &["no command is named `vaildate`", "validate"]);
    assert_eq!(names(folder.path()), ["idea"]);
}

#[test]
fn invalid_input_ends_with_3_and_leaves_nothing() {
    let folder = started();
    let here = folder.path();
    let study = fs::read_to_string(here.join("idea/study.toml")).unwrap();
    let broken = study.replace("question = ", "qestion = ").replace("because     = \"it saves time\"", "becuase = \"it saves time\"");
    fs::write(here.join("idea/broken.toml"), broken).unwrap();
    let run = |file: &str| foretaste(here, &["validate", file, "--out", "run", "--quiet"]);
    run("idea/broken.toml").refuses(3, &["broken.toml:", "did you mean `question`?", "did you mean `because`?"]);
    run("idea/none.toml").refuses(3, &["none.toml"]);
    let empty = study.replace("count = 2000", "count = 0");
    let line = empty.lines().position(|line| line.starts_with("count = 0")).unwrap() + 1;
    fs::write(here.join("idea/empty.toml"), empty).unwrap();
    run("idea/empty.toml").refuses(3, &["number of people", "got 0", &format!("empty.toml:{line}:")]);
    foretaste(here, &["personas", "idea/study.toml", "--out", "p.csv"]).refuses(3, &["unknown key"]);
    assert_eq!(names(here), ["idea"]);
}

#[test]
fn a_place_that_cannot_be_written_ends_with_7() {
    let folder = started();
    let here = folder.path();
    fs::write(here.join("file"), "").unwrap();
    let run = [&["validate", "idea/study.toml", "--out", "file/run"][..], &SMALL].concat();
    foretaste(here, &run).refuses(7, &["cannot write", "file/run"]);
    foretaste(here, &["personas", "idea/people.toml", "--out", "file/people.csv"]).refuses(7, &["cannot write", "file/people.csv"]);
    assert_eq!(names(here), ["file", "idea"]);
}

/// Runs the program where files may grow to so many blocks of 512 bytes only: every write past that fails, as on a full disk.
#[cfg(unix)]
fn on_a_small_disk(folder: &std::path::Path, blocks: u32, arguments: &[&str]) -> (i32, String, String) {
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
    let mut command = std::process::Command::new("sh");
    command.args(["-c", &script, "sh", env!("CARGO_BIN_EXE_foretaste")]).args(arguments).current_dir(folder).env("NO_COLOR", "1");
    let done = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
}

#[test]
#[cfg(unix)]
fn a_disk_that_fills_ends_with_7_and_keeps_what_was_finished() {
    let folder = started();
    let here = folder.path();
    let run = [&["validate", "idea/study.toml", "--out", "run"][..], &SMALL].concat();
    foretaste(here, &run).ends(0);
    let size = |file: &str| fs::metadata(here.join("run").join(file)).unwrap().len();
    let blocks = size("result.json") / 512 + 16;
    assert!(blocks * 512 < size("report.html"), "the page is the file that does not fit");
    fs::rename(here.join("run"), here.join("whole")).unwrap();

    let (code, out, err) = on_a_small_disk(here, blocks as u32, &run);
    assert_eq!(code, 7, "{err}");
    for part in ["cannot write `run/report.html`", "kept in `run.incomplete`", "result.json"] {
        assert!(err.contains(part), "expected `{part}` in\n{err}");
    }
    assert!(out.contains("Bike care at your door") && out.contains("not written whole"), "the summary is shown all the same:\n{out}");
    assert_eq!(names(here), ["idea", "run.incomplete", "whole"], "no file under its final name, nothing temporary");
    let kept = ["concept-board.html", "journey-map.html", "manifest.json", "result.json", "study.v2.toml", "tables"];
    assert_eq!(names(&here.join("run.incomplete")), kept, "no half-written page");
    let same = |file: &str| {
        assert_eq!(fs::read(here.join("run.incomplete").join(file)).unwrap(), fs::read(here.join("whole").join(file)).unwrap())
    };
    same("result.json");
    assert_eq!(names(&here.join("run.incomplete/tables")), names(&here.join("whole/tables")));
    for table in names(&here.join("whole/tables")) {
        same(&format!("tables/{table}"));
    }

    // A table that does not fit is no file at all, and a run that was there before stays.
    fs::remove_dir_all(here.join("run.incomplete")).unwrap();
    fs::rename(here.join("whole"), here.join("run")).unwrap();
    let before = fs::read(here.join("run/report.html")).unwrap();
    let (code, _, err) = on_a_small_disk(here, 8, &[&run[..], &["--force", "--quiet"]].concat());
    assert_eq!((code, err.contains("cannot write `run/result.json`")), (7, true), "{err}");
    assert_eq!(names(here), ["idea", "run"], "where not even the result fits nothing is left");
    assert_eq!(fs::read(here.join("run/report.html")).unwrap(), before);

    let people = ["personas", "idea/people.toml", "--count", "2000", "--out", "people.csv", "--quiet"];
    let (code, _, err) = on_a_small_disk(here, 8, &people);
    assert_eq!((code, err.contains("people.csv") || err.contains("writing")), (7, true), "{err}");
    assert_eq!(names(here), ["idea", "run"], "no half-written table");
}

#[test]
#[cfg(target_os = "linux")]
fn standard_output_that_is_full_ends_with_7() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let folder = started();
    let done = std::process::Command::new(env!("CARGO_BIN_EXE_foretaste"))
        .args(["personas", "idea/people.toml", "--count", "100"])
        .current_dir(folder.path())
        .stdout(full)
        .output()
        .unwrap();
    let err = String::from_utf8(done.stderr).unwrap();
    assert_eq!(done.status.code(), Some(7), "{err}");
    assert!(err.contains("cannot write to standard output"), "{err}");
}

#[test]
fn fewer_people_as_they_are_run_a_shipped_study() {
    let folder = tempfile::tempdir().unwrap();
    let study = repository().join("scenarios/swissmetro/study.toml");
    let run = ["validate", study.to_str().unwrap(), "--personas", "300", "--replicates", "2", "--out", "run", "--quiet"];
    foretaste(folder.path(), &run).ends(0);
    let page = fs::read_to_string(folder.path().join("run/report.html")).unwrap();
    assert!(page.contains("300 of the 6768 rows were drawn at random"));
}

#[test]
fn personas_are_shown_and_written() {
    let folder = started();
    let here = folder.path();
    let run = |more: &[&str]| foretaste(here, &[&["personas", "idea/people.toml", "--count", "400"][..], more].concat());
    let shown = run(&["-n", "2"]).ends(0);
    for part in [
        "400 people made from stated margins",
        "Segments",
        "families",
        "of 12 shares met within half a point",
        "Rank correlations",
        "-0.30",
    ] {
        assert!(shown.out.contains(part), "expected `{part}` in\n{}", shown.out);
    }
    assert!(!shown.out.contains("MISSED"), "{}", shown.out);
    assert_eq!(shown.out.matches("\nPersona ").count(), 2);

    let written = run(&["--out", "people.csv", "--quiet"]).ends(0);
    assert_eq!(written.out, "");
    let csv = fs::read_to_string(here.join("people.csv")).unwrap();
    let mut lines = csv.lines();
    assert!(lines.next().unwrap().starts_with("persona,segment,age,place,children,rides,way,"), "{csv:.200}");
    assert_eq!(lines.count(), 400);
    run(&["--out", "people.csv"]).refuses(7, &["`people.csv` exists already", "--force"]);
    run(&["--out", "people.csv", "--force", "--quiet"]).ends(0);
    assert_eq!(fs::read_to_string(here.join("people.csv")).unwrap(), csv, "the same seed gives the same people");
    run(&["--out", "people.csv", "--force", "--quiet", "--seed", "2"]).ends(0);
    assert_ne!(fs::read_to_string(here.join("people.csv")).unwrap(), csv);

    run(&["--out", "deep/people.parquet", "--quiet"]).ends(0);
    let frame = foretaste::frame::read_parquet(&here.join("deep/people.parquet")).unwrap();
    let columns = csv.lines().next().unwrap().split(',').count();
    assert_eq!((frame.rows(), frame.columns().len()), (400, columns));
    assert_eq!(names(here), ["deep", "idea", "people.csv"]);
}

#[test]
fn personas_as_json_say_what_the_text_says() {
    let people = repository().join("personas/one-person-firms.toml");
    let ran = foretaste(&repository(), &["personas", people.to_str().unwrap(), "--count", "2000", "-n", "1", "--format", "json"]).ends(0);
    let listing: Json = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((&listing["people"], &listing["made"]), (&json!(2000), &json!("weighted to margins")));
    assert!(listing["respondents"].as_u64().unwrap() > 500 && listing["weighting"]["design_effect"].as_f64().unwrap() > 1.0);
    let margins = listing["margins"].as_array().unwrap();
    assert!(margins.len() == 7 && margins.iter().all(|margin| margin["hit"] != "missed"), "{margins:?}");
    assert_eq!(listing["cards"].as_array().unwrap().len(), 1);
    assert!(listing["cards"][0]["values"]["age"].as_str().unwrap().ends_with("years"));
}

#[test]
fn every_published_figure_comes_out() {
    let here = repository();
    let text = foretaste(&here, &["verify"]).ends(0).out;
    let listing: Json = serde_json::from_str(&foretaste(&here, &["verify", "--format", "json"]).ends(0).out).unwrap();
    let checks = listing["checks"].as_array().unwrap();
    assert!(listing["pass"] == true && checks.len() > 100, "{}", checks.len());
    assert!(text.ends_with(&format!("\n{0} of {0} figures come out as published\n", checks.len())), "{text}");
    assert!(!text.contains("FAIL"));
    for check in checks {
        let near = (check["got"].as_f64().unwrap() - check["expected"].as_f64().unwrap()).abs() <= check["tolerance"].as_f64().unwrap();
        assert!(near && check["source"].as_str().is_some_and(|source| !source.is_empty()), "{check}");
        assert!(check["name"].as_str().is_some_and(|name| !name.is_empty() && text.contains(name)), "{check}");
    }
}

#[test]
fn help_is_data_and_fits_a_screen() {
    let here = repository();
    let help = foretaste(&here, &["--help"]).ends(0);
    assert_eq!(help.err, "");
    for command in ["init", "validate", "compare", "autonomy", "foresight", "personas", "schema", "verify", "completions", "man"] {
        assert!(help.out.contains(&format!("\n  {command} ")), "{}", help.out);
        let own = foretaste(&here, &[command, "--help"]).ends(0);
        assert!(own.err.is_empty() && own.out.contains(&format!("Usage: foretaste {command}")), "{}", own.out);
        assert!(own.out.lines().all(|line| line.chars().count() <= 120), "{}", own.out);
        let page = foretaste(&here, &["man", command]).ends(0).out;
        assert!(page.contains(&format!(".TH foretaste-{command} 1")), "{page}");
    }
    assert!(foretaste(&here, &["man"]).ends(0).out.contains(".TH foretaste 1"));
    assert_eq!(foretaste(&here, &["--version"]).ends(0).out, format!("foretaste {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn completions_know_the_commands() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = foretaste(&repository(), &["completions", shell]).ends(0).out;
        assert!(script.contains("personas") && script.contains("fail-under"), "{shell}");
    }
}
