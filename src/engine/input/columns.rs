//! Files of typed columns, such as Parquet: what reads them is handed in, so that this room needs no library that does.

use std::path::Path;

/// The cells of one column.
#[derive(Debug, Clone, PartialEq)]
pub enum Cells {
    /// Numbers; NaN where a cell is empty.
    Numbers(Vec<f64>),
    /// Texts; an empty cell is the empty text.
    Texts(Vec<String>),
}

/// Writes a number that is a code or an identifier as a name: without a point where it is whole. Whoever looks for a person again relies on it.
#[must_use]
pub fn code(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 { format!("{value:.0}") } else { value.to_string() }
}

/// The columns of a file, each with its name, all of one length.
pub type Columns = Vec<(String, Cells)>;

/// Reads a file of typed columns; otherwise says why it cannot.
pub type ReadColumns = fn(&Path) -> Result<Columns, String>;
