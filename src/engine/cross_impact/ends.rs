//! Where scenarios end, counted.
//!
//! Far fewer scenarios are a step from some other than there are scenarios. So arrivals are counted first, and only then is each scenario that was
//! arrived at followed to its end, once.

use std::collections::BTreeMap;

use super::model::Model;
use super::scenario::Scenario;
use super::succession::Succession;

/// Most places of a table: 64 MiB.
const PLACES: u64 = 1 << 22;
/// No scenario: there are never that many.
const NOBODY: u64 = u64::MAX;
/// No end is known yet.
const UNKNOWN: u32 = u32::MAX;
/// Arrivals that are surely counted in 32 bits.
const ARRIVALS: u64 = u32::MAX as u64 / 2;

/// A scenario that was arrived at.
#[derive(Debug, Clone, Copy)]
struct Place {
    scenario: u64,
    /// How often, since the last time that arrivals were added up.
    arrived: u32,
    /// The number of the attractor it ends in.
    end: u32,
}

const EMPTY: Place = Place { scenario: NOBODY, arrived: 0, end: UNKNOWN };

/// Counts scenarios by the attractor they end in.
pub(super) struct Ends<'a> {
    model: &'a Model,
    succession: Succession,
    most: usize,
    /// Scenarios by their hash, the next free place where that is taken.
    table: Vec<Place>,
    shift: u32,
    taken: usize,
    /// Arrivals since they were last added up.
    arrivals: u64,
    numbers: BTreeMap<u64, u32>,
    firsts: Vec<u64>,
    counts: Vec<u64>,
    way: Vec<u64>,
    balances: Vec<i32>,
}

impl<'a> Ends<'a> {
    /// Starts with nothing counted; `most` attractors are told apart, and there are `total` scenarios.
    pub(super) fn new(model: &'a Model, succession: Succession, most: usize, total: u64) -> Self {
        Self::with_places(model, succession, most, total.saturating_mul(2).clamp(64, PLACES).next_power_of_two())
    }

    /// Starts with a table of so many places, a power of two.
    fn with_places(model: &'a Model, succession: Succession, most: usize, places: u64) -> Self {
        Self {
            model,
            succession,
            most,
            table: vec![EMPTY; places as usize],
            shift: 64 - places.trailing_zeros(),
            taken: 0,
            arrivals: 0,
            numbers: BTreeMap::new(),
            firsts: Vec::new(),
            counts: Vec::new(),
            way: Vec::new(),
            balances: vec![0; model.structure().columns()],
        }
    }

    /// Counts scenarios where they end; says whether there are few enough attractors, as far as that is known yet.
    pub(super) fn count(&mut self, scenarios: &[u64]) -> bool {
        if self.taken + scenarios.len() > self.room() || self.arrivals + scenarios.len() as u64 > ARRIVALS {
            if !self.add_up() {
                return false;
            }
            if self.taken + scenarios.len() > self.room() {
                self.table.fill(EMPTY);
                self.taken = 0;
            }
        }
        for &scenario in scenarios {
            let at = match self.seek(scenario) {
                Ok(at) => at,
                Err(free) => {
                    self.take(free, scenario);
                    free
                }
            };
            self.table[at].arrived += 1;
        }
        self.arrivals += scenarios.len() as u64;
        true
    }

    /// How many scenarios were counted by attractor, each named by its first scenario; nothing where there are too many attractors.
    pub(super) fn tally(mut self) -> Option<Vec<(u64, u64)>> {
        self.add_up().then(|| self.firsts.into_iter().zip(self.counts).filter(|&(_, count)| count > 0).collect())
    }

    /// How many places may be taken: three in four.
    fn room(&self) -> usize {
        self.table.len() / 4 * 3
    }

    /// Where a scenario stands in the table, or the free place that it would take.
    #[inline]
    fn seek(&self, scenario: u64) -> Result<usize, usize> {
        let last = self.table.len() - 1;
        let mut at = (scenario.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> self.shift) as usize & last;
        loop {
            let who = self.table[at].scenario;
            if who == scenario {
                return Ok(at);
            }
            if who == NOBODY {
                return Err(at);
            }
            at = (at + 1) & last;
        }
    }

    /// Gives a scenario a free place.
    fn take(&mut self, at: usize, scenario: u64) {
        self.table[at].scenario = scenario;
        self.taken += 1;
    }

    /// Adds arrivals up by where they end; says whether there are few enough attractors.
    fn add_up(&mut self) -> bool {
        for at in 0..self.table.len() {
            let Place { scenario, arrived, end } = self.table[at];
            if arrived == 0 {
                continue;
            }
            let end = if end == UNKNOWN { self.walk(scenario) } else { end };
            self.counts[end as usize] += u64::from(arrived);
            self.table[at].arrived = 0;
            if self.firsts.len() > self.most {
                return false;
            }
        }
        self.arrivals = 0;
        true
    }

    /// Follows a scenario until it meets one whose end is known, or an attractor; remembers all on the way for which there is room.
    fn walk(&mut self, start: u64) -> u32 {
        let structure = self.model.structure();
        let mut scenario = Scenario::at(structure, start).expect("an index of a scenario is below their number");
        self.way.clear();
        // Brent's search for a circle: the mark moves to the present scenario after 1, 2, 4, ... steps.
        let (mut index, mut mark, mut left, mut power) = (start, NOBODY, 1_u64, 1_u64);
        let number = loop {
            if let Ok(at) = self.seek(index)
                && self.table[at].end != UNKNOWN
            {
                break self.table[at].end;
            }
            if index == mark {
                break self.circle(&mut scenario);
            }
            left -= 1;
            if left == 0 {
                (mark, power) = (index, power * 2);
                left = power;
            }
            self.way.push(index);
            if !self.succession.advance(self.model, &mut scenario, &mut self.balances) {
                break self.attractor(index);
            }
            index = scenario.index(structure).expect("the scenarios can be counted in 64 bits");
        };
        for at in 0..self.way.len() {
            let scenario = self.way[at];
            match self.seek(scenario) {
                Ok(at) => self.table[at].end = number,
                Err(free) if self.taken < self.room() => {
                    self.take(free, scenario);
                    self.table[free].end = number;
                }
                Err(_) => {}
            }
        }
        number
    }

    /// The attractor of a scenario on a circle.
    fn circle(&mut self, scenario: &mut Scenario) -> u32 {
        let structure = self.model.structure();
        let (start, mut first) = (scenario.clone(), scenario.clone());
        loop {
            self.succession.advance(self.model, scenario, &mut self.balances);
            if *scenario == start {
                break;
            }
            if *scenario < first {
                first = scenario.clone();
            }
        }
        let first = first.index(structure).expect("the scenarios can be counted in 64 bits");
        self.attractor(first)
    }

    fn attractor(&mut self, first: u64) -> u32 {
        let next = self.firsts.len() as u32;
        let number = *self.numbers.entry(first).or_insert(next);
        if number == next {
            self.firsts.push(first);
            self.counts.push(0);
        }
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cross_impact::testing::{all, random};

    #[test]
    fn a_table_that_is_full_forgets_and_finds_again() {
        for (sizes, most, seed) in [(&[3, 3, 2, 4, 2, 3][..], 3, 1), (&[2; 10], 1, 2), (&[4, 3, 2, 4], 0, 6)] {
            let model = random(sizes, most, seed);
            for succession in [Succession::Global, Succession::Local] {
                let mut expected = BTreeMap::new();
                let mut small = Ends::with_places(&model, succession, 1_000, 16);
                for scenario in all(&model) {
                    let first = succession.follow(&model, &scenario).1.scenarios[0].index(model.structure()).unwrap();
                    *expected.entry(first).or_insert(0) += 1;
                    assert!(small.count(&[scenario.index(model.structure()).unwrap()]));
                }
                let mut found = small.tally().unwrap();
                found.sort_unstable();
                assert_eq!(found, expected.into_iter().collect::<Vec<_>>());
            }
        }
    }
}
