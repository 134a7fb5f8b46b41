//! Screening by elementary effects: trajectories that move one input at a time.

use super::sample::{DesignError, Sample, fits};
use crate::num;
use crate::random::{At, Purpose, Seed, Streams};
use crate::stats::bootstrap;
use crate::stats::interval::{Interval, Level};

/// The most trajectories.
pub const MAX_TRAJECTORIES: u32 = 1 << 16;

/// The most levels of an input.
pub const MAX_LEVELS: u32 = 64;

/// Holds trajectories: from row to row of one, exactly one input moves, and each moves once.
///
/// # Shapes
/// Trajectories follow each other, inputs + 1 rows each.
#[derive(Clone, Debug, PartialEq)]
pub struct Trajectories {
    sample: Sample,
    /// For each trajectory and step the input that moves.
    moves: Vec<usize>,
}

impl Trajectories {
    /// Takes rows that were made elsewhere.
    ///
    /// # Errors
    /// [`MorrisError`] where the rows are no whole trajectories, or a step moves none, several, or an input that has moved.
    pub fn from_rows(inputs: usize, rows: &[Vec<f64>]) -> Result<Self, MorrisError> {
        let length = inputs.saturating_add(1);
        fits(rows.len(), inputs)?;
        if rows.is_empty() || !rows.len().is_multiple_of(length) {
            return Err(MorrisError::Rows { length, got: rows.len() });
        }
        if let Some(row) = rows.iter().position(|row| row.len() != inputs || row.iter().any(|u| !u.is_finite())) {
            return Err(MorrisError::Row { row, inputs });
        }
        let mut moves = Vec::with_capacity(rows.len());
        for (number, trajectory) in rows.chunks_exact(length).enumerate() {
            let mut moved = vec![false; inputs];
            for (step, pair) in trajectory.windows(2).enumerate() {
                let mut changed = (0..inputs).filter(|&input| pair[0][input] != pair[1][input]);
                match (changed.next(), changed.next()) {
                    (Some(input), None) if !moved[input] => {
                        moved[input] = true;
                        moves.push(input);
                    }
                    _ => return Err(MorrisError::Step { row: number * length + step + 1 }),
                }
            }
        }
        Ok(Self { sample: Sample::of(inputs, rows.concat()), moves })
    }

    /// Returns the rows at which the model is to be run.
    pub fn sample(&self) -> &Sample {
        &self.sample
    }

    /// Returns how many trajectories there are.
    pub fn count(&self) -> usize {
        self.sample.len() / (self.sample.inputs() + 1)
    }
}

/// Says why effects cannot be found.
#[derive(Debug, thiserror::Error)]
pub enum MorrisError {
    /// The design is out of range.
    #[error(transparent)]
    Design(#[from] DesignError),
    /// The rows are not whole trajectories.
    #[error("trajectories have {length} rows each, got {got} rows in all")]
    Rows {
        /// Rows of a trajectory.
        length: usize,
        /// Rows given.
        got: usize,
    },
    /// A row is not a point.
    #[error("row {row} must hold {inputs} finite numbers")]
    Row {
        /// Its place, from 0.
        row: usize,
        /// Numbers expected.
        inputs: usize,
    },
    /// A step is no step of one input.
    #[error("row {row} must move exactly one input that has not moved before in its trajectory")]
    Step {
        /// The row after the step, from 0.
        row: usize,
    },
    /// There are not as many results as rows.
    #[error("{rows} rows need {rows} results, got {got}")]
    Results {
        /// Rows of the design.
        rows: usize,
        /// Results given.
        got: usize,
    },
    /// A result is NaN or infinite.
    #[error("the result of design row {row} is not a finite number")]
    NotFinite {
        /// The row's place, from 0.
        row: usize,
    },
    /// One trajectory has no spread.
    #[error("effects need at least 2 trajectories, got {got}")]
    TooFew {
        /// The number given.
        got: usize,
    },
}

/// Draws trajectories in a cube whose inputs have `levels` levels each; a step is half the cube.
///
/// Levels are the middles of equal cells, not the ends of the range, so that no input is driven to an infinite quantile.
///
/// # Errors
/// [`DesignError`] for a number of trajectories, inputs or levels out of range; levels must be even.
///
/// # Determinism
/// Depends on the arguments alone. A trajectory does not depend on how many there are.
///
/// # Source
/// M. D. Morris (1991), "Factorial sampling plans for preliminary computational experiments", Technometrics 33(2); steps both up and down.
pub fn trajectories(count: u32, inputs: usize, levels: u32, seed: Seed) -> Result<Trajectories, DesignError> {
    if !(1..=MAX_TRAJECTORIES).contains(&count) {
        return Err(DesignError::Count { what: "trajectories", least: 1, most: MAX_TRAJECTORIES, got: count });
    }
    if !(2..=MAX_LEVELS).contains(&levels) || levels % 2 == 1 {
        return Err(DesignError::Count { what: "levels (an even number)", least: 2, most: MAX_LEVELS, got: levels });
    }
    fits((count as usize).saturating_mul(inputs.saturating_add(1)), inputs)?;
    let stream = Streams::new(seed, At::default()).stream(Purpose::Morris);
    let half = levels / 2;
    let mut cells = Vec::with_capacity(count as usize * (inputs + 1) * inputs);
    let mut moves = Vec::with_capacity(count as usize * inputs);
    for number in 0..count {
        let mut draws = stream.draws(u64::from(number), 0);
        let mut order: Vec<usize> = (0..inputs).collect();
        let mut at: Vec<u32> = order.iter().map(|_| draws.below(levels)).collect();
        for place in 0..inputs {
            let drawn = place + draws.below((inputs - place) as u32) as usize;
            order.swap(place, drawn);
        }
        let mut push = |at: &[u32]| cells.extend(at.iter().map(|&level| (f64::from(level) + 0.5) / f64::from(levels)));
        push(&at);
        for &input in &order {
            // From each level exactly one half step stays inside.
            at[input] = (at[input] + half) % levels;
            push(&at);
        }
        moves.extend(order);
    }
    Ok(Trajectories { sample: Sample::of(inputs, cells), moves })
}

/// Holds the effects of one input, in the result's unit for a move over the whole range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// μ: the mean effect; effects of both signs cancel.
    pub mean: f64,
    /// μ*: the mean size of the effect.
    pub size: f64,
    /// A percentile interval of μ* over resampled trajectories.
    pub size_interval: Interval,
    /// σ: the standard deviation of the effect, with n − 1 below. Large beside μ*: the effect bends or depends on other inputs.
    pub spread: f64,
}

/// Finds the elementary effects from the results of the rows, in row order: one entry an input.
///
/// # Errors
/// [`MorrisError`] for results that are missing or not finite, or fewer than two trajectories.
///
/// # Determinism
/// Resamples take reps × trajectories bounded draws from a stream of the seed.
///
/// # Source
/// Morris 1991; μ* by F. Campolongo, J. Cariboni, A. Saltelli (2007), "An effective screening design for sensitivity analysis of large models",
/// Environmental Modelling & Software 22(10).
pub fn effects(design: &Trajectories, results: &[f64], reps: u32, level: Level, seed: Seed) -> Result<Vec<Effect>, MorrisError> {
    let (inputs, count) = (design.sample.inputs(), design.count());
    if results.len() != design.sample.len() {
        return Err(MorrisError::Results { rows: design.sample.len(), got: results.len() });
    }
    if let Some(row) = results.iter().position(|v| !v.is_finite()) {
        return Err(MorrisError::NotFinite { row });
    }
    if count < 2 {
        return Err(MorrisError::TooFew { got: count });
    }
    let mut by_input = vec![Vec::with_capacity(count); inputs];
    for (number, moves) in design.moves.chunks_exact(inputs).enumerate() {
        for (step, &input) in moves.iter().enumerate() {
            let row = number * (inputs + 1) + step;
            let moved = design.sample.row(row + 1)[input] - design.sample.row(row)[input];
            by_input[input].push((results[row + 1] - results[row]) / moved);
        }
    }
    let n = count as f64;
    let mut draws = Streams::new(seed, At::default()).draws(Purpose::Bootstrap, 1, 0);
    let resampled = bootstrap::percentile_many(count as u32, reps, &mut draws, inputs, |units, out| {
        for (out, effects) in out.iter_mut().zip(&by_input) {
            *out = units.iter().map(|&unit| effects[unit as usize].abs()).sum::<f64>() / n;
        }
    });
    let effect = |(effects, resamples): (&Vec<f64>, &bootstrap::Resamples)| {
        let mean = num::sum(effects) / n;
        let sizes: Vec<f64> = effects.iter().map(|e| e.abs()).collect();
        let squares: Vec<f64> = effects.iter().map(|e| (e - mean) * (e - mean)).collect();
        Effect {
            mean,
            size: num::sum(&sizes) / n,
            size_interval: resamples.interval(level),
            spread: (num::sum(&squares) / (n - 1.0)).sqrt(),
        }
    };
    Ok(by_input.iter().zip(&resampled).map(effect).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trajectory_moves_each_input_once_by_half() {
        let drawn = trajectories(50, 6, 4, Seed(2)).unwrap();
        assert_eq!((drawn.count(), drawn.sample().len()), (50, 350));
        let rows: Vec<Vec<f64>> = drawn.sample().rows().map(<[f64]>::to_vec).collect();
        assert_eq!(Trajectories::from_rows(6, &rows).unwrap(), drawn);
        for pair in rows.chunks(7).flat_map(|trajectory| trajectory.windows(2)) {
            let moved: f64 = pair[0].iter().zip(&pair[1]).map(|(a, b)| (a - b).abs()).sum();
            assert_eq!(moved, 0.5);
        }
        assert!(rows.iter().flatten().all(|u| [0.125, 0.375, 0.625, 0.875].contains(u)));
        let fewer = trajectories(20, 6, 4, Seed(2)).unwrap();
        assert_eq!(fewer.sample().row(139), drawn.sample().row(139));
        assert_ne!(drawn, trajectories(50, 6, 4, Seed(3)).unwrap());
    }

    #[test]
    fn a_plane_has_its_slopes_and_no_spread() {
        let drawn = trajectories(10, 3, 8, Seed(1)).unwrap();
        let results: Vec<f64> = drawn.sample().rows().map(|x| 2.0 * x[0] - 3.0 * x[1] + 1.0).collect();
        let found = effects(&drawn, &results, 50, Level::P95, Seed(1)).unwrap();
        for (effect, slope) in found.iter().zip([2.0, -3.0, 0.0]) {
            assert!((effect.mean - slope).abs() < 1e-12 && effect.spread < 1e-12, "{effect:?}");
            assert!((effect.size - f64::abs(slope)).abs() < 1e-12 && effect.size_interval.width() < 1e-12);
        }
    }

    #[test]
    fn what_depends_on_others_has_spread_and_its_interval_covers() {
        // y = x1 x2: the effect of x1 is x2, which takes 1/8, 3/8, 5/8, 7/8 alike: mean 1/2, spread √5/8.
        let drawn = trajectories(4000, 2, 4, Seed(4)).unwrap();
        let results: Vec<f64> = drawn.sample().rows().map(|x| x[0] * x[1]).collect();
        let found = effects(&drawn, &results, 200, Level::P99, Seed(1)).unwrap();
        for effect in found {
            // The mean's standard error is .0044; four of them.
            assert!((effect.mean - 0.5).abs() < 0.018 && effect.mean == effect.size, "{effect:?}");
            assert!((effect.spread - 5.0_f64.sqrt() / 8.0).abs() < 0.01, "{effect:?}");
            assert!(effect.size_interval.contains(0.5), "{effect:?}");
        }
    }

    #[test]
    fn refuses_what_is_no_trajectory() {
        let bad = |rows: &[[f64; 2]]| {
            let rows: Vec<Vec<f64>> = rows.iter().map(|row| row.to_vec()).collect();
            Trajectories::from_rows(2, &rows).unwrap_err().to_string()
        };
        assert_eq!(bad(&[[0.0, 0.0], [1.0, 0.0]]), "trajectories have 3 rows each, got 2 rows in all");
        assert!(bad(&[[0.0, 0.0], [1.0, 0.0], [1.0, 0.0]]).starts_with("row 2 must move exactly one input"));
        assert!(bad(&[[0.0, 0.0], [1.0, 1.0], [1.0, 0.0]]).starts_with("row 1 must move"));
        assert!(bad(&[[0.0, 0.0], [1.0, 0.0], [0.0, 0.0]]).starts_with("row 2 must move"));
        assert_eq!(bad(&[[0.0, 0.0], [f64::NAN, 0.0], [0.0, 0.0]]), "row 1 must hold 2 finite numbers");
        assert!(trajectories(5, 3, 5, Seed(0)).unwrap_err().to_string().starts_with("levels (an even number) must lie"));
        assert!(trajectories(0, 3, 4, Seed(0)).is_err());
        let drawn = trajectories(2, 1, 4, Seed(0)).unwrap();
        let found = |results: &[f64]| effects(&drawn, results, 1, Level::P95, Seed(0)).unwrap_err().to_string();
        assert_eq!(found(&[1.0]), "4 rows need 4 results, got 1");
        assert_eq!(found(&[1.0, 1.0, f64::NAN, 1.0]), "the result of design row 2 is not a finite number");
        let single = trajectories(1, 1, 4, Seed(0)).unwrap();
        assert!(matches!(effects(&single, &[1.0, 2.0], 1, Level::P95, Seed(0)), Err(MorrisError::TooFew { got: 1 })));
    }
}
