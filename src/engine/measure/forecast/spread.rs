//! Whether the people of a panel differ as much as real people do.

use super::data::{Choices, Forecast, ForecastError, length};

/// What people lean to, beyond what a model of one taste for all expects of them.
///
/// In each task a person takes more or less of a feature than that model expects. Where people differ, what one leans to in one task comes back in
/// the next: the products of different tasks of one person are above zero on average, and their mean is the variance between people.
///
/// # Shapes
/// P people × K features, features running fastest.
#[derive(Debug, Clone, PartialEq)]
pub struct Inclinations {
    /// How many features.
    pub features: usize,
    /// Summed over a person's tasks.
    pub sums: Vec<f64>,
    /// Summed over all ordered pairs of different tasks of a person: the products.
    pub products: Vec<f64>,
}

impl Inclinations {
    /// Adds up what people leaned to, given how much of each feature each task gave them beyond what was expected.
    ///
    /// # Shapes
    /// `leanings`: a number for each task and feature, task by task.
    fn of(choices: &Choices<'_>, features: usize, leanings: &[f64]) -> Self {
        let mut all = Self { features, sums: Vec::new(), products: Vec::new() };
        for tasks in choices.people() {
            for feature in 0..features {
                let (mut sum, mut squares) = (0.0f64, 0.0);
                for &task in tasks {
                    let leaning = leanings[task * features + feature];
                    sum += leaning;
                    squares += leaning * leaning;
                }
                all.sums.push(sum);
                all.products.push(sum.mul_add(sum, -squares));
            }
        }
        all
    }

    /// Returns what a forecast makes people lean to if tasks are all it knows: a person's tasks go together only as far as their probabilities do.
    ///
    /// # Shapes
    /// `x` holds a feature of an alternative of a task, features running fastest; `expected` a number for each task and feature.
    pub fn of_forecast(choices: &Choices<'_>, forecast: &Forecast<'_>, x: &[f64], expected: &[f64]) -> Result<Self, ForecastError> {
        Ok(Self::of(choices, features(choices, x)?, &leanings(choices, x, expected, |task| forecast.row(task).to_vec())?))
    }

    /// Returns what people leaned to, and the mean square of each feature over tasks.
    pub(super) fn of_choices(choices: &Choices<'_>, x: &[f64], expected: &[f64]) -> Result<(Self, Vec<f64>), ForecastError> {
        let features = features(choices, x)?;
        let chosen = |task: usize| (0..choices.alternatives()).map(|one| choices.taken(task, one)).collect();
        let leanings = leanings(choices, x, expected, chosen)?;
        let mut squares = vec![0.0; features];
        for (at, leaning) in leanings.iter().enumerate() {
            squares[at % features] += leaning * leaning / choices.tasks() as f64;
        }
        Ok((Self::of(choices, features, &leanings), squares))
    }
}

/// Returns how much of each feature each task gives on average under a forecast: a number for each task and feature.
///
/// # Errors
/// [`ForecastError`] if `x` does not fit the choices, or a feature of an available alternative is not finite.
pub(super) fn expected(choices: &Choices<'_>, forecast: &Forecast<'_>, x: &[f64]) -> Result<Vec<f64>, ForecastError> {
    let features = features(choices, x)?;
    leanings(choices, x, &vec![0.0; choices.tasks() * features], |task| forecast.row(task).to_vec())
}

fn features(choices: &Choices<'_>, x: &[f64]) -> Result<usize, ForecastError> {
    let cells = choices.tasks() * choices.alternatives();
    let features = x.len() / cells;
    length("x", features.max(1) * cells, x.len())?;
    Ok(features)
}

fn leanings(choices: &Choices<'_>, x: &[f64], expected: &[f64], weights: impl Fn(usize) -> Vec<f64>) -> Result<Vec<f64>, ForecastError> {
    let features = features(choices, x)?;
    length("expected", choices.tasks() * features, expected.len())?;
    let mut out: Vec<f64> = expected.iter().map(|expected| -expected).collect();
    for task in 0..choices.tasks() {
        let weights = weights(task);
        for alternative in choices.open(task) {
            let start = (task * choices.alternatives() + alternative) * features;
            for (feature, &value) in x[start..start + features].iter().enumerate() {
                if !value.is_finite() {
                    return Err(ForecastError::NotFinite { task, alternative, feature, got: value });
                }
                let out = &mut out[task * features + feature];
                *out = weights[alternative].mul_add(value, *out);
            }
        }
    }
    Ok(out)
}

/// What a person adds: tasks, ordered pairs of tasks; then for each feature real sum, real products, predicted sum, predicted products.
pub(super) fn rows(choices: &Choices<'_>, real: &Inclinations, predicted: &Inclinations) -> Vec<Vec<f64>> {
    let row = |(person, tasks): (usize, &Vec<usize>)| {
        let count = tasks.len() as f64;
        let mut row = vec![count, count * (count - 1.0)];
        for at in person * real.features..(person + 1) * real.features {
            row.extend([real.sums[at], real.products[at], predicted.sums[at], predicted.products[at]]);
        }
        row
    };
    choices.people().iter().enumerate().map(row).collect()
}

/// How many numbers a person adds.
pub(super) fn width(features: usize) -> usize {
    2 + 4 * features
}

/// Reads sums of [`rows`]: the standard deviation between people as predicted over the real one; NaN where real people do not differ measurably.
///
/// `squares` gives each feature's size.
pub(super) fn ratio(sums: &[f64], squares: &[f64]) -> f64 {
    let (tasks, pairs) = (sums[0], sums[1]);
    let (mut real, mut predicted) = (0.0, 0.0);
    for (of, square) in sums[2..].chunks_exact(4).zip(squares).filter(|(_, square)| **square > 0.0) {
        let between = |sum: f64, product: f64| (product / pairs - (sum / tasks) * (sum / tasks)) / square;
        real += between(of[0], of[1]);
        predicted += between(of[2], of[3]);
    }
    if real > 0.0 { (predicted.max(0.0) / real).sqrt() } else { f64::NAN }
}

/// Returns the standard deviation between people in what they lean to, as predicted over as it is: 1 is right, 0 is a panel of people all alike.
///
/// Features count each in units of its own. NaN where no person has two tasks, or real people do not differ measurably.
///
/// # Shapes
/// `x` holds a feature of an alternative of a task, features running fastest; `alike` are the probabilities of a model with one taste for all.
///
/// # Errors
/// [`ForecastError`] if something does not fit the choices.
///
/// # Source
/// The products are those of the score test for tastes that vary: Chesher (1984), "Testing for neglected heterogeneity".
pub fn spread(choices: &Choices<'_>, x: &[f64], alike: &Forecast<'_>, predicted: &Inclinations) -> Result<f64, ForecastError> {
    let expected = expected(choices, alike, x)?;
    let (real, squares) = Inclinations::of_choices(choices, x, &expected)?;
    fits(choices, &real, predicted)?;
    let mut sums = vec![0.0; width(real.features)];
    for row in rows(choices, &real, predicted) {
        super::scores::add(&mut sums, &row);
    }
    Ok(ratio(&sums, &squares))
}

pub(super) fn fits(choices: &Choices<'_>, real: &Inclinations, predicted: &Inclinations) -> Result<(), ForecastError> {
    let want = choices.people().len() * real.features;
    length("sums", want, predicted.sums.len())?;
    length("products", want, predicted.products.len())
}
