//! What the effects rest on: the amounts that the treatments state, and the inputs that each effect hangs on.

use crate::report::format;
use crate::report::view::{Block, Ledger, LedgerRow, Section};
use crate::study::parts::{grade, table, value};
use crate::world::World;

use super::super::hangs::Hang;
use super::reading::Reading;

/// Inputs shown for each treatment; the table has them all.
const SHOWN: usize = 4;

/// The section on assumptions.
pub(super) fn section(reading: &Reading<'_>) -> Section {
    let amounts = reading.comparing.amounts();
    let unstated = amounts.iter().filter(|amount| amount.quantity.source.is_none()).count();
    let mut blocks = Vec::new();
    if !amounts.is_empty() {
        blocks.push(Block::Ledger(Ledger {
            flips: String::new(),
            rows: amounts
                .iter()
                .map(|amount| LedgerRow {
                    name: format!("{}: {}, {}", amount.treatment, amount.path, verb(amount.how)),
                    value: value(&amount.quantity.dist, ""),
                    grade: grade(amount.quantity.grade),
                    source: amount.quantity.source.clone().unwrap_or_default(),
                    flips_at: None,
                })
                .collect(),
            csv: Some("tables/assumptions.csv".to_owned()),
        }));
    }
    blocks.extend(hangs(reading));
    blocks.push(Block::Text(vec![
        "Everything else rests on the study's own numbers; `foretaste validate` lists them all, and says which of them can turn the verdict."
            .to_owned(),
    ]));
    let finding = match (amounts.len(), unstated) {
        (0, _) => "The changes state no amounts.".to_owned(),
        (1, 0) => "The changes state one amount, and where it comes from.".to_owned(),
        (count, 0) => format!("The changes state {count} amounts, each with where it comes from."),
        (1, _) => "The changes state one amount, without a source.".to_owned(),
        (count, unstated) if count == unstated => format!("The changes state {count} amounts, none of them with a source."),
        (count, unstated) => format!("The changes state {count} amounts, {unstated} of them without a source."),
    };
    Section { id: "rests-on".to_owned(), title: "What it rests on".to_owned(), finding, blocks }
}

fn verb(how: &str) -> &'static str {
    match how {
        "set" => "becomes",
        "scale" => "times",
        "add" => "plus",
        _ => "known to",
    }
}

fn words(reading: &Reading<'_>, hang: &Hang) -> Vec<String> {
    let entry = reading.comparing.study.market.unknowns().entry(hang.unknown);
    let side =
        if hang.correlation > 0.0 { "the higher it is, the higher the difference" } else { "the higher it is, the lower the difference" };
    vec![reading.name(hang.arm).to_owned(), entry.label.clone(), format::signed(hang.correlation, 2), side.to_owned()]
}

fn hangs(reading: &Reading<'_>) -> Option<Block> {
    let rows: Vec<Vec<String>> = reading
        .treatments()
        .flat_map(|arm| reading.findings.hangs.iter().filter(move |hang| hang.arm == arm).take(SHOWN))
        .map(|hang| words(reading, hang))
        .collect();
    if rows.is_empty() {
        return None;
    }
    let mut found = table("What each difference hangs on most", "change", &["rank correlation"], rows);
    found.columns.insert(1, crate::report::view::Heading::text("uncertain input"));
    found.columns.push(crate::report::view::Heading::text("which way"));
    found.note = Some(format!(
        "Spearman's rank correlation of the input with the paired difference over all draws; at most {SHOWN} a change, and only where it is more than chance (5 % over all inputs of a change)."
    ));
    Some(Block::Table(found))
}

/// The input on which the largest effect hangs most.
pub(super) fn objection(reading: &Reading<'_>) -> Option<String> {
    let mut ranked = reading.ranked(true);
    ranked.extend(reading.ranked(false));
    ranked.sort_by(|one, other| other.mean().abs().total_cmp(&one.mean().abs()));
    let (answer, hang) =
        ranked.into_iter().find_map(|answer| Some((answer, reading.findings.hangs.iter().find(|hang| hang.arm == answer.arm)?)))?;
    let entry = reading.comparing.study.market.unknowns().entry(hang.unknown);
    let source = match entry.grade {
        Some(crate::input::Grade::Measured) => "measured",
        Some(crate::input::Grade::Published) => "published",
        Some(crate::input::Grade::Judgement) => "somebody's judgement",
        None => "of unstated origin",
    };
    let strength = if hang.correlation.abs() >= 0.5 { "hangs above all on" } else { "hangs on many inputs, most on" };
    let size = format!("rank correlation {}", format::signed(hang.correlation, 2));
    Some(format!("What {} does {strength} “{}” ({size}), which is {source}.", reading.quoted(answer.arm), entry.label))
}
