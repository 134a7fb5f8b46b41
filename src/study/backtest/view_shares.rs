//! Predicted and real shares of one test as a section.

use crate::measure::forecast::Scored;
use crate::report::chart::{Chart, ShareRow, Shares};
use crate::report::format;
use crate::report::view::{Block, Estimate, Heading, Hue, Section, Table};
use crate::study::parts::figure;

use super::analyse::Tested;
use super::view::INTERVAL;
use super::words;

/// The most cells shown; all are in the tables.
const SHOWN: usize = 12;

/// The section on shares of one test.
pub(super) fn shares(id: &str, tested: &Tested) -> Section {
    let card = &tested.card;
    let error = card.line(Scored::ShareError);
    let mut blocks = Vec::new();
    let levels: Vec<_> = tested.levels.iter().collect();
    let mut worst = levels.clone();
    worst.sort_by(|a, b| (b.real - b.predicted).abs().total_cmp(&(a.real - a.predicted).abs()));
    let shown = if levels.len() <= 2 * SHOWN { levels } else { worst.into_iter().take(SHOWN).collect() };
    let percent = |value: f64| format::percent_to(value, 1);
    if !shown.is_empty() {
        let chart = Chart::Shares(Shares {
            axis: "how often it was chosen when it was offered so, %".to_owned(),
            interval: "predicted".to_owned(),
            null_name: "constant shares".to_owned(),
            real_name: "what people chose".to_owned(),
            rows: shown
                .iter()
                .map(|cell| ShareRow {
                    label: cell.label.clone(),
                    hue: Hue::Concept,
                    share: Estimate::exact(cell.predicted),
                    null: Some(cell.constant),
                    real: Some(cell.real),
                })
                .collect(),
        });
        let data = Table {
            caption: format!("{}: how often a product was chosen when it was offered so", tested.name),
            columns: vec![
                Heading::text("product as offered"),
                Heading::number("chosen"),
                Heading::number("predicted"),
                Heading::number("constant shares"),
                Heading::number("offered"),
            ],
            rows: shown
                .iter()
                .map(|cell| {
                    vec![
                        cell.label.clone(),
                        percent(cell.real),
                        percent(cell.predicted),
                        percent(cell.constant),
                        format::count(cell.count as u64),
                    ]
                })
                .collect(),
            note: (tested.levels.len() > shown.len())
                .then(|| format!("The {SHOWN} of {} with the largest distance; all are in the tables.", tested.levels.len())),
        };
        let alt = "Predicted and real shares of products at each level, beside constant shares.".to_owned();
        blocks.push(figure(&format!("{id}-levels"), "Shares by level of each attribute", alt, chart, data, Some("levels")));
    }
    if !card.segments.is_empty() {
        blocks.push(Block::Table(Table {
            caption: format!("{}: gain over {} by segment; {INTERVAL}", tested.name, card.strongest.name()),
            columns: vec![
                Heading::text("segment"),
                Heading::number("people"),
                Heading::number("choices"),
                Heading::number("log-likelihood a choice over it"),
            ],
            rows: card
                .segments
                .iter()
                .map(|segment| {
                    vec![
                        segment.label.clone(),
                        format::count(segment.people as u64),
                        format::count(segment.tasks as u64),
                        words::gain(segment.gain.value, segment.gain.interval),
                    ]
                })
                .collect(),
            note: None,
        }));
    }
    let finding = format!(
        "Over {} cells ({}) predicted shares are {} points off on average; {} are {} points off, and the same people drawn again {}.",
        format::count(card.cells.len() as u64),
        card.cell_kind,
        format::number(100.0 * error.value, 1),
        error.null_name,
        format::number(100.0 * error.null, 1),
        format::number(100.0 * error.ceiling, 1)
    );
    Section { id: format!("{id}-shares"), title: format!("{}: shares", tested.name), finding, blocks }
}
