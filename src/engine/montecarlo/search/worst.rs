//! The few steps that do the most damage within a budget of surprise.

use crate::montecarlo::RunnerError;

use super::book::{Book, Measure};
use super::climb::{Climb, Found};
use super::lever::{Lever, Step, likelihood_of, surprise};
use super::space::Space;

/// The levers whose pairs are probed.
const PAIRED: usize = 20;

/// The best pairs, and the best events, from which a climb starts.
const STARTS: usize = 3;

/// How far a search goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// The largest surprise of all steps together; above 0. 1.64 allows what happens in one case of twenty.
    pub budget: f64,
    /// The most steps, 1 or more.
    pub most_steps: usize,
    /// The most sets that are measured. The probes take four a lever and up to two fifths for pairs; with fewer than ten a lever the search
    /// hardly gets past them.
    pub most_evaluations: usize,
    /// A damage up to this is none; 0 or more.
    pub least_gain: f64,
}

/// Steps that hurt.
#[derive(Debug, Clone, PartialEq)]
pub struct Attack {
    /// The steps, in order of levers.
    pub steps: Vec<Step>,
    /// The loss under the steps, as measured in the search: the best of many, so it flatters the attack. Confirm it on fresh streams.
    pub loss: f64,
    /// The loss without any step.
    pub base: f64,
    /// How surprising the steps are together.
    pub surprise: f64,
    /// How likely it is that things turn out at least this bad in this direction.
    pub likelihood: f64,
    /// How many sets were measured.
    pub evaluations: usize,
    /// Whether the search ended by itself, and not because it may measure no more.
    pub complete: bool,
}

/// Finds the set of steps with the largest loss inside the budget; `None` where nothing hurts.
///
/// `evaluate` measures a batch of sets and returns their losses: higher is worse, NaN for what cannot be run. It is asked for the loss
/// without any step first. One that was interrupted returns NaN for the rest, and the best so far comes back.
///
/// Each lever is probed alone, half way and to both ends. With up to three levers a grid follows; with more, all pairs of the twenty most
/// promising at half the (squared) budget each, so that two levers which only hurt together are seen. Three that only hurt together are
/// not, unless there are just three. From the best probes and from the direction in which single probes hurt most, the search climbs:
/// it adds levers, shares out the budget by finite differences, moves budget between pairs of steps, exchanges levers, and at last gives
/// back what does not add to the damage.
///
/// # Errors
/// What `evaluate` returns.
///
/// # Determinism
/// Depends on the levers, the limits and the losses returned. Of equals the first lever wins.
///
/// # Source
/// The budget and the meaning of the result: Hasofer and Lind 1974 (see [`surprise`]).
pub fn worst(levers: &[Lever], limits: &Limits, evaluate: &mut Measure<'_, Step>) -> Result<Option<Attack>, RunnerError> {
    let mut book = Book::new(evaluate, limits.most_evaluations);
    let space = Space { levers, budget: limits.budget, most: limits.most_steps };
    let Some(mut search) = Search::probe(space, &mut book)? else { return Ok(None) };
    let found = search.run(None)?;
    Ok(found.map(|found| search.attack(&found)).filter(|attack| attack.loss - attack.base > limits.least_gain.max(0.0)))
}

/// A lever by itself: where it hurts most, and how much.
#[derive(Debug, Clone, Copy)]
struct Single {
    step: Step,
    gain: f64,
    /// The steepest gain per unit of score, signed by its direction.
    slope: f64,
}

/// A search after its probes of single levers.
pub(super) struct Search<'s, 'm> {
    pub(super) climb: Climb<'s, 'm>,
    singles: Vec<Single>,
}

impl<'s, 'm> Search<'s, 'm> {
    /// Measures the world without steps and each lever alone. None where that cannot be run or no lever moves.
    pub(super) fn probe(space: Space<'s>, book: &'s mut Book<'m, Step>) -> Result<Option<Self>, RunnerError> {
        let movable = space.movable();
        if movable.is_empty() || space.most == 0 || space.budget.is_nan() || space.budget < 0.0 {
            return Ok(None);
        }
        let mut sets = vec![Vec::new()];
        let mut owners = Vec::new();
        for &lever in &movable {
            match space.ends(lever) {
                Some((down, up)) => {
                    for z in [up, down, 0.5 * up, 0.5 * down].into_iter().filter(|&z| z != 0.0) {
                        sets.push(vec![Step { lever, z }]);
                        owners.push(lever);
                    }
                }
                None => {
                    sets.extend(space.event(lever).map(|step| vec![step]));
                    owners.push(lever);
                }
            }
        }
        let values = book.values(&sets)?;
        let base = values[0];
        if base.is_nan() {
            return Ok(None);
        }
        let mut singles: Vec<Single> = Vec::new();
        let mut directions: Vec<(usize, Vec<f64>)> = Vec::new();
        for &lever in &movable {
            let probes: Vec<(Step, f64)> = (0..owners.len())
                .filter(|&place| owners[place] == lever && !values[place + 1].is_nan())
                .map(|place| (sets[place + 1][0], values[place + 1] - base))
                .collect();
            directions.push((lever, signs(&space, lever, &probes)));
            let mut best: Option<Single> = None;
            for &(step, gain) in &probes {
                let slope = if step.z == 0.0 || space.is_event(&step) { 0.0 } else { gain / step.z };
                let single = best.get_or_insert(Single { step, gain, slope: 0.0 });
                if gain > single.gain {
                    (single.step, single.gain) = (step, gain);
                }
                if gain > 0.0 && slope.abs() > single.slope.abs() {
                    single.slope = slope;
                }
            }
            singles.extend(best);
        }
        singles.sort_by(|one, other| other.gain.total_cmp(&one.gain).then(one.step.lever.cmp(&other.step.lever)));
        let rank = |lever: usize| singles.iter().position(|single| single.step.lever == lever).unwrap_or(usize::MAX);
        directions.sort_by_key(|(lever, _)| rank(*lever));
        Ok(Some(Self { climb: Climb { space, book, base, directions }, singles }))
    }

    /// Climbs from every start and polishes the best two; `from` is a start that is known already.
    pub(super) fn run(&mut self, from: Option<&[Step]>) -> Result<Option<Found>, RunnerError> {
        let mut starts: Vec<Vec<Step>> = from.and_then(|steps| self.climb.space.fit(steps)).into_iter().collect();
        starts.extend(self.leading());
        starts.extend(self.several()?);
        let mut climbed: Vec<Found> = Vec::new();
        for start in starts {
            let within = |found: &Found| start.iter().all(|step| found.steps.iter().any(|other| same_way(step, other)));
            if climbed.iter().any(within) {
                continue;
            }
            if let Some(mut found) = self.climb.best(vec![start])? {
                self.climb.grow(&mut found)?;
                climbed.push(found);
            }
        }
        climbed.sort_by(|one, other| other.loss.total_cmp(&one.loss));
        climbed.truncate(2);
        for found in &mut climbed {
            self.climb.polish(found)?;
        }
        let mut best: Option<Found> = None;
        for found in climbed {
            if best.as_ref().is_none_or(|best| found.loss > best.loss) {
                best = Some(found);
            }
        }
        Ok(best)
    }

    /// The directions in which single probes hurt most, without events and with each of the worst; then the worst singles themselves.
    fn leading(&self) -> Vec<Vec<Step>> {
        let space = self.climb.space;
        let mut slopes: Vec<Step> = self.singles.iter().map(|single| Step { lever: single.step.lever, z: single.slope }).collect();
        slopes.sort_by(|one, other| other.z.abs().total_cmp(&one.z.abs()));
        let along = |events: &[Step]| {
            let most = space.most.saturating_sub(events.len()).min(slopes.len());
            space.along(events, &slopes[..most])
        };
        let mut starts: Vec<Vec<Step>> = along(&[]).into_iter().collect();
        let worst = self.singles.iter().filter(|single| single.gain > 0.0);
        for event in worst.clone().filter(|single| space.is_event(&single.step)).take(STARTS) {
            starts.extend(along(&[event.step]));
        }
        starts.extend(worst.take(2).map(|single| vec![single.step]));
        starts
    }

    /// The best sets of several levers: on a grid where there are few levers, else of pairs.
    fn several(&mut self) -> Result<Vec<Vec<Step>>, RunnerError> {
        let space = self.climb.space;
        let sets = if self.climb.directions.len() <= 3 { self.grid() } else { self.pairs() };
        let values = self.climb.book.values(&sets)?;
        let mut order: Vec<usize> = (0..sets.len()).filter(|&place| values[place] > self.climb.base).collect();
        order.sort_by(|&one, &other| values[other].total_cmp(&values[one]).then(one.cmp(&other)));
        // Of one set of levers the best is enough: the climb goes to its neighbours by itself.
        let mut starts: Vec<Vec<Step>> = Vec::new();
        for place in order {
            let known = |start: &Vec<Step>| start.len() == sets[place].len() && start.iter().zip(&sets[place]).all(|(a, b)| same_way(a, b));
            if starts.len() < STARTS && !starts.iter().any(known) {
                starts.push(sets[place].clone());
            }
        }
        debug_assert!(starts.iter().all(|start| start.len() <= space.most));
        Ok(starts)
    }

    /// What two fifths of the evaluations allow.
    fn allowance(&self) -> usize {
        let book = &self.climb.book;
        book.limit.saturating_sub(book.evaluations) / 5 * 2
    }

    /// All combinations of evenly spaced scores of up to three levers, drawn in to the budget.
    fn grid(&self) -> Vec<Vec<Step>> {
        let space = self.climb.space;
        let levers = space.movable();
        let nominal = [33_usize, 17, 9][levers.len().clamp(1, 3) - 1];
        let total = |points: usize| (0..levers.len()).fold(1_usize, |total, _| total.saturating_mul(points));
        let points = (3..=nominal).rev().step_by(2).find(|&points| total(points) <= self.allowance()).unwrap_or(3);
        let axis = |lever: usize| -> Vec<Option<Step>> {
            match space.ends(lever) {
                None => vec![None, space.event(lever)],
                Some((down, up)) => {
                    let half = points / 2;
                    let at = |point: usize| {
                        let part = (point as f64 - half as f64) / half as f64;
                        Step { lever, z: if part < 0.0 { -part * down } else { part * up } }
                    };
                    (0..points).map(|point| Some(at(point)).filter(|step| step.z != 0.0)).collect()
                }
            }
        };
        let mut sets: Vec<Vec<Step>> = vec![Vec::new()];
        for &lever in &levers {
            let axis = axis(lever);
            sets = sets.iter().flat_map(|set| axis.iter().map(move |step| set.iter().copied().chain(*step).collect())).collect();
        }
        sets.iter().filter_map(|set| space.fit(set)).collect()
    }

    /// All pairs of the most promising levers, each with half of the squared budget.
    fn pairs(&self) -> Vec<Vec<Step>> {
        let space = self.climb.space;
        if space.most < 2 {
            return Vec::new();
        }
        let half = space.budget * std::f64::consts::FRAC_1_SQRT_2;
        let pushed = |(lever, signs): &(usize, Vec<f64>)| -> Vec<Step> {
            space
                .event(*lever)
                .map_or_else(|| signs.iter().map(|sign| Step { lever: *lever, z: sign * half }).collect(), |event| vec![event])
        };
        let steps: Vec<Vec<Step>> = self.climb.directions.iter().take(PAIRED).map(pushed).collect();
        let allowance = self.allowance();
        let mut sets = Vec::new();
        for (second, of_second) in steps.iter().enumerate() {
            let mut more = Vec::new();
            for of_first in &steps[..second] {
                more.extend(of_first.iter().flat_map(|a| of_second.iter().filter_map(|b| space.fit(&[*a, *b]))));
            }
            if sets.len() + more.len() > allowance {
                break;
            }
            sets.extend(more);
        }
        sets
    }

    pub(super) fn attack(&self, found: &Found) -> Attack {
        let levers = self.climb.space.levers;
        Attack {
            surprise: surprise(levers, &found.steps),
            likelihood: likelihood_of(levers, &found.steps),
            loss: found.loss,
            base: self.climb.base,
            steps: found.steps.clone(),
            evaluations: self.climb.book.evaluations,
            complete: !self.climb.book.is_full(),
        }
    }
}

/// Whether two steps push one lever in one direction.
fn same_way(one: &Step, other: &Step) -> bool {
    one.lever == other.lever && (one.z < 0.0) == (other.z < 0.0)
}

/// The directions in which a lever is worth trying with others: the one in which it hurts alone if it helps in the other, else both.
fn signs(space: &Space<'_>, lever: usize, probes: &[(Step, f64)]) -> Vec<f64> {
    let Some((down, up)) = space.ends(lever) else { return vec![1.0] };
    let most = |sign: f64| probes.iter().filter(|(step, _)| step.z * sign > 0.0).map(|(_, gain)| *gain).fold(f64::NEG_INFINITY, f64::max);
    let (above, below) = (most(1.0), most(-1.0));
    let open = |sign: f64| if sign > 0.0 { up > 0.0 && !(above < 0.0 && below > 0.0) } else { down < 0.0 && !(below < 0.0 && above > 0.0) };
    [1.0, -1.0].into_iter().filter(|&sign| open(sign)).collect()
}
