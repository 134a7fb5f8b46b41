//! Answers to objections: what we control is pushed the other way.

use std::collections::BTreeMap;

use crate::input::{Grade, Quantity};
use crate::market::{Market, MarketEdit, MarketMove};
use crate::stats::dist::Dist;
use crate::treatment::{Edit, with_unit};
use crate::world::{Entry, World};

use super::candidate::{Origin, Unanswered};
use super::catalogue::Verb;
use super::cost::{Cost, Range, Rates};
use super::touchpoint::medians;
use super::write::{Draft, Writer};

/// An objection that was confirmed, as far as the prototyper must know it.
#[derive(Debug, Clone, PartialEq)]
pub struct Objected {
    /// The claim in one sentence.
    pub claim: String,
    /// What it changes.
    pub edits: Vec<MarketEdit>,
    /// What it takes from the figure that it hurts, in steps that matter; objections with the largest loss are answered first.
    pub loss: f64,
}

/// The part of the distance that an answer is hoped to win back: low, likely, high. Judgement.
const PART: (f64, f64, f64) = (0.25, 0.5, 0.75);

/// How an attacked number is answered.
struct Answer {
    title: String,
    how: &'static str,
    /// Working days, once: low, likely, high. Judgement.
    days: (f64, f64, f64),
    /// Minutes of staff for each customer. Judgement.
    minutes: f64,
}

/// The answer to an attack on an input, or why there is none.
fn answer(market: &Market, entry: &Entry) -> Result<Answer, &'static str> {
    let parts: Vec<&str> = entry.path.split('.').collect();
    let label = &entry.label;
    let made = |title: String, how: &'static str, days: (f64, f64, f64), minutes: f64| Ok(Answer { title, how, days, minutes });
    match (parts[0], parts.last().copied().unwrap_or_default()) {
        ("concept", _) if parts.get(1) == Some(&"claims") => {
            let claim = label.trim_start_matches("Share who believe ");
            made(
                format!("Prove {claim}"),
                "Show proof beside the claim, from customers or an outside tester, or give the money back where it does not hold.",
                (5.0, 15.0, 40.0),
                0.0,
            )
        }
        ("concept", "awareness") => made(
            "Tell more people about it".to_owned(),
            "Spend on the two channels through which most people heard of it; the days stand for that money too.",
            (20.0, 60.0, 200.0),
            0.0,
        ),
        ("concept", "distribution") => made(
            "Open another way to get it".to_owned(),
            "Add the place or partner that most of those name who could not get it.",
            (10.0, 40.0, 120.0),
            0.0,
        ),
        ("concept", "price") => Err("the steps of the price answer it"),
        ("concept", "constant") => Err("it is liking that nothing in the study explains, so the study does not say what would raise it"),
        ("concept", "unit_cost") => made(
            "Bring down what a unit costs us".to_owned(),
            "Negotiate the largest item again, or do without its dearest part.",
            (10.0, 30.0, 80.0),
            0.0,
        ),
        ("concept", _) => made(format!("Improve: {label}"), "Change the product itself in this one respect.", (15.0, 40.0, 100.0), 0.0),
        ("journey", key) if market.touchpoints().iter().any(|point| entry.path.starts_with(&format!("journey.{}.", point.name))) => {
            let (how, days, minutes) = match key {
                "effort" => ("Watch ten people do this step and take out what they stumble over.", (5.0, 15.0, 40.0), 0.0),
                "clarity" => ("Say what happens now and what comes next, in people's words.", (2.0, 5.0, 15.0), 0.0),
                "minutes" => ("Take out what this step does not need.", (4.0, 12.0, 30.0), 0.0),
                "wait" => ("Put people or machines where the queue stands.", (5.0, 15.0, 40.0), 1.0),
                "fails" => ("Find the three most frequent causes and close them.", (8.0, 25.0, 70.0), 0.0),
                "recovered" => ("Give those who meet the failure first the right to put it right at once.", (5.0, 15.0, 40.0), 3.0),
                _ => ("Ask those who gave up here why, and take the first reason away.", (5.0, 15.0, 40.0), 0.0),
            };
            made(format!("Win back what the objection takes: {label}"), how, days, minutes)
        }
        ("tastes", _) => Err("what people want is theirs"),
        ("alternatives" | "none", _) => Err("what others offer is theirs"),
        ("choice", _) => Err("how people choose is theirs"),
        ("model", _) => Err("it is how the model works, not what we do"),
        _ => Err("it is not ours to change"),
    }
}

/// What a change that is no number speaks of, and why there is no answer.
fn beyond(market: &Market, edit: &MarketMove) -> (String, &'static str) {
    let name = |alternative: usize| market.alternatives().get(alternative).map_or("a newcomer", |one| one.name.as_str()).to_owned();
    match edit {
        MarketMove::Enter { .. } => ("a newcomer".to_owned(), "who enters is not ours to say"),
        MarketMove::Weigh { segment, .. } => {
            (format!("how many people are like \"{}\"", market.people().segments[*segment]), "who the people are is not ours to say")
        }
        MarketMove::Trait { column, .. } => {
            (format!("people's {}", market.people().columns[*column].name.replace('_', " ")), "who the people are is not ours to say")
        }
        MarketMove::Value { alternative: 0, .. }
        | MarketMove::Constant { alternative: 0, .. }
        | MarketMove::Level { alternative: 0, .. } => {
            ("the concept itself".to_owned(), "the study does not give it as one number that could be pushed back")
        }
        MarketMove::Value { alternative, .. }
        | MarketMove::Constant { alternative, .. }
        | MarketMove::Level { alternative, .. }
        | MarketMove::Match { alternative, .. }
        | MarketMove::Remove { alternative } => (name(*alternative), "what others offer is theirs"),
        MarketMove::Drop { touchpoint } | MarketMove::Reorder { touchpoint, .. } | MarketMove::Channel { touchpoint, .. } => {
            (market.touchpoints()[*touchpoint].name.clone(), "the journey is answered by other ways through it")
        }
    }
}

/// Answers every attacked number that we control: it is pushed the other way, by part of the same distance. The largest push of each
/// number is answered.
pub(super) fn answers(market: &Market, objections: &[Objected], rates: &Rates, writer: &Writer) -> (Vec<Draft>, Vec<Unanswered>) {
    let values = medians(market);
    let entries = market.unknowns().entries();
    let mut order: Vec<usize> = (0..objections.len()).collect();
    order.sort_by(|&one, &other| objections[other].loss.total_cmp(&objections[one].loss).then(one.cmp(&other)));
    // By slot: the objection that pushes it furthest, and how far.
    let mut pushed: BTreeMap<usize, (usize, f64)> = BTreeMap::new();
    let mut unanswered: Vec<Unanswered> = Vec::new();
    let mut leave = |objection: usize, what: String, why: &str| {
        let known = unanswered.iter().any(|known: &Unanswered| known.objection == objection && known.what == what);
        if !known {
            unanswered.push(Unanswered { objection, what, why: why.to_owned() });
        }
    };
    for &objection in &order {
        for edit in &objections[objection].edits {
            match edit {
                Edit::Number(edit) => {
                    let (low, high) = entries[edit.slot].range;
                    let distance = edit.change.apply(values[edit.slot], &values).clamp(low, high) - values[edit.slot];
                    let known = pushed.entry(edit.slot).or_insert((objection, 0.0));
                    if distance.abs() > known.1.abs() {
                        *known = (objection, distance);
                    }
                }
                Edit::Structure(edit) => {
                    let (what, why) = beyond(market, edit);
                    leave(objection, what, why);
                }
            }
        }
    }
    let mut drafts = Vec::new();
    for (slot, (objection, distance)) in pushed {
        let entry = &entries[slot];
        let answer = match answer(market, entry) {
            Ok(answer) if distance != 0.0 => answer,
            Ok(_) => continue,
            Err(why) => {
                leave(objection, entry.label.clone(), why);
                continue;
            }
        };
        let back = |part: f64| -distance * part;
        let (least, most) = entry.range;
        if (values[slot] + back(PART.1)).clamp(least, most) == values[slot] {
            leave(objection, entry.label.clone(), "the study has it as good as it can be; keeping it so is no change of the concept");
            continue;
        }
        let (low, high) = (back(PART.0).min(back(PART.2)), back(PART.0).max(back(PART.2)));
        let Ok(dist) = Dist::pert(low, back(PART.1), high) else { continue };
        let source = format!("{GUESSED_PART} {}", with_unit(distance.abs(), &entry.unit));
        let amount = Quantity { dist, source: Some(source.clone()), grade: Some(Grade::Judgement), span: None };
        let Some(edit) = writer.number(&entry.path, Verb::Add, amount) else { continue };
        let days = Range { low: answer.days.0, likely: answer.days.1, high: answer.days.2 };
        let cost: Cost = rates.work(days, Range::exactly(answer.minutes));
        let origin = Origin::Answer { objection };
        let draft = Draft::judged(format!("answer:{}", entry.path), answer.title, answer.how, origin, vec![edit], cost);
        drafts.push(Draft { source, ..draft });
    }
    (drafts, unanswered)
}

/// Where the size of an answer comes from.
const GUESSED_PART: &str = "the program's own guess: a quarter to three quarters of what the objection pushes the other way,";
