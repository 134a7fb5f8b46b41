//! JSON text to a tree of values with places, within bounds.
//!
//! `serde_json` reads; the places come from the parts of the text that it hands on unread. Stricter than JSON itself: a key given twice, a
//! number that cannot be held and, unless keys without a value may be left out, `null` are refused. A fault says whether the text merely ended
//! too early, which is what a crash leaves behind.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use serde_json::Error;
use serde_json::value::RawValue;

use super::limits;
use super::source::{FileId, Span, Spanned};
use super::value::{Data, Value};

/// What `null` under a key means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nulls {
    /// It is a fault.
    Refused,
    /// The key is as if it were not there.
    LeftOut,
}

/// What is wrong with a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// The bytes at fault, counted from the start of the source.
    pub range: Range<usize>,
    /// What is wrong.
    pub what: String,
    /// Whether all is well as far as the text goes, but it ends too early.
    pub cut: bool,
}

/// Parses a text that starts at byte `base` of its source and holds one object.
///
/// # Errors
/// The first [`Fault`].
pub fn parse(text: &str, base: usize, file: FileId, nulls: Nulls) -> Result<Value, Fault> {
    let line = Line { text, base, file, nulls };
    let start = text.len() - text.trim_start_matches([' ', '\t', '\r', '\n']).len();
    if text[start..].chars().next().is_some_and(|first| first != '{') {
        return Err(line.fault(line.letter(start), "this must be an object, `{ ... }`"));
    }
    let whole = serde_json::from_str::<&RawValue>(text).map_err(|error| line.broken(&error))?;
    line.value(whole, 1)
}

struct Line<'a> {
    text: &'a str,
    base: usize,
    file: FileId,
    nulls: Nulls,
}

impl<'a> Line<'a> {
    fn fault(&self, at: Range<usize>, what: impl Into<String>) -> Fault {
        Fault { range: self.base + at.start..self.base + at.end, what: what.into(), cut: false }
    }

    /// The character in which a byte lies.
    fn letter(&self, byte: usize) -> Range<usize> {
        let start = (0..=byte.min(self.text.len())).rev().find(|&at| self.text.is_char_boundary(at)).unwrap_or(0);
        start..start + self.text[start..].chars().next().map_or(0, char::len_utf8)
    }

    /// Where a part of the line stands.
    fn place(&self, part: &str) -> Range<usize> {
        let start = (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        start..start + part.len()
    }

    /// What is wrong with the line as a whole.
    fn broken(&self, error: &Error) -> Fault {
        // A number may end where it does only if a digit follows.
        let unended = || serde_json::from_str::<&RawValue>(&format!("{}0", self.text)).is_err_and(|error| error.is_eof());
        if error.is_eof() || unended() {
            let end = self.base + self.text.len();
            return Fault { range: end..end, what: "the text ends too early".to_owned(), cut: true };
        }
        let line: usize = self.text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
        self.fault(self.letter(line + error.column().saturating_sub(1)), said(error))
    }

    /// Reads a part of a line that is whole, at this depth.
    fn value(&self, part: &'a RawValue, depth: usize) -> Result<Value, Fault> {
        let text = part.get();
        let place = self.place(text);
        let wrong = |error: &Error| self.fault(place.clone(), said(error));
        let data = match text.as_bytes().first() {
            Some(b'{' | b'[') if depth > limits::DEPTH => {
                return Err(
                    self.fault(place.start..place.start + 1, format!("objects and arrays are nested past {} levels", limits::DEPTH))
                );
            }
            Some(b'{') => self.table(serde_json::from_str(text).map_err(|error| wrong(&error))?, depth)?,
            Some(b'[') => {
                let items: Vec<&'a RawValue> = serde_json::from_str(text).map_err(|error| wrong(&error))?;
                Data::List(items.into_iter().map(|item| self.value(item, depth + 1)).collect::<Result<_, _>>()?)
            }
            Some(b'"') => {
                let words: String = serde_json::from_str(text).map_err(|error| wrong(&error))?;
                if words.len() > limits::TEXT_BYTES {
                    return Err(self.fault(place, format!("the text is longer than {} bytes", limits::TEXT_BYTES)));
                }
                Data::Text(words)
            }
            Some(b't') => Data::Bool(true),
            Some(b'f') => Data::Bool(false),
            Some(b'n') => return Err(self.fault(place, "`null` says nothing; leave the key out")),
            _ => number(text).ok_or_else(|| self.fault(place.clone(), "the number is too large"))?,
        };
        Ok(Value { span: Span::new(self.file, self.base + place.start..self.base + place.end), data })
    }

    fn table(&self, parts: Parts<'a>, depth: usize) -> Result<Data, Fault> {
        let mut seen = BTreeSet::new();
        let mut entries = Vec::with_capacity(parts.0.len());
        for (Key(key), part) in parts.0 {
            if self.nulls == Nulls::LeftOut && part.get() == "null" {
                continue;
            }
            let value = self.value(part, depth + 1)?;
            // A key with escapes is no part of the text: it is placed at its value.
            let place = match &key {
                Cow::Borrowed(key) => {
                    let inside = self.place(key);
                    inside.start - 1..inside.end + 1
                }
                Cow::Owned(_) => self.place(part.get()),
            };
            let key = key.into_owned();
            if !seen.insert(key.clone()) {
                return Err(self.fault(place, format!("the key `{key}` is given twice")));
            }
            entries.push((Spanned::new(key, Span::new(self.file, self.base + place.start..self.base + place.end)), value));
        }
        Ok(Data::Table(entries))
    }
}

fn number(text: &str) -> Option<Data> {
    if text.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit()) {
        return text.parse().ok().map(Data::Integer);
    }
    text.parse().ok().filter(|number: &f64| number.is_finite()).map(Data::Float)
}

/// What `serde_json` says, without the place, which is shown otherwise.
fn said(error: &Error) -> String {
    let words = error.to_string();
    words.rsplit_once(" at line ").map_or(words.clone(), |(words, _)| words.to_owned())
}

#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

/// The entries of an object in their order, unread.
struct Parts<'a>(Vec<(Key<'a>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Parts<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = Parts<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut all = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    all.push(entry);
                }
                Ok(Parts(all))
            }
        }
        deserializer.deserialize_map(All)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::super::cx::Cx;
    use super::*;

    fn parsed(text: &str) -> Result<Value, Fault> {
        let file = Cx::new().add_source("m".to_owned(), None, text.to_owned());
        parse(text, 0, file, Nulls::Refused)
    }

    fn plain(value: &Value) -> Json {
        match &value.data {
            Data::Text(text) | Data::Date(text) => json!(text),
            Data::Integer(number) => json!(number),
            Data::Float(number) => json!(number),
            Data::Bool(truth) => json!(truth),
            Data::List(items) => items.iter().map(plain).collect(),
            Data::Table(entries) => Json::Object(entries.iter().map(|(key, value)| (key.value.clone(), plain(value))).collect()),
        }
    }

    const GOOD: &str = r#" {"a": [1, -2.5e-1, true, false, []], "b\n\ud83d\ude00é": {"c": "\"\\\/\b\f\t\r"}, "dé": {"e":7}} "#;

    #[test]
    fn a_good_line_reads_as_json_and_every_part_has_its_place() {
        let value = parsed(GOOD).unwrap();
        assert_eq!(plain(&value), serde_json::from_str::<Json>(GOOD).unwrap());
        let Data::Table(entries) = &value.data else { unreachable!() };
        let told: Vec<(&str, &str)> = entries.iter().map(|(key, value)| (&GOOD[key.span.range()], &GOOD[value.span.range()])).collect();
        let inner = r#"{"c": "\"\\\/\b\f\t\r"}"#;
        assert_eq!(told, [("\"a\"", "[1, -2.5e-1, true, false, []]"), (inner, inner), ("\"dé\"", "{\"e\":7}")]);
        assert_eq!(value.span.range(), 1..GOOD.len() - 1);
    }

    #[test]
    fn every_cut_is_seen_as_one() {
        for line in [GOOD.trim(), r#"{"a":-0.25E+10,"b":null}"#] {
            for end in (0..line.len()).filter(|&end| line.is_char_boundary(end)) {
                let fault = parsed(&line[..end]).expect_err("the object is not closed");
                assert!(fault.cut, "{fault:?} after {:?}", &line[..end]);
            }
        }
    }

    #[test]
    fn what_json_forgives_is_refused_and_is_no_cut() {
        let deep = format!("{{\"a\":{}1{}}}", "[".repeat(limits::DEPTH), "]".repeat(limits::DEPTH));
        let long = format!("{{\"a\":\"{}\"}}", "x".repeat(limits::TEXT_BYTES + 1));
        for (text, what, at) in [
            (r#"{"a":1,"b":2,"a":3}"#, "`a` is given twice", 13),
            (r#"{"a":NaN}"#, "expected value", 5),
            (r#"{"a":null}"#, "`null` says nothing", 5),
            (r#"{"a":1e999}"#, "too large", 5),
            (r#"{"a":9223372036854775808}"#, "too large", 5),
            (r#"{"a":01}"#, "invalid number", 6),
            (r#"{"a":1.}"#, "invalid number", 7),
            (r#"{"a":1,}"#, "key must be a string", 7),
            (r#"{"a" 1}"#, "expected `:`", 5),
            (r#"{"a":[1 2]}"#, "expected `,` or `]`", 8),
            (r#"{"a":1} {"#, "trailing characters", 8),
            (r#"é"#, "must be an object", 0),
            (r#"{"a":"\ud800\ud800"}"#, "surrogate", 5),
            // The parser points at what stands before it.
            ("{\"a\":\"é\u{1}\"}", "control character", 6),
            (deep.as_str(), "nested past 32 levels", 5 + limits::DEPTH - 1),
            (long.as_str(), "longer than 65536 bytes", 5),
        ] {
            let fault = parsed(text).expect_err(text);
            assert!(fault.what.contains(what) && !fault.cut, "{text}: {fault:?}");
            assert_eq!(fault.range.start, at, "{text}: {fault:?}");
            assert!(text.get(fault.range.clone()).is_some(), "{text}: {fault:?}");
        }
        let allowed = format!("{{\"a\":{}1{}}}", "[".repeat(limits::DEPTH - 1), "]".repeat(limits::DEPTH - 1));
        assert!(parsed(&allowed).is_ok());
        assert!(parsed(&format!("{{\"a\":{}", "[".repeat(500_000))).is_err());
    }
}
