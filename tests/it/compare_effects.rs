//! What treatments do, in markets whose shares can be worked out by hand.

use foretaste::market::{ArmFigures, Kind};
use foretaste::montecarlo::{ArmReadout, Blocks, Job, Pairing, Replicates, Settings, compare, run};
use foretaste::random::Seed;
use foretaste::study::compare::Size;
use foretaste::world::{Depth, World};

use crate::treated::{bits, compared, is, is_near, level, treated};
use crate::validate_studies::{JOURNEY_AND_SURVEY, NEVER, ONE, PEOPLE, STUDY, TWO_SEGMENTS, Z, logit, sound};

const CAR: &str = "[[alternatives]]\nname = 'Car'\nprice = 1\nspeed = 1.5\nconstant = 0.3\n";

/// The utilities of New, Old and Car.
const UTILITIES: [f64; 3] = [-0.7 * 3.0 + 2.2, -0.7 * 2.0 + 1.1, -0.7 + 1.65 + 0.3];

/// The study with one text for another.
#[track_caller]
fn with(study: &str, old: &str, new: &str) -> String {
    assert!(study.contains(old), "`{old}` is not in the study");
    study.replacen(old, new, 1)
}

#[test]
fn what_is_taken_away_leaves_its_share_to_the_others_in_proportion() {
    let study = format!("{STUDY}{CAR}[none]\n");
    let found = compared(&treated(&study, PEOPLE, 300, &[&["remove = 'alternatives.Car'"]]), 3, 2);
    let [new, old, car] = UTILITIES;
    let (with, without) = (logit(&[new, old, car, 0.0]), logit(&[new, old, 0.0]));
    for (place, name) in ["New", "Old", "None of these"].into_iter().enumerate() {
        is(&found, 1, &format!("share:{name}"), without[place]);
        let before = with[if place == 2 { 3 } else { place }];
        is(&found, 0, &format!("share:{name}"), before);
        assert!((without[place] / before - 1.0 / (1.0 - with[2])).abs() < 1e-12, "independence of irrelevant alternatives");
    }
    is(&found, 1, "share:Car", 0.0);
    let effect = found.answers[0].effect.unwrap();
    assert!((effect.mean - (without[0] - with[0])).abs() < 1e-6 && effect.error < 1e-9, "{effect:?}");
}

#[test]
fn a_copy_of_the_concept_takes_its_share_as_the_logit_says() {
    // Red bus, blue bus: without differences of taste a copy takes from all in proportion, and ends level with the concept.
    let study = format!("{STUDY}{CAR}");
    let [new, old, car] = UTILITIES;
    let cheaper = "change = 'alternatives.Copy.price'\nscale = 0.8";
    let comparing = treated(
        &study,
        PEOPLE,
        4_000,
        &[
            &["enter = 'Copy'\nlike = 'concept'"],
            &["enter = 'Copy'\nlike = 'concept'", cheaper],
            &["enter = 'Copy'\nlike = 'concept'\nawareness = 0.5"],
            &["enter = 'Copy'\nlike = 'Old'", "enter = 'Again'\nlike = 'Copy'", "change = 'alternatives.Again.speed'\nset = 2"],
        ],
    );
    let found = compared(&comparing, 3, 40);
    let (before, after) = (logit(&[new, old, car]), logit(&[new, old, car, new]));
    for (place, name) in ["New", "Old", "Car"].into_iter().enumerate() {
        is(&found, 1, &format!("share:{name}"), after[place]);
        assert!((after[place] / before[place] - (1.0 - after[3])).abs() < 1e-12, "independence of irrelevant alternatives");
    }
    is(&found, 1, "share of newcomer:1", after[0]);
    is(&found, 0, "share of newcomer:1", 0.0);
    let undercut = logit(&[new, old, car, new + 0.7 * 0.6]);
    is(&found, 2, "share:New", undercut[0]);
    is(&found, 2, "share of newcomer:1", undercut[3]);
    is_near(&found, 3, "share:New", (before[0] + after[0]) / 2.0);
    is_near(&found, 3, "share of newcomer:1", after[3] / 2.0);
    let two = logit(&[new, old, car, old, old + 1.1]);
    is(&found, 4, "share of newcomer:1", two[3]);
    is(&found, 4, "share of newcomer:2", two[4]);
    is(&found, 1, "share of newcomer:2", 0.0);
}

#[test]
fn a_segment_that_grows_moves_the_share_to_the_mix() {
    let study = format!("{STUDY}[tastes.by_segment.young.speed]\npart_worth = 2\n");
    let people = format!("{PEOPLE}{TWO_SEGMENTS}");
    let grown = |by: &str| format!("change = 'segments.young'\nscale = {by}");
    let (twice, half, none) = (grown("2"), grown("1.5"), grown("0"));
    let found = compared(&treated(&study, &people, 3_000, &[&[&twice], &[&half], &[&none]]), 3, 40);
    let share = |speed: f64| logit(&[-0.7 * 3.0 + speed * 2.0, -0.7 * 2.0 + speed])[0];
    let mix = |weight: f64| (weight * share(2.0) + 2.0 * share(1.1)) / (weight + 2.0);
    for arm in 0..4 {
        assert_eq!(bits(&found, arm, "share:New@old"), bits(&found, 0, "share:New@old"), "the others keep what they had");
    }
    is(&found, 1, "share:New@young", share(2.0));
    is(&found, 0, "share:New", mix(1.0));
    is(&found, 1, "share:New", mix(2.0));
    is_near(&found, 2, "share:New", mix(1.5));
    is(&found, 3, "share:New", share(1.1));
    assert!(level(&found, 3, "share:New@young").iter().all(|share| share.is_nan()), "nobody is young there");
    // Twice as many of a segment change no share in it, and a segment that is gone has none.
    assert_eq!(found.segments[0].iter().map(|answer| answer.size).collect::<Vec<_>>(), [Size::NotMeasurable; 2]);
    assert_eq!(found.segments[2][0].size, Size::NoBase);
}

#[test]
fn people_who_change_choose_by_what_they_have_become() {
    let study = with(STUDY, "speed = 2\n", "speed = { people = 'trip / 10' }\n");
    let found =
        compared(&treated(&study, PEOPLE, 700, &[&["change = 'people.trip'\nadd = 5"], &["change = 'people.trip'\nset = 12"]]), 3, 2);
    let share = |minutes: f64| logit(&[-0.7 * 3.0 + 1.1 * minutes / 10.0, -0.7 * 2.0 + 1.1])[0];
    let all = |more: i32| (10..17).map(|minutes| share(f64::from(minutes + more))).sum::<f64>() / 7.0;
    is(&found, 0, "share:New", all(0));
    is(&found, 1, "share:New", all(5));
    is(&found, 2, "share:New", share(12.0));

    // A column of shares stays one: whoever had 1 has 1, and the taste counts from the mean of the people as they were.
    let study = with(STUDY, "part_worth = 1.1\n", "part_worth = 1.1\nshifts_with = { own = -0.8 }\n");
    let found = compared(&treated(&study, PEOPLE, 400, &[&["change = 'people.own'\nadd = 1"]]), 3, 2);
    let share = |speed: f64| logit(&[-0.7 * 3.0 + speed * 2.0, -0.7 * 2.0 + speed])[0];
    is(&found, 0, "share:New", (share(1.5) + share(0.7)) / 2.0);
    is(&found, 1, "share:New", share(0.7));
}

#[test]
fn a_level_is_set_by_its_name() {
    let study = "title = 'T'\nquestion = 'Q'\n[people]\nfrom = 'people.toml'\n\
        [concept]\nname = 'New'\ncare = 'by a person'\n\
        [[alternatives]]\nname = 'Old'\ncare = 'by a form'\n\
        [tastes.care]\npart_worth_of = { 'by a person' = 0.9, 'by a form' = -0.3 }\n";
    let comparing =
        treated(study, PEOPLE, 40, &[&["change = 'concept.care'\nset = 'by a form'"], &["change = 'alternatives.Old.care'\nset = 'none'"]]);
    let found = compared(&comparing, 3, 2);
    is(&found, 0, "share:New", logit(&[0.9, -0.3])[0]);
    is(&found, 1, "share:New", 0.5);
    is(&found, 2, "share:New", logit(&[0.9, 0.0])[0]);
    let told = &comparing.treatments[0].diff[0];
    assert_eq!((told.path.as_str(), told.from.as_str(), told.to.as_str()), ("concept.care", "by a person", "by a form"));
}

/// A study that has everything: uncertainty, variety, a survey and a journey.
fn rich() -> String {
    format!("{}{JOURNEY_AND_SURVEY}", with(STUDY, "part_worth = 1.1\n", "part_worth = { normal = [1.1, 0.2] }\npeople_vary = 0.6\n"))
}

#[test]
fn a_treatment_gives_the_bytes_of_the_study_rewritten() {
    let claims = "claims = [{ text = 'Fast', believed_by = 0.6, supports = 'speed' }]\n";
    let study = with(&rich(), "speed = 2\n", &format!("speed = 2\nunit_cost = 1\n{claims}"));
    let ways: [(&str, &str, &str); 7] = [
        ("change = 'concept.price'\nscale = 1.5", "price = 3\nspeed = 2", "price = 4.5\nspeed = 2"),
        ("change = 'concept.speed'\nadd = 0.5", "speed = 2\n", "speed = 2.5\n"),
        ("change = 'concept.claims.1'\nset = 0.9", "believed_by = 0.6", "believed_by = 0.9"),
        ("change = 'alternatives.Old.price'\nset = 2.5", "price = 2\nspeed = 1", "price = 2.5\nspeed = 1"),
        ("change = 'journey.Book.effort'\nscale = 1.5", "effort = 2\n", "effort = 3\n"),
        ("change = 'journey.Book.channel'\nset = 'physical'", "channel = 'digital'", "channel = 'physical'"),
        ("change = 'tastes.price'\nadd = -0.2", "part_worth = -0.7\n", "part_worth = -0.9\n"),
    ];
    let edits: Vec<[&str; 1]> = ways.iter().map(|way| [way.0]).collect();
    let edits: Vec<&[&str]> = edits.iter().map(<[&str; 1]>::as_slice).collect();
    let found = compared(&treated(&study, PEOPLE, 500, &edits), 5, 6);
    for (place, (edit, old, new)) in ways.into_iter().enumerate() {
        let rewritten = sound(&with(&study, old, new), PEOPLE, 500);
        let figures = rewritten.figures();
        let settings = Settings { seed: Seed(5), replicates: Replicates::Fixed(6), inner: 2, batching: ONE, blocks: Blocks::All };
        let job = Job {
            world: &rewritten.market,
            arms: &rewritten.arms.all,
            readout: &figures,
            settings,
            enough: &|_| true,
            progress: &|_| (),
            interrupt: &NEVER,
        };
        let outcome = run(&job).unwrap();
        let ids = found.comparison.ids();
        assert!(ids.len() > 40);
        for id in ids.iter().filter(|id| outcome.index(id).is_some()) {
            let expected: Vec<u64> = outcome.figure(outcome.index(id).unwrap()).into_iter().map(f64::to_bits).collect();
            assert_eq!(bits(&found, place + 1, id), expected, "{id} under `{edit}`");
        }
        let moves = ids.iter().any(|id| bits(&found, place + 1, id) != bits(&found, 0, id));
        // Without a column `skill` everyone is in the middle, where screens cost nobody more than paper.
        assert_eq!(moves, !edit.contains("channel"), "`{edit}`");
    }
}

const SKILLED: &str = "title = 'People'\n[microdata]\nfile = 'people.csv'\nuse = 'as they are'\n\
    [[columns]]\nname = 'own'\n[[columns]]\nname = 'young'\n[[columns]]\nname = 'trip'\n\
    [[columns]]\nname = 'skill'\nis = 'trip / 20'\n";

#[test]
fn a_change_at_one_touchpoint_moves_no_draw_of_another() {
    let study = format!("{}[[journey]]\nname = 'Leave'\nchannel = 'digital'\nminutes = 4\neffort = 3\ndrop_out = 0.1\n", rich());
    let last = ["change = 'journey.Leave.effort'\nadd = 2", "change = 'journey.Leave.drop_out'\nadd = 0.2"];
    let comparing = treated(&study, PEOPLE, 800, &[&last, &["remove = 'journey.Leave'"]]);
    let found = compared(&comparing, 3, 6);
    let own = |id: &&String| id.ends_with(":Leave");
    let whole = ["csat", "completion", "failure", "minutes", "nps"];
    for id in found.comparison.ids().iter().filter(|id| !own(id) && !whole.contains(&id.as_str())) {
        for arm in 1..3 {
            assert_eq!(bits(&found, arm, id), bits(&found, 0, id), "{id} in arm {arm}");
        }
    }
    assert_ne!(bits(&found, 1, "ces:Leave"), bits(&found, 0, "ces:Leave"));
    assert_eq!(bits(&found, 2, "reach:Leave"), vec![0.0_f64.to_bits(); 6]);
    assert!(level(&found, 2, "ces:Leave").iter().all(|ces| ces.is_nan()));
    let through = |arm: usize| level(&found, arm, "completion");
    assert!(through(1).iter().zip(through(0)).all(|(hard, easy)| *hard < easy), "who gives up more often gets through less often");
    assert!(through(2).iter().zip(through(0)).all(|(short, long)| *short > long), "one step less, more get through");
}

#[test]
fn touchpoints_keep_their_draws_where_they_move() {
    // Nobody gives up, so that everybody comes to every step in any order.
    let journey = "[[journey]]\nname = 'One'\nchannel = 'digital'\nminutes = 3\neffort = 2\nfails = 0.2\n\
        [[journey]]\nname = 'Two'\nchannel = 'physical'\nminutes = 9\neffort = 4\n\
        [[journey]]\nname = 'Three'\nchannel = 'digital'\nminutes = 5\neffort = 3\nfails = 0.1\n[survey]\nask = ['recommend']\n";
    let study = format!("{STUDY}{journey}");
    let edits: [&[&str]; 4] = [
        &["change = 'journey.Three'\nbefore = 'One'"],
        &["change = 'journey.One'\nbefore = 'end'"],
        &["remove = 'journey.One'"],
        &["change = 'journey.One.channel'\nset = 'physical'"],
    ];
    let comparing = treated(&study, SKILLED, 800, &edits);
    let found = compared(&comparing, 3, 6);
    let all = |arm: usize, steps: &[&str]| {
        for step in steps {
            for what in ["reach", "ces", "csat", "completion", "failure", "minutes"] {
                let id = format!("{what}:{step}");
                assert_eq!(bits(&found, arm, &id), bits(&found, 0, &id), "{id} in arm {arm}");
            }
        }
    };
    all(1, &["One", "Two", "Three"]);
    all(2, &["One", "Two", "Three"]);
    all(3, &["Two", "Three"]);
    all(4, &["Two", "Three"]);
    // What is remembered weighs the end, so that the order matters as a whole; where it happens matters to the unskilled at that step.
    for arm in 1..4 {
        assert_ne!(bits(&found, arm, "csat"), bits(&found, 0, "csat"), "arm {arm}");
    }
    assert_ne!(bits(&found, 4, "ces:One"), bits(&found, 0, "ces:One"));
    is(&found, 3, "minutes", 14.0);
    is(&found, 0, "minutes", 17.0);
}

#[test]
fn a_star_stands_for_any_one_part() {
    let comparing =
        treated(&rich(), PEOPLE, 60, &[&["change = 'journey.*.effort'\nscale = 1.1"], &["change = 'alternatives.*.price'\nadd = 1"]]);
    let paths = |one: usize| comparing.treatments[one].diff.iter().map(|line| line.path.as_str()).collect::<Vec<_>>();
    assert_eq!(paths(0), ["journey.Book.effort", "journey.Ride.effort"]);
    assert_eq!(paths(1), ["alternatives.Old.price"]);

    // An uncertain amount is one amount, drawn once for all that it changes.
    let comparing = treated(&rich(), PEOPLE, 60, &[&["change = 'journey.*.minutes'\nscale = { uniform = [2, 3] }"]]);
    let found = compared(&comparing, 3, 8);
    assert_eq!(comparing.study.market.unknowns().ledger().filter(|entry| entry.path.starts_with("treatment.")).count(), 1);
    let minutes = |arm: usize, step: &str| level(&found, arm, &format!("minutes:{step}"));
    for (replicate, theta) in (0..8).map(|replicate| (replicate, found.comparison.theta(replicate))) {
        let times = theta[theta.len() - 1];
        for step in ["Book", "Ride"] {
            assert!((minutes(1, step)[replicate] / minutes(0, step)[replicate] - times).abs() < 1e-9, "{step}: {times}");
        }
    }
}

#[test]
fn an_uncertain_amount_is_drawn_and_the_effect_hangs_on_it() {
    let edit = "change = 'concept.price'\nscale = { uniform = [1, 1.6], grade = 'judgement', source = 'a guess' }";
    let comparing = treated(STUDY, PEOPLE, 50, &[&[edit]]);
    let found = compared(&comparing, 3, 64);
    let share = |times: f64| logit(&[-0.7 * 3.0 * times + 2.2, -0.7 * 2.0 + 1.1])[0];
    for (replicate, got) in level(&found, 1, "share:New").into_iter().enumerate() {
        let times = found.comparison.theta(replicate)[0];
        assert!((1.0..=1.6).contains(&times) && (got - share(times)).abs() < 1e-6, "{got} at {times}");
    }
    let amounts = comparing.amounts();
    assert_eq!((amounts.len(), amounts[0].how, amounts[0].quantity.source.as_deref()), (1, "scale", Some("a guess")));
    assert_eq!(found.hangs.len(), 1);
    assert!(found.hangs[0].correlation < -0.999, "the dearer, the lower: {:?}", found.hangs);
    let effect = found.answers[0].effect.unwrap();
    assert!(effect.low < effect.mean && effect.mean < effect.high && effect.high < 0.0, "{effect:?}");
}

#[test]
fn effects_are_held_against_the_smallest_that_matters() {
    let rule = "[decision]\ngo_if = 'P(share >= 50%) >= 80%'\nsmallest_effect = '2 points of share'\n";
    let comparing = treated(
        &format!("{}{rule}", rich()),
        PEOPLE,
        300,
        &[
            &["change = 'concept.price'\nadd = -1"],
            &["change = 'concept.price'\nadd = 0.01"],
            &["change = 'journey.Book.effort'\nadd = 1"],
            &["change = 'concept.price'\nadd = 1"],
        ],
    );
    let found = compared(&comparing, 3, 64);
    let sizes: Vec<Size> = found.answers.iter().map(|answer| answer.size).collect();
    assert_eq!(sizes, [Size::Larger, Size::Smaller, Size::NotMeasurable, Size::Larger]);
    assert_eq!(found.answers.iter().map(|answer| answer.beyond.unwrap()).collect::<Vec<_>>(), [1.0, 0.0, 0.0, 1.0]);
    // Each against each: the last held against the first is the difference of their differences.
    let pairs: Vec<(usize, usize)> = found.between.iter().map(|answer| (answer.arm, answer.base)).collect();
    assert_eq!(pairs, [(2, 1), (3, 1), (3, 2), (4, 1), (4, 2), (4, 3)]);
    let mean = |answer: &foretaste::study::compare::Answer| answer.effect.unwrap().mean;
    assert!((mean(&found.between[3]) - (mean(&found.answers[3]) - mean(&found.answers[0]))).abs() < 1e-12);
    // The rule is judged in every arm, and the chance changes by what the draws say.
    let go = |arm: usize| found.standings[arm].judged.unwrap().go.unwrap().0;
    for arm in 0..5 {
        let hits = level(&found, arm, "share:New").iter().filter(|share| **share >= 0.5).count();
        assert!((go(arm) - hits as f64 / 64.0).abs() < 1e-12);
        assert!((found.standings[arm].change.unwrap().0 - (go(arm) - go(0))).abs() < 1e-12);
    }
    assert!(go(1) > go(0) && go(0) > go(4));
    for (arm, standing) in found.standings.iter().enumerate() {
        let easy = level(&found, arm, "ces:Book").iter().filter(|ces| **ces >= 5.0).count();
        assert!((standing.xlms[0].unwrap().p_met.get() - easy as f64 / 64.0).abs() < 1e-12);
    }
}

#[test]
fn the_error_of_paired_and_of_unpaired_differences_is_what_repeated_runs_show() {
    let comparing = treated(&rich(), PEOPLE, 40, &[&["change = 'concept.price'\nadd = 0.5"]]);
    let (runs, replicates) = (60, 12);
    let (mut paired, mut unpaired, mut stated) = (Vec::new(), Vec::new(), (0.0, 0.0));
    let mut before: Option<f64> = None;
    for seed in 0..runs {
        let found = compared(&comparing, 100 + seed, replicates);
        let effect = found.answers[0].effect.unwrap();
        let figure = found.comparison.index("share:New").unwrap();
        stated.0 += effect.error.powi(2) / runs as f64;
        stated.1 += found.answers[0].unpaired(&found.comparison, figure).unwrap().powi(2) / runs as f64;
        paired.push(effect.mean);
        // The control of the run before: the same world on draws of its own.
        unpaired.extend(before.map(|control| effect.level - control));
        before = Some(effect.control);
        assert!(effect.correlation.unwrap() > 0.9, "{effect:?}");
    }
    let variance = |values: &[f64]| {
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (values.len() - 1) as f64
    };
    // A variance over n draws has the relative standard error √(2/n); neighbouring unpaired differences share a run, which adds a half.
    let within = |measured: f64, stated: f64, count: f64| (measured / stated - 1.0).abs() < Z * (3.0 / count).sqrt();
    assert!(within(variance(&paired), stated.0, runs as f64), "paired {} stated {}", variance(&paired), stated.0);
    assert!(within(variance(&unpaired), stated.1, runs as f64), "unpaired {} stated {}", variance(&unpaired), stated.1);
    assert!(variance(&unpaired) > 9.0 * variance(&paired), "pairing makes the error a third at most");
}

#[test]
fn a_few_figures_are_read_from_a_shallower_run_with_the_same_bytes() {
    let comparing = treated(&rich(), PEOPLE, 500, &[&["change = 'concept.price'\nadd = 0.5"]]);
    let market = &comparing.study.market;
    let share = Kind::Share { arm: 0, alternative: 0, segment: None };
    let few = ArmFigures::only(market, &[Kind::Revenue { arm: 0 }, share]).unwrap();
    assert_eq!((few.depth(), few.ids()), (Depth::Choices, &["revenue".to_owned(), "share:New".to_owned()][..]));
    assert_eq!(ArmFigures::only(market, &[share, Kind::Nps]).unwrap().depth(), Depth::Full);
    let elsewhere = Kind::Share { arm: 1, alternative: 0, segment: None };
    assert!([Kind::Lost { alternative: 1 }, Kind::AddedMargin, elsewhere].iter().all(|&kind| ArmFigures::only(market, &[kind]).is_none()));
    let found = compare(&Pairing {
        world: market,
        arms: &comparing.arms(few.depth()),
        readout: &few,
        settings: Settings { seed: Seed(5), replicates: Replicates::Fixed(6), inner: 2, batching: ONE, blocks: Blocks::All },
        enough: &|_| true,
        progress: &|_| (),
        interrupt: &NEVER,
    })
    .unwrap();
    let whole = compared(&comparing, 5, 6);
    for arm in 0..2 {
        for (figure, id) in few.ids().iter().enumerate() {
            let values: Vec<u64> = found.level(arm, figure).into_iter().map(f64::to_bits).collect();
            assert_eq!(values, bits(&whole, arm, id), "{id} in arm {arm}");
        }
    }
}

#[test]
fn a_rule_over_two_markets_is_not_judged_and_that_is_said() {
    let rule = "[decision]\ngo_if = 'P(added margin >= 1) >= 80%'\nsmallest_effect = '2 points of share'\n";
    let study = format!("{}{rule}", with(STUDY, "speed = 2\n", "speed = 2\nunit_cost = 1\n"));
    let comparing = treated(&study, PEOPLE, 60, &[&["change = 'concept.price'\nadd = 1"]]);
    let remarks = comparing.study.remarks.as_ref().unwrap().to_string();
    assert!(remarks.contains("`added margin`") && remarks.contains("not judged"), "{remarks}");
    let found = compared(&comparing, 3, 4);
    assert!(found.standings.iter().all(|standing| standing.judged.is_none() && standing.change.is_none()));
    assert_eq!(found.answers[0].size, Size::Larger, "the effect on the share is still weighed");
}
