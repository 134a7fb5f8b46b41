//! What a scorecard of ratings scores.

use crate::measure::forecast::Best;
use crate::stats::interval::Interval;

/// A forecast of ratings that anyone could make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Simple {
    /// Every box is as likely as any other.
    Equal,
    /// Each item's shares among those who were learned from, for everybody.
    Shares,
}

impl Simple {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Equal, Self::Shares];

    /// Returns its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Equal => "equal chances",
            Self::Shares => "each item's shares",
        }
    }
}

/// A score of ratings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RatingScore {
    /// Mean log of the probability of the box that was ticked.
    Log,
    /// Ranked probability score.
    Ranked,
    /// Mean log of the probability of a person's answers taken together.
    Together,
    /// Largest distance of predicted and real shares below a box.
    Distance,
    /// Error of the share in the two highest boxes.
    TopTwo,
    /// Standard deviation of answers to an item, predicted over real.
    Dispersion,
    /// Standard deviation of people's mean answers, predicted over real.
    Spread,
}

impl RatingScore {
    /// All of them, in the order of the scorecard.
    pub const ALL: [Self; 7] = [Self::Log, Self::Ranked, Self::Together, Self::Distance, Self::TopTwo, Self::Dispersion, Self::Spread];

    /// Returns its stable name.
    pub fn id(self) -> &'static str {
        match self {
            Self::Log => "log_score",
            Self::Ranked => "ranked_probability_score",
            Self::Together => "log_score_together",
            Self::Distance => "kolmogorov_smirnov",
            Self::TopTwo => "top_two_box_error",
            Self::Dispersion => "dispersion_ratio",
            Self::Spread => "spread_ratio",
        }
    }

    /// Returns what it is, in plain words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Log => "log score an answer",
            Self::Ranked => "ranked probability score",
            Self::Together => "log score of a person's answers together",
            Self::Distance => "distance of shares (Kolmogorov–Smirnov)",
            Self::TopTwo => "top-2-box error",
            Self::Dispersion => "spread of answers to an item, predicted over real",
            Self::Spread => "spread of people's mean answers, predicted over real",
        }
    }

    /// Returns how to read it.
    pub fn reads(self) -> &'static str {
        match self {
            Self::Log => "mean natural log of the probability that the ticked box had: nearer to 0 is better",
            Self::Ranked => {
                "mean squared distance of the predicted shares below each box from 0 and 1, so that near misses cost little: less is better"
            }
            Self::Together => {
                "natural log of the probability of all answers of a person at once, divided by their number: it sees whether the answers of one person hang \
                 together as predicted; nearer to 0 is better"
            }
            Self::Distance => {
                "largest distance between the predicted and the real share at or below a box, averaged over items and folds: less is better"
            }
            Self::TopTwo => {
                "distance between the predicted and the real share in the two highest boxes, averaged over items and folds: less is better"
            }
            Self::Dispersion => "standard deviation of answers to an item, averaged over items: 1 is right, 0 is everybody alike",
            Self::Spread => {
                "standard deviation between people of their mean answer, among people who answered every item: 1 is right, less is too alike"
            }
        }
    }

    /// Returns where it is best.
    pub fn best(self) -> Best {
        match self {
            Self::Log | Self::Together => Best::High,
            Self::Ranked | Self::Distance | Self::TopTwo => Best::Low,
            Self::Dispersion | Self::Spread => Best::One,
        }
    }
}

/// A score with its 95 % interval over people; NaN where there is none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RatingLine {
    /// Which.
    pub score: RatingScore,
    /// The score.
    pub value: f64,
    /// Its interval.
    pub interval: Interval,
}

/// How much better than another forecast, on the same people: above zero it is better. NaN for scores that are right at one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RatingGain {
    /// In which score.
    pub score: RatingScore,
    /// Over which forecast, by its place among all.
    pub over: usize,
    /// The gain.
    pub value: f64,
    /// Its 95 % interval over people.
    pub interval: Interval,
}

impl RatingGain {
    /// Whether it is better beyond what other people would give by chance.
    pub fn is_beaten(&self) -> bool {
        self.interval.low > 0.0
    }

    /// Whether it is worse beyond that.
    pub fn is_lost(&self) -> bool {
        self.interval.high < 0.0
    }
}
