//! Lengths of time: minutes as numbers, or words such as "24 h".

use serde_json::json;

use crate::input::{Cx, Data, Json, Node, Quantity, Read, Schemas, Value, one_of};

/// The units of time, with their minutes.
const UNITS: [(&[&str], f64); 5] = [
    (&["s", "sec", "secs", "second", "seconds"], 1.0 / 60.0),
    (&["min", "mins", "minute", "minutes", "m"], 1.0),
    (&["h", "hr", "hrs", "hour", "hours"], 60.0),
    (&["d", "day", "days"], 1_440.0),
    (&["w", "week", "weeks"], 10_080.0),
];

/// A length of time in minutes, that may be uncertain.
#[derive(Debug, Clone, PartialEq)]
pub struct Minutes(pub Quantity);

/// A length of time in minutes that is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Length(pub f64);

/// Reads words such as "24 h" or "1 day 6 hours".
pub(super) fn of_words(text: &str) -> Option<f64> {
    let (mut rest, mut sum, mut parts) = (text.trim(), 0.0, 0);
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(rest.len());
        let number: f64 = rest[..digits].parse().ok()?;
        rest = rest[digits..].trim_start();
        let letters = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let unit = rest[..letters].to_ascii_lowercase();
        let (_, minutes) = UNITS.iter().find(|(names, _)| names.contains(&unit.as_str()))?;
        sum += number * minutes;
        parts += 1;
        rest = rest[letters..].trim_start_matches([' ', ',']);
    }
    (parts > 0 && sum.is_finite()).then_some(sum)
}

/// Reports text that is no length of time.
fn refused(node: Node<'_>, text: &str, cx: &mut Cx) {
    let lower = text.to_lowercase();
    let soon = ["morning", "tomorrow", "next", "tonight", "weekend"].iter().any(|word| lower.contains(word));
    let problem = cx.error(node.span(), format!("`{}` must be a length of time", node.name()));
    problem
        .got(format!("{text:?}"))
        .allowed("minutes as a number, or words such as \"90 s\", \"20 min\", \"24 h\", \"2 days\", \"1 week\"");
    if soon {
        problem.help("a time of day is no length: people look in their own `hours`, so write how long at most, such as \"16 h\" for the next morning");
    }
}

/// Reads a number of minutes or words.
pub(super) fn one(node: Node<'_>, cx: &mut Cx) -> Option<f64> {
    let Some(text) = node.text() else { return f64::read(node, cx) };
    let found = of_words(text);
    if found.is_none() {
        refused(node, text, cx);
    }
    found
}

/// Reads an array [low, likely, high] of numbers and words.
pub(super) fn three(node: Node<'_>, cx: &mut Cx) -> Option<[f64; 3]> {
    let items: Vec<Node<'_>> = node.list()?.collect();
    let read: Vec<Option<f64>> = items.iter().map(|item| one(*item, cx)).collect();
    let numbers = read.into_iter().collect::<Option<Vec<f64>>>()?;
    match <[f64; 3]>::try_from(numbers) {
        Err(numbers) => {
            cx.error(node.span(), format!("`{}` must be [low, likely, high]", node.name())).got(format!("{} entries", numbers.len()));
            None
        }
        Ok([low, likely, high]) if !(low <= likely && likely <= high && low < high) => {
            cx.error(node.span(), format!("`{}` must rise from low over likely to high", node.name()))
                .got(format!("{low}, {likely}, {high} minutes"));
            None
        }
        Ok(three) => Some(three),
    }
}

/// The schema of words for a length of time.
pub(super) fn words_schema() -> Json {
    json!({ "type": "string", "minLength": 1, "description": "In words: \"90 s\", \"20 min\", \"24 h\", \"2 days\", \"1 week\".", "examples": ["24 h"] })
}

/// The same value with words for lengths of time as minutes; provenance stays as it is.
fn in_minutes(node: Node<'_>, cx: &mut Cx) -> Option<Value> {
    let data = match node.data() {
        Data::Text(_) => Data::Float(one(node, cx)?),
        Data::List(_) => {
            let items: Vec<Option<Value>> = node.list()?.map(|item| in_minutes(item, cx)).collect();
            Data::List(items.into_iter().collect::<Option<_>>()?)
        }
        Data::Table(table) => {
            let same = |key: &str| matches!(key, "source" | "grade");
            let entries: Vec<Option<_>> = table
                .iter()
                .zip(node.entries()?)
                .map(|((key, value), (_, inner))| {
                    Some((key.clone(), if same(&key.value) { value.clone() } else { in_minutes(inner, cx)? }))
                })
                .collect();
            Data::Table(entries.into_iter().collect::<Option<_>>()?)
        }
        other => other.clone(),
    };
    Some(Value { span: node.span(), data })
}

impl Read for Minutes {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        let minutes = in_minutes(node, cx)?;
        Quantity::read(Node::new(&minutes, node.name()), cx).map(Self)
    }

    fn schema(defs: &mut Schemas) -> Json {
        let quantity = Quantity::schema(defs);
        defs.define("Minutes", concat!(module_path!(), "::Minutes"), |_| {
            let mixed = json!({
                "type": "array", "minItems": 3, "maxItems": 3, "items": { "type": ["number", "string"] },
                "contains": { "type": "string" }, "description": "[low, likely, high] with words", "examples": [["30 min", "1 h", "3 h"]],
            });
            one_of("A length of time, that may be uncertain: minutes, or words such as \"24 h\".", vec![quantity, words_schema(), mixed])
        })
    }

    fn to_json(&self) -> Option<Json> {
        self.0.to_json()
    }
}

impl Read for Length {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        one(node, cx).map(Self)
    }

    fn schema(_: &mut Schemas) -> Json {
        one_of("A length of time: minutes, or words such as \"4 weeks\".", vec![json!({ "type": "number" }), words_schema()])
    }

    fn to_json(&self) -> Option<Json> {
        let words = UNITS.iter().rev().find(|(_, minutes)| self.0 >= *minutes && (self.0 / minutes).fract() == 0.0);
        Some(match words {
            Some((names, minutes)) => json!(format!("{} {}", self.0 / minutes, names[names.len() - 1])),
            None => json!(self.0),
        })
    }
}
