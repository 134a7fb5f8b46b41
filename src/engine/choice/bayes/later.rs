//! Tasks that were not used, predicted draw by draw.

use super::BayesError;
use crate::choice::data::ChoiceData;
use crate::choice::logit::task_probabilities;
use std::collections::BTreeMap;
use std::ops::Range;

/// Tasks to be predicted, by person.
pub(super) struct Later<'a> {
    tasks: ChoiceData<'a>,
    of_person: Vec<Vec<Range<usize>>>,
}

impl<'a> Later<'a> {
    pub(super) fn new(ids: &[u64], features: usize, tasks: &ChoiceData<'a>) -> Result<Self, BayesError> {
        if tasks.features() != features {
            return Err(BayesError::Features { want: features, got: tasks.features() });
        }
        let known: BTreeMap<u64, usize> = ids.iter().enumerate().map(|(person, &id)| (id, person)).collect();
        let mut of_person = vec![Vec::new(); ids.len()];
        for range in tasks.people() {
            let id = tasks.person(range.start);
            let person = *known.get(&id).ok_or(BayesError::Stranger { id })?;
            of_person[person].push(range);
        }
        Ok(Self { tasks: *tasks, of_person })
    }

    /// Returns how many probabilities there are: one a task and alternative.
    pub(super) fn cells(&self) -> usize {
        self.tasks.tasks() * self.tasks.alternatives()
    }

    /// Adds the probabilities of a person's tasks.
    pub(super) fn add(&self, person: usize, coefficients: &[f64], out: &mut [f64]) {
        let each = self.tasks.alternatives();
        let mut row = vec![0.0; each];
        for task in self.of_person[person].iter().cloned().flatten() {
            task_probabilities(&self.tasks, task, coefficients, &mut row);
            out[task * each..(task + 1) * each].iter_mut().zip(&row).for_each(|(sum, p)| *sum += p);
        }
    }
}
