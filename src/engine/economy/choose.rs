//! What somebody chooses: to stay, to join a firm of somebody they know, or to found one; and how hard they then work.

use crate::num::{exp, ln};

use super::firms::{Firm, NONE};
use super::numbers::Numbers;
use super::paths::Month;
use super::people::{Keys, People, flag, key_of, source};
use super::state::State;

/// The least share of their time that people work.
const LEAST: f64 = 0.02;

/// Somebody's place in a firm: how hard they work there, what it pays, what it is worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Place {
    pub(super) effort: f64,
    pub(super) pay: f64,
    pub(super) utility: f64,
}

/// The best effort in a firm and its utility `taste · ln pay + (1 − taste) · ln(1 − effort)`.
///
/// Pay is `w (k e + g)`: `k` what follows one's own work, own share and equal share alike, `g` the equal share of what the others do. The best
/// effort is then `taste − (1 − taste) g / k`, or the least there is: a member of a large firm leans on the others (free riding).
///
/// # Source
/// Axtell 2018, "Endogenous firm dynamics and labor flows via heterogeneous agents", Handbook of Computational Economics 4: individually optimal
/// effort under a Cobb-Douglas utility of income and leisure. His returns `a E + b E²` grow without bound; here they end (see
/// [`Numbers::returns`]), which makes the best effort linear.
pub(super) fn best(taste: f64, skill: f64, own_share: f64, wage: f64, people: f64, others: f64, extra: f64) -> Place {
    let k = skill * (own_share + (1.0 - own_share) / people);
    let g = (1.0 - own_share) * others / people;
    let effort = (taste - (1.0 - taste) * g / k).max(LEAST);
    let pay = wage * (k * effort + g) + extra;
    Place { effort, pay, utility: taste * ln(pay) + (1.0 - taste) * ln(1.0 - effort) }
}

/// What is known to somebody who chooses.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chooser<'a> {
    pub(super) numbers: &'a Numbers,
    pub(super) month: &'a Month,
    pub(super) now: i32,
    pub(super) keys: &'a Keys,
}

/// What somebody decided.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Decision {
    Stay(Option<Place>),
    Join(u32, Place),
    Alone(Place),
}

impl Chooser<'_> {
    /// What benefits are worth to somebody.
    fn benefits(&self, people: &People, person: usize) -> f64 {
        self.numbers.benefits * if people.is(person, flag::DEPENDANTS) { 1.5 } else { 1.0 }
    }

    /// Whether somebody who works alone is in a guild: those who lean most on community come first.
    pub(super) fn guild(&self, people: &People, person: usize) -> bool {
        f64::from(people.who[person].sources[source::COMMUNITY]) >= 256.0 * (1.0 - self.month.guilds)
    }

    /// What the ups and downs of working alone are multiplied by: clients who trust somebody stay, and a guild pools.
    pub(super) fn swings(&self, people: &People, person: usize) -> f64 {
        let trust = f64::from(people.who[person].sources[source::TRUST]) / 255.0;
        let pooled = if self.guild(people, person) { 1.0 - self.numbers.guild_pool } else { 1.0 };
        (1.25 - 0.5 * trust) * pooled
    }

    /// What working alone multiplies pay by, beside productivity and yield.
    pub(super) fn alone(&self, people: &People, person: usize) -> f64 {
        let tools = self.month.alone + self.month.orchestrate * 0.5 * f64::from(people.who[person].generalist);
        if self.guild(people, person) { tools * (1.0 + self.numbers.guild_pay) } else { tools }
    }

    fn alone_at(&self, state: &State, person: usize, skill: f64, productivity: f64) -> Place {
        let (people, n) = (&state.people, self.numbers);
        let taste = f64::from(people.who[person].taste);
        let wage = productivity * self.month.yields[1] * self.alone(people, person) * state.price(1);
        let mut place = best(taste, skill, n.own_share, wage, 1.0, 0.0, 0.0);
        let covered = (f64::from(people.who[person].savings) / (6.0 * state.usual)).clamp(0.0, 1.0);
        let caught = (self.month.net - n.net).max(0.0);
        place.utility += f64::from(people.who[person].autonomy) + self.month.portable * self.benefits(people, person)
            - f64::from(people.who[person].risk) * (1.0 - covered) * self.swings(people, person) * (1.0 - caught);
        place
    }

    /// A place in a firm: as one of those who are in it, or as one more.
    fn place_in(&self, state: &State, person: usize, skill: f64, place: u32, stays: bool) -> Place {
        let n = self.numbers;
        let firm = &state.firms.all[place as usize];
        let owner = firm.owner == person as u32;
        let (people_then, others) = if stays {
            let mine = state.people.parts(person);
            (firm.people, Firm { routine: firm.routine - mine[0], human: firm.human - mine[1], ..*firm }.work(self.month))
        } else {
            (firm.people + 1, firm.work(self.month))
        };
        let taste = f64::from(state.people.who[person].taste);
        let whole = f64::from(firm.productivity) * self.month.yield_at(people_then) * state.price(people_then);
        let profit = if owner { n.profit * whole * others } else { 0.0 };
        let mut place = best(taste, skill, n.own_share, whole * (1.0 - n.profit), f64::from(people_then), others, profit);
        place.utility += self.benefits(&state.people, person);
        if owner {
            place.utility += f64::from(state.people.who[person].autonomy);
        }
        place
    }

    /// Lets somebody choose, with a uniform number that decides.
    pub(super) fn choose(&self, state: &mut State, person: usize, uniform: f64) {
        if self.month.reskilling > 0.0 {
            self.reskill(state, person);
        }
        let decision = self.decide(state, person, uniform);
        let from = state.people.firm[person];
        match decision {
            Decision::Stay(None) => {}
            Decision::Stay(Some(place)) => {
                let before = state.people.parts(person);
                state.people.who[person].effort = place.effort as f32;
                let after = state.people.parts(person);
                let firm = &mut state.firms.all[from as usize];
                firm.routine = firm.routine - before[0] + after[0];
                firm.human = firm.human - before[1] + after[1];
                self.beside(state, person, place);
            }
            Decision::Join(firm, place) => {
                state.flows.changes += u32::from(from != NONE);
                state.move_to(person, firm, place.effort, self.now);
                state.people.set(person, flag::GIG, false);
                self.beside(state, person, place);
            }
            Decision::Alone(place) => {
                let poor = f64::from(state.people.who[person].savings) < self.numbers.cushion * state.usual;
                let had_business = state.people.is(person, flag::SIDE);
                let draws = self.keys.found.draws(person as u64, key_of(self.now));
                let firm = state.found(person, self.numbers, draws);
                state.move_to(person, firm, place.effort, self.now);
                state.people.set(person, flag::OWNER, true);
                state.people.set(person, flag::SIDE, false);
                state.people.set(person, flag::GIG, from == NONE && poor && !had_business);
                state.flows.founders += 1;
            }
        }
    }

    fn decide(&self, state: &State, person: usize, uniform: f64) -> Decision {
        let (people, n) = (&state.people, self.numbers);
        let skill = people.skill(person, self.month.routine, self.month.human);
        let taste = f64::from(people.who[person].taste);
        let from = people.firm[person];
        let scale = 1.0 / n.noise;
        let mut weights = [0.0; 10];
        let mut ways = [Decision::Stay(None); 10];
        let mut count = 1;
        let mut alone_now = false;
        if from == NONE {
            let side = if people.is(person, flag::SIDE) { n.side_hours * skill * self.month.yields[1] } else { 0.0 };
            let got = (self.month.net + 0.02) * state.usual + side;
            weights[0] = exp(scale * (taste * ln(got) + (1.0 - taste) * ln(0.95)));
        } else {
            let firm = &state.firms.all[from as usize];
            alone_now = firm.people == 1;
            let place = if alone_now {
                self.alone_at(state, person, skill, f64::from(firm.productivity))
            } else {
                self.place_in(state, person, skill, from, true)
            };
            let months = f64::from(self.now - i32::from(people.who[person].since));
            let young = self.now - i32::from(firm.employer) < 12;
            let stays = n.loyalty + n.bond * months / (months + n.bond_months) + if young { n.early } else { 0.0 };
            weights[0] = exp(scale * (place.utility + stays));
            ways[0] = Decision::Stay(Some(place));
        }
        let hires = state.hires(self.month);
        let mut draws = self.keys.tie.draws(person as u64, 0);
        // All are looked up before any is weighed: they lie far apart.
        let mut open = [(NONE, false); 8];
        let ties = &mut open[..n.ties as usize];
        for tie in ties.iter_mut() {
            let friend = ((u64::from(draws.word()) * people.len() as u64) >> 32) as usize;
            tie.0 = people.firm[friend];
        }
        for tie in ties.iter_mut() {
            tie.1 = state.firms.all.get(tie.0 as usize).is_some_and(|firm| firm.open);
        }
        for &(to, open) in ties.iter() {
            if !open || to == from || ways[1..count].iter().any(|way| matches!(way, Decision::Join(firm, _) if *firm == to)) {
                continue;
            }
            let place = self.place_in(state, person, skill, to, false);
            weights[count] = exp(scale * place.utility) * State::opens(state.firms.all[to as usize].people, hires);
            ways[count] = Decision::Join(to, place);
            count += 1;
        }
        if !alone_now {
            let mut place = self.alone_at(state, person, skill, 1.0);
            let saved = f64::from(people.who[person].savings) / (n.cushion * state.usual).max(1e-9);
            let caught = (self.month.net - n.net).max(0.0);
            if !people.is(person, flag::SIDE) {
                // Those who know many find their first clients sooner.
                let known = f64::from(people.who[person].sources[source::RELATIONSHIPS]) / 255.0;
                place.utility -= n.founding * (1.5 - known) * (2.0 - saved.min(1.0) - caught.min(1.0));
            }
            weights[count] = exp(scale * place.utility);
            ways[count] = Decision::Alone(place);
            count += 1;
        }
        let whole: f64 = weights[..count].iter().sum();
        let mut left = uniform * whole;
        for way in 0..count {
            left -= weights[way];
            if left < 0.0 {
                return ways[way];
            }
        }
        ways[0]
    }

    /// Whether somebody with a job has a business beside it from now on.
    fn beside(&self, state: &mut State, person: usize, place: Place) {
        let people = &mut state.people;
        let firm = people.firm[person];
        if state.firms.all[firm as usize].people < 2 || people.is(person, flag::OWNER) {
            people.set(person, flag::SIDE, false);
            return;
        }
        let n = self.numbers;
        let skill = people.skill(person, self.month.routine, self.month.human);
        let earns = n.side_hours * skill * self.month.yields[1] * self.alone(people, person);
        // What it adds to income, in logarithms, on the scale of a usual business beside a usual job.
        let adds = f64::from(people.who[person].taste) * ln(earns / (n.side_hours * place.pay));
        let likes = n.side + adds + f64::from(people.who[person].autonomy) - n.autonomy;
        let chance = 1.0 / (1.0 + exp(-likes / n.noise));
        let drawn = self.keys.reconsider.pair(person as u64 | 1 << 40, key_of(self.now))[0];
        people.set(person, flag::SIDE, drawn < chance);
    }

    /// Turns some routine skill into human value.
    fn reskill(&self, state: &mut State, person: usize) {
        let before = state.people.parts(person);
        let moved = f64::from(state.people.who[person].routine) * self.month.reskilling;
        state.people.who[person].routine -= moved as f32;
        state.people.who[person].human += moved as f32;
        let after = state.people.parts(person);
        let firm = state.people.firm[person];
        if firm != NONE {
            let firm = &mut state.firms.all[firm as usize];
            firm.routine = firm.routine - before[0] + after[0];
            firm.human = firm.human - before[1] + after[1];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The best effort by trying many.
    fn searched(taste: f64, skill: f64, own_share: f64, people: f64, others: f64) -> f64 {
        let k = skill * (own_share + (1.0 - own_share) / people);
        let g = (1.0 - own_share) * others / people;
        let utility = |effort: f64| taste * ln(k.mul_add(effort, g)) + (1.0 - taste) * ln(1.0 - effort);
        (200..9_990).map(|step| f64::from(step) / 10_000.0).max_by(|a, b| utility(*a).total_cmp(&utility(*b))).unwrap()
    }

    #[test]
    fn the_closed_form_is_the_best_of_many_efforts() {
        for (taste, skill, own_share, people, others) in
            [(0.5, 1.0, 0.7, 1.0, 0.0), (0.5, 1.0, 0.7, 20.0, 9.0), (0.3, 0.4, 0.6, 100.0, 50.0), (0.8, 2.0, 0.5, 3.0, 0.7)]
        {
            let place = best(taste, skill, own_share, 1.0, people, others, 0.0);
            let found = searched(taste, skill, own_share, people, others);
            assert!((place.effort - found).abs() < 2e-4, "{taste} {people}: {} {found}", place.effort);
        }
        // Alone, time goes by taste; in a firm, people lean on the others.
        assert_eq!(best(0.6, 1.3, 0.7, 1.0, 1.0, 0.0, 0.0).effort, 0.6);
        assert!(best(0.6, 1.3, 0.7, 1.0, 50.0, 25.0, 0.0).effort < 0.6);
        assert_eq!(best(0.2, 0.1, 0.05, 1.0, 50.0, 40.0, 0.0).effort, LEAST);
    }
}
