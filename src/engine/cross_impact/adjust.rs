//! Changes to a matrix: an analyst's overrides, shocks from outside, variants that are given.

use super::model::{LARGEST_IMPACT, Model, ModelError};
use super::structure::{Descriptor, Structure, StructureError};
use crate::input::Text;

/// One cell that an analyst changed, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// The row of the cell.
    pub row: usize,
    /// The column of the cell.
    pub column: usize,
    /// What it was \[steps\].
    pub from: i32,
    /// What it became \[steps\].
    pub to: i32,
    /// Who changed it.
    pub who: Text,
    /// Why.
    pub reason: Text,
}

/// A push from outside towards one variant: a law, a price, an invention.
///
/// It is written into the block of the descriptor on itself, in the column of the variant in every row, so that it always counts, whatever the scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shock {
    /// The descriptor pushed.
    pub descriptor: usize,
    /// The variant it is pushed towards.
    pub variant: usize,
    /// How strongly \[steps\]; below 0 it is pushed away.
    pub strength: i32,
}

/// Says why a matrix cannot be changed as asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AdjustError {
    /// There is no such row, column, descriptor or variant.
    #[error("there is no {what} {got}: the matrix has {most}")]
    Missing {
        /// What was looked for.
        what: &'static str,
        /// The number, from 0.
        got: usize,
        /// How many there are.
        most: usize,
    },
    /// The override changes nothing.
    #[error("the override of row {row}, column {column} changes nothing: the cell is {value} already")]
    Same {
        /// The row, from 1.
        row: usize,
        /// The column, from 1.
        column: usize,
        /// The value.
        value: i32,
    },
    /// A descriptor is given two variants.
    #[error("`{descriptor}` is given two variants")]
    Twice {
        /// The descriptor.
        descriptor: String,
    },
    /// The changed matrix would not be sound.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The changed structure would not be sound.
    #[error(transparent)]
    Structure(#[from] StructureError),
}

fn within(what: &'static str, got: usize, most: usize) -> Result<(), AdjustError> {
    if got < most { Ok(()) } else { Err(AdjustError::Missing { what, got, most }) }
}

impl Model {
    /// Changes one cell and logs who did it and why.
    ///
    /// # Errors
    /// When there is no such cell, the value is too large, or nothing would change. The matrix is then as it was.
    pub fn change(&mut self, row: usize, column: usize, to: i32, who: Text, reason: Text) -> Result<(), AdjustError> {
        let columns = self.structure().columns();
        within("row", row, columns)?;
        within("column", column, columns)?;
        let from = self.row(row)[column];
        if from == to {
            return Err(AdjustError::Same { row: row + 1, column: column + 1, value: to });
        }
        if to.unsigned_abs() > LARGEST_IMPACT.unsigned_abs() {
            return Err(ModelError::Impact { row: row + 1, column: column + 1, got: i64::from(to), allowed: LARGEST_IMPACT }.into());
        }
        self.cells_mut()[row * columns + column] = to;
        self.record_override(Override { row, column, from, to, who, reason });
        Ok(())
    }

    /// Returns the model under shocks; those on one variant add up.
    ///
    /// # Errors
    /// When a descriptor or variant does not exist, or an impact would become too large.
    pub fn shocked(&self, shocks: &[Shock]) -> Result<Self, AdjustError> {
        let (structure, columns) = (self.structure(), self.structure().columns());
        let mut out = self.clone();
        for shock in shocks {
            within("descriptor", shock.descriptor, structure.descriptors().len())?;
            let block = structure.block(shock.descriptor);
            within("variant", shock.variant, block.len())?;
            let column = block.start + shock.variant;
            for row in block {
                let cell = &mut out.cells_mut()[row * columns + column];
                let got = i64::from(*cell) + i64::from(shock.strength);
                if got.abs() > i64::from(LARGEST_IMPACT) {
                    return Err(ModelError::Impact { row: row + 1, column: column + 1, got, allowed: LARGEST_IMPACT }.into());
                }
                *cell = got as i32;
            }
        }
        Ok(out)
    }

    /// Returns the model in which descriptors have the one variant that is given for them, so that nothing can move them.
    ///
    /// The other variants of these descriptors are gone, rows and columns alike; all else keeps its names. The log of overrides stays with the
    /// model it was made on.
    ///
    /// # Errors
    /// When a descriptor or variant does not exist, or a descriptor is given two.
    pub fn given(&self, held: &[(usize, usize)]) -> Result<Self, AdjustError> {
        let structure = self.structure();
        for (place, &(descriptor, variant)) in held.iter().enumerate() {
            within("descriptor", descriptor, structure.descriptors().len())?;
            within("variant", variant, structure.block(descriptor).len())?;
            if held[..place].iter().any(|&(of, other)| of == descriptor && other != variant) {
                return Err(AdjustError::Twice { descriptor: structure.descriptors()[descriptor].name.to_string() });
            }
        }
        let stays = |&column: &usize| {
            let (descriptor, variant) = structure.place(column);
            held.iter().all(|&(of, only)| of != descriptor || only == variant)
        };
        let columns: Vec<usize> = (0..structure.columns()).filter(stays).collect();
        let descriptors = structure.descriptors().iter().enumerate().map(|(descriptor, all)| {
            let block = structure.block(descriptor);
            let variants = columns.iter().filter(|column| block.contains(column)).map(|column| all.variants[column - block.start].clone());
            Descriptor { name: all.name.clone(), variants: variants.collect() }
        });
        let smaller = Structure::new(descriptors.collect())?;
        let cells = columns.iter().flat_map(|&row| columns.iter().map(move |&column| self.row(row)[column])).collect();
        Ok(Self::of(smaller, cells, self.steps_per_point())?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cross_impact::scenario::Scenario;
    use crate::cross_impact::solve::{Search, solve};
    use crate::cross_impact::testing::{all, random, somewhereland};

    fn text(words: &str) -> Text {
        Text::new(words).unwrap()
    }

    #[test]
    fn an_override_is_logged_with_its_reason() {
        let mut model = somewhereland();
        model.change(1, 3, -2, text("J. Doe"), text("the treaty was signed")).unwrap();
        assert_eq!(model.row(1)[3], -2);
        let logged = &model.overrides()[0];
        assert_eq!((logged.from, logged.to, logged.reason.as_str()), (2, -2, "the treaty was signed"));
        let before = model.clone();
        let mut refused = |row, column, to| model.change(row, column, to, text("J. Doe"), text("why not")).unwrap_err().to_string();
        assert_eq!(refused(1, 3, -2), "the override of row 2, column 4 changes nothing: the cell is -2 already");
        assert_eq!(refused(17, 0, 1), "there is no row 17: the matrix has 17");
        assert_eq!(refused(0, 99, 1), "there is no column 99: the matrix has 17");
        assert!(refused(0, 0, i32::MAX).contains("must lie between"));
        assert_eq!(model, before);
    }

    #[test]
    fn a_shock_adds_to_one_balance_of_every_scenario() {
        let model = random(&[2, 3, 2], 3, 5);
        let shocked =
            model.shocked(&[Shock { descriptor: 1, variant: 2, strength: 4 }, Shock { descriptor: 1, variant: 2, strength: 1 }]).unwrap();
        for scenario in all(&model) {
            let mut balances = model.balances(&scenario);
            balances[4] += 5;
            assert_eq!(shocked.balances(&scenario), balances);
        }
        let refused = |descriptor, variant, strength| model.shocked(&[Shock { descriptor, variant, strength }]).unwrap_err().to_string();
        assert_eq!(refused(3, 0, 1), "there is no descriptor 3: the matrix has 3");
        assert_eq!(refused(0, 2, 1), "there is no variant 2: the matrix has 2");
        assert!(refused(0, 0, i32::MAX).contains("got 21474836"));
    }

    #[test]
    fn what_is_given_is_not_questioned_and_the_rest_must_fit_it() {
        let model = somewhereland();
        let held = model.given(&[(0, 2), (3, 1)]).unwrap();
        let consistent = solve(&held, &Search::default()).unwrap().found;
        // By the definition: all scenarios with these two variants in which every other descriptor's choice is best.
        let fits = |scenario: &Scenario| {
            let balances = model.balances(scenario);
            let best = |descriptor: usize| {
                let block = &balances[model.structure().block(descriptor)];
                block[scenario.variant(descriptor)] == *block.iter().max().unwrap()
            };
            scenario.variant(0) == 2 && scenario.variant(3) == 1 && [1, 2, 4, 5].into_iter().all(best)
        };
        let expected: Vec<Scenario> = all(&model).filter(fits).collect();
        assert!(!expected.is_empty());
        let names = |model: &Model, scenario: &Scenario| scenario.words(model.structure()).map(|(_, v)| v.to_owned()).collect::<Vec<_>>();
        let got: Vec<Vec<String>> = consistent.iter().map(|found| names(&held, &found.scenario)).collect();
        assert_eq!(got, expected.iter().map(|scenario| names(&model, scenario)).collect::<Vec<_>>());
        assert!(model.given(&[(0, 3)]).is_err() && model.given(&[(6, 0)]).is_err());
        assert_eq!(model.given(&[(0, 1), (0, 2)]).unwrap_err().to_string(), "`A. Government` is given two variants");
    }
}
