//! The first screen: verdict, the figures that carry it, what is validated, the strongest objection.

use crate::market::Kind;
use crate::report::format;
use crate::report::view::{KeyFigure, ValidityLine, Verdict, VerdictKind};
use crate::study::trust::{trust_in_prices, validity_of};
use crate::world::World;

use super::super::decide::Outlook;
use super::reading::{Reading, amount};

/// The verdict with its probability and one sentence.
pub(super) fn verdict(reading: &Reading<'_>) -> Verdict {
    let judged = reading.findings.judged;
    let decision = &reading.study.decision;
    let (kind, word) = match judged.outlook {
        Outlook::Go => (VerdictKind::Go, "go"),
        Outlook::Iterate => (VerdictKind::Iterate, "iterate"),
        Outlook::Stop => (VerdictKind::Stop, "stop"),
        Outlook::NoRule => (VerdictKind::None, "no rule stated"),
    };
    let chance = |p: Option<(f64, f64)>| p.map_or_else(String::new, |(p, _)| format::probability(p));
    let go = decision.go.as_ref().map(|ruling| ruling.rule().text().to_owned());
    let stop = decision.stop.as_ref().map(|ruling| ruling.rule().text().to_owned());
    let sentence = match judged.outlook {
        Outlook::Go => format!(
            "What you asked for happens in {} of the draws of what nobody knows; your rule to go was {}.",
            chance(judged.go),
            go.unwrap_or_default()
        ),
        Outlook::Stop => format!(
            "What you called a reason to stop happens in {} of the draws of what nobody knows; your rule to stop was {}.",
            chance(judged.stop),
            stop.unwrap_or_default()
        ),
        Outlook::Iterate => {
            let mut parts = Vec::new();
            if let Some(go) = go {
                parts.push(format!("what you asked for happens in {} of the draws, too rarely to go ({go})", chance(judged.go)));
            }
            if let Some(stop) = stop {
                parts.push(format!("your reason to stop happens in {}, too rarely to stop ({stop})", chance(judged.stop)));
            }
            format!("{}.", format::capital(&parts.join("; ")))
        }
        Outlook::NoRule => "The study states no rule, so there is no verdict; the figures below stand for themselves.".to_owned(),
    };
    if let Some(sentence) = unsettled(reading) {
        return Verdict { kind, word: word.to_owned(), probability: None, sentence };
    }
    let probability = if judged.outlook == Outlook::Stop { judged.stop } else { judged.go.or(judged.stop) };
    Verdict { kind, word: word.to_owned(), probability: probability.map(|(p, _)| p), sentence }
}

/// Why a rule that the panel meets is no go: real people's choices do not bear it out.
fn unsettled(reading: &Reading<'_>) -> Option<String> {
    let judged = reading.findings.judged;
    let (alternative, line) = judged.unsettled?;
    let corrected = reading.findings.corrected.as_ref()?;
    let name = reading.study.market.alternatives()[alternative].name.as_str();
    let (_, found) = corrected.shares.iter().find(|(other, _)| other == name)?;
    let beyond = if found.interval.contains(line) { "which does not lie clear of" } else { "which is on the wrong side of" };
    Some(format!(
        "The panel by itself says go (what you asked for happens in {} of its draws), but real people do not bear that out: corrected by the choices of {} \
         of them, {} would choose {name}, {beyond} your line of {}.",
        judged.go.map_or_else(String::new, |(p, _)| format::probability(p)),
        format::count(corrected.people as u64),
        super::rectify::corrected(found),
        format::percent_to(line, i32::from((1000.0 * line).round() % 10.0 != 0.0)),
    ))
}

/// The figures that carry the verdict.
pub(super) fn key_figures(reading: &Reading<'_>) -> Vec<KeyFigure> {
    let mut figures = Vec::new();
    let mut push = |label: String, kind: Kind, note: Option<String>| {
        if let Some(estimate) = reading.estimate(kind) {
            figures.push(KeyFigure { label, value: reading.words(kind, estimate), note });
        }
    };
    let against = reading.study.market.reference().and_then(|reference| {
        let estimate = reading.estimate(Kind::Share { arm: 0, alternative: reference, segment: None })?;
        Some(format!("{}: {}", reading.reference()?, format::share(estimate)))
    });
    push(format!("would choose {}", reading.concept()), Kind::Share { arm: 0, alternative: 0, segment: None }, against);
    if let Some(question) = reading.study.market.questions().iter().position(|question| question.name == "purchase intent") {
        let against = reading
            .estimate(Kind::ReferenceTopTwoBox { question })
            .and_then(|estimate| Some(format!("{}: {}", reading.reference()?, format::share(estimate))));
        push("say they probably or definitely would".to_owned(), Kind::TopTwoBox { question, segment: None }, against);
    }
    let edge = [Kind::BestProfitPrice, Kind::BestRevenuePrice]
        .into_iter()
        .find_map(|kind| reading.estimate(kind))
        .is_some_and(|best| reading.at_edge(best));
    let note = if edge {
        "its range reaches the end of the prices tested".to_owned()
    } else {
        format!("demand by price: {}", trust_in_prices(reading.study).words())
    };
    if reading.figures.index(Kind::BestProfitPrice).is_some() {
        push("price with the highest profit".to_owned(), Kind::BestProfitPrice, Some(note));
    } else {
        push("price with the highest revenue".to_owned(), Kind::BestRevenuePrice, Some(note));
    }
    push("get through the whole journey".to_owned(), Kind::Completion { at: None }, None);
    figures.truncate(4);
    // What real people say comes first.
    if let Some(corrected) = super::rectify::key_figure(reading) {
        figures.insert(0, corrected);
    }
    figures
}

/// What each measure may be trusted for.
pub(super) fn validity(reading: &Reading<'_>) -> Vec<ValidityLine> {
    let corrected = reading.findings.corrected.as_ref().and_then(super::rectify::judged);
    corrected.into_iter().chain(validity_of(reading.study, &reading.findings.transfer)).collect()
}

/// The assumption that could undo the verdict first, or that moves the leading figure most.
pub(super) fn objection(reading: &Reading<'_>) -> Option<String> {
    let swings = reading.findings.swings.as_ref()?;
    let widest = swings.swings.first()?;
    let leading = reading.leading_name();
    if let Some(threshold) = reading.study.decision.threshold
        && let Some((swing, flip)) = swings.swings.iter().find_map(|swing| Some((swing, swing.flip(threshold)?)))
    {
        let entry = reading.study.market.unknowns().entry(swing.unknown);
        return Some(format!(
            "{} alone can: at {} the {leading} crosses your line, and it may lie anywhere from {} to {}.",
            entry.label,
            amount(flip, &entry.unit),
            amount(swing.points[0].0, &entry.unit),
            amount(swing.points[swing.points.len() - 1].0, &entry.unit),
        ));
    }
    let entry = reading.study.market.unknowns().entry(widest.unknown);
    Some(format!(
        "No single assumption does. {} moves the {leading} most: by {} over its stated range, all else in the middle.",
        entry.label,
        reading.leading_difference(widest.width().abs())
    ))
}
