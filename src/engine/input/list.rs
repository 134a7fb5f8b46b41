//! Many of a kind: lists, tables with free keys.

use std::collections::BTreeMap;
use std::ops::Deref;

use serde_json::{Value as Json, json};

use super::cx::Cx;
use super::read::Read;
use super::record::{Fields, Rest};
use super::schema::Schemas;
use super::source::Spanned;
use super::text::Name;
use super::value::Node;

/// Reads every entry of an array, going on past bad ones.
fn items<T: Read>(node: Node<'_>, cx: &mut Cx) -> Option<Vec<T>> {
    let Some(nodes) = node.list() else {
        let problem = cx.wrong_kind(node, "an array");
        if matches!(node.data(), super::value::Data::Table(_)) {
            problem.help(format!("write `[[{}]]`, with two brackets, for a list of tables", node.name()));
        }
        return None;
    };
    let read: Vec<Option<T>> = nodes.map(|node| T::read(node, cx)).collect();
    read.into_iter().collect()
}

/// A list; a key that is not there is an empty one.
impl<T: Read> Read for Vec<T> {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        items(node, cx)
    }

    fn schema(defs: &mut Schemas) -> Json {
        json!({ "type": "array", "items": T::schema(defs) })
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }

    fn to_json(&self) -> Option<Json> {
        self.iter().map(T::to_json).collect::<Option<Vec<Json>>>().map(Json::Array)
    }
}

/// Holds a list with at least one entry.
#[derive(Debug, Clone, PartialEq)]
pub struct OneOrMore<T>(Vec<T>);

impl<T> OneOrMore<T> {
    /// Makes the list; nothing when `items` is empty.
    #[must_use]
    pub fn new(items: Vec<T>) -> Option<Self> {
        (!items.is_empty()).then_some(Self(items))
    }

    /// Gives the entries away.
    #[must_use]
    pub fn into_vec(self) -> Vec<T> {
        self.0
    }
}

impl<T> Deref for OneOrMore<T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<'a, T> IntoIterator for &'a OneOrMore<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T: Read> Read for OneOrMore<T> {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        let read = items(node, cx)?;
        if read.is_empty() {
            cx.error(node.span(), format!("`{}` must not be empty", node.name())).allowed("at least one entry");
        }
        Self::new(read)
    }

    fn schema(defs: &mut Schemas) -> Json {
        json!({ "type": "array", "items": T::schema(defs), "minItems": 1 })
    }

    fn to_json(&self) -> Option<Json> {
        self.0.to_json()
    }
}

/// Holds a table with free keys, in order of appearance; one that is not there is empty.
#[derive(Debug, Clone, PartialEq)]
pub struct Entries<T>(Vec<(Spanned<Name>, T)>);

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Entries<T> {
    /// Makes entries of names with their values.
    #[must_use]
    pub fn new(entries: Vec<(Spanned<Name>, T)>) -> Self {
        Self(entries)
    }

    /// Returns the value under `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&T> {
        self.0.iter().find(|(name, _)| name.value.as_str() == key).map(|(_, value)| value)
    }

    /// Returns the keys in order of appearance.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.value.as_str())
    }

    /// Gives the entries away.
    #[must_use]
    pub fn into_vec(self) -> Vec<(Spanned<Name>, T)> {
        self.0
    }
}

impl<T> Deref for Entries<T> {
    type Target = [(Spanned<Name>, T)];
    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<'a, T> IntoIterator for &'a Entries<T> {
    type Item = &'a (Spanned<Name>, T);
    type IntoIter = std::slice::Iter<'a, (Spanned<Name>, T)>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T: Read> Entries<T> {
    fn gather<'a>(pairs: impl Iterator<Item = (&'a Spanned<String>, Node<'a>)>, cx: &mut Cx) -> Option<Self> {
        let read: Vec<Option<(Spanned<Name>, T)>> = pairs
            .map(|(key, node)| {
                let name = match Name::new(key.value.as_str()) {
                    Ok(name) => Some(Spanned::new(name, key.span)),
                    Err(error) => {
                        cx.error(key.span, format!("a key {error}"));
                        None
                    }
                };
                let value = T::read(node, cx);
                Some((name?, value?))
            })
            .collect();
        read.into_iter().collect::<Option<Vec<_>>>().map(Self)
    }
}

impl<T: Read> Read for Entries<T> {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        match node.entries() {
            Some(entries) => Self::gather(entries, cx),
            None => {
                cx.wrong_kind(node, "a table");
                None
            }
        }
    }

    fn schema(defs: &mut Schemas) -> Json {
        json!({ "type": "object", "additionalProperties": T::schema(defs) })
    }

    fn absent() -> Option<Self> {
        Some(Self::default())
    }

    fn to_json(&self) -> Option<Json> {
        let pairs = self.0.iter().map(|(name, value)| value.to_json().map(|json| (name.value.as_str().to_owned(), json)));
        pairs.collect::<Option<serde_json::Map<String, Json>>>().map(Json::Object)
    }
}

impl<T: Read> Rest for Entries<T> {
    fn read_rest(fields: &Fields<'_>, cx: &mut Cx) -> Option<Self> {
        Self::gather(fields.rest(), cx)
    }

    fn rest_schema(defs: &mut Schemas) -> Json {
        T::schema(defs)
    }
}

/// A table with free keys, sorted by key; one that is not there is empty.
impl<T: Read> Read for BTreeMap<Name, T> {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        let entries = Entries::<T>::read(node, cx)?;
        Some(entries.into_vec().into_iter().map(|(name, value)| (name.value, value)).collect())
    }

    fn schema(defs: &mut Schemas) -> Json {
        Entries::<T>::schema(defs)
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }
}
