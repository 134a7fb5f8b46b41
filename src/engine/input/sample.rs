//! Files made from schemas, to hold a reader to the schema it publishes.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Map, Value as Json, json};

use super::cx::Cx;
use super::read::Read;
use super::schema::schema_document;

/// The file that sample files name; it must lie in the folder given to [`check`].
pub const DATA_FILE: &str = "sample.csv";

/// Deepest chain of tables built for schemas that contain themselves.
const DEPTH: usize = 12;

/// Reports what [`check`] went through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coverage {
    /// The keys of all tables in the schema.
    pub keys: usize,
    /// The files that were read without a problem.
    pub accepted: usize,
    /// The files with an unknown or a missing key that were refused.
    pub refused: usize,
}

/// Builds files with every key and every form that the schema of `T` allows, and reads them all.
///
/// Each must be read without a problem; each must be refused once a key is added that a table does not allow, and once
/// a required key is taken away. `folder` must hold the file [`DATA_FILE`].
///
/// # Errors
///
/// The first file that is read otherwise than its schema says, with the problems; or the keys that no file reached.
pub fn check<T: Read>(folder: &Path) -> Result<Coverage, String> {
    let document = schema_document::<T>("sample", "Sample");
    let mut coverage = Coverage { keys: 0, accepted: 0, refused: 0 };
    let mut reached = BTreeSet::new();
    for turn in 0..widest(&document) {
        let mut builder = Builder::new(&document, turn, Damage::None);
        let whole = toml(&builder.root());
        if let Err(problems) = read::<T>(folder, &whole) {
            return Err(format!("a file that fits the schema was refused:\n{problems}\n\n{whole}"));
        }
        coverage.accepted += 1;
        reached.append(&mut builder.reached);
        for nth in 0..builder.closed {
            refuse::<T>(&document, turn, Damage::Intruder(nth), folder)?;
            coverage.refused += 1;
        }
        for nth in 0..builder.required {
            refuse::<T>(&document, turn, Damage::Missing(nth), folder)?;
            coverage.refused += 1;
        }
    }
    let mut all = BTreeSet::new();
    gather(&document, "", &mut all);
    coverage.keys = all.len();
    let missed: Vec<&String> = all.difference(&reached).collect();
    if missed.is_empty() { Ok(coverage) } else { Err(format!("no file reached these keys: {missed:?}")) }
}

fn refuse<T: Read>(document: &Json, turn: usize, damage: Damage, folder: &Path) -> Result<(), String> {
    let broken = toml(&Builder::new(document, turn, damage).root());
    match read::<T>(folder, &broken) {
        Ok(()) => Err(format!("a file that does not fit the schema ({damage:?}) was accepted:\n{broken}")),
        Err(_) => Ok(()),
    }
}

fn read<T: Read>(folder: &Path, text: &str) -> Result<(), String> {
    let mut cx = Cx::new();
    let value = cx.parse_toml_in("sample.toml", text, folder).and_then(|document| T::read(document.node(), &mut cx));
    cx.finish(value).map(|_| ()).map_err(|problems| problems.to_string())
}

/// Says how a built file is broken on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Damage {
    None,
    /// The table of this number, in the order built, gets a key it does not know.
    Intruder(usize),
    /// The required key of this number, in the order built, is left out.
    Missing(usize),
}

struct Builder<'a> {
    document: &'a Json,
    turn: usize,
    damage: Damage,
    closed: usize,
    required: usize,
    reached: BTreeSet<String>,
}

impl<'a> Builder<'a> {
    fn new(document: &'a Json, turn: usize, damage: Damage) -> Self {
        Self { document, turn, damage, closed: 0, required: 0, reached: BTreeSet::new() }
    }

    fn root(&mut self) -> Json {
        self.build(self.document, "", 0)
    }

    /// Builds a value for a schema. `at` is the schema's own place in the document, which names its keys.
    fn build(&mut self, schema: &'a Json, at: &str, depth: usize) -> Json {
        if let Some(reference) = schema["$ref"].as_str() {
            let place = reference.trim_start_matches('#');
            return match self.document.pointer(place) {
                Some(target) => self.build(target, place, depth),
                None => Json::Null,
            };
        }
        if let Some(constant) = schema.get("const") {
            return constant.clone();
        }
        if let Some(example) = schema["examples"].get(0) {
            return example.clone();
        }
        if let Some(forms) = schema["oneOf"].as_array() {
            let index = self.turn % forms.len().max(1);
            return self.build(&forms[index], &format!("{at}/oneOf/{index}"), depth);
        }
        let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str()).unwrap_or("object");
        match kind {
            "object" => self.object(schema, at, depth),
            "array" => {
                let empty = depth >= DEPTH && schema["minItems"].as_u64().unwrap_or(0) == 0;
                let count = if empty { 0 } else { schema["minItems"].as_u64().unwrap_or(1).max(1) };
                (0..count).map(|_| self.build(&schema["items"], &format!("{at}/items"), depth + 1)).collect()
            }
            "boolean" => json!(self.turn.is_multiple_of(2)),
            "integer" => json!(bounded(schema, 3.0) as i64),
            "number" => json!(bounded(schema, 0.5)),
            _ if schema["format"] == "path" => json!(DATA_FILE),
            _ => json!("Words"),
        }
    }

    fn object(&mut self, schema: &'a Json, at: &str, depth: usize) -> Json {
        let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
        let mut out = Map::new();
        for (key, value) in schema["properties"].as_object().into_iter().flatten() {
            let needed = required.contains(&key.as_str());
            if depth >= DEPTH && !needed {
                continue;
            }
            if needed {
                self.required += 1;
                if self.damage == Damage::Missing(self.required - 1) {
                    continue;
                }
            }
            let place = format!("{at}/properties/{}", key.replace('~', "~0").replace('/', "~1"));
            let built = self.build(value, &place, depth + 1);
            self.reached.insert(place);
            out.insert(key.clone(), built);
        }
        let rest = &schema["additionalProperties"];
        if rest.is_object() {
            if depth < DEPTH {
                let built = self.build(rest, &format!("{at}/additionalProperties"), depth + 1);
                out.insert("one of its own".to_owned(), built);
            }
        } else {
            self.closed += 1;
            if self.damage == Damage::Intruder(self.closed - 1) {
                out.insert("no such key".to_owned(), json!(1));
            }
        }
        Json::Object(out)
    }
}

/// Moves a number into the bounds a schema states.
fn bounded(schema: &Json, number: f64) -> f64 {
    let least = schema["minimum"].as_f64().unwrap_or(f64::NEG_INFINITY);
    let above = schema["exclusiveMinimum"].as_f64().map_or(f64::NEG_INFINITY, |bound| bound + 0.5);
    let most = schema["maximum"].as_f64().unwrap_or(f64::INFINITY);
    number.max(least).max(above).min(most)
}

/// Returns the largest number of forms any value may take.
fn widest(schema: &Json) -> usize {
    let children = || -> Box<dyn Iterator<Item = &Json> + '_> {
        match schema {
            Json::Object(map) => Box::new(map.values()),
            Json::Array(items) => Box::new(items.iter()),
            _ => Box::new(std::iter::empty()),
        }
    };
    let own = schema["oneOf"].as_array().map_or(1, Vec::len);
    children().map(widest).max().unwrap_or(1).max(own)
}

/// Gathers the places of all keys of all tables in a schema.
fn gather(schema: &Json, at: &str, out: &mut BTreeSet<String>) {
    let Json::Object(map) = schema else {
        return;
    };
    for (key, value) in map {
        let step = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
        match (key.as_str(), value) {
            ("properties", Json::Object(properties)) => {
                for (name, property) in properties {
                    let place = format!("{step}/{}", name.replace('~', "~0").replace('/', "~1"));
                    gather(property, &place, out);
                    out.insert(place);
                }
            }
            ("$defs", Json::Object(definitions)) => {
                for (name, definition) in definitions {
                    gather(definition, &format!("{step}/{name}"), out);
                }
            }
            ("oneOf", Json::Array(forms)) => {
                for (index, form) in forms.iter().enumerate() {
                    gather(form, &format!("{step}/{index}"), out);
                }
            }
            ("items" | "additionalProperties", _) => gather(value, &step, out),
            _ => {}
        }
    }
}

/// Writes an object as a TOML file, one key a line, with all below a key in that line; nulls are left out.
#[must_use]
pub fn toml(value: &Json) -> String {
    let entries = value.as_object().into_iter().flatten();
    entries.filter(|(_, value)| !value.is_null()).map(|(key, value)| format!("{} = {}\n", quoted(key), inline(value))).collect()
}

/// Writes a value as TOML on one line.
#[must_use]
pub fn inline(value: &Json) -> String {
    match value {
        Json::Object(map) => {
            let entries = map.iter().filter(|(_, value)| !value.is_null());
            let entries: Vec<String> = entries.map(|(key, value)| format!("{} = {}", quoted(key), inline(value))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        Json::Array(items) => format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", ")),
        Json::String(text) => quoted(text),
        other => other.to_string(),
    }
}

/// Writes text in double quotes. JSON's escapes are TOML's, but for the character 127, which TOML wants escaped.
fn quoted(text: &str) -> String {
    Json::String(text.to_owned()).to_string().replace('\u{7f}', "\\u007f")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::{DataFile, Entries, Expr, Name, Node, OneOrMore, Open, Probability, Quantity, Rule, Schemas, Text, Triple};

    crate::choice! {
        /// A colour.
        enum Colour {
            /// Red.
            Red = "red",
            /// Green.
            Green = "dark green",
        }
    }

    crate::record! {
        /// A branch.
        struct Branch {
            /// Its name.
            name: Name,
            /// Its colour.
            colour: Colour = Colour::Red,
            /// Its own branches.
            branches: Vec<Branch>,
        }
    }

    crate::record! {
        /// One of everything.
        struct All {
            title: Text,
            file: DataFile as "data file",
            chance: Probability,
            size: Quantity,
            worth: Triple,
            rule: Rule,
            is: Option<Expr>,
            count: u8 = 3,
            tree: OneOrMore<Branch>,
            facts: Entries<Open>,
            ..rest: Entries<bool> => "Switches.",
        }
    }

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join(DATA_FILE), "a\n1\n").expect("a file");
        folder
    }

    #[test]
    fn the_readers_of_this_room_keep_to_their_schemas() {
        let coverage = check::<All>(folder().path()).unwrap_or_else(|fault| panic!("{fault}"));
        assert!(coverage.keys > 30, "{coverage:?}");
        assert_eq!(coverage.accepted, 10);
        assert!(coverage.refused > 100, "{coverage:?}");
    }

    #[derive(Debug)]
    struct Lax;

    impl Read for Lax {
        fn read(_: Node<'_>, _: &mut Cx) -> Option<Self> {
            Some(Self)
        }

        fn schema(defs: &mut Schemas) -> Json {
            Branch::schema(defs)
        }
    }

    #[test]
    fn a_reader_that_takes_more_than_its_schema_is_found_out() {
        assert!(check::<Lax>(folder().path()).expect_err("too lax").contains("was accepted"));
    }

    #[derive(Debug)]
    struct Strict;

    impl Read for Strict {
        fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
            u8::read(node.get("name")?, cx).map(|_| Self)
        }

        fn schema(defs: &mut Schemas) -> Json {
            Branch::schema(defs)
        }
    }

    #[test]
    fn a_reader_that_takes_less_than_its_schema_is_found_out() {
        assert!(check::<Strict>(folder().path()).expect_err("too strict").contains("was refused"));
    }

    #[test]
    fn toml_is_written_on_one_line_a_key() {
        let value = json!({ "a b": [1, 2.5, "x\"\n"], "c": { "d": true, "e": null } });
        assert_eq!(toml(&value), "\"a b\" = [1, 2.5, \"x\\\"\\n\"]\n\"c\" = { \"d\" = true }\n");
    }
}
