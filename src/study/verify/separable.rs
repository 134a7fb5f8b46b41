//! Two exact fronts that an independent program found, from the copy of its input that the tests hold.

use crate::input::{CsvOptions, CsvTable, Cx};
use crate::num;
use crate::stats::check::{Check, Expect};
use crate::stats::pareto::{Assignments, Limits, Points, separable};

/// The team's file.
const DATA: &str = include_str!("../../../tests/reference/separable_28.csv");

/// The objectives' columns.
const COLUMNS: [&str; 3] = ["human_minutes", "lead_minutes", "minus_ln_nothing_escapes"];

/// One published front: which objectives it has, how many points, and the sum of each objective over them.
struct Published {
    name: &'static str,
    objectives: &'static [usize],
    points: f64,
    sums: &'static [f64],
}

const FRONTS: [Published; 2] = [
    Published {
        name: "28 agents, two objectives",
        objectives: &[0, 2],
        points: 663.0,
        sums: &[41_218.310_578_414_52, 951.495_566_305_882_4],
    },
    Published {
        name: "28 agents, three objectives",
        objectives: &[0, 1, 2],
        points: 5_356.0,
        sums: &[351_071.057_058_341_34, 5_253_641.339_850_606, 7_530.160_810_086_986],
    },
];

/// The size and the sums of each front.
pub(super) fn fronts() -> Vec<Check> {
    let source = "independent dynamic programme in Python and NumPy; see tests/reference/README.md";
    let mut all = Vec::new();
    for published in &FRONTS {
        let found = front(published.objectives);
        let mut push = |name: String, value: f64, within: f64, got: Option<f64>| {
            all.push(Check::attempt(name, source, Expect { value, within }, got.ok_or(())));
        };
        push(
            format!("{}, points on the exact front", published.name),
            published.points,
            0.0,
            found.as_ref().map(|found| found.len() as f64),
        );
        for (place, (&objective, &sum)) in published.objectives.iter().zip(published.sums).enumerate() {
            let got = found.as_ref().map(|found| num::sum(&found.points().iter().map(|point| point[place]).collect::<Vec<_>>()));
            let words = ["human minutes", "lead time", "−ln of the chance that nothing escapes"][objective];
            push(format!("{}, {words} added up over the front", published.name), sum, 1e-12 * sum, got);
        }
    }
    all
}

/// The exact front in some of the objectives; none if the file could not be read, which fails every check.
fn front(objectives: &[usize]) -> Option<Assignments> {
    let mut cx = Cx::new();
    let table = CsvTable::parse("separable_28.csv", DATA, CsvOptions::default(), &mut cx)?;
    let agents = table.numbers("agent", None, &mut cx)?;
    let columns: Vec<Vec<f64>> = objectives.iter().map(|&k| table.numbers(COLUMNS[k], None, &mut cx)).collect::<Option<_>>()?;
    let mut components: Vec<Points> = Vec::new();
    for (row, agent) in agents.iter().enumerate() {
        if row == 0 || agents[row - 1] != *agent {
            components.push(Points::new(objectives.len()).ok()?);
        }
        let option: Vec<f64> = columns.iter().map(|column| column[row]).collect();
        components.last_mut()?.push(&option).ok()?;
    }
    separable(&components, &Limits { tolerance: 1e-15, ..Limits::default() }).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fronts_are_the_published_ones() {
        let checks = fronts();
        assert_eq!(checks.len(), 7);
        assert!(checks.iter().all(Check::passed), "{checks:#?}");
    }
}
