//! Planted optima: what a search has to find, and what it must not.

use super::*;
use crate::montecarlo::RunnerError;
use crate::random::{At, Purpose, Seed, Streams};

const LIMITS: Limits = Limits { budget: 2.0, most_steps: 4, most_evaluations: 4_000, least_gain: 1e-6 };

fn wide(count: usize) -> Vec<Lever> {
    vec![Lever::between(-3.0, 3.0); count]
}

/// Scores by lever, 0 where a lever is not pushed.
fn scores(steps: &[Step], levers: usize) -> Vec<f64> {
    let mut scores = vec![0.0; levers];
    for step in steps {
        scores[step.lever] = step.z;
    }
    scores
}

fn attack(levers: &[Lever], limits: &Limits, loss: impl Fn(&[f64]) -> f64) -> Option<Attack> {
    let mut counted = 0;
    let found = worst(levers, limits, &mut |sets: &[Vec<Step>]| {
        counted += sets.len();
        Ok(sets.iter().map(|steps| loss(&scores(steps, levers.len()))).collect())
    })
    .unwrap();
    assert!(counted <= limits.most_evaluations);
    if let Some(found) = &found {
        assert!(found.evaluations == counted && found.steps.len() <= limits.most_steps);
        assert!(found.surprise <= limits.budget + 1e-9, "{found:?}");
        assert!((found.loss - loss(&scores(&found.steps, levers.len()))).abs() < 1e-12, "the loss is the one of the steps");
        for step in &found.steps {
            let lever = levers[step.lever];
            assert!(lever.event.is_some_and(|z| z == step.z) || (lever.down..=lever.up).contains(&step.z), "{step:?}");
        }
    }
    found
}

fn weights(seed: u64, count: usize) -> Vec<f64> {
    let mut draws = Streams::new(Seed(seed), At::default()).draws(Purpose::Design, 0, 0);
    (0..count).map(|_| draws.normal()).collect()
}

fn dot(weights: &[f64], z: &[f64]) -> f64 {
    weights.iter().zip(z).map(|(w, z)| w * z).sum()
}

#[test]
fn a_linear_loss_is_attacked_along_its_largest_coordinates() {
    for seed in 0..20 {
        let weights = weights(seed, 12);
        let found = attack(&wide(12), &LIMITS, |z| 7.0 + dot(&weights, z)).unwrap();
        let mut order: Vec<usize> = (0..12).collect();
        order.sort_by(|&a, &b| weights[b].abs().total_cmp(&weights[a].abs()));
        let length = order[..4].iter().map(|&lever| weights[lever] * weights[lever]).sum::<f64>().sqrt();
        assert!(found.loss - 7.0 > 0.998 * 2.0 * length, "seed {seed}: {found:?} against {}", 2.0 * length);
        // The solution itself: z = R w / |w| on the four largest coordinates, each within 2 % of the budget.
        let expected: Vec<f64> = (0..12).map(|at| if order[..4].contains(&at) { 2.0 * weights[at] / length } else { 0.0 }).collect();
        for (got, expected) in scores(&found.steps, 12).iter().zip(&expected) {
            // A coordinate worth less than a thousandth of the damage may be left out.
            assert!((got - expected).abs() < 0.04 || expected.abs() < 0.09, "seed {seed}: {got} not {expected}");
        }
        assert!(found.complete && found.evaluations < 1_000, "{}", found.evaluations);
    }
}

#[test]
fn a_range_that_ends_early_passes_its_budget_on() {
    let mut levers = wide(8);
    levers[0] = Lever::between(-3.0, 0.4);
    levers[1] = Lever::between(0.0, 3.0);
    // The steepest lever ends at 0.4 and the next may not go down at all: the third takes the rest.
    let found = attack(&levers, &LIMITS, |z| 5.0 * z[0] - 3.0 * z[1] + z[2]).unwrap();
    let best = 5.0 * 0.4 + (4.0 - 0.16_f64).sqrt();
    assert!(found.loss > 0.998 * best && found.steps.iter().all(|step| step.lever != 1), "{found:?}");
}

#[test]
fn two_levers_that_only_hurt_together_are_found() {
    for count in [2, 3, 12] {
        for (a, b) in [(0, 1), (1, count - 1)] {
            if a == b {
                continue;
            }
            let found = attack(&wide(count), &LIMITS, |z| -z[a] * z[b]).unwrap();
            assert!(found.loss > 0.98 * 2.0, "{count} levers, {a} and {b}: {found:?}");
            assert_eq!(found.steps.iter().map(|step| step.lever).collect::<Vec<_>>(), [a, b], "and nothing else is blamed");
        }
    }
    // Beside them a lever that hurts by itself: the pair hurts more, and its trace must not be lost.
    let found = attack(&wide(12), &LIMITS, |z| 3.0 * (z[4] * z[9]).max(0.0) + 0.5 * z[2].abs()).unwrap();
    assert!(found.loss > 0.98 * 6.0 && found.steps.iter().any(|step| step.lever == 4) && found.steps.iter().any(|step| step.lever == 9));
    // One step is no pair.
    assert_eq!(attack(&wide(12), &Limits { most_steps: 1, ..LIMITS }, |z| z[4] * z[9]), None);
}

#[test]
fn three_that_only_hurt_together_are_found_where_there_are_no_others() {
    let found = attack(&wide(3), &LIMITS, |z| z[0] * z[1] * z[2]).unwrap();
    let best = (4.0 / 3.0_f64).sqrt() * 4.0 / 3.0;
    assert!(found.loss > 0.98 * best, "{found:?}");
}

#[test]
fn where_nothing_hurts_nothing_is_claimed() {
    assert_eq!(attack(&wide(6), &LIMITS, |_| 3.0), None);
    assert_eq!(attack(&wide(2), &LIMITS, |_| 3.0), None);
    assert_eq!(attack(&wide(6), &LIMITS, |z| -z.iter().map(|z| z * z).sum::<f64>()), None, "every change helps");
    assert_eq!(attack(&wide(6), &Limits { least_gain: 0.5, ..LIMITS }, |z| 0.2 * z[3]), None, "less than what counts");
    assert_eq!(attack(&[], &LIMITS, |_| 0.0), None);
    assert_eq!(attack(&[Lever::between(0.0, 0.0), Lever::chance(1e-12)], &LIMITS, |_| 0.0), None, "nothing can move");
    assert_eq!(attack(&wide(4), &Limits { budget: 0.0, ..LIMITS }, |z| z[0]), None);
    assert_eq!(attack(&wide(4), &LIMITS, |_| f64::NAN), None);
}

#[test]
fn a_loss_that_saturates_or_turns_back_takes_no_more_than_it_needs() {
    // Full damage at 0.8; anything beyond is surprise for nothing.
    let found = attack(&wide(6), &LIMITS, |z| z[1].min(0.8)).unwrap();
    assert!(found.loss > 0.79 && found.surprise < 1.0 && found.steps.len() == 1, "{found:?}");
    // A peak inside the range, on two levers.
    let peak = |z: &[f64]| 2.0 - (z[0] - 0.7) * (z[0] - 0.7) - (z[5] + 0.9) * (z[5] + 0.9);
    let found = attack(&wide(6), &LIMITS, peak).unwrap();
    assert!(found.loss > 2.0 - 0.02 * 1.3, "{found:?}");
    assert!((found.surprise - (0.49 + 0.81_f64).sqrt()).abs() < 0.15, "{found:?}");
    // Saturating levers share the budget: the best of a sum of equal concave parts is an even split.
    let saturating = |z: &[f64]| z[..4].iter().map(|z| z.max(0.0) / (0.5 + z.max(0.0))).sum::<f64>();
    let found = attack(&wide(8), &LIMITS, saturating).unwrap();
    assert!(found.loss > 0.98 * 4.0 * (1.0 / 1.5), "{found:?}");
}

#[test]
fn random_curved_losses_come_near_the_best_of_many_draws() {
    // Linear parts, curvature and interactions at once; the reference is the best of 20,000 points spread over all sets of three.
    for seed in 0..10 {
        let (linear, bent) = (weights(seed, 6), weights(seed + 100, 36));
        let loss = |z: &[f64]| {
            let curved: f64 = (0..6).map(|a| (0..6).map(|b| 0.3 * bent[6 * a + b] * z[a] * z[b]).sum::<f64>()).sum();
            dot(&linear, z) + curved
        };
        let limits = Limits { most_steps: 3, ..LIMITS };
        let found = attack(&wide(6), &limits, loss).unwrap();
        let mut draws = Streams::new(Seed(seed), At::default()).draws(Purpose::Bootstrap, 0, 0);
        let mut reference = f64::NEG_INFINITY;
        for _ in 0..20_000 {
            let mut z = [0.0; 6];
            for _ in 0..3 {
                z[draws.below(6) as usize] = draws.normal();
            }
            let length = z.iter().map(|z| z * z).sum::<f64>().sqrt();
            z.iter_mut().for_each(|z| *z *= 2.0 / length);
            reference = reference.max(loss(&z));
        }
        assert!(found.loss > 0.99 * reference, "seed {seed}: {} against {reference}", found.loss);
    }
}

#[test]
fn an_event_takes_its_surprise_and_leaves_the_rest() {
    let mut levers = wide(8);
    levers[3] = Lever::chance(0.1);
    let event = levers[3].event.unwrap();
    let happens = |z: &[f64]| f64::from(z[3] != 0.0);
    let found = attack(&levers, &LIMITS, |z| 5.0 * happens(z) + z[0]).unwrap();
    let rest = (4.0 - event * event).sqrt();
    assert!(found.loss > 0.998 * (5.0 + rest), "{found:?}");
    assert!((found.likelihood - 0.1 * likelihood(found.steps[0].z)).abs() < 1e-9);
    // Not worth its surprise: the lever alone does more.
    let found = attack(&levers, &LIMITS, |z| 0.2 * happens(z) + z[0]).unwrap();
    assert_eq!(found.steps.len(), 1);
    assert!(found.loss > 0.998 * 2.0, "{found:?}");
    // Out of reach, though deadly.
    levers[3] = Lever::chance(0.001);
    let found = attack(&levers, &LIMITS, |z| 100.0 * happens(z) + z[0]).unwrap();
    assert!(found.steps.iter().all(|step| step.lever != 3));
    // Two events that only hurt together.
    let mut levers = wide(8);
    (levers[2], levers[6]) = (Lever::chance(0.2), Lever::chance(0.2));
    let found = attack(&levers, &LIMITS, |z| if z[2] != 0.0 && z[6] != 0.0 { 1.0 } else { 0.0 }).unwrap();
    assert_eq!(found.steps.iter().map(|step| step.lever).collect::<Vec<_>>(), [2, 6]);
    assert!((found.likelihood - 0.04).abs() < 1e-12);
}

#[test]
fn sets_that_cannot_be_run_are_passed_over() {
    // Levers 0 and 1 contradict each other; 0 with 2 is the best that can be run.
    let loss = |z: &[f64]| if z[0] != 0.0 && z[1] != 0.0 { f64::NAN } else { 2.0 * z[0] + 1.9 * z[1] + z[2] };
    let found = attack(&wide(6), &LIMITS, loss).unwrap();
    assert!(found.loss > 0.98 * 2.0 * 5.0_f64.sqrt(), "{found:?}");
}

#[test]
fn the_count_of_evaluations_is_bounded_and_a_short_search_says_so() {
    let weights = weights(1, 30);
    let mut before = f64::NEG_INFINITY;
    for most_evaluations in [130, 300, 3_000] {
        let found = attack(&wide(30), &Limits { most_evaluations, ..LIMITS }, |z| dot(&weights, z) + z[0] * z[1]).unwrap();
        assert!(found.loss >= before, "more evaluations do not make it worse");
        before = found.loss;
        assert_eq!(found.complete, most_evaluations == 3_000);
    }
    assert_eq!(attack(&wide(30), &Limits { most_evaluations: 0, ..LIMITS }, |z| z[0]), None);
}

#[test]
fn a_failure_of_the_evaluation_comes_back() {
    let error = worst(&wide(3), &LIMITS, &mut |_: &[Vec<Step>]| Err(RunnerError::AllFailed { count: 1, first: "x".to_owned() }));
    assert!(matches!(error, Err(RunnerError::AllFailed { .. })));
}

fn nearest(levers: &[Lever], threshold: f64, limits: &Limits, loss: impl Fn(&[f64]) -> f64) -> Option<Flip> {
    let mut counted = 0;
    let found = flip(levers, threshold, limits, &mut |sets: &[Vec<Step>]| {
        counted += sets.len();
        Ok(sets.iter().map(|steps| loss(&scores(steps, levers.len()))).collect())
    })
    .unwrap();
    assert!(counted <= limits.most_evaluations);
    if let Some(found) = &found {
        assert!(found.evaluations == counted && found.loss >= threshold && (found.surprise - surprise(levers, &found.steps)).abs() < 1e-12);
        assert!((found.loss - loss(&scores(&found.steps, levers.len()))).abs() < 1e-12);
    }
    found
}

#[test]
fn the_reliability_index_of_a_plane_is_its_distance() {
    let limits = Limits { budget: 4.0, ..LIMITS };
    for seed in 0..10 {
        let weights = weights(seed, 4);
        let length = dot(&weights, &weights).sqrt();
        let index = 1.7;
        let found = nearest(&wide(4), index * length, &limits, |z| dot(&weights, z)).unwrap();
        assert!(found.surprise > index * (1.0 - 1e-9) && found.surprise < 1.005 * index, "seed {seed}: {found:?}");
        assert!((found.likelihood - likelihood(index)).abs() < 0.001);
    }
}

#[test]
fn the_nearest_way_is_told_and_not_the_worst_one() {
    let limits = Limits { budget: 3.0, ..LIMITS };
    // Lever 0 is flat up to 1.5 and then cliffs; lever 5 rises from the start but ends low. At the full budget the cliff is worst, yet the
    // level of 1 is nearer along lever 5.
    let loss = |z: &[f64]| 20.0 * (z[0] - 1.5).max(0.0) + z[5].clamp(0.0, 1.2);
    let found = nearest(&wide(6), 1.0, &limits, loss).unwrap();
    assert!(found.surprise > 1.0 - 1e-9 && found.surprise < 1.03, "{found:?}");
    assert_eq!(found.steps.iter().map(|step| step.lever).collect::<Vec<_>>(), [5]);
}

#[test]
fn a_level_that_is_out_of_reach_or_reached_already_is_told_so() {
    let limits = Limits { budget: 3.0, ..LIMITS };
    assert_eq!(nearest(&wide(6), 3.1, &limits, |z| z[0]), None);
    let there = nearest(&wide(6), 2.0, &limits, |z| 2.5 + z[0]).unwrap();
    assert_eq!((there.surprise, there.steps.len(), there.evaluations, there.likelihood), (0.0, 0, 1, 0.5));
    assert_eq!(nearest(&wide(6), 1.0, &limits, |_| f64::NAN), None);
    // An event that flips by itself: its own surprise, and nothing on top.
    let mut levers = wide(6);
    levers[2] = Lever::chance(0.05);
    let found = nearest(&levers, 1.0, &limits, |z| if z[2] == 0.0 { 0.1 * z[0] } else { 1.5 + 0.1 * z[0] }).unwrap();
    assert_eq!(found.steps.len(), 1);
    assert!((found.likelihood - 0.05).abs() < 1e-9, "{found:?}");
}
