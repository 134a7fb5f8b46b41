//! What the changes do: one chart, one table, and each against each.

use crate::market::{Kind, Role};
use crate::report::chart::{Chart, Dumbbell, DumbbellRow};
use crate::report::format;
use crate::report::view::{Block, Estimate, Section};
use crate::study::parts::{figure, listed, table};

use super::super::answer::Answer;
use super::super::load::AS_IT_IS;
use super::reading::{RANGE, Reading, spread};

/// The section with the answer.
pub(super) fn section(reading: &Reading<'_>) -> Section {
    let mut blocks = vec![chart(reading)];
    blocks.extend(between(reading));
    blocks.push(Block::Table(shares(reading)));
    Section { id: "answer".to_owned(), title: "What the changes do".to_owned(), finding: finding(reading), blocks }
}

fn finding(reading: &Reading<'_>) -> String {
    let kind = reading.comparing.weighed.kind;
    let name = reading.weighed_name();
    let told = |answer: &Answer| {
        let effect = answer.effect.map_or_else(String::new, |effect| reading.difference(kind, &effect));
        format!("{} ({effect})", reading.quoted(answer.arm))
    };
    let (up, down) = (reading.ranked(true), reading.ranked(false));
    match (up.first(), down.first()) {
        (Some(most), Some(least)) => format!("{} raises the {name} most; {} lowers it most.", told(most), told(least)),
        (Some(most), None) => format!("{} raises the {name} most.", told(most)),
        (None, Some(least)) => format!("{} lowers the {name} most.", told(least)),
        (None, None) => format!("No change moves the {name} by as much as matters."),
    }
}

/// Levels with the change, differences and verdicts.
fn chart(reading: &Reading<'_>) -> Block {
    let kind = reading.comparing.weighed.kind;
    let scale = if kind.is_share() { 100.0 } else { 1.0 };
    let name = reading.weighed_name();
    let mut rows = Vec::new();
    let mut cells = Vec::new();
    let judged = reading.go(0).is_some();
    let mut first = vec![AS_IT_IS.to_owned(), reading.level_text(0, kind), String::new(), String::new(), String::new()];
    first.extend(reading.go(0).map(format::probability));
    cells.push(first);
    for answer in &reading.findings.answers {
        let label = reading.name(answer.arm).to_owned();
        let text = reading.answer_text(answer, kind);
        let mut row = vec![label.clone(), reading.level_text(answer.arm, kind), text.clone(), answer.size.words().to_owned()];
        row.push(answer.beyond.map_or_else(String::new, format::probability));
        if judged {
            row.push(go_text(reading, answer.arm));
        }
        cells.push(row);
        let Some(effect) = answer.effect else { continue };
        let difference = spread(&effect);
        let difference = Estimate::new(scale * difference.mid, scale * difference.low, scale * difference.high);
        rows.push(DumbbellRow { label, before: scale * effect.control, after: scale * effect.level, difference, text });
    }
    let alt = listed(&rows.iter().map(|row| format!("{}: {}", row.label, row.text)).collect::<Vec<_>>());
    let chart = Chart::Dumbbell(Dumbbell {
        axis: if kind.is_share() { format!("{name}, %") } else { name.clone() },
        before_name: AS_IT_IS.to_owned(),
        after_name: "with the change".to_owned(),
        rows,
    });
    let difference = format!("difference ({RANGE})");
    let beyond =
        reading.smallest().map_or_else(|| "share of draws".to_owned(), |smallest| format!("draws in which it is {smallest} or more"));
    let mut columns = vec!["level", difference.as_str(), "how large", beyond.as_str()];
    if judged {
        columns.push("rule to go met");
    }
    if reading.smallest().is_none() {
        columns.remove(3);
        for row in &mut cells {
            row.remove(4);
        }
    }
    let mut table = table(&format!("The {name} with each change, on the same people and draws"), "change", &columns, cells);
    table.note = Some(match reading.smallest() {
        Some(smallest) => format!(
            "Sizes hold the mean difference and its Monte Carlo error against {smallest}, the smallest effect that the study calls relevant, with a chance of 5 % at most that any is called larger than matters when it is not."
        ),
        None => "The study states no smallest effect; `smallest_effect` under `[decision]` would tell large from small.".to_owned(),
    });
    figure("answer", &format!("The {name}, before and after"), alt, chart, table, Some("effects"))
}

/// The probability of the rule to go with its change.
fn go_text(reading: &Reading<'_>, arm: usize) -> String {
    let Some(p) = reading.go(arm) else { return String::new() };
    match reading.findings.standings[arm].change {
        Some((change, error)) if error > 0.0 => {
            format!("{} ({} ± {} points)", format::probability(p), format::signed(100.0 * change, 0), format::number(100.0 * error, 0))
        }
        _ => format!("{} (no change)", format::probability(p)),
    }
}

/// Every treatment against every other one.
fn between(reading: &Reading<'_>) -> Option<Block> {
    if reading.findings.between.is_empty() {
        return None;
    }
    let kind = reading.comparing.weighed.kind;
    let rows = reading
        .findings
        .between
        .iter()
        .map(|answer| {
            let pair = format!("{} instead of {}", reading.quoted(answer.arm), reading.quoted(answer.base));
            vec![pair, reading.answer_text(answer, kind), answer.size.words().to_owned()]
        })
        .collect();
    let mut found = table(
        &format!("One change against another: what it does to the {}", reading.weighed_name()),
        "pair",
        &["difference", "how large"],
        rows,
    );
    found.note = Some("Both on the same people and draws, so that the difference is not luck.".to_owned());
    Some(Block::Table(found))
}

/// The shares of all alternatives in every arm.
fn shares(reading: &Reading<'_>) -> crate::report::view::Table {
    let market = &reading.comparing.study.market;
    let arms = 0..reading.findings.comparison.arms().len();
    let cell = |arm: usize, alternative: usize| {
        let kind = Kind::Share { arm: 0, alternative, segment: None };
        match reading.effect(arm, kind) {
            Some(effect) if arm > 0 => {
                format!("{} ({})", reading.level_words(kind, effect.level), format::signed(100.0 * effect.mean, 1))
            }
            _ => reading.level_text(arm, kind),
        }
    };
    let mut rows: Vec<Vec<String>> = market
        .alternatives()
        .iter()
        .enumerate()
        .map(|(alternative, one)| {
            let mine = if one.role == Role::Own { " (ours)" } else { "" };
            std::iter::once(format!("{}{mine}", one.name)).chain(arms.clone().map(|arm| cell(arm, alternative))).collect()
        })
        .collect();
    for arm in reading.treatments() {
        for (place, name) in reading.comparing.newcomers(arm - 1).enumerate() {
            let kind = Kind::Share { arm: 0, alternative: market.alternatives().len() + place, segment: None };
            let of = |other: usize| if other == arm { reading.level_text(arm, kind) } else { String::new() };
            rows.push(std::iter::once(format!("{name} (new)")).chain(arms.clone().map(of)).collect());
        }
    }
    let names: Vec<&str> = arms.map(|arm| reading.name(arm)).collect();
    let mut found = table("Share of choices of every alternative, with the change in points", "alternative", &names, rows);
    found.note = Some("Means over all draws; `tables/effects.csv` has their ranges.".to_owned());
    found
}
