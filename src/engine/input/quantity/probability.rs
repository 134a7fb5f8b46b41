//! Probabilities and shares.

use serde_json::{Value as Json, json};

use crate::input::cx::Cx;
use crate::input::read::{self, Read};
use crate::input::schema::Schemas;
use crate::input::value::Node;

/// Holds a probability or a share: a number in \[0, 1\].
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Probability(f64);

/// Says that a number is no probability.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("probability must lie in [0, 1], got {0}")]
pub struct NotProbability(pub f64);

impl Probability {
    /// Checks a number made by a program.
    ///
    /// # Errors
    ///
    /// When it lies outside \[0, 1\] or is NaN.
    pub fn new(value: f64) -> Result<Self, NotProbability> {
        if (0.0..=1.0).contains(&value) { Ok(Self(value)) } else { Err(NotProbability(value)) }
    }

    /// Makes a probability from a literal in the program, such as a default.
    ///
    /// # Panics
    ///
    /// When the literal lies outside \[0, 1\].
    #[must_use]
    pub fn literal(value: f64) -> Self {
        Self::new(value).expect("a literal in the program lies in [0, 1]")
    }

    /// Returns the number.
    #[must_use]
    pub fn get(self) -> f64 {
        self.0
    }
}

impl Read for Probability {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        let number = read::number(node, "a number from 0 to 1", cx)?;
        if let Ok(probability) = Self::new(number) {
            return Some(probability);
        }
        let problem = cx.error(node.span(), format!("probability must lie in [0, 1], got {number} for `{}`", node.name()));
        if number > 1.0 && number <= 100.0 {
            problem.help(format!("write {number} per cent as {}", number / 100.0));
        }
        None
    }

    fn schema(_: &mut Schemas) -> Json {
        json!({ "type": "number", "minimum": 0, "maximum": 1 })
    }

    fn to_json(&self) -> Option<Json> {
        Some(json!(self.0))
    }
}
