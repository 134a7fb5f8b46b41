//! People in columns: who they are, where they work, what they have.

use crate::num::exp;
use crate::random::{Draws, Purpose, Stream, Streams};

use super::firms::{NONE, PARTS};
use super::numbers::Numbers;

/// Months from the first job to retirement, from 20 to 65 years of age.
pub(super) const CAREER: i64 = 540;

/// The sources of human value, in the order they are kept.
pub const SOURCES: [&str; 5] = ["taste", "trust", "niche expertise", "relationships", "community"];

/// Places in [`SOURCES`].
pub(super) mod source {
    pub(in crate::economy) const TRUST: usize = 1;
    pub(in crate::economy) const RELATIONSHIPS: usize = 3;
    pub(in crate::economy) const COMMUNITY: usize = 4;
}

/// What can be true of somebody.
pub(super) mod flag {
    /// Has a business beside a job.
    pub(in crate::economy) const SIDE: u8 = 1;
    /// Founded the firm they work in.
    pub(in crate::economy) const OWNER: u8 = 2;
    /// Works alone because nothing else was open, with nothing saved.
    pub(in crate::economy) const GIG: u8 = 4;
    /// Others depend on them.
    pub(in crate::economy) const DEPENDANTS: u8 = 8;
}

/// Somebody: what only a choice reads lies together, since those who choose are scattered over the list.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Who {
    /// Weight of income against leisure.
    pub(super) taste: f32,
    /// Liking for one's own account.
    pub(super) autonomy: f32,
    /// Dislike of an income that varies.
    pub(super) risk: f32,
    /// From 0, a specialist, to 1, somebody who orchestrates.
    pub(super) generalist: f32,
    /// How much of the human value comes from each source, in parts of 255.
    pub(super) sources: [u8; 5],
    /// Since which month they work where they are.
    pub(super) since: i16,
}

/// What every month reads of everybody.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Work {
    /// Skill in routine work, and what a person brings that machines do not.
    pub(super) routine: f32,
    pub(super) human: f32,
    /// Share of their time that they work.
    pub(super) effort: f32,
    pub(super) savings: f32,
}

/// Everybody, in columns, one entry a person.
#[derive(Debug, Clone, Default)]
pub(super) struct People {
    pub(super) who: Vec<Who>,
    pub(super) work: Vec<Work>,
    /// What is true of them: see [`flag`].
    pub(super) flags: Vec<u8>,
    /// Where they work.
    pub(super) firm: Vec<u32>,
    /// Last month's income, how worn out they are, and ideas of their own that earn.
    pub(super) income: Vec<f32>,
    pub(super) worn: Vec<f32>,
    pub(super) ideas: Vec<f32>,
    /// Their place in the list of people without work.
    pub(super) place: Vec<u32>,
    /// People without work.
    pub(super) idle: Vec<u32>,
}

/// Bytes that a person takes in these columns, their place in the list of those without work among them.
pub(super) const BYTES: usize = size_of::<Who>() + size_of::<Work>() + 1 + 6 * 4;

impl People {
    pub(super) fn len(&self) -> usize {
        self.who.len()
    }

    /// Makes room for that many people, who are nobody yet.
    pub(super) fn clear(&mut self, people: usize) {
        self.who.clear();
        self.who.resize(people, Who::default());
        self.work.clear();
        self.work.resize(people, Work::default());
        self.flags.clear();
        self.flags.resize(people, 0);
        for column in [&mut self.income, &mut self.worn, &mut self.ideas] {
            column.clear();
            column.resize(people, 0.0);
        }
        for column in [&mut self.firm, &mut self.place] {
            column.clear();
            column.resize(people, NONE);
        }
        self.idle.clear();
        self.idle.reserve(people);
    }

    /// Copies other people into the room that is there.
    pub(super) fn copy(&mut self, other: &Self) {
        self.who.clone_from(&other.who);
        self.work.clone_from(&other.work);
        self.flags.clone_from(&other.flags);
        self.firm.clone_from(&other.firm);
        self.income.clone_from(&other.income);
        self.worn.clone_from(&other.worn);
        self.ideas.clone_from(&other.ideas);
        self.place.clone_from(&other.place);
        self.idle.clone_from(&other.idle);
    }

    /// Somebody new of 20 years takes the place of who was there, with nothing saved.
    pub(super) fn born(&mut self, person: usize, numbers: &Numbers, draws: &mut Draws) {
        let n = numbers;
        self.who[person].taste = (n.taste_high - n.taste_low).mul_add(draws.uniform(), n.taste_low) as f32;
        let spread = n.skill_spread;
        let skill = |draws: &mut Draws| exp(spread.mul_add(draws.normal(), -0.5 * spread * spread));
        self.work[person].routine = ((1.0 - n.human) * skill(draws)) as f32;
        self.work[person].human = (n.human * skill(draws)) as f32;
        self.who[person].autonomy = n.autonomy_spread.mul_add(draws.normal(), n.autonomy) as f32;
        self.who[person].risk = (2.0 * n.risk * draws.uniform()) as f32;
        self.who[person].generalist = draws.uniform() as f32;
        let (one, two) = (draws.word().to_le_bytes(), draws.word().to_le_bytes());
        self.who[person].sources = [one[0], one[1], one[2], one[3], two[0]];
        let dependants = draws.uniform() < n.dependants;
        self.flags[person] = if dependants { flag::DEPENDANTS } else { 0 };
        self.work[person].effort = 0.0;
        self.work[person].savings = 0.0;
        self.income[person] = 0.0;
        self.worn[person] = 0.0;
        self.ideas[person] = 0.0;
    }

    /// Skill at a month's prices.
    #[inline]
    pub(super) fn skill(&self, person: usize, routine: f64, human: f64) -> f64 {
        f64::from(self.work[person].routine) * routine + f64::from(self.work[person].human) * human
    }

    /// What somebody puts into their firm, in whole parts.
    #[inline]
    pub(super) fn parts(&self, person: usize) -> [u64; 2] {
        let effort = f64::from(self.work[person].effort) * PARTS;
        [(effort * f64::from(self.work[person].routine)) as u64, (effort * f64::from(self.work[person].human)) as u64]
    }

    #[inline]
    pub(super) fn is(&self, person: usize, what: u8) -> bool {
        self.flags[person] & what != 0
    }

    pub(super) fn set(&mut self, person: usize, what: u8, holds: bool) {
        if holds {
            self.flags[person] |= what;
        } else {
            self.flags[person] &= !what;
        }
    }

    /// Puts somebody on the list of those without work.
    pub(super) fn rests(&mut self, person: usize, month: i32) {
        self.firm[person] = NONE;
        self.who[person].since = month as i16;
        self.work[person].effort = 0.0;
        self.place[person] = self.idle.len() as u32;
        self.idle.push(person as u32);
        self.set(person, flag::OWNER, false);
        self.set(person, flag::GIG, false);
    }

    /// Takes somebody off the list of those without work.
    pub(super) fn works(&mut self, person: usize) {
        let place = self.place[person];
        if place == NONE {
            return;
        }
        self.idle.swap_remove(place as usize);
        if let Some(&moved) = self.idle.get(place as usize) {
            self.place[moved as usize] = place;
        }
        self.place[person] = NONE;
    }

    /// How old somebody is, in months since 20.
    pub(super) fn age(person: usize, month: i32) -> i64 {
        (i64::from(month) + person as i64).rem_euclid(CAREER)
    }

    /// How often somebody new has taken this place since the year 0 of the count.
    pub(super) fn generation(person: usize, month: i32) -> u32 {
        (i64::from(month) + person as i64).div_euclid(CAREER).wrapping_add(1 << 20) as u32
    }
}

/// Where every draw of an economy comes from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Keys {
    pub(super) person: Stream,
    pub(super) tie: Stream,
    pub(super) reconsider: Stream,
    pub(super) search: Stream,
    pub(super) lay_off: Stream,
    pub(super) found: Stream,
    pub(super) streams: Streams,
}

impl Keys {
    pub(super) fn new(streams: &Streams) -> Self {
        Self {
            person: streams.stream(Purpose::Person),
            tie: streams.stream(Purpose::Tie),
            reconsider: streams.stream(Purpose::Reconsider),
            search: streams.stream(Purpose::Search),
            lay_off: streams.stream(Purpose::LayOff),
            found: streams.stream(Purpose::Found),
            streams: *streams,
        }
    }
}

/// A month as a number for keys; months of the past count from far below.
pub(super) fn key_of(month: i32) -> u32 {
    (month + 4096) as u32
}

/// Somebody out of everybody, from a uniform number.
pub(super) fn somebody(uniform: f64, people: usize) -> usize {
    ((uniform * people as f64) as usize).min(people - 1)
}
