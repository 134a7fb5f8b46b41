//! A table of named, typed columns of equal length.

/// The values of one column.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// Floating-point numbers; NaN stands for "no value" and is written as an empty cell.
    Number(Vec<f64>),
    /// Whole numbers.
    Count(Vec<i64>),
    /// Text.
    Text(Vec<String>),
}

impl Values {
    /// The number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Number(values) => values.len(),
            Self::Count(values) => values.len(),
            Self::Text(values) => values.len(),
        }
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A column of numbers, one for each row.
pub(crate) fn number<T>(rows: &[T], read: impl Fn(&T) -> f64) -> Values {
    Values::Number(rows.iter().map(read).collect())
}

/// A column of counts, one for each row.
pub(crate) fn count<T>(rows: &[T], read: impl Fn(&T) -> u64) -> Values {
    Values::Count(rows.iter().map(|row| i64::try_from(read(row)).unwrap_or(i64::MAX)).collect())
}

/// A column of text, one for each row.
pub(crate) fn text<T>(rows: &[T], read: impl Fn(&T) -> String) -> Values {
    Values::Text(rows.iter().map(read).collect())
}

/// A table could not be built, read or written.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// A column's length differs from the first one's.
    #[error("column `{column}` of table `{table}` has {got} rows, expected {expected}")]
    Ragged {
        /// The table.
        table: String,
        /// The column at fault.
        column: String,
        /// Its rows.
        got: usize,
        /// The rows of the first column.
        expected: usize,
    },
    /// Two columns share a name.
    #[error("table `{table}` has two columns named `{column}`")]
    Duplicate {
        /// The table.
        table: String,
        /// The name used twice.
        column: String,
    },
    /// The file could not be read or written.
    #[error("{action} `{path}`: {reason}")]
    File {
        /// "reading" or "writing".
        action: &'static str,
        /// The file.
        path: String,
        /// What the system or the format library said.
        reason: String,
    },
}

impl FrameError {
    /// Names another place for the file at fault, where it was made under a temporary name.
    #[must_use]
    pub fn at(self, place: &std::path::Path) -> Self {
        match self {
            Self::File { action, reason, .. } => Self::File { action, path: place.display().to_string(), reason },
            other => other,
        }
    }
}

/// A named table.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    name: String,
    columns: Vec<(String, Values)>,
}

impl Frame {
    /// Starts an empty table; `name` becomes the file name.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), columns: Vec::new() }
    }

    /// Adds a column at the right.
    ///
    /// # Errors
    /// [`FrameError::Ragged`] or [`FrameError::Duplicate`].
    pub fn push(&mut self, name: &str, values: Values) -> Result<(), FrameError> {
        if self.columns.iter().any(|(existing, _)| existing == name) {
            return Err(FrameError::Duplicate { table: self.name.clone(), column: name.to_owned() });
        }
        let expected = self.columns.first().map_or(values.len(), |(_, first)| first.len());
        if values.len() != expected {
            return Err(FrameError::Ragged { table: self.name.clone(), column: name.to_owned(), got: values.len(), expected });
        }
        self.columns.push((name.to_owned(), values));
        Ok(())
    }

    /// The table's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The columns, left to right.
    #[must_use]
    pub fn columns(&self) -> &[(String, Values)] {
        &self.columns
    }

    /// Gives the columns away, left to right.
    pub fn into_columns(self) -> impl Iterator<Item = (String, Values)> {
        self.columns.into_iter()
    }

    /// The column of that name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Values> {
        self.columns.iter().find(|(existing, _)| existing == name).map(|(_, values)| values)
    }

    /// The number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |(_, values)| values.len())
    }
}
