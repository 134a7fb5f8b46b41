//! One column of one person as a clause: a predicate that follows "this person".

use crate::random::Draws;

use super::super::people::{Column, Data, Population};
use super::super::role::Role;
use super::super::spec::Say;

/// Draws one of several texts, always with one word of randomness.
pub(super) fn pick<'a>(texts: &[&'a str], draws: &mut Draws) -> &'a str {
    let count = u32::try_from(texts.len()).expect("a list of phrases is short");
    texts[draws.below(count.max(1)) as usize]
}

/// Puts one column of one person in words; `None` where the column has no place in a story.
pub(super) fn clause(population: &Population, column: &Column, row: usize, draws: &mut Draws) -> Option<String> {
    if column.silent {
        return None;
    }
    if let Some(say) = fitting(column, row) {
        let texts: Vec<&str> = say.text.iter().map(|text| text.as_str()).collect();
        return (!texts.is_empty()).then(|| fill(pick(&texts, draws), population, column, row));
    }
    if !column.says.is_empty() || column.role == Role::Style {
        return None;
    }
    let text = match (&column.data, column.role) {
        (Data::Number(values), Role::PainPoint) => pain(f64::from(values[row]), draws),
        (Data::Number(values), Role::Trait) => compared(rank(values, row), &TRAITS, draws),
        (Data::Number(values), Role::Ability) => compared(rank(values, row), &ABILITIES, draws),
        (Data::Number(_), _) => {
            pick(&["counts {value} for {label}", "has {value} down for {label}", "puts {label} at {value}"], draws)
        }
        (Data::Category { .. }, _) => pick(
            &[
                "answers “{value}” when it comes to {label}",
                "ticks “{value}” for {label}",
                "is down as “{value}” under {label}",
            ],
            draws,
        ),
    };
    Some(fill(text, population, column, row))
}

/// Finds the first phrase whose condition the value meets.
fn fitting(column: &Column, row: usize) -> Option<&Say> {
    column.says.iter().find(|say| match &column.data {
        Data::Category { codes, labels } => {
            say.when.as_ref().is_none_or(|when| when.as_str() == labels[usize::from(codes[row])])
        }
        Data::Number(values) => {
            let value = f64::from(values[row]);
            say.from.is_none_or(|from| value >= from) && say.below.is_none_or(|below| value < below)
        }
    })
}

fn fill(text: &str, population: &Population, column: &Column, row: usize) -> String {
    text.replace("{value}", &population.value_text(column, row)).replace("{label}", &column.label)
}

/// Phrases for a strength from 0 to 1.
fn pain(strength: f64, draws: &mut Draws) -> &'static str {
    match strength {
        s if s < 0.2 => pick(&["is hardly troubled by {label}", "shrugs off {label}", "loses no sleep over {label}"], draws),
        s if s < 0.4 => pick(&["is a little troubled by {label}", "feels {label} now and then"], draws),
        s if s < 0.6 => pick(&["is troubled by {label}", "feels {label} plainly"], draws),
        s if s < 0.8 => pick(&["is much troubled by {label}", "feels {label} keenly", "is worn down by {label}"], draws),
        _ => pick(&["suffers badly from {label}", "is hurt most severely by {label}"], draws),
    }
}

const TRAITS: [&[&str]; 5] = [
    &["sets far less store by {label} than most people here", "cares very little for {label}, next to the others"],
    &["sets less store by {label} than most people here", "cares rather less for {label} than the others do"],
    &["sets about as much store by {label} as people here do", "is in the middle of the field on {label}"],
    &["sets more store by {label} than most people here", "cares rather more for {label} than the others do"],
    &["sets far more store by {label} than most people here", "stands out for {label}"],
];

const ABILITIES: [&[&str]; 5] = [
    &["has far less {label} than most people here", "is among those with the least {label}"],
    &["has less {label} than most people here", "is a little short of {label}, next to the others"],
    &["has about as much {label} as people here do", "is in the middle of the field on {label}"],
    &["has more {label} than most people here", "has {label} to spare, next to the others"],
    &["has far more {label} than most people here", "is among those with the most {label}"],
];

fn compared(rank: f64, phrases: &[&[&'static str]; 5], draws: &mut Draws) -> &'static str {
    let fifth = ((rank * 5.0) as usize).min(4);
    pick(phrases[fifth], draws)
}

/// The mid-rank of a value among all people, from 0 to 1.
fn rank(values: &[f32], row: usize) -> f64 {
    let own = values[row];
    let (mut below, mut equal) = (0_usize, 0_usize);
    for value in values {
        below += usize::from(*value < own);
        equal += usize::from(*value == own);
    }
    (below as f64 + 0.5 * equal as f64) / values.len() as f64
}
