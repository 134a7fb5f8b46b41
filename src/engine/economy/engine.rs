//! One economy, month by month.

use crate::random::{Purpose, Streams};

use super::choose::Chooser;
use super::look::Look;
use super::numbers::Numbers;
use super::outcome::Outcomes;
use super::paths::Month;
use super::people::{Keys, flag, key_of, somebody};
use super::state::State;

/// People whose draws are made at a time.
const WIDTH: usize = 1024;

/// What a worker keeps between runs.
#[derive(Debug, Clone, Default)]
pub struct Scratch {
    /// The state at the scenario's start, for arms that share a past.
    pub(super) then: State,
    pub(super) state: State,
    pub(super) look: Look,
    pub(super) pay: Vec<[f32; 4]>,
    pub(super) normals: Vec<f32>,
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
    scratch.pay.reserve(people);
    scratch.state.start(people, &plan.numbers, &keys, plan.month(plan.first), plan.first);
}

fn month(plan: &ArmPlan, keys: &Keys, scratch: &mut Scratch, now: i32, looked: bool) -> Option<Outcomes> {
    let (numbers, month) = (&plan.numbers, plan.month(now));
    let Scratch { state, look, pay, normals, .. } = scratch;
    let people = state.people.len();
    state.flows = Default::default();
    state.births[now.rem_euclid(13) as usize] = 0;
    state.retire(numbers, keys, now);
    lay_off(state, numbers, month, keys, now);
    let chooser = Chooser { numbers, month, now, keys };
    for place in (0..state.people.idle.len()).rev() {
        let person = state.people.idle[place] as usize;
        let [looks, chooses] = keys.search.pair(person as u64, key_of(now));
        if looks < numbers.search {
            chooser.choose(state, person, chooses);
        }
    }
    for turn in 0..(numbers.reconsider * people as f64 + 0.5) as u64 {
        let [who, chooses] = keys.reconsider.pair(turn, key_of(now));
        let person = by_age(who, people, now, numbers.youth);
        if person < people && state.people.firm[person] != super::firms::NONE {
            chooser.choose(state, person, chooses);
        }
    }
    state.shake(numbers, keys, now, normals);
    look.begin(looked);
    firms(state, numbers, month, look, pay, now);
    incomes(state, &chooser, look, pay, normals);
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
fn lay_off(state: &mut State, numbers: &Numbers, month: &Month, keys: &Keys, now: i32) {
    let people = state.people.len();
    let cuts = month.cuts + numbers.layoffs_cycle * (1.0 - state.demand);
    for (reason, rate) in [(0_u64, numbers.layoffs), (1, cuts.min(1.0))] {
        let turns = (rate * people as f64 + keys.lay_off.one(u64::MAX - reason, key_of(now))) as u64;
        for turn in 0..turns {
            let [who, chance] = keys.lay_off.pair(turn | reason << 40, key_of(now));
            let person = somebody(who, people);
            let months = f64::from(now - i32::from(state.people.who[person].since));
            if reason == 0 && chance > numbers.bond_months / (numbers.bond_months + months) {
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

/// What each firm pays: for a unit of one's own work, to everybody alike, and to the founder; and how many share it.
fn firms(state: &mut State, numbers: &Numbers, month: &Month, look: &mut Look, pay: &mut Vec<[f32; 4]>, now: i32) {
    pay.resize(state.firms.all.len(), [0.0; 4]);
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

/// What everybody gets, keeps and feels in a month.
fn incomes(state: &mut State, chooser: &Chooser<'_>, look: &mut Look, pay: &[[f32; 4]], normals: &mut [f32]) {
    let (numbers, month, now) = (chooser.numbers, chooser.month, chooser.now);
    let people = state.people.len();
    let net = month.net * state.usual;
    let side_hours = numbers.side_hours * month.yields[1] * state.price(1);
    let still = -0.5 * numbers.alone_spread * numbers.alone_spread;
    let (mut earned, mut supported) = (0.0, 0.0);
    let keep = 1.0 - state.tax;
    let room = 24.0 * state.usual;
    let mut swings = [0.0_f32; WIDTH];
    for start in (0..people).step_by(WIDTH) {
        let end = (start + WIDTH).min(people);
        // Four people follow each other in one block of the generator.
        let fours = (end - start).div_ceil(4);
        let normals = &mut normals[..4 * fours];
        let blocks = start as u64 / 4..(start / 4 + fours) as u64;
        chooser.keys.streams.fill_normals(Purpose::Alone, key_of(now), blocks, 4, normals);
        // How this month goes for those who work alone; for all others 1, and not read.
        for (place, person) in (start..end).enumerate() {
            let firm = state.people.firm[person];
            swings[place] = if firm != super::firms::NONE && pay[firm as usize][3] == 1.0 {
                let swings = chooser.swings(&state.people, person);
                let normal = f64::from(normals[place % 4 * fours + place / 4]);
                (swings * (normal * numbers.alone_spread + still * swings)) as f32
            } else {
                0.0
            };
        }
        crate::num::block::exp(&mut swings[..end - start]);
        for person in start..end {
            let mut firm = state.people.firm[person];
            if firm != super::firms::NONE && pay[firm as usize][3] < 0.0 {
                state.rest(person, now);
                state.flows.laid_off += 1;
                firm = super::firms::NONE;
            }
            let skill = state.people.skill(person, month.routine, month.human);
            let flags = state.people.who[person].flags;
            let side = if flags & flag::SIDE == 0 { 0.0 } else { side_hours * skill * chooser.alone(&state.people, person) };
            let effort = f64::from(state.people.who[person].effort);
            let (mut own, mut profit, mut size) = (0.0, 0.0, 0.0);
            if firm != super::firms::NONE {
                let [rate, share, gain, members] = pay[firm as usize];
                size = members;
                own = f64::from(rate) * skill * effort + f64::from(share);
                if members == 1.0 {
                    own *= chooser.alone(&state.people, person) * f64::from(swings[person - start]);
                } else if flags & flag::OWNER != 0 {
                    profit = f64::from(gain);
                }
            }
            let work = own + profit + side;
            earned += work;
            let support = if firm == super::firms::NONE { net } else { 0.0 };
            supported += support;
            let income = keep * work + support;
            let before = f64::from(state.people.income[person]);
            state.people.income[person] = income as f32;
            let savings = f64::from(state.people.who[person].savings);
            let kept = if firm == super::firms::NONE { -0.3 * state.usual } else { numbers.saving * income };
            state.people.who[person].savings = (savings * (1.0 - numbers.spending) + kept).clamp(0.0, room.max(24.0 * income)) as f32;
            // Long hours and an income that is not there wear out; months of less bring back.
            let strain = effort + if side > 0.0 { numbers.side_hours } else { 0.0 } + if income < 0.5 * state.usual { 0.25 } else { 0.0 };
            let worn = 0.85 * f64::from(state.people.worn[person]) + 0.15 * strain;
            state.people.worn[person] = worn as f32;
            let own_ideas = if size == 1.0 || profit > 0.0 { 0.02 * own } else { 0.002 * own };
            let ideas = f64::from(state.people.ideas[person]) * 0.98 + own_ideas;
            state.people.ideas[person] = ideas as f32;
            let human = (own + side) * f64::from(state.people.who[person].human) * month.human / skill;
            let guild = size == 1.0 && month.guilds > 0.0 && chooser.guild(&state.people, person);
            look.person(
                &super::look::Seen {
                    size,
                    flags,
                    income,
                    before,
                    work: own + side,
                    own,
                    side,
                    profit,
                    human,
                    worn,
                    ideas,
                    savings: f64::from(state.people.who[person].savings),
                    sources: state.people.who[person].sources,
                    months: now - i32::from(state.people.who[person].since),
                    age: (super::people::People::age(person, now) / 12) as u8,
                    guild,
                },
                state.usual,
            );
        }
    }
    // What the month leaves for the next one: the tax that would have covered it, and demand.
    state.tax = if earned > 0.0 { (supported / earned).min(0.5) } else { 0.0 };
    let full = earned / state.demand;
    if now < 0 {
        state.earned_then = if state.earned_then == 0.0 { full } else { 0.9 * state.earned_then + 0.1 * full };
        let median = look.median();
        if median > 0.0 {
            state.usual = 0.9 * state.usual + 0.1 * median;
        }
    } else if state.earned_then > 0.0 {
        let level = ((earned + supported) / state.earned_then).clamp(0.05, 1.0);
        state.demand = crate::num::pow(level, numbers.demand).clamp(0.3, 1.0);
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
