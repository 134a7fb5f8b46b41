//! What somebody chooses: to stay, to join a firm of somebody they know, or to found one; and how hard they then work.

use crate::num::{exp, ln};

use super::firms::{Firm, NONE};
use super::numbers::Numbers;
use super::offers::{Offer, Offers, Place, Weigher};
use super::paths::Month;
use super::people::{Keys, People, flag, key_of, source};
use super::state::State;
use super::turns::{TIES, Turn};

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

    /// Working alone, with a firm of that productivity; `more` is what is liked about it beyond that, in the order of [`Offer::likes`].
    fn alone_at(&self, state: &State, person: usize, productivity: f64, more: [f64; 2]) -> Offer {
        let (people, n) = (&state.people, self.numbers);
        let covered = (f64::from(people.work[person].savings) / (6.0 * state.usual)).clamp(0.0, 1.0);
        let caught = (self.month.net - n.net).max(0.0);
        let like = f64::from(people.who[person].autonomy) + self.month.portable * self.benefits(people, person)
            - f64::from(people.who[person].risk) * (1.0 - covered) * self.swings(people, person) * (1.0 - caught);
        let wage = productivity * self.month.yields[1] * self.alone(people, person) * state.price(1);
        Offer { wage, likes: [like, more[0], more[1]], ..Offer::default() }
    }

    /// A place in a firm: as one of those who are in it, whom `stays` keeps there, or as one more.
    fn place_in(&self, state: &State, person: usize, place: u32, stays: Option<f64>) -> Offer {
        let n = self.numbers;
        let firm = &state.firms.all[place as usize];
        let owner = firm.owner == person as u32;
        let (people_then, others) = if stays.is_some() {
            let mine = state.people.parts(person);
            (firm.people, Firm { routine: firm.routine - mine[0], human: firm.human - mine[1], ..*firm }.work(self.month))
        } else {
            (firm.people + 1, firm.work(self.month))
        };
        let whole = f64::from(firm.productivity) * self.month.yield_at(people_then) * state.price(people_then);
        let autonomy = if owner { f64::from(state.people.who[person].autonomy) } else { 0.0 };
        Offer {
            wage: whole * (1.0 - n.profit),
            people: f64::from(people_then),
            others,
            extra: if owner { n.profit * whole * others } else { 0.0 },
            likes: [self.benefits(&state.people, person), autonomy, stays.unwrap_or(0.0)],
            open: 1.0,
        }
    }

    /// Lets somebody choose.
    pub(super) fn choose(&self, state: &mut State, turn: &Turn, offers: &mut Offers) {
        let person = turn.person as usize;
        if self.month.reskilling > 0.0 {
            self.reskill(state, person);
        }
        let decision = self.decide(state, turn, offers);
        let from = state.people.firm[person];
        match decision {
            Decision::Stay(None) => {}
            Decision::Stay(Some(place)) => {
                let before = state.people.parts(person);
                state.people.work[person].effort = place.effort as f32;
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
                let poor = f64::from(state.people.work[person].savings) < self.numbers.cushion * state.usual;
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

    fn decide(&self, state: &State, turn: &Turn, offers: &mut Offers) -> Decision {
        let person = turn.person as usize;
        let (people, n) = (&state.people, self.numbers);
        let skill = people.skill(person, self.month.routine, self.month.human);
        let taste = f64::from(people.who[person].taste);
        let from = people.firm[person];
        let scale = 1.0 / n.noise;
        // The firms to join, by the places of their offers.
        let mut firms = [NONE; TIES + 2];
        let mut count = 1;
        let mut alone_now = false;
        offers.clear();
        if from == NONE {
            offers.push(&Offer::default());
        } else {
            let firm = &state.firms.all[from as usize];
            alone_now = firm.people == 1;
            let months = f64::from(self.now - i32::from(people.who[person].since));
            let young = self.now - i32::from(firm.employer) < 12;
            let stays = n.loyalty + n.bond * months / (months + n.bond_months) + if young { n.early } else { 0.0 };
            offers.push(&if alone_now {
                self.alone_at(state, person, f64::from(firm.productivity), [0.0, stays])
            } else {
                self.place_in(state, person, from, Some(stays))
            });
        }
        let hires = state.hires(self.month);
        for &friend in &turn.friends[..n.ties as usize] {
            let to = people.firm[friend as usize];
            let open = state.firms.all.get(to as usize).is_some_and(|firm| firm.open);
            if !open || to == from || firms[1..count].contains(&to) {
                continue;
            }
            let open = State::opens(state.firms.all[to as usize].people, hires);
            offers.push(&Offer { open, ..self.place_in(state, person, to, None) });
            firms[count] = to;
            count += 1;
        }
        if !alone_now {
            let mut costs = 0.0;
            if !people.is(person, flag::SIDE) {
                let saved = f64::from(people.work[person].savings) / (n.cushion * state.usual).max(1e-9);
                let caught = (self.month.net - n.net).max(0.0);
                // Those who know many find their first clients sooner.
                let known = f64::from(people.who[person].sources[source::RELATIONSHIPS]) / 255.0;
                costs = n.founding * (1.5 - known) * (2.0 - saved.min(1.0) - caught.min(1.0));
            }
            offers.push(&self.alone_at(state, person, 1.0, [-costs, 0.0]));
        }
        offers.weigh(Weigher { taste, skill, own_share: n.own_share, scale });
        if from == NONE {
            let side = if people.is(person, flag::SIDE) { n.side_hours * skill * self.month.yields[1] } else { 0.0 };
            let got = (self.month.net + 0.02) * state.usual + side;
            offers.set_weight(0, exp(scale * (taste * ln(got) + (1.0 - taste) * ln(0.95))));
        }
        let at = offers.chosen(turn.decides);
        match at {
            0 if from == NONE => Decision::Stay(None),
            0 => Decision::Stay(Some(offers.place(0))),
            _ if at < count => Decision::Join(firms[at], offers.place(at)),
            _ => Decision::Alone(offers.place(at)),
        }
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
        let moved = f64::from(state.people.work[person].routine) * self.month.reskilling;
        state.people.work[person].routine -= moved as f32;
        state.people.work[person].human += moved as f32;
        let after = state.people.parts(person);
        let firm = state.people.firm[person];
        if firm != NONE {
            let firm = &mut state.firms.all[firm as usize];
            firm.routine = firm.routine - before[0] + after[0];
            firm.human = firm.human - before[1] + after[1];
        }
    }
}
