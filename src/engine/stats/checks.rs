//! The figures of this room that have a published or closed-form value.

use crate::stats::check::{Check, Expect};
use crate::stats::dist::Dist;
use crate::stats::interval::{self, Level};
use crate::stats::pareto::{self, Estimate, Points};
use crate::stats::{anova, kish, pearson, quantile, shapley};

/// Recomputes every figure that the room of statistics claims to reproduce.
///
/// # Determinism
/// Seeds are fixed.
pub fn checks() -> Vec<Check> {
    let mut all = Vec::new();
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

fn intervals(all: &mut Vec<Check>) {
    let clots = "Moore, McCabe & Craig, Introduction to the Practice of Statistics, 9th edition, example 8.18: events of 45 in 411 against 73 in 411";
    let ratio = interval::share_ratio((45.0, 411.0), (73.0, 411.0), Level::P95).ok();
    push(all, "ratio of two shares", clots, 0.62, 5.1e-3, ratio.map(|r| r.0));
    push(all, "ratio of two shares, lower end", clots, 0.4364, 5.1e-5, ratio.map(|r| r.1.low));
    push(all, "ratio of two shares, upper end", clots, 0.8707, 5.1e-5, ratio.map(|r| r.1.high));
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
}
