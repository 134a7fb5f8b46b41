//! The way of an item from step to step.

use crate::queueing::Time;
use crate::team::layout::{class, origin};
use crate::team::plan::{By, NOBODY, NodePlan};
use crate::team::{histogram, layout};

use super::run::{Engine, Watch, What, event};
use super::token::{CLEAR, Flaw, NONE, RIGHT, State, Task, Token};

impl<W: Watch> Engine<'_, W> {
    /// Goes on from the token's step until it has to wait, or is gone.
    pub(super) fn go(&mut self, token: u32) {
        let plan = self.plan;
        loop {
            let one = &mut self.s.tokens[token];
            one.state = State::Moving;
            match &plan.nodes[usize::from(one.node)] {
                NodePlan::Work { agent, .. } => {
                    one.task = Task::Work;
                    one.level = plan.classes[usize::from(one.class)].priority;
                    self.request(token, By::Agent(*agent), false);
                    return;
                }
                NodePlan::Gate { gate, .. } => {
                    one.task = Task::Gate;
                    self.ask(token, *gate);
                    return;
                }
                NodePlan::HandOff { hand_off, next } => {
                    let pass_on = &plan.hand_offs[usize::from(*hand_off)];
                    let [lost, long] = self.keys.hand_off.pair(one.entity, one.occurrence());
                    one.context = if lost < pass_on.loses { *hand_off } else { CLEAR };
                    one.node = *next;
                    let mut until = self.now + pass_on.delay.at(long);
                    if pass_on.poll > 0 {
                        until = Time(until.0.div_ceil(pass_on.poll) * pass_on.poll);
                    }
                    if until > self.now {
                        one.state = State::Delayed;
                        one.task = Task::Work;
                        self.s.calendar.schedule(until, event::DELAY | token);
                        return;
                    }
                }
                NodePlan::Fork { branches, need, .. } => {
                    self.fork(token, branches, *need);
                    return;
                }
                NodePlan::BranchEnd => {
                    self.branch_ends(token);
                    return;
                }
                NodePlan::Choice { ways, otherwise } => {
                    let to = if ways.is_empty() {
                        *otherwise
                    } else {
                        let uniform = self.keys.route.one(one.entity, one.occurrence());
                        ways.iter().find(|(upto, _)| uniform < *upto).map_or(*otherwise, |(_, to)| *to)
                    };
                    // Every round of a flow has a step that leads to one no later than itself. There a new pass begins, with draws of its own.
                    if to > one.node {
                        one.node = to;
                    } else if one.again(u8::MAX, 0) {
                        self.turn(token, to);
                    } else {
                        self.exit(token, false);
                        return;
                    }
                }
                NodePlan::ByClass { ways } => one.node = ways[usize::from(one.class)],
                NodePlan::Loop { again, counter, times, back, next } => {
                    let wants = self.keys.route.one(one.entity, one.occurrence()) < *again;
                    let (back, next) = (*back, *next);
                    if wants && one.again(*counter, *times) {
                        self.turn(token, back);
                    } else {
                        one.node = next;
                    }
                }
                NodePlan::Exit { delivered } => {
                    self.exit(token, *delivered);
                    return;
                }
            }
        }
    }

    /// Turns a token to a step it has been at; what is done again there is no longer wrong.
    fn turn(&mut self, token: u32, to: u16) {
        let program = self.program;
        let one = &mut self.s.tokens[token];
        one.pass += 1;
        one.node = to;
        if one.flaw.is_wrong() && program.redoes(to, one.flaw.born.0) {
            one.flaw = Flaw::NONE;
        }
        if one.counted {
            let slot = self.layout.class(usize::from(one.class)) + class::BACK;
            self.counts[slot] += 1;
        }
        self.see(token, What::Back);
    }

    /// Sends a token back and lets it go on from there.
    pub(super) fn send_back(&mut self, token: u32, to: u16) {
        self.turn(token, to);
        self.go(token);
    }

    fn fork(&mut self, token: u32, branches: &[u16], need: u16) {
        let parent = &mut self.s.tokens[token];
        parent.state = State::Forked;
        parent.need = need;
        parent.child = NONE;
        let mut branch = *parent;
        branch.parent = token;
        branch.audits = 0;
        branch.state = State::Moving;
        // The parent gathers what its branches bring; what was wrong before lies in each of them.
        parent.flaw = Flaw::NONE;
        parent.context = CLEAR;
        // Put on the pile last first, so that the first branch goes on first.
        for &start in branches.iter().rev() {
            branch.node = start;
            branch.sibling = self.s.tokens[token].child;
            let child = self.s.tokens.insert(branch);
            self.s.tokens[token].child = child;
            self.s.live += 1;
            self.s.todo.push(child);
        }
    }

    /// A branch is done: its parent takes over what it brings, and goes on if that was the last one it needs.
    fn branch_ends(&mut self, token: u32) {
        let branch = self.s.tokens[token];
        let parent = branch.parent;
        self.unlink(parent, token);
        self.release(token);
        let one = &mut self.s.tokens[parent];
        one.pass = one.pass.max(branch.pass);
        if branch.context != CLEAR {
            one.context = branch.context;
        }
        if branch.flaw.is_wrong() {
            if !one.flaw.is_wrong() {
                one.flaw = branch.flaw;
            } else if one.flaw.born != branch.flaw.born {
                one.flaw.amplified = true;
            }
        }
        one.need -= 1;
        if one.need == 0 {
            self.abandon_branches(parent);
            if let NodePlan::Fork { next, .. } = &self.plan.nodes[usize::from(self.s.tokens[parent].node)] {
                self.s.tokens[parent].node = *next;
            }
            self.s.todo.push(parent);
        }
    }

    /// Takes a branch out of its parent's chain.
    fn unlink(&mut self, parent: u32, token: u32) {
        let after = self.s.tokens[token].sibling;
        let mut at = self.s.tokens[parent].child;
        if at == token {
            self.s.tokens[parent].child = after;
            return;
        }
        while at != NONE {
            let next = self.s.tokens[at].sibling;
            if next == token {
                self.s.tokens[at].sibling = after;
                return;
            }
            at = next;
        }
    }

    /// Nobody needs the branches that are still under way: they finish what they have in hand, and stop.
    fn abandon_branches(&mut self, parent: u32) {
        let mut branch = std::mem::replace(&mut self.s.tokens[parent].child, NONE);
        while branch != NONE {
            let one = self.s.tokens[branch];
            let above = &mut self.s.tokens[parent];
            above.pass = above.pass.max(one.pass);
            match one.state {
                State::Served | State::Delayed => self.s.tokens[branch].orphan = true,
                State::Waiting => {
                    self.leave_line(branch);
                    self.release(branch);
                }
                State::Forked => {
                    self.abandon_branches(branch);
                    let deeper = self.s.tokens[branch].pass;
                    let above = &mut self.s.tokens[parent];
                    above.pass = above.pass.max(deeper);
                    self.s.todo.retain(|waiting| *waiting != branch);
                    self.release(branch);
                }
                State::Moving => {
                    self.s.todo.retain(|waiting| *waiting != branch);
                    self.release(branch);
                }
                State::Ghost | State::Free => {}
            }
            branch = one.sibling;
        }
    }

    /// Gives the place of a token back.
    #[inline]
    pub(super) fn release(&mut self, token: u32) {
        self.s.tokens[token].state = State::Free;
        self.s.tokens.release(token);
        self.s.live -= 1;
    }

    /// Gives an item up, wherever its branches are.
    pub(super) fn drop_item(&mut self, token: u32) {
        let mut root = token;
        while self.s.tokens[root].parent != NONE {
            root = self.s.tokens[root].parent;
        }
        if root != token {
            let flaw = self.s.tokens[token].flaw;
            // The branch that failed is at this instant on nobody's pile, and goes with the others.
            self.abandon_branches(root);
            self.s.tokens[root].flaw = flaw;
        }
        self.exit(root, false);
    }

    #[inline]
    fn exit(&mut self, token: u32, delivered: bool) {
        let one = &self.s.tokens[token];
        let (flaw, audits, of) = (one.flaw, one.audits, usize::from(one.class));
        let (counted, lead) = (one.counted, self.now.since(one.born));
        let wrong = flaw.is_wrong();
        // What an audit has found by now does not go out.
        let delivered = delivered && !(wrong && flaw.known);
        self.see(token, What::Left { delivered, wrong });
        if counted {
            let slot = self.layout.class(of);
            if delivered {
                self.counts[slot + class::DELIVERED] += 1;
                self.counts[slot + class::LEAD] += lead.0;
                self.counts[self.layout.leads(of) + histogram::bucket(lead)] += 1;
                self.counts[slot + class::LATE] += u64::from(lead > self.plan.classes[of].due);
            } else {
                self.counts[slot + class::DROPPED] += 1;
            }
            match (delivered, wrong) {
                (true, true) => self.escaped(token),
                (false, true) => {
                    self.counts[slot + class::CAUGHT] += 1;
                    self.counts[self.layout.origin(usize::from(flaw.origin)) + origin::DROPPED] += 1;
                }
                (false, false) => self.counts[slot + class::STOPPED] += 1,
                (true, false) => {}
            }
        }
        if audits == 0 {
            self.release(token);
        } else {
            let ghost = &mut self.s.tokens[token];
            ghost.state = State::Ghost;
            ghost.since = self.now;
            self.s.live -= 1;
        }
    }

    /// An item that counts is delivered wrong.
    fn escaped(&mut self, token: u32) {
        let one = self.s.tokens[token];
        let slot = self.layout.class(usize::from(one.class));
        self.counts[slot + class::ESCAPED] += 1;
        self.counts[slot + class::CASCADES] += u64::from(one.flaw.amplified);
        self.counts[self.layout.origin(usize::from(one.flaw.origin)) + origin::ESCAPED] += 1;
        self.counts[self.layout.label(usize::from(one.flaw.label)) + layout::label::ESCAPED] += 1;
        if one.flaw.seen {
            self.harm(&Token { since: self.now, ..one }, Some(self.now));
            self.counts[slot + class::FOUND] += 1;
        } else if one.audits == 0 {
            self.harm(&one, None);
        } else {
            self.s.tokens[token].harms = true;
        }
    }

    /// Counts the harm of an item that was delivered wrong: until the world finds out, or until an audit did.
    pub(super) fn harm(&mut self, one: &Token, found: Option<Time>) {
        let plan = &self.plan.classes[usize::from(one.class)];
        let world = plan.found_after.at(self.keys.item.pair(one.entity, 0)[1]);
        let lasts = match found {
            Some(at) if plan.reversible => world.min(at.since(one.since)),
            _ => world,
        };
        self.counts[self.layout.class(usize::from(one.class)) + class::HARM] += lasts.0;
    }

    /// A delay or a veto window is over.
    pub(super) fn delay_over(&mut self, token: u32) {
        let one = self.s.tokens[token];
        if one.orphan {
            self.release(token);
        } else if one.task == Task::Veto {
            self.window_closes(token);
        } else {
            self.go(token);
        }
    }

    /// Where an item goes that a gate turns down: `None` where it is dropped.
    pub(super) fn way_back(&mut self, token: u32, back: u16, counter: u8, times: u8) -> Option<u16> {
        if back == NOBODY {
            return None;
        }
        let one = &mut self.s.tokens[token];
        if !one.again(counter, times) {
            return None;
        }
        let flaw = one.flaw;
        Some(if flaw.origin == RIGHT { back } else { self.program.remedy(one.node, back, flaw.born.0) })
    }
}
