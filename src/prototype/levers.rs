//! The concept's own levers: its price, and what it says of itself.

use crate::input::{Grade, Quantity};
use crate::market::Market;
use crate::stats::dist::Dist;
use crate::world::World;

use super::candidate::Origin;
use super::catalogue::Verb;
use super::cost::{Cost, Range, Rates};
use super::touchpoint::medians;
use super::write::{Draft, GUESS, Writer};

/// The steps of the price that are tried, as multiples.
const STEPS: [f64; 6] = [0.8, 0.9, 0.95, 1.05, 1.1, 1.2];

/// Steps of the price. A step costs nothing to make; what it does to the margin is measured and counted.
pub(super) fn prices(market: &Market, writer: &Writer) -> Vec<Draft> {
    if market.price_taste().is_none() {
        return Vec::new();
    }
    let step = |by: f64| {
        let edit = writer.number("concept.price", Verb::Scale, Quantity::point(by))?;
        let percent = (100.0 * (by - 1.0)).round();
        let (title, how) = if by < 1.0 {
            (format!("Lower the price by {} %", -percent), "More people take it, and each of them pays less.")
        } else {
            (format!("Raise the price by {percent} %"), "Fewer people take it, and each of them pays more.")
        };
        let draft = Draft::judged(format!("price:{percent:+}%"), title, how, Origin::Lever, vec![edit], Cost::default());
        Some(Draft { excludes: vec!["price".to_owned()], source: "a change of ours; no number is assumed".to_owned(), ..draft })
    };
    STEPS.into_iter().filter_map(step).collect()
}

/// The part of the promise that is taken back, and the part of those who doubted that then believe: low, likely, high. Judgement.
const TAKEN_BACK: f64 = 0.25;
const WON_OVER: (f64, f64, f64) = (0.15, 0.3, 0.5);

/// Working days to say a claim otherwise everywhere. Judgement.
const REWRITE: Range = Range { low: 1.0, likely: 3.0, high: 8.0 };

/// Claims said more modestly: the promise moves a quarter of the way to what people have today, and more of them believe it.
///
/// Only for claims that speak of a number, where that of the reference is known.
pub(super) fn modest(market: &Market, rates: &Rates, writer: &Writer) -> Vec<Draft> {
    let values = medians(market);
    let unknowns = market.unknowns();
    let Some(reference) = market.reference().map(|index| market.alternatives()[index].name.clone()) else { return Vec::new() };
    let one = |(claim, attribute): (usize, Option<usize>)| {
        let key = &market.attributes()[attribute?].key;
        let path = format!("concept.claims.{}", claim + 1);
        let slot = unknowns.slot(&path)?;
        let doubt = 1.0 - values[slot];
        let theirs = values[unknowns.slot(&format!("alternatives.{reference}.{key}"))?];
        let promise = match unknowns.slot(&format!("concept.{key}")) {
            Some(ours) => {
                let back = TAKEN_BACK * (theirs - values[ours]);
                (back != 0.0).then(|| writer.number(&format!("concept.{key}"), Verb::Add, Quantity::point(back)))??
            }
            // Each person's own value can be multiplied: towards a reference that has none of it.
            None if theirs == 0.0 => writer.number(&format!("concept.{key}"), Verb::Scale, Quantity::point(1.0 - TAKEN_BACK))?,
            None => return None,
        };
        let dist = Dist::pert(doubt * WON_OVER.0, doubt * WON_OVER.1, doubt * WON_OVER.2).ok()?;
        let source = "the program's own guess: 15 to 50 % of those who doubt believe a quarter less";
        let belief = Quantity { dist, source: Some(source.to_owned()), grade: Some(Grade::Judgement), span: None };
        let believed = writer.number(&path, Verb::Add, belief)?;
        let label = unknowns.entries()[slot].label.trim_start_matches("Share who believe ").to_owned();
        let draft = Draft::judged(
            format!("modest:{path}"),
            format!("Promise a quarter less: {label}"),
            "Say the figure that nearly everyone will get, not the one that most will. Fewer doubt it.",
            Origin::Lever,
            vec![promise, believed],
            rates.work(REWRITE, Range::NOTHING),
        );
        Some(Draft { excludes: vec![path], source: GUESS.to_owned(), ..draft })
    };
    market.claims().enumerate().filter_map(one).collect()
}
