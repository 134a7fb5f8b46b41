//! JSON Schema (2020-12) of input types, built by the types themselves.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use super::read::Read;
use super::record::described;

/// Collects the named definitions that schemas refer to.
#[derive(Debug, Default)]
pub struct Schemas {
    definitions: BTreeMap<String, Json>,
    names: BTreeMap<&'static str, String>,
}

impl Schemas {
    /// Makes an empty collection.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Defines a type once and returns a reference to it.
    ///
    /// `id` tells types of one name apart; the second of a name gets a number. A type may refer to itself.
    pub fn define(&mut self, name: &str, id: &'static str, build: impl FnOnce(&mut Self) -> Json) -> Json {
        if let Some(known) = self.names.get(id) {
            return reference(known);
        }
        let free = self.reserve(name, id);
        let built = build(self);
        self.keep(free, built)
    }

    // What does not hang on the type stands by itself, so that it is compiled once and not for each.

    /// Holds a name while the type is built, so that it can refer to itself.
    fn reserve(&mut self, name: &str, id: &'static str) -> String {
        let mut free = name.to_owned();
        let mut number = 2;
        while self.definitions.contains_key(&free) {
            free = format!("{name}{number}");
            number += 1;
        }
        self.names.insert(id, free.clone());
        self.definitions.insert(free.clone(), Json::Bool(true));
        free
    }

    fn keep(&mut self, name: String, built: Json) -> Json {
        let found = reference(&name);
        self.definitions.insert(name, built);
        found
    }
}

fn reference(name: &str) -> Json {
    json!({ "$ref": format!("#/$defs/{name}") })
}

/// Builds the schema of a table with known keys.
#[derive(Debug)]
pub struct ObjectSchema {
    description: String,
    properties: Map<String, Json>,
    required: Vec<Json>,
    rest: Json,
}

impl ObjectSchema {
    /// Starts a table described by doc lines.
    #[must_use]
    pub fn new(doc: &[&str]) -> Self {
        Self { description: described(doc), properties: Map::new(), required: Vec::new(), rest: Json::Bool(false) }
    }

    /// Adds a key; it is required when its type has no value for absence.
    pub fn field<T: Read>(&mut self, key: &str, doc: &[&str], defs: &mut Schemas) {
        if T::absent().is_none() {
            self.require(key);
        }
        self.add(key, T::schema(defs), doc, None);
    }

    fn require(&mut self, key: &str) {
        self.required.push(json!(key));
    }

    /// Adds a key that has a default.
    pub fn field_or<T: Read>(&mut self, key: &str, doc: &[&str], default: &T, defs: &mut Schemas) {
        self.add(key, T::schema(defs), doc, default.to_json());
    }

    fn add(&mut self, key: &str, mut schema: Json, doc: &[&str], default: Option<Json>) {
        let description = described(doc);
        if !description.is_empty() {
            schema["description"] = json!(description);
        }
        if let Some(default) = default {
            schema["default"] = default;
        }
        self.properties.insert(key.to_owned(), schema);
    }

    /// Allows all other keys, with values of this schema.
    pub fn rest(&mut self, schema: Json) {
        self.rest = schema;
    }

    /// Returns the schema.
    #[must_use]
    pub fn finish(self) -> Json {
        let mut out = json!({
            "type": "object",
            "properties": self.properties,
            "additionalProperties": self.rest,
        });
        if !self.description.is_empty() {
            out["description"] = json!(self.description);
        }
        if !self.required.is_empty() {
            out["required"] = Json::Array(self.required);
        }
        out
    }
}

/// Returns the schema of a choice between words, each with its doc lines.
#[must_use]
pub fn choice_schema(doc: &[&str], words: &[(&str, &[&str])]) -> Json {
    let each = words.iter().map(|(word, doc)| json!({ "const": word, "description": described(doc) }));
    json!({ "description": described(doc), "type": "string", "oneOf": each.collect::<Vec<_>>() })
}

/// Returns the schema of a value that may take one of several forms.
#[must_use]
pub fn one_of(doc: &str, forms: Vec<Json>) -> Json {
    json!({ "description": doc, "oneOf": forms })
}

/// Returns the whole JSON Schema document of a file format. `name` is a short word such as "study".
///
/// # Determinism
///
/// Keys are sorted, so that the same types always give the same bytes.
#[must_use]
pub fn schema_document<T: Read>(name: &str, title: &str) -> Json {
    let mut defs = Schemas::new();
    let root = T::schema(&mut defs);
    let mut document = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("urn:foretaste:{name}"),
        "title": title,
        "$defs": defs.definitions,
    });
    if let Json::Object(root) = root {
        for (key, value) in root {
            document[key] = value;
        }
    }
    sorted(&document)
}

/// Returns the document as text with two blanks a level and a line end at the end, keys sorted.
#[must_use]
pub fn schema_text(document: &Json) -> String {
    format!("{:#}\n", sorted(document))
}

/// Sorts the keys of every object: whether `serde_json` keeps or sorts them depends on what else is compiled in.
fn sorted(value: &Json) -> Json {
    match value {
        Json::Object(map) => {
            let map: BTreeMap<&String, Json> = map.iter().map(|(key, value)| (key, sorted(value))).collect();
            Json::Object(map.into_iter().map(|(key, value)| (key.clone(), value)).collect())
        }
        Json::Array(items) => Json::Array(items.iter().map(sorted).collect()),
        other => other.clone(),
    }
}
