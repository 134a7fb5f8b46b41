//! Counts by term and period, cut at a date.

use crate::input::{CsvOptions, CsvTable, Cx, DataFile, Span};

use super::day::{Day, Period};

/// Most terms of a series.
pub(super) const TERMS: usize = 200_000;
/// Most periods of a series.
pub(super) const PERIODS: usize = 2_000;
/// Largest count of one cell.
const LARGEST: f64 = 1e12;

/// Counts of one term.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// The term.
    pub name: String,
    /// Documents it occurs in, by period; a text that several sources carry is one document.
    pub documents: Vec<u64>,
    /// How often it occurs, by period, copies counted; none where only documents were counted.
    pub occurrences: Option<Vec<u64>>,
    /// How many sources it is spread over, by period, as the effective number (inverse Simpson index); none where sources are not known.
    pub sources: Option<Vec<f64>>,
}

/// Counts by term and period.
///
/// # Shapes
/// Every list of counts has one entry a period.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The periods, one after the other.
    pub periods: Vec<Period>,
    /// All documents, by period.
    pub documents: Vec<u64>,
    /// All documents with their copies, by period.
    pub occurrences: Vec<u64>,
    /// The terms.
    pub terms: Vec<Term>,
}

/// A stretch of periods with its place in the series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The first period.
    pub from: usize,
    /// The period after the last.
    pub to: usize,
}

impl Window {
    /// The sum of counts inside.
    #[must_use]
    pub fn sum(self, counts: &[u64]) -> u64 {
        counts.get(self.from..self.to).map_or(0, |inside| inside.iter().sum())
    }
}

impl Series {
    /// The series as it stood at the end of a day: periods that end later are gone, with all that is in them.
    #[must_use]
    pub fn until(&self, day: Day) -> Self {
        let kept = self.periods.iter().take_while(|period| period.last() <= day).count();
        let term = |term: &Term| Term {
            name: term.name.clone(),
            documents: term.documents[..kept].to_vec(),
            occurrences: term.occurrences.as_ref().map(|counts| counts[..kept].to_vec()),
            sources: term.sources.as_ref().map(|counts| counts[..kept].to_vec()),
        };
        Self {
            periods: self.periods[..kept].to_vec(),
            documents: self.documents[..kept].to_vec(),
            occurrences: self.occurrences[..kept].to_vec(),
            terms: self.terms.iter().map(term).collect(),
        }
    }

    /// The last windows of so many periods each, the latest last; fewer where the series is too short.
    #[must_use]
    pub fn windows(&self, periods: usize, count: usize) -> Vec<Window> {
        let end = self.periods.len();
        let of = |back: usize| {
            let to = end.checked_sub(back * periods)?;
            Some(Window { from: to.checked_sub(periods)?, to })
        };
        let mut all: Vec<Window> = (0..count).map_while(of).collect();
        all.reverse();
        all
    }
}

/// Where a series stands and how it is written.
#[derive(Debug, Clone, Copy)]
pub struct SeriesFile<'a> {
    /// The table: a column of terms, and one column a period.
    pub file: &'a DataFile,
    /// The column of terms.
    pub term: &'a str,
    /// The term whose row holds all documents by period.
    pub total: &'a str,
    /// The day after which nothing is read.
    pub until: Day,
    /// Where the total row is named, to place problems.
    pub span: Option<Span>,
}

/// Reads a series. Cells of periods that end after `until` are not looked at, whatever they hold.
///
/// # Errors
/// `None`, with every problem reported: a table that is none, a column that is no period, periods that leave one out or come out of order, no
/// row of totals, counts that are no whole numbers from 0, more than a row's total, two terms alike, too many terms or periods, and no period
/// that ends by `until`.
pub fn read_series(from: &SeriesFile<'_>, cx: &mut Cx) -> Option<Series> {
    let before = cx.errors();
    let table = CsvTable::load(from.file, CsvOptions { max_rows: TERMS + 1, ..CsvOptions::default() }, cx)?;
    let at = from.file.span;
    let terms: Vec<String> = table.texts(from.term, Some(at), cx)?.map(|term| term.trim().to_owned()).collect();
    let periods = periods(&table, from, cx)?;
    let kept = periods.iter().take_while(|(_, period)| period.last() <= from.until).count();
    if kept == 0 {
        let first = periods.first().map_or_else(String::new, |(_, period)| period.last().to_string());
        cx.error(at, "no period of the series has ended by the date that is looked from")
            .got(from.until)
            .allowed(format!("{first} or later"));
        return None;
    }
    check_terms(&table, &terms, from, cx);
    let mut columns: Vec<Vec<u64>> = Vec::with_capacity(kept);
    for (name, _) in &periods[..kept] {
        columns.push(counts(&table, name, cx)?);
    }
    let Some(total) = terms.iter().position(|term| term == from.total) else {
        cx.error(from.span.or(Some(at)), format!("no row of the series is named `{}`", from.total))
            .help("name the row that holds the number of all documents by period");
        return None;
    };
    let mut over = 0;
    for ((name, _), column) in periods.iter().zip(&columns) {
        for (row, count) in column.iter().enumerate().filter(|(_, count)| **count > column[total]) {
            over += 1;
            if over <= 20 {
                table
                    .report(name, row, "a term cannot occur in more documents than there are", cx)
                    .got(count)
                    .allowed(format!("at most {}", column[total]));
            }
        }
    }
    if cx.errors() > before {
        return None;
    }
    let row = |row: usize| -> Vec<u64> { columns.iter().map(|column| column[row]).collect() };
    let term = |(place, name): (usize, String)| Term { name, documents: row(place), occurrences: None, sources: None };
    let documents = row(total);
    let terms = terms.into_iter().enumerate().filter(|(place, _)| *place != total).map(term).collect();
    Some(Series { periods: periods[..kept].iter().map(|(_, period)| *period).collect(), occurrences: documents.clone(), documents, terms })
}

fn periods(table: &CsvTable, from: &SeriesFile<'_>, cx: &mut Cx) -> Option<Vec<(String, Period)>> {
    let before = cx.errors();
    let at = Some(from.file.span);
    let mut found: Vec<(String, Period)> = Vec::new();
    for name in table.names().iter().filter(|name| *name != from.term) {
        let Some(period) = Period::parse(name) else {
            cx.error(at, format!("the column `{name}` of the series is no period")).allowed("names such as 2021Q3, 2021-09 or 2021");
            continue;
        };
        if let Some((known, last)) = found.last() {
            if last.step() != period.step() {
                cx.error(at, format!("the column `{name}` is a {}, `{known}` a {}", period.step(), last.step()));
                continue;
            }
            if period.since(*last) != 1 {
                cx.error(at, format!("the column `{name}` does not follow `{known}`")).help("periods stand in order, and none is left out");
            }
        }
        found.push((name.clone(), period));
    }
    if found.len() > PERIODS {
        cx.error(at, "the series has too many periods").got(found.len()).allowed(format!("at most {PERIODS}"));
    }
    if found.is_empty() && cx.errors() == before {
        cx.error(at, "the series has no column of counts").allowed("columns named by period, such as 2021Q3");
    }
    (cx.errors() == before).then_some(found)
}

fn check_terms(table: &CsvTable, terms: &[String], from: &SeriesFile<'_>, cx: &mut Cx) {
    let mut seen = std::collections::BTreeSet::new();
    for (row, term) in terms.iter().enumerate() {
        if term.is_empty() || term.chars().count() > 120 || term.chars().any(char::is_control) {
            table.report(from.term, row, "a term is text of 1 to 120 characters on one line", cx);
        } else if !seen.insert(term.as_str()) {
            table.report(from.term, row, format!("the term `{term}` is there twice"), cx);
        }
    }
    if terms.len() < 2 {
        cx.error(from.file.span, "the series has no term beside the row of all documents");
    }
}

fn counts(table: &CsvTable, name: &str, cx: &mut Cx) -> Option<Vec<u64>> {
    let numbers = table.numbers(name, None, cx)?;
    let (mut out, mut bad) = (Vec::with_capacity(numbers.len()), 0);
    for (row, number) in numbers.into_iter().enumerate() {
        if !((0.0..=LARGEST).contains(&number) && number.fract() == 0.0) {
            bad += 1;
            if bad <= 20 {
                table.report(name, row, "a count is a whole number from 0", cx).got(number);
            }
        }
        out.push(number as u64);
    }
    (bad == 0).then_some(out)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::input::{Problems, Read};

    fn read(text: &str, until: &str) -> Result<Series, Problems> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("t.csv"), text).unwrap();
        std::fs::write(folder.path().join("s.toml"), "file = 't.csv'").unwrap();
        let mut cx = Cx::new();
        let series = load(folder.path(), until, &mut cx);
        cx.finish(series).map(|(series, _)| series)
    }

    fn load(folder: &Path, until: &str, cx: &mut Cx) -> Option<Series> {
        let document = cx.load_toml(&folder.join("s.toml"), folder)?;
        let file = DataFile::read(document.node().get("file")?, cx)?;
        read_series(&SeriesFile { file: &file, term: "term", total: "(all)", until: Day::parse(until)?, span: None }, cx)
    }

    const GOOD: &str = "term,2020Q1,2020Q2,2020Q3,2020Q4\n(all),10,20,30,40\na,1,2,3,4\nb c,0,0,1,9\n";

    #[test]
    fn a_series_is_cut_at_the_date() {
        let all = read(GOOD, "2020-12-31").unwrap();
        assert_eq!((all.documents.as_slice(), all.terms[1].documents.as_slice()), (&[10, 20, 30, 40][..], &[0, 0, 1, 9][..]));
        let early = read(GOOD, "2020-12-30").unwrap();
        assert_eq!(early.periods.len(), 3);
        assert_eq!(all.until(Day::parse("2020-12-30").unwrap()), early);
        let windows = all.windows(2, 3);
        assert_eq!(windows, [Window { from: 0, to: 2 }, Window { from: 2, to: 4 }]);
        assert_eq!(windows[1].sum(&all.documents), 70);
    }

    #[test]
    fn what_comes_later_may_be_anything() {
        let garbage = GOOD.replace(",40\n", ",x\n").replace(",4\n", ",-7\n").replace(",9\n", ",99999999\n");
        assert_eq!(read(&garbage, "2020-09-30").unwrap(), read(GOOD, "2020-09-30").unwrap());
        assert!(read(&garbage, "2020-12-31").is_err());
    }

    #[test]
    fn every_fault_is_told_with_its_place() {
        for (text, what) in [
            ("term,2020Q1\n(all),10\n", "no term beside"),
            ("term,x\n(all),10\na,1\n", "is no period"),
            ("term\n(all)\na\n", "no column of counts"),
            ("term,2020Q1,2020-04\n(all),1,1\na,1,1\n", "a month"),
            ("term,2020Q1,2020Q3\n(all),1,1\na,1,1\n", "does not follow"),
            ("term,2020Q2,2020Q1\n(all),1,1\na,1,1\n", "does not follow"),
            ("word,2020Q1\n(all),1\na,1\n", "no column `term`"),
            ("term,2020Q1\nall,1\na,1\n", "is named `(all)`"),
            ("term,2020Q1\n(all),1\na,1\na,0\n", "is there twice"),
            ("term,2020Q1\n(all),1\n,1\n", "1 to 120 characters"),
            ("term,2020Q1\n(all),3\na,1.5\n", "whole number"),
            ("term,2020Q1\n(all),3\na,-1\n", "whole number"),
            ("term,2020Q1\n(all),3\na,4\n", "more documents than there are"),
            ("term,2020Q1\n(all),3\na,\n", "finite number"),
            ("term,2031Q1\n(all),3\na,1\n", "has ended by the date"),
            ("", "empty"),
        ] {
            let said = read(text, "2030-01-01").expect_err(text).to_string();
            assert!(said.contains(what), "{text}: {said}");
        }
    }
}
