//! Correlation over questions, against the ceiling that people themselves set.

use crate::measure::MeasureError;
use crate::measure::boxes;
use crate::num;
use crate::random::Draws;
use crate::stats::pearson;

/// Holds the correlation of mean answers over questions and its ceiling.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Attainment {
    /// Mean correlation of synthetic means with those of a random half of the people.
    pub with_half: f64,
    /// Mean correlation between the means of two random halves of the people: the ceiling.
    pub split_half: f64,
    /// `with_half` over `split_half`: 1 is as good as another sample of people of that size.
    pub ratio: f64,
    /// Splits in which both correlations exist.
    pub splits: u32,
}

/// Returns correlation attainment over questions; `None` below three questions, without spread over questions, or where
/// people's halves do not correlate above 0.
///
/// # Shapes
/// `human[q]` counts answers to question `q`, lowest point first; `synthetic_means[q]` is the model's mean answer on any
/// scale that is a straight line of theirs.
///
/// # Errors
/// For unsound counts, nobody, or lists of different lengths.
///
/// # Source
/// Maier et al. 2025, "LLMs reproduce human purchase intent via semantic similarity elicitation of Likert ratings", arXiv
/// 2510.08338, section on metrics: E[r(synthetic, half)] / E[r(half, other half)].
pub fn attainment(human: &[&[u64]], synthetic_means: &[f64], splits: u32, draws: &mut Draws) -> Result<Option<Attainment>, MeasureError> {
    if human.len() != synthetic_means.len() {
        return Err(MeasureError::Lengths {
            left: "questions",
            right: "synthetic means",
            left_len: human.len(),
            right_len: synthetic_means.len(),
        });
    }
    for counts in human {
        boxes::shares("correlation attainment", counts)?;
    }
    Ok(attainment_of(human, synthetic_means, splits, draws))
}

pub(super) fn attainment_of(human: &[&[u64]], synthetic_means: &[f64], splits: u32, draws: &mut Draws) -> Option<Attainment> {
    if human.len() < 3 {
        return None;
    }
    let (mut with_half, mut split_half) = (Vec::new(), Vec::new());
    for _ in 0..splits {
        let halves: Vec<(f64, f64)> = human.iter().map(|counts| half_means(counts, draws)).collect();
        let one: Vec<f64> = halves.iter().map(|h| h.0).collect();
        let other: Vec<f64> = halves.iter().map(|h| h.1).collect();
        if let (Some(xy), Some(xx)) = (pearson(synthetic_means, &one), pearson(&one, &other)) {
            with_half.push(xy);
            split_half.push(xx);
        }
    }
    let known = with_half.len();
    if known == 0 {
        return None;
    }
    let with_half = num::sum(&with_half) / known as f64;
    let split_half = num::sum(&split_half) / known as f64;
    (split_half > 0.0).then(|| Attainment { with_half, split_half, ratio: with_half / split_half, splits: known as u32 })
}

/// Splits people at random into halves and returns the mean answer of each; NaN for a half without people.
///
/// Goes through people once, taking each with the chance that is left (Knuth, The Art of Computer Programming 2, algorithm
/// S), so that it takes one draw a person.
fn half_means(counts: &[u64], draws: &mut Draws) -> (f64, f64) {
    let people: u64 = counts.iter().sum();
    let mut wanted = people / 2;
    let mut left = people;
    let (mut taken_sum, mut taken, mut rest_sum, mut rest) = (0u64, 0u64, 0u64, 0u64);
    for (point, &count) in (0u64..).zip(counts) {
        for _ in 0..count {
            if draws.uniform() * (left as f64) < wanted as f64 {
                wanted -= 1;
                taken += 1;
                taken_sum += point;
            } else {
                rest += 1;
                rest_sum += point;
            }
            left -= 1;
        }
    }
    (taken_sum as f64 / taken as f64, rest_sum as f64 / rest as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{At, Purpose, Seed, Streams};

    fn draws() -> Draws {
        Streams::new(Seed(22), At { theta: 0, inner: 0 }).draws(Purpose::Resample, 1, 0)
    }

    #[test]
    fn halves_hold_everyone_once() {
        let counts = [3u64, 4, 0, 6];
        for _ in 0..50 {
            let (one, other) = half_means(&counts, &mut draws());
            // 13 people: 6 and 7; the sums must add up to 4 + 18.
            assert!((one * 6.0 + other * 7.0 - 22.0).abs() < 1e-12);
        }
    }

    #[test]
    fn a_reversed_model_attains_a_negative_share() {
        let human: [&[u64]; 4] = [&[30, 10, 2], &[10, 20, 10], &[2, 10, 30], &[1, 3, 40]];
        let up = attainment(&human, &[0.1, 1.0, 1.7, 1.9], 200, &mut draws()).unwrap().unwrap();
        let down = attainment(&human, &[1.9, 1.7, 1.0, 0.1], 200, &mut draws()).unwrap().unwrap();
        assert!(up.ratio > 0.95 && down.ratio < -0.8, "{up:?} {down:?}");
        assert_eq!(up.split_half, down.split_half);
        assert_eq!(up.splits, 200);
    }

    #[test]
    fn too_few_questions_or_no_spread_give_none() {
        let human: [&[u64]; 3] = [&[3, 3], &[3, 3], &[1, 5]];
        assert_eq!(attainment(&human[..2], &[0.1, 0.2], 10, &mut draws()).unwrap(), None);
        assert_eq!(attainment(&human, &[0.5, 0.5, 0.5], 10, &mut draws()).unwrap(), None);
        assert!(attainment(&human, &[0.5], 10, &mut draws()).is_err());
    }
}
