//! The calendar of what happens next.

use super::time::{LATEST, Time};

/// The number of bits that hold the order of scheduling.
const ORDER_BITS: u32 = 40;
const ORDER_MASK: u64 = (1 << ORDER_BITS) - 1;

/// Later than every entry.
const NONE: u128 = u128::MAX;

/// How many events lie in the near list before the heap is used.
const NEAR: usize = 8;

/// The events to come, soonest first.
///
/// An event is a number of 32 bits whose meaning is the caller's. One entry is one integer of 128 bits: time (56 bits), order of scheduling
/// (40 bits), event (32 bits), so that one comparison decides.
///
/// # Determinism
/// Events come out by time; those of the same tick in the order in which they were scheduled.
///
/// # Source
/// The few events that are pending in a small network lie in a short list without order: looking through it takes no branch that could be
/// guessed wrong. What does not fit lies in a heap with four children a node (D. B. Johnson 1975, "Priority queues with update").
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    /// In no order.
    near: Vec<u128>,
    /// A heap.
    far: Vec<u128>,
    order: u64,
}

#[inline]
fn unpack(entry: u128) -> (Time, u32) {
    (Time((entry >> 72) as u64), entry as u32)
}

impl Calendar {
    /// Makes an empty calendar.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Forgets every event and starts the order of scheduling again; keeps the memory.
    pub fn clear(&mut self) {
        self.near.clear();
        self.far.clear();
        self.order = 0;
    }

    /// The number of pending events.
    #[must_use]
    pub fn len(&self) -> usize {
        self.near.len() + self.far.len()
    }

    /// Whether nothing is pending.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.near.is_empty() && self.far.is_empty()
    }

    /// Schedules an event; a time past [`LATEST`] becomes that.
    ///
    /// # Panics
    /// After 2⁴⁰ events in one run.
    #[inline]
    pub fn schedule(&mut self, at: Time, event: u32) {
        assert!(self.order < ORDER_MASK, "a run has fewer than 2^40 events");
        self.order += 1;
        let entry = u128::from(at.0.min(LATEST.0)) << 72 | u128::from(self.order) << 32 | u128::from(event);
        if self.near.len() < NEAR {
            self.near.push(entry);
        } else {
            self.push_far(entry);
        }
    }

    /// Takes the next event.
    #[inline]
    pub fn pop(&mut self) -> Option<(Time, u32)> {
        let (place, soonest) = self.soonest_near();
        match self.far.first() {
            Some(&first) if first < soonest => self.pop_far().map(unpack),
            _ if soonest == NONE => None,
            _ => {
                self.near.swap_remove(place);
                Some(unpack(soonest))
            }
        }
    }

    /// The soonest of the near list and its place; [`NONE`] where the list is empty.
    #[inline]
    fn soonest_near(&self) -> (usize, u128) {
        let (mut place, mut soonest) = (0, NONE);
        for (at, &entry) in self.near.iter().enumerate() {
            let sooner = entry < soonest;
            soonest = if sooner { entry } else { soonest };
            place = if sooner { at } else { place };
        }
        (place, soonest)
    }

    /// The time of the next event.
    #[must_use]
    pub fn next_time(&self) -> Option<Time> {
        let soonest = self.far.first().copied().unwrap_or(NONE).min(self.soonest_near().1);
        (soonest != NONE).then(|| unpack(soonest).0)
    }

    fn push_far(&mut self, entry: u128) {
        let mut place = self.far.len();
        self.far.push(entry);
        while place > 0 {
            let parent = (place - 1) / 4;
            if self.far[parent] <= entry {
                break;
            }
            self.far[place] = self.far[parent];
            place = parent;
        }
        self.far[place] = entry;
    }

    fn pop_far(&mut self) -> Option<u128> {
        let last = self.far.pop()?;
        let Some(&first) = self.far.first() else { return Some(last) };
        let len = self.far.len();
        let mut place = 0;
        loop {
            let start = 4 * place + 1;
            if start >= len {
                break;
            }
            let mut least = start;
            for child in start + 1..(start + 4).min(len) {
                if self.far[child] < self.far[least] {
                    least = child;
                }
            }
            if self.far[least] >= last {
                break;
            }
            self.far[place] = self.far[least];
            place = least;
        }
        self.far[place] = last;
        Some(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_same_tick_keeps_the_order_of_scheduling() {
        let mut calendar = Calendar::new();
        for (at, event) in [(5, 1), (3, 2), (5, 3), (3, 4), (0, 5)] {
            calendar.schedule(Time(at), event);
        }
        assert_eq!((calendar.len(), calendar.next_time()), (5, Some(Time(0))));
        let out: Vec<_> = std::iter::from_fn(|| calendar.pop()).collect();
        assert_eq!(out, [(Time(0), 5), (Time(3), 2), (Time(3), 4), (Time(5), 1), (Time(5), 3)]);
        assert!(calendar.is_empty());
    }

    #[test]
    fn the_ends_of_time_fit() {
        let mut calendar = Calendar::new();
        calendar.schedule(Time(u64::MAX), u32::MAX);
        calendar.schedule(LATEST, 7);
        assert_eq!(calendar.pop(), Some((LATEST, u32::MAX)));
        assert_eq!(calendar.pop(), Some((LATEST, 7)));
    }

    proptest! {
        /// The same events as a plain list sorted at each step, with pops in between.
        #[test]
        fn it_agrees_with_a_sorted_list(steps in prop::collection::vec((0u64..40, 0usize..3), 0..400)) {
            let mut calendar = Calendar::new();
            let mut plain: Vec<(u64, u32)> = Vec::new();
            let mut now = 0;
            for (event, (wait, pops)) in (0u32..).zip(steps) {
                calendar.schedule(Time(now + wait), event);
                plain.push((now + wait, event));
                for _ in 0..pops {
                    plain.sort();
                    let want = (!plain.is_empty()).then(|| plain.remove(0));
                    prop_assert_eq!(calendar.pop(), want.map(|(at, event)| (Time(at), event)));
                    now = want.map_or(now, |(at, _)| at);
                }
                prop_assert_eq!(calendar.len(), plain.len());
            }
        }
    }
}
