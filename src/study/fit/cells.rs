//! A table of the data: the columns a fit uses, with what is missing, and expressions over them.

use std::collections::BTreeSet;

use crate::input::expr::{ColumnView, Columns, ExprError, Kind};
use crate::input::{Cx, DataFile, Expr, Name, Span, Spanned, Text, code};
use crate::population::build::{Raw, RawData};

/// No number of the data is larger.
const LARGEST: f64 = 1e15;

/// The cells of one column.
#[derive(Debug, Clone, PartialEq)]
enum Cells {
    /// Numbers, NaN where one is missing; the second copy is what expressions see.
    Numbers(Vec<f64>, Vec<f32>),
    /// Words, the empty one where one is missing.
    Words(Vec<u16>, Vec<String>),
}

/// One file's rows, of which some may have been left out.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Table {
    columns: Vec<(String, Cells)>,
    lines: Vec<u32>,
    /// By an alternative's code, whether a second table says that it was there.
    present: Vec<(String, Vec<bool>)>,
    /// The file as the fit names it.
    pub(super) file: String,
}

impl Columns for Table {
    fn names(&self) -> Vec<&str> {
        self.columns.iter().map(|(name, _)| name.as_str()).collect()
    }

    fn get(&self, name: &str) -> Option<ColumnView<'_>> {
        Some(match self.cells(name)? {
            Cells::Numbers(_, short) => ColumnView::Number(short),
            Cells::Words(codes, labels) => ColumnView::Category { codes, labels },
        })
    }
}

impl Table {
    /// Reads a file.
    ///
    /// # Errors
    /// `None`, reported, where it cannot be read.
    pub(super) fn read(file: &DataFile, unknown: &[Text], cx: &mut Cx) -> Option<Self> {
        let raw = Raw::read(file, cx)?;
        let unknown: BTreeSet<&str> = unknown.iter().map(|word| word.as_str()).collect();
        let columns = raw.names().filter_map(|name| Some((name.to_owned(), cells(raw.data(name)?, &unknown)))).collect();
        let lines = (0..raw.rows()).map(|row| raw.line(row)).collect();
        Some(Self { columns, lines, present: Vec::new(), file: file.written.clone() })
    }

    fn cells(&self, name: &str) -> Option<&Cells> {
        self.columns.iter().find(|(own, _)| own == name).map(|(_, cells)| cells)
    }

    /// The names of the columns.
    pub(super) fn columns(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|(name, _)| name.as_str())
    }

    /// Whether there is a column.
    pub(super) fn has(&self, name: &str) -> bool {
        self.cells(name).is_some()
    }

    /// Whether a second table says that an alternative was there, row by row; none where there is no such table.
    pub(super) fn present(&self, code: &str) -> Option<&[bool]> {
        self.present.iter().find(|(own, _)| own == code).map(|(_, rows)| rows.as_slice())
    }

    /// Notes when an alternative was there; of several tables all have to say so.
    pub(super) fn was_present(&mut self, code: &str, rows: Vec<bool>) {
        match self.present.iter_mut().find(|(own, _)| own == code) {
            Some((_, before)) => before.iter_mut().zip(rows).for_each(|(before, now)| *before &= now),
            None => self.present.push((code.to_owned(), rows)),
        }
    }

    /// Takes a column of other tables over, row by row; missing where there is no row.
    pub(super) fn take(&mut self, name: &str, own: &str, rows: &[Option<(usize, usize)>], others: &[Self], span: Span, cx: &mut Cx) {
        if self.has(own) {
            cx.error(span, format!("{} and the second table both have a column `{own}`", self.file)).help("give one of them another name");
            return;
        }
        if !others.iter().all(|other| other.asks(name, span, cx)) {
            return;
        }
        let all: Vec<&Cells> = others.iter().filter_map(|other| other.cells(name)).collect();
        let cell = |found: Option<(usize, usize)>| -> String {
            found.map_or_else(String::new, |(table, row)| match all[table] {
                Cells::Numbers(values, _) => plain(values[row]),
                Cells::Words(codes, labels) => labels[usize::from(codes[row])].clone(),
            })
        };
        let cells = if all.iter().all(|cells| matches!(cells, Cells::Numbers(..))) {
            let number = |found: &Option<(usize, usize)>| match found.map(|(table, row)| (all[table], row)) {
                Some((Cells::Numbers(values, _), row)) => values[row],
                _ => f64::NAN,
            };
            numbers(rows.iter().map(number).collect())
        } else {
            let mut labels: Vec<String> = rows.iter().map(|found| cell(*found)).collect();
            labels.sort();
            labels.dedup();
            if labels.len() > usize::from(u16::MAX) {
                cx.error(span, format!("column `{name}` of the second table holds too many different words")).got(labels.len());
                return;
            }
            let code = |found: &Option<(usize, usize)>| labels.binary_search(&cell(*found)).unwrap_or(0) as u16;
            Cells::Words(rows.iter().map(code).collect(), labels)
        };
        self.columns.push((own.to_owned(), cells));
    }

    /// How many rows there are.
    pub(super) fn rows(&self) -> usize {
        self.lines.len()
    }

    /// Where a row stands, in words.
    pub(super) fn place(&self, row: usize) -> String {
        format!("line {} of {}", self.lines[row], self.file)
    }

    fn known(&self, name: &str, row: usize) -> bool {
        match self.cells(name) {
            Some(Cells::Numbers(values, _)) => !values[row].is_nan(),
            Some(Cells::Words(codes, labels)) => !labels[usize::from(codes[row])].is_empty(),
            None => true,
        }
    }

    /// Says whether there is a column, and reports where there is none.
    pub(super) fn asks(&self, name: &str, span: Span, cx: &mut Cx) -> bool {
        let known = self.cells(name).is_some();
        if !known {
            cx.unknown(span, &format!("column of {}", self.file), name, Columns::names(self));
        }
        known
    }

    /// The cells of a column as words; empty where one is missing.
    ///
    /// # Errors
    /// `None`, reported, where there is no such column.
    pub(super) fn words(&self, name: &Spanned<Name>, cx: &mut Cx) -> Option<Vec<String>> {
        if !self.asks(name.value.as_str(), name.span, cx) {
            return None;
        }
        Some(match self.cells(name.value.as_str())? {
            Cells::Numbers(values, _) => values.iter().map(|&value| plain(value)).collect(),
            Cells::Words(codes, labels) => codes.iter().map(|&code| labels[usize::from(code)].clone()).collect(),
        })
    }

    /// The cells of a column as numbers, NaN where one is missing.
    ///
    /// # Errors
    /// `None`, reported, where there is no such column or it holds words.
    pub(super) fn numbers(&self, name: &str, span: Span, cx: &mut Cx) -> Option<Vec<f64>> {
        if !self.asks(name, span, cx) {
            return None;
        }
        match self.cells(name)? {
            Cells::Numbers(values, _) => self.bounded(values.clone(), &format!("column `{name}`"), span, cx),
            Cells::Words(codes, labels) => {
                let word = |row: usize| &labels[usize::from(codes[row])];
                let is_number = |word: &str| word.is_empty() || word.parse().is_ok_and(f64::is_finite);
                let row = (0..self.rows()).find(|&row| !is_number(word(row))).unwrap_or(0);
                cx.error(span, format!("column `{name}` must hold numbers"))
                    .got(format!("{:?} in {}", word(row), self.place(row)))
                    .help("if it stands for a missing value, add it to `unknown`");
                None
            }
        }
    }

    /// Refuses numbers that sums of squares would lose.
    fn bounded(&self, values: Vec<f64>, what: &str, span: impl Into<Option<Span>>, cx: &mut Cx) -> Option<Vec<f64>> {
        let Some(row) = values.iter().position(|value| value.abs() > LARGEST) else { return Some(values) };
        cx.error(span, format!("{what} holds a number that is too large"))
            .got(format!("{:e} in {}", values[row], self.place(row)))
            .allowed(format!("from -{LARGEST:e} to {LARGEST:e}"))
            .help("give it in a larger unit");
        None
    }

    /// Evaluates an expression: truths are 1 and 0, NaN where a column it looks at has no value.
    ///
    /// # Errors
    /// `None`, reported, where a name is unknown, the kind is wrong, or a value is not finite although all columns have values.
    pub(super) fn evaluate(&self, expression: &Expr, wanted: Kind, cx: &mut Cx) -> Option<Vec<f64>> {
        expression.check_kind(wanted, self, cx)?;
        // A column by itself keeps its digits; expressions see columns in single precision.
        if let Some(Cells::Numbers(values, _)) = self.cells(expression.text().trim()) {
            return self.bounded(values.clone(), &format!("column `{}`", expression.text().trim()), expression.span(), cx);
        }
        let names = expression.columns();
        let known: Vec<bool> = (0..self.rows()).map(|row| names.iter().all(|name| self.known(name, row))).collect();
        let bound = expression.bind(self).ok()?;
        if names.is_empty() {
            let constant = expression.eval_number(self, 0).or_else(|_| expression.eval_bool(self, 0).map(f64::from));
            return self.told(expression, constant, cx).map(|value| vec![value; self.rows()]);
        }
        let mut out = vec![f64::NAN; self.rows()];
        let mut start = 0;
        for run in known.chunk_by(|a, b| a == b) {
            let rows = start..start + run.len();
            start = rows.end;
            if run[0] {
                out[rows.clone()].copy_from_slice(&self.told(expression, bound.numbers(rows), cx)?);
            }
        }
        Some(out)
    }

    fn told<T>(&self, expression: &Expr, value: Result<T, ExprError>, cx: &mut Cx) -> Option<T> {
        match value {
            Ok(value) => Some(value),
            Err(error) => {
                let problem = cx.error(expression.span(), error.to_string());
                if let ExprError::NotFinite { row, .. } = error {
                    problem.got(format!("data in {}", self.place(row)));
                }
                None
            }
        }
    }

    /// Keeps some rows.
    pub(super) fn keep(&mut self, holds: &[bool]) {
        fn some<T: Copy>(values: &mut Vec<T>, holds: &[bool]) {
            let mut holds = holds.iter();
            values.retain(|_| holds.next().copied().unwrap_or(false));
        }
        for (_, cells) in &mut self.columns {
            match cells {
                Cells::Numbers(values, short) => {
                    some(values, holds);
                    some(short, holds);
                }
                Cells::Words(codes, _) => some(codes, holds),
            }
        }
        self.present.iter_mut().for_each(|(_, rows)| some(rows, holds));
        some(&mut self.lines, holds);
    }
}

/// Numbers, with the copy that expressions see.
fn numbers(values: Vec<f64>) -> Cells {
    let short = values.iter().map(|&value| value as f32).collect();
    Cells::Numbers(values, short)
}

/// Takes a column over: words that stand for a missing value become one, and words that are all numbers become numbers.
fn cells(data: &RawData, unknown: &BTreeSet<&str>) -> Cells {
    let codes: Vec<f64> = unknown.iter().filter_map(|word| word.trim().parse().ok()).collect();
    match data {
        RawData::Number(values) => numbers(values.iter().map(|&value| if codes.contains(&value) { f64::NAN } else { value }).collect()),
        RawData::Text { codes, labels } => {
            let labels: Vec<String> =
                labels.iter().map(|label| if unknown.contains(label.as_str()) { String::new() } else { label.clone() }).collect();
            let parsed: Option<Vec<f64>> = labels
                .iter()
                .map(|label| if label.is_empty() { Some(f64::NAN) } else { label.parse().ok().filter(|value: &f64| value.is_finite()) })
                .collect();
            match parsed {
                Some(parsed) => numbers(codes.iter().map(|&code| parsed[usize::from(code)]).collect()),
                None => Cells::Words(codes.clone(), labels),
            }
        }
    }
}

/// A number as a name; a cell that is missing has none.
fn plain(value: f64) -> String {
    if value.is_nan() { String::new() } else { code(value) }
}
