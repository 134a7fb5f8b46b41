//! The state of one economy: people, firms, and what holds for all of them at once.

use crate::num::{exp, ln, pow, probit};
use crate::random::Draws;

use super::firms::{Firms, NONE};
use super::numbers::Numbers;
use super::paths::Month;
use super::people::{Keys, People, flag, key_of};

/// What happens in a month, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Flows {
    /// People who go from one firm to another, lose their job, found a firm.
    pub(super) changes: u32,
    pub(super) laid_off: u32,
    pub(super) founders: u32,
    /// Firms that take on their first employee ever, those that take one on again, and those that lose their last.
    pub(super) births: u32,
    pub(super) again: u32,
    pub(super) ends: u32,
}

/// Everything that changes from month to month.
#[derive(Debug, Clone, Default)]
pub(super) struct State {
    pub(super) people: People,
    pub(super) firms: Firms,
    pub(super) flows: Flows,
    /// First employees taken on, by month, for thirteen months.
    pub(super) births: [u32; 13],
    /// Pay as a share of what it would be if people as a whole earned as much as at the start.
    pub(super) demand: f64,
    /// The usual monthly income: the median, kept as it was when the scenario starts.
    pub(super) usual: f64,
    /// What people as a whole earned at full demand when the scenario started; 0 before.
    pub(super) earned_then: f64,
    /// Share of earnings that pays for the safety net.
    pub(super) tax: f64,
    /// The mean income of the last month: 0 before the first.
    pub(super) mean: f64,
    /// People in firms of more than [`MICRO`], now and when the scenario started.
    pub(super) jobs: f64,
    pub(super) jobs_then: f64,
    /// People in firms of up to [`MICRO`] when the scenario started, and what crowding leaves of their pay.
    pub(super) micro_then: f64,
    pub(super) room: f64,
}

/// Employees in firms of 1 to 4 as a share of all in firms with a payroll.
///
/// # Source
/// Census Bureau, Statistics of U.S. Businesses 2019: 5,632,339 of 128,998,347.
const IN_SMALL: f64 = 0.0437;

/// The share of people who work alone, and of those without work, at the very start; both move on from there.
const ALONE: f64 = 0.07;
const IDLE: f64 = 0.03;

/// The largest micro-firm.
pub(super) const MICRO: u32 = 5;

/// Firms stop taking people on when they have this share more than there is work for, but for a rest of replacements.
const SLACK: f64 = 0.03;
const CLOSED: f64 = 0.02;

/// Firms of up to so many people do not feel that at all; those of so many feel all of it.
const SMALL: (u32, u32) = (2, 20);

/// The slope at which firms start: of the cumulative counts of 2019.
const SLOPE: f64 = 1.033;

impl State {
    /// Copies another state into the room that is there: no allocation where there is room.
    pub(super) fn copy(&mut self, other: &Self) {
        self.people.copy(&other.people);
        self.firms.copy(&other.firms);
        self.flows = other.flows;
        self.births = other.births;
        self.demand = other.demand;
        self.usual = other.usual;
        self.earned_then = other.earned_then;
        self.tax = other.tax;
        self.mean = other.mean;
        self.jobs = other.jobs;
        self.jobs_then = other.jobs_then;
        self.micro_then = other.micro_then;
        self.room = other.room;
    }

    /// Makes everybody, and firms in the sizes of 2019.
    pub(super) fn start(&mut self, people: usize, numbers: &Numbers, keys: &Keys, month: &Month, now: i32) {
        self.people.clear(people);
        self.firms.clear(people);
        self.flows = Flows::default();
        self.births = [0; 13];
        self.demand = 1.0;
        self.usual = 0.45 * month.yields[1];
        self.earned_then = 0.0;
        self.tax = 0.0;
        self.mean = 0.0;
        self.jobs = 0.0;
        self.jobs_then = 0.0;
        self.micro_then = 0.0;
        self.room = 1.0;
        for person in 0..people {
            let mut draws = keys.person.draws(person as u64, People::generation(person, now));
            self.people.born(person, numbers, &mut draws);
            // Months in the present place: exponential, with the median of 3.9 years, and no longer than a career.
            let months = -ln(draws.uniform()) * 46.8 / std::f64::consts::LN_2;
            let months = months.min(People::age(person, now) as f64).min(400.0);
            self.people.who[person].since = (now - months as i32) as i16;
            self.people.work[person].savings = (-3.0 * self.usual * ln(draws.uniform())) as f32;
        }
        let idle = (IDLE * people as f64) as usize;
        let alone = (ALONE * people as f64) as usize;
        let small = (IN_SMALL * (people - idle - alone) as f64) as usize;
        for person in 0..idle {
            self.people.rests(person, now);
        }
        let mut next = idle;
        for _ in 0..alone {
            self.settle(&mut next, 1, numbers, keys, now);
        }
        let until = idle + alone + small;
        while next < until {
            let size = (2 + next % 3).min(until - next);
            self.settle(&mut next, size, numbers, keys, now);
        }
        let rest = people - next;
        let sizes = |firms: usize| (1..=firms).map(move |rank| (5.0 * pow(firms as f64 / (rank as f64 - 0.5), 1.0 / SLOPE)) as usize);
        // The number of firms whose sizes add up to the people there are.
        let (mut low, mut high) = (0, rest / 5);
        while low < high {
            let middle = (low + high).div_ceil(2);
            if sizes(middle).sum::<usize>() <= rest {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        for size in sizes(low) {
            self.settle(&mut next, size, numbers, keys, now);
        }
        while next < people {
            let size = 5.min(people - next);
            self.settle(&mut next, size, numbers, keys, now);
        }
    }

    /// Puts the next people into a firm of their own that has been there for long.
    fn settle(&mut self, next: &mut usize, size: usize, numbers: &Numbers, keys: &Keys, now: i32) {
        let first = *next;
        let firm = self.found(first, numbers, keys.found.draws(first as u64, 0));
        for person in first..first + size {
            let (taste, since) = (f64::from(self.people.who[person].taste), self.people.who[person].since);
            self.people.work[person].effort = (if size == 1 { taste } else { 0.8 * taste }) as f32;
            let parts = self.people.parts(person);
            self.firms.join(firm, parts, now);
            self.people.firm[person] = firm;
            self.people.who[person].since = since;
        }
        self.people.set(first, flag::OWNER, true);
        let firm = &mut self.firms.all[firm as usize];
        firm.open |= size > 1;
        // Long before the first cohort that is followed.
        firm.employer = if size > 1 { -4000 } else { firm.employer };
        *next += size;
    }

    /// A new firm of somebody's, with nobody in it yet.
    pub(super) fn found(&mut self, owner: usize, numbers: &Numbers, mut draws: Draws) -> u32 {
        let level = numbers.level_spread * draws.normal();
        let open = draws.chance(numbers.open);
        self.firms.found(owner as u32, level, exp(level), open)
    }

    /// Moves somebody to a firm, from another one or from none.
    pub(super) fn move_to(&mut self, person: usize, firm: u32, effort: f64, now: i32) {
        if self.people.firm[person] == NONE {
            self.people.works(person);
        } else {
            self.go(person);
        }
        self.people.work[person].effort = effort as f32;
        self.people.firm[person] = firm;
        self.people.who[person].since = now as i16;
        let parts = self.people.parts(person);
        let before = self.firms.all[firm as usize].employer;
        let first = self.firms.join(firm, parts, now);
        if first {
            self.births[now.rem_euclid(13) as usize] += 1;
            self.flows.births += 1;
        } else if self.firms.all[firm as usize].people == 2 && before != super::firms::NEVER {
            self.flows.again += 1;
        }
    }

    /// Takes somebody out of their firm, if they are in one.
    pub(super) fn go(&mut self, person: usize) {
        let firm = self.people.firm[person];
        if firm == NONE {
            return;
        }
        let parts = self.people.parts(person);
        if self.firms.all[firm as usize].people == 2 {
            self.flows.ends += 1;
        }
        self.firms.leave(firm, person as u32, parts);
        self.people.firm[person] = NONE;
        self.people.set(person, flag::OWNER, false);
    }

    /// Somebody is without work from now on.
    pub(super) fn rest(&mut self, person: usize, now: i32) {
        self.go(person);
        self.people.rests(person, now);
    }

    /// How open the larger firms are: 1 while they have work for those they have and more, down to [`CLOSED`] where they have far more people than
    /// work. The work is that of the scenario's start, less what machines took over, times demand.
    #[inline]
    pub(super) fn hires(&self, month: &Month) -> f64 {
        let work = self.jobs_then * month.jobs * self.demand;
        if month.jobs * self.demand > 0.999 || work <= 0.0 {
            return 1.0;
        }
        (1.0 - (self.jobs - work) / (SLACK * work)).clamp(CLOSED, 1.0)
    }

    /// How open a firm of that size is, [`Self::hires`] being how open the largest are: the smallest take on whom they want.
    #[inline]
    pub(super) fn opens(people: u32, hires: f64) -> f64 {
        if hires >= 1.0 || people <= SMALL.0 {
            return 1.0;
        }
        let share = f64::from(people.min(SMALL.1) - SMALL.0) / f64::from(SMALL.1 - SMALL.0);
        exp(share * ln(hires))
    }

    /// What demand, and crowding among small firms, leave of pay in a firm of that size.
    #[inline]
    pub(super) fn price(&self, people: u32) -> f64 {
        if people > MICRO { self.demand } else { self.demand * self.room }
    }

    /// Those who turn 65 leave, and somebody of 20 comes in their place and looks for work.
    pub(super) fn retire(&mut self, numbers: &Numbers, keys: &Keys, now: i32) {
        let career = super::people::CAREER;
        let mut person = (-i64::from(now)).rem_euclid(career) as usize;
        while person < self.people.len() {
            if self.people.firm[person] != NONE {
                self.rest(person, now);
            }
            let mut draws = keys.person.draws(person as u64, People::generation(person, now));
            self.people.born(person, numbers, &mut draws);
            self.people.who[person].since = now as i16;
            person += career as usize;
        }
    }

    /// Lets firms' productivity move; marks firms that fail.
    ///
    /// The standard normal numbers are two for each place of a firm: how productivity moves, and whether it fails.
    pub(super) fn shake(&mut self, numbers: &Numbers, keys: &Keys, now: i32, buffer: &mut [f32]) {
        const WIDTH: usize = 1024;
        let keeps = 1.0 - 1.0 / numbers.level_months;
        let alone = numbers.level_spread * (1.0 - keeps * keeps).max(0.0).sqrt();
        // Steps by doublings of size are fine enough: each is a ninth less than the one before.
        let moves: [f64; 32] = std::array::from_fn(|doublings| alone * exp(-numbers.calm * std::f64::consts::LN_2 * doublings as f64));
        let fails = if numbers.failure > 0.0 { probit(numbers.failure.min(0.999_999)) as f32 } else { f32::NEG_INFINITY };
        for start in (0..self.firms.all.len()).step_by(WIDTH) {
            let end = (start + WIDTH).min(self.firms.all.len());
            let len = end - start;
            let buffer = &mut buffer[..2 * len];
            keys.streams.fill_normals(crate::random::Purpose::Firm, key_of(now), start as u64..end as u64, 2, buffer);
            let (levels, failures) = buffer.split_at_mut(len);
            for ((firm, level), failure) in self.firms.all[start..end].iter_mut().zip(levels.iter_mut()).zip(failures) {
                let normal = std::mem::take(level);
                if firm.people > 0 {
                    let young = firm.people > 1 && now - i32::from(firm.employer) < 12;
                    *level = (keeps * f64::from(firm.level) + moves[firm.people.ilog2() as usize] * f64::from(normal)) as f32;
                    firm.level = *level;
                    firm.closing = young && *failure < fails;
                }
            }
            crate::num::block::exp(levels);
            for (firm, productivity) in self.firms.all[start..end].iter_mut().zip(levels).filter(|(firm, _)| firm.people > 0) {
                firm.productivity = *productivity;
            }
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::random::{At, Seed, Streams};

    fn started(people: usize) -> (State, Numbers, Keys) {
        let numbers = Numbers::default();
        let keys = Keys::new(&Streams::new(Seed(5), At::default()));
        let mut state = State::default();
        state.start(people, &numbers, &keys, &Month::at(&numbers, -240), -240);
        (state, numbers, keys)
    }

    /// Everybody is in one firm or on the list, and every firm's sums are those of its people.
    pub(in crate::economy) fn sound(state: &State) {
        let mut sums = vec![(0_u64, 0_u64, 0_u32); state.firms.all.len()];
        for person in 0..state.people.len() {
            let firm = state.people.firm[person];
            if firm == NONE {
                assert_eq!(state.people.idle[state.people.place[person] as usize], person as u32);
            } else {
                let parts = state.people.parts(person);
                let sum = &mut sums[firm as usize];
                *sum = (sum.0 + parts[0], sum.1 + parts[1], sum.2 + 1);
                assert_eq!(state.people.place[person], NONE);
            }
        }
        for (firm, sum) in state.firms.all.iter().zip(&sums) {
            assert_eq!((firm.routine, firm.human, firm.people), *sum);
            assert!(firm.owner == NONE || state.people.firm[firm.owner as usize] != NONE);
        }
    }

    #[test]
    fn firms_start_in_the_sizes_of_2019() {
        let (state, _, _) = started(200_000);
        sound(&state);
        let over = |least: u32| state.firms.all.iter().filter(|firm| firm.people >= least).count() as f64;
        let slope = crate::num::ln(over(500) / over(5)) / crate::num::ln(100.0);
        assert!((slope + 1.033).abs() < 0.03, "{slope}");
        assert_eq!(state.people.idle.len(), 6_000);
    }

    #[test]
    fn larger_firms_close_first() {
        assert_eq!((State::opens(2, 0.1), State::opens(500, 1.0)), (1.0, 1.0));
        assert!((State::opens(20, 0.1) - 0.1).abs() < 1e-12 && (State::opens(11, 0.01) - 0.1).abs() < 1e-12);
    }

    #[test]
    fn nobody_is_lost_when_people_retire_and_rest() {
        let (mut state, numbers, keys) = started(20_000);
        for now in -240..-200 {
            state.retire(&numbers, &keys, now);
            state.rest(if state.people.firm[77] == NONE { 78 } else { 77 }, now);
            if state.people.firm[77] == NONE {
                let firm = state.found(77, &numbers, keys.found.draws(77, 3));
                state.move_to(77, firm, 0.5, now);
            }
        }
        sound(&state);
        assert!(state.people.idle.len() > 600);
    }
}
