//! One line of JSON to a tree of values with places, within bounds.
//!
//! Stricter than JSON itself: a key given twice, a number that cannot be held and `null` are refused. A fault says whether the text merely
//! ended too early, which is what a crash leaves behind.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::input::{Data, FileId, Span, Spanned, Value, limits};

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fault {
    /// The bytes at fault, counted from the start of the source.
    pub(super) range: Range<usize>,
    /// What is wrong.
    pub(super) what: String,
    /// Whether all is well as far as the text goes, but it ends too early.
    pub(super) cut: bool,
}

/// Parses a line that starts at byte `base` of its source.
///
/// # Errors
/// The first [`Fault`].
pub(super) fn parse(text: &str, base: usize, file: FileId) -> Result<Value, Fault> {
    let mut parser = Parser { text, at: 0, base, file, depth: 0 };
    parser.blank();
    let value = match parser.peek() {
        Some(b'{') | None => parser.value()?,
        Some(_) => return Err(parser.here("a line must be an object, `{ ... }`")),
    };
    parser.blank();
    if parser.at < text.len() {
        return Err(parser.here("there is more after the object"));
    }
    Ok(value)
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    base: usize,
    file: FileId,
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blank(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn span(&self, from: usize) -> Span {
        Span::new(self.file, self.base + from..self.base + self.at)
    }

    fn fault(&self, range: Range<usize>, what: impl Into<String>) -> Fault {
        Fault { range: self.base + range.start..self.base + range.end, what: what.into(), cut: false }
    }

    /// A fault at the next character.
    fn here(&self, what: &str) -> Fault {
        let next = self.text[self.at..].chars().next();
        self.fault(self.at..self.at + next.map_or(0, char::len_utf8), what)
    }

    /// A fault at the next character, or a cut where there is none.
    fn expected(&self, what: &str) -> Fault {
        if self.at < self.text.len() { self.here(&format!("{what} is expected here")) } else { self.cut() }
    }

    fn cut(&self) -> Fault {
        let end = self.base + self.text.len();
        Fault { range: end..end, what: "the line ends too early".to_owned(), cut: true }
    }

    fn value(&mut self) -> Result<Value, Fault> {
        self.blank();
        let from = self.at;
        let data = match self.peek() {
            Some(b'{') => self.nested(Self::table)?,
            Some(b'[') => self.nested(Self::list)?,
            Some(b'"') => Data::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') => self.literal("true", Data::Bool(true))?,
            Some(b'f') => self.literal("false", Data::Bool(false))?,
            Some(b'n') => {
                self.literal("null", Data::Bool(false))?;
                return Err(self.fault(from..self.at, "`null` says nothing; leave the key out"));
            }
            _ => return Err(self.expected("a value")),
        };
        Ok(Value { span: self.span(from), data })
    }

    fn nested(&mut self, inside: fn(&mut Self) -> Result<Data, Fault>) -> Result<Data, Fault> {
        if self.depth == limits::DEPTH {
            return Err(self.here(&format!("objects and arrays are nested past {} levels", limits::DEPTH)));
        }
        self.depth += 1;
        self.at += 1;
        let data = inside(self)?;
        self.depth -= 1;
        Ok(data)
    }

    /// Goes on to the next item of a list or table: `true` where there is one, `false` past the closing sign.
    fn goes_on(&mut self, first: bool, close: u8) -> Result<bool, Fault> {
        self.blank();
        match self.peek() {
            Some(byte) if byte == close => {
                self.at += 1;
                Ok(false)
            }
            Some(b',') if !first => {
                self.at += 1;
                Ok(true)
            }
            Some(_) if first => Ok(true),
            _ => Err(self.expected(&format!("`,` or `{}`", char::from(close)))),
        }
    }

    fn list(&mut self) -> Result<Data, Fault> {
        let mut items = Vec::new();
        while self.goes_on(items.is_empty(), b']')? {
            items.push(self.value()?);
        }
        Ok(Data::List(items))
    }

    fn table(&mut self) -> Result<Data, Fault> {
        let mut entries: Vec<(Spanned<String>, Value)> = Vec::new();
        let mut seen = BTreeMap::new();
        while self.goes_on(entries.is_empty(), b'}')? {
            self.blank();
            let from = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.expected("a key in double quotes"));
            }
            let key = self.string()?;
            if seen.insert(key.clone(), ()).is_some() {
                return Err(self.fault(from..self.at, format!("the key `{key}` is given twice")));
            }
            let span = self.span(from);
            self.blank();
            if self.peek() != Some(b':') {
                return Err(self.expected("`:`"));
            }
            self.at += 1;
            entries.push((Spanned::new(key, span), self.value()?));
        }
        Ok(Data::Table(entries))
    }

    fn literal(&mut self, word: &str, data: Data) -> Result<Data, Fault> {
        for byte in word.bytes() {
            if self.peek() != Some(byte) {
                return Err(self.expected(&format!("`{word}`")));
            }
            self.at += 1;
        }
        Ok(data)
    }

    fn digits(&mut self) -> Result<(), Fault> {
        if !matches!(self.peek(), Some(b'0'..=b'9')) {
            return Err(self.expected("a digit"));
        }
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        Ok(())
    }

    fn number(&mut self) -> Result<Data, Fault> {
        let from = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
            if matches!(self.peek(), Some(b'0'..=b'9')) {
                return Err(self.here("a number must not start with 0"));
            }
        } else {
            self.digits()?;
        }
        let mut whole = true;
        if self.peek() == Some(b'.') {
            whole = false;
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            whole = false;
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        let text = &self.text[from..self.at];
        let data = match whole {
            true => text.parse().ok().map(Data::Integer),
            false => text.parse().ok().filter(|number: &f64| number.is_finite()).map(Data::Float),
        };
        data.ok_or_else(|| self.fault(from..self.at, "the number is too large"))
    }

    fn string(&mut self) -> Result<String, Fault> {
        let from = self.at;
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = &self.text[self.at..];
            let plain = rest.find(|c: char| matches!(c, '"' | '\\') || c < ' ').unwrap_or(rest.len());
            out.push_str(&rest[..plain]);
            self.at += plain;
            if out.len() > limits::TEXT_BYTES {
                return Err(self.fault(from..self.at, format!("the text is longer than {} bytes", limits::TEXT_BYTES)));
            }
            match self.peek() {
                None => return Err(self.cut()),
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => {
                    self.at += 1;
                    out.push(self.escape()?);
                }
                Some(_) => return Err(self.here("a control character must be written as an escape")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Fault> {
        let plain = match self.peek() {
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(),
            _ => return Err(self.expected("an escape of JSON")),
        };
        self.at += 1;
        Ok(plain)
    }

    fn unicode(&mut self) -> Result<char, Fault> {
        let from = self.at - 1;
        let first = self.unit()?;
        let code = match first {
            0xD800..=0xDBFF => {
                self.literal("\\", Data::Bool(true))?;
                if self.peek() != Some(b'u') {
                    return Err(self.expected("the second half of a character"));
                }
                match self.unit()? {
                    second @ 0xDC00..=0xDFFF => 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00),
                    _ => return Err(self.fault(from..self.at, "these two escapes are no character")),
                }
            }
            other => other,
        };
        char::from_u32(code).ok_or_else(|| self.fault(from..self.at, "this escape is no character"))
    }

    /// Reads `u` and four hexadecimal digits.
    fn unit(&mut self) -> Result<u32, Fault> {
        self.at += 1;
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|byte| char::from(byte).to_digit(16));
            code = code * 16 + digit.ok_or_else(|| self.expected("a hexadecimal digit"))?;
            self.at += 1;
        }
        Ok(code)
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::input::Cx;

    fn parsed(text: &str) -> Result<Value, Fault> {
        let file = Cx::new().add_source("m".to_owned(), None, text.to_owned());
        parse(text, 0, file)
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

    const GOOD: &str = r#" {"a": [1, -2.5e-1, true, false, []], "b\n\ud83d\ude00é": {"c": "\"\\\/\b\f\t\r"}, "d": {}} "#;

    #[test]
    fn a_good_line_reads_as_any_reader_reads_it() {
        let other: Json = serde_json::from_str(GOOD).unwrap();
        assert_eq!(plain(&parsed(GOOD).unwrap()), other);
    }

    #[test]
    fn every_cut_is_seen_as_one() {
        let line = GOOD.trim();
        for end in (0..line.len()).filter(|&end| line.is_char_boundary(end)) {
            let fault = parsed(&line[..end]).expect_err("the object is not closed");
            assert!(fault.cut, "{fault:?} after {:?}", &line[..end]);
        }
    }

    #[test]
    fn what_json_forgives_is_refused_and_is_no_cut() {
        let deep = format!("{{\"a\":{}1{}}}", "[".repeat(limits::DEPTH), "]".repeat(limits::DEPTH));
        let long = format!("{{\"a\":\"{}\"}}", "x".repeat(limits::TEXT_BYTES + 1));
        for (text, what) in [
            (r#"{"a":1,"b":2,"a":3}"#, "`a` is given twice"),
            (r#"{"a":NaN}"#, "a value is expected"),
            (r#"{"a":Infinity}"#, "a value is expected"),
            (r#"{"a":null}"#, "`null` says nothing"),
            (r#"{"a":1e999}"#, "too large"),
            (r#"{"a":9223372036854775808}"#, "too large"),
            (r#"{"a":01}"#, "must not start with 0"),
            (r#"{"a":+1}"#, "a value is expected"),
            (r#"{"a":1.}"#, "a digit is expected"),
            (r#"{"a":nul}"#, "`null` is expected"),
            (r#"{"a":1,}"#, "a key in double quotes"),
            (r#"{'a':1}"#, "a key in double quotes"),
            (r#"{"a" 1}"#, "`:` is expected"),
            (r#"{"a":[1 2]}"#, "`,` or `]`"),
            (r#"{"a":1} {"#, "more after the object"),
            (r#"[1]"#, "must be an object"),
            (r#"{"a":"\x"}"#, "an escape of JSON"),
            (r#"{"a":"\ud800\ud800"}"#, "no character"),
            (r#"{"a":"\udc00"}"#, "no character"),
            (r#"{"a":"\u12g4"}"#, "hexadecimal digit"),
            ("{\"a\":\"\t\"}", "control character"),
            (deep.as_str(), "nested past 32 levels"),
            (long.as_str(), "longer than 65536 bytes"),
        ] {
            let fault = parsed(text).expect_err(text);
            assert!(fault.what.contains(what) && !fault.cut, "{text}: {fault:?}");
            assert!(text.get(fault.range.clone()).is_some(), "{text}: {fault:?}");
        }
        let allowed = format!("{{\"a\":{}1{}}}", "[".repeat(limits::DEPTH - 1), "]".repeat(limits::DEPTH - 1));
        assert!(parsed(&allowed).is_ok());
        assert!(!parsed(&format!("{{\"a\":{}", "[".repeat(500_000))).unwrap_err().cut);
    }

    const PIECES: &[&str] = &[
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"",
        "\\",
        "\"a\"",
        "\"b\":",
        "1",
        "-",
        "0",
        ".5",
        "e3",
        "true",
        "fals",
        "null",
        "é",
        "\\u00e9",
        "\\ud83d\\ude00",
        " ",
        "\t",
        "\u{0}",
        "1e999",
    ];

    /// The faults by which this reader is stricter than JSON.
    fn stricter(fault: &Fault) -> bool {
        ["given twice", "`null` says", "too large", "nested past", "longer than", "must be an object"]
            .iter()
            .any(|part| fault.what.contains(part))
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_text_is_read_as_another_reader_reads_it(
            text in prop_oneof![
                any::<String>(),
                vec(prop::sample::select(PIECES), 0..12).prop_map(|pieces| format!("{{{}}}", pieces.concat())),
                (0..GOOD.len(), 0..4_usize, prop::sample::select(PIECES)).prop_map(|(at, length, piece)| {
                    let edge = |at: usize| (0..=at.min(GOOD.len())).rev().find(|&at| GOOD.is_char_boundary(at)).unwrap_or(0);
                    format!("{}{piece}{}", &GOOD[..edge(at)], &GOOD[edge(at + length)..])
                }),
            ]
        ) {
            match (parsed(&text), serde_json::from_str::<Json>(&text)) {
                (Ok(own), Ok(other)) => prop_assert_eq!(plain(&own), other),
                (Ok(_), Err(error)) => prop_assert!(false, "another reader refuses {text:?}: {error}"),
                (Err(fault), Ok(_)) => prop_assert!(stricter(&fault), "{text:?}: {fault:?}"),
                (Err(fault), Err(error)) => {
                    prop_assert!(text.get(fault.range.clone()).is_some());
                    prop_assert!(!fault.cut || error.is_eof(), "{text:?}: {fault:?}, {error}");
                }
            }
        }
    }
}
