//! What is run for a concept test, in order, and what it found.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::market::Kind;
use crate::montecarlo::{
    Blocks, Job, OneAtATime, Outcome, PairMap, Progress, Replicates, RunnerError, Scope, Settings, Stopped, Variance, one_at_a_time,
    over_pairs, run, variance_by_group,
};
use crate::parallel::Batching;
use crate::random::Seed;
use crate::stats::summary::mean_and_sd;

use super::decide::Judged;
use super::drivers::{Drivers, drivers};
use super::mend::{Mended, mend};
use super::rectify::{self, Corrected};
use super::stress::{Stress, stress};
use super::study::Study;
use super::transfer::{self, Transfer};

/// How a concept test is run.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The seed of every stream.
    pub seed: Seed,
    /// The replicates.
    pub replicates: Replicates,
    /// Threads and chunks; never changes a result.
    pub batching: Batching,
    /// Whether devil's advocates attack the concept.
    pub advocates: bool,
    /// How often the prototyper mends it; as the study says where it is left out, and never without advocates.
    pub rounds: Option<u32>,
}

/// Where a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Scenarios are searched for, and judgements drawn.
    Scenarios,
    /// An economy's past is held against what is known.
    Past,
    /// A population lives through futures.
    Lives(Progress),
    /// Levers are tried on a future.
    Levers(Progress),
    /// Replicates of the main run.
    Replicates(Progress),
    /// One input at a time, then shares of variance.
    Sensitivity,
    /// Key drivers.
    Drivers,
    /// People whose real choices are known.
    Transfer,
    /// A devil's advocate searches.
    Advocates {
        /// Advocates done.
        done: usize,
        /// All advocates.
        of: usize,
        /// Who searches now.
        name: &'static str,
    },
    /// Objections are run again on fresh draws.
    Confirming,
    /// Objections together.
    Resistance,
    /// The prototyper works on a draft.
    Mending {
        /// The round, from 1.
        round: u32,
        /// What it does.
        step: &'static str,
    },
    /// A search over settings spends its budget.
    Searching {
        /// Batches spent.
        spent: u64,
        /// All there are.
        of: u64,
    },
    /// Writing.
    Report,
}

/// Everything a concept test found.
#[derive(Debug)]
pub struct Findings {
    /// The figures, replicate by replicate.
    pub outcome: Outcome,
    /// The verdict.
    pub judged: Judged,
    /// One input at a time, on the leading figure.
    pub swings: Option<OneAtATime>,
    /// Shares of variance of the leading figure.
    pub variance: Option<Variance>,
    /// The leading figure over pairs of the inputs that move it most.
    pub maps: Vec<PairMap>,
    /// Key drivers of the share.
    pub drivers: Option<Drivers>,
    /// Error on people whose real choices are known.
    pub transfer: Vec<Transfer>,
    /// Shares corrected by people whose real choices are known.
    pub corrected: Option<Corrected>,
    /// What the devil's advocates found.
    pub stress: Option<Stress>,
    /// What the prototyper made of it.
    pub mended: Option<Mended>,
    /// The leading figure by number of replicates: replicates, mean, Monte Carlo standard error.
    pub looks: Vec<(usize, f64, f64)>,
    /// What is missing because the run was cut short.
    pub partial: Option<String>,
}

/// The Monte Carlo standard error at which an automatic run may stop: of the verdict's probability, and of a share.
pub(in crate::study) const PRECISE: (f64, f64) = (0.016, 0.002);

/// An automatic run may stop where the Monte Carlo standard error is this part of the smallest effect that matters.
pub(in crate::study) const FRACTION: f64 = 8.0;

/// Runs a concept test.
///
/// An interrupt at any time gives findings from what was done so far, with [`Findings::partial`] saying what is missing.
///
/// # Errors
/// [`RunnerError`] when no thread starts or every replicate fails.
///
/// # Determinism
/// Depends on the study, the seed and the replicates; never on threads or chunks.
pub fn analyse(study: &Study, options: &Options, interrupt: &AtomicBool, tell: &dyn Fn(Stage)) -> Result<Findings, RunnerError> {
    let figures = study.figures();
    let leading = study.decision.leading;
    let precise = |outcome: &Outcome| {
        let judged = study.decision.judge(outcome);
        let (_, sd) = mean_and_sd(&outcome.figure(leading));
        let error = sd / (outcome.replicates() as f64).sqrt();
        let target = match study.decision.smallest {
            Some((figure, size)) if figure == leading => size / FRACTION,
            _ if figures.all()[leading].kind.is_share() => PRECISE.1,
            _ => f64::INFINITY,
        };
        [judged.go, judged.stop].into_iter().flatten().all(|(_, error)| error <= PRECISE.0) && error <= target
    };
    let settings =
        Settings { seed: options.seed, replicates: options.replicates, inner: 2, batching: options.batching, blocks: Blocks::All };
    let outcome = run(&Job {
        world: &study.market,
        arms: &study.arms.all,
        readout: &figures,
        settings,
        enough: &precise,
        progress: &|progress| tell(Stage::Replicates(progress)),
        interrupt,
    })?;
    let mut findings = Findings {
        judged: study.decision.judge(&outcome),
        swings: None,
        variance: None,
        maps: Vec::new(),
        drivers: None,
        transfer: Vec::new(),
        corrected: None,
        stress: None,
        mended: None,
        looks: looks(&outcome, leading),
        partial: partial(outcome.stopped, outcome.replicates(), &outcome.failed),
        outcome,
    };
    let stopped = |findings: &mut Findings, missing: &str| {
        let stopped = interrupt.load(Ordering::Relaxed);
        if stopped && findings.partial.is_none() {
            findings.partial = Some(format!("The run was interrupted: {missing} missing."));
        }
        stopped
    };
    if stopped(&mut findings, "what the answer hangs on, the key drivers and the transfer test are") {
        return Ok(findings);
    }
    tell(Stage::Sensitivity);
    let (alone, arms) = figures.alone(leading);
    let scope = Scope {
        world: &study.market,
        arms: &arms,
        readout: &alone,
        figure: 0,
        seed: options.seed,
        batching: options.batching,
        blocks: Blocks::Spread(4),
        interrupt,
    };
    let swings = one_at_a_time(&scope)?;
    let variance = variance_by_group(&scope, &swings, 8, 128)?;
    if stopped(&mut findings, "what the answer hangs on, the key drivers and the transfer test are") {
        return Ok(findings);
    }
    findings.maps = over_pairs(&scope, &foremost_pairs(&swings))?;
    findings.swings = Some(swings);
    findings.variance = variance;
    tell(Stage::Drivers);
    let carried = drivers(&study.market, options, interrupt)?;
    if stopped(&mut findings, "the key drivers and the transfer test are") {
        return Ok(findings);
    }
    findings.drivers = carried;
    for plan in &study.transfer {
        tell(Stage::Transfer);
        let transfer = transfer::run(plan, study, options, interrupt)?;
        if stopped(&mut findings, "the transfer test is") {
            return Ok(findings);
        }
        findings.transfer.push(transfer);
    }
    if let Some(plan) = &study.real {
        let corrected = rectify::run(plan, &study.market, options, interrupt)?;
        if stopped(&mut findings, "the correction by real people is") {
            return Ok(findings);
        }
        let names: Vec<&str> = study.market.alternatives().iter().map(|one| one.name.as_str()).collect();
        let of = |figure: usize| match figures.all()[figure].kind {
            Kind::Share { arm: 0, alternative, segment: None } => {
                corrected.shares.iter().find(|(name, _)| name == names[alternative]).map(|(_, found)| (alternative, found.interval))
            }
            _ => None,
        };
        findings.judged = study.decision.held_against(findings.judged, &findings.outcome, &of);
        findings.corrected = Some(corrected);
    }
    if options.advocates {
        let found = stress(study, options, interrupt, tell, 0)?;
        if stopped(&mut findings, "the devil's advocates are") {
            return Ok(findings);
        }
        findings.stress = found;
        if let Some(stress) = &findings.stress {
            let made = mend(study, stress, options, interrupt, tell)?;
            if stopped(&mut findings, "what would save it is") {
                return Ok(findings);
            }
            findings.mended = made;
        }
    }
    Ok(findings)
}

/// The pairs of the three inputs that move the leading figure most.
fn foremost_pairs(swings: &OneAtATime) -> Vec<(usize, usize)> {
    let foremost: Vec<usize> = swings.swings.iter().take(3).map(|swing| swing.unknown).collect();
    let pairs = foremost.iter().enumerate().flat_map(|(place, &one)| foremost[place + 1..].iter().map(move |&other| (one, other)));
    pairs.collect()
}

fn looks(outcome: &Outcome, leading: usize) -> Vec<(usize, f64, f64)> {
    let values = outcome.figure(leading);
    let mut looks = Vec::new();
    let mut count = 8;
    while count < values.len() {
        looks.push(count);
        count *= 2;
    }
    looks.push(values.len());
    looks
        .into_iter()
        .filter(|&count| count >= 2)
        .map(|count| {
            let (mean, sd) = mean_and_sd(&values[..count]);
            (count, mean, sd / (count as f64).sqrt())
        })
        .collect()
}

/// What is missing from a run that was cut short, or in which replicates failed.
pub(in crate::study) fn partial(stopped: Stopped, replicates: usize, failed: &[(u32, String)]) -> Option<String> {
    if stopped == Stopped::Interrupted {
        return Some(format!("The run was interrupted after {replicates} replicates; what follows rests on those."));
    }
    let (count, first) = (failed.len(), failed.first()?);
    Some(format!("{count} replicates failed and are left out; the first, number {}: {}.", first.0, first.1))
}
