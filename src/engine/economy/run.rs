//! Runs an economy's arms, once its past has landed on what is known.

use std::sync::atomic::AtomicBool;

use crate::montecarlo::{Comparison, Pairing, Progress, RunnerError, Settings, compare};
use crate::treatment::NumberEdit;
use crate::world::{Arm, World};

use super::calibrate::{Calibration, Fit, SEEDS, Target, calibrate};
use super::figures::Figures;
use super::model::Economy;
use super::numbers::Numbers;

/// Whether an economy must have landed on the reference statistics before it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// It must.
    Calibrated,
    /// It runs in any case, and says how far off it is.
    Uncalibrated,
}

/// What is run.
pub struct Job<'a> {
    /// The economy.
    pub economy: &'a Economy,
    /// The control, then the futures.
    pub arms: &'a [Arm<NumberEdit>],
    /// What is read of each arm.
    pub figures: &'a Figures,
    /// The settings.
    pub settings: Settings,
    /// Whether its past must be right.
    pub gate: Gate,
    /// The past that is measured for that: [`Fit::default`], the one that the shipped numbers were fitted at, but in tests.
    pub fit: Fit,
    /// Told after each replicate.
    pub progress: &'a dyn Fn(Progress),
    /// Set to stop early with what is done.
    pub interrupt: &'a AtomicBool,
}

impl std::fmt::Debug for Job<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Job")
            .field("arms", &self.arms)
            .field("settings", &self.settings)
            .field("gate", &self.gate)
            .finish_non_exhaustive()
    }
}

/// Why an economy did not run.
#[derive(Debug, thiserror::Error)]
pub enum NotRun {
    /// The past misses the reference statistics.
    #[error("the past misses {} of the reference statistics: {}", .0.missed().len(), told(.0))]
    Uncalibrated(Box<Calibration>),
    /// The runner could not do it.
    #[error(transparent)]
    Runner(#[from] RunnerError),
}

fn told(calibration: &Calibration) -> String {
    let one = |(target, got): &(Target, f64)| format!("{} is {got:.4}, not {} ± {}", target.label, target.real, target.within);
    calibration.missed().iter().map(one).collect::<Vec<_>>().join("; ")
}

/// What an economy gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Lived {
    /// Its past beside what is known.
    pub calibration: Calibration,
    /// Every figure of every arm, replicate by replicate.
    pub comparison: Comparison,
}

/// Holds the past against the reference statistics, with every uncertain number at its median, and then runs all arms on common draws.
///
/// The gate looks at the mean over three seeds of its own, at a size of its own, so that neither the seed of the run nor the number of its people decides
/// whether it passes.
///
/// # Errors
/// [`NotRun`].
///
/// # Determinism
/// As for [`compare`]: never on threads.
pub fn run(job: &Job<'_>) -> Result<Lived, NotRun> {
    let unknowns = job.economy.unknowns();
    let numbers = Numbers::of(&unknowns.values(&unknowns.medians()));
    let seeds = SEEDS.start..SEEDS.start + 3;
    let calibration = calibrate(&numbers, job.fit, seeds, job.settings.batching).map_err(RunnerError::from)?;
    if job.gate == Gate::Calibrated && !calibration.missed().is_empty() {
        return Err(NotRun::Uncalibrated(Box::new(calibration)));
    }
    let comparison = compare(&Pairing {
        world: job.economy,
        arms: job.arms,
        readout: job.figures,
        settings: job.settings,
        enough: &|_| true,
        progress: job.progress,
        interrupt: job.interrupt,
    })?;
    Ok(Lived { calibration, comparison })
}
