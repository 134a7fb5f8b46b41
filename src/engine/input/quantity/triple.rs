//! Low, likely, high.

use serde_json::{Value as Json, json};

use super::dist;
use crate::input::cx::Cx;
use crate::input::read::{self, Read};
use crate::input::schema::{Schemas, one_of};
use crate::input::source::Span;
use crate::input::value::{Data, Node};
use crate::stats::dist::Dist;

/// Holds three numbers low ≤ likely ≤ high, low < high; or one number three times.
#[derive(Debug, Clone, Copy)]
pub struct Triple {
    /// The smallest value held possible.
    pub low: f64,
    /// The most likely value.
    pub likely: f64,
    /// The largest value held possible.
    pub high: f64,
    /// Where it is written.
    pub span: Span,
}

/// Two triples are equal when they say the same, wherever they are written.
impl PartialEq for Triple {
    fn eq(&self, other: &Self) -> bool {
        (self.low, self.likely, self.high) == (other.low, other.likely, other.high)
    }
}

impl Triple {
    /// Returns the PERT distribution, or the point when low and high are the same.
    #[must_use]
    pub fn dist(&self) -> Dist {
        // The constructor refuses only what reading has refused before.
        Dist::pert(self.low, self.likely, self.high).unwrap_or(Dist::Point(self.likely))
    }
}

impl Read for Triple {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        let span = node.span();
        if !matches!(node.data(), Data::List(_)) {
            let number = read::number(node, "[low, likely, high] or a number", cx)?;
            return Some(Self { low: number, likely: number, high: number, span });
        }
        let [low, likely, high] = dist::three(node, cx)?;
        dist::refused(Dist::pert(low.value, likely.value, high.value), span, cx)?;
        Some(Self { low: low.value, likely: likely.value, high: high.value, span })
    }

    fn schema(_: &mut Schemas) -> Json {
        let three = json!({
            "type": "array", "items": { "type": "number" }, "minItems": 3, "maxItems": 3, "examples": [[2, 5, 9]],
        });
        one_of("[low, likely, high], or one number taken as known.", vec![three, json!({ "type": "number" })])
    }

    fn to_json(&self) -> Option<Json> {
        Some(if self.low < self.high { json!([self.low, self.likely, self.high]) } else { json!(self.likely) })
    }
}
