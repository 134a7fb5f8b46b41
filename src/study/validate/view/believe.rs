//! What you would have to believe: the value of each input at which the verdict turns, and pairs of them.

use crate::montecarlo::PairMap;
use crate::report::chart::{Chart, FlipRow, Flips, VerdictCell, VerdictMap, VerdictRow};
use crate::report::format;
use crate::report::view::{Block, Estimate, Section};
use crate::world::World;

use super::reading::{Reading, amount, figure, table};

/// Rows of the chart.
const ROWS: usize = 12;

/// The section on what turns the verdict, where the study states a line.
pub(super) fn section(reading: &Reading<'_>) -> Option<Section> {
    let found = reading.findings.swings.as_ref().filter(|found| !found.swings.is_empty())?;
    let threshold = reading.study.decision.threshold?;
    let flips: Vec<_> = found.swings.iter().filter_map(|swing| Some((swing.unknown, swing.flip(threshold)?))).collect();
    let above = found.centre >= threshold;
    let holds = above == reading.study.decision.more_is_better;
    let unknowns = reading.study.market.unknowns();
    let finding = match flips.as_slice() {
        [] if holds => "With all else in the middle, no single assumption inside its range turns it.".to_owned(),
        [] => "With all else in the middle it misses your line, and no single assumption inside its range mends that.".to_owned(),
        [(unknown, value)] => {
            let entry = unknowns.entry(*unknown);
            format!("With all else in the middle, one assumption turns it: {} at {}.", entry.label, amount(*value, &entry.unit))
        }
        many => format!("With all else in the middle, each of {} assumptions alone turns it inside its range.", many.len()),
    };
    let mut blocks = vec![flip_chart(reading, threshold)?];
    blocks.extend(reading.findings.maps.iter().map(|map| verdict_map(reading, map, threshold)));
    Some(Section { id: "believe".to_owned(), title: "What you would have to believe".to_owned(), finding, blocks })
}

fn flip_chart(reading: &Reading<'_>, threshold: f64) -> Option<Block> {
    let found = reading.findings.swings.as_ref()?;
    let unknowns = reading.study.market.unknowns();
    let variance = |unknown: usize| {
        let groups = unknowns.groups();
        let group = groups.iter().find(|group| group.members.contains(&unknown))?;
        let effects = &reading.findings.variance.as_ref()?.groups;
        let effect = effects.iter().find(|effect| effect.name == group.name)?;
        Some((effect.first.value.clamp(0.0, 1.0), effect.total.value.clamp(0.0, 1.0)))
    };
    let mut cells = Vec::new();
    let rows = found
        .swings
        .iter()
        .take(ROWS)
        .map(|swing| {
            let entry = unknowns.entry(swing.unknown);
            let (low, mid, high) = (swing.points[0].0, entry.dist.median(), swing.points[swing.points.len() - 1].0);
            let flip = swing.flip(threshold);
            let text = flip.map_or_else(|| "does not turn it".to_owned(), |flip| format!("turns it at {}", amount(flip, &entry.unit)));
            // How far away that is, as a part of the way from the centre to the end of the range.
            let way = flip.map_or_else(
                || "–".to_owned(),
                |flip| {
                    let end = if flip < mid { mid - low } else { high - mid };
                    format::percent((flip - mid).abs() / end.max(f64::MIN_POSITIVE))
                },
            );
            let split = variance(swing.unknown);
            let part = |read: fn((f64, f64)) -> f64| split.map_or_else(|| "small".to_owned(), |split| format::percent(read(split)));
            cells.push(vec![
                entry.label.clone(),
                format!("{} to {}", amount(low, &entry.unit), amount(high, &entry.unit)),
                amount(mid, &entry.unit),
                flip.map_or_else(|| "–".to_owned(), |flip| amount(flip, &entry.unit)),
                way,
                part(|split| split.0),
                part(|split| split.1),
            ]);
            FlipRow {
                label: entry.label.clone(),
                sub: String::new(),
                range: Estimate::new(mid, low, high),
                texts: [low, mid, high].map(|value| amount(value, &entry.unit)),
                flip,
                text,
                variance: split,
            }
        })
        .collect();
    let drawing =
        Chart::Flips(Flips { range_name: "5 to 95 % of what is believed".to_owned(), axis: "share of the spread, %".to_owned(), rows });
    let mut data = table(
        &format!("Where each input turns the {}, all others in the middle", reading.leading_name()),
        "input",
        &["range", "centre", "turns it at", "of the way to the end", "spread by itself", "spread with all"],
        cells,
    );
    if found.swings.len() > ROWS {
        data.note =
            Some(format!("The {ROWS} that move it most of {}; all are in the tables `assumptions` and `sensitivity`.", found.swings.len()));
    }
    let alt = format!("The range of each input and the value at which the {} crosses your line.", reading.leading_name());
    Some(figure("flips", "What turns it, one at a time", alt, drawing, data, Some("assumptions")))
}

fn verdict_map(reading: &Reading<'_>, map: &PairMap, threshold: f64) -> Block {
    let unknowns = reading.study.market.unknowns();
    let (across, up) = (unknowns.entry(map.of.0), unknowns.entry(map.of.1));
    let met = |value: f64| (value >= threshold) == reading.study.decision.more_is_better;
    let scale = reading.leading_scale();
    let text = |value: f64| {
        if scale > 1.0 { format::percent_to(value, 1) } else { reading.leading_words(Estimate::exact(value)) }
    };
    let columns: Vec<String> = map.values.0.iter().map(|&value| amount(value, &across.unit)).collect();
    let rows: Vec<VerdictRow> = map
        .values
        .1
        .iter()
        .zip(&map.cells)
        .map(|(&value, cells)| VerdictRow {
            label: amount(value, &up.unit),
            cells: cells
                .iter()
                .map(|&value| value.is_finite().then(|| VerdictCell { value: scale * value, text: text(value), met: met(value) }))
                .collect(),
        })
        .collect();
    let missing = map.cells.iter().flatten().filter(|&&value| !met(value)).count();
    let all = map.cells.iter().flatten().count();
    let cells = rows
        .iter()
        .map(|row| {
            let mut line = vec![row.label.clone()];
            line.extend(row.cells.iter().map(|cell| cell.as_ref().map_or_else(String::new, |cell| cell.text.clone())));
            line
        })
        .collect();
    let heads: Vec<&str> = columns.iter().map(String::as_str).collect();
    let data = table(&format!("{} by {} (down) and {} (across)", reading.leading_axis(), up.label, across.label), &up.label, &heads, cells);
    let drawing = Chart::VerdictMap(VerdictMap {
        axis: reading.leading_axis(),
        unmet_name: "misses your line".to_owned(),
        across: across.label.clone(),
        up: up.label.clone(),
        columns,
        rows,
        centre: Some((3, 3)),
        scale: None,
    });
    let title = format!("{} with {}", across.label, up.label);
    let alt = format!("{missing} of {all} pairs of values miss your line.");
    figure(&format!("map-{}-{}", map.of.0, map.of.1), &title, alt, drawing, data, Some("pairs"))
}
