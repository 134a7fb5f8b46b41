//! The settings side by side.

use crate::report::format;
use crate::report::view::{Block, Heading, Section, Table};
use crate::study::parts::role;

use super::measures::{Columns, HOURS, beside};
use super::reading::Reading;

pub(super) fn section(reading: &Reading<'_>) -> Section {
    let columns = Columns {
        names: reading.arms().to_vec(),
        roles: reading.arms().iter().map(|name| role(name)).collect(),
        level: Box::new(|arm, id| reading.level(arm, id)),
    };
    let mut blocks = vec![beside(reading, &columns, "settings", "Settings side by side")];
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
