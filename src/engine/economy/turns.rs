//! Whose turn it is to choose, some ahead of time.
//!
//! People who choose are scattered over the list, as are those they know and the firms of those: with a million people nearly every look is a wait for
//! memory. So turns are made in batches, whose draws are made in vectors and whose looks are made once, without order, before anybody chooses: the waits
//! then pass side by side. What is chosen still goes by the order of turns, each seeing what those before it did.

use crate::random::{Stream, pair_of};

use super::choose::Chooser;
use super::firms::NONE;
use super::offers::Offers;
use super::state::State;

/// How many turns a batch holds.
pub(super) const BATCH: usize = 64;

/// The most ties of a person.
pub(super) const TIES: usize = 8;

/// One turn: whose it is, the uniform number that decides, and whom they know.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Turn {
    pub(super) person: u32,
    pub(super) decides: f64,
    pub(super) friends: [u32; TIES],
}

/// A batch of turns.
#[derive(Debug, Clone)]
pub(super) struct Turns {
    turns: [Turn; BATCH],
    count: usize,
    entities: [u64; BATCH],
    words: [[u32; 4]; BATCH],
    offers: Offers,
}

impl Default for Turns {
    fn default() -> Self {
        Self { turns: [Turn::default(); BATCH], count: 0, entities: [0; BATCH], words: [[0; 4]; BATCH], offers: Offers::default() }
    }
}

impl Turns {
    /// Starts a batch from the pair of uniforms of each of up to [`BATCH`] entities: `who` makes a person and the number that decides of an entity and its
    /// pair, or nothing.
    pub(super) fn fill(
        &mut self,
        stream: &Stream,
        occurrence: u32,
        entities: impl Iterator<Item = u64>,
        mut who: impl FnMut(u64, [f64; 2]) -> Option<(usize, f64)>,
    ) {
        let mut asked = 0;
        for (slot, entity) in self.entities.iter_mut().zip(entities) {
            *slot = entity;
            asked += 1;
        }
        stream.words_of(&self.entities[..asked], occurrence, 0, &mut self.words[..asked]);
        self.count = 0;
        for (&entity, &words) in self.entities[..asked].iter().zip(&self.words) {
            if let Some((person, decides)) = who(entity, pair_of(words)) {
                self.turns[self.count] = Turn { person: person as u32, decides, friends: [NONE; TIES] };
                self.count += 1;
            }
        }
    }

    /// Lets everybody in the batch choose, in order; those without a firm only where `idle` says that they do.
    pub(super) fn choose(&mut self, chooser: &Chooser<'_>, state: &mut State, idle: bool) {
        self.meet(chooser, state.people.len());
        self.look(state);
        for turn in &self.turns[..self.count] {
            if idle || state.people.firm[turn.person as usize] != NONE {
                chooser.choose(state, turn, &mut self.offers);
            }
        }
    }

    /// Draws whom everybody in the batch knows.
    fn meet(&mut self, chooser: &Chooser<'_>, people: usize) {
        let ties = chooser.numbers.ties as usize;
        let count = self.count;
        for (entity, turn) in self.entities.iter_mut().zip(&self.turns[..count]) {
            *entity = u64::from(turn.person);
        }
        for block in 0..ties.div_ceil(4) {
            chooser.keys.tie.words_of(&self.entities[..count], 0, block as u32, &mut self.words[..count]);
            for (turn, words) in self.turns[..count].iter_mut().zip(&self.words) {
                for (friend, word) in turn.friends[4 * block..ties.min(4 * block + 4)].iter_mut().zip(words) {
                    *friend = ((u64::from(*word) * people as u64) >> 32) as u32;
                }
            }
        }
    }

    /// The turns of the batch, in order.
    pub(super) fn all(&self) -> &[Turn] {
        &self.turns[..self.count]
    }

    /// Looks once at where those in the batch work, and since when.
    pub(super) fn look_at_places(&self, state: &State) {
        let (people, firms) = (&state.people, &state.firms.all);
        let mut seen = 0;
        for turn in self.all() {
            let person = turn.person as usize;
            seen ^= people.who[person].since as u32 ^ people.firm[person] ^ u32::from(people.flags[person]);
        }
        for turn in self.all() {
            seen ^= firms.get(people.firm[turn.person as usize] as usize).map_or(0, |firm| firm.people);
        }
        std::hint::black_box(seen);
    }

    /// Looks once at everything that those in the batch will look at.
    fn look(&self, state: &State) {
        let (people, firms) = (&state.people, &state.firms.all);
        let mut seen = 0;
        for turn in &self.turns[..self.count] {
            let person = turn.person as usize;
            let (who, work) = (&people.who[person], &people.work[person]);
            seen ^= who.taste.to_bits() ^ who.since as u32 ^ work.effort.to_bits() ^ people.firm[person] ^ u32::from(people.flags[person]);
            for friend in &turn.friends {
                seen ^= people.firm.get(*friend as usize).copied().unwrap_or(NONE);
            }
        }
        for turn in &self.turns[..self.count] {
            let places = turn.friends.iter().filter_map(|friend| people.firm.get(*friend as usize));
            for place in places.chain([&people.firm[turn.person as usize]]) {
                seen ^= firms.get(*place as usize).map_or(0, |firm| firm.people ^ u32::from(firm.open));
            }
        }
        std::hint::black_box(seen);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::economy::numbers::Numbers;
    use crate::economy::paths::Month;
    use crate::economy::people::Keys;
    use crate::random::{At, Seed, Streams};

    #[test]
    fn a_batch_holds_what_its_streams_hold_one_by_one() {
        let keys = Keys::new(&Streams::new(Seed(3), At::default()));
        let numbers = Numbers { ties: 6.0, ..Numbers::default() };
        let month = Month::at(&numbers, 0);
        let chooser = Chooser { numbers: &numbers, month: &month, now: 0, keys: &keys };
        let mut turns = Turns::default();
        // Every other entity is passed over, and no more are taken than a batch holds.
        turns.fill(&keys.search, 9, 100..1_000, |entity, [one, two]| (entity % 2 == 0).then_some(((one * 5_000.0) as usize, two)));
        turns.meet(&chooser, 5_000);
        assert_eq!(turns.all().len(), BATCH / 2);
        for (place, turn) in turns.all().iter().enumerate() {
            let [one, two] = keys.search.pair(100 + 2 * place as u64, 9);
            assert_eq!((turn.person, turn.decides), ((one * 5_000.0) as u32, two));
            let mut draws = keys.tie.draws(u64::from(turn.person), 0);
            let friends: [u32; 6] = std::array::from_fn(|_| ((u64::from(draws.word()) * 5_000) >> 32) as u32);
            assert_eq!((&turn.friends[..6], &turn.friends[6..]), (&friends[..], &[NONE; 2][..]));
        }
        // A batch starts anew, and may end with the list.
        turns.fill(&keys.search, 9, 0..3, |_, [_, two]| Some((1, two)));
        assert_eq!(turns.all().len(), 3);
    }
}
