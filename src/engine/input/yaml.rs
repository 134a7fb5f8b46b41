//! YAML text to a tree of values with places, within bounds.
//!
//! Words for truth are those of YAML 1.1 (`yes`, `on`), which is what the programs read whose files come in here. Keys without a value are left
//! out, merged keys (`<<`) are followed, and tags other than those of plain values are refused.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span as Marks, Tag};

use super::cx::Cx;
use super::limits;
use super::source::{FileId, Span, Spanned};
use super::value::{Data, Document, Value};

/// Parses the source, which holds one document with a table at its top.
pub(crate) fn parse(file: FileId, cx: &mut Cx) -> Option<Document> {
    let text = cx.source(file).text().to_owned();
    let mut maker = Maker { places: Places::of(&text), text: &text, file, cx, open: Vec::new(), anchors: BTreeMap::new(), copied: 0 };
    let root = maker.document()?;
    if !matches!(root.data, Data::Table(_)) {
        maker.cx.error(Span::new(file, 0..0), "the file must be a table: keys with what stands under them");
        return None;
    }
    Some(Document { root })
}

/// Bytes of characters: the parser counts characters.
struct Places(Option<Vec<u32>>);

impl Places {
    fn of(text: &str) -> Self {
        let all = || text.char_indices().map(|(at, _)| at).chain([text.len()]);
        Self((!text.is_ascii()).then(|| all().map(|at| u32::try_from(at).unwrap_or(u32::MAX)).collect()))
    }

    fn byte(&self, character: usize) -> usize {
        match &self.0 {
            None => character,
            Some(places) => places.get(character).or(places.last()).map_or(0, |&at| at as usize),
        }
    }
}

/// A value, or nothing where `null` stands.
type Found = Option<Value>;

/// What is open while events come in.
enum Open {
    List { anchor: usize, start: usize, items: Vec<Value> },
    Table { anchor: usize, start: usize, entries: Vec<(Spanned<String>, Value)>, merged: Vec<Value>, key: Option<Spanned<String>> },
}

struct Maker<'a> {
    places: Places,
    text: &'a str,
    file: FileId,
    cx: &'a mut Cx,
    open: Vec<Open>,
    /// What an anchor stands for, and how many values that is.
    anchors: BTreeMap<usize, (Found, usize)>,
    copied: usize,
}

/// How many values a value is made of.
fn size(value: &Value) -> usize {
    match &value.data {
        Data::List(items) => 1 + items.iter().map(size).sum::<usize>(),
        Data::Table(entries) => 1 + entries.iter().map(|(_, value)| size(value)).sum::<usize>(),
        _ => 1,
    }
}

impl Maker<'_> {
    fn document(&mut self) -> Option<Value> {
        // A mark at the start would shift every place by a character.
        let text = self.text;
        let mut parser = Parser::new_from_str(text);
        let (mut root, mut documents) = (None, 0);
        while let Some(event) = parser.next_event() {
            let (event, marks) = match event {
                Ok(event) => event,
                Err(error) => return self.broken(&error),
            };
            let span = self.span(marks);
            let finished = match event {
                Event::DocumentStart(_) => {
                    documents += 1;
                    if documents > 1 {
                        self.cx.error(span, "the file holds more than one document").allowed("one");
                        return None;
                    }
                    continue;
                }
                Event::Scalar(text, style, anchor, tag) => {
                    if text.len() > limits::TEXT_BYTES {
                        self.cx.error(span, "the text is too long").allowed(format!("at most {} bytes", limits::TEXT_BYTES));
                        return None;
                    }
                    let value = self.scalar(&text, style, tag.as_deref(), span)?;
                    self.name(anchor, &value);
                    self.put(value, span, style == ScalarStyle::Plain)?
                }
                Event::Alias(anchor) => {
                    let value = self.alias(anchor, span)?;
                    self.put(value, span, false)?
                }
                Event::SequenceStart(anchor, tag) => {
                    self.begin(Open::List { anchor, start: span.range().start, items: Vec::new() }, tag.as_deref(), span)?;
                    continue;
                }
                Event::MappingStart(anchor, tag) => {
                    let open = Open::Table { anchor, start: span.range().start, entries: Vec::new(), merged: Vec::new(), key: None };
                    self.begin(open, tag.as_deref(), span)?;
                    continue;
                }
                Event::SequenceEnd | Event::MappingEnd => self.end(span)?,
                Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => continue,
            };
            if let Some(value) = finished {
                root = Some(value);
            }
        }
        if root.is_none() {
            self.cx.error(Span::new(self.file, 0..0), "the file is empty");
        }
        root
    }

    fn span(&self, marks: Marks) -> Span {
        let (start, end) = (self.places.byte(marks.start.index()), self.places.byte(marks.end.index()));
        // A plain value's mark may run on to the next word.
        let written = self.text.get(start..end).map_or(0, |text| text.trim_end().len());
        Span::new(self.file, start..start + written)
    }

    fn broken<T>(&mut self, error: &ScanError) -> Option<T> {
        let at = self.places.byte(error.marker().index()).min(self.text.len());
        self.cx.error(Span::new(self.file, at..at), format!("this is not YAML: {}", error.info()));
        None
    }

    fn begin(&mut self, open: Open, tag: Option<&Tag>, span: Span) -> Option<()> {
        if tag.is_some_and(|tag| !tag.is_yaml_core_schema()) {
            return self.tagged(span);
        }
        if self.open.len() >= limits::DEPTH {
            self.cx.error(span, "tables and lists are nested too deeply").allowed(format!("at most {} levels", limits::DEPTH));
            return None;
        }
        self.open.push(open);
        Some(())
    }

    fn tagged<T>(&mut self, span: Span) -> Option<T> {
        self.cx.error(span, "values with a tag of their own cannot be read").help("write the value plainly");
        None
    }

    /// Remembers what an anchor stands for.
    fn name(&mut self, anchor: usize, value: &Found) {
        if anchor > 0 {
            self.anchors.insert(anchor, (value.clone(), value.as_ref().map_or(1, size)));
        }
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Option<Found> {
        let Some((value, size)) = self.anchors.get(&anchor) else {
            self.cx.error(span, "the alias stands inside of what it stands for");
            return None;
        };
        self.copied += size;
        if self.copied > limits::COPIES {
            self.cx.error(span, "aliases blow this file up").allowed(format!("at most {} values by alias", limits::COPIES));
            return None;
        }
        Some(value.clone())
    }

    /// Puts a value where it belongs; gives it back where it is the whole document.
    fn put(&mut self, value: Found, span: Span, plain: bool) -> Option<Found> {
        match self.open.last_mut() {
            None => return Some(value),
            Some(Open::List { items, .. }) => match value {
                Some(value) => items.push(value),
                None => {
                    self.cx.error(span, "an entry of a list says nothing");
                    return None;
                }
            },
            Some(Open::Table { entries, merged, key, .. }) => match key.take() {
                None => match value.as_ref().map(|value| &value.data) {
                    Some(Data::Text(text)) => *key = Some(Spanned::new(text.clone(), span)),
                    Some(Data::Integer(_) | Data::Float(_) | Data::Bool(_)) if plain => {
                        *key = Some(Spanned::new(self.text.get(span.range()).unwrap_or("").to_owned(), span));
                    }
                    _ => {
                        self.cx.error(span, "a key must be a word");
                        return None;
                    }
                },
                Some(key) if key.value == "<<" => merged.extend(value),
                Some(key) => {
                    if let Some((first, _)) = entries.iter().find(|(known, _)| known.value == key.value) {
                        let first = first.span;
                        let problem = self.cx.error(key.span, format!("`{}` is given twice", key.value));
                        problem.also(first, "the first").help("keep one of the two");
                    } else if let Some(value) = value {
                        entries.push((key, value));
                    }
                }
            },
        }
        Some(None)
    }

    fn end(&mut self, span: Span) -> Option<Found> {
        let (anchor, start, mut data, merged) = match self.open.pop()? {
            Open::List { anchor, start, items } => (anchor, start, Data::List(items), Vec::new()),
            Open::Table { anchor, start, entries, merged, .. } => (anchor, start, Data::Table(entries), merged),
        };
        self.merge(&mut data, merged)?;
        let flow = matches!(self.text.as_bytes().get(start), Some(b'{' | b'['));
        let within = |value: &Value| Some(value.span.range().end).filter(|&end| end > start);
        let inside = match &data {
            Data::List(items) => items.iter().filter_map(within).max(),
            Data::Table(entries) => entries.iter().flat_map(|(key, value)| [Some(key.span.range().end), within(value)]).flatten().max(),
            _ => None,
        };
        let end = if flow { span.range().end } else { inside.unwrap_or(start) };
        let value = Some(Value { span: Span::new(self.file, start..end.max(start)), data });
        self.name(anchor, &value);
        let at = value.as_ref().map_or(span, |value| value.span);
        self.put(value, at, false)
    }

    /// Adds the keys of merged tables that the table itself does not have.
    fn merge(&mut self, data: &mut Data, merged: Vec<Value>) -> Option<()> {
        let Data::Table(entries) = data else { return Some(()) };
        let tables = merged.into_iter().flat_map(|value| match value.data {
            Data::List(items) => items,
            data => vec![Value { span: value.span, data }],
        });
        for table in tables {
            let Data::Table(more) = table.data else {
                self.cx.error(table.span, "`<<` merges tables only");
                return None;
            };
            for (key, value) in more {
                if entries.iter().all(|(known, _)| known.value != key.value) {
                    entries.push((key, value));
                }
            }
        }
        Some(())
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, tag: Option<&Tag>, span: Span) -> Option<Found> {
        let words = |text: &str| Some(Some(Value { span, data: Data::Text(text.to_owned()) }));
        if let Some(tag) = tag {
            return match (tag.is_yaml_core_schema(), tag.suffix.as_str()) {
                (true, "str") => words(text),
                _ => self.tagged(span),
            };
        }
        if style != ScalarStyle::Plain {
            return words(text);
        }
        let data = match text {
            "" | "~" | "null" | "Null" | "NULL" => return Some(None),
            "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Data::Bool(true),
            "false" | "False" | "FALSE" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Data::Bool(false),
            _ => number(text).unwrap_or_else(|| Data::Text(text.to_owned())),
        };
        Some(Some(Value { span, data }))
    }
}

fn number(text: &str) -> Option<Data> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok().map(Data::Integer);
    }
    text.parse().ok().filter(|number: &f64| number.is_finite()).map(Data::Float)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::input::Node;

    fn read(text: &str) -> Result<Document, String> {
        let mut cx = Cx::new();
        let document = cx.parse_yaml("t.yaml", text);
        cx.finish(document).map(|(document, _)| document).map_err(|problems| problems.to_string())
    }

    fn plain(node: Node<'_>) -> Json {
        match node.data() {
            Data::Text(text) | Data::Date(text) => json!(text),
            Data::Integer(number) => json!(number),
            Data::Float(number) => json!(number),
            Data::Bool(truth) => json!(truth),
            Data::List(_) => node.list().into_iter().flatten().map(plain).collect(),
            Data::Table(_) => {
                Json::Object(node.entries().into_iter().flatten().map(|(key, value)| (key.value.clone(), plain(value))).collect())
            }
        }
    }

    const GOOD: &str = "# é\nwriter:\n  role: >\n    Two\n    lines\n  on: yes\n  n: [1, -2.5, '3', \"é\\n\", ~x]\n  nothing:\n  also: null\n\nempty: {}\nlast: !!str 5\n";

    #[test]
    fn a_good_file_reads_as_yaml_and_every_part_has_its_place() {
        for mark in ["", "\u{feff}"] {
            let text = format!("{mark}{GOOD}");
            let document = read(&text).unwrap();
            assert_eq!(
                plain(document.node()),
                json!({
                    "writer": { "role": "Two lines\n", "on": true, "n": [1, -2.5, "3", "é\n", "~x"] },
                    "empty": {},
                    "last": "5",
                })
            );
            let writer = document.node().get("writer").unwrap();
            let shown = |node: Node<'_>| text[node.span().range()].to_owned();
            assert_eq!(shown(writer.get("on").unwrap()), "yes");
            assert_eq!(shown(writer.get("n").unwrap()), "[1, -2.5, '3', \"é\\n\", ~x]");
            assert!(shown(writer).starts_with("role: >") && shown(writer).ends_with("~x]"), "{:?}", shown(writer));
            let (key, _) = writer.entries().unwrap().nth(1).unwrap();
            assert_eq!(&text[key.span.range()], "on");
        }
    }

    #[test]
    fn aliases_and_merged_keys_are_followed() {
        let document = read("base: &b {x: 1, y: 2}\none:\n  <<: *b\n  y: 3\nlist: &l [1]\nagain: *l\n").unwrap();
        assert_eq!(plain(document.node().get("one").unwrap()), json!({ "y": 3, "x": 1 }));
        assert_eq!(plain(document.node().get("again").unwrap()), json!([1]));
    }

    #[test]
    fn what_is_no_plain_table_is_refused() {
        let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..20 {
            let before = format!("*a{}", level - 1);
            bomb.push_str(&format!("a{level}: &a{level} [{}]\n", [before.as_str(); 9].join(", ")));
        }
        let deep = format!("a: {}{}", "[".repeat(limits::DEPTH), "]".repeat(limits::DEPTH));
        for (text, what) in [
            ("", "the file is empty"),
            ("- a\n", "the file must be a table"),
            ("a: 1\na: 2\n", "`a` is given twice"),
            ("a: [1\n", "this is not YAML"),
            ("a: b: c\n", "this is not YAML"),
            ("a: !thing 1\n", "a tag of their own"),
            ("a: !thing {b: 1}\n", "a tag of their own"),
            ("a: [~]\n", "says nothing"),
            ("[a]: 1\n", "a key must be a word"),
            ("a: 1\n---\nb: 2\n", "more than one document"),
            ("a: *b\n", "this is not YAML"),
            ("a: &a [*a]\n", "inside of what it stands for"),
            ("a: {<<: 3}\n", "merges tables only"),
            (bomb.as_str(), "aliases blow this file up"),
            (deep.as_str(), "nested too deeply"),
        ] {
            let said = read(text).expect_err(text);
            assert!(said.contains(what), "{text}: {said}");
        }
        assert!(read(&format!("a: {}{}", "[".repeat(500_000), "]".repeat(10))).is_err());
    }
}
