//! Bound expressions to values, row by row.

use std::collections::BTreeSet;
use std::ops::Range;

use super::ast::{Arithmetic, Expr};
use super::bind::{Bound, Kind, Label, Number, Truth, Typed};
use super::columns::Columns;
use crate::input::lex::{Comparison, Fault};

/// Says why an expression has no value.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ExprError {
    /// It does not fit the columns.
    #[error("{}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Unfit {
        /// Everything that does not fit.
        faults: Vec<Fault>,
    },
    /// It gives another kind of value than was asked for.
    #[error("`{text}` gives {}, not {}", got.described(), wanted.described())]
    Kind {
        /// The expression.
        text: String,
        /// What was asked for.
        wanted: Kind,
        /// What it gives.
        got: Kind,
    },
    /// A part divides by zero, overflows, or meets a missing value.
    #[error("`{part}` has no finite value in row {row}")]
    NotFinite {
        /// The part of the expression.
        part: String,
        /// The row, from 0.
        row: usize,
    },
    /// The row does not exist.
    #[error("there is no row {row}: the columns have {rows}")]
    NoRow {
        /// The row asked for, from 0.
        row: usize,
        /// The rows there are.
        rows: usize,
    },
}

/// Holds one label a row, by codes into the labels that occur.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    /// For each row the index of its label.
    pub codes: Vec<u16>,
    /// The labels, sorted.
    pub labels: Vec<String>,
}

/// Names the part of the expression and the row that has no finite value.
struct Trouble {
    part: Range<usize>,
    row: usize,
}

fn finite(value: f64, part: &Range<usize>, row: usize) -> Result<f64, Trouble> {
    if value.is_finite() { Ok(value) } else { Err(Trouble { part: part.clone(), row }) }
}

impl Number<'_> {
    fn at(&self, row: usize) -> Result<f64, Trouble> {
        match self {
            Self::Constant(number) => Ok(*number),
            Self::Column(values, part) => finite(f64::from(values[row]), part, row),
            Self::Negate(inner) => Ok(-inner.at(row)?),
            Self::Abs(inner) => Ok(inner.at(row)?.abs()),
            Self::Arithmetic(operator, sides, part) => {
                let (left, right) = (sides.0.at(row)?, sides.1.at(row)?);
                let value = match operator {
                    Arithmetic::Add => left + right,
                    Arithmetic::Subtract => left - right,
                    Arithmetic::Multiply => left * right,
                    Arithmetic::Divide => left / right,
                };
                finite(value, part, row)
            }
            Self::Least(parts) => fold(parts, row, f64::min),
            Self::Greatest(parts) => fold(parts, row, f64::max),
            Self::If(parts) => {
                if parts.0.at(row)? {
                    parts.1.at(row)
                } else {
                    parts.2.at(row)
                }
            }
        }
    }
}

fn fold(parts: &[Number<'_>], row: usize, choose: fn(f64, f64) -> f64) -> Result<f64, Trouble> {
    let (first, rest) = parts.split_first().expect("the parser lets no empty `min` or `max` through");
    rest.iter().try_fold(first.at(row)?, |best, part| Ok(choose(best, part.at(row)?)))
}

/// Compares in single precision, as columns hold numbers, so that `0.1` in a text equals 0.1 in a column.
#[expect(clippy::cast_possible_truncation, clippy::float_cmp, reason = "columns hold single precision")]
fn compare(comparison: Comparison, left: f64, right: f64) -> bool {
    let same = left as f32 == right as f32;
    match comparison {
        Comparison::Equal => same,
        Comparison::NotEqual => !same,
        Comparison::Less => !same && left < right,
        Comparison::AtMost => same || left < right,
        Comparison::Greater => !same && left > right,
        Comparison::AtLeast => same || left > right,
    }
}

impl Truth<'_> {
    fn at(&self, row: usize) -> Result<bool, Trouble> {
        match self {
            Self::Constant(truth) => Ok(*truth),
            Self::Not(inner) => Ok(!inner.at(row)?),
            Self::And(parts) => {
                for part in parts {
                    if !part.at(row)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Self::Or(parts) => {
                for part in parts {
                    if part.at(row)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Self::Compare(comparison, sides) => Ok(compare(*comparison, sides.0.at(row)?, sides.1.at(row)?)),
            #[expect(clippy::cast_possible_truncation, reason = "columns hold single precision")]
            Self::OneOf(number, accepted) => Ok(accepted.contains(&(number.at(row)? as f32))),
            Self::Codes(codes, accepted) => Ok(accepted.get(usize::from(codes[row])).copied().unwrap_or(false)),
            Self::SameLabel(sides, same) => Ok((sides.0.at(row)? == sides.1.at(row)?) == *same),
            Self::LabelIn(label, accepted) => {
                let label = label.at(row)?;
                Ok(accepted.iter().any(|accepted| accepted == label))
            }
            Self::If(parts) => {
                if parts.0.at(row)? {
                    parts.1.at(row)
                } else {
                    parts.2.at(row)
                }
            }
        }
    }
}

impl Label<'_> {
    fn at(&self, row: usize) -> Result<&str, Trouble> {
        match self {
            Self::Constant(text) => Ok(text),
            Self::Column(codes, labels) => Ok(labels.get(usize::from(codes[row])).map_or("", String::as_str)),
            Self::If(parts) => {
                if parts.0.at(row)? {
                    parts.1.at(row)
                } else {
                    parts.2.at(row)
                }
            }
        }
    }
}

impl Bound<'_> {
    fn error(&self, trouble: Trouble) -> ExprError {
        let part = self.text.get(trouble.part).unwrap_or(&self.text).to_owned();
        ExprError::NotFinite { part, row: trouble.row }
    }

    fn wrong(&self, wanted: Kind) -> ExprError {
        ExprError::Kind { text: self.text.clone(), wanted, got: self.kind() }
    }

    fn reach(&self, rows: &Range<usize>) -> Result<(), ExprError> {
        if rows.end > self.rows() {
            return Err(ExprError::NoRow { row: rows.start.max(self.rows()), rows: self.rows() });
        }
        Ok(())
    }

    /// Evaluates numbers, or 1 for true and 0 for false, over rows.
    ///
    /// # Errors
    ///
    /// When the expression gives a label, a part of it has no finite value in some row, or a row does not exist.
    pub fn numbers(&self, rows: Range<usize>) -> Result<Vec<f64>, ExprError> {
        self.reach(&rows)?;
        let values = match &self.root {
            Typed::Number(number) => rows.map(|row| number.at(row)).collect::<Result<Vec<_>, _>>(),
            Typed::Truth(truth) => rows.map(|row| truth.at(row).map(f64::from)).collect(),
            Typed::Label(_) => return Err(self.wrong(Kind::Number)),
        };
        values.map_err(|trouble| self.error(trouble))
    }

    /// Evaluates truth values over rows.
    ///
    /// # Errors
    ///
    /// When the expression gives a number or a label, a part of it has no finite value in some row, or a row does not exist.
    pub fn truths(&self, rows: Range<usize>) -> Result<Vec<bool>, ExprError> {
        self.reach(&rows)?;
        let Typed::Truth(truth) = &self.root else {
            return Err(self.wrong(Kind::Truth));
        };
        rows.map(|row| truth.at(row)).collect::<Result<Vec<_>, _>>().map_err(|trouble| self.error(trouble))
    }

    /// Evaluates labels over rows; codes number the labels that occur, sorted.
    ///
    /// # Errors
    ///
    /// When the expression gives no label, a part of it has no finite value in some row, or a row does not exist.
    pub fn labels(&self, rows: Range<usize>) -> Result<Labels, ExprError> {
        self.reach(&rows)?;
        let Typed::Label(label) = &self.root else {
            return Err(self.wrong(Kind::Label));
        };
        let found: Result<Vec<&str>, Trouble> = rows.map(|row| label.at(row)).collect();
        let found = found.map_err(|trouble| self.error(trouble))?;
        let occurring: BTreeSet<&str> = found.iter().copied().collect();
        let labels: Vec<&str> = occurring.into_iter().collect();
        // Labels are constants of a short text or labels of columns with 16-bit codes; two columns can exceed the codes.
        let code = |label: &str| labels.binary_search(&label).ok().and_then(|code| u16::try_from(code).ok());
        let codes: Option<Vec<u16>> = found.iter().map(|label| code(label)).collect();
        let codes = codes.ok_or_else(|| ExprError::Unfit {
            faults: vec![Fault::new(0..self.text.len(), "the expression gives more than 65,536 labels")],
        })?;
        Ok(Labels { codes, labels: labels.into_iter().map(str::to_owned).collect() })
    }
}

/// Evaluates a single row by a function over rows.
fn one<T: Copy>(row: usize, bound: &Bound<'_>, evaluate: impl FnOnce(Range<usize>) -> Result<Vec<T>, ExprError>) -> Result<T, ExprError> {
    let values = evaluate(row..row.saturating_add(1))?;
    values.first().copied().ok_or(ExprError::NoRow { row, rows: bound.rows() })
}

impl Expr {
    fn bound<'a>(&self, columns: &'a dyn Columns) -> Result<Bound<'a>, ExprError> {
        self.bind(columns).map_err(|faults| ExprError::Unfit { faults })
    }

    /// Evaluates one row to a number; for many rows [`Expr::eval_column`] is faster.
    ///
    /// # Errors
    ///
    /// As [`Bound::numbers`], and when the expression does not fit the columns.
    pub fn eval_number(&self, columns: &dyn Columns, row: usize) -> Result<f64, ExprError> {
        let bound = self.bound(columns)?;
        match bound.kind() {
            Kind::Number => one(row, &bound, |rows| bound.numbers(rows)),
            _ => Err(bound.wrong(Kind::Number)),
        }
    }

    /// Evaluates one row to a truth value.
    ///
    /// # Errors
    ///
    /// As [`Bound::truths`], and when the expression does not fit the columns.
    pub fn eval_bool(&self, columns: &dyn Columns, row: usize) -> Result<bool, ExprError> {
        let bound = self.bound(columns)?;
        one(row, &bound, |rows| bound.truths(rows))
    }

    /// Evaluates rows to numbers, or 1 for true and 0 for false.
    ///
    /// # Errors
    ///
    /// As [`Bound::numbers`], and when the expression does not fit the columns.
    pub fn eval_column(&self, columns: &dyn Columns, rows: Range<usize>) -> Result<Vec<f64>, ExprError> {
        self.bound(columns)?.numbers(rows)
    }

    /// Evaluates rows to truth values.
    ///
    /// # Errors
    ///
    /// As [`Bound::truths`], and when the expression does not fit the columns.
    pub fn eval_bools(&self, columns: &dyn Columns, rows: Range<usize>) -> Result<Vec<bool>, ExprError> {
        self.bound(columns)?.truths(rows)
    }

    /// Evaluates rows to labels.
    ///
    /// # Errors
    ///
    /// As [`Bound::labels`], and when the expression does not fit the columns.
    pub fn eval_labels(&self, columns: &dyn Columns, rows: Range<usize>) -> Result<Labels, ExprError> {
        self.bound(columns)?.labels(rows)
    }
}
