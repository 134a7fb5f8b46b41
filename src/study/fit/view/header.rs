//! The first screen: what the fit may be used for, and what stands against it.

use crate::num::exp;
use crate::report::format;
use crate::report::view::{KeyFigure, Trust, ValidityLine, Verdict, VerdictKind};

use super::super::derive::{Ranged, Worth};
use super::super::estimate::Estimated;
use super::method::sentence;
use super::{Reading, estimate};

/// Below so many people errors that rest on how people differ are rough: the interval of a standard deviation spans a quarter of it to either side.
const FEW: usize = 30;

/// What was fitted, and whether it has settled.
pub(super) fn verdict(reading: &Reading<'_>) -> Verdict {
    let findings = reading.findings;
    let people = reading.people(findings.people);
    let held = match findings.held_out {
        0 => "Nobody was held out, so nothing here was tested on people never seen.".to_owned(),
        count => format!("{} were held out and not looked at: `foretaste backtest` tests the fit on them.", reading.people(count)),
    };
    let settled = findings.estimated.settled().map(|(settled, _)| settled);
    let is_bayes = matches!(findings.estimated, Estimated::Bayes(_));
    let draws = match (settled, is_bayes) {
        (Some(true), false) => " More draws would hardly move it.",
        (Some(false), false) => " More draws may still move it: see \"Are there draws enough?\".",
        (Some(true), true) => " The chains agree.",
        (Some(false), true) => " The chains do not agree well enough to rely on any figure here: see \"Do the chains agree?\".",
        (None, _) => "",
    };
    let few = if findings.people < FEW { " That is few: errors and intervals are rough." } else { "" };
    let sentence = format!("Tastes were fitted to {} of {people}.{few}{draws} {held}", super::method::answers(reading));
    let word = match (settled, is_bayes) {
        (Some(false), false) => "not settled",
        (Some(false), true) => "chains do not agree",
        _ => Trust::Calibrated.words(),
    };
    Verdict { kind: VerdictKind::None, word: word.to_owned(), probability: None, sentence }
}

/// The figures that carry the page.
pub(super) fn key_figures(reading: &Reading<'_>) -> Vec<KeyFigure> {
    let findings = reading.findings;
    let found = findings.estimated.log_likelihood();
    let mut figures = Vec::new();
    if let Some(derived) = reading.derived.filter(|derived| derived.is_sure()) {
        let price = reading
            .study
            .spec
            .model
            .price
            .as_ref()
            .and_then(|price| reading.study.survey.attributes.iter().position(|name| name == price.value.as_str()));
        let unit = price.and_then(|price| reading.study.spec.attributes[price].unit.as_ref()).map_or("", |unit| unit.as_str());
        let by = |one: &&Worth, other: &&Worth| one.amount.value.total_cmp(&other.amount.value);
        let note = Some("a typical person; 90 % interval over what the data leave open".to_owned());
        if let Some(best) = derived.worths.iter().max_by(by).filter(|best| best.amount.value > 0.0) {
            let label = format!("would pay for {}", super::worth::what(reading, best.attribute));
            figures.push(KeyFigure { label, value: format::quantity(estimate(best.amount), unit), note: note.clone() });
        }
        if let Some(worst) = derived.worths.iter().min_by(by).filter(|worst| worst.amount.value < 0.0) {
            let label = format!("would pay less for {}", super::worth::what(reading, worst.attribute));
            let Ranged { value, low, high } = worst.amount;
            let less = Ranged { value: -value, low: -high, high: -low };
            figures.push(KeyFigure { label, value: format::quantity(estimate(less), unit), note });
        }
    }
    figures.push(KeyFigure {
        label: "typical chance of a choice".to_owned(),
        value: format::percent_to(exp(found / findings.choices), 1),
        note: Some(format!(
            "{} by even chances; in the data that were fitted",
            format::percent_to(exp(findings.even / findings.choices), 1)
        )),
    });
    if let Estimated::Classes(classes) = &findings.estimated {
        figures.push(KeyFigure {
            label: "largest class".to_owned(),
            value: format::percent(classes.shares[0]),
            note: Some(format!("of {} classes", classes.shares.len())),
        });
    }
    figures.push(KeyFigure {
        label: "log-likelihood".to_owned(),
        value: format::number(found, 2),
        note: Some(format!(
            "{} if nobody differed, {} by even chances",
            format::number(findings.logit, 2),
            format::number(findings.even, 2)
        )),
    });
    if let Estimated::Bayes(bayes) = &findings.estimated {
        let [(_, far), (_, few)] = bayes.weakest();
        figures.push(KeyFigure {
            label: "largest split R-hat".to_owned(),
            value: format::number(far.r_hat, 3),
            note: Some(format!("every figure is worth {} independent draws or more", format::number(few.effective, 0))),
        });
    }
    figures
}

/// What may be trusted for what.
pub(super) fn validity(reading: &Reading<'_>) -> Vec<ValidityLine> {
    let people = reading.people(reading.findings.people);
    let agree = !matches!(&reading.findings.estimated, Estimated::Bayes(bayes) if !bayes.settled.0);
    vec![
        ValidityLine {
            measure: "Tastes and what they are worth".to_owned(),
            trust: if agree { Trust::Calibrated } else { Trust::NotValidated },
            how: if agree {
                format!("Fitted to the choices of {people}; not tested here on other people, products or prices.")
            } else {
                format!("The chains that were fitted to the choices of {people} do not agree; longer ones may say something else.")
            },
        },
        ValidityLine {
            measure: "What one person would do".to_owned(),
            trust: Trust::NotValidated,
            how: match &reading.findings.estimated {
                Estimated::Bayes(_) => {
                    "The personas are a population: people drawn from how tastes are spread, none of them a real respondent. The table `part_worths` holds \
                     the tastes of those who were asked; `foretaste backtest` tests them on choices they were not fitted to."
                }
                _ => "The personas are a population: people drawn from how tastes are spread, none of them a real respondent.",
            }
            .to_owned(),
        },
    ]
}

/// What could undo it.
pub(super) fn objection(reading: &Reading<'_>) -> Option<String> {
    match (&reading.findings.estimated, reading.findings.estimated.settled()) {
        (Estimated::Bayes(_), Some((false, line))) => {
            return Some(format!("{}. Give the fit file a longer warm-up and more draws under `[chains]`.", sentence(line)));
        }
        (_, Some((false, line))) => return Some(format!("There may be too few draws: {}.", line.replace(" -", " −"))),
        _ => {}
    }
    let derived = reading.derived?;
    if !derived.is_sure() {
        return Some(format!(
            "The sign of the taste for the price is not certain: in {} of what the data leave open it is the other one, so that no willingness to pay \
             has an interval.",
            format::probability(derived.unsure)
        ));
    }
    if derived.is_odd() {
        return Some(format!(
            "For {} of the people a higher price would be better by these estimates; what they would pay has no meaning. A taste for the price with one \
             sign (\"negative lognormal\") does without.",
            format::percent(derived.odd)
        ));
    }
    None
}
