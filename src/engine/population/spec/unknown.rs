//! What to do where a value of the data is unknown.

use crate::input::{Cx, Data, Json, Node, Read, Schemas, choice, one_of};

/// The category of people whose answer is unknown.
pub const NOT_STATED: &str = "not stated";

choice! {
    /// What to do where a value of the data is unknown, in words.
    pub enum UnknownRule {
        /// Refuse the data: nobody has said what to do.
        Refuse = "refuse",
        /// Leave the row out, and say how many.
        LeaveOut = "leave out",
        /// Keep the row, with "not stated" as a category.
        NotStated = "not stated",
    }
}

/// What to do where a value of the data is unknown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum IfUnknown {
    /// As the word says.
    Rule(UnknownRule),
    /// Put this number there.
    Put(f64),
}

impl IfUnknown {
    /// Refuses data with unknown values.
    pub const REFUSE: Self = Self::Rule(UnknownRule::Refuse);
    /// Leaves rows with unknown values out.
    pub const LEAVE_OUT: Self = Self::Rule(UnknownRule::LeaveOut);
    /// Keeps unknown values as a category.
    pub const NOT_STATED: Self = Self::Rule(UnknownRule::NotStated);
}

impl Read for IfUnknown {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        match node.data() {
            Data::Integer(_) | Data::Float(_) => f64::read(node, cx).map(Self::Put),
            _ => UnknownRule::read(node, cx).map(Self::Rule),
        }
    }

    fn schema(defs: &mut Schemas) -> Json {
        let rule = UnknownRule::schema(defs);
        one_of("What to do where a value is unknown.", vec![rule, serde_json::json!({ "type": "number" })])
    }

    fn to_json(&self) -> Option<Json> {
        match self {
            Self::Put(number) => Some(serde_json::json!(number)),
            Self::Rule(rule) => rule.to_json(),
        }
    }
}
