//! Observed choices: what was on offer, what was chosen, and by whom.

/// Observed choices in plain slices, checked.
///
/// # Shapes
/// T tasks × J alternatives × K features, each slice with the last index running fastest.
#[derive(Debug, Clone, Copy)]
pub struct ChoiceData<'a> {
    alternatives: usize,
    features: usize,
    x: &'a [f64],
    available: &'a [bool],
    chosen: &'a [usize],
    person: &'a [u64],
    weights: Option<Weights<'a>>,
}

/// How much choices count; every number is above 0.
///
/// # Shapes
/// Both have a number for each task.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights<'a> {
    /// How many choices each stands for: its log-likelihood counts so many times. A share of an allocation is a part of a choice.
    pub tasks: &'a [f64],
    /// How many people the person stands for, the same in all tasks of the person: the log-likelihood of all the person's choices counts so many times.
    pub people: &'a [f64],
}

/// Tells why observed choices cannot be used, or a model cannot be fitted to them.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum DataError {
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
    /// There is no task, alternative or feature.
    #[error("choices need at least one task, alternative and feature")]
    Empty,
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
    /// What was chosen was not on offer.
    #[error("task {task} chose alternative {chosen}, which was not available")]
    NotAvailable {
        /// The task, from 0.
        task: usize,
        /// The alternative, from 0.
        chosen: usize,
    },
    /// A weight is no number above 0.
    #[error("the weight of task {task} must be a number above 0, got {got}")]
    Weight {
        /// The task, from 0.
        task: usize,
        /// What it was.
        got: f64,
    },
    /// A person stands for so many people in one task and for another number in another.
    #[error("a person has one weight; the person of task {task} has another there than in the person's first task")]
    Uneven {
        /// The task, from 0.
        task: usize,
    },
    /// The groups of alternatives do not fit.
    #[error("every alternative must stand in one nest, from 0 to {nests}; alternative {alternative} does not")]
    Nests {
        /// The highest nest.
        nests: usize,
        /// The first alternative at fault, from 0.
        alternative: usize,
    },
    /// A feature that is to be transformed is not above 0.
    #[error("feature {feature} of alternative {alternative} in task {task} must be above 0 to be transformed, got {got}")]
    NotPositive {
        /// The task, from 0.
        task: usize,
        /// The alternative, from 0.
        alternative: usize,
        /// The feature, from 0.
        feature: usize,
        /// What it was.
        got: f64,
    },
    /// A category was never answered, or lies past the last one.
    #[error("every category from 0 to {last} must be answered at least once; category {category} is not, or lies past the last")]
    Category {
        /// The last category.
        last: usize,
        /// The category at fault.
        category: usize,
    },
    /// A number of parameters does not fit.
    #[error("the model has {want} parameters, got {got}")]
    Parameters {
        /// How many there are.
        want: usize,
        /// How many came.
        got: usize,
    },
    /// The information matrix cannot be inverted.
    #[error("the choices do not identify parameter {parameter}: the information matrix is singular")]
    Singular {
        /// The first parameter at fault, from 0.
        parameter: usize,
    },
    /// The search for the maximum did not end.
    #[error(
        "the likelihood did not reach its maximum in {steps} steps: log-likelihood {log_likelihood:.4}, largest gradient {gradient:.3e}; look for features \
         that predict every choice, or that differ a thousandfold in size"
    )]
    NoMaximum {
        /// How many steps were made.
        steps: usize,
        /// The best parameters found.
        best: Vec<f64>,
        /// The log-likelihood there.
        log_likelihood: f64,
        /// The largest gradient left.
        gradient: f64,
    },
}

impl<'a> ChoiceData<'a> {
    /// Checks observed choices.
    ///
    /// `person` names who answered each task; tasks of one person that stand side by side are taken together.
    ///
    /// # Errors
    /// [`DataError`] if lengths do not fit, a feature of an available alternative is not finite, or a choice was not available.
    pub fn new(
        alternatives: usize,
        features: usize,
        x: &'a [f64],
        available: &'a [bool],
        chosen: &'a [usize],
        person: &'a [u64],
    ) -> Result<Self, DataError> {
        let tasks = chosen.len();
        if tasks == 0 || alternatives == 0 || features == 0 {
            return Err(DataError::Empty);
        }
        let length = |what, want, got| if want == got { Ok(()) } else { Err(DataError::Length { what, want, got }) };
        length("x", tasks * alternatives * features, x.len())?;
        length("available", tasks * alternatives, available.len())?;
        length("person", tasks, person.len())?;
        let data = Self { alternatives, features, x, available, chosen, person, weights: None };
        for (task, &chosen) in chosen.iter().enumerate() {
            if chosen >= alternatives || !data.is_available(task, chosen) {
                return Err(DataError::NotAvailable { task, chosen });
            }
            for alternative in (0..alternatives).filter(|&alternative| data.is_available(task, alternative)) {
                for (feature, &got) in data.features_of(task, alternative).iter().enumerate() {
                    if !got.is_finite() {
                        return Err(DataError::NotFinite { task, alternative, feature, got });
                    }
                }
            }
        }
        Ok(data)
    }

    /// Gives choices weights.
    ///
    /// # Errors
    /// [`DataError`] if there is not one weight for each task, one is no number above 0, or that of a person differs between the person's tasks.
    pub fn weighted(self, weights: Weights<'a>) -> Result<Self, DataError> {
        for (what, all) in [("weights of tasks", weights.tasks), ("weights of people", weights.people)] {
            if all.len() != self.tasks() {
                return Err(DataError::Length { what, want: self.tasks(), got: all.len() });
            }
            if let Some(task) = all.iter().position(|weight| !(weight.is_finite() && *weight > 0.0)) {
                return Err(DataError::Weight { task, got: all[task] });
            }
        }
        for mut tasks in self.people() {
            let first = weights.people[tasks.start];
            if let Some(task) = tasks.find(|&task| weights.people[task] != first) {
                return Err(DataError::Uneven { task });
            }
        }
        Ok(Self { weights: Some(weights), ..self })
    }

    /// Returns how many choices a task stands for; 1 unless said.
    pub fn weight(&self, task: usize) -> f64 {
        self.weights.map_or(1.0, |weights| weights.tasks[task])
    }

    /// Returns how many people the person of a task stands for; 1 unless said.
    pub fn people_for(&self, task: usize) -> f64 {
        self.weights.map_or(1.0, |weights| weights.people[task])
    }

    /// Returns how often the log-likelihood of a task counts where people's tasks do not go together.
    pub(super) fn whole_weight(&self, task: usize) -> f64 {
        self.weight(task) * self.people_for(task)
    }

    /// Returns how many tasks there are.
    pub fn tasks(&self) -> usize {
        self.chosen.len()
    }

    /// Returns how many alternatives a task has at most.
    pub fn alternatives(&self) -> usize {
        self.alternatives
    }

    /// Returns how many features an alternative has.
    pub fn features(&self) -> usize {
        self.features
    }

    /// Tells whether an alternative was available in a task.
    pub fn is_available(&self, task: usize, alternative: usize) -> bool {
        self.available[task * self.alternatives + alternative]
    }

    /// Returns the features of an alternative in a task.
    pub fn features_of(&self, task: usize, alternative: usize) -> &'a [f64] {
        let start = (task * self.alternatives + alternative) * self.features;
        &self.x[start..start + self.features]
    }

    /// Returns the chosen alternative of a task.
    pub fn chosen(&self, task: usize) -> usize {
        self.chosen[task]
    }

    /// Returns who answered a task.
    pub fn person(&self, task: usize) -> u64 {
        self.person[task]
    }

    /// Returns the tasks of each person, in order.
    pub fn people(&self) -> impl Iterator<Item = std::ops::Range<usize>> + 'a {
        let mut start = 0;
        self.person.chunk_by(|a, b| a == b).map(move |tasks| {
            let range = start..start + tasks.len();
            start = range.end;
            range
        })
    }

    pub(super) fn check_parameters(&self, got: usize) -> Result<(), DataError> {
        if got == self.features { Ok(()) } else { Err(DataError::Parameters { want: self.features, got }) }
    }
}

/// Gives standard errors from a covariance matrix.
pub trait StandardErrors {
    /// Returns the square roots of the diagonal of a matrix given row by row.
    fn standard_errors(&self) -> Vec<f64>;
}

impl StandardErrors for [f64] {
    fn standard_errors(&self) -> Vec<f64> {
        let size = (self.len() as f64).sqrt().round() as usize;
        (0..size).map(|k| self[k * size + k].sqrt()).collect()
    }
}

/// Inverts a symmetric positive definite matrix, row by row, through its Cholesky factor.
pub(super) fn invert(matrix: &[f64], size: usize) -> Result<Vec<f64>, DataError> {
    let mut lower = vec![0.0f64; size * size];
    for row in 0..size {
        for column in 0..=row {
            let mut rest = matrix[row * size + column];
            for k in 0..column {
                rest = lower[row * size + k].mul_add(-lower[column * size + k], rest);
            }
            if row == column {
                // Written so that a NaN is refused too.
                if rest.partial_cmp(&(1e-14 * matrix[row * size + row].abs())) != Some(std::cmp::Ordering::Greater) {
                    return Err(DataError::Singular { parameter: row });
                }
                lower[row * size + row] = rest.sqrt();
            } else {
                lower[row * size + column] = rest / lower[column * size + column];
            }
        }
    }
    let mut inverse = vec![0.0; size * size];
    for unit in 0..size {
        let mut solution = vec![0.0f64; size];
        for row in 0..size {
            let mut rest = if row == unit { 1.0 } else { 0.0 };
            for k in 0..row {
                rest = lower[row * size + k].mul_add(-solution[k], rest);
            }
            solution[row] = rest / lower[row * size + row];
        }
        for row in (0..size).rev() {
            let mut rest = solution[row];
            for k in row + 1..size {
                rest = lower[k * size + row].mul_add(-solution[k], rest);
            }
            solution[row] = rest / lower[row * size + row];
        }
        for row in 0..size {
            inverse[row * size + unit] = solution[row];
        }
    }
    Ok(inverse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_choices_are_refused() {
        let (x, available) = ([1.0, 2.0, 3.0, 4.0], [true, true, true, false]);
        assert!(ChoiceData::new(2, 1, &x, &available, &[0, 0], &[1, 2]).is_ok());
        assert_eq!(ChoiceData::new(2, 1, &x, &available, &[0, 1], &[1, 2]).unwrap_err(), DataError::NotAvailable { task: 1, chosen: 1 });
        assert_eq!(ChoiceData::new(2, 1, &x, &available, &[0, 5], &[1, 2]).unwrap_err(), DataError::NotAvailable { task: 1, chosen: 5 });
        assert_eq!(
            ChoiceData::new(2, 1, &x[..3], &available, &[0, 0], &[1, 2]).unwrap_err(),
            DataError::Length { what: "x", want: 4, got: 3 }
        );
        assert_eq!(ChoiceData::new(2, 1, &[], &[], &[], &[]).unwrap_err(), DataError::Empty);
        let error = ChoiceData::new(2, 1, &[1.0, f64::NAN, 3.0, f64::NAN], &available, &[0, 0], &[1, 2]).unwrap_err();
        assert!(matches!(error, DataError::NotFinite { task: 0, alternative: 1, feature: 0, .. }));
    }

    #[test]
    fn weights_are_checked() {
        let data = ChoiceData::new(2, 1, &[1.0, 2.0, 3.0, 4.0], &[true; 4], &[0, 0], &[1, 1]).unwrap();
        let given = |tasks, people| data.weighted(Weights { tasks, people });
        let weighted = given(&[0.5, 2.0], &[3.0, 3.0]).unwrap();
        assert_eq!((weighted.weight(1), weighted.people_for(1), weighted.whole_weight(0), data.weight(0)), (2.0, 3.0, 1.5, 1.0));
        assert_eq!(given(&[1.0], &[1.0, 1.0]).unwrap_err(), DataError::Length { what: "weights of tasks", want: 2, got: 1 });
        assert_eq!(given(&[1.0, 0.0], &[1.0, 1.0]).unwrap_err(), DataError::Weight { task: 1, got: 0.0 });
        assert!(matches!(given(&[1.0, 1.0], &[f64::NAN, 1.0]).unwrap_err(), DataError::Weight { task: 0, .. }));
        assert_eq!(given(&[1.0, 1.0], &[1.0, 2.0]).unwrap_err(), DataError::Uneven { task: 1 });
    }

    #[test]
    fn an_inverse_undoes_its_matrix() {
        let matrix = [4.0, 1.0, 0.5, 1.0, 3.0, 0.2, 0.5, 0.2, 2.0];
        let inverse = invert(&matrix, 3).unwrap();
        for row in 0..3 {
            for column in 0..3 {
                let product: f64 = (0..3).map(|k| matrix[row * 3 + k] * inverse[k * 3 + column]).sum();
                assert!((product - f64::from(u8::from(row == column))).abs() < 1e-14);
            }
        }
        assert_eq!(invert(&[1.0, 1.0, 1.0, 1.0], 2).unwrap_err(), DataError::Singular { parameter: 1 });
        assert_eq!(invert(&[f64::NAN], 1).unwrap_err(), DataError::Singular { parameter: 0 });
    }
}
