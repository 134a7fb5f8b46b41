//! The settings side by side.

use crate::report::chart::{self, Chart, Direction};
use crate::report::format;
use crate::report::view::{Block, Estimate, Heading, Section, Table};

use super::reading::{INTERVAL, Reading, WEEK, figure};

/// A measure of the table: its words, its values by setting, and how one is written.
struct Row<'a> {
    label: String,
    direction: Direction,
    limit: Option<f64>,
    values: Vec<Option<Estimate>>,
    words: Box<dyn Fn(Estimate) -> String + 'a>,
}

pub(super) fn section(reading: &Reading<'_>) -> Section {
    let rows = rows(reading);
    let roles = |arm: usize| match reading.arms()[arm].as_str() {
        "as given" => chart::SideRole::Given,
        "recommended" => chart::SideRole::Recommended,
        _ => chart::SideRole::Other,
    };
    let settings =
        (0..reading.arms().len()).map(|arm| chart::SideSetting { label: reading.arms()[arm].clone(), role: roles(arm) }).collect();
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
    let mut columns = vec![Heading::text("measure")];
    columns.extend(reading.arms().iter().map(Heading::number));
    let cells = rows.iter().map(|row| {
        let values = row.values.iter().map(|value| value.map_or_else(|| "no base".to_owned(), |value| (row.words)(value)));
        std::iter::once(row.label.clone()).chain(values).collect()
    });
    let data = Table { caption: format!("Every setting on the same draws; {INTERVAL}"), columns, rows: cells.collect(), note: None };
    let mut blocks =
        vec![figure("settings", "Settings side by side", "Each measure in each setting.".to_owned(), drawing, data, Some("settings"))];
    blocks.extend(by_class(reading));
    Section { id: "settings".to_owned(), title: "What each setting does".to_owned(), finding: finding(reading), blocks }
}

fn finding(reading: &Reading<'_>) -> String {
    let (closest, loosest) = (1, 3);
    let minutes = |arm: usize| reading.estimate(arm, "human:minutes").map(|found| found.mid);
    let mistakes = |arm: usize| reading.mistakes(arm).map(|found| found.mid);
    match (minutes(closest), minutes(loosest), mistakes(closest), mistakes(loosest)) {
        (Some(most), Some(least), Some(few), Some(many)) => format!(
            "Everyone in the loop takes {} of people's time a day and mistakes cost {} a week; everyone out of it takes {} and {}.",
            about_minutes(most),
            reading.about(few),
            about_minutes(least),
            reading.about(many),
        ),
        _ => "Some settings deliver nothing in the time that is run.".to_owned(),
    }
}

/// Minutes whose interval stands elsewhere.
fn about_minutes(minutes: f64) -> String {
    let (number, unit) = if minutes >= HOURS { (minutes / 60.0, "h") } else { (minutes, "min") };
    format!("{}{}{unit}", format::rough(number), format::THIN)
}

/// From so many minutes on they are written as hours.
const HOURS: f64 = 180.0;

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

fn rows<'a>(reading: &'a Reading<'_>) -> Vec<Row<'a>> {
    let arms = || 0..reading.arms().len();
    let plain = |id: &str| -> Vec<Option<Estimate>> { arms().map(|arm| reading.estimate(arm, id)).collect() };
    let scaled = |id: &str, factor: f64| -> Vec<Option<Estimate>> {
        arms().map(|arm| reading.estimate(arm, id).map(|found| found.scaled(factor))).collect()
    };
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
        row(
            "what mistakes cost a week",
            Direction::LowerIsBetter,
            None,
            arms().map(|arm| reading.mistakes(arm)).collect(),
            Box::new(|value| reading.money(value)),
        ),
        row(
            "of that, what is delivered wrong, with its harm",
            Direction::LowerIsBetter,
            limits.escaped_cost_a_week,
            arms().map(|arm| reading.summed(arm, &["cost:escaped", "cost:harm"], WEEK)).collect(),
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
        money("all costs a week", scaled("cost", WEEK)),
        money("all costs, an item delivered right", plain("cost:good")),
    ];
    let varies = |row: &Row<'_>| row.values.iter().flatten().any(|value| value.mid != 0.0 || value.high != 0.0);
    all.retain(varies);
    all
}

/// Class by class, where there are several.
fn by_class(reading: &Reading<'_>) -> Option<Block> {
    let classes = &reading.study.team.draft().classes;
    if classes.len() < 2 {
        return None;
    }
    let mut columns = vec![Heading::text("kind of item"), Heading::text("setting")];
    columns.extend(["delivered a day", "delivered wrong, of 100", "right but stopped, of 100", "mean lead time"].map(Heading::number));
    let mut rows = Vec::new();
    for class in classes {
        for arm in 0..reading.arms().len() {
            let of = |what: &str| reading.estimate(arm, &format!("{what}:{}", class.name));
            let number = |what: &str| of(what).map_or_else(|| "no base".to_owned(), |found| format::quantity(found, ""));
            rows.push(vec![
                class.name.clone(),
                reading.arms()[arm].clone(),
                number("throughput"),
                number("escaped"),
                number("stopped"),
                of("lead:mean").map_or_else(|| "no base".to_owned(), format::minutes),
            ]);
        }
    }
    Some(Block::Table(Table { caption: "By kind of item".to_owned(), columns, rows, note: None }))
}
