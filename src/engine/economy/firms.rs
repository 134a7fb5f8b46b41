//! Firms: who works in them adds up here, to the last unit.

use super::paths::Month;

/// No firm, or nobody.
pub(super) const NONE: u32 = u32::MAX;

/// A month that never was.
pub(super) const NEVER: i16 = i16::MIN;

/// Units of work are counted in these parts, so that sums of who comes and goes are exact.
pub(super) const PARTS: f64 = 1_048_576.0;

/// A firm: the numbers that are read together lie together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Firm {
    /// Routine work and human value that its people put in, in [`PARTS`] of a unit.
    pub(super) routine: u64,
    pub(super) human: u64,
    /// How many people work in it; 0 for a place that is free.
    pub(super) people: u32,
    /// Who founded it, while they work in it.
    pub(super) owner: u32,
    /// The logarithm of its productivity, and productivity itself.
    pub(super) level: f32,
    pub(super) productivity: f32,
    /// The month in which it took on its first employee.
    pub(super) employer: i16,
    /// Whether it takes people on.
    pub(super) open: bool,
    /// Whether it closes in this month.
    pub(super) closing: bool,
}

const FREE: Firm =
    Firm { routine: 0, human: 0, people: 0, owner: NONE, level: 0.0, productivity: 1.0, employer: NEVER, open: false, closing: false };

/// All firms, in places that are used again.
#[derive(Debug, Clone, Default)]
pub(super) struct Firms {
    pub(super) all: Vec<Firm>,
    free: Vec<u32>,
}

impl Firms {
    /// Empties everything and makes room for as many firms as there are people.
    pub(super) fn clear(&mut self, people: usize) {
        self.all.clear();
        self.all.reserve(people);
        self.free.clear();
        self.free.reserve(people);
    }

    /// Copies another set of firms into the room that is there.
    pub(super) fn copy(&mut self, other: &Self) {
        self.all.clone_from(&other.all);
        self.free.clone_from(&other.free);
    }

    /// A new firm with nobody in it yet.
    pub(super) fn found(&mut self, owner: u32, level: f64, productivity: f64, open: bool) -> u32 {
        let firm = Firm { owner, level: level as f32, productivity: productivity as f32, open, ..FREE };
        if let Some(place) = self.free.pop() {
            self.all[place as usize] = firm;
            place
        } else {
            self.all.push(firm);
            (self.all.len() - 1) as u32
        }
    }

    /// Somebody comes in. Returns whether the firm just took on its first employee ever.
    #[inline]
    pub(super) fn join(&mut self, place: u32, parts: [u64; 2], month: i32) -> bool {
        let firm = &mut self.all[place as usize];
        firm.routine += parts[0];
        firm.human += parts[1];
        firm.people += 1;
        let first = firm.people == 2 && firm.employer == NEVER;
        if first {
            firm.employer = month as i16;
        }
        first
    }

    /// Somebody goes. A firm with nobody left is gone.
    #[inline]
    pub(super) fn leave(&mut self, place: u32, person: u32, parts: [u64; 2]) {
        let firm = &mut self.all[place as usize];
        firm.routine -= parts[0];
        firm.human -= parts[1];
        firm.people -= 1;
        if firm.owner == person {
            firm.owner = NONE;
        }
        if firm.people == 0 {
            *firm = FREE;
            self.free.push(place);
        }
    }
}

impl Firm {
    /// What its people put in, at a month's prices.
    #[inline]
    pub(super) fn work(&self, month: &Month) -> f64 {
        (self.routine as f64 * month.routine + self.human as f64 * month.human) / PARTS
    }
}
