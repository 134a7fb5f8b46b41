//! Expressions as written.

use std::ops::Range;

use serde_json::{Value as Json, json};

use super::bind::{self, Bound, Kind};
use super::columns::Columns;
use super::parse;
use crate::input::cx::Cx;
use crate::input::lex::{Comparison, Fault};
use crate::input::read::Read;
use crate::input::schema::Schemas;
use crate::input::source::Span;
use crate::input::value::{Data, Node};

/// Holds a parsed expression over columns.
///
/// # Language
///
/// Numbers; 'text' or "text"; columns by bare name or in backticks; `true`, `false`; `+ - * /`; `= != < <= > >=`;
/// `and`, `or`, `not`; `x in [a, b]`; `min(..)`, `max(..)`, `abs(x)`, `if(condition, then, otherwise)`; parentheses.
/// `not` binds tighter than `and`, which binds tighter than `or`. `and`, `or` and `if` look only at the parts they need,
/// so `if(x = 0, 0, 1 / x)` never divides by zero.
///
/// Numbers are compared in single precision, as columns hold them: `share = 0.1` is true for a column value of 0.1.
#[derive(Debug, Clone)]
pub struct Expr {
    pub(super) text: String,
    pub(super) root: Ast,
    pub(super) span: Option<Span>,
}

/// Two expressions are equal when they read the same.
impl PartialEq for Expr {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// Holds a part of an expression and the bytes it stands in.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ast {
    pub(super) node: Part,
    pub(super) range: Range<usize>,
}

/// Holds what a part of an expression says.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    Number(f64),
    Truth(bool),
    Text(String),
    Column(String),
    Negate(Box<Ast>),
    Not(Box<Ast>),
    Arithmetic(Arithmetic, Box<Ast>, Box<Ast>),
    Compare(Comparison, Box<Ast>, Box<Ast>),
    And(Vec<Ast>),
    Or(Vec<Ast>),
    In(Box<Ast>, Vec<Ast>),
    Call(Function, Vec<Ast>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    Min,
    Max,
    Abs,
    If,
}

impl Function {
    pub(super) const ALL: [(&'static str, Self); 4] = [("min", Self::Min), ("max", Self::Max), ("abs", Self::Abs), ("if", Self::If)];

    pub(super) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, function)| *function == self).map_or("", |(name, _)| name)
    }
}

impl Expr {
    /// Parses an expression made by a program.
    ///
    /// # Errors
    ///
    /// The first fault, with its place in the text.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        Ok(Self { text: text.to_owned(), root: parse::expression(text)?, span: None })
    }

    /// Returns the text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns where it is written, if it was read from a file.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        self.span
    }

    /// Returns the names of the columns it looks at, each once, sorted.
    #[must_use]
    pub fn columns(&self) -> Vec<&str> {
        let mut names = Vec::new();
        self.root.gather_columns(&mut names);
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Checks names and kinds against columns, reporting every fault at its place; returns what the expression gives.
    pub fn check(&self, columns: &dyn Columns, cx: &mut Cx) -> Option<Kind> {
        match self.bind(columns) {
            Ok(bound) => Some(bound.kind()),
            Err(faults) => {
                for fault in faults {
                    report(self.span, &self.text, fault, cx);
                }
                None
            }
        }
    }

    /// Checks as [`Expr::check`] and that the expression gives what is wanted.
    pub fn check_kind(&self, wanted: Kind, columns: &dyn Columns, cx: &mut Cx) -> Option<()> {
        let kind = self.check(columns, cx)?;
        if kind == wanted {
            return Some(());
        }
        let what = format!("the expression must give {}, it gives {}", wanted.described(), kind.described());
        report(self.span, &self.text, Fault::new(0..self.text.len(), what), cx);
        None
    }

    /// Resolves names once, to evaluate many rows.
    ///
    /// # Errors
    ///
    /// Every name that is no column and every part of the wrong kind.
    pub fn bind<'a>(&self, columns: &'a dyn Columns) -> Result<Bound<'a>, Vec<Fault>> {
        bind::bind(self, columns)
    }
}

impl Ast {
    fn gather_columns<'a>(&'a self, names: &mut Vec<&'a str>) {
        match &self.node {
            Part::Number(_) | Part::Truth(_) | Part::Text(_) => {}
            Part::Column(name) => names.push(name),
            Part::Negate(inner) | Part::Not(inner) => inner.gather_columns(names),
            Part::Arithmetic(_, left, right) | Part::Compare(_, left, right) => {
                left.gather_columns(names);
                right.gather_columns(names);
            }
            Part::And(parts) | Part::Or(parts) | Part::Call(_, parts) => {
                parts.iter().for_each(|part| part.gather_columns(names));
            }
            Part::In(value, parts) => {
                value.gather_columns(names);
                parts.iter().for_each(|part| part.gather_columns(names));
            }
        }
    }
}

/// Places a fault of a small text in the file it was read from.
pub(crate) fn report(span: Option<Span>, text: &str, fault: Fault, cx: &mut Cx) {
    let place = span.map(|literal| cx.inside(literal, text, fault.range.clone()));
    let what = match span {
        Some(_) => fault.what,
        None => format!("{} in `{text}`", fault.what),
    };
    let problem = cx.error(place, what);
    if let Some(help) = fault.help {
        problem.help(help);
    }
}

impl Read for Expr {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        let text = match node.data() {
            Data::Text(text) => text.clone(),
            Data::Integer(number) => number.to_string(),
            Data::Float(number) if number.is_finite() => number.to_string(),
            _ => {
                cx.wrong_kind(node, "an expression in quotes, or a number");
                return None;
            }
        };
        match Self::parse(&text) {
            Ok(expr) => Some(Self { span: Some(node.span()), ..expr }),
            Err(fault) => {
                report(Some(node.span()), &text, fault, cx);
                None
            }
        }
    }

    fn schema(_: &mut Schemas) -> Json {
        json!({
            "type": ["string", "number"],
            "minLength": 1,
            "description": "An expression over columns: numbers, 'text', column names (bare or in backticks), + - * /, \
                            = != < <= > >=, and, or, not, in [..], min, max, abs, if(condition, then, otherwise).",
            "examples": ["if(age >= 65 and region in ['north', 'south'], 1, 0.5 * income)"],
        })
    }

    fn to_json(&self) -> Option<Json> {
        Some(json!(self.text))
    }
}
