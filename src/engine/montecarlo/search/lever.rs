//! What can be pushed, how far, and how surprising that would be.

use crate::num::{norm_cdf, probit};

/// Something that may turn out otherwise than expected.
///
/// How far it moves is measured in normal scores: 0 is the median of what is expected, 1.64 is the 95 % quantile, whatever the shape of
/// its distribution. That score is the surprise of the move.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lever {
    /// The lowest score it may take, 0 or less.
    pub down: f64,
    /// The highest score it may take, 0 or more.
    pub up: f64,
    /// For something that happens or does not: its score Φ⁻¹(1 − p), and `down` and `up` count for nothing.
    pub event: Option<f64>,
}

impl Lever {
    /// A number that may move between two scores; a range without 0 is widened to hold it.
    #[must_use]
    pub fn between(down: f64, up: f64) -> Self {
        Self { down: down.min(0.0), up: up.max(0.0), event: None }
    }

    /// Something that happens with a probability.
    #[must_use]
    pub fn chance(probability: f64) -> Self {
        Self { down: 0.0, up: 0.0, event: Some(-probit(probability)) }
    }
}

/// One lever pushed: how far, in normal scores. An event that happens carries its own score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// The lever.
    pub lever: usize,
    /// How far it is pushed.
    pub z: f64,
}

/// What a step takes of the squared budget. An event that is more likely than not takes nothing.
pub(super) fn cost(levers: &[Lever], step: &Step) -> f64 {
    let z = if levers[step.lever].event.is_some() { step.z.max(0.0) } else { step.z };
    z * z
}

/// The surprise of steps taken together: the distance from the median to them in independent standard normal scores.
///
/// # Source
/// Hasofer and Lind 1974, "Exact and invariant second-moment code format", Journal of the Engineering Mechanics Division 100(1): the
/// distance to the design point.
#[must_use]
pub fn surprise(levers: &[Lever], steps: &[Step]) -> f64 {
    steps.iter().fold(0.0, |sum, step| sum + cost(levers, step)).sqrt()
}

/// The chance, to first order, that things turn out at least this bad in this direction: Φ(−surprise).
///
/// # Source
/// Hasofer and Lind 1974, as for [`surprise`]; exact where the loss is linear in the scores.
#[must_use]
pub fn likelihood(surprise: f64) -> f64 {
    norm_cdf(-surprise)
}

/// The chance of steps with events among them: the product of the events' probabilities, times [`likelihood`] of the rest.
///
/// Levers count as independent of each other.
#[must_use]
pub fn likelihood_of(levers: &[Lever], steps: &[Step]) -> f64 {
    let (events, moved): (Vec<&Step>, Vec<&Step>) = steps.iter().partition(|step| levers[step.lever].event.is_some());
    let happen: f64 = events.iter().map(|step| likelihood(step.z)).product();
    if moved.is_empty() && !events.is_empty() {
        return happen;
    }
    happen * likelihood(moved.iter().fold(0.0, |sum, step| step.z.mul_add(step.z, sum)).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(lever: usize, z: f64) -> Step {
        Step { lever, z }
    }

    #[test]
    fn surprise_is_a_distance_and_likelihood_its_tail() {
        let levers = [Lever::between(-3.0, 3.0), Lever::between(-3.0, 3.0)];
        let both = [step(0, 1.2), step(1, -1.6)];
        assert!((surprise(&levers, &both) - 2.0).abs() < 1e-12);
        // Φ(−2) = 0.022750 (any normal table).
        assert!((likelihood_of(&levers, &both) - 0.022_750_131_948).abs() < 1e-9);
        assert_eq!(likelihood_of(&levers, &[]), 0.5, "half of all outcomes lie on the worse side of the median");
    }

    #[test]
    fn events_multiply_and_a_likely_one_is_no_surprise() {
        let levers = [Lever::chance(0.1), Lever::chance(0.7), Lever::between(-3.0, 3.0)];
        let of = |lever: usize| step(lever, levers[lever].event.unwrap());
        assert!((likelihood_of(&levers, &[of(0), of(1)]) - 0.07).abs() < 1e-12);
        assert!((likelihood_of(&levers, &[of(0), step(2, 1.0)]) - 0.1 * likelihood(1.0)).abs() < 1e-12);
        assert!((surprise(&levers, &[of(0), of(1)]) - 1.281_551_565_5).abs() < 1e-9);
        assert_eq!(surprise(&levers, &[of(1)]), 0.0);
    }

    #[test]
    fn a_range_always_holds_the_median() {
        assert_eq!(Lever::between(0.5, f64::NAN), Lever { down: 0.0, up: 0.0, event: None });
        assert_eq!(Lever::chance(0.0).event, Some(f64::INFINITY));
    }
}
