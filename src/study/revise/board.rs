//! The concept board of a study: its own words and numbers, and what somebody measured.

use crate::input::Quantity;
use crate::market::spec::{AlternativeSpec, AttributeValue, ConceptSpec};
use crate::market::{Attribute, Market};
use crate::report::format;
use crate::report::sheet::{BoardView, Change, ClaimLine, Feature, Was};
use crate::report::view::{Estimate, KeyFigure};
use crate::world::World;

use super::check::Told;
use super::number::{short, spoken};
use super::rewrite::Revised;

/// The most changes that are listed; more are counted.
const CHANGES: usize = 5;

/// What was measured of a concept, as its board shows it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BoardFigures {
    /// Which draft it is: "version 2"; empty where there is only one.
    pub version: String,
    /// The verdict and the figures that carry it.
    pub found: Vec<KeyFigure>,
    /// How sure that is, in a sentence or two.
    pub sure: String,
    /// The kinds of people it speaks to most, with the share of them who would choose it.
    pub drawn: Vec<(String, Estimate)>,
}

/// Fills the concept board of a study. `before` is the study before the changes; `market` is that of `now`.
///
/// An attribute stands under what people get where it is better than the reference's at the typical taste, and under what the concept
/// asks of them where it is worse.
#[must_use]
pub fn board(now: &Told, before: Option<&Told>, market: &Market, changes: &[Revised], figures: &BoardFigures) -> BoardView {
    let concept = &now.concept;
    let was = before.map(|told| &told.concept);
    let description = concept.description.as_ref().map_or("", |text| text.as_str());
    let (promise, more) = first_sentence(description);
    let reference = now.alternatives.iter().find(|one| one.reference);
    let (mut gives, mut asks) = (Vec::new(), Vec::new());
    for attribute in market.attributes().iter().filter(|attribute| attribute.key != "price") {
        if let Some((feature, better)) = feature(attribute, concept, was, reference, market) {
            if better { gives.push(feature) } else { asks.push(feature) }
        }
    }
    let believed = |concept: &ConceptSpec, claim: usize| concept.claims.get(claim).map(|claim| percent(&claim.believed_by));
    let claims = concept.claims.iter().enumerate().map(|(index, claim)| {
        let was = was.and_then(|was| believed(was, index));
        let is = Was::new(percent(&claim.believed_by), was);
        ClaimLine { text: claim.text.as_str().to_owned(), believed: is.before.is_some().then_some(is) }
    });
    let price = |concept: &ConceptSpec, told: &Told| concept.price.as_ref().map(|price| amount(price, &told.currency));
    BoardView {
        name: concept.name.value.as_str().to_owned(),
        version: figures.version.clone(),
        promise,
        more,
        price: price(concept, now).map(|now| Was::new(now, before.and_then(|told| price(&told.concept, told)))),
        gives,
        asks,
        claims: claims.collect(),
        people: market.people().title.clone(),
        drawn: figures.drawn.iter().map(|(who, share)| (who.clone(), format!("{} would choose it", format::share(*share)))).collect(),
        found: figures.found.clone(),
        sure: figures.sure.clone(),
        changes: listed(changes, now, before, market),
    }
}

/// Changes for a board, those made for one reason together. Those of the journey are counted, for they stand on the journey map.
fn listed(changes: &[Revised], now: &Told, before: Option<&Told>, market: &Market) -> Vec<Change> {
    let (journey, own): (Vec<&Revised>, Vec<&Revised>) = changes.iter().partition(|line| line.path.starts_with("journey."));
    let mut all: Vec<Change> = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    for line in own {
        // What was changed twice is told once, from the first draft to the last.
        let what = if seen.contains(&line.path.as_str()) { None } else { Some(in_words(line, now, before, market)) };
        seen.push(&line.path);
        match (all.iter_mut().find(|change| change.why == line.reason), what) {
            (Some(change), Some(what)) => change.what = format!("{}; {what}", change.what),
            (None, Some(what)) => all.push(Change { what, why: line.reason.clone() }),
            (_, None) => {}
        }
    }
    let mut rest = Vec::new();
    if all.len() > CHANGES {
        rest.push(format!("{} more of the offer", all.len() - CHANGES));
        all.truncate(CHANGES);
    }
    if !journey.is_empty() {
        rest.push(format!("{} of the journey, on the journey map", journey.len()));
    }
    if !rest.is_empty() {
        all.push(Change { what: if all.is_empty() { "Changed" } else { "Further changes" }.to_owned(), why: rest.join("; ") });
    }
    all
}

/// One change in the words of the study, without ranges.
fn in_words(line: &Revised, now: &Told, before: Option<&Told>, market: &Market) -> String {
    let key = line.path.strip_prefix("concept.").unwrap_or_default();
    let both = |label: &str, read: &dyn Fn(&Told) -> Option<String>| {
        let from = before.and_then(read).unwrap_or_else(|| bare(&line.from));
        format!("{label}: {from} → {}", read(now).unwrap_or_else(|| bare(&line.to)))
    };
    if let Some(claim) = key.strip_prefix("claims.").and_then(|position| position.parse::<usize>().ok()?.checked_sub(1)) {
        let text = now.concept.claims.get(claim).map_or("", |claim| claim.text.as_str());
        return both(&format!("“{text}”, believed by"), &|told| {
            told.concept.claims.get(claim).map(|claim| percent(&claim.believed_by))
        });
    }
    match key {
        "price" => both("Price", &|told| told.concept.price.as_ref().map(|price| amount(price, &told.currency))),
        "awareness" => both("Know it", &|told| told.concept.awareness.as_ref().map(percent)),
        "distribution" => both("Can get it", &|told| told.concept.distribution.as_ref().map(percent)),
        _ => match market.attributes().iter().find(|attribute| attribute.key == key) {
            Some(attribute) => both(&attribute.label, &|told| told.concept.attributes.get(key).map(brief)),
            None => format!("{}: {} → {}", line.label, bare(&line.from), bare(&line.to)),
        },
    }
}

/// A number without its range.
fn bare(spoken: &str) -> String {
    spoken.split(" (").next().unwrap_or(spoken).to_owned()
}

/// The first sentence, and what follows it.
fn first_sentence(text: &str) -> (String, String) {
    let end = text.char_indices().find(|&(at, c)| {
        let rest = &text[at + c.len_utf8()..];
        matches!(c, '.' | '!' | '?') && rest.starts_with(char::is_whitespace) && rest.trim_start().starts_with(char::is_uppercase)
    });
    let (first, rest) = end.map_or((text, ""), |(at, c)| text.split_at(at + c.len_utf8()));
    (first.trim().to_owned(), rest.trim().to_owned())
}

fn percent(share: &Quantity) -> String {
    format::percent(share.dist.median())
}

fn amount(value: &AttributeValue, unit: &str) -> String {
    match value {
        AttributeValue::Number(quantity) => spoken(&quantity.dist, unit),
        AttributeValue::Level(level) => level.value.as_str().to_owned(),
        AttributeValue::People(_) => "differs from person to person".to_owned(),
        AttributeValue::Team(_) => "as the team behind it does".to_owned(),
    }
}

/// What an attribute is worth against the reference's, at the medians of everything.
fn worth(attribute: &Attribute, value: Option<&AttributeValue>, market: &Market) -> f64 {
    match value {
        None => 0.0,
        Some(AttributeValue::Level(level)) => utility(attribute, Some(level.value.as_str()), market),
        Some(AttributeValue::Number(quantity)) => utility(attribute, None, market) * quantity.dist.median(),
        Some(AttributeValue::People(formula)) => {
            let people = market.people();
            let values = formula.eval_column(people, 0..people.len()).unwrap_or_default();
            let mean = crate::num::sum(&values) / values.len().max(1) as f64;
            utility(attribute, None, market) * mean
        }
        Some(AttributeValue::Team(_)) => {
            let slot = market.unknowns().slot(&format!("concept.{}", attribute.key));
            utility(attribute, None, market) * slot.map_or(0.0, |slot| market.unknowns().entries()[slot].dist.median())
        }
    }
}

/// The typical taste for one unit of an attribute, or for one of its levels, in logits.
fn utility(attribute: &Attribute, level: Option<&str>, market: &Market) -> f64 {
    let name = level.map_or_else(|| attribute.label.clone(), |level| format!("{}: {level}", attribute.label));
    let converted = market.conversions().into_iter().find(|line| line.taste == name && line.who == "everyone");
    if let Some(line) = converted {
        return line.utility;
    }
    let path = level.map_or_else(|| format!("tastes.{}", attribute.key), |level| format!("tastes.{}.{level}", attribute.key));
    market.unknowns().slot(&path).map_or(0.0, |slot| market.unknowns().entries()[slot].dist.median())
}

/// An attribute as the board shows it, and whether it speaks for the concept; `None` where there is nothing to show.
fn feature(
    attribute: &Attribute,
    concept: &ConceptSpec,
    was: Option<&ConceptSpec>,
    reference: Option<&AlternativeSpec>,
    market: &Market,
) -> Option<(Feature, bool)> {
    let value = concept.attributes.get(&attribute.key);
    let before = was.and_then(|was| was.attributes.get(&attribute.key));
    let gain = worth(attribute, value, market) - worth(attribute, reference.and_then(|one| one.attributes.get(&attribute.key)), market);
    let nothing = |value: Option<&AttributeValue>| match value {
        None => true,
        Some(AttributeValue::Number(quantity)) => quantity.dist.is_point() && quantity.dist.median() == 0.0,
        Some(AttributeValue::Level(level)) => level.value.as_str() == "none",
        Some(AttributeValue::People(_) | AttributeValue::Team(_)) => false,
    };
    let changed = was.is_some() && value != before;
    if nothing(value) && gain == 0.0 && !changed {
        return None;
    }
    let now = value.map_or_else(|| "none".to_owned(), brief);
    let before = changed.then(|| before.map_or_else(|| "none".to_owned(), brief));
    // Something that one has or has not needs no number.
    let yes = attribute.unit.is_empty() && now == "1";
    let amount = match value {
        Some(AttributeValue::People(_) | AttributeValue::Team(_)) if !changed => None,
        _ if yes && !changed => None,
        _ => Some(Was::new(now, before)),
    };
    let because = match gain {
        gain if gain > 0.0 => attribute.because.clone(),
        gain if gain < 0.0 => attribute.against.clone(),
        _ => String::new(),
    };
    let counted = amount.is_some() && matches!(value, Some(AttributeValue::Number(_)));
    let unit = if counted { attribute.unit.clone() } else { String::new() };
    Some((Feature { label: attribute.label.clone(), amount, unit, because }, gain >= 0.0))
}

/// A value in a word or one number.
fn brief(value: &AttributeValue) -> String {
    match value {
        AttributeValue::Number(quantity) => short(quantity.dist.median()),
        other => amount(other, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_promise_is_one_sentence() {
        assert_eq!(first_sentence("Books kept. You approve."), ("Books kept.".to_owned(), "You approve.".to_owned()));
        assert_eq!(first_sentence("It costs 4.50 e.g. on Mondays"), ("It costs 4.50 e.g. on Mondays".to_owned(), String::new()));
        assert_eq!(first_sentence(""), (String::new(), String::new()));
    }

    #[test]
    fn a_range_is_left_out() {
        assert_eq!(bare("3 hours (2 to 4)"), "3 hours");
        assert_eq!(bare("49 USD a month"), "49 USD a month");
    }
}
