//! Runs: Monte Carlo error, looks, interrupts, replicates that fail.

use std::sync::atomic::{AtomicBool, Ordering};

use foretaste::montecarlo::{Job, Replicates, Settings, Stopped, run};
use foretaste::parallel::Batching;
use foretaste::random::Seed;
use foretaste::study::validate::{Options, analyse};

use crate::validate_studies::{NEVER, ONE, PEOPLE, STUDY, Z, expect, logit, mean, outcome, outcome_until, settings, sound, values};

fn varied() -> String {
    STUDY.replace("part_worth = 1.1\n", "part_worth = { normal = [1.1, 0.3] }\npeople_vary = 1.5\n")
}

#[test]
fn the_monte_carlo_error_falls_with_the_root_of_the_replicates() {
    let study = sound(&varied(), PEOPLE, 60);
    let error = |replicates: u32| mean(&outcome(&study, settings(17, replicates, 1)), "share:New").1;
    let (few, some, many) = (error(100), error(400), error(1_600));
    // A standard error over n draws has the relative error 1/√(2n), 7 % here for the smallest.
    assert!((few / some - 2.0).abs() < 0.5 && (some / many - 2.0).abs() < 0.3, "{few}, {some}, {many}");
}

#[test]
fn intervals_of_the_mean_cover_the_true_mean_as_often_as_they_say() {
    let study = sound(&varied(), PEOPLE, 30);
    let share = |speed: f64| logit(&[-0.7 * 3.0 + speed * 2.0, -0.7 * 2.0 + speed])[0];
    // Uncertainty and variety of people are independent normals, so their sum is one.
    let truth = expect(|eta| share(1.1 + (0.3_f64.powi(2) + 1.5_f64.powi(2)).sqrt() * eta));
    let runs = 200;
    let covered = (0..runs)
        .filter(|&seed| {
            let (got, error) = mean(&outcome(&study, settings(1_000 + seed, 60, 1)), "share:New");
            (got - truth).abs() < 2.001 * error
        })
        .count();
    // 95 % by Student's t with 59 degrees of freedom; the count is binomial with a standard deviation of 3.1.
    assert!((covered as f64 - 190.0).abs() < Z * 3.1, "{covered} of {runs} intervals cover {truth}");
}

#[test]
fn a_longer_run_begins_with_the_shorter_one() {
    let study = sound(&varied(), PEOPLE, 200);
    let (short, long) = (outcome(&study, settings(4, 5, 2)), outcome(&study, settings(4, 12, 2)));
    for id in short.ids() {
        assert_eq!(values(&short, id)[..], values(&long, id)[..5], "{id}");
    }
    assert_ne!(values(&short, "share:New"), values(&outcome(&study, settings(5, 5, 2)), "share:New"), "another seed");
    let distinct = values(&long, "share:New");
    assert!(distinct.iter().enumerate().all(|(place, value)| !distinct[..place].contains(value)), "every replicate has its own draws");
}

#[test]
fn an_interrupted_run_keeps_what_it_has_done() {
    let study = sound(&varied(), PEOPLE, 2_500);
    let full = outcome(&study, settings(4, 12, 2));
    assert_eq!((full.stopped, full.replicates()), (Stopped::Complete, 12));
    for batching in [ONE, Batching { threads: 3, chunk: 2 }] {
        let flag = AtomicBool::new(false);
        let settings = Settings { batching, ..settings(4, 12, 2) };
        let part = outcome_until(&study, settings, &|done| flag.store(done >= 4, Ordering::Relaxed), &flag);
        assert_eq!((part.stopped, part.replicates()), (Stopped::Interrupted, 4));
        assert!(part.failed.is_empty(), "an interrupt is no failure");
        for id in full.ids() {
            assert_eq!(values(&part, id)[..], values(&full, id)[..4], "{id}");
        }
        for replicate in 0..4 {
            assert_eq!(part.theta(replicate), full.theta(replicate));
        }
    }
    let at_once = outcome_until(&study, settings(4, 12, 2), &|_| (), &AtomicBool::new(true));
    assert_eq!((at_once.stopped, at_once.replicates()), (Stopped::Interrupted, 0));
}

#[test]
fn an_interrupted_study_says_what_is_missing() {
    let study = sound(&varied(), PEOPLE, 100);
    let options = Options { seed: Seed(4), replicates: Replicates::Fixed(12), batching: ONE, advocates: false, rounds: None };
    let interrupt = AtomicBool::new(false);
    let tell = |stage| {
        if let foretaste::study::validate::Stage::Replicates(progress) = stage {
            interrupt.store(progress.done >= 5, Ordering::Relaxed);
        }
    };
    let findings = analyse(&study, &options, &interrupt, &tell).unwrap();
    assert_eq!(findings.outcome.replicates(), 5);
    assert!(findings.partial.as_ref().is_some_and(|partial| partial.contains("interrupted after 5 replicates")), "{:?}", findings.partial);
    assert!(findings.swings.is_none() && findings.drivers.is_none() && findings.variance.is_none());

    let interrupt = AtomicBool::new(false);
    let tell = |stage| interrupt.store(stage == foretaste::study::validate::Stage::Drivers, Ordering::Relaxed);
    let findings = analyse(&study, &options, &interrupt, &tell).unwrap();
    assert_eq!(findings.outcome.replicates(), 12);
    assert!(findings.partial.as_ref().is_some_and(|partial| partial.contains("key drivers")), "{:?}", findings.partial);
    assert!(findings.swings.is_some() && findings.drivers.is_none());
}

/// A lognormal taste whose centre is drawn on both sides of zero: a replicate with the centre at or below it cannot be run.
fn failing(mean: f64) -> String {
    STUDY.replace(
        "part_worth = 1.1\n",
        &format!("part_worth = {{ normal = [{mean}, 0.5] }}\npeople_vary = 0.5\nshape = 'lognormal'\n[tastes.by_segment.young.speed]\npart_worth = 0.6\n"),
    )
}

#[test]
fn a_replicate_that_fails_is_listed_and_costs_only_itself() {
    let people = format!("{PEOPLE}{}", crate::validate_studies::TWO_SEGMENTS);
    let study = sound(&failing(0.6), &people, 120);
    let run = outcome(&study, settings(4, 200, 2));
    // The centre of the old falls below zero with probability Φ(−1.2) = 0.115, that of the young is certain.
    assert!((run.failed.len() as f64 - 23.0).abs() < Z * 4.5, "{} failed", run.failed.len());
    assert_eq!((run.replicates() + run.failed.len(), run.stopped), (200, Stopped::Complete));
    assert!(run.failed.iter().all(|(_, reason)| reason.contains("speed") && reason.contains("lognormal")), "{:?}", run.failed[0]);
    assert!((0..run.replicates()).all(|replicate| run.theta(replicate)[0] > 0.0));
    assert!(run.ids().iter().all(|id| values(&run, id).iter().all(|value| !value.is_infinite())));
    // The others are those of a run in which nothing fails: the same seed with fewer replicates has the same ones.
    let shorter = outcome(&study, settings(4, 100, 2));
    let kept = shorter.replicates();
    assert_eq!(shorter.failed[..], run.failed[..100 - kept]);
    assert_eq!(values(&shorter, "share:New")[..], values(&run, "share:New")[..kept]);
    // Figures of the replicates kept equal a run of that θ alone: the failed one before them moved no draw.
    let options = Options { seed: Seed(4), replicates: Replicates::Fixed(100), batching: ONE, advocates: false, rounds: None };
    let findings = analyse(&study, &options, &NEVER, &|_| ()).unwrap();
    let partial = findings.partial.unwrap();
    assert!(
        partial.starts_with(&format!("{} replicates failed", run.failed.iter().filter(|(index, _)| *index < 100).count())),
        "{partial}"
    );
}

#[test]
fn a_run_in_which_everything_fails_says_so() {
    let people = format!("{PEOPLE}{}", crate::validate_studies::TWO_SEGMENTS);
    let study = sound(&failing(-9.0), &people, 30);
    let figures = study.figures();
    let settings = settings(4, 6, 2);
    let job = Job {
        world: &study.market,
        arms: &study.arms.all,
        readout: &figures,
        settings,
        enough: &|_| true,
        progress: &|_| (),
        interrupt: &NEVER,
    };
    let error = run(&job).unwrap_err().to_string();
    assert!(error.starts_with("all 6 replicates failed; the first one: `speed` drew") && error.contains("lognormal"), "{error}");
}

#[test]
fn an_automatic_run_looks_at_doubling_counts() {
    let study = sound(&varied(), PEOPLE, 50);
    let figures = study.figures();
    let looks = std::cell::RefCell::new(Vec::new());
    let go = |limit: u32, least: usize| {
        looks.borrow_mut().clear();
        run(&Job {
            world: &study.market,
            arms: &study.arms.all,
            readout: &figures,
            settings: Settings { replicates: Replicates::Auto { first: 4, limit }, ..settings(4, 0, 1) },
            enough: &|outcome| {
                looks.borrow_mut().push(outcome.replicates());
                outcome.replicates() >= least
            },
            progress: &|_| (),
            interrupt: &NEVER,
        })
        .unwrap()
    };
    let precise = go(100, 16);
    assert_eq!((precise.stopped, precise.replicates(), looks.borrow().clone()), (Stopped::Precise, 16, vec![4, 8, 16]));
    let limited = go(20, 1_000);
    assert_eq!((limited.stopped, limited.replicates(), looks.borrow().clone()), (Stopped::AtLimit, 20, vec![4, 8, 16, 20]));
    assert_eq!(values(&precise, "share:New")[..], values(&limited, "share:New")[..16], "looking changes nothing");
}
