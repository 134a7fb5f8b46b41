//! Stations: who starts, who waits, and what work comes out as.

use crate::num::exp;
use crate::queueing::Time;
use crate::random::Pair;
use crate::team::counts::Passed;
use crate::team::layout::{self, agent as slot_of, class, line, origin};
use crate::team::plan::{By, NOBODY, NodePlan, STRATA};

use super::run::{Engine, Watch, What, event};
use super::state::Mode;
use super::token::{CLEAR, Flaw, State, Task};

impl<W: Watch> Engine<'_, W> {
    /// The number in a line is about to change: what it was is written down.
    #[inline]
    pub(super) fn line_changes(&mut self, line: usize) {
        let since = std::mem::replace(&mut self.s.changed[line], self.now);
        let waiting = self.s.lines.len(line);
        if waiting > 0 {
            let ticks = self.overlap(since, self.now);
            self.counts[self.layout.line(line) + line::AREA] += u64::from(waiting) * ticks;
        }
    }

    /// A token comes to a station: it starts, waits, or is turned away. `patient` for one that waits without a limit.
    pub(super) fn request(&mut self, token: u32, by: By, patient: bool) {
        match by {
            By::Agent(agent) => {
                let place = usize::from(agent);
                self.s.tokens[token].line = agent;
                self.count(self.layout.line(place) + line::CAME);
                let plan = &self.plan.agents[place];
                let state = &self.s.agents[place];
                if state.closed == 0 && state.busy < plan.slots {
                    self.starts(token, self.now);
                    self.start_at_agent(token, place);
                } else if self.s.tokens[token].task == Task::Work && self.s.lines.len(place) >= plan.room {
                    self.turned_away(token);
                } else {
                    self.wait(token, patient);
                }
            }
            By::People(pool) => {
                let place = self.layout.agents + usize::from(pool);
                self.s.tokens[token].line = place as u16;
                let slot = self.layout.line(place);
                if self.measuring {
                    self.counts[slot + line::CAME] += 1;
                    self.counts[slot + line::BY_HOUR + self.now.hour()] += 1;
                }
                let people = &self.s.people;
                let free = |person: &&u16| people[usize::from(**person)].there && !people[usize::from(**person)].busy;
                match self.plan.pools[usize::from(pool)].iter().find(free) {
                    Some(&person) => {
                        self.starts(token, self.now);
                        self.start_with_person(token, usize::from(person));
                    }
                    None => self.wait(token, patient),
                }
            }
        }
    }

    fn turned_away(&mut self, token: u32) {
        let one = &self.s.tokens[token];
        if one.counted {
            let slot = self.layout.class(usize::from(one.class)) + class::TURNED_AWAY;
            self.counts[slot] += 1;
        }
        self.drop_item(token);
    }

    #[inline]
    fn wait(&mut self, token: u32, patient: bool) {
        self.see(token, What::Waits);
        let one = &mut self.s.tokens[token];
        one.state = State::Waiting;
        one.since = self.now;
        one.deadline = Time(0);
        let (line, level) = (usize::from(one.line), usize::from(one.level));
        if !patient
            && one.task != Task::Work
            && let Some((after, _)) = &self.plan.reviews[usize::from(one.review)].time_out
        {
            let occurrence = one.occurrence();
            // An audit has its own patience, beside the item's.
            let uniforms = self.keys.patience.pair(one.entity, occurrence);
            let wait = after.at(uniforms[usize::from(one.task == Task::Audit)]).max(Time(1));
            one.deadline = self.now + wait;
            self.s.calendar.schedule(one.deadline, event::TIME_OUT | token);
        }
        self.line_changes(line);
        self.s.lines.join(line, level, token);
    }

    /// Takes a token out of its line.
    #[inline]
    pub(super) fn leave_line(&mut self, token: u32) {
        let one = self.s.tokens[token];
        let place = usize::from(one.line);
        self.line_changes(place);
        self.s.lines.leave(place, usize::from(one.level), token);
        let slot = self.layout.line(place);
        self.counts[slot + line::SPENT] += self.overlap(one.since, self.now);
    }

    /// Writes down a wait that ends with a start.
    #[inline]
    pub(super) fn starts(&mut self, token: u32, since: Time) {
        if self.measured(since) {
            let slot = self.layout.line(usize::from(self.s.tokens[token].line));
            let wait = self.now.since(since).0;
            self.counts[slot + line::STARTED] += 1;
            self.counts[slot + line::WAIT] += wait;
            self.counts[slot + line::HELD] += u64::from(wait > 0);
        }
    }

    /// An agent takes what waits for it, as long as it has room.
    pub(super) fn dispatch_agent(&mut self, agent: usize) {
        while self.s.agents[agent].closed == 0 && self.s.agents[agent].busy < self.plan.agents[agent].slots {
            let Some((_, token)) = self.s.lines.front(agent) else { return };
            self.leave_line(token);
            self.starts(token, self.s.tokens[token].since);
            self.start_at_agent(token, agent);
        }
    }

    fn start_at_agent(&mut self, token: u32, agent: usize) {
        self.s.agents[agent].busy += 1;
        let lasts = if self.s.tokens[token].task == Task::Work { self.start_work(token, agent) } else { self.start_review(token, None) };
        let until = self.now + lasts;
        self.counts[self.layout.agent(agent) + slot_of::BUSY] += self.overlap(self.now, until);
        self.s.tokens[token].state = State::Served;
        self.s.calendar.schedule(until, event::DONE | token);
        self.see(token, What::Starts { person: None });
    }

    /// Settles how long a piece of work takes and what comes out.
    #[inline]
    fn start_work(&mut self, token: u32, agent: usize) -> Time {
        let plan = self.plan;
        let of = &plan.agents[agent];
        let one = &mut self.s.tokens[token];
        let draw = if one.pass == 0 && one.node == plan.classes[usize::from(one.class)].start {
            self.s.ahead[usize::from(one.class)].service.pair(&self.keys.service, one.entity, one.occurrence())
        } else {
            let [first, second] = self.keys.service.pair(one.entity, one.occurrence());
            Pair { first, second, ln_first: f64::NAN }
        };
        let lasts = of.minutes.at_pair(&draw);
        let luck = draw.second;
        let NodePlan::Work { table, strata, .. } = plan.nodes[usize::from(one.node)] else { return lasts };
        let chance = if strata {
            let difficulty = self.keys.item.pair(one.entity, 0)[0];
            let stratum = ((difficulty * STRATA as f64) as usize).min(STRATA - 1);
            plan.wrong[table as usize + usize::from(one.class) * STRATA + stratum]
        } else {
            plan.wrong[table as usize + usize::from(one.class)]
        };
        // Nested, so that one number says whose fault it is: the agent's own, lost context, or going off script.
        let mut right = 1.0 - chance;
        let mut fault = (luck < chance).then(|| (agent, own_label(&plan.labels, luck / chance)));
        if one.context != CLEAR {
            right *= plan.hand_offs[usize::from(one.context)].keeps;
            let from = plan.agents.len() + usize::from(one.context);
            fault = fault.or_else(|| (luck < 1.0 - right).then_some((from, self.layout.labels.len() - 1)));
        }
        let state = &mut self.s.agents[agent];
        if state.drifting {
            right *= state.keeps;
            fault = fault.or_else(|| (luck < 1.0 - right).then_some((agent, self.layout.labels.len() - 2)));
        }
        let one = &mut self.s.tokens[token];
        if let Some((from, label)) = fault {
            let (counted, fresh) = (one.counted, !one.flaw.is_wrong());
            let slot = self.layout.origin(from);
            if fresh {
                one.flaw = Flaw { origin: from as u16, label: label as u16, born: (one.node, one.pass), ..Flaw::NONE };
            } else {
                one.flaw.amplified = true;
            }
            if counted {
                self.counts[slot + if fresh { origin::BORN } else { origin::AMPLIFIED }] += 1;
                self.counts[self.layout.label(label) + layout::label::BORN] += u64::from(fresh);
            }
            if from < plan.agents.len() {
                self.count(self.layout.agent(agent) + slot_of::WRONG);
            }
        }
        if of.drift.is_some() {
            self.may_drift(token, agent, lasts);
        }
        lasts
    }

    /// While off script every piece of work takes the agent further; on script each may be the last.
    fn may_drift(&mut self, token: u32, agent: usize, lasts: Time) {
        let Some(drift) = self.plan.agents[agent].drift else { return };
        let slot = self.layout.agent(agent);
        if self.s.agents[agent].drifting {
            self.count(slot + slot_of::DRIFTED);
            let state = &mut self.s.agents[agent];
            state.keeps = (state.keeps * drift.keeps).max(drift.floor);
            return;
        }
        let one = &self.s.tokens[token];
        let uniform = self.keys.drift.one(one.entity, one.occurrence());
        let stays = (1.0 - drift.per_item) * exp(-drift.per_tick * lasts.0 as f64);
        if uniform < 1.0 - stays {
            self.count(slot + slot_of::DRIFTS);
            let state = &mut self.s.agents[agent];
            state.drifting = true;
            state.keeps = drift.keeps.max(drift.floor);
        }
    }

    /// Work or a review ends.
    pub(super) fn done(&mut self, token: u32) {
        self.counts[layout::EVENTS] += 1;
        self.see(token, What::Ends);
        let (line, person) = (usize::from(self.s.tokens[token].line), self.s.tokens[token].person);
        if line < self.layout.agents {
            self.s.agents[line].busy -= 1;
            self.dispatch_agent(line);
        } else {
            self.s.people[usize::from(person)].busy = false;
            self.dispatch_person(usize::from(person));
        }
        let one = &mut self.s.tokens[token];
        one.state = State::Moving;
        if one.orphan {
            self.release(token);
            return;
        }
        match one.task {
            Task::Work => self.worked(token),
            Task::Gate => self.gate_decides(token),
            Task::Approve => self.approval_decides(token),
            Task::Audit => self.audit_ends(token, true),
            Task::Veto => {}
        }
    }

    /// The agent and what follows, at a token's step of work.
    #[inline]
    pub(super) fn at_work(&self, token: u32) -> (usize, u16) {
        match self.plan.nodes[usize::from(self.s.tokens[token].node)] {
            NodePlan::Work { agent, next, .. } => (usize::from(agent), next),
            _ => (usize::from(NOBODY), NOBODY),
        }
    }

    /// Work is done: the agent's policy stands between it and what follows.
    fn worked(&mut self, token: u32) {
        let (agent, next) = self.at_work(token);
        let plan = self.plan;
        let slot = self.layout.agent(agent);
        let mode = self.s.agents[agent].mode;
        self.count(slot + slot_of::WORKED);
        if mode == Mode::Earned {
            self.count(slot + slot_of::TRUSTED);
        }
        let one = &self.s.tokens[token];
        if one.counted {
            let slot = self.layout.class(usize::from(one.class)) + class::WORKED;
            self.counts[slot] += 1;
        }
        let policy = &plan.agents[agent].policies[mode as usize];
        if policy.free {
            self.count(slot + slot_of::ALONE);
            self.goes_on(token, next);
            return;
        }
        let (cover, sample) = if one.pass == 0 && one.node == plan.classes[usize::from(one.class)].start {
            let draw = self.s.ahead[usize::from(one.class)].cover.pair(&self.keys.cover, one.entity, one.occurrence());
            (draw.first, draw.second)
        } else {
            self.keys.cover.pair(one.entity, one.occurrence()).into()
        };
        if let Some((share, review)) = policy.approve
            && cover < share
        {
            self.s.tokens[token].task = Task::Approve;
            self.ask(token, review);
            return;
        }
        self.count(slot + slot_of::ALONE);
        if let Some((share, review)) = policy.audit
            && sample < share
        {
            self.sample(token, agent, review);
        }
        match &policy.veto {
            Some(veto) => self.window_opens(token, agent, veto),
            None => self.goes_on(token, next),
        }
    }

    /// Passes the agent's policy.
    #[inline]
    pub(super) fn goes_on(&mut self, token: u32, next: u16) {
        let one = &mut self.s.tokens[token];
        one.node = next;
        one.redo = 0;
        self.go(token);
    }

    /// What an agent made is turned down: it is done again, or dropped.
    pub(super) fn again(&mut self, token: u32, agent: usize) {
        let limit = self.plan.agents[agent].policies[self.s.agents[agent].mode as usize].redo;
        let one = &mut self.s.tokens[token];
        if (limit < u8::MAX && one.redo >= limit) || !one.again(u8::MAX, 0) {
            self.drop_item(token);
            return;
        }
        one.redo = one.redo.saturating_add(1);
        let to = if one.flaw.is_wrong() { self.program.remedy(one.node, one.node, one.flaw.born.0) } else { one.node };
        self.send_back(token, to);
    }

    /// Writes down what a place where somebody looks did to a fault.
    pub(super) fn passes(&mut self, token: u32, point: usize, passed: Passed) {
        let one = &self.s.tokens[token];
        if one.counted && one.flaw.is_wrong() {
            let slot = self.layout.flow(usize::from(one.flaw.origin), point, passed);
            self.counts[slot] += 1;
        }
    }
}

/// The kind of failure, from a number that is uniform given that there is one.
fn own_label(labels: &[f64], uniform: f64) -> usize {
    labels.iter().position(|upto| uniform < *upto).unwrap_or(labels.len().saturating_sub(1))
}
