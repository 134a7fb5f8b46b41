//! What reviews and audits of an agent's work do to its autonomy.

use crate::team::layout::agent as slot_of;
use crate::team::plan::{AlarmPlan, RulePlan};

use super::run::{Engine, Watch, event};
use super::state::Mode;

impl<W: Watch> Engine<'_, W> {
    /// Somebody looked at what an agent made, and found it right or wrong.
    pub(super) fn learn(&mut self, agent: usize, wrong: bool) {
        if wrong {
            self.correct(agent);
        }
        let plan = &self.plan.agents[agent];
        if !plan.learns {
            return;
        }
        let slot = self.layout.agent(agent);
        let state = &mut self.s.agents[agent];
        state.clean = if wrong { 0 } else { state.clean.saturating_add(1) };
        match (state.mode, plan.earned) {
            (Mode::Given, Some(needed)) if state.clean >= needed => {
                state.mode = Mode::Earned;
                self.count(slot + slot_of::PROMOTED);
            }
            (Mode::Earned, _) if wrong => {
                state.mode = Mode::Given;
                self.count(slot + slot_of::DEMOTED);
            }
            _ => {}
        }
        let Some((rule, alarm)) = plan.detector else { return };
        let state = &mut self.s.agents[agent];
        if let (Mode::Alarmed, AlarmPlan::Policy(clean)) = (state.mode, alarm) {
            if state.clean >= clean {
                state.mode = Mode::Given;
                state.clean = 0;
            }
            return;
        }
        let found = f64::from(u8::from(wrong));
        let (over, start) = match rule {
            RulePlan::Cusum(expected, limit) => {
                state.score = (state.score + found - expected).max(0.0);
                (state.score > limit, 0.0)
            }
            RulePlan::Ewma(target, weight, limit) => {
                state.score += weight * (found - state.score);
                (state.score > limit, target)
            }
            RulePlan::Sprt(up, down, good, bad) => {
                state.score += if wrong { up } else { down };
                if state.score <= good {
                    state.score = 0.0;
                }
                (state.score >= bad, 0.0)
            }
        };
        if over {
            state.score = start;
            self.alarm(agent, alarm);
        }
    }

    fn alarm(&mut self, agent: usize, alarm: AlarmPlan) {
        let slot = self.layout.agent(agent);
        self.count(slot + slot_of::ALARMS);
        if !self.s.agents[agent].drifting {
            self.count(slot + slot_of::FALSE_ALARMS);
        }
        self.correct(agent);
        let state = &mut self.s.agents[agent];
        match alarm {
            AlarmPlan::Policy(_) => {
                state.mode = Mode::Alarmed;
                state.clean = 0;
            }
            AlarmPlan::Pause(minutes) => {
                state.closed += 1;
                self.s.calendar.schedule(self.now + minutes, event::RESUME | agent as u32);
            }
        }
    }

    /// An agent that is off script is put right.
    pub(super) fn correct(&mut self, agent: usize) {
        let state = &mut self.s.agents[agent];
        if state.drifting {
            state.drifting = false;
            state.keeps = 1.0;
            self.count(self.layout.agent(agent) + slot_of::CORRECTED);
        }
    }
}
