//! The loop: one event after the other, until the time is over or nothing is left to do.

use crate::num::FixedSum;
use crate::queueing::Time;
use crate::team::layout::{self, Layout};
use crate::team::plan::{ArmPlan, RulePlan};
use crate::team::program::Program;
use crate::world::Tally;

use super::state::{Keys, Scratch};
use super::token::{NONE, State, Task};

/// What happened to an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// It came in.
    Came,
    /// It waits for a station.
    Waits,
    /// Work or a review of it starts; the person who reviews, if it is one.
    Starts {
        /// The person.
        person: Option<usize>,
    },
    /// Work or a review of it ends.
    Ends,
    /// It was sent back to this step.
    Back,
    /// It left.
    Left {
        /// Whether it was delivered.
        delivered: bool,
        /// Whether it was wrong.
        wrong: bool,
    },
}

/// One moment of an item, for a replay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// When.
    pub at: Time,
    /// The item's class.
    pub class: usize,
    /// Its number within the class, from 0.
    pub number: u64,
    /// The step it is at.
    pub node: usize,
    /// What happened.
    pub what: What,
}

/// Looks on while a run goes by; nothing it does can change the run.
pub(in crate::team) trait Watch {
    /// Whether it wants to be told.
    const LOOKS: bool;

    /// Told of each moment.
    fn see(&mut self, seen: Seen);
}

impl Watch for () {
    const LOOKS: bool = false;

    #[inline(always)]
    fn see(&mut self, _seen: Seen) {}
}

impl Watch for Vec<Seen> {
    const LOOKS: bool = true;

    fn see(&mut self, seen: Seen) {
        self.push(seen);
    }
}

/// The kinds of events; the rest of the event's number says whose it is.
pub(super) mod event {
    pub(in crate::team::engine) const ARRIVE: u32 = 0;
    pub(in crate::team::engine) const DONE: u32 = 1 << 28;
    pub(in crate::team::engine) const TIME_OUT: u32 = 2 << 28;
    pub(in crate::team::engine) const DELAY: u32 = 3 << 28;
    pub(in crate::team::engine) const SHIFT: u32 = 4 << 28;
    pub(in crate::team::engine) const OUT: u32 = 5 << 28;
    pub(in crate::team::engine) const BACK: u32 = 6 << 28;
    pub(in crate::team::engine) const RESUME: u32 = 7 << 28;
    pub(in crate::team::engine) const WHOSE: u32 = (1 << 28) - 1;
}

/// Marks the bits of a class in an entity.
pub(super) const CLASS_SHIFT: u32 = 40;

/// One arm while it runs.
pub(super) struct Engine<'a, W> {
    pub(super) plan: &'a ArmPlan,
    pub(super) program: &'a Program,
    pub(super) layout: &'a Layout,
    pub(super) keys: &'a Keys,
    pub(super) s: &'a mut Scratch,
    pub(super) counts: &'a mut [u64],
    pub(super) now: Time,
    /// Whether this instant is measured.
    pub(super) measuring: bool,
    pub(super) watch: &'a mut W,
}

/// Runs one arm and adds to its tally.
pub(in crate::team) fn run_arm<W: Watch>(
    plan: &ArmPlan,
    program: &Program,
    layout: &Layout,
    keys: &Keys,
    scratch: &mut Scratch,
    tally: &mut Tally,
    watch: &mut W,
) {
    scratch.reset(plan);
    let mut engine =
        Engine { plan, program, layout, keys, s: scratch, counts: &mut tally.counts, now: Time::START, measuring: false, watch };
    engine.open();
    engine.work_off();
    engine.close();
    engine.costs(&mut tally.sums);
}

impl<W: Watch> Engine<'_, W> {
    /// The part of a stretch that is measured, in ticks.
    #[inline]
    pub(super) fn overlap(&self, from: Time, to: Time) -> u64 {
        to.min(self.plan.end).0.saturating_sub(from.max(self.plan.warm).0)
    }

    /// Whether a time is within the stretch that is measured.
    #[inline]
    pub(super) fn measured(&self, at: Time) -> bool {
        at >= self.plan.warm && at < self.plan.end
    }

    /// Adds to a count if this instant is measured.
    #[inline]
    pub(super) fn count(&mut self, slot: usize) {
        self.counts[slot] += u64::from(self.measuring);
    }

    #[inline]
    pub(super) fn see(&mut self, token: u32, what: What) {
        if !W::LOOKS {
            return;
        }
        let token = &self.s.tokens[token];
        self.watch.see(Seen {
            at: self.now,
            class: usize::from(token.class),
            number: token.entity & ((1 << CLASS_SHIFT) - 1),
            node: usize::from(token.node),
            what,
        });
    }

    fn open(&mut self) {
        let plan = self.plan;
        for (agent, one) in plan.agents.iter().enumerate() {
            if let Some((RulePlan::Ewma(target, ..), _)) = one.detector {
                self.s.agents[agent].score = target;
            }
        }
        for person in 0..plan.people.len() {
            let hours = &plan.people[person].hours;
            self.s.people[person].there = hours.is_open(Time::START);
            self.next_shift(person);
        }
        for model in 0..plan.models.len() {
            self.next_outage(model);
        }
        for class in 0..plan.classes.len() {
            self.next_arrival(class, true);
        }
    }

    fn next_shift(&mut self, person: usize) {
        if let Some(at) = self.plan.people[person].hours.next_change(self.now) {
            self.s.calendar.schedule(at, event::SHIFT | person as u32);
        }
    }

    fn work_off(&mut self) {
        let end = self.plan.end;
        // What cannot be worked off in ten times the time, and a year, never will be.
        let last = if self.plan.drain { Time(end.0.saturating_mul(11)) + Time::from_minutes(525_600.0) } else { end };
        while let Some((at, event)) = self.s.calendar.pop() {
            if at >= end && (self.s.live == 0 || at >= last) {
                break;
            }
            self.now = at;
            self.measuring = self.measured(at);
            let whose = event & event::WHOSE;
            match event & !event::WHOSE {
                event::ARRIVE => self.arrive(whose as usize),
                event::DONE => self.done(whose),
                event::TIME_OUT => self.time_out(whose),
                event::DELAY => self.delay_over(whose),
                event::SHIFT => self.shift(whose as usize),
                event::OUT => self.out(whose as usize),
                event::BACK => self.back(whose as usize),
                _ => self.resume(whose as usize),
            }
            while let Some(token) = self.s.todo.pop() {
                self.go(token);
            }
        }
        self.now = self.now.max(end);
    }

    fn shift(&mut self, person: usize) {
        let there = self.plan.people[person].hours.is_open(self.now);
        let state = &mut self.s.people[person];
        if state.there != there {
            let since = std::mem::replace(&mut state.since, self.now);
            state.there = there;
            if there {
                self.dispatch_person(person);
            } else {
                let slot = self.layout.person(person) + layout::person::THERE;
                self.counts[slot] += self.overlap(since, self.now);
            }
        }
        self.next_shift(person);
    }

    /// Closes the books: what still waits has waited until the end.
    fn close(&mut self) {
        let (plan, end) = (self.plan, self.plan.end);
        for token in 0..self.s.tokens.extent() as u32 {
            let one = self.s.tokens[token];
            if one.state == State::Waiting {
                let slot = self.layout.line(usize::from(one.line)) + layout::line::SPENT;
                self.counts[slot] += self.overlap(one.since, end);
            }
            let is_item = one.parent == NONE && one.task != Task::Audit && !matches!(one.state, State::Free | State::Ghost);
            if is_item && one.counted && !one.orphan {
                self.counts[self.layout.class(usize::from(one.class)) + layout::class::OPEN] += 1;
            }
            if one.state == State::Ghost && one.harms {
                self.harm(&one, None);
            }
        }
        for line in 0..self.layout.lines() {
            self.line_changes(line);
        }
        let length = plan.end.since(plan.warm);
        for (agent, one) in plan.agents.iter().enumerate() {
            self.counts[self.layout.agent(agent) + layout::agent::OFFERED] += u64::from(one.slots) * length.0;
        }
        for person in 0..plan.people.len() {
            let slot = self.layout.person(person);
            let state = self.s.people[person];
            if state.there {
                self.counts[slot + layout::person::THERE] += self.overlap(state.since, end);
            }
            self.counts[slot + layout::person::LED] += Time::from_minutes(plan.people[person].leading * length.minutes() / 1440.0).0;
        }
    }

    fn costs(&self, sums: &mut [FixedSum]) {
        use layout::{agent, class, cost, person};
        for (place, one) in self.plan.classes.iter().enumerate() {
            let count = |what: usize| self.counts[self.layout.class(place) + what] as f64;
            let slot = self.layout.cost(place);
            sums[slot + cost::ESCAPED].add(count(class::ESCAPED) * one.wrong);
            sums[slot + cost::LATE].add(count(class::LATE) * one.late);
            sums[slot + cost::STOPPED].add(count(class::STOPPED) * one.stopped);
            let hours = Time(self.counts[self.layout.class(place) + class::HARM]).minutes() / 60.0;
            sums[slot + cost::HARM].add(hours * one.harm_per_hour);
        }
        for (place, one) in self.plan.agents.iter().enumerate() {
            sums[self.layout.work_cost()].add(self.counts[self.layout.agent(place) + agent::WORKED] as f64 * one.cost);
        }
        for (place, one) in self.plan.people.iter().enumerate() {
            let slot = self.layout.person(place);
            let ticks = self.counts[slot + person::BUSY] + self.counts[slot + person::WATCHED] + self.counts[slot + person::LED];
            sums[self.layout.people_cost()].add(Time(ticks).minutes() / 60.0 * one.cost_per_hour);
        }
    }
}
