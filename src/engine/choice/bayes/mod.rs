//! Hierarchical Bayes for choices: everybody's own tastes and how they are spread, drawn together.
//!
//! In come choices and how each taste is distributed; out come draws of the means and the covariance of tastes, everybody's own tastes, predictions of
//! tasks that were not used, and for every figure whether the chains agree (split R-hat) and how many independent draws it is worth. Choices of a person
//! follow a logit at that person's tastes; tastes are normal over people, or exponentials of normal ones. It must never know where the choices come
//! from or what they are about.

mod chain;
mod checks;
mod dense;
mod later;
mod person;
mod stretch;
#[cfg(test)]
mod tests;
mod upper;

use super::data::ChoiceData;
use super::mixed::Distribution;
use crate::num::sum;
use crate::parallel::{Batching, ThreadError, map_vec};
use crate::random::Seed;
use crate::stats::convergence::{effective_size, split_r_hat};
use crate::stats::quantile;
use chain::{Chain, Kept};
use later::Later;
use person::Choices;
use std::collections::BTreeSet;

pub use checks::checks;

/// The most tastes.
pub const MAX_TASTES: usize = 64;

/// The most numbers that a run may hold at once: two gigabytes.
pub const MAX_NUMBERS: usize = 1 << 28;

/// What is believed of the spread of tastes before any choice is seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prior {
    /// How many people the belief that means are 0 is worth: above 0; default .01.
    pub people: f64,
    /// Degrees of freedom of the inverse Wishart above the number of tastes: 1 to 1,000; default 3.
    pub freedom: u32,
    /// The variance it is centred on, in each taste's unit squared: above 0; default 1. Bring features to sizes for which that is wide.
    pub variance: f64,
}

impl Default for Prior {
    fn default() -> Self {
        Self { people: 0.01, freedom: 3, variance: 1.0 }
    }
}

/// How long and from where the chains run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Chains: 2 to 32; default 4.
    pub chains: u32,
    /// Rounds of each that settle the sampler and are not kept: 20 to 100,000; default 500.
    pub warm_up: u32,
    /// Rounds of each that are kept: 4 to 100,000; default 2,000.
    pub draws: u32,
    /// The belief beforehand.
    pub prior: Prior,
    /// What chance comes from.
    pub seed: Seed,
    /// Worker threads; each runs whole chains. They change the time, never the result.
    pub threads: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { chains: 4, warm_up: 500, draws: 2_000, prior: Prior::default(), seed: Seed(1), threads: 1 }
    }
}

/// Tells why nothing can be drawn.
#[derive(Debug, thiserror::Error)]
pub enum BayesError {
    /// There are other tastes than features.
    #[error("the choices have {want} features, got {got}; each needs one taste, and later tasks the same features")]
    Features {
        /// Features of the choices.
        want: usize,
        /// Tastes or features given.
        got: usize,
    },
    /// There are too many tastes.
    #[error("at most {MAX_TASTES} tastes, got {got}")]
    Tastes {
        /// The number given.
        got: usize,
    },
    /// A taste has a distribution that is not a normal or its exponential.
    #[error("taste `{name}` must be normal or lognormal here")]
    Distribution {
        /// The taste.
        name: String,
    },
    /// A setting is out of range.
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
    /// The tasks of a person do not stand side by side.
    #[error("the tasks of person {id} must stand side by side")]
    Scattered {
        /// The person.
        id: u64,
    },
    /// Later tasks are answered by someone who is not among the people.
    #[error("person {id} answers a later task but none of the choices")]
    Stranger {
        /// The person.
        id: u64,
    },
    /// One person has no spread.
    #[error("the spread of tastes needs at least 2 people, got {got}")]
    People {
        /// The number given.
        got: usize,
    },
    /// The run would not fit in memory.
    #[error("a run would hold {got} numbers, more than {MAX_NUMBERS}; ask for fewer chains or draws")]
    TooLarge {
        /// The numbers it would hold.
        got: usize,
    },
    /// No worker threads.
    #[error(transparent)]
    Threads(#[from] ThreadError),
}

/// One figure over all draws.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its mean.
    pub mean: f64,
    /// Its standard deviation: how uncertain it is.
    pub sd: f64,
    /// The 2.5 % quantile.
    pub low: f64,
    /// The 97.5 % quantile.
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
    /// The probability of each alternative of the later tasks, task by task; empty without such tasks.
    pub later: Vec<f64>,
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

    /// Returns the largest split R-hat of all figures.
    pub fn worst_r_hat(&self) -> f64 {
        self.lines().map(|line| line.r_hat).fold(f64::NAN, f64::max)
    }

    /// Returns the smallest effective number of draws of all figures.
    pub fn least_effective(&self) -> f64 {
        self.lines().map(|line| line.effective).fold(f64::NAN, f64::min)
    }

    fn lines(&self) -> impl Iterator<Item = &Line> {
        let correlations = self.correlations.iter().map(|(_, line)| line);
        self.means.iter().chain(&self.deviations).chain(correlations).chain([&self.log_likelihood])
    }
}

fn width(size: usize) -> usize {
    size + size * (size + 1) / 2
}

/// Draws tastes and their spread given choices. `later` are tasks of the same people to be predicted.
///
/// Everybody's tastes move by Hamiltonian dynamics in units that warm-up finds for each person; means and covariance are drawn exactly.
///
/// # Shapes
/// Memory: for each chain, people × (tastes × (tastes + 6) + 2) and draws × tastes × (tastes + 3) / 2 numbers of eight bytes.
///
/// # Errors
/// [`BayesError`] for tastes that do not fit, a setting out of range, people who are scattered or unknown, or when no thread starts.
///
/// # Determinism
/// Depends on choices, tastes, settings and later tasks, never on threads.
///
/// # Source
/// K. Train (2009), "Discrete choice methods with simulation", chapter 12, for the model; P. E. Rossi, G. M. Allenby, R. McCulloch (2005),
/// "Bayesian statistics and marketing", for the prior; R. M. Neal (2011), "MCMC using Hamiltonian dynamics", for people's moves; Liu & Sabatti (2000)
/// for the moves of all at once.
pub fn sample(
    data: &ChoiceData<'_>,
    tastes: &[(String, Distribution)],
    settings: &Settings,
    later: Option<&ChoiceData<'_>>,
) -> Result<Posterior, BayesError> {
    let signs = check(data, tastes, settings)?;
    let choices = Choices::new(data);
    let later = later.map(|later| Later::new(&choices.ids, choices.features, later)).transpose()?;
    let batching = Batching { threads: settings.threads, chunk: 1 };
    let run = |number: u64, _: &mut ()| Chain::new(&choices, &signs, settings, number as u32).run(later.as_ref());
    let chains = map_vec(0..u64::from(settings.chains), batching, || (), run)?;
    let names = tastes.iter().map(|(name, _)| name.clone()).collect();
    Ok(gather(names, choices.ids, &chains))
}

/// Checks everything that can be wrong, and returns the sign of each exponential, or 0.
fn check(data: &ChoiceData<'_>, tastes: &[(String, Distribution)], settings: &Settings) -> Result<Vec<f64>, BayesError> {
    let size = data.features();
    if tastes.len() != size {
        return Err(BayesError::Features { want: size, got: tastes.len() });
    }
    if size > MAX_TASTES {
        return Err(BayesError::Tastes { got: size });
    }
    let ranges = [
        ("the number of chains", f64::from(settings.chains), 2.0, 32.0),
        ("the rounds of warm-up", f64::from(settings.warm_up), 20.0, 1e5),
        ("the rounds kept", f64::from(settings.draws), 4.0, 1e5),
        ("the people that the prior is worth", settings.prior.people, 1e-9, 1e9),
        ("the prior's freedom", f64::from(settings.prior.freedom), 1.0, 1000.0),
        ("the prior's variance", settings.prior.variance, 1e-9, 1e9),
    ];
    if let Some((what, got, least, most)) = ranges.into_iter().find(|(_, got, least, most)| !(*least..=*most).contains(got)) {
        return Err(BayesError::Setting { what, least, most, got });
    }
    let mut seen = BTreeSet::new();
    for tasks in data.people() {
        let id = data.person(tasks.start);
        if !seen.insert(id) {
            return Err(BayesError::Scattered { id });
        }
    }
    if seen.len() < 2 {
        return Err(BayesError::People { got: seen.len() });
    }
    let each = seen.len().saturating_mul(size * (size + 6) + 2).saturating_add(settings.draws as usize * (width(size) + 1));
    let got = each.saturating_mul(settings.chains as usize);
    if got > MAX_NUMBERS {
        return Err(BayesError::TooLarge { got });
    }
    let sign = |(name, distribution): &(String, Distribution)| match distribution {
        Distribution::Normal => Ok(0.0),
        Distribution::LogNormal(sign) => Ok(sign.factor()),
        _ => Err(BayesError::Distribution { name: name.clone() }),
    };
    tastes.iter().map(sign).collect()
}

fn gather(names: Vec<String>, people: Vec<u64>, chains: &[Kept]) -> Posterior {
    let size = names.len();
    let width = width(size);
    let lower = |i: usize, j: usize| size + i * (i + 1) / 2 + j;
    let line = |figure: &dyn Fn(&[f64]) -> f64| {
        let series: Vec<Vec<f64>> = chains.iter().map(|chain| chain.upper.chunks_exact(width).map(figure).collect()).collect();
        line(&series)
    };
    let means = (0..size).map(|i| line(&|draw| draw[i])).collect();
    let deviations = (0..size).map(|i| line(&|draw| draw[lower(i, i)].sqrt())).collect();
    let pairs = (1..size).flat_map(|i| (0..i).map(move |j| (i, j)));
    let correlation = |(i, j)| ((i, j), line(&|draw| draw[lower(i, j)] / (draw[lower(i, i)] * draw[lower(j, j)]).sqrt()));
    let correlations = pairs.map(correlation).collect();
    let log_likelihood = self::line(&chains.iter().map(|chain| chain.log_likelihood.clone()).collect::<Vec<_>>());
    let draws = chains.iter().map(|chain| chain.log_likelihood.len()).sum::<usize>() as f64;
    let mean = |of: &dyn Fn(&Kept) -> &[f64], at: usize| sum(&chains.iter().map(|chain| of(chain)[at]).collect::<Vec<_>>()) / draws;
    let tastes: Vec<f64> = (0..people.len() * size).map(|at| mean(&|chain| &chain.sums, at)).collect();
    let spread = |(at, taste): (usize, &f64)| (mean(&|chain| &chain.squares, at) - taste * taste).max(0.0).sqrt();
    let uncertainty = tastes.iter().enumerate().map(spread).collect();
    let later = (0..chains[0].later.len()).map(|at| mean(&|chain| &chain.later, at)).collect();
    Posterior {
        names,
        means,
        deviations,
        correlations,
        log_likelihood,
        people,
        tastes,
        uncertainty,
        later,
        draws: chains.iter().flat_map(|chain| chain.upper.iter().copied()).collect(),
        accepted: chains.iter().map(|chain| chain.accepted).collect(),
        steps: chains.iter().map(|chain| chain.step).collect(),
    }
}

/// Sums up one figure's chains.
fn line(chains: &[Vec<f64>]) -> Line {
    let mut all: Vec<f64> = chains.concat();
    let mean = sum(&all) / all.len() as f64;
    let squares: Vec<f64> = all.iter().map(|v| (v - mean) * (v - mean)).collect();
    let sd = (sum(&squares) / (all.len() - 1) as f64).sqrt();
    all.sort_by(f64::total_cmp);
    let slices: Vec<&[f64]> = chains.iter().map(Vec::as_slice).collect();
    Line {
        mean,
        sd,
        low: quantile(&all, 0.025),
        high: quantile(&all, 0.975),
        r_hat: split_r_hat(&slices).unwrap_or(f64::NAN),
        effective: effective_size(&slices).unwrap_or(f64::NAN),
    }
}
