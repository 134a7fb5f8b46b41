//! What counts as better: the verdict figure, and experience that comes nearer to its targets.

use crate::measure::xlm::{self, Xlm};
use crate::montecarlo::Comparison;

use super::{ArmFigures, Arms, Figures, Kind, Market};

/// The figure a verdict hangs on.
#[derive(Debug, Clone, PartialEq)]
pub struct Aim {
    /// The figure.
    pub kind: Kind,
    /// Whether more of it is better.
    pub more_is_better: bool,
    /// The level the verdict asks for.
    pub threshold: Option<f64>,
    /// The smallest change of it that matters, above 0.
    pub smallest: f64,
}

impl Aim {
    /// A change of the figure as a loss: above 0 is worse.
    #[must_use]
    pub fn loss(&self, change: f64) -> f64 {
        if self.more_is_better { -change } else { change }
    }

    /// How far a level lies on the wrong side of the threshold, as a loss.
    #[must_use]
    pub fn short(&self, level: f64) -> Option<f64> {
        self.threshold.map(|threshold| if self.more_is_better { threshold - level } else { level - threshold })
    }
}

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
    /// The step of its scale that matters, as a share of the scale: one hundredth. Judgement.
    pub const STEP: f64 = 0.01;

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

    /// The smallest change of its figure that matters, in the figure's own unit.
    #[must_use]
    pub fn smallest(&self) -> f64 {
        Self::STEP * self.scale
    }

    /// How far a level falls short of the target, in steps that matter; 0 at or past it.
    #[must_use]
    pub fn short(&self, level: f64) -> f64 {
        self.better(self.target.target - level).max(0.0) / self.smallest()
    }

    /// A change turned so that more is better.
    #[must_use]
    pub fn better(&self, change: f64) -> f64 {
        match self.target.direction {
            xlm::Aim::AtLeast => change,
            xlm::Aim::AtMost => -change,
        }
    }

    /// What is lost from one level to another, as a share of the scale. Time counts as lost only past what may be asked of people: up to the
    /// target it is what they agreed to.
    #[must_use]
    pub fn lost(&self, before: f64, after: f64) -> f64 {
        if matches!(self.kind, Kind::Minutes { .. }) {
            Self::STEP * (self.short(after) - self.short(before))
        } else {
            self.better(before - after) / self.scale
        }
    }

    /// By how many steps an arm of a comparison comes nearer to the target than the control, replicate by replicate. Nothing where the
    /// control has no base, which says nothing; NaN where the arm loses its base, which cannot be compared.
    #[must_use]
    pub fn nearer(&self, figures: &ArmFigures<'_>, found: &Comparison, arm: usize) -> Vec<f64> {
        let Some(figure) = figures.index(self.kind) else { return vec![f64::NAN; found.replicates()] };
        let nearer = |(before, after): (f64, f64)| match (before.is_finite(), after.is_finite()) {
            (false, _) => 0.0,
            (true, false) => f64::NAN,
            (true, true) => self.short(before) - self.short(after),
        };
        found.level(0, figure).into_iter().zip(found.level(arm, figure)).map(nearer).collect()
    }
}

/// Which parts of a [`Goal`] count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counts {
    /// The verdict figure.
    Verdict,
    /// The experience level measures.
    Experience,
    /// Both, added up.
    Both,
}

/// What an attack takes from, and what a mend works towards.
///
/// A gain is counted in *steps that matter*: the change of the verdict figure in its smallest effect of interest, and, for each experience
/// level measure, by how many steps of its scale it comes nearer to its target, weighted. See [`XlmAim::short`]. One step is the smallest
/// gain or loss of interest.
#[derive(Debug, Clone, PartialEq)]
pub struct Goal {
    /// The figure the verdict hangs on.
    pub aim: Aim,
    /// The experience level measures.
    pub xlms: Vec<XlmAim>,
    /// What of these counts.
    pub counts: Counts,
}

impl Goal {
    /// The smallest gain or loss of interest, in steps that matter.
    pub const SMALLEST: f64 = 1.0;

    /// The verdict figure and all experience level measures of a market together.
    #[must_use]
    pub fn both(market: &Market, aim: Aim) -> Self {
        Self { aim, xlms: XlmAim::all(market), counts: Counts::Both }
    }

    /// The same with other parts that count.
    #[must_use]
    pub fn counting(&self, counts: Counts) -> Self {
        Self { counts, ..self.clone() }
    }

    /// The figures it reads.
    #[must_use]
    pub fn kinds(&self) -> Vec<Kind> {
        let verdict = (self.counts != Counts::Experience).then_some(self.aim.kind);
        verdict.into_iter().chain(self.counted().iter().map(|xlm| xlm.kind)).collect()
    }

    fn counted(&self) -> &[XlmAim] {
        if self.counts == Counts::Verdict { &[] } else { &self.xlms }
    }

    /// One gain a replicate of an arm against the control, in steps that matter; NaN where it has no base.
    ///
    /// It is a difference: what it says of one arm less what it says of another is the gain of the first against the second.
    #[must_use]
    pub fn gains(&self, figures: &ArmFigures<'_>, found: &Comparison, arm: usize) -> Vec<f64> {
        let mut gains = vec![0.0; found.replicates()];
        if self.counts != Counts::Experience {
            let Some(figure) = figures.index(self.aim.kind) else { return vec![f64::NAN; found.replicates()] };
            gains = found.difference(arm, figure).into_iter().map(|change| -self.aim.loss(change) / self.aim.smallest).collect();
        }
        // Weights count against their mean: of measures that weigh the same, each counts once.
        let weight = self.xlms.iter().map(|xlm| xlm.target.weight).sum::<f64>() / self.xlms.len().max(1) as f64;
        for xlm in self.counted() {
            for (gain, nearer) in gains.iter_mut().zip(xlm.nearer(figures, found, arm)) {
                *gain += xlm.target.weight / weight * nearer;
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
