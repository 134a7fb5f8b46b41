//! A second table laid beside the first: prices of products by week, found by the week.

use std::collections::BTreeMap;

use crate::input::Cx;

use super::cells::Table;
use super::gather::Places;
use super::spec::{FitSpec, Form, LookupSpec};

/// Reads the second tables.
///
/// # Errors
/// `None`, reported, where one cannot be read.
pub(super) fn read(spec: &FitSpec, cx: &mut Cx) -> Option<Vec<Vec<Table>>> {
    let mut all = Vec::new();
    for lookup in &spec.data.lookup {
        if let (Some(alternative), Form::Long) = (&lookup.alternative, spec.data.form) {
            cx.error(alternative.span, "for long data the alternative is one of the columns by which a row is found")
                .help("put it under `by`, and give both tables the same name for it");
        }
        let tables: Vec<Option<Table>> = lookup.files.iter().map(|file| Table::read(file, &spec.data.unknown, cx)).collect();
        all.push(tables.into_iter().collect::<Option<Vec<Table>>>());
    }
    all.into_iter().collect()
}

/// Lays the second tables beside the first.
///
/// # Errors
/// `None`, reported: a column that is not there or is there twice, a row that is there twice, a row that is not found.
pub(super) fn join(spec: &FitSpec, lookups: &[Vec<Table>], tables: &mut [Table], cx: &mut Cx) -> Option<()> {
    let before = cx.errors();
    for (lookup, others) in spec.data.lookup.iter().zip(lookups) {
        let Some(index) = Index::new(lookup, others, cx) else { continue };
        let codes: Vec<(String, String)> = spec
            .alternatives
            .iter()
            .filter(|one| !one.none)
            .map(|one| (one.name.value.as_str().to_owned(), one.code().to_owned()))
            .collect();
        for table in tables.iter_mut() {
            beside(lookup, &index, others, &codes, table, cx);
        }
    }
    (cx.errors() == before).then_some(())
}

/// Where each row of the second tables stands, by what it is found by.
struct Index {
    rows: BTreeMap<Vec<String>, (usize, usize)>,
}

/// The cells of the columns by which rows are found, row by row.
fn keys(lookup: &LookupSpec, table: &Table, with_alternative: bool, cx: &mut Cx) -> Option<Vec<Vec<String>>> {
    let alternative = lookup.alternative.iter().filter(|_| with_alternative);
    let columns: Vec<Option<Vec<String>>> = lookup.by.iter().chain(alternative).map(|name| table.words(name, cx)).collect();
    let columns: Vec<Vec<String>> = columns.into_iter().collect::<Option<_>>()?;
    Some((0..table.rows()).map(|row| columns.iter().map(|column| column[row].trim().to_owned()).collect()).collect())
}

impl Index {
    fn new(lookup: &LookupSpec, tables: &[Table], cx: &mut Cx) -> Option<Self> {
        let before = cx.errors();
        let (mut rows, mut twice) = (BTreeMap::new(), Places::default());
        for (at, table) in tables.iter().enumerate() {
            for (row, key) in keys(lookup, table, true, cx)?.into_iter().enumerate() {
                let words = key.join(", ");
                if rows.insert(key, (at, row)).is_some() {
                    twice.add(|| format!("{words} in {}", table.place(row)));
                }
            }
        }
        let help = "a row is found by `by` and, for wide data, the alternative: name further columns, or leave one of the rows out";
        twice.report(lookup.by[0].span, "a row of the second table is there twice", help, cx);
        (cx.errors() == before).then_some(Self { rows })
    }
}

/// Lays one second table beside a table of the data.
fn beside(lookup: &LookupSpec, index: &Index, others: &[Table], codes: &[(String, String)], table: &mut Table, cx: &mut Cx) -> Option<()> {
    let keys = keys(lookup, table, false, cx)?;
    let used: Vec<&str> = lookup.by.iter().chain(&lookup.alternative).map(|name| name.value.as_str()).collect();
    let names: Vec<String> = others[0].columns().filter(|name| !used.contains(name)).map(str::to_owned).collect();
    let found = |code: Option<&str>| -> Vec<Option<(usize, usize)>> {
        let with = |key: &Vec<String>| -> Vec<String> { key.iter().cloned().chain(code.map(str::to_owned)).collect() };
        keys.iter().map(|key| index.rows.get(&with(key)).copied()).collect()
    };
    let mut lost = Places::default();
    match &lookup.alternative {
        None => {
            let rows = found(None);
            for (row, _) in rows.iter().enumerate().filter(|(_, found)| found.is_none()) {
                lost.add(|| format!("{} in {}", keys[row].join(", "), table.place(row)));
            }
            for name in &names {
                table.take(name, name, &rows, others, lookup.by[0].span, cx);
            }
        }
        Some(_) => {
            let all: Vec<Vec<Option<(usize, usize)>>> = codes.iter().map(|(_, code)| found(Some(code))).collect();
            for row in (0..table.rows()).filter(|&row| all.iter().all(|rows| rows[row].is_none())) {
                lost.add(|| format!("{} in {}", keys[row].join(", "), table.place(row)));
            }
            for ((alternative, code), rows) in codes.iter().zip(&all) {
                for name in &names {
                    table.take(name, &format!("{name}_{alternative}"), rows, others, lookup.by[0].span, cx);
                }
                table.was_present(code, rows.iter().map(Option::is_some).collect());
            }
        }
    }
    let help = "add its row to the second table, or leave the row of the data out with `data.where`";
    lost.report(lookup.by[0].span, "a row of the data is not found in the second table", help, cx);
    Some(())
}
