//! Shares corrected by a few people whose real choices are known, and how many people the panel is worth.

use crate::report::chart::{Chart, ShareRow, Shares};
use crate::report::format;
use crate::report::view::{Block, Callout, Estimate, KeyFigure, Section, Tone, Trust, ValidityLine};
use crate::stats::interval::Interval;
use crate::stats::rectify::Rectified;

use super::super::rectify::Corrected;
use super::reading::{Reading, figure, table};

/// A share with its interval; no share lies outside 0 and 1.
fn share(mid: f64, interval: Interval) -> Estimate {
    let inside = |value: f64| value.clamp(0.0, 1.0);
    Estimate::new(inside(mid), inside(interval.low), inside(interval.high))
}

fn off(found: &Rectified) -> Estimate {
    // How far the panel is above real people.
    Estimate::new(-found.off, -found.off_interval.high, -found.off_interval.low)
}

/// The corrected share, in words.
pub(super) fn corrected(found: &Rectified) -> String {
    format::share(share(found.mean, found.interval))
}

/// How far off the panel is, in words.
fn bias(found: &Rectified) -> String {
    let size = |estimate: Estimate| format::points(estimate).trim_start_matches('+').replace("(+", "(").replace(" to +", " to ");
    match found.off_interval {
        interval if interval.low > 0.0 => {
            format!("the panel is too low there, by {} on these people", size(Estimate::new(found.off, interval.low, interval.high)))
        }
        interval if interval.high < 0.0 => format!("the panel is too high there, by {} on these people", size(off(found))),
        _ => format!("no bias of the panel shows beyond chance ({} on these people)", format::points(off(found))),
    }
}

fn people(count: f64) -> String {
    if count.is_finite() { format::count(count.round().max(0.0) as u64) } else { "any number".to_owned() }
}

/// What the panel adds to the people whose choices are known, in words.
fn adds(found: &Rectified) -> String {
    let more = found.worth - found.people as f64;
    if more < 0.5 { "the panel adds nothing to them".to_owned() } else { format!("the panel is worth {} more", people(more)) }
}

pub(super) fn key_figure(reading: &Reading<'_>) -> Option<KeyFigure> {
    let corrected = reading.findings.corrected.as_ref()?;
    let (_, found) = corrected.shares.first()?;
    Some(KeyFigure {
        label: format!("would choose {}, corrected by real people", reading.concept()),
        value: format::share(share(found.mean, found.interval)),
        note: Some(format!(
            "{} real people alone: {}",
            format::count(corrected.people as u64),
            format::share(share(found.alone, found.alone_interval))
        )),
    })
}

/// What the share may be trusted for, once real people's choices were held against it.
pub(super) fn judged(corrected: &Corrected) -> Option<ValidityLine> {
    let (_, found) = corrected.shares.first()?;
    Some(ValidityLine {
        measure: "Share of choices, corrected".to_owned(),
        trust: Trust::Validated,
        how: format!(
            "By the real choices of {} ({} people), who by the study were used for nothing else: {}. The corrected share holds whatever the panel is worth, if these \
             people were taken by chance from those who are meant; {}.",
            corrected.who,
            format::count(corrected.people as u64),
            bias(found),
            adds(found)
        ),
    })
}

pub(super) fn section(reading: &Reading<'_>) -> Option<Section> {
    let corrected = reading.findings.corrected.as_ref()?;
    let (_, first) = corrected.shares.first()?;
    let interval = "95 % over real people";
    let rows = corrected
        .shares
        .iter()
        .map(|(name, found)| {
            vec![
                name.clone(),
                format::percent_to(found.model, 1),
                format::share(share(found.alone, found.alone_interval)),
                format::share(share(found.mean, found.interval)),
                format::points(off(found)),
                people(found.worth),
            ]
        })
        .collect();
    let columns = ["panel alone", "real people alone", "corrected", "panel less real, points", "as good as so many real people"];
    let mut shares = table("Shares corrected by real people's choices", "alternative", &columns, rows);
    shares.note = Some(format!(
        "Intervals: {interval}. The panel alone stands at the middle of every assumption. As good as: so many real people would give an interval as \
         narrow without the panel; {} were asked.",
        format::count(corrected.people as u64)
    ));
    let drawn = corrected.shares.iter().enumerate().map(|(place, (name, found))| ShareRow {
        label: name.clone(),
        hue: reading.hue(place),
        share: share(found.mean, found.interval),
        null: Some(found.model),
        real: Some(found.alone),
    });
    let chart = Chart::Shares(Shares {
        axis: "share of choices, %".to_owned(),
        interval: interval.to_owned(),
        null_name: "the panel alone".to_owned(),
        real_name: "these people alone".to_owned(),
        rows: drawn.collect(),
    });
    let finding = format!(
        "Corrected by the real choices of {}, {} would choose {} (the panel alone says {}): {}; {}.",
        corrected.who,
        format::share(share(first.mean, first.interval)),
        reading.concept(),
        format::percent(first.model),
        bias(first),
        adds(first),
    );
    let how = if corrected.each { "each of these people" } else { "the segment of each of these people" };
    let note = Block::Callout(Callout {
        tone: Tone::Note,
        title: "This holds if these people were taken by chance.".to_owned(),
        text: format!(
            "What the panel gets wrong on {how} is taken off its answer for all (prediction-powered inference); a panel that says nothing about them gets no \
             weight. People who chose to answer, or whom someone picked, can be off in the same way as the correction."
        ),
    });
    Some(Section {
        id: "corrected".to_owned(),
        title: "Corrected by real people".to_owned(),
        finding: finding.clone(),
        blocks: vec![figure("corrected", "Panel, real people, and both together", finding, chart, shares, Some("corrected")), note],
    })
}
