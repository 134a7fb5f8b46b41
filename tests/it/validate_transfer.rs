//! A study is held against people whose choices are known: those held out of its own fit, and others.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use foretaste::input::Problems;
use foretaste::montecarlo::Replicates;
use foretaste::random::Seed;
use foretaste::study::fit;
use foretaste::study::validate::{Options, Study, Transfer, analyse, load};
use serde_json::Value as Json;

use crate::cli_program::{foretaste, repository};
use crate::validate_studies::{NEVER, ONE};

/// The shipped study and what it reads, in a folder of its own.
fn shipped() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for part in ["personas", "scenarios/swissmetro"] {
        fs::create_dir_all(folder.path().join(part)).unwrap();
    }
    for file in [
        "personas/swissmetro.csv",
        "personas/swissmetro.toml",
        "personas/swissmetro-others.toml",
        "personas/swissmetro-fit.toml",
        "personas/swissmetro-fitted.toml",
        "personas/swissmetro-scorecard.toml",
        "scenarios/swissmetro/study.toml",
    ] {
        fs::copy(repository().join(file), folder.path().join(file)).unwrap();
    }
    folder
}

fn read(folder: &Path) -> Result<Study, Problems> {
    load(&folder.join("scenarios/swissmetro/study.toml"), folder, Seed(5), None)
}

/// Changes a file; what is replaced must be there.
#[track_caller]
fn change(folder: &Path, file: &str, from: &str, to: &str) {
    let text = fs::read_to_string(folder.join(file)).unwrap();
    assert!(text.contains(from), "{from}");
    fs::write(folder.join(file), text.replace(from, to)).unwrap();
}

#[track_caller]
fn refused(folder: &Path, parts: &[&str]) {
    let Err(problems) = read(folder) else { panic!("this was accepted") };
    let problems = problems.to_string();
    for part in parts {
        assert!(problems.contains(part), "expected `{part}` in\n{problems}");
    }
}

const STUDY: &str = "scenarios/swissmetro/study.toml";

fn tested(study: &Study) -> Vec<Transfer> {
    let options = Options { seed: Seed(5), replicates: Replicates::Fixed(4), batching: ONE, advocates: false, rounds: None };
    analyse(study, &options, &NEVER, &|_| ()).unwrap().transfer
}

/// What travellers chose, by name: Train, Swissmetro and car, of nine trips.
fn chosen(folder: &Path) -> BTreeMap<String, [f64; 3]> {
    let table = fs::read_to_string(folder.join("personas/swissmetro.csv")).unwrap();
    let names: Vec<&str> = table.lines().next().unwrap().split(',').collect();
    let at = |name: &str| names.iter().position(|other| *other == name).unwrap();
    let (id, purpose, choice) = (at("ID"), at("PURPOSE"), at("CHOICE"));
    let mut people: BTreeMap<String, [f64; 3]> = BTreeMap::new();
    for line in table.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        if ["1", "3"].contains(&cells[purpose]) && cells[choice] != "0" {
            people.entry(cells[id].to_owned()).or_default()[cells[choice].parse::<usize>().unwrap() - 1] += 1.0;
        }
    }
    people
}

/// The half that is tested on and the half that was learned from have nobody in common, and are those of the fit, counted here from the raw file.
#[test]
fn the_tested_half_is_the_half_that_the_fit_held_out() {
    let folder = shipped();
    let fit = fit::load(&folder.path().join("personas/swissmetro-fit.toml"), folder.path()).unwrap();
    let people = chosen(folder.path());
    let mut halves = [[0.0; 3]; 2];
    for (name, held) in fit.survey.people.iter().zip(&fit.survey.held_out) {
        for (sum, trips) in halves[usize::from(*held)].iter_mut().zip(people[name]) {
            *sum += trips;
        }
    }
    let study = read(folder.path()).unwrap_or_else(|problems| panic!("{problems}"));
    let found = tested(&study);
    assert_eq!(found.iter().map(|test| (test.people, test.learned_from)).collect::<Vec<_>>(), [(376, 376), (439, 376)]);
    // The names of the study: Swissmetro first.
    let order = ["Train", "Swissmetro", "Car"].map(|name| found[0].alternatives.iter().position(|other| other == name).unwrap());
    let mut real = [0.0; 3];
    let total: f64 = halves[0].iter().sum();
    for cell in &found[0].cells {
        for (sum, &at) in real.iter_mut().zip(&order) {
            *sum += cell.shares[at].0 * cell.rows as f64;
        }
        // The null is what the other half chose.
        let off: f64 = order.iter().zip(halves[0]).map(|(&at, trips)| (cell.shares[at].0 - trips / total).abs()).sum();
        assert!((cell.null - 0.5 * off).abs() < 1e-12, "{cell:?} {halves:?}");
    }
    for (got, want) in real.iter().zip(halves[1]) {
        assert!((got - want).abs() < 1e-6, "{real:?} {halves:?}");
    }
    assert!(found.iter().all(Transfer::valid) && found[0].overall.model < 0.09, "{:?}", found[0].overall);
}

/// The simpler model that stands beside the study is the fit of the same half without differences between people.
#[test]
fn the_logit_beside_it_is_that_of_the_same_half() {
    let folder = shipped();
    change(folder.path(), "personas/swissmetro-fit.toml", "taste = \"normal\"\n", "");
    change(folder.path(), "personas/swissmetro-fit.toml", "kind  = \"mixed\"", "kind  = \"multinomial\"");
    let fit = fit::load(&folder.path().join("personas/swissmetro-fit.toml"), folder.path()).unwrap();
    let findings = fit.estimate(1).unwrap();
    let fit::Estimated::Smooth(smooth) = &findings.estimated else { panic!("a multinomial logit is smooth") };
    let estimates = smooth.fit.parameters();
    // By column of the fit: train, time a hundred minutes, fare a hundred francs, car.
    let written = [
        (format!("constants = {{ Train = {:.6}, Car = {:.6} }}", estimates[0], estimates[3])),
        (format!("time  = {{ part_worth = {:.8} }}", estimates[1] / 100.0)),
        (format!("price = {{ part_worth = {:.8} }}", estimates[2] / 100.0)),
    ];
    let study = fs::read_to_string(folder.path().join(STUDY)).unwrap();
    for line in written {
        assert_eq!(study.matches(&line).count(), 2, "{line}");
    }
}

#[test]
fn held_out_people_need_a_fit_that_held_somebody_out() {
    let fitted = "personas/swissmetro-fitted.toml";
    let folder = shipped();
    let text = fs::read_to_string(folder.path().join(fitted)).unwrap();
    let from = text.find("[hold_out]").unwrap();
    let without = format!("{}{}", &text[..from], &text[from + text[from..].find("[inputs]").unwrap()..]);
    fs::write(folder.path().join(fitted), without).unwrap();
    refused(folder.path(), &["nobody was held out of the fit", "run `foretaste calibrate` again", "study.toml"]);

    // Others than those whom the fit had: one person less.
    let folder = shipped();
    change(folder.path(), "personas/swissmetro.toml", "CHOICE != 0\"", "CHOICE != 0 and ID != 7\"");
    refused(folder.path(), &["these are not the people whom the fit had", "751 people", "`donor`"]);
    let folder = shipped();
    change(folder.path(), STUDY, "only   = \"held out\"", "only = \"the others\"");
    refused(folder.path(), &["everyone", "held out", "the others"]);

    // No fit at all.
    let folder = shipped();
    let text = fs::read_to_string(folder.path().join(STUDY)).unwrap();
    let (from, to) = (text.find("[fitted]").unwrap(), text.find("[decision]").unwrap());
    let stated = format!("{}{}", &text[..from], &text[to..])
        .replace("[tastes.time]", "[tastes.time]\npart_worth = -0.03")
        .replace("[tastes.price]", "[tastes.price]\npart_worth = -0.02");
    fs::write(folder.path().join(STUDY), stated).unwrap();
    refused(folder.path(), &["the study takes no tastes from a fit", "`[fitted]`"]);
}

/// What the report says of shares hangs on the scorecard, and a scorecard of another fit is refused.
#[test]
fn the_scorecard_stands_beside_the_verdict_and_is_of_the_same_fit() {
    let card = "personas/swissmetro-scorecard.toml";
    let folder = shipped();
    // Without people to be held against, the back-test is what speaks for the shares.
    let text = fs::read_to_string(folder.path().join(STUDY)).unwrap();
    fs::write(folder.path().join(STUDY), &text[..text.find("# The half that the fit never saw").unwrap()]).unwrap();
    let page = |run: &str| {
        let arguments = ["validate", STUDY, "--no-advocates", "--replicates", "8", "--quiet", "--out", run];
        foretaste(folder.path(), &arguments).ends(0);
        fs::read_to_string(folder.path().join(run).join("report.html")).unwrap()
    };
    let good = page("good");
    for part in [
        "What the back-test of these tastes allows",
        "Valid for shares of choices and for single people whose own choices are known; not for single people of whom no choice is known.",
        "Back-test of the fit, on the survey",
        "What one person would do",
        "share error",
    ] {
        assert!(good.contains(part), "{part}");
    }
    change(folder.path(), card, "light     = \"green\"", "light     = \"red\"");
    let red = page("red");
    assert!(red.contains("The back-test is red.") && red.contains("The back-test of the fit is red") && !red.contains("Valid for shares"));
    change(folder.path(), card, "light     = \"red\"", "light     = \"amber\"");
    change(folder.path(), card, "claim = \"shares\"\nholds = true", "claim = \"shares\"\nholds = false");
    assert!(page("amber").contains("The back-test of the fit does not bear out its shares"));

    change(folder.path(), card, "\"personas/swissmetro.csv\" = \"", "\"personas/swissmetro.csv\" = \"0");
    refused(folder.path(), &["the scorecard is of another fit than the tastes", "another version of `personas/swissmetro.csv`"]);
    change(folder.path(), card, "\"personas/swissmetro.csv\" =", "\"personas/others.csv\" =");
    refused(folder.path(), &["nothing about `personas/swissmetro.csv`"]);
}

/// Both populations of the study read the same data.
#[test]
fn a_file_that_two_others_name_is_told_once() {
    let folder = shipped();
    let arguments = ["validate", STUDY, "--no-advocates", "--replicates", "8", "--quiet", "--out", "run"];
    foretaste(folder.path(), &arguments).ends(0);
    let page = fs::read_to_string(folder.path().join("run/report.html")).unwrap();
    for file in ["personas/swissmetro.csv", "personas/swissmetro.toml", "personas/swissmetro-others.toml"] {
        assert_eq!(page.matches(&format!("<dt>{file}</dt>")).count(), 1, "{file}");
    }
}

/// Nobody is tested on whom the tastes were fitted to, and the null knows no more than the fit, however few people the study runs.
#[test]
fn whom_the_fit_had_is_not_tested_on() {
    let folder = shipped();
    change(folder.path(), STUDY, "only   = \"held out\"\n", "");
    refused(folder.path(), &["the tastes were fitted to 376 of these people", "say `only = \"held out\"`"]);

    let folder = shipped();
    let few = load(&folder.path().join(STUDY), folder.path(), Seed(5), Some(1_000)).unwrap_or_else(|problems| panic!("{problems}"));
    let all = read(folder.path()).unwrap_or_else(|problems| panic!("{problems}"));
    for (few, all) in tested(&few).iter().zip(tested(&all)) {
        assert_eq!((few.learned_from, few.null_who.as_str()), (376, "376 people whom the tastes were fitted to"));
        assert_eq!(few.cells.iter().map(|cell| cell.null).collect::<Vec<_>>(), all.cells.iter().map(|cell| cell.null).collect::<Vec<_>>());
    }

    // The same people by name, of whom the data now say something else.
    let table = "personas/swissmetro.csv";
    let text = fs::read_to_string(folder.path().join(table)).unwrap();
    fs::write(folder.path().join(table), format!("{text}\n")).unwrap();
    let remarks = read(folder.path()).unwrap_or_else(|problems| panic!("{problems}")).remarks.expect("a remark").to_string();
    assert!(remarks.contains("fitted to other data") && remarks.contains("another version of personas/swissmetro.csv"), "{remarks}");
    fs::write(folder.path().join(table), text).unwrap();
    assert!(read(folder.path()).unwrap_or_else(|problems| panic!("{problems}")).remarks.is_none());

    // Others who share names with people of the fit: told, not refused.
    let part = fs::read_to_string(folder.path().join("personas/swissmetro.toml")).unwrap();
    fs::write(folder.path().join("personas/part.toml"), part.replace("CHOICE != 0\"", "CHOICE != 0 and ID != 7\"")).unwrap();
    change(folder.path(), STUDY, "people = \"../../personas/swissmetro-others.toml\"", "people = \"../../personas/part.toml\"");
    let remarks = read(folder.path()).unwrap_or_else(|problems| panic!("{problems}")).remarks.expect("a remark").to_string();
    assert!(remarks.contains(" of these people have the names of people whom the tastes were fitted to"), "{remarks}");
}

/// The panel meets people whom the fit had too well for them to correct it.
#[test]
fn whom_the_fit_had_corrects_nothing() {
    let real = |people: &str| {
        let folder = shipped();
        let text = fs::read_to_string(folder.path().join(STUDY)).unwrap();
        let part = fs::read_to_string(folder.path().join("personas/swissmetro.toml")).unwrap();
        fs::write(folder.path().join("personas/part.toml"), part.replace("CHOICE != 0\"", "CHOICE != 0 and ID != 7\"")).unwrap();
        let chosen = "[real.chosen]\nTrain = \"chosen = 'train'\"\nSwissmetro = \"chosen = 'Swissmetro'\"\nCar = \"chosen = 'car'\"\n";
        fs::write(
            folder.path().join(STUDY),
            format!("{text}\n[real]\npeople = \"../../personas/{people}\"\nwho = \"travellers\"\n{chosen}"),
        )
        .unwrap();
        folder
    };
    refused(real("swissmetro.toml").path(), &["the tastes were fitted to 376 of these people", "name people whom the fit did not have"]);
    let remarks = |people: &str| read(real(people).path()).unwrap_or_else(|problems| panic!("{problems}")).remarks;
    let named = remarks("part.toml").expect("a remark").to_string();
    assert!(named.contains(" of these people have the names of people whom the tastes were fitted to"), "{named}");
    assert!(remarks("swissmetro-others.toml").is_none());
}

#[test]
fn impossible_files_are_refused_with_their_place() {
    let fitted = "personas/swissmetro-fitted.toml";
    let folder = shipped();
    change(folder.path(), fitted, "share = 0.5", "share = 1.5");
    refused(folder.path(), &["the share that was held out must lie between 0 and 1", "1.5"]);
    let folder = shipped();
    let text = fs::read_to_string(folder.path().join(fitted)).unwrap();
    fs::write(folder.path().join(fitted), text.replace("per          = 100.0", "per          = 1e-300")).unwrap();
    refused(folder.path(), &["a number of the taste `price` is too large for a study"]);
    let folder = shipped();
    let text = fs::read_to_string(folder.path().join(STUDY)).unwrap();
    let cut = "[[transfer.cells]]\nname = \"fare\"\nis   = \"sm_fare\"\n";
    fs::write(folder.path().join(STUDY), text.replacen(cut, &cut.repeat(4), 1)).unwrap();
    refused(folder.path(), &["cuts people in too many ways", "at most 4"]);
    // A slip in a name is told as one, before anything is counted.
    let folder = shipped();
    change(folder.path(), STUDY, "Swissmetro = \"chosen", "Swismetro = \"chosen");
    refused(folder.path(), &["`Swismetro`", "did you mean `Swissmetro`?"]);
    let card = "personas/swissmetro-scorecard.toml";
    let folder = shipped();
    change(folder.path(), card, "claim = \"known individuals\"", "claim = \"shares\"");
    refused(folder.path(), &["two findings are about shares"]);
    let folder = shipped();
    change(folder.path(), card, "name       = \"share_error\"", "high = 1e300\nname = \"share_error\"");
    assert!(read(folder.path()).is_err(), "a key twice");
}

/// A back-test says nothing of what somebody added, and chains that do not agree settle nothing.
#[test]
fn judgement_and_unsettled_chains_are_never_validated() {
    let folder = shipped();
    let text = fs::read_to_string(folder.path().join(STUDY)).unwrap();
    let text = text[..text.find("# The half that the fit never saw").unwrap()].to_owned();
    let whole = text.replace("[[alternatives]]\n", "[[alternatives]]\ncomfort = 0\n");
    let judged = whole.replace("time        = { people = \"sm_time\" }", "time        = { people = \"sm_time\" }\ncomfort = 1").replace(
        "[tastes.time]",
        "[tastes.comfort]\npart_worth = { normal = [0.5, 0.1], grade = \"judgement\", source = \"ours\" }\n\n[tastes.time]",
    );
    let said = |text: &str| {
        fs::write(folder.path().join(STUDY), text).unwrap();
        let arguments = ["validate", STUDY, "--no-advocates", "--replicates", "8", "--force", "--out", "run", "--format", "json"];
        let result: Json = serde_json::from_str(&foretaste(folder.path(), &arguments).ends(0).out).unwrap();
        result["validity"].as_array().unwrap().iter().map(|line| format!("{line}")).find(|line| line.contains("Share of choices")).unwrap()
    };
    assert!(!said(&text).contains("not validated"), "{}", said(&text));
    let line = said(&judged);
    assert!(line.contains("not validated") && line.contains("judgement"), "{line}");
    change(folder.path(), "personas/swissmetro-fitted.toml", "errors         =", "chains_agree = false\nerrors =");
    let arguments = ["validate", STUDY, "--no-advocates", "--replicates", "8", "--force", "--out", "run"];
    fs::write(folder.path().join(STUDY), &text).unwrap();
    let ran = foretaste(folder.path(), &arguments).ends(0);
    assert!(ran.err.contains("the chains of the fit do not agree"), "{}", ran.err);
    assert!(fs::read_to_string(folder.path().join("run/report.html")).unwrap().contains("The chains of the fit do not agree"));
}
