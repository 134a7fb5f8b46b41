//! Choices picked out of others, to estimate from some and predict the rest.

use super::data::{ChoiceData, Weights};

/// Some tasks of a set of choices, on their own.
#[derive(Debug, Clone, PartialEq)]
pub struct Picked {
    alternatives: usize,
    features: usize,
    x: Vec<f64>,
    available: Vec<bool>,
    chosen: Vec<usize>,
    person: Vec<u64>,
    weights: Vec<f64>,
    people: Vec<f64>,
    tasks: Vec<usize>,
}

impl Picked {
    /// Picks tasks by their place; none if none is wanted.
    pub fn new(data: &ChoiceData<'_>, wanted: impl Fn(usize) -> bool) -> Option<Self> {
        let tasks: Vec<usize> = (0..data.tasks()).filter(|&task| wanted(task)).collect();
        let (alternatives, features) = (data.alternatives(), data.features());
        let (mut x, mut available) = (Vec::new(), Vec::new());
        for &task in &tasks {
            for alternative in 0..alternatives {
                x.extend_from_slice(data.features_of(task, alternative));
                available.push(data.is_available(task, alternative));
            }
        }
        let chosen = tasks.iter().map(|&task| data.chosen(task)).collect();
        let person = tasks.iter().map(|&task| data.person(task)).collect();
        let weights = tasks.iter().map(|&task| data.weight(task)).collect();
        let people = tasks.iter().map(|&task| data.people_for(task)).collect();
        (!tasks.is_empty()).then_some(Self { alternatives, features, x, available, chosen, person, weights, people, tasks })
    }

    /// Returns the choices.
    pub fn data(&self) -> ChoiceData<'_> {
        ChoiceData::new(self.alternatives, self.features, &self.x, &self.available, &self.chosen, &self.person)
            .and_then(|data| data.weighted(Weights { tasks: &self.weights, people: &self.people }))
            .expect("picked from choices that were checked")
    }

    /// Returns where each task stood among those it was picked from.
    pub fn tasks(&self) -> &[usize] {
        &self.tasks
    }
}

/// Tasks to learn from, and tasks held out.
#[derive(Debug, Clone, PartialEq)]
pub struct Split {
    /// To learn from.
    pub known: Picked,
    /// Held out.
    pub held: Picked,
}

impl Split {
    /// Holds out the last tasks of each person; none if some person has no more than that many.
    pub fn last(data: &ChoiceData<'_>, count: usize) -> Option<Self> {
        let mut held = vec![false; data.tasks()];
        for tasks in data.people() {
            if tasks.len() <= count {
                return None;
            }
            held[tasks.end - count..tasks.end].fill(true);
        }
        Some(Self { known: Picked::new(data, |task| !held[task])?, held: Picked::new(data, |task| held[task])? })
    }

    /// Cuts people into folds, the n-th into fold n modulo `folds`, and holds each fold out in turn; none if there are fewer people than folds, or fewer
    /// than two folds.
    pub fn folds(data: &ChoiceData<'_>, folds: usize) -> Option<Vec<Self>> {
        let mut fold = Vec::with_capacity(data.tasks());
        for (person, tasks) in data.people().enumerate() {
            fold.extend(tasks.map(|_| person % folds.max(1)));
        }
        let split = |out: usize| {
            Some(Self { known: Picked::new(data, |task| fold[task] != out)?, held: Picked::new(data, |task| fold[task] == out)? })
        };
        (0..folds).map(split).collect::<Option<Vec<Self>>>().filter(|all| all.len() > 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_tasks_and_whole_people_are_held_out() {
        let x: Vec<f64> = (0..14).map(f64::from).collect();
        let data = ChoiceData::new(2, 1, &x, &[true; 14], &[0, 1, 0, 1, 1, 0, 1], &[4, 4, 4, 9, 9, 2, 2]).unwrap();
        let Split { known, held } = Split::last(&data, 1).unwrap();
        assert_eq!((known.tasks(), held.tasks()), ([0, 1, 3, 5].as_slice(), [2, 4, 6].as_slice()));
        assert_eq!((held.data().person(1), held.data().chosen(1), held.data().features_of(1, 1)), (9, 1, [9.0].as_slice()));
        assert!(Split::last(&data, 2).is_none());
        let folds = Split::folds(&data, 2).unwrap();
        assert_eq!((folds[0].held.tasks(), folds[1].held.tasks()), ([0, 1, 2, 5, 6].as_slice(), [3, 4].as_slice()));
        assert_eq!((folds[0].known.tasks(), folds[1].known.tasks()), ([3, 4].as_slice(), [0, 1, 2, 5, 6].as_slice()));
        assert!(Split::folds(&data, 4).is_none() && Split::folds(&data, 1).is_none() && Split::folds(&data, 0).is_none());
    }
}
