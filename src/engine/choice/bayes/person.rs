//! The likelihood of each person's choices at that person's own tastes, with its slopes, eight tasks side by side.

use crate::choice::data::ChoiceData;
use crate::num::lanes::{Lanes, exp_lane};
use crate::num::{Kernel, ln_normal_body};

/// What keeps an alternative that is not there out of the sum: its exponential is nothing.
const ABSENT: f64 = -1e30;

/// Past it an alternative is certain, and sums of exponentials still fit.
const MOST: f64 = 600.0;

/// One person's choices.
#[derive(Debug, Clone, Copy)]
struct Block {
    /// Groups of eight tasks.
    groups: usize,
    /// The most alternatives beside the chosen one.
    others: usize,
    /// Where the differences start.
    cells: usize,
    /// Where the marks of absence start.
    absent: usize,
    /// Where the weights start.
    weights: usize,
}

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

/// All choices, laid out by person, group of tasks, other alternative and feature: how far it stands from the chosen one, in units of the feature.
#[derive(Debug, Clone)]
pub(super) struct Choices {
    pub(super) features: usize,
    blocks: Vec<Block>,
    cells: Vec<Lanes>,
    absent: Vec<Lanes>,
    /// Group by group: how many choices each task stands for.
    weights: Vec<Lanes>,
}

impl Choices {
    pub(super) fn new(data: &ChoiceData<'_>, units: &[f64]) -> Self {
        let features = data.features();
        let mut choices = Self { features, blocks: Vec::new(), cells: Vec::new(), absent: Vec::new(), weights: Vec::new() };
        for tasks in data.people() {
            let others = |task: usize| -> Vec<usize> {
                (0..data.alternatives()).filter(|&other| other != data.chosen(task) && data.is_available(task, other)).collect()
            };
            let most = tasks.clone().map(|task| others(task).len()).max().unwrap_or(0);
            let groups = tasks.len().div_ceil(8);
            let (cells, absent, weights) = (choices.cells.len(), choices.absent.len(), choices.weights.len());
            choices.blocks.push(Block { groups, others: most, cells, absent, weights });
            for group in 0..groups {
                let start = choices.cells.len();
                choices.cells.resize(start + most * features, [0.0; 8]);
                let marks = choices.absent.len();
                choices.absent.resize(marks + most, [ABSENT; 8]);
                choices.weights.push([1.0; 8]);
                for (lane, task) in tasks.clone().skip(8 * group).take(8).enumerate() {
                    choices.weights[weights + group][lane] = data.weight(task);
                    let chosen = data.features_of(task, data.chosen(task));
                    for (place, other) in others(task).into_iter().enumerate() {
                        choices.absent[marks + place][lane] = 0.0;
                        for (feature, (x, chosen)) in data.features_of(task, other).iter().zip(chosen).enumerate() {
                            choices.cells[start + place * features + feature][lane] = (x - chosen) / units[feature];
                        }
                    }
                }
            }
        }
        choices
    }

    pub(super) fn people(&self) -> usize {
        self.blocks.len()
    }

    /// The work of one person: returns the log-likelihood and writes its slopes.
    pub(super) fn evaluate<'a>(&'a self, person: usize, tastes: &'a [f64], room: &'a mut Room) -> Evaluate<'a> {
        Evaluate { choices: self, block: self.blocks[person], tastes, room }
    }

    /// Adds the information of one person's choices: the curvature of the log-likelihood, sign turned.
    pub(super) fn information(&self, person: usize, tastes: &[f64], room: &mut Room, out: &mut [f64]) {
        let (block, k) = (self.blocks[person], self.features);
        for group in 0..block.groups {
            let cells = &self.cells[block.cells + group * block.others * k..][..block.others * k];
            let absent = &self.absent[block.absent + group * block.others..][..block.others];
            shares(cells, absent, tastes, &mut room.odds);
            let weights = self.weights[block.weights + group];
            for lane in 0..8 {
                let mut mean = vec![0.0; k];
                for (cells, share) in cells.chunks_exact(k).zip(&room.odds) {
                    for i in 0..k {
                        mean[i] += share[lane] * cells[i][lane];
                        for j in 0..=i {
                            out[i * k + j] += weights[lane] * share[lane] * cells[i][lane] * cells[j][lane];
                        }
                    }
                }
                for i in 0..k {
                    for j in 0..=i {
                        out[i * k + j] -= weights[lane] * mean[i] * mean[j];
                    }
                }
            }
        }
    }
}

/// Memory that one worker uses again and again.
#[derive(Debug, Clone)]
pub(super) struct Room {
    odds: Vec<Lanes>,
    lanes: Vec<Lanes>,
    /// The slopes of the last evaluation.
    pub(super) slopes: Vec<f64>,
}

impl Room {
    pub(super) fn new(features: usize) -> Self {
        Self { odds: Vec::new(), lanes: vec![[0.0; 8]; features], slopes: vec![0.0; features] }
    }
}

/// The log-likelihood of one person's choices.
pub(super) struct Evaluate<'a> {
    choices: &'a Choices,
    block: Block,
    tastes: &'a [f64],
    room: &'a mut Room,
}

/// Writes the probability of each other alternative and returns one plus the sum of their odds.
#[inline(always)]
fn shares(cells: &[Lanes], absent: &[Lanes], tastes: &[f64], odds: &mut Vec<Lanes>) -> Lanes {
    let mut all = [1.0; 8];
    odds.resize(absent.len(), [0.0; 8]);
    for ((cells, absent), odds) in cells.chunks_exact(tastes.len()).zip(absent).zip(odds.iter_mut()) {
        let mut utility = *absent;
        for (cell, &taste) in cells.iter().zip(tastes) {
            for lane in 0..8 {
                utility[lane] = cell[lane].mul_add(taste, utility[lane]);
            }
        }
        for lane in 0..8 {
            let value = if utility[lane] > MOST { MOST } else { utility[lane] };
            odds[lane] = exp_lane(value);
            all[lane] += odds[lane];
        }
    }
    for odds in odds.iter_mut() {
        for lane in 0..8 {
            odds[lane] /= all[lane];
        }
    }
    all
}

impl Kernel for Evaluate<'_> {
    type Output = f64;

    #[inline(always)]
    fn run(self) -> f64 {
        let Self { choices, block, tastes, room } = self;
        let k = choices.features;
        let mut total = [0.0; 8];
        room.lanes.fill([0.0; 8]);
        for group in 0..block.groups {
            let cells = &choices.cells[block.cells + group * block.others * k..][..block.others * k];
            let absent = &choices.absent[block.absent + group * block.others..][..block.others];
            let weights = &choices.weights[block.weights + group];
            let all = shares(cells, absent, tastes, &mut room.odds);
            for lane in 0..8 {
                total[lane] -= weights[lane] * ln_normal_body(all[lane]);
            }
            for (cells, share) in cells.chunks_exact(k).zip(&room.odds) {
                for (slope, cell) in room.lanes.iter_mut().zip(cells) {
                    for lane in 0..8 {
                        slope[lane] = (weights[lane] * share[lane]).mul_add(-cell[lane], slope[lane]);
                    }
                }
            }
        }
        for (slope, lanes) in room.slopes.iter_mut().zip(&room.lanes) {
            *slope = across(lanes);
        }
        across(&total)
    }
}

/// The sum of eight lanes, always in one order.
#[inline(always)]
fn across(lanes: &Lanes) -> f64 {
    ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]))
}
