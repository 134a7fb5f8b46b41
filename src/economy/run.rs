//! Runs an economy's arms, once its past has landed on what is known.

use std::sync::atomic::AtomicBool;

use crate::montecarlo::{Comparison, Pairing, Progress, RunnerError, Settings, compare};
use crate::treatment::NumberEdit;
use crate::world::{Arm, World};

use super::calibrate::{Calibration, Fit, SEEDS, calibrate};
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
    let one = |(target, got): &(super::Target, f64)| format!("{} is {got:.4}, not {} ± {}", target.label, target.real, target.within);
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
/// The gate looks at the mean over three seeds of its own, with the size that the numbers were fitted at, so that neither the seed of the run
/// nor the number of its people decides whether it passes.
///
/// # Errors
/// [`NotRun`].
///
/// # Determinism
/// As for [`compare`]: never on threads.
pub fn run(
    economy: &Economy,
    arms: &[Arm<NumberEdit>],
    figures: &Figures,
    settings: Settings,
    gate: Gate,
    progress: &dyn Fn(Progress),
    interrupt: &AtomicBool,
) -> Result<Lived, NotRun> {
    let unknowns = economy.unknowns();
    let numbers = Numbers::of(&unknowns.values(&unknowns.medians()));
    let seeds = SEEDS.start..SEEDS.start + 3;
    let calibration = calibrate(&numbers, Fit::default(), seeds, settings.batching).map_err(RunnerError::from)?;
    if gate == Gate::Calibrated && !calibration.missed().is_empty() {
        return Err(NotRun::Uncalibrated(Box::new(calibration)));
    }
    let comparison = compare(&Pairing { world: economy, arms, readout: figures, settings, enough: &|_| true, progress, interrupt })?;
    Ok(Lived { calibration, comparison })
}
