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

/// The columns of a file, each with its name, all of one length.
pub type Columns = Vec<(String, Cells)>;

/// Reads a file of typed columns; otherwise says why it cannot.
pub type ReadColumns = fn(&Path) -> Result<Columns, String>;
