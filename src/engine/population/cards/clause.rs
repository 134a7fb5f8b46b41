//! Columns of one person as clauses: predicates that follow "this person".

use crate::random::Draws;

use super::super::people::{Column, Data, Population};
use super::super::role::Role;
use super::super::spec::Say;
use super::super::words;

/// A predicate and the names of the columns it speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Clause {
    pub(super) text: String,
    pub(super) columns: Vec<String>,
}

/// Draws one of several texts, always with the same amount of randomness.
pub(super) fn pick<'a>(texts: &[&'a str], draws: &mut Draws) -> &'a str {
    let count = u32::try_from(texts.len()).expect("a list of phrases is short");
    texts[draws.below(count) as usize]
}

/// Puts everything of one kind that is known of a person in words, in file order.
///
/// Strengths (traits, pain points and abilities without words of their own) are said together, the strongest first.
pub(super) fn clauses(population: &Population, role: Role, row: usize, draws: &mut Draws) -> Vec<Clause> {
    let mut out = Vec::new();
    let mut strengths: Vec<(usize, &Column)> = Vec::new();
    for column in population.columns.iter().filter(|column| column.role == role && !column.silent) {
        if let (Some(bands), true, Data::Number(values)) = (bands(role), column.says.is_empty(), &column.data) {
            strengths.push((bands.place(values, row), column));
        } else if let Some(text) = own_words(population, column, row, draws) {
            out.push(Clause { text, columns: vec![column.name.clone()] });
        }
    }
    let Some(bands) = bands(role) else { return out };
    for place in (0..bands.phrases.len()).rev() {
        let alike: Vec<&Column> = strengths.iter().filter(|(own, _)| *own == place).map(|&(_, column)| column).collect();
        if alike.is_empty() {
            continue;
        }
        let labels: Vec<String> = alike.iter().map(|column| column.label.clone()).collect();
        let text = pick(bands.phrases[place], draws).replace("{labels}", &words::list(&labels));
        out.push(Clause { text, columns: alike.iter().map(|column| column.name.clone()).collect() });
    }
    out
}

/// Puts one column in words: those of the file, or plain ones.
fn own_words(population: &Population, column: &Column, row: usize, draws: &mut Draws) -> Option<String> {
    if let Some(say) = fitting(column, row) {
        let texts: Vec<&str> = say.text.iter().map(|text| text.as_str()).collect();
        return (!texts.is_empty()).then(|| fill(pick(&texts, draws), population, column, row));
    }
    if !column.says.is_empty() || column.role == Role::Style {
        return None;
    }
    let text = match &column.data {
        Data::Number(_) => pick(&["counts {value} for {label}", "has {value} down for {label}", "puts {label} at {value}"], draws),
        Data::Category { .. } => pick(
            &["answers “{value}” when it comes to {label}", "ticks “{value}” for {label}", "is down as “{value}” under {label}"],
            draws,
        ),
    };
    Some(fill(text, population, column, row))
}

/// Finds the first phrase whose condition the value meets.
fn fitting(column: &Column, row: usize) -> Option<&Say> {
    column.says.iter().find(|say| match &column.data {
        Data::Category { codes, labels } => say.when.as_ref().is_none_or(|when| when.as_str() == labels[usize::from(codes[row])]),
        Data::Number(values) => {
            let value = f64::from(values[row]);
            say.from.is_none_or(|from| value >= from) && say.below.is_none_or(|below| value < below)
        }
    })
}

fn fill(text: &str, population: &Population, column: &Column, row: usize) -> String {
    text.replace("{value}", &population.value_text(column, row)).replace("{label}", &column.label)
}

/// Words for strengths, the weakest first.
struct Bands {
    against: Against,
    phrases: &'static [&'static [&'static str]],
}

/// What a strength is held against.
#[derive(PartialEq, Eq)]
enum Against {
    /// The other people: a fifth of them in each band.
    Others,
    /// The scale from 0 to 1.
    Scale,
}

impl Bands {
    fn place(&self, values: &[f32], row: usize) -> usize {
        let level = match self.against {
            Against::Others => rank(values, row),
            Against::Scale => f64::from(values[row]),
        };
        let bands = self.phrases.len();
        ((level.max(0.0) * bands as f64) as usize).min(bands - 1)
    }
}

fn bands(role: Role) -> Option<Bands> {
    match role {
        Role::Trait => Some(Bands { against: Against::Others, phrases: &TRAITS }),
        Role::Ability => Some(Bands { against: Against::Others, phrases: &ABILITIES }),
        Role::PainPoint => Some(Bands { against: Against::Scale, phrases: &PAINS }),
        Role::Demographic | Role::Behaviour | Role::Situation | Role::Style => None,
    }
}

const PAINS: [&[&str]; 5] = [
    &["shrugs off {labels}", "loses no sleep over {labels}", "is hardly troubled by {labels}"],
    &["is a little troubled by {labels}", "feels {labels} now and then", "takes {labels} lightly"],
    &["is troubled by {labels}", "feels {labels} plainly", "has some trouble with {labels}"],
    &["is much troubled by {labels}", "feels {labels} keenly", "is worn down by {labels}"],
    &["suffers badly from {labels}", "is hurt most of all by {labels}"],
];

const TRAITS: [&[&str]; 5] = [
    &["sets far less store by {labels} than most people here", "cares very little for {labels}, next to the others"],
    &["sets less store by {labels} than most people here", "cares rather less for {labels} than the others do"],
    &["is close to the average of people here on {labels}", "gives {labels} about the usual weight"],
    &["leans more on {labels} than most people here", "cares rather more for {labels} than the others do"],
    &["sets far more store by {labels} than most people here", "stands out among people here for {labels}"],
];

const ABILITIES: [&[&str]; 5] = [
    &["has far less {labels} than most people here", "is among those with the least {labels}"],
    &["has less {labels} than most people here", "is a little short of {labels}, next to the others"],
    &["has about as much {labels} as people here do", "is in the middle of the field on {labels}"],
    &["has more {labels} than most people here", "has {labels} to spare, next to the others"],
    &["has far more {labels} than most people here", "is among those with the most {labels}"],
];

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
