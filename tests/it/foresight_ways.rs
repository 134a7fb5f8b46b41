//! Ways through the years: what is weighed, and what is refused.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use foretaste::montecarlo::Replicates;
use foretaste::parallel::Batching;
use foretaste::random::Seed;
use foretaste::report::page;
use foretaste::study::foresight::{Future, Options, Stressed, analyse, load, report, result, stress, tables};
use foretaste::study::validate::{self, Setting};

use crate::cli_program::{foretaste, repository};
use crate::cli_schema::fits;

static NEVER: AtomicBool = AtomicBool::new(false);

/// Two drivers that go together; one of them touches the study, and says how it is watched.
const FUTURE: &str = r#"
title    = "Small"
question = "Which?"
horizon  = "2030 to 2033"
as_of    = "2026-11-01"
[[drivers]]
name     = "Trust"
watch    = { what = "A survey", owner = "Ana" }
variants = ["holds", { name = "breaks", treatment = "back-office/treatments/deadline-guarantee.toml" }]
[[drivers]]
name     = "Law"
variants = ["same", "new"]
[cross_impact]
grade  = "judgement"
[[cross_impact.judgements]]
of   = "Trust"
on   = "Law"
rows = [[2, -2], [-2, 2]]
[[cross_impact.judgements]]
of   = "Law"
on   = "Trust"
rows = [[1, -1], [-1, 1]]
[concept]
study = "back-office/study.toml"
[[concept.options]]
name      = "Cheaper"
treatment = "back-office/treatments/price-39.toml"
[pathways]
from  = 2030
to    = 2033
turns = 2032
money = "EUR"
worth = 10
[[pathways.ways]]
name  = "Act"
steps = [{ year = 2030, take = "as it is", costs = 20, a_year = 5 }]
[[pathways.ways]]
name  = "Wait"
steps = [{ year = 2032, take = "Cheaper", when = { driver = "Trust", is = ["breaks"], sees = 0.5, false_alarm = 0 } }]
[[pathways.ways]]
name = "Leave it"
"#;

fn folder(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = repository();
    for from in
        ["scenarios/back-office/study.toml", "scenarios/back-office/team.toml", "personas/one-person-firms.toml", "personas/acs12.csv"]
    {
        let to = folder.path().join(from.trim_start_matches("scenarios/"));
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(root.join(from), to).unwrap();
    }
    let study = std::fs::read_to_string(folder.path().join("back-office/study.toml")).unwrap();
    std::fs::write(folder.path().join("back-office/study.toml"), study.replace("../../personas", "../personas")).unwrap();
    let treatments = folder.path().join("back-office/treatments");
    std::fs::create_dir_all(&treatments).unwrap();
    for file in std::fs::read_dir(root.join("scenarios/back-office/treatments")).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), treatments.join(file.file_name())).unwrap();
    }
    std::fs::write(folder.path().join("future.toml"), text).unwrap();
    folder
}

fn read(root: &Path) -> Future {
    load(&root.join("future.toml"), root, Seed(5), Some(300), None).unwrap_or_else(|problems| panic!("{problems}"))
}

#[track_caller]
fn refused(text: &str, parts: &[&str]) {
    let folder = folder(text);
    let problems = load(&folder.path().join("future.toml"), folder.path(), Seed(5), Some(300), None).expect_err("refused").to_string();
    for part in parts {
        assert!(problems.contains(part), "{part} is not in\n{problems}");
    }
}

fn weighed(future: &mut Future, threads: usize) -> (foretaste::study::foresight::Findings, Stressed) {
    let findings = analyse(future, &Options { seed: Seed(5), draws: 100, threads }).unwrap();
    let options = validate::Options {
        seed: Seed(5),
        replicates: Replicates::Fixed(5),
        batching: Batching { threads, chunk: 1 },
        advocates: false,
        rounds: None,
    };
    let concept = future.concept.take().unwrap();
    let found = stress(concept, future.structure(), &findings, &options, &NEVER, &|_| ()).unwrap();
    (findings, found)
}

#[test]
fn ways_add_up_from_the_levels_of_the_concept_on_the_same_draws() {
    let folder = folder(FUTURE);
    let mut future = read(folder.path());
    let (mut findings, found) = weighed(&mut future, 2);
    let ways = &found.ways.as_ref().unwrap().1;
    assert_eq!(ways.worlds.len(), 1 + found.under.len());
    assert_eq!((ways.worlds[0].as_str(), found.today.len()), ("today goes on", 2));
    let figure = found.comparing.figures().index(found.comparing.weighed.kind).unwrap();
    let level = |arm: usize| -> Vec<f64> { found.findings.comparison.level(arm, figure).iter().map(|level| 100.0 * level).collect() };
    let today = level(0);
    let trust = future.structure().find("Trust", "breaks").unwrap();
    let mut broken = 0;
    for (at, under) in found.under.iter().enumerate() {
        let breaks = findings.told[at].scenario.variant(trust.0) == trust.1;
        broken += usize::from(breaks);
        let (own, cheap) = (level(under.arms[0].unwrap()), level(under.arms[1].unwrap()));
        for draw in 0..today.len() {
            let act = 2.0 * (10.0 * today[draw] - 5.0) + 2.0 * (10.0 * own[draw] - 5.0) - 20.0;
            let wait = if breaks { 0.5 * 2.0 * 10.0 * cheap[draw] } else { 0.0 };
            assert!((ways.payoffs[0][at + 1][draw] - act).abs() < 1e-9 * act.abs().max(1.0));
            assert!((ways.payoffs[1][at + 1][draw] - wait).abs() < 1e-9 * wait.abs().max(1.0));
            assert_eq!(ways.payoffs[2][at + 1][draw], 0.0);
        }
    }
    assert!(broken > 0 && broken < found.under.len(), "both kinds of scenario are told");
    // The bytes do not hang on threads.
    let (_, again) = weighed(&mut read(folder.path()), 1);
    assert_eq!(again.ways.as_ref().unwrap().1.payoffs, ways.payoffs);
    findings.stressed = Some(found);
    let json = serde_json::to_value(result(&future, &findings, &Setting::default())).unwrap();
    assert!(json["concept"]["failure"].is_null(), "five draws are too few to hold some back");
    assert_eq!(json["concept"]["ways"]["ways"][2]["worth"]["today goes on"]["mean"], 0.0);
    let schema: serde_json::Value = serde_json::from_str(&foretaste(&repository(), &["schema", "foresight"]).ends(0).out).unwrap();
    fits(&schema, &json).unwrap();
    let page = page::html(&report(&future, &findings, &Setting::default())).unwrap();
    for words in [
        "Act, wait or hedge",
        "is regretted least",
        "to do now, by “",
        " of draws of what is uncertain; in ",
        "the opportunity: ",
        "the risk: ",
        "if Trust is seen as",
        "The numbers behind this chart",
        "on the market: Cheaper",
    ] {
        assert!(page.contains(words), "{words}");
    }
    let tables = tables(&future, &findings).unwrap();
    assert!(tables.iter().any(|table| table.name() == "ways"));
}

#[test]
fn what_cannot_be_weighed_is_refused_where_it_stands() {
    let with = |from: &str, to: &str| {
        assert!(FUTURE.contains(from), "{from}");
        FUTURE.replacen(from, to, 1)
    };
    refused(&with("take = \"Cheaper\"", "take = \"Cheeper\""), &["did you mean `Cheaper`?", "future.toml:"]);
    for name in ["nothing", "as it is"] {
        let called = format!("an option cannot be called `{name}`");
        refused(&with("name      = \"Cheaper\"", &format!("name      = \"{name}\"")), &[&called, "choose another"]);
    }
    refused(&with("to    = 2033", "to    = 2030"), &["`to` is out of range", "a year from 2031 to 2129"]);
    refused(&with("turns = 2032", "turns = 2040"), &["`turns` is out of range", "a year from 2030 to 2033"]);
    refused(&with("year = 2032, take", "year = 2050, take"), &["a step lies outside the years that count", "2030 to 2033"]);
    refused(&with("costs = 20", "costs = -20"), &["an amount of money is out of range", "costs are written without a sign"]);
    refused(&with("sees = 0.5", "sees = 1.5"), &["the number is out of range"]);
    refused(&with("is = [\"breaks\"]", "is = [\"brakes\"]"), &["did you mean `breaks`?"]);
    refused(
        &with("watch    = { what = \"A survey\", owner = \"Ana\" }", ""),
        &["nobody says how `Trust` is watched", "give the driver a `watch`"],
    );
    refused(&with("name = \"Leave it\"", "name = \"Act\""), &["Act"]);
    let alone = FUTURE.split("[[pathways.ways]]").take(2).collect::<Vec<_>>().join("[[pathways.ways]]");
    refused(&alone, &["there is nothing to weigh", "doing nothing is a way without steps"]);
    let late = "{ year = 2031, take = \"as it is\" }, { year = 2030, take = \"nothing\" }";
    refused(&with("{ year = 2030, take = \"as it is\", costs = 20, a_year = 5 }", late), &["stand earliest first", "2031 or later"]);
    let start = FUTURE.find("[concept]").unwrap();
    let end = FUTURE.find("[pathways]").unwrap();
    let without =
        format!("{}{}", &FUTURE[..start], &FUTURE[end..]).replace(", treatment = \"back-office/treatments/deadline-guarantee.toml\"", "");
    refused(&without, &["ways need a concept that is on the market or not", "add `[concept]` with its `study`"]);
}
