//! Expressions joined to columns: names resolved and kinds checked once, so that a row needs no checks.

use std::ops::Range;

use super::ast::{Arithmetic, Ast, Expr, Function, Part};
use super::columns::{ColumnView, Columns};
use crate::input::lex::{Comparison, Fault};
use crate::input::suggest;

/// Says what an expression gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A number.
    Number,
    /// True or false.
    Truth,
    /// One of a few labels.
    Label,
}

impl Kind {
    /// Returns the kind in words, with its article.
    #[must_use]
    pub fn described(self) -> &'static str {
        match self {
            Self::Number => "a number",
            Self::Truth => "true or false",
            Self::Label => "a label",
        }
    }
}

/// Holds an expression joined to columns.
#[derive(Debug)]
pub struct Bound<'a> {
    pub(super) text: String,
    pub(super) rows: usize,
    pub(super) root: Typed<'a>,
}

impl Bound<'_> {
    /// Returns what the expression gives.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.root.kind()
    }

    /// Returns how many rows can be evaluated: all of the shortest column looked at; without columns, any number.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }
}

#[derive(Debug)]
pub(super) enum Typed<'a> {
    Number(Number<'a>),
    Truth(Truth<'a>),
    Label(Label<'a>),
}

impl Typed<'_> {
    fn kind(&self) -> Kind {
        match self {
            Self::Number(_) => Kind::Number,
            Self::Truth(_) => Kind::Truth,
            Self::Label(_) => Kind::Label,
        }
    }
}

#[derive(Debug)]
pub(super) enum Number<'a> {
    Constant(f64),
    Column(&'a [f32], Range<usize>),
    Negate(Box<Number<'a>>),
    Abs(Box<Number<'a>>),
    Arithmetic(Arithmetic, Box<(Number<'a>, Number<'a>)>, Range<usize>),
    Least(Vec<Number<'a>>),
    Greatest(Vec<Number<'a>>),
    If(Box<(Truth<'a>, Number<'a>, Number<'a>)>),
}

#[derive(Debug)]
pub(super) enum Truth<'a> {
    Constant(bool),
    Not(Box<Truth<'a>>),
    And(Vec<Truth<'a>>),
    Or(Vec<Truth<'a>>),
    Compare(Comparison, Box<(Number<'a>, Number<'a>)>),
    OneOf(Number<'a>, Vec<f32>),
    /// For each code whether its label is accepted.
    Codes(&'a [u16], Vec<bool>),
    SameLabel(Box<(Label<'a>, Label<'a>)>, bool),
    LabelIn(Label<'a>, Vec<String>),
    If(Box<(Truth<'a>, Truth<'a>, Truth<'a>)>),
}

#[derive(Debug)]
pub(super) enum Label<'a> {
    Constant(String),
    Column(&'a [u16], &'a [String]),
    If(Box<(Truth<'a>, Label<'a>, Label<'a>)>),
}

pub(super) fn bind<'a>(expr: &Expr, columns: &'a dyn Columns) -> Result<Bound<'a>, Vec<Fault>> {
    let mut binder = Binder { columns, faults: Vec::new(), rows: usize::MAX };
    let root = binder.any(&expr.root);
    match root {
        Some(root) if binder.faults.is_empty() => Ok(Bound { text: expr.text.clone(), rows: binder.rows, root }),
        _ => Err(binder.faults),
    }
}

struct Binder<'a> {
    columns: &'a dyn Columns,
    faults: Vec<Fault>,
    rows: usize,
}

impl<'a> Binder<'a> {
    fn fault(&mut self, fault: Fault) {
        self.faults.push(fault);
    }

    fn any(&mut self, ast: &Ast) -> Option<Typed<'a>> {
        Some(match &ast.node {
            Part::Number(number) => Typed::Number(Number::Constant(*number)),
            Part::Truth(truth) => Typed::Truth(Truth::Constant(*truth)),
            Part::Text(text) => Typed::Label(Label::Constant(text.clone())),
            Part::Column(name) => return self.column(name, &ast.range),
            Part::Negate(inner) => Typed::Number(Number::Negate(Box::new(self.number(inner)?))),
            Part::Not(inner) => Typed::Truth(Truth::Not(Box::new(self.truth(inner)?))),
            Part::Arithmetic(operator, left, right) => {
                let (left, right) = (self.number(left), self.number(right));
                Typed::Number(Number::Arithmetic(*operator, Box::new((left?, right?)), ast.range.clone()))
            }
            Part::Compare(comparison, left, right) => Typed::Truth(self.compare(*comparison, left, right, ast)?),
            Part::And(parts) => Typed::Truth(Truth::And(self.truths(parts)?)),
            Part::Or(parts) => Typed::Truth(Truth::Or(self.truths(parts)?)),
            Part::In(value, list) => Typed::Truth(self.one_of(value, list)?),
            Part::Call(function, parts) => return self.call(*function, parts),
        })
    }

    fn column(&mut self, name: &str, range: &Range<usize>) -> Option<Typed<'a>> {
        let Some(view) = self.columns.get(name) else {
            let mut known = self.columns.names();
            known.sort_unstable();
            let fault = Fault::new(range.clone(), format!("there is no column `{name}`"));
            let fault = match suggest::nearest(name, known.iter().copied()) {
                Some(near) => fault.help(format!("did you mean `{near}`?")),
                None if known.is_empty() => fault.help("there are no columns"),
                None => fault.help(format!("columns: {}", suggest::listed(known, 12))),
            };
            self.fault(fault);
            return None;
        };
        self.rows = self.rows.min(view.len());
        Some(match view {
            ColumnView::Number(values) => Typed::Number(Number::Column(values, range.clone())),
            ColumnView::Category { codes, labels } => Typed::Label(Label::Column(codes, labels)),
        })
    }

    fn wrong(&mut self, ast: &Ast, wanted: Kind, got: &Typed<'_>) {
        let what = format!("{} is needed here, this gives {}", wanted.described(), got.kind().described());
        let fault = Fault::new(ast.range.clone(), what);
        let fault = match (got, wanted) {
            (Typed::Number(_), Kind::Truth) => fault.help("compare it, such as `x = 1`"),
            (Typed::Truth(_), Kind::Number) => fault.help("write `if(condition, 1, 0)`"),
            (Typed::Label(Label::Constant(_)), _) => fault.help("quotes make text; a column's name is written bare or in backticks"),
            _ => fault,
        };
        self.fault(fault);
    }

    fn number(&mut self, ast: &Ast) -> Option<Number<'a>> {
        match self.any(ast)? {
            Typed::Number(number) => Some(number),
            other => {
                self.wrong(ast, Kind::Number, &other);
                None
            }
        }
    }

    fn truth(&mut self, ast: &Ast) -> Option<Truth<'a>> {
        match self.any(ast)? {
            Typed::Truth(truth) => Some(truth),
            other => {
                self.wrong(ast, Kind::Truth, &other);
                None
            }
        }
    }

    /// Binds every part, so that all faults come at once.
    fn truths(&mut self, parts: &[Ast]) -> Option<Vec<Truth<'a>>> {
        let bound: Vec<Option<Truth<'a>>> = parts.iter().map(|part| self.truth(part)).collect();
        bound.into_iter().collect()
    }

    fn compare(&mut self, comparison: Comparison, left: &Ast, right: &Ast, whole: &Ast) -> Option<Truth<'a>> {
        let (first, second) = (self.any(left), self.any(right));
        match (first?, second?) {
            (Typed::Number(first), Typed::Number(second)) => Some(Truth::Compare(comparison, Box::new((first, second)))),
            (Typed::Label(first), Typed::Label(second)) => {
                let same = match comparison {
                    Comparison::Equal => true,
                    Comparison::NotEqual => false,
                    _ => {
                        let fault = Fault::new(whole.range.clone(), "labels have no order");
                        self.fault(fault.help("use `=`, `!=` or `in [..]`"));
                        return None;
                    }
                };
                self.same_label((first, left), (second, right), same)
            }
            (first, second) => {
                let what = format!("{} cannot be compared with {}", first.kind().described(), second.kind().described());
                let fault = Fault::new(whole.range.clone(), what);
                let quoted = matches!(first, Typed::Label(Label::Constant(_))) || matches!(second, Typed::Label(Label::Constant(_)));
                self.fault(if quoted { fault.help("numbers are written without quotes") } else { fault });
                None
            }
        }
    }

    fn same_label(&mut self, first: (Label<'a>, &Ast), second: (Label<'a>, &Ast), same: bool) -> Option<Truth<'a>> {
        let (column, text, place) = match (&first.0, &second.0) {
            (Label::Column(codes, labels), Label::Constant(text)) => ((*codes, *labels), text, second.1),
            (Label::Constant(text), Label::Column(codes, labels)) => ((*codes, *labels), text, first.1),
            _ => return Some(Truth::SameLabel(Box::new((first.0, second.0)), same)),
        };
        let (codes, labels) = column;
        self.known_label(text, labels, &place.range)?;
        Some(Truth::Codes(codes, labels.iter().map(|label| (label == text) == same).collect()))
    }

    fn known_label(&mut self, text: &str, labels: &[String], range: &Range<usize>) -> Option<()> {
        if labels.iter().any(|label| label == text) {
            return Some(());
        }
        let known = || labels.iter().map(String::as_str);
        let fault = Fault::new(range.clone(), format!("the column has no label {text:?}"));
        self.fault(match suggest::nearest(text, known()) {
            Some(near) => fault.help(format!("did you mean '{near}'?")),
            None => fault.help(format!("labels: {}", suggest::listed(known(), 12))),
        });
        None
    }

    fn one_of(&mut self, value: &Ast, list: &[Ast]) -> Option<Truth<'a>> {
        let value = self.any(value)?;
        let before = self.faults.len();
        match value {
            Typed::Number(number) => {
                let mut accepted = Vec::with_capacity(list.len());
                for item in list {
                    match item.node {
                        #[expect(clippy::cast_possible_truncation, reason = "columns hold single precision")]
                        Part::Number(constant) => accepted.push(constant as f32),
                        _ => self.fault(Fault::new(item.range.clone(), "the list must hold numbers, as what is looked for is one")),
                    }
                }
                (self.faults.len() == before).then_some(Truth::OneOf(number, accepted))
            }
            Typed::Label(label) => {
                let mut accepted = Vec::with_capacity(list.len());
                for item in list {
                    match (&item.node, &label) {
                        (Part::Text(text), Label::Column(_, labels)) => {
                            if self.known_label(text, labels, &item.range).is_some() {
                                accepted.push(text.clone());
                            }
                        }
                        (Part::Text(text), _) => accepted.push(text.clone()),
                        _ => self
                            .fault(Fault::new(item.range.clone(), "the list must hold text in quotes, as what is looked for is a label")),
                    }
                }
                if self.faults.len() > before {
                    return None;
                }
                Some(match label {
                    Label::Column(codes, labels) => Truth::Codes(codes, labels.iter().map(|label| accepted.contains(label)).collect()),
                    other => Truth::LabelIn(other, accepted),
                })
            }
            Typed::Truth(_) => {
                let range = list.first().map_or(0..0, |item| item.range.clone());
                self.fault(Fault::new(range, "only numbers and labels can be looked for in a list"));
                None
            }
        }
    }

    fn call(&mut self, function: Function, parts: &[Ast]) -> Option<Typed<'a>> {
        if function != Function::If {
            let numbers: Vec<Option<Number<'a>>> = parts.iter().map(|part| self.number(part)).collect();
            let mut numbers = numbers.into_iter().collect::<Option<Vec<_>>>()?;
            return Some(Typed::Number(match function {
                Function::Min => Number::Least(numbers),
                Function::Max => Number::Greatest(numbers),
                _ => Number::Abs(Box::new(numbers.pop()?)),
            }));
        }
        let [condition, then, otherwise] = parts else {
            return None;
        };
        let condition = self.truth(condition);
        let (first, second) = (self.any(then), self.any(otherwise));
        let (condition, first, second) = (condition?, first?, second?);
        Some(match (first, second) {
            (Typed::Number(first), Typed::Number(second)) => Typed::Number(Number::If(Box::new((condition, first, second)))),
            (Typed::Truth(first), Typed::Truth(second)) => Typed::Truth(Truth::If(Box::new((condition, first, second)))),
            (Typed::Label(first), Typed::Label(second)) => Typed::Label(Label::If(Box::new((condition, first, second)))),
            (first, second) => {
                let what = format!(
                    "both outcomes of `{}` must be of one kind: this is {}, the first is {}",
                    function.name(),
                    second.kind().described(),
                    first.kind().described()
                );
                self.fault(Fault::new(otherwise.range.clone(), what));
                return None;
            }
        })
    }
}
