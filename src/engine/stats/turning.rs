//! Where inside its range an uncertain input turns the order of two options.

use crate::num;
use crate::stats::quantile;

/// The share of draws at each end of an input's range that an end stands for.
const END: f64 = 0.2;
/// Draws below which no line is laid.
const FEWEST: usize = 16;

/// The point where the order of two options turns.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Turn {
    /// The value of the input.
    pub at: f64,
    /// Whether the order is the other way above it, rather than below.
    pub above: bool,
}

/// Finds where, as one input grows with everything else as uncertain as it is, the mean of a difference changes its sign.
///
/// A straight line is laid through the draws. It counts as turning where, at the 5 % or the 95 % point of the input, it lies on the other side of zero
/// by more than `z` of its standard errors, and the mean difference of the fifth of the draws at that end lies there too. `None` where neither end does,
/// where the input does not vary, or with fewer than 16 draws.
///
/// # Shapes
/// `input[draw]`, `difference[draw]`: one option less the other in the same draw.
#[must_use]
pub fn turn(input: &[f64], difference: &[f64], z: f64) -> Option<Turn> {
    let count = input.len();
    let sound = input.iter().chain(difference).all(|value| value.is_finite());
    if count < FEWEST || difference.len() != count || !sound {
        return None;
    }
    let mean = |values: &[f64]| num::sum(values) / values.len() as f64;
    let (centre, level) = (mean(input), mean(difference));
    let square = num::sum(&input.iter().map(|x| (x - centre) * (x - centre)).collect::<Vec<f64>>());
    if square <= 0.0 || level == 0.0 {
        return None;
    }
    let slope = num::sum(&input.iter().zip(difference).map(|(x, y)| (x - centre) * (y - level)).collect::<Vec<f64>>()) / square;
    let line = |x: f64| level + slope * (x - centre);
    let rest = input.iter().zip(difference).map(|(&x, y)| (y - line(x)) * (y - line(x))).collect::<Vec<f64>>();
    let variance = num::sum(&rest) / (count - 2) as f64;
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|&one, &other| input[one].total_cmp(&input[other]).then(one.cmp(&other)));
    let sorted: Vec<f64> = order.iter().map(|&draw| input[draw]).collect();
    let end = (END * count as f64).ceil() as usize;
    let turned = |above: bool| {
        let x = quantile(&sorted, if above { 0.95 } else { 0.05 });
        let error = (variance * (1.0 / count as f64 + (x - centre) * (x - centre) / square)).sqrt();
        let draws = if above { &order[count - end..] } else { &order[..end] };
        let there = mean(&draws.iter().map(|&draw| difference[draw]).collect::<Vec<f64>>());
        let other_side = |value: f64| value * level < 0.0;
        (other_side(line(x)) && other_side(there) && line(x).abs() > z * error).then(|| Turn { at: centre - level / slope, above })
    };
    turned(true).or_else(|| turned(false))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{At, Purpose, Seed, Streams};

    fn sample(seed: u64, draws: usize, at: f64, noise: f64) -> (Vec<f64>, Vec<f64>) {
        let mut stream = Streams::new(Seed(seed), At { theta: 0, inner: 0 }).draws(Purpose::Bootstrap, 0, 0);
        (0..draws)
            .map(|_| {
                let x = 3.0 * stream.uniform();
                (x, x - at + noise * stream.normal())
            })
            .unzip()
    }

    #[test]
    fn a_planted_turn_is_found_on_its_side() {
        let (x, y) = sample(1, 400, 2.0, 0.5);
        let found = turn(&x, &y, 3.0).unwrap();
        // The standard error of the crossing is about .5 ∕ √400 = .025, a little more off the centre.
        assert!(found.above && (found.at - 2.0).abs() < 0.12, "{found:?}");
        let mirrored: Vec<f64> = y.iter().map(|y| -y).collect();
        assert_eq!(turn(&x, &mirrored, 3.0), Some(found));
        let low = turn(&x, &sample(1, 400, 1.0, 0.5).1, 3.0).unwrap();
        assert!(!low.above && (low.at - 1.0).abs() < 0.12, "{low:?}");
    }

    #[test]
    fn a_crossing_outside_the_range_is_none() {
        let (x, y) = sample(2, 400, 3.5, 0.2);
        assert_eq!(turn(&x, &y, 3.0), None);
    }

    #[test]
    fn an_input_without_bearing_turns_nothing() {
        // The difference is ½ with noise 2: its sign is far from sure at the ends, and the slope is luck. At z = 3 both ends of 400 samples give
        // .0027 × 400 ≈ 1 at most; none is past the upper 99.9 % point of 5.
        let false_turns = (0..400)
            .filter(|&seed| {
                let (x, _) = sample(1000 + seed, 64, 0.0, 0.0);
                let (_, noise) = sample(5000 + seed, 64, 0.0, 2.0);
                let (own, _) = sample(5000 + seed, 64, 0.0, 2.0);
                let y: Vec<f64> = noise.iter().zip(&own).map(|(noise, own)| 0.5 + noise - own).collect();
                turn(&x, &y, 3.0).is_some()
            })
            .count();
        assert!(false_turns <= 5, "{false_turns}");
    }

    #[test]
    fn what_cannot_be_judged_is_none() {
        let (x, y) = sample(3, 400, 2.0, 0.5);
        assert_eq!(turn(&x[..15], &y[..15], 3.0), None);
        assert_eq!(turn(&x, &y[1..], 3.0), None);
        assert_eq!(turn(&[1.0; 400], &y, 3.0), None);
        assert_eq!(turn(&x, &[f64::NAN; 400], 3.0), None);
    }
}
