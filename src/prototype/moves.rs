//! The catalogue's moves, each at every touchpoint it fits.

use crate::input::{Grade, Quantity};
use crate::market::Market;
use crate::treatment::spec::EditSpec;

use super::candidate::Origin;
use super::catalogue::{Catalogue, Move, Worth, WrittenEdit};
use super::cost::{Range, Rates};
use super::touchpoint::{facts, medians};
use super::write::{Draft, GUESS, Writer};

/// Puts every move at every touchpoint that it fits.
pub(super) fn moves(market: &Market, catalogue: &Catalogue, rates: &Rates, writer: &Writer) -> Vec<Draft> {
    let values = medians(market);
    let mut drafts = Vec::new();
    for touchpoint in 0..market.touchpoints().len() {
        for one in catalogue.offered(&facts(market, &values, touchpoint)) {
            drafts.extend(draft(market, catalogue, one, touchpoint, rates, writer));
        }
    }
    drafts
}

fn draft(market: &Market, catalogue: &Catalogue, one: &Move, touchpoint: usize, rates: &Rates, writer: &Writer) -> Option<Draft> {
    let name = &market.touchpoints()[touchpoint].name;
    let written = |edit: WrittenEdit| -> Option<EditSpec> {
        match edit.worth {
            Worth::Number(quantity) => writer.number(&edit.path, edit.verb, Quantity { span: None, ..quantity }),
            Worth::Channel(channel) => writer.word(&edit.path, channel.as_str()),
        }
    };
    let edits = one.edits_at(name).into_iter().map(written).collect::<Option<Vec<EditSpec>>>()?;
    let mut sources: Vec<&str> = Vec::new();
    for source in one.numbers().filter_map(|number| number.source.as_deref()) {
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    // One key for each pair that cannot go together at this touchpoint.
    let clashing = catalogue.moves().iter().filter(|other| other.id != one.id && catalogue.clash(&one.id, &other.id));
    let excludes = clashing.map(|other| {
        let (first, second) = if one.id < other.id { (&one.id, &other.id) } else { (&other.id, &one.id) };
        format!("{name}: {first} or {second}")
    });
    Some(Draft {
        excludes: excludes.collect(),
        provided: one.provided.clone(),
        austerity: one.austerity,
        guardrail: one.guardrail.clone(),
        source: if sources.is_empty() { GUESS.to_owned() } else { sources.join("; ") },
        // Grades are listed from the best to the least: an intervention is known no better than the least known of its effects.
        grade: one.numbers().map(|number| number.grade.unwrap_or(Grade::Judgement)).max().unwrap_or(Grade::Judgement),
        ..Draft::judged(
            format!("move:{}@{name}", one.id),
            format!("{} ({name})", one.title),
            &one.how,
            Origin::Catalogue { id: one.id.clone(), touchpoint },
            edits,
            rates.work(Range::of(&one.cost.days_once.dist), Range::of(&one.cost.minutes_per_customer.dist)),
        )
    })
}
