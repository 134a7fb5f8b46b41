//! Revised studies: the new text reloads as the market that the treatments made, keeps what it did not change, and refuses the rest.

use std::fs;
use std::path::Path;

use foretaste::input::{Cx, Read};
use foretaste::market::{Figures, Market, MarketEdit, treat};
use foretaste::montecarlo::{Blocks, Scope, at_theta};
use foretaste::random::Seed;
use foretaste::study::revise::{Folders, Refusal, ReviseError, Revision, rewrite};
use foretaste::study::validate::{Study, load};
use foretaste::treatment::spec::TreatmentSpec;
use foretaste::world::World;

use crate::validate_studies::{NEVER, ONE, PEOPLE, data, sound};

/// A study with every kind of value that a revision can touch.
const STUDY: &str = r#"#:schema ../../schemas/study.schema.json
title = 'A test'
question = 'Which?'
currency = 'CHF'

[people]
from = 'people.toml'   # who they are

[concept]
name      = "New"
price     = 3                     # a first guess
speed     = { pert = [1, 2, 4], grade = "published", source = "a paper" }
trip_time = { people = "trip / 10" }
care      = "by form"
awareness = { beta = [6, 3], source = "a survey", grade = "measured" }

[[concept.claims]]
text        = "It is twice as fast"
believed_by = 0.5
supports    = "speed"

# What they take today.
[[alternatives]]
name      = 'Old'
reference = true
price     = 2
speed     = 1
trip_time = { people = "trip / 12" }
care      = "by person"

[[alternatives]]
name      = 'Third'
price     = 1
speed     = 0.5
trip_time = 2
care      = "none"

[tastes]
price     = { part_worth = -0.7 }
speed     = { part_worth = 0.6 }
trip_time = { part_worth = -0.3 }
care      = { part_worth_of = { "by form" = 0.2, "by person" = 0.5 } }

# The way in.
[[journey]]
name    = 'Find'
channel = 'digital'
minutes = 5
effort  = { triangular = [2, 3, 4] }
fails   = 0.1
drop_out = 0.05

# It takes a card.
[[journey]]
name     = 'Book'
channel  = 'digital'
minutes  = [3, 5, 9]
effort   = 4
clarity  = 0.8
drop_out = { beta = [2, 20] }

[[journey]]
name    = 'Ride'
channel = 'physical'
minutes = 60
drop_out = 0.1
[journey.effort]
value = 1.5

[[xlm]]
name = 'Easy'
indicator = 'ces'
at = 'Book'
target = 5
"#;

fn spec(text: &str) -> TreatmentSpec {
    let mut cx = Cx::new();
    let document = cx.parse_toml("t.toml", &format!("title = 'A change'\n{text}")).unwrap();
    TreatmentSpec::read(document.node(), &mut cx).unwrap_or_else(|| panic!("{:?}", cx.finish(None::<()>)))
}

fn revise(text: &str, study: &Study, changes: &[&str]) -> Result<Revision, ReviseError> {
    let changes: Vec<(TreatmentSpec, String)> = changes.iter().map(|change| (spec(change), "It was asked for".to_owned())).collect();
    let here = Path::new("");
    rewrite(text, &changes, &study.market, Folders { from: here, to: here })
}

/// Every figure of a market under some edits, all uncertain inputs at their medians, by name.
fn figures(study: &Study, market: &Market, edits: Vec<MarketEdit>, runs: u32) -> Vec<(String, f64)> {
    let mut arms = study.arms.clone();
    arms.all[0].edits = edits;
    let readout = Figures::new(market, &arms);
    let scope = Scope {
        world: market,
        arms: &arms.all,
        readout: &readout,
        figure: 0,
        seed: Seed(5),
        batching: ONE,
        blocks: Blocks::All,
        interrupt: &NEVER,
    };
    let values = at_theta(&scope, &market.unknowns().medians(), runs).unwrap();
    readout.all().iter().map(|figure| figure.id.clone()).zip(values).collect()
}

/// What is compared: shares, and the experience of the journey.
fn looked_at(id: &str) -> bool {
    ["share:", "ces:", "minutes:", "completion:", "failure:"].iter().any(|start| id.starts_with(start)) || id == "completion"
}

/// The market with the treatments, and the market of the revised study, figure by figure.
fn both(changes: &[&str], runs: u32) -> Vec<(String, f64, f64)> {
    let study = sound(STUDY, PEOPLE, 1_500);
    let mut market = study.market.clone();
    let mut edits = Vec::new();
    for change in changes {
        edits.extend(treat(&mut market, &spec(change), &mut Cx::new()).unwrap().edits);
    }
    let revised = revise(STUDY, &study, changes).unwrap_or_else(|error| panic!("{error}"));
    let again = sound(&revised.text, PEOPLE, 1_500);
    let treated = figures(&study, &market, edits, runs);
    let reloaded = figures(&again, &again.market, Vec::new(), runs);
    let of = |id: &str| reloaded.iter().find(|(other, _)| other == id).map(|(_, value)| *value);
    treated
        .into_iter()
        .filter(|(id, _)| looked_at(id))
        .filter_map(|(id, value)| Some((of(&id)?, id, value)))
        .map(|(r, id, t)| (id, t, r))
        .collect()
}

#[track_caller]
fn agree(changes: &[&str], tolerance: f64, runs: u32) {
    let study = sound(STUDY, PEOPLE, 1_500);
    let before = figures(&study, &study.market, Vec::new(), runs);
    let pairs = both(changes, runs);
    assert!(pairs.len() > 10);
    for (id, treated, reloaded) in &pairs {
        let near = treated == reloaded || (treated - reloaded).abs() <= tolerance * treated.abs().max(1.0);
        assert!(near, "{changes:?}: {id} is {treated} in the market with the edits and {reloaded} in the revised study");
    }
    let moved = pairs.iter().any(|(id, treated, _)| before.iter().any(|(other, value)| other == id && (value - treated).abs() > 1e-6));
    assert!(moved, "{changes:?} changes nothing that is looked at");
}

#[test]
fn plain_changes_reload_as_the_same_market_to_the_last_bit() {
    for change in [
        "[[edit]]\nchange = 'concept.price'\nscale = 0.8",
        "[[edit]]\nchange = 'concept.price'\nset = 2.5",
        "[[edit]]\nchange = 'concept.price'\nadd = -0.25",
        "[[edit]]\nchange = 'concept.speed'\nscale = 1.5",
        "[[edit]]\nchange = 'concept.speed'\nadd = 0.5",
        "[[edit]]\nchange = 'concept.trip_time'\nscale = 0.5",
        "[[edit]]\nchange = 'concept.trip_time'\nset = 1",
        "[[edit]]\nchange = 'concept.care'\nset = 'by person'",
        "[[edit]]\nchange = 'concept.care'\nset = 'none'",
        "[[edit]]\nchange = 'concept.distribution'\nset = 0.5",
        "[[edit]]\nchange = 'concept.constant'\nadd = 0.5",
        "[[edit]]\nchange = 'concept.claims.1'\nset = 0.75",
        "[[edit]]\nchange = 'concept.claims.*'\nscale = 4",
        "[[edit]]\nchange = 'alternatives.*.price'\nscale = 0.5",
        "[[edit]]\nchange = 'alternatives.Third.care'\nset = 'by form'",
        "[[edit]]\nchange = 'journey.*.minutes'\nscale = 0.5",
        "[[edit]]\nchange = 'journey.Ride.effort'\nscale = 2",
        "[[edit]]\nchange = 'journey.*.effort'\nadd = -0.5",
        "[[edit]]\nchange = 'journey.Ride.wait'\nset = 10",
        "[[edit]]\nremove = 'journey.Ride'",
    ] {
        agree(&[change], 0.0, 2);
    }
    agree(
        &[
            "[[edit]]\nchange = 'concept.price'\nscale = 0.5\n[[edit]]\nchange = 'journey.Find.effort'\nset = 2",
            "[[edit]]\nchange = 'concept.price'\nadd = 1",
        ],
        0.0,
        2,
    );
}

#[test]
fn uncertain_changes_reload_within_what_their_medians_allow() {
    // The median of a product is not the product of the medians; both are skewed alike here, so that the two lie within a few thousandths.
    for change in [
        "[[edit]]\nchange = 'concept.price'\nscale = [0.6, 0.8, 0.9]",
        "[[edit]]\nchange = 'concept.speed'\nscale = [1.1, 1.3, 1.6]",
        "[[edit]]\nchange = 'concept.speed'\nset = [2, 3, 5]",
        "[[edit]]\nchange = 'concept.awareness'\nscale = { uniform = [1.1, 1.3] }",
        "[[edit]]\nchange = 'journey.*.effort'\nscale = [0.6, 0.7, 0.9]",
        "[[edit]]\nchange = 'journey.Book.drop_out'\nscale = [0.2, 0.4, 0.8]",
    ] {
        agree(&[change], 0.006, 2);
    }
}

#[test]
fn tables_that_move_or_go_draw_other_chances_and_agree_within_them() {
    // A touchpoint's draws, and those that decide who knows an alternative, belong to its place.
    agree(&["[[edit]]\nchange = 'journey.Ride'\nbefore = 'Find'"], 0.02, 40);
    agree(&["[[edit]]\nremove = 'journey.Find'"], 0.02, 40);
    agree(&["[[edit]]\nremove = 'alternatives.Third'"], 0.02, 40);
    let study = sound(STUDY, PEOPLE, 100);
    let physical = revise(STUDY, &study, &["[[edit]]\nchange = 'journey.Book.channel'\nset = 'physical'"]).unwrap().text;
    assert_eq!(sound(&physical, PEOPLE, 100).market.touchpoints()[1].channel, foretaste::market::spec::Channel::Physical);
    let order = |changes: &[&str]| -> Vec<String> {
        let text = revise(STUDY, &study, changes).unwrap().text;
        sound(&text, PEOPLE, 100).market.touchpoints().iter().map(|point| point.name.clone()).collect()
    };
    assert_eq!(order(&["[[edit]]\nchange = 'journey.Ride'\nbefore = 'Find'"]), ["Ride", "Find", "Book"]);
    assert_eq!(order(&["[[edit]]\nchange = 'journey.Find'\nbefore = 'end'"]), ["Book", "Ride", "Find"]);
    assert_eq!(order(&["[[edit]]\nchange = 'journey.Find'\nbefore = 'end'", "[[edit]]\nremove = 'journey.Ride'"]), ["Book", "Find"]);
}

#[test]
fn what_is_not_changed_stays_as_it_was_and_what_is_says_why() {
    let study = sound(STUDY, PEOPLE, 100);
    let change = "[[edit]]\nchange = 'concept.price'\nscale = 0.9\n[[edit]]\nchange = 'concept.speed'\nscale = { pert = [1, 1.2, 1.5], \
        source = 'a trial', grade = 'judgement' }\n[[edit]]\nchange = 'concept.distribution'\nset = 0.5";
    let revised = revise(STUDY, &study, &[change]).unwrap();
    insta::assert_snapshot!(revised.text.split("[[concept.claims]]").next().unwrap());
    let after = STUDY.split("[[concept.claims]]").nth(1).unwrap();
    assert!(revised.text.ends_with(after), "the rest is the same, byte for byte");
    let lines: Vec<String> =
        revised.diff.iter().map(|line| format!("{}: {} -> {} ({})", line.path, line.from, line.to, line.reason)).collect();
    assert_eq!(
        lines,
        [
            "concept.price: 3 CHF -> 2.7 CHF (It was asked for)",
            "concept.speed: 2.13 (1.33 to 3.14) -> 2.58 (1.59 to 3.89) (It was asked for)",
            "concept.distribution: 1 -> 0.5 (It was asked for)",
        ]
    );
    // The revised study can be revised again.
    let again = sound(&revised.text, PEOPLE, 100);
    let twice = revise(&revised.text, &again, &["[[edit]]\nchange = 'concept.price'\nset = 2\n[[edit]]\nremove = 'journey.Ride'"]).unwrap();
    assert!(twice.text.contains("# Was 3 CHF. It was asked for.\n# Was 2.7 CHF. It was asked for.\nprice     = 2 "), "{}", twice.text);
    assert!(twice.text.contains("# Taken out: Ride. It was asked for."));
}

#[test]
fn an_uncertain_product_names_both_sources_and_the_worse_grade() {
    let study = sound(STUDY, PEOPLE, 100);
    let revised = revise(
        STUDY,
        &study,
        &["[[edit]]\nchange = 'concept.awareness'\nscale = { uniform = [1.1, 1.3], source = 'a trial', grade = 'published' }"],
    );
    let again = sound(&revised.unwrap().text, PEOPLE, 100);
    let unknowns = again.market.unknowns();
    let entry = &unknowns.entries()[unknowns.slot("concept.awareness").unwrap()];
    assert_eq!(entry.source.as_deref(), Some("a survey; times 1.2 (1.11 to 1.29): a trial"));
    assert_eq!(entry.grade.map(|grade| grade.as_str()), Some("published"));
    assert!(entry.dist.support().1 <= 1.0 && entry.dist.quantile(0.9) > entry.dist.quantile(0.1));
}

#[test]
fn changes_of_the_world_are_refused_with_words() {
    let study = sound(STUDY, PEOPLE, 100);
    for (change, words) in [
        ("[[edit]]\nchange = 'people.trip'\nscale = 2", "`people.trip` is a change of the world"),
        ("[[edit]]\nchange = 'choice.noise'\nscale = 2", "`choice.noise` is a change of the world"),
        ("[[edit]]\nchange = 'tastes.price'\nscale = 2", "`tastes.price` is a change of the world"),
        ("[[edit]]\nchange = 'model.journey.peak_end'\nset = 0.5", "how the test works"),
        ("[[edit]]\nenter = 'Copy'\nlike = 'concept'", "who enters the market is not ours to decide"),
        ("[[edit]]\nenter = 'Copy'\nlike = 'concept'\n[[edit]]\nchange = 'alternatives.Copy.price'\nscale = 0.8", "who enters the market"),
        ("[[edit]]\nremove = 'journey.Book'", "the experience level measure `Easy` refers to it"),
        ("[[edit]]\nremove = 'alternatives.Old'", "the concept is held against it"),
        ("[[edit]]\nchange = 'concept.trip_time'\nscale = [0.5, 0.7, 0.9]", "takes no uncertain number"),
        ("[[edit]]\nchange = 'concept.prize'\nscale = 2", "no number that a treatment can change is named `concept.prize`"),
        ("[[edit]]\nchange = 'concept.price'\nset = 1\n[[edit]]\nchange = 'concept.price'\nscale = 2", "is changed twice"),
    ] {
        let error = revise(STUDY, &study, &[change]).unwrap_err();
        assert!(error.to_string().contains(words), "{change}: {error}");
        assert_eq!(error.refusals.len(), 1, "{change}: {error}");
    }
    let both = ["[[edit]]\nchange = 'people.trip'\nscale = 2", "[[edit]]\nremove = 'journey.Book'"];
    assert_eq!(revise(STUDY, &study, &both).unwrap_err().refusals.len(), 2);
    let with_segments = sound(STUDY, &format!("{PEOPLE}{}", crate::validate_studies::TWO_SEGMENTS), 100);
    let error = revise(STUDY, &with_segments, &["[[edit]]\nchange = 'segments.young'\nscale = 2"]).unwrap_err();
    assert!(error.to_string().contains("who the people are"), "{error}");
}

#[test]
fn a_text_of_another_study_is_refused() {
    let study = sound(STUDY, PEOPLE, 100);
    let change = "[[edit]]\nchange = 'concept.price'\nscale = 2";
    for (from, to) in [("price     = 3 ", "price     = 4 "), ("'Third'", "'Fourth'"), ("'Find'", "'Seek'")] {
        let error = revise(&STUDY.replace(from, to), &study, &[change]).unwrap_err();
        assert!(matches!(error.refusals.as_slice(), [Refusal::OtherStudy { .. }]), "{error}");
    }
}

#[test]
fn what_the_rest_of_the_study_hangs_on_is_not_pulled_away() {
    let correlated =
        format!("{STUDY}[[correlated]]\nname = 'pair'\ninputs = ['concept.speed', 'journey.Find.effort']\nmatrix = [[1, 0.5], [0.5, 1]]\n");
    let study = sound(&correlated, PEOPLE, 100);
    let error = revise(&correlated, &study, &["[[edit]]\nchange = 'concept.speed'\nset = 3"]).unwrap_err();
    assert!(error.to_string().contains("the correlated group `pair` refers to it"), "{error}");
    let error = revise(&correlated, &study, &["[[edit]]\nremove = 'journey.Find'"]).unwrap_err();
    assert!(error.to_string().contains("the correlated group `pair` refers to it"), "{error}");
    assert!(revise(&correlated, &study, &["[[edit]]\nchange = 'concept.speed'\nscale = 1.5"]).is_ok());

    let ruled = STUDY.replace(
        "[concept]\n",
        "[decision]\ngo_if = 'P(share(\"Third\") <= 30%) >= 50%'\nsmallest_effect = '2 points of share'\n[concept]\n",
    );
    let study = sound(&ruled, PEOPLE, 100);
    let error = revise(&ruled, &study, &["[[edit]]\nremove = 'alternatives.Third'"]).unwrap_err();
    assert!(error.to_string().contains("the rule `go_if` refers to it"), "{error}");

    // An importance weight is a share of the range between alternatives: widening it would change what everything else is worth.
    let weighed = STUDY
        .replace("speed     = { part_worth = 0.6 }", "speed     = { weight = 2, better = 'more' }")
        .replace("[tastes]\n", "[choice]\ndecisiveness = 3\n[tastes]\n");
    let study = sound(&weighed, PEOPLE, 100);
    let error = revise(&weighed, &study, &["[[edit]]\nchange = 'concept.speed'\nscale = 2"]).unwrap_err();
    assert!(error.to_string().contains("is an importance over the range"), "{error}");
}

#[test]
fn the_files_it_names_are_found_from_another_folder() {
    let root = tempfile::tempdir().unwrap();
    let (from, to) = (root.path().join("scenarios/a"), root.path().join("reports/run-1/v2"));
    fs::create_dir_all(&from).unwrap();
    fs::create_dir_all(&to).unwrap();
    fs::create_dir_all(root.path().join("personas")).unwrap();
    fs::write(root.path().join("personas/people.toml"), PEOPLE).unwrap();
    fs::write(root.path().join("personas/people.csv"), data(60)).unwrap();
    let text = STUDY.replace("'people.toml'", "'../../personas/people.toml'");
    fs::write(from.join("study.toml"), &text).unwrap();
    let study = load(&from.join("study.toml"), root.path(), Seed(1), None).unwrap();
    let changes = [(spec("[[edit]]\nchange = 'concept.price'\nset = 2"), "cheaper".to_owned())];
    let revised = rewrite(&text, &changes, &study.market, Folders { from: &from, to: &to }).unwrap();
    assert!(revised.text.starts_with("#:schema ../../../schemas/study.schema.json\n"), "{}", revised.text);
    assert!(revised.text.contains("from = \"../../../personas/people.toml\"   # who they are"));
    fs::write(to.join("study.v2.toml"), &revised.text).unwrap();
    assert!(load(&to.join("study.v2.toml"), root.path(), Seed(1), None).is_ok());
}

#[test]
fn every_way_to_write_a_study_can_be_revised() {
    // Tables on one line, dotted keys, Windows line ends, a value over several lines, no line end at the end.
    let text = "title = 'T'\r\nquestion = 'Q'\r\npeople.from = 'people.toml'\r\nconcept.name = 'New'\r\nconcept.price = 3\r\n\
        alternatives = [\r\n  { name = 'Old', price = 2, reference = true },\r\n  { name = 'Third', price = [\r\n    1,\r\n    2, 3] },\r\n]\r\n\
        tastes = { price = { part_worth = -0.7 } }\r\n\
        journey = [{ name = 'A', channel = 'digital', minutes = 1, effort = 2 }, { name = 'B', channel = 'digital', minutes = 2, effort = 3 }]";
    let study = sound(text, PEOPLE, 60);
    let change = "[[edit]]\nchange = 'concept.price'\nset = 2\n[[edit]]\nchange = 'concept.awareness'\nset = 0.5\n\
        [[edit]]\nchange = 'alternatives.*.price'\nscale = 0.5\n[[edit]]\nchange = 'alternatives.Old.awareness'\nset = 0.9\n\
        [[edit]]\nchange = 'journey.B'\nbefore = 'A'\n[[edit]]\nchange = 'journey.B.clarity'\nset = 0.5";
    let revised = revise(text, &study, &[change]).unwrap_or_else(|error| panic!("{error}"));
    let again = sound(&revised.text, PEOPLE, 60);
    assert!(revised.text.replace("\r\n", "").find('\n').is_none(), "every line ends as the others do");
    let median = |path: &str| {
        let unknowns = again.market.unknowns();
        unknowns.entries()[unknowns.slot(path).unwrap()].dist.median()
    };
    for (path, value) in [
        ("concept.price", 2.0),
        ("concept.awareness", 0.5),
        ("alternatives.Old.price", 1.0),
        ("alternatives.Third.price", 1.0),
        ("alternatives.Old.awareness", 0.9),
        ("journey.B.clarity", 0.5),
    ] {
        assert!((median(path) - value).abs() < 1e-9, "{path}: {}\n{}", median(path), revised.text);
    }
    assert_eq!(again.market.touchpoints()[0].name, "B");

    let dotted = text.replace("concept.price = 3", "concept.price.pert = [1, 2, 3]");
    let study = sound(&dotted, PEOPLE, 60);
    let error = revise(&dotted, &study, &["[[edit]]\nchange = 'concept.price'\nset = 2"]).unwrap_err();
    assert!(error.to_string().contains("write it as one table"), "{error}");
}

#[test]
fn the_shipped_studies_can_be_revised() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (path, change) in [
        (
            "scenarios/back-office/study.toml",
            "[[edit]]\nchange = 'concept.price'\nset = 39\n[[edit]]\nchange = 'concept.claims.2'\nscale = [1.1, 1.2, 1.4]\n\
             [[edit]]\nchange = 'journey.Connect the bank.*'\nscale = [0.6, 0.75, 0.9]\n[[edit]]\nremove = 'journey.First letter to a client'\n\
             [[edit]]\nchange = 'journey.Welcome call with a human'\nbefore = 'Connect the bank'",
        ),
        ("scenarios/swissmetro/study.toml", "[[edit]]\nchange = 'concept.price'\nscale = 0.9"),
    ] {
        let file = root.join(path);
        let study = load(&file, root, Seed(1), Some(500)).or_else(|_| load(&file, root, Seed(1), None)).unwrap();
        let text = fs::read_to_string(&file).unwrap();
        let folder = file.parent().unwrap();
        let changes = [(spec(change), "It would help".to_owned())];
        let revised =
            rewrite(&text, &changes, &study.market, Folders { from: folder, to: folder }).unwrap_or_else(|error| panic!("{error}"));
        // Lines that are gone were changed, and lines that are new say so.
        let old: Vec<&str> = text.lines().collect();
        let new = revised.text.lines().filter(|line| !old.contains(line)).count();
        assert!((2..60).contains(&new), "{new}");
        assert!(revised.text.lines().filter(|line| line.starts_with("# Was ")).count() >= 1);
    }
}
