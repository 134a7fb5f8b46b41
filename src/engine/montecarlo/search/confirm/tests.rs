use super::*;
use crate::random::{At, Purpose, Seed, Streams};

/// The losses of several candidates with given means and a standard deviation of 1, over replicates; `shared` is the part of the variance
/// that all candidates have in common.
fn drawn(seed: u32, means: &[f64], replicates: u32, shared: f64) -> Vec<Vec<f64>> {
    let streams = Streams::new(Seed(3), At { theta: seed, inner: 0 });
    let mut common = streams.draws(Purpose::Theta, u64::MAX, 0);
    let common: Vec<f64> = (0..replicates).map(|_| common.normal()).collect();
    let one = |(candidate, mean): (usize, &f64)| {
        let mut own = streams.draws(Purpose::Theta, candidate as u64, 0);
        common.iter().map(|common| mean + shared.sqrt() * common + (1.0 - shared).sqrt() * own.normal()).collect()
    };
    means.iter().enumerate().map(one).collect()
}

fn claims(losses: &[Vec<f64>], smallest: f64) -> Vec<Claim> {
    confirm(losses, smallest, 0.05).unwrap().into_iter().map(|found| found.claim).collect()
}

#[test]
fn families_at_the_boundary_are_claimed_at_the_nominal_rate() {
    // Five candidates whose mean loss is just the smallest effect of interest: a claim is false. In 1,000 families at α = 5 %, a count
    // outside [29, 73] has a chance below 0.1 % at the nominal rate.
    let family = |seed: u32, shared: f64| claims(&drawn(seed, &[0.3; 5], 24, shared), 0.3).contains(&Claim::Measurable);
    let apart = (0..1_000).filter(|&seed| family(seed, 0.0)).count();
    assert!((29..=73).contains(&apart), "{apart} of 1,000");
    // Candidates that share their noise, as under common random numbers: never more.
    let alike = (0..1_000).filter(|&seed| family(seed, 0.8)).count();
    assert!(alike <= 73, "{alike} of 1,000");
}

#[test]
fn a_clear_effect_among_empty_ones_is_claimed() {
    // Two means at twice the smallest effect of interest, three without any: at 100 replicates and δ = 0.5 the power is all but 1.
    let means = [1.0, 0.0, 0.0, 1.0, 0.0];
    let (mut found, mut false_claims, mut past_small) = (0, 0, 0);
    for seed in 0..200 {
        let claims = claims(&drawn(seed, &means, 100, 0.0), 0.5);
        found += [0, 3].iter().filter(|&&at| claims[at] == Claim::Measurable).count();
        false_claims += [1, 2, 4].iter().filter(|&&at| claims[at] == Claim::Measurable).count();
        past_small += [1, 2, 4].iter().filter(|&&at| claims[at] == Claim::TooSmall).count();
    }
    assert!(found >= 390, "{found} of 400");
    assert_eq!(false_claims, 0);
    // The interval of an empty candidate lies above 0 in 2.5 % of cases: 15 of 600, 30 at most (0.1 %).
    assert!(past_small <= 30, "{past_small} of 600");
}

#[test]
fn each_claim_has_its_case() {
    let around = |mean: f64| (0..40).map(|at| mean + if at % 2 == 0 { 0.1 } else { -0.1 }).collect::<Vec<f64>>();
    let losses = [around(1.0), around(0.3), around(0.0), around(-1.0)];
    assert_eq!(claims(&losses, 0.5), [Claim::Measurable, Claim::TooSmall, Claim::NoMeasurableEffect, Claim::NoMeasurableEffect]);
    let found = confirm(&losses, 0.5, 0.05).unwrap();
    assert!((found[1].mean - 0.3).abs() < 1e-12 && found[1].interval.unwrap().contains(0.3) && found[1].p > 0.999);
    assert!(found.iter().all(|found| found.adjusted >= found.p && found.adjusted <= 1.0));
    assert!(confirm(&losses, 0.5, 0.0).is_err() && confirm(&losses, 0.5, 1.0).is_err());
    assert_eq!(confirm(&[], 0.5, 0.05).unwrap(), []);
}

#[test]
fn holm_steps_down() {
    // Holm's rule on the p-values themselves: 0.01 × 4, then 0.015 × 3 (not below 0.04), then 0.04 × 2, then 0.9.
    let with_p = |p: f64| {
        // 12 replicates with mean t·error for the t of that p, found from its quantile.
        let t = student_quantile(1.0 - p, 11.0);
        let base: Vec<f64> = (0..12).map(|at| f64::from(at) - 5.5).collect();
        let error = mean_and_mc_error(&base).unwrap().error;
        base.iter().map(|value| value + t * error).collect::<Vec<f64>>()
    };
    let found = confirm(&[with_p(0.04), with_p(0.01), with_p(0.9), with_p(0.015)], 0.0, 0.05).unwrap();
    for (got, expected) in found.iter().zip([0.04, 0.01, 0.9, 0.015]) {
        assert!((got.p - expected).abs() < 1e-9, "{got:?}");
    }
    for (got, expected) in found.iter().zip([0.08, 0.04, 0.9, 0.045]) {
        assert!((got.adjusted - expected).abs() < 1e-8, "{got:?}");
    }
    assert_eq!(found.iter().map(|found| found.claim == Claim::Measurable).collect::<Vec<_>>(), [false, true, false, true]);
}

#[test]
fn too_few_replicates_or_no_spread_are_handled() {
    let found =
        confirm(&[vec![5.0], vec![f64::NAN; 9], vec![], vec![2.0; 5], vec![1.0; 5], vec![0.0; 5], vec![f64::NAN, 2.0, 2.0]], 1.0, 0.05)
            .unwrap();
    use Claim::{Measurable, NoMeasurableEffect, TooSmall};
    let claims: Vec<Claim> = found.iter().map(|found| found.claim).collect();
    assert_eq!(claims, [NoMeasurableEffect, NoMeasurableEffect, NoMeasurableEffect, Measurable, TooSmall, NoMeasurableEffect, Measurable]);
    assert_eq!((found[0].mean, found[0].replicates, found[0].interval), (5.0, 1, None));
    assert_eq!((found[1].mean.is_nan(), found[1].without_base), (true, 9));
    assert_eq!((found[6].replicates, found[6].without_base), (2, 1));
}
