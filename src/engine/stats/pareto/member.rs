//! How sure it is that a candidate lies on the front.

use super::evidence::Evidence;
use super::front::front;
use super::points::Points;
use crate::random::{Draws, Purpose, Streams};

/// Says whether replicate r of one candidate and replicate r of another ran on the same draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pairing {
    /// They did: what moves one moves the other, and their difference is surer than either.
    Paired,
    /// Every candidate had draws of its own.
    Apart,
}

/// Returns for each candidate the chance that its true means lie on the front of all candidates' true means, as far as the replicates tell.
///
/// True means are drawn `draws` times from their posterior under a prior that favours nothing: each objective of each candidate is its mean
/// plus a Student t with n − 1 degrees of freedom times its standard error, with the correlations between objectives that the replicates
/// have, and those between candidates where they are paired. The front is found in each draw; a candidate's chance is its share of draws.
/// Equal candidates share the front. The share itself is uncertain by √(p(1 − p)/draws).
///
/// The chances are right on average over candidates where means are spread much wider than their standard errors. Where nearly all
/// candidates are equal they are not: then the best of the means are partly luck, which a prior that favours nothing does not discount.
/// On planted problems with standard errors of a tenth of the spread, chances below 20 % (3.9 % on average) came true a little more often:
/// 4.9 %.
///
/// # Determinism
/// Uses [`Purpose::Select`]: occurrence is the draw, entity 0 is shared by paired candidates, and entities 1, 2, … are each candidate's own.
///
/// # Source
/// Normal multipliers on deviations from the mean, which give S/n as covariance exactly: Chernozhukov, Chetverikov & Kato 2013, "Gaussian
/// approximations and multiplier bootstrap", Annals of Statistics 41(6). Posterior of a mean: Gelman et al. 2013, "Bayesian Data
/// Analysis", sections 3.2 and 3.6.
pub fn membership(evidence: &Evidence, pairing: Pairing, draws: u32, streams: &Streams) -> Vec<f64> {
    let (candidates, objectives) = (evidence.len(), evidence.objectives());
    let mut counts = vec![0u32; candidates];
    let longest = evidence.estimates().iter().map(|estimate| estimate.count).max().unwrap_or(0) as usize;
    let mut noise = Noise::default();
    let mut mean = vec![0.0; objectives];
    for draw in 0..draws {
        if pairing == Pairing::Paired {
            noise.fill(streams.draws(Purpose::Select, 0, draw), longest);
        }
        let mut points = Points::with_room(objectives, candidates);
        for (candidate, estimate) in evidence.estimates().iter().enumerate() {
            let count = estimate.count as usize;
            if pairing == Pairing::Apart {
                noise.fill(streams.draws(Purpose::Select, candidate as u64 + 1, draw), count);
            }
            let n = count as f64;
            let scale = ((n - 1.0) / noise.squares[count - 2]).sqrt() / (n * (n - 1.0)).sqrt();
            mean.fill(0.0);
            for (deviation, weight) in evidence.deviations(candidate).chunks_exact(objectives).zip(&noise.weights) {
                mean.iter_mut().zip(deviation).for_each(|(sum, deviation)| *sum += deviation * weight);
            }
            mean.iter_mut().for_each(|value| *value *= scale);
            points.push_sum(&mean, &estimate.mean);
        }
        let found = front(&points, 0.0).expect("0 is a tolerance");
        for (candidate, count) in counts.iter_mut().enumerate() {
            *count += u32::from(found.place(candidate).is_some());
        }
    }
    counts.into_iter().map(|count| f64::from(count) / f64::from(draws.max(1))).collect()
}

/// One draw's normals: a weight for each replicate, and sums of squares of others.
#[derive(Default)]
struct Noise {
    weights: Vec<f64>,
    /// At k the sum of the first k + 1 squares: chi-squared with k + 1 degrees of freedom.
    squares: Vec<f64>,
}

impl Noise {
    /// A replicate takes two normals, its weight and its root, so that more replicates change nothing for those there are.
    fn fill(&mut self, mut draws: Draws, count: usize) {
        self.weights.clear();
        self.squares.clear();
        let mut sum = 0.0;
        for _ in 0..count {
            self.weights.push(draws.normal());
            let root = draws.normal();
            sum += root * root;
            self.squares.push(sum);
        }
    }
}

#[cfg(test)]
mod tests;
