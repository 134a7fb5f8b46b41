//! Tables: with a header and a map of columns, GDELT 2.0 events, PatentsView.

use csv::{ByteRecord, ReaderBuilder, StringRecord};

use super::{Collector, Columns, Date, Raw, Rebuilt};

/// Columns of a GDELT 2.0 event, after the GDELT Event Database data format codebook V2.0.
const GDELT: usize = 61;
/// Lines that one row may run over, before it is taken for a quote that was never closed.
const LINES: u64 = 2_000;

pub(super) fn mapped(text: &str, delimiter: u8, into: &mut Collector<'_>) {
    let Some(columns) = into.origin.columns else {
        return into.whole("a table needs `columns`, which say in which column what stands".to_owned());
    };
    let columns = columns.clone();
    with_header(text, delimiter, &columns, into);
}

/// PatentsView's own names of columns, today's and those before.
pub(super) fn patents(text: &str, into: &mut Collector<'_>) {
    let head = text.lines().next().unwrap_or_default();
    let names: Vec<&str> = head.split('\t').map(|name| name.trim().trim_matches('"')).collect();
    let find = |known: [&str; 2]| known.into_iter().find(|name| names.contains(name)).map(str::to_owned);
    let Some(date) = find(["patent_date", "date"]) else {
        return into.whole("this is no table of PatentsView: it has no column `patent_date`".to_owned());
    };
    let columns = Columns {
        date,
        title: find(["patent_title", "title"]),
        text: find(["patent_abstract", "abstract"]),
        id: find(["patent_id", "number"]),
        source: None,
        language: None,
    };
    with_header(text, b'\t', &columns, into);
}

fn with_header(text: &str, delimiter: u8, columns: &Columns, into: &mut Collector<'_>) {
    let mut reader = ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(text.as_bytes());
    let mut row = StringRecord::new();
    if !matches!(reader.read_record(&mut row), Ok(true)) {
        return into.whole("the table has no header".to_owned());
    }
    let names: Vec<String> = row.iter().map(|name| name.trim().to_owned()).collect();
    let wanted = [
        Some(&columns.date),
        columns.title.as_ref(),
        columns.text.as_ref(),
        columns.id.as_ref(),
        columns.source.as_ref(),
        columns.language.as_ref(),
    ];
    let mut at = [None; 6];
    for (place, name) in wanted.into_iter().enumerate() {
        let Some(name) = name else { continue };
        at[place] = names.iter().position(|known| known == name);
        if at[place].is_none() {
            return into.whole(format!("the table has no column `{name}`; it has {}", super::cut(&names.join(", "), 400)));
        }
    }
    while into.room() {
        let line = reader.position().line();
        match reader.read_record(&mut row) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => return into.remark(format!("line {line}"), format!("the table cannot be read from here: {error}"), false),
        }
        let place = format!("line {line}");
        let lines = reader.position().line() - line;
        if lines > LINES {
            into.remark(place, format!("the row runs over {lines} lines: is a quote never closed?"), false);
            continue;
        }
        if row.len() != names.len() {
            into.remark(place, format!("the row has {} cells, the header {}", row.len(), names.len()), false);
            continue;
        }
        let cell = |place: usize| at[place].and_then(|column| row.get(column)).unwrap_or_default().to_owned();
        let raw = Raw {
            date: Date::of(&cell(0)),
            title: cell(1),
            text: cell(2),
            id: cell(3),
            source: cell(4),
            language: cell(5),
            ..Raw::default()
        };
        into.add(place, raw);
    }
}

/// The twenty kinds of event of CAMEO, by the first two digits of their code, after the CAMEO manual, version 1.1b3.
const CAMEO: [&str; 20] = [
    "make public statement",
    "appeal",
    "express intent to cooperate",
    "consult",
    "engage in diplomatic cooperation",
    "engage in material cooperation",
    "provide aid",
    "yield",
    "investigate",
    "demand",
    "disapprove",
    "reject",
    "threaten",
    "protest",
    "exhibit force posture",
    "reduce relations",
    "coerce",
    "assault",
    "fight",
    "use unconventional mass violence",
];

/// An event has no words of its own: its title is put together from who did what to whom and where.
pub(super) fn gdelt(text: &str, into: &mut Collector<'_>) {
    let mut reader = ReaderBuilder::new().delimiter(b'\t').quoting(false).flexible(true).has_headers(false).from_reader(text.as_bytes());
    let mut row = ByteRecord::new();
    while into.room() {
        let line = reader.position().line();
        match reader.read_byte_record(&mut row) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => return into.remark(format!("line {line}"), format!("the table cannot be read from here: {error}"), false),
        }
        let place = format!("line {line}");
        if row.len() != GDELT {
            into.remark(place, format!("the row has {} cells, an event of GDELT 2.0 has {GDELT}", row.len()), false);
            continue;
        }
        let cell = |column: usize| row.get(column).and_then(|cell| std::str::from_utf8(cell).ok()).unwrap_or_default().trim();
        let root: Option<usize> = cell(28).parse().ok();
        let Some(kind) = root.and_then(|root| CAMEO.get(root.wrapping_sub(1))) else {
            into.remark(place, format!("its kind of event is not one of CAMEO's twenty: {:?}", super::cut(cell(28), 20)), false);
            continue;
        };
        let parts: Vec<&str> = [cell(6), kind, cell(16), cell(52)].into_iter().filter(|part| !part.is_empty()).collect();
        into.add(
            place,
            Raw {
                id: cell(0).to_owned(),
                source: host(cell(60)).to_owned(),
                // The day it was added, not the day it tells of: before that day nobody could have read it.
                date: Date::of(cell(59)),
                title: parts.join(", "),
                rebuilt: Rebuilt::Both,
                ..Raw::default()
            },
        );
    }
}

/// The host of an address.
fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    host.strip_prefix("www.").unwrap_or(host)
}
