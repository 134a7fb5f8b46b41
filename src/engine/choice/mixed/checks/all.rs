//! All of the figures.

use super::electricity::{self, ELECTRICITY_FEATURES, ElectricityData, ElectricityTask};
use super::{full, held_out, swissmetro};
use crate::choice::checks::{SwissmetroData, SwissmetroTask};
use crate::stats::check::{Check, Expect};

/// Why a figure could not be computed.
pub(super) type Why = Box<dyn std::error::Error>;

/// The figures of one survey and source.
pub(super) struct Figures {
    survey: &'static str,
    source: &'static str,
    checks: Vec<Check>,
}

impl Figures {
    pub(super) fn new(survey: &'static str, source: &'static str) -> Self {
        Self { survey, source, checks: Vec::new() }
    }

    /// Adds a figure.
    pub(super) fn add(&mut self, name: &str, figure: Expect, got: f64) {
        self.checks.push(Check::attempt(format!("{} {name}", self.survey), self.source, figure, Ok::<_, Why>(got)));
    }

    /// Returns the figures, and one more that fails if there was a fault on the way.
    fn end(mut self, outcome: Result<(), Why>) -> Vec<Check> {
        if let Err(why) = outcome {
            self.add(&format!("figures end here: {why}"), Expect { value: 0.0, within: 0.0 }, f64::NAN);
        }
        self.checks
    }
}

/// Recomputes the published figures.
pub fn checks(electricity: &[ElectricityTask], swissmetro: &[SwissmetroTask], threads: usize) -> Vec<Check> {
    let (electricity, swissmetro) = (ElectricityData::new(electricity), SwissmetroData::new(swissmetro));
    let mut all = Vec::new();
    let mut figures = Figures::new("Electricity", electricity::SOURCE);
    let outcome = electricity::add(&mut figures, &electricity, threads).and_then(|()| full::add(&mut figures, &electricity, threads));
    all.extend(figures.end(outcome));
    let mut figures = Figures::new("Swissmetro", swissmetro::SOURCE);
    let outcome = swissmetro::add(&mut figures, &swissmetro, threads);
    all.extend(figures.end(outcome));
    for (survey, data, null, rows, bayes) in [
        ("Electricity", electricity.panel(), (0.271, 0.251), held_out::ELECTRICITY, Some(held_out::BAYES)),
        ("Swissmetro", swissmetro.panel(), (0.604, 0.397), held_out::SWISSMETRO, None),
    ] {
        let mut figures = Figures::new(survey, held_out::SOURCE);
        let outcome = data.map_err(Why::from).and_then(|data| {
            held_out::add_null(&mut figures, &data, null.0, null.1);
            held_out::add(&mut figures, &data, &rows, bayes, threads)
        });
        all.extend(figures.end(outcome));
    }
    let mut figures = Figures::new("Electricity", held_out::PUBLISHED);
    let outcome = electricity.panel().map_err(Why::from);
    let outcome = outcome.and_then(|data| held_out::add_published(&mut figures, &data, &ELECTRICITY_FEATURES, threads));
    all.extend(figures.end(outcome));
    all
}
