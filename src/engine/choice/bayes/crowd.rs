//! The likelihood of people's choices at each one's own tastes, with its slopes, eight people side by side.

use crate::choice::data::ChoiceData;
use crate::num::lanes::{Lanes, exp_lane, fma, less};
use crate::num::ln_normal_body;
use std::f64::consts::LN_2;
use std::ops::Range;

/// What keeps an alternative that is not there out of the sum: its exponential is nothing.
pub(super) const ABSENT: f64 = -1e30;

/// Past it an alternative is certain, and sums of exponentials still fit.
const MOST: f64 = 600.0;

const MANTISSA: u64 = 0x000f_ffff_ffff_ffff;
const ONE: u64 = 0x3ff0_0000_0000_0000;

/// Returns how far the values of each feature lie apart within tasks: the root of their mean square about the mean of a task; 1 where that is nothing.
pub(super) fn spreads(data: &ChoiceData<'_>) -> Vec<f64> {
    let (mut squares, mut count) = (vec![0.0; data.features()], 0.0);
    for task in 0..data.tasks() {
        let open: Vec<&[f64]> =
            (0..data.alternatives()).filter(|&at| data.is_available(task, at)).map(|at| data.features_of(task, at)).collect();
        for (feature, sum) in squares.iter_mut().enumerate() {
            let mean = open.iter().map(|x| x[feature]).sum::<f64>() / open.len() as f64;
            *sum += open.iter().map(|x| (x[feature] - mean) * (x[feature] - mean)).sum::<f64>();
        }
        count += open.len() as f64;
    }
    let root = |sum: f64| (sum / count).sqrt();
    squares.into_iter().map(|sum| if root(sum).is_normal() { root(sum) } else { 1.0 }).collect()
}

/// Eight people.
#[derive(Debug, Clone, Copy)]
struct Octet {
    /// The most tasks that one of them answered.
    tasks: usize,
    /// The most alternatives beside the chosen one.
    others: usize,
    /// Where the differences start.
    cells: usize,
    /// Where the marks of absence start.
    absent: usize,
    /// Where the weights start.
    weights: usize,
    /// Whether a task stands for another number of choices than one.
    weighted: bool,
}

/// All choices, laid out by eight people, task, feature and other alternative: how far it stands from the chosen one, in units of the feature.
///
/// People stand in order of how many tasks they answered, so that those side by side have about as many. Places past the last person hold nothing: a
/// likelihood of one whatever the tastes.
#[derive(Debug, Clone)]
pub(super) struct Choices {
    pub(super) features: usize,
    /// Who stands where.
    pub(super) order: Vec<usize>,
    octets: Vec<Octet>,
    cells: Vec<Lanes>,
    absent: Vec<Lanes>,
    /// How many choices each task stands for.
    weights: Vec<Lanes>,
}

impl Choices {
    pub(super) fn new(data: &ChoiceData<'_>, units: &[f64]) -> Self {
        let features = data.features();
        let people: Vec<Range<usize>> = data.people().collect();
        let mut order: Vec<usize> = (0..people.len()).collect();
        order.sort_by_key(|&person| std::cmp::Reverse(people[person].len()));
        let mut choices =
            Self { features, order: Vec::new(), octets: Vec::new(), cells: Vec::new(), absent: Vec::new(), weights: Vec::new() };
        let others = |task: usize| -> Vec<usize> {
            (0..data.alternatives()).filter(|&other| other != data.chosen(task) && data.is_available(task, other)).collect()
        };
        for eight in order.chunks(8) {
            let ranges: Vec<Range<usize>> = eight.iter().map(|&person| people[person].clone()).collect();
            let tasks = ranges.iter().map(ExactSizeIterator::len).max().unwrap_or(0);
            let most = ranges.iter().flat_map(Clone::clone).map(|task| others(task).len()).max().unwrap_or(0);
            let weighted = ranges.iter().flat_map(Clone::clone).any(|task| data.weight(task) != 1.0);
            let (cells, absent, weights) = (choices.cells.len(), choices.absent.len(), choices.weights.len());
            choices.octets.push(Octet { tasks, others: most, cells, absent, weights, weighted });
            choices.cells.resize(cells + tasks * features * most, [0.0; 8]);
            choices.absent.resize(absent + tasks * most, [ABSENT; 8]);
            choices.weights.resize(weights + tasks, [1.0; 8]);
            for (lane, range) in ranges.into_iter().enumerate() {
                for (at, task) in range.enumerate() {
                    choices.weights[weights + at][lane] = data.weight(task);
                    let chosen = data.features_of(task, data.chosen(task));
                    for (place, other) in others(task).into_iter().enumerate() {
                        choices.absent[absent + at * most + place][lane] = 0.0;
                        for (feature, (x, chosen)) in data.features_of(task, other).iter().zip(chosen).enumerate() {
                            choices.cells[cells + (at * features + feature) * most + place][lane] = (x - chosen) / units[feature];
                        }
                    }
                }
            }
        }
        choices.order = order;
        choices
    }

    pub(super) fn people(&self) -> usize {
        self.order.len()
    }

    /// How many times eight people there are.
    pub(super) fn octets(&self) -> usize {
        self.octets.len()
    }

    /// Returns the log-likelihood of eight people's choices, lane by lane, and writes its slopes along the coefficients.
    ///
    /// # Shapes
    /// `coefficients` and `slopes`: one for each feature.
    #[inline(always)]
    pub(super) fn look(&self, octet: usize, coefficients: &[Lanes], odds: &mut Vec<Lanes>, slopes: &mut [Lanes]) -> Lanes {
        let (octet, k) = (self.octets[octet], coefficients.len());
        slopes.fill([0.0; 8]);
        if octet.others == 0 {
            return [0.0; 8];
        }
        let mut sum = Sum::new();
        for task in 0..octet.tasks {
            let total = self.odds(octet, task, coefficients, odds);
            let weights = octet.weighted.then(|| &self.weights[octet.weights + task]);
            sum.add(&total, weights);
            shares(odds, &total, weights);
            let cells = &self.cells[octet.cells + task * k * octet.others..][..k * octet.others];
            for (cells, slope) in cells.chunks_exact(octet.others).zip(slopes.iter_mut()) {
                let mut now = *slope;
                for (share, cell) in odds.iter().zip(cells) {
                    now = less(share, cell, &now);
                }
                *slope = now;
            }
        }
        let mut value = sum.logarithm();
        // A product of odds that are not numbers may look like one; their slopes do not.
        for lane in 0..8 {
            value[lane] += 0.0 * slopes[0][lane];
        }
        value
    }

    /// Writes the odds of a task's other alternatives; returns one plus their sum.
    #[inline(always)]
    fn odds(&self, octet: Octet, task: usize, coefficients: &[Lanes], odds: &mut Vec<Lanes>) -> Lanes {
        let (k, others) = (coefficients.len(), octet.others);
        odds.resize(others, [0.0; 8]);
        let absent = &self.absent[octet.absent + task * others..][..others];
        let cells = &self.cells[octet.cells + task * k * others..][..k * others];
        let mut total = [1.0; 8];
        for (other, (odds, absent)) in odds.iter_mut().zip(absent).enumerate() {
            let mut utility = *absent;
            for (cells, coefficient) in cells.chunks_exact(others).zip(coefficients) {
                utility = fma(&cells[other], coefficient, &utility);
            }
            for lane in 0..8 {
                odds[lane] = exp_lane(if utility[lane] > MOST { MOST } else { utility[lane] });
                total[lane] += odds[lane];
            }
        }
        total
    }

    /// Writes the information of eight people's choices about their coefficients: the curvature of the log-likelihood, sign turned; the lower half row by
    /// row.
    #[inline(always)]
    pub(super) fn information(&self, octet: usize, coefficients: &[Lanes], odds: &mut Vec<Lanes>, out: &mut [Lanes]) {
        let (octet, k) = (self.octets[octet], coefficients.len());
        out.fill([0.0; 8]);
        if octet.others == 0 {
            return;
        }
        let mut mean = vec![[0.0; 8]; k];
        for task in 0..octet.tasks {
            let total = self.odds(octet, task, coefficients, odds);
            shares(odds, &total, None);
            let weight = &self.weights[octet.weights + task];
            let cells = &self.cells[octet.cells + task * k * octet.others..][..k * octet.others];
            for (mean, cells) in mean.iter_mut().zip(cells.chunks_exact(octet.others)) {
                *mean = [0.0; 8];
                for (share, cell) in odds.iter().zip(cells) {
                    *mean = fma(share, cell, mean);
                }
            }
            for (i, of_i) in cells.chunks_exact(octet.others).enumerate() {
                for (j, of_j) in cells.chunks_exact(octet.others).enumerate().take(i + 1) {
                    let mut product = [0.0; 8];
                    for ((share, a), b) in odds.iter().zip(of_i).zip(of_j) {
                        for lane in 0..8 {
                            product[lane] = (share[lane] * a[lane]).mul_add(b[lane], product[lane]);
                        }
                    }
                    let out = &mut out[i * (i + 1) / 2 + j];
                    for lane in 0..8 {
                        out[lane] += weight[lane] * (product[lane] - mean[i][lane] * mean[j][lane]);
                    }
                }
            }
        }
    }
}

/// Turns odds into probabilities, times the weight of the task.
#[inline(always)]
fn shares(odds: &mut [Lanes], total: &Lanes, weights: Option<&Lanes>) {
    let mut inverse = weights.copied().unwrap_or([1.0; 8]);
    for lane in 0..8 {
        inverse[lane] /= total[lane];
    }
    for odds in odds {
        for lane in 0..8 {
            odds[lane] *= inverse[lane];
        }
    }
}

/// A sum of logarithms of numbers of at least one, sign turned: of plain tasks as a product, mantissa · 2^exponent, so that one logarithm serves them all.
struct Sum {
    mantissa: Lanes,
    exponent: [u64; 8],
    factors: u64,
    weighted: Lanes,
}

impl Sum {
    #[inline(always)]
    fn new() -> Self {
        Self { mantissa: [1.0; 8], exponent: [0; 8], factors: 0, weighted: [0.0; 8] }
    }

    #[inline(always)]
    fn add(&mut self, total: &Lanes, weights: Option<&Lanes>) {
        if let Some(weights) = weights {
            for lane in 0..8 {
                self.weighted[lane] -= weights[lane] * ln_normal_body(total[lane]);
            }
            return;
        }
        self.factors += 1;
        for (lane, total) in total.iter().enumerate() {
            let bits = (self.mantissa[lane] * total).to_bits();
            self.exponent[lane] += bits >> 52;
            self.mantissa[lane] = f64::from_bits(bits & MANTISSA | ONE);
        }
    }

    #[inline(always)]
    fn logarithm(&self) -> Lanes {
        let mut out = self.weighted;
        let bias = 1023 * self.factors;
        for (lane, out) in out.iter_mut().enumerate() {
            let twos = (self.exponent[lane] - bias) as f64;
            *out -= twos.mul_add(LN_2, ln_normal_body(self.mantissa[lane]));
        }
        out
    }
}
