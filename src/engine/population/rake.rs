//! Raking: weights that reproduce stated margins (iterative proportional fitting).
//!
//! Works on rows of a seed sample rather than on a contingency table, so that joint margins, many columns
//! and starting weights cost nothing extra. The two are the same procedure: rows that share every cell form
//! one cell of the table.

use thiserror::Error;

/// One margin to reproduce: the cell each row falls into and the share each cell must have.
///
/// # Shapes
/// `cells` has one entry a row, each below `targets.len()`; `targets` and `labels` have one entry a cell.
#[derive(Debug, Clone)]
pub struct Constraint {
    /// What the margin is called in messages, for example `age × gender`.
    pub name: String,
    /// The cell of each row.
    pub cells: Vec<u32>,
    /// The share each cell must reach; sums to 1.
    pub targets: Vec<f64>,
    /// What each cell is called in messages.
    pub labels: Vec<String>,
}

/// When raking stops.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stopping {
    /// The largest difference between a target share and the share reached that counts as met.
    pub tolerance: f64,
    /// The most passes over all margins before the margins are called contradictory.
    pub passes: u32,
}

impl Default for Stopping {
    /// A billionth of the population, within two thousand passes.
    fn default() -> Self {
        Self { tolerance: 1e-9, passes: 2_000 }
    }
}

/// Weights that meet the margins, and how they were reached.
#[derive(Debug, Clone, PartialEq)]
pub struct Raked {
    /// One weight a row, summing to 1; zero for rows that no positive target can use.
    pub weights: Vec<f64>,
    /// Passes over all margins that were needed.
    pub passes: u32,
    /// The largest remaining difference in share between a target and what the weights give.
    pub largest_error: f64,
}

/// Why no weights could be found. Each is final: the input must change.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum RakeError {
    /// There are no rows, or every starting weight is zero.
    #[error("no row has a positive weight")]
    NoWeight,
    /// A starting weight is negative or not finite.
    #[error("weights must be zero or more and finite, got {weight} in row {row}")]
    BadWeight {
        /// The row, counted from 0.
        row: usize,
        /// Its weight.
        weight: f64,
    },
    /// A cell must have people, and no row of the sample can give them.
    #[error("the target for `{label}` in margin `{margin}` is {target}, but no row of the sample can fill it")]
    EmptyCell {
        /// Index of the margin.
        index: usize,
        /// Name of the margin.
        margin: String,
        /// Name of the cell.
        label: String,
        /// Its target share.
        target: f64,
    },
    /// The margins cannot hold together in this sample.
    #[error(
        "the margins contradict each other: after {passes} passes `{label}` in margin `{margin}` stands at {got:.6} where {target:.6} is asked for"
    )]
    NotConverged {
        /// Index of the margin with the largest remaining error.
        index: usize,
        /// Name of that margin.
        margin: String,
        /// Name of the cell with the largest remaining error.
        label: String,
        /// Its target share.
        target: f64,
        /// The share reached.
        got: f64,
        /// Passes made.
        passes: u32,
    },
}

/// Finds weights, as close as possible to the starting ones, that meet every margin.
///
/// "Close" is in relative entropy: each pass multiplies the weights of a cell by target over sum, margin after margin,
/// so the interactions of the sample that no margin speaks about stay as they are.
///
/// # Source
/// Deming and Stephan (1940), "On a least squares adjustment of a sampled frequency table when the expected
/// marginal totals are known", Annals of Mathematical Statistics 11(4), 427–444.
///
/// # Errors
/// [`RakeError`] when a weight is unusable, when a cell with a positive target has no row, or when the margins
/// contradict each other.
///
/// # Determinism
/// Sums run in row order on one thread: the same input gives the same bits.
pub fn rake(start: &[f64], constraints: &[Constraint], stopping: Stopping) -> Result<Raked, RakeError> {
    let mut weights = starting_weights(start, constraints)?;
    for (index, constraint) in constraints.iter().enumerate() {
        let sums = cell_sums(&weights, constraint);
        for ((&target, &sum), label) in constraint.targets.iter().zip(&sums).zip(&constraint.labels) {
            if target > 0.0 && sum <= 0.0 {
                return Err(RakeError::EmptyCell { index, margin: constraint.name.clone(), label: label.clone(), target });
            }
        }
    }
    let mut passes = 0;
    loop {
        let worst = largest_error(&weights, constraints);
        if worst.as_ref().is_none_or(|worst| worst.size <= stopping.tolerance) {
            return Ok(Raked { weights, passes, largest_error: worst.map_or(0.0, |worst| worst.size) });
        }
        if let Some(worst) = worst
            && passes == stopping.passes
        {
            let constraint = &constraints[worst.margin];
            return Err(RakeError::NotConverged {
                index: worst.margin,
                margin: constraint.name.clone(),
                label: constraint.labels[worst.cell].clone(),
                target: constraint.targets[worst.cell],
                got: worst.got,
                passes,
            });
        }
        for constraint in constraints {
            let sums = cell_sums(&weights, constraint);
            let factors: Vec<f64> =
                constraint.targets.iter().zip(&sums).map(|(&target, &sum)| if sum > 0.0 { target / sum } else { 0.0 }).collect();
            for (weight, &cell) in weights.iter_mut().zip(&constraint.cells) {
                *weight *= factors[cell as usize];
            }
        }
        passes += 1;
    }
}

/// Scales the starting weights to sum 1 and drops rows that some margin wants none of.
fn starting_weights(start: &[f64], constraints: &[Constraint]) -> Result<Vec<f64>, RakeError> {
    if let Some((row, &weight)) = start.iter().enumerate().find(|&(_, &w)| !w.is_finite() || w < 0.0) {
        return Err(RakeError::BadWeight { row, weight });
    }
    let mut weights = start.to_vec();
    for constraint in constraints {
        for (weight, &cell) in weights.iter_mut().zip(&constraint.cells) {
            if constraint.targets[cell as usize] <= 0.0 {
                *weight = 0.0;
            }
        }
    }
    if start.iter().all(|&w| w == 0.0) {
        return Err(RakeError::NoWeight);
    }
    let total = crate::num::sum(&weights);
    if total > 0.0 {
        for weight in &mut weights {
            *weight /= total;
        }
    }
    Ok(weights)
}

fn cell_sums(weights: &[f64], constraint: &Constraint) -> Vec<f64> {
    let mut sums = vec![0.0; constraint.targets.len()];
    for (&weight, &cell) in weights.iter().zip(&constraint.cells) {
        sums[cell as usize] += weight;
    }
    sums
}

struct Worst {
    margin: usize,
    cell: usize,
    got: f64,
    size: f64,
}

fn largest_error(weights: &[f64], constraints: &[Constraint]) -> Option<Worst> {
    let mut worst: Option<Worst> = None;
    for (margin, constraint) in constraints.iter().enumerate() {
        let sums = cell_sums(weights, constraint);
        for (cell, (&got, &target)) in sums.iter().zip(&constraint.targets).enumerate() {
            let size = (got - target).abs();
            if worst.as_ref().is_none_or(|worst| size > worst.size) {
                worst = Some(Worst { margin, cell, got, size });
            }
        }
    }
    worst
}

#[cfg(test)]
mod tests {
    use super::*;

    fn margin(name: &str, cells: &[u32], targets: &[f64]) -> Constraint {
        let total: f64 = targets.iter().sum();
        Constraint {
            name: name.into(),
            cells: cells.to_vec(),
            targets: targets.iter().map(|t| t / total).collect(),
            labels: (0..targets.len()).map(|i| format!("{name} {i}")).collect(),
        }
    }

    /// Lovelace and Dumont (2016), "Spatial Microsimulation with R", chapter 5, zone 1 of SimpleWorld: five people
    /// (three men of whom one is under 50, two women of whom one is), 8 under 50 and 4 over, 6 men and 6 women.
    fn simple_world() -> Vec<Constraint> {
        vec![margin("age", &[1, 1, 0, 1, 0], &[8.0, 4.0]), margin("sex", &[0, 0, 0, 1, 1], &[6.0, 6.0])]
    }

    #[test]
    fn one_pass_gives_the_published_weights_of_simple_world() {
        let one = Stopping { tolerance: 1.0, passes: 1 };
        let mut weights = starting_weights(&[1.0; 5], &simple_world()).unwrap();
        for constraint in simple_world() {
            let sums = cell_sums(&weights, &constraint);
            for (w, &c) in weights.iter_mut().zip(&constraint.cells) {
                *w *= constraint.targets[c as usize] / sums[c as usize];
            }
        }
        for (got, published) in weights.iter().zip([1.2, 1.2, 3.6, 1.5, 4.5]) {
            assert!((got * 12.0 - published).abs() < 1e-12, "{got} against {published}");
        }
        assert_eq!(rake(&[1.0; 5], &simple_world(), one).unwrap().passes, 0, "a tolerance of 1 is met at once");
    }

    #[test]
    fn simple_world_converges_to_its_closed_form() {
        // The odds ratio of the sample, 1/2, is kept: the young men solve x² + 10 x − 48 = 0, so x = √73 − 5.
        let raked = rake(&[1.0; 5], &simple_world(), Stopping { tolerance: 1e-13, passes: 500 }).unwrap();
        let x = 73.0_f64.sqrt() - 5.0;
        for (got, closed) in raked.weights.iter().zip([(6.0 - x) / 2.0, (6.0 - x) / 2.0, x, x - 2.0, 8.0 - x]) {
            assert!((got * 12.0 - closed).abs() < 1e-10, "{got} against {closed}");
        }
    }

    #[test]
    fn a_two_way_table_keeps_its_odds_ratios_and_meets_both_margins() {
        let seed = [40.0, 30.0, 20.0, 10.0, 35.0, 50.0, 100.0, 75.0, 30.0, 80.0, 70.0, 120.0, 20.0, 30.0, 40.0, 50.0];
        let rows: Vec<u32> = (0..16).map(|i| i / 4).collect();
        let columns: Vec<u32> = (0..16).map(|i| i % 4).collect();
        let raked = rake(
            &seed,
            &[margin("row", &rows, &[150.0, 300.0, 400.0, 150.0]), margin("column", &columns, &[200.0, 300.0, 400.0, 100.0])],
            Stopping { tolerance: 1e-13, passes: 1_000 },
        )
        .unwrap();
        let fitted = |i: usize, j: usize| raked.weights[4 * i + j];
        for i in 0..3 {
            for j in 0..3 {
                let odds = |w: &dyn Fn(usize, usize) -> f64| w(i, j) * w(i + 1, j + 1) / (w(i, j + 1) * w(i + 1, j));
                let before = odds(&|i, j| seed[4 * i + j]);
                assert!((odds(&fitted) / before - 1.0).abs() < 1e-9);
            }
        }
        let first_row: f64 = (0..4).map(|j| fitted(0, j)).sum();
        let last_column: f64 = (0..4).map(|i| fitted(i, 3)).sum();
        assert!((first_row - 0.15).abs() < 1e-12 && (last_column - 0.1).abs() < 1e-12);
    }

    #[test]
    fn an_empty_cell_is_named() {
        let error = rake(&[1.0, 1.0], &[margin("age", &[0, 0], &[1.0, 1.0])], Stopping::default()).unwrap_err();
        assert_eq!(error, RakeError::EmptyCell { index: 0, margin: "age".into(), label: "age 1".into(), target: 0.5 });
    }

    #[test]
    fn a_cell_emptied_by_another_margin_is_named() {
        // The only rows of `b 1` are in `a 1`, of which none is wanted.
        let a = margin("a", &[0, 0, 1], &[1.0, 0.0]);
        let b = margin("b", &[0, 0, 1], &[0.5, 0.5]);
        let error = rake(&[1.0; 3], &[a, b], Stopping::default()).unwrap_err();
        assert!(matches!(error, RakeError::EmptyCell { index: 1, .. }), "{error}");
    }

    #[test]
    fn margins_that_contradict_each_other_name_the_worst_cell() {
        // Both columns are the same column, with different targets.
        let a = margin("a", &[0, 0, 1], &[0.9, 0.1]);
        let b = margin("b", &[0, 0, 1], &[0.5, 0.5]);
        let error = rake(&[1.0; 3], &[a, b], Stopping { tolerance: 1e-9, passes: 50 }).unwrap_err();
        let RakeError::NotConverged { margin, got, target, .. } = &error else { panic!("{error}") };
        assert_eq!(margin, "a");
        assert!((got - target).abs() > 0.3);
    }

    proptest::proptest! {
        /// Whatever the sample and the margins: either every margin is met and no weight is
        /// negative, or an error says which margin cannot be.
        #[test]
        fn margins_are_met_or_refused(
            start in proptest::collection::vec(0.0_f64..5.0, 12),
            cells in proptest::collection::vec((0_u32..3, 0_u32..2), 12),
            a in proptest::collection::vec(0.0_f64..1.0, 3),
            b in proptest::collection::vec(0.01_f64..1.0, 2),
        ) {
            let of = |side: fn(&(u32, u32)) -> u32| cells.iter().map(side).collect::<Vec<u32>>();
            proptest::prop_assume!(a.iter().sum::<f64>() > 0.0);
            let margins = [margin("a", &of(|cell| cell.0), &a), margin("b", &of(|cell| cell.1), &b)];
            match rake(&start, &margins, Stopping { tolerance: 1e-7, passes: 500 }) {
                Ok(raked) => {
                    proptest::prop_assert!(raked.weights.iter().all(|weight| *weight >= 0.0));
                    proptest::prop_assert!(raked.weights.iter().zip(&start).all(|(weight, start)| *start > 0.0 || *weight == 0.0));
                    for margin in &margins {
                        for (sum, target) in cell_sums(&raked.weights, margin).iter().zip(&margin.targets) {
                            proptest::prop_assert!((sum - target).abs() <= 1e-7);
                        }
                    }
                }
                Err(RakeError::EmptyCell { index, .. } | RakeError::NotConverged { index, .. }) => proptest::prop_assert!(index < 2),
                Err(RakeError::NoWeight) => proptest::prop_assert!(start.iter().all(|weight| *weight == 0.0)),
                Err(error) => return Err(proptest::test_runner::TestCaseError::fail(error.to_string())),
            }
        }
    }

    #[test]
    fn unusable_weights_are_refused() {
        let all = margin("a", &[0, 0], &[1.0]);
        let run = |w: &[f64]| rake(w, std::slice::from_ref(&all), Stopping::default());
        assert_eq!(run(&[0.0, 0.0]), Err(RakeError::NoWeight));
        assert_eq!(run(&[1.0, -2.0]), Err(RakeError::BadWeight { row: 1, weight: -2.0 }));
        assert!(matches!(run(&[f64::NAN, 1.0]), Err(RakeError::BadWeight { row: 0, .. })));
        assert!(matches!(run(&[1.0, f64::INFINITY]), Err(RakeError::BadWeight { row: 1, .. })));
    }
}
