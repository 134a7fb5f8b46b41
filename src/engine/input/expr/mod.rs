//! Expressions over a persona's columns: text in; numbers, truth values or labels per row out.
//!
//! Must never know where columns come from.

mod ast;
mod bind;
mod columns;
mod eval;
mod parse;

pub use super::lex::{Comparison, Fault};
pub use ast::Expr;
pub(crate) use ast::report;
pub use bind::{Bound, Kind};
pub use columns::{ColumnView, Columns};
pub use eval::{ExprError, Labels};

#[cfg(test)]
mod tests;
