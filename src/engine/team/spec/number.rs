//! Numbers that are stated, or taken from the program's sourced defaults by name.

use serde_json::json;

use crate::input::{Cx, Data, Fields, Json, Name, Node, Quantity, Read, Schemas, Spanned, one_of};

/// A number: stated with where it comes from, or one of the sourced defaults by its name.
#[derive(Debug, Clone, PartialEq)]
pub enum Stated {
    /// A number that may be uncertain.
    Number(Quantity),
    /// The name of a sourced default.
    From(Spanned<Name>),
}

impl Read for Stated {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        if !node.has("from") {
            return Quantity::read(node, cx).map(Self::Number);
        }
        let fields = Fields::open(node, &["from"], false, cx)?;
        fields.take("from", &[], cx).map(Self::From)
    }

    fn schema(defs: &mut Schemas) -> Json {
        let quantity = Quantity::schema(defs);
        let by_name = json!({
            "type": "object",
            "properties": {
                "from": { "type": "string", "minLength": 1, "description": "The name of a sourced default.", "examples": ["careful human, design"] },
            },
            "required": ["from"],
            "additionalProperties": false,
        });
        defs.define("Stated", concat!(module_path!(), "::Stated"), |_| {
            one_of("A number that may be uncertain, with where it comes from; or a sourced default by its name.", vec![quantity, by_name])
        })
    }

    fn to_json(&self) -> Option<Json> {
        match self {
            Self::Number(quantity) => quantity.to_json(),
            Self::From(name) => Some(json!({ "from": name.value.as_str() })),
        }
    }
}

/// Something that can be taken as usual, or be described.
#[derive(Debug, Clone, PartialEq)]
pub enum Usual<T> {
    /// As the sourced defaults have it.
    AsUsual,
    /// As stated.
    Stated(T),
}

impl<T> Usual<T> {
    /// What is stated.
    #[must_use]
    pub fn stated(&self) -> Option<&T> {
        match self {
            Self::AsUsual => None,
            Self::Stated(stated) => Some(stated),
        }
    }
}

impl<T: Read> Read for Usual<T> {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        match node.data() {
            Data::Text(text) if text == "usual" => Some(Self::AsUsual),
            Data::Text(_) => {
                cx.wrong_kind(node, "\"usual\" or stated in numbers").help("\"usual\" takes the sourced defaults");
                None
            }
            _ => T::read(node, cx).map(Self::Stated),
        }
    }

    fn schema(defs: &mut Schemas) -> Json {
        let stated = T::schema(defs);
        one_of("\"usual\" for the sourced defaults, or stated.", vec![json!({ "const": "usual", "type": "string" }), stated])
    }
}
