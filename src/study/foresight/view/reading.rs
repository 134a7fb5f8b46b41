//! What every part of the page needs: scenarios, drivers and judgements in words.

use crate::cross_impact::{Decider, Scenario, Structure};
use crate::report::format;
use crate::report::view::Estimate;
use crate::stats::interval::Interval;

use super::super::analyse::{Findings, Standing};
use super::super::load::Future;
use super::super::stress::title;

/// Signposts whose variants name a scenario in short.
const NAMED: usize = 3;

/// A future with its findings.
pub(in crate::study::foresight) struct Reading<'a> {
    pub(in crate::study::foresight) future: &'a Future,
    pub(in crate::study::foresight) findings: &'a Findings,
}

impl<'a> Reading<'a> {
    pub(in crate::study::foresight) fn structure(&self) -> &'a Structure {
        self.future.structure()
    }

    pub(in crate::study::foresight) fn driver(&self, driver: usize) -> &'a str {
        self.structure().descriptors()[driver].name.as_str()
    }

    pub(in crate::study::foresight) fn variant(&self, driver: usize, variant: usize) -> &'a str {
        self.structure().descriptors()[driver].variants[variant].as_str()
    }

    pub(in crate::study::foresight) fn drivers(&self) -> std::ops::Range<usize> {
        0..self.structure().descriptors().len()
    }

    /// A variant by its row or column in the matrix.
    pub(in crate::study::foresight) fn at(&self, column: usize) -> &'a str {
        let (driver, variant) = self.structure().place(column);
        self.variant(driver, variant)
    }

    /// Steps of the matrix as points of the scale.
    pub(in crate::study::foresight) fn points(&self, steps: i64) -> String {
        let points = self.future.model().points(steps);
        format::number(points, if points.fract() == 0.0 { 0 } else { 1 })
    }

    /// Points with their unit: "1 point", "2 points".
    pub(in crate::study::foresight) fn many(&self, steps: i64) -> String {
        let points = self.points(steps);
        format!("{points} {}", if points == "1" { "point" } else { "points" })
    }

    /// Steps with a sign.
    pub(in crate::study::foresight) fn signed(&self, steps: i64) -> String {
        let points = self.future.model().points(steps);
        format::signed(points, if points.fract() == 0.0 { 0 } else { 1 })
    }

    /// The variants that tell a scenario from the others, in the order in which to look at them; all of them where nothing tells.
    pub(in crate::study::foresight) fn marks(&self, scenario: &Scenario) -> String {
        self.marking().into_iter().map(|driver| self.variant(driver, scenario.variant(driver))).collect::<Vec<_>>().join(", ")
    }

    /// The drivers that tell scenarios apart, in the order in which to look at them; the first few of all where nothing tells.
    fn marking(&self) -> Vec<usize> {
        let signposts = self.findings.signposts.iter().take(NAMED).map(|signpost| signpost.driver);
        if self.findings.signposts.is_empty() { self.drivers().take(NAMED).collect() } else { signposts.collect() }
    }

    /// The same with the drivers' names.
    pub(in crate::study::foresight) fn told(&self, scenario: &Scenario) -> String {
        let told =
            self.marking().into_iter().map(|driver| format!("{}: {}", self.driver(driver), self.variant(driver, scenario.variant(driver))));
        told.collect::<Vec<_>>().join(" · ")
    }

    /// A scenario by its number, with what tells it from the others.
    pub(in crate::study::foresight) fn label(&self, place: usize) -> String {
        format!("{}: {}", place + 1, self.marks(&self.findings.found[place].scenario))
    }

    /// Where a scenario is, as a place among those found; in words where it is none of them.
    pub(in crate::study::foresight) fn known(&self, scenario: &Scenario) -> String {
        match self.findings.found.iter().position(|standing| standing.scenario == *scenario) {
            Some(place) => title(place),
            None => "one that does not hang together".to_owned(),
        }
    }

    /// All variants of a scenario in one line.
    pub(in crate::study::foresight) fn all(&self, scenario: &Scenario) -> String {
        scenario.words(self.structure()).map(|(_, variant)| variant).collect::<Vec<_>>().join(", ")
    }

    /// How often a scenario stays consistent, in words.
    pub(in crate::study::foresight) fn stays(&self, standing: &Standing) -> Option<String> {
        standing.stays.map(|stays| format::share(estimate(stays)))
    }

    /// The share of all combinations that lead to a scenario.
    pub(in crate::study::foresight) fn basin(&self, standing: &Standing) -> Option<f64> {
        Some(standing.basin? as f64 / self.findings.configurations? as f64)
    }

    /// The number of all combinations, in words.
    pub(in crate::study::foresight) fn combinations(&self) -> String {
        self.findings.configurations.map_or_else(|| "more than 18 million million million".to_owned(), format::count)
    }

    /// The judgement that decides most, with the scenario it decides: the one with which the share of draws in which a scenario that is read
    /// hangs together changes most.
    pub(in crate::study::foresight) fn doubt(&self) -> Option<(usize, Decider)> {
        let all = self.findings.read().flat_map(|(place, standing)| {
            let share = standing.stays.map_or(0.0, |(share, _)| share);
            standing.deciders.iter().map(move |decider| (place, *decider, decider.correlation.abs() * (share * (1.0 - share)).sqrt()))
        });
        let strongest = all.reduce(|best, one| if one.2 > best.2 { one } else { best });
        strongest.map(|(place, decider, _)| (place, decider))
    }

    /// A driver and its variant, by its row or column in the matrix.
    pub(in crate::study::foresight) fn full(&self, column: usize) -> String {
        let (driver, variant) = self.structure().place(column);
        format!("“{}: {}”", self.driver(driver), self.variant(driver, variant))
    }

    /// What a judgement says, as judged.
    pub(in crate::study::foresight) fn judgement(&self, row: usize, column: usize) -> String {
        let steps = i64::from(self.future.model().row(row)[column]);
        let on = if row == column { "itself".to_owned() } else { self.full(column) };
        let verb = match steps {
            1.. => "speaks for",
            0 => "says nothing of",
            _ => "speaks against",
        };
        format!("{} {verb} {on} ({})", self.full(row), self.signed(steps))
    }
}

/// A share with its Monte Carlo error.
pub(in crate::study::foresight) fn estimate((share, error): (f64, Interval)) -> Estimate {
    Estimate::new(share, error.low, error.high)
}
