//! Shares corrected by a few people whose real choices are known.
//!
//! The market says of each of them what they choose, and of all people who are meant; what it gets wrong on the few is taken off its answer for all.
//! The result holds whatever the market is worth, if those few were taken by chance from the people who are meant.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use crate::input::{Cx, Expr};
use crate::market::Market;
use crate::montecarlo::RunnerError;
use crate::population::Population;
use crate::random::Seed;
use crate::stats::interval::Level;
use crate::stats::rectify::{FEWEST, Panel, Rectified, Sample, rectify_share};
use crate::study::fit::Woven;

use super::analyse::Options;
use super::spec::{RealSpec, StudySpec};
use super::study::people;
use super::transfer::{alike, predicted, real_choices, unseen};

/// Most people whose choices are known.
const MOST: usize = 60_000;

/// A checked sample of people whose choices are known.
#[derive(Debug)]
pub struct RealPlan {
    who: String,
    /// The market of these people, each a group of their own; nothing where tastes differ by segment, so that the market answers for segments.
    market: Option<Market>,
    /// Rows of each person, and what was chosen in them, `[person][alternative]`.
    rows: Vec<f64>,
    chosen: Vec<Vec<f64>>,
    /// Rows of each person in each of the study's segments.
    segments: Vec<Vec<f64>>,
}

/// Shares that were corrected.
#[derive(Debug, Clone, PartialEq)]
pub struct Corrected {
    /// Who the people are.
    pub who: String,
    /// How many.
    pub people: usize,
    /// Whether the market answered for each of them, rather than for their segment.
    pub each: bool,
    /// By alternative: its name and its share.
    pub shares: Vec<(String, Rectified)>,
}

/// Checks the sample against the study.
pub(super) fn plan(
    spec: &StudySpec,
    real: &RealSpec,
    market: &Market,
    fitted: Option<&Woven>,
    seed: Seed,
    cx: &mut Cx,
) -> Option<RealPlan> {
    let others = people(&real.people, seed, None, cx)?;
    // Whoever the fit had is met too well by the panel: what it gets wrong on them says nothing of anybody else.
    if let Some(held_out) = fitted.and_then(|woven| woven.held_out.as_ref()) {
        let held = |people: &Population| held_out.among(&people.donor_names);
        let own = held(market.people());
        let known = own.as_deref().map(|own| (market.people(), own));
        unseen(real.people.span, &others, held(&others).as_deref(), known, "name people whom the fit did not have", cx);
        if held(&others).is_some() {
            return None;
        }
    }
    let names: Vec<&str> = market.alternatives().iter().map(|one| one.name.as_str()).collect();
    for (key, _) in real.chosen.iter() {
        if !names.contains(&key.value.as_str()) {
            cx.unknown(key.span, "alternative", key.value.as_str(), names.iter().copied());
            return None;
        }
    }
    let conditions: Vec<Option<&Expr>> = names.iter().map(|name| real.chosen.get(name)).collect();
    let chosen = real_choices(&conditions, &others, cx)?;
    let mut by_person: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (row, &person) in others.donors.iter().enumerate() {
        by_person.entry(person).or_default().push(row as u32);
    }
    if !(FEWEST..=MOST).contains(&by_person.len()) {
        cx.error(real.people.span, "the people whose choices are known are too few, or too many, to correct anything by")
            .got(by_person.len())
            .allowed(format!("{FEWEST} to {MOST} people"));
        return None;
    }
    let known = &market.people().segments;
    let of_study: Vec<Option<usize>> = others.segments.iter().map(|name| known.iter().position(|other| other == name)).collect();
    let by_segment = spec.tastes.by_segment.iter().next().is_some();
    if by_segment && let Some(missing) = of_study.iter().position(Option::is_none) {
        let names: Vec<&str> = known.iter().map(String::as_str).collect();
        cx.unknown(real.people.span, "segment", &others.segments[missing], names);
        return None;
    }
    let mut segments = vec![vec![0.0; known.len()]; by_person.len()];
    for (person, rows) in by_person.values().enumerate() {
        for &row in rows {
            if let Some(segment) = of_study[usize::from(others.segment[row as usize])] {
                segments[person][segment] += 1.0;
            }
        }
    }
    let own = if by_segment {
        None
    } else {
        let (mut order, mut code) = (Vec::with_capacity(others.len()), Vec::with_capacity(others.len()));
        for (index, rows) in by_person.values().enumerate() {
            order.extend_from_slice(rows);
            code.extend(std::iter::repeat_n(index as u16, rows.len()));
        }
        let labels = (0..by_person.len()).map(|index| format!("person {index}")).collect();
        // What does not fit these people is said of them, not of the study that fits its own.
        let mut apart = Cx::new();
        let own = alike(spec, market, others.regrouped(&order, code, labels), &mut apart);
        let failed = own.is_none() || apart.errors() > 0;
        if let Err(problems) = apart.finish(own.as_ref().filter(|_| !failed).map(|_| ())) {
            let problem = cx.error(real.people.span, "the study cannot be put before the people whose choices are known");
            if let Some(first) = problems.list().first() {
                problem.got(first.what());
            }
            problem.help("each alternative must be open to some of them, and they need the columns of the study's people");
            return None;
        }
        own
    };
    let sum = |rows: &[u32], alternative: usize| rows.iter().map(|&row| chosen[row as usize][alternative]).sum::<f64>();
    Some(RealPlan {
        who: real.who.as_str().to_owned(),
        market: own,
        rows: by_person.values().map(|rows| rows.len() as f64).collect(),
        chosen: by_person.values().map(|rows| (0..names.len()).map(|alternative| sum(rows, alternative)).collect()).collect(),
        segments,
    })
}

/// Corrects the share of every alternative.
///
/// # Errors
/// [`RunnerError`] when no thread starts.
///
/// # Determinism
/// Depends on the study, the sample and the seed. Both markets are read at the middle of every uncertain input, on the same streams.
pub(super) fn run(plan: &RealPlan, market: &Market, options: &Options, interrupt: &AtomicBool) -> Result<Corrected, RunnerError> {
    let whole = predicted(market, options, interrupt)?;
    let own = plan.market.as_ref().map(|own| predicted(own, options, interrupt)).transpose()?;
    // Rows and copies of one respondent are one person. A panel made from margins alone stands for just those margins.
    let people = if market.people().has_respondents() { f64::from(market.people().donor_count) } else { f64::INFINITY };
    let mut shares = Vec::new();
    for (alternative, one) in market.alternatives().iter().enumerate() {
        let answers: Vec<f64> = plan.chosen.iter().zip(&plan.rows).map(|(chosen, rows)| chosen[alternative] / rows).collect();
        let said = |person: usize| match &own {
            Some(own) => own.by_segment[person][alternative],
            None => {
                let parts = plan.segments[person].iter().zip(&whole.by_segment).filter(|(rows, _)| **rows > 0.0);
                parts.map(|(rows, shares)| rows * shares[alternative]).sum::<f64>() / plan.rows[person]
            }
        };
        let predictions: Vec<f64> = (0..answers.len()).map(said).collect();
        let mean = predictions.iter().sum::<f64>() / predictions.len() as f64;
        // The panel's people differ as the sample's do; with so many of them that hardly matters.
        let variance = predictions.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (predictions.len() - 1) as f64;
        let panel = Panel { mean: whole.overall[alternative], variance, people };
        let sample = Sample { answers: &answers, predictions: &predictions, weights: Some(&plan.rows) };
        // A share without a base has nothing to correct.
        if let Ok(found) = rectify_share(sample, panel, Level::P95) {
            shares.push((one.name.clone(), found));
        }
    }
    Ok(Corrected { who: plan.who.clone(), people: plan.rows.len(), each: own.is_some(), shares })
}
