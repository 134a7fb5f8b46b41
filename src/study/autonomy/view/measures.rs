//! The measures of settings or teams that are laid side by side.

use crate::report::chart::{self, Chart, Direction, SideRole};
use crate::report::format;
use crate::report::view::{Block, Estimate, Heading, Table};

use super::reading::{INTERVAL, MISTAKES, Reading, WEEK, figure, range};

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

/// A measure of the table: its words, its values by setting, and how one is written.
struct Row<'a> {
    label: String,
    direction: Direction,
    limit: Option<f64>,
    values: Vec<Option<Estimate>>,
    words: Box<dyn Fn(Estimate) -> String + 'a>,
}

/// The chart of all measures, with its table.
pub(super) fn side_by_side(reading: &Reading<'_>, columns: &Columns<'_>, (id, title): (&str, &str), csv: &str) -> Block {
    let rows = rows(reading, columns);
    let settings =
        columns.names.iter().zip(&columns.roles).map(|(label, &role)| chart::SideSetting { label: label.clone(), role }).collect();
    let measures = rows
        .iter()
        .map(|row| chart::SideMeasure {
            label: row.label.clone(),
            direction: row.direction,
            limit: row.limit,
            values: row.values.iter().map(|value| value.map(|value| (value, (row.words)(value)))).collect(),
        })
        .collect();
    let drawing =
        Chart::SideBySide(chart::SideBySide { interval: INTERVAL.to_owned(), limit_name: "your limit".to_owned(), settings, measures });
    let mut headings = vec![Heading::text("measure")];
    headings.extend(columns.names.iter().map(Heading::number));
    let cells = rows.iter().map(|row| {
        let values = row.values.iter().map(|value| value.map_or_else(|| "no base".to_owned(), |value| (row.words)(value)));
        std::iter::once(row.label.clone()).chain(values).collect()
    });
    let data =
        Table { caption: format!("{title}, all on the same draws; {INTERVAL}"), columns: headings, rows: cells.collect(), note: None };
    figure(id, title, "Each measure of each.".to_owned(), drawing, data, Some(csv))
}

/// A row of times, in hours where one setting needs many.
fn times<'a>(label: &str, limit: Option<f64>, values: Vec<Option<Estimate>>) -> Row<'a> {
    let long = values.iter().flatten().any(|value| value.mid >= HOURS);
    let (unit, by) = if long { ("hours", 1.0 / 60.0) } else { ("minutes", 1.0) };
    Row {
        label: format!("{label}, {unit}"),
        direction: Direction::LowerIsBetter,
        limit: limit.map(|limit| by * limit),
        values: values.into_iter().map(|value| value.map(|value| value.scaled(by))).collect(),
        words: Box::new(move |value| format::minutes(value.scaled(1.0 / by))),
    }
}

fn rows<'a>(reading: &'a Reading<'_>, columns: &Columns<'_>) -> Vec<Row<'a>> {
    let sum = |ids: &[&str], factor: f64| -> Vec<Option<Estimate>> {
        (0..columns.names.len())
            .map(|arm| columns.sum(arm, ids).and_then(|sum| known(sum.into_iter().map(|value| factor * value))))
            .collect()
    };
    let plain = |id: &str| sum(&[id], 1.0);
    let row = |label: &str, direction, limit, values, words: Box<dyn Fn(Estimate) -> String + 'a>| Row {
        label: label.to_owned(),
        direction,
        limit,
        values,
        words,
    };
    let limits = &reading.study.limits;
    let money = |label: &str, values| row(label, Direction::LowerIsBetter, None, values, Box::new(|value| reading.money(value)));
    let number = |label: &str, direction, values| row(label, direction, None, values, Box::new(|value| format::quantity(value, "")));
    let mut all = vec![
        times("people's time a day", limits.human_minutes_a_day, plain("human:minutes")),
        row("what mistakes cost a week", Direction::LowerIsBetter, None, sum(&MISTAKES, WEEK), Box::new(|value| reading.money(value))),
        row(
            "of that, what is delivered wrong, with its harm",
            Direction::LowerIsBetter,
            limits.escaped_cost_a_week,
            sum(&["cost:escaped", "cost:harm"], WEEK),
            Box::new(|value| reading.money(value)),
        ),
        times("from coming in to delivered, mean", limits.lead_time, plain("lead:mean")),
        times("the same, half of all items", None, plain("lead:median")),
        times("the same, 95 of 100 items", None, plain("lead:95")),
        number("delivered a day", Direction::HigherIsBetter, plain("throughput")),
        number("delivered wrong, of 100", Direction::LowerIsBetter, plain("escaped")),
        number("delivered with one error on top of another, of 100", Direction::LowerIsBetter, plain("cascades")),
        number("right but stopped, of 100", Direction::LowerIsBetter, plain("stopped")),
        number("sent back, times an item", Direction::LowerIsBetter, plain("rework")),
        number("late, of 100", Direction::LowerIsBetter, plain("late")),
        money("all costs a week", sum(&["cost"], WEEK)),
        money("all costs, an item delivered right", plain("cost:good")),
    ];
    let varies = |row: &Row<'_>| row.values.iter().flatten().any(|value| value.mid != 0.0 || value.high != 0.0);
    all.retain(varies);
    all
}
