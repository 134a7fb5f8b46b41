//! What everybody gets, keeps and feels in a month.
//!
//! People pass in blocks: what they read of their firms is gathered, the arithmetic that all share runs in vectors, and the few who work alone, founded
//! their firm or have a business on the side are put right one by one in between. Sums go person by person, in order.

use crate::num::{Kernel, Path, block, run};
use crate::random::Purpose;

use super::choose::Chooser;
use super::look::{Look, Seen};
use super::people::{People, flag, key_of};
use super::state::State;

/// People in a block.
const WIDTH: usize = 1024;

/// What a firm pays: for a unit of one's own work, to everybody alike, and to the founder; and how many share it, −1 in a firm that closes.
pub(super) type Pay = [f32; 4];

/// What a block of people has in common.
#[derive(Debug, Clone, Copy)]
struct Common {
    routine: f64,
    human: f64,
    /// What is left after the tax, and what those without work get.
    keep: f64,
    net: f64,
    /// The usual income, the time a business on the side takes, what is put by and what savings go on.
    usual: f64,
    side_hours: f64,
    saving: f64,
    spending: f64,
}

/// Some of a block. Whether somebody belongs to it cannot be guessed, so that adding never branches.
#[derive(Debug, Clone)]
struct Few<T> {
    all: [T; WIDTH],
    count: usize,
}

impl<T: Copy + Default> Few<T> {
    fn new() -> Self {
        Self { all: [T::default(); WIDTH], count: 0 }
    }

    /// Adds one if it belongs; no more than a block's are ever asked about between two [`Self::clear`].
    #[inline]
    fn add_if(&mut self, one: T, belongs: bool) {
        self.all[self.count] = one;
        self.count += usize::from(belongs);
    }

    fn clear(&mut self) {
        self.count = 0;
    }

    fn get(&self) -> &[T] {
        &self.all[..self.count]
    }
}

/// A block of people in columns, kept between months.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    pays: [Pay; WIDTH],
    rate: [f32; WIDTH],
    share: [f32; WIDTH],
    size: [f32; WIDTH],
    routine: [f32; WIDTH],
    human: [f32; WIDTH],
    effort: [f32; WIDTH],
    savings: [f32; WIDTH],
    skill: [f64; WIDTH],
    own: [f64; WIDTH],
    profit: [f64; WIDTH],
    side: [f64; WIDTH],
    work: [f64; WIDTH],
    income: [f64; WIDTH],
    worn: [f64; WIDTH],
    ideas: [f64; WIDTH],
    /// People who work alone, and what their month is multiplied by.
    alone: Few<u64>,
    swings: [f32; WIDTH],
    /// Places in the block of those with a business on the side, and of those who founded a firm of more.
    sides: Few<u32>,
    owners: Few<u32>,
}

impl Default for Columns {
    fn default() -> Self {
        let (single, double) = ([0.0; WIDTH], [0.0; WIDTH]);
        Self {
            pays: [[0.0; 4]; WIDTH],
            rate: single,
            share: single,
            size: single,
            routine: single,
            human: single,
            effort: single,
            savings: single,
            skill: double,
            own: double,
            profit: double,
            side: double,
            work: double,
            income: double,
            worn: double,
            ideas: double,
            alone: Few::new(),
            swings: single,
            sides: Few::new(),
            owners: Few::new(),
        }
    }
}

/// Skill, and what a firm pays for it.
struct Earn<'a>(&'a mut Columns, Common);

impl Kernel for Earn<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self(c, common) = self;
        for i in 0..WIDTH {
            let skill = f64::from(c.routine[i]) * common.routine + f64::from(c.human[i]) * common.human;
            c.skill[i] = skill;
            c.own[i] = f64::from(c.rate[i]) * skill * f64::from(c.effort[i]) + f64::from(c.share[i]);
        }
    }
}

/// What is earned in all, and what it does to income, savings, health and ideas.
struct Live<'a> {
    columns: &'a mut Columns,
    common: Common,
    worn: &'a mut [f32],
    ideas: &'a mut [f32],
}

impl Kernel for Live<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { columns: c, common, worn, ideas } = self;
        let (idle, poor, room) = (-0.3 * common.usual, 0.5 * common.usual, 24.0 * common.usual);
        for (i, (worn, ideas)) in worn.iter_mut().zip(ideas).enumerate().take(WIDTH) {
            let (own, profit, side, size) = (c.own[i], c.profit[i], c.side[i], c.size[i]);
            let work = own + profit + side;
            let income = common.keep * work + if size == 0.0 { common.net } else { 0.0 };
            let kept = if size == 0.0 { idle } else { common.saving * income };
            let savings = (f64::from(c.savings[i]) * (1.0 - common.spending) + kept).clamp(0.0, room.max(24.0 * income));
            // Long hours and an income that is not there wear out; months of less bring back.
            let strain = f64::from(c.effort[i]) + if side > 0.0 { common.side_hours } else { 0.0 } + if income < poor { 0.25 } else { 0.0 };
            let own_ideas = if size == 1.0 || profit > 0.0 { 0.02 * own } else { 0.002 * own };
            c.work[i] = work;
            c.income[i] = income;
            c.savings[i] = savings as f32;
            c.worn[i] = 0.85 * f64::from(*worn) + 0.15 * strain;
            c.ideas[i] = f64::from(*ideas) * 0.98 + own_ideas;
            *worn = c.worn[i] as f32;
            *ideas = c.ideas[i] as f32;
        }
    }
}

impl Columns {
    /// Gathers a block: who they are, and what their firms pay. Those whose firm closes lose their work.
    fn gather(&mut self, state: &mut State, start: usize, end: usize, pay: &[Pay], now: i32) {
        let nobody = pay.len() - 1;
        self.alone.clear();
        self.sides.clear();
        self.owners.clear();
        // By itself, so that the waits for firms that lie anywhere pass side by side.
        for (pays, firm) in self.pays.iter_mut().zip(&state.people.firm[start..end]) {
            *pays = pay[(*firm as usize).min(nobody)];
        }
        for (place, person) in (start..end).enumerate() {
            let mut pays = self.pays[place];
            if pays[3] < 0.0 {
                state.rest(person, now);
                state.flows.laid_off += 1;
                pays = pay[nobody];
            }
            let (work, flags) = (state.people.work[person], state.people.flags[person]);
            self.rate[place] = pays[0];
            self.share[place] = pays[1];
            self.size[place] = pays[3];
            self.routine[place] = work.routine;
            self.human[place] = work.human;
            self.effort[place] = work.effort;
            self.savings[place] = work.savings;
            self.alone.add_if(person as u64, pays[3] == 1.0);
            self.owners.add_if(place as u32, pays[3] > 1.0 && flags & flag::OWNER != 0);
            self.sides.add_if(place as u32, flags & flag::SIDE != 0);
        }
    }

    /// How this month goes for those who work alone.
    fn swing(&mut self, state: &State, chooser: &Chooser<'_>) {
        let spread = chooser.numbers.alone_spread;
        let still = -0.5 * spread * spread;
        let alone = self.alone.get();
        let all = &mut self.swings[..alone.len()];
        // Four people follow each other in one block of the generator.
        chooser.keys.streams.normals_at(Purpose::Alone, key_of(chooser.now), alone, all);
        for (swing, &person) in all.iter_mut().zip(alone) {
            let swings = chooser.swings(&state.people, person as usize);
            *swing = (swings * (f64::from(*swing) * spread + still * swings)) as f32;
        }
        block::exp(all);
    }

    /// Works out the month of a block.
    fn live(&mut self, state: &mut State, start: usize, end: usize, chooser: &Chooser<'_>, common: Common) {
        self.swing(state, chooser);
        run(Path::Widest, Earn(self, common));
        self.profit.fill(0.0);
        self.side.fill(0.0);
        for (&person, &swing) in self.alone.get().iter().zip(&self.swings) {
            self.own[person as usize - start] *= chooser.alone(&state.people, person as usize) * f64::from(swing);
        }
        for &place in self.owners.get() {
            self.profit[place as usize] = f64::from(self.pays[place as usize][2]);
        }
        let side_hours = common.side_hours * chooser.month.yields[1] * state.price(1);
        for &place in self.sides.get() {
            let place = place as usize;
            self.side[place] = side_hours * self.skill[place] * chooser.alone(&state.people, start + place);
        }
        let people = &mut state.people;
        run(Path::Widest, Live { columns: self, common, worn: &mut people.worn[start..end], ideas: &mut people.ideas[start..end] });
        for (work, &savings) in people.work[start..end].iter_mut().zip(&self.savings) {
            work.savings = savings;
        }
    }

    /// Measures everybody in a block closely; incomes in the state are still those of the month before.
    fn tell(&self, state: &State, start: usize, end: usize, chooser: &Chooser<'_>, look: &mut Look) {
        let (people, month, now) = (&state.people, chooser.month, chooser.now);
        for (place, person) in (start..end).enumerate() {
            let (own, side, size) = (self.own[place], self.side[place], self.size[place]);
            look.person(
                &Seen {
                    size,
                    flags: people.flags[person],
                    income: self.income[place],
                    before: f64::from(people.income[person]),
                    work: own + side,
                    own,
                    side,
                    profit: self.profit[place],
                    human: (own + side) * f64::from(self.human[place]) * month.human / self.skill[place],
                    worn: self.worn[place],
                    ideas: self.ideas[place],
                    savings: f64::from(self.savings[place]),
                    sources: people.who[person].sources,
                    months: now - i32::from(people.who[person].since),
                    age: (People::age(person, now) / 12) as u8,
                    guild: size == 1.0 && month.guilds > 0.0 && chooser.guild(people, person),
                },
                state.usual,
            );
        }
    }
}

/// What everybody gets, keeps and feels in a month; the last entry of `pay` is for those without a firm.
pub(super) fn incomes(state: &mut State, chooser: &Chooser<'_>, look: &mut Look, pay: &[Pay], columns: &mut Columns) {
    let (numbers, month, now) = (chooser.numbers, chooser.month, chooser.now);
    let common = Common {
        routine: month.routine,
        human: month.human,
        keep: 1.0 - state.tax,
        net: month.net * state.usual,
        usual: state.usual,
        side_hours: numbers.side_hours,
        saving: numbers.saving,
        spending: numbers.spending,
    };
    let people = state.people.len();
    let (mut earned, mut supported) = (0.0, 0.0);
    for start in (0..people).step_by(WIDTH) {
        let end = (start + WIDTH).min(people);
        columns.gather(state, start, end, pay, now);
        columns.live(state, start, end, chooser, common);
        let len = end - start;
        for (work, size) in columns.work[..len].iter().zip(&columns.size) {
            earned += work;
            supported += if *size == 0.0 { common.net } else { 0.0 };
        }
        if look.is_close() {
            columns.tell(state, start, end, chooser, look);
        } else {
            // The median is asked for in the past alone.
            look.incomes(&columns.income[..len], now < 0);
        }
        for (kept, income) in state.people.income[start..end].iter_mut().zip(&columns.income) {
            *kept = *income as f32;
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
    use crate::economy::engine::{ArmPlan, Scratch, run, start};
    use crate::economy::firms::NONE;
    use crate::economy::numbers::Numbers;
    use crate::economy::paths::Month;
    use crate::economy::people::Keys;
    use crate::random::{At, Seed, Streams};

    /// Income, savings, exhaustion and ideas of one person, worked out alone.
    fn plain(state: &State, chooser: &Chooser<'_>, pay: &[Pay], person: usize) -> [f32; 4] {
        let (people, numbers, month) = (&state.people, chooser.numbers, chooser.month);
        let (work, flags, firm) = (people.work[person], people.flags[person], people.firm[person]);
        let pays = if firm == NONE { [0.0; 4] } else { pay[firm as usize] };
        // Those whose firm closes are without work from now on.
        let idle = firm == NONE || pays[3] < 0.0;
        let (pays, effort) = if idle { ([0.0; 4], 0.0) } else { (pays, f64::from(work.effort)) };
        let skill = f64::from(work.routine) * month.routine + f64::from(work.human) * month.human;
        let mut own = f64::from(pays[0]) * skill * effort + f64::from(pays[1]);
        let alone = chooser.alone(people, person);
        if pays[3] == 1.0 {
            let mut four = [0.0; 4];
            let block = person as u64 / 4;
            chooser.keys.streams.fill_normals(Purpose::Alone, key_of(chooser.now), block..block + 1, 4, &mut four);
            let (swings, spread) = (chooser.swings(people, person), numbers.alone_spread);
            let mut swing = [(swings * (f64::from(four[person % 4]) * spread + -0.5 * spread * spread * swings)) as f32];
            block::exp(&mut swing);
            own *= alone * f64::from(swing[0]);
        }
        let profit = if pays[3] > 1.0 && flags & flag::OWNER != 0 { f64::from(pays[2]) } else { 0.0 };
        let side_hours = numbers.side_hours * month.yields[1] * state.price(1);
        let side = if flags & flag::SIDE == 0 { 0.0 } else { side_hours * skill * alone };
        let income = (1.0 - state.tax) * (own + profit + side) + if idle { month.net * state.usual } else { 0.0 };
        let kept = if idle { -0.3 * state.usual } else { numbers.saving * income };
        let savings = f64::from(work.savings) * (1.0 - numbers.spending) + kept;
        let strain = effort + if side > 0.0 { numbers.side_hours } else { 0.0 } + if income < 0.5 * state.usual { 0.25 } else { 0.0 };
        let own_ideas = if pays[3] == 1.0 || profit > 0.0 { 0.02 * own } else { 0.002 * own };
        [
            income,
            savings.clamp(0.0, (24.0 * state.usual).max(24.0 * income)),
            0.85 * f64::from(people.worn[person]) + 0.15 * strain,
            f64::from(people.ideas[person]) * 0.98 + own_ideas,
        ]
        .map(|value| value as f32)
    }

    #[test]
    fn blocks_give_everybody_what_they_get_one_by_one() {
        let numbers = Numbers { guilds: 0.4, reach: 0.5, ..Numbers::default() };
        let plan = ArmPlan::new(numbers, 30, 40);
        let (mut scratch, streams) = (Scratch::default(), Streams::new(Seed(8), At::default()));
        // Neither a whole number of blocks, nor of fours.
        start(&plan, 2 * WIDTH + 77, &streams, &mut scratch);
        run(&plan, &streams, &mut scratch, -30..35, |_| false, |_, _| ());
        let (month, keys) = (Month::at(&numbers, 35), Keys::new(&streams));
        let chooser = Chooser { numbers: &numbers, month: &month, now: 35, keys: &keys };
        let Scratch { state, look, columns, .. } = &mut scratch;
        let closing = state.firms.all.iter().position(|firm| firm.people > 2).unwrap();
        let mut pay: Vec<Pay> = state.firms.all.iter().map(|firm| [0.8, 0.01 * firm.people as f32, 0.3, firm.people as f32]).collect();
        pay[closing][3] = -1.0;
        pay.push([0.0; 4]);
        let expected: Vec<[f32; 4]> = (0..state.people.len()).map(|person| plain(state, &chooser, &pay, person)).collect();
        let (idle, gone) = (state.people.idle.len(), state.firms.all[closing].people as usize);
        assert!(idle > 0 && state.people.flags.iter().any(|flags| flags & flag::SIDE != 0));
        look.begin(true);
        incomes(state, &chooser, look, &pay, columns);
        for (person, expected) in expected.iter().enumerate() {
            let people = &state.people;
            let got = [people.income[person], people.work[person].savings, people.worn[person], people.ideas[person]];
            assert_eq!(got.map(f32::to_bits), expected.map(f32::to_bits), "{person}: {got:?}, not {expected:?}");
        }
        assert_eq!(state.people.idle.len(), idle + gone);
        let mean = expected.iter().map(|[income, ..]| f64::from(*income)).sum::<f64>() / expected.len() as f64;
        assert!((look.mean() - mean).abs() < 1e-6 * mean);
        super::super::state::tests::sound(state);
    }
}
