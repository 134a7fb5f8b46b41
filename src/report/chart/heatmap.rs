//! A measure by segment: the number in each cell, small donor bases hatched.

/// Holds one measure for segments (rows) by alternatives or questions (columns).
///
/// # Shapes
///
/// Each row has one cell per column.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Heatmap {
    /// What the numbers are: "share of choices, %".
    pub axis: String,
    /// Headings of the columns.
    pub columns: Vec<String>,
    /// One row a segment.
    pub rows: Vec<HeatRow>,
    /// Values of the faintest and the strongest colour; from the data when absent.
    pub scale: Option<(f64, f64)>,
    /// What hatching means: "fewer than 30 donors".
    pub thin_name: String,
}

/// Holds one segment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HeatRow {
    /// Its name.
    pub label: String,
    /// Its base: "112 donors".
    pub base: String,
    /// Its cells; absent where nothing was measured.
    pub cells: Vec<Option<HeatCell>>,
}

/// Holds one cell.
#[derive(Debug, Clone, PartialEq)]
pub struct HeatCell {
    /// The value that colours it.
    pub value: f64,
    /// The number in it, formatted.
    pub text: String,
    /// Whether its donor base is too small to lean on.
    pub thin: bool,
}
