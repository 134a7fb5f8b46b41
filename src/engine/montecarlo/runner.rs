//! The main run: replicates of all arms on common random numbers.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::parallel::{Batching, Flow, ThreadError};
use crate::random::{At, Purpose, Seed, Streams};
use crate::world::{Arm, Readout, World};

use super::cells::{Cell, CellFailure, Cells, run_cells};
use super::outcome::{Outcome, Stopped};

/// How many replicates are run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replicates {
    /// Exactly this many.
    Fixed(u32),
    /// Doubling from `first` until the caller finds the Monte Carlo error small enough, `limit` at most.
    Auto {
        /// The replicates at the first look.
        first: u32,
        /// The most that are run.
        limit: u32,
    },
}

/// How much of the world a run takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blocks {
    /// All of it.
    All,
    /// This many blocks, spread evenly over it.
    Spread(u32),
}

impl Blocks {
    /// The blocks, in order.
    pub(super) fn of(self, all: u32) -> Vec<u32> {
        match self {
            Self::All => (0..all).collect(),
            Self::Spread(wanted) => {
                let wanted = wanted.clamp(1, all.max(1));
                (0..wanted).map(|index| (u64::from(index) * u64::from(all) / u64::from(wanted)) as u32).collect()
            }
        }
    }
}

/// What a run needs beside the world.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// The seed of every stream.
    pub seed: Seed,
    /// The replicates.
    pub replicates: Replicates,
    /// Runs per replicate with other chance and the same uncertain inputs; two or more identify the split of the variance.
    pub inner: u32,
    /// Threads and chunks; never changes a result.
    pub batching: Batching,
    /// How much of the world is run.
    pub blocks: Blocks,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Replicates done.
    pub done: u32,
    /// Replicates up to the next look.
    pub of: u32,
}

/// The runner could not start.
#[derive(Debug, thiserror::Error)]
pub enum RunnerError {
    /// No threads.
    #[error(transparent)]
    Threads(#[from] ThreadError),
    /// Every replicate failed.
    #[error("all {count} replicates failed; the first one: {first}")]
    AllFailed {
        /// How many were tried.
        count: usize,
        /// What the first one said.
        first: String,
    },
}

/// A run to do.
pub struct Job<'a, W: World, R: Readout> {
    /// The world.
    pub world: &'a W,
    /// Its arms; the first is the control.
    pub arms: &'a [Arm<W::Edit>],
    /// The figures.
    pub readout: &'a R,
    /// The settings.
    pub settings: Settings,
    /// Whether the Monte Carlo error is small enough; asked at each look of an automatic run.
    pub enough: &'a dyn Fn(&Outcome) -> bool,
    /// Told after each replicate.
    pub progress: &'a dyn Fn(Progress),
    /// Set to stop early with what is done.
    pub interrupt: &'a AtomicBool,
}

impl<W: World, R: Readout> std::fmt::Debug for Job<'_, W, R> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Job").field("settings", &self.settings).field("arms", &self.arms).finish_non_exhaustive()
    }
}

/// θ of a replicate, drawn from its own stream.
fn drawn<W: World>(world: &W, seed: Seed, replicate: u32) -> Vec<f64> {
    let streams = Streams::new(seed, At { theta: replicate, inner: 0 });
    let uniforms: Vec<f64> =
        (0..world.unknowns().len()).map(|unknown| streams.draws(Purpose::Theta, unknown as u64, 0).uniform()).collect();
    world.unknowns().theta(&uniforms)
}

/// Runs the job.
///
/// A replicate that fails is listed in [`Outcome::failed`] and costs only itself. An interrupt leaves the replicates done so far.
///
/// # Errors
/// [`RunnerError`] when no thread starts or no replicate succeeds.
///
/// # Determinism
/// The outcome depends on the world, arms, readout, seed and replicates; never on [`Settings::batching`]. An automatic run looks at
/// fixed counts only, so its length is determined too.
pub fn run<W: World, R: Readout>(job: &Job<'_, W, R>) -> Result<Outcome, RunnerError> {
    let settings = job.settings;
    let inner = settings.inner.max(1);
    let blocks = settings.blocks.of(job.world.blocks());
    let cells = Cells {
        world: job.world,
        arms: job.arms,
        readout: job.readout,
        seed: settings.seed,
        batching: settings.batching,
        blocks: &blocks,
        interrupt: job.interrupt,
    };
    let mut outcome = Outcome::new(job.readout.ids(), inner);
    let (mut look, limit) = match settings.replicates {
        Replicates::Fixed(count) => (count, count),
        Replicates::Auto { first, limit } => (first.min(limit), limit),
    };
    let mut done = 0_u32;
    loop {
        run_replicates(job, &cells, done..look, inner, look, &mut outcome)?;
        done = look;
        if outcome.stopped == Stopped::Interrupted {
            break;
        }
        match settings.replicates {
            Replicates::Fixed(_) => break,
            Replicates::Auto { .. } if (job.enough)(&outcome) => {
                outcome.stopped = Stopped::Precise;
                break;
            }
            Replicates::Auto { .. } if done >= limit => {
                outcome.stopped = Stopped::AtLimit;
                break;
            }
            Replicates::Auto { .. } => look = look.saturating_mul(2).min(limit),
        }
    }
    if outcome.replicates() == 0 && outcome.stopped != Stopped::Interrupted {
        let first = outcome.failed.first().map_or_else(|| "no replicates were asked for".to_owned(), |(_, reason)| reason.clone());
        return Err(RunnerError::AllFailed { count: outcome.failed.len(), first });
    }
    Ok(outcome)
}

fn run_replicates<W: World, R: Readout>(
    job: &Job<'_, W, R>,
    cells: &Cells<'_, W, R>,
    replicates: std::ops::Range<u32>,
    inner: u32,
    look: u32,
    outcome: &mut Outcome,
) -> Result<(), ThreadError> {
    let seed = job.settings.seed;
    let mut row: Vec<f64> = Vec::with_capacity(inner as usize * job.readout.ids().len());
    let mut failure: Option<String> = None;
    let range = u64::from(replicates.start) * u64::from(inner)..u64::from(replicates.end) * u64::from(inner);
    run_cells(
        cells,
        range,
        |index| {
            let replicate = (index / u64::from(inner)) as u32;
            Cell { theta: drawn(job.world, seed, replicate), at: At { theta: replicate, inner: (index % u64::from(inner)) as u32 } }
        },
        |index, figures| {
            let replicate = (index / u64::from(inner)) as u32;
            match figures {
                Ok(figures) => row.extend_from_slice(figures),
                Err(CellFailure::Interrupted) => {
                    outcome.stopped = Stopped::Interrupted;
                    return Flow::Stop;
                }
                Err(CellFailure::Run(error)) => failure = Some(error.to_string()),
            }
            if (index + 1).is_multiple_of(u64::from(inner)) {
                match failure.take() {
                    None => outcome.push(drawn(job.world, seed, replicate), &row),
                    Some(reason) => outcome.failed.push((replicate, reason)),
                }
                row.clear();
                (job.progress)(Progress { done: replicate + 1, of: look });
                if job.interrupt.load(Ordering::Relaxed) {
                    outcome.stopped = Stopped::Interrupted;
                    return Flow::Stop;
                }
            }
            Flow::Continue
        },
    )
}
