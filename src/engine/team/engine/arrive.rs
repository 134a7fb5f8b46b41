//! Items come in; models go out and come back.

use crate::num::ln;
use crate::queueing::{LATEST, Time};
use crate::team::layout;
use crate::team::model::MINUTES_IN_WEEK;
use crate::team::plan::ArrivalPlan;

use super::run::{CLASS_SHIFT, Engine, Watch, What, event};
use super::token::Token;

impl<W: Watch> Engine<'_, W> {
    /// Schedules the next arrival of a class, as long as the time is not over.
    pub(super) fn next_arrival(&mut self, class: usize, first: bool) {
        let number = self.s.numbers[class];
        let at = match &self.plan.classes[class].arrivals {
            ArrivalPlan::Poisson(mean, hours) => {
                let luck = self.s.ahead[class].arrival.pair(&self.keys.arrival, (class as u64) << CLASS_SHIFT | number, 0);
                let wait = Time::from_ticks(-mean * luck.ln_first);
                let at = hours.as_ref().map_or(self.now + wait, |hours| hours.after(self.now, wait));
                (wait < LATEST).then_some(at)
            }
            ArrivalPlan::Every(_, start) if first => Some(*start),
            ArrivalPlan::Every(between, _) => Some(self.now + *between),
            ArrivalPlan::Clock(minutes, _) => Some(next_clock(minutes, self.now, first)),
            ArrivalPlan::Trace(times) => times.get(number as usize).copied(),
        };
        if let Some(at) = at.filter(|at| *at < self.plan.end) {
            self.s.calendar.schedule(at, event::ARRIVE | class as u32);
        }
    }

    pub(super) fn arrive(&mut self, class: usize) {
        let one = &self.plan.classes[class];
        let count = if let ArrivalPlan::Clock(_, batch) = one.arrivals { u64::from(batch) } else { 1 };
        let first = self.s.numbers[class];
        self.s.numbers[class] += count;
        self.next_arrival(class, false);
        let counted = self.measuring;
        for number in first..first + count {
            let entity = (class as u64) << CLASS_SHIFT | number;
            let token = self.s.tokens.insert(Token::new(entity, class as u16, one.start, self.now, counted));
            self.s.live += 1;
            self.counts[layout::EVENTS] += 1;
            if counted {
                self.counts[self.layout.class(class) + layout::class::ARRIVED] += 1;
            }
            self.see(token, What::Came);
            self.go(token);
            // A fork leaves branches; they go on before the next item of a batch does.
            while let Some(branch) = self.s.todo.pop() {
                self.go(branch);
            }
        }
    }

    /// Schedules the next outage of a model.
    pub(super) fn next_outage(&mut self, model: usize) {
        if let Some((between, _)) = &self.plan.models[model].outage {
            let uniform = self.keys.outage.pair(model as u64, self.s.outages[model])[0];
            self.s.calendar.schedule(self.now + Time::from_ticks(-between * ln(uniform)), event::OUT | model as u32);
        }
    }

    pub(super) fn out(&mut self, model: usize) {
        let plan = self.plan;
        let Some((_, lasts)) = &plan.models[model].outage else { return };
        let until = self.now + lasts.at(self.keys.outage.pair(model as u64, self.s.outages[model])[1]);
        let slot = self.layout.model(model);
        self.count(slot + layout::model::OUTAGES);
        self.counts[slot + layout::model::OUT] += self.overlap(self.now, until);
        for &agent in &plan.models[model].agents {
            self.s.agents[usize::from(agent)].closed += 1;
        }
        self.s.outages[model] += 1;
        self.s.calendar.schedule(until, event::BACK | model as u32);
    }

    pub(super) fn back(&mut self, model: usize) {
        let plan = self.plan;
        self.next_outage(model);
        for &agent in &plan.models[model].agents {
            self.resume(usize::from(agent));
        }
    }

    /// An agent may start again, unless something else keeps it.
    pub(super) fn resume(&mut self, agent: usize) {
        self.s.agents[agent].closed -= 1;
        self.dispatch_agent(agent);
    }
}

/// The next of the clock times of a week, after an instant or, the first time, at it.
fn next_clock(minutes: &[u32], now: Time, first: bool) -> Time {
    const MINUTE: u64 = 60_000_000;
    let week = u64::from(MINUTES_IN_WEEK) * MINUTE;
    let (start, place) = (now.0 - now.0 % week, now.0 % week);
    let next = |&&minute: &&u32| u64::from(minute) * MINUTE > place || first && u64::from(minute) * MINUTE == place;
    let at = minutes.iter().find(next).map(|&minute| start + u64::from(minute) * MINUTE);
    Time(at.unwrap_or(start + week + u64::from(minutes[0]) * MINUTE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clock_times_come_round_every_week() {
        let minute = |minute: u64| Time(minute * 60_000_000);
        assert_eq!(next_clock(&[0, 600], minute(0), true), minute(0));
        assert_eq!(next_clock(&[0, 600], minute(0), false), minute(600));
        assert_eq!(next_clock(&[0, 600], minute(600), false), minute(10_080));
    }
}
