//! Eight draws at a time: the tastes they stand for, the probabilities of a person's choices, and how these change with the tastes.
//!
//! The probability of a choice is 1 / (1 + Σ e^d), d the utilities of the other alternatives less the chosen one's. A person's product over tasks is kept as
//! a mantissa and a power of two, so that neither overflow nor a logarithm comes up.

use super::panel::{Panel, Task};
use crate::num::lanes::{Lanes, exp_lane};
use crate::num::{ln, ln_normal_body};
use std::f64::consts::{LN_2, LOG2_E};

/// Past it a sum of odds is worked out again with the highest utility taken off.
const LIMIT: f64 = 1e300;
const MANTISSA: u64 = 0x000f_ffff_ffff_ffff;
const ONE: u64 = 0x3ff0_0000_0000_0000;

/// A product of numbers of at least one: mantissa · 2^exponent, for each lane.
#[derive(Debug, Clone, Copy)]
pub(super) struct Product {
    pub(super) mantissa: Lanes,
    pub(super) exponent: [i64; 8],
    /// Above 0 where a factor was past the limit.
    past: Lanes,
}

impl Product {
    #[inline(always)]
    fn one() -> Self {
        Self { mantissa: [1.0; 8], exponent: [0; 8], past: [0.0; 8] }
    }

    #[inline(always)]
    fn times(&mut self, factor: &Lanes) {
        for (lane, &factor) in factor.iter().enumerate() {
            let bits = (self.mantissa[lane] * factor).to_bits();
            self.exponent[lane] += (bits >> 52) as i64;
            self.mantissa[lane] = f64::from_bits(bits & MANTISSA | ONE);
            self.past[lane] += if factor <= LIMIT { 0.0 } else { 1.0 };
        }
    }

    /// Multiplies by factors raised to a power, above 0; 1 leaves every bit as [`times`](Self::times) does.
    #[inline(always)]
    fn raised(&mut self, factor: &Lanes, power: f64) {
        if power == 1.0 {
            return self.times(factor);
        }
        for (lane, &factor) in factor.iter().enumerate() {
            let fits = factor <= LIMIT;
            self.power_of_e(lane, if fits { power * ln_normal_body(factor) } else { 0.0 });
            self.past[lane] += if fits { 0.0 } else { 1.0 };
            // What the bias of an exponent adds to a factor.
            self.exponent[lane] += 1023;
        }
    }

    /// Multiplies a lane by a power of e, not below 0.
    #[inline(always)]
    fn power_of_e(&mut self, lane: usize, log: f64) {
        let twos = (log * LOG2_E).round_ties_even();
        let bits = (self.mantissa[lane] * exp_lane(twos.mul_add(-LN_2, log))).to_bits();
        self.exponent[lane] += (bits >> 52) as i64 - 1023 + twos as i64;
        self.mantissa[lane] = f64::from_bits(bits & MANTISSA | ONE);
    }
}

/// Multiplies up the inverse probabilities of a person's choices, and writes Σ over tasks and others of P · difference for each feature.
///
/// # Shapes
/// `coefficients` and `slopes`: eight lanes a feature. `odds` is room for the alternatives of a task.
#[inline(always)]
pub(super) fn person<const SLOPES: bool>(
    panel: &Panel<'_>,
    tasks: &[Task],
    coefficients: &[Lanes],
    slopes: &mut [Lanes],
    odds: &mut Vec<Lanes>,
) -> Product {
    let mut product = Product::one();
    slopes.fill([0.0; 8]);
    for &task in tasks {
        let differences = panel.differences(task);
        match task.others {
            0 => product.exponent.iter_mut().for_each(|exponent| *exponent += 1023),
            1 => fixed::<1, SLOPES>((differences, task.weight), coefficients, slopes, &mut product),
            2 => fixed::<2, SLOPES>((differences, task.weight), coefficients, slopes, &mut product),
            3 => fixed::<3, SLOPES>((differences, task.weight), coefficients, slopes, &mut product),
            4 => fixed::<4, SLOPES>((differences, task.weight), coefficients, slopes, &mut product),
            others => {
                odds.resize(others.max(odds.len()), [0.0; 8]);
                any::<SLOPES>((differences, task.weight), coefficients, slopes, &mut odds[..others], &mut product);
            }
        }
    }
    // Every factor put in the bias of its exponent.
    let bias = 1023 * tasks.len() as i64;
    product.exponent.iter_mut().for_each(|exponent| *exponent -= bias);
    if product.past.iter().any(|&past| past > 0.0) {
        return steep(panel, tasks, coefficients, slopes);
    }
    product
}

/// A task with a number of other alternatives that is known when the program is built, so that all stays in registers.
#[inline(always)]
fn fixed<const J: usize, const SLOPES: bool>(
    (differences, weight): (&[f64], f64),
    coefficients: &[Lanes],
    slopes: &mut [Lanes],
    product: &mut Product,
) {
    let differences: &[[f64; J]] = differences.as_chunks().0;
    let mut odds = [[0.0; 8]; J];
    for (coefficient, difference) in coefficients.iter().zip(differences) {
        for (odds, &difference) in odds.iter_mut().zip(difference) {
            for (odds, &coefficient) in odds.iter_mut().zip(coefficient) {
                *odds = coefficient.mul_add(difference, *odds);
            }
        }
    }
    let mut total = [1.0; 8];
    for odds in &mut odds {
        for (odds, total) in odds.iter_mut().zip(&mut total) {
            *odds = exp_lane(*odds);
            *total += *odds;
        }
    }
    product.raised(&total, weight);
    if SLOPES {
        shares(&mut odds, &total, weight);
        for (slope, difference) in slopes.iter_mut().zip(differences) {
            let mut sum = *slope;
            for (share, &difference) in odds.iter().zip(difference) {
                for (sum, &share) in sum.iter_mut().zip(share) {
                    *sum = share.mul_add(difference, *sum);
                }
            }
            *slope = sum;
        }
    }
}

#[inline(always)]
fn shares(odds: &mut [Lanes], total: &Lanes, weight: f64) {
    let inverse = total.map(|total| weight / total);
    for odds in odds {
        for (odds, inverse) in odds.iter_mut().zip(&inverse) {
            *odds *= inverse;
        }
    }
}

/// A task with any number of others, in the same order of operations.
#[inline(always)]
fn any<const SLOPES: bool>(
    (differences, weight): (&[f64], f64),
    coefficients: &[Lanes],
    slopes: &mut [Lanes],
    odds: &mut [Lanes],
    product: &mut Product,
) {
    let others = odds.len();
    let mut total = [1.0; 8];
    for (other, odds) in odds.iter_mut().enumerate() {
        let mut utility = [0.0; 8];
        for (coefficient, difference) in coefficients.iter().zip(differences.chunks_exact(others)) {
            for (utility, &coefficient) in utility.iter_mut().zip(coefficient) {
                *utility = coefficient.mul_add(difference[other], *utility);
            }
        }
        for lane in 0..8 {
            odds[lane] = exp_lane(utility[lane]);
            total[lane] += odds[lane];
        }
    }
    product.raised(&total, weight);
    if SLOPES {
        shares(odds, &total, weight);
        for (slope, difference) in slopes.iter_mut().zip(differences.chunks_exact(others)) {
            for (share, &difference) in odds.iter().zip(difference) {
                for (slope, &share) in slope.iter_mut().zip(share) {
                    *slope = share.mul_add(difference, *slope);
                }
            }
        }
    }
}

/// The same for tastes so strong that odds leave the range of doubles: lane by lane, with the highest utility taken off. Rare.
#[cold]
#[inline(never)]
fn steep(panel: &Panel<'_>, tasks: &[Task], coefficients: &[Lanes], slopes: &mut [Lanes]) -> Product {
    let mut product = Product::one();
    slopes.fill([0.0; 8]);
    let mut odds = Vec::new();
    for &task in tasks.iter().filter(|task| task.others > 0) {
        let differences = panel.differences(task);
        for lane in 0..8 {
            odds.clear();
            odds.resize(task.others, 0.0f64);
            for (coefficient, difference) in coefficients.iter().zip(differences.chunks_exact(task.others)) {
                for (odds, &difference) in odds.iter_mut().zip(difference) {
                    *odds = coefficient[lane].mul_add(difference, *odds);
                }
            }
            // The highest power of two that fits, so that taking it off is exact; bounded, so that exponents stay whole numbers.
            let highest = odds.iter().fold(0.0f64, |most, &utility| most.max(utility)).min(1e15);
            let power = (highest * std::f64::consts::LOG2_E).round_ties_even();
            let off = power * std::f64::consts::LN_2;
            let mut total = exp_lane(-off);
            for odds in &mut odds {
                *odds = exp_lane(*odds - off);
                total += *odds;
            }
            if task.weight == 1.0 {
                let bits = (product.mantissa[lane] * total).to_bits();
                product.exponent[lane] += (bits >> 52) as i64 - 1023 + power as i64;
                product.mantissa[lane] = if total.is_finite() { f64::from_bits(bits & MANTISSA | ONE) } else { f64::NAN };
            } else if total.is_finite() {
                product.power_of_e(lane, task.weight * (ln(total) + off));
            } else {
                product.mantissa[lane] = f64::NAN;
            }
            for (slope, difference) in slopes.iter_mut().zip(differences.chunks_exact(task.others)) {
                for (odds, &difference) in odds.iter().zip(difference) {
                    slope[lane] = (task.weight * odds / total).mul_add(difference, slope[lane]);
                }
            }
        }
    }
    product
}

/// Writes the probabilities of a task's alternatives, the chosen one first; for any strength of taste.
pub(super) fn probabilities(differences: &[f64], coefficients: &[Lanes], out: &mut [Lanes]) {
    let others = out.len() - 1;
    out.fill([0.0; 8]);
    if others > 0 {
        for (coefficient, difference) in coefficients.iter().zip(differences.chunks_exact(others)) {
            for (utility, &difference) in out[1..].iter_mut().zip(difference) {
                for (utility, &coefficient) in utility.iter_mut().zip(coefficient) {
                    *utility = coefficient.mul_add(difference, *utility);
                }
            }
        }
    }
    for lane in 0..8 {
        let highest = out.iter().fold(f64::NEG_INFINITY, |most, utility| most.max(utility[lane]));
        let mut total = 0.0;
        for utility in out.iter_mut() {
            utility[lane] = exp_lane(utility[lane] - highest);
            total += utility[lane];
        }
        for utility in out.iter_mut() {
            utility[lane] /= total;
        }
    }
}
