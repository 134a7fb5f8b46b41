//! Everybody's own tastes moved along the slope of their likelihood, eight people side by side.

use super::crowd::Choices;
use super::dense::{factor_lanes, invert_lower_lanes};
use super::upper::Upper;
use crate::num::Kernel;
use crate::num::lanes::{Lanes, exp_lane, fma};

/// Where everybody is, eight people after eight: tastes, and the slopes and the value of their log-likelihood there.
#[derive(Debug, Clone)]
pub(super) struct State {
    pub(super) tastes: Vec<Lanes>,
    pub(super) slopes: Vec<Lanes>,
    pub(super) values: Vec<Lanes>,
}

impl State {
    pub(super) fn new(octets: usize, features: usize) -> Self {
        let zeros = || vec![[0.0; 8]; octets * features];
        Self { tastes: zeros(), slopes: zeros(), values: vec![[0.0; 8]; octets] }
    }
}

/// Memory for eight people that is used again and again.
#[derive(Debug, Clone)]
pub(super) struct Room {
    pub(super) odds: Vec<Lanes>,
    pub(super) coefficients: Vec<Lanes>,
    at: Vec<Lanes>,
    slopes: Vec<Lanes>,
    pull: Vec<Lanes>,
    momentum: Vec<Lanes>,
    square: Vec<Lanes>,
    root: Vec<Lanes>,
}

impl Room {
    pub(super) fn new(features: usize) -> Self {
        let zeros = || vec![[0.0; 8]; features];
        let half = || vec![[0.0; 8]; features * (features + 1) / 2];
        Self {
            odds: Vec::new(),
            coefficients: zeros(),
            at: zeros(),
            slopes: zeros(),
            pull: zeros(),
            momentum: zeros(),
            square: half(),
            root: half(),
        }
    }
}

/// Turns tastes into coefficients of features.
#[inline(always)]
pub(super) fn coefficients(tastes: &[Lanes], signs: &[f64], out: &mut [Lanes]) {
    for ((out, taste), &sign) in out.iter_mut().zip(tastes).zip(signs) {
        *out = *taste;
        if sign != 0.0 {
            for value in out {
                *value = sign * exp_lane(*value);
            }
        }
    }
}

/// Choices, and for each taste 0 or the sign of an exponential.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told<'a> {
    pub(super) choices: &'a Choices,
    pub(super) signs: &'a [f64],
}

impl Told<'_> {
    /// Returns the log-likelihood of eight people at given tastes, and writes its slopes along them.
    #[inline(always)]
    pub(super) fn look(self, octet: usize, tastes: &[Lanes], room: (&mut Vec<Lanes>, &mut [Lanes]), slopes: &mut [Lanes]) -> Lanes {
        let (odds, along) = room;
        coefficients(tastes, self.signs, along);
        let value = self.choices.look(octet, along, odds, slopes);
        for ((slope, along), &sign) in slopes.iter_mut().zip(&*along).zip(self.signs) {
            if sign != 0.0 {
                for lane in 0..8 {
                    slope[lane] *= along[lane];
                }
            }
        }
        value
    }
}

/// Looks at where everybody is.
pub(super) struct Look<'a> {
    pub(super) told: Told<'a>,
    pub(super) state: &'a mut State,
    pub(super) room: &'a mut Room,
}

impl Kernel for Look<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { told, state, room } = self;
        let k = told.signs.len();
        for (octet, value) in state.values.iter_mut().enumerate() {
            let (tastes, slopes) = (&state.tastes[octet * k..][..k], &mut state.slopes[octet * k..][..k]);
            *value = told.look(octet, tastes, (&mut room.odds, &mut room.coefficients), slopes);
        }
    }
}

/// Writes what everybody's choices tell of their tastes, where these are now: the lower half row by row, eight people after eight.
pub(super) struct Information<'a> {
    pub(super) told: Told<'a>,
    pub(super) tastes: &'a [Lanes],
    pub(super) out: &'a mut [Lanes],
    pub(super) room: &'a mut Room,
}

impl Kernel for Information<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { told, tastes, out, room } = self;
        let k = told.signs.len();
        for (octet, out) in out.chunks_exact_mut(k * (k + 1) / 2).enumerate() {
            coefficients(&tastes[octet * k..][..k], told.signs, &mut room.coefficients);
            told.choices.information(octet, &room.coefficients, &mut room.odds, out);
            for i in 0..k {
                for j in 0..=i {
                    for (lane, cell) in out[i * (i + 1) / 2 + j].iter_mut().enumerate() {
                        let bend = |k: usize| if told.signs[k] == 0.0 { 1.0 } else { room.coefficients[k][lane] };
                        let value = *cell * bend(i) * bend(j);
                        *cell = if value.is_finite() { value } else { 0.0 };
                    }
                }
            }
        }
    }
}

/// Finds the units of everybody's moves: the inverse root of what prior and choices tell together.
pub(super) struct Scale<'a> {
    /// The prior's precision, on average.
    pub(super) precision: &'a [f64],
    pub(super) information: &'a [Lanes],
    /// How often it was added up.
    pub(super) looked: f64,
    pub(super) units: &'a mut [Lanes],
    pub(super) room: &'a mut Room,
}

impl Kernel for Scale<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { precision, information, looked, units, room } = self;
        let k = room.at.len();
        let half = k * (k + 1) / 2;
        for (information, units) in information.chunks_exact(half).zip(units.chunks_exact_mut(half)) {
            for i in 0..k {
                for j in 0..=i {
                    let cell = i * (i + 1) / 2 + j;
                    room.square[cell] = information[cell].map(|sum| precision[i * k + j] + sum / looked);
                }
            }
            factor_lanes(&room.square, k, &mut room.root);
            invert_lower_lanes(&room.root, k, units);
        }
    }
}

/// Moves everybody once by Hamiltonian dynamics, each by their own chance; returns the mean chance of acceptance.
pub(super) struct Move<'a> {
    pub(super) told: Told<'a>,
    pub(super) upper: &'a Upper,
    pub(super) units: &'a [Lanes],
    pub(super) state: &'a mut State,
    /// Standard normals, feature by feature, and uniforms, for every place.
    pub(super) chance: (&'a [f32], &'a [f32]),
    pub(super) step: f64,
    pub(super) steps: u32,
    pub(super) room: &'a mut Room,
}

impl Kernel for Move<'_> {
    type Output = f64;

    #[inline(always)]
    fn run(self) -> f64 {
        let Self { told, upper, units, state, chance: (normals, uniforms), step, steps, room } = self;
        let k = told.signs.len();
        let (half, places, people) = (k * (k + 1) / 2, uniforms.len(), told.choices.people());
        let Room { odds, coefficients, at, slopes, pull: force, momentum, .. } = room;
        let mut sum = [0.0; 8];
        for octet in 0..told.choices.octets() {
            let units = &units[octet * half..][..half];
            let (tastes, steep) = (&mut state.tastes[octet * k..][..k], &mut state.slopes[octet * k..][..k]);
            at.copy_from_slice(tastes);
            slopes.copy_from_slice(steep);
            for (momentum, normals) in momentum.iter_mut().zip(normals.chunks_exact(places)) {
                for (momentum, &normal) in momentum.iter_mut().zip(&normals[8 * octet..][..8]) {
                    *momentum = f64::from(normal);
                }
            }
            let mut gain = [0.0; 8];
            let prior = pull(upper, at, slopes, force);
            let kinetic = half_squares(momentum);
            for lane in 0..8 {
                gain[lane] = kinetic[lane] - prior[lane] - state.values[octet][lane];
            }
            let mut value = [0.0; 8];
            let mut prior = [0.0; 8];
            kick(units, force, step / 2.0, momentum);
            for left in (0..steps).rev() {
                drift(units, momentum, step, at);
                value = told.look(octet, at, (odds, coefficients), slopes);
                prior = pull(upper, at, slopes, force);
                kick(units, force, if left == 0 { step / 2.0 } else { step }, momentum);
            }
            let kinetic = half_squares(momentum);
            let mut accept = [0.0; 8];
            for lane in 0..8 {
                gain[lane] += value[lane] + prior[lane] - kinetic[lane];
                let certain = if gain[lane] > 0.0 { 0.0 } else { gain[lane] };
                let likely = exp_lane(certain);
                // A move that left the numbers behind is never accepted.
                accept[lane] = if gain[lane].abs() < f64::INFINITY { likely } else { 0.0 };
                sum[lane] += if 8 * octet + lane < people { accept[lane] } else { 0.0 };
            }
            let mut taken = [0.0; 8];
            for (taken, (&uniform, &accept)) in taken.iter_mut().zip(uniforms[8 * octet..][..8].iter().zip(&accept)) {
                *taken = if f64::from(uniform) < accept { 1.0 } else { 0.0 };
            }
            choose(&taken, &value, &mut state.values[octet]);
            for ((tastes, steep), (at, slopes)) in tastes.iter_mut().zip(steep).zip(at.iter().zip(&*slopes)) {
                choose(&taken, at, tastes);
                choose(&taken, slopes, steep);
            }
        }
        across(&sum) / people as f64
    }
}

/// Takes what is new where the mark is above 0.
#[inline(always)]
fn choose(taken: &Lanes, new: &Lanes, old: &mut Lanes) {
    for lane in 0..8 {
        old[lane] = if taken[lane] > 0.0 { new[lane] } else { old[lane] };
    }
}

/// Writes the slopes of likelihood and prior together; returns the log-density of tastes given their spread, up to a constant.
#[inline(always)]
fn pull(upper: &Upper, at: &[Lanes], slopes: &[Lanes], out: &mut [Lanes]) -> Lanes {
    let mut density = [0.0; 8];
    for (i, (out, slope)) in out.iter_mut().zip(slopes).enumerate() {
        let row = &upper.precision[i * at.len()..][..at.len()];
        let mut back = [0.0; 8];
        for ((at, &p), &mean) in at.iter().zip(row).zip(&upper.means) {
            for lane in 0..8 {
                back[lane] = (at[lane] - mean).mul_add(p, back[lane]);
            }
        }
        for lane in 0..8 {
            out[lane] = slope[lane] - back[lane];
            density[lane] = (-0.5 * back[lane]).mul_add(at[i][lane] - upper.means[i], density[lane]);
        }
    }
    density
}

/// Changes the momentum by the slope of likelihood and prior.
#[inline(always)]
fn kick(units: &[Lanes], pull: &[Lanes], by: f64, momentum: &mut [Lanes]) {
    for (i, momentum) in momentum.iter_mut().enumerate() {
        let mut sum = [0.0; 8];
        for (unit, pull) in units[i * (i + 1) / 2..][..=i].iter().zip(pull) {
            sum = fma(unit, pull, &sum);
        }
        *momentum = fma(&[by; 8], &sum, momentum);
    }
}

/// Moves the tastes by the momentum.
#[inline(always)]
fn drift(units: &[Lanes], momentum: &[Lanes], by: f64, at: &mut [Lanes]) {
    for (i, at) in at.iter_mut().enumerate() {
        let mut sum = [0.0; 8];
        for (j, momentum) in momentum.iter().enumerate().skip(i) {
            let unit = &units[j * (j + 1) / 2 + i];
            sum = fma(unit, momentum, &sum);
        }
        *at = fma(&[by; 8], &sum, at);
    }
}

#[inline(always)]
fn half_squares(momentum: &[Lanes]) -> Lanes {
    let mut sum = [0.0; 8];
    for momentum in momentum {
        for lane in 0..8 {
            sum[lane] = (0.5 * momentum[lane]).mul_add(momentum[lane], sum[lane]);
        }
    }
    sum
}

/// The sum of eight lanes, always in one order.
#[inline(always)]
pub(super) fn across(lanes: &Lanes) -> f64 {
    ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]))
}
