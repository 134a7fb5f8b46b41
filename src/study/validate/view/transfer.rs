//! What is validated, and how: people whose real choices are known.

use crate::report::chart::{Chart, Transfer as Cells, TransferCell as Cell};
use crate::report::format;
use crate::report::view::{Block, Callout, Estimate, Section, Tone};

use super::super::transfer::{Transfer, TransferCell};
use super::reading::{Reading, figure, table};

/// The section on the transfer tests, where there are any.
pub(super) fn section(reading: &Reading<'_>) -> Option<Section> {
    let tests = &reading.findings.transfer;
    let parts: Vec<(String, Vec<Block>)> = tests.iter().enumerate().map(|(place, found)| part(place, found)).collect();
    let finding = parts.iter().map(|(finding, _)| finding.as_str()).collect::<Vec<_>>().join(" ");
    let blocks: Vec<Block> = parts.into_iter().flat_map(|(_, blocks)| blocks).collect();
    (!blocks.is_empty()).then(|| Section { id: "validity".to_owned(), title: "What is validated, and how".to_owned(), finding, blocks })
}

/// What one test found, and its blocks.
fn part(place: usize, found: &Transfer) -> (String, Vec<Block>) {
    let points = |share: f64| format::number(100.0 * share, 1);
    let gain = |cell: &TransferCell| {
        let (low, high) = (100.0 * cell.gain_interval.low, 100.0 * cell.gain_interval.high);
        format!("{} ({} to {})", format::signed(100.0 * cell.gain, 1), format::signed(low, 1), format::signed(high, 1))
    };
    let cells: Vec<Cell> = found
        .cells
        .iter()
        .map(|cell| Cell {
            label: cell.label.clone(),
            base: format!("{} people", format::count(cell.people)),
            model: 100.0 * cell.model,
            null: 100.0 * cell.null,
            gain: Estimate::new(100.0 * cell.gain, 100.0 * cell.gain_interval.low, 100.0 * cell.gain_interval.high),
        })
        .collect();
    let mut columns = vec!["people", "trips", "this model", "constant shares", "gain (95 % interval)"];
    columns.extend(found.beside.as_deref());
    let all = std::iter::once(&found.overall).chain(&found.cells);
    let rows = all
        .map(|cell| {
            let mut row = vec![
                cell.label.clone(),
                format::count(cell.people),
                format::count(cell.rows),
                points(cell.model),
                points(cell.null),
                gain(cell),
            ];
            row.extend(cell.beside.map(points));
            row
        })
        .collect();
    let mut errors = table(&format!("Error of predicted shares, in points (total variation): {}", found.who), "cell", &columns, rows);
    errors.note = Some(format!(
        "Each cell by itself, never pooled; “All cells” averages their errors by trips. Constant shares are what {} really chose. Intervals resample people.",
        found.null_who
    ));
    let better = found.cells.iter().filter(|cell| cell.gain_interval.low > 0.0).count();
    let worse = found.cells.iter().filter(|cell| cell.gain_interval.high < 0.0).count();
    let unclear = found.cells.len() - better - worse;
    let verdict = if found.valid() {
        format!("it does better than constant shares by {} points over all cells", gain(&found.overall))
    } else {
        format!("not valid for these people: over all cells it does not clearly beat constant shares ({} points)", gain(&found.overall))
    };
    let finding = format!(
        "Held against the real choices of {}: {verdict}; better in {better} of {} cells, worse in {worse}, unclear in {unclear}.",
        found.who,
        found.cells.len()
    );
    let chart = Chart::Transfer(Cells {
        axis: "error of predicted shares, points".to_owned(),
        null_name: "constant shares".to_owned(),
        interval: "95 % over people".to_owned(),
        cells,
    });
    // The first keeps its address; further ones are numbered.
    let id = if place == 0 { "transfer".to_owned() } else { format!("transfer-{}", place + 1) };
    let mut blocks = vec![figure(
        &id,
        &format!("Predicted against real: {}", found.who),
        format!("Error cell by cell. {finding}"),
        chart,
        errors,
        Some("transfer"),
    )];
    let rows = std::iter::once(&found.overall)
        .chain(&found.cells)
        .map(|cell| {
            let mut row = vec![cell.label.clone()];
            row.extend(cell.shares.iter().map(|(real, predicted)| format!("{} / {}", format::percent(*real), format::percent(*predicted))));
            row
        })
        .collect();
    let names: Vec<&str> = found.alternatives.iter().map(String::as_str).collect();
    blocks.push(Block::Table(table(&format!("Share really chosen / predicted: {}", found.who), "cell", &names, rows)));
    if !found.valid() {
        blocks.push(Block::Callout(Callout {
            tone: Tone::Warning,
            title: "Not valid for these people.".to_owned(),
            text: format!("For {} use the constant shares, or fit the tastes to people like them first.", found.who),
        }));
    }
    (finding, blocks)
}
