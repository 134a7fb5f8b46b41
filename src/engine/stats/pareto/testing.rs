//! Slow and plain forms to test against, and planted problems.

use super::evidence::Estimate;
use super::points::{Points, lexicographic};
use crate::random::{At, Draws, Purpose, Seed, Streams};

/// Makes points from literal rows.
pub(super) fn points(rows: &[&[f64]]) -> Points {
    Points::from_rows(rows.first().map_or(1, |row| row.len()), rows).unwrap()
}

/// The front by its definition, a look at every pair.
pub(super) fn brute_force(points: &Points, tolerance: f64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_by(|&one, &other| lexicographic(points.point(one), points.point(other)));
    let mut kept: Vec<usize> = Vec::new();
    for place in order {
        let covers = |by: usize| points.point(by).iter().zip(points.point(place)).all(|(by, value)| *by <= value + tolerance);
        if !kept.iter().any(|&by| covers(by)) {
            kept.push(place);
        }
    }
    kept
}

/// Points near the simplex, so that much of them lies on the front, on a grid of so many steps.
pub(super) fn planted(seed: u64, count: usize, objectives: usize, steps: u32) -> Points {
    let streams = Streams::new(Seed(seed), At::default());
    let grid = f64::from(steps);
    let rows = (0..count as u64).map(|entity| {
        let mut draws = streams.draws(Purpose::Design, entity, 0);
        let weights: Vec<f64> = (0..objectives).map(|_| -crate::num::ln(draws.uniform())).collect();
        let scale = (1.0 + 0.3 * draws.uniform()) / weights.iter().sum::<f64>();
        weights.iter().map(|weight| (weight * scale * grid).round() / grid).collect::<Vec<f64>>()
    });
    Points::from_rows(objectives, rows).unwrap()
}

/// A problem whose truth is known: means spread over a cube, and replicates with correlated normal errors about them.
pub(super) struct Planted {
    means: Points,
    /// Standard deviations of each candidate's own error, and of the error that its objectives have in common.
    spreads: Vec<(f64, f64)>,
    front: Vec<usize>,
}

impl Planted {
    pub(super) fn new(seed: u64, candidates: usize, objectives: usize) -> Self {
        let streams = Streams::new(Seed(seed), At::default());
        let mut means = Points::new(objectives).unwrap();
        let mut spreads = Vec::new();
        for candidate in 0..candidates as u64 {
            let mut draws = streams.draws(Purpose::Design, candidate, 1);
            let mean: Vec<f64> = (0..objectives).map(|_| draws.uniform()).collect();
            means.push(&mean).unwrap();
            spreads.push((0.15 + 0.3 * draws.uniform(), 0.2 * draws.uniform()));
        }
        let front = brute_force(&means, 0.0);
        Self { means, spreads, front }
    }

    pub(super) fn len(&self) -> usize {
        self.means.len()
    }

    pub(super) fn objectives(&self) -> usize {
        self.means.objectives()
    }

    /// The true front.
    pub(super) fn front(&self) -> &[usize] {
        &self.front
    }

    /// One replicate of a candidate.
    pub(super) fn replicate(&self, draws: &mut Draws, candidate: usize) -> Vec<f64> {
        let (own, common) = self.spreads[candidate];
        let shared = common * draws.normal();
        self.means.point(candidate).iter().map(|mean| mean + shared + own * draws.normal()).collect()
    }

    /// True means and covariances.
    pub(super) fn truth(&self) -> Vec<Estimate> {
        let objectives = self.objectives();
        let of = |(candidate, &(own, common)): (usize, &(f64, f64))| {
            let cell = |k: usize| common * common + if k.is_multiple_of(objectives + 1) { own * own } else { 0.0 };
            let covariance = (0..objectives * objectives).map(cell).collect();
            Estimate { mean: self.means.point(candidate).to_vec(), covariance, count: 1 }
        };
        self.spreads.iter().enumerate().map(of).collect()
    }
}
