//! What counts as better: the verdict figure, and experience that comes nearer to its targets.

use crate::market::{Aim, ArmFigures, Arms, Figures, Kind, Market};
use crate::measure::xlm::{self, Xlm};
use crate::montecarlo::{Comparison, RunnerError};

/// One gain a replicate: of an arm of a comparison, against its control.
///
/// It must be a difference: what it says of one arm less what it says of another is the gain of the first against the second.
pub type Value<'a> = dyn Fn(&Comparison, usize) -> Vec<f64> + 'a;

/// What the prototyper works towards.
///
/// Without a `value` of the caller's own, the gain is counted in *steps that matter*: the change of the verdict figure in its smallest
/// effect of interest, plus, for each experience level measure, by how many steps of its scale it comes nearer to its target, weighted. See
/// [`XlmAim::short`].
#[derive(Clone, Copy)]
pub struct Goal<'a> {
    /// The figure the verdict hangs on.
    pub aim: &'a Aim,
    /// What counts instead of the standard gain, such as whether the rule to go is met.
    pub value: Option<&'a Value<'a>>,
    /// Figures that `value` reads, beside the verdict figure and the experience level measures.
    pub also: &'a [Kind],
    /// The smallest gain of interest, above 0: 1 for the standard gain.
    pub smallest: f64,
}

impl std::fmt::Debug for Goal<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Goal").field("aim", self.aim).field("smallest", &self.smallest).finish_non_exhaustive()
    }
}

impl<'a> Goal<'a> {
    /// Works towards the standard gain.
    #[must_use]
    pub fn standard(aim: &'a Aim) -> Self {
        Self { aim, value: None, also: &[], smallest: 1.0 }
    }
}

/// A step on the scale of an experience level measure, as a share of the scale: one hundredth. Judgement.
const STEP: f64 = 0.01;

/// An experience level measure as it is aimed at.
#[derive(Debug, Clone, PartialEq)]
pub struct XlmAim {
    /// The measure, by position in the market.
    pub xlm: usize,
    /// Its name.
    pub name: String,
    /// Its figure.
    pub kind: Kind,
    /// Its target.
    pub target: Xlm,
    /// How long its scale is: 1 for shares, 6 for a scale from 1 to 7, 200 for a net promoter score; the target itself for minutes.
    pub scale: f64,
}

impl XlmAim {
    /// The experience level measures of a market.
    #[must_use]
    pub fn all(market: &Market) -> Vec<Self> {
        let arms = Arms::new(market, &[], false);
        let figures = Figures::new(market, &arms);
        let one = |xlm: usize| {
            let kind = figures.all()[figures.of_xlm(xlm)?].kind;
            let target = market.xlms()[xlm].xlm.clone();
            let scale = match kind {
                Kind::Ces { .. } => 6.0,
                Kind::Nps => 200.0,
                Kind::Minutes { .. } => target.target.abs().max(1.0),
                _ => 1.0,
            };
            Some(Self { xlm, name: market.xlms()[xlm].name.clone(), kind, target, scale })
        };
        (0..market.xlms().len()).filter_map(one).collect()
    }

    /// How far a level falls short of the target, in hundredths of the scale; 0 at or past it.
    #[must_use]
    pub fn short(&self, level: f64) -> f64 {
        self.better(self.target.target - level).max(0.0) / (STEP * self.scale)
    }

    /// A change turned so that more is better.
    pub(super) fn better(&self, change: f64) -> f64 {
        match self.target.direction {
            xlm::Aim::AtLeast => change,
            xlm::Aim::AtMost => -change,
        }
    }

    /// What is lost from one level to another, as a share of the scale. Time counts as lost only past what may be asked of people: up to the
    /// target it is what they agreed to.
    pub(super) fn lost(&self, before: f64, after: f64) -> f64 {
        if matches!(self.kind, Kind::Minutes { .. }) {
            STEP * (self.short(after) - self.short(before))
        } else {
            self.better(before - after) / self.scale
        }
    }
}

/// The figures that are read of every arm, and where each stands.
#[derive(Debug)]
pub(super) struct Board<'a> {
    pub(super) figures: ArmFigures<'a>,
    pub(super) goal: &'a Goal<'a>,
    pub(super) xlms: Vec<XlmAim>,
    /// The money figure: our whole margin, or that of the concept, or revenue.
    pub(super) margin: Option<usize>,
}

/// The verdict figure's place.
pub(super) const AIM: usize = 0;
/// The concept's share.
pub(super) const SHARE: usize = 1;
/// The first experience level measure.
pub(super) const XLMS: usize = 2;

impl<'a> Board<'a> {
    /// # Errors
    /// [`RunnerError::AllFailed`] where the verdict figure needs more than one arm.
    pub(super) fn new(market: &'a Market, goal: &'a Goal<'a>) -> Result<Self, RunnerError> {
        let xlms = XlmAim::all(market);
        let mut kinds = vec![goal.aim.kind, Kind::Share { arm: 0, alternative: 0, segment: None }];
        kinds.extend(xlms.iter().map(|xlm| xlm.kind));
        let money = [Kind::OwnMargin { arm: 0 }, Kind::Profit { arm: 0 }, Kind::Revenue { arm: 0 }];
        let money = money.into_iter().find(|&kind| ArmFigures::only(market, &[kind]).is_some());
        let margin = money.map(|kind| {
            kinds.push(kind);
            kinds.len() - 1
        });
        kinds.extend_from_slice(goal.also);
        let figures = ArmFigures::only(market, &kinds).ok_or_else(|| RunnerError::AllFailed {
            count: 0,
            first: "a figure that the prototyper works towards cannot be read from one arm".to_owned(),
        })?;
        Ok(Self { figures, goal, xlms, margin })
    }

    /// One gain a replicate of an arm against the control; NaN where it has no base.
    pub(super) fn value(&self, found: &Comparison, arm: usize) -> Vec<f64> {
        self.goal.value.map_or_else(|| self.standard(found, arm), |value| value(found, arm))
    }

    fn standard(&self, found: &Comparison, arm: usize) -> Vec<f64> {
        let aim = self.goal.aim;
        let mut gains: Vec<f64> = found.difference(arm, AIM).into_iter().map(|change| -aim.loss(change) / aim.smallest).collect();
        // Weights count against their mean: of measures that weigh the same, each counts once.
        let weight = self.xlms.iter().map(|xlm| xlm.target.weight).sum::<f64>() / self.xlms.len().max(1) as f64;
        for (place, xlm) in self.xlms.iter().enumerate() {
            let levels = found.level(0, XLMS + place).into_iter().zip(found.level(arm, XLMS + place));
            for (gain, (before, after)) in gains.iter_mut().zip(levels) {
                // A measure without a base before and after says nothing; one that loses its base cannot be compared.
                if before.is_finite() {
                    *gain += xlm.target.weight / weight * (xlm.short(before) - xlm.short(after));
                    if !after.is_finite() {
                        *gain = f64::NAN;
                    }
                }
            }
        }
        gains
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::xlm::IndicatorSource;

    fn aim(kind: Kind, target: f64, direction: xlm::Aim, scale: f64) -> XlmAim {
        let target = Xlm { indicator: "i".into(), source: IndicatorSource::Stated, scale: "share".into(), target, direction, weight: 1.0 };
        XlmAim { xlm: 0, name: "x".to_owned(), kind, target, scale }
    }

    #[test]
    fn a_gap_is_counted_in_hundredths_of_the_scale_and_ends_at_the_target() {
        let happy = aim(Kind::Csat { at: None }, 0.7, xlm::Aim::AtLeast, 1.0);
        assert!((happy.short(0.65) - 5.0).abs() < 1e-9 && happy.short(0.7) == 0.0 && happy.short(0.9) == 0.0);
        let failing = aim(Kind::Failure { at: None }, 0.06, xlm::Aim::AtMost, 1.0);
        assert!((failing.short(0.08) - 2.0).abs() < 1e-9 && failing.short(0.01) == 0.0);
        let easy = aim(Kind::Ces { at: 0 }, 5.0, xlm::Aim::AtLeast, 6.0);
        assert!((easy.short(4.4) - 10.0).abs() < 1e-9);
    }

    #[test]
    fn time_is_lost_only_past_what_may_be_asked() {
        let time = aim(Kind::Minutes { at: None }, 150.0, xlm::Aim::AtMost, 150.0);
        assert!(time.lost(100.0, 140.0) == 0.0);
        assert!((time.lost(140.0, 165.0) - 0.1).abs() < 1e-9);
        let happy = aim(Kind::Csat { at: None }, 0.7, xlm::Aim::AtLeast, 1.0);
        assert!((happy.lost(0.9, 0.8) - 0.1).abs() < 1e-9, "experience counts past the target too");
    }
}
