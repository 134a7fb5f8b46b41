//! Made ratings with a known truth.

use crate::choice::ratings::{Effects, Locations, RatedItem, RatingsModel, Shape, Shifts, Thresholds};
use crate::num::{exp, ln};
use crate::random::{At, Purpose, Seed, Streams};

/// A model of so many items on a scale, two traits behind all but the last, every third item turned round.
pub(super) fn model(items: usize, categories: usize) -> RatingsModel {
    let item = |at: usize| RatedItem {
        name: format!("q{at}"),
        behind: (at + 1 < items).then_some(at % 2),
        keyed: if at % 3 == 2 { -1.0 } else { 1.0 },
        features: vec![at as f64 / 2.0, if at % 4 == 1 { 1.0 } else { 0.0 }],
    };
    RatingsModel {
        categories,
        items: (0..items).map(item).collect(),
        traits: vec!["warmth".to_owned(), "order".to_owned()],
        features: vec!["step".to_owned(), "red".to_owned()],
        demographics: vec!["age".to_owned(), "town".to_owned()],
        locations: Locations::ByItem,
        thresholds: Thresholds::Common,
        shifts: Shifts::Alike,
        effects: Effects { acquiescence: true, extremity: true },
    }
}

/// Answers and demographics of people.
pub(super) struct Made {
    pub(super) answers: Vec<u8>,
    pub(super) known: Vec<f64>,
}

impl Made {
    pub(super) fn new(model: &RatingsModel, shape: &Shape, people: usize, seed: u64, missing: f64) -> Self {
        let streams = Streams::new(Seed(seed), At::default());
        let (mut answers, mut known) = (Vec::new(), Vec::new());
        for person in 0..people {
            let mut draws = streams.draws(Purpose::Choice, person as u64, 0);
            let own: Vec<f64> = model.demographics.iter().map(|_| (4.0 * draws.uniform()).floor() / 2.0 - 0.75).collect();
            let traits: Vec<f64> = shape.traits.iter().map(|spread| spread * draws.normal()).collect();
            let (add, stretch) = (shape.acquiescence * draws.normal(), exp(shape.extremity * draws.normal()));
            let start = answers.len();
            for (at, item) in model.items.iter().enumerate() {
                let odds = draws.uniform();
                let noise = ln(odds / (1.0 - odds));
                let held = item.behind.map_or(0.0, |behind| item.keyed * traits[behind]);
                let latent = stretch * (shape.location(at, &own) + held + noise) + add;
                let answer = 1 + shape.edges(at).iter().filter(|&&edge| latent > edge).count() as u8;
                answers.push(if draws.uniform() < missing { 0 } else { answer });
            }
            if answers[start..].iter().all(|&answer| answer == 0) {
                answers[start] = 1;
            }
            known.extend(own);
        }
        Self { answers, known }
    }
}

/// Parameters that mean something for any model.
pub(super) fn truth(model: &RatingsModel) -> Vec<f64> {
    let names = model.parameters();
    let of = |(at, name): (usize, &String)| match name.as_str() {
        name if name.starts_with("location") => 0.6 - 0.35 * (at % 5) as f64,
        name if name.starts_with("shift") => 0.3 - 0.2 * (at % 4) as f64,
        name if name.starts_with("log") => 0.1 + 0.15 * (at % 3) as f64,
        "spread of acquiescence" => 0.6,
        "spread of extremity" => 0.45,
        _ => 0.9,
    };
    names.iter().enumerate().map(of).collect()
}
