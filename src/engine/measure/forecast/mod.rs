//! Choices that were held out against their predicted probabilities: the scorecard of a forecast.
//!
//! In come choices, the probability that a panel gave to each alternative, and what simpler forecasts gave; out come scores with intervals over
//! people, each beside its null and its ceiling, and a verdict by stated rules. Whether the probabilities come from a fitted model, a served one or
//! a guess makes no difference here. People are the unit of every interval: their tasks go together.

mod calibration;
mod card;
mod cells;
mod checks;
mod data;
mod demand;
mod lines;
mod ratings;
mod scores;
mod spread;
#[cfg(test)]
mod tests;
mod verdict;

pub use calibration::{BINS, Bin, Calibration, calibration};
pub use card::{Card, Contest, RESAMPLES, Segment, Segments};
pub use cells::{CellScore, Cells, cell_scores};
pub use checks::checks;
pub use data::{Choices, Forecast, ForecastError, LEAST};
pub use demand::{Demand, DemandPoint, Offer, Steepness, demand};
pub use lines::{Best, Gain, Line, Null, Scored};
pub use ratings::{
    ItemShares, RatingGain, RatingLine, RatingScore, RatingsCard, RatingsContest, Said, Simple, judge_ratings, rating_rules,
};
pub use scores::{Scores, scores};
pub use spread::{Inclinations, spread};
pub use verdict::{CALIBRATED, Claim, Finding, Grounds, LEAST_ACHIEVED, LEAST_SPREAD, Light, Verdict, carries_over, judge, rules};
