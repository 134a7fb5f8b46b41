//! One arm at one draw of the uncertain numbers: plain numbers that the engine reads.

use crate::num::{exp, ln, probit};
use crate::queueing::{TICKS_PER_MINUTE, Time};
use crate::random::Pair;
use crate::stats::dist::Dist;

use super::model::{Join, Week};

/// No position.
pub(super) const NOBODY: u16 = u16::MAX;

/// Strata of equal chance into which items of different difficulty are sorted.
pub(super) const STRATA: usize = 32;

/// A law of durations in ticks.
#[derive(Debug, Clone)]
pub(super) enum Sampler {
    Fixed(Time),
    /// The mean.
    Exponential(f64),
    /// The logarithm of the median, and the standard deviation of the logarithm.
    Lognormal(f64, f64),
    /// The shortest, and the width.
    Uniform(f64, f64),
    /// Any other, in minutes.
    Other(Box<Dist>),
}

impl Sampler {
    /// The duration at a uniform number: by inversion.
    #[inline]
    pub(super) fn at(&self, uniform: f64) -> Time {
        match self {
            Self::Fixed(time) => *time,
            Self::Exponential(mean) => Time::from_ticks(-mean * ln(uniform)),
            Self::Lognormal(middle, sigma) => Time::from_ticks(exp(sigma.mul_add(probit(uniform), *middle))),
            Self::Uniform(low, width) => Time::from_ticks(width.mul_add(uniform, *low)),
            Self::Other(dist) => Time::from_minutes(dist.quantile(uniform)),
        }
    }

    /// The same at the first uniform of a pair whose logarithm may be known; NaN where it is not.
    #[inline]
    pub(super) fn at_pair(&self, pair: &Pair) -> Time {
        match self {
            Self::Exponential(mean) if !pair.ln_first.is_nan() => Time::from_ticks(-mean * pair.ln_first),
            _ => self.at(pair.first),
        }
    }

    /// The mean in minutes.
    pub(super) fn mean(&self) -> f64 {
        match self {
            Self::Fixed(time) => time.minutes(),
            Self::Exponential(mean) => mean / TICKS_PER_MINUTE,
            Self::Lognormal(middle, sigma) => exp((0.5 * sigma).mul_add(*sigma, *middle)) / TICKS_PER_MINUTE,
            Self::Uniform(low, width) => (low + 0.5 * width) / TICKS_PER_MINUTE,
            Self::Other(dist) => dist.mean(),
        }
    }
}

#[derive(Debug, Clone)]
pub(super) enum ArrivalPlan {
    /// The mean distance in open ticks, infinite where nothing comes; the hours, unless they come around the clock.
    Poisson(f64, Option<Week>),
    /// The distance and the first.
    Every(Time, Time),
    /// Minutes of the week, and how many at once.
    Clock(Vec<u32>, u32),
    Trace(Vec<Time>),
}

#[derive(Debug, Clone)]
pub(super) struct ClassPlan {
    pub(super) arrivals: ArrivalPlan,
    pub(super) start: u16,
    pub(super) priority: u8,
    pub(super) due: Time,
    pub(super) wrong: f64,
    pub(super) late: f64,
    pub(super) stopped: f64,
    pub(super) harm_per_hour: f64,
    pub(super) found_after: Sampler,
    pub(super) reversible: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    People(u16),
    Agent(u16),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    Deny,
    Approve,
    Escalate(By),
}

#[derive(Debug, Clone)]
pub(super) struct ReviewPlan {
    pub(super) by: By,
    pub(super) minutes: Sampler,
    pub(super) detects: f64,
    pub(super) false_rejects: f64,
    pub(super) priority: u8,
    pub(super) time_out: Option<(Sampler, After)>,
    /// The gate whose judgement it leans on, and the share it takes over.
    pub(super) leans_on: Option<(u8, f64)>,
}

#[derive(Debug, Clone)]
pub(super) struct VetoPlan {
    pub(super) window: Time,
    pub(super) pool: u16,
    pub(super) notice: f64,
    pub(super) detects: f64,
    pub(super) false_rejects: f64,
    pub(super) look: Time,
    pub(super) interrupt: bool,
}

#[derive(Debug, Clone, Default)]
pub(super) struct PolicyPlan {
    /// The share approved before, and the number of the review.
    pub(super) approve: Option<(f64, u16)>,
    pub(super) veto: Option<VetoPlan>,
    /// The share sampled, and the number of the review.
    pub(super) audit: Option<(f64, u16)>,
    /// How often work is done again; 255 for without end.
    pub(super) redo: u8,
    /// Nothing stands between work and effect.
    pub(super) free: bool,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct DriftPlan {
    pub(super) per_item: f64,
    pub(super) per_tick: f64,
    pub(super) keeps: f64,
    pub(super) floor: f64,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum RulePlan {
    /// Target plus slack, and the limit.
    Cusum(f64, f64),
    /// The target, the weight, and the limit.
    Ewma(f64, f64, f64),
    /// The step for a wrong one, the step for a right one, where it decides for good, where for bad.
    Sprt(f64, f64, f64, f64),
}

#[derive(Debug, Clone, Copy)]
pub(super) enum AlarmPlan {
    /// The alarm's policy until so many clean ones.
    Policy(u32),
    Pause(Time),
}

#[derive(Debug, Clone)]
pub(super) struct AgentPlan {
    pub(super) slots: u32,
    pub(super) room: u32,
    pub(super) minutes: Sampler,
    pub(super) model: u16,
    pub(super) drift: Option<DriftPlan>,
    pub(super) cost: f64,
    /// As given, as earned, under alarm.
    pub(super) policies: [PolicyPlan; 3],
    /// Clean items until the earned policy.
    pub(super) earned: Option<u32>,
    pub(super) detector: Option<(RulePlan, AlarmPlan)>,
    /// Whether anything is done with what reviews and audits find.
    pub(super) learns: bool,
}

#[derive(Debug, Clone)]
pub(super) struct ModelPlan {
    pub(super) blind: f64,
    /// The mean time between outages in ticks, and how long one lasts.
    pub(super) outage: Option<(f64, Sampler)>,
    pub(super) agents: Vec<u16>,
}

#[derive(Debug, Clone)]
pub(super) struct PersonPlan {
    pub(super) hours: Week,
    pub(super) skill: f64,
    pub(super) pace: f64,
    pub(super) cost_per_hour: f64,
    /// Depth, and the ticks until it is complete.
    pub(super) vigilance: Option<(f64, f64)>,
    /// Depth, and the number waiting at which it is complete.
    pub(super) fatigue: Option<(f64, f64)>,
    pub(super) leading: f64,
    /// The pools the person is in.
    pub(super) pools: Vec<u16>,
}

#[derive(Debug, Clone)]
pub(super) enum NodePlan {
    /// The agent, what follows, where the chances of being wrong start in the table.
    Work {
        agent: u16,
        next: u16,
        table: u32,
        strata: bool,
    },
    /// The gate, which is its review's number too. A counter of 255 counts nothing.
    Gate {
        gate: u16,
        pass: u16,
        back: u16,
        counter: u8,
        times: u8,
    },
    HandOff {
        hand_off: u16,
        next: u16,
    },
    Fork {
        branches: Vec<u16>,
        need: u16,
        next: u16,
    },
    BranchEnd,
    /// Chances added up, with the ways.
    Choice {
        ways: Vec<(f64, u16)>,
        otherwise: u16,
    },
    /// The way of each class.
    ByClass {
        ways: Vec<u16>,
    },
    Loop {
        again: f64,
        counter: u8,
        times: u8,
        back: u16,
        next: u16,
    },
    Exit {
        delivered: bool,
    },
}

#[derive(Debug, Clone)]
pub(super) struct HandOffPlan {
    pub(super) loses: f64,
    pub(super) keeps: f64,
    pub(super) delay: Sampler,
    pub(super) poll: u64,
}

/// One arm.
#[derive(Debug, Clone)]
pub(super) struct ArmPlan {
    pub(super) warm: Time,
    pub(super) end: Time,
    pub(super) drain: bool,
    pub(super) classes: Vec<ClassPlan>,
    pub(super) models: Vec<ModelPlan>,
    pub(super) agents: Vec<AgentPlan>,
    pub(super) people: Vec<PersonPlan>,
    /// The people of each pool.
    pub(super) pools: Vec<Vec<u16>>,
    /// Those of the gates first, then those of policies.
    pub(super) reviews: Vec<ReviewPlan>,
    pub(super) hand_offs: Vec<HandOffPlan>,
    pub(super) nodes: Vec<NodePlan>,
    /// Chances of being wrong, by work step, class and stratum.
    pub(super) wrong: Vec<f64>,
    /// Weights of the kinds of failure, added up to 1.
    pub(super) labels: Vec<f64>,
    /// Levels of priority in the lines; the last is for audits.
    pub(super) levels: usize,
}

/// How many items a join needs.
pub(super) fn needed(join: Join, branches: usize) -> u16 {
    match join {
        Join::All => branches as u16,
        Join::Any => 1,
        Join::Quorum(quorum) => quorum,
    }
}
