//! The assumptions, and how it was run.

use crate::montecarlo::Stopped;
use crate::report::format;
use crate::report::view::{Block, Fact, Ledger, LedgerRow, Section};
use crate::study::parts::{grade, value};
use crate::world::World;

use super::reading::{Reading, judged, turned_words};

/// Rows of the ledger on the page; the rest is in the table.
const ROWS: usize = 40;

pub(super) fn ledger(reading: &Reading<'_>) -> Section {
    let unknowns = reading.study.team.unknowns();
    let order = reading.search().map_or_else(Vec::new, |search| search.next.iter().map(|next| next.unknown).collect::<Vec<_>>());
    let mut entries: Vec<_> = unknowns.ledger().collect();
    entries.sort_by_key(|entry| entry.unknown.and_then(|unknown| order.iter().position(|&one| one == unknown)).unwrap_or(usize::MAX));
    let rows = entries
        .iter()
        .take(ROWS)
        .map(|entry| LedgerRow {
            name: entry.label.clone(),
            value: value(&entry.dist, &entry.unit),
            grade: grade(entry.grade),
            source: entry.source.clone().unwrap_or_default(),
            flips_at: entry.unknown.and_then(|unknown| flips(reading, unknown)),
        })
        .collect();
    let (judged, uncertain) = judged(reading.study);
    Section {
        id: "ledger".to_owned(),
        title: "What is assumed".to_owned(),
        finding: format!("{} numbers, {uncertain} of them with a range; {judged} ranges are judgement.", entries.len()),
        blocks: vec![Block::Ledger(Ledger {
            rows,
            flips: "turns the order of two settings".to_owned(),
            csv: Some("tables/assumptions.csv".to_owned()),
        })],
    }
}

/// Where a number turns the order of two settings, the pair that matters most first.
fn flips(reading: &Reading<'_>, unknown: usize) -> Option<String> {
    let turned = reading.findings.turned.iter().find(|one| one.unknown == unknown)?;
    Some(turned_words(reading, turned))
}

pub(super) fn section(reading: &Reading<'_>) -> Section {
    let findings = reading.findings;
    let comparison = &findings.comparison;
    let draft = reading.study.team.draft();
    let stopped = match comparison.stopped() {
        Stopped::Complete => "as many as asked for",
        Stopped::Precise => "stopped where every setting's cost was known well enough, at a pre-set look",
        Stopped::AtLimit => "stopped at the limit; some setting's cost is less sure than the target",
        Stopped::Interrupted => "interrupted",
    };
    let days = |minutes: f64| format!("{} days", format::plain(minutes / 1440.0));
    let mut facts = vec![
        Fact::new("draws of what nobody knows", format!("{} ({stopped}), two runs each", format::count(comparison.replicates() as u64))),
        Fact::new("time that is run", format!("{} after {} that do not count", days(draft.span.minutes), days(draft.span.warm_up))),
        Fact::new("agents, people, gates", format!("{}, {}, {}", draft.agents.len(), draft.people.len(), draft.gates.len())),
    ];
    if let Some(search) = &findings.search {
        let ended = if search.found.settled { "nothing more promised anything" } else { "the budget was spent" };
        facts.push(Fact::new("search", format!("{} batches of four runs; {ended}", format::count(search.found.spent))));
        facts.push(Fact::new("front of single moves added up", format!("{} settings", format::count(search.found.surrogate_front as u64))));
    }
    let text = vec![
        "Every setting runs on the same items, the same luck at every step and the same draws of what nobody knows, so a difference between two settings is the settings' own. Item by item, a change at one agent leaves alone what never meets that agent.".to_owned(),
        "The search first measures what each move does by itself, from two settings that lie far apart and can last, and finds the exact best set as if moves simply added up. These settings, and single and double moves of the best of them, are then measured, and runs go where the best set is hardest to tell (the chances of a mistake after Applegate, Feldman, Hunter and Pasupathy 2020, held down one by one as in Lee, Chew, Teng and Goldsman 2010). What may belong to it is run again on draws that had no part in the search; how sure it is that nothing betters a setting comes from those.".to_owned(),
        "Nothing here was held against a real team's counts: not validated. The queues, gates and timeouts reproduce published results exactly (`foretaste verify`).".to_owned(),
    ];
    Section {
        id: "method".to_owned(),
        title: "How it was run".to_owned(),
        finding: format!(
            "{} draws of what nobody knows, {} settings side by side.",
            format::count(comparison.replicates() as u64),
            comparison.arms().len()
        ),
        blocks: vec![Block::Facts(facts), Block::Text(text)],
    }
}
