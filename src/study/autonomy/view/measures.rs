//! The measures of settings or teams that are laid side by side.

use crate::report::chart::{Direction, SideBySide, SideMeasure, SideRole, SideSetting};
use crate::report::format;
use crate::report::view::{Block, Estimate};
use crate::study::parts::side_by_side;

use super::reading::{INTERVAL, MISTAKES, Reading, WEEK, range};

/// From so many minutes on they are written as hours.
pub(super) const HOURS: f64 = 180.0;

/// A figure of one of those laid side by side, draw by draw; empty where it has none of that name.
type Level<'a> = dyn Fn(usize, &str) -> Vec<f64> + 'a;

/// What is laid side by side.
pub(super) struct Columns<'a> {
    pub(super) names: Vec<String>,
    pub(super) roles: Vec<SideRole>,
    pub(super) level: Box<Level<'a>>,
}

impl Columns<'_> {
    /// The sum of figures of one of them, draw by draw; `None` where it lacks one.
    pub(super) fn sum(&self, arm: usize, ids: &[&str]) -> Option<Vec<f64>> {
        let mut parts = ids.iter().map(|id| (self.level)(arm, id));
        let mut sums = parts.next()?;
        for part in parts {
            sums.iter_mut().zip(part).for_each(|(sum, value)| *sum += value);
        }
        (!sums.is_empty()).then_some(sums)
    }
}

/// Mean and range of the draws that have a base.
fn known(values: impl Iterator<Item = f64>) -> Option<Estimate> {
    range(values.filter(|value| value.is_finite()).collect())
}

/// The chart of all measures, with its table.
pub(super) fn beside(reading: &Reading<'_>, columns: &Columns<'_>, id: &str, title: &str) -> Block {
    let settings = columns.names.iter().zip(&columns.roles).map(|(label, &role)| SideSetting { label: label.clone(), role }).collect();
    let drawing =
        SideBySide { interval: INTERVAL.to_owned(), limit_name: "your limit".to_owned(), settings, measures: rows(reading, columns) };
    side_by_side(id, (title, "Each measure of each."), format!("{title}, all on the same draws; {INTERVAL}"), drawing)
}

/// A measure, written as `words` say.
fn row(
    label: &str,
    direction: Direction,
    limit: Option<f64>,
    values: Vec<Option<Estimate>>,
    words: impl Fn(Estimate) -> String,
) -> SideMeasure {
    let values = values.into_iter().map(|value| value.map(|value| (value, words(value)))).collect();
    SideMeasure { label: label.to_owned(), direction, limit, values }
}

/// A row of times, in hours where one setting needs many.
fn times(label: &str, limit: Option<f64>, values: Vec<Option<Estimate>>) -> SideMeasure {
    let long = values.iter().flatten().any(|value| value.mid >= HOURS);
    let (unit, by) = if long { ("hours", 1.0 / 60.0) } else { ("minutes", 1.0) };
    let values = values.into_iter().map(|value| value.map(|value| value.scaled(by))).collect();
    let words = |value: Estimate| format::minutes(value.scaled(1.0 / by));
    row(&format!("{label}, {unit}"), Direction::LowerIsBetter, limit.map(|limit| by * limit), values, words)
}

fn rows(reading: &Reading<'_>, columns: &Columns<'_>) -> Vec<SideMeasure> {
    let sum = |ids: &[&str], factor: f64| -> Vec<Option<Estimate>> {
        (0..columns.names.len())
            .map(|arm| columns.sum(arm, ids).and_then(|sum| known(sum.into_iter().map(|value| factor * value))))
            .collect()
    };
    let plain = |id: &str| sum(&[id], 1.0);
    let limits = &reading.study.limits;
    let money = |label: &str, limit, values| row(label, Direction::LowerIsBetter, limit, values, |value| reading.money(value));
    let number = |label: &str, direction, values| row(label, direction, None, values, |value| format::quantity(value, ""));
    let mut all = vec![
        times("people's time a day", limits.human_minutes_a_day, plain("human:minutes")),
        money("what mistakes cost a week", None, sum(&MISTAKES, WEEK)),
        money("of that, what is delivered wrong, with its harm", limits.escaped_cost_a_week, sum(&["cost:escaped", "cost:harm"], WEEK)),
        times("from coming in to delivered, mean", limits.lead_time, plain("lead:mean")),
        times("the same, half of all items", None, plain("lead:median")),
        times("the same, 95 of 100 items", None, plain("lead:95")),
        number("delivered a day", Direction::HigherIsBetter, plain("throughput")),
        number("delivered wrong, of 100", Direction::LowerIsBetter, plain("escaped")),
        number("delivered with one error on top of another, of 100", Direction::LowerIsBetter, plain("cascades")),
        number("right but stopped, of 100", Direction::LowerIsBetter, plain("stopped")),
        number("sent back, times an item", Direction::LowerIsBetter, plain("rework")),
        number("late, of 100", Direction::LowerIsBetter, plain("late")),
        money("all costs a week", None, sum(&["cost"], WEEK)),
        money("all costs, an item delivered right", None, plain("cost:good")),
    ];
    let varies = |row: &SideMeasure| row.values.iter().flatten().any(|(value, _)| value.mid != 0.0 || value.high != 0.0);
    all.retain(varies);
    all
}
