//! What the changes do to the experience.

use crate::market::Kind;
use crate::measure::xlm::Aim;
use crate::report::format;
use crate::report::view::{Block, Estimate, Section};
use crate::study::parts::{listed, table};

use super::super::load::AS_IT_IS;
use super::reading::{Reading, still};

/// The section on the journey and the experience level measures, where there are any.
pub(super) fn section(reading: &Reading<'_>) -> Option<Section> {
    let market = &reading.comparing.study.market;
    if market.touchpoints().is_empty() && market.xlms().is_empty() {
        return None;
    }
    let mut blocks = Vec::new();
    blocks.extend(xlms(reading));
    blocks.extend(whole(reading));
    blocks.extend(steps(reading));
    Some(Section { id: "experience".to_owned(), title: "What it does to the experience".to_owned(), finding: finding(reading), blocks })
}

/// The change in the chance that a measure is met: treatment's arm, measure, before, after.
fn shifts(reading: &Reading<'_>) -> Vec<(usize, usize, f64, f64)> {
    let met = |arm: usize, xlm: usize| reading.findings.standings[arm].xlms[xlm].as_ref().map(|standing| standing.p_met.get());
    let measures = 0..reading.comparing.study.decision.xlms.len();
    let mut all: Vec<(usize, usize, f64, f64)> = reading
        .treatments()
        .flat_map(|arm| measures.clone().map(move |xlm| (arm, xlm)))
        .filter_map(|(arm, xlm)| Some((arm, xlm, met(0, xlm)?, met(arm, xlm)?)))
        .collect();
    all.sort_by(|one, other| (other.3 - other.2).abs().total_cmp(&(one.3 - one.2).abs()));
    all
}

fn finding(reading: &Reading<'_>) -> String {
    let all = shifts(reading);
    match all.first() {
        Some(&(arm, xlm, before, after)) if (after - before).abs() >= 0.01 => format!(
            "The chance that “{}” is met moves most under {}: from {} to {}.",
            reading.comparing.study.decision.xlms[xlm].name,
            reading.quoted(arm),
            format::probability(before),
            format::probability(after)
        ),
        Some(_) => "No change moves the chance that an experience level measure is met by a whole point.".to_owned(),
        None => {
            let moved: Vec<String> = reading
                .treatments()
                .filter(|&arm| reading.effect(arm, Kind::Completion { at: None }).is_some_and(|effect| !still(&effect)))
                .map(|arm| reading.quoted(arm))
                .collect();
            match moved.len() {
                0 => "No change moves the share who get through the journey.".to_owned(),
                1 => format!("{} moves the share who get through the journey.", moved[0]),
                _ => format!("{} move the share who get through the journey.", listed(&moved)),
            }
        }
    }
}

/// Every experience level measure in every arm: its level, and the chance that it is met.
fn xlms(reading: &Reading<'_>) -> Option<Block> {
    let decision = &reading.comparing.study.decision;
    if decision.xlms.is_empty() {
        return None;
    }
    let of_study = reading.comparing.study.figures();
    let arms = 0..reading.findings.comparison.arms().len();
    let rows = decision
        .xlms
        .iter()
        .enumerate()
        .map(|(place, xlm)| {
            let kind = of_study.all()[xlm.figure].kind;
            let side = if xlm.xlm.direction == Aim::AtLeast { "at least" } else { "at most" };
            let target = reading.comparing.study.words(kind, Estimate::exact(xlm.xlm.target));
            let cells = arms.clone().map(|arm| {
                reading.findings.standings[arm].xlms[place].as_ref().map_or_else(
                    || format::MISSING.to_owned(),
                    |standing| {
                        format!(
                            "{}; met in {}",
                            reading.level_words(kind, standing.measured.mean),
                            format::probability(standing.p_met.get())
                        )
                    },
                )
            });
            [xlm.name.clone(), format!("{side} {target}")].into_iter().chain(cells).collect()
        })
        .collect();
    let mut columns = vec!["target", AS_IT_IS];
    columns.extend(reading.treatments().map(|arm| reading.name(arm)));
    let mut found = table("What people should experience: the mean level, and the chance that it is met", "measure", &columns, rows);
    found.note = Some("Those who choose it walk the journey, so a change that brings in other people moves these figures too.".to_owned());
    Some(Block::Table(found))
}

/// The journey as a whole: level as it is, and the difference under each treatment.
fn whole(reading: &Reading<'_>) -> Option<Block> {
    let kinds = [
        ("get through the whole journey", Kind::Completion { at: None }),
        ("satisfied with it", Kind::Csat { at: None }),
        ("something fails, per step", Kind::Failure { at: None }),
        ("minutes for who walks it all", Kind::Minutes { at: None }),
        ("net promoter score", Kind::Nps),
    ];
    let rows: Vec<Vec<String>> = kinds
        .into_iter()
        .filter(|&(_, kind)| reading.level(0, kind).is_some())
        .map(|(name, kind)| {
            let cells = reading.treatments().map(|arm| reading.difference_text(arm, kind));
            [name.to_owned(), reading.level_text(0, kind)].into_iter().chain(cells).collect()
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    let mut columns = vec![AS_IT_IS];
    columns.extend(reading.treatments().map(|arm| reading.name(arm)));
    Some(Block::Table(table("The journey as a whole, with the difference that each change makes", "measure", &columns, rows)))
}

/// The share who get through each step.
fn steps(reading: &Reading<'_>) -> Option<Block> {
    let points = reading.comparing.study.market.touchpoints();
    let moves = |at: usize| {
        let kind = Kind::Completion { at: Some(at) };
        reading.treatments().any(|arm| reading.effect(arm, kind).is_none_or(|effect| !still(&effect)))
    };
    let rows: Vec<Vec<String>> = points
        .iter()
        .enumerate()
        .filter(|&(at, _)| moves(at))
        .map(|(at, point)| {
            let kind = Kind::Completion { at: Some(at) };
            let cells = reading.treatments().map(|arm| match reading.level(arm, kind) {
                None => "nobody comes here".to_owned(),
                Some(_) => reading.difference_text(arm, kind),
            });
            [point.name.clone(), reading.level_text(0, kind)].into_iter().chain(cells).collect()
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    let mut columns = vec![AS_IT_IS];
    columns.extend(reading.treatments().map(|arm| reading.name(arm)));
    Some(Block::Table(table(
        "Share of those who reach a step that get through it, with the difference that each change makes",
        "step",
        &columns,
        rows,
    )))
}
