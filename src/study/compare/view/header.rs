//! The first screen: the verdict as it is, what does most and what hurts most.

use crate::report::format;
use crate::report::view::{KeyFigure, Verdict, VerdictKind};
use crate::study::parts::listed;

use super::super::super::validate::Outlook;
use super::super::answer::{Answer, Size};
use super::reading::Reading;

/// The question that the report answers.
pub(super) fn question(reading: &Reading<'_>) -> String {
    match reading.treatments().len() {
        1 => format!("What would {} do?", reading.quoted(1)),
        count => format!("What would each of {count} changes do, and which does most?"),
    }
}

/// The verdict of the study as it is, and what the changes make of it.
pub(super) fn verdict(reading: &Reading<'_>) -> Verdict {
    let judged = reading.findings.standings[0].judged;
    let kind = match judged.map(|judged| judged.outlook) {
        Some(Outlook::Go) => VerdictKind::Go,
        Some(Outlook::Iterate) => VerdictKind::Iterate,
        Some(Outlook::Stop) => VerdictKind::Stop,
        Some(Outlook::NoRule) | None => VerdictKind::None,
    };
    let word = match kind {
        VerdictKind::Go => "as it is: go",
        VerdictKind::Iterate => "as it is: iterate",
        VerdictKind::Stop => "as it is: stop",
        VerdictKind::None => "no verdict",
    };
    let chance = judged.and_then(|judged| if judged.outlook == Outlook::Stop { judged.stop } else { judged.go.or(judged.stop) });
    let probability = chance.map(|(p, _)| p).filter(|_| kind != VerdictKind::None);
    Verdict { kind, word: word.to_owned(), probability, sentence: format!("{}{}", sizes(reading), turns(reading)) }
}

/// How many changes matter.
fn sizes(reading: &Reading<'_>) -> String {
    let all = reading.treatments().len();
    let name = reading.weighed_name();
    let told = |count: usize, what: &str| match (count, all) {
        (0, 1) => format!("The change does not {what}"),
        (1, 1) => format!("The change does {what}"),
        (0, _) => format!("None of the {all} changes would {what}"),
        (count, _) if count == all => format!("All {all} changes would {what}"),
        (count, _) => format!("{count} of the {all} changes would {what}"),
    };
    match reading.smallest() {
        Some(smallest) => {
            let what = format!("move the {name} by more than {smallest}, the least that matters");
            format!("{}.", told(reading.count(|size| size == Size::Larger), &what))
        }
        None => {
            let what = format!("move the {name} measurably");
            format!("{}; the study does not say how large a difference must be to matter.", told(reading.count(Size::counts), &what))
        }
    }
}

/// Which changes turn the verdict.
fn turns(reading: &Reading<'_>) -> String {
    let outlook = |arm: usize| reading.findings.standings[arm].judged.map(|judged| judged.outlook);
    let Some(before) = outlook(0).filter(|before| *before != Outlook::NoRule) else { return String::new() };
    let turned: Vec<String> = reading
        .treatments()
        .filter_map(|arm| {
            outlook(arm).filter(|after| *after != before).map(|after| format!("{} makes it {}", reading.quoted(arm), after.word()))
        })
        .collect();
    match (turned.len(), reading.treatments().len()) {
        (0, 1) => " It does not turn the verdict.".to_owned(),
        (0, _) => " None of them turns the verdict.".to_owned(),
        _ => format!(" By your own rule, {}.", listed(&turned)),
    }
}

/// Where the figure stands, what does most for it and what hurts it most.
pub(super) fn key_figures(reading: &Reading<'_>) -> Vec<KeyFigure> {
    let kind = reading.comparing.weighed.kind;
    let mut figures = Vec::new();
    if let Some(level) = reading.level(0, kind) {
        let note = reading.go(0).map(|p| format!("rule to go met in {}", format::probability(p)));
        figures.push(KeyFigure { label: format!("{}, as it is", reading.weighed_name()), value: reading.level_words(kind, level), note });
    }
    let mut push = |what: &str, answer: Option<&&Answer>| {
        let Some((answer, effect)) = answer.and_then(|answer| Some((answer, answer.effect?))) else { return };
        let go = reading.go(answer.arm).map_or_else(String::new, |p| format!("; rule to go then met in {}", format::probability(p)));
        figures.push(KeyFigure {
            label: format!("{what}: {}", reading.name(answer.arm)),
            value: reading.difference(kind, &effect),
            note: Some(format!("{}{go}", answer.words())),
        });
    };
    let (best, worst) = (reading.comparing.weighed.higher_is_better(), !reading.comparing.weighed.higher_is_better());
    let (helps, hurts) = (reading.ranked(best), reading.ranked(worst));
    push("helps most", helps.first());
    push("hurts most", hurts.first());
    figures
}
