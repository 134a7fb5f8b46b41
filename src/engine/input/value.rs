//! A parsed input as a tree of plain values with their places.

use super::source::{Span, Spanned};

/// Holds one value of an input file with the place it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    pub(crate) span: Span,
    pub(crate) data: Data,
}

/// Holds what a [`Value`] says.
#[derive(Debug, Clone, PartialEq)]
pub enum Data {
    /// A string, escapes resolved.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number with a point, an exponent, or `inf` or `nan`.
    Float(f64),
    /// `true` or `false`.
    Bool(bool),
    /// A TOML date or time, as written.
    Date(String),
    /// An array.
    List(Vec<Value>),
    /// A table: keys in order of appearance.
    Table(Vec<(Spanned<String>, Value)>),
}

/// Holds a whole parsed file.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    pub(crate) root: Value,
}

impl Document {
    /// Returns the top table of the file.
    #[must_use]
    pub fn node(&self) -> Node<'_> {
        Node { value: &self.root, name: "the file" }
    }
}

/// Points at a value together with the name it is known under (its key, or that of the array it stands in).
#[derive(Debug, Clone, Copy)]
pub struct Node<'a> {
    value: &'a Value,
    name: &'a str,
}

impl<'a> Node<'a> {
    /// Points at `value` under `name`.
    #[must_use]
    pub fn new(value: &'a Value, name: &'a str) -> Self {
        Self { value, name }
    }

    /// Returns where the value was written.
    ///
    /// A table with a header of its own (`[x]`, `[[x]]`) is placed at that header, the top table at the first byte.
    #[must_use]
    pub fn span(self) -> Span {
        self.value.span
    }

    /// Returns the key the value is known under.
    #[must_use]
    pub fn name(self) -> &'a str {
        self.name
    }

    /// Returns what the value says.
    #[must_use]
    pub fn data(self) -> &'a Data {
        &self.value.data
    }

    /// Returns the text, if the value is one.
    #[must_use]
    pub fn text(self) -> Option<&'a str> {
        match self.data() {
            Data::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the entries of an array as nodes under the array's name, if the value is one.
    pub fn list(self) -> Option<impl ExactSizeIterator<Item = Node<'a>>> {
        match self.data() {
            Data::List(items) => Some(items.iter().map(move |value| Node { value, name: self.name })),
            _ => None,
        }
    }

    /// Returns the entries of a table in order of appearance, if the value is one.
    pub fn entries(self) -> Option<impl ExactSizeIterator<Item = (&'a Spanned<String>, Node<'a>)>> {
        match self.data() {
            Data::Table(entries) => Some(entries.iter().map(|(key, value)| (key, Node { value, name: key.value.as_str() }))),
            _ => None,
        }
    }

    /// Returns the value under `key`, if this is a table that has it.
    #[must_use]
    pub fn get(self, key: &str) -> Option<Node<'a>> {
        self.entries()?.find(|(name, _)| name.value == key).map(|(_, node)| node)
    }

    /// Says whether this is a table that has `key`.
    #[must_use]
    pub fn has(self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// Says in a few words what kind of value this is and, for short ones, what it says.
    #[must_use]
    pub fn described(self) -> String {
        match self.data() {
            Data::Text(text) if text.chars().count() <= 40 => format!("the text {text:?}"),
            Data::Text(_) => "a long text".to_owned(),
            Data::Integer(number) => format!("the number {number}"),
            Data::Float(number) => format!("the number {number}"),
            Data::Bool(truth) => truth.to_string(),
            Data::Date(date) => format!("the date {date}"),
            Data::List(items) if items.is_empty() => "an empty array".to_owned(),
            Data::List(items) => format!("an array of {}", items.len()),
            Data::Table(_) => "a table".to_owned(),
        }
    }
}
