//! What happened while a population was made, for reports and for `foretaste personas`.

use crate::input::Grade;

use super::people::{Data, Population};

/// What happened while a population was made.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Diagnostics {
    /// Rows in the data file; 0 without one.
    pub rows_read: usize,
    /// Rows that were kept.
    pub rows_kept: usize,
    /// Rows left out, and why.
    pub left_out: Vec<LeftOut>,
    /// How raking went, where there was any.
    pub raking: Option<Raking>,
    /// The stated margins.
    pub margins: Vec<Margin>,
    /// The stated rank correlations, and those reached.
    pub correlations: Vec<Correlation>,
    /// Every stated number that is not data, with where it comes from.
    pub assumptions: Vec<Assumption>,
    /// What else a reader should know, in sentences.
    pub notes: Vec<String>,
}

/// Rows that were left out for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The reason, in words.
    pub why: String,
    /// How many rows.
    pub rows: usize,
}

/// How raking went.
#[derive(Debug, Clone, PartialEq)]
pub struct Raking {
    /// Passes over all margins.
    pub passes: u32,
    /// Largest difference between a target share and the share the weights give.
    pub largest_error: f64,
    /// Largest difference between a target share and the share of whole people.
    pub largest_error_people: f64,
    /// Design effect of the weights: how much larger the variance of a mean is than with equal weights (Kish).
    pub design_effect: f64,
    /// Donors who have any weight.
    pub donors: usize,
    /// Effective number of donors (Kish).
    pub effective_donors: f64,
}

/// One stated margin.
#[derive(Debug, Clone, PartialEq)]
pub struct Margin {
    /// What it is called: the labels of its columns, joined by ×.
    pub name: String,
    /// The columns it is about.
    pub columns: Vec<String>,
    /// The category of each column, one list a cell.
    pub cells: Vec<Vec<u16>>,
    /// The share each cell should have.
    pub targets: Vec<f64>,
    /// Where the numbers come from.
    pub source: Option<String>,
    /// How good that source is.
    pub grade: Option<Grade>,
}

/// One stated rank correlation.
#[derive(Debug, Clone, PartialEq)]
pub struct Correlation {
    /// The two columns.
    pub between: [String; 2],
    /// Spearman's rank correlation as stated.
    pub stated: f64,
    /// The one these people have.
    pub got: f64,
    /// Where the number comes from.
    pub source: Option<String>,
    /// How good that source is.
    pub grade: Option<Grade>,
}

/// One stated number that is not data.
#[derive(Debug, Clone, PartialEq)]
pub struct Assumption {
    /// What it is about, in words.
    pub about: String,
    /// The value or the distribution, as text.
    pub value: String,
    /// Where it comes from.
    pub source: Option<String>,
    /// How good that source is.
    pub grade: Option<Grade>,
}

/// One line of a comparison of stated margins with the people made.
#[derive(Debug, Clone, PartialEq)]
pub struct MarginRow {
    /// What the margin is called.
    pub margin: String,
    /// What the cell is called.
    pub category: String,
    /// The share asked for.
    pub target: f64,
    /// The share reached.
    pub got: f64,
    /// `got` − `target`.
    pub difference: f64,
}

/// Compares every stated margin with the people made, cell by cell, in file order.
#[must_use]
pub fn margins_report(population: &Population) -> Vec<MarginRow> {
    let mut rows = Vec::new();
    for margin in &population.diagnostics.margins {
        let columns: Vec<(&[u16], &[String])> = margin
            .columns
            .iter()
            .filter_map(|name| match &population.column(name)?.data {
                Data::Category { codes, labels } => Some((&**codes, labels.as_slice())),
                Data::Number(_) => None,
            })
            .collect();
        let mut counts = vec![0_u64; margin.cells.len()];
        let order = {
            let mut order: Vec<usize> = (0..margin.cells.len()).collect();
            order.sort_by(|&a, &b| margin.cells[a].cmp(&margin.cells[b]));
            order
        };
        let mut key = vec![0_u16; columns.len()];
        for row in 0..population.len() {
            for (code, (codes, _)) in key.iter_mut().zip(&columns) {
                *code = codes[row];
            }
            if let Ok(at) = order.binary_search_by(|&cell| margin.cells[cell].as_slice().cmp(&key)) {
                counts[order[at]] += 1;
            }
        }
        for ((cell, &target), &count) in margin.cells.iter().zip(&margin.targets).zip(&counts) {
            let names: Vec<&str> = cell.iter().zip(&columns).map(|(&code, (_, labels))| labels[usize::from(code)].as_str()).collect();
            let got = count as f64 / population.len().max(1) as f64;
            rows.push(MarginRow { margin: margin.name.clone(), category: names.join(" × "), target, got, difference: got - target });
        }
    }
    rows
}
