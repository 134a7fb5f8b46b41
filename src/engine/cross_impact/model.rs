//! The matrix, and what it says of a scenario.

use super::adjust::Override;
use super::scenario::Scenario;
use super::structure::{Descriptor, Structure};
use crate::input::Name;

/// Largest impact in size \[steps\]: with it no sum over all descriptors leaves 32 bits.
pub const LARGEST_IMPACT: i32 = 1 << 20;

/// A cross-impact model: who influences whom, and how strongly.
///
/// # Shapes
/// Rows and columns stand for the variants of all descriptors, in order. The cell in row r and column c says how much the fact that variant r
/// holds speaks for variant c (above 0) or against it (below 0). **The block of a descriptor on itself may hold numbers, and they count**: this
/// is how what drives a descriptor from outside is written.
///
/// # Units
/// Cells are whole numbers of *steps*; [`Model::steps_per_point`] steps make one point of the experts' scale. One step a point unless several
/// experts were put together or cells were drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    structure: Structure,
    cells: Vec<i32>,
    steps_per_point: u32,
    overrides: Vec<Override>,
}

/// Says why numbers make no model.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// There are more or fewer rows than variants.
    #[error("the matrix must have {expected} rows, one a variant, got {got}; the first variant without a row is {first}")]
    Rows {
        /// The number of variants.
        expected: usize,
        /// The number of rows.
        got: usize,
        /// The first variant that has none, or "none" when there are too many rows.
        first: String,
    },
    /// A row has more or fewer cells than variants.
    #[error("row {row} of the matrix, {variant}, must have {expected} cells, got {got}")]
    Cells {
        /// The row, from 1.
        row: usize,
        /// The variant it belongs to.
        variant: String,
        /// The number of variants.
        expected: usize,
        /// The number of cells.
        got: usize,
    },
    /// An impact is too large.
    #[error("an impact must lie between -{allowed} and {allowed} steps, got {got} in row {row}, column {column}")]
    Impact {
        /// The row, from 1.
        row: usize,
        /// The column, from 1.
        column: usize,
        /// The number given.
        got: i64,
        /// The largest allowed.
        allowed: i32,
    },
    /// The number of steps a point is 0.
    #[error("a point must have at least one step")]
    Steps,
    /// A descriptor or a variant does not exist.
    #[error("there is no variant `{variant}` of `{descriptor}`")]
    Unknown {
        /// The descriptor's name.
        descriptor: String,
        /// The variant's name.
        variant: String,
    },
}

/// What a matrix says of one scenario \[steps\].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figures {
    /// The most that any descriptor's best variant has over its chosen one; 0 for a consistent scenario, never below.
    pub inconsistency: i32,
    /// The total impact score: the sum of the balances of the chosen variants.
    pub score: i64,
    /// The least that any chosen variant has over an alternative to it; negative for an inconsistent scenario, nothing where no descriptor
    /// has an alternative.
    pub margin: Option<i32>,
}

impl Figures {
    /// Says whether every chosen variant has the largest balance of its descriptor.
    #[must_use]
    pub fn consistent(&self) -> bool {
        self.inconsistency == 0
    }
}

impl Model {
    /// Checks a matrix.
    ///
    /// # Errors
    /// When it is not square, a variant has no row, or a number is too large.
    pub fn new(structure: Structure, rows: &[Vec<i32>], steps_per_point: u32) -> Result<Self, ModelError> {
        let expected = structure.columns();
        if rows.len() != expected {
            let first = if rows.len() < expected { called(&structure, rows.len()) } else { "none".to_owned() };
            return Err(ModelError::Rows { expected, got: rows.len(), first });
        }
        for (row, cells) in rows.iter().enumerate() {
            if cells.len() != expected {
                return Err(ModelError::Cells { row: row + 1, variant: called(&structure, row), expected, got: cells.len() });
            }
        }
        Self::of(structure, rows.concat(), steps_per_point)
    }

    /// Checks the cells of a matrix that has the right shape, row by row.
    pub(super) fn of(structure: Structure, cells: Vec<i32>, steps_per_point: u32) -> Result<Self, ModelError> {
        if steps_per_point == 0 {
            return Err(ModelError::Steps);
        }
        let columns = structure.columns();
        match cells.iter().position(|cell| cell.unsigned_abs() > LARGEST_IMPACT.unsigned_abs()) {
            Some(at) => Err(ModelError::Impact {
                row: at / columns + 1,
                column: at % columns + 1,
                got: i64::from(cells[at]),
                allowed: LARGEST_IMPACT,
            }),
            None => Ok(Self { structure, cells, steps_per_point, overrides: Vec::new() }),
        }
    }

    /// Returns the descriptors.
    #[must_use]
    pub fn structure(&self) -> &Structure {
        &self.structure
    }

    /// Returns how many steps make one point of the experts' scale.
    #[must_use]
    pub fn steps_per_point(&self) -> u32 {
        self.steps_per_point
    }

    /// Turns steps into points of the experts' scale.
    #[must_use]
    pub fn points(&self, steps: i64) -> f64 {
        steps as f64 / f64::from(self.steps_per_point)
    }

    /// Returns the cells, row by row \[steps\].
    #[must_use]
    pub fn cells(&self) -> &[i32] {
        &self.cells
    }

    /// Returns one row: what a variant says of all others \[steps\].
    ///
    /// # Panics
    /// If there is no such row.
    #[must_use]
    pub fn row(&self, row: usize) -> &[i32] {
        let columns = self.structure.columns();
        &self.cells[row * columns..(row + 1) * columns]
    }

    /// Returns what analysts changed in the matrix, in order.
    #[must_use]
    pub fn overrides(&self) -> &[Override] {
        &self.overrides
    }

    pub(super) fn record_override(&mut self, change: Override) {
        self.overrides.push(change);
    }

    pub(super) fn cells_mut(&mut self) -> &mut [i32] {
        &mut self.cells
    }

    /// Returns the balance of every variant \[steps\]: the sum of its column over the rows of the chosen variants.
    ///
    /// # Source
    /// Weimer-Jehle 2006, "Cross-impact balances: a system-theoretical approach to cross-impact analysis", Technological Forecasting and
    /// Social Change 73(4), 334–361.
    #[must_use]
    pub fn balances(&self, scenario: &Scenario) -> Vec<i32> {
        let mut out = vec![0; self.structure.columns()];
        self.balances_into(scenario, &mut out);
        out
    }

    pub(super) fn balances_into(&self, scenario: &Scenario, out: &mut [i32]) {
        out.fill(0);
        for row in scenario.columns(&self.structure) {
            for (sum, cell) in out.iter_mut().zip(self.row(row)) {
                *sum += cell;
            }
        }
    }

    /// Returns inconsistency, total impact score and margin of a scenario.
    #[must_use]
    pub fn figures(&self, scenario: &Scenario) -> Figures {
        let balances = self.balances(scenario);
        let mut figures = Figures { inconsistency: 0, score: 0, margin: None };
        for (descriptor, variant) in scenario.variants().enumerate() {
            let block = &balances[self.structure.block(descriptor)];
            let chosen = block[variant];
            figures.score += i64::from(chosen);
            for (_, other) in block.iter().enumerate().filter(|&(at, _)| at != variant) {
                figures.inconsistency = figures.inconsistency.max(other - chosen);
                figures.margin = Some(figures.margin.map_or(chosen - other, |least| least.min(chosen - other)));
            }
        }
        figures
    }

    /// Finds a descriptor and a variant by name.
    ///
    /// # Errors
    /// [`ModelError::Unknown`].
    pub fn find(&self, descriptor: &str, variant: &str) -> Result<(usize, usize), ModelError> {
        let missing = || ModelError::Unknown { descriptor: descriptor.to_owned(), variant: variant.to_owned() };
        self.structure.find(descriptor, variant).ok_or_else(missing)
    }
}

/// Names a row or column in words.
pub(super) fn called(structure: &Structure, column: usize) -> String {
    let (descriptor, variant) = structure.place(column);
    let Descriptor { name, variants } = &structure.descriptors()[descriptor];
    let variant: &Name = &variants[variant];
    format!("`{variant}` of `{name}`")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cross_impact::testing::{model, structure};

    #[test]
    fn figures_follow_their_definitions() {
        // A on B: a1 speaks for b1 by 2; B on A: b1 speaks for a2 by 1; a1 on itself by 3.
        let m = model(&[2, 2], &[&[3, 0, 2, 0], &[0, 0, 0, 1], &[0, 1, 0, 0], &[0, 0, 0, 0]]);
        let s = Scenario::new(m.structure(), &[0, 0]).unwrap();
        assert_eq!(m.balances(&s), [3, 1, 2, 0]);
        assert_eq!(m.figures(&s), Figures { inconsistency: 0, score: 5, margin: Some(2) });
        let t = Scenario::new(m.structure(), &[1, 0]).unwrap();
        assert_eq!(m.balances(&t), [0, 1, 0, 1]);
        assert_eq!(m.figures(&t), Figures { inconsistency: 1, score: 1, margin: Some(-1) });
        assert!(m.figures(&s).consistent() && !m.figures(&t).consistent());
    }

    #[test]
    fn without_alternatives_there_is_no_margin() {
        let m = model(&[1, 1], &[&[0, 2], &[-5, 0]]);
        let s = Scenario::new(m.structure(), &[0, 0]).unwrap();
        assert_eq!(m.figures(&s), Figures { inconsistency: 0, score: -3, margin: None });
    }

    #[test]
    fn a_matrix_that_is_not_square_is_refused_with_its_place() {
        let refused = |rows: &[Vec<i32>]| Model::new(structure(&[2, 1]), rows, 1).unwrap_err().to_string();
        assert_eq!(
            refused(&[vec![0; 3], vec![0; 3]]),
            "the matrix must have 3 rows, one a variant, got 2; the first variant without a row is `V0` of `D1`"
        );
        assert_eq!(refused(&[vec![0; 3], vec![0; 2], vec![0; 3]]), "row 2 of the matrix, `V1` of `D0`, must have 3 cells, got 2");
        let error = refused(&[vec![0; 3], vec![0, 0, -2_000_000], vec![0; 3]]);
        assert_eq!(error, "an impact must lie between -1048576 and 1048576 steps, got -2000000 in row 2, column 3");
        assert_eq!(Model::new(structure(&[1]), &[vec![0]], 0), Err(ModelError::Steps));
    }
}
