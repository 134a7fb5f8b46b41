//! Reviews: who looks, what they see, and what follows.

use crate::queueing::Time;
use crate::random::Pair;
use crate::team::counts::Passed;
use crate::team::layout::{agent as slot_of, gate as gate_slot, line, person as person_slot};
use crate::team::plan::{After, NOBODY, NodePlan, VetoPlan};

use super::run::{Engine, Watch, What, event};
use super::token::{State, Task};

impl<W: Watch> Engine<'_, W> {
    /// Asks for a review.
    #[inline]
    pub(super) fn ask(&mut self, token: u32, review: u16) {
        let plan = &self.plan.reviews[usize::from(review)];
        let one = &mut self.s.tokens[token];
        one.review = review;
        one.level = if one.task == Task::Audit {
            (self.plan.levels - 1) as u8
        } else {
            self.plan.classes[usize::from(one.class)].priority.saturating_add(plan.priority)
        };
        self.request(token, plan.by, false);
    }

    /// A person who is there and free takes who is next in any of their lines.
    pub(super) fn dispatch_person(&mut self, person: usize) {
        let state = self.s.people[person];
        if !state.there || state.busy {
            return;
        }
        let agents = self.layout.agents;
        let fronts = self.plan.people[person].pools.iter().filter_map(|&pool| {
            let (level, token) = self.s.lines.front(agents + usize::from(pool))?;
            Some((level, self.s.tokens[token].since, token))
        });
        // The first of equals is the earliest pool.
        let next = fronts.reduce(|best, other| if (other.0, other.1) < (best.0, best.1) { other } else { best });
        if let Some((_, since, token)) = next {
            self.leave_line(token);
            self.starts(token, since);
            self.start_with_person(token, person);
        }
    }

    #[inline]
    pub(super) fn start_with_person(&mut self, token: u32, person: usize) {
        self.s.people[person].busy = true;
        let lasts = self.start_review(token, Some(person));
        let until = self.now + lasts;
        self.reviews(person, until);
        let one = &mut self.s.tokens[token];
        one.person = person as u16;
        one.state = State::Served;
        self.s.calendar.schedule(until, event::DONE | token);
        self.see(token, What::Starts { person: Some(person) });
    }

    /// Counts the time of a review that starts now, hour by hour.
    fn reviews(&mut self, person: usize, until: Time) {
        let slot = self.layout.person(person);
        self.counts[slot + person_slot::BUSY] += self.overlap(self.now, until);
        let (mut at, end) = (self.now.max(self.plan.warm), until.min(self.plan.end));
        while at < end {
            let next = at.next_hour().min(end);
            self.counts[slot + person_slot::BY_HOUR + at.hour()] += next.since(at).0;
            at = next;
        }
    }

    /// The share of detection a person has at this instant.
    fn attention(&self, person: usize) -> f64 {
        let plan = &self.plan.people[person];
        let mut share = plan.skill;
        if let Some((depth, complete)) = plan.vigilance {
            let watch = self.now.since(self.s.people[person].since).0 as f64;
            share *= 1.0 - depth * (watch / complete).min(1.0);
        }
        if let Some((depth, at)) = plan.fatigue {
            let waiting: u32 = plan.pools.iter().map(|&pool| self.s.lines.len(self.layout.agents + usize::from(pool))).sum();
            share *= 1.0 - depth * (f64::from(waiting) / at).min(1.0);
        }
        share
    }

    /// Settles how long a review takes and its verdict.
    #[inline]
    pub(super) fn start_review(&mut self, token: u32, person: Option<usize>) -> Time {
        let plan = self.plan;
        let one = &self.s.tokens[token];
        let review = &plan.reviews[usize::from(one.review)];
        let draw = if one.pass == 0 && one.task != Task::Audit && one.node == plan.classes[usize::from(one.class)].start {
            self.s.ahead[usize::from(one.class)].review.pair(&self.keys.review, one.entity, one.occurrence())
        } else {
            let stream = if one.task == Task::Audit { &self.keys.audit } else { &self.keys.review };
            let [first, second] = stream.pair(one.entity, one.occurrence());
            Pair { first, second, ln_first: f64::NAN }
        };
        let mut lasts = review.minutes.at_pair(&draw);
        let luck = draw.second;
        let wrong = one.flaw.is_wrong();
        let rejected = if wrong {
            let mut detects = review.detects;
            match person {
                Some(person) => detects *= self.attention(person),
                None => detects *= 1.0 - self.blindness(one.line, one.flaw.origin),
            }
            if let Some((gate, share)) = review.leans_on
                && one.flaw.let_by >> gate & 1 == 1
            {
                detects *= 1.0 - share;
            }
            luck < detects
        } else {
            luck < review.false_rejects
        };
        self.s.tokens[token].rejected = rejected;
        if let Some(person) = person {
            let pace = plan.people[person].pace;
            if pace != 1.0 {
                lasts = Time::from_ticks(lasts.0 as f64 * pace);
            }
            let slot = self.layout.person(person);
            self.count(slot + person_slot::REVIEWS);
            match (wrong, rejected) {
                (true, true) => self.count(slot + person_slot::SAW),
                (true, false) => self.count(slot + person_slot::MISSED),
                (false, true) => self.count(slot + person_slot::MISTAKEN),
                (false, false) => {}
            }
        }
        lasts
    }

    /// The share of a fault that a reviewing agent cannot see because it was made on the same model.
    fn blindness(&self, reviewer: u16, origin: u16) -> f64 {
        let agents = &self.plan.agents;
        let model = agents[usize::from(reviewer)].model;
        let same = model != NOBODY && agents.get(usize::from(origin)).is_some_and(|maker| maker.model == model);
        if same { self.plan.models[usize::from(model)].blind } else { 0.0 }
    }

    /// Nobody came in time.
    pub(super) fn time_out(&mut self, token: u32) {
        let one = self.s.tokens[token];
        if one.state != State::Waiting || one.deadline != self.now {
            return;
        }
        let Some((_, then)) = &self.plan.reviews[usize::from(one.review)].time_out else { return };
        self.leave_line(token);
        if self.measured(one.since) {
            self.counts[self.layout.line(usize::from(one.line)) + line::TIMED_OUT] += 1;
        }
        if one.task == Task::Gate && one.counted {
            self.counts[self.layout.gate(usize::from(one.review)) + gate_slot::TIMED_OUT] += 1;
        }
        self.s.tokens[token].state = State::Moving;
        match (one.task, *then) {
            (Task::Audit, _) => self.audit_ends(token, false),
            (_, After::Escalate(to)) => self.request(token, to, true),
            (task, then) => {
                self.s.tokens[token].rejected = then == After::Deny;
                if task == Task::Gate { self.gate_passes(token) } else { self.approval_passes(token) }
            }
        }
    }

    pub(super) fn gate_decides(&mut self, token: u32) {
        let one = self.s.tokens[token];
        if one.counted {
            let slot = self.layout.gate(usize::from(one.review));
            self.counts[slot + gate_slot::SEEN] += 1;
            self.counts[slot + gate_slot::REJECTED] += u64::from(one.rejected);
            self.counts[slot + gate_slot::MISTAKEN] += u64::from(one.rejected && !one.flaw.is_wrong());
        }
        if one.rejected && usize::from(one.flaw.origin) < self.layout.agents {
            self.correct(usize::from(one.flaw.origin));
        }
        self.gate_passes(token);
    }

    /// Goes on from a gate by its verdict.
    fn gate_passes(&mut self, token: u32) {
        let one = self.s.tokens[token];
        let NodePlan::Gate { gate, pass, back, counter, times } = self.plan.nodes[usize::from(one.node)] else { return };
        if one.rejected {
            self.passes(token, usize::from(gate), Passed::Caught);
            match self.way_back(token, back, counter, times) {
                Some(to) => self.send_back(token, to),
                None => self.drop_item(token),
            }
        } else {
            self.passes(token, usize::from(gate), Passed::LetBy);
            let one = &mut self.s.tokens[token];
            one.flaw.let_by |= 1 << gate;
            one.node = pass;
            self.go(token);
        }
    }

    pub(super) fn approval_decides(&mut self, token: u32) {
        let (agent, _) = self.at_work(token);
        let rejected = self.s.tokens[token].rejected;
        self.count(self.layout.agent(agent) + if rejected { slot_of::REJECTED } else { slot_of::APPROVED });
        self.learn(agent, rejected);
        self.approval_passes(token);
    }

    /// Goes on from an approval by its verdict.
    #[inline]
    fn approval_passes(&mut self, token: u32) {
        let (agent, next) = self.at_work(token);
        let point = self.layout.gates + agent;
        if self.s.tokens[token].rejected {
            self.passes(token, point, Passed::Caught);
            self.again(token, agent);
        } else {
            self.passes(token, point, Passed::LetBy);
            self.goes_on(token, next);
        }
    }

    /// An action is announced; somebody who is there may look at it.
    pub(super) fn window_opens(&mut self, token: u32, agent: usize, veto: &VetoPlan) {
        let one = self.s.tokens[token];
        let [notice, luck] = self.keys.veto.pair(one.entity, one.occurrence());
        let there = self.plan.pools[usize::from(veto.pool)].iter().find(|&&person| self.s.people[usize::from(person)].there);
        let mut rejected = false;
        if let Some(&person) = there.filter(|_| notice < veto.notice) {
            let person = usize::from(person);
            let wrong = one.flaw.is_wrong();
            rejected = luck < if wrong { veto.detects * self.attention(person) } else { veto.false_rejects };
            let slot = self.layout.person(person);
            self.counts[slot + person_slot::WATCHED] += self.overlap(self.now, self.now + veto.look);
            self.learn(agent, rejected);
        }
        let kept = &mut self.s.tokens[token];
        kept.rejected = rejected && veto.interrupt;
        if rejected && !veto.interrupt {
            // What is seen and cannot be stopped goes out all the same; being known, it does no lasting harm.
            self.passes(token, self.layout.gates + agent, Passed::Found);
            self.s.tokens[token].flaw.seen = one.flaw.is_wrong();
        }
        let kept = &mut self.s.tokens[token];
        kept.task = Task::Veto;
        kept.state = State::Delayed;
        self.s.calendar.schedule(self.now + veto.window, event::DELAY | token);
    }

    /// The window is over.
    pub(super) fn window_closes(&mut self, token: u32) {
        let (agent, next) = self.at_work(token);
        self.s.tokens[token].state = State::Moving;
        let point = self.layout.gates + agent;
        if self.s.tokens[token].rejected {
            self.passes(token, point, Passed::Caught);
            self.again(token, agent);
        } else {
            self.passes(token, point, Passed::LetBy);
            self.goes_on(token, next);
        }
    }

    /// The item a token is a part of.
    pub(super) fn root(&self, token: u32) -> u32 {
        let mut root = token;
        while self.s.tokens[root].parent != super::token::NONE {
            root = self.s.tokens[root].parent;
        }
        root
    }
}
