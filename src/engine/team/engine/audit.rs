//! Samples of what has been done, looked at afterwards.

use crate::team::counts::Passed;
use crate::team::layout::{agent as slot_of, class};

use super::run::{Engine, Watch};
use super::token::{NONE, State, Task};

impl<W: Watch> Engine<'_, W> {
    /// Puts what an agent made aside for an audit: a copy as it is now, while the item goes on.
    pub(super) fn sample(&mut self, token: u32, agent: usize, review: u16) {
        let root = self.root(token);
        self.s.tokens[root].audits += 1;
        let mut copy = self.s.tokens[token];
        copy.parent = root;
        copy.child = NONE;
        copy.sibling = NONE;
        copy.audits = 0;
        copy.task = Task::Audit;
        copy.state = State::Moving;
        let audit = self.s.tokens.insert(copy);
        self.s.live += 1;
        self.count(self.layout.agent(agent) + slot_of::AUDITED);
        self.ask(audit, review);
    }

    /// An audit is over, made or not. What it finds ends the harm, or keeps the item from going out.
    pub(super) fn audit_ends(&mut self, audit: u32, made: bool) {
        let look = self.s.tokens[audit];
        let (agent, _) = self.at_work(audit);
        let root = look.parent;
        let found = made && look.rejected && look.flaw.is_wrong();
        if made {
            self.learn(agent, look.rejected);
            self.passes(audit, self.layout.gates + agent, if found { Passed::Found } else { Passed::LetBy });
        }
        self.release(audit);
        let item = &mut self.s.tokens[root];
        item.audits -= 1;
        let same = item.flaw.is_wrong() && item.flaw.born == look.flaw.born;
        if found && same {
            item.flaw.known = true;
            if item.harms {
                item.harms = false;
                let item = *item;
                self.harm(&item, Some(self.now));
                self.counts[self.layout.class(usize::from(item.class)) + class::FOUND] += 1;
            }
        } else if found && item.state == State::Forked {
            self.mark(root, look.flaw.born);
        }
        let item = self.s.tokens[root];
        if item.state == State::Ghost && item.audits == 0 {
            if item.harms {
                self.harm(&item, None);
            }
            // It was taken off the number of those who live when it left.
            self.s.live += 1;
            self.release(root);
        }
    }

    /// Marks a fault as known in every branch that has it.
    fn mark(&mut self, parent: u32, born: (u16, u16)) {
        let mut branch = self.s.tokens[parent].child;
        while branch != NONE {
            let one = &mut self.s.tokens[branch];
            let next = one.sibling;
            if one.flaw.is_wrong() && one.flaw.born == born {
                one.flaw.known = true;
            }
            if one.state == State::Forked {
                self.mark(branch, born);
            }
            branch = next;
        }
    }
}
