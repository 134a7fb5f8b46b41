//! The first screen: which setting to take, what it changes, and what could turn that.

use crate::report::format;
use crate::report::view::{KeyFigure, Verdict, VerdictKind};
use crate::world::World;

use super::super::load::Limits;
use super::super::recommend::{best, broken};
use super::reading::{Reading, a_day, listed};

/// Agents that are named in a sentence at most.
const NAMED: usize = 3;

pub(super) fn verdict(reading: &Reading<'_>) -> Verdict {
    let Some(search) = reading.search() else {
        return Verdict {
            kind: VerdictKind::None,
            word: "no recommendation".to_owned(),
            probability: None,
            sentence: "The settings are laid side by side; no better one was looked for.".to_owned(),
        };
    };
    let chosen = &search.finalists[search.recommended];
    let moved = reading.moved(&chosen.assignment);
    let given = search.finalists.iter().find(|one| one.assignment == reading.study.as_given());
    let cheaper = given.map(|given| super::super::recommend::against(chosen, given, 1.0).cheaper);
    let broken: Vec<String> = broken(&reading.study.limits, &chosen.mean, 1.0).into_iter().map(|(name, _)| name.to_owned()).collect();
    let cheapest = best(&search.finalists, &Limits::default(), 1.0).filter(|&one| one != search.recommended);
    let (kept, instead) = match broken.as_slice() {
        [] => (String::new(), String::new()),
        broken => {
            let instead = cheapest.map(|one| format!(" Without limits the cheapest is: {}.", reading.name(&search.finalists[one])));
            (format!(" It is over in {}.", listed(broken)), instead.unwrap_or_default())
        }
    };
    let word = |word: String| if search.keeps { word } else { "no setting keeps your limits".to_owned() };
    if moved.is_empty() {
        return Verdict {
            kind: if search.keeps { VerdictKind::Go } else { VerdictKind::Stop },
            word: word("keep it as it is".to_owned()),
            probability: None,
            sentence: format!(
                "Of {} settings that were measured, none is better than the one you have.{kept}{instead}",
                format::count(search.found.candidates.len() as u64)
            ),
        };
    }
    let names: Vec<String> = moved.iter().take(NAMED).map(|&agent| reading.agent(agent).to_owned()).collect();
    let more = moved.len().saturating_sub(NAMED);
    let who = if more > 0 { format!("{} and {more} more", names.join(", ")) } else { listed(&names) };
    let sure = cheaper.map_or_else(String::new, |p| {
        format!(" It costs less than the setting you have in {} of the draws of what nobody knows.", format::probability(p))
    });
    Verdict {
        kind: if search.keeps { VerdictKind::Iterate } else { VerdictKind::Stop },
        word: word(format!("move {} of {} agents", moved.len(), reading.study.acting.len())),
        probability: None,
        sentence: format!(
            "{}: {}. That moves {who}.{kept}{sure}{instead}",
            if search.keeps { "Recommended" } else { "Nearest" },
            reading.study.counted(&chosen.assignment)
        ),
    }
}

/// The recommended setting beside the one that is there.
pub(super) fn key_figures(reading: &Reading<'_>) -> Vec<KeyFigure> {
    let arm = reading.close();
    let beside = |words: Option<String>| words.filter(|_| arm > 0).map(|words| format!("as given: {words}"));
    let figure = |label: &str, value: Option<String>, was: Option<String>| {
        value.map(|value| KeyFigure { label: label.to_owned(), value, note: beside(was) })
    };
    let minutes = |arm| reading.estimate(arm, "human:minutes").map(a_day);
    let mistakes = |arm| reading.mistakes(arm).map(|cost| format!("{} a week", reading.money(cost)));
    let escaped = |arm| reading.estimate(arm, "escaped").map(|found| format!("{} of 100", format::quantity(found, "")));
    let lead = |arm| reading.estimate(arm, "lead:mean").map(format::minutes);
    [
        figure("people's time", minutes(arm), minutes(0)),
        figure("what mistakes cost", mistakes(arm), mistakes(0)),
        figure("delivered wrong", escaped(arm), escaped(0)),
        figure("from coming in to delivered", lead(arm), lead(0)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What could turn the recommendation.
pub(super) fn objection(reading: &Reading<'_>) -> Option<String> {
    let search = reading.search()?;
    // Of the two edges the nearer one, as a ratio.
    let (low, high) = search.break_even;
    let nearer = |low: f64, high: f64| 1.0 / low < high;
    let stakes = match (low.filter(|low| *low > 0.125), high.filter(|high| *high < 8.0)) {
        (Some(low), high) if high.is_none_or(|high| nearer(low, high)) => {
            Some(format!("stakes below {} of those you stated", format::percent(low)))
        }
        (_, Some(high)) => Some(format!("stakes above {} times those you stated", format::rough(high))),
        _ => None,
    };
    let number = search.next.first().filter(|next| next.worth.gain > 0.0 && next.worth.changes > 0.0).map(|next| {
        let entry = reading.study.team.unknowns().entry(next.unknown);
        format!("where \"{}\" lies in its range", entry.label)
    });
    let parts: Vec<String> = stakes.into_iter().chain(number).collect();
    (!parts.is_empty()).then(|| format!("What would change the recommendation: {}.", listed(&parts)))
}
