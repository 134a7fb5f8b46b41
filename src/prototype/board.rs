//! The figures that are read of every arm, and where each stands.

use crate::market::{ArmFigures, Goal, Kind, Market, XlmAim};
use crate::montecarlo::{Comparison, RunnerError};

/// The figures that are read of every arm, and where each stands.
#[derive(Debug)]
pub(super) struct Board<'a> {
    pub(super) figures: ArmFigures<'a>,
    pub(super) goal: &'a Goal,
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
    pub(super) fn new(market: &'a Market, goal: &'a Goal) -> Result<Self, RunnerError> {
        let xlms = XlmAim::all(market);
        let mut kinds = vec![goal.aim.kind, Kind::Share { arm: 0, alternative: 0, segment: None }];
        kinds.extend(xlms.iter().map(|xlm| xlm.kind));
        let money = [Kind::OwnMargin { arm: 0 }, Kind::Profit { arm: 0 }, Kind::Revenue { arm: 0 }];
        let money = money.into_iter().find(|&kind| ArmFigures::only(market, &[kind]).is_some());
        let margin = money.map(|kind| {
            kinds.push(kind);
            kinds.len() - 1
        });
        let figures = ArmFigures::only(market, &kinds).ok_or_else(|| RunnerError::AllFailed {
            count: 0,
            first: "a figure that the prototyper works towards cannot be read from one arm".to_owned(),
        })?;
        Ok(Self { figures, goal, xlms, margin })
    }

    /// One gain a replicate of an arm against the control; NaN where it has no base.
    pub(super) fn value(&self, found: &Comparison, arm: usize) -> Vec<f64> {
        self.goal.gains(&self.figures, found, arm)
    }
}
