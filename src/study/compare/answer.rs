//! One effect against the smallest that matters.

use crate::market::Kind;
use crate::montecarlo::search::{Claim, Confirmed, confirm};
use crate::montecarlo::{Comparison, Effect};

use super::load::Weighed;

/// The chance that any effect of one kind is called larger than matters when it is not.
const ALPHA: f64 = 0.05;

/// The share of draws from which on an effect is called larger than matters without a qualification.
const SURELY: f64 = 0.95;

/// How large an effect is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// Larger than the smallest effect that matters.
    Larger,
    /// So near to the smallest effect that matters that this run cannot tell on which side it lies.
    Near,
    /// There is an effect, and it is smaller than what matters.
    Smaller,
    /// There is an effect, and the study does not say what matters.
    Measurable,
    /// No effect was measured.
    NotMeasurable,
    /// The figure has no base.
    NoBase,
}

impl Size {
    /// The words for it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Larger => "larger than matters",
            Self::Near => "about as large as matters",
            Self::Smaller => "smaller than matters",
            Self::Measurable => "a measurable effect",
            Self::NotMeasurable => "no measurable effect",
            Self::NoBase => "nothing to measure it on",
        }
    }

    /// Whether there is an effect that could matter.
    #[must_use]
    pub fn counts(self) -> bool {
        matches!(self, Self::Larger | Self::Near | Self::Measurable)
    }
}

/// What one arm changes against another one, in one figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Answer {
    /// The arm.
    pub arm: usize,
    /// What it is held against.
    pub base: usize,
    /// The effect; none where fewer than two replicates have a base in both.
    pub effect: Option<Effect>,
    /// How large it is.
    pub size: Size,
    /// The share of draws in which it is at least as large as matters, in the direction of its mean.
    pub beyond: Option<f64>,
}

impl Answer {
    /// How large it is in words; where that holds of the mean only, it says so.
    #[must_use]
    pub fn words(&self) -> String {
        let on_average = self.size == Size::Larger && self.beyond.is_some_and(|beyond| beyond < SURELY);
        format!("{}{}", self.size.words(), if on_average { " on average" } else { "" })
    }

    /// The mean effect; 0 where there is none.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.effect.map_or(0.0, |effect| effect.mean)
    }

    /// What the Monte Carlo error of the effect would be if both arms had been run on draws of their own.
    #[must_use]
    pub fn unpaired(&self, comparison: &Comparison, figure: usize) -> Option<f64> {
        let [one, other] = [self.arm, self.base].map(|arm| variance_of_mean(&comparison.level(arm, figure)));
        Some((one? + other?).sqrt())
    }
}

fn variance_of_mean(values: &[f64]) -> Option<f64> {
    let known: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    crate::stats::interval::mean_and_mc_error(&known).ok().map(|found| found.error * found.error)
}

/// Which effects are judged together: an arm, what it is held against, and the position of the figure.
pub(super) type Asked = (usize, usize, usize);

/// Judges effects of one kind together, so that the more there are, the more each must show (Holm).
///
/// Each is turned so that its mean is above zero, then held against the smallest effect that matters.
pub(super) fn answers(comparison: &Comparison, asked: &[Asked], smallest: Option<f64>) -> Vec<Answer> {
    let effects: Vec<Option<Effect>> = asked.iter().map(|&(arm, base, figure)| comparison.effect_against(arm, base, figure)).collect();
    let turned: Vec<Vec<f64>> = asked
        .iter()
        .zip(&effects)
        .map(|(&(arm, base, figure), effect)| {
            let sign = if effect.is_some_and(|effect| effect.mean < 0.0) { -1.0 } else { 1.0 };
            let levels = comparison.level(arm, figure).into_iter().zip(comparison.level(base, figure));
            levels.map(|(level, other)| sign * (level - other)).filter(|difference| difference.is_finite()).collect()
        })
        .collect();
    let found = confirm(&turned, smallest.unwrap_or(0.0), ALPHA).unwrap_or_default();
    asked
        .iter()
        .zip(effects)
        .zip(turned.iter().zip(&found))
        .map(|((&(arm, base, _), effect), (turned, found))| {
            let beyond = smallest
                .filter(|_| effect.is_some())
                .map(|smallest| turned.iter().filter(|&&difference| difference >= smallest).count() as f64 / turned.len() as f64);
            Answer { arm, base, effect, size: if effect.is_none() { Size::NoBase } else { size(found, smallest) }, beyond }
        })
        .collect()
}

fn size(found: &Confirmed, smallest: Option<f64>) -> Size {
    match (found.claim, smallest) {
        (Claim::Measurable, Some(_)) => Size::Larger,
        (Claim::Measurable | Claim::TooSmall, None) => Size::Measurable,
        (Claim::TooSmall, Some(smallest)) if found.interval.is_some_and(|interval| interval.high >= smallest) => Size::Near,
        (Claim::TooSmall, Some(_)) => Size::Smaller,
        (Claim::NoMeasurableEffect, _) => Size::NotMeasurable,
    }
}

impl Weighed {
    /// The same figure in a segment, where it has one.
    #[must_use]
    pub fn in_segment(&self, segment: usize) -> Kind {
        match self.kind {
            Kind::TopTwoBox { question, .. } => Kind::TopTwoBox { question, segment: Some(segment) },
            Kind::Share { arm, alternative, .. } => Kind::Share { arm, alternative, segment: Some(segment) },
            _ => Kind::Share { arm: 0, alternative: 0, segment: Some(segment) },
        }
    }

    /// The same figure of everyone as [`Weighed::in_segment`] gives in a segment.
    #[must_use]
    pub fn by_segments(&self) -> Kind {
        match self.kind {
            kind @ (Kind::TopTwoBox { .. } | Kind::Share { .. }) => kind,
            _ => Kind::Share { arm: 0, alternative: 0, segment: None },
        }
    }

    /// The smallest difference that would matter in a segment.
    #[must_use]
    pub fn smallest_in_segments(&self) -> Option<f64> {
        self.smallest.filter(|_| self.by_segments() == self.kind)
    }

    /// Whether a rise is good news.
    #[must_use]
    pub fn higher_is_better(&self) -> bool {
        !matches!(self.kind, Kind::Minutes { .. } | Kind::Failure { .. } | Kind::NoPrice | Kind::ReasonAgainst { .. })
    }
}
