//! From a start to the best set near it: add, share out the budget, exchange, leave out.

use crate::montecarlo::RunnerError;

use super::book::{Book, best};
use super::lever::Step;
use super::space::Space;

/// A measured set.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    pub(super) steps: Vec<Step>,
    pub(super) loss: f64,
}

/// How a set grows: what a new lever gets, as a multiple of an even share of the squared budget. The small one is for a lever that is
/// worth little beside those that are in.
const SHARES: [f64; 2] = [1.0, 0.08];

/// Half the tangents of the turns by which budget moves between two levers, coarse to fine: from 28° down to 2°.
const TURNS: [f64; 5] = [0.25, 0.125, 0.0625, 0.031_25, 0.015_625];

/// How often one kind of move is repeated at most.
const REPEATS: usize = 12;

/// The share of the damage that may be given up to make a set less surprising.
const WORTH: f64 = 1e-3;

/// A climb over sets of steps.
pub(super) struct Climb<'s, 'm> {
    pub(super) space: Space<'s>,
    pub(super) book: &'s mut Book<'m, Step>,
    /// The loss without any step.
    pub(super) base: f64,
    /// The levers that can be pushed, most promising first, each with the directions in which it is tried.
    pub(super) directions: Vec<(usize, Vec<f64>)>,
}

impl Climb<'_, '_> {
    /// The best of some sets.
    pub(super) fn best(&mut self, sets: Vec<Vec<Step>>) -> Result<Option<Found>, RunnerError> {
        let values = self.book.values(&sets)?;
        Ok(best(&values).map(|place| Found { loss: values[place], steps: sets[place].clone() }))
    }

    /// Moves to the best of some sets if it is better.
    fn improve(&mut self, found: &mut Found, sets: Vec<Vec<Step>>) -> Result<bool, RunnerError> {
        let grain = 1e-9 * (found.loss - self.base).abs();
        match self.best(sets)? {
            Some(better) if better.loss > found.loss + grain => {
                *found = better;
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    /// Adds levers one at a time as long as that gains, sharing out the budget anew after each.
    pub(super) fn grow(&mut self, found: &mut Found) -> Result<(), RunnerError> {
        self.share_out(found)?;
        while found.steps.len() < self.space.most && self.add_one(found)? {
            self.share_out(found)?;
        }
        Ok(())
    }

    fn add_one(&mut self, found: &mut Found) -> Result<bool, RunnerError> {
        for share in SHARES {
            let even = self.space.beside_events(&found.steps).max(0.0) / found.steps.len() as f64;
            let sets = self.with_each_other_lever(&found.steps, None, (even * share).sqrt());
            if self.improve(found, sets)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The set with every lever that is not in it, pushed by `size`; instead of the step at `out`, if there is one.
    fn with_each_other_lever(&self, steps: &[Step], out: Option<usize>, size: f64) -> Vec<Vec<Step>> {
        let kept: Vec<Step> = steps.iter().enumerate().filter(|(place, _)| Some(*place) != out).map(|(_, step)| *step).collect();
        let mut sets = Vec::new();
        for (lever, signs) in &self.directions {
            if steps.iter().any(|step| step.lever == *lever) {
                continue;
            }
            let pushed = self
                .space
                .event(*lever)
                .map_or_else(|| signs.iter().map(|sign| Step { lever: *lever, z: sign * size }).collect(), |event| vec![event]);
            sets.extend(pushed.into_iter().filter_map(|step| {
                let mut set = kept.clone();
                set.push(step);
                self.space.fit(&set)
            }));
        }
        sets
    }

    /// Shares out the budget in proportion to what each lever gains at the margin, as long as that gains.
    fn share_out(&mut self, found: &mut Found) -> Result<(), RunnerError> {
        for _ in 0..3 {
            let slopes = self.slopes(found)?;
            let events: Vec<Step> = found.steps.iter().copied().filter(|step| self.space.is_event(step)).collect();
            let Some(there) = self.space.along(&events, &slopes) else { return Ok(()) };
            let way = |part: f64| {
                let between = |step: &Step| {
                    let to = there.iter().find(|other| other.lever == step.lever).map_or(0.0, |other| other.z);
                    Step { z: if self.space.is_event(step) { step.z } else { part.mul_add(to - step.z, step.z) }, ..*step }
                };
                self.space.fit(&found.steps.iter().map(between).collect::<Vec<_>>())
            };
            let sets: Vec<Vec<Step>> = [1.0, 0.5, 0.2].into_iter().filter_map(way).collect();
            if !self.improve(found, sets)? {
                break;
            }
        }
        Ok(())
    }

    /// The gain per unit of score of each step, by central differences. The probes may lie a little past the budget; no result does.
    fn slopes(&mut self, found: &Found) -> Result<Vec<Step>, RunnerError> {
        let width = 0.05 * self.space.budget;
        let mut probes: Vec<(usize, f64)> = Vec::new();
        for (place, step) in found.steps.iter().enumerate() {
            if let Some((down, up)) = self.space.ends(step.lever) {
                probes.extend([(place, (step.z - width).max(down)), (place, (step.z + width).min(up))]);
            }
        }
        let moved = |&(place, z): &(usize, f64)| {
            let mut set = found.steps.clone();
            set[place].z = z;
            set
        };
        let values = self.book.values(&probes.iter().map(moved).collect::<Vec<_>>())?;
        let mut slopes = Vec::new();
        for (pair, values) in probes.chunks(2).zip(values.chunks(2)) {
            let at = |end: usize| if values[end].is_nan() { (found.steps[pair[end].0].z, found.loss) } else { (pair[end].1, values[end]) };
            let ((from, low), (to, high)) = (at(0), at(1));
            let slope = if to > from { (high - low) / (to - from) } else { 0.0 };
            slopes.push(Step { lever: found.steps[pair[0].0].lever, z: slope });
        }
        Ok(slopes)
    }

    /// Polishes a set: moves budget between pairs of levers and into what is unspent, exchanges levers, leaves out what is worth nothing.
    pub(super) fn polish(&mut self, found: &mut Found) -> Result<(), RunnerError> {
        self.turn(found)?;
        for _ in 0..REPEATS {
            if !self.exchange(found)? {
                break;
            }
            self.share_out(found)?;
            self.turn(found)?;
        }
        self.leave_out(found)
    }

    /// Turns the set on the sphere of the budget, in the plane of two levers or of one lever and the budget that is unspent, first by
    /// large angles and then by small ones, until no turn gains.
    pub(super) fn turn(&mut self, found: &mut Found) -> Result<(), RunnerError> {
        for half in TURNS {
            for _ in 0..REPEATS {
                let sets = self.turned(&found.steps, half);
                if !self.improve(found, sets)? {
                    break;
                }
            }
        }
        Ok(())
    }

    fn turned(&self, steps: &[Step], half: f64) -> Vec<Vec<Step>> {
        let square = half * half;
        let (cosine, sine) = ((1.0 - square) / (1.0 + square), 2.0 * half / (1.0 + square));
        let moved: Vec<usize> = (0..steps.len()).filter(|&place| !self.space.is_event(&steps[place])).collect();
        let unspent = self.space.slack(steps).sqrt();
        let mut sets = Vec::new();
        for (rank, &one) in moved.iter().enumerate() {
            for sine in [sine, -sine] {
                for &other in &moved[rank + 1..] {
                    let mut set = steps.to_vec();
                    set[one].z = cosine.mul_add(steps[one].z, -sine * steps[other].z);
                    set[other].z = cosine.mul_add(steps[other].z, sine * steps[one].z);
                    sets.extend(self.space.fit(&set));
                }
                let mut set = steps.to_vec();
                set[one].z = cosine.mul_add(steps[one].z, -sine * unspent);
                sets.extend(self.space.fit(&set));
            }
        }
        sets
    }

    /// Exchanges one step for a lever that is not in the set.
    fn exchange(&mut self, found: &mut Found) -> Result<bool, RunnerError> {
        let sets = (0..found.steps.len())
            .flat_map(|out| {
                let step = found.steps[out];
                let even = (self.space.beside_events(&found.steps).max(0.0) / found.steps.len() as f64).sqrt();
                self.with_each_other_lever(&found.steps, Some(out), if self.space.is_event(&step) { even } else { step.z.abs() })
            })
            .collect();
        self.improve(found, sets)
    }

    /// Leaves out and shortens steps that are worth nothing, so that the set is no more surprising than its damage needs. All of it
    /// together costs [`WORTH`] of the damage at most.
    fn leave_out(&mut self, found: &mut Found) -> Result<(), RunnerError> {
        let floor = WORTH.mul_add(self.base - found.loss, found.loss);
        for _ in 0..REPEATS * 2 {
            let mut sets = self.shortened(&found.steps);
            sets.sort_by(|one, other| self.space.slack(other).total_cmp(&self.space.slack(one)));
            let values = self.book.values(&sets)?;
            let enough = (0..sets.len()).find(|&place| values[place] >= floor);
            let Some(place) = enough else { break };
            *found = Found { steps: sets.swap_remove(place), loss: values[place] };
        }
        Ok(())
    }
    /// The set with one step left out or shortened.
    fn shortened(&self, steps: &[Step]) -> Vec<Vec<Step>> {
        let mut sets = Vec::new();
        for (place, step) in steps.iter().enumerate() {
            let others = || steps.iter().enumerate().filter(move |(other, _)| *other != place).map(|(_, step)| *step);
            sets.extend(self.space.fit(&others().collect::<Vec<_>>()));
            if !self.space.is_event(step) {
                let shorter = |part: f64| self.space.fit(&others().chain([Step { z: step.z * part, ..*step }]).collect::<Vec<_>>());
                sets.extend([0.5, 0.9].into_iter().filter_map(shorter));
            }
        }
        sets
    }
}
