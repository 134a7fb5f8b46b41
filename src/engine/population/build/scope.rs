//! What an expression can see.

use std::collections::BTreeSet;

use crate::input::expr::{ColumnView, Columns, ExprError, Kind, Labels};
use crate::input::{Cx, Expr};

use super::super::people::Column;
use super::super::spec::SEGMENT;
use super::microdata::Raw;

/// The columns an expression may use: those of the population made so far, the segment once settled, and the data's own where the
/// rows are still those of the data. A column of the population hides one of the data with the same name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope<'a> {
    pub(super) columns: &'a [Option<Column>],
    pub(super) segment: Option<(&'a [u16], &'a [String])>,
    pub(super) raw: Option<&'a Raw>,
}

impl Columns for Scope<'_> {
    fn names(&self) -> Vec<&str> {
        let own = self.columns.iter().flatten().map(|column| column.name.as_str());
        let segment = self.segment.map(|_| SEGMENT);
        let raw = self.raw.into_iter().flat_map(Raw::names);
        own.chain(segment).chain(raw).collect::<BTreeSet<&str>>().into_iter().collect()
    }

    fn get(&self, name: &str) -> Option<ColumnView<'_>> {
        if let Some(column) = self.columns.iter().flatten().find(|column| column.name == name) {
            return Some(column.data.view());
        }
        if let Some((codes, labels)) = self.segment
            && name == SEGMENT
        {
            return Some(ColumnView::Category { codes, labels });
        }
        self.raw?.view(name)
    }
}

impl Scope<'_> {
    /// Says whether every name of an expression can be seen.
    pub(super) fn sees(&self, expression: &Expr) -> bool {
        expression.columns().into_iter().all(|name| self.get(name).is_some())
    }

    /// Reports what went wrong in a row, by its line in the data where there is one.
    fn report(&self, expression: &Expr, error: &ExprError, cx: &mut Cx) {
        let problem = cx.error(expression.span(), error.to_string());
        if let (ExprError::NotFinite { row, .. }, Some(raw)) = (error, self.raw) {
            problem.got(format!("data in line {}", raw.line(*row)));
            problem.help("an empty cell has no value: say what to do with it in a column (`if_unknown`) and use that column");
        }
    }
}

/// Checks a condition and evaluates it for every row.
///
/// # Errors
/// `None`, with the reason reported at its place in the expression.
pub(super) fn condition(expression: &Expr, scope: &Scope<'_>, rows: usize, cx: &mut Cx) -> Option<Vec<bool>> {
    expression.check_kind(Kind::Truth, scope, cx)?;
    match expression.eval_bools(scope, 0..rows) {
        Ok(truths) => Some(truths),
        Err(error) => {
            scope.report(expression, &error, cx);
            None
        }
    }
}

/// What an expression gives for every row.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Given {
    /// Numbers, or 1 where a condition holds and 0 where it does not.
    Numbers(Vec<f64>),
    /// Labels, by codes.
    Labels(Labels),
}

/// Checks an expression and evaluates it for every row.
///
/// # Errors
/// `None`, with the reason reported at its place in the expression.
pub(super) fn values(expression: &Expr, scope: &Scope<'_>, rows: usize, cx: &mut Cx) -> Option<Given> {
    let given = match expression.check(scope, cx)? {
        Kind::Number | Kind::Truth => expression.eval_column(scope, 0..rows).map(Given::Numbers),
        Kind::Label => expression.eval_labels(scope, 0..rows).map(Given::Labels),
    };
    match given {
        Ok(given) => Some(given),
        Err(error) => {
            scope.report(expression, &error, cx);
            None
        }
    }
}
