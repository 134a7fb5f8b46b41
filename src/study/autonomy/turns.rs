//! Which order of two settings turns inside the range of a number that nobody knows well.

use crate::montecarlo::Comparison;
use crate::num;
use crate::stats::{Turn, turn};
use crate::world::{Unknowns, World};

use super::load::TeamStudy;

/// The chance that some turn is shown where there is none, over all numbers and all pairs of settings.
const CHANCE: f64 = 0.05;

/// A number inside whose range two settings change places by what they cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Turned {
    /// The number, as a position in θ.
    pub unknown: usize,
    /// The setting that costs less by the mean of all draws.
    pub first: usize,
    /// The one that costs less past the turn.
    pub then: usize,
    /// Where.
    pub turn: Turn,
}

/// Looks at every pair of settings and every number, over the draws of the comparison. Pairs with a setting named earlier in `order` come first.
///
/// # Statistics
/// Each is held against the level that keeps the chance of any false turn within 5 % (Bonferroni).
#[must_use]
pub fn turned(study: &TeamStudy, comparison: &Comparison, order: &[usize]) -> Vec<Turned> {
    let unknowns: &Unknowns = study.team.unknowns();
    let Some(cost) = comparison.index("cost") else { return Vec::new() };
    let levels: Vec<Vec<f64>> = order.iter().map(|&arm| comparison.level(arm, cost)).collect();
    let mut pairs: Vec<(usize, usize, Vec<f64>)> = Vec::new();
    for one in 0..order.len() {
        for other in one + 1..order.len() {
            let difference: Vec<f64> = levels[one].iter().zip(&levels[other]).map(|(one, other)| one - other).collect();
            // Settings that are the same, or differ in no draw, have no order.
            if difference.iter().any(|value| *value != 0.0) && difference.iter().all(|value| value.is_finite()) {
                pairs.push((order[one], order[other], difference));
            }
        }
    }
    let z = num::probit(1.0 - CHANCE / (2 * pairs.len() * unknowns.len()).max(1) as f64);
    let inputs: Vec<Vec<f64>> = (0..unknowns.len())
        .map(|unknown| (0..comparison.replicates()).map(|replicate| comparison.theta(replicate)[unknown]).collect())
        .collect();
    let mut all = Vec::new();
    for (one, other, difference) in &pairs {
        let less = num::sum(difference) < 0.0;
        let (first, then) = if less { (*one, *other) } else { (*other, *one) };
        let found = inputs.iter().enumerate().filter_map(|(unknown, input)| Some((unknown, turn(input, difference, z)?)));
        all.extend(found.map(|(unknown, turn)| Turned { unknown, first, then, turn }));
    }
    all
}
