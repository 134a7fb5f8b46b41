//! Hierarchical Bayes for choices: everybody's own tastes and how they are spread, drawn together.
//!
//! In come choices and how each taste is distributed; out come draws of the means and the covariance of tastes, everybody's own tastes, predictions of
//! tasks that were not used, and for every figure whether the chains agree (split R-hat) and how many independent draws it is worth. Choices of a person
//! follow a logit at that person's tastes; tastes are normal over people, or exponentials of normal ones. It must never know where the choices come
//! from or what they are about.

mod chain;
mod checks;
mod crowd;
mod dense;
mod joint;
mod later;
mod moves;
mod posterior;
mod settings;
#[cfg(test)]
mod tests;
mod upper;

use super::data::ChoiceData;
use super::mixed::Distribution;
use crate::parallel::{Batching, map_vec};
use chain::Chain;
use crowd::{Choices, spreads};
use later::Later;

pub use checks::checks;
pub use later::Asked;
pub use posterior::{Line, Posterior};
pub use settings::{BayesError, CHAINS, DRAWS, MAX_NUMBERS, MAX_TASTES, Prior, Settings, Units, WARM_UP};

/// Draws tastes and their spread given choices. `later` are tasks of the same people to be predicted.
///
/// Everybody's tastes move by Hamiltonian dynamics in units that warm-up finds for each person; means and covariance are drawn exactly given
/// those, and moved together with them.
///
/// # Shapes
/// Memory: see [`Settings::numbers`].
///
/// # Errors
/// [`BayesError`] for tastes that do not fit, a setting out of range, people who are scattered or unknown, or when no thread starts.
///
/// # Determinism
/// Depends on choices, tastes, settings and later tasks, never on threads.
///
/// # Source
/// K. Train (2009), "Discrete choice methods with simulation", chapter 12, for the model; P. E. Rossi, G. M. Allenby, R. McCulloch (2005),
/// "Bayesian statistics and marketing", for the prior; R. M. Neal (2011), "MCMC using Hamiltonian dynamics", for people's moves; Y. Yu,
/// X.-L. Meng (2011), "To center or not to center: that is not the question", Journal of Computational and Graphical Statistics 20(3), for the moves of
/// spread and tastes together.
pub fn sample(
    data: &ChoiceData<'_>,
    tastes: &[(String, Distribution)],
    settings: &Settings,
    later: Option<&Asked<'_>>,
) -> Result<Posterior, BayesError> {
    let ids: Vec<u64> = data.people().map(|tasks| data.person(tasks.start)).collect();
    let units = match settings.prior.units {
        Units::Spread => spreads(data),
        Units::AsGiven => vec![1.0; data.features()],
    };
    let choices = Choices::new(data, &units);
    let later = later.map(|later| Later::new(&ids, &choices, later)).transpose()?;
    let signs = settings::check(data, tastes, settings, later.as_ref())?;
    let batching = Batching { threads: settings.threads, chunk: 1 };
    let run = |number: u64, _: &mut ()| Chain::new(&choices, (&signs, &units), settings, number as u32).run(later.as_ref());
    let chains = map_vec(0..u64::from(settings.chains), batching, || (), run)?;
    let names = tastes.iter().map(|(name, _)| name.clone()).collect();
    Ok(posterior::gather(names, ids, &chains))
}
