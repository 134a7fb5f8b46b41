//! Since last time: what changed, what was met again, what was left out, what was open again.

use crate::advocate::Hurts;
use crate::report::format;
use crate::report::view::{Block, Estimate, Heading, Section, Table};
use crate::study::memory::Change;

use super::super::recall::{MetAgain, Since, since};
use super::objections::hurt;
use super::reading::{Reading, table};

/// Rows of each table; the rest is in the table `memory`.
const ROWS: usize = 12;

/// The section, where a record of earlier runs is kept.
pub(super) fn section(reading: &Reading<'_>) -> Option<Section> {
    let since = since(reading.study, reading.findings)?;
    let judged = &since.recalled.judged;
    let made = |finding: String, blocks: Vec<Block>| {
        Some(Section { id: "since".to_owned(), title: "Since last time".to_owned(), finding, blocks })
    };
    let name = since.recalled.path.display();
    let kept = "Objections met, ideas tried and why they were kept or dropped, and what the people as a whole answered are added to the memory when a run is whole.";
    if judged.runs == 0 {
        return made(
            format!("This is the first run that the memory `{name}` keeps, so nothing is left out."),
            vec![Block::Text(vec![kept.to_owned()])],
        );
    }
    let counted = |count: usize, one: &str, many: &str| if count == 1 { format!("1 {one}") } else { format!("{count} {many}") };
    let finding = format!(
        "Since run {}: {}, {}, {}, {}.",
        judged.runs,
        counted(judged.changes.len(), "input has changed", "inputs have changed"),
        counted(since.met.len(), "objection was met again", "objections were met again"),
        counted(since.left_out.len(), "idea was left out", "ideas were left out"),
        counted(since.reopened.len(), "idea was open again", "ideas were open again"),
    );
    let tables = [changed(&since), met(reading, &since), reopened(&since), left_out(&since), answered(&since)];
    let mut blocks: Vec<Block> = tables.into_iter().flatten().map(Block::Table).collect();
    blocks.push(Block::Text(vec![
        "What an earlier run dropped, or found to do no harm that matters, is not tried again unless an input that mattered has changed since. An input mattered unless it was pushed to both ends of what is plausible and moved neither the verdict figure nor an experience measure by a tenth of what matters (judgement).".to_owned(),
        format!("{kept} To make this report again, give it the memory as it was: its hash stands at the end of the page. People do not remember the earlier draft: every run asks them afresh."),
    ]));
    made(finding, blocks)
}

/// The note under a table that is cut.
fn cut(count: usize) -> Option<String> {
    (count > ROWS).then(|| format!("{ROWS} of {count}; all are in the table `memory`."))
}

fn cell(value: &Option<String>) -> String {
    const LONGEST: usize = 80;
    match value {
        None => "not there".to_owned(),
        Some(value) if value.chars().count() > LONGEST => format!("{}…", value.chars().take(LONGEST).collect::<String>()),
        Some(value) => value.clone(),
    }
}

fn changed(since: &Since<'_>) -> Option<Table> {
    let changes = &since.recalled.judged.changes;
    let rows: Vec<Vec<String>> =
        changes.iter().take(ROWS).map(|change| vec![change.path.clone(), cell(&change.before), cell(&change.now)]).collect();
    (!rows.is_empty()).then(|| Table {
        caption: "Inputs that have changed since the last run".to_owned(),
        columns: vec![Heading::text("input"), Heading::text("then"), Heading::text("now")],
        rows,
        note: cut(changes.len()),
    })
}

/// What has changed, in few words.
fn few(changes: &[&Change]) -> String {
    match changes {
        [] => "nothing".to_owned(),
        [one] => one.path.clone(),
        [one, other] => format!("{} and {}", one.path, other.path),
        [one, other, rest @ ..] => format!("{}, {} and {} more", one.path, other.path, rest.len()),
    }
}

fn met(reading: &Reading<'_>, since: &Since<'_>) -> Option<Table> {
    let stress = reading.findings.stress.as_ref()?;
    let then = |met: &MetAgain<'_>| {
        let damage = &met.before.damage;
        let change = Estimate::new(damage.mean, damage.low, damage.high);
        match met.now.hurts {
            Hurts::Verdict => reading.leading_change(change),
            Hurts::Experience { xlm } => reading.study.difference(stress.goal.xlms[xlm].kind, change),
        }
    };
    let row = |met: &MetAgain<'_>| {
        vec![
            format!("{}: {}", met.now.brief.short(), met.now.claim.trim_end_matches('.')),
            met.run.to_string(),
            then(met),
            hurt(reading, stress, met.now),
            few(&met.changes),
        ]
    };
    let rows: Vec<Vec<String>> = since.met.iter().take(ROWS).map(row).collect();
    (!rows.is_empty()).then(|| Table {
        caption: "Objections that were met before".to_owned(),
        columns: vec![
            Heading::text("objection"),
            Heading::number("run"),
            Heading::number("change then"),
            Heading::number("change now"),
            Heading::text("what changed since"),
        ],
        rows,
        note: cut(since.met.len()),
    })
}

fn reopened(since: &Since<'_>) -> Option<Table> {
    let rows: Vec<Vec<String>> = since
        .reopened
        .iter()
        .take(ROWS)
        .map(|(open, became)| {
            let mut changes: Vec<String> = open.changes.iter().map(|change| change.path.clone()).collect();
            if open.more > 0 {
                changes.push(format!("{} more", open.more));
            }
            vec![open.settled.what.clone(), open.settled.run.to_string(), open.settled.why.clone(), changes.join(", "), became.clone()]
        })
        .collect();
    (!rows.is_empty()).then(|| Table {
        caption: "Ideas that were settled and open again, since something that mattered has changed".to_owned(),
        columns: vec![
            Heading::text("idea"),
            Heading::number("run"),
            Heading::text("then"),
            Heading::text("what changed since"),
            Heading::text("now"),
        ],
        rows,
        note: cut(since.reopened.len()),
    })
}

fn left_out(since: &Since<'_>) -> Option<Table> {
    let rows: Vec<Vec<String>> =
        since.left_out.iter().take(ROWS).map(|skipped| vec![skipped.what.clone(), skipped.run.to_string(), skipped.why.clone()]).collect();
    (!rows.is_empty()).then(|| Table {
        caption: "Left out: settled before, and nothing that mattered has changed".to_owned(),
        columns: vec![Heading::text("idea"), Heading::number("run"), Heading::text("why")],
        rows,
        note: cut(since.left_out.len()),
    })
}

/// What they would take, then and now; the answers on scales are in the table `memory`.
fn answered(since: &Since<'_>) -> Option<Table> {
    let first = since.answers.first()?.question.as_str();
    let known = |share: Option<f64>| share.map_or_else(|| "not asked".to_owned(), |share| format::percent_to(share, 1));
    let rows: Vec<Vec<String>> = since
        .answers
        .iter()
        .filter(|answered| answered.question == first)
        .map(|answered| vec![answered.answer.clone(), known(answered.before), known(Some(answered.now))])
        .collect();
    let mut table = table("What the people would take, mean share", "alternative", &["last time", "now"], rows);
    table.note = Some("Their answers to every question are in the table `memory`.".to_owned())
        .filter(|_| since.answers.iter().any(|one| one.question != first));
    Some(table)
}
