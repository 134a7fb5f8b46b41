//! Waiting lines: first come, first served within a priority, linked by index.

/// No place.
const NONE: u32 = u32::MAX;

/// Where a line starts and ends.
#[derive(Debug, Clone, Copy)]
struct Ends {
    first: u32,
    last: u32,
}

/// Many waiting lines over one numbering of those who wait; each stands in one line at most.
///
/// A line has a fixed number of priorities; 0 goes first. Joining, leaving from the front and leaving from the middle take constant time, and
/// memory is asked for only when a number is met for the first time.
#[derive(Debug, Clone, Default)]
pub struct Lines {
    /// `[line][priority]`.
    ends: Vec<Ends>,
    /// Those who wait, by line.
    waiting: Vec<u32>,
    next: Vec<u32>,
    before: Vec<u32>,
    priorities: usize,
}

impl Lines {
    /// Makes empty lines.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Empties every line and sets how many there are and how many priorities each has; keeps the memory.
    pub fn reset(&mut self, lines: usize, priorities: usize) {
        self.ends.clear();
        self.ends.resize(lines * priorities, Ends { first: NONE, last: NONE });
        self.waiting.clear();
        self.waiting.resize(lines, 0);
        self.priorities = priorities;
    }

    /// The number of those who wait in a line.
    #[must_use]
    #[inline]
    pub fn len(&self, line: usize) -> u32 {
        self.waiting[line]
    }

    /// Whether nobody waits in a line.
    #[must_use]
    #[inline]
    pub fn is_empty(&self, line: usize) -> bool {
        self.waiting[line] == 0
    }

    /// Joins a line at its end within a priority; a priority past the last counts as the last.
    #[inline]
    pub fn join(&mut self, line: usize, priority: usize, who: u32) {
        let place = who as usize;
        if place >= self.next.len() {
            self.next.resize(place + 1, NONE);
            self.before.resize(place + 1, NONE);
        }
        let ends = &mut self.ends[line * self.priorities + priority.min(self.priorities - 1)];
        self.next[place] = NONE;
        self.before[place] = ends.last;
        if ends.last == NONE {
            ends.first = who;
        } else {
            self.next[ends.last as usize] = who;
        }
        ends.last = who;
        self.waiting[line] += 1;
    }

    /// Who is next in a line, with the priority.
    #[must_use]
    #[inline]
    pub fn front(&self, line: usize) -> Option<(usize, u32)> {
        if self.waiting[line] == 0 {
            return None;
        }
        let from = line * self.priorities;
        (0..self.priorities).map(|priority| (priority, self.ends[from + priority].first)).find(|&(_, first)| first != NONE)
    }

    /// Who is first of a priority of a line.
    #[must_use]
    #[inline]
    pub fn first_of(&self, line: usize, priority: usize) -> Option<u32> {
        let first = self.ends[line * self.priorities + priority].first;
        (first != NONE).then_some(first)
    }

    /// Takes who is next out of a line.
    #[inline]
    pub fn pop(&mut self, line: usize) -> Option<u32> {
        let (priority, who) = self.front(line)?;
        self.leave(line, priority, who);
        Some(who)
    }

    /// Takes somebody out of a line, wherever they stand. They must stand in it, under that priority.
    #[inline]
    pub fn leave(&mut self, line: usize, priority: usize, who: u32) {
        let ends = &mut self.ends[line * self.priorities + priority.min(self.priorities - 1)];
        let (before, next) = (self.before[who as usize], self.next[who as usize]);
        if before == NONE {
            ends.first = next;
        } else {
            self.next[before as usize] = next;
        }
        if next == NONE {
            ends.last = before;
        } else {
            self.before[next as usize] = before;
        }
        self.waiting[line] -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_lower_number_goes_first_and_equals_in_turn() {
        let mut lines = Lines::new();
        lines.reset(2, 3);
        for (priority, who) in [(1, 4), (0, 9), (1, 2), (7, 5), (0, 1)] {
            lines.join(1, priority, who);
        }
        assert_eq!((lines.len(0), lines.len(1), lines.front(1), lines.first_of(1, 2)), (0, 5, Some((0, 9)), Some(5)));
        lines.leave(1, 1, 4);
        let order: Vec<u32> = std::iter::from_fn(|| lines.pop(1)).collect();
        assert_eq!(order, [9, 1, 2, 5]);
        assert!(lines.is_empty(1));
    }

    proptest! {
        /// The same as two plain lists, whoever leaves from wherever.
        #[test]
        fn it_agrees_with_plain_lists(steps in prop::collection::vec((0u32..12, 0usize..2, 0u8..3), 0..200)) {
            let mut lines = Lines::new();
            lines.reset(1, 2);
            let mut plain: [Vec<u32>; 2] = Default::default();
            for (who, priority, what) in steps {
                let stands = (0..2).find(|&p| plain[p].contains(&who));
                match (what, stands) {
                    (0, None) => {
                        lines.join(0, priority, who);
                        plain[priority].push(who);
                    }
                    (1, Some(p)) => {
                        lines.leave(0, p, who);
                        plain[p].retain(|other| *other != who);
                    }
                    (2, _) => {
                        let p = usize::from(plain[0].is_empty());
                        let want = (!plain[p].is_empty()).then(|| plain[p].remove(0));
                        prop_assert_eq!(lines.pop(0), want);
                    }
                    _ => {}
                }
                prop_assert_eq!(lines.len(0) as usize, plain[0].len() + plain[1].len());
            }
        }
    }
}
