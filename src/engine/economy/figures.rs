//! Named figures by month, read from the tally of one arm.

use crate::montecarlo::ArmReadout;
use crate::world::Tally;

use super::model::Economy;
use super::outcome::{OUTCOMES, Outcome};

/// One figure: an outcome in a month, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// The outcome.
    pub outcome: Outcome,
    /// The month.
    pub month: u32,
}

/// A choice of figures of an economy.
#[derive(Debug, Clone)]
pub struct Figures {
    ids: Vec<String>,
    kinds: Vec<Kind>,
}

impl Figures {
    /// Every outcome in every month that is measured; such a figure is called `employment@11` for the twelfth month.
    #[must_use]
    pub fn all(economy: &Economy) -> Self {
        let size = economy.size();
        let kinds = Outcome::ALL.iter();
        let kinds = kinds
            .flat_map(|&outcome| (0..size.months).filter(move |&month| size.measures(month)).map(move |month| Kind { outcome, month }));
        Self::chosen(kinds.collect())
    }

    /// These figures. A month that is not measured has no base.
    #[must_use]
    pub fn chosen(kinds: Vec<Kind>) -> Self {
        let ids = kinds.iter().map(|kind| format!("{}@{}", kind.outcome.info().id, kind.month)).collect();
        Self { ids, kinds }
    }

    /// What each figure is.
    #[must_use]
    pub fn kinds(&self) -> &[Kind] {
        &self.kinds
    }
}

impl ArmReadout for Figures {
    fn ids(&self) -> &[String] {
        &self.ids
    }

    fn read(&self, tally: &Tally, out: &mut [f64]) {
        for (kind, out) in self.kinds.iter().zip(out) {
            let slot = kind.month as usize * OUTCOMES + kind.outcome as usize;
            *out = if slot < tally.sums.len() { tally.sum(slot) / tally.count(kind.month as usize) } else { f64::NAN };
        }
    }
}
