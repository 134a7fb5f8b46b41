//! The concept board and the journey map of the back-office study, before and after a revision. The pages are left in the target folder,
//! so that they can be looked at.

use std::fs;
use std::path::{Path, PathBuf};

use foretaste::input::{Cx, Read};
use foretaste::random::Seed;
use foretaste::report::sheet;
use foretaste::report::view::{Estimate, KeyFigure};
use foretaste::study::revise::{BoardFigures, FeltStep, Folders, JourneyFigures, Revision, Told, board, journey_map, rewrite, told};
use foretaste::study::validate::{Study, load};
use foretaste::treatment::spec::TreatmentSpec;

const PRICE: &str = "title = 'A lower price'\n[[edit]]\nchange = 'concept.price'\nset = 39";
const PROOF: &str = "title = 'A guarantee'\n[[edit]]\nchange = 'concept.claims.2'\nscale = [1.1, 1.25, 1.5]\n\
    [[edit]]\nchange = 'concept.human_on_call'\nset = 'same person'";
const BANK: &str = "title = 'A bank link that asks less'\n[[edit]]\nchange = 'journey.Connect the bank.effort'\nscale = [0.6, 0.75, 0.9]\n\
    [[edit]]\nchange = 'journey.Connect the bank.fails'\nscale = [0.4, 0.6, 0.9]\n[[edit]]\nchange = 'journey.Connect the bank.clarity'\nset = 0.85";
const CALL: &str = "title = 'The call comes first'\n[[edit]]\nchange = 'journey.Welcome call with a human'\nbefore = 'Connect the bank'";
const LETTER: &str = "title = 'No letters'\n[[edit]]\nremove = 'journey.First letter to a client'";

const WHY: [(&str, &str); 5] = [
    (PRICE, "Four in ten who know it find it too dear"),
    (PROOF, "Few believe that every tax letter is answered in time: we pay the penalty if one is not"),
    (BANK, "Most of those who give up do so here"),
    (CALL, "Somebody to ask before the hardest step"),
    (LETTER, "Nobody asked for it, and a wrong tone costs trust"),
];

struct Case {
    study: Study,
    before: Told,
    now: Told,
    revision: Revision,
}

fn case() -> Case {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = root.join("scenarios/back-office/study.toml");
    let study = load(&file, root, Seed(1), Some(400)).unwrap();
    let text = fs::read_to_string(&file).unwrap();
    let spec = |text: &str| {
        let mut cx = Cx::new();
        TreatmentSpec::read(cx.parse_toml("t.toml", text).unwrap().node(), &mut cx).unwrap()
    };
    let changes: Vec<(TreatmentSpec, String)> = WHY.iter().map(|(text, why)| (spec(text), (*why).to_owned())).collect();
    let folder = file.parent().unwrap();
    let revision = rewrite(&text, &changes, &study.market, Folders { from: folder, to: folder }).unwrap_or_else(|error| panic!("{error}"));
    let read = |text: &str| told(text, &mut Cx::new()).unwrap();
    Case { before: read(&text), now: read(&revision.text), revision, study }
}

fn board_figures(version: &str) -> BoardFigures {
    let figure = |label: &str, value: &str, note: Option<&str>| KeyFigure {
        label: label.to_owned(),
        value: value.to_owned(),
        note: note.map(str::to_owned),
    };
    BoardFigures {
        version: version.to_owned(),
        found: vec![
            figure("would choose it", "14\u{202f}% (9–20)", Some("11\u{202f}% (7–16) before")),
            figure("chance that the rule to go is met", "64\u{202f}%", Some("38\u{202f}% before")),
            figure("revenue from 100 owners", "USD\u{202f}540 (350–780)", None),
            figure("still there after a quarter", "71\u{202f}% (60–80)", None),
        ],
        sure: "Not validated: nobody has chosen it yet. Ranges hold nine in ten of the runs over everything nobody knows.".to_owned(),
        drawn: vec![
            ("Working alone, drowning in paperwork".to_owned(), Estimate::new(0.19, 0.13, 0.26)),
            ("Growing, with staff".to_owned(), Estimate::new(0.16, 0.1, 0.23)),
        ],
    }
}

fn journey_figures(case: &Case, version: &str, old: bool) -> JourneyFigures {
    let step = |(place, name): (usize, &str), gain: f64| {
        let ease = 5.6 - [0.2, 1.6, 1.1, 0.1, 0.8, 0.9, 0.6, 0.0, 0.4][place % 9] + gain;
        let leave = [0.03, 0.11, 0.05, 0.015, 0.04, 0.03, 0.02, 0.015, 0.02][place % 9] - 0.03 * gain;
        FeltStep {
            name: name.to_owned(),
            felt: Some(Estimate::new(ease, ease - 0.5, ease + 0.4)),
            leave: Some(Estimate::new(leave, 0.7 * leave, 1.4 * leave)),
        }
    };
    let steps = |told: &Told, gain: &dyn Fn(&str) -> f64| -> Vec<FeltStep> {
        let names = case.before.journey.iter().map(|point| point.name.value.as_str()).enumerate();
        let kept = names.filter(|(_, name)| told.journey.iter().any(|point| point.name.value.as_str() == *name));
        kept.map(|(place, name)| step((place, name), gain(name))).collect()
    };
    JourneyFigures {
        version: version.to_owned(),
        finding: "Connecting the bank still asks most, but a third fewer give up there.".to_owned(),
        felt_name: "ease, 1 (hard) to 7 (easy)".to_owned(),
        felt_scale: (1.0, 7.0),
        before_name: if old { "first draft".to_owned() } else { String::new() },
        now_name: version.to_owned(),
        before: if old { steps(&case.before, &|_| 0.0) } else { Vec::new() },
        now: steps(&case.now, &|name| if name == "Connect the bank" { 0.9 } else { 0.1 }),
        finish_before: old.then_some(Estimate::new(0.62, 0.5, 0.73)),
        finish: Some(Estimate::new(0.71, 0.6, 0.8)),
        sure:
            "Times and chances are the study's own judgement; ease and giving up follow from them. Lines up and down hold nine in ten runs."
                .to_owned(),
    }
}

fn leave(name: &str, page: &str) {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("sheets");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(name), page).unwrap();
}

#[test]
fn the_board_holds_the_studys_own_words_and_what_changed() {
    let case = case();
    let view = board(&case.now, Some(&case.before), &case.study.market, &case.revision.diff, &board_figures("version 2"));
    assert_eq!(view.name, "Backroom");
    assert!(view.promise.starts_with("AI agents keep your books") && view.promise.ends_with("routine mail."));
    let price = view.price.clone().unwrap();
    assert_eq!((price.before.as_deref(), price.now.as_str()), (Some("49 USD a month"), "39 USD a month"));
    let labels = |features: &[sheet::Feature]| features.iter().map(|one| one.label.clone()).collect::<Vec<_>>();
    let (gives, asks) = (labels(&view.gives), labels(&view.asks));
    assert!(gives.contains(&"Hours of paperwork saved".to_owned()) && gives.contains(&"A human to call".to_owned()), "{gives:?}");
    assert!(asks.contains(&"An AI that reads bank and contracts".to_owned()) && asks.contains(&"Hours to set up".to_owned()), "{asks:?}");
    assert!(!gives.contains(&"Meeting face to face".to_owned()), "what it has not got does not stand there");
    let human = view.gives.iter().find(|one| one.label == "A human to call").unwrap();
    assert_eq!(human.amount, Some(sheet::Was::new("same person", Some("weekdays".to_owned()))));
    let believed: Vec<bool> = view.claims.iter().map(|claim| claim.believed.is_some()).collect();
    assert_eq!(believed, [false, true, false]);
    let told: Vec<&str> = view.changes.iter().map(|change| change.what.as_str()).collect();
    assert_eq!(
        told,
        [
            "Price: 49 USD a month → 39 USD a month",
            "“Every tax letter is answered before its deadline”, believed by: 46\u{202f}% → 58\u{202f}%; A human to call: weekdays → same person",
            "Further changes",
        ]
    );
    assert_eq!(view.changes[2].why, "5 of the journey, on the journey map");
    let page = sheet::concept_board(&view).unwrap();
    assert!(page.contains("Every tax letter is answered before its deadline"));
    leave("board.html", &page);
    let first = board(&case.before, None, &case.study.market, &[], &board_figures(""));
    assert!(first.changes.is_empty() && first.price.unwrap().before.is_none());
}

#[test]
fn the_map_shows_each_step_once_with_what_changed_there() {
    let case = case();
    let view = journey_map(&case.now, Some(&case.before), &case.revision.diff, &journey_figures(&case, "version 2", true));
    let names: Vec<&str> = view.steps.iter().map(|step| step.name.as_str()).collect();
    let place = |name: &str| names.iter().position(|other| *other == name).unwrap();
    assert_eq!(names.len(), case.before.journey.len());
    assert_eq!(place("Welcome call with a human") + 1, place("Connect the bank"));
    let (call, bank, letter) = (
        &view.steps[place("Welcome call with a human")],
        &view.steps[place("Connect the bank")],
        &view.steps[place("First letter to a client")],
    );
    assert!(call.moved_from.is_some() && call.changes[0].what == "moved before Connect the bank");
    assert!(letter.gone && letter.felt.is_none() && letter.felt_before.is_some());
    assert_eq!(place("First letter to a client"), place("First Friday close") + 1, "a step that is gone stands where it stood");
    assert_eq!(bank.changes.len(), 1, "changes for one reason stand together");
    assert!(bank.changes[0].what == "effort, chance that it fails, how clear it is", "{:?}", bank.changes);
    let clear = bank.facts.iter().find(|fact| fact.label == "how clear it is").unwrap();
    assert_eq!((clear.value.now.as_str(), clear.value.before.as_deref()), ("85\u{202f}%", Some("71\u{202f}%")));
    leave("map.html", &sheet::journey_map(&view).unwrap());
    let first = journey_map(&case.now, None, &[], &journey_figures(&case, "first draft", false));
    assert!(first.steps.iter().all(|step| step.changes.is_empty() && step.felt_before.is_none() && !step.gone));
    leave("map-first.html", &sheet::journey_map(&first).unwrap());
}
