//! The figures of a run, replicate by replicate.

use crate::stats::anova::{AnovaError, Components, components};

/// Why a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// All replicates asked for were run.
    Complete,
    /// The Monte Carlo error reached its target at a pre-set look.
    Precise,
    /// The largest number of replicates was reached before the Monte Carlo error reached its target.
    AtLimit,
    /// The user interrupted it.
    Interrupted,
}

/// What a run gave: 8 bytes per figure, replicate and inner run.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    ids: Vec<String>,
    inner: usize,
    /// `[replicate][inner][figure]`, replicates that failed left out.
    values: Vec<f64>,
    /// The uncertain inputs of each replicate kept.
    thetas: Vec<Vec<f64>>,
    /// Failed replicates with the reason.
    pub failed: Vec<(u32, String)>,
    /// Why the run ended.
    pub stopped: Stopped,
}

impl Outcome {
    pub(super) fn new(ids: &[String], inner: u32) -> Self {
        Self {
            ids: ids.to_vec(),
            inner: inner as usize,
            values: Vec::new(),
            thetas: Vec::new(),
            failed: Vec::new(),
            stopped: Stopped::Complete,
        }
    }

    pub(super) fn push(&mut self, theta: Vec<f64>, figures: &[f64]) {
        debug_assert_eq!(figures.len(), self.inner * self.ids.len());
        self.values.extend_from_slice(figures);
        self.thetas.push(theta);
    }

    /// The figures' names.
    #[must_use]
    pub fn ids(&self) -> &[String] {
        &self.ids
    }

    /// The position of a figure.
    #[must_use]
    pub fn index(&self, id: &str) -> Option<usize> {
        self.ids.iter().position(|known| known == id)
    }

    /// The number of replicates that gave figures.
    #[must_use]
    pub fn replicates(&self) -> usize {
        self.thetas.len()
    }

    /// The number of inner runs per replicate.
    #[must_use]
    pub fn inner(&self) -> usize {
        self.inner
    }

    /// θ of a replicate.
    #[must_use]
    pub fn theta(&self, replicate: usize) -> &[f64] {
        &self.thetas[replicate]
    }

    /// One value per replicate: the mean over its inner runs.
    #[must_use]
    pub fn figure(&self, figure: usize) -> Vec<f64> {
        (0..self.replicates()).map(|replicate| self.inner_values(replicate, figure).sum::<f64>() / self.inner as f64).collect()
    }

    pub(super) fn inner_values(&self, replicate: usize, figure: usize) -> impl Iterator<Item = f64> + '_ {
        let width = self.ids.len();
        (0..self.inner).map(move |inner| self.values[(replicate * self.inner + inner) * width + figure])
    }

    /// Splits the variance of a figure into what nobody knows (between replicates) and chance (between inner runs).
    ///
    /// # Errors
    /// [`AnovaError`] with fewer than two replicates or inner runs, or a figure without a base.
    pub fn split(&self, figure: usize) -> Result<Components, AnovaError> {
        let groups: Vec<Vec<f64>> = (0..self.replicates()).map(|replicate| self.inner_values(replicate, figure).collect()).collect();
        components(&groups)
    }
}
