//! What the changes do: one chart, one table, and each against each.

use crate::market::{Kind, Role};
use crate::report::chart::{Chart, Dumbbell};
use crate::report::format;
use crate::report::view::{Block, Heading, Section, Table};
use crate::study::parts::{figure, listed, table};

use super::super::answer::Answer;
use super::super::load::AS_IT_IS;
use super::reading::{INTERVAL, Reading, still};

/// Up to so many changes, every pair of them is shown.
const FEW: usize = 3;

/// The section with the answer.
pub(super) fn section(reading: &Reading<'_>) -> Section {
    let mut blocks = vec![chart(reading), Block::Table(sizes(reading))];
    blocks.extend(between(reading));
    blocks.push(Block::Table(shares(reading)));
    Section { id: "answer".to_owned(), title: "What the changes do".to_owned(), finding: finding(reading), blocks }
}

fn finding(reading: &Reading<'_>) -> String {
    let kind = reading.comparing.weighed.kind;
    let name = reading.weighed_name();
    let told = |answer: &Answer, verb: &str| {
        let effect = answer.effect.map_or_else(String::new, |effect| reading.difference(kind, &effect));
        format!("{} {verb} most: {effect}.", reading.quoted(answer.arm))
    };
    let (up, down) = (reading.ranked(true), reading.ranked(false));
    let raises = up.first().map(|answer| told(answer, &format!("raises the {name}")));
    let lowers =
        down.first().map(|answer| told(answer, &if raises.is_some() { "lowers it".to_owned() } else { format!("lowers the {name}") }));
    match (raises, lowers) {
        (None, None) => format!("No change moves the {name} by as much as matters."),
        (raises, lowers) => raises.into_iter().chain(lowers).collect::<Vec<_>>().join(" "),
    }
}

/// Before and after.
fn chart(reading: &Reading<'_>) -> Block {
    let kind = reading.comparing.weighed.kind;
    let name = reading.weighed_name();
    let drawn = reading.findings.answers.iter().map(|answer| (reading.name(answer.arm).to_owned(), answer));
    let (mut rows, cells) = reading.dumbbells(drawn, kind);
    let mut goes = false;
    for (row, answer) in rows.iter_mut().zip(reading.findings.answers.iter().filter(|answer| answer.effect.is_some())) {
        if let (Some(before), Some(after)) = (reading.go(0), reading.go(answer.arm))
            && (after - before).abs() >= 0.01
        {
            row.text.push_str(&format!("; go {} → {}", format::number(100.0 * before, 0), format::percent(after)));
            goes = true;
        }
    }
    let alt = listed(&rows.iter().map(|row| format!("{}: {}", row.label, row.text)).collect::<Vec<_>>());
    let chart = Chart::Dumbbell(Dumbbell {
        axis: if kind.is_share() { format!("{name}, %") } else { name.clone() },
        before_name: AS_IT_IS.to_owned(),
        after_name: "with the change".to_owned(),
        rows,
    });
    let difference = format!("difference ({INTERVAL})");
    let table = table(&format!("The {name} before and after each change"), "change", &[AS_IT_IS, "with it", &difference], cells);
    let go = if goes { "; where it moves, the chance that your rule to go is met" } else { "" };
    figure("answer", &format!("The {name}, before and after{go}"), alt, chart, table, Some("effects"))
}

/// How large each difference is, and what becomes of the verdict.
fn sizes(reading: &Reading<'_>) -> Table {
    let kind = reading.comparing.weighed.kind;
    let judged = reading.go(0).is_some();
    let smallest = reading.smallest();
    let first = std::iter::once(vec![format!("{AS_IT_IS}: {}", reading.level_text(0, kind)), String::new(), String::new(), String::new()]);
    let others = reading.findings.answers.iter().map(|answer| {
        let beyond = answer.beyond.map_or_else(String::new, format::probability);
        vec![reading.name(answer.arm).to_owned(), reading.answer_text(answer, kind), answer.words(), beyond]
    });
    let rows = first
        .chain(others)
        .enumerate()
        .map(|(arm, mut row)| {
            row.truncate(if smallest.is_some() { 4 } else { 3 });
            if judged {
                row.push(go_text(reading, arm));
            }
            row
        })
        .collect();
    let mut columns = vec![Heading::text("change"), Heading::number(format!("difference ({INTERVAL})")), Heading::text("how large")];
    if let Some(smallest) = &smallest {
        columns.push(Heading::number(format!("draws in which it is {smallest} or more")));
    }
    if judged {
        columns.push(Heading::number("rule to go met in (change, points)"));
    }
    let note = match smallest {
        Some(smallest) => format!(
            "How large: the mean difference and its Monte Carlo error, held against {smallest}, the smallest effect that the study calls relevant. The chance that any is called larger than matters when it is not is 5 % at most."
        ),
        None => "The study states no smallest effect; `smallest_effect` under `[decision]` would tell large from small.".to_owned(),
    };
    Table { caption: format!("How large each difference in the {} is", reading.weighed_name()), columns, rows, note: Some(note) }
}

/// The probability of the rule to go with its change.
fn go_text(reading: &Reading<'_>, arm: usize) -> String {
    let Some(p) = reading.go(arm) else { return String::new() };
    if arm == 0 {
        return format::probability(p);
    }
    match reading.findings.standings[arm].change {
        Some((change, error)) if error > 0.0 => {
            format!("{} ({} ± {})", format::probability(p), format::signed(100.0 * change, 0), format::number(100.0 * error, 0))
        }
        _ => format!("{} (no change)", format::probability(p)),
    }
}

/// Treatments against each other: all of them where they are few, else those whose own effect could matter.
fn between(reading: &Reading<'_>) -> Option<Block> {
    let kind = reading.comparing.weighed.kind;
    let counts = |arm: usize| reading.treatments().len() <= FEW || reading.findings.answers[arm - 1].size.counts();
    let shown: Vec<&Answer> = reading.findings.between.iter().filter(|answer| counts(answer.arm) && counts(answer.base)).collect();
    if shown.is_empty() {
        return None;
    }
    let rows = shown
        .iter()
        .map(|answer| {
            let pair = format!("{} instead of {}", reading.quoted(answer.arm), reading.quoted(answer.base));
            vec![pair, reading.answer_text(answer, kind), answer.words()]
        })
        .collect();
    let columns = vec![Heading::text("pair"), Heading::number("difference"), Heading::text("how large")];
    let left_out = match reading.findings.between.len() - shown.len() {
        0 => "",
        _ => " Pairs with a change that does not matter by itself are in tables/effects.csv only.",
    };
    let caption = format!("One change instead of another: what that does to the {}", reading.weighed_name());
    let note = Some(format!("Both on the same people and draws, so that the difference is not luck.{left_out}"));
    Some(Block::Table(Table { caption, columns, rows, note }))
}

/// The shares of all alternatives in every arm.
fn shares(reading: &Reading<'_>) -> Table {
    let market = &reading.comparing.study.market;
    let arms = 0..reading.findings.comparison.arms().len();
    let all = market.alternatives().len();
    let cell = |arm: usize, alternative: usize| {
        let kind = Kind::Share { arm: 0, alternative, segment: None };
        match reading.effect(arm, kind) {
            Some(effect) if arm > 0 && !still(&effect) => {
                format!("{} ({})", reading.level_words(kind, effect.level), format::signed(100.0 * effect.mean, 1))
            }
            Some(_) if arm > 0 => "no change".to_owned(),
            _ => reading.level_text(arm, kind),
        }
    };
    let rows = arms
        .map(|arm| {
            let shares = (0..all).map(|alternative| cell(arm, alternative));
            std::iter::once(reading.name(arm).to_owned()).chain(shares).collect()
        })
        .collect();
    let mine = |role: Role| if role == Role::Own { " (ours)" } else { "" };
    let columns: Vec<String> = market.alternatives().iter().map(|one| format!("{}{}", one.name, mine(one.role))).collect();
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let mut found = table("What people choose, with the change in points", "change", &columns, rows);
    let newcomers: Vec<String> = reading
        .treatments()
        .flat_map(|arm| reading.comparing.newcomers(arm - 1).enumerate().map(move |(place, name)| (arm, place, name)))
        .map(|(arm, place, name)| {
            let kind = Kind::Share { arm: 0, alternative: all + place, segment: None };
            format!("Under {}, {} choose {name}.", reading.quoted(arm), reading.level_text(arm, kind))
        })
        .collect();
    found.note =
        Some(format!("{} Means over all draws; tables/effects.csv has their ranges.", newcomers.join(" ")).trim_start().to_owned());
    found
}
