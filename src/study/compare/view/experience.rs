//! What the changes do to the experience.

use crate::market::Kind;
use crate::measure::xlm::Aim;
use crate::report::format;
use crate::report::view::{Block, Estimate, Heading, Section, Table};
use crate::study::parts::listed;

use super::reading::{Reading, visible};

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
                .filter(|&arm| {
                    reading.effect(arm, Kind::Completion { at: None }).is_some_and(|effect| visible(Kind::Completion { at: None }, &effect))
                })
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

/// Every experience level measure as it is, and under the treatments that move it: its level, and the chance that it is met.
fn xlms(reading: &Reading<'_>) -> Option<Block> {
    let decision = &reading.comparing.study.decision;
    let of_study = reading.comparing.study.figures();
    let mut rows = Vec::new();
    for (place, xlm) in decision.xlms.iter().enumerate() {
        let kind = of_study.all()[xlm.figure].kind;
        let side = if xlm.xlm.direction == Aim::AtLeast { "at least" } else { "at most" };
        let target = format!("{side} {}", reading.comparing.study.words(kind, Estimate::exact(xlm.xlm.target)));
        let as_it_is = reading.findings.standings[0].xlms[place].as_ref();
        for arm in 0..reading.findings.standings.len() {
            let (name, target) = (xlm.name.clone(), if arm == 0 { target.clone() } else { String::new() });
            let Some(standing) = reading.findings.standings[arm].xlms[place].as_ref() else {
                rows.push(vec![name, target, reading.name(arm).to_owned(), format::MISSING.to_owned(), format::MISSING.to_owned()]);
                continue;
            };
            let shifts = as_it_is.is_none_or(|before| {
                let closer = (before.gap.mean - standing.gap.mean).abs() >= 0.1 * before.gap.mean.abs();
                let likelier = (before.p_met.get() - standing.p_met.get()).abs() >= 0.02;
                likelier || (closer && reading.effect(arm, kind).is_some_and(|effect| visible(kind, &effect)))
            });
            if arm > 0 && !shifts {
                continue;
            }
            rows.push(vec![
                name,
                target,
                reading.name(arm).to_owned(),
                reading.level_words(kind, standing.measured.mean),
                format::probability(standing.p_met.get()),
            ]);
        }
    }
    if rows.is_empty() {
        return None;
    }
    let columns =
        ["measure", "target", "change"].map(Heading::text).into_iter().chain(["mean level", "met in"].map(Heading::number)).collect();
    Some(Block::Table(Table {
        caption: "What people should experience: the mean level, and the chance that it is met".to_owned(),
        columns,
        rows,
        note: Some(
            "A change is left out where it moves the chance by less than 2 points and the distance to the target by less than a tenth. Those who choose it walk the journey, so a change that brings in other people moves these figures too."
                .to_owned(),
        ),
    }))
}

/// The journey as a whole.
fn whole(reading: &Reading<'_>) -> Option<Block> {
    let kinds = [
        ("get through the whole journey", Kind::Completion { at: None }),
        ("satisfied with it", Kind::Csat { at: None }),
        ("something fails, per step", Kind::Failure { at: None }),
        ("minutes for who walks it all", Kind::Minutes { at: None }),
        ("net promoter score", Kind::Nps),
    ]
    .map(|(name, kind)| (name.to_owned(), kind));
    reading.long("The journey as a whole", "measure", &kinds)
}

/// The share who get through each step that any treatment moves.
fn steps(reading: &Reading<'_>) -> Option<Block> {
    let points = reading.comparing.study.market.touchpoints();
    let kinds: Vec<(String, Kind)> = points
        .iter()
        .enumerate()
        .map(|(at, point)| (point.name.clone(), Kind::Completion { at: Some(at) }))
        .filter(|&(_, kind)| reading.treatments().any(|arm| reading.effect(arm, kind).is_none_or(|effect| visible(kind, &effect))))
        .collect();
    reading.long("Share of those who reach a step that get through it", "step", &kinds)
}
