//! The team behind a concept: what its figures do to customers, worked out by hand.

use std::fs;
use std::path::Path;

use foretaste::input::Problems;
use foretaste::montecarlo::{Blocks, Replicates};
use foretaste::parallel::Batching;
use foretaste::prototype::{Reason, Sources, propose};
use foretaste::random::Seed;
use foretaste::study::autonomy::{self, NAMES, TeamStudy};
use foretaste::study::behind::{Customers, RUNS, concept, customers};
use foretaste::study::compare::Size;
use foretaste::study::revise::{Folders, rewrite};
use foretaste::study::validate::{Options, Setting, Study, load};
use foretaste::world::World;

use crate::cli_program::foretaste;
use crate::cli_schema::fits;
use crate::treated::{compared, level, reading as reading_alone};
use crate::validate_studies::{JOURNEY_AND_SURVEY, NEVER, ONE, PEOPLE, STUDY, data, exactly, logit, outcome, settings, values, with_scope};

/// A writer and somebody who looks: one letter a day, a minute of work, two of review.
const TEAM: &str = r#"
title    = "Letters"
question = "Who may work alone?"
currency = "EUR"
[costs]
wrong   = 40
stopped = 5
late    = 3
harm_an_hour = 0
reversible   = true
[run]
length  = "10 days"
warm_up = "1 day"
[[people]]
name   = "Ann"
hours  = "Mon-Sun 08:00-20:00"
review = { minutes = { fixed = 2 }, detects = 0.7, false_rejects = 0 }
[every_agent.in_the_loop]
redo = 3
[[agents]]
name     = "Writer"
minutes  = { fixed = 1 }
wrong    = 0
autonomy = "in the loop"
[flow]
steps    = ["Writer"]
hand_off = "perfect"
[arrivals]
letters = { at = "Mon-Sun 08:00", batch = 1, due = "1 day" }
"#;

/// The same with forty letters a day, of which the writer gets some wrong, and nobody looks.
fn careless() -> String {
    let text = with(TEAM, "wrong    = 0", "wrong    = [0.1, 0.2, 0.4]");
    let text = with(&text, "batch = 1,", "batch = 40,");
    with(&text, "autonomy = \"in the loop\"", "autonomy = \"out of the loop\"")
}

#[track_caller]
fn with(text: &str, old: &str, new: &str) -> String {
    assert!(text.contains(old), "`{old}` is not in the text");
    text.replacen(old, new, 1)
}

/// A study whose one touchpoint waits for letters.
fn waiting() -> String {
    format!(
        "{STUDY}[team]\nfrom = 'team.toml'\n[[journey]]\nname = 'Post'\nchannel = 'digital'\nminutes = 10\neffort = 2\ndrop_out = 0.1\n\
         wait = {{ team = 'lead time', of = 'letters', times = 0.5 }}\n\
         [[xlm]]\nname = 'Quick'\nindicator = 'minutes'\nat = 'Post'\ntarget = 12\n"
    )
}

/// A study whose concept makes mistakes, fails at one touchpoint and not at the other.
fn failing() -> String {
    let text = with(STUDY, "speed = 2\n", "speed = 2\nmistakes = { team = 'wrong a year', of = ['letters'], per = 1000 }\n");
    let text = with(&text, "price = 2\nspeed = 1\n", "price = 2\nspeed = 1\nmistakes = 0\n");
    format!(
        "{text}[tastes.mistakes]\npart_worth = -0.5\n[team]\nfrom = 'team.toml'\n[decision]\ngo_if = 'P(share >= 30%) >= 50%'\n\
         smallest_effect = '1 point of share'\n\
         [survey]\nask = ['purchase intent']\n\
         [[journey]]\nname = 'Post'\nchannel = 'digital'\nminutes = 10\neffort = 2\ndrop_out = 0.1\n\
         fails = {{ team = 'wrong', of = 'letters' }}\nrecovered = 0.5\n\
         [[journey]]\nname = 'Call'\nchannel = 'physical'\nminutes = 5\neffort = 2\nfails = 0.1\n\
         [[xlm]]\nname = 'Post that goes wrong'\nindicator = 'failure'\nat = 'Post'\ntarget = 0.15\n"
    )
}

/// Writes a study, its people and a team into a folder.
fn written(study: &str, team: &str, people: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let all = [("study.toml", study), ("people.toml", PEOPLE), ("people.csv", &data(people)), ("team.toml", team)];
    all.iter().for_each(|(name, text)| fs::write(folder.path().join(name), text).unwrap());
    folder
}

fn reading(study: &str, team: &str, people: usize) -> Result<Study, Problems> {
    let folder = written(study, team, people);
    load(&folder.path().join("study.toml"), folder.path(), Seed(7), None)
}

#[track_caller]
fn sound(study: &str, team: &str, people: usize) -> Study {
    reading(study, team, people).unwrap_or_else(|problems| panic!("{problems}\n{study}\n{team}"))
}

/// The draws of a number that comes from the team.
#[track_caller]
fn drawn<'a>(study: &'a Study, path: &str) -> &'a [f64] {
    &study.market.draws().unwrap().column(path).unwrap_or_else(|| panic!("`{path}` is not drawn")).values
}

#[test]
fn slow_reviewers_make_customers_wait_by_the_minute() {
    // Work 1 and review 2 minutes, of which half is felt: 10 + 1.5. With reviews of 31 minutes 10 + 16, which misses the target of 12.
    let slow = with(TEAM, "{ fixed = 2 }", "{ fixed = 31 }");
    for (team, minutes, met) in [(TEAM, 11.5, true), (slow.as_str(), 26.0, false)] {
        let study = sound(&waiting(), team, 60);
        let found = outcome(&study, settings(7, 8, 2));
        exactly(&found, "minutes:Post", minutes);
        let judged = study.decision.judge(&found);
        assert_eq!(judged.go, None, "no rule is stated");
        let xlm = &study.decision.xlms[0];
        assert!(found.figure(xlm.figure).iter().all(|&value| xlm.xlm.met(value) == met));
    }
    // Who waits longer gives up more often, in every draw.
    let through = |team: &str| values(&outcome(&sound(&waiting(), team, 600), settings(7, 8, 2)), "completion");
    let (quick, slow) = (through(TEAM), through(&slow));
    assert!(quick.iter().zip(&slow).all(|(quick, slow)| quick > slow), "{quick:?} {slow:?}");
}

/// Checks a share of those who chose the concept, 600 people twice: within 4 standard deviations of a count.
#[track_caller]
fn counted(got: f64, expected: f64, share: f64) {
    let allowed = 4.0 * (expected * (1.0 - expected) / (1200.0 * share)).sqrt() + 1.0 / (1200.0 * share);
    assert!((got - expected).abs() < allowed, "{got} is not {expected} ± {allowed}");
}

#[test]
fn a_draw_of_the_concept_has_a_run_of_the_team_as_a_whole() {
    let study = sound(&failing(), &careless(), 600);
    let (mistakes, fails) = (drawn(&study, "concept.mistakes"), drawn(&study, "journey.Post.fails"));
    assert_eq!((mistakes.len(), fails.len()), (RUNS as usize, RUNS as usize));
    // Forty letters a day for ten days; those wrong in a year are 40 × 365.25 of the share that is, in thousands.
    for (mistakes, fails) in mistakes.iter().zip(fails) {
        let letters = 400.0 * fails;
        assert!((mistakes - fails * 40.0 * 365.25 / 1000.0).abs() < 1e-9 && (letters - letters.round()).abs() < 1e-9, "{mistakes} {fails}");
    }
    // The best run first: here both numbers say the same, so both rise.
    assert!(fails.windows(2).all(|pair| pair[0] <= pair[1]) && fails[0] < 0.15 && fails[RUNS as usize - 1] > 0.25);

    let found = outcome(&study, settings(7, 32, 2));
    let (shares, failures) = (values(&found, "share:New"), values(&found, "failure:Post"));
    let unknowns = study.market.unknowns();
    let slot = |path: &str| unknowns.slot(path).unwrap();
    let mut seen = Vec::new();
    for (replicate, (share, failure)) in shares.iter().zip(&failures).enumerate() {
        let at = unknowns.values(found.theta(replicate));
        let (mistakes, fails) = (at[slot("concept.mistakes")], at[slot("journey.Post.fails")]);
        assert!((mistakes - fails * 40.0 * 365.25 / 1000.0).abs() < 1e-9, "both come from one run");
        // Everyone chooses by the same utilities, so the share is the logit's at this draw.
        let expected = logit(&[-0.7 * 3.0 + 2.2 - 0.5 * mistakes, -0.7 * 2.0 + 1.1])[0];
        assert!((share - expected).abs() < 1e-6, "{share} is not {expected}");
        counted(*failure, fails, *share);
        seen.push(fails);
    }
    seen.sort_by(f64::total_cmp);
    seen.dedup();
    assert!(seen.len() > 20, "the draws differ: {seen:?}");
}

#[test]
fn the_team_is_one_source_of_what_nobody_knows() {
    let study = sound(&failing(), &careless(), 60);
    let unknowns = study.market.unknowns();
    let named = |path: &str| &unknowns.entries()[unknowns.slot(path).unwrap()];
    let place = named("team").unknown.unwrap();
    for path in ["concept.mistakes", "journey.Post.fails"] {
        let entry = named(path);
        let source = entry.source.as_deref().unwrap();
        assert!(entry.unknown.is_none() && source.contains("the team in team.toml, as given") && source.contains("letters"), "{source}");
        assert_eq!(entry.dist.support(), (drawn(&study, path)[0], drawn(&study, path)[RUNS as usize - 1]));
        assert!(unknowns.ledger().any(|line| line.path == path));
    }
    assert_eq!(unknowns.groups().iter().filter(|group| group.members.contains(&place)).count(), 1);
    let swings = with_scope(&study, "share:New", Blocks::All, |scope| foretaste::montecarlo::one_at_a_time(scope).unwrap());
    // Of all that is uncertain only the team moves the share here.
    assert_eq!(swings.swings[0].unknown, place);
    let (first, last) = (swings.swings[0].points[0], swings.swings[0].points[4]);
    assert!((first.0, last.0) == (0.05, 0.95) && last.1 < first.1, "{first:?} {last:?}");
    assert!(swings.swings[1..].iter().all(|swing| swing.width().abs() < 1e-9));
}

#[test]
fn advocates_push_what_comes_from_the_team_and_the_prototyper_leaves_it() {
    let treatments = [
        "title = 'Half as many again'\n[[edit]]\nchange = 'journey.Post.fails'\nscale = 1.5\n",
        "title = 'The worst run'\n[[edit]]\nchange = 'team'\nset = 0.999\n",
        "title = 'Both'\n[[edit]]\nchange = 'journey.*.fails'\nscale = 1.5\n[[edit]]\nchange = 'team'\nset = 0.999\n",
    ];
    let own: String = treatments
        .iter()
        .map(|text| text.replace("[[edit]]", "[[treatments.edit]]"))
        .map(|text| format!("[[treatments]]\n{text}"))
        .collect();
    let folder = written(&format!("{}{own}", failing()), &careless(), 600);
    let comparing = foretaste::study::compare::load(&folder.path().join("study.toml"), &[], folder.path(), Seed(7), None)
        .unwrap_or_else(|p| panic!("{p}"));
    let found = compared(&comparing, 7, 16);
    let unknowns = comparing.study.market.unknowns();
    let (place, worst) = (unknowns.slot("journey.Post.fails").unwrap(), drawn(&comparing.study, "journey.Post.fails")[RUNS as usize - 1]);
    for replicate in 0..16 {
        let fails = unknowns.values(found.comparison.theta(replicate))[place];
        let at = |arm: usize, expected: f64| {
            counted(level(&found, arm, "failure:Post")[replicate], expected, level(&found, arm, "share:New")[replicate]);
        };
        at(0, fails);
        at(1, 1.5 * fails);
        at(2, worst);
        at(3, 1.5 * worst);
    }
    // Mistakes follow the run, and not what is done to the touchpoint.
    let shares = |arm: usize| level(&found, arm, "share:New");
    assert_eq!(shares(0), shares(1));
    assert!(shares(2) == shares(3) && shares(2).iter().zip(&shares(0)).all(|(worst, given)| worst <= given));

    let lever = "[prototype]\n[[prototype.lever]]\ntitle = 'Write better'\nwhy = 'So.'\ncost_once = 1\n[[prototype.lever.edit]]\nchange = 'journey.Post.fails'\nscale = 0.5\n";
    let study = sound(&format!("{}{lever}", failing()), &careless(), 60);
    let made = propose(&study.market, &Sources { objections: &[], terms: &study.terms, known: &[] });
    let own = made.skipped.iter().find(|skipped| skipped.title == "Write better").expect("it is not tried");
    assert_eq!(own.reason, Reason::OfTheTeam);
    assert!(made.candidates.iter().all(|one| one.treatment.edits.iter().all(|edit| !study.market.is_drawn(edit))));
    assert!(made.candidates.iter().any(|one| one.treatment.diff.iter().any(|line| line.path == "journey.Post.recovered")));
}

#[test]
fn a_draft_of_the_study_keeps_its_team() {
    let folder = written(&failing(), &careless(), 60);
    let study = load(&folder.path().join("study.toml"), folder.path(), Seed(7), None).unwrap();
    fs::create_dir(folder.path().join("next")).unwrap();
    let change = |text: &str| {
        let mut cx = foretaste::input::Cx::new();
        (cx.parse("t.toml", text).unwrap(), "It is better.".to_owned())
    };
    let folders = Folders { from: folder.path(), to: &folder.path().join("next") };
    let changes = [change("title = 'T'\n[[edit]]\nchange = 'journey.Post.effort'\nset = 1.5\n")];
    let revised = rewrite(&study.text.0, &changes, &study.market, folders).unwrap();
    assert!(revised.text.contains("from = \"../team.toml\"") && revised.text.contains("effort = 1.5"), "{}", revised.text);
    fs::write(folder.path().join("next/study.toml"), &revised.text).unwrap();
    let again = load(&folder.path().join("next/study.toml"), folder.path(), Seed(7), None).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(drawn(&again, "journey.Post.fails"), drawn(&study, "journey.Post.fails"));
    for path in ["journey.Post.fails", "concept.mistakes"] {
        let refused =
            rewrite(&study.text.0, &[change(&format!("title = 'T'\n[[edit]]\nchange = '{path}'\nscale = 0.5\n"))], &study.market, folders);
        assert!(refused.unwrap_err().to_string().contains("change the team instead"), "{path}");
    }
}

/// Settings of the careless team held before customers.
fn held(threads: usize, chunk: usize, team: &str) -> (TeamStudy, autonomy::Findings) {
    let folder = written(&failing(), team, 600);
    let path = folder.path().join("team.toml");
    let batching = Batching { threads, chunk };
    let team = autonomy::load(&path, folder.path()).unwrap_or_else(|problems| panic!("{problems}"));
    let study =
        concept(&folder.path().join("study.toml"), folder.path(), Seed(7), None, &team).unwrap_or_else(|problems| panic!("{problems}"));
    let replicates = Replicates::Fixed(16);
    let mut findings =
        autonomy::analyse(&team, &autonomy::Options { seed: Seed(7), replicates, batching, budget: None }, &NEVER, &|_| ()).unwrap();
    let options = Options { seed: Seed(7), replicates, batching, advocates: false, rounds: None };
    customers(&team, &mut findings, study, &options, &NEVER, &|_| ()).unwrap();
    (team, findings)
}

fn effect(found: &Customers, arm: usize, id: &str) -> foretaste::montecarlo::Effect {
    let comparison = &found.findings.comparison;
    comparison.effect(arm, comparison.index(id).unwrap_or_else(|| panic!("no `{id}`"))).unwrap()
}

#[test]
fn settings_are_held_before_customers_run_by_run() {
    let (_, findings) = held(2, 1, &careless());
    let found = findings.customers.as_ref().unwrap();
    let comparison = &found.findings.comparison;
    assert_eq!(comparison.arms()[1..], NAMES[1..]);
    // The team is given out of the loop: that setting is the team as given, and changes exactly nothing.
    for figure in 0..comparison.ids().len() {
        assert!(
            comparison.difference(3, figure).iter().all(|difference| *difference == 0.0 || difference.is_nan()),
            "{}",
            comparison.ids()[figure]
        );
    }
    assert_eq!(found.findings.answers[2].size, Size::NotMeasurable);
    // In the loop the reviewer sees .7 of what is wrong, and what is done again is wrong again with the same chance: of 100 letters
    // 100 w (1 − .7 …) are let by in the end.
    let (fails, mistakes) = (effect(found, 1, "failure:Post"), effect(found, 1, "share:New"));
    assert!(fails.high < 0.0 && mistakes.low > 0.0, "{fails:?} {mistakes:?}");
    let handed = |feed: usize, arm: usize| found.handed[feed].by_setting[arm].mid;
    let post = found.behind.feeds.iter().position(|feed| feed.path == "journey.Post.fails").unwrap();
    // A letter that is let by: w (1 − d) / (1 − w d), with w about .22 and d .7.
    assert!((handed(post, 1) - 0.22 * 0.3 / (1.0 - 0.22 * 0.7)).abs() < 0.02, "{}", handed(post, 1));
    assert_eq!(handed(post, 0), handed(post, 3));
    assert_eq!(found.given(post).unwrap().len(), RUNS as usize);
    // The same run under every setting: what the run of the concept draws is tied to what it draws under another.
    assert!(effect(found, 1, "failure:Post").correlation.unwrap() > 0.5);

    // The share hangs on mistakes alone, and the journey on its touchpoint alone.
    let carried = |place: &str| found.carried.iter().find(|one| one.arm == 1 && one.place == place).unwrap_or_else(|| panic!("{place}"));
    let at = |id: &str| {
        let figures = found.comparing.figures();
        found.headline.iter().position(|&kind| figures.all()[figures.index(kind).unwrap()].id == id).unwrap_or_else(|| panic!("{id}"))
    };
    let of = |place: &str, id: &str| carried(place).effects[at(id)].unwrap().mean;
    assert!(of("Post", "share:New") == 0.0 && of("the concept itself", "share:New") > 0.0);
    assert!(of("Post", "completion") > 0.0 && of("Post", "completion") > of("the concept itself", "completion").abs());
    assert!(at("top2box:purchase intent") == 0 && found.left_out.is_empty());
    // Post that goes wrong at most in 15 of 100: hardly ever as given, always in the loop.
    let met = |arm: usize| found.findings.standings[arm].xlms[0].as_ref().unwrap().p_met.get();
    assert!(met(0) < 0.4 && met(1) == 1.0, "{} {}", met(0), met(1));
}

#[test]
fn what_customers_notice_is_the_same_bytes_at_any_thread_count() {
    let all = |threads: usize, chunk: usize| {
        let (team, findings) = held(threads, chunk, &careless());
        let setting = Setting::default();
        let json = serde_json::to_string(&autonomy::result(&team, &findings, &setting)).unwrap();
        let page = foretaste::report::page::html(&autonomy::report(&team, &findings, &setting)).unwrap();
        (json, page, format!("{:?}", autonomy::tables(&team, &findings).unwrap()))
    };
    let one = all(1, 1);
    assert!(one == all(4, 3), "threads and chunks never change a result");
    for words in
        ["What customers notice", "Which touchpoint carries it", "What the team hands over", "purchase intent", "Post that goes wrong"]
    {
        assert!(one.1.contains(words), "`{words}` is not on the page");
    }
}

/// What is said of a study that cannot be run.
#[track_caller]
fn refused(study: &str, team: &str, parts: &[&str]) {
    let said = reading(study, team, 30).map(|_| ()).expect_err("it is bad").to_string();
    for part in parts {
        assert!(said.contains(part), "expected `{part}` in\n{said}");
    }
}

#[test]
fn what_is_wrong_with_the_link_is_told_at_its_place() {
    let good = failing();
    refused(
        &with(&good, "of = 'letters' }", "of = 'leters' }"),
        &careless(),
        &["study.toml:", "no kind of item of the team is named `leters`", "did you mean `letters`?"],
    );
    refused(&with(&good, "of = ['letters']", "of = ['letters', 'letters']"), &careless(), &["`letters` is named twice"]);
    refused(&with(&good, "of = ['letters']", "of = []"), &careless(), &["`of` names nothing"]);
    refused(&with(&good, "team = 'wrong',", "team = 'wong',"), &careless(), &["wong", "did you mean", "wrong"]);
    refused(
        &with(&good, "[team]\nfrom = 'team.toml'\n", ""),
        &careless(),
        &["`journey.Post.fails` comes from a team, and the study names none", "[team]"],
    );
    refused(&with(&good, "from = 'team.toml'", "from = '../team.toml'"), &careless(), &["outside the folder"]);
    refused(
        &with(&good, "from = 'team.toml'", "from = 'teem.toml'"),
        &careless(),
        &["there is no file `teem.toml`", "did you mean \"team.toml\"?"],
    );
    refused(&with(&good, "from = 'team.toml'", "from = 'study.toml'"), &careless(), &["names itself as the team behind it"]);
    refused(&with(&good, "of = 'letters' }", "of = 'letters', value = 0.1 }"), &careless(), &["value"]);
    refused(&with(&good, "of = 'letters' }\n", "of = 'letters' }\nfails = 0.1\n"), &careless(), &["fails"]);
    refused(&with(&good, "per = 1000", "per = 0"), &careless(), &["`per` must lie above 0"]);
    refused(
        &with(&good, "of = 'letters' }", "of = 'letters', times = 50 }"),
        &careless(),
        &["`journey.Post.fails` must lie in [0, 1]", "check `times` and `per`"],
    );
    refused(
        &with(&good, "price = 3", "price = { team = 'late', of = 'letters' }"),
        &careless(),
        &["`price` of `New` cannot come from the team"],
    );
    refused(
        &with(&good, "mistakes = 0", "mistakes = { team = 'late', of = 'letters' }"),
        &careless(),
        &["`mistakes` of `Old` cannot come from the team"],
    );
    // What is wrong with the team itself is told at its place there.
    let busy = with(&with(TEAM, "{ fixed = 2 }", "{ fixed = 60 }"), "batch = 1,", "batch = 40,");
    refused(&good, &busy, &["team.toml:", "unstable: reviewer `Ann` at"]);
    refused(&good, &with(&careless(), "wrong    = [0.1, 0.2, 0.4]", "wrong    = 1.4"), &["team.toml:", "1.4"]);
    // Letters that come once a month are not there in ten days.
    let rare =
        with(&careless(), "letters = { at = \"Mon-Sun 08:00\", batch = 40,", "parcels = { per_day = 1 }\nletters = { per_day = 0.001,");
    refused(&good, &rare, &["the team delivers none of letters in", "`journey.Post.fails` has no value"]);
}

#[test]
fn a_team_that_nothing_comes_from_is_remarked_on() {
    let text = format!("{STUDY}[team]\nfrom = 'team.toml'\n");
    let study = sound(&text, TEAM, 30);
    assert!(study.behind.is_none() && study.remarks.unwrap().to_string().contains("nothing in the study comes from the team"));
}

#[test]
fn a_concept_belongs_to_the_team_that_is_compared() {
    let folder = written(&failing(), &careless(), 30);
    let here = |name: &str| folder.path().join(name);
    fs::write(here("other.toml"), TEAM).unwrap();
    let other = autonomy::load(&here("other.toml"), folder.path()).unwrap();
    let said = |study: &Path| concept(study, folder.path(), Seed(7), None, &other).map(|_| ()).unwrap_err().to_string();
    let problem = said(&here("study.toml"));
    assert!(problem.contains("comes from another team") && problem.contains("team.toml") && problem.contains("other.toml"), "{problem}");
    fs::write(here("alone.toml"), format!("{STUDY}{JOURNEY_AND_SURVEY}")).unwrap();
    assert!(said(&here("alone.toml")).contains("nothing in the study comes from a team"));
}

#[test]
fn a_study_without_a_team_has_no_place_for_one() {
    let comparing =
        reading_alone(&format!("{STUDY}{JOURNEY_AND_SURVEY}"), PEOPLE, &data(30), &["title = 'T'\n[[edit]]\nchange = 'team'\nset = 0.5\n"]);
    assert!(comparing.map(|_| ()).unwrap_err().to_string().contains("`team`"));
    let _ = ONE;
}

#[test]
fn one_command_says_what_customers_notice() {
    let months = "[months]\ncount = 3\nfirst_cut = 0.3\nlooks_thin = 0.5\n";
    let folder = written(&failing(), &format!("{}{months}", careless()), 300);
    let here = folder.path();
    let small = ["--budget", "0", "--replicates", "8", "--out", "run"];
    let run = |more: &[&str]| foretaste(here, &[&["autonomy", "team.toml"][..], &small, more].concat());
    let ran = run(&["--concept", "study.toml", "--format", "json"]).ends(0);
    let found: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let schema: serde_json::Value = serde_json::from_str(&foretaste(here, &["schema", "autonomy"]).ends(0).out).unwrap();
    fits(&schema, &found).unwrap();
    let settings = found["customers"]["settings"].as_array().unwrap();
    assert_eq!(settings.iter().map(|setting| setting["name"].as_str().unwrap()).collect::<Vec<_>>(), NAMES);
    assert_eq!(found["months"][1]["months"].as_array().unwrap().len(), 3);
    for file in ["study.toml", "team.toml", "people.toml", "people.csv"] {
        assert!(found["inputs"][file].is_string(), "{file} is not hashed: {}", found["inputs"]);
    }
    for table in ["customers", "handed_over", "carried_by", "months"] {
        assert!(here.join(format!("run/tables/{table}.csv")).exists(), "{table}");
    }
    let page = fs::read_to_string(here.join("run/report.html")).unwrap();
    assert!(page.contains("What customers notice") && page.contains("If it goes on for months") && page.contains("--concept study.toml"));
    // Without a concept the report has no such part, and people cannot be asked.
    let alone: serde_json::Value = serde_json::from_str(&run(&["--force", "--format", "json"]).ends(0).out).unwrap();
    assert_eq!(alone["customers"], serde_json::Value::Null);
    fits(&schema, &alone).unwrap();
    run(&["--force", "--personas", "50"]).refuses(2, &["--personas asks the people of a concept"]);
    fs::write(here.join("other.toml"), careless()).unwrap();
    foretaste(here, &["autonomy", "other.toml", "--concept", "study.toml"]).refuses(3, &["comes from another team"]);
}
