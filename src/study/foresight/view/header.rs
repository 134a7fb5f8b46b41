//! The first screen: what hangs together and how sure that is, the main doubt, and the one thing to watch.

use crate::report::format;
use crate::report::view::{KeyFigure, Trust, ValidityLine, Verdict, VerdictKind};

use super::super::stress::title;
use super::concept;
use super::pathways;
use super::population;
use super::reading::Reading;

pub(super) fn verdict(reading: &Reading<'_>) -> Verdict {
    let findings = reading.findings;
    let many = findings.found.len();
    let word = match (findings.allowed, many) {
        (0, 1) => "one future hangs together".to_owned(),
        (0, many) => format!("{} futures hang together", format::count(many as u64)),
        _ => "no future hangs together".to_owned(),
    };
    let first = match findings.allowed {
        0 => format!("Of {} combinations, {} by the judgements as they are.", reading.combinations(), hang(many)),
        allowed => format!(
            "Of {} combinations none hangs together; {} nearest to it, with a strain of {}.",
            reading.combinations(),
            if many == 1 { "one comes".to_owned() } else { format!("{} come", format::count(many as u64)) },
            reading.many(i64::from(allowed)),
        ),
    };
    let sure = match (findings.draws, findings.found.first()) {
        (0, _) | (_, None) => " No judgement has a stated doubt, so how sure that is cannot be said.".to_owned(),
        (draws, Some(best)) => {
            let none = match findings.none {
                0.0 => String::new(),
                share => format!("; in {} of them none does", format::probability(share)),
            };
            format!(
                " With the doubts that are stated, {} does so most often: in {} of {} draws of the judgements{none}.",
                title(0),
                best.stays.map_or_else(String::new, |(share, _)| format::probability(share)),
                format::count(u64::from(draws)),
            )
        }
    };
    let (word, sentence) = match pathways::verdict(reading) {
        Some((word, sentence)) if findings.allowed == 0 && many > 1 => {
            let count = format::count(many as u64);
            (
                word,
                format!(
                    "{sentence} {count} of {} combinations of what may come do not contradict themselves, and nobody can say which of them comes.",
                    reading.combinations()
                ),
            )
        }
        Some((word, sentence)) => (word, format!("{sentence} {first}")),
        None => (word, format!("{first}{sure}")),
    };
    Verdict { kind: VerdictKind::None, word, probability: None, sentence }
}

fn hang(many: usize) -> String {
    if many == 1 { "one hangs together".to_owned() } else { format!("{} hang together", format::count(many as u64)) }
}

pub(super) fn key_figures(reading: &Reading<'_>) -> Vec<KeyFigure> {
    let (findings, spec) = (reading.findings, &reading.future.spec);
    let mut all = Vec::new();
    if let Some(decision) = &spec.decision {
        let by = decision.by.as_ref().map(|by| format!("by {}", by.value.as_str()));
        let parts: Vec<String> = decision.owner.iter().map(|owner| owner.as_str().to_owned()).chain(by).collect();
        all.push(figure("to be decided", decision.what.as_str().to_owned(), parts.join(", ")));
    }
    all.extend(pathways::key_figure(reading));
    if let Some(first) = findings.signposts.first() {
        let left = format!("once it is known, about {:.0} of the {} futures remain", first.left.max(1.0), findings.found.len());
        let watch = reading.future.drivers[first.driver].watch.as_ref().map(|watch| super::signposts::told(watch, " · "));
        let stands = super::signals::stands(reading, first.driver);
        let note = [watch, stands, Some(left)].into_iter().flatten().collect::<Vec<_>>().join(" · ");
        all.push(figure("the one thing to watch", reading.driver(first.driver).to_owned(), note));
    }
    all.extend(findings.stressed.as_ref().map(concept::key_figures).unwrap_or_default());
    // Where ways are weighed, how often a scenario hangs together decides nothing.
    if let Some(best) = findings.found.first().filter(|_| pathways::verdict(reading).is_none()) {
        let stays = reading.stays(best).map(|stays| format!("{stays} of draws of the judgements"));
        let basin = reading.basin(best).map(|share| format!("{} of combinations lead to it", format::percent(share)));
        let value = stays.or(basin.clone()).unwrap_or_else(|| "hangs together as judged".to_owned());
        let label = format!("how often {} hangs together, more often than any other; this is not its chance", title(0));
        all.push(figure(&label, value, reading.told(&best.scenario)));
    }
    all.extend(findings.lives.as_ref().and_then(population::key_figure));
    all.push(figure("the years it is about", spec.horizon.as_str().to_owned(), format!("as known on {}", spec.as_of.value.as_str())));
    all
}

fn figure(label: &str, value: String, note: String) -> KeyFigure {
    KeyFigure { label: label.to_owned(), value, note: (!note.is_empty()).then_some(note) }
}

/// The main doubt: of the decision, where ways are weighed; else of the scenarios.
pub(super) fn doubt(reading: &Reading<'_>) -> Option<String> {
    pathways::doubt(reading).or_else(|| of_scenarios(reading))
}

fn of_scenarios(reading: &Reading<'_>) -> Option<String> {
    if let Some((place, decider)) = reading.doubt() {
        let (row, column) = (decider.row, decider.column);
        return Some(format!(
            "The judgement that {} decides most: {} hangs together where it is {} on average, and not where it is {}.",
            reading.judgement(row, column),
            title(place),
            format::signed(decider.with, 1),
            format::signed(decider.without, 1),
        ));
    }
    let weakest = reading.findings.read().filter_map(|(place, standing)| Some((place, standing.weakest?))).min_by_key(|one| one.1.lead)?;
    let (place, weakest) = weakest;
    let chosen = reading.findings.found[place].scenario.variant(weakest.driver);
    let by = match weakest.lead {
        0 => "as well".to_owned(),
        lead => format!("too, for {} less", reading.many(i64::from(lead))),
    };
    Some(format!(
        "{} is weakest at {}: what speaks for “{}” speaks for “{}” {by}.",
        title(place),
        reading.driver(weakest.driver),
        reading.variant(weakest.driver, chosen),
        reading.variant(weakest.driver, weakest.other),
    ))
}

/// What each statement may be trusted for.
pub(in crate::study::foresight) fn validity(reading: &Reading<'_>) -> Vec<ValidityLine> {
    let future = reading.future;
    let line = |measure: &str, how: String| ValidityLine { measure: measure.to_owned(), trust: Trust::NotValidated, how };
    let source = future.provenance().source.map_or_else(|| "no source is stated".to_owned(), |source| format!("source: {source}"));
    let what = if future.judged() { "the judgements are somebody's" } else { "the judgements are stated" };
    let mut all = vec![line("Which scenarios hang together", format!("Every one is found, exactly; but {what} ({source})."))];
    if reading.findings.draws > 0 {
        all.push(line(
            "How often a scenario hangs together",
            "The share of draws of the stated doubts. It is not the chance that the scenario comes: no source gives one.".to_owned(),
        ));
    }
    all.push(line(
        "Signposts",
        "They tell these scenarios apart, each taken as likely as another; nobody has watched them yet.".to_owned(),
    ));
    all.extend(reading.findings.heard.iter().flat_map(super::signals::judged));
    all.extend(reading.findings.lives.as_ref().map(population::judged));
    all.extend(reading.findings.stressed.as_ref().map(concept::judged));
    all.extend(pathways::judged(reading));
    all
}
