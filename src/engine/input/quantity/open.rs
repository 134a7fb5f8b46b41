//! Values under keys that the program does not know.

use serde_json::{Value as Json, json};

use super::value::Quantity;
use crate::input::cx::Cx;
use crate::input::read::Read;
use crate::input::schema::{Schemas, one_of};
use crate::input::text::Text;
use crate::input::value::{Data, Node};

/// Holds a value whose meaning the file itself gives: a number, perhaps uncertain, a word, or a truth value.
#[derive(Debug, Clone, PartialEq)]
pub enum Open {
    /// A number, perhaps uncertain.
    Number(Quantity),
    /// Text.
    Text(Text),
    /// `true` or `false`.
    Truth(bool),
}

impl Read for Open {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        match node.data() {
            Data::Bool(truth) => Some(Self::Truth(*truth)),
            Data::Text(_) => Text::read(node, cx).map(Self::Text),
            Data::Date(_) => {
                cx.wrong_kind(node, "a number, text, `true` or `false`").help("put dates in quotes");
                None
            }
            Data::Integer(_) | Data::Float(_) | Data::List(_) | Data::Table(_) => Quantity::read(node, cx).map(Self::Number),
        }
    }

    fn schema(defs: &mut Schemas) -> Json {
        let forms = vec![Quantity::schema(defs), Text::schema(defs), json!({ "type": "boolean" })];
        defs.define("Open", concat!(module_path!(), "::Open"), |_| one_of("A number, perhaps uncertain; text; or true or false.", forms))
    }

    fn to_json(&self) -> Option<Json> {
        match self {
            Self::Number(quantity) => quantity.to_json(),
            Self::Text(text) => text.to_json(),
            Self::Truth(truth) => Some(json!(truth)),
        }
    }
}
