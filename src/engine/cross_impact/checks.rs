//! The published figures of this room.

use super::basins::{BasinSearch, basins};
use super::gordon::{bounds, given_not};
use super::micmac::Influence;
use super::model::Model;
use super::scenario::Scenario;
use super::solve::{Search, count, solve};
use crate::input::Probability;
use crate::stats::check::{Check, Expect};

const MANUAL: &str = "Weimer-Jehle 2018, ScenarioWizard 4.3 manual, section 2.3: Somewhereland";
const ENUMERATED: &str = "Somewhereland of the ScenarioWizard manual, all 486 scenarios enumerated by an independent program";

/// The consistent scenarios of Somewhereland, variants from 1, with total impact score and basin under global succession.
const CONSISTENT: [([usize; 6], i64, u64); 10] = [
    ([1, 2, 2, 1, 1, 2], 9, 35),
    ([1, 3, 1, 2, 3, 3], 21, 127),
    ([1, 3, 2, 1, 1, 2], 14, 55),
    ([1, 3, 2, 1, 1, 3], 12, 178),
    ([2, 1, 3, 2, 2, 1], 17, 28),
    ([2, 2, 3, 2, 2, 1], 15, 19),
    ([3, 1, 2, 1, 1, 2], 18, 3),
    ([3, 1, 3, 2, 1, 1], 9, 24),
    ([3, 2, 2, 1, 1, 2], 19, 3),
    ([3, 2, 3, 2, 1, 1], 8, 14),
];

/// The balances printed in the manual for scenario A2 B1 C3 D1 E1 F1.
const BALANCES: [i32; 17] = [0, 3, -3, 2, 1, -3, -9, -1, 10, -7, 7, 4, -1, -3, 2, -1, -1];

/// How many scenarios have an inconsistency of 0, 1, 2, ...
const HISTOGRAM: [u64; 22] = [10, 5, 17, 27, 28, 38, 53, 34, 65, 31, 68, 23, 16, 19, 25, 11, 6, 0, 6, 2, 0, 2];

fn exact(all: &mut Vec<Check>, name: impl Into<String>, source: &str, value: f64, got: Option<f64>) {
    // Whole numbers are equal or not.
    all.push(Check::attempt(name, source, Expect { value, within: 0.25 }, got.ok_or(())));
}

/// Recomputes every figure that the room of cross-impact analysis claims to reproduce.
///
/// `somewhereland` is the shipped example; without it every figure of it fails.
#[must_use]
pub fn checks(somewhereland: Option<&Model>) -> Vec<Check> {
    let mut all = Vec::new();
    scenarios(&mut all, somewhereland);
    balances(&mut all, somewhereland);
    histogram(&mut all, somewhereland);
    appendix(&mut all);
    all
}

fn scenarios(all: &mut Vec<Check>, model: Option<&Model>) {
    let configurations = model.and_then(|model| model.structure().configurations());
    exact(all, "Somewhereland: scenarios", ENUMERATED, 486.0, configurations.map(|n| n as f64));
    let solution = model.and_then(|model| solve(model, &Search::default()).ok());
    let found = solution.as_ref().map(|solution| solution.found.len() as f64);
    exact(all, "Somewhereland: consistent scenarios", MANUAL, 10.0, found);
    let basins = model.and_then(|model| basins(model, &BasinSearch::default()).ok());
    let cycles = basins.as_ref().map(|basins| basins.cycles().count() as f64);
    exact(all, "Somewhereland: cycles under global succession", ENUMERATED, 0.0, cycles);
    for (variants, score, weight) in CONSISTENT {
        let scenario = Scenario::of(variants.map(|variant| variant - 1));
        let name: Vec<String> = "ABCDEF".chars().zip(variants).map(|(letter, variant)| format!("{letter}{variant}")).collect();
        let name = format!("Somewhereland, {}", name.join(" "));
        let own = solution.as_ref().and_then(|solution| solution.found.iter().find(|found| found.scenario == scenario));
        exact(all, format!("{name}: total impact score"), ENUMERATED, score as f64, own.map(|found| found.figures.score as f64));
        let got = basins.as_ref().and_then(|basins| basins.weight(&scenario));
        exact(all, format!("{name}: scenarios that lead to it"), ENUMERATED, weight as f64, got.map(|got| got as f64));
    }
}

fn balances(all: &mut Vec<Check>, model: Option<&Model>) {
    let scenario = Scenario::of([1, 0, 2, 0, 0, 0]);
    let got = model.map(|model| model.balances(&scenario));
    for (column, balance) in BALANCES.into_iter().enumerate() {
        let name = format!("Somewhereland, A2 B1 C3 D1 E1 F1: balance of variant {}", column + 1);
        exact(all, name, MANUAL, f64::from(balance), got.as_ref().and_then(|got| got.get(column)).map(|&got| f64::from(got)));
    }
}

fn histogram(all: &mut Vec<Check>, model: Option<&Model>) {
    let mut expected = 0;
    for (inconsistency, more) in HISTOGRAM.into_iter().enumerate() {
        expected += more;
        let got = model.and_then(|model| count(model, inconsistency as u32, u64::MAX).ok());
        let name = format!("Somewhereland: scenarios with an inconsistency of at most {inconsistency}");
        exact(all, name, ENUMERATED, expected as f64, got.map(|got| got as f64));
    }
}

fn appendix(all: &mut Vec<Check>) {
    let p = |value: f64| Probability::new(value).ok();
    let not = || given_not(p(0.4)?, p(0.3)?, p(0.6)?).ok();
    let source = "Gordon & Hayward 1968, Futures 1(2); closed form (0.4 − 0.3 · 0.6) / 0.7";
    let expect = Expect { value: 0.314_285_7, within: 5e-8 };
    all.push(Check::attempt("P(a | not b) for P(a) 0.4, P(b) 0.3, P(a | b) 0.6", source, expect, not().ok_or(())));
    let least = || Some(bounds(p(0.9)?, p(0.5)?).ok()?.0);
    let source = "Fréchet's bound, by hand: (0.9 + 0.5 − 1) / 0.5";
    all.push(Check::attempt("least P(a | b) for P(a) 0.9, P(b) 0.5", source, Expect { value: 0.8, within: 1e-12 }, least().ok_or(())));
    let matrix = Influence::new(&[vec![0, 3, 2], vec![1, 0, 0], vec![0, 2, 0]]);
    for (power, sums, name) in [(1, [5, 1, 2], "direct influence"), (2, [7, 5, 2], "influence through one other")] {
        let got = matrix.as_ref().ok().and_then(|matrix| matrix.position(power).ok());
        for (element, sum) in sums.into_iter().enumerate() {
            let got = got.as_ref().map(|position| position.influence[element] as f64);
            let name = format!("MICMAC of [[0,3,2],[1,0,0],[0,2,0]]: {name} of element {}", element + 1);
            exact(all, name, "hand-computed from the rule (Duperrin & Godet 1973)", f64::from(sum), got);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cross_impact::testing::{random, somewhereland};

    #[test]
    fn every_check_passes_on_the_shipped_example_and_fails_without_it_or_on_another() {
        let all = checks(Some(&somewhereland()));
        let failed: Vec<&Check> = all.iter().filter(|check| !check.passed()).collect();
        assert!(failed.is_empty(), "{failed:#?}");
        assert!(checks(None).iter().filter(|check| check.name.contains("Somewhereland")).all(|check| !check.passed()));
        let other = random(&[3, 3, 3, 2, 3, 3], 3, 1);
        assert!(checks(Some(&other)).iter().filter(|check| !check.passed()).count() > 30);
    }
}
