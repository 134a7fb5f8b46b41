//! Predicted and real shares of one test as a section.

use crate::measure::forecast::{CellScore, Scored};
use crate::report::chart::{Chart, ShareRow, Shares};
use crate::report::format;
use crate::report::view::{Block, Estimate, Heading, Hue, Section, Table};
use crate::study::fit::FitStudy;
use crate::study::parts::figure;

use super::analyse::Tested;
use super::view::INTERVAL;
use super::words;

/// The most cells shown; all are in the tables.
const SHOWN: usize = 12;

/// A difference larger than so many standard errors is not put down to chance.
const SURE: f64 = 1.96;

/// The section on shares of one test.
pub(super) fn shares(study: &FitStudy, id: &str, tested: &Tested) -> Section {
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
    if let Some(price) = &study.spec.model.price {
        let label = study.spec.attributes.iter().find(|attribute| attribute.name.value == price.value).map(|attribute| attribute.label());
        blocks.extend(label.and_then(|label| slope_of(label, &tested.levels)).map(|words| Block::Text(vec![words])));
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

/// Whether predicted shares go with the price as real ones do, and whether that can be told.
fn slope_of(label: &str, levels: &[CellScore]) -> Option<String> {
    let own: Vec<_> = levels.iter().filter(|cell| cell.label.contains(&format!("{label}: "))).collect();
    let (first, last) = (own.first()?, own.last()?);
    if own.len() < 2 {
        return None;
    }
    let way = |from: f64, to: f64| if to < from { "falls" } else { "rises" };
    // What chance alone does to the difference of two shares, choices taken as independent.
    let chance = [first, last].iter().map(|cell| cell.real * (1.0 - cell.real) / cell.count).sum::<f64>().sqrt();
    let is_clear = (last.real - first.real).abs() > SURE * chance;
    let (real, predicted) = (way(first.real, last.real), way(first.predicted, last.predicted));
    // Levels of several products do not stand in one line.
    let product = |label: &str| label.split(": ").next().unwrap_or_default().to_owned();
    if product(&first.label) != product(&last.label) {
        return None;
    }
    let judged = match (is_clear, real == predicted) {
        (false, _) => "too little to judge the sign by, for chance may move it as far",
        (true, true) => "the sign is right",
        (true, false) => "the sign is wrong",
    };
    let by = |from: f64, to: f64| format::number(100.0 * (to - from).abs(), 1);
    Some(format!(
        "From \"{}\" to \"{}\" the share chosen {real} by {} points, and the predicted share {predicted} by {}: {judged}.",
        first.label,
        last.label,
        by(first.real, last.real),
        by(first.predicted, last.predicted)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(price: u32, count: f64, real: f64, predicted: f64) -> CellScore {
        CellScore { label: format!("Price: {price}"), count, real, predicted, constant: 0.25 }
    }

    /// Only a move of real shares that chance does not make says that a sign is wrong.
    #[test]
    fn a_sign_is_judged_only_where_real_shares_clearly_move() {
        let said = |levels: &[CellScore]| slope_of("Price", levels).unwrap();
        let small = said(&[level(0, 3000.0, 0.175, 0.203), level(9, 3000.0, 0.184, 0.192)]);
        assert!(small.contains("rises by 0.9 points") && small.contains("falls by 1.1"), "{small}");
        assert!(small.ends_with("too little to judge the sign by, for chance may move it as far."), "{small}");
        let wrong = said(&[level(0, 3000.0, 0.175, 0.203), level(9, 3000.0, 0.3, 0.192)]);
        assert!(wrong.ends_with("the sign is wrong."), "{wrong}");
        let right = said(&[level(7, 3000.0, 0.47, 0.40), level(9, 3000.0, 0.184, 0.192)]);
        assert!(right.ends_with("the sign is right."), "{right}");
        assert_eq!(slope_of("Price", &[level(7, 10.0, 0.5, 0.5)]), None);
    }
}
