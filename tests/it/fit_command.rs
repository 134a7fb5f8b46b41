//! `foretaste calibrate`, and studies that take what it found.

use std::fs;

use foretaste::study::fit::{Estimated, derive, load};
use serde_json::Value as Json;

use crate::cli_program::{foretaste, names, repository};
use crate::cli_schema::fits;

/// The shipped fit as a mixed logit with normal tastes each on its own, as other programs' figures are for.
fn electricity(draws: &str) -> String {
    let file = fs::read_to_string(repository().join("personas/electricity/fit.toml")).unwrap();
    let (head, _) = file.split_once("[chains]").unwrap();
    let head = head.replace("\"hierarchical Bayes\"", "\"mixed\"").replace("\"negative lognormal\"", "\"normal\"");
    format!("{head}\n[draws]\n{draws}\n")
}

/// A folder with the survey of electricity suppliers and a fit file.
fn folder(fit: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path().join("personas/electricity");
    fs::create_dir_all(&here).unwrap();
    for name in ["choices.csv", "people.toml"] {
        fs::copy(repository().join("personas/electricity").join(name), here.join(name)).unwrap();
    }
    fs::write(here.join("fit.toml"), fit).unwrap();
    folder
}

/// The shipped study without the scorecard, which is of the shipped fit.
fn electricity_study() -> String {
    let text = fs::read_to_string(repository().join("scenarios/electricity/study.toml")).unwrap();
    let without: Vec<&str> = text.lines().filter(|line| !line.starts_with("scorecard")).collect();
    assert_eq!(without.len() + 1, text.lines().count());
    without.join("\n")
}

#[test]
fn the_published_fit_of_electricity_comes_out_of_the_files() {
    let folder = folder(&electricity("kind = \"Halton\"\ncounts = [600, 1000]"));
    let study = load(&folder.path().join("personas/electricity/fit.toml"), folder.path()).unwrap();
    let findings = study.estimate(2).unwrap();
    let Estimated::Smooth(smooth) = &findings.estimated else { panic!("a mixed logit is smooth") };
    assert!((findings.logit - -4_958.649_119_3).abs() < 1e-6, "{}", findings.logit);
    let rung = smooth.rungs.iter().find(|rung| rung.draws == 600).unwrap();
    assert!((rung.log_likelihood - -3_888.465_069_84).abs() < 1e-6, "{}", rung.log_likelihood);
    for (got, want) in rung.parameters.iter().zip([-0.997_210_2, -0.219_681_2, 2.290_180_7, 1.694_324_7, -9.675_227_9, -9.696_183_6]) {
        assert!((got - want).abs() < 2e-4, "{got} {want}");
    }
    assert!((smooth.fit.reached.log_likelihood - -3_886.897_17).abs() < 1e-3, "{}", smooth.fit.reached.log_likelihood);
    // A household gives up about two cents for a local supplier: the ratio of the two means.
    let derived = derive(&study, &findings).unwrap();
    let local = derived.worths.iter().find(|worth| study.survey.attributes[worth.attribute] == "loc").unwrap();
    let estimates = smooth.fit.parameters();
    assert!((local.amount.value + estimates[2] / estimates[0]).abs() < 1e-12 && derived.is_sure());
    // The interval is near that of the delta method.
    let covariance = smooth.covariance().unwrap();
    let size = estimates.len();
    let (by_local, by_price) = (-1.0 / estimates[0], estimates[2] / (estimates[0] * estimates[0]));
    let cell = |row: usize, column: usize| covariance[row * size + column];
    let variance = by_local * by_local * cell(2, 2) + 2.0 * by_local * by_price * cell(2, 0) + by_price * by_price * cell(0, 0);
    let half = 1.644_854 * variance.sqrt();
    assert!((0.5 * (local.amount.high - local.amount.low) / half - 1.0).abs() < 0.06, "{:?} {half}", local.amount);
}

#[test]
fn the_published_logit_of_swissmetro_comes_out_of_the_files() {
    let root = repository();
    let file = fs::read_to_string(root.join("personas/swissmetro-fit.toml")).unwrap();
    let file = file.replace("taste = \"normal\"\n", "").replace("kind  = \"mixed\"", "kind  = \"multinomial\"");
    // The published figures are of all 752; the shipped file holds half of them out.
    let file = file.replace("[hold_out]\nshare = 0.5\n", "");
    let folder = tempfile::tempdir().unwrap();
    fs::copy(root.join("personas/swissmetro.csv"), folder.path().join("swissmetro.csv")).unwrap();
    fs::write(folder.path().join("fit.toml"), file).unwrap();
    let study = load(&folder.path().join("fit.toml"), folder.path()).unwrap();
    assert_eq!((study.survey.tasks(), study.survey.people.len(), study.survey.dropped[0].count), (6_768, 752, 10_728 - 6_768));
    let findings = study.estimate(1).unwrap();
    assert!((findings.estimated.log_likelihood() - -5_331.252_006_916).abs() < 1e-6);
    assert!((findings.even - -6_964.662_979).abs() < 1e-5, "{}", findings.even);
    let Estimated::Smooth(smooth) = &findings.estimated else { panic!("a multinomial logit is smooth") };
    for (got, want) in smooth.fit.parameters().iter().zip([-0.701_19, -1.277_86, -1.083_79, -0.154_63]) {
        assert!((got - want).abs() < 1e-5, "{got} {want}");
    }
    assert!(smooth.settled.is_none() && smooth.parameters().iter().all(|one| one.robust.is_some() && one.hessian.is_some()));
}

#[test]
fn a_fit_writes_a_run_and_a_population_that_a_study_takes() {
    let folder = folder(&electricity("counts = [32, 64]"));
    let here = folder.path();
    let ran = foretaste(here, &["calibrate", "personas/electricity/fit.toml", "--out", "run", "--format", "json"]).ends(0);
    assert_eq!(names(&here.join("run")), ["charts", "manifest.json", "population.toml", "report.html", "result.json", "tables"]);
    let result: Json = serde_json::from_str(&ran.out).unwrap();
    let schema: Json = serde_json::from_str(&foretaste(here, &["schema", "calibration"]).ends(0).out).unwrap();
    fits(&schema, &result).unwrap();
    assert_eq!((&result["people"], &result["tasks"], &result["settled"]), (&361.into(), &4_308.into(), &false.into()));
    let page = fs::read_to_string(here.join("run/report.html")).unwrap();
    for words in ["not settled", "Local supplier", "robust error", "Are there draws enough?", "none of them a real respondent"] {
        assert!(page.contains(words), "{words}");
    }
    // The same bytes on another number of threads.
    let bytes = |run: &str, name: &str| fs::read(here.join(run).join(name)).unwrap();
    foretaste(here, &["calibrate", "personas/electricity/fit.toml", "--out", "again", "--threads", "3", "--quiet"]).ends(0);
    for name in ["population.toml", "report.html", "result.json", "tables/estimates.csv"] {
        assert_eq!(bytes("run", name), bytes("again", name), "{name}");
    }

    // A study takes the tastes with their uncertainty, and says where they come from.
    fs::create_dir_all(here.join("scenarios/electricity")).unwrap();
    fs::copy(here.join("run/population.toml"), here.join("personas/electricity/population.toml")).unwrap();
    let study = electricity_study();
    let path = "scenarios/electricity/study.toml";
    fs::write(here.join(path), &study).unwrap();
    let small = ["--personas", "300", "--replicates", "8", "--rounds", "0"];
    let ran = foretaste(here, &[&["validate", path, "--out", "taken", "--format", "json"][..], &small].concat()).ends(0);
    let result: Json = serde_json::from_str(&ran.out).unwrap();
    assert!(
        result["figures"]["share:Home Current"]["mean"].as_f64().is_some_and(|share| share > 0.02 && share < 0.98),
        "{}",
        result["figures"]
    );
    let page = fs::read_to_string(here.join("taken/report.html")).unwrap();
    for words in ["none of them a real respondent", "fitted to 4308 choices of 361 households", "errors robust"] {
        assert!(page.contains(words), "{words}");
    }
    let ledger = fs::read_to_string(here.join("taken/tables/assumptions.csv")).unwrap();
    let line = ledger.lines().find(|line| line.starts_with("tastes.price,")).unwrap_or_else(|| panic!("{ledger}"));
    assert!(line.contains("measured"), "{line}");

    // What a study gets wrong about it.
    let refused = |from: &str, to: &str, parts: &[&str]| {
        assert!(study.contains(from), "{from}");
        fs::write(here.join(path), study.replacen(from, to, 1)).unwrap();
        foretaste(here, &[&["validate", path, "--out", "bad"][..], &small].concat()).refuses(3, parts);
    };
    refused("price       = \"pf\"", "price = \"ps\"", &["no fitted taste is named `ps`", "`pf`, `cl`"]);
    refused("local       = \"loc\"", "locale = \"loc\"", &["no attribute of the concept or an alternative is named `locale`"]);
    refused("[tastes.local]", "[tastes.local]\npart_worth = 2", &["the taste for `local` is fitted, and stated here too"]);
    refused("population.toml", "populatio.toml", &["there is no file", "did you mean"]);
    let population = fs::read_to_string(here.join("personas/electricity/population.toml")).unwrap();
    let broken = |from: &str, to: &str, parts: &[&str]| {
        assert!(population.contains(from), "{from}");
        fs::write(here.join("personas/electricity/population.toml"), population.replacen(from, to, 1)).unwrap();
        fs::write(here.join(path), &study).unwrap();
        foretaste(here, &[&["validate", path, "--out", "bad"][..], &small].concat()).refuses(3, parts);
    };
    broken("distribution = \"normal\"", "distribution = \"fixed\"", &["the taste `pf` must have one location and 0 spreads"]);
    broken("is    = \"location\"", "is    = \"shift\"", &["must have one location"]);
    broken("covariance = [\n", "covariance = [\n[1.0],\n", &["the covariance must have 12 rows"]);
    broken("kind   = \"population\"", "kind   = \"twin\"", &["a file of twins has `kind = \"twin\"` and a table `[twins]`"]);
}

#[test]
fn tastes_that_go_together_go_into_a_study_together() {
    let fit = electricity("counts = [48]").replace("price = \"pf\"", "price = \"pf\"\ncovariance = \"full\"");
    let folder = folder(&fit.replace("[draws]", "[search]\nsteps = 1000\n[draws]"));
    let here = folder.path();
    let ran = foretaste(here, &["calibrate", "personas/electricity/fit.toml", "--out", "run", "--format", "json"]).ends(0);
    let found: Json = serde_json::from_str(&ran.out).unwrap();
    assert!(found["log_likelihood"].as_f64().unwrap() > -3_860.0, "{}", found["log_likelihood"]);
    assert!(fs::read_to_string(here.join("run/report.html")).unwrap().contains("Which tastes go together"));
    fs::create_dir_all(here.join("scenarios/electricity")).unwrap();
    fs::copy(here.join("run/population.toml"), here.join("personas/electricity/population.toml")).unwrap();
    let study = electricity_study();
    // The order of attributes in the study is another than in the fit, and another in each of the two.
    let turned = study.replace("[tastes.price]", "[tastes.seasonal]\n[tastes.local]\n[tastes.price]");
    let turned = turned.replacen("[tastes.seasonal]\nbecause", "[tastes.gone]\nbecause", 1).replacen(
        "[tastes.local]\nbecause",
        "[tastes.lost]\nbecause",
        1,
    );
    let cut = |text: &str, name: &str| {
        let (head, rest) = text.split_once(name).unwrap();
        let tail = rest.split_once("\n\n").map_or("", |(_, tail)| tail);
        format!("{head}{tail}")
    };
    let turned = cut(&cut(&turned, "[tastes.gone]"), "[tastes.lost]");
    let share = |text: &str, out: &str| {
        let path = here.join("scenarios/electricity/study.toml");
        fs::write(&path, text).unwrap();
        let small = ["--personas", "4000", "--replicates", "8", "--no-advocates", "--format", "json", "--out", out];
        let ran = foretaste(here, &[&["validate", "scenarios/electricity/study.toml"][..], &small].concat()).ends(0);
        let result: Json = serde_json::from_str(&ran.out).unwrap();
        result["figures"]["share:Home Current"]["mean"].as_f64().unwrap()
    };
    let (one, other) = (share(&study, "one"), share(&turned, "other"));
    assert!((one - other).abs() < 0.02, "{one} {other}");
    let ledger = fs::read_to_string(here.join("one/tables/assumptions.csv")).unwrap();
    assert_eq!(ledger.lines().filter(|line| line.contains(".goes_with.")).count(), 15);
    // A study that leaves out a taste which others hang on is refused.
    let fewer: String = study.lines().filter(|line| !line.starts_with("contract")).map(|line| format!("{line}\n")).collect();
    fs::write(here.join("scenarios/electricity/study.toml"), cut(&fewer, "[tastes.contract]")).unwrap();
    foretaste(here, &["validate", "scenarios/electricity/study.toml", "--out", "few"])
        .refuses(3, &["the fitted taste `loc` goes together with `cl`, which the study does not take"]);
}

#[test]
fn a_search_that_does_not_end_is_no_fit() {
    let folder = folder(&format!("{}[search]\nsteps = 2\n", electricity("counts = [32]")));
    let here = folder.path();
    foretaste(here, &["calibrate", "personas/electricity/fit.toml", "--out", "run"])
        .refuses(5, &["the search stopped after 2 steps", "gradient of length", "allow more steps", "The best point", "location of pf ="]);
    assert_eq!(names(here), ["personas"], "nothing is written");
}

#[test]
fn classes_are_found_and_are_the_segments_of_a_study() {
    let file = electricity("").replace("[draws]", "").replace("taste  = \"normal\"\n", "");
    let folder = folder(&file.replace("kind  = \"mixed\"", "kind = \"latent classes\"\nclasses = 2"));
    let here = folder.path();
    let ran = foretaste(here, &["calibrate", "personas/electricity/fit.toml", "--out", "run", "--format", "json"]).ends(0);
    let result: Json = serde_json::from_str(&ran.out).unwrap();
    let schema: Json = serde_json::from_str(&foretaste(here, &["schema", "calibration"]).ends(0).out).unwrap();
    fits(&schema, &result).unwrap();
    let classes = result["classes"].as_array().unwrap();
    assert_eq!(classes.len(), 2);

    fs::create_dir_all(here.join("scenarios/electricity")).unwrap();
    fs::copy(here.join("run/population.toml"), here.join("personas/electricity/population.toml")).unwrap();
    let path = "scenarios/electricity/study.toml";
    fs::write(here.join(path), electricity_study()).unwrap();
    let small = ["--personas", "3000", "--replicates", "64", "--rounds", "0", "--no-advocates", "--format", "json", "--out", "taken"];
    let ran = foretaste(here, &[&["validate", path][..], &small].concat()).ends(0);
    let study: Json = serde_json::from_str(&ran.out).unwrap();
    // What a class at the estimates would choose, worked out here; what the estimates leave open moves the means a little.
    let offers =
        [[8.0, 1.0, 1.0, 0.0, 0.0, 0.0], [7.0, 5.0, 0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 0.0, 1.0, 1.0, 0.0], [0.0, 1.0, 0.0, 0.0, 0.0, 1.0]];
    let share = |class: &Json| {
        let taste = |name: &str| class["tastes"][name].as_f64().unwrap();
        let tastes = ["pf", "cl", "loc", "wk", "tod", "seas"].map(taste);
        let weights = offers.map(|offer| tastes.iter().zip(offer).map(|(taste, value)| taste * value).sum::<f64>().exp());
        weights[0] / weights.iter().sum::<f64>()
    };
    let figure = |name: &str| study["figures"][name].clone();
    let mut whole = 0.0;
    for (at, class) in classes.iter().enumerate() {
        let found = figure(&format!("share:Home Current@class {}", at + 1));
        let (mean, low, high) = (found["mean"].as_f64().unwrap(), found["q05"].as_f64().unwrap(), found["q95"].as_f64().unwrap());
        assert!((mean - share(class)).abs() < 0.02 && low < share(class) && share(class) < high, "{at}: {found} {}", share(class));
        whole += class["share"].as_f64().unwrap() * share(class);
    }
    let found = figure("share:Home Current")["mean"].as_f64().unwrap();
    assert!((found - whole).abs() < 0.02, "{found} {whole}");
    let page = fs::read_to_string(here.join("taken/report.html")).unwrap();
    for words in [
        "By class of tastes",
        "counts for more with them",
        "of no single person is it known which class is theirs",
        "Size of class 2, against class 1",
    ] {
        assert!(page.contains(words), "{words}");
    }
    // The same bytes on another number of threads.
    foretaste(here, &[&["validate", path][..], &small[..small.len() - 1], &["again", "--threads", "3"]].concat()).ends(0);
    for name in ["result.json", "report.html", "tables/estimates.csv"] {
        assert_eq!(fs::read(here.join("taken").join(name)).unwrap(), fs::read(here.join("again").join(name)).unwrap(), "{name}");
    }
}
