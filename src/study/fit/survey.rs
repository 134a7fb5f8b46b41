//! Checked choices with the people who made them.

use crate::choice::{ChoiceData, Weights};

/// Rows, tasks or people that were left out, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropped {
    /// Why, in words that follow a count.
    pub why: String,
    /// How many.
    pub count: usize,
}

/// Which people of a survey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Those the model is fitted to.
    Fitted,
    /// Those who are held out of it.
    HeldOut,
}

/// Choices of people, checked: every task has one choice out of what was available, and every number is finite.
///
/// An answer is one task as it was asked. A ranking tells several choices of it, best and worst two, an allocation one for each alternative that got something;
/// here each of them is a task of its own, and those of one answer stand side by side.
///
/// # Shapes
/// T tasks × J alternatives × K attributes in `x`, the last index running fastest; attributes are divided by what an estimate is for. Tasks of one
/// person stand side by side, in the order of the data.
#[derive(Debug, Clone, PartialEq)]
pub struct Survey {
    /// The names of the alternatives.
    pub alternatives: Vec<String>,
    /// The names of the attributes.
    pub attributes: Vec<String>,
    /// The names of the demographics.
    pub demographics: Vec<String>,
    /// What the data call each person of the whole survey, by the number that stands for the person in every part of it.
    pub people: Vec<String>,
    /// Whether each of those is held out.
    pub held_out: Vec<bool>,
    /// What was left out.
    pub dropped: Vec<Dropped>,
    pub(super) x: Vec<f64>,
    pub(super) available: Vec<bool>,
    pub(super) chosen: Vec<usize>,
    pub(super) person: Vec<u64>,
    /// How many choices each task stands for.
    pub(super) weight: Vec<f64>,
    /// How many people the person of each task stands for; 1 on average over the people of the whole survey.
    pub(super) count: Vec<f64>,
    /// The answer that each task comes from, from 0 in the whole survey.
    pub(super) answer: Vec<usize>,
    /// Whether a task is a choice of the best out of all that was offered.
    pub(super) first: Vec<bool>,
    /// For each test of the file, whether a task belongs to it.
    pub(super) tests: Vec<Vec<bool>>,
    /// A number for each person of this part and demographic, person by person.
    pub(super) known: Vec<f64>,
}

impl Survey {
    /// The choices as estimators take them.
    ///
    /// # Panics
    /// Never: what a survey holds is checked.
    #[must_use]
    pub fn data(&self) -> ChoiceData<'_> {
        ChoiceData::new(self.alternatives.len(), self.attributes.len(), &self.x, &self.available, &self.chosen, &self.person)
            .and_then(|data| data.weighted(Weights { tasks: &self.weight, people: &self.count }))
            .expect("a survey is checked when it is made")
    }

    /// How many answers there are: tasks as they were asked.
    #[must_use]
    pub fn answers(&self) -> usize {
        1 + self.answer.windows(2).filter(|pair| pair[0] != pair[1]).count()
    }

    /// The answer that a task comes from.
    #[must_use]
    pub fn answer(&self, task: usize) -> usize {
        self.answer[task]
    }

    /// Whether a task is a choice of the best out of all that was offered: what a forecast of the answer is held against.
    #[must_use]
    pub fn is_first(&self, task: usize) -> bool {
        self.first[task]
    }

    /// Whether a task is the first of its answer.
    #[must_use]
    pub fn is_head(&self, task: usize) -> bool {
        task == 0 || self.answer[task] != self.answer[task - 1]
    }

    /// Whether a task belongs to a test of the file.
    #[must_use]
    pub fn belongs(&self, test: usize, task: usize) -> bool {
        self.tests[test][task]
    }

    /// How much of an answer each alternative got, given its first task: 1 for what was chosen, unless it was shared out.
    #[must_use]
    pub fn taken(&self, head: usize) -> Vec<f64> {
        let mut out = vec![0.0; self.alternatives.len()];
        let own = (head..self.tasks()).take_while(|&task| self.answer[task] == self.answer[head]).filter(|&task| self.first[task]);
        own.for_each(|task| out[self.chosen[task]] += self.weight[task]);
        let all = crate::num::sum(&out);
        out.iter_mut().for_each(|part| *part /= all);
        out
    }

    /// How many choices the tasks stand for, people by their weights.
    #[must_use]
    pub fn worth(&self) -> f64 {
        crate::num::sum(&self.weight.iter().zip(&self.count).map(|(weight, count)| weight * count).collect::<Vec<_>>())
    }

    /// How many tasks there are.
    #[must_use]
    pub fn tasks(&self) -> usize {
        self.chosen.len()
    }

    /// The numbers of the people of this part, in order.
    #[must_use]
    pub fn who(&self) -> Vec<u64> {
        let mut who = self.person.clone();
        who.dedup();
        who
    }

    /// A number for each person of this part and demographic, person by person.
    #[must_use]
    pub fn known(&self) -> &[f64] {
        &self.known
    }

    /// One part of the people with all their tasks; nobody is in both.
    #[must_use]
    pub fn part(&self, part: Part) -> Self {
        let wanted = |person: u64| self.held_out[person as usize] == (part == Part::HeldOut);
        self.filtered(|task| wanted(self.person[task]), wanted)
    }

    /// Some tasks of all people, such as all but the last two of each; people without a task left are out.
    #[must_use]
    pub fn tasks_where(&self, wanted: impl Fn(usize) -> bool) -> Self {
        let mut some = vec![false; self.people.len()];
        (0..self.tasks()).filter(|&task| wanted(task)).for_each(|task| some[self.person[task] as usize] = true);
        self.filtered(&wanted, |person| some[person as usize])
    }

    fn filtered(&self, task: impl Fn(usize) -> bool, person: impl Fn(u64) -> bool) -> Self {
        let (rows, cells) = (self.alternatives.len(), self.alternatives.len() * self.attributes.len());
        let tasks: Vec<usize> = (0..self.tasks()).filter(|&at| task(at)).collect();
        let each = self.demographics.len();
        let people = self.who().into_iter().enumerate().filter(|(_, who)| person(*who));
        Self {
            alternatives: self.alternatives.clone(),
            attributes: self.attributes.clone(),
            demographics: self.demographics.clone(),
            people: self.people.clone(),
            held_out: self.held_out.clone(),
            dropped: self.dropped.clone(),
            x: tasks.iter().flat_map(|&task| &self.x[task * cells..(task + 1) * cells]).copied().collect(),
            available: tasks.iter().flat_map(|&task| &self.available[task * rows..(task + 1) * rows]).copied().collect(),
            chosen: tasks.iter().map(|&task| self.chosen[task]).collect(),
            person: tasks.iter().map(|&task| self.person[task]).collect(),
            weight: tasks.iter().map(|&task| self.weight[task]).collect(),
            count: tasks.iter().map(|&task| self.count[task]).collect(),
            answer: tasks.iter().map(|&task| self.answer[task]).collect(),
            first: tasks.iter().map(|&task| self.first[task]).collect(),
            tests: self.tests.iter().map(|all| tasks.iter().map(|&task| all[task]).collect()).collect(),
            known: people.flat_map(|(at, _)| &self.known[at * each..(at + 1) * each]).copied().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_share_nobody_and_hold_everything() {
        let survey = Survey {
            alternatives: vec!["a".into(), "b".into()],
            attributes: vec!["x".into()],
            demographics: vec!["age".into()],
            people: vec!["one".into(), "two".into(), "three".into()],
            held_out: vec![false, true, false],
            dropped: Vec::new(),
            x: vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0],
            available: vec![true; 8],
            chosen: vec![0, 1, 0, 1],
            person: vec![0, 0, 1, 2],
            weight: vec![0.75, 0.25, 1.0, 1.0],
            count: vec![1.0; 4],
            answer: vec![0, 0, 1, 2],
            first: vec![true; 4],
            tests: Vec::new(),
            known: vec![30.0, 40.0, 50.0],
        };
        let (fitted, held) = (survey.part(Part::Fitted), survey.part(Part::HeldOut));
        assert_eq!((fitted.who(), held.who()), (vec![0, 2], vec![1]));
        assert_eq!((fitted.known(), held.known()), (&[30.0, 50.0][..], &[40.0][..]));
        assert_eq!(held.data().features_of(0, 1), [6.0]);
        assert_eq!(fitted.tasks() + held.tasks(), survey.tasks());
        // The first answer was shared out.
        assert_eq!((survey.answers(), survey.taken(0), survey.taken(2), survey.worth()), (3, vec![0.75, 0.25], vec![1.0, 0.0], 3.0));
        assert!(survey.is_head(0) && !survey.is_head(1) && survey.is_head(2));
        let first = survey.tasks_where(|task| task == 1 || task == 3);
        assert_eq!((first.who(), first.known()), (vec![0, 2], &[30.0, 50.0][..]));
    }
}
