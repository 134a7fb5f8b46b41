//! From the text of a study and treatments to the text of the revised study.

use std::path::Path;

use crate::input::{Cx, Node, Quantity, Read};
use crate::market::{Market, MarketEdit, MarketMove, treat};
use crate::study::written::quoted;
use crate::treatment::spec::{EditSpec, Setting, TreatmentSpec};
use crate::treatment::{DiffLine, Edit};
use crate::world::World;

use super::check;
use super::fault::{Refusal, ReviseError};
use super::folder::rebased;
use super::layout::{Layout, Patches};
use super::number::{Verb, changed, keys, number, spoken, written};
use super::order::Order;
use super::place::{Spot, opening, target};

/// Where the study is and where the new one will be, so that the files it names are still found. Both in full, or both from one place.
#[derive(Debug, Clone, Copy)]
pub struct Folders<'a> {
    /// The folder of the study.
    pub from: &'a Path,
    /// The folder of the new one.
    pub to: &'a Path,
}

/// One line of what was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revised {
    /// The path in the study.
    pub path: String,
    /// The same in plain words.
    pub label: String,
    /// What it was.
    pub from: String,
    /// What it is now.
    pub to: String,
    /// Why.
    pub reason: String,
}

/// A revised study.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// The text of its file.
    pub text: String,
    /// What was changed, in the order of the changes.
    pub diff: Vec<Revised>,
}

/// What stands at a path while changes are made to it.
#[derive(Debug, Clone)]
enum State {
    Number(Quantity),
    People(String),
    Word(String),
}

impl State {
    fn spoken(&self, unit: &str) -> String {
        match self {
            Self::Number(quantity) => spoken(&quantity.dist, unit),
            Self::People(formula) => format!("each person's own: {formula}"),
            Self::Word(word) => word.clone(),
        }
    }

    fn written(&self) -> String {
        match self {
            Self::Number(quantity) => written(quantity),
            Self::People(formula) => format!("{{ people = {} }}", quoted(formula)),
            Self::Word(word) => quoted(word),
        }
    }
}

/// A value that changes.
struct Value {
    path: String,
    unit: String,
    range: (f64, f64),
    state: State,
    /// Whether the study says nothing of it.
    missing: bool,
    /// What the comments beside it say.
    notes: Vec<String>,
}

struct Rewriter<'a> {
    market: &'a Market,
    layout: Layout<'a>,
    root: Node<'a>,
    values: Vec<Value>,
    journey: Order,
    alternatives: Order,
    diff: Vec<Revised>,
    refusals: Vec<Refusal>,
}

/// Writes changes into the text of a study; comments and layout stay as they are.
///
/// Each change is a treatment with the reason for it. Every changed value gets a comment that says what it was and why it changed. Numbers
/// multiplied by an uncertain effect become the distribution of the product, the two taken as independent; plain numbers stay plain, with
/// at most twelve significant digits. An input of a correlated group keeps its correlation.
///
/// # Errors
/// [`ReviseError`] with every reason at once: a text that is not this market's study, a change of the world rather than of what we offer,
/// a change that a study file has no words for, something taken out that the study still speaks of, a result that would not be sound.
///
/// # Determinism
/// Depends on its arguments alone; no file is read.
pub fn rewrite(text: &str, changes: &[(TreatmentSpec, String)], market: &Market, folders: Folders<'_>) -> Result<Revision, ReviseError> {
    let one = |refusal| ReviseError { refusals: vec![refusal] };
    let mut cx = Cx::new();
    let Some(document) = cx.parse_toml("the study", text) else {
        let why = said(cx);
        return Err(one(Refusal::OtherStudy { why }));
    };
    let root = document.node();
    other_study(root, market).map_err(one)?;
    let mut rewriter = Rewriter {
        market,
        layout: Layout::new(text, root),
        root,
        values: Vec::new(),
        journey: Order::new("journey", market.touchpoints().len()),
        alternatives: Order::new("alternatives", root.get("alternatives").and_then(Node::list).map_or(0, |list| list.len())),
        diff: Vec::new(),
        refusals: Vec::new(),
    };
    for (spec, reason) in changes {
        rewriter.treatment(spec, reason);
    }
    let (diff, mut refusals) = (std::mem::take(&mut rewriter.diff), std::mem::take(&mut rewriter.refusals));
    let revised = rewriter.write(folders, &mut refusals);
    if refusals.is_empty() {
        refusals.extend(check::faults(&revised, market).into_iter().map(|why| Refusal::Unsound { why }));
    }
    if refusals.is_empty() { Ok(Revision { text: revised, diff }) } else { Err(ReviseError { refusals }) }
}

/// All that a reading complained of, in one line.
fn said(cx: Cx) -> String {
    match cx.finish(None::<()>) {
        Ok(_) => String::new(),
        Err(problems) => problems.list().iter().map(|problem| problem.what().to_owned()).collect::<Vec<_>>().join("; "),
    }
}

fn other_study(root: Node<'_>, market: &Market) -> Result<(), Refusal> {
    let names = |list: &str| -> Vec<String> {
        let tables = root.get(list).and_then(Node::list).into_iter().flatten();
        tables.filter_map(|table| table.get("name")?.text().map(str::to_owned)).collect()
    };
    let concept = root.get("concept").and_then(|concept| concept.get("name")).and_then(Node::text);
    let offered: Vec<String> = concept.map(str::to_owned).into_iter().chain(names("alternatives")).collect();
    let known: Vec<String> = market.alternatives().iter().map(|one| one.name.clone()).take(offered.len()).collect();
    if offered != known {
        return Err(Refusal::OtherStudy { why: format!("it offers {}, and the market {}", offered.join(", "), known.join(", ")) });
    }
    let steps: Vec<&str> = market.touchpoints().iter().map(|point| point.name.as_str()).collect();
    if names("journey") != steps {
        return Err(Refusal::OtherStudy { why: "its journey has other steps".to_owned() });
    }
    Ok(())
}

/// Why a path is not ours to change; `None` where it is.
fn not_ours(path: &str) -> Option<&'static str> {
    let first = path.split('.').next().unwrap_or_default();
    match first {
        "people" | "segments" => Some("who the people are is not ours to decide"),
        "tastes" | "fitted" => Some("what people want is not ours to decide"),
        "choice" | "none" => Some("how people choose is not ours to decide"),
        "team" => Some("how the team turns out is not ours to decide"),
        "model" | "price_test" => Some("it is how the test works, not what is tested"),
        "survey" if !matches!(path, "survey.clarity" | "survey.uniqueness") => {
            Some("it is how people answer, not what they are asked about")
        }
        _ => None,
    }
}

/// A reason as the end of a comment.
fn sentence(reason: &str) -> String {
    let reason = reason.trim();
    if reason.is_empty() || reason.ends_with(['.', '!', '?', '…']) { reason.to_owned() } else { format!("{reason}.") }
}

impl Rewriter<'_> {
    fn treatment(&mut self, spec: &TreatmentSpec, reason: &str) {
        let title = spec.title.value.as_str();
        let brought: Vec<&str> = spec.edit.iter().filter_map(|edit| edit.enter.as_ref()).map(|name| name.value.as_str()).collect();
        for name in &brought {
            let path = format!("alternatives.{name}");
            self.refusals.push(Refusal::World { path, why: "who enters the market is not ours to decide".to_owned() });
        }
        // The whole first: changes that contradict each other show only together.
        let mut market = self.market.clone();
        let mut cx = Cx::new();
        if treat(&mut market, spec, &mut cx).is_none() {
            return self.refusals.push(Refusal::Treatment { title: title.to_owned(), why: said(cx) });
        }
        for edit in &spec.edit {
            let of_entrant = |path: &str| brought.iter().any(|name| path.starts_with(&format!("alternatives.{name}.")));
            if edit.enter.is_some() || edit.change.as_ref().is_some_and(|path| of_entrant(path.value.as_str())) {
                continue;
            }
            // Then one by one, to know what each amount is and where it comes from.
            let single = TreatmentSpec { edit: vec![edit.clone()], ..spec.clone() };
            let mut cx = Cx::new();
            match treat(&mut market, &single, &mut cx) {
                None => self.refusals.push(Refusal::Treatment { title: title.to_owned(), why: said(cx) }),
                Some(made) => made.edits.iter().zip(&made.diff).for_each(|(done, line)| self.edit(edit, done, line, title, reason)),
            }
        }
    }

    fn edit(&mut self, spec: &EditSpec, edit: &MarketEdit, line: &DiffLine, title: &str, reason: &str) {
        if let Some(why) = not_ours(&line.path) {
            return self.refusals.push(Refusal::World { path: line.path.clone(), why: why.to_owned() });
        }
        let done = match edit {
            Edit::Structure(MarketMove::Drop { touchpoint }) => self.take_out("journey", *touchpoint, line, reason),
            Edit::Structure(MarketMove::Remove { alternative }) => self.take_out("alternatives", alternative - 1, line, reason),
            Edit::Structure(MarketMove::Reorder { touchpoint, before }) => self.reorder(*touchpoint, *before, line, reason),
            _ => self.value(spec, edit, line, title, reason),
        };
        if let Err(refusal) = done {
            self.refusals.push(refusal);
        }
    }

    fn record(&mut self, line: &DiffLine, from: String, to: String, reason: &str) {
        self.diff.push(Revised { path: line.path.clone(), label: line.label.clone(), from, to, reason: reason.trim().to_owned() });
    }

    fn take_out(&mut self, list: &'static str, place: usize, line: &DiffLine, reason: &str) -> Result<(), Refusal> {
        let name = line.path.strip_prefix(list).map_or("", |rest| rest.trim_start_matches('.'));
        if let Some(by) = check::referring(self.root, list, name) {
            return Err(Refusal::Referred { path: line.path.clone(), by });
        }
        if list == "alternatives" && self.market.reference() == Some(place + 1) {
            return Err(Refusal::Referred { path: line.path.clone(), by: "the concept is held against it: `reference = true`".to_owned() });
        }
        let order = if list == "journey" { &mut self.journey } else { &mut self.alternatives };
        order.remove(place, format!("Taken out: {name}. {}", sentence(reason)));
        self.record(line, "there".to_owned(), "gone".to_owned(), reason);
        Ok(())
    }

    fn reorder(&mut self, place: usize, before: Option<usize>, line: &DiffLine, reason: &str) -> Result<(), Refusal> {
        let Some(was) = self.journey.move_before(place, before) else {
            return Err(Refusal::Unwritable { path: line.path.clone(), why: "it has been taken out".to_owned() });
        };
        let from = format!("step {was}");
        self.journey.note(place, format!("Was {from}, now {}. {}", line.to, sentence(reason)));
        self.record(line, from, line.to.clone(), reason);
        Ok(())
    }

    fn value(&mut self, spec: &EditSpec, edit: &MarketEdit, line: &DiffLine, title: &str, reason: &str) -> Result<(), Refusal> {
        let index = match self.values.iter().position(|value| value.path == line.path) {
            Some(index) => index,
            None => {
                let value = self.stated(&line.path)?;
                self.values.push(value);
                self.values.len() - 1
            }
        };
        let value = &mut self.values[index];
        let unwritable = |why: &str| Refusal::Unwritable { path: line.path.clone(), why: why.to_owned() };
        let (verb, by) = match (&spec.set, &spec.scale, &spec.add) {
            (Some(set), ..) => match &set.value {
                Setting::Word(_) => (Verb::Set, None),
                Setting::Number(by) => (Verb::Set, Some(by)),
            },
            (_, Some(by), _) => (Verb::Scale, Some(by)),
            (.., Some(by)) => (Verb::Add, Some(by)),
            _ => return Err(unwritable("it says nothing of how")),
        };
        let from = value.state.spoken(&value.unit);
        value.state = match (by, &value.state) {
            (None, _) if matches!(edit, Edit::Structure(MarketMove::Level { .. } | MarketMove::Channel { .. })) => {
                State::Word(line.to.clone())
            }
            (Some(by), State::Number(base)) => State::Number(changed(base, verb, by, value.range, title)),
            (Some(by), State::People(_)) if verb == Verb::Set => State::Number(changed(by, verb, by, value.range, title)),
            (Some(by), State::People(formula)) if verb == Verb::Scale && by.is_certain() => {
                State::People(format!("({formula}) * {}", number(by.dist.median())))
            }
            (Some(_), State::People(_)) => {
                return Err(unwritable("each person has their own value, and a formula on people takes no uncertain number"));
            }
            _ => return Err(unwritable("it is a word, not a number")),
        };
        let to = value.state.spoken(&value.unit);
        let was = if value.missing && value.notes.is_empty() { "not stated, which counts as " } else { "" };
        value.notes.push(format!("Was {was}{from}. {}", sentence(reason)));
        self.record(line, from, to, reason);
        Ok(())
    }

    /// What stands at a path now.
    fn stated(&self, path: &str) -> Result<Value, Refusal> {
        let unwritable = |why: &str| Refusal::Unwritable { path: path.to_owned(), why: why.to_owned() };
        let target = target(self.root, path).ok_or_else(|| unwritable("the study has no table for it"))?;
        let slot = self.market.unknowns().slot(path).map(|slot| &self.market.unknowns().entries()[slot]);
        let missing = !target.table.has(&target.key);
        let value = |state, unit: &str, range| {
            let (path, unit) = (path.to_owned(), unit.to_owned());
            Value { path, unit, range, state, missing, notes: Vec::new() }
        };
        if slot.is_some_and(|entry| entry.drawn.is_some()) {
            return Err(unwritable("it comes from the team behind the concept; change the team instead"));
        }
        if let Some(entry) = slot {
            // The text must say what the market was built from, or a change of it would mean something else.
            if let Some(node) = target.table.get(&target.key) {
                let read = Quantity::read(node, &mut Cx::new());
                if read.is_none_or(|read| read.dist != entry.dist) {
                    return Err(Refusal::OtherStudy { why: format!("it states another number for `{path}`") });
                }
            }
            let quantity = Quantity { dist: entry.dist.clone(), source: entry.source.clone(), grade: entry.grade, span: None };
            return Ok(value(State::Number(quantity), &entry.unit, entry.range));
        }
        let free = (f64::NEG_INFINITY, f64::INFINITY);
        let node = target.table.get(&target.key);
        let formula = node.and_then(|node| node.get("people")).and_then(Node::text);
        Ok(match (formula, node.and_then(Node::text)) {
            (Some(formula), _) => value(State::People(formula.to_owned()), "", free),
            (None, word) => value(State::Word(word.unwrap_or("none").to_owned()), "", free),
        })
    }

    /// The new text: values first, in place; then the order of tables, on the text that gives; then the names of files.
    fn write(self, folders: Folders<'_>, refusals: &mut Vec<Refusal>) -> String {
        let mut patches = Patches::default();
        for value in &self.values {
            if self.put(value, &mut patches).is_none() {
                let why = "it is written in parts, with dots in its keys; write it as one table".to_owned();
                refusals.push(Refusal::Unwritable { path: value.path.clone(), why });
            }
        }
        if let Err(refusal) = move_files(&self.layout, self.root, folders, &mut patches) {
            refusals.push(refusal);
        }
        let mut text = patches.apply(self.layout.text);
        for order in [&self.journey, &self.alternatives].into_iter().filter(|order| !order.is_idle()) {
            let mut cx = Cx::new();
            let document = cx.parse_toml("the revised study", &text);
            let patches = document.and_then(|document| order.write(&Layout::new(&text, document.node()), document.node()));
            match patches {
                Some(patches) => text = patches.apply(&text),
                None => refusals.push(Refusal::Unwritable {
                    path: order.list.to_owned(),
                    why: "its tables do not stand in one piece each; put the parts of each together".to_owned(),
                }),
            }
        }
        text
    }

    /// Writes one value where it stands, with its comments above it.
    fn put(&self, value: &Value, patches: &mut Patches) -> Option<()> {
        let layout = &self.layout;
        let target = target(self.root, &value.path)?;
        let new = value.state.written();
        match target.spot(layout)? {
            Spot::Value(node) => {
                let range = node.span().range();
                let line = layout.open_line(range.start);
                value.notes.iter().for_each(|note| patches.replace(line..line, layout.comment(line, note)));
                patches.replace(range, new);
            }
            Spot::Section(node) => {
                let header = node.span().range();
                let line = layout.line_start(header.start);
                value.notes.iter().for_each(|note| patches.replace(line..line, layout.comment(line, note)));
                let State::Number(quantity) = &value.state else { return None };
                let block = layout.block(node, false)?;
                let rows: Vec<String> = keys(quantity).into_iter().map(|(key, value)| format!("{key} = {value}")).collect();
                let rows = rows.join(layout.line_end()) + layout.line_end();
                patches.replace(layout.next_line(header.end)..block.end, rows);
            }
            Spot::Missing(table, key) => {
                let opening = opening(layout, table, &key)?;
                let at = opening.at;
                if let Some(line) = opening.comment {
                    value.notes.iter().for_each(|note| patches.replace(line..line, layout.comment(line, note)));
                    patches.replace(at..at, format!("{}{new}", opening.before));
                } else {
                    let end = layout.line_end();
                    let first = if layout.text[..at].ends_with('\n') { "" } else { end };
                    let indent = &opening.before[..opening.before.len() - opening.before.trim_start().len()];
                    let notes: String =
                        value.notes.iter().map(|note| format!("{indent}{}", layout.comment(at, note).trim_start())).collect();
                    patches.replace(at..at, format!("{first}{notes}{}{new}{end}", opening.before));
                }
            }
        }
        Some(())
    }
}

/// The keys of a study that name files, from its top table.
const FILES: [&[&str]; 8] = [
    &["people", "from"],
    &["fitted", "from"],
    &["fitted", "scorecard"],
    &["style", "from"],
    &["team", "from"],
    &["transfer", "people"],
    &["real", "people"],
    &["prototype", "catalogue"],
];

/// What stands at a path, in each table of a list on the way.
fn at<'a>(root: Node<'a>, path: &[&str]) -> Vec<Node<'a>> {
    path.iter().fold(vec![root], |nodes, key| {
        let found = nodes.into_iter().filter_map(|node| node.get(key));
        found.flat_map(|node| node.list().map_or_else(|| vec![node], |list| list.collect())).collect()
    })
}

/// Renames the files that the study names, and the schema that editors look for.
fn move_files(layout: &Layout<'_>, root: Node<'_>, folders: Folders<'_>, patches: &mut Patches) -> Result<(), Refusal> {
    for path in FILES {
        for (node, name) in at(root, path).into_iter().filter_map(|node| Some((node, node.text()?))) {
            let moved = rebased(name, folders.from, folders.to)?;
            if moved != name {
                patches.replace(node.span().range(), quoted(&moved));
            }
        }
    }
    let first = &layout.text[..layout.line_stop(0)];
    if let Some(schema) = first.strip_prefix("#:schema ").map(str::trim)
        && !schema.contains("://")
        && !schema.starts_with('/')
    {
        patches.replace(0..first.len(), format!("#:schema {}", rebased(schema, folders.from, folders.to)?));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::schema_document;
    use crate::study::validate::StudySpec;

    #[test]
    fn every_file_that_a_study_names_is_known_here() {
        let schema = schema_document::<StudySpec>("study", "A study").to_string();
        assert_eq!(schema.matches("\"format\":\"path\"").count(), FILES.len(), "a key that names a file is missing in `FILES`");
    }
}
