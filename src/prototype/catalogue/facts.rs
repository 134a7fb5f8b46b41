//! What is known of a touchpoint when moves are looked for.

use crate::input::{Quantity, expr::ColumnView, expr::Columns};
use crate::market::spec::{Channel, Fed, TouchpointSpec};

use super::kind::TouchpointKind;

/// Holds the numbers of a touchpoint, at the centre of what is known of them.
///
/// # Units
///
/// Minutes; effort from 1 to 7; all others shares from 0 to 1. The defaults are those of a study that does not state them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Numbers {
    /// How long it takes \[minutes\].
    pub minutes: f64,
    /// How long people wait \[minutes\].
    pub wait: f64,
    /// How hard it is, 1 to 7.
    pub effort: f64,
    /// How clear it is what to do.
    pub clarity: f64,
    /// The chance that something goes wrong.
    pub fails: f64,
    /// The chance that what went wrong is put right well.
    pub recovered: f64,
    /// The share of typical people who give up.
    pub drop_out: f64,
}

impl Default for Numbers {
    fn default() -> Self {
        Self { minutes: 0.0, wait: 0.0, effort: 1.0, clarity: 1.0, fails: 0.0, recovered: 0.0, drop_out: 0.0 }
    }
}

impl Numbers {
    /// Takes the medians of what a study says; what comes from the team behind it counts as not stated.
    #[must_use]
    pub fn of(spec: &TouchpointSpec) -> Self {
        let median = |quantity: &Option<Quantity>, absent: f64| quantity.as_ref().map_or(absent, |quantity| quantity.dist.median());
        let stated = |fed: &Option<Fed>, absent: f64| fed.as_ref().and_then(Fed::stated).map_or(absent, |quantity| quantity.dist.median());
        let absent = Self::default();
        Self {
            minutes: spec.minutes.dist.median(),
            wait: stated(&spec.wait, absent.wait),
            effort: spec.effort.dist.median(),
            clarity: median(&spec.clarity, absent.clarity),
            fails: stated(&spec.fails, absent.fails),
            recovered: median(&spec.recovered, absent.recovered),
            drop_out: median(&spec.drop_out, absent.drop_out),
        }
    }

    fn all(&self) -> [f64; 7] {
        [self.minutes, self.wait, self.effort, self.clarity, self.fails, self.recovered, self.drop_out]
    }
}

/// The names that conditions know the numbers by, in the order of [`Numbers`].
pub(super) const NUMBERS: [&str; 7] = ["minutes", "wait", "effort", "clarity", "fails", "recovered", "drop_out"];

/// The name that conditions know the channel by.
pub(super) const CHANNEL: &str = "channel";

/// Holds what a move may look at: the kind of a touchpoint, where it happens, and its numbers.
///
/// To a condition it is a table of one row.
#[derive(Debug, Clone, PartialEq)]
pub struct TouchpointFacts {
    kind: TouchpointKind,
    channel: Channel,
    numbers: [f32; 7],
    code: [u16; 1],
    labels: Vec<String>,
}

impl TouchpointFacts {
    /// Puts the facts of a touchpoint together; its kind is guessed from its name.
    #[must_use]
    pub fn new(name: &str, channel: Channel, numbers: Numbers) -> Self {
        let position = Channel::ALL.iter().position(|other| *other == channel).unwrap_or_default();
        Self {
            kind: TouchpointKind::of_name(name),
            channel,
            // Conditions compare in single precision, as everywhere.
            numbers: numbers.all().map(|number| number as f32),
            code: [position as u16],
            labels: Channel::ALL.iter().map(|channel| channel.as_str().to_owned()).collect(),
        }
    }

    /// Takes the facts of a touchpoint as a study states it, numbers at their medians.
    #[must_use]
    pub fn of(spec: &TouchpointSpec) -> Self {
        Self::new(spec.name.value.as_str(), spec.channel, Numbers::of(spec))
    }

    /// Returns the kind of the touchpoint.
    #[must_use]
    pub fn kind(&self) -> TouchpointKind {
        self.kind
    }

    /// Returns where it happens.
    #[must_use]
    pub fn channel(&self) -> Channel {
        self.channel
    }
}

impl Columns for TouchpointFacts {
    fn names(&self) -> Vec<&str> {
        NUMBERS.into_iter().chain([CHANNEL]).collect()
    }

    fn get(&self, name: &str) -> Option<ColumnView<'_>> {
        if name == CHANNEL {
            return Some(ColumnView::Category { codes: &self.code, labels: &self.labels });
        }
        let index = NUMBERS.iter().position(|known| *known == name)?;
        Some(ColumnView::Number(&self.numbers[index..=index]))
    }
}
