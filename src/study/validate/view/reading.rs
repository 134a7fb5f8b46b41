//! What every part of the page needs: figures with their intervals, names, hues.

use crate::market::{Figures, Kind, Role};
use crate::report::format;
use crate::report::view::{Estimate, Hue};
use crate::stats::Summary;

use super::super::analyse::Findings;
use super::super::study::Study;

pub(super) use crate::study::parts::{INTERVAL, amount, estimate, figure, listed, percent, table};

/// A study with its findings and figures.
pub(super) struct Reading<'a> {
    pub(super) study: &'a Study,
    pub(super) findings: &'a Findings,
    pub(super) figures: &'a Figures<'a>,
}

impl Reading<'_> {
    /// The replicates of a figure that have a base.
    pub(super) fn values(&self, kind: Kind) -> Option<Vec<f64>> {
        let index = self.figures.index(kind)?;
        let values: Vec<f64> = self.findings.outcome.figure(index).into_iter().filter(|value| value.is_finite()).collect();
        (!values.is_empty()).then_some(values)
    }

    /// Median and 5 % to 95 % of a figure.
    pub(super) fn estimate(&self, kind: Kind) -> Option<Estimate> {
        Summary::of(&self.values(kind)?).map(estimate)
    }

    /// The concept's share.
    pub(super) fn share(&self) -> Option<Estimate> {
        self.estimate(Kind::Share { arm: 0, alternative: 0, segment: None })
    }

    /// The hue of an alternative.
    pub(super) fn hue(&self, alternative: usize) -> Hue {
        let market = &self.study.market;
        if alternative == 0 {
            return Hue::Concept;
        }
        if market.reference() == Some(alternative) {
            return Hue::Reference;
        }
        if market.alternatives()[alternative].role == Role::Nothing {
            return Hue::Nothing;
        }
        let before = (1..alternative).filter(|&other| market.reference() != Some(other)).count();
        Hue::Other(before as u16)
    }

    /// The concept's name.
    pub(super) fn concept(&self) -> &str {
        &self.study.market.alternatives()[0].name
    }

    /// The reference's name.
    pub(super) fn reference(&self) -> Option<&str> {
        self.study.market.reference().map(|index| self.study.market.alternatives()[index].name.as_str())
    }

    /// A figure in the reader's precision, with its interval.
    pub(super) fn words(&self, kind: Kind, estimate: Estimate) -> String {
        self.study.words(kind, estimate)
    }

    /// An amount of money.
    pub(super) fn money(&self, estimate: Estimate) -> String {
        self.study.money(estimate)
    }

    /// A ladder price: money, or a multiple of a person's own price.
    pub(super) fn price(&self, estimate: Estimate) -> String {
        self.study.price(estimate)
    }

    /// How many real people stand behind a figure, in words.
    pub(super) fn base(&self, rows: std::ops::Range<usize>) -> String {
        let base = self.study.market.people().base(rows);
        if base.donors == 0 { "no real people".to_owned() } else { format!("{} real people", format::count(base.donors as u64)) }
    }
}
