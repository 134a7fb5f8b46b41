//! Futures that people and firms live through.

use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use foretaste::economy::{Gate, Outcome};
use foretaste::montecarlo::Replicates;
use foretaste::parallel::Batching;
use foretaste::random::Seed;
use foretaste::report::page;
use foretaste::study::foresight::{Findings, Future, Options, analyse, foresight_schema, lives, load, report, result, tables};
use foretaste::study::validate::{self, Setting};
use serde_json::Value as Json;

use crate::cli_program::foretaste;
use crate::cli_schema::fits;

static NEVER: AtomicBool = AtomicBool::new(false);

const FUTURE: &str = r#"
title    = "Small"
question = "Which?"
horizon  = "2030"
as_of    = "2026-11-01"
[[drivers]]
name     = "Machines"
variants = ["wait", { name = "come", population = "come.toml" }]
[[drivers]]
name     = "Guilds"
variants = ["rare", { name = "common", population = "common.toml" }]
[cross_impact]
grade  = "judgement"
spread = 0.5
[[cross_impact.judgements]]
of   = "Machines"
on   = "Guilds"
rows = [[2, -2], [-2, 2]]
[[futures]]
name       = "Crash"
because    = "Everybody cuts at once."
population = "crash.toml"
variants   = { Machines = "come", Guilds = "rare" }
[[futures]]
name     = "Calm"
variants = { Machines = "wait", Guilds = "rare" }
[population]
economy = "economy.toml"
"#;

const ECONOMY: &str = "title = 'Who works?'\n[run]\npeople = 1500\npast = 24\nmonths = 30\n[ai]\npayroll = [0.2, 0.3, 0.6]\n";

fn treatment(title: &str, edits: &[(&str, &str)]) -> String {
    let edits: String = edits.iter().map(|(path, what)| format!("[[edit]]\nchange = '{path}'\n{what}\n")).collect();
    format!("title = '{title}'\n{edits}")
}

fn write(folder: &Path, future: &str, economy: &str) {
    let files = [
        ("future.toml", future.to_owned()),
        ("economy.toml", economy.to_owned()),
        ("come.toml", treatment("Machines come", &[("ai.reach", "set = [0.6, 0.8, 1]"), ("ai.innovation", "set = 0.3")])),
        ("common.toml", treatment("Guilds are common", &[("policy.guilds", "set = 0.5"), ("policy.ramp", "set = 1")])),
        (
            "crash.toml",
            treatment(
                "Crash",
                &[("ai.reach", "set = 1"), ("ai.innovation", "set = 0.9"), ("ai.austerity", "set = 1"), ("ai.payroll", "scale = 1.5")],
            ),
        ),
    ];
    for (name, text) in files {
        fs::write(folder.join(name), text).unwrap();
    }
}

fn loaded(folder: &Path) -> Future {
    load(&folder.join("future.toml"), folder, Seed(1), None, None).unwrap_or_else(|problems| panic!("{problems}"))
}

fn lived(future: &mut Future, threads: usize, chunk: usize) -> Findings {
    let mut findings = analyse(future, &Options { seed: Seed(1), draws: 500, threads }).unwrap();
    let options = validate::Options {
        seed: Seed(1),
        replicates: Replicates::Fixed(6),
        batching: Batching { threads, chunk },
        advocates: false,
        rounds: None,
    };
    let population = future.population.take().unwrap();
    findings.lives = Some(lives(population, future.structure(), &findings, &options, Gate::Calibrated, &NEVER, &|_| ()).unwrap());
    findings
}

#[test]
fn people_live_through_everything_that_is_told() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), FUTURE, ECONOMY);
    let mut future = loaded(folder.path());
    let findings = lived(&mut future, 2, 1);
    let found = findings.lives.as_ref().unwrap();
    assert!(found.lived.calibration.missed().is_empty() && found.partial.is_none());
    // What hangs together: machines and guilds, or neither. Only what changes something has an arm of its own.
    let of = |name: &str| found.futures.iter().find(|one| one.0 == name).unwrap();
    let read: Vec<&str> = found.futures[..2].iter().map(|one| one.0.as_str()).collect();
    assert_eq!(read, ["Scenario 1", "Scenario 2"]);
    assert_eq!((of("Calm").1, of("Calm").2.len()), (0, 0), "nothing of it touches the economy");
    assert_eq!(found.arms().len(), 3);
    let both = found.futures[..2].iter().find(|one| one.1 > 0).unwrap();
    assert_eq!(
        both.2.iter().map(|line| line.path.as_str()).collect::<Vec<_>>(),
        ["ai.reach", "ai.innovation", "policy.guilds", "policy.ramp"]
    );
    // The file of a future stands in the place of its variants: machines come in it by more than the variant says.
    let crash = of("Crash");
    assert!(crash.2.iter().any(|line| (line.path.as_str(), line.to.as_str()) == ("ai.innovation", "0.9 a year")), "{:?}", crash.2);
    let change = |arm: usize, outcome: Outcome| found.effect(arm, outcome, found.end()).unwrap();
    assert!(
        change(crash.1, Outcome::Employment).high < 0.0
            && change(crash.1, Outcome::Employment).mean < change(both.1, Outcome::Employment).mean
    );
    assert!(change(both.1, Outcome::Isolation).mean < 0.0, "half of those alone are in a guild");
    assert_eq!(change(0, Outcome::Employment).mean, 0.0);
    assert!((found.ratio(0, Outcome::Median, found.end()).unwrap().mean - 1.0).abs() < 1e-15);
    assert_eq!(found.months(), [2, 5, 8, 11, 14, 17, 20, 23, 26, 29]);

    let page = page::html(&report(&future, &findings, &Setting::default())).unwrap();
    for words in [
        "What people and firms live through",
        "Does the simulated past look real?",
        "It lands on 4 of 4 statistics",
        "Everybody cuts at once.",
        "no: at Guilds, “common” would fit better by 4 points",
        "none of its variants touches the economy: ",
        "Which uncertain number decides",
    ] {
        assert!(page.contains(words), "{words}");
    }
    let json: Json = serde_json::to_value(result(&future, &findings, &Setting::default())).unwrap();
    fits(&foresight_schema(), &json).unwrap_or_else(|fault| panic!("{fault}"));
    assert_eq!(json["population"]["futures"][0]["outcomes"]["employment"]["change"], 0.0);
    let all = tables(&future, &findings).unwrap();
    for name in ["population", "past", "economy"] {
        assert!(all.iter().any(|table| table.name() == name), "{name}");
    }
}

#[test]
fn the_same_bytes_at_any_thread_count() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), FUTURE, ECONOMY);
    let written = |threads: usize, chunk: usize| {
        let mut future = loaded(folder.path());
        let findings = lived(&mut future, threads, chunk);
        let json = serde_json::to_string(&result(&future, &findings, &Setting::default())).unwrap();
        let page = page::html(&report(&future, &findings, &Setting::default())).unwrap();
        (json, page, format!("{:?}", tables(&future, &findings).unwrap()))
    };
    assert!(written(1, 1) == written(3, 2), "threads never change a result");
}

#[test]
fn a_past_that_does_not_look_real_stops_the_run_unless_told_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    write(here, FUTURE, &format!("{ECONOMY}[choice]\nloyalty = 3\n"));
    let ran = foretaste(here, &["foresight", "future.toml", "--out", "run"]);
    assert_eq!(ran.code, 4, "{ran:?}");
    for words in ["median time in the present job is ", "not 3.9 ± 0.3", "--uncalibrated"] {
        assert!(ran.err.contains(words), "{words}: {ran:?}");
    }
    assert!(ran.out.is_empty() && !here.join("run").exists());
    let ran = foretaste(here, &["foresight", "future.toml", "--out", "run", "--uncalibrated", "--replicates", "2", "--draws", "100"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let page = fs::read_to_string(here.join("run/report.html")).unwrap();
    assert!(page.contains("The past does not look real.") && page.contains("--uncalibrated"), "{page}");
    let json: Json = serde_json::from_str(&fs::read_to_string(here.join("run/result.json")).unwrap()).unwrap();
    assert_eq!(json["population"]["calibrated"], false);
}

/// A crash, and what could be done about it: of three levers one takes the cuts back, one helps a little, one does nothing.
const SEARCHES: &str = r#"
[[searches]]
name    = "What would prevent it?"
future  = "Crash"
outcome = "employment"
towards = "more"
most    = 2
levers  = [
  { name = "Nothing", population = "nothing.toml" },
  { name = "No machines", population = "stop.toml" },
  { name = "Fewer cuts", population = "hold.toml" },
]
[[searches]]
name    = "What would make it worse?"
future  = "Calm"
outcome = "employment"
towards = "less"
levers  = [{ name = "Nothing", population = "nothing.toml" }, { name = "Crash", population = "crash.toml" }]
"#;

fn searching(folder: &Path, searches: &str) {
    write(folder, &format!("{FUTURE}{searches}"), ECONOMY);
    for (name, edits) in [
        ("nothing.toml", [("policy.antitrust", "set = 0")]),
        ("stop.toml", [("ai.reach", "set = 0")]),
        ("hold.toml", [("ai.austerity", "set = 0.7")]),
    ] {
        fs::write(folder.join(name), treatment(name, &edits)).unwrap();
    }
}

#[test]
fn levers_are_put_together_and_told_on_fresh_draws() {
    let folder = tempfile::tempdir().unwrap();
    searching(folder.path(), SEARCHES);
    let run = |threads: usize| {
        let mut future = loaded(folder.path());
        let findings = lived(&mut future, threads, 1);
        let json: Json = serde_json::to_value(result(&future, &findings, &Setting::default())).unwrap();
        fits(&foresight_schema(), &json).unwrap_or_else(|fault| panic!("{fault}"));
        let page = page::html(&report(&future, &findings, &Setting::default())).unwrap();
        assert!(tables(&future, &findings).unwrap().iter().any(|table| table.name() == "levers"));
        (findings.lives.unwrap().searched, page, json["population"]["searches"].clone())
    };
    let (found, page, json) = run(2);
    let [prevent, worse] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(prevent.steps[0].lever, "No machines", "{prevent:?}");
    assert!(prevent.steps[0].adds.low > 0.0 && prevent.steps[0].level.mean > prevent.start.mean);
    // Without machines nothing is left to hold back.
    assert!(prevent.exhausted && prevent.steps.len() == 1, "{:?}", prevent.steps);
    assert_eq!(prevent.alone.iter().map(|one| one.0.as_str()).collect::<Vec<_>>(), ["Nothing", "No machines", "Fewer cuts"]);
    assert_eq!(prevent.alone[0].1.mean, 0.0, "the same people meet the same luck");
    assert!(prevent.alone[2].1.mean > 0.0 && prevent.alone[2].1.mean < prevent.alone[1].1.mean);
    assert_eq!(worse.steps.iter().map(|step| step.lever.as_str()).collect::<Vec<_>>(), ["Crash"]);
    assert!(worse.steps[0].adds.high < 0.0);
    for words in ["What would prevent it, and what would break it", "“No machines” raises", "fresh ones", "by itself"] {
        assert!(page.contains(words), "{words}");
    }
    assert_eq!(json[0]["levers"][0]["name"], "No machines");
    let (again, other, _) = run(1);
    assert!(again == found && other == page, "threads never change a result");
}

#[track_caller]
fn refused(future: &str, economy: &str, parts: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), future, economy);
    let problems = load(&folder.path().join("future.toml"), folder.path(), Seed(1), None, None).expect_err("refused").to_string();
    for part in parts {
        assert!(problems.contains(part), "expected `{part}` in\n{problems}");
    }
}

#[test]
fn what_cannot_be_lived_through_is_told_with_its_place() {
    refused(
        &FUTURE.replace("Guilds = \"rare\" }\n[[futures]]", "}\n[[futures]]").replace("\"come\", }", "\"come\" }"),
        ECONOMY,
        &["`Crash` does not say how every driver turns out", "nothing of Guilds"],
    );
    refused(&FUTURE.replace("Machines = \"wait\", Guilds", "Machnes = \"wait\", Guilds"), ECONOMY, &["Machnes", "Machines"]);
    refused(&FUTURE.replace("\"Calm\"", "\"Crash\""), ECONOMY, &["two futures are named `Crash`"]);
    let searching = |from: &str, to: &str| {
        format!(
            "{FUTURE}{}",
            SEARCHES
                .replacen(from, to, 1)
                .replace("nothing.toml", "come.toml")
                .replace("stop.toml", "common.toml")
                .replace("hold.toml", "crash.toml")
        )
    };
    refused(&searching("future  = \"Crash\"", "future  = \"Crush\""), ECONOMY, &["Crush", "Crash"]);
    refused(&searching("outcome = \"employment\"", "outcome = \"employmnt\""), ECONOMY, &["employmnt", "employment"]);
    refused(&searching("most    = 2", "most    = 9"), ECONOMY, &["`most` is out of range"]);
    refused(&searching("What would make it worse?", "What would prevent it?"), ECONOMY, &["two searches are named"]);
    refused(&searching("\"No machines\"", "\"Nothing\""), ECONOMY, &["two levers are named `Nothing`"]);
    refused(&FUTURE.replace("[population]\neconomy = \"economy.toml\"\n", ""), ECONOMY, &["no population is named", "[population]"]);
    // Everything wrong in all files at once.
    refused(FUTURE, &ECONOMY.replace("payroll", "payrol"), &["payrol", "payroll"]);
    refused(FUTURE, &ECONOMY.replace("1500", "15"), &["people", "15"]);
    refused(&FUTURE.replace("economy.toml", "../economy.toml"), ECONOMY, &["economy.toml"]);
    refused(&FUTURE.replace("common.toml", "missing.toml").replace("crash.toml", "gone.toml"), ECONOMY, &["missing.toml", "gone.toml"]);
    let ran = foretaste(tempfile::tempdir().unwrap().path(), &["foresight", "nothing.toml", "--uncalibrated"]);
    assert_eq!(ran.code, 3, "{ran:?}");
}
