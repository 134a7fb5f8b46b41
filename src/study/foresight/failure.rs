//! Under what it fails: boxes of drivers and uncertain numbers, in plain words, found on half of the draws and measured on the other half.
//!
//! # The rule
//!
//! A case is a scenario in a draw. Boxes are looked for by patient rule induction among the cases of even draws, limits that may be accidents are
//! dropped, and what is left is counted among the cases of odd draws, which took no part. A box is told only where it fails more often there than all
//! cases do, beyond chance. Cases of one draw go together, so the error is that of the draws.
//!
//! # Source
//! Friedman & Fisher 1999; B. P. Bryant and R. J. Lempert (2010), "Thinking inside the box", Technological Forecasting and Social Change 77.

use crate::cross_impact::{Scenario, Structure};
use crate::explore::{Cases, Column, Input, Interest, Settings, discover};
use crate::num::sum;
use crate::report::view::Estimate;
use crate::world::Unknowns;

/// Boxes that are looked for.
const BOXES: u32 = 2;
/// The 97.5 % point of a standard normal.
const TWO_SIDED: f64 = 1.959_963_984_540_054;

/// What is looked through.
pub(super) struct Search<'a> {
    /// The drivers and their variants.
    pub(super) structure: &'a Structure,
    /// The scenarios, and whether it fails in each draw.
    pub(super) scenarios: &'a [(&'a Scenario, Vec<bool>)],
    /// The uncertain numbers.
    pub(super) unknowns: &'a Unknowns,
    /// θ of a draw.
    pub(super) theta: &'a dyn Fn(usize) -> &'a [f64],
    /// Worker threads. They change the time, never the result.
    pub(super) threads: usize,
}

/// Under what it fails.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// What failing is, in words.
    pub what: String,
    /// The share of all cases in which it fails.
    pub share: f64,
    /// Draws that took no part in looking.
    pub fresh: usize,
    /// The boxes that hold on them.
    pub boxes: Vec<Trap>,
}

/// A box in which it fails more often.
#[derive(Debug, Clone, PartialEq)]
pub struct Trap {
    /// Its limits in words, the surest first.
    pub limits: Vec<String>,
    /// The share of fresh cases inside in which it fails, with its 95 % interval.
    pub density: Estimate,
    /// The share of all fresh failures that lie inside.
    pub coverage: f64,
    /// The share of all fresh cases that lie inside.
    pub mass: f64,
}

impl Search<'_> {
    /// Looks for boxes. Nothing where there are too few draws to hold some back.
    pub(super) fn run(&self, what: String) -> Option<Failure> {
        let draws = self.scenarios.first()?.1.len();
        if draws < 16 {
            return None;
        }
        let all: Vec<f64> = self.scenarios.iter().flat_map(|(_, fails)| fails.iter().map(|&fails| f64::from(u8::from(fails)))).collect();
        let share = sum(&all) / all.len() as f64;
        let (looked, fresh): (Vec<usize>, Vec<usize>) = (0..draws).partition(|draw| draw % 2 == 0);
        let mut failure = Failure { what, share, fresh: fresh.len(), boxes: Vec::new() };
        // Where it never fails, or always, nothing tells cases apart.
        let (Some(train), Some(test)) = (self.cases(&looked), self.cases(&fresh)) else { return Some(failure) };
        let settings = Settings { boxes: BOXES, threads: self.threads, ..Settings::default() };
        let Ok(found) = discover(&train, &settings) else { return Some(failure) };
        let base = test.hits() as f64 / test.len() as f64;
        for finding in &found.findings {
            let inside: Vec<bool> = (0..test.len()).map(|case| finding.step.region.holds(&test, case)).collect();
            let by_draw = |counts: &dyn Fn(usize) -> bool| -> Vec<f64> {
                (0..fresh.len())
                    .map(|draw| (0..self.scenarios.len()).filter(|scenario| counts(scenario * fresh.len() + draw)).count() as f64)
                    .collect()
            };
            let cases = by_draw(&|case| inside[case]);
            let hits = by_draw(&|case| inside[case] && test.interest()[case]);
            let (n, h) = (sum(&cases), sum(&hits));
            if n == 0.0 {
                continue;
            }
            let density = h / n;
            let squares: Vec<f64> = cases.iter().zip(&hits).map(|(n, h)| (h - density * n) * (h - density * n)).collect();
            let error = TWO_SIDED * sum(&squares).sqrt() / n;
            if density - error > base {
                failure.boxes.push(Trap {
                    limits: finding.conditions.iter().map(|condition| condition.words.clone()).collect(),
                    density: Estimate::new(density, (density - error).max(0.0), (density + error).min(1.0)),
                    coverage: h / test.hits() as f64,
                    mass: n / test.len() as f64,
                });
            }
        }
        Some(failure)
    }

    /// The cases of some draws, scenario by scenario.
    fn cases(&self, draws: &[usize]) -> Option<Cases> {
        let mut inputs = Vec::new();
        for (driver, descriptor) in self.structure.descriptors().iter().enumerate() {
            let of: Vec<u8> =
                self.scenarios.iter().flat_map(|(scenario, _)| std::iter::repeat_n(scenario.variant(driver) as u8, draws.len())).collect();
            let names = descriptor.variants.iter().map(|name| format!("“{}”", name.as_str())).collect();
            inputs.push(Input { name: descriptor.name.as_str().to_owned(), unit: String::new(), column: Column::Kinds { names, of } });
        }
        let values: Vec<Vec<f64>> = draws.iter().map(|&draw| self.unknowns.values((self.theta)(draw))).collect();
        for (slot, entry) in self.unknowns.entries().iter().enumerate().filter(|(_, entry)| entry.unknown.is_some()) {
            let column = self.scenarios.iter().flat_map(|_| values.iter().map(|values| values[slot])).collect();
            inputs.push(Input { name: entry.label.clone(), unit: entry.unit.clone(), column: Column::Numbers(column) });
        }
        let fails = self.scenarios.iter().flat_map(|(_, fails)| draws.iter().map(|&draw| f64::from(u8::from(fails[draw]))));
        Cases::new(inputs, &fails.collect::<Vec<_>>(), Interest::AtLeast(0.5)).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cross_impact::Descriptor;
    use crate::input::Name;
    use crate::random::{At, Purpose, Seed, Streams};
    use crate::stats::dist::Dist;
    use crate::world::Inputs;

    fn structure() -> Structure {
        let name = |text: &str| Name::new(text).unwrap();
        let driver = |of: &str| Descriptor { name: name(of), variants: vec![name("calm"), name("rough")] };
        Structure::new(vec![driver("Sea"), driver("Sky")]).unwrap()
    }

    fn unknowns() -> Unknowns {
        let mut inputs = Inputs::default();
        for path in ["load", "hull"] {
            inputs.add(
                path,
                path,
                "t",
                &crate::input::Quantity { dist: Dist::uniform(0.0, 1.0).unwrap(), ..crate::input::Quantity::point(0.0) },
            );
        }
        inputs.finish(&[]).unwrap()
    }

    fn found(rule: impl Fn(&Scenario, &[f64], usize) -> bool, draws: usize) -> Option<Failure> {
        let (structure, unknowns) = (structure(), unknowns());
        let streams = Streams::new(Seed(7), At::default());
        let thetas: Vec<Vec<f64>> = (0..draws)
            .map(|draw| (0..unknowns.len() as u64).map(|at| streams.draws(Purpose::Theta, at, draw as u32).uniform()).collect())
            .collect();
        let all: Vec<Scenario> =
            [[0, 0], [0, 1], [1, 0], [1, 1]].iter().map(|variants| Scenario::new(&structure, variants).unwrap()).collect();
        let scenarios: Vec<(&Scenario, Vec<bool>)> = all
            .iter()
            .map(|scenario| (scenario, (0..draws).map(|draw| rule(scenario, &unknowns.values(&thetas[draw]), draw)).collect()))
            .collect();
        let theta = |draw: usize| thetas[draw].as_slice();
        Search { structure: &structure, scenarios: &scenarios, unknowns: &unknowns, theta: &theta, threads: 1 }.run("it sinks".to_owned())
    }

    #[test]
    fn a_box_that_is_there_is_found_and_holds_on_fresh_draws() {
        let sinks = |scenario: &Scenario, values: &[f64], _: usize| scenario.variant(0) == 1 && values[0] > 0.6;
        let failure = found(sinks, 400).unwrap();
        assert!((failure.share - 0.2).abs() < 0.04, "{}", failure.share);
        let trap = &failure.boxes[0];
        let words = trap.limits.join(" and ");
        assert!(
            words.contains("Sea is “rough”") && words.contains("load is at least 0.") && !words.contains("Sky") && !words.contains("hull"),
            "{words}"
        );
        assert!(trap.density.mid > 0.9 && trap.coverage > 0.8, "{trap:?}");
    }

    #[test]
    fn chance_makes_no_box_and_few_draws_say_nothing() {
        let coin = |scenario: &Scenario, _: &[f64], draw: usize| {
            let place = (scenario.variant(0) * 2 + scenario.variant(1)) as u64;
            Streams::new(Seed(11), At::default()).draws(Purpose::Choice, place, draw as u32).uniform() < 0.3
        };
        assert_eq!(found(coin, 200).unwrap().boxes, []);
        assert!(found(|_, _, _| true, 8).is_none());
        let always = found(|_, _, _| true, 40).unwrap();
        assert_eq!((always.share, always.boxes.len()), (1.0, 0));
    }
}
