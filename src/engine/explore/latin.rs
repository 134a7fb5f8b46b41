//! Latin hypercube samples: one point in every stratum of every input.

use super::sample::{DesignError, Sample, fits};
use crate::parallel::{Batching, map_vec};
use crate::random::{Ahead, At, Purpose, Seed, Streams};

/// The most points of a sample.
pub const MAX_POINTS: u32 = 1 << 24;

/// The most points among which distances are compared.
pub const MAX_SPREAD_POINTS: u32 = 4096;

/// The most samples among which the widest is looked for.
pub const MAX_TRIES: u32 = 1000;

/// The most comparisons of numbers for all distances of all tries.
pub const MAX_WORK: u64 = 1 << 36;

/// Says where in its stratum a point lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Place {
    /// Anywhere, by chance: what makes averages over the sample free of bias.
    #[default]
    Chance,
    /// In the middle.
    Centre,
}

/// Draws a Latin hypercube sample of `points` points in `inputs` inputs.
///
/// # Errors
/// [`DesignError`] for a number of points or inputs out of range, or when no thread starts.
///
/// # Determinism
/// Depends on points, inputs, place and seed, never on threads; an input's column does not depend on how many inputs there are.
///
/// # Source
/// M. D. McKay, R. J. Beckman, W. J. Conover (1979), "A comparison of three methods for selecting values of input variables in the analysis
/// of output from a computer code", Technometrics 21(2).
pub fn latin_hypercube(points: u32, inputs: usize, place: Place, seed: Seed, threads: usize) -> Result<Sample, DesignError> {
    attempt(points, inputs, place, seed, 0, threads)
}

fn attempt(points: u32, inputs: usize, place: Place, seed: Seed, number: u32, threads: usize) -> Result<Sample, DesignError> {
    if !(1..=MAX_POINTS).contains(&points) {
        return Err(DesignError::Count { what: "points", least: 1, most: MAX_POINTS, got: points });
    }
    fits(points as usize, inputs)?;
    let stream = Streams::new(seed, At { theta: 0, inner: number }).stream(Purpose::Latin);
    let column = |input: u64, kept: &mut (Ahead, Vec<u32>)| {
        let (ahead, order) = kept;
        ahead.clear();
        order.clear();
        order.extend(0..points);
        let mut column = vec![0.0; points as usize];
        // Fisher and Yates from the front: the place drawn for a point is settled at once.
        for point in 0..points as usize {
            let pair = ahead.pair(&stream, point as u64, input as u32);
            let left = points as usize - point;
            let drawn = point + ((pair.first * left as f64) as usize).min(left - 1);
            order.swap(point, drawn);
            let within = match place {
                Place::Chance => ((pair.second * FINE).floor() + 0.5) / FINE,
                Place::Centre => 0.5,
            };
            column[point] = (f64::from(order[point]) + within) / f64::from(points);
        }
        column
    };
    let columns = map_vec(0..inputs as u64, Batching { threads, chunk: 1 }, || (Ahead::new(), Vec::new()), column)?;
    let mut cells = vec![0.0; points as usize * inputs];
    for (point, row) in cells.chunks_exact_mut(inputs).enumerate() {
        for (cell, column) in row.iter_mut().zip(&columns) {
            *cell = column[point];
        }
    }
    Ok(Sample::of(inputs, cells))
}

/// Places in a stratum: few enough that rounding never moves a point to the stratum's border.
const FINE: f64 = 1_048_576.0;

/// Draws `tries` Latin hypercube samples and keeps the one whose two nearest points lie farthest apart, the first of equals.
///
/// The average over such a sample is no longer free of bias; use it where points are few and a surface is to be learnt.
///
/// # Errors
/// [`DesignError`] for more than [`MAX_SPREAD_POINTS`] points, [`MAX_TRIES`] tries or [`MAX_WORK`] comparisons, and as [`latin_hypercube`].
///
/// # Source
/// M. E. Johnson, L. M. Moore, D. Ylvisaker (1990), "Minimax and maximin distance designs"; choice among random samples as in
/// M. D. Morris, T. J. Mitchell (1995), "Exploratory designs for computational experiments", section 2.
pub fn maximin_latin(points: u32, inputs: usize, place: Place, tries: u32, seed: Seed, threads: usize) -> Result<Sample, DesignError> {
    if !(2..=MAX_SPREAD_POINTS).contains(&points) {
        return Err(DesignError::Count { what: "points", least: 2, most: MAX_SPREAD_POINTS, got: points });
    }
    if !(1..=MAX_TRIES).contains(&tries) {
        return Err(DesignError::Count { what: "tries", least: 1, most: MAX_TRIES, got: tries });
    }
    let work = u64::from(points * points / 2).saturating_mul(inputs as u64).saturating_mul(u64::from(tries));
    if work > MAX_WORK {
        return Err(DesignError::Work { got: work, most: MAX_WORK });
    }
    let mut best = attempt(points, inputs, place, seed, 0, 1)?;
    let tried = map_vec(
        0..u64::from(tries),
        Batching { threads, chunk: 1 },
        || (),
        |number, ()| attempt(points, inputs, place, seed, number as u32, 1).map(|sample| nearest(&sample)),
    )?;
    let (mut number, mut widest) = (0, f64::NEG_INFINITY);
    for (index, distance) in tried.into_iter().enumerate() {
        let distance = distance?;
        if distance > widest {
            (number, widest) = (index as u32, distance);
        }
    }
    if number > 0 {
        best = attempt(points, inputs, place, seed, number, 1)?;
    }
    Ok(best)
}

/// Returns the squared distance of the two nearest points; infinity for fewer than two.
pub fn nearest(sample: &Sample) -> f64 {
    let mut least = f64::INFINITY;
    for (index, one) in sample.rows().enumerate() {
        for other in sample.rows().skip(index + 1) {
            let mut distance = 0.0;
            for (a, b) in one.iter().zip(other) {
                distance += (a - b) * (a - b);
                if distance >= least {
                    break;
                }
            }
            least = least.min(distance);
        }
    }
    least
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_latin(sample: &Sample) {
        for input in 0..sample.inputs() {
            let mut hits = vec![0; sample.len()];
            sample.column(input).iter().for_each(|u| hits[(u * sample.len() as f64) as usize] += 1);
            assert!(hits.iter().all(|&hits| hits == 1), "{input}");
        }
    }

    #[test]
    fn every_stratum_of_every_input_holds_one_point() {
        for place in [Place::Chance, Place::Centre] {
            for (points, inputs) in [(1, 1), (2, 3), (10, 4), (1000, 8)] {
                let sample = latin_hypercube(points, inputs, place, Seed(3), 1).unwrap();
                assert_eq!((sample.len(), sample.inputs()), (points as usize, inputs));
                assert_latin(&sample);
            }
        }
        let centred = latin_hypercube(4, 2, Place::Centre, Seed(1), 1).unwrap();
        assert!(centred.rows().flatten().all(|u| [0.125, 0.375, 0.625, 0.875].contains(u)));
    }

    #[test]
    fn columns_are_shuffled_without_bias_and_independently() {
        // Over 6,000 samples of three points each of the six orders comes up 1,000 times, give or take four standard errors of 29.
        let mut counts = [0; 6];
        for seed in 0..6000 {
            let sample = latin_hypercube(3, 1, Place::Centre, Seed(seed), 1).unwrap();
            let rank = |point: usize| (sample.row(point)[0] * 3.0) as usize;
            counts[rank(0) * 2 + usize::from(rank(1) > rank(2))] += 1;
        }
        assert!(counts.iter().all(|count| (884..1116).contains(count)), "{counts:?}");
        let sample = latin_hypercube(4096, 2, Place::Chance, Seed(1), 1).unwrap();
        let correlation = 12.0 * sample.rows().map(|row| (row[0] - 0.5) * (row[1] - 0.5)).sum::<f64>() / 4096.0;
        assert!(correlation.abs() < 4.0 / 64.0, "{correlation}");
    }

    #[test]
    fn threads_change_nothing_and_seeds_do() {
        let one = latin_hypercube(777, 5, Place::Chance, Seed(8), 1).unwrap();
        assert_eq!(one, latin_hypercube(777, 5, Place::Chance, Seed(8), 4).unwrap());
        assert_ne!(one, latin_hypercube(777, 5, Place::Chance, Seed(9), 1).unwrap());
        let fewer = latin_hypercube(777, 2, Place::Chance, Seed(8), 1).unwrap();
        assert_eq!(fewer.column(1), one.column(1));
    }

    #[test]
    fn the_widest_of_many_is_kept() {
        let best = maximin_latin(12, 2, Place::Centre, 200, Seed(5), 2).unwrap();
        assert_latin(&best);
        assert_eq!(best, maximin_latin(12, 2, Place::Centre, 200, Seed(5), 1).unwrap());
        let all: Vec<f64> = (0..200).map(|number| nearest(&attempt(12, 2, Place::Centre, Seed(5), number, 1).unwrap())).collect();
        assert_eq!(nearest(&best), all.iter().copied().fold(0.0, f64::max));
        assert!(nearest(&best) > all[0]);
    }

    #[test]
    fn refuses_what_cannot_be_drawn() {
        let refused = |points, inputs| latin_hypercube(points, inputs, Place::Chance, Seed(0), 1).unwrap_err().to_string();
        assert_eq!(refused(0, 1), "points must lie between 1 and 16777216, got 0");
        assert_eq!(refused(8, 0), "a design holds 1 to 4096 uncertain inputs, got 0");
        assert_eq!(refused(8, 5000), "a design holds 1 to 4096 uncertain inputs, got 5000");
        assert!(refused(1 << 24, 4096).starts_with("a design of 16777216 points in 4096 inputs holds more than 134217728 numbers"));
        assert!(maximin_latin(5000, 2, Place::Chance, 1, Seed(0), 1).is_err());
        assert!(maximin_latin(50, 2, Place::Chance, 0, Seed(0), 1).is_err());
        let long = maximin_latin(4096, 4096, Place::Chance, 1000, Seed(0), 1).unwrap_err().to_string();
        assert!(long.starts_with("comparing all distances takes 34359738368000 steps"), "{long}");
    }
}
