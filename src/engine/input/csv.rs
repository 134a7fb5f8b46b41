//! Tables in CSV: strict about shape, all bad cells at once.

use std::ops::Range;

use super::cx::Cx;
use super::limits;
use super::path::{self, DataFile};
use super::problem::Problem;
use super::source::{FileId, Span};
use super::suggest;

/// Most problems reported for one table.
const REPORTED: usize = 20;

/// Says how a table is written and how large it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CsvOptions {
    /// What stands between cells; default `,`.
    pub delimiter: u8,
    /// Most rows accepted, the header not counted; default 10 million.
    pub max_rows: usize,
}

impl Default for CsvOptions {
    fn default() -> Self {
        Self { delimiter: b',', max_rows: 10_000_000 }
    }
}

/// Holds a table: named columns of cells, all of one length.
///
/// Cells are text until a column is asked for as numbers, so that a column nobody uses cannot be wrong.
#[derive(Debug, Clone)]
pub struct CsvTable {
    file: FileId,
    delimiter: u8,
    names: Vec<String>,
    columns: Vec<Cells>,
    /// For each row the byte it starts at, to place problems.
    starts: Vec<u32>,
}

/// Holds the cells of one column end to end.
#[derive(Debug, Clone, Default)]
struct Cells {
    text: String,
    ends: Vec<u32>,
}

impl Cells {
    fn get(&self, row: usize) -> &str {
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.text[start..self.ends[row] as usize]
    }
}

impl CsvTable {
    /// Reads the table in a file that an input names.
    ///
    /// # Errors
    ///
    /// `None`, with up to 20 problems reported at their lines, when the file cannot be read, is not UTF-8, has no header or no rows,
    /// a column has no name or two have one, a row has more or fewer cells than the header, or there are too many rows.
    /// A byte order mark at the start is accepted.
    pub fn load(file: &DataFile, options: CsvOptions, cx: &mut Cx) -> Option<Self> {
        let id = path::follow(file, limits::CSV_BYTES, cx)?;
        Self::scan(id, options, cx)
    }

    /// Reads a table held in memory, shown under `name`.
    ///
    /// # Errors
    ///
    /// As [`CsvTable::load`].
    pub fn parse(name: &str, text: &str, options: CsvOptions, cx: &mut Cx) -> Option<Self> {
        let id = cx.add_source(name.to_owned(), None, text.to_owned());
        Self::scan(id, options, cx)
    }

    pub(super) fn scan(file: FileId, options: CsvOptions, cx: &mut Cx) -> Option<Self> {
        let text = cx.source(file).text().to_owned();
        let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let before = cx.errors();
        let mut reader =
            csv::ReaderBuilder::new().delimiter(options.delimiter).flexible(true).has_headers(false).from_reader(&text.as_bytes()[mark..]);
        let mut record = csv::StringRecord::new();
        let header = matches!(reader.read_record(&mut record), Ok(true));
        let blank = record.iter().all(|cell| cell.trim().is_empty());
        if !header || blank {
            let what = if text[mark..].trim().is_empty() { "the table is empty" } else { "the header has no names" };
            cx.error(Span::new(file, 0..0), what).help("the first line names the columns");
            return None;
        }
        let names: Vec<String> = record.iter().map(|name| name.trim().to_owned()).collect();
        let mut table =
            Self { file, delimiter: options.delimiter, columns: vec![Cells::default(); names.len()], names, starts: Vec::new() };
        table.check_names(mark, cx);
        let mut ragged = 0;
        loop {
            let start = mark + usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
            match reader.read_record(&mut record) {
                Ok(true) => {}
                Ok(false) => break,
                // Text in memory is UTF-8 and cannot fail to be read, and rows of any length are let through.
                Err(error) => {
                    cx.error(Span::new(file, start..start), "the table cannot be read from here").got(error);
                    return None;
                }
            }
            if table.starts.len() >= options.max_rows {
                cx.error(Span::new(file, start..start), "the table has too many rows").allowed(format!("at most {}", options.max_rows));
                return None;
            }
            // The reader skips empty lines before a row; the row itself starts after them.
            let start = start + text[start..].len() - text[start..].trim_start_matches(['\r', '\n']).len();
            let rest = &text.as_bytes()[start..];
            let last = usize::try_from(reader.position().byte()).is_ok_and(|end| mark + end >= text.len());
            if last && !cell_range(rest, options.delimiter, usize::MAX).1 {
                cx.error(Span::new(file, start..start), "a quote opened in this row is never closed").help("is the file cut off?");
                return None;
            }
            if record.len() != table.names.len() {
                ragged += 1;
                if ragged <= REPORTED {
                    table.report_ragged(start, &record, cx);
                }
                continue;
            }
            table.starts.push(u32::try_from(start).unwrap_or(u32::MAX));
            for (cells, cell) in table.columns.iter_mut().zip(&record) {
                cells.text.push_str(cell);
                cells.ends.push(u32::try_from(cells.text.len()).unwrap_or(u32::MAX));
            }
        }
        if ragged > REPORTED {
            cx.error(Span::new(file, 0..0), format!("{} more rows have the wrong number of cells", ragged - REPORTED));
        }
        if table.starts.is_empty() && ragged == 0 {
            cx.error(Span::new(file, mark..mark), "the table has a header but no rows");
        }
        (cx.errors() == before).then_some(table)
    }

    fn check_names(&self, mark: usize, cx: &mut Cx) {
        for (index, name) in self.names.iter().enumerate() {
            let span = self.cell_span_at(mark, index, cx);
            if name.is_empty() {
                cx.error(span, format!("column {} has no name", index + 1));
            } else if let Some(first) = self.names[..index].iter().position(|other| other == name) {
                let first = self.cell_span_at(mark, first, cx);
                cx.error(span, format!("two columns are named `{name}`")).got("the second").also(first, "the first");
            }
        }
    }

    fn report_ragged(&self, start: usize, record: &csv::StringRecord, cx: &mut Cx) {
        let source = cx.source(self.file);
        let line = source.line_range(source.line_index(start));
        let problem = cx.error(Span::new(self.file, start..line.end.max(start)), "the row does not fit the header");
        problem.got(cells(record.len())).allowed(cells(self.names.len()));
        if record.iter().any(|cell| cell.contains('\n')) {
            problem.help("a cell of this row runs over a line end: is a quote missing?");
        } else if record.len() == 1 {
            problem.help("is the delimiter right, or the file cut off?");
        }
    }

    /// Returns the names of the columns, in order.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Returns the number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Says whether there are no rows; a table that was read has at least one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// Says whether there is a column of this name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.names.iter().any(|own| own == name)
    }

    /// Returns the cells of a column.
    ///
    /// # Errors
    ///
    /// `None`, reported at `span` (where the column is asked for) with the nearest name, when there is no such column.
    pub fn texts<'a>(&'a self, name: &str, span: Option<Span>, cx: &mut Cx) -> Option<impl ExactSizeIterator<Item = &'a str>> {
        let cells = &self.columns[self.find(name, span, cx)?];
        Some((0..self.len()).map(|row| cells.get(row)))
    }

    /// Returns a column as finite numbers.
    ///
    /// # Errors
    ///
    /// `None`, with up to 20 bad cells reported at their places, when there is no such column or a cell is no finite number.
    pub fn numbers(&self, name: &str, span: Option<Span>, cx: &mut Cx) -> Option<Vec<f64>> {
        let column = self.find(name, span, cx)?;
        self.parse_cells(column, &[], cx)?.into_iter().collect()
    }

    /// Returns a column as finite numbers, cells that read like one of `missing` (such as "" or "NA") as nothing.
    ///
    /// # Errors
    ///
    /// As [`CsvTable::numbers`].
    pub fn numbers_or(&self, name: &str, missing: &[&str], span: Option<Span>, cx: &mut Cx) -> Option<Vec<Option<f64>>> {
        let column = self.find(name, span, cx)?;
        self.parse_cells(column, missing, cx)
    }

    /// Says whether every cell of a column reads as a finite number or as one of `missing`, and at least one as a number.
    #[must_use]
    pub fn is_numeric(&self, name: &str, missing: &[&str]) -> bool {
        let Some(column) = self.names.iter().position(|own| own == name) else {
            return false;
        };
        let cells = &self.columns[column];
        let mut any = false;
        (0..self.len()).map(|row| cells.get(row).trim()).all(|cell| {
            let number = number(cell).is_some();
            any |= number;
            number || missing.contains(&cell)
        }) && any
    }

    /// Reports a problem with one cell, for checks that the caller makes.
    pub fn report<'c>(&self, name: &str, row: usize, what: impl Into<String>, cx: &'c mut Cx) -> &'c mut Problem {
        let column = self.names.iter().position(|own| own == name).unwrap_or(0);
        let span = self.cell_span(row, column, cx);
        cx.error(span, what)
    }

    fn find(&self, name: &str, span: Option<Span>, cx: &mut Cx) -> Option<usize> {
        let found = self.names.iter().position(|own| own == name);
        if found.is_none() {
            let table = cx.source(self.file).name().to_owned();
            let near = suggest::nearest(name, self.names.iter().map(String::as_str)).map(str::to_owned);
            let problem = cx.error(span, format!("`{table}` has no column `{name}`"));
            problem.allowed(suggest::listed(self.names.iter().map(String::as_str), 40));
            if let Some(near) = near {
                problem.help(format!("did you mean `{near}`?"));
            }
        }
        found
    }

    fn parse_cells(&self, column: usize, missing: &[&str], cx: &mut Cx) -> Option<Vec<Option<f64>>> {
        let cells = &self.columns[column];
        let mut out = Vec::with_capacity(self.len());
        let mut bad = 0;
        for row in 0..self.len() {
            let cell = cells.get(row).trim();
            let value = number(cell);
            if value.is_none() && !missing.contains(&cell) {
                bad += 1;
                if bad <= REPORTED {
                    let span = self.cell_span(row, column, cx);
                    let short: String = cell.chars().take(60).collect();
                    let what = format!("`{}` must be a finite number", self.names[column]);
                    cx.error(span, what).got(if cell.is_empty() { "an empty cell".to_owned() } else { format!("{short:?}") });
                }
            }
            out.push(value);
        }
        if bad > REPORTED {
            let what = format!("{} more cells of `{}` are no finite numbers", bad - REPORTED, self.names[column]);
            cx.error(Span::new(self.file, 0..0), what);
        }
        (bad == 0).then_some(out)
    }

    /// Returns where a cell is written.
    #[must_use]
    pub fn cell_span(&self, row: usize, column: usize, cx: &Cx) -> Span {
        let start = self.starts.get(row).map_or(0, |&start| start as usize);
        self.cell_span_at(start, column, cx)
    }

    fn cell_span_at(&self, start: usize, column: usize, cx: &Cx) -> Span {
        let text = cx.source(self.file).text();
        let (range, _) = cell_range(&text.as_bytes()[start.min(text.len())..], self.delimiter, column);
        Span::new(self.file, start + range.start..start + range.end)
    }
}

fn cells(count: usize) -> String {
    if count == 1 { "1 cell".to_owned() } else { format!("{count} cells") }
}

fn number(cell: &str) -> Option<f64> {
    // `parse` also takes "inf" and "nan", which no data should hold, and is otherwise exact.
    cell.parse::<f64>().ok().filter(|value| value.is_finite()).map(|value| value + 0.0)
}

/// Finds the bytes of cell `column` in a row, quotes included, or of the last cell, and whether its quote is closed.
fn cell_range(row: &[u8], delimiter: u8, column: usize) -> (Range<usize>, bool) {
    let (mut at, mut index) = (0, 0);
    loop {
        let start = at;
        let mut closed = true;
        if row.get(at) == Some(&b'"') {
            (at, closed) = past_quote(row, at + 1);
        }
        let ends = |&byte: &u8| byte == delimiter || byte == b'\n' || byte == b'\r';
        at += row[at..].iter().position(ends).unwrap_or(row.len() - at);
        if index == column || row.get(at) != Some(&delimiter) {
            return (start..at, closed);
        }
        index += 1;
        at += 1;
    }
}

/// Returns the byte after the quote that closes a cell, and whether there is one; two quotes in a row stand for one.
fn past_quote(row: &[u8], mut at: usize) -> (usize, bool) {
    while at < row.len() {
        match (row[at], row.get(at + 1)) {
            (b'"', Some(b'"')) => at += 2,
            (b'"', _) => return (at + 1, true),
            _ => at += 1,
        }
    }
    (row.len(), false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Option<CsvTable>, Cx) {
        let mut cx = Cx::new();
        let table = CsvTable::parse("t.csv", text, CsvOptions::default(), &mut cx);
        (table, cx)
    }

    fn failures(text: &str) -> Vec<(String, u64, u64)> {
        let (table, mut cx) = read(text);
        if let Some(table) = table {
            for name in table.names().to_vec() {
                let _ = table.numbers(&name, None, &mut cx);
            }
        }
        let problems = cx.finish(None::<()>).expect_err("no value");
        let json = problems.to_json();
        let all = json["problems"].as_array().expect("an array").iter();
        all.map(|one| {
            let at = |key: &str| one[key].as_u64().unwrap_or(0);
            (one["message"].as_str().unwrap_or("").to_owned(), at("line"), at("column"))
        })
        .collect()
    }

    #[test]
    fn a_good_table_gives_numbers_and_text() {
        let (table, mut cx) = read("\u{feff}id,name,x\r\n1,\"a, \"\"b\"\"\",2.5\r\n\r\n2,é,-1e3\r\n");
        let table = table.expect("good");
        assert_eq!(table.names(), ["id", "name", "x"]);
        assert_eq!(table.len(), 2);
        assert_eq!(table.numbers("x", None, &mut cx), Some(vec![2.5, -1000.0]));
        assert_eq!(table.texts("name", None, &mut cx).expect("there").collect::<Vec<_>>(), ["a, \"b\"", "é"]);
        assert!(table.is_numeric("id", &[]) && !table.is_numeric("name", &[]) && !table.is_numeric("none", &[]));
    }

    #[test]
    fn missing_cells_are_missing_only_where_allowed() {
        let (table, mut cx) = read("x,y\n1,\nNA,2\n");
        let table = table.expect("good");
        assert_eq!(table.numbers_or("x", &["NA"], None, &mut cx), Some(vec![Some(1.0), None]));
        assert_eq!(cx.errors(), 0);
        assert_eq!(table.numbers("y", None, &mut cx), None);
        assert_eq!(cx.errors(), 1);
    }

    #[test]
    fn bad_tables_say_where() {
        assert_eq!(failures(""), [("the table is empty".into(), 1, 1)]);
        assert_eq!(failures("\u{feff}\n"), [("the table is empty".into(), 1, 1)]);
        assert_eq!(failures(",\n1,2\n"), [("the header has no names".into(), 1, 1)]);
        assert_eq!(failures("a,b\n"), [("the table has a header but no rows".into(), 1, 1)]);
        assert_eq!(failures("a,b,a\n1,2,3\n"), [("two columns are named `a`".into(), 1, 5)]);
        assert_eq!(failures("a,\n1,2\n"), [("column 2 has no name".into(), 1, 3)]);
        assert_eq!(
            failures("a,b\n1,2\n3\n4,5,6\n7,8\n"),
            [("the row does not fit the header".into(), 3, 1), ("the row does not fit the header".into(), 4, 1)]
        );
        assert_eq!(
            failures("a,b\n1,2\n\n\"3\",x y\ninf,4\n"),
            [("`b` must be a finite number".into(), 4, 5), ("`a` must be a finite number".into(), 5, 1)]
        );
    }

    #[test]
    fn problems_are_capped_and_counted() {
        let rows = "x\n".repeat(50);
        let found = failures(&format!("a\n{rows}"));
        assert_eq!(found.len(), REPORTED + 1);
        assert!(found.iter().any(|(what, ..)| what == "30 more cells of `a` are no finite numbers"));
        let found = failures(&format!("a,b\n{rows}"));
        assert!(found.iter().any(|(what, ..)| what == "30 more rows have the wrong number of cells"));
    }

    #[test]
    fn rows_and_columns_asked_for_are_bounded() {
        let mut cx = Cx::new();
        let options = CsvOptions { delimiter: b';', max_rows: 2 };
        assert!(CsvTable::parse("t", "a;b\n1;2\n3;4\n", options, &mut cx).is_some());
        assert!(CsvTable::parse("t", "a;b\n1;2\n3;4\n5;6\n", options, &mut cx).is_none());
        let table = CsvTable::parse("t", "age;b\n1;2\n", options, &mut cx).expect("good");
        assert!(table.numbers("agee", None, &mut cx).is_none());
        let problems = cx.finish(Some(())).expect_err("two errors");
        assert!(problems.to_string().contains("did you mean `age`?"));
    }

    #[test]
    fn an_open_quote_is_named() {
        assert_eq!(failures("a,b\n1,2\n1,\"2\n3,4\n"), [("a quote opened in this row is never closed".into(), 3, 1)]);
        assert_eq!(failures("a,b\n\"1,2\n3,4"), [("a quote opened in this row is never closed".into(), 2, 1)]);
        let (table, cx) = read("a,b\n\"1\n2\"\n3,4\n");
        assert!(table.is_none());
        assert!(cx.finish(None::<()>).expect_err("ragged").to_string().contains("is a quote missing?"));
        let (table, _) = read("a,b\n1,5\" pipe\n");
        assert!(table.is_some());
    }
}
