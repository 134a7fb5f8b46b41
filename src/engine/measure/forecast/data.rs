//! What was chosen, and the probabilities that a forecast gave.

use std::collections::BTreeMap;

/// The least probability a choice is scored with: what was called impossible counts as one in a million, so that scores stay finite.
pub const LEAST: f64 = 1e-6;

/// How far the probabilities of a task may add up past or short of 1.
const ROUNDING: f64 = 1e-6;

/// Tells why choices and forecasts cannot be scored.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ForecastError {
    /// There is no task or no alternative.
    #[error("a forecast needs at least one task with at least one alternative")]
    Empty,
    /// A slice has the wrong length.
    #[error("`{what}` must hold {want} values, got {got}")]
    Length {
        /// Which slice.
        what: &'static str,
        /// The length that fits the others.
        want: usize,
        /// The length it has.
        got: usize,
    },
    /// What was chosen was not on offer.
    #[error("task {task} chose alternative {chosen}, which was not available")]
    NotAvailable {
        /// The task, from 0.
        task: usize,
        /// The alternative, from 0.
        chosen: usize,
    },
    /// The shares that were taken of a task are none.
    #[error("the shares taken in task {task} must lie in [0, 1], be 0 where an alternative is not available and add up to 1; got {got:?}")]
    Shares {
        /// The task, from 0.
        task: usize,
        /// What they were.
        got: Vec<f64>,
    },
    /// A number is no probability.
    #[error(
        "the probability of alternative {alternative} in task {task} must lie in [0, 1], and be 0 where it is not available; got {got:?}"
    )]
    Probability {
        /// The task, from 0.
        task: usize,
        /// The alternative, from 0.
        alternative: usize,
        /// What it was.
        got: f64,
    },
    /// The probabilities of a task do not add up.
    #[error("the probabilities of task {task} must add up to 1, got {got:?}")]
    Total {
        /// The task, from 0.
        task: usize,
        /// What they add up to.
        got: f64,
    },
    /// A feature is NaN or infinite.
    #[error("feature {feature} of alternative {alternative} in task {task} must be finite, got {got}")]
    NotFinite {
        /// The task, from 0.
        task: usize,
        /// The alternative, from 0.
        alternative: usize,
        /// The feature, from 0.
        feature: usize,
        /// What it was.
        got: f64,
    },
    /// A group that something is put into does not exist.
    #[error("`{what}` names group {got}, but there are {groups}")]
    Group {
        /// Which slice.
        what: &'static str,
        /// The group named, from 0.
        got: usize,
        /// How many there are.
        groups: usize,
    },
}

/// Choices that were held out.
///
/// # Shapes
/// T tasks × J alternatives, with the alternatives running fastest.
#[derive(Debug, Clone)]
pub struct Choices<'a> {
    alternatives: usize,
    available: &'a [bool],
    chosen: &'a [usize],
    /// How much of each task each alternative got, where that is not all or nothing.
    taken: Option<&'a [f64]>,
    ids: Vec<u64>,
    /// The tasks of each person, people in the order in which they come first.
    people: Vec<Vec<usize>>,
}

impl<'a> Choices<'a> {
    /// Checks choices. `person` names who made each; a person's tasks need not stand side by side.
    ///
    /// # Errors
    /// [`ForecastError`] if lengths do not fit, or a choice was not available.
    pub fn new(alternatives: usize, available: &'a [bool], chosen: &'a [usize], person: &[u64]) -> Result<Self, ForecastError> {
        if chosen.is_empty() || alternatives == 0 {
            return Err(ForecastError::Empty);
        }
        length("available", chosen.len() * alternatives, available.len())?;
        length("person", chosen.len(), person.len())?;
        for (task, &chosen) in chosen.iter().enumerate() {
            if chosen >= alternatives || !available[task * alternatives + chosen] {
                return Err(ForecastError::NotAvailable { task, chosen });
            }
        }
        let mut places = BTreeMap::new();
        let (mut ids, mut people) = (Vec::new(), Vec::<Vec<usize>>::new());
        for (task, &id) in person.iter().enumerate() {
            let place = *places.entry(id).or_insert_with(|| {
                ids.push(id);
                people.push(Vec::new());
                people.len() - 1
            });
            people[place].push(task);
        }
        Ok(Self { alternatives, available, chosen, taken: None, ids, people })
    }

    /// Says how much of each task each alternative got, where answers are shares: scores are then those of one choice drawn from them.
    ///
    /// # Shapes
    /// A number for each task and alternative, task by task.
    ///
    /// # Errors
    /// [`ForecastError`] unless they lie in [0, 1], are 0 where an alternative was not available and add up to 1 in every task.
    pub fn with_shares(self, taken: &'a [f64]) -> Result<Self, ForecastError> {
        length("taken", self.tasks() * self.alternatives, taken.len())?;
        for (task, row) in taken.chunks_exact(self.alternatives).enumerate() {
            let fits = |(alternative, share): (usize, &f64)| {
                (0.0..=if self.is_available(task, alternative) { 1.0 + ROUNDING } else { 0.0 }).contains(share)
            };
            if !row.iter().enumerate().all(fits) || (row.iter().sum::<f64>() - 1.0).abs() > ROUNDING {
                return Err(ForecastError::Shares { task, got: row.to_vec() });
            }
        }
        Ok(Self { taken: Some(taken), ..self })
    }

    /// Returns how many tasks there are.
    pub fn tasks(&self) -> usize {
        self.chosen.len()
    }

    /// Returns how many alternatives a task has at most.
    pub fn alternatives(&self) -> usize {
        self.alternatives
    }

    /// Returns the tasks of each person, people in the order in which they come first.
    pub fn people(&self) -> &[Vec<usize>] {
        &self.people
    }

    /// Returns the name of each person, in the same order.
    pub fn ids(&self) -> &[u64] {
        &self.ids
    }

    /// Returns how much of a task an alternative got: 1 if it was chosen and 0 if not, unless answers are shares.
    pub fn taken(&self, task: usize, alternative: usize) -> f64 {
        match self.taken {
            Some(taken) => taken[task * self.alternatives + alternative],
            None => f64::from(u8::from(self.chosen[task] == alternative)),
        }
    }

    /// Tells whether an alternative was available in a task.
    pub fn is_available(&self, task: usize, alternative: usize) -> bool {
        self.available[task * self.alternatives + alternative]
    }

    /// Returns the alternatives of a task that were available.
    pub(super) fn open(&self, task: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.alternatives).filter(move |&alternative| self.is_available(task, alternative))
    }
}

/// The probabilities that a forecast gave to the alternatives of held-out tasks.
#[derive(Debug, Clone, Copy)]
pub struct Forecast<'a> {
    alternatives: usize,
    probabilities: &'a [f64],
}

impl<'a> Forecast<'a> {
    /// Checks probabilities, one for each task and alternative, task by task.
    ///
    /// # Errors
    /// [`ForecastError`] unless they lie in [0, 1], are 0 where an alternative was not available and add up to 1 in every task.
    pub fn new(choices: &Choices<'_>, probabilities: &'a [f64]) -> Result<Self, ForecastError> {
        let alternatives = choices.alternatives;
        length("probabilities", choices.tasks() * alternatives, probabilities.len())?;
        for (task, row) in probabilities.chunks_exact(alternatives).enumerate() {
            for (alternative, &got) in row.iter().enumerate() {
                let most = if choices.is_available(task, alternative) { 1.0 + ROUNDING } else { 0.0 };
                if !(0.0..=most).contains(&got) {
                    return Err(ForecastError::Probability { task, alternative, got });
                }
            }
            let got = row.iter().sum::<f64>();
            if (got - 1.0).abs() > ROUNDING {
                return Err(ForecastError::Total { task, got });
            }
        }
        Ok(Self { alternatives, probabilities })
    }

    /// Returns the probabilities of a task.
    pub fn row(&self, task: usize) -> &'a [f64] {
        &self.probabilities[task * self.alternatives..(task + 1) * self.alternatives]
    }
}

pub(super) fn length(what: &'static str, want: usize, got: usize) -> Result<(), ForecastError> {
    if want == got { Ok(()) } else { Err(ForecastError::Length { what, want, got }) }
}
