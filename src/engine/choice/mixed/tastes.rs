//! From points to tastes to coefficients, and from slopes by coefficients back to slopes by parameters: eight draws at a time.

use super::model::Model;
use super::specification::Distribution;
use crate::num::lanes::{Lanes, exp_lane, probit_lanes};
use crate::num::norm_cdf;

/// Past it a lognormal taste's logarithm is held: nobody's taste is e⁷⁰⁰.
const STRONGEST: f64 = 700.0;
/// The least standard deviation that a truncated normal is given.
const NARROWEST: f64 = 1e-8;

/// What of a person's tastes is the same at all draws.
#[derive(Debug, Clone, Copy, Default)]
struct Bounds {
    /// Mean over standard deviation.
    ratio: f64,
    /// The chance that an untruncated draw would have had the right sign.
    chance: f64,
}

/// Buffers for one person and eight draws.
#[derive(Debug, Clone, Default)]
pub(super) struct Tastes {
    /// Each taste's location, demographics added.
    pub(super) locations: Vec<f64>,
    bounds: Vec<Bounds>,
    /// Tastes as the model's space has them.
    pub(super) tastes: Vec<Lanes>,
    /// The slope of each taste by its location, and of a truncated one by its spread.
    by_location: Vec<Lanes>,
    by_spread: Vec<Lanes>,
    /// Coefficients of utility.
    pub(super) coefficients: Vec<Lanes>,
    scale: Lanes,
    by_scale: Lanes,
}

impl Tastes {
    pub(super) fn new(model: &Model) -> Self {
        let size = model.parts.len();
        let lanes = || vec![[0.0; 8]; size];
        Self {
            locations: vec![0.0; size],
            bounds: vec![Bounds::default(); size],
            tastes: lanes(),
            by_location: lanes(),
            by_spread: lanes(),
            coefficients: lanes(),
            scale: [1.0; 8],
            by_scale: [0.0; 8],
        }
    }

    /// Works out what is the same at all draws of a person.
    pub(super) fn meet(&mut self, model: &Model, parameters: &[f64], demographics: &[f64]) {
        for (taste, part) in model.parts.iter().enumerate() {
            let mut location = parameters[taste];
            for &(demographic, parameter) in &part.shifts {
                location = parameters[parameter].mul_add(demographics[demographic], location);
            }
            self.locations[taste] = location;
            if let (Distribution::TruncatedNormal(_), Some(&(_, spread))) = (part.distribution, part.factor.last()) {
                let ratio = location / parameters[spread].abs().max(NARROWEST);
                self.bounds[taste] = Bounds { ratio, chance: norm_cdf(ratio) };
            }
        }
    }

    /// Turns eight draws into coefficients.
    ///
    /// # Shapes
    /// `points`: eight lanes for each random dimension.
    #[inline(always)]
    pub(super) fn forward(&mut self, model: &Model, parameters: &[f64], points: &impl Fn(usize) -> Lanes) {
        for (taste, part) in model.parts.iter().enumerate() {
            let mut score = [self.locations[taste]; 8];
            if !matches!(part.distribution, Distribution::TruncatedNormal(_)) {
                for &(dimension, parameter) in &part.factor {
                    let by = parameters[parameter];
                    for (score, point) in score.iter_mut().zip(points(dimension)) {
                        *score = point.mul_add(by, *score);
                    }
                }
            }
            self.by_location[taste] = [1.0; 8];
            match part.distribution {
                Distribution::LogNormal(sign) => {
                    for score in &mut score {
                        *score = exp_lane(if *score > STRONGEST { STRONGEST } else { *score }) * sign.factor();
                    }
                    self.by_location[taste] = score;
                }
                Distribution::TruncatedNormal(sign) => {
                    let (dimension, parameter) = part.factor[0];
                    let spread = parameters[parameter];
                    let size = spread.abs().max(NARROWEST);
                    let Bounds { ratio, chance } = self.bounds[taste];
                    let above = points(dimension).map(|u| 1.0 - u);
                    let mut tail = above.map(|above| above * chance);
                    probit_lanes(&mut tail);
                    for lane in 0..8 {
                        let z = -tail[lane];
                        score[lane] = size.mul_add(z, self.locations[taste]) * sign.factor();
                        // φ(ratio) / φ(z) · (1 − u): how the cut moves the quantile.
                        let moved = above[lane] * exp_lane(0.5 * z.mul_add(z, -(ratio * ratio)));
                        self.by_location[taste][lane] = sign.factor() * (1.0 - moved);
                        self.by_spread[taste][lane] = sign.factor() * spread.signum() * moved.mul_add(ratio, z);
                    }
                }
                _ => {}
            }
            self.tastes[taste] = score;
        }
        self.coefficients.copy_from_slice(&self.tastes);
        if let Some(price) = model.price {
            let money = self.tastes[price];
            for (taste, coefficient) in self.coefficients.iter_mut().enumerate() {
                if taste != price {
                    for (coefficient, money) in coefficient.iter_mut().zip(&money) {
                        *coefficient *= -money;
                    }
                }
            }
        }
        if let Some((dimension, parameter)) = model.scale {
            let spread = parameters[parameter];
            for (lane, point) in points(dimension).into_iter().enumerate() {
                self.scale[lane] = exp_lane(spread * (-0.5f64).mul_add(spread, point));
                self.by_scale[lane] = point - spread;
            }
            for (coefficient, _) in self.coefficients.iter_mut().zip(&model.parts).filter(|(_, part)| part.scaled) {
                for (coefficient, scale) in coefficient.iter_mut().zip(&self.scale) {
                    *coefficient *= scale;
                }
            }
        }
    }

    /// Adds weight · slope of the log-likelihood by each parameter, from slopes by coefficients; the slopes are used up.
    #[inline(always)]
    pub(super) fn backward(
        &self,
        model: &Model,
        points: &impl Fn(usize) -> Lanes,
        weights: &Lanes,
        slopes: &mut [Lanes],
        score: &mut [Lanes],
    ) {
        if let Some((_, parameter)) = model.scale {
            let mut along = [0.0; 8];
            for ((slope, coefficient), _) in slopes.iter_mut().zip(&self.coefficients).zip(&model.parts).filter(|(_, part)| part.scaled) {
                for lane in 0..8 {
                    along[lane] = slope[lane].mul_add(coefficient[lane], along[lane]);
                    slope[lane] *= self.scale[lane];
                }
            }
            for lane in 0..8 {
                score[parameter][lane] = (weights[lane] * along[lane]).mul_add(self.by_scale[lane], score[parameter][lane]);
            }
        }
        if let Some(price) = model.price {
            let money = self.tastes[price];
            let mut own = slopes[price];
            for (taste, slope) in slopes.iter_mut().enumerate() {
                if taste != price {
                    for lane in 0..8 {
                        own[lane] = slope[lane].mul_add(-self.tastes[taste][lane], own[lane]);
                        slope[lane] *= -money[lane];
                    }
                }
            }
            slopes[price] = own;
        }
        for (taste, part) in model.parts.iter().enumerate() {
            let mut weighted = slopes[taste];
            for (weighted, weight) in weighted.iter_mut().zip(weights) {
                *weighted *= weight;
            }
            if let (Distribution::TruncatedNormal(_), Some(&(_, parameter))) = (part.distribution, part.factor.last()) {
                for lane in 0..8 {
                    score[parameter][lane] = weighted[lane].mul_add(self.by_spread[taste][lane], score[parameter][lane]);
                }
            }
            if matches!(part.distribution, Distribution::TruncatedNormal(_) | Distribution::LogNormal(_)) {
                for (weighted, by) in weighted.iter_mut().zip(&self.by_location[taste]) {
                    *weighted *= by;
                }
            }
            for (score, weighted) in score[taste].iter_mut().zip(&weighted) {
                *score += weighted;
            }
            if !matches!(part.distribution, Distribution::TruncatedNormal(_)) {
                for &(dimension, parameter) in &part.factor {
                    for ((score, weighted), point) in score[parameter].iter_mut().zip(&weighted).zip(points(dimension)) {
                        *score = weighted.mul_add(point, *score);
                    }
                }
            }
        }
    }
}
