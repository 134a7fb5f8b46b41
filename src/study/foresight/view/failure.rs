//! Under what it fails, in plain words.

use crate::report::format;
use crate::report::view::{Block, Heading, Table};

use super::super::failure::Failure;

/// What was found, as a table; where nothing was found, as a sentence.
pub(super) fn block(failure: &Failure) -> Block {
    let share = format::probability(failure.share);
    if failure.boxes.is_empty() {
        return Block::Text(vec![format!(
            "Over all scenarios and draws, {} in {share} of cases; no limit on drivers or uncertain numbers gathers them more than chance would, on {} draws \
             that took no part in looking.",
            failure.what, failure.fresh
        )]);
    }
    let rows = failure.boxes.iter().map(|trap| {
        vec![trap.limits.join(" and "), format::share(trap.density), format::percent(trap.coverage), format::percent(trap.mass)]
    });
    Block::Table(Table {
        caption: format!("Under what {} most often", failure.what),
        columns: vec![
            Heading::text("where"),
            Heading::number("it fails in, of cases there"),
            Heading::number("of all failures"),
            Heading::number("of all cases"),
        ],
        rows: rows.collect(),
        note: Some(format!(
            "Over all scenarios and draws it fails in {share} of cases. What gathers failures was looked for on half of the draws (patient rule induction); \
             the shares are those on the {} others, with 95 % intervals. That something stands here does not make it the cause.",
            failure.fresh
        )),
    })
}
