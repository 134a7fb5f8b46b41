//! One chain: the spread of tastes drawn anew, everybody's tastes moved along the slope of their likelihood, then all stretched at once.

use super::Settings;
use super::dense::{factor, invert_lower};
use super::later::{Foretold, Later};
use super::person::{Choices, Room};
use super::stretch::Stretch;
use super::upper::Upper;
use crate::num::{Path, exp, ln, run};
use crate::random::{At, Purpose, Stream, Streams};

/// The share of moves that warm-up aims to have accepted.
const TARGET: f64 = 0.8;

/// The same of stretches, which go one way only.
const STRETCH_TARGET: f64 = 0.44;

/// How far a move goes, in units in which a person's tastes have a spread of about 1.
const REACH: f64 = 1.6;

/// The most steps of a move.
const MOST_STEPS: f64 = 12.0;

/// What one chain leaves.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    /// Draw by draw: means, then the lower half of the covariance row by row.
    pub(super) upper: Vec<f64>,
    /// The log-likelihood of each draw.
    pub(super) log_likelihood: Vec<f64>,
    /// Sums over draws of each person's coefficients, and of their squares.
    pub(super) sums: Vec<f64>,
    pub(super) squares: Vec<f64>,
    /// Some draws of everybody's coefficients: draw by draw, person by person.
    pub(super) own: Vec<f32>,
    /// Sums over draws of what later tasks come to.
    pub(super) later: Foretold,
    /// The mean share of moves that were accepted.
    pub(super) accepted: f64,
    /// The length of a step.
    pub(super) step: f64,
}

pub(super) struct Chain<'a> {
    choices: &'a Choices,
    /// For each taste 0, or the sign of an exponential.
    signs: &'a [f64],
    /// The units of the features: inside a chain tastes are for one of them.
    units: &'a [f64],
    settings: &'a Settings,
    people: Stream,
    spread: Stream,
    upper: Upper,
    /// Person by person: where they are, and the slopes and the value of their log-likelihood there.
    tastes: Vec<f64>,
    slopes: Vec<f64>,
    values: Vec<f64>,
    /// The same where a stretch would put everybody.
    stretched: [Vec<f64>; 3],
    /// Person by person: the information of their choices, summed up over warm-up.
    information: Vec<f64>,
    looked: f64,
    room: Work,
}

/// Memory that is used again and again.
struct Work {
    room: Room,
    coefficients: Vec<f64>,
    precision: Vec<f64>,
    root: Vec<f64>,
    inverse: Vec<f64>,
    momentum: Vec<f64>,
    pull: Vec<f64>,
    at: Vec<f64>,
    slopes: Vec<f64>,
}

/// A length that warm-up settles.
struct Stride {
    log: f64,
    sum: f64,
    count: f64,
    /// The share of moves that are to be accepted.
    target: f64,
}

impl<'a> Chain<'a> {
    pub(super) fn new(choices: &'a Choices, (signs, units): (&'a [f64], &'a [f64]), settings: &'a Settings, number: u32) -> Self {
        let (k, people) = (choices.features, choices.people());
        let streams = Streams::new(settings.seed, At { theta: number, inner: 0 });
        let zeros = || vec![0.0; k];
        let square = || vec![0.0; k * k];
        let mut chain = Self {
            choices,
            signs,
            units,
            settings,
            people: streams.stream(Purpose::TasteStep),
            spread: streams.stream(Purpose::TasteSpread),
            upper: Upper::start(k),
            tastes: vec![0.0; people * k],
            slopes: vec![0.0; people * k],
            values: vec![0.0; people],
            stretched: [vec![0.0; people * k], vec![0.0; people * k], vec![0.0; people]],
            information: vec![0.0; people * k * k],
            looked: 0.0,
            room: Work {
                room: Room::new(k),
                coefficients: zeros(),
                precision: square(),
                root: square(),
                inverse: square(),
                momentum: zeros(),
                pull: zeros(),
                at: zeros(),
                slopes: zeros(),
            },
        };
        for person in 0..people {
            let mut draws = chain.people.draws(person as u64, 0);
            for taste in &mut chain.tastes[person * k..(person + 1) * k] {
                *taste = 0.1 * draws.normal();
            }
            chain.room.at.copy_from_slice(&chain.tastes[person * k..(person + 1) * k]);
            chain.values[person] = chain.look(person);
            chain.slopes[person * k..(person + 1) * k].copy_from_slice(&chain.room.slopes);
        }
        chain.gather();
        chain
    }

    /// The log-likelihood of a person at `room.at`; its slopes go to `room.slopes`.
    fn look(&mut self, person: usize) -> f64 {
        let work = &mut self.room;
        coefficients(&work.at, self.signs, &mut work.coefficients);
        let value = run(Path::Widest, self.choices.evaluate(person, &work.coefficients, &mut work.room));
        for (k, slope) in work.slopes.iter_mut().enumerate() {
            let bend = if self.signs[k] == 0.0 { 1.0 } else { work.coefficients[k] };
            *slope = work.room.slopes[k] * bend;
        }
        value
    }

    /// Adds up what everybody's choices tell where their tastes are now.
    fn gather(&mut self) {
        let k = self.choices.features;
        let mut own = vec![0.0; k * k];
        for person in 0..self.choices.people() {
            coefficients(&self.tastes[person * k..(person + 1) * k], self.signs, &mut self.room.coefficients);
            own.fill(0.0);
            self.choices.information(person, &self.room.coefficients, &mut self.room.room, &mut own);
            for (at, (sum, own)) in self.information[person * k * k..(person + 1) * k * k].iter_mut().zip(&own).enumerate() {
                let bend = |k: usize| if self.signs[k] == 0.0 { 1.0 } else { self.room.coefficients[k] };
                let value = own * bend(at / k) * bend(at % k);
                if value.is_finite() {
                    *sum += value;
                }
            }
        }
        self.looked += 1.0;
    }

    /// Runs warm-up and then the draws that are kept.
    pub(super) fn run(mut self, later: Option<&Later<'_>>) -> Kept {
        let (k, people) = (self.choices.features, self.choices.people());
        let (warm_up, draws) = (self.settings.warm_up, self.settings.draws);
        let mut kept = Kept {
            upper: Vec::with_capacity(draws as usize * (k + k * (k + 1) / 2)),
            log_likelihood: Vec::with_capacity(draws as usize),
            sums: vec![0.0; people * k],
            squares: vec![0.0; people * k],
            own: Vec::new(),
            later: later.map_or_else(Foretold::default, Later::zeros),
            accepted: 0.0,
            step: 0.0,
        };
        let mut stride = Stride { log: ln(0.5), sum: 0.0, count: 0.0, target: TARGET };
        let mut width = Stride { log: ln(0.03), sum: 0.0, count: 0.0, target: STRETCH_TARGET };
        for round in 0..warm_up + draws {
            let mut draw = self.spread.draws(0, round);
            self.upper.draw(&self.tastes, &self.settings.prior, &mut draw);
            let step = exp(stride.log) * (0.8 + 0.4 * draw.uniform());
            let steps = (REACH / exp(stride.log)).round().clamp(1.0, MOST_STEPS) as u32;
            let accepted = self.everybody(round, step, steps);
            let stretched = self.stretch(exp(width.log) * draw.normal(), draw.uniform());
            if round < warm_up {
                stride.adapt(accepted, round, warm_up);
                width.adapt(stretched, round, warm_up);
                // What was gathered far from where people belong is forgotten twice.
                if round == warm_up / 8 || round == warm_up / 2 {
                    self.information.fill(0.0);
                    self.looked = 0.0;
                    self.gather();
                } else if round % 5 == 0 {
                    self.gather();
                }
            } else {
                kept.accepted += accepted / f64::from(draws);
                // Evenly out of all that are kept, the last among them.
                let (each, at) = (u64::from(self.settings.own_each()), u64::from(round - warm_up));
                let own = (at + 1) * each / u64::from(draws) > at * each / u64::from(draws);
                self.keep(&mut kept, later, own);
            }
        }
        kept.step = exp(stride.log);
        kept
    }

    /// Moves everybody once; returns the mean chance of acceptance.
    fn everybody(&mut self, round: u32, step: f64, steps: u32) -> f64 {
        let people = self.choices.people();
        let mut sum = 0.0;
        for person in 0..people {
            sum += self.person(person, round, step, steps);
        }
        sum / people as f64
    }

    /// Stretches everybody's tastes and their spread by a factor whose logarithm is given; returns the chance of acceptance.
    ///
    /// # Source
    /// J. S. Liu, C. Sabatti (2000), "Generalised Gibbs sampler and multigrid Monte Carlo for Bayesian computation", Biometrika 87(2): a move along a
    /// group, here of factors.
    fn stretch(&mut self, log: f64, chance: f64) -> f64 {
        let k = self.choices.features;
        let stretch = Stretch { log, signs: self.signs };
        let upper = stretch.upper(&self.upper);
        let mut gain = stretch.gain(&self.upper, &upper, &self.settings.prior);
        for person in 0..self.choices.people() {
            let own = person * k..(person + 1) * k;
            stretch.tastes(&self.tastes[own.clone()], &mut self.room.at);
            let value = self.look(person);
            gain += value - self.values[person];
            self.stretched[0][own.clone()].copy_from_slice(&self.room.at);
            self.stretched[1][own].copy_from_slice(&self.room.slopes);
            self.stretched[2][person] = value;
        }
        let accept = if gain.is_finite() { exp(gain.min(0.0)) } else { 0.0 };
        if chance < accept {
            self.upper = upper;
            let [tastes, slopes, values] = &mut self.stretched;
            std::mem::swap(&mut self.tastes, tastes);
            std::mem::swap(&mut self.slopes, slopes);
            std::mem::swap(&mut self.values, values);
        }
        accept
    }

    /// Moves one person by Hamiltonian dynamics; returns the chance of acceptance.
    fn person(&mut self, person: usize, round: u32, step: f64, steps: u32) -> f64 {
        let k = self.choices.features;
        self.scale(person);
        let mut draws = self.people.draws(person as u64, round + 1);
        let work = &mut self.room;
        work.at.copy_from_slice(&self.tastes[person * k..(person + 1) * k]);
        work.slopes.copy_from_slice(&self.slopes[person * k..(person + 1) * k]);
        work.momentum.iter_mut().for_each(|p| *p = draws.normal());
        let chance = draws.uniform();
        let before = self.values[person] + prior(&self.upper, &self.room.at) - kinetic(&self.room.momentum);
        let mut value = 0.0;
        self.kick(step / 2.0);
        for left in (0..steps).rev() {
            self.drift(step);
            value = self.look(person);
            self.kick(if left == 0 { step / 2.0 } else { step });
        }
        let after = value + prior(&self.upper, &self.room.at) - kinetic(&self.room.momentum);
        let gain = after - before;
        // A move that left the numbers behind is never accepted.
        let accept = if gain.is_finite() { exp(gain.min(0.0)) } else { 0.0 };
        if chance < accept {
            self.values[person] = value;
            self.tastes[person * k..(person + 1) * k].copy_from_slice(&self.room.at);
            self.slopes[person * k..(person + 1) * k].copy_from_slice(&self.room.slopes);
        }
        accept
    }

    /// Finds the units of a person's move: the inverse root of what prior and choices tell together.
    fn scale(&mut self, person: usize) {
        let k = self.choices.features;
        let work = &mut self.room;
        let own = &self.information[person * k * k..(person + 1) * k * k];
        for ((out, prior), own) in work.precision.iter_mut().zip(&self.upper.precision).zip(own) {
            *out = prior + own / self.looked;
        }
        if !factor(&work.precision, k, &mut work.root) {
            // Any units are right; these only cost more steps.
            work.root.fill(0.0);
            for i in 0..k {
                work.root[i * k + i] = self.upper.precision[i * k + i].sqrt();
            }
        }
        invert_lower(&work.root, k, &mut work.inverse);
    }

    /// Changes the momentum by the slope of likelihood and prior.
    fn kick(&mut self, by: f64) {
        let k = self.choices.features;
        let work = &mut self.room;
        for (i, pull) in work.pull.iter_mut().enumerate() {
            let prior = &self.upper.precision[i * k..(i + 1) * k];
            let back: f64 = prior.iter().zip(&work.at).zip(&self.upper.means).map(|((p, at), mean)| p * (at - mean)).sum();
            *pull = work.slopes[i] - back;
        }
        for (i, momentum) in work.momentum.iter_mut().enumerate() {
            let row = &work.inverse[i * k..=i * k + i];
            *momentum += by * row.iter().zip(&work.pull).map(|(r, g)| r * g).sum::<f64>();
        }
    }

    /// Moves the tastes by the momentum.
    fn drift(&mut self, by: f64) {
        let k = self.choices.features;
        let work = &mut self.room;
        for (i, at) in work.at.iter_mut().enumerate() {
            let moved: f64 = (i..k).map(|j| work.inverse[j * k + i] * work.momentum[j]).sum();
            *at += by * moved;
        }
    }

    /// Keeps a draw, in the units that the choices came in.
    fn keep(&mut self, kept: &mut Kept, later: Option<&Later<'_>>, own: bool) {
        let k = self.choices.features;
        for ((mean, &unit), &sign) in self.upper.means.iter().zip(self.units).zip(self.signs) {
            kept.upper.push(if sign == 0.0 { mean / unit } else { mean - ln(unit) });
        }
        // Of an exponential the logarithm is shifted, so that its spread has no unit.
        let unit = |at: usize| if self.signs[at] == 0.0 { self.units[at] } else { 1.0 };
        for i in 0..k {
            kept.upper.extend((0..=i).map(|j| self.upper.covariance[i * k + j] / (unit(i) * unit(j))));
        }
        kept.log_likelihood.push(crate::num::sum(&self.values));
        for person in 0..self.choices.people() {
            coefficients(&self.tastes[person * k..(person + 1) * k], self.signs, &mut self.room.coefficients);
            self.room.coefficients.iter_mut().zip(self.units).for_each(|(value, unit)| *value /= unit);
            for (i, &value) in self.room.coefficients.iter().enumerate() {
                kept.sums[person * k + i] += value;
                kept.squares[person * k + i] += value * value;
            }
            if own {
                kept.own.extend(self.room.coefficients.iter().map(|&value| value as f32));
            }
            if let Some(later) = later {
                later.add(person, &self.room.coefficients, &mut kept.later);
            }
        }
    }
}

impl Stride {
    /// Lengthens or shortens the step until as many moves are accepted as aimed for; the mean over the second half stays.
    fn adapt(&mut self, accepted: f64, round: u32, warm_up: u32) {
        let gain = 1.0 / crate::num::pow(f64::from(round) + 3.0, 0.6);
        self.log += gain * (accepted - self.target);
        if round >= warm_up / 2 {
            self.sum += self.log;
            self.count += 1.0;
        }
        if round + 1 == warm_up && self.count > 0.0 {
            self.log = self.sum / self.count;
        }
    }
}

/// The log-density of tastes given their spread, up to a constant.
fn prior(upper: &Upper, at: &[f64]) -> f64 {
    let k = at.len();
    let mut sum = 0.0;
    for i in 0..k {
        let row: f64 = (0..k).map(|j| upper.precision[i * k + j] * (at[j] - upper.means[j])).sum();
        sum += (at[i] - upper.means[i]) * row;
    }
    -0.5 * sum
}

fn kinetic(momentum: &[f64]) -> f64 {
    0.5 * momentum.iter().map(|p| p * p).sum::<f64>()
}

/// Turns tastes into coefficients of features.
fn coefficients(tastes: &[f64], signs: &[f64], out: &mut [f64]) {
    for ((out, &taste), &sign) in out.iter_mut().zip(tastes).zip(signs) {
        *out = if sign == 0.0 { taste } else { sign * exp(taste) };
    }
}
