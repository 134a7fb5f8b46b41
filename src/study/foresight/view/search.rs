//! Which levers together prevent a future, or break it.

use crate::montecarlo::{Effect, Spread};
use crate::report::format;
use crate::report::view::{Block, Estimate, Heading, Section, Table};
use crate::study::parts::{INTERVAL, listed};

use super::super::search::Searched;
use super::super::spec::Towards;
use super::reading::Reading;

/// How an outcome is told.
enum Told {
    /// A share: a level in per cent, a difference in points.
    Share,
    /// In an arbitrary unit: in per cent of its mean in the future as it is.
    Relative(f64),
    /// In a unit of its own.
    Plain(&'static str),
}

impl Told {
    fn of(found: &Searched) -> Self {
        match found.outcome.info().unit {
            "share" => Self::Share,
            "a month" | "a person" | "firms" if found.start.mean.abs() > 0.0 => Self::Relative(100.0 / found.start.mean),
            unit => Self::Plain(unit),
        }
    }

    fn level(&self, spread: Spread) -> String {
        let estimate = Estimate::new(spread.mean, spread.low, spread.high);
        match self {
            Self::Share => format::share(estimate),
            Self::Relative(scale) => format::quantity(estimate.scaled(*scale), "%"),
            Self::Plain(unit) => format::quantity(estimate, unit),
        }
    }

    fn change(&self, effect: &Effect) -> String {
        let estimate = Estimate::new(effect.mean, effect.low, effect.high);
        match self {
            Self::Share => format::points(estimate),
            Self::Relative(scale) => format::difference(estimate.scaled(*scale), "%"),
            Self::Plain(unit) => format::difference(estimate, unit),
        }
    }
}

fn finding(found: &Searched) -> String {
    let outcome = found.outcome.info().label;
    let Some(last) = found.steps.last() else {
        return format!("{}: none of the levers moves “{outcome}” in “{}” beyond chance.", found.name, found.future);
    };
    let verb = if found.towards == Towards::More { "raise" } else { "lower" };
    let names: Vec<String> = found.steps.iter().map(|step| format!("“{}”", step.lever)).collect();
    let verb = if names.len() == 1 { format!("{verb}s") } else { format!("together {verb}") };
    let clear = |interval: (f64, f64)| if found.towards == Towards::More { interval.0 > 0.0 } else { interval.1 < 0.0 };
    let weak: Vec<String> =
        found.steps.iter().filter(|step| !clear((step.adds.low, step.adds.high))).map(|step| format!("“{}”", step.lever)).collect();
    let doubt = match weak.as_slice() {
        [] => String::new(),
        names => format!(" What nobody knows can turn what {} adds.", listed(names)),
    };
    format!(
        "{} In “{}”, {} {verb} “{outcome}” from {} to {}.{doubt}",
        found.name,
        found.future,
        listed(&names),
        Told::of(found).level(found.start),
        Told::of(found).level(last.level),
    )
}

pub(super) fn section(reading: &Reading<'_>) -> Option<Section> {
    let lives = reading.findings.lives.as_ref()?;
    if lives.searched.is_empty() {
        return None;
    }
    let mut blocks = Vec::new();
    for found in &lives.searched {
        let mut rows = vec![vec![format!("{} as it is", found.future), "–".to_owned(), Told::of(found).level(found.start)]];
        rows.extend(
            found
                .steps
                .iter()
                .map(|step| vec![format!("and {}", step.lever), Told::of(found).change(&step.adds), Told::of(found).level(step.level)]),
        );
        let ended = if found.exhausted { " No lever that is left adds anything beyond chance." } else { "" };
        blocks.push(Block::Table(Table {
            caption: format!("{} {}, in the last month; {INTERVAL}", found.name, found.outcome.info().label),
            columns: vec![Heading::text("levers, one on top of the other"), Heading::number("adds"), Heading::number("then it is")],
            rows,
            note: Some(format!(
                "Chosen one at a time on {} draws of what nobody knows; told as they came out on {} fresh ones.{ended}{}",
                found.draws.0,
                found.draws.1,
                if matches!(Told::of(found), Told::Relative(_)) { " In per cent of the mean in the future as it is." } else { "" }
            )),
        }));
        blocks.push(Block::Table(Table {
            caption: format!("{}: every lever by itself, on the draws of the search", found.future),
            columns: vec![Heading::text("lever"), Heading::number("changes it by")],
            rows: found.alone.iter().map(|(name, effect)| vec![name.clone(), Told::of(found).change(effect)]).collect(),
            note: None,
        }));
    }
    let finding = lives.searched.iter().map(finding).collect::<Vec<_>>().join(" ");
    Some(Section { id: "levers".to_owned(), title: "What would prevent it, and what would break it".to_owned(), finding, blocks })
}
