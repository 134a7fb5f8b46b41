//! The smallest effect anyone would act on.

use std::fmt;

use serde_json::{Value as Json, json};

use super::ast::{Level, Measure};
use super::parse;
use crate::input::cx::Cx;
use crate::input::expr;
use crate::input::lex::Fault;
use crate::input::read::Read;
use crate::input::schema::Schemas;
use crate::input::source::Span;
use crate::input::value::Node;

/// Holds a difference in a measure: "2 points of top2box".
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// How large it is; above zero.
    pub size: Level,
    /// In what.
    pub measure: Measure,
    pub(super) text: String,
    pub(super) span: Option<Span>,
}

impl Effect {
    /// Parses an effect made by a program.
    ///
    /// # Errors
    ///
    /// The first fault, with its place in the text.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        parse::effect(text)
    }

    /// Returns the text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Finds where the measure stands in its file, to report what is wrong with it.
    #[must_use]
    pub fn place(&self, cx: &Cx) -> Option<Span> {
        self.span.map(|literal| cx.inside(literal, &self.text, self.measure.range.clone()))
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Read for Effect {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        let Some(text) = node.text() else {
            cx.wrong_kind(node, "an effect in quotes, such as \"2 points of top2box\"");
            return None;
        };
        match Self::parse(text) {
            Ok(effect) => Some(Self { span: Some(node.span()), ..effect }),
            Err(fault) => {
                expr::report(Some(node.span()), text, fault, cx);
                None
            }
        }
    }

    fn schema(_: &mut Schemas) -> Json {
        json!({
            "type": "string",
            "minLength": 1,
            "description": "A difference in a measure: a size in plain numbers, per cent or points, `of`, and the measure.",
            "examples": ["2 points of top2box"],
        })
    }

    fn to_json(&self) -> Option<Json> {
        Some(json!(self.text))
    }
}
