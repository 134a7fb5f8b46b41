//! Where the experience hurts.

use crate::market::Kind;
use crate::measure::xlm::Aim;
use crate::report::chart::{Chart, Direction, Journey, Stage, XlmMark};
use crate::report::format;
use crate::report::view::{Block, Section};

use super::reading::{Reading, estimate, figure, table};
use crate::study::parts::xlm_scale;

/// The section on the journey, where there is one.
pub(super) fn section(reading: &Reading<'_>) -> Option<Section> {
    let market = &reading.study.market;
    let points = market.touchpoints();
    if points.is_empty() {
        return None;
    }
    let lost = |at: usize| reading.estimate(Kind::Completion { at: Some(at) }).map_or(0.0, |share| 1.0 - share.mid);
    let worst = (0..points.len()).max_by(|&one, &other| lost(one).total_cmp(&lost(other)));
    let mut blocks = vec![funnel(reading, worst), steps(reading)];
    blocks.extend(xlms(reading));
    let finding = match worst {
        Some(worst) if lost(worst) > 0.005 => {
            format!("Most give up at “{}”: {} of those who reach it.", points[worst].name, format::percent(lost(worst)))
        }
        _ => "Hardly anyone gives up on the way.".to_owned(),
    };
    Some(Section { id: "journey".to_owned(), title: "Where the experience hurts".to_owned(), finding, blocks })
}

fn marks(reading: &Reading<'_>, at: Option<usize>) -> Vec<XlmMark> {
    let market = &reading.study.market;
    market
        .xlms()
        .iter()
        .zip(&reading.study.decision.xlms)
        .filter(|(xlm, _)| xlm.at == at)
        .filter_map(|(xlm, read)| {
            let kind = reading.figures.all()[read.figure].kind;
            let values = reading.values(kind)?;
            let standing = read.xlm.standing(&values).ok()?;
            let measured = estimate(standing.measured);
            let scale = xlm_scale(kind, measured.high.max(read.xlm.target));
            let direction = if read.xlm.direction == Aim::AtLeast { Direction::HigherIsBetter } else { Direction::LowerIsBetter };
            let text = reading.words(kind, measured);
            Some(XlmMark { name: xlm.name.clone(), measured, target: read.xlm.target, scale, direction, met: standing.p_met.get(), text })
        })
        .collect()
}

fn funnel(reading: &Reading<'_>, worst: Option<usize>) -> Block {
    let points = reading.study.market.touchpoints();
    let reached = |at: usize| reading.estimate(Kind::Reach { at }).map_or(0.0, |share| share.mid);
    let finished = reading.estimate(Kind::Completion { at: None });
    let stages = points
        .iter()
        .enumerate()
        .map(|(at, point)| Stage {
            name: point.name.clone(),
            channel: point.channel.as_str().to_owned(),
            reached: reached(at),
            xlms: marks(reading, Some(at)),
        })
        .collect();
    let end = finished.map_or_else(String::new, |share| format!("{} get through", format::share(share)));
    let rows = points
        .iter()
        .enumerate()
        .map(|(at, point)| vec![point.name.clone(), point.channel.as_str().to_owned(), format::percent(reached(at))])
        .collect();
    let mut found = table("Share of those who start that reach each step", "step", &["where", "reach it"], rows);
    found.note = Some(end.clone());
    let chart = Chart::Journey(Journey { stages, end: end.clone(), finished: finished.map_or(0.0, |share| share.mid), worst });
    figure(
        "journey",
        "From choosing it to the end of the journey",
        format!("Funnel over {} steps; {end}.", points.len()),
        chart,
        found,
        Some("journey"),
    )
}

/// A figure taken at a touchpoint.
type At = fn(usize) -> Kind;

fn steps(reading: &Reading<'_>) -> Block {
    let kinds: [(&str, At); 5] = [
        ("ease, 1 to 7", |at| Kind::Ces { at }),
        ("satisfied", |at| Kind::Csat { at: Some(at) }),
        ("something fails", |at| Kind::Failure { at: Some(at) }),
        ("get through", |at| Kind::Completion { at: Some(at) }),
        ("minutes", |at| Kind::Minutes { at: Some(at) }),
    ];
    let rows = reading
        .study
        .market
        .touchpoints()
        .iter()
        .enumerate()
        .map(|(at, point)| {
            let mut row = vec![point.name.clone()];
            row.extend(
                kinds.iter().map(|(_, kind)| reading.estimate(kind(at)).map_or_else(String::new, |value| reading.words(kind(at), value))),
            );
            row
        })
        .collect();
    let columns: Vec<&str> = kinds.iter().map(|(name, _)| *name).collect();
    Block::Table(table("Step by step", "step", &columns, rows))
}

fn xlms(reading: &Reading<'_>) -> Option<Block> {
    let market = &reading.study.market;
    if market.xlms().is_empty() {
        return None;
    }
    let rows = market
        .xlms()
        .iter()
        .zip(&reading.study.decision.xlms)
        .filter_map(|(xlm, read)| {
            let kind = reading.figures.all()[read.figure].kind;
            let standing = read.xlm.standing(&reading.values(kind)?).ok()?;
            let exact = crate::report::view::Estimate::exact(read.xlm.target);
            let side = if read.xlm.direction == Aim::AtLeast { "at least" } else { "at most" };
            Some(vec![
                xlm.name.clone(),
                format!("{side} {}", reading.words(kind, exact)),
                reading.words(kind, estimate(standing.measured)),
                format::probability(standing.p_met.get()),
            ])
        })
        .collect();
    let mut found =
        table("What people should experience, and whether they do", "measure", &["target", "measured", "chance that it is met"], rows);
    found.note = Some("The chance is the share of draws in which the whole group's value is at or past the target.".to_owned());
    Some(Block::Table(found))
}
