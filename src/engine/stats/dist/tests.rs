//! Closed forms, invariants of every family, and fixed-seed goodness of fit.

use super::*;
use crate::num;

fn families() -> Vec<(&'static str, Dist)> {
    vec![
        ("normal", Dist::normal(3.0, 2.0).unwrap()),
        ("lognormal", Dist::lognormal(2.0, 0.5).unwrap()),
        ("lognormal, mirrored", Dist::lognormal(-2.0, 0.5).unwrap()),
        ("uniform", Dist::uniform(-1.0, 3.0).unwrap()),
        ("triangular", Dist::triangular(1.0, 2.0, 5.0).unwrap()),
        ("triangular, peak at the low end", Dist::triangular(1.0, 1.0, 5.0).unwrap()),
        ("pert", Dist::pert(1.0, 2.0, 5.0).unwrap()),
        ("beta", Dist::beta(2.0, 3.0).unwrap()),
        ("quantiles", Dist::quantiles(vec![(0.1, 1.0), (0.5, 2.0), (0.9, 4.0)]).unwrap()),
    ]
}

#[test]
fn closed_forms() {
    let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-9 * b.abs().max(1.0), "{a} against {b}");
    near(Dist::normal(3.0, 2.0).unwrap().quantile(0.975), 3.0 + 2.0 * 1.959_963_984_540_054);
    near(Dist::lognormal(2.0, 0.5).unwrap().quantile(0.5), 2.0);
    near(Dist::lognormal(2.0, 0.5).unwrap().mean(), 2.0 * 1.133_148_453_066_826_3);
    near(Dist::uniform(-1.0, 3.0).unwrap().quantile(0.25), 0.0);
    // Triangular: F(2) = (2 − 1)² / ((5 − 1)(2 − 1)) = 0.25; F(3) = 1 − (5 − 3)² / (4 × 3) = 2/3.
    near(Dist::triangular(1.0, 2.0, 5.0).unwrap().quantile(0.25), 2.0);
    near(Dist::triangular(1.0, 2.0, 5.0).unwrap().quantile(2.0 / 3.0), 3.0);
    near(Dist::triangular(1.0, 2.0, 5.0).unwrap().mean(), 8.0 / 3.0);
    near(Dist::pert(1.0, 2.0, 5.0).unwrap().mean(), 14.0 / 6.0);
    // Beta(2, 1): F(x) = x². Beta(1, 3): F(x) = 1 − (1 − x)³.
    near(Dist::beta(2.0, 1.0).unwrap().quantile(0.49), 0.7);
    near(Dist::beta(1.0, 3.0).unwrap().quantile(0.875), 0.5);
    near(Dist::beta(2.0, 3.0).unwrap().mean(), 0.4);
    near(Dist::beta(2.0, 3.0).unwrap().sd(), 0.2);
}

#[test]
fn stated_quantiles_are_met_and_tails_carry_on() {
    let d = Dist::quantiles(vec![(0.1, 1.0), (0.5, 2.0), (0.9, 4.0)]).unwrap();
    for (p, value) in [(0.1, 1.0), (0.5, 2.0), (0.9, 4.0), (0.3, 1.5)] {
        assert!((d.quantile(p) - value).abs() < 1e-12);
    }
    let (low, high) = d.support();
    assert!((low - 0.75).abs() < 1e-12 && (high - 4.5).abs() < 1e-12);
    let bounded = Dist::quantiles(vec![(0.0, 0.0), (0.5, 1.0), (1.0, 10.0)]).unwrap();
    assert_eq!(bounded.support(), (0.0, 10.0));
    assert_eq!(bounded.mean(), 0.5 * 0.5 + 0.5 * 5.5);
}

#[test]
fn quantile_functions_never_fall_and_stay_in_their_support() {
    for (name, d) in families() {
        let (low, high) = d.support();
        let mut before = low;
        for i in 1..2_000 {
            let x = d.quantile(f64::from(i) / 2_000.0);
            assert!(x >= before && x <= high, "{name} at {i}: {x} after {before}");
            before = x;
        }
        assert_eq!(d.quantile(0.0), low);
        assert_eq!(d.quantile(1.0), high);
    }
}

#[test]
fn moments_agree_with_the_quantile_function() {
    // Midpoint rule in u; the tails of the unbounded families leave an error well under the tolerance.
    let n = 200_000;
    for (name, d) in families() {
        let values: Vec<f64> = (0..n).map(|i| d.quantile((f64::from(i) + 0.5) / f64::from(n))).collect();
        let mean = num::sum(&values) / f64::from(n);
        let squares: Vec<f64> = values.iter().map(|v| (v - mean) * (v - mean)).collect();
        let sd = (num::sum(&squares) / f64::from(n)).sqrt();
        assert!((mean - d.mean()).abs() < 1e-4 * d.sd(), "{name}: mean {mean} against {}", d.mean());
        assert!((sd - d.sd()).abs() < 2e-4 * d.sd(), "{name}: sd {sd} against {}", d.sd());
    }
}

#[test]
fn draws_fit_their_distribution() {
    // Kolmogorov–Smirnov at α = 0.001 on 4,000 draws, seed fixed: bound 1.949 / √n.
    // The reference distribution functions are written out here, apart from the quantile functions under test.
    type Cdf = fn(f64) -> f64;
    let cases: Vec<(Dist, Cdf)> =
        vec![
            (Dist::normal(3.0, 2.0).unwrap(), |x| num::norm_cdf((x - 3.0) / 2.0)),
            (Dist::lognormal(2.0, 0.5).unwrap(), |x| num::norm_cdf(num::ln(x / 2.0) / 0.5)),
            (Dist::lognormal(-2.0, 0.5).unwrap(), |x| num::norm_cdf(-num::ln(x / -2.0) / 0.5)),
            (Dist::uniform(-1.0, 3.0).unwrap(), |x| (x + 1.0) / 4.0),
            (Dist::triangular(1.0, 2.0, 5.0).unwrap(), |x| {
                if x < 2.0 { (x - 1.0) * (x - 1.0) / 4.0 } else { 1.0 - (5.0 - x) * (5.0 - x) / 12.0 }
            }),
            // Shapes 2 and 4 on [1, 5]: F = 1 − (1 − t)⁵ − 5 t (1 − t)⁴.
            (Dist::pert(1.0, 2.0, 5.0).unwrap(), |x| {
                let rest = 1.0 - (x - 1.0) / 4.0;
                let fourth = rest * rest * rest * rest;
                1.0 - rest * fourth - 5.0 * (1.0 - rest) * fourth
            }),
            // Beta(2, 3): F = 6t² − 8t³ + 3t⁴.
            (Dist::beta(2.0, 3.0).unwrap(), |t| t * t * (6.0 - 8.0 * t + 3.0 * t * t)),
            (Dist::quantiles(vec![(0.0, 0.0), (0.5, 1.0), (1.0, 3.0)]).unwrap(), |x| if x < 1.0 { x / 2.0 } else { 0.5 + (x - 1.0) / 4.0 }),
        ];
    let n = 4_000;
    let streams = crate::random::Streams::new(crate::random::Seed(7), crate::random::At { theta: 0, inner: 0 });
    for (case, (dist, cdf)) in cases.iter().enumerate() {
        let mut draws = streams.draws(crate::random::Purpose::Theta, case as u64, 0);
        let mut sample: Vec<f64> = (0..n).map(|_| dist.quantile(draws.uniform())).collect();
        sample.sort_by(f64::total_cmp);
        let worst = sample.iter().enumerate().fold(0.0f64, |worst, (i, &x)| {
            let f = cdf(x);
            worst.max((f - i as f64 / n as f64).abs()).max((f - (i + 1) as f64 / n as f64).abs())
        });
        assert!(worst < 1.949 / (n as f64).sqrt(), "case {case}: {worst}");
    }
}

#[test]
fn bad_parameters_are_named() {
    assert_eq!(Dist::normal(0.0, 0.0).unwrap_err().to_string(), "`sd` must be greater than 0, got 0");
    assert!(matches!(Dist::point(f64::NAN), Err(DistError::NotFinite { name: "value", .. })));
    assert!(matches!(Dist::lognormal(0.0, 1.0), Err(DistError::NotPositive { name: "median", .. })));
    assert!(matches!(Dist::lognormal(1.0, 40.0), Err(DistError::Overflow { name: "sigma" })));
    assert!(matches!(Dist::uniform(1.0, 1.0), Err(DistError::NoRange { .. })));
    assert!(matches!(Dist::uniform(f64::MIN, f64::MAX), Err(DistError::Overflow { .. })));
    assert!(matches!(Dist::triangular(1.0, 0.5, 2.0), Err(DistError::OutOfOrder { low: "low", high: "mode", .. })));
    assert!(matches!(Dist::pert(1.0, 3.0, 2.0), Err(DistError::OutOfOrder { low: "mode", high: "high", .. })));
    assert!(matches!(Dist::beta(1.0, f64::INFINITY), Err(DistError::NotFinite { name: "b", .. })));
    assert!(matches!(Dist::quantiles(vec![(0.5, 1.0)]), Err(DistError::TooFewQuantiles { got: 1 })));
    assert!(matches!(Dist::quantiles(vec![(0.1, 1.0), (1.1, 2.0)]), Err(DistError::Level { .. })));
    assert!(matches!(Dist::quantiles(vec![(0.1, 1.0), (0.1, 2.0)]), Err(DistError::NotRising { .. })));
    assert!(matches!(Dist::quantiles(vec![(0.1, 3.0), (0.2, 2.0)]), Err(DistError::NotRising { .. })));
    assert!(matches!(Dist::quantiles(vec![(0.1, 2.0), (0.2, 2.0)]), Err(DistError::NoRange { .. })));
}
