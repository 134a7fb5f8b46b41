//! The published figures of this room.

use super::{
    Attitude, Better, Cases, Column, Growth, Indices, Input, Interest, Limit, Order, Resampling, Rule, Settings, Trajectories, cart,
    design, effects, halton, indices, judge, prim, sobol_points,
};
use crate::num::{exp, ln};
use crate::random::{At, Purpose, Seed, Streams};
use crate::stats::check::{Check, Expect};
use crate::stats::interval::Level;

/// Recomputes every figure that the room of exploration claims to reproduce.
///
/// # Determinism
/// Seeds are fixed; the two functions of known indices cost about a million evaluations.
#[must_use]
pub fn checks() -> Vec<Check> {
    let mut all = Vec::new();
    sequence(&mut all);
    ishigami_indices(&mut all);
    g_indices(&mut all);
    screening(&mut all);
    critical_levels(&mut all);
    boxes(&mut all);
    tree(&mut all);
    robustness(&mut all);
    all
}

fn push(all: &mut Vec<Check>, name: impl Into<String>, source: &str, value: f64, within: f64, got: Option<f64>) {
    all.push(Check::attempt(name, source, Expect { value, within }, got.ok_or(())));
}

/// The first points of the sequence.
fn sequence(all: &mut Vec<Check>) {
    let source = "Joe & Kuo 2008, SIAM J. Sci. Comput. 30; first points of new-joe-kuo-6.21201 in three dimensions";
    let expected = [
        [0.0, 0.0, 0.0],
        [0.5, 0.5, 0.5],
        [0.75, 0.25, 0.25],
        [0.25, 0.75, 0.75],
        [0.375, 0.375, 0.625],
        [0.875, 0.875, 0.125],
        [0.625, 0.125, 0.875],
        [0.125, 0.625, 0.375],
    ];
    let mut out = [0.0; 24];
    sobol_points(3, &mut out);
    for (index, point) in expected.iter().enumerate() {
        for (dimension, &value) in point.iter().enumerate() {
            let name = format!("Sobol' point {}, dimension {}", index + 1, dimension + 1);
            push(all, name, source, value, 0.0, out.get(3 * index + dimension).copied());
        }
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

/// The function of Ishigami and Homma with a = 7 and b = 0.1, its three inputs stretched from (0, 1) to ±π.
///
/// # Panics
/// If there are fewer than three inputs.
#[must_use]
pub fn ishigami(u: &[f64]) -> f64 {
    let x = |i: usize| (2.0 * u[i] - 1.0) * std::f64::consts::PI;
    let (s1, s2, x3) = (sine(x(0)), sine(x(1)), x(2));
    s1 + 7.0 * s2 * s2 + 0.1 * x3 * x3 * x3 * x3 * s1
}

/// The g-function of Sobol' with one weight an input.
#[must_use]
pub fn g_function(u: &[f64], a: &[f64]) -> f64 {
    u.iter().zip(a).map(|(u, a)| ((4.0 * u - 2.0).abs() + a) / (1.0 + a)).product()
}

/// Indices of a function of inputs in (0, 1), one group an input.
fn found(n_base: u32, dims: usize, order: Order, f: impl Fn(&[f64]) -> f64) -> Option<Indices> {
    let design = design(n_base, &vec![1; dims], order, Seed(2010)).ok()?;
    let results = design.each(f);
    let mut draws = Streams::new(Seed(2010), At { theta: 0, inner: 0 }).draws(Purpose::Bootstrap, 0, 0);
    indices(&design, &results, &Resampling { reps: 2, level: Level::P95, threads: 1 }, &mut draws).ok()
}

/// The level of phosphorus past which a lake without inflow no longer recovers, X ← X + X^q / (1 + X^q) − bX: found by where lakes end.
fn lake(b: f64, q: f64) -> f64 {
    let recovers = |start: f64| {
        let mut level = start;
        for _ in 0..20_000 {
            let recycled = exp(q * ln(level));
            level += recycled / (1.0 + recycled) - b * level;
            if !(0.1..=1.2).contains(&level) {
                break;
            }
        }
        level < start
    };
    let (mut clear, mut turbid) = (0.2, 1.0);
    for _ in 0..60 {
        let middle = 0.5 * (clear + turbid);
        if recovers(middle) { clear = middle } else { turbid = middle }
    }
    clear
}

fn critical_levels(all: &mut Vec<Check>) {
    let source = "Carpenter, Ludwig & Brock 1999, \"Management of eutrophication for lakes subject to potentially irreversible change\"; the root of \
                  x^q / (1 + x^q) = b x between the two that hold";
    for (q, level) in [(2.0, 0.544_540_001_6), (2.5, 0.710_225_725_2)] {
        push(all, format!("shallow lake, b = 0.42, q = {q}, critical level"), source, level, 1e-9, Some(lake(0.42, q)));
    }
}

fn ishigami_indices(all: &mut Vec<Check>) {
    let source = "Ishigami & Homma 1990, a = 7, b = 0.1; analytic indices as in Saltelli et al. 2008, \
                  \"Global Sensitivity Analysis: The Primer\", section 4.6";
    let got = found(1 << 16, 3, Order::Second, ishigami);
    push(all, "Ishigami function, mean", source, 3.5, 2e-3, got.as_ref().map(|found| found.mean));
    push(all, "Ishigami function, variance", source, 13.844_587_940_719_254, 2e-2, got.as_ref().map(|found| found.variance));
    let expected = [
        (0.313_905_191_147_811_46, 0.557_588_855_209_959_2),
        (0.442_411_144_790_040_9, 0.442_411_144_790_040_9),
        (0.0, 0.243_683_664_062_147_7),
    ];
    singles(all, "Ishigami function", source, &expected, 3e-3, got.as_ref());
    for ((i, j), value) in [((0, 1), 0.0), ((0, 2), 0.243_683_664_062_147_7), ((1, 2), 0.0)] {
        let pair = got.as_ref().and_then(|found| found.pairs.iter().find(|pair| pair.of == (i, j)));
        let name = format!("Ishigami function, index of inputs {} and {} together", i + 1, j + 1);
        push(all, name, source, value, 5e-3, pair.map(|pair| pair.together.value));
    }
}

fn g_indices(all: &mut Vec<Check>) {
    let a = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0];
    let source = "Sobol' g-function, a = (0, 1, 4.5, 9, 99, 99, 99, 99): closed form of Saltelli & Sobol' 1995, \
                  Reliability Engineering & System Safety 50(3); first-order .716 .179 .024 .007";
    let got = found(1 << 15, 8, Order::First, |u| g_function(u, &a));
    push(all, "Sobol' g-function, variance", source, 0.465_424_431_902_206_7, 2e-3, got.as_ref().map(|found| found.variance));
    let small = (0.000_071_619_2, 0.000_104_949_051_919_506_01);
    let expected = [
        (0.716_192_169, 0.787_144_126_659_274_8),
        (0.179_048_042, 0.242_198_192_818_238_4),
        (0.023_675_774_2, 0.034_316_910_154_082_83),
        (0.007_161_921_69, 0.010_460_387_065_239_534),
        small,
        small,
        small,
        small,
    ];
    singles(all, "Sobol' g-function", source, &expected, 3e-3, got.as_ref());
}

fn singles(all: &mut Vec<Check>, function: &str, source: &str, expected: &[(f64, f64)], within: f64, found: Option<&Indices>) {
    for (i, &(first, total)) in expected.iter().enumerate() {
        let got = found.and_then(|found| found.groups.get(i));
        let name = |kind: &str| format!("{function}, {kind} index of input {}", i + 1);
        push(all, name("first-order"), source, first, within, got.map(|group| group.first.value));
        push(all, name("total"), source, total, within, got.map(|group| group.total.value));
    }
}

/// Effects of a function that is linear in its first input and a product of the other two.
fn screening(all: &mut Vec<Check>) {
    let source = "closed form: trajectories on levels 0, 1/3, 2/3, 1 with steps of 2/3 (Morris 1991), hand-computed";
    // y = 3 x1 + x2 x3 on two trajectories.
    let rows = [
        [0.0, 0.0, 0.0],
        [2.0 / 3.0, 0.0, 0.0],
        [2.0 / 3.0, 2.0 / 3.0, 0.0],
        [2.0 / 3.0, 2.0 / 3.0, 2.0 / 3.0],
        [1.0, 1.0, 1.0],
        [1.0, 1.0, 1.0 / 3.0],
        [1.0, 1.0 / 3.0, 1.0 / 3.0],
        [1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0],
    ];
    let rows: Vec<Vec<f64>> = rows.iter().map(|row| row.to_vec()).collect();
    let results: Vec<f64> = rows.iter().map(|x| 3.0 * x[0] + x[1] * x[2]).collect();
    let got = Trajectories::from_rows(3, &rows).and_then(|design| effects(&design, &results, 10, Level::P95, Seed(1))).ok();
    // Input 2: 0 and 1/3; input 3: 2/3 and 1.
    let root = std::f64::consts::SQRT_2;
    let expected = [(3.0, 0.0), (1.0 / 6.0, root / 6.0), (5.0 / 6.0, root / 6.0)];
    for (i, (size, spread)) in expected.into_iter().enumerate() {
        let effect = got.as_ref().and_then(|got| got.get(i));
        push(all, format!("elementary effects of 3 x1 + x2 x3, mean size of input {}", i + 1), source, size, 1e-12, effect.map(|e| e.size));
        push(
            all,
            format!("elementary effects of 3 x1 + x2 x3, spread of input {}", i + 1),
            source,
            spread,
            1e-12,
            effect.map(|e| e.spread),
        );
    }
}

/// The points 1 to 500 of Halton's sequence in bases 2, 3, 5 and 7; of interest where the first is above .6 and the second below .4, every
/// so many-th one turned round, or none for 0.
pub(super) fn halton_points(every: usize) -> Option<Cases> {
    let column = |base: u64| {
        let mut values = vec![0.0; 500];
        halton(base, 1, &mut values);
        values
    };
    let columns = [2, 3, 5, 7].map(column);
    let hit = |i: usize| (columns[0][i] > 0.6 && columns[1][i] < 0.4) != (every > 0 && i.is_multiple_of(every));
    let outcomes: Vec<f64> = (0..500).map(|i| f64::from(u8::from(hit(i)))).collect();
    let inputs = columns.into_iter().enumerate().map(|(k, values)| Input {
        name: format!("x{k}"),
        unit: String::new(),
        column: Column::Numbers(values),
    });
    Cases::new(inputs.collect(), &outcomes, Interest::AtLeast(0.5)).ok()
}

/// Cases in the box and cases of interest, step by step.
type Steps<'a> = (&'a [usize], &'a [usize]);

const CLEAN: Steps<'_> = (
    &[500, 450, 405, 364, 327, 294, 264, 237, 213, 191, 171, 153, 137, 123, 110, 99, 89, 80, 72],
    &[80, 80, 80, 80, 80, 80, 80, 80, 80, 80, 80, 80, 80, 80, 80, 80, 80, 77, 72],
);
const NOISY: Steps<'_> = (
    &[500, 450, 405, 364, 327, 294, 264, 237, 213, 191, 171, 153, 137, 123, 110, 99, 89, 80, 72, 64, 65, 66, 67, 68],
    &[86, 86, 86, 86, 86, 86, 86, 86, 85, 84, 83, 82, 82, 81, 81, 80, 79, 75, 70, 63, 64, 65, 66, 67],
);

fn boxes(all: &mut Vec<Check>) {
    let source = "EMA Workbench 2.5.3 (Kwakkel 2017) on Halton points 1 to 500 in bases 2, 3, 5, 7, peeling 10 %";
    let settings = Settings { peel: 0.1, ..Settings::default() };
    for (name, every, (sizes, hits), upper) in [("clean", 0, CLEAN, 0.996_093_75), ("noisy", 50, NOISY, 0.975_585_937_5)] {
        let found = halton_points(every).and_then(|cases| prim(&cases, &settings).ok()).and_then(|mut found| found.pop());
        let steps = found.as_ref().map(|found| &found.steps);
        push(all, format!("boxes, {name} points: steps"), source, sizes.len() as f64, 0.0, steps.map(|steps| steps.len() as f64));
        for (place, (&size, &hit)) in sizes.iter().zip(hits).enumerate() {
            let step = steps.and_then(|steps| steps.get(place));
            push(
                all,
                format!("boxes, {name} points, step {}: cases", place + 1),
                source,
                size as f64,
                0.0,
                step.map(|step| step.cases as f64),
            );
            let name = format!("boxes, {name} points, step {}: cases of interest", place + 1);
            push(all, name, source, hit as f64, 0.0, step.map(|step| step.hits as f64));
        }
        let last = steps.and_then(|steps| steps.last());
        for (input, low, high) in [(0, 0.612_304_687_5, upper), (1, 0.001_371_742_112_482_853_1, 0.373_113_854_595_336_1)] {
            let end = |which: usize| match last.map(|step| step.region.limits[input]) {
                Some(Limit::Between { low, high }) => Some([low, high][which]),
                _ => None,
            };
            push(all, format!("boxes, {name} points, last box: lower end of input {}", input + 1), source, low, 1e-12, end(0));
            push(all, format!("boxes, {name} points, last box: upper end of input {}", input + 1), source, high, 1e-12, end(1));
        }
        if every == 0 {
            push(all, "boxes, clean points, last box: coverage", source, 0.9, 1e-12, last.map(|step| step.coverage));
            push(all, "boxes, clean points, last box: density", source, 1.0, 0.0, last.map(|step| step.density));
        }
    }
}

fn tree(all: &mut Vec<Check>) {
    let source = "hand-computed: the corner is two cuts away, so three leaves, all pure";
    let got = halton_points(0).and_then(|cases| cart(&cases, &Growth::default()).ok());
    push(all, "tree of a corner: leaves", source, 3.0, 0.0, got.as_ref().map(|tree| tree.leaves().len() as f64));
    push(all, "tree of a corner: cases in its densest leaf", source, 80.0, 0.0, got.as_ref().map(|tree| tree.leaves()[0].cases as f64));
}

fn robustness(all: &mut Vec<Check>) {
    let source = "hand-computed from the rules (McPhail et al. 2018) on [[10, 2, 6, 6], [7, 5, 5, 7], [3, 8, 4, 5]]";
    let payoffs = [vec![10.0, 2.0, 6.0, 6.0], vec![7.0, 5.0, 5.0, 7.0], vec![3.0, 8.0, 4.0, 5.0]];
    let attitude = Attitude { better: Better::More, optimism: 0.4, percentile: 0.9, enough: 5.0, tie: 1e-9 };
    let got = judge(&payoffs, &attitude).ok();
    let expected =
        [[2.0, 10.0, 6.0, 5.2, 6.0, 1.75, 4.5, 0.75], [5.0, 7.0, 6.0, 5.8, 3.0, 1.75, 3.0, 1.0], [3.0, 8.0, 5.0, 5.0, 7.0, 2.75, 5.5, 0.5]];
    for (option, figures) in expected.iter().enumerate() {
        for (k, (&value, rule)) in figures.iter().zip(Rule::ALL).enumerate() {
            let got = got.as_ref().and_then(|got| got.figures.get(option)).map(|figures| figures[k]);
            push(all, format!("option {}, {}", option + 1, rule.words()), source, value, 1e-12, got);
        }
    }
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
