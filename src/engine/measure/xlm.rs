//! Experience level measures: an indicator, a target, and how surely it is met.
//!
//! # Source
//! Experience-level agreements state delivered against desired experience: in each replicate a measure is met (the
//! population's value at or past its target) or not; P(met) is the share of replicates and the gap is target minus measured.

use crate::measure::{Direction, Info, MeasureError, Probability};
use crate::num;
use crate::stats::check::{Check, Expect};
use crate::stats::summary::Summary;

/// Describes the chance that a target is met.
pub const P_MET: Info = Info {
    id: "xlm_p_met",
    name: "Chance that the target is met",
    scale: "share of replicates at or past the target, 0 to 1",
    direction: Direction::HigherIsBetter,
    source: "share of replicates, by definition",
};

/// Tells where an indicator comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndicatorSource {
    /// People say it: an answer to a question.
    Stated,
    /// People do it: a choice, a drop-out, a repeat.
    Behavioural,
    /// The service does it: a wait, a failure, a recovery.
    Operational,
}

/// Tells which side of the target counts as met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// Met at the target or above.
    AtLeast,
    /// Met at the target or below.
    AtMost,
}

/// Holds one experience level measure.
#[derive(Clone, Debug, PartialEq)]
pub struct Xlm {
    /// What is measured, in words.
    pub indicator: String,
    /// Where it comes from.
    pub source: IndicatorSource,
    /// What the number counts and its bounds.
    pub scale: String,
    /// The value to reach, on that scale.
    pub target: f64,
    /// Which side of the target counts as met.
    pub direction: Aim,
    /// Weight among the other measures, above 0.
    pub weight: f64,
}

/// Holds how a measure stands over replicates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing {
    /// Share of replicates in which the target is met.
    pub p_met: Probability,
    /// Monte Carlo standard error of that share.
    pub p_met_error: f64,
    /// The measured value over replicates.
    pub measured: Summary,
    /// Target minus measured over replicates, in the indicator's unit: positive is missing for [`Aim::AtLeast`], to spare
    /// for [`Aim::AtMost`].
    pub gap: Summary,
}

impl Xlm {
    /// Checks target and weight.
    ///
    /// # Errors
    /// [`MeasureError::Value`] for a target that is not finite or a weight that is not above 0.
    pub fn check(&self) -> Result<(), MeasureError> {
        if !self.target.is_finite() {
            return Err(MeasureError::Value { name: "target", allowed: "finite", got: self.target });
        }
        if !(self.weight.is_finite() && self.weight > 0.0) {
            return Err(MeasureError::Value { name: "weight", allowed: "finite and above 0", got: self.weight });
        }
        Ok(())
    }

    /// Tells whether a value meets the target; never so for NaN.
    pub fn met(&self, value: f64) -> bool {
        match self.direction {
            Aim::AtLeast => value >= self.target,
            Aim::AtMost => value <= self.target,
        }
    }

    /// Returns the gap, target minus measured.
    pub fn gap(&self, value: f64) -> f64 {
        self.target - value
    }

    /// Reads the measure's values, one a replicate.
    ///
    /// # Errors
    /// As [`Xlm::check`]; [`MeasureError::NoAnswers`] for no replicate, [`MeasureError::Value`] for one that is not finite.
    pub fn standing(&self, values: &[f64]) -> Result<Standing, MeasureError> {
        self.check()?;
        if values.is_empty() {
            return Err(MeasureError::NoAnswers { measure: "experience level measure" });
        }
        if let Some(&got) = values.iter().find(|v| !v.is_finite()) {
            return Err(MeasureError::Value { name: "measured value", allowed: "finite", got });
        }
        let gaps: Vec<f64> = values.iter().map(|v| self.gap(*v)).collect();
        let none = || MeasureError::NoAnswers { measure: "experience level measure" };
        let n = values.len() as f64;
        let p = values.iter().filter(|v| self.met(**v)).count() as f64 / n;
        Ok(Standing {
            p_met: Probability::rounded(p),
            p_met_error: (p * (1.0 - p) / n).sqrt(),
            measured: Summary::of(values).ok_or_else(none)?,
            gap: Summary::of(&gaps).ok_or_else(none)?,
        })
    }
}

/// Returns, for each replicate, the weighted share of measures that are met in it: the experience index, in [0, 1].
///
/// # Shapes
/// `values[m][r]` is measure `m` in replicate `r`; measures are as many as `xlms`.
///
/// # Errors
/// For unsound measures, lists of different lengths, or no measure.
pub fn weighted_met(xlms: &[Xlm], values: &[&[f64]]) -> Result<Vec<Probability>, MeasureError> {
    let lengths = |right: usize| MeasureError::Lengths { left: "measures", right: "values", left_len: xlms.len(), right_len: right };
    if xlms.is_empty() {
        return Err(MeasureError::NoAnswers { measure: "experience level measures" });
    }
    if xlms.len() != values.len() {
        return Err(lengths(values.len()));
    }
    for xlm in xlms {
        xlm.check()?;
    }
    let replicates = values[0].len();
    if let Some(other) = values.iter().find(|v| v.len() != replicates) {
        return Err(MeasureError::Lengths { left: "replicates", right: "replicates", left_len: replicates, right_len: other.len() });
    }
    let total = num::sum(&xlms.iter().map(|x| x.weight).collect::<Vec<_>>());
    Ok((0..replicates)
        .map(|r| {
            let met: Vec<f64> = xlms.iter().zip(values).map(|(x, v)| if x.met(v[r]) { x.weight } else { 0.0 }).collect();
            Probability::rounded((num::sum(&met) / total).min(1.0))
        })
        .collect())
}

/// Recomputes a published example, and one by hand.
pub fn checks() -> Vec<Check> {
    let touch = Xlm {
        indicator: "tickets solved without a person".into(),
        source: IndicatorSource::Operational,
        scale: "per cent of tickets".into(),
        target: 40.0,
        direction: Aim::AtLeast,
        weight: 1.0,
    };
    // Two customers, the week before and the week in question.
    let weeks = touch.standing(&[46.0, 48.0, 34.0, 38.0]);
    let agreement =
        "Fab-ServiceDesk-IQ, README, storyline: rates of 46 and 48 keep an experience level agreement of at least 40, 34 and 38 breach it";
    let wait = Xlm {
        indicator: "minutes to the first answer".into(),
        source: IndicatorSource::Operational,
        scale: "minutes".into(),
        target: 5.0,
        direction: Aim::AtMost,
        weight: 1.0,
    };
    let found = wait.standing(&[3.0, 4.0, 5.0, 6.0, 7.0]);
    let rule = "hand-computed from the rule: 3, 4, 5, 6, 7 minutes against at most 5";
    let near = |value| Expect { value, within: 1e-12 };
    vec![
        Check::attempt("XLM, weeks that keep the agreement", agreement, near(0.5), weeks.map(|s| s.p_met.get())),
        Check::attempt("XLM, chance that the target is met", rule, near(0.6), found.clone().map(|s| s.p_met.get())),
        Check::attempt("XLM, mean gap", rule, near(0.0), found.clone().map(|s| s.gap.mean)),
        Check::attempt("XLM, spread of the gap", rule, near(2.5f64.sqrt()), found.map(|s| s.gap.sd)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_least(target: f64, weight: f64) -> Xlm {
        Xlm {
            indicator: "felt in control".into(),
            source: IndicatorSource::Stated,
            scale: "share".into(),
            target,
            direction: Aim::AtLeast,
            weight,
        }
    }

    #[test]
    fn example() {
        assert_eq!(checks().iter().find(|c| !c.passed()), None);
    }

    #[test]
    fn the_target_itself_is_met() {
        assert!(at_least(0.5, 1.0).met(0.5));
        assert!(!at_least(0.5, 1.0).met(0.499));
        assert!(!at_least(0.5, 1.0).met(f64::NAN));
        assert_eq!(at_least(0.5, 1.0).gap(0.2), 0.3);
    }

    #[test]
    fn weights_count_in_the_index() {
        let index = weighted_met(&[at_least(0.5, 3.0), at_least(0.8, 1.0)], &[&[0.6, 0.4], &[0.7, 0.9]]).unwrap();
        assert_eq!(index.iter().map(|p| p.get()).collect::<Vec<_>>(), [0.75, 0.25]);
    }

    #[test]
    fn unsound_measures_are_refused() {
        assert!(at_least(f64::NAN, 1.0).standing(&[1.0]).is_err());
        assert!(at_least(1.0, 0.0).standing(&[1.0]).is_err());
        assert!(at_least(1.0, 1.0).standing(&[]).is_err());
        assert!(at_least(1.0, 1.0).standing(&[f64::INFINITY]).is_err());
        assert!(weighted_met(&[], &[]).is_err());
        assert!(weighted_met(&[at_least(1.0, 1.0)], &[]).is_err());
        assert!(weighted_met(&[at_least(1.0, 1.0), at_least(1.0, 1.0)], &[&[1.0], &[1.0, 2.0]]).is_err());
    }
}
