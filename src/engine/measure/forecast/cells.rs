//! Shares in cells that are never pooled: a fixed task, or a product at a level.

use super::data::{Choices, Forecast, ForecastError};

/// Which alternatives of which tasks make which cell; an alternative may stand in several.
///
/// Shares over all tasks together would flatter a forecast that never looks at what is offered: constant shares are then perfect.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cells {
    /// What they are: "fixed tasks".
    pub kind: String,
    /// The names of the cells.
    pub labels: Vec<String>,
    /// Task, alternative, cell.
    pub members: Vec<(usize, usize, usize)>,
}

impl Cells {
    /// Checks that everything named is there.
    pub(super) fn check(&self, choices: &Choices<'_>) -> Result<(), ForecastError> {
        let group = |what, got, groups| if got < groups { Ok(()) } else { Err(ForecastError::Group { what, got, groups }) };
        for &(task, alternative, cell) in &self.members {
            group("tasks of cells", task, choices.tasks())?;
            group("alternatives of cells", alternative, choices.alternatives())?;
            group("cells", cell, self.labels.len())?;
        }
        Ok(())
    }

    /// What each person adds to each cell: cell, then how many, how many were chosen, and each forecast's sum of probabilities.
    pub(super) fn rows(&self, choices: &Choices<'_>, forecasts: &[Forecast<'_>]) -> Vec<Vec<(usize, Vec<f64>)>> {
        let mut of_task = vec![Vec::new(); choices.tasks()];
        for &(task, alternative, cell) in &self.members {
            of_task[task].push((alternative, cell));
        }
        let row = |tasks: &Vec<usize>| {
            let mut found = std::collections::BTreeMap::new();
            for &task in tasks {
                for &(alternative, cell) in &of_task[task] {
                    let sums = found.entry(cell).or_insert_with(|| vec![0.0; 2 + forecasts.len()]);
                    sums[0] += 1.0;
                    sums[1] += choices.taken(task, alternative);
                    for (sum, forecast) in sums[2..].iter_mut().zip(forecasts) {
                        *sum += forecast.row(task)[alternative];
                    }
                }
            }
            found.into_iter().collect()
        };
        choices.people().iter().map(row).collect()
    }
}

/// Returns the shares of each cell, as they are, as predicted, and as constant shares have it.
///
/// # Errors
/// [`ForecastError::Group`] if cells name what is not there.
pub fn cell_scores(
    choices: &Choices<'_>,
    panel: &Forecast<'_>,
    constant: &Forecast<'_>,
    cells: &Cells,
) -> Result<Vec<CellScore>, ForecastError> {
    cells.check(choices)?;
    let mut sums = vec![[0.0; 4]; cells.labels.len()];
    for &(task, alternative, cell) in &cells.members {
        let chosen = choices.taken(task, alternative);
        super::scores::add(&mut sums[cell], &[1.0, chosen, panel.row(task)[alternative], constant.row(task)[alternative]]);
    }
    let score = |(label, [count, real, predicted, constant]): (&String, [f64; 4])| CellScore {
        label: label.clone(),
        count,
        real: real / count,
        predicted: predicted / count,
        constant: constant / count,
    };
    Ok(cells.labels.iter().zip(sums).map(score).collect())
}

/// The mean distance between predicted and real shares over cells, each weighted by how many alternatives it holds.
pub(super) fn error(sums: &[f64], width: usize, forecast: usize) -> f64 {
    let total: f64 = sums.chunks_exact(width).map(|cell| cell[0]).sum();
    sums.chunks_exact(width).map(|cell| (cell[2 + forecast] - cell[1]).abs()).sum::<f64>() / total
}

/// Real shares of some people against those of others, averaged alike: what people reach against people.
pub(super) fn between(sums: &[f64], others: &[f64], width: usize) -> f64 {
    let (mut total, mut gaps) = (0.0, 0.0);
    for (cell, other) in sums.chunks_exact(width).zip(others.chunks_exact(width)) {
        if cell[0] > 0.0 && other[0] > 0.0 {
            total += cell[0];
            gaps += cell[0] * (cell[1] / cell[0] - other[1] / other[0]).abs();
        }
    }
    gaps / total
}

/// A cell's shares.
#[derive(Debug, Clone, PartialEq)]
pub struct CellScore {
    /// The cell.
    pub label: String,
    /// How many alternatives of tasks it holds.
    pub count: f64,
    /// The share of them that was chosen.
    pub real: f64,
    /// The share that was predicted.
    pub predicted: f64,
    /// The share that constant shares predict.
    pub constant: f64,
}
