//! Signals behind the drivers of a future: what is heard of them, where signposts stand, and that nothing later is seen.

use std::fs;
use std::path::Path;

use foretaste::random::Seed;
use foretaste::signals::Day;
use foretaste::study::foresight::{Course, Heard, Unscored, hear, load};
use serde_json::Value as Json;

use crate::cli_program::{foretaste, repository};
use crate::cli_schema::fits;
use crate::signals::corpus;

const FUTURE: &str = r#"
title    = "Small"
question = "Which?"
horizon  = "2030"
as_of    = "2025-12-31"

[signals]
file = "signals.toml"

[[drivers]]
name      = "A"
sector    = "technology"
felt_from = 2026
variants  = ["a1", "a2"]
signals   = [{ term = "up", speaks_for = "a2", because = "More of it, more of that." }, { term = "Down" }, { term = "flat" }]
watch     = { what = "Documents with up", trips = { term = "up", share = 0.019 } }
[[drivers]]
name      = "B"
sector    = "politics"
felt_from = 2030
variants  = ["b1", "b2"]
signals   = [{ term = "down", speaks_for = "b1" }, { term = "common" }, { term = "rare" }]

[cross_impact]
grade  = "judgement"
spread = 0.6
[[cross_impact.judgements]]
of   = "A"
on   = "B"
rows = [[2, -2], [-2, 2]]
"#;

const SIGNALS: &str = r#"
title = "Counts"
question = "What?"
as_of = "2025-12-31"
[series]
file = "terms.csv"
total = "all"
listed_from = 0
source = "counted for this test"
bias = "None that matters here."
[score]
common = 0.2
"#;

/// Sixteen quarters of 10,000 documents, 2022 to 2025; what comes after is what `later` says.
fn counts(folder: &Path, later: &str) {
    let quarters: Vec<String> = (2022..=2026).flat_map(|year| (1..=4).map(move |quarter| format!("{year}Q{quarter}"))).collect();
    let mut table = format!("term,{}\n", quarters.join(","));
    let row = |name: &str, count: &dyn Fn(u64) -> u64| {
        let cells = (0..20).map(|at| if at < 16 { count(at).to_string() } else { later.to_owned() });
        format!("{name},{}\n", cells.collect::<Vec<_>>().join(","))
    };
    table.push_str(&row("all", &|_| 10_000));
    table.push_str(&row("up", &|at| if at >= 12 { 200 } else { 100 }));
    table.push_str(&row("down", &|at| if at >= 12 { 50 } else { 100 }));
    table.push_str(&row("flat", &|_| 100));
    table.push_str(&row("common", &|_| 3_000));
    table.push_str(&row("rare", &|at| u64::from(at == 3)));
    fs::write(folder.join("terms.csv"), table).unwrap();
    fs::write(folder.join("signals.toml"), SIGNALS).unwrap();
    fs::write(folder.join("future.toml"), FUTURE).unwrap();
}

fn heard(folder: &Path, as_of: Option<Day>) -> Heard {
    let future = load(&folder.join("future.toml"), folder, Seed(1), None, as_of).unwrap_or_else(|problems| panic!("{problems}"));
    hear(future.listening.expect("signals are named")).unwrap_or_else(|problems| panic!("{problems}"))
}

#[track_caller]
fn refused(folder: &Path, future: &str, parts: &[&str]) {
    fs::write(folder.join("future.toml"), future).unwrap();
    let problems = load(&folder.join("future.toml"), folder, Seed(1), None, None).expect_err("refused").to_string();
    for part in parts {
        assert!(problems.contains(part), "expected `{part}` in\n{problems}");
    }
}

#[test]
fn what_rises_and_falls_is_told_from_what_does_not() {
    let folder = tempfile::tempdir().unwrap();
    counts(folder.path(), "100");
    let heard = heard(folder.path(), None);
    let of = |term: &str| heard.each().find(|(link, _)| link.term == term).unwrap().1.unwrap();
    // 800 of 40,000 over 400 of 40,000; the standard error of its logarithm is √(1/800 + 1/400 − 2/40,000) = .06083.
    let up = of("up");
    assert_eq!((up.now, up.before), ((800, 40_000), (400, 40_000)));
    let (times, interval) = up.times;
    assert!((times - 2.0).abs() < 1e-12);
    assert!((interval.low - 2.0 * (-1.959_964 * 0.060_827_6_f64).exp()).abs() < 1e-5, "{interval:?}");
    assert!((interval.high - 2.0 * (1.959_964 * 0.060_827_6_f64).exp()).abs() < 1e-5, "{interval:?}");
    let courses: Vec<Course> = ["up", "Down", "flat", "common"].map(|term| of(term).course).into();
    assert_eq!(courses, [Course::Rises, Course::Falls, Course::Unclear, Course::Unclear]);
    assert_eq!(up.rank.as_ref().unwrap().place, 1);
    assert_eq!((of("common").rank.as_ref().err(), of("rare").rank.as_ref().err()), (Some(&Unscored::Common), Some(&Unscored::Rare)));
    assert_eq!(up.window.1.to_string(), "2025 Q4");
    let (trip, stand) = heard.signposts().next().unwrap();
    assert!(trip.tripped(stand) && (stand.share() - 0.02).abs() < 1e-12);
    // A year earlier nothing had risen, and the signpost had not tripped.
    let earlier = self::heard(folder.path(), Day::parse("2024-12-31"));
    assert_eq!(earlier.each().next().unwrap().1.unwrap().course, Course::Unclear);
    let (trip, stand) = earlier.signposts().next().unwrap();
    assert!(!trip.tripped(stand));
}

#[test]
fn the_report_shows_them_and_sees_nothing_later() {
    let [calm, garbage] = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    counts(calm.path(), "100");
    counts(garbage.path(), "rubbish");
    let run = |folder: &Path, out: &str, threads: &str| {
        let arguments = ["foresight", "future.toml", "--out", out, "--draws", "200", "--threads", threads, "--format", "json"];
        let json: Json = serde_json::from_str(&foretaste(folder, &arguments).ends(0).out).unwrap();
        json
    };
    let (mut a, mut b) = (run(calm.path(), "run", "1"), run(garbage.path(), "run", "3"));
    let schema: Json = serde_json::from_str(&foretaste(calm.path(), &["schema", "foresight"]).ends(0).out).unwrap();
    fits(&schema, &a).unwrap_or_else(|fault| panic!("{fault}"));
    assert_eq!(a["signals"]["terms"].as_array().map(Vec::len), Some(6));
    assert_eq!(a["signals"]["signposts"][0]["tripped"], true);
    // The tables differ in what lies after the day, and so do their hashes; nothing else does.
    assert_ne!(a["inputs"], b["inputs"]);
    for one in [&mut a, &mut b] {
        one.as_object_mut().unwrap().remove("inputs");
    }
    assert_eq!(a, b);
    for table in ["signals", "signposts", "scenarios", "validity"] {
        let read = |folder: &Path| fs::read(folder.join(format!("run/tables/{table}.csv"))).unwrap();
        assert!(read(calm.path()) == read(garbage.path()), "{table}");
    }
    let page = fs::read_to_string(calm.path().join("run/report.html")).unwrap();
    for part in
        ["What already moves", "it has tripped", "Of 6 signals, 1 rises beyond chance, 2 fall", "no vote for a variant", "common already"]
    {
        assert!(page.contains(part), "{part}");
    }
    foretaste(calm.path(), &["foresight", "future.toml", "--as-of", "2024-12-31", "--out", "past", "--draws", "200"]).ends(0);
    assert!(fs::read_to_string(calm.path().join("past/report.html")).unwrap().contains("not tripped"));
    let somewhere = repository().join("scenarios/somewhereland/future.toml");
    let arguments = ["foresight", somewhere.to_str().unwrap(), "--as-of", "2024-12-31", "--out", "none"];
    foretaste(calm.path(), &arguments).refuses(2, &["this future names none"]);
}

#[test]
fn documents_are_listened_to_by_the_terms_of_their_topics() {
    let folder = tempfile::tempdir().unwrap();
    corpus(folder.path(), "Later news");
    let signals = r#"[{ term = "drone", speaks_for = "a2", because = "Parcels that fly need no driver." }]"#;
    let (before, after) = FUTURE.split_once("signals   = [").unwrap();
    let rest = after.split_once('\n').unwrap().1;
    let future = format!("{before}signals   = {signals}\n{rest}").replace("2025-12-31", "2021-06-30");
    let lines = future.lines().filter(|line| !line.starts_with("watch") && !line.contains("common"));
    fs::write(folder.path().join("future.toml"), lines.collect::<Vec<_>>().join("\n")).unwrap();
    let heard = heard(folder.path(), None);
    let signal = heard.each().next().unwrap().1.unwrap();
    // Bread is nearly the same text month after month, so that later months hold nothing but drones: more of them, but no larger share.
    assert_eq!((signal.now, signal.before, signal.course), ((24, 24), (15, 15), Course::Unclear));
    let quote = &heard.found.quotes[signal.quote.expect("a topic that is shown has a quote")].quote;
    assert!(quote.words.to_lowercase().contains("drone"), "{}", quote.words);
    foretaste(folder.path(), &["foresight", "future.toml", "--out", "run", "--draws", "200"]).ends(0);
    let page = fs::read_to_string(folder.path().join("run/report.html")).unwrap();
    assert!(page.contains("Some of the documents were made up") && !page.contains("Later news"));
}

#[test]
fn what_people_get_wrong_is_said_where_it_stands() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    counts(here, "100");
    let changed = |from: &str, to: &str| {
        assert!(FUTURE.contains(from), "{from}");
        FUTURE.replacen(from, to, 1)
    };
    refused(here, &changed("term = \"flat\"", "term = \"flet\""), &["no signal `flet` is known as of 2025-12-31", "did you mean `flat`?"]);
    refused(here, &changed("speaks_for = \"a2\"", "speaks_for = \"a9\""), &["a9"]);
    refused(here, &changed("share = 0.019", "share = 1.5"), &["`share` is out of range", "1.5"]);
    refused(here, &changed("felt_from = 2026", "felt_from = 2025\nx = 1"), &["x"]);
    refused(here, &changed("felt_from = 2026", "felt_from = 2024"), &["`felt_from` is out of range", "a year from 2025"]);
    refused(here, &changed("sector    = \"technology\"", "sector    = \"tecnology\""), &["technology"]);
    refused(here, &changed("[signals]\nfile = \"signals.toml\"\n", ""), &["no signals file is named"]);
    refused(here, &changed("file = \"signals.toml\"", "file = \"../signals.toml\""), &["../signals.toml"]);
    let silent = FUTURE.lines().filter(|line| !line.starts_with("signals   =") && !line.starts_with("watch"));
    refused(here, &silent.collect::<Vec<_>>().join("\n"), &["no driver names a signal"]);
    // A day before the series begins.
    refused(here, &changed("as_of    = \"2025-12-31\"", "as_of    = \"2021-12-31\""), &["no period of the series has ended"]);
}
