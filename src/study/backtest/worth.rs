//! Whether what people would pay lies where the fit to other people says.

use crate::choice::mixed::{Effort, Fit, FitError, MixedError, Model, Panel, Points, Settings, fit, fit_from};
use crate::choice::{ChoiceData, Split, fault};
use crate::measure::forecast::{Line, Scored};
use crate::random::Seed;
use crate::stats::interval::{Level, wilson};
use crate::stats::quantile;
use crate::study::fit::{FitStudy, Kind, Money, draws};

use super::analyse::{Held, Tested};
use super::predict::{Demographics, Options, rows};

/// The share of comparisons that is right.
const NOMINAL: f64 = 0.95;

/// Compares, fold by fold and attribute by attribute, what a typical person would pay by the fit to the others and by a fit of the people left out: whether
/// their difference, with both fits' errors, could be none. No line where there is no price, the model has no one set of estimates, or no fold could be fitted.
///
/// # Source
/// Intervals are read from draws of both estimates (Krinsky and Robb 1986); the interval of the share is Wilson's, with a fold for a trial: what its
/// attributes are worth comes from the same people and the same taste for the price.
pub(super) fn coverage(
    study: &FitStudy,
    splits: &[Split],
    found: &[Option<Vec<f64>>],
    demographics: &Demographics<'_>,
    options: &Options,
) -> Option<Line> {
    let money = Money::of(study)?;
    let model = Model::new(&study.specification).ok()?;
    let (mut inside, mut pairs, mut folds) = (0usize, 0usize, 0usize);
    for (fold, (split, start)) in splits.iter().zip(found).enumerate() {
        let start = start.as_ref()?;
        let (known, held) = (split.known.data(), split.held.data());
        let fits = [&known, &held].map(|data| fitted(study, &model, data, start, demographics, options).ok());
        let [Some(known), Some(held)] = fits else { continue };
        let drawn = |fit: &Fit, side: u64| {
            let covariance = fit.robust_covariance.as_deref();
            draws(fit.parameters(), covariance, Seed(options.seed.0.wrapping_add(1 + 2 * fold as u64 + side)))
        };
        let (promised, real) = (drawn(&known, 0), drawn(&held, 1));
        let before = pairs;
        for attribute in money.others() {
            let gap = |(one, other): (&Vec<f64>, &Vec<f64>)| money.amount(&model, other, attribute) - money.amount(&model, one, attribute);
            let mut gaps: Vec<f64> = promised.iter().zip(&real).map(gap).filter(|gap| gap.is_finite()).collect();
            if gaps.is_empty() {
                continue;
            }
            gaps.sort_by(f64::total_cmp);
            let tail = 0.5 * (1.0 - NOMINAL);
            pairs += 1;
            inside += usize::from(quantile(&gaps, tail) <= 0.0 && quantile(&gaps, 1.0 - tail) >= 0.0);
        }
        folds += usize::from(pairs > before);
    }
    let value = inside as f64 / pairs as f64;
    let interval = wilson(value * folds as f64, folds as f64, Level::P95).ok()?;
    Some(Line {
        scored: Scored::WorthCoverage,
        value,
        interval,
        null: f64::NAN,
        null_name: "",
        ceiling: NOMINAL,
        ceiling_name: "exactly right",
    })
}

/// Why nothing is said of what people would pay, where the file names a price and people never seen are tested.
pub(super) fn untested(study: &FitStudy, tested: &[Tested]) -> Option<String> {
    Money::of(study)?;
    let people = tested.iter().find(|tested| tested.held == Held::People)?;
    if people.card.lines.iter().any(|line| line.scored == Scored::WorthCoverage) {
        return None;
    }
    let why = match study.spec.model.kind.value {
        Kind::LatentClasses | Kind::HierarchicalBayes => "there is no one set of estimates to hold against a fit of the people left out",
        _ => "no fold of people could be fitted by itself",
    };
    Some(format!("What people would pay: {why}."))
}

/// Fits the model to one side of a fold, with robust errors.
fn fitted(
    study: &FitStudy,
    model: &Model,
    data: &ChoiceData<'_>,
    start: &[f64],
    demographics: &Demographics<'_>,
    options: &Options,
) -> Result<Fit, FitError> {
    let panel = Panel::new(model, data, &rows(data, demographics))?;
    let settings = study.settings(Effort { threads: options.threads, ..Effort::default() });
    if model.variates().is_empty() {
        return fit(model, &panel, &Settings { points: Points::Halton { start: 1 }, draws: 1, ..settings });
    }
    if fault(data).map_err(MixedError::from)?.is_some() {
        return fit(model, &panel, &settings);
    }
    fit_from(model, &panel, &settings, &[start.to_vec()])
}
