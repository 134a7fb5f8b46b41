//! Known chances, pairing, and calibration on planted problems.

use super::super::testing::Planted;
use super::*;
use crate::num::norm_cdf;
use crate::random::{At, Seed};

fn streams(run: u32) -> Streams {
    Streams::new(Seed(77), At { theta: run, inner: 0 })
}

fn evidence(objectives: usize, candidates: &[Vec<f64>]) -> Evidence {
    let mut evidence = Evidence::new(objectives).unwrap();
    candidates.iter().for_each(|values| evidence.push(values).unwrap());
    evidence
}

/// Values with exactly this mean and standard deviation.
fn spread(mean: f64, sd: f64, count: usize) -> Vec<f64> {
    let scale = sd * ((count - 1) as f64 / count as f64).sqrt();
    (0..count).map(|r| mean + if r % 2 == 0 { scale } else { -scale }).collect()
}

#[test]
fn one_objective_has_a_closed_form() {
    // 400 replicates make t nearly normal: P(best) = Φ(gap / √(2/400)). Within 4 standard errors of 4,000 draws.
    let apart = evidence(1, &[spread(0.0, 1.0, 400), spread(0.05, 1.0, 400)]);
    let found = membership(&apart, Pairing::Apart, 4_000, &streams(0));
    let expected = norm_cdf(0.05 / (2.0f64 / 400.0).sqrt());
    assert!((found[0] - expected).abs() < 4.0 * (expected * (1.0 - expected) / 4_000.0).sqrt(), "{found:?} {expected}");
    assert!((found[0] + found[1] - 1.0).abs() < 1e-12);
}

#[test]
fn few_replicates_have_heavy_tails() {
    // Three replicates a candidate: the chance to be below 0 at mean 1 and standard error 1 is that of t with 2 degrees: ½ − 1/(2√3).
    let known = evidence(1, &[vec![0.0; 3], spread(1.0, 3f64.sqrt(), 4)[..3].to_vec()]);
    let estimate = &known.estimates()[1];
    let t = estimate.mean[0] / (estimate.covariance[0] / 3.0).sqrt();
    let expected = 0.5 - t / (2.0 * (2.0 + t * t).sqrt());
    let found = membership(&known, Pairing::Apart, 20_000, &streams(1))[1];
    assert!((found - expected).abs() < 4.0 * (expected * (1.0 - expected) / 20_000.0).sqrt(), "{found} {expected}");
}

#[test]
fn pairs_are_surer_than_strangers() {
    let noise = spread(0.0, 1.0, 20);
    let shifted: Vec<f64> = noise.iter().enumerate().map(|(r, x)| x + 0.1 + 0.01 * (r % 3) as f64).collect();
    let both = evidence(1, &[noise, shifted]);
    let paired = membership(&both, Pairing::Paired, 2_000, &streams(2));
    let apart = membership(&both, Pairing::Apart, 2_000, &streams(2));
    assert_eq!(paired, [1.0, 0.0]);
    assert!(apart[0] > 0.55 && apart[0] < 0.75, "{apart:?}");
}

#[test]
fn equal_candidates_share_the_front_and_certainty_is_certain() {
    let same = spread(1.0, 0.5, 10);
    let found = membership(&evidence(1, &[same.clone(), same, vec![5.0; 10]]), Pairing::Paired, 200, &streams(3));
    assert_eq!(found, [1.0, 1.0, 0.0]);
    assert_eq!(membership(&Evidence::new(2).unwrap(), Pairing::Apart, 10, &streams(3)), Vec::<f64>::new());
    assert_eq!(membership(&evidence(1, &[vec![1.0, 2.0]]), Pairing::Apart, 0, &streams(3)), [0.0]);
}

#[test]
fn more_candidates_and_replicates_leave_the_draws_of_others_alone() {
    let (a, b) = (spread(0.0, 1.0, 12), spread(0.2, 1.0, 12));
    let far = spread(90.0, 1.0, 40);
    for pairing in [Pairing::Paired, Pairing::Apart] {
        let two = membership(&evidence(1, &[a.clone(), b.clone()]), pairing, 500, &streams(4));
        let three = membership(&evidence(1, &[a.clone(), b.clone(), far.clone()]), pairing, 500, &streams(4));
        assert_eq!(two, three[..2]);
    }
}

/// Spiegelhalter's statistic over problems: a standard normal where chances are right.
///
/// Spiegelhalter 1986, "Probabilistic prediction in patient management and clinical trials", Statistics in Medicine 5: Σ (y − p)(1 − 2p).
/// Candidates of one problem hang together, so the spread is taken between problems.
fn calibration(objectives: usize, pairing: Pairing) -> (f64, Vec<(f64, f64, u32)>) {
    let problems = 200;
    let mut scores = Vec::new();
    let mut bins = vec![(0.0, 0.0, 0u32); 5];
    for run in 0..problems {
        let problem = Planted::new(1_000 + u64::from(run), 10, objectives);
        let streams = streams(run);
        let values: Vec<Vec<f64>> = (0..problem.len())
            .map(|candidate| {
                (0..12u32)
                    .flat_map(|replicate| {
                        let own = problem.replicate(&mut streams.draws(Purpose::Survey, candidate as u64 + 1, replicate), candidate);
                        // Where candidates are paired, one large error is common to all.
                        let common =
                            streams.draws(Purpose::Survey, 0, replicate).normal() * f64::from(u8::from(pairing == Pairing::Paired));
                        own.into_iter().map(move |value| value + 2.0 * common)
                    })
                    .collect()
            })
            .collect();
        let chances = membership(&evidence(objectives, &values), pairing, 200, &streams);
        let mut score = 0.0;
        for (candidate, &p) in chances.iter().enumerate() {
            let y = f64::from(u8::from(problem.front().contains(&candidate)));
            score += (y - p) * (1.0 - 2.0 * p);
            let bin = &mut bins[((p * 5.0) as usize).min(4)];
            *bin = (bin.0 + p, bin.1 + y, bin.2 + 1);
        }
        scores.push(score);
    }
    let n = f64::from(problems);
    let mean = scores.iter().sum::<f64>() / n;
    let sd = (scores.iter().map(|score| (score - mean) * (score - mean)).sum::<f64>() / (n - 1.0)).sqrt();
    (mean / (sd / n.sqrt()), bins)
}

#[test]
fn chances_are_right_on_planted_problems() {
    // Two-sided at α = 0.001 for each of four statistics: 3.29. Each fifth of the scale: within 4 binomial standard errors.
    for objectives in [2, 3] {
        for pairing in [Pairing::Paired, Pairing::Apart] {
            let (z, bins) = calibration(objectives, pairing);
            assert!(z.abs() < 3.29, "{objectives} {pairing:?} {z} {bins:?}");
            for (p, y, count) in bins {
                let p = p / f64::from(count);
                assert!((y / f64::from(count) - p).abs() < 4.0 * (p * (1.0 - p) / f64::from(count)).sqrt() + 1e-9, "{p} {y} {count}");
            }
        }
    }
}
