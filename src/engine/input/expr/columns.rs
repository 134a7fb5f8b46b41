//! What an expression may look at.

/// Offers columns by name.
pub trait Columns {
    /// Returns the names of all columns, for "did you mean".
    fn names(&self) -> Vec<&str>;
    /// Returns a column.
    fn get(&self, name: &str) -> Option<ColumnView<'_>>;
}

/// Borrows a column.
#[derive(Debug, Clone, Copy)]
pub enum ColumnView<'a> {
    /// Numbers, one a row.
    Number(&'a [f32]),
    /// Labels, one a row, by their codes.
    Category {
        /// For each row the index of its label.
        codes: &'a [u16],
        /// The labels.
        labels: &'a [String],
    },
}

impl ColumnView<'_> {
    /// Returns the number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Number(values) => values.len(),
            Self::Category { codes, .. } => codes.len(),
        }
    }

    /// Says whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
