//! The first screen: what rises, and how far such a judgement came true.

use crate::report::format;
use crate::report::view::{KeyFigure, Verdict, VerdictKind};
use crate::signals::backtest::Lift;
use crate::study::parts::listed;

use super::super::analyse::{Findings, List};
use super::super::load::SignalsStudy;
use super::tested::times;

/// Signals that are named in a sentence.
const NAMED: usize = 5;

pub(super) fn verdict(study: &SignalsStudy, findings: &Findings) -> Verdict {
    let mut sentences = Vec::new();
    let mut count = 0;
    if let (Some(series), Some(Ok(list))) = (&study.series, &findings.terms) {
        count += list.shown.len();
        sentences.push(first("terms", list, |place| series.terms[place].name.clone()));
    }
    if let (Some(topics), Some(Ok(list))) = (&study.topics, &findings.topics) {
        count += list.shown.len();
        sentences.push(first("topics", list, |place| topics.topics[place].name(place)));
    }
    for why in [&findings.terms, &findings.topics].into_iter().flatten().filter_map(|list| list.as_ref().err()) {
        sentences.push(format!("Not scored: {why}."));
    }
    if let Some(found) = &findings.backtest {
        sentences.push(match &found.together {
            Some(lift) if found.cuts.iter().all(|cut| cut.lift.as_ref().is_some_and(Lift::holds)) => {
                format!("At earlier dates such picks took off {} as often as all candidates.", times(lift))
            }
            Some(lift) => {
                let unsure: Vec<String> =
                    found.cuts.iter().filter(|cut| !cut.lift.as_ref().is_some_and(Lift::holds)).map(|cut| cut.day.to_string()).collect();
                let some = if unsure.len() == found.cuts.len() { String::new() } else { format!(" as of {}", listed(&unsure)) };
                format!(
                    "At earlier dates {} of {} such picks took off, {} the rate of all candidates. That may be chance{some}, so nothing is claimed about what rises on.",
                    lift.hits,
                    lift.picks,
                    times(lift)
                )
            }
            None => "What came of earlier picks is not known.".to_owned(),
        });
    }
    Verdict {
        kind: VerdictKind::None,
        word: match count {
            0 => "no signals".to_owned(),
            1 => "one signal".to_owned(),
            count => format!("{count} signals"),
        },
        probability: None,
        sentence: sentences.join(" "),
    }
}

fn first(what: &str, list: &List, name: impl Fn(usize) -> String) -> String {
    let names: Vec<String> = list.shown.iter().take(NAMED).map(|&place| name(list.ranking.scored[place].term)).collect();
    let candidates = format::count(list.ranking.scored.len() as u64);
    match names.as_slice() {
        [] => format!("No {what} can be looked at."),
        [one] => format!("Of the {what} only one can be looked at: {one}."),
        names => format!("Of {candidates} {what}, these rise most: {}.", listed(names)),
    }
}

pub(super) fn key_figures(study: &SignalsStudy, findings: &Findings) -> Vec<KeyFigure> {
    let mut all = Vec::new();
    let mut figure = |label: &str, value: String, note: Option<String>| all.push(KeyFigure { label: label.to_owned(), value, note });
    if let Some(lift) = findings.backtest.as_ref().and_then(|found| found.together) {
        let plain = findings.backtest.as_ref().and_then(|found| found.naive_together);
        let may = if lift.holds() { "" } else { "may be chance; " };
        let note = plain.map(|lift| format!("{may}by plain growth: {}", times(&lift)));
        figure("how often picks took off, against all candidates", times(&lift), note);
        figure(
            "picks that took off",
            format!("{} of {}", lift.hits, lift.picks),
            plain.map(|lift| format!("by plain growth: {} of {}", lift.hits, lift.picks)),
        );
    }
    all.extend(super::record::key_figure(study, findings));
    let mut figure = |label: &str, value: String, note: Option<String>| all.push(KeyFigure { label: label.to_owned(), value, note });
    if let Some(Ok(list)) = &findings.terms {
        let note = format!("of {} in the list", format::count(list.ranking.terms as u64));
        figure("terms looked at", format::count(list.ranking.scored.len() as u64), Some(note));
    }
    if !study.documents.is_empty() {
        let copies = study.documents.len() - study.merged.len();
        let note = format!("{} more are copies", format::count(copies as u64));
        figure("documents", format::count(study.merged.len() as u64), Some(note));
    }
    figure("looked from", study.as_of.to_string(), Some("nothing later was seen".to_owned()));
    all
}

pub(super) fn objection(study: &SignalsStudy, findings: &Findings) -> Option<String> {
    if let Some(series) = &study.spec.series {
        return Some(format!("How it was counted: {}", series.bias.as_str()));
    }
    let invented = study.spec.documents.iter().any(|group| group.invented);
    invented
        .then(|| "Some of the documents were made up: nothing here says anything about the world.".to_owned())
        .or_else(|| findings.topics.as_ref().map(|_| "Which files were at hand decides what can rise in them.".to_owned()))
}
