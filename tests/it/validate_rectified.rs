//! Shares corrected by a few people whose real choices are known.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use foretaste::montecarlo::Replicates;
use foretaste::random::Seed;
use foretaste::study::validate::{Corrected, Options, analyse, load};
use serde_json::Value as Json;

use crate::cli_program::{foretaste, repository};
use crate::cli_schema::fits;
use crate::validate_studies::{NEVER, ONE, PEOPLE, STUDY, TWO_SEGMENTS, data};

fn corrected(folder: &Path, study: &str) -> Corrected {
    let study = load(&folder.join(study), folder, Seed(5), None).unwrap_or_else(|problems| panic!("{problems}"));
    let options = Options { seed: Seed(5), replicates: Replicates::Fixed(4), batching: ONE, advocates: false, rounds: None };
    analyse(&study, &options, &NEVER, &|_| ()).unwrap().corrected.expect("real people are named")
}

/// The travellers whom the fit never saw, with other samples of sixty: their real share is known, so intervals can be held against it.
#[test]
fn sixty_real_people_correct_the_panel_of_all() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    for part in ["personas", "scenarios/swissmetro"] {
        fs::create_dir_all(here.join(part)).unwrap();
    }
    for file in ["swissmetro.csv", "swissmetro.toml", "swissmetro-others.toml", "swissmetro-sixty.toml", "swissmetro-fitted.toml"] {
        fs::copy(repository().join("personas").join(file), here.join("personas").join(file)).unwrap();
    }
    let text = fs::read_to_string(repository().join("scenarios/swissmetro/leisure.toml")).unwrap();
    fs::write(here.join("scenarios/swissmetro/leisure.toml"), &text).unwrap();
    let table = fs::read_to_string(here.join("personas/swissmetro.csv")).unwrap();
    let names: Vec<&str> = table.lines().next().unwrap().split(',').collect();
    let at = |name: &str| names.iter().position(|other| *other == name).unwrap();
    let (id, purpose, choice) = (at("ID"), at("PURPOSE"), at("CHOICE"));
    let mut people: BTreeMap<u32, Vec<bool>> = BTreeMap::new();
    for line in table.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        if !["1", "3"].contains(&cells[purpose]) && cells[choice] != "0" {
            people.entry(cells[id].parse().unwrap()).or_default().push(cells[choice] == "2");
        }
    }
    let all: Vec<bool> = people.values().flatten().copied().collect();
    let truth = all.iter().filter(|&&chose| chose).count() as f64 / all.len() as f64;
    assert!((truth - 0.538).abs() < 5e-4, "what the file says of them: {truth}");
    let shipped = fs::read_to_string(here.join("personas/swissmetro-sixty.toml")).unwrap();
    let ids: Vec<u32> = people.keys().copied().collect();
    let (mut held, mut worth) = (0, 0.0);
    for sample in 0..12 {
        // Every seventh person from another start: the numbers of the survey say nothing about who they are.
        let drawn: Vec<String> = (0..60).map(|place| ids[(sample * 37 + place * 7) % ids.len()].to_string()).collect();
        let from = shipped.find("ID in [").unwrap();
        let list = format!("{}ID in [{}]\"\"\"\n", &shipped[..from], drawn.join(", "));
        fs::write(here.join("personas/swissmetro-sixty.toml"), list).unwrap();
        let found = corrected(here, "scenarios/swissmetro/leisure.toml");
        assert!(found.each && found.people == 60);
        let (name, share) = &found.shares[0];
        assert_eq!(name, "Swissmetro");
        held += usize::from(share.interval.contains(truth));
        worth += share.worth / 12.0;
        assert!(share.weight > 0.0 && share.interval.width() < 0.25, "{share:?}");
    }
    // Of 12 independent intervals at 95 % at least 9 hold with a chance of .9998; these samples share people, so that this is no measure of coverage.
    assert!(held >= 9, "{held} of 12 hold {truth}");
    assert!(worth > 60.0, "the panel adds to them on average: worth {worth}");
}

#[test]
fn the_shipped_study_takes_its_go_back() {
    let folder = tempfile::tempdir().unwrap();
    let study = repository().join("scenarios/swissmetro/leisure.toml");
    let run = |out: &str, more: &[&str]| {
        let arguments = [&["validate", study.to_str().unwrap(), "--no-advocates", "--replicates", "64", "--out", out], more].concat();
        foretaste(folder.path(), &arguments)
    };
    let json: Json = serde_json::from_str(&run("run", &["--format", "json"]).ends(0).out).unwrap();
    let schema: Json = serde_json::from_str(&foretaste(folder.path(), &["schema", "result"]).ends(0).out).unwrap();
    fits(&schema, &json).unwrap_or_else(|fault| panic!("{fault}"));
    assert_eq!((json["verdict"]["word"].as_str(), json["unsettled"].as_bool()), (Some("iterate"), Some(true)));
    assert!(json["verdict"]["p_go"].as_f64() > Some(0.99), "the panel by itself is sure");
    let share = &json["corrected"]["Swissmetro"];
    let number = |key: &str| share[key].as_f64().unwrap();
    assert!(number("low") < 0.5 && number("high") > 0.538, "{share}");
    assert!(number("mean") < number("panel") && number("worth") > 60.0);
    let page = fs::read_to_string(folder.path().join("run/report.html")).unwrap();
    for part in ["real people do not bear that out", "Corrected by real people", "prediction-powered inference"] {
        assert!(page.contains(part), "{part}");
    }
    assert!(folder.path().join("run/tables/corrected.csv").is_file());
    run("again", &["--fail-under", "0.9"]).ends(6);
}

#[test]
fn where_tastes_differ_by_segment_the_panel_answers_for_segments() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let study = format!(
        "{STUDY}[tastes.by_segment.young]\nspeed = {{ part_worth = 3.1 }}\n[real]\npeople = 'real.toml'\nwho = 'some'\n[real.chosen]\nNew = 'took = 1'\nOld = 'took = 0'\n"
    );
    let people = format!("{PEOPLE}{TWO_SEGMENTS}");
    let real = people.replace("people.csv", "real.csv") + "[[columns]]\nname = 'took'\n";
    let rows: Vec<String> =
        (0..60).map(|at| format!("{},{},{},{}", at % 2, u8::from(at % 3 == 0), 12, u8::from(at % 3 == 0 || at % 10 == 1))).collect();
    let table = format!("own,young,trip,took\n{}\n", rows.join("\n"));
    for (name, text) in
        [("study.toml", &study), ("people.toml", &people), ("people.csv", &data(300)), ("real.toml", &real), ("real.csv", &table)]
    {
        fs::write(here.join(name), text).unwrap();
    }
    let found = corrected(here, "study.toml");
    assert!(!found.each && found.people == 60);
    let (_, new) = &found.shares[0];
    // Both segments stand in both samples as one to two, so the panel's mean is that of its predictions, and the correction is what these people say.
    assert!((new.alone - 24.0 / 60.0).abs() < 1e-12 && (new.mean - new.alone).abs() < 0.01, "{new:?}");
    assert!(new.worth > 80.0, "segments explain most of who takes it: {new:?}");
    let refused = |real: &str, table: &str, part: &str| {
        fs::write(here.join("real.toml"), real).unwrap();
        fs::write(here.join("real.csv"), table).unwrap();
        let problems = load(&here.join("study.toml"), here, Seed(1), None).expect_err("refused").to_string();
        assert!(problems.contains(part), "expected `{part}` in\n{problems}");
    };
    refused(&real, &(table.lines().take(9).collect::<Vec<_>>().join("\n") + "\n"), "10 to 60000 people");
    refused(&real.replace("name = 'old'", "name = 'ancient'"), &table, "ancient");
    refused(&real, &table.replace(",12,1", ",12,7"), "every person must have chosen exactly one alternative");
    fs::write(here.join("study.toml"), study.replace("New = 'took = 1'", "Newer = 'took = 1'")).unwrap();
    refused(&real, &table, "Newer");
}

/// The panel says that nearly all take the new one; thirty real people, a third of whom do, say otherwise.
#[test]
fn a_go_is_held_against_every_share_of_the_rule() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let rows: Vec<String> = (0..30).map(|at| format!("{},{},{},{}", at % 2, u8::from(at % 3 == 0), 12, u8::from(at % 3 == 1))).collect();
    fs::write(here.join("real.csv"), format!("own,young,trip,took\n{}\n", rows.join("\n"))).unwrap();
    fs::write(here.join("real.toml"), PEOPLE.replace("people.csv", "real.csv") + "[[columns]]\nname = 'took'\n").unwrap();
    fs::write(here.join("people.toml"), PEOPLE).unwrap();
    fs::write(here.join("people.csv"), data(300)).unwrap();
    let judged = |rule: &str| {
        let real = "[real]\npeople = 'real.toml'\nwho = 'some'\n[real.chosen]\nNew = 'took = 1'\nOld = 'took = 0'\n";
        let sure = STUDY.replace("part_worth = 1.1", "part_worth = 4.1");
        fs::write(here.join("study.toml"), format!("{sure}[decision]\ngo_if = '{rule}'\n{real}")).unwrap();
        let study = load(&here.join("study.toml"), here, Seed(5), None).unwrap_or_else(|problems| panic!("{problems}"));
        let options = Options { seed: Seed(5), replicates: Replicates::Fixed(4), batching: ONE, advocates: false, rounds: None };
        let found = analyse(&study, &options, &NEVER, &|_| ()).unwrap();
        (found.judged.outlook.word(), found.judged.unsettled.map(|(alternative, level)| (alternative, (100.0 * level).round())))
    };
    assert_eq!(judged("P(share >= 60%) >= 80%"), ("iterate", Some((0, 60.0))));
    assert_eq!(judged("P(share >= 10%) >= 80%"), ("go", None), "a third is clear of a tenth");
    assert_eq!(judged("P(share >= 10% and share >= 60%) >= 80%"), ("iterate", Some((0, 60.0))), "not only the first clause counts");
    assert_eq!(judged("P(share >= 60% or share >= 10%) >= 80%"), ("go", None), "one branch that holds is enough");
    assert_eq!(judged("P(share(\"Old\") <= 40%) >= 80%"), ("iterate", Some((1, 40.0))), "the other alternative is corrected too");
    assert_eq!(judged("P(share >= 99.9%) >= 80%").1, None, "what the panel does not say is not taken back");
}
