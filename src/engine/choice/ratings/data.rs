//! Answers on one scale, checked.

use super::error::RatingsError;
use super::model::{Locations, RatingsModel, Shifts, Thresholds};
use crate::choice::identify::flat;
use std::collections::BTreeSet;

/// Answers of people to items.
///
/// # Shapes
/// `answers` holds people × items, items running fastest: from 1 to the model's categories, 0 where there is no answer. `demographics` holds people ×
/// demographics. `weights` holds one number a person, or nothing where everybody counts alike.
#[derive(Debug, Clone, Copy)]
pub struct RatingsData<'a> {
    pub(super) people: usize,
    pub(super) answers: &'a [u8],
    pub(super) demographics: &'a [f64],
    pub(super) weights: &'a [f64],
}

impl<'a> RatingsData<'a> {
    /// Checks answers against what a model says of items and people.
    ///
    /// # Errors
    /// [`RatingsError`] if lengths do not fit, an answer lies past the scale, somebody has no answer, or a number is not finite.
    pub fn new(model: &RatingsModel, answers: &'a [u8], demographics: &'a [f64], weights: &'a [f64]) -> Result<Self, RatingsError> {
        let (items, each) = (model.items.len(), model.demographics.len());
        if answers.is_empty() || items == 0 {
            return Err(RatingsError::Empty);
        }
        let people = answers.len() / items;
        let length = |what, want, got| if want == got { Ok(()) } else { Err(RatingsError::Length { what, want, got }) };
        length("answers", people * items, answers.len())?;
        length("demographics", people * each, demographics.len())?;
        if !weights.is_empty() {
            length("weights", people, weights.len())?;
        }
        if let Some(at) = answers.iter().position(|&answer| usize::from(answer) > model.categories) {
            return Err(RatingsError::Answer { item: model.items[at % items].name.clone(), got: answers[at], most: model.categories });
        }
        if let Some(person) = answers.chunks_exact(items).position(|own| own.iter().all(|&answer| answer == 0)) {
            return Err(RatingsError::NoAnswer { person });
        }
        let odd =
            demographics.iter().any(|value| !value.is_finite()) || weights.iter().any(|weight| !(weight.is_finite() && *weight > 0.0));
        if odd { Err(RatingsError::NotFinite) } else { Ok(Self { people, answers, demographics, weights }) }
    }

    /// Returns how many people there are.
    pub fn people(&self) -> usize {
        self.people
    }

    /// Returns how many answers there are.
    pub fn count(&self) -> usize {
        self.answers.iter().filter(|&&answer| answer > 0).count()
    }

    pub(super) fn own(&self, person: usize) -> &'a [u8] {
        let items = self.answers.len() / self.people;
        &self.answers[person * items..(person + 1) * items]
    }

    pub(super) fn known(&self, person: usize) -> &'a [f64] {
        let each = self.demographics.len() / self.people;
        &self.demographics[person * each..(person + 1) * each]
    }

    pub(super) fn weight(&self, person: usize) -> f64 {
        self.weights.get(person).copied().unwrap_or(1.0)
    }

    /// The weighted share of each box of each item among those who answered it.
    ///
    /// # Shapes
    /// Items × categories.
    pub fn shares(&self, categories: usize) -> Vec<f64> {
        let items = self.answers.len() / self.people;
        let mut out = vec![0.0; items * categories];
        for person in 0..self.people {
            for (item, &answer) in self.own(person).iter().enumerate().filter(|(_, answer)| **answer > 0) {
                out[item * categories + usize::from(answer) - 1] += self.weight(person);
            }
        }
        for boxes in out.chunks_exact_mut(categories) {
            let total: f64 = boxes.iter().sum();
            boxes.iter_mut().for_each(|share| *share /= total);
        }
        out
    }

    /// Looks for what these answers cannot tell.
    ///
    /// # Errors
    /// Every reason why the model cannot be estimated from them.
    pub fn faults(&self, model: &RatingsModel) -> Vec<RatingsError> {
        let mut faults = Vec::new();
        let (items, boxes) = (model.items.len(), model.categories);
        let mut counts = vec![0_usize; items * boxes];
        for person in 0..self.people {
            for (item, &answer) in self.own(person).iter().enumerate().filter(|(_, answer)| **answer > 0) {
                counts[item * boxes + usize::from(answer) - 1] += 1;
            }
        }
        for (item, own) in counts.chunks_exact(boxes).enumerate() {
            let name = || model.items[item].name.clone();
            let used = own.iter().filter(|&&count| count > 0).count();
            match (used, own.iter().position(|&count| count > 0)) {
                (0, _) | (_, None) => faults.push(RatingsError::Unanswered { item: name() }),
                (1, Some(only)) => faults.push(RatingsError::Alike { item: name(), answer: only + 1 }),
                _ if model.thresholds == Thresholds::ByItem => {
                    faults.extend((0..boxes).filter(|&at| own[at] == 0).map(|at| RatingsError::Never {
                        answer: at + 1,
                        item: Some(name()),
                        most: boxes,
                    }))
                }
                _ => {}
            }
        }
        if model.thresholds == Thresholds::Common {
            let never = (0..boxes).filter(|at| counts.chunks_exact(boxes).all(|own| own[*at] == 0));
            faults.extend(never.map(|at| RatingsError::Never { answer: at + 1, item: None, most: boxes }));
        }
        let alone = (0..self.people).all(|person| self.own(person).iter().filter(|&&answer| answer > 0).count() < 2);
        faults.extend(model.faults(alone));
        faults.extend(self.collinear(model));
        faults
    }

    /// Demographics, or features of items, that add up to the same.
    fn collinear(&self, model: &RatingsModel) -> Option<RatingsError> {
        let dependent = |rows: &mut dyn Iterator<Item = Vec<f64>>, size: usize| {
            let mut products = vec![0.0; size * size];
            for row in rows {
                for (at, cell) in products.iter_mut().enumerate() {
                    *cell += row[at / size] * row[at % size];
                }
            }
            flat(&products, size).into_iter().filter(|&at| at > 0).collect::<BTreeSet<usize>>()
        };
        let with_one = |values: &[f64]| std::iter::once(1.0).chain(values.iter().copied()).collect::<Vec<f64>>();
        let told = |which: BTreeSet<usize>, names: &[String]| which.into_iter().map(|at| names[at - 1].clone()).collect::<Vec<String>>();
        if !model.demographics.is_empty() {
            let which = dependent(&mut (0..self.people).map(|person| with_one(self.known(person))), model.demographics.len() + 1);
            if !which.is_empty() {
                let how = if model.shifts == Shifts::Keyed { "shift the traits" } else { "shift the answers" };
                return Some(RatingsError::Collinear { names: told(which, &model.demographics), how });
            }
        }
        if model.locations == Locations::ByFeatures && !model.features.is_empty() {
            let which = dependent(&mut model.items.iter().map(|item| with_one(&item.features)), model.features.len() + 1);
            if !which.is_empty() {
                return Some(RatingsError::Collinear { names: told(which, &model.features), how: "say where items lie" });
            }
        }
        None
    }
}
