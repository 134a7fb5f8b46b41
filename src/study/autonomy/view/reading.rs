//! What every part of the page needs: figures with their intervals, names, words.

use crate::input::Grade;
use crate::montecarlo::Spread;
use crate::report::format;
use crate::report::view::Estimate;
use crate::team::model::Preset;
use crate::world::World;

use super::super::analyse::{Findings, Search};
use super::super::load::TeamStudy;
use super::super::recommend::Finalist;
use super::super::turns::Turned;

use crate::study::parts::amount;
pub(super) use crate::study::parts::{INTERVAL, figure, listed};

/// A team with its findings.
pub(super) struct Reading<'a> {
    pub(super) study: &'a TeamStudy,
    pub(super) findings: &'a Findings,
}

/// What mistakes cost: escapes, their harm, and right items that were stopped.
pub(super) const MISTAKES: [&str; 3] = ["cost:escaped", "cost:harm", "cost:stopped"];

/// Days in a week.
pub(super) const WEEK: f64 = 7.0;

impl<'a> Reading<'a> {
    /// The settings that are laid side by side.
    pub(super) fn arms(&self) -> &'a [String] {
        self.findings.comparison.arms()
    }

    /// The setting that is looked at closely: the recommended one, where there is one, otherwise the team as given.
    pub(super) fn close(&self) -> usize {
        self.findings.close()
    }

    pub(super) fn search(&self) -> Option<&'a Search> {
        self.findings.search.as_ref()
    }

    /// A figure of a setting by its name.
    pub(super) fn spread(&self, arm: usize, id: &str) -> Option<Spread> {
        self.findings.comparison.spread(arm, self.findings.comparison.index(id)?)
    }

    pub(super) fn estimate(&self, arm: usize, id: &str) -> Option<Estimate> {
        self.spread(arm, id).map(|found| Estimate::new(found.mean, found.low, found.high))
    }

    /// A figure of a setting, draw by draw; empty where there is none of that name.
    pub(super) fn level(&self, arm: usize, id: &str) -> Vec<f64> {
        let comparison = &self.findings.comparison;
        comparison.index(id).map_or_else(Vec::new, |figure| comparison.level(arm, figure))
    }

    /// The sum of figures of a setting, replicate by replicate.
    pub(super) fn sum(&self, arm: usize, ids: &[&str]) -> Vec<f64> {
        let comparison = &self.findings.comparison;
        let mut sums = vec![0.0; comparison.replicates()];
        for id in ids {
            let Some(figure) = comparison.index(id) else { continue };
            sums.iter_mut().zip(comparison.level(arm, figure)).for_each(|(sum, value)| *sum += value);
        }
        sums
    }

    /// What mistakes cost in a setting, a week: escapes, their harm, and right items that were stopped.
    pub(super) fn mistakes(&self, arm: usize) -> Option<Estimate> {
        self.summed(arm, &MISTAKES, WEEK)
    }

    pub(super) fn summed(&self, arm: usize, ids: &[&str], times: f64) -> Option<Estimate> {
        let values: Vec<f64> = self.sum(arm, ids).into_iter().map(|value| times * value).collect();
        range(values)
    }

    /// The currency without its period.
    pub(super) fn currency(&self) -> &str {
        &self.study.currency
    }

    pub(super) fn money(&self, estimate: Estimate) -> String {
        format::money(estimate, self.currency())
    }

    /// An amount of money whose interval stands elsewhere.
    pub(super) fn about(&self, amount: f64) -> String {
        format!("{}{}{}", self.currency(), format::THIN, format::rough(amount))
    }

    /// How many agents a setting moves from where they are given.
    pub(super) fn moved(&self, assignment: &[u16]) -> Vec<usize> {
        let given = self.study.as_given();
        (0..assignment.len()).filter(|&agent| assignment[agent] != given[agent]).collect()
    }

    pub(super) fn agent(&self, agent: usize) -> &'a str {
        &self.study.team.draft().agents[agent].name
    }

    /// A name for a finalist: that of the setting it is, or what it does to the team as given.
    pub(super) fn name(&self, finalist: &Finalist) -> String {
        for (place, known) in self.findings.settings.iter().enumerate() {
            if *known == finalist.assignment && place <= Preset::ALL.len() {
                return self.arms()[place].clone();
            }
        }
        self.study.counted(&finalist.assignment)
    }
}

/// Mean, 5 % and 95 % of values that all have a base.
pub(in crate::study::autonomy) fn range(values: Vec<f64>) -> Option<Estimate> {
    if values.is_empty() || values.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let mean = crate::num::sum(&values) / values.len() as f64;
    let mut sorted = values;
    sorted.sort_by(f64::total_cmp);
    Some(Estimate::new(mean, crate::stats::quantile(&sorted, 0.05), crate::stats::quantile(&sorted, 0.95)))
}

/// Where a number turns the order of two settings, in words.
pub(super) fn turned_words(reading: &Reading<'_>, turned: &Turned) -> String {
    let entry = reading.study.team.unknowns().entry(turned.unknown);
    let side = if turned.turn.above { "above" } else { "below" };
    let arms = reading.arms();
    // Small rates would all round to whole per cent.
    let at = match entry.unit.as_str() {
        "share" | "chance" => format!("{}{}%", format::rough(100.0 * turned.turn.at), format::THIN),
        unit => amount(turned.turn.at, unit),
    };
    format!("{side} {at}: {} costs less than {}", arms[turned.then], arms[turned.first])
}

/// A number of minutes a day in words.
pub(super) fn a_day(minutes: Estimate) -> String {
    format!("{} a day", format::minutes(minutes))
}

/// How many uncertain numbers are judgement, and how many there are.
pub(super) fn judged(study: &TeamStudy) -> (usize, usize) {
    let unknowns = study.team.unknowns();
    let judged = (0..unknowns.len()).filter(|&unknown| !matches!(unknowns.entry(unknown).grade, Some(Grade::Measured | Grade::Published)));
    (judged.count(), unknowns.len())
}
