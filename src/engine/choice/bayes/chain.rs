//! One chain: the spread of tastes drawn anew, everybody's tastes moved along the slope of their likelihood, then spread and tastes together.

use super::Settings;
use super::crowd::Choices;
use super::joint::{Joint, total};
use super::later::{Foretold, Later};
use super::moves::{Information, Look, Move, Room, Scale, State, Told, coefficients};
use super::upper::Upper;
use crate::num::lanes::Lanes;
use crate::num::{Kernel, Path, exp, ln, run};
use crate::random::{At, Purpose, Stream, Streams};

/// The share of moves that warm-up aims to have accepted.
const TARGET: f64 = 0.85;

/// How far a move goes, in units in which what is moved has a spread of about 1: of a person's tastes, and of spread and tastes together.
const REACH: f64 = 2.4;
const JOINT_REACH: f64 = 2.2;

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
    told: Told<'a>,
    /// The units of the features: inside a chain tastes are for one of them.
    units: &'a [f64],
    settings: &'a Settings,
    streams: Streams,
    spread: Stream,
    upper: Upper,
    state: State,
    joint: Joint,
    /// What everybody's choices tell, eight people after eight, and the precision of the spread, summed up over warm-up.
    information: Vec<Lanes>,
    precision: Vec<f64>,
    looked: f64,
    /// The units of everybody's moves.
    own_units: Vec<Lanes>,
    normals: Vec<f32>,
    uniforms: Vec<f32>,
    /// Sums over draws of coefficients and of their squares, eight people after eight.
    sums: [Vec<Lanes>; 2],
    room: Room,
}

/// A length that warm-up settles.
struct Stride {
    log: f64,
    sum: f64,
    count: f64,
    reach: f64,
}

impl<'a> Chain<'a> {
    pub(super) fn new(choices: &'a Choices, (signs, units): (&'a [f64], &'a [f64]), settings: &'a Settings, number: u32) -> Self {
        let (k, octets) = (choices.features, choices.octets());
        let half = k * (k + 1) / 2;
        let streams = Streams::new(settings.seed, At { theta: number, inner: 0 });
        let lanes = |each: usize| vec![[0.0; 8]; octets * each];
        let mut chain = Self {
            told: Told { choices, signs },
            units,
            settings,
            streams,
            spread: streams.stream(Purpose::TasteSpread),
            upper: Upper::start(k),
            state: State::new(octets, k),
            joint: Joint::new(octets, k),
            information: lanes(half),
            precision: vec![0.0; k * k],
            looked: 0.0,
            own_units: lanes(half),
            normals: vec![0.0; 8 * octets * k],
            uniforms: vec![0.0; 8 * octets],
            sums: [lanes(k), lanes(k)],
            room: Room::new(k),
        };
        chain.draw_chance(0);
        for (octet, tastes) in chain.state.tastes.chunks_exact_mut(k).enumerate() {
            for (taste, normals) in tastes.iter_mut().zip(chain.normals.chunks_exact(8 * octets)) {
                for (taste, &normal) in taste.iter_mut().zip(&normals[8 * octet..]) {
                    *taste = 0.1 * f64::from(normal);
                }
            }
        }
        run(Path::Widest, Look { told: chain.told, state: &mut chain.state, room: &mut chain.room });
        chain.gather();
        chain
    }

    /// Draws what everybody's move needs by chance.
    fn draw_chance(&mut self, round: u32) {
        let places = self.uniforms.len() as u64;
        self.streams.fill_normals(Purpose::TasteStep, 2 * round, 0..places, self.told.signs.len(), &mut self.normals);
        self.streams.fill_uniforms(Purpose::TasteStep, 2 * round + 1, 0..places, 1, &mut self.uniforms);
    }

    /// Adds up what everybody's choices tell where their tastes are now, and takes units of moves from all that was added up.
    fn gather(&mut self) {
        let mut own = vec![[0.0; 8]; self.information.len()];
        run(Path::Widest, Information { told: self.told, tastes: &self.state.tastes, out: &mut own, room: &mut self.room });
        for (sum, own) in self.information.iter_mut().zip(&own) {
            sum.iter_mut().zip(own).for_each(|(sum, own)| *sum += own);
        }
        self.precision.iter_mut().zip(&self.upper.precision).for_each(|(sum, precision)| *sum += precision);
        self.looked += 1.0;
        let precision: Vec<f64> = self.precision.iter().map(|sum| sum / self.looked).collect();
        let (information, looked) = (&self.information, self.looked);
        run(Path::Widest, Scale { precision: &precision, information, looked, units: &mut self.own_units, room: &mut self.room });
        self.joint.gather(&self.upper, &self.state.tastes, &own, (&precision, looked), &self.settings.prior);
    }

    /// Runs warm-up and then the draws that are kept.
    pub(super) fn run(mut self, later: Option<&Later<'_>>) -> Kept {
        let k = self.told.signs.len();
        let people = self.told.choices.people();
        let (warm_up, draws) = (self.settings.warm_up, self.settings.draws);
        let mut kept = Kept {
            upper: Vec::with_capacity(draws as usize * (k + k * (k + 1) / 2)),
            log_likelihood: Vec::with_capacity(draws as usize),
            sums: Vec::new(),
            squares: Vec::new(),
            own: Vec::new(),
            later: later.map_or_else(Foretold::default, Later::zeros),
            accepted: 0.0,
            step: 0.0,
        };
        let mut stride = Stride { log: ln(0.5), sum: 0.0, count: 0.0, reach: REACH };
        let mut joint = Stride { log: ln(0.3), sum: 0.0, count: 0.0, reach: JOINT_REACH };
        for round in 0..warm_up + draws {
            let mut draw = self.spread.draws(0, round);
            self.upper.draw((&self.state.tastes, people), &self.settings.prior, &mut draw);
            let accepted = self.everybody(round, stride.length(draw.uniform()));
            let length = joint.length(draw.uniform());
            let upper = (&mut self.upper, &mut self.state);
            let moved = self.joint.step(self.told, upper, &self.settings.prior, length, &mut self.spread.draws(1, round), &mut self.room);
            if round < warm_up {
                stride.adapt(accepted, round, warm_up);
                joint.adapt(moved, round, warm_up);
                // What was gathered far from where people belong is forgotten twice.
                if round == warm_up / 8 || round == warm_up / 2 {
                    self.information.fill([0.0; 8]);
                    self.precision.fill(0.0);
                    self.joint.forget();
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
        [kept.sums, kept.squares] = [0, 1].map(|which| self.by_person(&self.sums[which]).collect());
        kept.later = later.map_or_else(Foretold::default, |later| later.in_order(&kept.later));
        kept
    }

    /// Moves everybody once; returns the mean chance of acceptance.
    fn everybody(&mut self, round: u32, (step, steps): (f64, u32)) -> f64 {
        self.draw_chance(round + 1);
        run(
            Path::Widest,
            Move {
                told: self.told,
                upper: &self.upper,
                units: &self.own_units,
                state: &mut self.state,
                chance: (&self.normals, &self.uniforms),
                step,
                steps,
                room: &mut self.room,
            },
        )
    }

    /// What stands eight people after eight, person by person in the order of the choices.
    fn by_person<'b>(&self, lanes: &'b [Lanes]) -> impl Iterator<Item = f64> + 'b {
        let k = self.told.signs.len();
        let mut places = vec![0; self.told.choices.people()];
        self.told.choices.order.iter().enumerate().for_each(|(place, &person)| places[person] = place);
        places.into_iter().flat_map(move |place| (0..k).map(move |i| lanes[place / 8 * k + i][place % 8]))
    }

    /// Keeps a draw, in the units that the choices came in.
    fn keep(&mut self, kept: &mut Kept, later: Option<&Later<'_>>, own: bool) {
        let k = self.told.signs.len();
        let signs = self.told.signs;
        for ((mean, &unit), &sign) in self.upper.means.iter().zip(self.units).zip(signs) {
            kept.upper.push(if sign == 0.0 { mean / unit } else { mean - ln(unit) });
        }
        // Of an exponential the logarithm is shifted, so that its spread has no unit.
        let unit = |at: usize| if signs[at] == 0.0 { self.units[at] } else { 1.0 };
        for i in 0..k {
            kept.upper.extend((0..=i).map(|j| self.upper.covariance[i * k + j] / (unit(i) * unit(j))));
        }
        kept.log_likelihood.push(total(&self.state.values));
        // The place where a joint move would put everybody is free now.
        let values = &mut self.joint.state.tastes;
        run(Path::Widest, Coefficients { tastes: &self.state.tastes, signs, units: self.units, sums: &mut self.sums, out: values });
        if own {
            kept.own.extend(self.by_person(&self.joint.state.tastes).map(|value| value as f32));
        }
        if let Some(later) = later {
            run(Path::Widest, later.add(&self.joint.state.tastes, &mut kept.later));
        }
    }
}

impl Stride {
    /// Returns the length of a step, some longer and some shorter, and how many there are to a move.
    fn length(&self, uniform: f64) -> (f64, u32) {
        let step = exp(self.log);
        (step * (0.8 + 0.4 * uniform), (self.reach / step).round().clamp(1.0, MOST_STEPS) as u32)
    }

    /// Lengthens or shortens the step until as many moves are accepted as aimed for; the mean over the second half stays.
    fn adapt(&mut self, accepted: f64, round: u32, warm_up: u32) {
        let gain = 1.0 / crate::num::pow(f64::from(round) + 3.0, 0.6);
        self.log += gain * (accepted - TARGET);
        if round >= warm_up / 2 {
            self.sum += self.log;
            self.count += 1.0;
        }
        if round + 1 == warm_up && self.count > 0.0 {
            self.log = self.sum / self.count;
        }
    }
}

/// Turns everybody's tastes into coefficients in the units that the choices came in, and adds them up.
struct Coefficients<'a> {
    tastes: &'a [Lanes],
    signs: &'a [f64],
    units: &'a [f64],
    sums: &'a mut [Vec<Lanes>; 2],
    out: &'a mut [Lanes],
}

impl Kernel for Coefficients<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let k = self.signs.len();
        let [sums, squares] = self.sums;
        let sums = sums.chunks_exact_mut(k).zip(squares.chunks_exact_mut(k));
        for ((tastes, out), (sums, squares)) in self.tastes.chunks_exact(k).zip(self.out.chunks_exact_mut(k)).zip(sums) {
            coefficients(tastes, self.signs, out);
            for (((out, unit), sum), square) in out.iter_mut().zip(self.units).zip(sums).zip(squares) {
                for lane in 0..8 {
                    out[lane] /= unit;
                    sum[lane] += out[lane];
                    square[lane] = out[lane].mul_add(out[lane], square[lane]);
                }
            }
        }
    }
}
