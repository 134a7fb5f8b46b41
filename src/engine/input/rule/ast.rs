//! Decision rules as written.

use std::fmt;
use std::ops::Range;

use serde_json::{Value as Json, json};

use super::parse;
use crate::input::cx::Cx;
use crate::input::expr;
use crate::input::lex::{Comparison, Fault};
use crate::input::read::Read;
use crate::input::schema::Schemas;
use crate::input::source::Span;
use crate::input::value::Node;

/// Holds a decision rule: an event in a replicate, and the probability it must have.
///
/// # Language
///
/// `P(event) >= 80%`, where the event joins clauses by `and` and `or` (`and` binds tighter; parentheses group). A clause
/// compares a measure with a level (`top2box >= 40%`, `share("Swissmetro") > 0.5`), or says `every xlm met`, or
/// `xlm "Ease of the first week" met`. Names of measures may hold blanks, dots and hyphens. Levels are plain numbers,
/// per cent (`40%`) or `points`.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// What must happen in a replicate.
    pub event: Event,
    /// How its probability is compared.
    pub comparison: Comparison,
    /// The probability it is compared with, in \[0, 1\].
    pub probability: f64,
    pub(super) text: String,
    pub(super) span: Option<Span>,
}

/// Holds what must happen: a clause, or several joined.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// One clause.
    Clause(Clause),
    /// All of these.
    All(Vec<Event>),
    /// At least one of these.
    Any(Vec<Event>),
}

/// Holds a condition that a replicate meets or not.
#[derive(Debug, Clone, PartialEq)]
pub enum Clause {
    /// A measure stands in a relation to a level.
    Measure {
        /// The measure.
        measure: Measure,
        /// The relation.
        comparison: Comparison,
        /// The level.
        level: Level,
    },
    /// Every experience level measure is met.
    EveryXlm,
    /// One experience level measure is met.
    Xlm {
        /// Its name.
        name: String,
        /// The bytes of the rule it stands in.
        range: Range<usize>,
    },
}

/// Names a measure, of an alternative if one is given.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// The name, single blanks between its words.
    pub name: String,
    /// What it is taken of: `Swissmetro` in `share("Swissmetro")`.
    pub of: Option<String>,
    /// The bytes of the text it stands in.
    pub range: Range<usize>,
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.of {
            Some(of) => write!(f, "{}({of:?})", self.name),
            None => f.write_str(&self.name),
        }
    }
}

/// Says how a level is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// A plain number, on the measure's own scale.
    Plain,
    /// Per cent: a hundredth.
    Percent,
    /// Points: a hundredth for a share (percentage points), one for a measure whose scale counts points.
    Points,
}

/// Holds a threshold or a difference with its unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level {
    /// The number as written.
    pub number: f64,
    /// The unit as written.
    pub unit: Unit,
}

impl Level {
    /// Returns the level on a scale where 1 is the whole, as shares and probabilities are.
    #[must_use]
    pub fn of_one(self) -> f64 {
        match self.unit {
            Unit::Plain => self.number,
            Unit::Percent | Unit::Points => self.number / 100.0,
        }
    }

    /// Returns the level on a scale that counts points (a net promoter score from -100 to 100, effort from 1 to 7).
    ///
    /// Per cent have no meaning there.
    #[must_use]
    pub fn in_points(self) -> Option<f64> {
        match self.unit {
            Unit::Plain | Unit::Points => Some(self.number),
            Unit::Percent => None,
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.unit {
            Unit::Plain => write!(f, "{}", self.number),
            Unit::Percent => write!(f, "{}%", self.number),
            Unit::Points if self.number == 1.0 => write!(f, "1 point"),
            Unit::Points => write!(f, "{} points", self.number),
        }
    }
}

impl Event {
    /// Says whether the event happens, given which clauses hold.
    ///
    /// Every clause is asked exactly once, in the order written, whatever the others say.
    pub fn holds(&self, clause_holds: &mut impl FnMut(&Clause) -> bool) -> bool {
        // Counted rather than cut short: callers step through their own table of clauses beside this.
        match self {
            Self::Clause(clause) => clause_holds(clause),
            Self::All(parts) => parts.iter().filter(|part| !part.holds(clause_holds)).count() == 0,
            Self::Any(parts) => parts.iter().filter(|part| part.holds(clause_holds)).count() > 0,
        }
    }

    /// Returns all clauses in the order written.
    #[must_use]
    pub fn clauses(&self) -> Vec<&Clause> {
        match self {
            Self::Clause(clause) => vec![clause],
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::clauses).collect(),
        }
    }
}

impl Rule {
    /// Parses a rule made by a program.
    ///
    /// # Errors
    ///
    /// The first fault, with its place in the text.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        parse::rule(text)
    }

    /// Returns the text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Says whether an event of this probability meets the rule.
    #[must_use]
    pub fn met_by(&self, probability: f64) -> bool {
        self.comparison.holds(probability, self.probability)
    }

    /// Finds where a part of the rule stands in its file, to report what is wrong with it.
    #[must_use]
    pub fn place(&self, range: Range<usize>, cx: &Cx) -> Option<Span> {
        self.span.map(|literal| cx.inside(literal, &self.text, range))
    }

    /// Returns the measures it names, in the order written.
    #[must_use]
    pub fn measures(&self) -> Vec<&Measure> {
        let clauses = self.event.clauses().into_iter();
        clauses
            .filter_map(|clause| match clause {
                Clause::Measure { measure, .. } => Some(measure),
                Clause::EveryXlm | Clause::Xlm { .. } => None,
            })
            .collect()
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Read for Rule {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        let Some(text) = node.text() else {
            cx.wrong_kind(node, "a rule in quotes, such as \"P(top2box >= 40%) >= 80%\"");
            return None;
        };
        match Self::parse(text) {
            Ok(rule) => Some(Self { span: Some(node.span()), ..rule }),
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
            "description": "A decision rule: P(event) and the probability it must have. Clauses compare a measure with a level, \
                            or say `every xlm met` or `xlm \"name\" met`; they are joined by `and` and `or`.",
            "examples": ["P(top2box >= 40% and every xlm met) >= 80%"],
        })
    }

    fn to_json(&self) -> Option<Json> {
        Some(json!(self.text))
    }
}
