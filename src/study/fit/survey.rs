//! Checked choices with the people who made them.

use crate::choice::ChoiceData;

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
            .expect("a survey is checked when it is made")
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
            known: vec![30.0, 40.0, 50.0],
        };
        let (fitted, held) = (survey.part(Part::Fitted), survey.part(Part::HeldOut));
        assert_eq!((fitted.who(), held.who()), (vec![0, 2], vec![1]));
        assert_eq!((fitted.known(), held.known()), (&[30.0, 50.0][..], &[40.0][..]));
        assert_eq!(held.data().features_of(0, 1), [6.0]);
        assert_eq!(fitted.tasks() + held.tasks(), survey.tasks());
        let first = survey.tasks_where(|task| task == 1 || task == 3);
        assert_eq!((first.who(), first.known()), (vec![0, 2], &[30.0, 50.0][..]));
    }
}
