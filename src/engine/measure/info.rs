//! What a report says about a measure besides its value.

/// Tells which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// More is better.
    HigherIsBetter,
    /// Less is better.
    LowerIsBetter,
    /// Neither: a price point, a category.
    Neither,
}

/// Describes a measure for its readers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Info {
    /// Stable name in files: lower case, words joined by `_`.
    pub id: &'static str,
    /// Name in plain words.
    pub name: &'static str,
    /// What the number counts and its bounds.
    pub scale: &'static str,
    /// Which way is better.
    pub direction: Direction,
    /// Where the rule comes from.
    pub source: &'static str,
}
