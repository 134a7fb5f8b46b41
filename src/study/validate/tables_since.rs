//! This run beside the last one, as a table.

use crate::frame::{Frame, FrameError, Values};

use super::analyse::Findings;
use super::recall::{Since, since};
use super::study::Study;

/// Builds the table `memory`, where a record is kept: what differs between this run and the last one, a line each.
///
/// # Errors
/// [`FrameError`] when two columns share a name, which would be a fault of the program.
pub(super) fn tables(study: &Study, findings: &Findings) -> Result<Option<Frame>, FrameError> {
    let Some(since) = since(study, findings) else { return Ok(None) };
    let lines = lines(&since);
    let text = |column: usize| Values::Text(lines.iter().map(|line| line[column].clone()).collect());
    let mut frame = Frame::new("memory");
    for (column, name) in ["what", "which", "run", "before", "now", "why"].into_iter().enumerate() {
        frame.push(name, text(column))?;
    }
    Ok(Some(frame))
}

/// What it is, of which input or idea, the run it is held against, what was, what is, and why.
fn lines(since: &Since<'_>) -> Vec<[String; 6]> {
    let judged = &since.recalled.judged;
    let run = |run: usize| run.to_string();
    let value = |value: &Option<String>| value.clone().unwrap_or_default();
    let nothing = String::new;
    let mut lines: Vec<[String; 6]> = judged
        .changes
        .iter()
        .map(|change| {
            ["input changed".to_owned(), change.path.clone(), run(judged.runs), value(&change.before), value(&change.now), nothing()]
        })
        .collect();
    lines.extend(since.met.iter().map(|met| {
        let now = met.now.change().map_or_else(nothing, |change| format!("{}", change.mean));
        let why = met.changes.iter().map(|change| change.words()).collect::<Vec<_>>().join("; ");
        ["objection met again".to_owned(), met.now.claim.clone(), run(met.run), format!("{}", met.before.damage.mean), now, why]
    }));
    let settled = |what: &str, which: &str, of: usize, why: &str, now: &str, changed: String| {
        [what.to_owned(), which.to_owned(), run(of), why.to_owned(), now.to_owned(), changed]
    };
    lines
        .extend(since.left_out.iter().map(|skipped| settled("left out", &skipped.what, skipped.run, &skipped.why, "not tried", nothing())));
    lines.extend(since.reopened.iter().map(|(open, became)| {
        let changed = open.changes.iter().map(|change| change.words()).collect::<Vec<_>>().join("; ");
        settled("open again", &open.settled.what, open.settled.run, &open.settled.why, became, changed)
    }));
    lines.extend(since.answers.iter().map(|answered| {
        let before = answered.before.map_or_else(nothing, |share| share.to_string());
        let which = format!("{}: {}", answered.question, answered.answer);
        ["answer".to_owned(), which, run(judged.runs), before, answered.now.to_string(), nothing()]
    }));
    lines
}
