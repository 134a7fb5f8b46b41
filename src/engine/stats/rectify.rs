//! A mean that a model predicts, corrected by a few people whose answers are known.
//!
//! In: answers of some people, what the model said of each of them, and what it says of all people who are meant. Out: the mean of all people with an
//! interval that holds whatever the model is worth, beside what those few people say alone, and how many people the model is worth.
//!
//! # Source
//! Prediction-powered inference: Angelopoulos, Bates, Fannjiang, Jordan & Zrnic 2023, Science 382(6671); the weight λ of the predictions by which a bad
//! model does no harm: Angelopoulos, Duchi & Zrnic 2023, "PPI++", arXiv 2311.01453, section 6. In survey sampling it is the difference estimator with
//! an estimated slope (Cochran 1977, Sampling Techniques, section 7.3).

use super::interval::{Interval, Level, clopper_pearson, student_quantile, wilson};
use crate::num::sum;

/// Fewest people whose answers can correct anything: below, no interval of this kind holds.
pub const FEWEST: usize = 10;

/// People whose answers are known.
#[derive(Debug, Clone, Copy)]
pub struct Sample<'a> {
    /// What each answered.
    pub answers: &'a [f64],
    /// What the model says that each answers; it must not have been fitted to these answers.
    pub predictions: &'a [f64],
    /// How much each counts; all alike where nothing is given.
    pub weights: Option<&'a [f64]>,
}

/// What the model says of all people who are meant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Panel {
    /// The mean of its predictions.
    pub mean: f64,
    /// Their variance between people.
    pub variance: f64,
    /// How many people those are; infinity where they are everybody.
    pub people: f64,
}

/// A corrected mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rectified {
    /// The corrected mean.
    pub mean: f64,
    /// Its interval.
    pub interval: Interval,
    /// The mean of the known answers alone.
    pub alone: f64,
    /// Its interval.
    pub alone_interval: Interval,
    /// What the model says alone.
    pub model: f64,
    /// The mean of answer less prediction over the people whose answers are known: how far the model is off.
    pub off: f64,
    /// Its interval.
    pub off_interval: Interval,
    /// The weight λ that the predictions were given, from 0 (they say nothing) to 1.
    pub weight: f64,
    /// People whose answers are known.
    pub people: usize,
    /// How many people with known answers would give as narrow an interval by themselves.
    pub worth: f64,
}

/// Why nothing can be corrected.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum RectifyError {
    /// Lists of different lengths.
    #[error("{answers} answers and {predictions} predictions are not of the same people")]
    Lengths {
        /// Answers.
        answers: usize,
        /// Predictions.
        predictions: usize,
    },
    /// Too few people.
    #[error("{got} people are too few to correct anything; it takes {FEWEST}")]
    Few {
        /// How many there are.
        got: usize,
    },
    /// A number that is none, or a weight below 0.
    #[error("an answer, a prediction, a weight or the panel's figure is not a number, or a weight is below 0")]
    Numbers,
}

/// Corrects a model's mean.
///
/// # Errors
/// [`RectifyError`].
///
/// # Determinism
/// Sums are exact and in order.
pub fn rectify(sample: Sample<'_>, panel: Panel, level: Level) -> Result<Rectified, RectifyError> {
    let Sample { answers, predictions, weights } = sample;
    let n = answers.len();
    if predictions.len() != n || weights.is_some_and(|weights| weights.len() != n) {
        return Err(RectifyError::Lengths { answers: n, predictions: predictions.len() });
    }
    if n < FEWEST {
        return Err(RectifyError::Few { got: n });
    }
    let sound = |values: &[f64]| values.iter().all(|value| value.is_finite());
    let even = vec![1.0; n];
    let weights = weights.unwrap_or(&even);
    let all = sum(weights);
    let weighed = sound(weights) && weights.iter().all(|&weight| weight >= 0.0) && all > 0.0;
    if !sound(answers) || !sound(predictions) || !weighed || !sound(&[panel.mean, panel.variance]) || panel.people.is_nan() {
        return Err(RectifyError::Numbers);
    }
    let mean = |values: &[f64]| sum(&values.iter().zip(weights).map(|(value, weight)| value * weight).collect::<Vec<_>>()) / all;
    // The variance of a weighted mean, by its straight-line terms.
    let variance = |values: &[f64], lost: f64| {
        let middle = mean(values);
        let terms: Vec<f64> = values
            .iter()
            .zip(weights)
            .map(|(value, weight)| {
                let term = weight / all * (value - middle);
                term * term
            })
            .collect();
        sum(&terms) * n as f64 / (n as f64 - lost)
    };
    let together = {
        let (a, b) = (mean(answers), mean(predictions));
        let product = |((y, f), w): ((&f64, &f64), &f64)| (w / all) * (w / all) * (y - a) * (f - b);
        sum(&answers.iter().zip(predictions).zip(weights).map(product).collect::<Vec<_>>()) * n as f64 / (n as f64 - 1.0)
    };
    let spread = variance(predictions, 1.0);
    let share = 1.0 + n as f64 / panel.people;
    let weight = if spread > 0.0 { (together / (spread * share)).clamp(0.0, 1.0) } else { 0.0 };
    let rest: Vec<f64> = answers.iter().zip(predictions).map(|(answer, said)| answer - weight * said).collect();
    let off: Vec<f64> = answers.iter().zip(predictions).map(|(answer, said)| answer - said).collect();
    let around = |middle: f64, variance: f64, degrees: f64| {
        let half = student_quantile(1.0 - level.tail(), degrees) * variance.sqrt();
        Interval { low: middle - half, high: middle + half }
    };
    let corrected = weight * panel.mean + mean(&rest);
    // The weight was estimated from the same people, which takes a degree of freedom.
    let used = if weight > 0.0 { 2.0 } else { 1.0 };
    let of_rest = variance(&rest, used) + weight * weight * panel.variance / panel.people;
    let of_answers = variance(answers, 1.0);
    Ok(Rectified {
        mean: corrected,
        interval: around(corrected, of_rest, n as f64 - used),
        alone: mean(answers),
        alone_interval: around(mean(answers), of_answers, n as f64 - 1.0),
        model: panel.mean,
        off: mean(&off),
        off_interval: around(mean(&off), variance(&off, 1.0), n as f64 - 1.0),
        weight,
        people: n,
        worth: if of_rest > 0.0 { n as f64 * of_answers / of_rest } else { f64::INFINITY },
    })
}

/// Corrects a share that a model predicts: as [`rectify`], with intervals that stay inside 0 and 1 and hold near both ends, where people who all answer
/// alike vary by nothing.
///
/// An interval covers Student's and Wilson's score interval for as many people as would give the same variance; where nobody differs, the exact interval of
/// Clopper and Pearson for the people asked.
///
/// # Errors
/// [`RectifyError`].
///
/// # Determinism
/// As [`rectify`].
pub fn rectify_share(sample: Sample<'_>, panel: Panel, level: Level) -> Result<Rectified, RectifyError> {
    let found = rectify(sample, panel, level)?;
    let people = found.people as f64;
    let inside = |value: f64| value.clamp(0.0, 1.0);
    let around = |mean: f64, interval: Interval, degrees: f64| -> Interval {
        let mean = inside(mean);
        let half = interval.width() / 2.0 / student_quantile(1.0 - level.tail(), degrees);
        let trials = mean * (1.0 - mean) / (half * half);
        let other = if half > 0.0 && trials > 0.0 && trials.is_finite() {
            wilson(mean * trials, trials, level)
        } else {
            clopper_pearson(mean * people, people, level)
        };
        let other = other.unwrap_or(Interval { low: 0.0, high: 1.0 });
        Interval { low: inside(interval.low).min(other.low), high: inside(interval.high).max(other.high) }
    };
    let used = if found.weight > 0.0 { 2.0 } else { 1.0 };
    Ok(Rectified {
        mean: inside(found.mean),
        interval: around(found.mean, found.interval, people - used),
        alone_interval: around(found.alone, found.alone_interval, people - 1.0),
        // Where nobody differs nothing can be said of what the model is worth.
        worth: if found.alone_interval.width() > 0.0 { found.worth } else { people },
        ..found
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{At, Purpose, Seed, Streams};
    use crate::stats::interval::clopper_pearson;

    const EVERYBODY: Panel = Panel { mean: 0.4, variance: 0.0, people: f64::INFINITY };

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-12
    }

    #[test]
    fn a_perfect_model_is_believed_and_a_useless_one_is_not() {
        let answers: Vec<f64> = (0..20).map(|at| f64::from(u8::from(at % 4 == 0))).collect();
        let right = rectify(Sample { answers: &answers, predictions: &answers, weights: None }, EVERYBODY, Level::P95).unwrap();
        assert!(close(right.weight, 1.0) && close(right.mean, 0.4) && close(right.interval.width(), 0.0) && right.worth.is_infinite());
        assert!(close(right.alone, 0.25) && close(right.off, 0.0));
        // Nothing varies: the people are all that there is.
        let flat = rectify(Sample { answers: &answers, predictions: &[0.9; 20], weights: None }, EVERYBODY, Level::P95).unwrap();
        assert!(close(flat.weight, 0.0) && close(flat.mean, 0.25) && close(flat.worth, 20.0));
        assert_eq!(flat.interval, flat.alone_interval);
        assert!(close(flat.off, -0.65));
        // A model that is the wrong way round gets no weight.
        let turned: Vec<f64> = answers.iter().map(|answer| 1.0 - answer).collect();
        let wrong = rectify(Sample { answers: &answers, predictions: &turned, weights: None }, EVERYBODY, Level::P95).unwrap();
        assert!(close(wrong.weight, 0.0) && close(wrong.mean, 0.25));
    }

    #[test]
    fn a_figure_by_hand() {
        // Answers 0 and 1, predictions .2 and .6: the slope is 2.5, and a weight is at most 1.
        let answers: Vec<f64> = [0.0, 1.0].repeat(5);
        let predictions: Vec<f64> = [0.2, 0.6].repeat(5);
        let found = rectify(Sample { answers: &answers, predictions: &predictions, weights: None }, EVERYBODY, Level::P95).unwrap();
        // .5 − .4 + .4; what is left varies by .3 around its mean, with 8 degrees of freedom.
        assert!(close(found.weight, 1.0) && close(found.mean, 0.5), "{found:?}");
        let half = student_quantile(0.975, 8.0) * (10.0 * 0.09 / 8.0 / 10.0_f64).sqrt();
        assert!(close(found.interval.width(), 2.0 * half), "{found:?}");
        assert!(close(found.worth, 10.0 * (0.25 / 9.0) / (0.09 / 8.0)));
        // Everybody twice is nobody new, but weights double nothing.
        let doubled =
            rectify(Sample { answers: &answers, predictions: &predictions, weights: Some(&[2.0; 10]) }, EVERYBODY, Level::P95).unwrap();
        assert!(close(doubled.mean, found.mean) && close(doubled.interval.width(), found.interval.width()));
        // As many people in the panel as in the sample: the weight halves, and the panel's own spread counts.
        let small = Panel { mean: 0.4, variance: 0.04, people: 10.0 };
        let found = rectify(Sample { answers: &answers, predictions: &predictions, weights: None }, small, Level::P95).unwrap();
        assert!(close(found.weight, 1.0), "2.5 / 2 is still above 1");
        assert!(found.interval.width() > 2.0 * half);
    }

    #[test]
    fn what_cannot_be_corrected_is_said() {
        let sample = |answers, predictions| Sample { answers, predictions, weights: None };
        assert_eq!(rectify(sample(&[1.0; 9], &[1.0; 9]), EVERYBODY, Level::P95), Err(RectifyError::Few { got: 9 }));
        let lengths = RectifyError::Lengths { answers: 12, predictions: 11 };
        assert_eq!(rectify(sample(&[1.0; 12], &[1.0; 11]), EVERYBODY, Level::P95), Err(lengths));
        assert_eq!(rectify(sample(&[f64::NAN; 12], &[1.0; 12]), EVERYBODY, Level::P95), Err(RectifyError::Numbers));
        let weighed = Sample { answers: &[1.0; 12], predictions: &[1.0; 12], weights: Some(&[0.0; 12]) };
        assert_eq!(rectify(weighed, EVERYBODY, Level::P95), Err(RectifyError::Numbers));
        let panel = Panel { mean: f64::NAN, ..EVERYBODY };
        assert_eq!(rectify(sample(&[1.0; 12], &[1.0; 12]), panel, Level::P95), Err(RectifyError::Numbers));
    }

    /// Intervals of rare answers of few people hold too, at least at their level; α of each test .001.
    #[test]
    fn intervals_of_rare_answers_hold() {
        let streams = Streams::new(Seed(12), At { theta: 0, inner: 0 });
        let experiments = 4_000_u32;
        for (case, (share, people)) in [(0.1, 10), (0.1, 20), (0.05, 60), (0.3, 10), (0.5, 20)].into_iter().enumerate() {
            let mut draws = streams.draws(Purpose::Bootstrap, case as u64, 0);
            let mut hits = 0;
            for _ in 0..experiments {
                let (mut answers, mut predictions) = (Vec::new(), Vec::new());
                for _ in 0..people {
                    let chance = 2.0 * share * draws.uniform();
                    answers.push(f64::from(u8::from(draws.uniform() < chance)));
                    predictions.push(chance);
                }
                let panel = Panel { mean: share, variance: 0.0, people: f64::INFINITY };
                let found =
                    rectify_share(Sample { answers: &answers, predictions: &predictions, weights: None }, panel, Level::P95).unwrap();
                assert!(found.interval.low >= 0.0 && found.interval.high <= 1.0 && found.interval.width() > 0.0 && found.worth.is_finite());
                hits += u32::from(found.interval.contains(share));
            }
            let band = clopper_pearson(f64::from(hits), f64::from(experiments), Level::new(0.999).unwrap()).unwrap();
            assert!(band.high > 0.95, "share {share} of {people} people: {hits} of {experiments} intervals hold it");
        }
        let all = rectify_share(Sample { answers: &[1.0; 10], predictions: &[0.6; 10], weights: None }, EVERYBODY, Level::P95).unwrap();
        assert!((all.interval.low - 0.6915).abs() < 1e-4 && all.interval.high == 1.0 && all.worth == 10.0, "{all:?}");
    }

    #[test]
    fn weights_and_small_panels_count() {
        // Half of the weight on the first five: the mean follows it.
        let answers: Vec<f64> = (0..20).map(|at| f64::from(u8::from(at < 5 || at % 3 == 0))).collect();
        let predictions: Vec<f64> = (0..20).map(|at| 0.2 + 0.02 * f64::from(at)).collect();
        let weights: Vec<f64> = (0..20).map(|at| if at < 5 { 3.0 } else { 1.0 }).collect();
        let sample = Sample { answers: &answers, predictions: &predictions, weights: Some(&weights) };
        let found = rectify(sample, EVERYBODY, Level::P95).unwrap();
        let by_hand = answers.iter().zip(&weights).map(|(answer, weight)| answer * weight).sum::<f64>() / 30.0;
        assert!(close(found.alone, by_hand) && found.alone > 0.6, "{found:?}");
        // With weights inside 0 and 1, a panel as small as the sample halves the weight of its predictions.
        let noisy: Vec<f64> = (0..40).map(|at| f64::from(u8::from((at * 7) % 10 < 4 + at / 20))).collect();
        let said: Vec<f64> = (0..40).map(|at| 0.3 + 0.4 * f64::from(u8::from(at >= 20))).collect();
        let of = |panel| rectify(Sample { answers: &noisy, predictions: &said, weights: None }, panel, Level::P95).unwrap();
        let (large, small) = (of(EVERYBODY), of(Panel { mean: 0.5, variance: 0.04, people: 40.0 }));
        assert!(large.weight > 0.0 && large.weight < 1.0, "{large:?}");
        assert!(close(small.weight, large.weight / 2.0) && small.worth < large.worth, "{small:?}");
    }

    /// Intervals hold at their level, whether the model is good, biased or worthless; α of each test .001.
    #[test]
    fn intervals_hold_whatever_the_model_is_worth() {
        let streams = Streams::new(Seed(11), At { theta: 0, inner: 0 });
        let experiments = 4_000_u32;
        for (case, (bias, noise, people)) in [(0.0, 0.3, 40), (0.25, 0.3, 40), (0.0, 4.0, 40), (0.25, 0.3, 200)].into_iter().enumerate() {
            let mut draws = streams.draws(Purpose::Bootstrap, case as u64, 0);
            let (mut hits, mut narrower) = (0, 0.0);
            for _ in 0..experiments {
                let (mut answers, mut predictions) = (Vec::new(), Vec::new());
                for _ in 0..people {
                    // How likely a person is to say yes is even between .1 and .9; the model sees it with noise and bias.
                    let chance = 0.1 + 0.8 * draws.uniform();
                    answers.push(f64::from(u8::from(draws.uniform() < chance)));
                    predictions.push(chance + bias + noise * (draws.uniform() - 0.5));
                }
                // Means over everybody: .5 of the truth, .5 and its bias of the model.
                let panel = Panel { mean: 0.5 + bias, variance: 0.0, people: f64::INFINITY };
                let found = rectify(Sample { answers: &answers, predictions: &predictions, weights: None }, panel, Level::P95).unwrap();
                hits += u32::from(found.interval.contains(0.5));
                narrower += found.worth / found.people as f64 / f64::from(experiments);
            }
            let band = clopper_pearson(f64::from(hits), f64::from(experiments), Level::new(0.999).unwrap()).unwrap();
            assert!(band.contains(0.95), "case {case}: {hits} of {experiments} intervals hold the truth");
            // Chances vary by .0533 of the .25 by which answers do: what noise leaves of that is what the model is worth.
            assert!(
                if noise > 1.0 { (0.93..1.08).contains(&narrower) } else { (1.15..1.40).contains(&narrower) },
                "case {case}: {narrower}"
            );
        }
    }
}
