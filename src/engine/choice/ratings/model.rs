//! What is said of items and people, and which parameter stands where.

use super::error::RatingsError;
use super::shape::Shape;
use crate::num::exp;
use std::ops::Range;

/// An item.
#[derive(Debug, Clone, PartialEq)]
pub struct RatedItem {
    /// Its name.
    pub name: String,
    /// The trait behind it, from 0, if any.
    pub behind: Option<usize>,
    /// 1, or −1 where more of the trait gives lower answers.
    pub keyed: f64,
    /// What it is made of, in the order of the model's features.
    pub features: Vec<f64>,
}

/// Where items lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Locations {
    /// Each where its answers put it.
    ByItem,
    /// Where their features put them.
    ByFeatures,
}

/// Whose thresholds are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thresholds {
    /// All items have the same, up to where they lie.
    Common,
    /// Each item has its own.
    ByItem,
}

/// What demographics shift.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shifts {
    /// Each item's answers by an amount of its own.
    ByItem,
    /// All answers alike.
    Alike,
    /// All answers alike, the other way round where an item is keyed so.
    Keyed,
}

/// In what ways people differ beyond traits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effects {
    /// Some add the same to every answer, whatever its keying.
    pub acquiescence: bool,
    /// Some stretch all answers away from the middle of the scale, others draw them in.
    pub extremity: bool,
}

/// A model of ratings.
///
/// Parameters in order: where items lie, shifts by demographics (for each item, or once), logs of the distances of thresholds (once, or for each item),
/// the standard deviation of each trait, of acquiescence, and of the logarithm of the stretch.
#[derive(Debug, Clone, PartialEq)]
pub struct RatingsModel {
    /// How many boxes the scale has.
    pub categories: usize,
    /// The items.
    pub items: Vec<RatedItem>,
    /// The names of the traits; people's traits go their own ways.
    pub traits: Vec<String>,
    /// The names of what items are made of.
    pub features: Vec<String>,
    /// The names of what is known of people.
    pub demographics: Vec<String>,
    /// Where items lie.
    pub locations: Locations,
    /// Whose thresholds are.
    pub thresholds: Thresholds,
    /// What demographics shift.
    pub shifts: Shifts,
    /// In what ways people differ.
    pub effects: Effects,
}

/// Where each kind of parameter stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Places {
    pub(super) locations: Range<usize>,
    pub(super) shifts: Range<usize>,
    pub(super) gaps: Range<usize>,
    pub(super) traits: Range<usize>,
    pub(super) acquiescence: Option<usize>,
    pub(super) extremity: Option<usize>,
    pub(super) count: usize,
}

impl RatingsModel {
    pub(super) fn places(&self) -> Places {
        let items = self.items.len();
        let mut end = 0;
        let mut take = |count: usize| {
            end += count;
            end - count..end
        };
        let locations = take(if self.locations == Locations::ByItem { items } else { 1 + self.features.len() });
        let shifts = take(self.demographics.len() * if self.shifts == Shifts::ByItem { items } else { 1 });
        let sets = if self.thresholds == Thresholds::Common { 1 } else { items };
        let gaps = take(sets * self.categories.saturating_sub(2));
        let traits = take(self.traits.len());
        let acquiescence = self.effects.acquiescence.then(|| take(1).start);
        let extremity = self.effects.extremity.then(|| take(1).start);
        Places { locations, shifts, gaps, traits, acquiescence, extremity, count: end }
    }

    /// Returns the names of the parameters, in order.
    pub fn parameters(&self) -> Vec<String> {
        let item = |at: usize| &self.items[at].name;
        let mut names: Vec<String> = match self.locations {
            Locations::ByItem => self.items.iter().map(|item| format!("location of {}", item.name)).collect(),
            Locations::ByFeatures => std::iter::once("location of all items".to_owned())
                .chain(self.features.iter().map(|feature| format!("location by {feature}")))
                .collect(),
        };
        match self.shifts {
            Shifts::ByItem => {
                let of = |at| self.demographics.iter().map(move |name| format!("shift of {} by {name}", item(at)));
                names.extend((0..self.items.len()).flat_map(of));
            }
            Shifts::Alike | Shifts::Keyed => names.extend(self.demographics.iter().map(|name| format!("shift by {name}"))),
        }
        let gaps = 1..self.categories.saturating_sub(1);
        match self.thresholds {
            Thresholds::Common => names.extend(gaps.map(|k| format!("log of threshold {} less {k}", k + 1))),
            Thresholds::ByItem => {
                let of = |at| gaps.clone().map(move |k| format!("log of threshold {} less {k} of {}", k + 1, item(at)));
                names.extend((0..self.items.len()).flat_map(of));
            }
        }
        names.extend(self.traits.iter().map(|name| format!("spread of {name}")));
        names.extend(self.effects.acquiescence.then(|| "spread of acquiescence".to_owned()));
        names.extend(self.effects.extremity.then(|| "spread of extremity".to_owned()));
        names
    }

    /// Reads parameters.
    ///
    /// # Panics
    /// If there is not one number for each of [`parameters`](Self::parameters).
    pub fn shape(&self, parameters: &[f64]) -> Shape {
        let places = self.places();
        assert_eq!(parameters.len(), places.count, "one number a parameter");
        let (items, edges, each) = (self.items.len(), self.categories - 1, self.demographics.len());
        let own = &parameters[places.locations];
        let location = |item: &RatedItem, at: usize| match self.locations {
            Locations::ByItem => own[at],
            Locations::ByFeatures => item.features.iter().zip(&own[1..]).fold(own[0], |sum, (x, b)| sum + x * b),
        };
        let shifts = &parameters[places.shifts];
        let shift = |item: &RatedItem, at: usize, by: usize| match self.shifts {
            Shifts::ByItem => shifts[at * each + by],
            Shifts::Alike => shifts[by],
            Shifts::Keyed => item.keyed * shifts[by],
        };
        let gaps = &parameters[places.gaps];
        let mut thresholds = Vec::with_capacity(items * edges);
        for at in 0..items {
            let own = if self.thresholds == Thresholds::Common { gaps } else { &gaps[at * (edges - 1)..(at + 1) * (edges - 1)] };
            thresholds.extend(centred(own));
        }
        let numbered = || self.items.iter().enumerate();
        Shape {
            categories: self.categories,
            thresholds,
            locations: numbered().map(|(at, item)| location(item, at)).collect(),
            shifts: numbered().flat_map(|(at, item)| (0..each).map(move |by| shift(item, at, by))).collect(),
            traits: parameters[places.traits].to_vec(),
            acquiescence: places.acquiescence.map_or(0.0, |at| parameters[at]),
            extremity: places.extremity.map_or(0.0, |at| parameters[at]),
        }
    }

    /// Turns slopes by a shape into slopes by the parameters.
    pub(super) fn chain(&self, parameters: &[f64], known: &[f64], by: &Shape, out: &mut [f64]) {
        let places = self.places();
        let (edges, each) = (self.categories - 1, known.len());
        out.fill(0.0);
        for (at, item) in self.items.iter().enumerate() {
            let slope = by.locations[at];
            match self.locations {
                Locations::ByItem => out[places.locations.start + at] += slope,
                Locations::ByFeatures => {
                    out[places.locations.start] += slope;
                    for (feature, x) in item.features.iter().enumerate() {
                        out[places.locations.start + 1 + feature] += slope * x;
                    }
                }
            }
            for (d, value) in known.iter().enumerate() {
                match self.shifts {
                    Shifts::ByItem => out[places.shifts.start + at * each + d] += slope * value,
                    Shifts::Alike => out[places.shifts.start + d] += slope * value,
                    Shifts::Keyed => out[places.shifts.start + d] += item.keyed * slope * value,
                }
            }
            let start = places.gaps.start + if self.thresholds == Thresholds::Common { 0 } else { at * (edges - 1) };
            let slopes = &by.thresholds[at * edges..(at + 1) * edges];
            let total: f64 = slopes.iter().sum();
            // A wider gap lifts all thresholds above it, and lowers all so that their mean stays.
            let mut above = total;
            for gap in 0..edges.saturating_sub(1) {
                above -= slopes[gap];
                let share = (edges - 1 - gap) as f64 / edges as f64;
                out[start + gap] += exp(parameters[start + gap]) * (above - share * total);
            }
        }
        out[places.traits].copy_from_slice(&by.traits);
        places.acquiescence.into_iter().for_each(|at| out[at] = by.acquiescence);
        places.extremity.into_iter().for_each(|at| out[at] = by.extremity);
    }

    /// What no answers at all could tell apart; `alone` says that nobody gave two answers.
    pub(super) fn faults(&self, alone: bool) -> Vec<RatingsError> {
        let mut faults = Vec::new();
        let effects = [
            (self.effects.acquiescence, "acquiescence"),
            (self.effects.extremity, "extremity"),
            (!self.traits.is_empty(), "what people hold in common across items"),
        ];
        faults.extend(effects.into_iter().filter(|(there, _)| *there && alone).map(|(_, effect)| RatingsError::OneAnswer { effect }));
        if self.effects.extremity && self.categories < 3 {
            faults.push(RatingsError::TwoBoxes { got: self.categories });
        }
        let behind = |at: usize| self.items.iter().filter(move |item| item.behind == Some(at));
        for (at, name) in self.traits.iter().enumerate() {
            if behind(at).count() < 2 {
                faults.push(RatingsError::LoneItem { name: name.clone() });
            }
            let all_alike = self.items.iter().all(|item| item.behind == Some(at) && item.keyed == self.items[0].keyed);
            if self.effects.acquiescence && all_alike {
                faults.push(RatingsError::Confounded { name: name.clone() });
            }
        }
        faults
    }
}

/// Thresholds with these logs of distances and a mean of 0.
fn centred(gaps: &[f64]) -> Vec<f64> {
    let mut out = vec![0.0];
    for gap in gaps {
        out.push(out[out.len() - 1] + exp(*gap));
    }
    let mean = out.iter().sum::<f64>() / out.len() as f64;
    out.iter_mut().for_each(|threshold| *threshold -= mean);
    out
}
