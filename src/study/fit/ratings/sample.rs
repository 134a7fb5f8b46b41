//! Checked answers with the people who gave them.

use crate::choice::ratings::{RatingsData, RatingsError, RatingsModel};

/// Answers of people.
///
/// # Shapes
/// `answers` people × items, from 1, 0 where there is none; `known` people × demographics, in standard deviations from the mean of all people.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::study) struct Sample {
    /// What the data call each person.
    pub(in crate::study) people: Vec<String>,
    pub(in crate::study) answers: Vec<u8>,
    pub(in crate::study) known: Vec<f64>,
    /// How much each person counts; empty where all count alike.
    pub(in crate::study) weights: Vec<f64>,
}

impl Sample {
    /// The answers as estimators take them.
    ///
    /// # Errors
    /// [`RatingsError`] if they do not fit the model.
    pub(in crate::study) fn data<'a>(&'a self, model: &RatingsModel) -> Result<RatingsData<'a>, RatingsError> {
        RatingsData::new(model, &self.answers, &self.known, &self.weights)
    }

    /// Some people.
    pub(in crate::study) fn part(&self, wanted: impl Fn(usize) -> bool) -> Self {
        let who: Vec<usize> = (0..self.people.len()).filter(|&person| wanted(person)).collect();
        let (items, each) = (self.answers.len() / self.people.len(), self.known.len() / self.people.len());
        Self {
            people: who.iter().map(|&person| self.people[person].clone()).collect(),
            answers: who.iter().flat_map(|&person| &self.answers[person * items..(person + 1) * items]).copied().collect(),
            known: who.iter().flat_map(|&person| &self.known[person * each..(person + 1) * each]).copied().collect(),
            weights: who.iter().filter_map(|&person| self.weights.get(person)).copied().collect(),
        }
    }
}
