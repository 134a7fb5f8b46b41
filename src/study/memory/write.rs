//! Entries as lines of text.

use serde_json::{Value as Json, json};

use crate::input::Text;

use super::edits::{Edit, plain_value};
use super::record::{Answers, Entry, Intervention, Objection, Run, Spread};

/// Returns an entry as a line, with its line end.
///
/// # Determinism
/// Keys stand in a fixed order, numbers in their shortest form.
pub(super) fn line(entry: &Entry) -> String {
    let (kind, fields) = match entry {
        Entry::Run(run) => ("run", of_run(run)),
        Entry::Objection(objection) => ("objection", of_objection(objection)),
        Entry::Intervention(intervention) => ("intervention", of_intervention(intervention)),
        Entry::Answers(answers) => ("answers", of_answers(answers)),
    };
    format!("{}\n", object([(kind, fields)]))
}

/// Returns the line that closes lines cut off by a crash.
pub(super) fn tear(lines: &[usize]) -> String {
    format!("{}\n", object([("tear", object([("lines", json!(lines).to_string())]))]))
}

/// Writes an object whose values are JSON already. An object of `serde_json` would sort its keys or not, by what else is compiled in.
fn object<K: AsRef<str>>(entries: impl IntoIterator<Item = (K, String)>) -> String {
    let entries: Vec<String> = entries.into_iter().map(|(key, value)| format!("{}:{value}", text(key.as_ref()))).collect();
    format!("{{{}}}", entries.join(","))
}

fn list(items: impl IntoIterator<Item = String>) -> String {
    format!("[{}]", items.into_iter().collect::<Vec<_>>().join(","))
}

fn text(words: &str) -> String {
    Json::from(words).to_string()
}

fn of_run(run: &Run) -> String {
    object([
        ("format", run.format.to_string()),
        ("foretaste", text(&run.foretaste)),
        ("study", text(run.study.as_str())),
        ("title", text(&run.title)),
        ("measure", text(&run.measure)),
        ("seed", text(&run.seed.0.to_string())),
        ("files", text(run.files.as_str())),
        ("inputs", object(run.inputs.iter().map(|(path, value)| (path, text(value))))),
        ("idle", texts(&run.idle)),
    ])
}

fn of_objection(objection: &Objection) -> String {
    object([
        ("brief", text(&objection.brief)),
        ("claim", text(&objection.claim)),
        ("hurts", text(&objection.hurts)),
        ("edits", edits(&objection.edits)),
        ("damage", spread(&objection.damage)),
        ("likelihood", json!(objection.likelihood.get()).to_string()),
        ("outcome", text(objection.outcome.as_str())),
    ])
}

fn of_intervention(tried: &Intervention) -> String {
    let gain = tried.gain.map(|gain| ("gain", json!(gain).to_string()));
    let before = [
        ("title", text(&tried.title)),
        ("edits", edits(&tried.edits)),
        ("cost", numbers([("low", tried.cost.low), ("likely", tried.cost.likely), ("high", tried.cost.high)])),
    ];
    let after = [("outcome", text(tried.outcome.as_str())), ("reason", text(&tried.reason))];
    object(before.into_iter().chain(gain).chain(after))
}

fn of_answers(answers: &Answers) -> String {
    let boxes = answers.boxes.iter().map(|one| object([("answer", text(&one.answer)), ("share", json!(one.share.get()).to_string())]));
    object([("question", text(&answers.question)), ("boxes", list(boxes))])
}

fn edits(edits: &[Edit]) -> String {
    list(edits.iter().map(|edit| {
        let value = edit.value.as_deref().map(|value| ("value", text(&plain_value(value))));
        object([("path", text(&edit.path)), ("verb", text(&edit.verb))].into_iter().chain(value))
    }))
}

fn spread(spread: &Spread) -> String {
    numbers([("mean", spread.mean), ("low", spread.low), ("high", spread.high)])
}

fn numbers(numbers: [(&str, f64); 3]) -> String {
    object(numbers.map(|(key, number)| (key, json!(number).to_string())))
}

fn texts(texts: &[Text]) -> String {
    list(texts.iter().map(|words| text(words)))
}
