//! What a scorecard scores, and what it holds scores against.

use crate::stats::interval::Interval;

/// A forecast that anyone could make, and that a panel has to beat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Null {
    /// Every alternative on offer is as likely as any other.
    Uniform,
    /// The shares of those who were learned from, whatever is offered.
    Constant,
    /// A multinomial logit: one taste for all people.
    Logit,
}

impl Null {
    /// All of them, from the simplest.
    pub const ALL: [Self; 3] = [Self::Uniform, Self::Constant, Self::Logit];

    /// Returns its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Uniform => "equal chances",
            Self::Constant => "constant shares",
            Self::Logit => "one taste for all",
        }
    }
}

/// Where a score is best.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Best {
    /// More is better.
    High,
    /// Less is better.
    Low,
    /// One is right.
    One,
}

/// What a line of a scorecard scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scored {
    /// Mean log of the probability of the chosen.
    LogLikelihood,
    /// Geometric mean of the probability of the chosen.
    RootLikelihood,
    /// 1 less the log-likelihood over that of equal chances.
    RSquared,
    /// Share of tasks whose likeliest alternative was chosen.
    HitRate,
    /// Mean probability of the chosen.
    MeanProbability,
    /// Mean squared error of the probabilities.
    Brier,
    /// Root likelihood over that of a null.
    Lift(Null),
    /// Mean distance between predicted and real shares over cells.
    ShareError,
    /// Expected calibration error.
    CalibrationError,
    /// Slope of what happened on what was predicted.
    Slope,
    /// The power of the probabilities that fits best.
    Scale,
    /// Standard deviation between people, predicted over real.
    Spread,
    /// Share of the gain over the strongest null that a panel told the answers would make.
    Achieved,
    /// The gain over the strongest null in the segment where it is least.
    WorstSegment,
    /// How often what other people would pay lies inside the interval that the fit promised. It is not read off a forecast, so that only who fits anew
    /// adds it to a card.
    WorthCoverage,
    /// How far predictions move when the same is fitted with other random numbers. Only who fits anew adds it to a card.
    Stability,
}

impl Scored {
    /// All lines that a forecast has, in the order of the scorecard.
    pub const ALL: [Self; 16] = [
        Self::LogLikelihood,
        Self::RootLikelihood,
        Self::RSquared,
        Self::HitRate,
        Self::MeanProbability,
        Self::Brier,
        Self::Lift(Null::Uniform),
        Self::Lift(Null::Constant),
        Self::Lift(Null::Logit),
        Self::ShareError,
        Self::CalibrationError,
        Self::Slope,
        Self::Scale,
        Self::Spread,
        Self::Achieved,
        Self::WorstSegment,
    ];

    /// Returns its stable name.
    pub fn id(self) -> &'static str {
        match self {
            Self::LogLikelihood => "log_likelihood",
            Self::RootLikelihood => "root_likelihood",
            Self::RSquared => "hold_out_r_squared",
            Self::HitRate => "hit_rate",
            Self::MeanProbability => "mean_probability",
            Self::Brier => "brier",
            Self::Lift(Null::Uniform) => "lift_over_equal_chances",
            Self::Lift(Null::Constant) => "lift_over_constant_shares",
            Self::Lift(Null::Logit) => "lift_over_one_taste",
            Self::ShareError => "share_error",
            Self::CalibrationError => "calibration_error",
            Self::Slope => "calibration_slope",
            Self::Scale => "fitted_scale",
            Self::Spread => "spread_ratio",
            Self::Achieved => "achieved_gain",
            Self::WorstSegment => "worst_segment_gain",
            Self::WorthCoverage => "worth_coverage",
            Self::Stability => "moved_by_chance",
        }
    }

    /// Returns what it is, in plain words.
    pub fn name(self) -> &'static str {
        match self {
            Self::LogLikelihood => "log-likelihood a choice",
            Self::RootLikelihood => "root likelihood",
            Self::RSquared => "hold-out R² (McFadden)",
            Self::HitRate => "hit rate",
            Self::MeanProbability => "mean probability of the chosen",
            Self::Brier => "Brier score",
            Self::Lift(Null::Uniform) => "lift over equal chances",
            Self::Lift(Null::Constant) => "lift over constant shares",
            Self::Lift(Null::Logit) => "lift over one taste for all",
            Self::ShareError => "share error",
            Self::CalibrationError => "calibration error",
            Self::Slope => "calibration slope",
            Self::Scale => "fitted scale",
            Self::Spread => "spread between people, predicted over real",
            Self::Achieved => "share of the achievable gain",
            Self::WorstSegment => "gain in the worst segment",
            Self::WorthCoverage => "willingness to pay inside its interval",
            Self::Stability => "moved by other random numbers",
        }
    }

    /// Returns how to read it.
    pub fn reads(self) -> &'static str {
        match self {
            Self::LogLikelihood => "mean natural log of the probability that the chosen alternative had",
            Self::RootLikelihood => "geometric mean of the probability that the chosen alternative had",
            Self::RSquared => "how much of the log-likelihood of equal chances is done away with",
            Self::HitRate => "share of choices in which the likeliest alternative was taken",
            Self::MeanProbability => "mean of the probability that the chosen alternative had",
            Self::Brier => "mean summed squared error of the probabilities, from 0 to 2",
            Self::Lift(_) => "root likelihood over that of the simpler forecast: 1 is no gain",
            Self::ShareError => "mean distance between predicted and real shares, cell by cell, never pooled",
            Self::CalibrationError => "mean distance between predicted and real shares over ten bins of probability",
            Self::Slope => "slope of what happened on what was predicted: 1 is right, less is too bold",
            Self::Scale => "power of the probabilities that fits best: 1 is right, less is too bold, more is too timid",
            Self::Spread => "how much the panel's people differ from each other, over how much real people do: 1 is right, 0 is all alike",
            Self::Achieved => "gain over the strongest simpler forecast, over that of the same panel told the answers beforehand",
            Self::WorstSegment => "log-likelihood a choice over the strongest simpler forecast, where that is least",
            Self::WorthCoverage => {
                "share of comparisons, one for each fold of people and attribute, in which what the people left out would pay by a fit of their own lies \
                 inside the 95 % interval that the fit to the others promises, both fits' errors counted: 0.95 is right, less means intervals too narrow. \
                 Comparisons of one fold share people, so that a fold counts once in the interval of the share"
            }
            Self::Stability => {
                "mean distance (total variation) between these probabilities and those of the same fit with another seed, and with twice the points where points \
                 are not random: how far chance goes into them, beside how far they are from one taste for all"
            }
        }
    }

    /// Returns where it is best.
    pub fn best(self) -> Best {
        match self {
            Self::Brier | Self::ShareError | Self::CalibrationError | Self::Stability => Best::Low,
            Self::Slope | Self::Scale | Self::Spread | Self::WorthCoverage => Best::One,
            _ => Best::High,
        }
    }
}

/// A line of a scorecard.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// What it scores.
    pub scored: Scored,
    /// The panel's score; NaN where there is none.
    pub value: f64,
    /// Its 95 % interval over people.
    pub interval: Interval,
    /// What a forecast that anyone could make scores.
    pub null: f64,
    /// Which that is.
    pub null_name: &'static str,
    /// What the best there is to have scores; NaN where nothing says so.
    pub ceiling: f64,
    /// What that is.
    pub ceiling_name: &'static str,
}

/// What a panel gains over a null: above zero it is better.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gain {
    /// The null.
    pub null: Null,
    /// The gain.
    pub value: f64,
    /// Its 95 % interval over people.
    pub interval: Interval,
}

impl Gain {
    /// Whether the panel is better beyond what other people would give by chance.
    pub fn is_beaten(&self) -> bool {
        self.interval.low > 0.0
    }

    /// Whether the null is better beyond what other people would give by chance.
    pub fn is_lost(&self) -> bool {
        self.interval.high < 0.0
    }
}
