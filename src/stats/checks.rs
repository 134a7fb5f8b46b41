//! The figures of this room that have a published or closed-form value.

use crate::random::{At, Purpose, Seed, Streams};
use crate::stats::check::{Check, Expect};
use crate::stats::dist::Dist;
use crate::stats::interval::{self, Level};
use crate::stats::pareto::{self, Estimate, Points};
use crate::stats::sobol;
use crate::stats::{anova, kish, pearson, quantile, shapley};

/// Recomputes every figure that the room of statistics claims to reproduce.
///
/// # Determinism
/// Seeds are fixed; the two sensitivity examples cost about 100,000 evaluations of a formula.
pub fn checks() -> Vec<Check> {
    let mut all = Vec::new();
    ishigami(&mut all);
    g_function(&mut all);
    intervals(&mut all);
    variance_components(&mut all);
    shapley_values(&mut all);
    fronts(&mut all);
    small(&mut all);
    all
}

fn push(all: &mut Vec<Check>, name: impl Into<String>, source: &str, value: f64, within: f64, got: Option<f64>) {
    all.push(Check::attempt(name, source, Expect { value, within }, got.ok_or(())));
}

/// First-order and total index of each input of a function on the unit cube, one group an input.
fn sensitivities(dims: usize, f: impl Fn(&[f64]) -> f64) -> Option<Vec<(f64, f64)>> {
    let design = sobol::design(1 << 13, &vec![1; dims], Seed(2010)).ok()?;
    let results: Vec<f64> = design.rows().map(f).collect();
    let mut draws = Streams::new(Seed(2010), At { theta: 0, inner: 0 }).draws(Purpose::Bootstrap, 0, 0);
    let found = sobol::indices(&design, &results, 2, Level::P95, &mut draws).ok()?;
    Some(found.groups.iter().map(|g| (g.first.value, g.total.value)).collect())
}

fn sensitivity_checks(all: &mut Vec<Check>, function: &str, source: &str, expected: &[(f64, f64)], found: Option<Vec<(f64, f64)>>) {
    for (i, &(first, total)) in expected.iter().enumerate() {
        let got = found.as_ref().and_then(|all| all.get(i)).copied();
        let name = |kind: &str| format!("{function}, {kind} index of input {}", i + 1);
        push(all, name("first-order"), source, first, 0.01, got.map(|g| g.0));
        push(all, name("total"), source, total, 0.01, got.map(|g| g.1));
    }
}

/// Sine on [−π, π] by its power series; good to 1e-12, which is all an example function needs.
fn sine(x: f64) -> f64 {
    let square = x * x;
    let mut value = 1.0;
    for k in (1..=16).rev() {
        let k = f64::from(k);
        value = 1.0 - value * square / ((2.0 * k) * (2.0 * k + 1.0));
    }
    value * x
}

fn ishigami(all: &mut Vec<Check>) {
    let expected = [(0.3139, 0.5576), (0.4424, 0.4424), (0.0, 0.2437)];
    let found = sensitivities(3, |u| {
        let x = |i: usize| (2.0 * u[i] - 1.0) * std::f64::consts::PI;
        let (s1, s2, x3) = (sine(x(0)), sine(x(1)), x(2));
        s1 + 7.0 * s2 * s2 + 0.1 * x3 * x3 * x3 * x3 * s1
    });
    let source = "Ishigami & Homma 1990, a = 7, b = 0.1; analytic indices as in Saltelli et al. 2008, \
                  \"Global Sensitivity Analysis: The Primer\", section 4.6";
    sensitivity_checks(all, "Ishigami function", source, &expected, found);
}

fn g_function(all: &mut Vec<Check>) {
    let a = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0];
    let parts: Vec<f64> = a.iter().map(|a: &f64| 1.0 / (3.0 * (1.0 + a) * (1.0 + a))).collect();
    let product: f64 = parts.iter().map(|v| 1.0 + v).product();
    let variance = product - 1.0;
    let expected: Vec<(f64, f64)> = parts.iter().take(4).map(|v| (v / variance, v * product / (1.0 + v) / variance)).collect();
    let found = sensitivities(8, |u| u.iter().zip(&a).map(|(u, a)| ((4.0 * u - 2.0).abs() + a) / (1.0 + a)).product());
    let source = "Sobol' g-function, a = (0, 1, 4.5, 9, 99, 99, 99, 99): closed form of Saltelli & Sobol' 1995, \
                  Reliability Engineering & System Safety 50(3); first-order .716 .179 .024 .007";
    sensitivity_checks(all, "Sobol' g-function", source, &expected, found);
}

fn intervals(all: &mut Vec<Check>) {
    let newcombe = "Newcombe 1998, Statistics in Medicine 17, 857–872, table I";
    for (successes, trials, [wilson_low, wilson_high, exact_low, exact_high]) in [
        (81.0, 263.0, [0.2553, 0.3662, 0.2527, 0.3676]),
        (15.0, 148.0, [0.0624, 0.1605, 0.0578, 0.1617]),
        (0.0, 20.0, [0.0, 0.1611, 0.0, 0.1684]),
        (1.0, 29.0, [0.0061, 0.1718, 0.0009, 0.1776]),
    ] {
        let wilson = interval::wilson(successes, trials, Level::P95).ok();
        let exact = interval::clopper_pearson(successes, trials, Level::P95).ok();
        for (kind, low, high, got) in [("score", wilson_low, wilson_high, wilson), ("exact", exact_low, exact_high, exact)] {
            let name = |end: &str| format!("95 % {kind} interval of {successes} in {trials}, {end} end");
            push(all, name("lower"), newcombe, low, 5.1e-5, got.map(|i| i.low));
            push(all, name("upper"), newcombe, high, 5.1e-5, got.map(|i| i.high));
        }
    }
    let gain = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4];
    let sleep = interval::t_interval(&gain, Level::P95).ok();
    let source = "Student 1908, sleep data (difference between two drugs, ten patients); interval as in R, ?t.test";
    push(all, "95 % t interval, lower end", source, 0.700_114_2, 5e-8, sleep.map(|i| i.low));
    push(all, "95 % t interval, upper end", source, 2.459_885_8, 5e-8, sleep.map(|i| i.high));
}

fn variance_components(all: &mut Vec<Check>) {
    let leaves = [[3.28, 3.09, 3.03, 3.03], [3.52, 3.48, 3.38, 3.38], [2.88, 2.80, 2.81, 2.76], [3.34, 3.38, 3.23, 3.26]];
    let found = anova::components(&leaves).ok();
    let source = "Snedecor & Cochran, \"Statistical Methods\", calcium in turnip leaves (4 leaves, 4 determinations)";
    push(all, "variance between determinations of one leaf", source, 0.0066, 5e-5, found.map(|c| c.inner));
    push(all, "variance between leaves", source, 0.0724, 5e-5, found.map(|c| c.theta));
}

fn shapley_values(all: &mut Vec<Check>) {
    let glove = shapley(3, |mask| f64::from(u8::from(mask & 0b100 != 0 && mask & 0b011 != 0))).ok();
    let source = "glove game: Wikipedia, \"Shapley value\", section \"Glove game\"";
    push(all, "Shapley value of a left glove", source, 1.0 / 6.0, 1e-12, glove.as_ref().map(|v| v[0]));
    push(all, "Shapley value of the right glove", source, 4.0 / 6.0, 1e-12, glove.as_ref().map(|v| v[2]));
    let council = shapley(15, |mask| {
        let permanent = mask & 0b11111 == 0b11111;
        f64::from(u8::from(permanent && mask.count_ones() >= 9))
    })
    .ok();
    let source = "UN Security Council: Wikipedia, \"Shapley–Shubik power index\", 421/2145 and 4/2145";
    push(all, "power of a permanent member", source, 421.0 / 2145.0, 1e-12, council.as_ref().map(|v| v[0]));
    push(all, "power of an elected member", source, 4.0 / 2145.0, 1e-12, council.as_ref().map(|v| v[14]));
}

fn fronts(all: &mut Vec<Check>) {
    let slabs = Points::from_rows(3, [[0.0, 0.0, 1.0], [0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]).ok();
    let volume = slabs.and_then(|slabs| pareto::hypervolume(&slabs, &[2.0; 3]).ok());
    push(all, "volume won by three half cubes of side 2", "closed form: inclusion and exclusion, 3·4 − 3·2 + 1", 7.0, 1e-12, volume);
    let candidate = |mean: f64, sd: f64| Estimate { mean: vec![mean], covariance: vec![sd * sd], count: 1 };
    let parts = pareto::allocate(&[candidate(0.0, 1.0), candidate(1.0, 3.0)], &[0.0], 10_000).ok();
    let source = "closed form: shares of two candidates in proportion to σ (Glynn & Juneja 2004)";
    push(
        all,
        "share of replicates of the one with three times the spread",
        source,
        0.75,
        0.005,
        parts.map(|parts| parts[1] as f64 / 10_000.0),
    );
}

fn small(all: &mut Vec<Check>) {
    let rule = "hand-computed from the rule (Kish 1965, section 11.7)";
    push(all, "effective sample size of weights 1, 1, 2, 4", rule, 64.0 / 22.0, 1e-12, Some(kish(&[1.0, 1.0, 2.0, 4.0])));
    let x = [10.0, 8.0, 13.0, 9.0, 11.0, 14.0, 6.0, 4.0, 12.0, 7.0, 5.0];
    let y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
    let source = "Anscombe 1973, The American Statistician 27(1), first data set";
    push(all, "correlation of Anscombe's first data set", source, 0.816, 5e-4, pearson(&x, &y));
    let source = "R, quantile(1:4, 0.1), definition 7 of Hyndman & Fan 1996";
    push(all, "10 % quantile of 1, 2, 3, 4", source, 1.3, 1e-12, Some(quantile(&[1.0, 2.0, 3.0, 4.0], 0.1)));
    let pert = Dist::pert(2.0, 5.0, 14.0).ok();
    let source = "closed form: (low + 4 mode + high) / 6, Malcolm et al. 1959";
    push(all, "mean of PERT(2, 5, 14)", source, 6.0, 1e-12, pert.map(|d| d.mean()));
    let beta = Dist::beta(2.0, 1.0).ok();
    push(all, "49 % quantile of Beta(2, 1)", "closed form: F(x) = x²", 0.7, 1e-9, beta.map(|d| d.quantile(0.49)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_passes() {
        let failed: Vec<Check> = checks().into_iter().filter(|c| !c.passed()).collect();
        assert!(failed.is_empty(), "{failed:#?}");
    }

    #[test]
    fn the_series_for_the_sine_is_good() {
        assert!((sine(std::f64::consts::FRAC_PI_6) - 0.5).abs() < 1e-15);
        assert!(sine(std::f64::consts::PI).abs() < 1e-12);
        assert!((sine(-std::f64::consts::FRAC_PI_2) + 1.0).abs() < 1e-14);
    }
}
