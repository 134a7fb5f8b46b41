//! One economy, month by month.

use crate::random::Streams;

use super::choose::Chooser;
use super::incomes::{Columns, Pay, incomes};
use super::look::Look;
use super::numbers::Numbers;
use super::outcome::Outcomes;
use super::paths::Month;
use super::people::{Keys, flag, key_of, somebody};
use super::state::State;
use super::turns::{BATCH, Turn, Turns};

/// Firms whose draws are made at a time.
const WIDTH: usize = 1024;

/// What a worker keeps between runs.
#[derive(Debug, Clone, Default)]
pub struct Scratch {
    /// The state at the scenario's start, for arms that share a past.
    pub(super) then: State,
    pub(super) state: State,
    pub(super) look: Look,
    pub(super) pay: Vec<Pay>,
    pub(super) normals: Vec<f32>,
    pub(super) turns: Turns,
    pub(super) columns: Columns,
}

/// One arm of one economy, with its surroundings month by month.
#[derive(Debug, Clone)]
pub(super) struct ArmPlan {
    pub(super) numbers: Numbers,
    /// The first month, which is in the past, and the surroundings from there on.
    pub(super) first: i32,
    pub(super) months: Vec<Month>,
}

impl ArmPlan {
    pub(super) fn new(numbers: Numbers, past: u32, months: u32) -> Self {
        let first = -(past as i32);
        Self { numbers, first, months: (first..months as i32).map(|month| Month::at(&numbers, month)).collect() }
    }

    fn month(&self, now: i32) -> &Month {
        &self.months[(now - self.first) as usize]
    }
}

/// Runs months of one arm, telling the outcomes of those that are `told`, in order. The others are lived and not looked at.
pub(super) fn run(
    plan: &ArmPlan,
    streams: &Streams,
    scratch: &mut Scratch,
    span: std::ops::Range<i32>,
    told: impl Fn(i32) -> bool,
    mut tell: impl FnMut(i32, &Outcomes),
) {
    let keys = Keys::new(streams);
    scratch.normals.resize(2 * WIDTH, 0.0);
    for now in span {
        if let Some(outcomes) = month(plan, &keys, scratch, now, told(now)) {
            tell(now, &outcomes);
        }
    }
}

/// Makes everybody and their firms at the start of the past.
pub(super) fn start(plan: &ArmPlan, people: usize, streams: &Streams, scratch: &mut Scratch) {
    let keys = Keys::new(streams);
    scratch.pay.clear();
    scratch.pay.reserve(people + 1);
    scratch.state.start(people, &plan.numbers, &keys, plan.month(plan.first), plan.first);
}

fn month(plan: &ArmPlan, keys: &Keys, scratch: &mut Scratch, now: i32, looked: bool) -> Option<Outcomes> {
    let (numbers, month) = (&plan.numbers, plan.month(now));
    let Scratch { state, look, pay, normals, turns, columns, .. } = scratch;
    let people = state.people.len();
    state.flows = Default::default();
    state.births[now.rem_euclid(13) as usize] = 0;
    state.retire(numbers, keys, now);
    lay_off(state, numbers, month, keys, turns, now);
    let chooser = Chooser { numbers, month, now, keys };
    // From the end of the list of those without work: whoever leaves it makes room for somebody who had their turn.
    let mut left = state.people.idle.len();
    while left > 0 {
        let from = left.saturating_sub(BATCH);
        let people = state.people.idle[from..left].iter().rev().map(|&person| u64::from(person));
        turns.fill(&keys.search, key_of(now), people, |person, [looks, decides]| {
            (looks < numbers.search).then_some((person as usize, decides))
        });
        turns.choose(&chooser, state, true);
        left = from;
    }
    let all = (numbers.reconsider * people as f64 + 0.5) as u64;
    for from in (0..all).step_by(BATCH) {
        turns.fill(&keys.reconsider, key_of(now), from..all, |_, [who, decides]| {
            let person = by_age(who, people, now, numbers.youth);
            (person < people).then_some((person, decides))
        });
        turns.choose(&chooser, state, false);
    }
    state.shake(numbers, keys, now, normals);
    look.begin(looked);
    firms(state, numbers, month, look, pay, now);
    incomes(state, &chooser, look, pay, columns);
    let outcomes = looked.then(|| look.end(state, month, now));
    state.mean = look.mean();
    outcomes
}

/// Somebody by age, from a uniform number: the density of an age `x`, from 0 at 20 to 1 at 65, is `1 + youth (1 − 2 x)`.
///
/// Ages follow each other in the list of people, a career of them after the other: the number says which career, and what is left of it, by inversion,
/// which age. The result may be past the end of the list, where nobody is.
fn by_age(uniform: f64, people: usize, now: i32, youth: f64) -> usize {
    let career = super::people::CAREER as f64;
    let place = uniform * (people as f64 / career).ceil();
    let share = place - place.floor();
    let age = if youth > 0.0 {
        let both = 1.0 + youth;
        (both - (both * both - 4.0 * youth * share).max(0.0).sqrt()) / (2.0 * youth)
    } else {
        share
    };
    let offset = ((age * career) as i64 - i64::from(now)).rem_euclid(super::people::CAREER);
    place as usize * super::people::CAREER as usize + offset as usize
}

/// Employees who lose their job: in the usual course, in which those who came last go first, and for machines or weak demand, which take anyone.
fn lay_off(state: &mut State, numbers: &Numbers, month: &Month, keys: &Keys, turns: &mut Turns, now: i32) {
    let people = state.people.len();
    let cuts = month.cuts + numbers.layoffs_cycle * (1.0 - state.demand);
    for (reason, rate) in [(0_u64, numbers.layoffs), (1, cuts.min(1.0))] {
        let all = (rate * people as f64 + keys.lay_off.one(u64::MAX - reason, key_of(now))) as u64;
        for from in (0..all).step_by(BATCH) {
            let entities = (from..all).map(|turn| turn | reason << 40);
            turns.fill(&keys.lay_off, key_of(now), entities, |_, [who, chance]| Some((somebody(who, people), chance)));
            turns.look_at_places(state);
            for &Turn { person, decides, .. } in turns.all() {
                let person = person as usize;
                let months = f64::from(now - i32::from(state.people.who[person].since));
                if reason == 0 && decides > numbers.bond_months / (numbers.bond_months + months) {
                    continue;
                }
                let firm = state.people.firm[person];
                if firm != super::firms::NONE && state.firms.all[firm as usize].people > 1 && !state.people.is(person, flag::OWNER) {
                    state.flows.laid_off += 1;
                    state.rest(person, now);
                }
            }
        }
    }
}

/// What each firm pays, and after them what nobody does.
fn firms(state: &mut State, numbers: &Numbers, month: &Month, look: &mut Look, pay: &mut Vec<Pay>, now: i32) {
    pay.resize(state.firms.all.len() + 1, [0.0; 4]);
    pay[state.firms.all.len()] = [0.0; 4];
    let cohort = (now - 12).max(i32::from(i16::MIN) + 1) as i16;
    let (mut jobs, mut micro) = (0.0, 0.0);
    for (firm, pay) in state.firms.all.iter().zip(pay.iter_mut()) {
        if firm.people == 0 {
            continue;
        }
        let people = f64::from(firm.people);
        if firm.people > super::state::MICRO {
            jobs += people;
        } else {
            micro += people;
        }
        let whole = f64::from(firm.productivity) * month.yield_at(firm.people) * state.price(firm.people);
        if firm.people == 1 {
            *pay = [whole as f32, 0.0, 0.0, 1.0];
            look.alone_firm();
            continue;
        }
        let work = firm.work(month);
        let shared = whole * (1.0 - numbers.profit);
        *pay = [
            (shared * numbers.own_share) as f32,
            (shared * (1.0 - numbers.own_share) * work / people) as f32,
            (whole * numbers.profit * work) as f32,
            if firm.closing { -1.0 } else { people as f32 },
        ];
        if !firm.closing {
            look.firm(firm, whole * work, firm.employer == cohort);
        }
    }
    state.jobs = jobs;
    if now < 0 {
        (state.jobs_then, state.micro_then) = (jobs, micro);
    } else if state.micro_then > 0.0 && micro > 0.0 {
        // What holds for the next month's choices and pay.
        let room = (state.micro_then * month.niches / micro).min(1.0);
        state.room = crate::num::pow(room, numbers.crowding).clamp(0.1, 1.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::economy::people::People;

    #[test]
    fn the_young_reconsider_oftener_by_as_much_as_is_said() {
        for (youth, expected) in [(0.0, 0.5), (0.7, 0.5 - 0.7 / 6.0), (1.0, 1.0 / 3.0)] {
            let ages: Vec<f64> = (0..10_000)
                .map(|step| by_age((f64::from(step) + 0.5) / 10_000.0, 5_400, -77, youth))
                .map(|person| People::age(person, -77) as f64 / super::super::people::CAREER as f64)
                .collect();
            let mean = ages.iter().sum::<f64>() / ages.len() as f64;
            assert!((mean - expected).abs() < 2e-3, "{youth}: {mean}");
        }
        assert!((0..1_000).all(|step| by_age(f64::from(step) / 1_000.0, 1_000, 12, 0.5) < 1_080));
    }
}
