//! What was drawn, and what it says.

use super::BayesError;
use super::chain::Kept;
use super::dense::factor;
use crate::choice::mixed::Leanings;
use crate::num::sum;
use crate::stats::convergence::{effective_size, split_r_hat};
use crate::stats::quantile;

/// One figure over all draws.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// Its mean.
    pub mean: f64,
    /// Its standard deviation: how uncertain it is.
    pub sd: f64,
    /// The 5 % quantile.
    pub low: f64,
    /// The 95 % quantile.
    pub high: f64,
    /// Split R-hat; NaN where it does not vary. Well above 1 the chains have not come to one answer and must run longer.
    pub r_hat: f64,
    /// How many independent draws its mean is worth; NaN where it does not vary.
    pub effective: f64,
}

/// What was drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Posterior {
    /// The tastes' names.
    pub names: Vec<String>,
    /// The mean of each taste over people; of a lognormal one the mean of its logarithm.
    pub means: Vec<Line>,
    /// The standard deviation of each taste over people; of a lognormal one that of its logarithm.
    pub deviations: Vec<Line>,
    /// The correlation of each pair of tastes, (1, 0), (2, 0), (2, 1), …
    pub correlations: Vec<((usize, usize), Line)>,
    /// The log-likelihood of all choices at everybody's tastes.
    pub log_likelihood: Line,
    /// Who the people are, in the order of the choices.
    pub people: Vec<u64>,
    /// Person by person the mean of each coefficient: the taste itself, or the exponential with its sign.
    pub tastes: Vec<f64>,
    /// Person by person the standard deviation of each coefficient.
    pub uncertainty: Vec<f64>,
    /// Some draws of each coefficient, as the settings ask: draw by draw, chain after chain, person by person. A draw is one of all people together.
    pub own: Vec<f32>,
    /// The probability of each alternative of the later tasks, task by task; empty without such tasks.
    pub later: Vec<f64>,
    /// What people lean to in the later tasks; empty unless it is said what a simpler model expects of them.
    pub leanings: Leanings,
    /// Draw by draw, chain after chain: the means, then the lower half of the covariance row by row.
    pub draws: Vec<f64>,
    /// For each chain the mean chance that a move was accepted.
    pub accepted: Vec<f64>,
    /// For each chain the length of a step, in units in which tastes of a person have a spread of about 1.
    pub steps: Vec<f64>,
}

impl Posterior {
    /// Returns how many numbers a draw holds.
    pub fn width(&self) -> usize {
        width(self.names.len())
    }

    /// Returns the place of the covariance of two tastes in a draw.
    pub fn place(&self, one: usize, other: usize) -> usize {
        lower(self.names.len(), one.max(other), one.min(other))
    }

    /// Sums up a figure that is worked out from each draw.
    pub fn line(&self, figure: impl Fn(&[f64]) -> f64) -> Line {
        let series: Vec<f64> = self.draws.chunks_exact(self.width()).map(figure).collect();
        let each = series.len() / self.accepted.len();
        line(&series.chunks_exact(each).collect::<Vec<_>>())
    }

    /// Returns the draws with the lower triangular factor of the covariance in place of the covariance: draw by draw the means, then the factor row by row,
    /// in the order of the parameters of a mixed logit whose tastes all vary together.
    ///
    /// # Errors
    /// [`BayesError::Entire`] if a covariance is so near to a singular one that it has no factor.
    pub fn factors(&self) -> Result<Vec<f64>, BayesError> {
        let size = self.names.len();
        let (mut full, mut root) = (vec![0.0; size * size], vec![0.0; size * size]);
        let mut out = self.draws.clone();
        for draw in out.chunks_exact_mut(self.width()) {
            for i in 0..size {
                for j in 0..=i {
                    full[i * size + j] = draw[lower(size, i, j)];
                    full[j * size + i] = full[i * size + j];
                }
            }
            if !factor(&full, size, &mut root) {
                return Err(BayesError::Entire);
            }
            for i in 0..size {
                draw[lower(size, i, 0)..=lower(size, i, i)].copy_from_slice(&root[i * size..=i * size + i]);
            }
        }
        Ok(out)
    }
}

pub(super) fn width(size: usize) -> usize {
    size + size * (size + 1) / 2
}

/// The place of a cell of the lower half, row and column, in a draw.
fn lower(size: usize, i: usize, j: usize) -> usize {
    size + i * (i + 1) / 2 + j
}

pub(super) fn gather(names: Vec<String>, people: Vec<u64>, chains: &[Kept]) -> Posterior {
    let size = names.len();
    let width = width(size);
    let at = |i: usize, j: usize| lower(size, i, j);
    let line = |figure: &dyn Fn(&[f64]) -> f64| {
        let series: Vec<Vec<f64>> = chains.iter().map(|chain| chain.upper.chunks_exact(width).map(figure).collect()).collect();
        line(&series.iter().map(Vec::as_slice).collect::<Vec<_>>())
    };
    let means = (0..size).map(|i| line(&|draw| draw[i])).collect();
    let deviations = (0..size).map(|i| line(&|draw| draw[at(i, i)].sqrt())).collect();
    let pairs = (1..size).flat_map(|i| (0..i).map(move |j| (i, j)));
    let correlation = |(i, j)| ((i, j), line(&|draw| draw[at(i, j)] / (draw[at(i, i)] * draw[at(j, j)]).sqrt()));
    let correlations = pairs.map(correlation).collect();
    let log_likelihood = self::line(&chains.iter().map(|chain| chain.log_likelihood.as_slice()).collect::<Vec<_>>());
    let draws = chains.iter().map(|chain| chain.log_likelihood.len()).sum::<usize>() as f64;
    let mean = |of: &dyn Fn(&Kept) -> &[f64]| -> Vec<f64> {
        let one = |at: usize| sum(&chains.iter().map(|chain| of(chain)[at]).collect::<Vec<_>>()) / draws;
        (0..of(&chains[0]).len()).map(one).collect()
    };
    let tastes = mean(&|chain| &chain.sums);
    let spread = |(square, taste): (f64, &f64)| (square - taste * taste).max(0.0).sqrt();
    let uncertainty = mean(&|chain| &chain.squares).into_iter().zip(&tastes).map(spread).collect();
    let leanings = Leanings { sums: mean(&|chain| &chain.later.sums), products: mean(&|chain| &chain.later.products) };
    Posterior {
        names,
        means,
        deviations,
        correlations,
        log_likelihood,
        people,
        tastes,
        uncertainty,
        own: chains.iter().flat_map(|chain| chain.own.iter().copied()).collect(),
        later: mean(&|chain| &chain.later.probabilities),
        leanings,
        draws: chains.iter().flat_map(|chain| chain.upper.iter().copied()).collect(),
        accepted: chains.iter().map(|chain| chain.accepted).collect(),
        steps: chains.iter().map(|chain| chain.step).collect(),
    }
}

/// Sums up one figure's chains.
fn line(chains: &[&[f64]]) -> Line {
    let mut all: Vec<f64> = chains.concat();
    let mean = sum(&all) / all.len() as f64;
    let squares: Vec<f64> = all.iter().map(|v| (v - mean) * (v - mean)).collect();
    let sd = (sum(&squares) / (all.len() - 1) as f64).sqrt();
    all.sort_by(f64::total_cmp);
    Line {
        mean,
        sd,
        low: quantile(&all, 0.05),
        high: quantile(&all, 0.95),
        r_hat: split_r_hat(chains).unwrap_or(f64::NAN),
        effective: effective_size(chains).unwrap_or(f64::NAN),
    }
}
