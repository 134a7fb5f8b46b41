//! One split: what is learned from one part of the choices, and what is said of the other.

use std::collections::BTreeMap;

use crate::choice::bayes::Asked as Tasks;
use crate::choice::mixed::{self, Effort, Errors, Knowledge, Leanings, Likelihood, MixedError, Model, Panel, Points};
use crate::choice::{ChoiceData, DataError, Split, constant_shares, equal_chances, fit_latent, fit_logit, logit_probabilities};
use crate::measure::forecast::ForecastError;
use crate::random::Seed;
use crate::study::fit::{Bayes, EstimateError, FitStudy, Kind};

/// Tells why a panel could not be tested.
#[derive(Debug, thiserror::Error)]
pub enum BacktestError {
    /// There is nothing to hold out.
    #[error("{0}")]
    TooFew(String),
    /// The model could not be estimated from what is learned from.
    #[error("the model could not be estimated for {what}: {why}")]
    Fit {
        /// Which test.
        what: String,
        /// What stood in the way.
        #[source]
        why: Box<EstimateError>,
    },
    /// The predictions could not be scored.
    #[error(transparent)]
    Forecast(#[from] ForecastError),
    /// The test was interrupted.
    #[error("interrupted before the scorecards were done")]
    Interrupted,
}

/// How a test is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// The seed of resamples; points and starts have theirs in the fit file.
    pub seed: Seed,
    /// Worker threads; never changes a result.
    pub threads: usize,
}

/// What is known of the people who are held out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// Their other choices.
    Known,
    /// Nothing.
    Unseen,
}

/// What was said of held-out tasks, each with a number for each task and alternative.
pub(super) struct Said {
    pub(super) panel: Vec<f64>,
    pub(super) nulls: [Vec<f64>; 3],
    /// What the panel says once it knows the answers.
    pub(super) told: Vec<f64>,
    pub(super) leanings: Leanings,
    /// What stands against all of that, in words, such as chains that do not agree.
    pub(super) doubts: Vec<String>,
    /// The estimates, where they are one set of parameters.
    pub(super) found: Option<Vec<f64>>,
}

/// Who the people are, by number.
pub(super) type Demographics<'a> = BTreeMap<u64, &'a [f64]>;

/// Predictions need no more: the estimates lie within a hundredth of a standard error of the maximum.
const GAIN: f64 = 1e-4;
/// How many times as many draws predictions take as estimates, and the most that this may lead to.
const MORE: usize = 4;
const MOST: usize = 16_384;
/// Draws of the spread of tastes out of a posterior, and draws of tastes at each, by which people never seen are predicted.
const SPREADS: usize = 16;
const EACH: usize = 256;

/// What is known of the people of some choices, person by person.
pub(super) fn rows(data: &ChoiceData<'_>, demographics: &Demographics<'_>) -> Vec<f64> {
    let people = data.people().map(|tasks| data.person(tasks.start));
    people.flat_map(|person| demographics.get(&person).copied().unwrap_or_default()).copied().collect()
}

/// The least and the largest number of draws: from the estimates of the one the way to those of the other is short.
fn ends(draws: &[usize]) -> Vec<usize> {
    let mut ends: Vec<usize> = draws.first().into_iter().chain(draws.last()).copied().collect();
    ends.dedup();
    ends
}

/// Parts of a split that are looked at on their own.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parts<'a> {
    /// Of what is learned from, the choices of the best out of all.
    pub(super) first: &'a ChoiceData<'a>,
    /// Of what is held out, the first task of each answer: what is predicted.
    pub(super) heads: &'a ChoiceData<'a>,
    /// All that is learned from or held out.
    pub(super) all: &'a ChoiceData<'a>,
}

/// Learns from the known part of a split and predicts the held one.
pub(super) fn predict(
    study: &FitStudy,
    split: &Split,
    Parts { first, heads, all }: Parts<'_>,
    asked: Asked,
    demographics: &Demographics<'_>,
    options: &Options,
) -> Result<Said, EstimateError> {
    let (known, held) = (split.known.data(), split.held.data());
    let logit = fit_logit(&known)?;
    let simple = logit_probabilities(heads, &logit.beta)?;
    let expected = expected(heads, &simple);
    let nulls = [equal_chances(heads), constant_shares(first, heads), simple];
    match study.spec.model.kind.value {
        Kind::Multinomial => {
            let panel = nulls[2].clone();
            // It has nothing to learn of a person; told the answers it is the one that fits them best.
            let told = match fit_logit(&held) {
                Ok(best) => logit_probabilities(heads, &best.beta)?,
                Err(DataError::Singular { .. } | DataError::NoMaximum { .. }) => panel.clone(),
                Err(error) => return Err(error.into()),
            };
            // Everyone takes what the third null expects: nobody leans to anything.
            let people = held.people().count();
            let none = vec![0.0; people * held.features()];
            let leanings = Leanings { sums: none.clone(), products: none };
            Ok(Said { panel, nulls, told, leanings, doubts: Vec::new(), found: Some(logit.beta) })
        }
        Kind::LatentClasses => {
            let names: Vec<&str> = study.survey.attributes.iter().map(String::as_str).collect();
            let found = fit_latent(&known, &names, &study.latent_settings())?;
            let of = (asked == Asked::Known).then_some(&known);
            Ok(Said {
                panel: found.predict(of, heads)?,
                told: found.predict(Some(if asked == Asked::Known { all } else { &held }), heads)?,
                leanings: found.leanings(of, heads, &expected)?,
                doubts: Vec::new(),
                found: None,
                nulls,
            })
        }
        Kind::Mixed => {
            let model = Model::new(&study.specification).map_err(MixedError::from)?;
            let rows = |data: &ChoiceData<'_>| rows(data, demographics);
            let effort = Effort { threads: options.threads, ..Effort::default() };
            let settings = mixed::Settings { errors: Errors::Scores, gain: GAIN, ..study.settings(effort) };
            let panel = Panel::new(&model, &known, &rows(&known))?;
            let found = mixed::ladder(&model, &panel, &settings, &ends(&study.draws()), 1.0)?.fit;
            let people = match asked {
                Asked::Known => panel,
                Asked::Unseen => Panel::new(&model, &held, &rows(&held))?,
            };
            let answered = match asked {
                Asked::Known => Panel::new(&model, all, &rows(all))?,
                Asked::Unseen => people.clone(),
            };
            // Nodes are even as they are; of draws only few fall where a person's own choices lead, so that more are worth their cost.
            let draws =
                if settings.points == Points::Trapezoid { settings.draws } else { (MORE * settings.draws).min(MOST.max(settings.draws)) };
            let knowledge = if asked == Asked::Known { Knowledge::Own } else { Knowledge::Population };
            let of = |panel| Likelihood::new(&model, panel, settings.points, draws, settings.effort);
            let likelihood = of(&people)?;
            Ok(Said {
                panel: likelihood.predict(found.parameters(), knowledge, heads)?,
                told: of(&answered)?.predict(found.parameters(), Knowledge::Own, heads)?,
                leanings: likelihood.leanings(found.parameters(), knowledge, heads, &expected)?,
                doubts: Vec::new(),
                found: Some(found.parameters().to_vec()),
                nulls,
            })
        }
        Kind::HierarchicalBayes => match asked {
            Asked::Known => {
                let found = study.bayes(&known, Some(&Tasks { tasks: *heads, expected: Some(&expected) }), options.threads)?;
                let told = study.bayes(all, Some(&Tasks { tasks: *heads, expected: None }), options.threads)?;
                let doubts = [doubt(&found, "the panel"), doubt(&told, "the panel that is told the answers")];
                let (panel, leanings) = (found.posterior.later, found.posterior.leanings);
                Ok(Said { panel, told: told.posterior.later, leanings, doubts: doubts.into_iter().flatten().collect(), nulls, found: None })
            }
            Asked::Unseen => {
                let found = study.bayes(&known, None, options.threads)?;
                unseen(&found, (&held, heads), &expected, nulls, (Points::Sobol { seed: Seed(study.spec.seed()) }, options.threads))
            }
        },
    }
}

/// Says that the chains behind someone's predictions do not agree, if so.
fn doubt(found: &Bayes, whose: &str) -> Option<String> {
    let (settled, line) = &found.settled;
    (!settled).then(|| format!("of {whose}, {line}"))
}

/// Predicts people of whom nothing is known by what a posterior says of all: over its draws of the spread of tastes, and over tastes at each of them.
///
/// # Shapes
/// What they lean to beyond `expected`, a number for each task and feature.
fn unseen(
    found: &Bayes,
    (held, heads): (&ChoiceData<'_>, &ChoiceData<'_>),
    expected: &[f64],
    nulls: [Vec<f64>; 3],
    (points, threads): (Points, usize),
) -> Result<Said, EstimateError> {
    let panel = Panel::new(&found.model, held, &[])?;
    let effort = Effort { threads, ..Effort::default() };
    let likelihood = Likelihood::new(&found.model, &panel, points, EACH, effort)?;
    let draws = found.some_draws(SPREADS);
    let count = draws.len() as f64;
    let mut out = vec![0.0; heads.tasks() * heads.alternatives()];
    let people = held.people().count() * held.features();
    let mut leanings = Leanings { sums: vec![0.0; people], products: vec![0.0; people] };
    for draw in draws {
        let lean = likelihood.leanings(draw, Knowledge::Population, heads, expected)?;
        let said = [likelihood.predict(draw, Knowledge::Population, heads)?, lean.sums, lean.products];
        for (sum, said) in [&mut out, &mut leanings.sums, &mut leanings.products].into_iter().zip(said) {
            sum.iter_mut().zip(said).for_each(|(sum, said)| *sum += said / count);
        }
    }
    let told = Likelihood::new(&found.model, &panel, points, SPREADS * EACH, effort)?;
    Ok(Said {
        panel: out,
        told: told.predict(&found.estimates, Knowledge::Own, heads)?,
        leanings,
        doubts: doubt(found, "the panel").into_iter().collect(),
        found: None,
        nulls,
    })
}

/// How much of each feature each task gives on average.
fn expected(tasks: &ChoiceData<'_>, probabilities: &[f64]) -> Vec<f64> {
    let mut out = vec![0.0f64; tasks.tasks() * tasks.features()];
    for (task, out) in out.chunks_exact_mut(tasks.features()).enumerate() {
        for alternative in (0..tasks.alternatives()).filter(|&alternative| tasks.is_available(task, alternative)) {
            let p = probabilities[task * tasks.alternatives() + alternative];
            for (out, x) in out.iter_mut().zip(tasks.features_of(task, alternative)) {
                *out = p.mul_add(*x, *out);
            }
        }
    }
    out
}
