//! How the fitted numbers were found: a number is moved for each statistic, all together, and what was learnt from one round steers the next.

use crate::parallel::{Batching, ThreadError};

use super::calibrate::{Calibration, Fit, Fitted, TARGETS, calibrate};
use super::numbers::{KEYS, Numbers, position};

/// The number that each of [`TARGETS`] is fitted by, and how far it is moved for a miss of one at first.
const KNOBS: [(&str, f64); 6] = [
    ("firms.level_spread", 1.0),
    ("choice.loyalty", 0.15),
    ("choice.early", 4.0),
    ("tasks.trend", 0.5),
    ("people.autonomy", 3.0),
    ("side.appeal", 3.0),
];

const COUNT: usize = KNOBS.len();

/// What a search does.
#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    /// The past that is measured.
    pub fit: Fit,
    /// The seeds whose mean is held against the targets; other ones than those it is checked on.
    pub seeds: std::ops::Range<u64>,
    /// How often the numbers are moved.
    pub rounds: u32,
    /// The share of a step that is taken.
    pub damping: f64,
}

/// One round of a search.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The numbers.
    pub numbers: Numbers,
    /// The statistics they gave: the mean over the seeds.
    pub fitted: Fitted,
    /// The largest miss, in tolerances; those that do not bind count with a tenth of their value.
    pub miss: f64,
}

/// Moves the fitted numbers until the past lands on the targets, and returns every round.
///
/// # Errors
/// [`ThreadError`] when no thread starts.
///
/// # Source
/// C. G. Broyden 1965, "A class of methods for solving nonlinear simultaneous equations", Mathematics of Computation 19: the first ("good") method,
/// started from a diagonal.
pub fn search(start: &Numbers, what: &Search, batching: Batching, tell: &mut dyn FnMut(&Step)) -> Result<Vec<Step>, ThreadError> {
    let slots = KNOBS.map(|(path, _)| position(path).unwrap_or(0));
    // Everything is scaled by the first guesses, so that the inverse Jacobian starts as the identity.
    let mut inverse = [[0.0; COUNT]; COUNT];
    inverse.iter_mut().enumerate().for_each(|(place, row)| row[place] = 1.0);
    let mut numbers = *start;
    let mut steps: Vec<Step> = Vec::new();
    let mut last: Option<([f64; COUNT], [f64; COUNT])> = None;
    for _ in 0..what.rounds {
        let Calibration { seeds } = calibrate(&numbers, what.fit, what.seeds.clone(), batching)?;
        let fitted = Fitted::mean(&seeds);
        let misses: [f64; COUNT] =
            std::array::from_fn(|place| (fitted.get(TARGETS[place].statistic) - TARGETS[place].real) * KNOBS[place].1);
        let tolerance = |place: usize| TARGETS[place].within.min(0.1 * TARGETS[place].real.abs());
        let miss = (0..COUNT).map(|place| (misses[place] / KNOBS[place].1 / tolerance(place)).abs()).fold(0.0, f64::max);
        let step = Step { numbers, fitted, miss };
        tell(&step);
        steps.push(step);
        if let Some((moved, before)) = last {
            update(&mut inverse, moved, std::array::from_fn(|place| misses[place] - before[place]));
        }
        let mut values = numbers.values();
        let before = values.clone();
        for (place, &slot) in slots.iter().enumerate() {
            let step: f64 = inverse[place].iter().zip(misses).map(|(cell, miss)| cell * miss).sum();
            let (low, high) = KEYS[slot].range;
            // No step is longer than a half of what the number is, so that one odd round cannot carry it off.
            let longest = 0.5 * values[slot].abs().max(0.02 * (high - low).min(5.0));
            values[slot] = (values[slot] - (what.damping * step).clamp(-longest, longest)).clamp(low, high);
        }
        last = Some((slots.map(|slot| values[slot] - before[slot]), misses));
        numbers = Numbers::of(&values);
    }
    Ok(steps)
}

/// Broyden's update of the inverse Jacobian, where it is safe.
fn update(inverse: &mut [[f64; COUNT]; COUNT], moved: [f64; COUNT], changed: [f64; COUNT]) {
    let through: [f64; COUNT] = std::array::from_fn(|row| inverse[row].iter().zip(changed).map(|(cell, change)| cell * change).sum());
    let along: [f64; COUNT] = std::array::from_fn(|column| (0..COUNT).map(|row| moved[row] * inverse[row][column]).sum());
    let size: f64 = moved.iter().zip(through).map(|(moved, through)| moved * through).sum();
    let least = 0.1 * moved.iter().map(|moved| moved * moved).sum::<f64>();
    if size.abs() <= least {
        return;
    }
    for row in 0..COUNT {
        for column in 0..COUNT {
            inverse[row][column] += (moved[row] - through[row]) * along[column] / size;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_has_a_number_of_its_own() {
        let mut slots: Vec<usize> = KNOBS.iter().map(|(path, _)| position(path).unwrap()).collect();
        slots.sort_unstable();
        slots.dedup();
        assert_eq!((slots.len(), TARGETS.len()), (COUNT, COUNT));
    }

    #[test]
    fn the_update_maps_the_change_to_the_move() {
        let mut inverse = [[0.0; COUNT]; COUNT];
        inverse.iter_mut().enumerate().for_each(|(place, row)| row[place] = 1.0);
        let (moved, changed) = ([0.1, -0.2, 0.3, 0.0, 0.1, 0.2], [0.2, -0.1, 0.2, 0.1, 0.1, 0.4]);
        update(&mut inverse, moved, changed);
        for row in 0..COUNT {
            let got: f64 = inverse[row].iter().zip(changed).map(|(cell, change)| cell * change).sum();
            assert!((got - moved[row]).abs() < 1e-12);
        }
        // A change that says nothing leaves it alone.
        let before = inverse;
        update(&mut inverse, moved, [0.0; COUNT]);
        assert_eq!(inverse, before);
    }
}
