//! The search for classes.

use super::classes::LatentFit;
use super::error::LatentError;
use super::parts::{Parts, posterior};
use crate::choice::data::{ChoiceData, DataError, StandardErrors, invert};
use crate::choice::identify::{Fault, fault, spent};
use crate::choice::logit::{LogitFit, fit_logit, task_probabilities, weighted};
use crate::choice::maximise::{Stop, maximise};
use crate::choice::panel::PanelEvaluation;
use crate::num::{exp, ln, sum};
use crate::random::{At, Purpose, Seed, Streams};

/// How classes are estimated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LatentSettings {
    /// How many classes, at least one.
    pub classes: usize,
    /// From how many places the search starts, at least one; more make it likelier that the best maximum is found.
    pub starts: usize,
    /// What the starts come from.
    pub seed: Seed,
    /// The most rounds of expectation and maximisation of a start.
    pub rounds: usize,
    /// The log-likelihood that may still be had at the end.
    pub gain: f64,
}

impl Default for LatentSettings {
    fn default() -> Self {
        Self { classes: 2, starts: 5, seed: Seed(1), rounds: 500, gain: 1e-9 }
    }
}

/// A round that gains less is the last: from there the scores lead on faster.
const LITTLE: f64 = 0.01;

/// Where the classes stand during the search.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) shares: Vec<f64>,
    pub(super) beta: Vec<f64>,
    pub(super) log_likelihood: f64,
}

/// Estimates a latent class logit; `names` are those of the features.
///
/// # Determinism
/// The starts come from the seed alone; people are added in order.
///
/// # Errors
/// [`LatentError`]; a search that did not end is never a fit.
///
/// # Source
/// Bhat (1997), "An endogenous segmentation mode choice model"; expectation and maximisation as in Train (2008), "EM algorithms for nonparametric estimation
/// of mixing distributions". The last way is gone by the scores (Berndt and others 1974), since those rounds slow down near the maximum.
pub fn fit_latent(data: &ChoiceData<'_>, names: &[&str], settings: &LatentSettings) -> Result<LatentFit, LatentError> {
    let (features, classes) = (data.features(), settings.classes);
    data.check_parameters(names.len())?;
    let people = data.people().count();
    if !(1..=people).contains(&classes) {
        return Err(LatentError::Classes { people, got: classes });
    }
    let refused = |which: Vec<usize>, why| LatentError::Features { names: which.iter().map(|&k| names[k].to_owned()).collect(), why };
    match fault(data)? {
        Some(Fault::Unidentified(which)) => {
            return Err(refused(which, "they never differ between the alternatives of a task, or add up to the same"));
        }
        Some(Fault::Separating(which)) => return Err(refused(which, "they predict choices without fail")),
        None => {}
    }
    let logit = fit_logit(data)?;
    let (mut best, mut starts) = (None::<Place>, Vec::new());
    for start in 0..settings.starts.max(1) {
        let place = climb(data, begin(&logit, settings, start), settings.rounds)?;
        starts.push(place.log_likelihood);
        if best.as_ref().is_none_or(|best| place.log_likelihood > best.log_likelihood) {
            best = Some(place);
        }
    }
    let place = best.ok_or(DataError::Empty)?;
    let odds = place.shares[1..].iter().map(|share| ln(share / place.shares[0]));
    let start: Vec<f64> = place.beta.iter().copied().chain(odds).collect();
    let stop = Stop { steps: 500, gain: settings.gain };
    let found = maximise(&start, stop, |parameters| Ok::<_, LatentError>(evaluate(data, features, parameters)))?;
    let fit = finish(data, &sorted(&found.parameters, features), starts);
    let least = fit.shares.last().copied().unwrap_or(f64::NAN) * people as f64;
    if least < 1.0 {
        return Err(LatentError::Empty { classes, people: least });
    }
    let owner = owners(data);
    for class in 0..classes {
        let weight = |task: usize| fit.membership[owner[task] * classes + class];
        let (_, here) = weighted(data, fit.class(class), weight);
        let (_, even) = weighted(data, &vec![0.0; features], weight);
        let separating = spent(&here, &even, features);
        if !separating.is_empty() {
            let names = separating.into_iter().map(|k| names[k].to_owned()).collect();
            return Err(LatentError::Separating { class: class + 1, classes, people: fit.shares[class] * people as f64, names });
        }
    }
    if !found.ended {
        return Err(LatentError::NotConverged { classes, best: Box::new(fit), gain: found.gain });
    }
    Ok(fit)
}

/// Returns a start: classes of one size, with tastes around those of all.
pub(super) fn begin(logit: &LogitFit, settings: &LatentSettings, start: usize) -> Place {
    let errors = logit.covariance.standard_errors();
    let mut draws = Streams::new(settings.seed, At::default()).draws(Purpose::Taste, start as u64, 2);
    let spread = if settings.classes == 1 { 0.0 } else { 1.0 };
    let tastes = |_| -> Vec<f64> {
        logit.beta.iter().zip(&errors).map(|(b, e)| (spread * (4.0 * e).max(0.5 * b.abs())).mul_add(draws.normal(), *b)).collect()
    };
    let beta = (0..settings.classes).flat_map(tastes).collect();
    Place { shares: vec![1.0 / settings.classes as f64; settings.classes], beta, log_likelihood: f64::NEG_INFINITY }
}

/// Climbs by rounds of placing people and estimating each class from those placed there, until a round gains little.
pub(super) fn climb(data: &ChoiceData<'_>, mut here: Place, rounds: usize) -> Result<Place, DataError> {
    let features = data.features();
    let owner = owners(data);
    let mut parts = Parts::new(data, &here.beta);
    here.log_likelihood = parts.log_likelihood(&here.shares);
    for _ in 0..rounds {
        let members: Vec<Vec<f64>> = parts.people.iter().map(|person| posterior(&here.shares, person).1).collect();
        let mut next = here.clone();
        for (class, beta) in next.beta.chunks_exact_mut(features).enumerate() {
            let placed: Vec<f64> = members.iter().zip(&parts.counts).map(|(person, count)| count * person[class]).collect();
            next.shares[class] = sum(&placed) / sum(&parts.counts);
            improve(data, beta, |task| members[owner[task]][class]);
        }
        parts = Parts::new(data, &next.beta);
        next.log_likelihood = parts.log_likelihood(&next.shares);
        let gain = next.log_likelihood - here.log_likelihood;
        here = next;
        if gain < LITTLE {
            break;
        }
    }
    Ok(here)
}

/// Returns the person, counted from 0, of each task.
fn owners(data: &ChoiceData<'_>) -> Vec<usize> {
    data.people().enumerate().flat_map(|(person, tasks)| tasks.map(move |_| person)).collect()
}

/// Makes one step of Newton's method for a class, halved until it does not fall.
fn improve(data: &ChoiceData<'_>, beta: &mut [f64], weight: impl Fn(usize) -> f64) {
    let size = beta.len();
    let (gradient, mut information) = weighted(data, beta, &weight);
    for k in 0..size {
        // A class that hardly has people is not to run away.
        information[k * size + k] = information[k * size + k].mul_add(1.0 + 1e-9, 1e-9);
    }
    let Ok(inverse) = invert(&information, size) else { return };
    let step: Vec<f64> = inverse.chunks_exact(size).map(|row| row.iter().zip(&gradient).map(|(a, g)| a * g).sum()).collect();
    let mut row = vec![0.0; data.alternatives()];
    let mut value = |beta: &[f64]| -> f64 {
        let terms: Vec<f64> =
            (0..data.tasks()).map(|task| data.whole_weight(task) * weight(task) * task_probabilities(data, task, beta, &mut row)).collect();
        sum(&terms)
    };
    let here = value(beta);
    let mut length = 1.0;
    while length > 1e-6 {
        let tried: Vec<f64> = beta.iter().zip(&step).map(|(b, s)| s.mul_add(length, *b)).collect();
        if value(&tried) >= here {
            beta.copy_from_slice(&tried);
            return;
        }
        length *= 0.5;
    }
}

/// Returns the shares that log odds against the first class stand for.
fn shares_of(odds: &[f64]) -> Vec<f64> {
    let highest = odds.iter().copied().fold(0.0, f64::max);
    let weights: Vec<f64> = std::iter::once(0.0).chain(odds.iter().copied()).map(|odds| exp(odds - highest)).collect();
    let total: f64 = weights.iter().sum();
    weights.iter().map(|weight| weight / total).collect()
}

/// How many classes a number of parameters makes: tastes for each, and odds for all but the first.
fn classes_of(parameters: usize, features: usize) -> usize {
    (parameters + 1) / (features + 1)
}

/// The log-likelihood and every person's score: tastes class by class, then the log odds of each class against the first.
pub(super) fn evaluate(data: &ChoiceData<'_>, features: usize, parameters: &[f64]) -> PanelEvaluation {
    let (beta, odds) = parameters.split_at(features * classes_of(parameters.len(), features));
    let shares = shares_of(odds);
    let parts = Parts::new(data, beta);
    let mut row = vec![0.0; data.alternatives()];
    let (mut terms, mut scores) = (Vec::new(), Vec::new());
    for ((tasks, person), count) in data.people().zip(&parts.people).zip(&parts.counts) {
        let (log, member) = posterior(&shares, person);
        terms.push(count * log);
        for (beta, member) in beta.chunks_exact(features).zip(&member) {
            let mut score = vec![0.0; features];
            for task in tasks.clone() {
                task_probabilities(data, task, beta, &mut row);
                row[data.chosen(task)] -= 1.0;
                let weight = data.weight(task);
                for (alternative, by) in row.iter().enumerate().filter(|&(alternative, _)| data.is_available(task, alternative)) {
                    for (score, x) in score.iter_mut().zip(data.features_of(task, alternative)) {
                        *score = (-by * weight).mul_add(*x, *score);
                    }
                }
            }
            scores.extend(score.iter().map(|score| count * score * member));
        }
        scores.extend(member.iter().zip(&shares).skip(1).map(|(member, share)| count * (member - share)));
    }
    let people = terms.len();
    PanelEvaluation { log_likelihood: sum(&terms), scores, people }
}

/// Puts the largest class first.
pub(super) fn sorted(parameters: &[f64], features: usize) -> Vec<f64> {
    let classes = classes_of(parameters.len(), features);
    let (beta, odds) = parameters.split_at(features * classes);
    let odds: Vec<f64> = std::iter::once(0.0).chain(odds.iter().copied()).collect();
    let mut order: Vec<usize> = (0..classes).collect();
    order.sort_by(|&a, &b| odds[b].total_cmp(&odds[a]));
    let tastes = order.iter().flat_map(|&class| beta[class * features..(class + 1) * features].iter().copied());
    tastes.chain(order[1..].iter().map(|&class| odds[class] - odds[order[0]])).collect()
}

fn finish(data: &ChoiceData<'_>, parameters: &[f64], starts: Vec<f64>) -> LatentFit {
    let features = data.features();
    let (beta, odds) = parameters.split_at(features * classes_of(parameters.len(), features));
    let evaluation = evaluate(data, features, parameters);
    let shares = shares_of(odds);
    let covariance = evaluation.bhhh_covariance().ok();
    LatentFit {
        membership: Parts::new(data, beta).people.iter().flat_map(|person| posterior(&shares, person).1).collect(),
        errors: covariance.as_ref().map(|matrix| matrix.standard_errors()[..beta.len()].to_vec()),
        odds: odds.to_vec(),
        covariance,
        shares,
        beta: beta.to_vec(),
        log_likelihood: evaluation.log_likelihood,
        parameters: parameters.len(),
        starts,
    }
}
