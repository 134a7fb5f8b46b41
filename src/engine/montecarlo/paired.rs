//! Treatments against a control on the same draws: differences replicate by replicate, and how well the pairing worked.

use std::sync::atomic::AtomicBool;

use crate::stats::anova::{AnovaError, Components, components};
use crate::stats::interval::{Interval, Level, mean_and_mc_error, student_quantile};
use crate::stats::{pearson, quantile};
use crate::world::{Arm, Readout, Tally, World};

use super::outcome::{Outcome, Stopped};
use super::runner::{Job, Progress, RunnerError, Settings, run};

/// Reads named figures out of the tally of one arm; the same figures for every arm.
pub trait ArmReadout: Sync {
    /// The names of the figures, in the order they are read.
    fn ids(&self) -> &[String];

    /// Writes one value per figure; NaN where a figure has no base.
    fn read(&self, tally: &Tally, out: &mut [f64]);
}

/// A comparison to run.
pub struct Pairing<'a, W: World, R: ArmReadout> {
    /// The world.
    pub world: &'a W,
    /// The control, then the treatments.
    pub arms: &'a [Arm<W::Edit>],
    /// The figures of an arm.
    pub readout: &'a R,
    /// The settings.
    pub settings: Settings,
    /// Whether the Monte Carlo error is small enough; asked at each look of an automatic run.
    pub enough: &'a dyn Fn(&Comparison) -> bool,
    /// Told after each replicate.
    pub progress: &'a dyn Fn(Progress),
    /// Set to stop early with what is done.
    pub interrupt: &'a AtomicBool,
}

impl<W: World, R: ArmReadout> std::fmt::Debug for Pairing<'_, W, R> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Pairing").field("settings", &self.settings).field("arms", &self.arms).finish_non_exhaustive()
    }
}

/// Reads all arms one after the other, so that the one runner runs comparisons too.
struct EveryArm<'a, R> {
    one: &'a R,
    ids: Vec<String>,
}

impl<R: ArmReadout> Readout for EveryArm<'_, R> {
    fn ids(&self) -> &[String] {
        &self.ids
    }

    fn read(&self, tallies: &[Tally], out: &mut [f64]) {
        let width = self.one.ids().len();
        if width > 0 {
            for (tally, out) in tallies.iter().zip(out.chunks_mut(width)) {
                self.one.read(tally, out);
            }
        }
    }
}

/// Runs control and treatments on common random numbers.
///
/// A replicate in which any arm fails is left out for all of them, so that the arms stay paired. A control alone is a comparison without
/// treatments.
///
/// # Errors
/// [`RunnerError`] when no thread starts or no replicate succeeds.
///
/// # Determinism
/// As for [`run`]: depends on world, arms, readout, seed and replicates; never on threads or chunks.
pub fn compare<W: World, R: ArmReadout>(job: &Pairing<'_, W, R>) -> Result<Comparison, RunnerError> {
    let arms: Vec<String> = job.arms.iter().map(|arm| arm.name.clone()).collect();
    let ids = job.readout.ids();
    let readout =
        EveryArm { one: job.readout, ids: arms.iter().flat_map(|arm| ids.iter().map(move |id| format!("{arm}: {id}"))).collect() };
    let comparison = |outcome: Outcome| Comparison { arms: arms.clone(), ids: ids.to_vec(), outcome };
    let outcome = run(&Job {
        world: job.world,
        arms: job.arms,
        readout: &readout,
        settings: job.settings,
        enough: &|outcome| (job.enough)(&comparison(outcome.clone())),
        progress: job.progress,
        interrupt: job.interrupt,
    })?;
    Ok(comparison(outcome))
}

/// What a comparison gave: every figure of every arm, replicate by replicate.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    arms: Vec<String>,
    ids: Vec<String>,
    outcome: Outcome,
}

impl Comparison {
    /// The arms' names, the control first.
    #[must_use]
    pub fn arms(&self) -> &[String] {
        &self.arms
    }

    /// The figures' names, the same for every arm.
    #[must_use]
    pub fn ids(&self) -> &[String] {
        &self.ids
    }

    /// The position of a figure.
    #[must_use]
    pub fn index(&self, id: &str) -> Option<usize> {
        self.ids.iter().position(|known| known == id)
    }

    /// The number of replicates in which every arm ran.
    #[must_use]
    pub fn replicates(&self) -> usize {
        self.outcome.replicates()
    }

    /// The uncertain inputs of a replicate, before any arm's edits.
    #[must_use]
    pub fn theta(&self, replicate: usize) -> &[f64] {
        self.outcome.theta(replicate)
    }

    /// Failed replicates with the reason.
    #[must_use]
    pub fn failed(&self) -> &[(u32, String)] {
        &self.outcome.failed
    }

    /// Why the run ended.
    #[must_use]
    pub fn stopped(&self) -> Stopped {
        self.outcome.stopped
    }

    /// A figure of an arm, one value per replicate: the mean over its inner runs. NaN where it has no base.
    ///
    /// # Panics
    /// When there is no such arm or figure.
    #[must_use]
    pub fn level(&self, arm: usize, figure: usize) -> Vec<f64> {
        assert!(arm < self.arms.len() && figure < self.ids.len(), "the arm and the figure are of this comparison");
        self.outcome.figure(arm * self.ids.len() + figure)
    }

    /// Sums up a figure of an arm. `None` where fewer than two replicates have a base.
    ///
    /// # Panics
    /// When there is no such arm or figure.
    #[must_use]
    pub fn spread(&self, arm: usize, figure: usize) -> Option<Spread> {
        let known: Vec<f64> = self.level(arm, figure).into_iter().filter(|level| level.is_finite()).collect();
        Spread::of(&known)
    }

    /// What an arm changes, one value per replicate: the arm less the control on the same draws. NaN where either has no base.
    ///
    /// # Panics
    /// When there is no such arm or figure.
    #[must_use]
    pub fn difference(&self, arm: usize, figure: usize) -> Vec<f64> {
        self.level(arm, figure).iter().zip(self.level(0, figure)).map(|(level, control)| level - control).collect()
    }

    /// Sums up what an arm changes. `None` where fewer than two replicates have a base in both arms.
    ///
    /// # Panics
    /// When there is no such arm or figure.
    #[must_use]
    pub fn effect(&self, arm: usize, figure: usize) -> Option<Effect> {
        self.effect_against(arm, 0, figure)
    }

    /// Sums up an arm less another one, which stands for the control in what is returned.
    ///
    /// # Panics
    /// When there is no such arm or figure.
    #[must_use]
    pub fn effect_against(&self, arm: usize, base: usize, figure: usize) -> Option<Effect> {
        let (levels, controls) = (self.level(arm, figure), self.level(base, figure));
        let (levels, controls): (Vec<f64>, Vec<f64>) =
            levels.into_iter().zip(controls).filter(|(level, control)| (level - control).is_finite()).unzip();
        let differences: Vec<f64> = levels.iter().zip(&controls).map(|(level, control)| level - control).collect();
        let spread = Spread::of(&differences)?;
        Some(Effect {
            mean: spread.mean,
            low: spread.low,
            high: spread.high,
            error: spread.error,
            level: mean_and_mc_error(&levels).ok()?.mean,
            control: mean_and_mc_error(&controls).ok()?.mean,
            correlation: pearson(&levels, &controls),
            replicates: spread.replicates,
            without_base: self.replicates() - spread.replicates,
        })
    }

    /// Splits the variance of an arm less another one into what nobody knows (between replicates) and chance (between inner runs).
    ///
    /// # Errors
    /// [`AnovaError`] with fewer than two replicates or inner runs, or a figure without a base.
    ///
    /// # Panics
    /// When there is no such arm or figure.
    pub fn split_against(&self, arm: usize, base: usize, figure: usize) -> Result<Components, AnovaError> {
        assert!(arm.max(base) < self.arms.len() && figure < self.ids.len(), "the arms and the figure are of this comparison");
        let inner = |replicate: usize, arm: usize| self.outcome.inner_values(replicate, arm * self.ids.len() + figure);
        let differences = |replicate: usize| inner(replicate, arm).zip(inner(replicate, base)).map(|(one, other)| one - other).collect();
        components(&(0..self.replicates()).map(differences).collect::<Vec<Vec<f64>>>())
    }

    /// How far two treatments together differ from the sum of each alone: d(both) − d(a) − d(b), replicate by replicate.
    ///
    /// Below zero for two losses, the two strengthen each other; above zero, they overlap. `None` where fewer than two replicates have a
    /// base in all four arms.
    ///
    /// # Panics
    /// When there is no such arm or figure.
    #[must_use]
    pub fn interaction(&self, a: usize, b: usize, both: usize, figure: usize) -> Option<Interaction> {
        let (of_a, of_b) = (self.difference(a, figure), self.difference(b, figure));
        let values: Vec<f64> =
            self.difference(both, figure).iter().zip(of_a.iter().zip(&of_b)).map(|(both, (a, b))| both - a - b).collect();
        let usable: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
        let Spread { mean, low, high, error, replicates } = Spread::of(&usable)?;
        Some(Interaction { values, mean, low, high, error, replicates })
    }
}

/// The mean, error and range of the finite values of a figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// Their mean.
    pub mean: f64,
    /// The Monte Carlo standard error of the mean.
    pub error: f64,
    /// Their 5 % quantile: what nobody knows.
    pub low: f64,
    /// Their 95 % quantile.
    pub high: f64,
    /// How many there are.
    pub replicates: usize,
}

impl Spread {
    /// Of finite values; nothing where there are fewer than two.
    #[must_use]
    pub fn of(values: &[f64]) -> Option<Self> {
        let found = mean_and_mc_error(values).ok()?;
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let tail = Level::P90.tail();
        Some(Self {
            mean: found.mean,
            error: found.error,
            low: quantile(&sorted, tail),
            high: quantile(&sorted, 1.0 - tail),
            replicates: values.len(),
        })
    }
}

/// What a treatment does to a figure, in the figure's own unit.
///
/// [`Effect::low`] and [`Effect::high`] say what nobody knows; [`Effect::error`] says how far this run is from infinitely many. More
/// replicates shrink only the second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    /// The mean of the paired differences, treatment less control.
    pub mean: f64,
    /// Their 5 % quantile over replicates. Chance within a replicate is averaged over its inner runs; what is left of it is included.
    pub low: f64,
    /// Their 95 % quantile over replicates.
    pub high: f64,
    /// The Monte Carlo standard error of the mean.
    pub error: f64,
    /// The mean of the figure under the treatment, over the same replicates.
    pub level: f64,
    /// The mean of the figure under the control, over the same replicates.
    pub control: f64,
    /// The correlation that the pairing achieved between treatment and control; none where one of them does not vary.
    pub correlation: Option<f64>,
    /// The replicates in which both have a base.
    pub replicates: usize,
    /// The replicates left out because the figure has no base in one of them.
    pub without_base: usize,
}

impl Effect {
    /// Student's interval for the mean: Monte Carlo error only, never what nobody knows.
    #[must_use]
    pub fn mean_interval(&self, level: Level) -> Interval {
        let half = student_quantile(1.0 - level.tail(), (self.replicates - 1) as f64) * self.error;
        Interval { low: self.mean - half, high: self.mean + half }
    }
}

/// How far two treatments together differ from the sum of each alone, in the figure's own unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Interaction {
    /// One value per replicate; NaN where an arm has no base.
    pub values: Vec<f64>,
    /// Their mean.
    pub mean: f64,
    /// Their 5 % quantile over replicates.
    pub low: f64,
    /// Their 95 % quantile over replicates.
    pub high: f64,
    /// The Monte Carlo standard error of the mean.
    pub error: f64,
    /// The replicates in which all four arms have a base.
    pub replicates: usize,
}
