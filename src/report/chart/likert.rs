//! Answers on a scale: diverging bars centred on the neutral box.

/// Holds answers to one or more questions on the same scale.
///
/// # Shapes
///
/// Each row has one share per category.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Likert {
    /// Names of the boxes, from worst to best.
    pub categories: Vec<String>,
    /// Heading over the figures at the end of the bars: "top-2-box".
    pub end_title: String,
    /// One row a question or an alternative.
    pub rows: Vec<LikertRow>,
}

/// Holds the answers to one question.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LikertRow {
    /// The question or the alternative.
    pub label: String,
    /// Base, in donors: "752 donors".
    pub base: String,
    /// Share of each box, worst first.
    ///
    /// # Units
    ///
    /// Fractions that sum to one.
    pub shares: Vec<f64>,
    /// The figure at the end of the bar, formatted: "54 % (50–58)".
    pub end: String,
}
