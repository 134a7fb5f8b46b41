//! JSON Feed, lines of JSON, OpenAlex works and Hacker News.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Collector, Date, Raw, Rebuilt};

/// Most words of a text that is put together from an index.
const WORDS: usize = 20_000;

/// The text under a key; numbers count as text, everything else as none.
fn text(of: &Value, key: &str) -> String {
    match &of[key] {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

fn first<const N: usize>(of: &Value, keys: [&str; N]) -> String {
    keys.into_iter().map(|key| text(of, key)).find(|text| !text.trim().is_empty()).unwrap_or_default()
}

/// Parses the whole file, or says why not.
fn whole(file: &str, into: &mut Collector<'_>) -> Option<Value> {
    match serde_json::from_str(file) {
        Ok(value) => Some(value),
        Err(error) => {
            into.whole(format!("this is not JSON: {error}"));
            None
        }
    }
}

/// Takes in every item of a list.
fn each(items: &[Value], into: &mut Collector<'_>, read: impl Fn(&Value) -> Raw) {
    for (place, item) in items.iter().enumerate() {
        if !into.room() {
            return;
        }
        one(format!("item {}", place + 1), item, into, &read);
    }
}

fn one(place: String, item: &Value, into: &mut Collector<'_>, read: impl Fn(&Value) -> Raw) {
    if item.is_object() { into.add(place, read(item)) } else { into.remark(place, "it is no object".to_owned(), false) }
}

/// Takes in every line that holds an object.
fn each_line(file: &str, into: &mut Collector<'_>, read: impl Fn(&Value) -> Raw) {
    for (place, line) in file.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        if !into.room() {
            return;
        }
        let place = format!("line {}", place + 1);
        match serde_json::from_str::<Value>(line) {
            Ok(item) => one(place, &item, into, &read),
            Err(error) => into.remark(place, format!("this is not JSON: {error}"), false),
        }
    }
}

pub(super) fn feed(file: &str, into: &mut Collector<'_>) {
    let Some(root) = whole(file, into) else { return };
    let Some(items) = root["items"].as_array() else {
        return into.whole("this is no JSON Feed: it has no list `items`".to_owned());
    };
    let (source, language) = (text(&root, "title"), text(&root, "language"));
    each(items, into, |item| Raw {
        id: first(item, ["id", "url"]),
        source: source.clone(),
        date: Date::of(&first(item, ["date_published", "date_modified"])),
        language: Some(text(item, "language")).filter(|own| !own.is_empty()).unwrap_or_else(|| language.clone()),
        title: text(item, "title"),
        text: first(item, ["content_text", "content_html", "summary"]),
        ..Raw::default()
    });
}

pub(super) fn lines(file: &str, into: &mut Collector<'_>) {
    let Some(columns) = into.origin.columns else {
        return into.whole("lines of JSON need `columns`, which say under which key what stands".to_owned());
    };
    let columns = columns.clone();
    let under = |item: &Value, key: &Option<String>| key.as_ref().map_or_else(String::new, |key| text(item, key));
    each_line(file, into, |item| Raw {
        id: under(item, &columns.id),
        source: under(item, &columns.source),
        date: moment(&item[columns.date.as_str()]),
        language: under(item, &columns.language),
        title: under(item, &columns.title),
        text: under(item, &columns.text),
        ..Raw::default()
    });
}

/// A date in words or digits, or as seconds since 1970.
fn moment(value: &Value) -> Date {
    match value {
        Value::String(text) => Date::of(text),
        Value::Number(number) => match number.as_i64() {
            // Eight digits are a date, as in 20210630; as seconds they would lie in 1970.
            Some(day @ 10_000_101..=29_991_231) => Date::Written(day.to_string()),
            Some(seconds) => Date::Seconds(seconds),
            None => Date::Written(number.to_string()),
        },
        _ => Date::Missing,
    }
}

pub(super) fn open_alex(file: &str, into: &mut Collector<'_>) {
    let work = |item: &Value| {
        let index = &item["abstract_inverted_index"];
        let rebuilt = index.is_object();
        let (text_, fault) = if rebuilt { from_index(index) } else { (text(item, "abstract"), None) };
        Raw {
            id: text(item, "id"),
            source: text(&item["primary_location"]["source"], "display_name"),
            date: Date::of(&text(item, "publication_date")),
            language: text(item, "language"),
            title: first(item, ["title", "display_name"]),
            text: text_,
            rebuilt: if rebuilt { Rebuilt::Text } else { Rebuilt::Nothing },
            fault,
        }
    };
    let Ok(root) = serde_json::from_str::<Value>(file) else {
        return each_line(file, into, work);
    };
    match &root["results"] {
        Value::Array(items) => each(items, into, work),
        _ if root["id"].is_string() => one("the file".to_owned(), &root, into, work),
        _ => into.whole("this holds no works of OpenAlex: it has no list `results`".to_owned()),
    }
}

/// Puts a text together from the places of its words.
fn from_index(index: &Value) -> (String, Option<String>) {
    let mut places: BTreeMap<u64, &str> = BTreeMap::new();
    let mut left = 0_usize;
    for (word, at) in index.as_object().into_iter().flatten() {
        for at in at.as_array().into_iter().flatten() {
            match at.as_u64() {
                Some(at) if places.len() < WORDS => {
                    places.insert(at, word);
                }
                _ => left += 1,
            }
        }
    }
    let words: Vec<&str> = places.into_values().collect();
    let fault = (left > 0).then(|| format!("{left} places of its index of words were left out"));
    (words.join(" "), fault)
}

pub(super) fn hacker_news(file: &str, into: &mut Collector<'_>) {
    let item = |item: &Value| {
        let seconds = ["time", "created_at_i"].into_iter().find_map(|key| item[key].as_i64());
        Raw {
            id: first(item, ["objectID", "id"]),
            source: String::new(),
            date: seconds.map_or_else(|| Date::of(&text(item, "created_at")), Date::Seconds),
            language: String::new(),
            title: first(item, ["title", "story_title"]),
            text: first(item, ["text", "story_text", "comment_text"]),
            ..Raw::default()
        }
    };
    let Ok(root) = serde_json::from_str::<Value>(file) else {
        return each_line(file, into, item);
    };
    match (&root, &root["hits"]) {
        (_, Value::Array(items)) | (Value::Array(items), _) => each(items, into, item),
        _ if !root["id"].is_null() => one("the file".to_owned(), &root, into, item),
        _ => into.whole("this holds no items of Hacker News: it is no list and has no list `hits`".to_owned()),
    }
}
