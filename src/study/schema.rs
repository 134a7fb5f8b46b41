//! Parts of the JSON Schemas of what runs write.

use serde_json::{Value as Json, json};

/// A number.
pub(super) fn number(text: &str) -> Json {
    json!({ "description": text, "type": "number" })
}

/// A number from 0 to 1.
pub(super) fn chance(text: &str) -> Json {
    json!({ "description": text, "type": "number", "minimum": 0, "maximum": 1 })
}

/// A text.
pub(super) fn text(text: &str) -> Json {
    json!({ "description": text, "type": "string" })
}

/// One of some words.
pub(super) fn words(text: &str, words: &[&str]) -> Json {
    json!({ "description": text, "type": "string", "enum": words })
}

/// A value of a kind, or null.
pub(super) fn maybe(mut schema: Json, kind: &str) -> Json {
    schema["type"] = json!([kind, "null"]);
    schema
}

/// An object whose keys are names and whose values are of a definition.
pub(super) fn by_name(text: &str, of: &str) -> Json {
    json!({ "description": text, "type": "object", "additionalProperties": { "$ref": format!("#/$defs/{of}") } })
}

/// A list of a definition.
pub(super) fn list_of(text: &str, of: &str) -> Json {
    json!({ "description": text, "type": "array", "items": { "$ref": format!("#/$defs/{of}") } })
}

/// The hashes of the files that were read.
pub(super) fn inputs() -> Json {
    json!({
        "description": "The SHA-256 of every file that was read, in hexadecimal.",
        "type": "object",
        "additionalProperties": { "type": "string", "pattern": "^[0-9a-f]{64}$" },
    })
}

/// The definition of what a measure may be trusted for.
pub(super) fn validity() -> Json {
    object(
        "What a measure may be trusted for.",
        vec![
            ("measure", text("The measure.")),
            ("label", words("The label.", &["validated", "calibrated, not tested", "not validated"])),
            ("how", text("How it was earned.")),
        ],
    )
}

/// An object that has all of these keys and no others.
pub(super) fn object(description: &str, properties: Vec<(&str, Json)>) -> Json {
    let required: Vec<&str> = properties.iter().map(|(key, _)| *key).collect();
    json!({
        "description": description,
        "type": "object",
        "required": required,
        "properties": properties.iter().map(|(key, schema)| ((*key).to_owned(), schema.clone())).collect::<serde_json::Map<_, _>>(),
        "additionalProperties": false,
    })
}

/// A schema with its dialect, name and title.
pub(super) fn published(mut document: Json, name: &str, title: &str) -> Json {
    document["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    document["$id"] = json!(format!("urn:foretaste:{name}"));
    document["title"] = json!(title);
    document
}
