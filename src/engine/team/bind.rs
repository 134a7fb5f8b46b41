//! Fixes the uncertain numbers and builds every arm.

use std::collections::BTreeMap;

use crate::num::{exp, inc_beta, inc_beta_inv, ln, pow};
use crate::queueing::{LATEST, TICKS_PER_MINUTE, Time};
use crate::stats::dist::Dist;
use crate::treatment::Edit;
use crate::world::{Arm, BindError, Input};

use super::edit::{TeamEdit, TeamMove};
use super::model::{
    Agent, Arrivals, Class, Draft, Fault, Law, Limit, MINUTES_IN_WEEK, NodeKind, OnAlarm, Policy, Review, Reviewer, Rule, Team, Then,
};
use super::plan::{
    After, AgentPlan, AlarmPlan, ArmPlan, ArrivalPlan, By, ClassPlan, DriftPlan, HandOffPlan, ModelPlan, NOBODY, NodePlan, PersonPlan,
    PolicyPlan, ReviewPlan, RulePlan, STRATA, Sampler, VetoPlan, needed,
};

/// All arms at one draw of the uncertain numbers.
#[derive(Debug, Clone)]
pub struct TeamPlan {
    pub(super) arms: Vec<ArmPlan>,
}

/// One arm being built.
/// The strata of difficulty worked out before, by the bits of the chance of being wrong and of the sum of shapes: most arms of a draw, and most classes,
/// share them, and they are what takes longest.
type Known = BTreeMap<(u64, u64), [f64; STRATA]>;

struct Binder<'a> {
    values: Vec<f64>,
    draft: &'a Draft,
    policies: Vec<&'a Policy>,
    open: Vec<bool>,
    absent: Vec<bool>,
    reviews: Vec<ReviewPlan>,
    wrong: Vec<f64>,
    known: &'a mut Known,
}

impl Team {
    /// Builds the arms at a draw of the uncertain numbers.
    ///
    /// # Errors
    /// [`BindError`] when a number of an arm is out of its bounds.
    ///
    /// # Panics
    /// When an arm names what the team does not have; [`TeamMove::check`] tells before.
    pub(super) fn plan(&self, theta: &[f64], arms: &[Arm<TeamEdit>]) -> Result<TeamPlan, BindError> {
        let given = self.unknowns.values(theta);
        let mut known = Known::new();
        let arms = arms.iter().map(|arm| self.arm(&given, &arm.edits, &mut known)).collect::<Result<_, _>>()?;
        Ok(TeamPlan { arms })
    }

    fn arm(&self, given: &[f64], edits: &[TeamEdit], known: &mut Known) -> Result<ArmPlan, BindError> {
        let draft = &self.draft;
        let mut binder = Binder {
            values: given.to_vec(),
            draft,
            policies: draft.agents.iter().map(|agent| &agent.policy).collect(),
            open: vec![false; draft.gates.len()],
            absent: vec![false; draft.people.len()],
            reviews: Vec::new(),
            wrong: Vec::new(),
            known,
        };
        let mut error = None;
        for edit in edits {
            match edit {
                Edit::Number(number) => number.apply(self.unknowns.entries(), &mut binder.values),
                Edit::Structure(TeamMove::Autonomy { agent, policy }) => {
                    // This can write no slot: what a policy brings along is checked here, where its values are known.
                    policy.numbers(format_args!("agents.{}.policy", draft.agents[*agent].name), &mut |place, input, bound| {
                        let got = input.at(&binder.values);
                        if !bound.allows(got) {
                            error = Some(BindError { input: place.to_string(), got, allowed: bound.words().to_owned() });
                        }
                    });
                    binder.policies[*agent] = policy;
                }
                Edit::Structure(TeamMove::OpenGate { gate }) => binder.open[*gate] = true,
                Edit::Structure(TeamMove::Without { person }) => binder.absent[*person] = true,
            }
        }
        if let Some(unsound) = binder.values.iter().position(|value| !value.is_finite()) {
            let entry = &self.unknowns.entries()[unsound];
            error = Some(BindError { input: entry.label.clone(), got: binder.values[unsound], allowed: "a finite number".to_owned() });
        }
        error.map_or_else(|| Ok(binder.build()), Err)
    }
}

fn whole(value: f64) -> u32 {
    (value + 0.5) as u32
}

fn by(reviewer: Reviewer) -> By {
    match reviewer {
        Reviewer::People(pool) => By::People(pool as u16),
        Reviewer::Agent(agent) => By::Agent(agent as u16),
    }
}

fn position(place: Option<usize>) -> u16 {
    place.map_or(NOBODY, |place| place as u16)
}

impl Binder<'_> {
    fn at(&self, input: Input) -> f64 {
        input.at(&self.values)
    }

    fn ticks(&self, minutes: Input) -> Time {
        Time::from_minutes(self.at(minutes))
    }

    fn law(&self, law: &Law) -> Sampler {
        match *law {
            Law::Fixed(minutes) => Sampler::Fixed(self.ticks(minutes)),
            Law::Exponential { mean } => Sampler::Exponential(self.at(mean) * TICKS_PER_MINUTE),
            Law::Lognormal { median, sigma } => Sampler::Lognormal(ln(self.at(median) * TICKS_PER_MINUTE), self.at(sigma)),
            Law::Uniform { low, high } => {
                let (a, b) = (self.at(low), self.at(high));
                Sampler::Uniform(a.min(b) * TICKS_PER_MINUTE, (b - a).abs() * TICKS_PER_MINUTE)
            }
            Law::Triangular { low, mode, high } => {
                // Uncertain corners can cross; the likeliest is then the nearest corner.
                let (a, b) = (self.at(low), self.at(high));
                let (low, high) = (a.min(b), a.max(b));
                let mode = self.at(mode).clamp(low, high);
                Dist::triangular(low, mode, high).map_or(Sampler::Fixed(Time::from_minutes(low)), |dist| Sampler::Other(Box::new(dist)))
            }
        }
    }

    fn review(&mut self, review: &Review, leans_on: Option<(usize, Input)>) -> u16 {
        let time_out = review.time_out.map(|time_out| {
            let then = match time_out.then {
                Then::Deny => After::Deny,
                Then::Approve => After::Approve,
                Then::Escalate(to) => After::Escalate(by(to)),
            };
            (self.law(&time_out.after), then)
        });
        self.reviews.push(ReviewPlan {
            by: by(review.by),
            minutes: self.law(&review.minutes),
            detects: self.at(review.detects),
            false_rejects: self.at(review.false_rejects),
            priority: review.priority,
            time_out,
            leans_on: leans_on.map(|(gate, share)| (gate as u8, self.at(share))),
        });
        (self.reviews.len() - 1) as u16
    }

    fn policy(&mut self, policy: &Policy) -> PolicyPlan {
        let approve = policy.approve.as_ref().map(|(share, review)| (self.at(*share), self.review(review, None)));
        let audit = policy.audit.as_ref().map(|audit| (self.at(audit.share), self.review(&audit.review, None)));
        let veto = policy.veto.map(|veto| VetoPlan {
            window: self.ticks(veto.window),
            pool: veto.pool as u16,
            notice: self.at(veto.notice),
            detects: self.at(veto.detects),
            false_rejects: self.at(veto.false_rejects),
            look: self.ticks(veto.minutes),
            interrupt: veto.interrupt,
        });
        let free = approve.is_none() && audit.is_none() && veto.is_none();
        PolicyPlan { approve, veto, audit, redo: policy.redo.map_or(u8::MAX, |redo| redo.min(254)), free }
    }

    fn class(&self, class: &Class) -> ClassPlan {
        let arrivals = match &class.arrivals {
            Arrivals::Poisson { per_day, within } => {
                let open = within.share() * f64::from(MINUTES_IN_WEEK);
                let rate = self.at(*per_day) * f64::from(within.days()) / open;
                ArrivalPlan::Poisson(TICKS_PER_MINUTE / rate, (!within.is_always()).then(|| within.clone()))
            }
            Arrivals::Every { minutes, first } => ArrivalPlan::Every(self.ticks(*minutes).max(Time(1)), self.ticks(*first)),
            Arrivals::Clock { at, batch } => ArrivalPlan::Clock(at.clone(), whole(self.at(*batch))),
            Arrivals::Trace { at } => ArrivalPlan::Trace(at.iter().map(|&minutes| Time::from_minutes(minutes)).collect()),
        };
        let found_after = self.at(class.stakes.found_after);
        ClassPlan {
            arrivals,
            start: class.start as u16,
            priority: class.priority,
            due: class.due.map_or(LATEST, |due| self.ticks(due)),
            wrong: self.at(class.stakes.wrong),
            late: self.at(class.stakes.late),
            stopped: self.at(class.stakes.stopped),
            harm_per_hour: self.at(class.stakes.harm_per_hour),
            found_after: Sampler::Exponential(found_after * TICKS_PER_MINUTE),
            reversible: class.stakes.reversible,
        }
    }

    fn agent(&mut self, place: usize) -> AgentPlan {
        let draft = self.draft;
        let agent = &draft.agents[place];
        let given = self.policies[place];
        let given = self.policy(given);
        let earned = agent.earned.as_ref().map(|earned| (self.policy(&earned.policy), whole(self.at(earned.clean)).max(1)));
        let mut alarmed = PolicyPlan::default();
        let detector = agent.detector.as_ref().map(|detector| {
            let alarm = match &detector.on_alarm {
                OnAlarm::Policy { policy, clean } => {
                    alarmed = self.policy(policy);
                    AlarmPlan::Policy(whole(self.at(*clean)).max(1))
                }
                OnAlarm::Pause(minutes) => AlarmPlan::Pause(self.ticks(*minutes)),
            };
            (self.rule(detector.rule), alarm)
        });
        let (earned_policy, earned) = earned.map_or((PolicyPlan::default(), None), |(policy, clean)| (policy, Some(clean)));
        AgentPlan {
            slots: whole(self.at(agent.slots)).max(1),
            room: agent.room.map_or(u32::MAX, |room| whole(self.at(room))),
            minutes: self.law(&agent.minutes),
            model: position(agent.model),
            drift: agent.drift.map(|drift| DriftPlan {
                per_item: self.at(drift.per_item),
                per_tick: self.at(drift.per_minute) / TICKS_PER_MINUTE,
                keeps: self.at(drift.keeps),
                floor: self.at(drift.floor),
            }),
            cost: self.at(agent.cost),
            policies: [given, earned_policy, alarmed],
            learns: earned.is_some() || detector.is_some(),
            earned,
            detector,
        }
    }

    fn rule(&self, rule: Rule) -> RulePlan {
        match rule {
            Rule::Cusum { target, slack, limit } => RulePlan::Cusum(self.at(target) + self.at(slack), self.at(limit)),
            Rule::Ewma { target, weight, limit } => RulePlan::Ewma(self.at(target), self.at(weight), self.at(limit)),
            Rule::Sprt { good, bad, alpha, beta } => {
                let inside = |input: Input| self.at(input).clamp(1e-9, 1.0 - 1e-9);
                let (good, bad, alpha, beta) = (inside(good), inside(bad), inside(alpha), inside(beta));
                RulePlan::Sprt(ln(bad / good), ln((1.0 - bad) / (1.0 - good)), ln(beta / (1.0 - alpha)), ln((1.0 - beta) / alpha))
            }
        }
    }

    /// The chances of being wrong at a step, by class and stratum.
    fn chances(&mut self, agent: &Agent, length: Option<Input>) -> (u32, bool) {
        let start = self.wrong.len() as u32;
        let wrong = match agent.fault {
            Fault::Chance(chance) => self.at(chance),
            Fault::HalfLife { t50, shape, length: usual } => {
                let of = self.at(length.unwrap_or(usual)) / self.at(t50);
                1.0 - exp(-std::f64::consts::LN_2 * pow(of, self.at(shape)))
            }
        };
        for class in 0..self.draft.classes.len() {
            let factor = agent.by_class.iter().find(|(of, _)| *of == class).map_or(1.0, |(_, factor)| self.at(*factor));
            let wrong = (wrong * factor).min(1.0);
            match agent.spread {
                None => self.wrong.push(wrong),
                Some(spread) => {
                    let shapes = self.at(spread);
                    let found = self.known.entry((wrong.to_bits(), shapes.to_bits())).or_insert_with(|| strata(wrong, shapes));
                    self.wrong.extend_from_slice(found);
                }
            }
        }
        (start, agent.spread.is_some())
    }

    fn node(&mut self, kind: &NodeKind, counters: &mut u8) -> NodePlan {
        let draft = self.draft;
        let mut counter = |limit: Limit| match limit {
            Limit::Never => (u8::MAX, 0),
            Limit::Times(times) => {
                *counters += 1;
                (*counters - 1, times)
            }
        };
        match kind {
            NodeKind::Work { agent, length, next } => {
                let (table, strata) = self.chances(&draft.agents[*agent], *length);
                NodePlan::Work { agent: *agent as u16, next: *next as u16, table, strata }
            }
            NodeKind::Gate { gate, pass, back } => {
                let (counter, times) = back.map_or((u8::MAX, 0), |(_, limit)| counter(limit));
                if self.open[*gate] {
                    return NodePlan::Choice { ways: Vec::new(), otherwise: *pass as u16 };
                }
                NodePlan::Gate { gate: *gate as u16, pass: *pass as u16, back: position(back.map(|(to, _)| to)), counter, times }
            }
            NodeKind::HandOff { hand_off, next } => NodePlan::HandOff { hand_off: *hand_off as u16, next: *next as u16 },
            NodeKind::Fork { branches, join, next } => NodePlan::Fork {
                branches: branches.iter().map(|&branch| branch as u16).collect(),
                need: needed(*join, branches.len()),
                next: *next as u16,
            },
            NodeKind::BranchEnd => NodePlan::BranchEnd,
            NodeKind::Choice { ways, otherwise } => {
                let mut sum = 0.0;
                let mut add = |&(chance, to): &(Input, usize)| {
                    sum += self.at(chance);
                    (sum, to as u16)
                };
                NodePlan::Choice { ways: ways.iter().map(&mut add).collect(), otherwise: *otherwise as u16 }
            }
            NodeKind::ByClass { ways, otherwise } => {
                let of = |class: usize| ways.iter().find(|(of, _)| *of == class).map_or(*otherwise, |(_, to)| *to) as u16;
                NodePlan::ByClass { ways: (0..draft.classes.len()).map(of).collect() }
            }
            NodeKind::Loop { again, limit, back, next } => {
                let (counter, times) = counter(*limit);
                NodePlan::Loop { again: self.at(*again), counter, times, back: *back as u16, next: *next as u16 }
            }
            NodeKind::Exit { delivered } => NodePlan::Exit { delivered: *delivered },
        }
    }

    fn build(mut self) -> ArmPlan {
        let draft = self.draft;
        for gate in &draft.gates {
            self.review(&gate.review, gate.leans_on);
        }
        let agents: Vec<AgentPlan> = (0..draft.agents.len()).map(|agent| self.agent(agent)).collect();
        let mut counters = 0;
        let nodes: Vec<NodePlan> = draft.nodes.iter().map(|node| self.node(&node.kind, &mut counters)).collect();
        let classes: Vec<ClassPlan> = draft.classes.iter().map(|class| self.class(class)).collect();
        let models = draft.models.iter().enumerate();
        let models = models.map(|(place, model)| ModelPlan {
            blind: self.at(model.blind),
            outage: model.outage.as_ref().map(|outage| (self.at(outage.between) * TICKS_PER_MINUTE, self.law(&outage.lasts))),
            agents: (0..agents.len()).filter(|&agent| usize::from(agents[agent].model) == place).map(|agent| agent as u16).collect(),
        });
        let models = models.collect();
        let present = |people: &[usize]| people.iter().filter(|&&person| !self.absent[person]).map(|&person| person as u16).collect();
        let pools: Vec<Vec<u16>> = draft.pools.iter().map(|pool| present(&pool.people)).collect();
        let people = draft.people.iter().enumerate().map(|(place, person)| PersonPlan {
            hours: person.hours.clone(),
            skill: self.at(person.skill),
            pace: self.at(person.pace),
            cost_per_hour: self.at(person.cost_per_hour),
            vigilance: person.vigilance.map(|one| (self.at(one.depth), self.at(one.complete) * TICKS_PER_MINUTE)),
            fatigue: person.fatigue.map(|one| (self.at(one.depth), self.at(one.at))),
            leading: if self.absent[place] { 0.0 } else { self.at(person.leading) },
            pools: (0..pools.len()).filter(|&pool| pools[pool].contains(&(place as u16))).map(|pool| pool as u16).collect(),
        });
        let people = people.collect();
        let hand_offs = draft.hand_offs.iter().map(|one| HandOffPlan {
            loses: self.at(one.loses),
            keeps: self.at(one.keeps),
            delay: self.law(&one.delay),
            poll: self.ticks(one.poll).0,
        });
        let hand_offs = hand_offs.collect();
        let weights: f64 = draft.labels.iter().map(|(_, weight)| self.at(*weight)).sum();
        let mut sum = 0.0;
        let labels = draft.labels.iter().map(|(_, weight)| {
            sum += self.at(*weight) / weights;
            sum
        });
        let labels = labels.collect();
        let audits = agents.iter().flat_map(|agent| &agent.policies).any(|policy| policy.audit.is_some());
        let urgent = classes.iter().map(|class| usize::from(class.priority)).max().unwrap_or(0);
        let looks = self.reviews.iter().map(|review| usize::from(review.priority)).max().unwrap_or(0);
        let warm = Time::from_minutes(draft.span.warm_up);
        ArmPlan {
            warm,
            end: warm + Time::from_minutes(draft.span.minutes),
            drain: draft.span.drain,
            classes,
            models,
            agents,
            people,
            pools,
            reviews: self.reviews,
            hand_offs,
            nodes,
            wrong: self.wrong,
            labels,
            levels: urgent + looks + 1 + usize::from(audits),
        }
    }
}

/// The chance of being wrong in each stratum of difficulty, from the easiest: chances of being right follow a beta law with the mean
/// `1 − wrong` and this sum of shapes. The mean over the strata is exact.
fn strata(wrong: f64, shapes: f64) -> [f64; STRATA] {
    let right = 1.0 - wrong;
    if right <= 0.0 || right >= 1.0 {
        return [wrong; STRATA];
    }
    // The smaller of the two chances is worked out, so that it keeps its digits; the other follows from it.
    let small_is_wrong = wrong < right;
    let (mean, other) = if small_is_wrong { (wrong, right) } else { (right, wrong) };
    let (a, b) = (mean * shapes, other * shapes);
    let middle = inc_beta(a, b, 0.5);
    // The part of the mean below a quantile. A law with small shapes crowds at both ends, so each quantile is found from the end it is nearer to.
    let part = |share: f64| {
        if share <= middle {
            inc_beta(a + 1.0, b, inc_beta_inv(a, b, share))
        } else {
            1.0 - inc_beta(b, a + 1.0, inc_beta_inv(b, a, 1.0 - share))
        }
    };
    let mut below = 0.0;
    let mut chances = [0.0; STRATA];
    for (stratum, chance) in chances.iter_mut().enumerate() {
        let share = (stratum + 1) as f64 / STRATA as f64;
        let upto = if stratum + 1 == STRATA { 1.0 } else { part(share) };
        *chance = mean * (upto - below) * STRATA as f64;
        below = upto;
    }
    if !small_is_wrong {
        // These are chances of being right, from the hardest items.
        chances.reverse();
        chances = chances.map(|right| 1.0 - right);
    }
    chances.map(|chance| chance.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strata_keep_the_mean_and_the_spread_of_the_law() {
        // Beta(.84, .53), fitted to pass^1 = 61 % and pass^8 of about 25 %.
        let chances = strata(0.53 / 1.37, 1.37);
        let mean = |power: i32| chances.iter().map(|wrong| (1.0 - wrong).powi(power)).sum::<f64>() / STRATA as f64;
        assert!((mean(1) - 0.84 / 1.37).abs() < 1e-9 && (mean(8) - 0.25).abs() < 0.02, "{} {}", mean(1), mean(8));
        assert!(chances.is_sorted());
        for wrong in [0.001, 0.01, 0.03, 0.2, 0.5, 0.8, 0.99] {
            for shapes in [0.05, 1.37, 40.0] {
                let chances = strata(wrong, shapes);
                let mean = chances.iter().sum::<f64>() / STRATA as f64;
                assert!((mean - wrong).abs() < 1e-9 && chances.is_sorted(), "{wrong} {shapes}: {mean}, {chances:?}");
            }
        }
        assert_eq!((strata(0.0, 2.0), strata(1.0, 2.0)), ([0.0; STRATA], [1.0; STRATA]));
    }
}
