//! Scores of ratings against sums by hand, and what panels without use earn.

use super::*;
use crate::measure::forecast::Light;
use crate::num::ln;
use crate::random::{At, Draws, Purpose, Seed, Streams};

const ITEMS: usize = 4;
const BOXES: usize = 5;

fn draws() -> Draws {
    Streams::new(Seed(1), At::default()).draws(Purpose::Bootstrap, 0, 0)
}

/// People of two kinds, who tick high or low boxes, with what is right to say of them when nothing or their kind is known.
struct World {
    answers: Vec<u8>,
    unseen: Vec<f64>,
    kind: Vec<f64>,
    together: Vec<f64>,
    means: Vec<[f64; 2]>,
}

const KINDS: [[f64; BOXES]; 2] = [[0.1, 0.5, 0.3, 0.08, 0.02], [0.01, 0.04, 0.15, 0.4, 0.4]];

fn moments(of: &[f64]) -> (f64, f64) {
    let at =
        |power: i32| of.iter().enumerate().map(|(at, p)| p * if power == 1 { (at + 1) as f64 } else { ((at + 1) * (at + 1)) as f64 }).sum();
    (at(1), at(2))
}

impl World {
    fn new(people: usize) -> Self {
        let streams = Streams::new(Seed(77), At::default());
        let even: Vec<f64> = (0..BOXES).map(|at| 0.5 * (KINDS[0][at] + KINDS[1][at])).collect();
        let mut world = Self { answers: Vec::new(), unseen: Vec::new(), kind: Vec::new(), together: Vec::new(), means: Vec::new() };
        // The mean of four answers, by kind.
        let square = |kind: &[f64]| {
            let (mean, second) = moments(kind);
            mean * mean + (second - mean * mean) / ITEMS as f64
        };
        let mean = [0.5 * (moments(&KINDS[0]).0 + moments(&KINDS[1]).0), 0.5 * (square(&KINDS[0]) + square(&KINDS[1]))];
        for person in 0..people {
            let mut draws = streams.draws(Purpose::Choice, person as u64, 0);
            let own = &KINDS[usize::from(draws.uniform() > 0.5)];
            let (mut chances, start) = ([1.0; 2], world.answers.len());
            for _ in 0..ITEMS {
                let (at, mut sum, mut answer) = (draws.uniform(), 0.0, 0);
                while answer < BOXES - 1 && sum + own[answer] < at {
                    sum += own[answer];
                    answer += 1;
                }
                world.answers.push(answer as u8 + 1);
                world.unseen.extend(&even);
            }
            for answer in &world.answers[start..] {
                (0..2).for_each(|kind| chances[kind] *= KINDS[kind][usize::from(*answer) - 1]);
            }
            // By the other answers.
            for item in 0..ITEMS {
                let other = |kind: usize| chances[kind] / KINDS[kind][usize::from(world.answers[start + item]) - 1];
                let high = other(1) / (other(0) + other(1));
                world.kind.extend((0..BOXES).map(|at| (1.0 - high) * KINDS[0][at] + high * KINDS[1][at]));
            }
            world.together.push(ln(0.5 * (chances[0] + chances[1])));
            world.means.push(mean);
        }
        world
    }

    fn card(&self, chances: &[f64], joint: bool) -> RatingsCard {
        let equal = vec![1.0 / BOXES as f64; self.answers.len() * BOXES];
        let said = |name, chances| Said { name, chances, together: None, means: None };
        let panel =
            Said { together: joint.then_some(&self.together[..]), means: joint.then_some(&self.means[..]), ..said("panel", chances) };
        let folds: Vec<usize> = (0..self.together.len()).map(|person| person % 2).collect();
        let contest = RatingsContest {
            items: ITEMS,
            boxes: BOXES,
            answers: &self.answers,
            folds: &folds,
            said: &[said("equal", &equal), said("shares", &self.unseen), panel],
        };
        RatingsCard::of(&contest, &mut draws()).unwrap()
    }
}

#[test]
fn scores_are_those_by_hand() {
    // Two people, two items, three boxes; the second left one out.
    let answers = [1, 3, 2, 0];
    let chances = [0.5, 0.3, 0.2, 0.1, 0.2, 0.7, 0.25, 0.5, 0.25, 0.0, 0.0, 0.0];
    let equal = [1.0 / 3.0; 12];
    let means = [[2.0, 5.0], [1.0, 1.0]];
    let said = Said { name: "x", chances: &chances, together: Some(&[-1.0, -0.5]), means: Some(&means) };
    let simple = Said { name: "=", chances: &equal, together: None, means: None };
    let contest = RatingsContest { items: 2, boxes: 3, answers: &answers, folds: &[0, 0], said: &[simple, simple, said] };
    let card = RatingsCard::of(&contest, &mut draws()).unwrap();
    let value = |score| card.line(2, score).value;
    assert_eq!((card.people, card.complete, card.answers), (2, 1, 3));
    assert!((value(RatingScore::Log) - (ln(0.5) + ln(0.7) + ln(0.5)) / 3.0).abs() < 1e-12);
    // (1 − 0.5)² + (1 − 0.8)², 0.1² + 0.3², 0.25² + 0.25², halved.
    assert!((value(RatingScore::Ranked) - (0.29 + 0.10 + 0.125) / 6.0).abs() < 1e-12);
    assert!((value(RatingScore::Together) + 0.5).abs() < 1e-12);
    // The first item: said 0.375, 0.4, 0.225; real 0.5, 0.5, 0. The second: 0.1, 0.2, 0.7; 0, 0, 1.
    assert!((value(RatingScore::Distance) - 0.5 * (0.225 + 0.3)).abs() < 1e-12);
    assert!((value(RatingScore::TopTwo) - 0.5 * (0.225 + 0.3)).abs() < 1e-12);
    assert_eq!(card.items[0].real, [0.5, 0.5, 0.0]);
    // In folds of their own: 0.5 and 0.3 for the first person's two items, 0.25 for the second's one.
    let apart = RatingsCard::of(&RatingsContest { folds: &[0, 1], ..contest }, &mut draws()).unwrap();
    assert!((apart.line(2, RatingScore::Distance).value - (0.5 + 0.3 + 0.25) / 3.0).abs() < 1e-12);
    assert_eq!(apart.line(2, RatingScore::Log).value, value(RatingScore::Log));
    let gain = card.gain(2, Simple::Equal, RatingScore::Ranked);
    assert!((gain.value - (card.line(0, RatingScore::Ranked).value - value(RatingScore::Ranked))).abs() < 1e-12);
    assert!(card.gain(2, Simple::Equal, RatingScore::Dispersion).value.is_nan());
    // Gains between any two are those of the same people: one the other way round, and none over itself.
    let (there, back) = (card.gain_over(2, 1, RatingScore::Ranked), card.gain_over(1, 2, RatingScore::Ranked));
    assert!((there.value + back.value).abs() < 1e-12 && (there.interval.low + back.interval.high).abs() < 1e-12);
    assert_eq!(card.gain(2, Simple::Shares, RatingScore::Ranked), there);
    let itself = card.gain_over(2, 2, RatingScore::Ranked);
    assert_eq!((itself.value, itself.interval.low, itself.interval.high), (0.0, 0.0, 0.0));
}

#[test]
fn a_right_panel_is_valid_as_far_as_it_can_be() {
    let world = World::new(600);
    let (unseen, known) = (world.card(&world.unseen, true), world.card(&world.kind, false));
    let verdict = judge_ratings(Some(&unseen), Some(&known), 2);
    assert_eq!(verdict.light, Light::Green, "{verdict:?}");
    assert_eq!(verdict.labels(), ["valid for shares", "valid for known individuals", "not for unseen individuals"]);
    // As good as with the other answers is not enough where even those tell little of one answer.
    let as_good = judge_ratings(Some(&world.card(&world.kind, true)), Some(&known), 2);
    let why = as_good.findings.iter().find(|finding| finding.label() == "not for unseen individuals").unwrap().why.join("; ");
    assert!(why.contains("the answer that comes is given a chance of") && !why.contains("of the gain"), "{why}");
    let spread = unseen.line(2, RatingScore::Spread);
    assert!(spread.interval.low < 1.0 && spread.interval.high > 1.0, "{spread:?}");
    // Answers of one person hang together: that is seen only when they are taken together.
    assert!(unseen.line(2, RatingScore::Together).value > unseen.line(2, RatingScore::Log).value + 0.1);
    assert!(unseen.gain(2, Simple::Shares, RatingScore::Log).value.abs() < 1e-12);
    // Chance alone explains how far right shares are off.
    let off = unseen.line(2, RatingScore::Distance).value;
    assert!(off < 1.5 / (300.0f64).sqrt(), "{off}");
}

#[test]
fn panels_without_use_are_red() {
    let world = World::new(600);
    let everywhere = |row: [f64; BOXES]| -> Vec<f64> { (0..world.answers.len()).flat_map(|_| row).collect() };
    // Everybody ticks the middle; everybody may tick anything.
    for (row, word) in [([0.01, 0.01, 0.96, 0.01, 0.01], "it has collapsed"), ([0.2; BOXES], "equal chances are not beaten")] {
        let card = world.card(&everywhere(row), false);
        let verdict = judge_ratings(Some(&card), Some(&card), 2);
        assert_eq!((verdict.light, verdict.labels()), (Light::Red, vec!["not validated"]));
        assert!(verdict.findings.iter().all(|finding| finding.why.iter().any(|why| why.starts_with(word))), "{verdict:?}");
    }
    // Right shares, but people who are all alike.
    let mut alike = World::new(600);
    let (mean, second) = moments(&alike.unseen[..BOXES]);
    alike.means.fill([mean, mean * mean + (second - mean * mean) / ITEMS as f64]);
    let card = alike.card(&alike.unseen, true);
    let shares = &judge_ratings(Some(&card), None, 2).findings[0];
    assert!(!shares.holds && shares.why[0].starts_with("it has collapsed: its people's mean answers differ"), "{shares:?}");
}

#[test]
fn what_does_not_fit_is_refused() {
    let (answers, chances) = ([1, 2], [0.5, 0.5, 0.5, 0.5]);
    let refused = |chances: &[f64], answers: &[u8]| {
        let said = Said { name: "x", chances, together: None, means: None };
        RatingsCard::of(&RatingsContest { items: 1, boxes: 2, answers, folds: &[0, 0], said: &[said, said] }, &mut draws()).is_err()
    };
    assert!(!refused(&chances, &answers));
    assert!(refused(&chances[..3], &answers));
    assert!(refused(&[0.5, 0.4, 0.5, 0.5], &answers));
    assert!(refused(&[1.5, -0.5, 0.5, 0.5], &answers));
    assert!(refused(&[f64::NAN, 1.0, 0.5, 0.5], &answers));
    assert!(refused(&chances, &[0, 0]));
}
