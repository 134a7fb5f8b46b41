//! The data file as columns of numbers and words.

use crate::input::expr::ColumnView;
use crate::input::{Cells, CsvOptions, CsvTable, Cx, DataFile, code};

use super::super::words;

/// The values of one column of the data.
#[derive(Debug, Clone, PartialEq)]
pub enum RawData {
    /// Numbers; NaN where the cell is empty.
    Number(Vec<f64>),
    /// Words; an empty cell is the empty word.
    Text {
        /// The word of each row, an index into `labels`.
        codes: Vec<u16>,
        /// The words, sorted.
        labels: Vec<String>,
    },
}

impl RawData {
    /// Makes a column of words.
    ///
    /// # Errors
    /// The number of different words, if it is past what 16 bits can number.
    pub fn words(values: &[impl AsRef<str>]) -> Result<Self, usize> {
        let mut labels: Vec<&str> = values.iter().map(AsRef::as_ref).collect();
        labels.sort_unstable();
        labels.dedup();
        if labels.len() > usize::from(u16::MAX) {
            return Err(labels.len());
        }
        let code = |value: &str| labels.binary_search(&value).expect("every word is in the list made from them") as u16;
        let codes = values.iter().map(|value| code(value.as_ref())).collect();
        Ok(Self::Text { codes, labels: labels.into_iter().map(str::to_owned).collect() })
    }

    /// Says whether a cell is empty.
    #[must_use]
    pub fn is_unknown(&self, row: usize) -> bool {
        match self {
            Self::Number(values) => values[row].is_nan(),
            Self::Text { codes, labels } => labels[usize::from(codes[row])].is_empty(),
        }
    }

    /// Gives a cell as text.
    #[must_use]
    pub fn text(&self, row: usize) -> String {
        match self {
            Self::Number(values) => code(values[row]),
            Self::Text { codes, labels } => labels[usize::from(codes[row])].clone(),
        }
    }

    fn gather(&self, rows: &[u32]) -> Self {
        match self {
            Self::Number(values) => Self::Number(rows.iter().map(|&row| values[row as usize]).collect()),
            Self::Text { codes, labels } => {
                Self::Text { codes: rows.iter().map(|&row| codes[row as usize]).collect(), labels: labels.clone() }
            }
        }
    }
}

/// The data file: named columns, and the line each row stands in.
#[derive(Debug, Clone, PartialEq)]
pub struct Raw {
    columns: Vec<RawColumn>,
    lines: Vec<u32>,
}

#[derive(Debug, Clone, PartialEq)]
struct RawColumn {
    name: String,
    data: RawData,
    /// What expressions see of numbers.
    numbers: Vec<f32>,
}

impl RawColumn {
    fn new(name: String, data: RawData) -> Self {
        let numbers = match &data {
            RawData::Number(values) => values.iter().map(|&value| value as f32).collect(),
            RawData::Text { .. } => Vec::new(),
        };
        Self { name, data, numbers }
    }
}

impl Raw {
    /// Makes data from columns of equal length; rows count as standing in line 2 and following, below a header.
    ///
    /// # Panics
    /// If the columns differ in length.
    #[must_use]
    pub fn new(columns: Vec<(String, RawData)>) -> Self {
        let length = |data: &RawData| match data {
            RawData::Number(values) => values.len(),
            RawData::Text { codes, .. } => codes.len(),
        };
        let rows = columns.first().map_or(0, |(_, data)| length(data));
        assert!(columns.iter().all(|(_, data)| length(data) == rows), "columns of one table have one length");
        let columns = columns.into_iter().map(|(name, data)| RawColumn::new(name, data)).collect();
        Self { columns, lines: (0..rows as u32).map(|row| row + 2).collect() }
    }

    /// Reads a CSV or Parquet file, which one by its ending. Cells that are empty have no value.
    ///
    /// # Errors
    /// `None`, reported: the file cannot be read, has no rows, or a column has too many different words.
    pub fn read(file: &DataFile, cx: &mut Cx) -> Option<Self> {
        let parquet = file.path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("parquet"));
        if parquet { Self::parquet(file, cx) } else { Self::csv(file, cx) }
    }

    fn csv(file: &DataFile, cx: &mut Cx) -> Option<Self> {
        let table = CsvTable::load(file, CsvOptions::default(), cx)?;
        let mut columns = Vec::with_capacity(table.names().len());
        for name in table.names() {
            let data = if table.is_numeric(name, &[""]) {
                let values = table.numbers_or(name, &[""], Some(file.span), cx)?;
                RawData::Number(values.into_iter().map(|value| value.unwrap_or(f64::NAN)).collect())
            } else {
                let cells: Vec<&str> = table.texts(name, Some(file.span), cx)?.map(str::trim).collect();
                words_of(name, &cells, file, cx)?
            };
            columns.push((name.clone(), data));
        }
        let line = |row: usize| {
            let span = table.cell_span(row, 0, cx);
            cx.source(span.file()).line_column(span.range().start).line as u32
        };
        let lines = (0..table.len()).map(line).collect();
        Some(Self { lines, ..Self::new(columns) })
    }

    fn parquet(file: &DataFile, cx: &mut Cx) -> Option<Self> {
        let Some(read) = cx.columns() else {
            cx.error(file.span, format!("`{}` cannot be read", file.written))
                .got("Parquet")
                .allowed("CSV: nothing that reads Parquet was handed in");
            return None;
        };
        let found = match read(&file.path) {
            Ok(found) => found,
            Err(error) => {
                cx.error(file.span, format!("`{}` cannot be read as Parquet", file.written)).got(error);
                return None;
            }
        };
        let mut columns = Vec::with_capacity(found.len());
        for (name, cells) in found {
            let data = match cells {
                Cells::Numbers(values) => {
                    if let Some(row) = values.iter().position(|value| value.is_infinite()) {
                        cx.error(file.span, format!("column `{name}` of `{}` holds an infinite number", file.written)).got(format!(
                            "{} in row {}",
                            values[row],
                            row + 1
                        ));
                        return None;
                    }
                    RawData::Number(values)
                }
                Cells::Texts(values) => words_of(&name, &values, file, cx)?,
            };
            columns.push((name, data));
        }
        let raw = Self::new(columns);
        if raw.rows() == 0 {
            cx.error(file.span, format!("there are no people in `{}`", file.written)).got("a file without rows");
            return None;
        }
        Some(raw)
    }

    /// Gives the number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.lines.len()
    }

    /// Lists the names of the columns.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.name.as_str())
    }

    /// Finds a column by name.
    #[must_use]
    pub fn data(&self, name: &str) -> Option<&RawData> {
        self.columns.iter().find(|column| column.name == name).map(|column| &column.data)
    }

    /// Gives the line of the file a row stands in.
    #[must_use]
    pub fn line(&self, row: usize) -> u32 {
        self.lines[row]
    }

    /// Lends a column to an expression.
    pub(super) fn view(&self, name: &str) -> Option<ColumnView<'_>> {
        let column = self.columns.iter().find(|column| column.name == name)?;
        Some(match &column.data {
            RawData::Number(_) => ColumnView::Number(&column.numbers),
            RawData::Text { codes, labels } => ColumnView::Category { codes, labels },
        })
    }

    /// Takes the given rows in the given order.
    pub(super) fn gather(&self, rows: &[u32]) -> Self {
        let columns = self.columns.iter().map(|column| RawColumn::new(column.name.clone(), column.data.gather(rows))).collect();
        Self { columns, lines: rows.iter().map(|&row| self.lines[row as usize]).collect() }
    }
}

/// Makes a column of words, or says that there are too many.
fn words_of(name: &str, cells: &[impl AsRef<str>], file: &DataFile, cx: &mut Cx) -> Option<RawData> {
    match RawData::words(cells) {
        Ok(data) => Some(data),
        Err(different) => {
            cx.error(file.span, format!("column `{name}` of `{}` has too many different words", file.written))
                .got(words::number(different as f64))
                .allowed(words::number(f64::from(u16::MAX)))
                .help("number the rows instead of naming them by words");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_sorted_and_numbered() {
        let data = RawData::words(&["b", "a", "", "b"]).unwrap();
        assert_eq!(data, RawData::Text { codes: vec![2, 1, 0, 2], labels: vec!["".into(), "a".into(), "b".into()] });
        assert!(data.is_unknown(2) && !data.is_unknown(0));
        assert_eq!(data.text(3), "b");
    }

    #[test]
    fn gathering_keeps_lines() {
        let raw = Raw::new(vec![("x".into(), RawData::Number(vec![1.0, f64::NAN, 3.5]))]);
        let some = raw.gather(&[2, 0]);
        assert_eq!((some.line(0), some.line(1), some.rows()), (4, 2, 2));
        assert_eq!(some.data("x").unwrap().text(0), "3.5");
        assert!(raw.data("x").unwrap().is_unknown(1));
    }
}
