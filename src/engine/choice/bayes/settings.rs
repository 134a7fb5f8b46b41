//! How long chains run, what is believed beforehand, and why nothing can be drawn.

use super::joint::MOST;
use super::later::Later;
use super::posterior::width;
use crate::choice::data::ChoiceData;
use crate::choice::mixed::Distribution;
use crate::parallel::ThreadError;
use crate::random::Seed;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// The most tastes.
pub const MAX_TASTES: usize = 64;

/// The most numbers that a run may hold at once: two gigabytes.
pub const MAX_NUMBERS: usize = 1 << 28;

/// How many chains there may be.
pub const CHAINS: RangeInclusive<u32> = 2..=32;

/// How many rounds of a chain may settle the sampler.
pub const WARM_UP: RangeInclusive<u32> = 20..=100_000;

/// How many rounds of a chain may be kept.
pub const DRAWS: RangeInclusive<u32> = 4..=100_000;

/// The units in which features count for what is believed beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Units {
    /// How far the values of a feature lie apart within tasks (root mean square about the mean of a task), so that nothing hangs on whether a price is in
    /// cents or in thousands.
    #[default]
    Spread,
    /// Those that the choices come in.
    AsGiven,
}

/// What is believed of the spread of tastes before any choice is seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prior {
    /// How many people the belief that means are 0 is worth: above 0; default .01.
    pub people: f64,
    /// Degrees of freedom of the inverse Wishart above the number of tastes: 1 to 1,000; default 3.
    pub freedom: u32,
    /// The variance it is centred on: above 0; default 1.
    pub variance: f64,
    /// The units of the features for all of that; default their spread.
    pub units: Units,
}

impl Default for Prior {
    fn default() -> Self {
        Self { people: 0.01, freedom: 3, variance: 1.0, units: Units::Spread }
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
    /// Draws of everybody's own tastes that are kept, evenly out of all rounds and as many of each chain: at most as many as rounds are kept; default 0.
    pub own: u32,
    /// The belief beforehand.
    pub prior: Prior,
    /// What chance comes from.
    pub seed: Seed,
    /// Worker threads; each runs whole chains. They change the time, never the result.
    pub threads: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { chains: 4, warm_up: 500, draws: 2_000, own: 0, prior: Prior::default(), seed: Seed(1), threads: 1 }
    }
}

impl Settings {
    /// Returns how many numbers of eight bytes a run holds at once, tasks to be predicted aside; at most [`MAX_NUMBERS`] is allowed.
    #[must_use]
    pub fn numbers(&self, people: usize, tastes: usize) -> usize {
        // A draw stands in its chain, among all draws, and once more as a factor.
        let draws = (self.draws as usize).saturating_mul(3 * width(tastes) + 1);
        // Own tastes take half as much room a number, in their chain and among all.
        let own = people.saturating_mul(tastes).saturating_mul(self.own_each() as usize);
        // Units of what moves together, and what they are made from.
        let together = 2 * width(tastes.min(MOST)).pow(2);
        people
            .saturating_mul(tastes * (tastes + 9) + 3)
            .saturating_add(together)
            .saturating_add(draws)
            .saturating_add(own)
            .saturating_mul(self.chains as usize)
    }

    /// Returns how many draws of everybody's own tastes each chain keeps.
    #[must_use]
    pub fn own_each(&self) -> u32 {
        self.own.div_ceil(self.chains.max(1)).min(self.draws)
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
    /// What a simpler model expects of later tasks has the wrong length.
    #[error("what is expected of later tasks must hold {want} values, one for each task and feature, got {got}")]
    Expected {
        /// How many there should be.
        want: usize,
        /// How many there are.
        got: usize,
    },
    /// People stand for different numbers of people.
    #[error("hierarchical Bayes takes every person for one; a mixed logit with full covariance takes weights of people")]
    Weighted,
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
    /// A covariance that was drawn has no factor.
    #[error("a covariance that was drawn cannot be told from one in which tastes go together entirely; leave an attribute out")]
    Entire,
    /// No worker threads.
    #[error(transparent)]
    Threads(#[from] ThreadError),
}

/// Checks everything that can be wrong, and returns the sign of each exponential, or 0.
pub(super) fn check(
    data: &ChoiceData<'_>,
    tastes: &[(String, Distribution)],
    settings: &Settings,
    later: Option<&Later<'_>>,
) -> Result<Vec<f64>, BayesError> {
    let size = data.features();
    if tastes.len() != size {
        return Err(BayesError::Features { want: size, got: tastes.len() });
    }
    if size > MAX_TASTES {
        return Err(BayesError::Tastes { got: size });
    }
    let whole = |range: RangeInclusive<u32>| (f64::from(*range.start()), f64::from(*range.end()));
    let ranges = [
        ("the number of chains", f64::from(settings.chains), whole(CHAINS)),
        ("the rounds of warm-up", f64::from(settings.warm_up), whole(WARM_UP)),
        ("the rounds kept", f64::from(settings.draws), whole(DRAWS)),
        ("the people that the prior is worth", settings.prior.people, (1e-9, 1e9)),
        ("the prior's freedom", f64::from(settings.prior.freedom), (1.0, 1000.0)),
        ("the prior's variance", settings.prior.variance, (1e-9, 1e9)),
    ];
    if let Some((what, got, (least, most))) = ranges.into_iter().find(|(_, got, (least, most))| !(*least..=*most).contains(got)) {
        return Err(BayesError::Setting { what, least, most, got });
    }
    if (1..data.tasks()).any(|task| data.people_for(task) != data.people_for(0)) {
        return Err(BayesError::Weighted);
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
    let asked = later.map_or(0, Later::numbers).saturating_mul(settings.chains as usize);
    let got = settings.numbers(seen.len(), size).saturating_add(asked);
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
