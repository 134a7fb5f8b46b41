//! Why a measure cannot be scored.

/// Says what was wrong with the material given to a scoring rule.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum MeasureError {
    /// The histogram has another number of scale points than the rule needs.
    #[error("{measure} needs {expected} scale points, got {got}")]
    Points {
        /// The measure.
        measure: &'static str,
        /// Points the rule needs.
        expected: usize,
        /// Points given.
        got: usize,
    },
    /// Nobody answered.
    #[error("{measure} has no answers to score")]
    NoAnswers {
        /// The measure.
        measure: &'static str,
    },
    /// A count is negative or not finite.
    #[error("count at scale point {index} must be finite and at least 0, got {got}")]
    Count {
        /// Its place, from 0.
        index: usize,
        /// The count given.
        got: f64,
    },
    /// A single answer lies off its scale.
    #[error("answer to {item} must lie in [{low}, {high}], got {got}")]
    Answer {
        /// The item.
        item: String,
        /// Lowest answer.
        low: u8,
        /// Highest answer.
        high: u8,
        /// The answer given.
        got: u8,
    },
    /// A number is out of its bounds.
    #[error("`{name}` must be {allowed}, got {got}")]
    Value {
        /// What the number is.
        name: &'static str,
        /// What is allowed.
        allowed: &'static str,
        /// The number given.
        got: f64,
    },
    /// Two lists that belong together differ in length.
    #[error("{left} and {right} must be as many, got {left_len} and {right_len}")]
    Lengths {
        /// The first list.
        left: &'static str,
        /// The second list.
        right: &'static str,
        /// Length of the first.
        left_len: usize,
        /// Length of the second.
        right_len: usize,
    },
    /// A price ladder does not rise strictly.
    #[error("prices must rise: {after} follows {before} at place {index}")]
    PriceOrder {
        /// Place of the later price, from 0.
        index: usize,
        /// The earlier price.
        before: f64,
        /// The later price.
        after: f64,
    },
    /// A list is too short or too long.
    #[error("{what} must hold {low} to {high} entries, got {got}")]
    Size {
        /// The list.
        what: &'static str,
        /// Fewest allowed.
        low: usize,
        /// Most allowed.
        high: usize,
        /// Entries given.
        got: usize,
    },
    /// An exhaustive search would be too long.
    #[error("{combinations} combinations are too many to try, at most {most}; choose fewer items or a smaller set")]
    TooManyCombinations {
        /// Combinations asked for.
        combinations: u128,
        /// Most allowed.
        most: u128,
    },
    /// Two price curves do not cross on the grid.
    #[error("the curves `{first}` and `{second}` do not cross between {low} and {high}")]
    NoCrossing {
        /// The falling curve.
        first: &'static str,
        /// The rising curve.
        second: &'static str,
        /// Lowest price of the grid.
        low: f64,
        /// Highest price of the grid.
        high: f64,
    },
    /// A statistic below the rule failed.
    #[error("{0}")]
    Interval(#[from] crate::stats::interval::IntervalError),
    /// A regression below the rule failed.
    #[error("{0}")]
    Linear(#[from] crate::stats::linear::LinearError),
    /// There are too many drivers.
    #[error("{0}")]
    Players(#[from] crate::stats::shapley::TooManyPlayers),
}
