//! What an item carries.

use crate::queueing::Time;

/// No token.
pub(super) const NONE: u32 = u32::MAX;
/// No origin: the item is right.
pub(super) const RIGHT: u16 = u16::MAX;
/// No hand-off that lost anything.
pub(super) const CLEAR: u16 = u16::MAX;
/// After so many times back an item is dropped, whatever the flow says.
pub(super) const MOST_PASSES: u16 = 60_000;

/// Where a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// It is going on at this instant.
    Moving,
    /// In a line.
    Waiting,
    /// With an agent or a person.
    Served,
    /// On its way, or in a veto window.
    Delayed,
    /// Its branches are under way.
    Forked,
    /// Gone, while audits of it are pending.
    Ghost,
    /// Its place is free.
    Free,
}

/// What a token is at a station for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Task {
    Work,
    Gate,
    Approve,
    Audit,
    /// In a veto window.
    Veto,
}

/// What is wrong with an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Flaw {
    /// Where it comes from: agents, then hand-offs; [`RIGHT`] where nothing is wrong.
    pub(super) origin: u16,
    pub(super) label: u16,
    /// The step, and the pass.
    pub(super) born: (u16, u16),
    /// Gates that let it by.
    pub(super) let_by: u32,
    /// Whether another fault came on top.
    pub(super) amplified: bool,
    /// Whether an audit has found it.
    pub(super) known: bool,
    /// Whether somebody saw it who had no right to stop it.
    pub(super) seen: bool,
}

impl Flaw {
    pub(super) const NONE: Self =
        Self { origin: RIGHT, label: 0, born: (u16::MAX, u16::MAX), let_by: 0, amplified: false, known: false, seen: false };

    #[inline]
    pub(super) fn is_wrong(&self) -> bool {
        self.origin != RIGHT
    }
}

/// An item, a branch of one, or an audit of one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    /// Class and number: the entity of its draws.
    pub(super) entity: u64,
    pub(super) born: Time,
    /// Since when it stands where it is.
    pub(super) since: Time,
    /// When it stops waiting; [`Time`] 0 for never.
    pub(super) deadline: Time,
    /// How often it was sent back, by place: one byte each.
    pub(super) counters: u64,
    pub(super) flaw: Flaw,
    /// The token whose branch it is, or which it audits.
    pub(super) parent: u32,
    /// The next branch of its parent; the first one's place is its parent's `child`.
    pub(super) sibling: u32,
    pub(super) child: u32,
    pub(super) node: u16,
    pub(super) pass: u16,
    pub(super) class: u16,
    /// The hand-off that lost its context.
    pub(super) context: u16,
    /// The station's line: agents, then pools.
    pub(super) line: u16,
    /// The person who has it.
    pub(super) person: u16,
    /// The review it is in.
    pub(super) review: u16,
    /// Branches that must still end.
    pub(super) need: u16,
    /// Pending audits.
    pub(super) audits: u16,
    /// Times its work was done again at this step.
    pub(super) redo: u8,
    pub(super) level: u8,
    pub(super) state: State,
    pub(super) task: Task,
    /// The verdict of the review it is in.
    pub(super) rejected: bool,
    /// Whether nobody needs it any more.
    pub(super) orphan: bool,
    /// Whether it is in the figures.
    pub(super) counted: bool,
    /// Whether, now gone, it was delivered while wrong and so does harm.
    pub(super) harms: bool,
}

impl Token {
    pub(super) fn new(entity: u64, class: u16, node: u16, born: Time, counted: bool) -> Self {
        Self {
            entity,
            born,
            since: born,
            deadline: Time(0),
            counters: 0,
            flaw: Flaw::NONE,
            parent: NONE,
            sibling: NONE,
            child: NONE,
            node,
            pass: 0,
            class,
            context: CLEAR,
            line: 0,
            person: u16::MAX,
            review: 0,
            need: 0,
            audits: 0,
            redo: 0,
            level: 0,
            state: State::Moving,
            task: Task::Work,
            rejected: false,
            orphan: false,
            counted,
            harms: false,
        }
    }

    /// The occurrence of its draws.
    #[inline]
    pub(super) fn occurrence(&self) -> u32 {
        u32::from(self.node) << 16 | u32::from(self.pass)
    }

    /// Counts one time back at a place; false where it has been back so often already.
    #[inline]
    pub(super) fn again(&mut self, counter: u8, times: u8) -> bool {
        if self.pass >= MOST_PASSES {
            return false;
        }
        if counter == u8::MAX {
            return true;
        }
        let shift = 8 * u32::from(counter);
        if (self.counters >> shift) as u8 >= times {
            return false;
        }
        self.counters += 1 << shift;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_counts_by_itself() {
        let mut token = Token::new(0, 0, 0, Time(0), true);
        assert!(token.again(0, 2) && token.again(7, 1) && token.again(0, 2) && token.again(u8::MAX, 0));
        assert!(!token.again(0, 2) && !token.again(7, 1) && !token.again(3, 0));
        token.pass = MOST_PASSES;
        assert!(!token.again(u8::MAX, 0));
    }
}
