//! Ratings that were said before they were seen: scores, scorecard and verdict.

mod card;
mod score;
mod sums;
#[cfg(test)]
mod tests;
mod verdict;

pub use card::{ItemShares, RatingsCard, RatingsContest, Said};
pub use score::{RatingGain, RatingLine, RatingScore, Simple};
pub use verdict::{judge_ratings, rating_rules};
