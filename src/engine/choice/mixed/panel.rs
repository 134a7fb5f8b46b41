//! Choices laid out for the likelihood: how far each alternative stands from the chosen one, person by person.

use super::error::MixedError;
use super::model::Model;
use crate::choice::data::ChoiceData;
use std::collections::BTreeSet;
use std::ops::Range;

/// One task: the alternatives that were there and not chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Task {
    /// How many.
    pub(super) others: usize,
    /// Where their differences from the chosen one start.
    pub(super) at: usize,
    /// How many choices it stands for.
    pub(super) weight: f64,
}

/// The choices of people, ready for a model.
///
/// # Shapes
/// Holds eight bytes for each task, feature and alternative that was there but not chosen, and eight for each person and demographic.
#[derive(Debug, Clone)]
pub struct Panel<'a> {
    data: ChoiceData<'a>,
    people: Vec<Range<usize>>,
    tasks: Vec<Task>,
    /// Task by task: for each feature, each other alternative's value less the chosen one's.
    differences: Vec<f64>,
    /// Person by person.
    demographics: Vec<f64>,
}

impl<'a> Panel<'a> {
    /// Lays out choices for a model.
    ///
    /// # Shapes
    /// `demographics` holds a number for each person and demographic of the model, person by person.
    ///
    /// # Errors
    /// [`MixedError`] if the model has other features or demographics than the data, a demographic is not finite, or the tasks of a person do not stand side
    /// by side.
    pub fn new(model: &Model, data: &ChoiceData<'a>, demographics: &[f64]) -> Result<Self, MixedError> {
        if data.features() != model.features().len() {
            return Err(MixedError::Features { want: model.features().len(), got: data.features() });
        }
        let mut panel = Self::of_tasks(data);
        panel.demographics = demographics.to_vec();
        let each = model.demographics().len();
        let want = panel.people.len() * each;
        if demographics.len() != want {
            return Err(MixedError::Demographics { want, got: demographics.len() });
        }
        if let Some(at) = demographics.iter().position(|value| !value.is_finite()) {
            let (name, id) = (model.demographics()[at % each].clone(), data.person(panel.people[at / each].start));
            return Err(MixedError::NotFinite { name, id, got: demographics[at] });
        }
        let mut seen = BTreeSet::new();
        for (person, tasks) in panel.people.iter().enumerate() {
            let id = data.person(tasks.start);
            if !seen.insert(id) {
                return Err(MixedError::Scattered { person, id });
            }
        }
        Ok(panel)
    }

    /// Lays out tasks alone.
    pub(super) fn of_tasks(data: &ChoiceData<'a>) -> Self {
        let mut panel = Self {
            data: *data,
            people: data.people().collect(),
            tasks: Vec::with_capacity(data.tasks()),
            differences: Vec::new(),
            demographics: Vec::new(),
        };
        for task in 0..data.tasks() {
            let chosen = data.features_of(task, data.chosen(task));
            let others: Vec<&[f64]> = (0..data.alternatives())
                .filter(|&alternative| alternative != data.chosen(task) && data.is_available(task, alternative))
                .map(|alternative| data.features_of(task, alternative))
                .collect();
            panel.tasks.push(Task { others: others.len(), at: panel.differences.len(), weight: data.weight(task) });
            for (feature, chosen) in chosen.iter().enumerate() {
                panel.differences.extend(others.iter().map(|other| other[feature] - chosen));
            }
        }
        panel
    }

    /// Returns the choices as they came.
    pub fn data(&self) -> &ChoiceData<'a> {
        &self.data
    }

    /// Returns how many people there are.
    pub fn people(&self) -> usize {
        self.people.len()
    }

    /// Returns how many tasks there are.
    pub fn tasks(&self) -> usize {
        self.tasks.len()
    }

    /// Returns how many features there are.
    pub fn features(&self) -> usize {
        self.data.features()
    }

    pub(super) fn tasks_of(&self, person: usize) -> &[Task] {
        &self.tasks[self.people[person].clone()]
    }

    /// Returns the places of a person's tasks.
    pub(super) fn range_of(&self, person: usize) -> Range<usize> {
        self.people[person].clone()
    }

    /// Returns how many people a person stands for.
    pub(super) fn count_of(&self, person: usize) -> f64 {
        self.data.people_for(self.people[person].start)
    }

    pub(super) fn tasks_in(&self, range: Range<usize>) -> &[Task] {
        &self.tasks[range]
    }

    pub(super) fn demographics_of(&self, person: usize) -> &[f64] {
        let each = self.demographics.len() / self.people.len();
        &self.demographics[person * each..(person + 1) * each]
    }

    /// Returns the differences of a task: for each feature, each other alternative.
    #[inline(always)]
    pub(super) fn differences(&self, task: Task) -> &[f64] {
        &self.differences[task.at..task.at + task.others * self.data.features()]
    }
}
