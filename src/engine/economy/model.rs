//! What an economy is, checked: how many people, how long, and every number.

use crate::input::Quantity;
use crate::world::{Inputs, Unknowns};

use super::numbers::{KEYS, Numbers, position};

/// The most people, and the most months of past and of scenario, that are run.
pub const MOST_PEOPLE: u32 = 10_000_000;
/// See [`MOST_PEOPLE`].
pub const MOST_MONTHS: u32 = 1_200;

/// How large an economy is and how long it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// How many people live in it, 1,000 to [`MOST_PEOPLE`].
    pub people: u32,
    /// Months that pass before the scenario starts, 12 to [`MOST_MONTHS`].
    pub past: u32,
    /// Months of the scenario, 1 to [`MOST_MONTHS`].
    pub months: u32,
    /// Every how manieth month of the scenario is measured, 1 to 12; the last one always is. What is lived does not hang on it.
    pub every: u32,
}

/// Something about an economy that cannot be.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("`{place}` {what}")]
pub struct Problem {
    /// Where, such as `firms.open`.
    pub place: String,
    /// What is wrong.
    pub what: String,
}

/// A checked economy. Its numbers are the inputs of its world, in the order of [`KEYS`].
#[derive(Debug, Clone)]
pub struct Economy {
    size: Size,
    pub(super) unknowns: Unknowns,
}

fn problem(place: &str, what: impl Into<String>) -> Problem {
    Problem { place: place.to_owned(), what: what.into() }
}

impl Size {
    /// Whether a month of the scenario, counted from 0, is measured.
    #[must_use]
    pub fn measures(self, month: u32) -> bool {
        (month + 1).is_multiple_of(self.every.max(1)) || month + 1 == self.months
    }

    fn problems(self) -> Vec<Problem> {
        let mut found = Vec::new();
        let mut within = |place: &str, got: u32, low: u32, high: u32| {
            if got < low || got > high {
                found.push(problem(place, format!("must lie in {low} to {high}, got {got}")));
            }
        };
        within("people", self.people, 1_000, MOST_PEOPLE);
        within("past", self.past, 12, MOST_MONTHS);
        within("months", self.months, 1, MOST_MONTHS);
        within("every", self.every, 1, 12);
        found
    }
}

impl Numbers {
    /// Everything about the numbers that cannot be, all at once.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let mut found: Vec<Problem> = KEYS
            .iter()
            .zip(self.values())
            .filter(|(key, value)| !(key.range.0 <= *value && *value <= key.range.1))
            .map(|(key, value)| problem(key.path, format!("must lie in {} to {}, got {value}", key.range.0, key.range.1)))
            .collect();
        if self.taste_low > self.taste_high {
            found.push(problem("people.taste_low", format!("is {}, above `people.taste_high`, {}", self.taste_low, self.taste_high)));
        }
        let tasks = self.legal + self.accounting + self.marketing + self.service;
        if tasks > 0.8 {
            found.push(problem("tasks", format!("take {tasks} of the time of somebody who works alone; at most 0.8 is allowed")));
        }
        found
    }
}

/// Makes an economy of plain numbers.
///
/// # Errors
/// Every [`Problem`].
pub fn model(size: Size, numbers: &Numbers) -> Result<Economy, Vec<Problem>> {
    uncertain(size, numbers, &[])
}

/// Makes an economy some of whose numbers are stated anew, and may be uncertain; the others are as given.
///
/// # Errors
/// Every [`Problem`].
pub fn uncertain(size: Size, numbers: &Numbers, stated: &[(&str, Quantity)]) -> Result<Economy, Vec<Problem>> {
    let mut found = size.problems();
    for (place, (path, quantity)) in stated.iter().enumerate() {
        let Some(at) = position(path) else {
            found.push(problem(path, "is no number of an economy"));
            continue;
        };
        if stated[..place].iter().any(|(other, _)| other == path) {
            found.push(problem(path, "is stated twice"));
        }
        let ((low, high), (least, most)) = (KEYS[at].range, quantity.dist.support());
        if !(low <= least && most <= high) {
            found.push(problem(path, format!("must lie in {low} to {high}, got {least} to {most}")));
        }
    }
    // The numbers with the medians of what is stated in their places.
    let mut values = numbers.values();
    for (path, quantity) in stated {
        if let Some(at) = position(path) {
            values[at] = quantity.dist.median();
        }
    }
    let told: Vec<String> = found.iter().map(|problem| problem.place.clone()).collect();
    found.extend(Numbers::of(&values).problems().into_iter().filter(|problem| !told.contains(&problem.place)));
    if !found.is_empty() {
        return Err(found);
    }
    let mut inputs = Inputs::default();
    let defaults = Numbers::default().values();
    for ((key, value), default) in KEYS.iter().zip(values).zip(defaults) {
        let input = match stated.iter().find(|(path, _)| *path == key.path) {
            Some((_, quantity)) => inputs.add(key.path, key.label, key.unit, quantity),
            None if value == default => {
                inputs.assume(key.path, key.label, key.unit, crate::stats::Dist::Point(value), key.source, key.grade)
            }
            None => inputs.add(key.path, key.label, key.unit, &Quantity::point(value)),
        };
        inputs.keep_within(input, key.range);
    }
    let unknowns =
        inputs.finish(&[]).map_err(|errors| errors.iter().map(|error| problem("numbers", error.to_string())).collect::<Vec<_>>())?;
    Ok(Economy { size, unknowns })
}

impl Economy {
    /// How large it is and how long it runs.
    #[must_use]
    pub fn size(&self) -> Size {
        self.size
    }

    /// The bytes that one person takes while it runs: their columns, their draws, and a place for a firm of their own at worst. Arms that share
    /// a past keep the state at the scenario's start beside the one that runs, which doubles it.
    #[must_use]
    pub fn bytes_per_person() -> usize {
        super::people::BYTES + std::mem::size_of::<super::firms::Firm>() + 4 + 16
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Size = Size { people: 1_000, past: 12, months: 1, every: 1 };

    #[test]
    fn everything_that_cannot_be_is_told_at_once() {
        let numbers = Numbers {
            open: 1.5,
            taste_low: 0.9,
            taste_high: 0.3,
            noise: f64::NAN,
            legal: 0.3,
            service: 0.3,
            marketing: 0.3,
            ..Numbers::default()
        };
        let problems = model(Size { people: 3, past: 0, months: 5_000, every: 0 }, &numbers).unwrap_err();
        let places: Vec<&str> = problems.iter().map(|problem| problem.place.as_str()).collect();
        assert_eq!(places, ["people", "past", "months", "every", "firms.open", "choice.noise", "people.taste_low", "tasks"]);
        assert_eq!(problems[0].to_string(), "`people` must lie in 1000 to 10000000, got 3");
        assert!(model(SMALL, &Numbers::default()).is_ok());
    }

    #[test]
    fn stated_numbers_take_the_place_of_defaults() {
        let stated = [("firms.open", Quantity::point(0.4)), ("nothing", Quantity::point(0.4)), ("firms.open", Quantity::point(2.0))];
        let problems = uncertain(SMALL, &Numbers::default(), &stated).unwrap_err();
        assert_eq!(problems.len(), 3, "{problems:?}");
        let economy = uncertain(SMALL, &Numbers::default(), &stated[..1]).unwrap();
        let at = position("firms.open").unwrap();
        assert_eq!(economy.unknowns.values(&[])[at], 0.4);
        assert_eq!(economy.unknowns.entries().len(), KEYS.len());
    }
}
