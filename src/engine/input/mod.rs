//! Input: TOML, YAML, JSON, XML and CSV texts in; checked values with their places out, or every problem at once.
//!
//! Must never know what the values mean (markets, personas, measures), print, or read the environment or the clock.

mod columns;
mod csv;
mod cx;
pub mod expr;
mod inside;
pub mod json;
mod lex;
pub mod limits;
mod list;
mod path;
mod problem;
mod quantity;
mod read;
mod record;
mod render;
pub mod rule;
pub mod sample;
mod schema;
mod source;
mod suggest;
mod text;
mod toml;
mod value;
pub mod xml;
mod yaml;

pub use crate::{choice, record};
pub use columns::{Cells, Columns, ReadColumns, code};
pub use csv::{CsvOptions, CsvTable};
pub use cx::Cx;
pub use expr::Expr;
pub use list::{Entries, OneOrMore};
pub use path::{DataFile, DataFiles};
pub use problem::{Problem, Problems, Severity};
pub use quantity::{Grade, NotProbability, Open, Probability, Provenance, Quantity, Triple};
pub use read::Read;
pub use record::{Fields, Rest, described, key_of, word};
pub use rule::{Clause, Comparison, Effect, Event, Level, Measure, Rule, Unit};
pub use schema::{ObjectSchema, Schemas, choice_schema, one_of, schema_document, schema_text};
pub use serde_json::Value as Json;
pub use source::{FileId, LineColumn, Source, Span, Spanned};
pub use suggest::nearest;
pub use text::{Name, Text, TextError};
pub use value::{Data, Document, Node, Value};

#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod tests;
