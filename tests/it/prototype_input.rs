//! What a study says to the prototyper: what is read, what is refused, and what is proposed from it.

use foretaste::input::Cx;
use foretaste::prototype::{Origin, PrototypeSpec, Reason, Sources, Terms, propose};
use std::path::Path;

use crate::mending::{sound_terms, terms};
use crate::validate_studies::{PEOPLE, STUDY, TWO_SEGMENTS, sound};

/// Checks that a text is refused, at a line and with these words.
#[track_caller]
fn refused(text: &str, line: usize, words: &[&str]) {
    let study = sound(&format!("{STUDY}{JOURNEY}"), &format!("{PEOPLE}{TWO_SEGMENTS}"), 30);
    let problems = terms(&study, text).expect_err("it must be refused").to_string();
    assert!(problems.contains(&format!("prototype.toml:{line}:")), "line {line} of {text}\n{problems}");
    for word in words {
        assert!(problems.contains(word), "{word}\n{problems}");
    }
}

const JOURNEY: &str = "[[journey]]\nname = 'Sign up'\nchannel = 'digital'\nminutes = 4\neffort = 4\ndrop_out = 0.1\n\
    [[journey]]\nname = 'Pay'\nchannel = 'digital'\nminutes = 3\neffort = 2\nfails = 0.2\ndrop_out = 0.05\n\
    [[journey]]\nname = 'Open the box'\nchannel = 'physical'\nminutes = 5\neffort = 2\n\
    [[journey]]\nname = 'Start it'\nchannel = 'physical'\nminutes = 6\neffort = 3\ndrop_out = 0.02\n\
    [[journey]]\nname = 'Come back'\nchannel = 'digital'\nminutes = 2\neffort = 2\n\
    [[xlm]]\nname = 'Paid well'\nindicator = 'csat'\nat = 'Pay'\ntarget = 0.8\n";

const LEVER: &str = "[[lever]]\ntitle = 'Faster'\nedit = [{ change = 'concept.speed', add = 1 }]\n";

#[test]
fn money_that_is_none() {
    for (key, value) in [("budget", "0"), ("budget", "-5"), ("day_rate", "0"), ("minute_rate", "-1"), ("customers", "0")] {
        refused(&format!("changes = 2\n{key} = {value}\n"), 2, &[&format!("`prototype.{key}` must lie above 0")]);
    }
    refused("budget = nan", 1, &["`budget` must be finite"]);
    refused("changes = 0", 1, &["`prototype.changes` is out of range", "1 to 12"]);
    refused("rounds = 99", 1, &["`prototype.rounds` is out of range"]);
    refused("tolerance = 1.5", 1, &["`prototype.tolerance` must lie in [0, 1]"]);
}

#[test]
fn a_change_without_cost() {
    refused(LEVER, 2, &["`Faster` does not say what it costs", "cost_once", "cost_per_customer", "write 0 where it costs nothing"]);
    refused(&format!("{LEVER}cost_once = -1\n"), 4, &["out of range", "at least 0"]);
    let study = sound(STUDY, PEOPLE, 10);
    for stated in ["cost_once = 0", "cost_per_customer = -2", "cost_once = [1, 2, 3]"] {
        assert_eq!(sound_terms(&study, &format!("{LEVER}{stated}\n")).own.len(), 1, "{stated}");
    }
}

#[test]
fn changes_that_touch_nothing_or_are_not_ours() {
    let costs = |lever: &str| format!("[[lever]]\ntitle = 'X'\ncost_once = 1\nedit = [{lever}]\n");
    refused(&costs("{ change = 'concept.sped', add = 1 }"), 4, &["concept.sped", "did you mean `concept.speed`?"]);
    refused(&costs("{ change = 'journey.Sing up.effort', add = -1 }"), 4, &["did you mean `journey.Sign up.effort`?"]);
    refused(&costs("{ change = 'tastes.speed', add = 1 }"), 4, &["`tastes.speed` is not ours to change"]);
    refused(&costs("{ change = 'alternatives.Old.price', scale = 2 }"), 4, &["`alternatives.Old.price` is not ours to change"]);
    refused(&costs("{ change = 'segments.young', scale = 2 }"), 4, &["not ours to change"]);
    refused(&costs("{ enter = 'Copy', like = 'concept' }"), 4, &["brings in no alternative"]);
    refused(&costs("{ change = 'concept.speed', add = 0 }"), 4, &["leaves it as it is"]);
    refused(&costs(""), 2, &["changes nothing"]);
    refused("guardrails = ['yung']", 1, &["no segment is named `yung`", "did you mean `young`?"]);
    refused(&format!("{LEVER}cost_once = 1\nexcludes = ['Slower']\n"), 5, &["no other lever is named `Slower`"]);
    refused(&format!("{LEVER}cost_once = 1\n{LEVER}cost_once = 1\n"), 6, &["two levers are named `Faster`"]);
    refused("budgett = 3", 1, &["budgett", "did you mean `budget`?"]);
}

#[test]
fn every_problem_is_told_at_once() {
    let study = sound(STUDY, PEOPLE, 10);
    let problems = terms(&study, &format!("budget = 0\nchanges = 0\n{LEVER}")).expect_err("three problems").to_string();
    for word in ["`prototype.budget`", "`prototype.changes`", "does not say what it costs"] {
        assert!(problems.contains(word), "{problems}");
    }
}

#[test]
fn a_catalogue_of_ones_own_is_read_and_its_faults_are_placed() {
    let study = sound(&format!("{STUDY}{JOURNEY}"), PEOPLE, 30);
    let folder = tempfile::tempdir().unwrap();
    let read = |moves: &str| {
        std::fs::write(folder.path().join("moves.toml"), moves).unwrap();
        std::fs::write(folder.path().join("prototype.toml"), "catalogue = 'moves.toml'").unwrap();
        let mut cx = Cx::new();
        let spec: Option<PrototypeSpec> = cx.load(&folder.path().join("prototype.toml"), folder.path());
        let terms = spec.and_then(|spec| Terms::read(Some(&spec), &study.market, "", &mut cx));
        cx.finish(terms).map(|(terms, _)| terms)
    };
    let moves = "title = 'Ours'\nsource = 's'\ngrade = 'judgement'\n[[move]]\nid = 'a'\ntitle = 'Do it'\nkind = 'pay'\nchannel = 'both'\n\
        how = 'So.'\neffects = [{ change = 'journey.@.fails', scale = 0.5 }]\ncost_once = { days = 1 }\ncost_per_customer = { minutes = 0 }\n";
    assert_eq!(read(moves).unwrap().catalogue.moves().len(), 1);
    let problems = read(&moves.replace("scale = 0.5", "scale = -1")).expect_err("out of range").to_string();
    assert!(problems.contains("moves.toml:10:"), "{problems}");
}

/// The ids of all candidates, with what is left out.
fn proposed(text: &str, own: &str, known: &[(String, String)]) -> (Vec<String>, Vec<(String, Reason)>) {
    let study = sound(text, PEOPLE, 30);
    let terms = sound_terms(&study, own);
    let found = propose(&study.market, &Sources { objections: &[], terms: &terms, known });
    (
        found.candidates.iter().map(|candidate| candidate.id.clone()).collect(),
        found.skipped.into_iter().map(|skipped| (skipped.id, skipped.reason)).collect(),
    )
}

#[test]
fn other_ways_through_the_journey_are_proposed() {
    let (ids, _) = proposed(&format!("{STUDY}{JOURNEY}"), "", &[]);
    let has = |id: &str| ids.iter().any(|known| known == id);
    // The step at which an experience is measured stays.
    assert!(has("merge:Sign up>Pay") && !has("merge:Pay>Sign up"));
    assert!(has("merge:Start it>Open the box"));
    assert!(!ids.iter().any(|id| id.starts_with("merge:") && id.contains("Come back")), "it has no neighbour of its kind");
    assert!(has("channel:Sign up>physical") && has("channel:Start it>digital"));
    assert!(has("later:Sign up<Open the box") && has("later:Sign up<Come back") && !has("later:Come back<Sign up"));
    assert!(has("price:-20%") && has("price:+10%"));
    assert!(ids.iter().any(|id| id.starts_with("move:") && id.ends_with("@Pay")));
}

#[test]
fn a_claim_may_promise_less_and_be_believed_by_more() {
    let claims = "[[concept.claims]]\ntext = 'Twice as fast'\nbelieved_by = 0.6\nsupports = 'speed'\n[[alternatives]]";
    let study = sound(&STUDY.replace("[[alternatives]]", claims), PEOPLE, 30);
    let terms = sound_terms(&study, "");
    let found = propose(&study.market, &Sources { objections: &[], terms: &terms, known: &[] });
    let modest = found.candidates.iter().find(|candidate| candidate.id == "modest:concept.claims.1").unwrap();
    assert_eq!(modest.title, "Promise a quarter less: \"Twice as fast\"");
    let told: Vec<(&str, &str)> = modest.treatment.diff.iter().map(|line| (line.from.as_str(), line.to.as_str())).collect();
    // From 2 a quarter of the way to the reference's 1; of the 40 % who doubt, about 30 % are won over.
    assert_eq!(told, [("2", "1.75"), ("60 %", "72.3 %")]);
    assert_eq!(modest.origin, Origin::Lever);
}

#[test]
fn what_was_dropped_before_is_not_tried_again() {
    let known = [("price:-20%".to_owned(), "too dear".to_owned()), ("own:Faster".to_owned(), "no".to_owned())];
    let (ids, skipped) = proposed(STUDY, &format!("{LEVER}cost_once = 1\n"), &known);
    assert!(!ids.contains(&"price:-20%".to_owned()) && ids.contains(&"price:-10%".to_owned()));
    assert_eq!(skipped[0], ("price:-20%".to_owned(), Reason::TriedBefore("too dear".to_owned())));
    assert_eq!(skipped[1].0, "own:Faster");
}

#[test]
fn the_shipped_study_has_candidates_of_every_kind_and_its_control_does_not_move() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let load = foretaste::study::validate::load;
    let study = load(&root.join("scenarios/back-office/study.toml"), root, foretaste::random::Seed(1), Some(2_000)).unwrap();
    let terms = sound_terms(&study, "");
    let found = propose(&study.market, &Sources { objections: &[], terms: &terms, known: &[] });
    let count = |wanted: fn(&Origin) -> bool| found.candidates.iter().filter(|candidate| wanted(&candidate.origin)).count();
    assert!(count(|origin| matches!(origin, Origin::Catalogue { .. })) >= 40);
    assert!(count(|origin| matches!(origin, Origin::Workflow { .. })) >= 8);
    assert!(count(|origin| *origin == Origin::Lever) >= 7);
    // How many mistakes are made is the team's to change.
    let of_team = found.skipped.iter().filter(|skipped| skipped.reason == Reason::OfTheTeam);
    assert!(of_team.clone().any(|skipped| skipped.id == "modest:concept.claims.2"), "{:?}", of_team.collect::<Vec<_>>());
    assert_eq!(terms.rates.payments, 12.0);
    for candidate in &found.candidates {
        assert!(!candidate.source.is_empty() && !candidate.treatment.diff.is_empty() && !candidate.how.is_empty(), "{}", candidate.id);
        assert!(candidate.cost.once.low <= candidate.cost.once.likely && candidate.cost.once.likely <= candidate.cost.once.high);
    }
    let mut ids: Vec<&str> = found.candidates.iter().map(|candidate| candidate.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), found.candidates.len(), "every id is its own");
    // The effects of candidates are inputs of the extended market, and change no draw of the study's own.
    use foretaste::world::World;
    let (own, all) = (study.market.unknowns(), found.market.unknowns());
    assert!(all.len() > own.len());
    let uniforms: Vec<f64> = (0..all.len()).map(|index| (index as f64 + 0.5) / all.len() as f64).collect();
    assert_eq!(all.theta(&uniforms)[..own.len()], own.theta(&uniforms[..own.len()]));
}
