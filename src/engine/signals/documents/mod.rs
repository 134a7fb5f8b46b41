//! Documents from files of what others publish: feeds, tables, and the formats of four archives.
//!
//! In: the bytes of a file, wherever they came from, its format, and the day after which nothing is looked at. Out: documents with date,
//! source, language and words as the file has them, and every item that could not be read, or not whole, with why. One bad item never takes
//! the others with it. Entities of a file's own are never expanded, and sizes, depths and numbers of items are bounded.

mod duplicates;
mod encoding;
mod feed;
mod json;
mod table;
#[cfg(test)]
mod tests;

use crate::choice;

use super::day::Day;

pub use duplicates::{Merged, SIMILAR, WORDS, merge};
pub use encoding::{Encoding, decode};

/// Largest file \[bytes\].
pub const FILE_BYTES: u64 = 64 * 1024 * 1024;
/// Most items that are kept of one file.
pub const ITEMS: usize = 100_000;
/// Longest title that is kept \[bytes\].
pub const TITLE_BYTES: usize = 4 * 1024;
/// Longest text that is kept of one item \[bytes\].
pub const TEXT_BYTES: usize = 64 * 1024;
/// Longest name of a source, identifier or language that is kept \[bytes\].
const NAME_BYTES: usize = 240;
/// Most items that are listed with what is wrong with them; beyond, they are counted.
pub const LISTED: usize = 1_000;

choice! {
    /// What documents are written in.
    pub enum Format {
        /// RSS 2.0 or 1.0.
        Rss = "rss",
        /// Atom.
        Atom = "atom",
        /// JSON Feed 1 or 1.1.
        JsonFeed = "json feed",
        /// Comma-separated values with a header; needs `columns`.
        Csv = "csv",
        /// Tab-separated values with a header; needs `columns`.
        Tsv = "tsv",
        /// One JSON object a line; needs `columns`.
        Jsonl = "jsonl",
        /// GDELT 2.0 events: 61 columns between tabs, no header.
        Gdelt = "gdelt events",
        /// PatentsView: quoted tab-separated values.
        PatentsView = "patentsview",
        /// OpenAlex works: a page of results, or one work a line.
        OpenAlex = "openalex",
        /// Hacker News: a page of the search, or items.
        HackerNews = "hacker news",
    }
}

/// Which column, or key, holds what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// The date.
    pub date: String,
    /// The title.
    pub title: Option<String>,
    /// The text.
    pub text: Option<String>,
    /// An identifier.
    pub id: Option<String>,
    /// Who published it.
    pub source: Option<String>,
    /// Its language.
    pub language: Option<String>,
}

/// Says which words of a document the program put together, so that nobody takes them for the source's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rebuilt {
    /// None: all stands in the file as it is here.
    #[default]
    Nothing,
    /// The text, from an index of its words or from parts.
    Text,
    /// Title and text.
    Both,
}

/// One document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its identifier, or its place in the file.
    pub id: String,
    /// Who published it.
    pub source: String,
    /// When.
    pub day: Day,
    /// Its language, if it says so.
    pub language: Option<String>,
    /// The title, as the file has it once its format is undone; marks of HTML are still in it.
    pub title: String,
    /// The text, likewise.
    pub text: String,
    /// What of it the program put together.
    pub rebuilt: Rebuilt,
    /// The file.
    pub file: String,
    /// Where in the file.
    pub place: String,
}

/// An item that could not be read, or not whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The file.
    pub file: String,
    /// Where in the file.
    pub place: String,
    /// What is wrong.
    pub reason: String,
    /// Whether what is good of it was kept.
    pub kept: bool,
}

/// What a file gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Batch {
    /// The documents, in the order of the file.
    pub documents: Vec<Document>,
    /// Items with something wrong, in the order of the file; at most [`LISTED`].
    pub remarks: Vec<Remark>,
    /// Items with something wrong beyond those listed.
    pub unlisted: usize,
    /// Items dated after the day that is looked from. They were not looked at further.
    pub later: usize,
}

/// A file and how it is to be read.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a> {
    /// The file's name, as it is shown.
    pub file: &'a str,
    /// Its format.
    pub format: Format,
    /// Its encoding, where that is said.
    pub encoding: Option<Encoding>,
    /// Which column holds what, for tables.
    pub columns: Option<&'a Columns>,
    /// The source of items that name none.
    pub source: Option<&'a str>,
    /// The language of items that name none.
    pub language: Option<&'a str>,
    /// The day after which nothing is looked at.
    pub until: Day,
}

/// Reads the documents of a file.
///
/// # Errors
/// None: what cannot be read is a [`Remark`], and an empty batch says why it is empty.
///
/// # Determinism
/// Depends on its arguments alone.
#[must_use]
pub fn read(bytes: &[u8], origin: &Origin<'_>) -> Batch {
    let mut batch = Collector { origin, batch: Batch::default() };
    if bytes.len() as u64 > FILE_BYTES {
        batch.whole(format!("the file is larger than {FILE_BYTES} bytes"));
        return batch.batch;
    }
    match decode(bytes, origin.encoding) {
        Err(why) => batch.whole(why),
        Ok(text) if text.trim().is_empty() => batch.whole("the file is empty".to_owned()),
        Ok(text) => match origin.format {
            Format::Rss | Format::Atom => feed::read(&text, &mut batch),
            Format::JsonFeed => json::feed(&text, &mut batch),
            Format::Jsonl => json::lines(&text, &mut batch),
            Format::OpenAlex => json::open_alex(&text, &mut batch),
            Format::HackerNews => json::hacker_news(&text, &mut batch),
            Format::Csv => table::mapped(&text, b',', &mut batch),
            Format::Tsv => table::mapped(&text, b'\t', &mut batch),
            Format::PatentsView => table::patents(&text, &mut batch),
            Format::Gdelt => table::gdelt(&text, &mut batch),
        },
    }
    let nothing = batch.batch.documents.is_empty() && batch.batch.remarks.is_empty() && batch.batch.later == 0;
    if nothing {
        batch.whole("the file holds no items".to_owned());
    }
    batch.batch
}

/// An item as a format gives it.
#[derive(Debug, Default)]
struct Raw {
    id: String,
    source: String,
    date: Date,
    language: String,
    title: String,
    text: String,
    rebuilt: Rebuilt,
    /// What is wrong with it already, though it can be kept.
    fault: Option<String>,
}

/// A date as a format gives it.
#[derive(Debug, Default)]
enum Date {
    #[default]
    Missing,
    Written(String),
    Seconds(i64),
}

impl Date {
    fn of(text: &str) -> Self {
        if text.trim().is_empty() { Self::Missing } else { Self::Written(text.to_owned()) }
    }
}

/// Takes items in, one after the other.
struct Collector<'a> {
    origin: &'a Origin<'a>,
    batch: Batch,
}

impl Collector<'_> {
    /// Remarks on the file as a whole.
    fn whole(&mut self, reason: String) {
        self.remark("the file".to_owned(), reason, false);
    }

    fn remark(&mut self, place: String, reason: String, kept: bool) {
        if self.batch.remarks.len() >= LISTED {
            self.batch.unlisted += 1;
            return;
        }
        self.batch.remarks.push(Remark { file: self.origin.file.to_owned(), place, reason, kept });
    }

    /// Whether there is room for more; says so once there is none.
    fn room(&mut self) -> bool {
        let room = self.batch.documents.len() < ITEMS;
        if !room {
            self.whole(format!("the file holds more than {ITEMS} items; the rest was not read"));
        }
        room
    }

    fn add(&mut self, place: String, raw: Raw) {
        let day = match &raw.date {
            Date::Missing => return self.remark(place, "it has no date".to_owned(), false),
            Date::Written(text) => match Day::parse(text) {
                Some(day) => day,
                None => return self.remark(place, format!("its date cannot be read: {:?}", cut(text, 40)), false),
            },
            Date::Seconds(seconds) => match Day::of_seconds(*seconds) {
                Some(day) => day,
                None => return self.remark(place, format!("its date lies outside of the calendar: {seconds} seconds after 1970"), false),
            },
        };
        if day > self.origin.until {
            self.batch.later += 1;
            return;
        }
        if raw.title.trim().is_empty() && raw.text.trim().is_empty() {
            return self.remark(place, "it has neither title nor text".to_owned(), false);
        }
        let (title, text) = (cut(&raw.title, TITLE_BYTES), cut(&raw.text, TEXT_BYTES));
        let long = title.len() < raw.title.len() || text.len() < raw.text.len();
        let fault = raw.fault.or_else(|| long.then(|| format!("it is longer than {TEXT_BYTES} bytes; the rest is left out")));
        if let Some(fault) = fault {
            self.remark(place.clone(), fault, true);
        }
        let or = |given: &str, else_: Option<&str>| {
            let name = clean(given);
            if name.is_empty() { else_.map(clean).unwrap_or_default() } else { name }
        };
        let source = or(&raw.source, self.origin.source);
        let language = or(&raw.language, self.origin.language).to_lowercase();
        self.batch.documents.push(Document {
            id: or(&raw.id, Some(&place)),
            source: if source.is_empty() { "not named".to_owned() } else { source },
            day,
            language: (!language.is_empty()).then_some(language),
            title: title.to_owned(),
            text: text.to_owned(),
            rebuilt: raw.rebuilt,
            file: self.origin.file.to_owned(),
            place,
        });
    }
}

/// As much of the start as fits into so many bytes.
fn cut(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    &text[..end]
}

/// A name on one line, without what would act on a terminal.
fn clean(name: &str) -> String {
    let name: String = name.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    cut(&name, NAME_BYTES).trim().to_owned()
}
