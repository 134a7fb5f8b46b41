//! What to do where a value of the data is unknown.

use crate::input::{Cx, Data, Json, Node, Read, Schemas, one_of};

/// What to do where a value of the data is unknown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum IfUnknown {
    /// Refuse the data: nobody has said what to do.
    Refuse,
    /// Leave the row out, and say how many.
    LeaveOut,
    /// Keep the row, with "not stated" as a category.
    NotStated,
    /// Put this number there.
    Put(f64),
}

/// The category of people whose answer is unknown.
pub const NOT_STATED: &str = "not stated";

const WORDS: [(&str, IfUnknown); 3] =
    [("refuse", IfUnknown::Refuse), ("leave out", IfUnknown::LeaveOut), (NOT_STATED, IfUnknown::NotStated)];

impl Read for IfUnknown {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        match node.data() {
            Data::Integer(_) | Data::Float(_) => f64::read(node, cx).map(Self::Put),
            _ => crate::input::word(node, &WORDS, cx),
        }
    }

    fn schema(_: &mut Schemas) -> Json {
        one_of(
            "What to do where a value is unknown.",
            vec![serde_json::json!({ "enum": WORDS.map(|(word, _)| word) }), serde_json::json!({ "type": "number" })],
        )
    }

    fn to_json(&self) -> Option<Json> {
        match self {
            Self::Put(number) => Some(serde_json::json!(number)),
            other => WORDS.iter().find(|(_, value)| value == other).map(|(word, _)| serde_json::json!(word)),
        }
    }
}
