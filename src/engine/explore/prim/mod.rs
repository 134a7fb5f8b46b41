//! The patient rule induction method: boxes of inputs in which what is looked for is frequent.
//!
//! In come checked cases; out comes, for each box, every step from all cases to a small pure box, with its coverage, density, mass and how
//! likely each of its limits is an accident. Which step to read is a choice between coverage and density; [`Trajectory::chosen`] makes it by rule.

mod evidence;
mod paste;
mod peel;
mod sorted;
#[cfg(test)]
mod tests;

use super::cases::{Cases, Region};
use crate::parallel::ThreadError;
use paste::paste;
use peel::Peeling;
use sorted::Sorted;

pub use evidence::{Side, Support};

/// Says how boxes are looked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// The share of the cases in the box that a step peels off, from .005 to .5; default .05.
    pub peel: f64,
    /// The share of the cases beside the box that a step pastes on, from .005 to .5; default .05.
    pub paste: f64,
    /// The least share of all cases that a box holds, from 0 to 1; default .05.
    pub least_mass: f64,
    /// Boxes looked for, each among the cases that are in none of those before: 1 to 20; default 1.
    pub boxes: u32,
    /// The density below which no further box is taken, from 0 to 1; default: that of all cases.
    pub least_density: Option<f64>,
    /// Worker threads. They change the time, never the result.
    pub threads: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { peel: 0.05, paste: 0.05, least_mass: 0.05, boxes: 1, least_density: None, threads: 1 }
    }
}

/// Says why no box is looked for.
#[derive(Debug, thiserror::Error)]
pub enum PrimError {
    /// A setting is out of its range.
    #[error("{what} must lie between {least} and {most}, got {got}")]
    Setting {
        /// Which setting.
        what: &'static str,
        /// The least.
        least: f64,
        /// The most.
        most: f64,
        /// The number given.
        got: f64,
    },
    /// No worker threads.
    #[error(transparent)]
    Threads(#[from] ThreadError),
}

/// One box on the way from all cases to a small one.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The box.
    pub region: Region,
    /// Cases inside, of those left by earlier boxes.
    pub cases: usize,
    /// Cases of interest inside.
    pub hits: usize,
    /// Cases of interest inside, as a share of all cases of interest.
    pub coverage: f64,
    /// Cases of interest inside, as a share of the cases inside.
    pub density: f64,
    /// Cases inside, as a share of all cases.
    pub mass: f64,
    /// What speaks for each of its limits, by input, lower ends before upper ones.
    pub support: Vec<Support>,
}

impl Step {
    /// Returns how many inputs have a limit.
    pub fn restricted(&self) -> usize {
        let mut inputs: Vec<usize> = self.support.iter().map(|support| support.input).collect();
        inputs.dedup();
        inputs.len()
    }
}

/// The way to one box.
#[derive(Clone, Debug, PartialEq)]
pub struct Trajectory {
    /// Every box, from all cases left to the last one pasted on.
    pub steps: Vec<Step>,
    /// How many of the steps come from peeling, the first one included; those after it come from pasting.
    pub peeled: usize,
    /// The step with the greatest harmonic mean of coverage and density, the one with fewer limits and then the earlier among equals.
    pub balanced: usize,
    /// The balanced step without the limits that may be accidents: while one has a quasi-p value above [`ACCIDENT`], the one with the
    /// largest goes.
    pub chosen: Step,
}

/// The most steps of pasting.
pub const MAX_PASTES: usize = 1000;

/// The quasi-p value above which a limit counts as an accident.
pub const ACCIDENT: f64 = 0.05;

fn balanced(steps: &[Step]) -> usize {
    let score = |step: &Step| 2.0 * step.coverage * step.density / (step.coverage + step.density).max(f64::MIN_POSITIVE);
    let mut best = 0;
    for (index, step) in steps.iter().enumerate() {
        let known = &steps[best];
        if score(step).total_cmp(&score(known)).then(known.restricted().cmp(&step.restricted())).is_gt() {
            best = index;
        }
    }
    best
}

/// Looks for boxes, one after the other; each leaves out the cases of the [chosen](Trajectory::chosen) boxes before it.
///
/// The first trajectory always comes back. A later one comes back only while its chosen box has a limit and reaches the least density.
///
/// # Errors
/// [`PrimError`] for a setting out of range or when no thread starts.
///
/// # Determinism
/// Counts are whole numbers; ties between steps go to the step with fewer limits, then to the earlier input and its upper end. Threads
/// change nothing.
///
/// # Source
/// J. H. Friedman, N. I. Fisher (1999), "Bump hunting in high-dimensional data", Statistics and Computing 9; as used for scenario discovery by
/// B. P. Bryant, R. J. Lempert (2010), "Thinking inside the box", Technological Forecasting & Social Change 77; the step's worth, mean gained
/// a case given up, by J. H. Kwakkel & M. Jaxa-Rozen (2016), Environmental Modelling & Software 79.
pub fn prim(cases: &Cases, settings: &Settings) -> Result<Vec<Trajectory>, PrimError> {
    check(settings)?;
    let least = settings.least_density.unwrap_or(cases.hits() as f64 / cases.len() as f64);
    let sorted = Sorted::of(cases, settings.threads)?;
    let mut left = vec![true; cases.len()];
    let mut found: Vec<Trajectory> = Vec::new();
    for number in 0..settings.boxes {
        let trajectory = one(cases, &sorted, &left, settings)?;
        let step = &trajectory.chosen;
        if number > 0 && (step.support.is_empty() || step.density < least) {
            break;
        }
        for (case, left) in left.iter_mut().enumerate() {
            *left &= !step.region.holds(cases, case);
        }
        found.push(trajectory);
        let hits = left.iter().zip(cases.interest()).filter(|(left, hit)| **left && **hit).count();
        if hits == 0 {
            break;
        }
    }
    Ok(found)
}

fn one(cases: &Cases, sorted: &Sorted, left: &[bool], settings: &Settings) -> Result<Trajectory, ThreadError> {
    let mut peeling = Peeling::new(cases, sorted, left);
    let mut steps = vec![peeling.step()];
    while peeling.peel(settings) {
        steps.push(peeling.step());
    }
    let peeled = steps.len();
    let whole = steps[0].region.clone();
    let mut last = steps[peeled - 1].clone();
    while steps.len() < peeled + MAX_PASTES
        && let Some(step) = paste(cases, left, &whole, &last, settings)
    {
        last = step.clone();
        steps.push(step);
    }
    evidence::support(cases, left, &whole, &mut steps, settings.threads)?;
    let balanced = balanced(&steps);
    let chosen = evidence::without_accidents(cases, left, &whole, &steps[balanced]);
    Ok(Trajectory { steps, peeled, balanced, chosen })
}

fn check(settings: &Settings) -> Result<(), PrimError> {
    let ranges = [
        ("the share peeled off", settings.peel, 0.005, 0.5),
        ("the share pasted on", settings.paste, 0.005, 0.5),
        ("the least mass", settings.least_mass, 0.0, 1.0),
        ("the least density", settings.least_density.unwrap_or(0.0), 0.0, 1.0),
        ("the number of boxes", f64::from(settings.boxes), 1.0, 20.0),
    ];
    match ranges.into_iter().find(|(_, got, least, most)| !(*least..=*most).contains(got)) {
        Some((what, got, least, most)) => Err(PrimError::Setting { what, least, most, got }),
        None => Ok(()),
    }
}

/// Makes a step without evidence.
fn step(cases: &Cases, region: Region, n: usize, hits: usize) -> Step {
    Step {
        region,
        cases: n,
        hits,
        coverage: hits as f64 / cases.hits() as f64,
        density: hits as f64 / n as f64,
        mass: n as f64 / cases.len() as f64,
        support: Vec::new(),
    }
}

/// A box and its cases.
#[derive(Clone, Copy)]
struct Inside {
    cases: usize,
    hits: usize,
}

impl Inside {
    fn mean(self) -> f64 {
        if self.cases == 0 { 0.0 } else { self.hits as f64 / self.cases as f64 }
    }

    /// The mean gained for each case that comes or goes; nothing where none does.
    fn worth(self, next: Self) -> f64 {
        let moved = self.cases.abs_diff(next.cases);
        if moved == 0 { 0.0 } else { (next.mean() - self.mean()) / moved as f64 }
    }
}
