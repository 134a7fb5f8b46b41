//! `foretaste calibrate` and `foretaste backtest` of a ratings file.

use std::fs;
use std::path::Path;

use foretaste::choice::ratings::{WINE, WINE_FEATURES};
use foretaste::study::fit::ratings::load_ratings;
use serde_json::Value as Json;

use crate::cli_program::{foretaste, names, repository};
use crate::cli_schema::fits;

/// The bitterness of wine as a ratings file: a column a bottle.
pub(crate) fn wine(folder: &Path) {
    let bottles: Vec<String> = (1..=8).map(|bottle| format!("b{bottle}")).collect();
    let rows: Vec<String> = WINE.iter().map(|row| row.map(|answer| answer.to_string()).join(",")).collect();
    fs::write(folder.join("wine.csv"), format!("{}\n{}\n", bottles.join(","), rows.join("\n"))).unwrap();
    let items: String = WINE_FEATURES
        .iter()
        .enumerate()
        .map(|(at, [warm, contact])| format!("[[items]]\nname = 'b{}'\nfeatures = {{ warm = {warm:?}, contact = {contact:?} }}\n", at + 1))
        .collect();
    let file = format!(
        "title = 'Wine'\ncalled = 'judge'\n[ratings]\nfiles = ['wine.csv']\nscale = 5\n{items}[model]\nlocations = 'features'\nextremity = false\n"
    );
    fs::write(folder.join("wine.toml"), file).unwrap();
}

#[test]
fn the_published_judges_come_out_of_the_files() {
    let folder = tempfile::tempdir().unwrap();
    wine(folder.path());
    let study = load_ratings(&folder.path().join("wine.toml"), folder.path()).unwrap();
    assert_eq!((study.people(), study.answers()), (9, 72));
    let findings = study.estimate(2).unwrap();
    assert!((findings.without_style.unwrap() - -86.491_92).abs() < 1e-5);
    assert!((findings.fit.log_likelihood - -81.53).abs() < 5e-3, "{}", findings.fit.log_likelihood);
    assert!((findings.fit.parameter("location by warm").unwrap().0 - 3.06).abs() < 5e-3);
}

#[test]
fn a_run_holds_what_it_says_and_is_the_same_on_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    wine(here);
    let run = |threads: &str| {
        foretaste(here, &["calibrate", "wine.toml", "--out", "run", "--force", "--format", "json", "--threads", threads]).ends(0)
    };
    let ran = run("1");
    assert_eq!(names(&here.join("run")), ["charts", "manifest.json", "report.html", "result.json", "style.toml", "tables"]);
    let result: Json = serde_json::from_str(&ran.out).unwrap();
    let schema: Json = serde_json::from_str(&foretaste(here, &["schema", "ratings-result"]).ends(0).out).unwrap();
    fits(&schema, &result).unwrap();
    let page = fs::read_to_string(here.join("run/report.html")).unwrap();
    assert!(page.contains("Acquiescence: some people give higher answers than others"));
    assert!(page.contains("All items are keyed alike"));
    assert_eq!(run("3").out, ran.out);
    assert!(fs::read_to_string(here.join("run/report.html")).unwrap() == page, "the page changes with the number of threads");
    // The style file holds the spread in steps of a survey's scale of five: three steps from the first threshold to the last.
    let style = fs::read_to_string(here.join("run/style.toml")).unwrap();
    let read = foretaste::input::Cx::new().parse::<foretaste::study::fit::ratings::StyleFile>("style.toml", &style).unwrap();
    let spread = result["parameters"]["spread of acquiescence"]["estimate"].as_f64().unwrap();
    let edges: Vec<f64> = result["items"]["b1"]["thresholds"].as_array().unwrap().iter().map(|edge| edge.as_f64().unwrap()).collect();
    assert!((read.acquiescence.unwrap().spread.value - spread * 3.0 / (edges[3] - edges[0])).abs() < 1e-12);
    assert!(read.extremity.is_none());
}

#[test]
fn a_search_that_does_not_end_is_no_fit() {
    let folder = tempfile::tempdir().unwrap();
    wine(folder.path());
    let file = fs::read_to_string(folder.path().join("wine.toml")).unwrap();
    fs::write(folder.path().join("wine.toml"), format!("{file}steps = 1\n")).unwrap();
    let ran = foretaste(folder.path(), &["calibrate", "wine.toml", "--out", "run"]).ends(5);
    assert!(ran.err.contains("the search stopped after") && ran.err.contains("location by warm"), "{}", ran.err);
}

/// Two people who alone ticked a box are never held out together; one alone is told.
#[test]
fn a_rare_box_is_kept_whatever_the_seed() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let file = |rare: usize| {
        let mut csv = String::from("id,a,b,c\n");
        for person in 0..60 {
            let a = if person < rare { 4 } else { person * 7 / 3 % 3 + 1 };
            csv.push_str(&format!("p{person},{a},{},{}\n", person * 5 / 2 % 4 + 1, (person + person / 5) % 4 + 1));
        }
        fs::write(here.join("a.csv"), csv).unwrap();
        let items = "[[items]]\nname = 'a'\n[[items]]\nname = 'b'\n[[items]]\nname = 'c'\n";
        let head = "title = 'T'\nsource = 'S'\n[ratings]\nfiles = ['a.csv']\nperson = 'id'\nscale = 4\n";
        fs::write(here.join("fit.toml"), format!("{head}{items}[model]\nthresholds = 'item'\nacquiescence = false\nextremity = false\n"))
            .unwrap();
    };
    let run = |seed: &str| foretaste(here, &["backtest", "fit.toml", "--out", "run", "--force", "--quiet", "--seed", seed]);
    file(2);
    for seed in ["1", "2", "3", "4", "5", "6", "7", "8"] {
        run(seed).ends(0);
    }
    file(1);
    run("1").refuses(3, &["too few people ticked 4 of 1 to 4 at `a`", "join it with the box next to it"]);
}

#[test]
fn the_shipped_ratings_are_tested_and_judged() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    for name in ["answers.csv", "ratings.toml"] {
        fs::copy(repository().join("personas/anes96").join(name), here.join(name)).unwrap();
    }
    let file = fs::read_to_string(here.join("ratings.toml")).unwrap();
    // Fewer nodes and no demographics: the test is of the way, not of the figures.
    let start = file.find("# Party identification").unwrap();
    fs::write(here.join("ratings.toml"), format!("{}[model]\nnodes = 9\n", &file[..start])).unwrap();
    let run =
        |threads: &str| foretaste(here, &["backtest", "ratings.toml", "--out", "run", "--force", "--format", "json", "--threads", threads]);
    let ran = run("2").ends(0);
    assert_eq!(names(&here.join("run")), ["charts", "manifest.json", "report.html", "result.json", "tables"]);
    let result: Json = serde_json::from_str(&ran.out).unwrap();
    let schema: Json = serde_json::from_str(&foretaste(here, &["schema", "ratings-backtest"]).ends(0).out).unwrap();
    fits(&schema, &result).unwrap();
    assert_eq!(run("1").ends(0).out, ran.out);
    let score =
        |test: &str, forecast: &str, score: &str| result["tests"][test]["forecasts"][forecast]["scores"][score]["value"].as_f64().unwrap();
    // Nothing being known of a person, an answer by itself is said as well by others' shares; all of them together are not.
    let judged = "with style, shares met again";
    assert!((score("unseen_people", judged, "log_score") - score("unseen_people", "each item's shares", "log_score")).abs() < 0.01);
    assert!(score("unseen_people", judged, "kolmogorov_smirnov") < 0.5 * score("unseen_people", "equal chances", "kolmogorov_smirnov"));
    assert!(score("unseen_people", "equal chances", "log_score") < -1.9);
    foretaste(here, &["backtest", "ratings.toml", "--out", "run", "--force", "--require", "shares"]).ends(0);
}
