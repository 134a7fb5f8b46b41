//! What is validated, and how: people whose real choices are known.

use crate::report::chart::{Chart, Transfer as Cells, TransferCell};
use crate::report::format;
use crate::report::view::{Block, Callout, Estimate, Section, Tone};

use super::reading::{Reading, figure, table};

/// The section on the transfer test, where there is one.
pub(super) fn section(reading: &Reading<'_>) -> Option<Section> {
    let found = reading.findings.transfer.as_ref()?;
    let points = |share: f64| format::number(100.0 * share, 1);
    let gain = |cell: &super::super::transfer::TransferCell| {
        let (low, high) = (100.0 * cell.gain_interval.low, 100.0 * cell.gain_interval.high);
        format!("{} ({} to {})", format::signed(100.0 * cell.gain, 1), format::signed(low, 1), format::signed(high, 1))
    };
    let cells: Vec<TransferCell> = found
        .cells
        .iter()
        .map(|cell| TransferCell {
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
    let mut errors = table("Error of predicted shares, in points (total variation)", "cell", &columns, rows);
    errors.note = Some(format!(
        "Each cell by itself, never pooled; “All cells” averages their errors by trips. Constant shares are what the study's own {} people really chose. Intervals resample people.",
        format::count(u64::from(found.own_people))
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
    let mut blocks = vec![figure(
        "transfer",
        "Predicted against real, people never used",
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
    blocks.push(Block::Table(table("Share really chosen / predicted", "cell", &names, rows)));
    if !found.valid() {
        blocks.push(Block::Callout(Callout {
            tone: Tone::Warning,
            title: "Not valid for these people.".to_owned(),
            text: format!("For {} use the constant shares, or fit the tastes to people like them first.", found.who),
        }));
    }
    Some(Section { id: "validity".to_owned(), title: "What is validated, and how".to_owned(), finding, blocks })
}
