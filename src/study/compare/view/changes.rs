//! What is compared.

use crate::report::view::{Block, Heading, Section, Table};

use super::reading::Reading;

/// The section on what each treatment changes.
pub(super) fn section(reading: &Reading<'_>) -> Section {
    let mut rows = Vec::new();
    for treatment in &reading.comparing.treatments {
        for line in &treatment.diff {
            rows.push(vec![treatment.name.clone(), line.label.clone(), line.from.clone(), line.to.clone()]);
        }
    }
    let lines = rows.len();
    let columns = vec![Heading::text("change"), Heading::text("what"), Heading::text("as it is"), Heading::text("with it")];
    let note = Some("Amounts that nobody knows for certain stand here by their middle.".to_owned())
        .filter(|_| reading.comparing.amounts().iter().any(|amount| !amount.quantity.is_certain()));
    let mut blocks = vec![Block::Table(Table { caption: "What each change does to the study".to_owned(), columns, rows, note })];
    let whys: Vec<String> = reading
        .comparing
        .treatments
        .iter()
        .filter(|treatment| !treatment.why.is_empty())
        .map(|treatment| format!("“{}”: {}", treatment.name, treatment.why))
        .collect();
    if !whys.is_empty() {
        blocks.push(Block::Text(whys));
    }
    let count = reading.treatments().len();
    let changes = if count == 1 { "One change".to_owned() } else { format!("{count} changes") };
    let edits = if lines == 1 { "one line of the study".to_owned() } else { format!("{lines} lines of the study") };
    Section {
        id: "changes".to_owned(),
        title: "What is compared".to_owned(),
        finding: format!("{changes}, {edits}; all else stays as it is, and the same people make the same draws."),
        blocks,
    }
}
