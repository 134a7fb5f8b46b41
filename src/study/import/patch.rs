//! A recommendation as a change to what the team file was made from.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::input::{Cx, Data, Document, Node};
use crate::study::memory::Digest;

use super::origin::{OriginFile, OriginKind, OriginSpec};

/// The source with the recommendation in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patched {
    /// Files: names and contents.
    pub files: Vec<(String, String)>,
    /// What was done, or why nothing was, in words.
    pub words: Vec<String>,
}

/// Writes a setting back to the source. `waits` says for each agent by name whether a person must approve its work; `folder` is that of the team
/// file and `root` what no file may leave.
///
/// # Errors
/// Nothing fails: where the source cannot be changed, the words say why.
#[must_use]
pub fn patch(origin: &OriginSpec, waits: &[(&str, bool)], folder: &Path, root: &Path) -> Patched {
    let nothing = |words: String| Patched { files: Vec::new(), words: vec![words] };
    let mut texts = Vec::new();
    for file in &origin.files {
        match unchanged(file, folder, root) {
            Ok(text) => texts.push((file.holds.as_str(), text)),
            Err(why) => return nothing(format!("Nothing was written back to the source: {why}.")),
        }
    }
    let known: Vec<(&str, &str, bool)> = origin
        .agents
        .iter()
        .filter_map(|(name, known_as)| {
            let waits = waits.iter().find(|(agent, _)| *agent == name.value.as_str())?;
            Some((name.value.as_str(), known_as.as_str(), waits.1))
        })
        .collect();
    match origin.kind {
        OriginKind::CrewAi => match texts.iter().find(|(holds, _)| *holds == "tasks") {
            Some((_, text)) => crew(text, &known),
            None => nothing("Nothing was written back to the source: `[origin]` names no file that holds the tasks.".to_owned()),
        },
        OriginKind::LangGraph => graph(origin, &known),
        OriginKind::Bpmn | OriginKind::Trace => Patched { files: Vec::new(), words: Vec::new() },
    }
}

/// The text of a file that is as it was when it was read.
fn unchanged(file: &OriginFile, folder: &Path, root: &Path) -> Result<String, String> {
    let shown = file.file.as_str();
    let path: PathBuf = folder.join(shown);
    let real = path.canonicalize().map_err(|_| format!("`{shown}` is not there any more"))?;
    let root = root.canonicalize().map_err(|_| format!("the folder `{}` cannot be read", root.display()))?;
    if !real.starts_with(&root) {
        return Err(format!("`{shown}` lies outside the folder that input may not leave (`--root` names another one)"));
    }
    let bytes = fs::read(&real).map_err(|_| format!("`{shown}` cannot be read"))?;
    if Digest::of(&bytes) != file.sha256 {
        return Err(format!("`{shown}` has changed since it was imported; import it again"));
    }
    String::from_utf8(bytes).map_err(|_| format!("`{shown}` is not UTF-8 text"))
}

/// A graph's interrupts, as JSON and as a line of Python.
fn graph(origin: &OriginSpec, known: &[(&str, &str, bool)]) -> Patched {
    let before: Vec<&str> = origin.before.iter().map(|name| name.as_str()).collect();
    let of = |early: bool| -> Vec<&str> {
        known.iter().filter(|(name, _, waits)| *waits && before.contains(name) == early).map(|(_, id, _)| *id).collect()
    };
    let (before, after) = (of(true), of(false));
    let list = |names: &[&str]| json!(names).to_string().replace("\",\"", "\", \"");
    let line =
        format!("graph = builder.compile(checkpointer=checkpointer, interrupt_before={}, interrupt_after={})", list(&before), list(&after));
    let text =
        format!("{}\n", serde_json::to_string_pretty(&json!({ "interrupt_before": before, "interrupt_after": after })).unwrap_or_default());
    Patched {
        files: vec![
            ("interrupts.json".to_owned(), text),
            (
                "interrupts.py".to_owned(),
                format!("# Compile the graph with the recommended interrupts; they need a checkpointer.\n{line}\n"),
            ),
        ],
        words: vec![
            format!("`interrupts.json` and the line in `interrupts.py` hold the recommended interrupts: `{line}`."),
            "An agent on the loop is not interrupted: what it does is looked at afterwards.".to_owned(),
        ],
    }
}

/// What is put in where.
struct Edit {
    at: std::ops::Range<usize>,
    text: String,
}

/// A crew's tasks with `human_input` changed where the setting says so, everything else byte for byte.
fn crew(text: &str, known: &[(&str, &str, bool)]) -> Patched {
    let fail = |why: String| Patched { files: Vec::new(), words: vec![format!("Nothing was written back to tasks.yaml: {why}.")] };
    let Some(document) = parsed(text) else { return fail("it cannot be read".to_owned()) };
    let (mut edits, mut words) = (Vec::new(), Vec::new());
    for &(_, task, waits) in known {
        let Some(node) = document.node().get(task) else { return fail(format!("it has no task `{task}`")) };
        if asks(node) == waits {
            continue;
        }
        edits.push(edit(text, node, waits));
        words.push(format!("`{task}`: `human_input: {waits}`"));
    }
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.at.start));
    let mut patched = text.to_owned();
    for edit in &edits {
        patched.replace_range(edit.at.clone(), &edit.text);
    }
    // What was written is read again: every task asks as it should, and nothing else has changed.
    let sound = parsed(&patched).is_some_and(|after| {
        let asked = known.iter().all(|&(_, task, waits)| after.node().get(task).is_some_and(|node| asks(node) == waits));
        asked && rest(&document) == rest(&after)
    });
    if !sound {
        return fail("it is written in a way that cannot be changed safely; set `human_input` by hand".to_owned());
    }
    let said = if words.is_empty() {
        "`tasks.yaml` is as it should be already.".to_owned()
    } else {
        format!("`tasks.yaml` has the recommended setting: {}; everything else in it is as it was.", words.join(", "))
    };
    let on = "crewai knows in the loop (`human_input: true`) and out of it; an agent on the loop is looked at afterwards, which is yours to arrange.";
    Patched { files: vec![("tasks.yaml".to_owned(), patched)], words: vec![said, on.to_owned()] }
}

fn parsed(text: &str) -> Option<Document> {
    let mut cx = Cx::new();
    let document = cx.parse_yaml("tasks.yaml", text);
    cx.finish(document).ok().map(|(document, _)| document)
}

fn asks(task: Node<'_>) -> bool {
    matches!(task.get("human_input").map(Node::data), Some(Data::Bool(true)))
}

/// Everything but `human_input`, without places.
fn rest(document: &Document) -> String {
    fn plain(node: Node<'_>, depth: usize) -> String {
        match node.data() {
            Data::Table(_) => {
                let entries = node.entries().into_iter().flatten().filter(|(key, _)| depth != 1 || key.value != "human_input");
                let entries: Vec<String> = entries.map(|(key, value)| format!("{:?}: {}", key.value, plain(value, depth + 1))).collect();
                format!("{{{}}}", entries.join(", "))
            }
            Data::List(_) => {
                let items: Vec<String> = node.list().into_iter().flatten().map(|item| plain(item, depth + 1)).collect();
                format!("[{}]", items.join(", "))
            }
            data => format!("{data:?}"),
        }
    }
    plain(document.node(), 0)
}

/// The change that makes a task ask, or not.
fn edit(text: &str, task: Node<'_>, waits: bool) -> Edit {
    let whole = task.span().range();
    let own = task.entries().into_iter().flatten().find(|(key, value)| {
        let inside = |range: std::ops::Range<usize>| whole.start <= range.start && range.end <= whole.end;
        key.value == "human_input" && inside(key.span.range()) && inside(value.span().range())
    });
    if let Some((_, value)) = own {
        return Edit { at: value.span().range(), text: waits.to_string() };
    }
    if text.as_bytes().get(whole.start) == Some(&b'{') {
        // A table on one line: before its closing brace, after what is last in it.
        let inside = text[..whole.end - 1].trim_end();
        let comma = if inside.ends_with([',', '{']) { " " } else { ", " };
        return Edit { at: inside.len()..inside.len(), text: format!("{comma}human_input: {waits}") };
    }
    // A line of its own in front of the task's first key, indented like it.
    let line = text[..whole.start].rfind('\n').map_or(0, |at| at + 1);
    let indent = &text[line..whole.start];
    let end = if text[..line].ends_with("\r\n") { "\r\n" } else { "\n" };
    Edit { at: whole.start..whole.start, text: format!("human_input: {waits}{end}{indent}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TASKS: &str = "# The tasks.\nresearch: # first\n  description: >\n    Find out.\n  agent: researcher   # who\n  human_input: yes # a person looks\n\nwrite:\n    description: 'é: Write it.'\n    agent: writer\n\nsend: {agent: sender, context: [write] }\n";

    fn patched(text: &str, waits: &[(&str, bool)]) -> Patched {
        let known: Vec<(&str, &str, bool)> = waits.iter().map(|&(task, waits)| (task, task, waits)).collect();
        crew(text, &known)
    }

    #[test]
    fn only_what_changes_is_changed() {
        let all = patched(TASKS, &[("research", false), ("write", true), ("send", true)]);
        let expected = TASKS
            .replace("human_input: yes #", "human_input: false #")
            .replace("    description: 'é", "    human_input: true\n    description: 'é")
            .replace("[write] }", "[write], human_input: true }");
        assert_eq!(all.files, [("tasks.yaml".to_owned(), expected)]);
        assert!(all.words[0].contains("`research`: `human_input: false`"), "{:?}", all.words);
        let same = patched(TASKS, &[("research", true), ("write", false), ("send", false)]);
        assert_eq!(same.files, [("tasks.yaml".to_owned(), TASKS.to_owned())]);
        assert!(same.words[0].contains("as it should be already"));
        let crlf = TASKS.replace('\n', "\r\n");
        let windows = patched(&crlf, &[("write", true)]);
        assert_eq!(windows.files[0].1, crlf.replace("    description: 'é", "    human_input: true\r\n    description: 'é"));
    }

    #[test]
    fn what_cannot_be_changed_safely_is_left() {
        // The key says nothing, and a second one would be given twice.
        let empty = "a:\n  human_input:\n  agent: x\n";
        // What is merged in stays as it is, and the task's own key goes before it.
        let merged = "base: &base\n  human_input: true\n  agent: x\na:\n  <<: *base\n  description: y\n";
        let found = patched(empty, &[("a", true)]);
        assert!(found.files.is_empty() && found.words[0].contains("by hand"), "{found:?}");
        let found = patched(merged, &[("a", false)]);
        assert_eq!(found.files[0].1, merged.replace("  <<: *base", "  human_input: false\n  <<: *base"));
        assert!(patched("a:\n  agent: x\n", &[("b", true)]).files.is_empty());
    }
}
