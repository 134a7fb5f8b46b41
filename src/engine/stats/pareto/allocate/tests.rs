//! Closed forms, limits and a race against equal parts.

use super::super::evidence::Evidence;
use super::super::testing::Planted;
use super::*;
use crate::random::{At, Purpose, Seed, Streams};

fn single(mean: f64, sd: f64) -> Estimate {
    Estimate { mean: vec![mean], covariance: vec![sd * sd], count: 1 }
}

fn double(mean: [f64; 2], sd: [f64; 2], r: f64) -> Estimate {
    let cross = r * sd[0] * sd[1];
    Estimate { mean: mean.to_vec(), covariance: vec![sd[0] * sd[0], cross, cross, sd[1] * sd[1]], count: 1 }
}

/// A budget so large that only the least rate counts.
const LARGE: u64 = 100_000;

/// The shares of a large budget, the replicates there are included.
fn ideal(estimates: &[Estimate], smallest: &[f64]) -> Vec<f64> {
    shares_of(estimates, smallest, LARGE)
}

fn shares_of(estimates: &[Estimate], smallest: &[f64], more: u64) -> Vec<f64> {
    let parts = allocate(estimates, smallest, more).unwrap();
    let totals: Vec<f64> = parts.iter().zip(estimates).map(|(part, estimate)| (part + estimate.count) as f64).collect();
    totals.iter().map(|total| total / totals.iter().sum::<f64>()).collect()
}

#[track_caller]
fn near(found: &[f64], expected: &[f64], within: f64) {
    assert_eq!(found.len(), expected.len());
    assert!(found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() <= within), "{found:?} {expected:?}");
}

#[test]
fn two_candidates_share_by_their_spread() {
    // Least σ₁²/α₁ + σ₂²/α₂ on α₁ + α₂ = 1: shares in proportion to σ.
    near(&ideal(&[single(0.0, 1.0), single(1.0, 3.0)], &[0.0]), &[0.25, 0.75], 5e-3);
    // On the front both ways, told apart by one objective each; the tighter mistake decides.
    let shares = ideal(&[double([0.0, 1.0], [1.0, 1.0], 0.0), double([1.0, 0.0], [3.0, 3.0], 0.0)], &[0.0; 2]);
    near(&shares, &[0.25, 0.75], 5e-3);
}

#[test]
fn one_objective_gives_the_law_of_glynn_and_juneja() {
    // At the optimum the rates (μ_j − μ_b)² / (2 (σ_b²/α_b + σ_j²/α_j)) are equal, and α_b²/σ_b² = Σ α_j²/σ_j². The parts are a 256th
    // of the budget, so shares come out to within a few percent of themselves.
    let all = [single(0.0, 1.0), single(0.5, 1.0), single(0.8, 2.0), single(1.5, 1.5)];
    let shares = ideal(&all, &[0.0]);
    let variance = |j: usize| all[j].covariance[0];
    let rates: Vec<f64> =
        (1..4).map(|j| all[j].mean[0] * all[j].mean[0] / (2.0 * (variance(0) / shares[0] + variance(j) / shares[j]))).collect();
    let (low, high) = rates.iter().fold((f64::INFINITY, 0.0f64), |(low, high), rate| (low.min(*rate), high.max(*rate)));
    assert!(high / low < 1.15, "{rates:?}");
    let rest: f64 = (1..4).map(|j| shares[j] * shares[j] / variance(j)).sum();
    let balance = shares[0] * shares[0] / variance(0) / rest;
    assert!((balance - 1.0).abs() < 0.06, "{balance}");
}

#[test]
fn no_shift_of_shares_raises_the_least_rate_by_much() {
    let problem = Planted::new(5, 14, 3);
    let estimates = problem.truth();
    let shares = ideal(&estimates, &[0.0; 3]);
    let points = checked(&estimates, &[0.0; 3]).unwrap();
    let least = |shares: &[f64]| {
        let counts: Vec<u64> = shares.iter().map(|share| (1e9 * share) as u64 + 1).collect();
        let mistakes = Mistakes::of(&estimates, &points, &[0.0; 3], &counts);
        mistakes.all.iter().map(|mistake| mistake.rate).fold(f64::INFINITY, f64::min)
    };
    let even = vec![1.0 / 14.0; 14];
    let best = least(&shares);
    assert!(best > 2.0 * least(&even), "{best} {}", least(&even));
    for from in 0..14 {
        for to in 0..14 {
            for part in [0.02, 0.2, 0.9] {
                let mut moved = shares.clone();
                let shift = part * moved[from] * f64::from(u8::from(from != to));
                moved[from] -= shift;
                moved[to] += shift;
                assert!(least(&moved) < 1.1 * best, "{from} {to} {part}");
            }
        }
    }
}

#[test]
fn what_is_far_off_gets_little_and_a_near_tie_no_more_than_it_is_worth() {
    let all = [single(0.0, 1.0), single(0.1, 1.0), single(10.0, 1.0)];
    let shares = ideal(&all, &[0.0]);
    assert!(shares[2] < 0.01 && (shares[0] - shares[1]).abs() < 0.01, "{shares:?}");
    let tie = [single(0.0, 1.0), single(1e-6, 1.0), single(1.0, 1.0)];
    assert!(ideal(&tie, &[0.0])[2] < 0.05);
    assert!(shares_of(&tie, &[0.0], 60)[2] > 0.2);
    let worth = ideal(&tie, &[0.5]);
    near(&worth, &ideal(&[single(0.0, 1.0), single(0.5, 1.0), single(1.0, 1.0)], &[0.0]), 1e-9);
    // The same off a corner that is open on one side.
    let corner = [double([0.0, 0.0], [1.0; 2], 0.0), double([1e-6, 3.0], [1.0; 2], 0.0), double([2.0, 2.0], [1.0; 2], 0.0)];
    let wide = [double([0.0, 0.0], [1.0; 2], 0.0), double([0.5, 3.0], [1.0; 2], 0.0), double([2.0, 2.0], [1.0; 2], 0.0)];
    near(&ideal(&corner, &[0.5; 2]), &ideal(&wide, &[0.0; 2]), 1e-9);
}

#[test]
fn what_no_replicate_can_change_gets_none() {
    // Twins, and a candidate that is certainly worse.
    let all = [single(0.0, 1.0), single(0.0, 1.0), single(1.0, 1.0)];
    let shares = ideal(&all, &[0.0]);
    assert!(shares[1] < 1e-4 && shares[0] > 0.4 && shares[2] > 0.4, "{shares:?}");
    let certain = [double([0.0, 5.0], [0.0, 1.0], 0.0), double([1.0, 5.2], [0.0, 1.0], 0.0), double([2.0, 1.0], [0.0, 1.0], 0.0)];
    let shares = ideal(&certain, &[0.0; 2]);
    // The first cannot be bettered; all that can go wrong is the second against the corner at the first.
    near(&shares, &[0.5, 0.5, 0.0], 1e-2);
    // Nothing can go wrong at all: equal parts.
    near(&ideal(&[single(0.0, 0.0), single(1.0, 0.0)], &[0.0]), &[0.5, 0.5], 0.01);
    near(&ideal(&[single(0.0, 1.0)], &[0.0]), &[1.0], 0.0);
    assert_eq!(ideal(&[], &[0.0]), Vec::<f64>::new());
}

#[test]
fn correlation_of_objectives_counts() {
    // Between two sure points lies a corner that is passed in both objectives at once: likely where they move together.
    let with = |r: f64| {
        let (front, off) = ([[0.0, 1.0], [1.0, 0.0]].map(|mean| double(mean, [0.1; 2], 0.0)), [1.5, 1.5]);
        let all = [&front[..], &[double(off, [1.0; 2], r), double(off, [1.0; 2], -0.9)]].concat();
        ideal(&all, &[0.0; 2])
    };
    assert!(with(0.9)[2] > 3.0 * with(0.9)[3], "{:?}", with(0.9));
    assert!(with(0.0)[2] > 1.5 * with(0.0)[3], "{:?}", with(0.0));
    near(&with(-0.9)[2..3], &with(-0.9)[3..], 0.01);
}

#[test]
fn parts_are_whole_add_up_and_go_to_those_who_are_short() {
    let mut all = [single(0.0, 1.0), single(1.0, 1.0), single(1.2, 1.0)];
    for more in [0, 1, 7, 1_000] {
        assert_eq!(allocate(&all, &[0.0], more).unwrap().iter().sum::<u64>(), more);
    }
    all[0].count = 100_000;
    let parts = allocate(&all, &[0.0], 100).unwrap();
    assert!(parts[0] == 0 && parts[1] > parts[2], "{parts:?}");
    assert_eq!(allocate(&[], &[0.0], 5), Ok(vec![]));
}

#[test]
fn bad_estimates_are_refused() {
    let one = single(0.0, 1.0);
    assert_eq!(allocate(std::slice::from_ref(&one), &[], 9), Err(ParetoError::NoObjectives));
    assert!(matches!(allocate(std::slice::from_ref(&one), &[-1.0], 9), Err(ParetoError::Tolerance { .. })));
    assert_eq!(allocate(std::slice::from_ref(&one), &[0.0, 0.0], 9), Err(ParetoError::Length { expected: 2, got: 1 }));
    assert!(allocate(&[Estimate { mean: vec![f64::INFINITY], ..one.clone() }], &[0.0], 9).is_err());
    assert!(allocate(&[Estimate { covariance: vec![f64::NAN], ..one.clone() }], &[0.0], 9).is_err());
    assert!(allocate(&[Estimate { covariance: vec![], ..one }], &[0.0], 9).is_err());
}

/// How a stage's replicates are shared out.
#[derive(Clone, Copy, PartialEq)]
enum Parts {
    Rule,
    Equal,
}

/// Runs five stages of eight replicates a candidate after eight to start with; gives the number of candidates put on the wrong side.
fn misplaced(problem: &Planted, run: u32, parts: Parts) -> usize {
    let streams = Streams::new(Seed(4), At { theta: run, inner: 0 });
    let candidates = problem.len();
    let mut values: Vec<Vec<f64>> = vec![Vec::new(); candidates];
    let draw = |values: &mut Vec<f64>, candidate: usize| {
        let replicate = (values.len() / problem.objectives()) as u32;
        values.extend(problem.replicate(&mut streams.draws(Purpose::Survey, candidate as u64, replicate), candidate));
    };
    let evidence = |values: &[Vec<f64>]| {
        let mut evidence = Evidence::new(problem.objectives()).unwrap();
        values.iter().for_each(|values| evidence.push(values).unwrap());
        evidence
    };
    for (candidate, values) in values.iter_mut().enumerate() {
        (0..8).for_each(|_| draw(values, candidate));
    }
    let each = 8;
    for _ in 0..5 {
        let parts = if parts == Parts::Rule {
            allocate(evidence(&values).estimates(), &vec![0.03; problem.objectives()], each * candidates as u64).unwrap()
        } else {
            vec![each; candidates]
        };
        for (candidate, part) in parts.into_iter().enumerate() {
            (0..part).for_each(|_| draw(&mut values[candidate], candidate));
        }
    }
    let seen = kept(&evidence(&values).means(), 0.0);
    (0..candidates).filter(|candidate| seen.contains(candidate) != problem.front().contains(candidate)).count()
}

#[test]
fn it_beats_equal_parts_at_the_same_budget() {
    // 100 problems of 30 candidates, the same draws both ways as far as they go. One-sided paired t at α = 0.001: 3.17 for 99 degrees.
    const RUNS: u32 = 100;
    for objectives in [2, 3] {
        let mut fewer = Vec::new();
        let (mut by_rule, mut by_equal) = (0, 0);
        for run in 0..RUNS {
            let problem = Planted::new(100 + u64::from(run), 30, objectives);
            let (rule, equal) = (misplaced(&problem, run, Parts::Rule), misplaced(&problem, run, Parts::Equal));
            (by_rule, by_equal) = (by_rule + rule, by_equal + equal);
            fewer.push(equal as f64 - rule as f64);
        }
        let mean = fewer.iter().sum::<f64>() / f64::from(RUNS);
        let sd = (fewer.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / f64::from(RUNS - 1)).sqrt();
        let t = mean / (sd / f64::from(RUNS).sqrt());
        assert!(t > 3.17 && 6 * by_rule < 5 * by_equal, "{objectives}: {by_rule} {by_equal} {t}");
    }
}
