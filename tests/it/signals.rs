//! `foretaste signals`: nothing later is seen, quotes are their sources', faults are told, and the shipped series gives what it gave.

use std::fs;
use std::path::Path;

use foretaste::cli::{Described, schema};
use serde_json::Value as Json;

use crate::cli_program::{foretaste, repository};
use crate::cli_schema::fits;

fn result(folder: &Path, out: &str) -> Json {
    let json: Json = serde_json::from_str(&fs::read_to_string(folder.join(out).join("result.json")).unwrap()).unwrap();
    let published: Json = serde_json::from_str(&schema(Described::SignalsResult)).unwrap();
    fits(&published, &json).unwrap_or_else(|why| panic!("{why}"));
    json
}

/// Everything a run wrote that does not hold times or hashes of its inputs.
fn found(folder: &Path, out: &str) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for table in fs::read_dir(folder.join(out).join("tables")).unwrap().map(|entry| entry.unwrap().path()) {
        if table.extension().is_some_and(|ending| ending == "csv") {
            all.push((table.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&table).unwrap()));
        }
    }
    all.sort();
    let mut json = result(folder, out);
    json["inputs"] = Json::Null;
    all.push(("result.json".to_owned(), json.to_string()));
    let page = fs::read_to_string(folder.join(out).join("report.html")).unwrap();
    let hash = |line: &&str| !line.contains("sha256");
    all.push(("report.html".to_owned(), page.lines().filter(hash).collect::<Vec<_>>().join("\n")));
    all
}

#[test]
fn the_shipped_series_gives_its_picks_and_its_withdrawn_claims() {
    let folder = tempfile::tempdir().unwrap();
    let file = repository().join("scenarios/packages/signals.toml");
    let ran = foretaste(folder.path(), &["signals", file.to_str().unwrap(), "--out", "run"]).ends(0);
    assert!(ran.out.contains("30 signals") && ran.out.contains("may be chance"), "{}", ran.out);
    let json = result(folder.path(), "run");
    let cuts: Vec<(u64, u64, u64, u64, &str)> = json["backtest"]["cuts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|cut| {
            let number = |key: &str| cut[key].as_u64().unwrap();
            let hits = |key: &str| cut[key]["hits"].as_u64().unwrap();
            (number("candidates"), number("took_off"), hits("score"), hits("plain_growth"), cut["score"]["claim"].as_str().unwrap())
        })
        .collect();
    assert_eq!(cuts, [(560, 9, 0, 0, "withdrawn"), (1097, 28, 1, 1, "withdrawn"), (1749, 96, 4, 5, "withdrawn")]);
    let together = |json: &Json, of: &str| {
        let lift = &json["backtest"][of];
        let rounded = |key: &str| format!("{:.1}", lift[key].as_f64().unwrap());
        (lift["hits"].as_u64().unwrap(), rounded("lift"), rounded("low"), rounded("high"), lift["claim"].as_str().unwrap().to_owned())
    };
    let said = |hits: u64, numbers: [&str; 3], claim: &str| {
        let [lift, low, high] = numbers.map(str::to_owned);
        (hits, lift, low, high, claim.to_owned())
    };
    assert_eq!(together(&json, "together"), said(5, ["1.7", "0.6", "3.9"], "withdrawn"));
    assert_eq!(together(&json, "together_plain_growth").0, 6);
    // A list that tells of the future would make the same score look as if it worked.
    let told = tempfile::tempdir().unwrap();
    garbled(told.path(), "2026Q4", |_, _| String::new());
    let text = fs::read_to_string(&file).unwrap().replace("listed_from = 150", "listed_from = 0");
    fs::write(told.path().join("signals.toml"), text).unwrap();
    foretaste(told.path(), &["signals", "signals.toml", "--out", "run"]).ends(0);
    assert_eq!(together(&result(told.path(), "run"), "together"), said(13, ["2.0", "1.1", "3.2"], "holds"));
    for cut in json["backtest"]["cuts"].as_array().unwrap() {
        assert_eq!(cut["hits"].as_array().unwrap().len() + cut["misses"].as_array().unwrap().len(), 30);
    }
    for signal in json["terms"]["signals"].as_array().unwrap() {
        let sum: f64 = signal["parts"].as_object().unwrap().values().map(|part| part.as_f64().unwrap()).sum();
        assert!((sum - signal["score"].as_f64().unwrap()).abs() < 1e-12, "{signal}");
    }
    let page = fs::read_to_string(folder.path().join("run/report.html")).unwrap();
    assert_eq!(page.matches("is withdrawn for this date").count(), 3);
    assert!(page.contains("misses are 30 of 30 as of 2019-12-31, 29 of 30 as of 2021-12-31 and 26 of 30 as of 2023-12-31"));
    foretaste(folder.path(), &["signals", file.to_str().unwrap(), "--out", "again", "--fail-unless-tested"]).ends(6);
}

/// The shipped series and its file in a folder, where every cell of a period after a column is replaced.
fn garbled(folder: &Path, keep: &str, garbage: impl Fn(usize, usize) -> String) {
    let table = fs::read_to_string(repository().join("scenarios/packages/package-terms.csv")).unwrap();
    let last = table.lines().next().unwrap().split(',').position(|name| name == keep).unwrap();
    let lines = table.lines().enumerate().map(|(row, line)| {
        let cells = line.split(',').enumerate();
        cells
            .map(|(column, cell)| if row > 0 && column > last { garbage(row, column) } else { cell.to_owned() })
            .collect::<Vec<_>>()
            .join(",")
    });
    let table: Vec<String> = lines.collect();
    fs::write(folder.join("package-terms.csv"), table.join("\n") + "\n").unwrap();
    fs::copy(repository().join("scenarios/packages/signals.toml"), folder.join("signals.toml")).unwrap();
}

#[test]
fn nothing_after_the_day_is_seen() {
    let [whole, garbage] = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    garbled(whole.path(), "2026Q4", |_, _| String::new());
    garbled(garbage.path(), "2023Q4", |row, column| ["rubbish", "-5", "", "9e99", "1.5"][(row + column) % 5].to_owned());
    let run = |folder: &Path| {
        foretaste(folder, &["signals", "signals.toml", "--as-of", "2023-12-31", "--out", "run"]).ends(0);
        found(folder, "run")
    };
    let (a, b) = (run(whole.path()), run(garbage.path()));
    for ((name, a), (_, b)) in a.iter().zip(&b) {
        assert!(a == b, "{name} differs");
    }
    assert_eq!(a.len(), b.len());
    let json = result(whole.path(), "run");
    assert_eq!(json["as_of"], "2023-12-31");
    assert!(json["backtest"]["left_out"]["2023-12-31"].as_str().unwrap().contains("not known yet"));
    // And a day later than the garbage sees it.
    foretaste(garbage.path(), &["signals", "signals.toml", "--as-of", "2024-12-31", "--out", "late"]).refuses(3, &["finite number"]);
}

const FILE: &str = r#"
title = "Invented news"
question = "What do the invented papers begin to write of?"
as_of = "2021-06-30"

[[documents]]
files = ["feeds"]
format = "rss"
origin = "made up for this test"
invented = true

[[documents]]
files = ["posts.csv"]
format = "csv"
columns = { date = "day", title = "head", source = "who" }
language = "en"
origin = "made up for this test"
invented = true

[score]
window = 1
windows = 2
"#;

/// Feeds and posts of half a year, and one item after it.
pub(crate) fn corpus(folder: &Path, later: &str) {
    let mut items = String::new();
    for month in 1..=6 {
        for number in 0..4 {
            items.push_str(&format!(
                "<item><title>Bread queue {number}</title><description>&lt;p&gt;The sourdough bread queue at bakery {number} grew in month {month}.&lt;/p&gt;</description><pubDate>2021-{month:02}-{:02}</pubDate></item>",
                5 + number
            ));
        }
        for number in 0..month * (month - 2) {
            items.push_str(&format!(
                "<item><title>Parcel drone {number}</title><description>A parcel drone pilot flew route {number} in month {month}. Nobody fell.</description><pubDate>2021-{month:02}-{:02}</pubDate></item>",
                1 + number
            ));
        }
    }
    items.push_str("<item><title>Undated</title></item>");
    items.push_str(&format!("<item><title>{later}</title><pubDate>2021-07-01</pubDate></item>"));
    fs::create_dir_all(folder.join("feeds")).unwrap();
    fs::write(folder.join("feeds/a.xml"), format!("<rss><channel><title>Paper A</title>{items}</channel></rss>")).unwrap();
    fs::write(folder.join("feeds/b.xml"), "<rss><channel><item><title>Cut").unwrap();
    fs::write(
        folder.join("posts.csv"),
        "day,head,who\n2021-06-02,Parcel drone 0 A parcel drone pilot flew route 0 in month 6. Nobody fell.,Blog B\nx,y,z\n",
    )
    .unwrap();
    fs::write(folder.join("signals.toml"), FILE).unwrap();
}

#[test]
fn documents_become_topics_with_quotes_and_copies() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    corpus(here, "Later news");
    let ran = foretaste(here, &["signals", "signals.toml", "--out", "run"]).ends(0);
    assert!(ran.err.contains("dated after 2021-06-30"), "{}", ran.err);
    let json = result(here, "run");
    let signals = json["topics"]["signals"].as_array().unwrap();
    assert!(signals[0]["name"].as_str().unwrap().contains("drone"), "{}", json["topics"]);
    assert!(json["documents"]["read"].as_u64() > json["documents"]["distinct"].as_u64());
    assert_eq!(json["documents"]["not_read"], 4);
    let quotes = json["quotes"].as_array().unwrap();
    assert!(!quotes.is_empty());
    for quote in quotes {
        let source = fs::read_to_string(here.join(quote["file"].as_str().unwrap())).unwrap();
        assert!(source.contains(quote["words"].as_str().unwrap()), "{quote}");
    }
    let page = fs::read_to_string(here.join("run/report.html")).unwrap();
    assert!(page.contains("Made up") && page.contains("it has no date") && !page.contains("Later news"));

    corpus(here, "Garbage &lt;b&gt; 123 drone drone drone");
    foretaste(here, &["signals", "signals.toml", "--out", "other"]).ends(0);
    for ((name, a), (_, b)) in found(here, "run").iter().zip(&found(here, "other")) {
        assert!(a == b, "{name} differs");
    }
}

#[test]
fn faults_are_told_all_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    corpus(here, "x");
    let run = |change: &dyn Fn(&str) -> String, arguments: &[&str], code: i32, said: &[&str]| {
        fs::write(here.join("signals.toml"), change(FILE)).unwrap();
        foretaste(here, &[&["signals", "signals.toml", "--out", "no"][..], arguments].concat()).refuses(code, said);
    };
    run(&str::to_owned, &["--as-of", "soon"], 2, &["--as-of must be a date"]);
    run(&|file| file.replace("2021-06-30", "June"), &[], 3, &["`as_of` must be a date"]);
    run(&|file| file.replace("2021-06-30", "2019-01-01"), &[], 3, &["no document is left", "items are dated later"]);
    run(&|file| file.split("[[documents]]").next().unwrap().to_owned(), &[], 3, &["nothing to look through"]);
    run(&|file| file.replace("\"feeds\"", "\"feed\""), &[], 3, &["there is no file `feed`", "did you mean"]);
    run(&|file| file.replace("\"rss\"", "\"rrs\""), &[], 3, &["did you mean \"rss\"?"]);
    run(
        &|file| {
            format!(
                "{file}time_weight = 2.0\nburst_ratio = 1.0\n\n[backtest]\ncuts = [\"2021-01-01\", \"2020-01-01\"]\nhorizon = 1\noutcome = 2\n"
            )
        },
        &[],
        3,
        &[
            "`score.time_weight` is out of range",
            "`score.burst_ratio`",
            "needs counts under `[series]`",
            "in order of time",
            "longer than the horizon",
        ],
    );
    run(&|file| file.replace("windows = 2", "weights = { visibility = -1.0 }"), &[], 3, &["weights of the score"]);
    assert!(!here.join("no").exists());
}

#[test]
fn forecasts_are_kept_and_judged_when_they_are_due() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    garbled(here, "2026Q4", |_, _| String::new());
    let run = |as_of: &str, out: &str| {
        foretaste(here, &["signals", "signals.toml", "--as-of", as_of, "--register", "kept.csv", "--out", out]).ends(0);
        (result(here, out)["record"].clone(), fs::read_to_string(here.join("kept.csv")).unwrap())
    };
    // The first cut's outcome is known at the end of 2021; two years later those forecasts are due.
    let (first, kept) = run("2021-12-31", "a");
    assert_eq!((&first["open"], &first["judged"]), (&Json::from(30), &Json::from(0)));
    assert_eq!(kept.lines().count(), 31);
    assert_eq!(run("2021-12-31", "again").1, kept, "the same look adds nothing");
    let (later, kept) = run("2023-12-31", "b");
    assert_eq!((&later["open"], &later["judged"]), (&Json::from(30), &Json::from(30)));
    // The same picks by the same rule as the back-test's cut at that date.
    let page = result(here, "b");
    let cut = page["backtest"]["cuts"].as_array().unwrap().iter().find(|cut| cut["cut"] == "2021-12-31").unwrap().clone();
    assert_eq!(later["came_true"].as_u64(), cut["hits"].as_array().map(|hits| hits.len() as u64));
    let rows: Vec<Vec<&str>> = kept.lines().skip(1).take(30).map(|line| line.split(',').collect()).collect();
    for row in &rows {
        assert_eq!((row[8] == "yes", row[9]), (cut["hits"].as_array().unwrap().contains(&Json::from(row[1])), "2023-12-31"));
    }
    let brier = rows.iter().map(|row| (row[6].parse::<f64>().unwrap() - f64::from(u8::from(row[8] == "yes"))).powi(2)).sum::<f64>() / 30.0;
    assert!((later["brier"].as_f64().unwrap() - brier).abs() < 1e-12);
    // A look from an earlier day sees neither the later forecasts nor what came of the first.
    let (back, after) = run("2021-12-31", "c");
    assert_eq!((&back["open"], &back["judged"]), (&Json::from(30), &Json::from(0)));
    assert_eq!(after, kept);
    assert!(fs::read_to_string(here.join("b/report.html")).unwrap().contains("Forecasts on record"));
    fs::write(here.join("kept.csv"), kept.replacen("2021-12-31", "31 December", 1).replacen(",2023Q1,", ",2023,", 1)).unwrap();
    let bad = foretaste(here, &["signals", "signals.toml", "--register", "kept.csv", "--out", "d"]);
    bad.refuses(3, &["`made` of a forecast is not what it must be", "\"31 December\"", "kept.csv:2"]);
    // Before any outcome is known no chance can be said: nothing is written, and that is told.
    let early = foretaste(here, &["signals", "signals.toml", "--as-of", "2019-12-31", "--register", "new.csv", "--out", "early"]).ends(0);
    assert!(early.err.contains("nothing was put on record") && !here.join("new.csv").exists(), "{}", early.err);
    let twice = kept.clone() + kept.lines().nth(1).unwrap() + "\n";
    fs::write(here.join("kept.csv"), twice).unwrap();
    foretaste(here, &["signals", "signals.toml", "--register", "kept.csv", "--out", "d"]).refuses(3, &["each term once for each day"]);
    fs::write(here.join("kept.csv"), "made,term\n2021-12-31,x\n").unwrap();
    foretaste(here, &["signals", "signals.toml", "--register", "kept.csv", "--out", "d"]).refuses(3, &["chance"]);
    assert!(!here.join("d").exists());
}
