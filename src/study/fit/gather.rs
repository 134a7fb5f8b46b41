//! From tables to tasks: whose rows, which alternative, what was chosen, and every value that is needed.

use std::collections::BTreeMap;

use crate::input::{Cx, Span};

use super::cells::Table;
use super::columns::Columns;
use super::filler::{Filler, Lack, Wrong, report};
use super::spec::{FitSpec, Form, Missing, Order};
use super::survey::{Dropped, Survey};

/// Most numbers a survey may hold: tasks × alternatives × attributes.
pub(super) const MOST_NUMBERS: usize = 1 << 28;
/// Most alternatives.
pub(super) const MOST_ALTERNATIVES: usize = 500;

/// An alternative of the fit.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Alternative {
    pub(super) name: String,
    pub(super) code: String,
    pub(super) span: Span,
    /// Where it stands in the file, if it is written there.
    pub(super) written: Option<usize>,
}

/// Places at which something is wrong: the first few, and how many.
#[derive(Debug, Clone, Default)]
pub(super) struct Places {
    first: Vec<String>,
    count: usize,
}

impl Places {
    pub(super) fn add(&mut self, place: impl FnOnce() -> String) {
        if self.first.len() < 3 {
            self.first.push(place());
        }
        self.count += 1;
    }

    pub(super) fn report(&self, span: Span, what: &str, help: &str, cx: &mut Cx) {
        if self.count > 0 {
            let more = self.count - self.first.len();
            let more = if more > 0 { format!(", and {more} more") } else { String::new() };
            cx.error(span, what).got(format!("{}{more}", self.first.join(", "))).help(help);
        }
    }
}

/// One task: which rows of which table.
pub(super) struct Task {
    pub(super) table: usize,
    pub(super) rows: Vec<u32>,
}

/// Who there is, with their tasks, in the order of the data.
#[derive(Default)]
struct People {
    names: Vec<String>,
    tasks: Vec<Vec<Task>>,
}

/// Sorts rows into people and tasks; reports those that stand apart and tasks that are there twice.
fn people(spec: &FitSpec, tables: &[Table], columns: &[Columns], cx: &mut Cx) -> People {
    let mut out = People::default();
    let mut index: BTreeMap<String, usize> = BTreeMap::new();
    let mut seen: BTreeMap<(usize, String), usize> = BTreeMap::new();
    let (mut nameless, mut apart, mut torn, mut twice) = (Places::default(), Places::default(), Places::default(), Places::default());
    let mut last: Option<(usize, usize, usize)> = None;
    for (table, of) in columns.iter().enumerate() {
        for row in 0..of.person.len() {
            let (name, place) = (&of.person[row], || tables[table].place(row));
            if name.is_empty() {
                nameless.add(place);
                continue;
            }
            let person = *index.entry(name.clone()).or_insert_with(|| {
                out.names.push(name.clone());
                out.tasks.push(Vec::new());
                out.names.len() - 1
            });
            let follows = last.is_some_and(|(_, before, _)| before == person);
            // A name that comes back after somebody else, or in another file.
            let elsewhere = last.is_some_and(|(file, _, _)| file != table);
            if spec.data.rows == Order::Together && !out.tasks[person].is_empty() && (!follows || elsewhere) {
                apart.add(|| format!("`{name}` again in {}", tables[table].place(row)));
            }
            let known = of.task.as_ref().and_then(|task| seen.get(&(person, task[row].clone())).copied());
            let at = match (known, spec.data.form) {
                (Some(at), Form::Long) if out.tasks[person][at].table == table => {
                    if spec.data.rows == Order::Together && last != Some((table, person, at)) {
                        torn.add(place);
                    }
                    out.tasks[person][at].rows.push(row as u32);
                    at
                }
                (known, _) => {
                    if known.is_some() {
                        twice.add(place);
                    }
                    out.tasks[person].push(Task { table, rows: vec![row as u32] });
                    let at = out.tasks[person].len() - 1;
                    if let Some(task) = &of.task {
                        seen.insert((person, task[row].clone()), at);
                    }
                    at
                }
            };
            last = Some((table, person, at));
        }
    }
    let data = &spec.data;
    let task = data.task.as_ref().map_or(data.person.span, |task| task.span);
    nameless.report(data.person.span, "a row does not say who answered", "fill the column, or leave such rows out with `data.where`", cx);
    apart.report(
        data.person.span,
        "a person is there twice: the rows stand in several places",
        "if they are one person, write `rows = \"anywhere\"` under `[data]`; if not, give each a name of its own",
        cx,
    );
    torn.report(
        task,
        "the rows of a task stand in several places",
        "if they belong together, write `rows = \"anywhere\"` under `[data]`",
        cx,
    );
    twice.report(task, "a task of a person is there twice", "give each task of a person a name or number of its own", cx);
    out
}

/// Makes a survey of tables; nobody is held out yet.
///
/// # Errors
/// `None`, with every fault of the data reported.
pub(super) fn gather(spec: &FitSpec, alternatives: &[Alternative], tables: &[Table], cx: &mut Cx) -> Option<Survey> {
    let before = cx.errors();
    let rows: usize = tables.iter().map(Table::rows).sum();
    let columns = spec.attributes.iter().map(|attribute| attribute.of.len().max(alternatives.len()));
    if rows.saturating_mul(columns.sum()) > 4 * MOST_NUMBERS {
        cx.error(spec.data.person.span, "the choices are more than fit in memory")
            .got(format!("{rows} rows × {} alternatives × {} attributes", alternatives.len(), spec.attributes.len()))
            .allowed(format!("{} numbers", 4 * MOST_NUMBERS));
        return None;
    }
    let columns: Vec<Option<Columns>> = tables.iter().map(|table| Columns::read(spec, alternatives, table, cx)).collect();
    let columns: Vec<Columns> = columns.into_iter().collect::<Option<_>>()?;
    let people = people(spec, tables, &columns, cx);
    let tasks: usize = people.tasks.iter().map(Vec::len).sum();
    let numbers = tasks.saturating_mul(alternatives.len()).saturating_mul(spec.attributes.len());
    if numbers > MOST_NUMBERS {
        cx.error(spec.data.person.span, "the choices are more than fit in memory")
            .got(format!("{tasks} tasks × {} alternatives × {} attributes", alternatives.len(), spec.attributes.len()))
            .allowed(format!("{MOST_NUMBERS} numbers"));
        return None;
    }
    let codes = alternatives.iter().enumerate().map(|(at, alternative)| (alternative.code.as_str(), at)).collect();
    let none = alternatives.iter().position(|alternative| alternative.written.is_some_and(|at| spec.alternatives[at].none));
    let filler = Filler { spec, alternatives, codes, none, tables, columns: &columns };
    let mut survey = Survey {
        alternatives: alternatives.iter().map(|alternative| alternative.name.clone()).collect(),
        attributes: spec.attributes.iter().map(|attribute| attribute.name.value.as_str().to_owned()).collect(),
        demographics: spec.demographics.iter().map(|demographic| demographic.name.value.as_str().to_owned()).collect(),
        people: Vec::new(),
        held_out: Vec::new(),
        dropped: Vec::new(),
        x: Vec::new(),
        available: Vec::new(),
        chosen: Vec::new(),
        person: Vec::new(),
        weight: Vec::new(),
        count: Vec::new(),
        answer: Vec::new(),
        first: Vec::new(),
        tests: vec![Vec::new(); spec.test.len()],
        known: Vec::new(),
    };
    let mut wrong = Wrong::default();
    let mut uneven: BTreeMap<usize, Places> = BTreeMap::new();
    let mut left: BTreeMap<String, usize> = BTreeMap::new();
    let mut people_weights = Places::default();
    let (mut answers, mut counts) = (0, Vec::new());
    for (name, tasks) in people.names.iter().zip(&people.tasks) {
        let (mut filled, mut lack) = (Vec::new(), None);
        for task in tasks {
            match filler.task(task, &mut wrong) {
                Ok(task) => filled.push(task),
                Err(Lack::Noted) => {}
                Err(Lack::Value(what)) => match spec.data.missing {
                    Missing::Refuse => {
                        let place = || tables[task.table].place(task.rows[0] as usize);
                        wrong.missing.entry(what).or_default().add(place);
                    }
                    Missing::LeaveOutTask => *left.entry(format!("tasks left out: {what} is missing")).or_default() += 1,
                    Missing::LeaveOutPerson => lack = Some(what),
                },
            }
        }
        let count = match weight_of(tasks, &columns) {
            Ok(count) => count,
            Err(Some(bad)) => {
                people_weights.add(|| format!("{bad} for `{name}`"));
                continue;
            }
            Err(None) => {
                match spec.data.missing {
                    Missing::Refuse => {
                        wrong.missing.entry("the weight of a person".to_owned()).or_default().add(|| format!("for `{name}`"))
                    }
                    Missing::LeaveOutTask | Missing::LeaveOutPerson => lack = Some("the weight of a person".to_owned()),
                }
                1.0
            }
        };
        let mut known = Vec::with_capacity(spec.demographics.len());
        for (at, demographic) in spec.demographics.iter().enumerate() {
            let rows = || tasks.iter().flat_map(|task| task.rows.iter().map(|&row| columns[task.table].demographics[at][row as usize]));
            let value = rows().find(|value| !value.is_nan()).unwrap_or(f64::NAN);
            if let Some(other) = rows().find(|other| !other.is_nan() && *other != value) {
                uneven.entry(at).or_default().add(|| format!("{value} and {other} for `{name}`"));
            }
            if value.is_nan() {
                let what = format!("demographic `{}`", demographic.name.value);
                match spec.data.missing {
                    Missing::Refuse => wrong.missing.entry(what).or_default().add(|| format!("for `{name}`")),
                    Missing::LeaveOutTask | Missing::LeaveOutPerson => lack = Some(what),
                }
            }
            known.push(value);
        }
        if let Some(what) = lack {
            *left.entry(format!("people left out: {what} is missing")).or_default() += 1;
            continue;
        }
        if filled.is_empty() {
            continue;
        }
        let person = survey.people.len() as u64;
        survey.people.push(name.clone());
        survey.known.extend(known);
        for task in filled {
            for told in task.reply.choices(&task.available) {
                let sign = if told.turned { -1.0 } else { 1.0 };
                survey.x.extend(task.x.iter().map(|x| sign * x));
                survey.available.extend(told.available);
                survey.chosen.push(told.chosen);
                survey.person.push(person);
                survey.weight.push(task.weight * told.weight);
                survey.count.push(count);
                survey.answer.push(answers);
                survey.first.push(told.first);
                survey.tests.iter_mut().zip(&task.tests).for_each(|(all, meets)| all.push(*meets));
            }
            answers += 1;
        }
        counts.push(count);
    }
    // Only how weights stand to each other counts: on average a person is one.
    let mean = crate::num::sum(&counts) / counts.len() as f64;
    survey.count.iter_mut().for_each(|count| *count /= mean);
    report(spec, &wrong, &uneven, cx);
    people_weights.report(
        spec.data.weight.as_ref().map_or(spec.data.person.span, |weight| weight.span),
        "the weight of a person must be a number above 0, the same in all rows of the person",
        "leave people who count for nothing out with `data.where`; a weight that changes by task is a `task_weight`",
        cx,
    );
    survey.dropped.extend(left.into_iter().map(|(why, count)| Dropped { why, count }));
    if cx.errors() > before {
        return None;
    }
    if survey.chosen.is_empty() {
        cx.error(spec.data.person.span, "no task is left").help("see `data.where` and `data.missing`");
        return None;
    }
    if let [alone] = survey.people.as_slice() {
        cx.error(spec.data.person.span, "all choices are of one person, and errors rest on how people differ")
            .got(format!("{alone:?} in every row"))
            .help("name the column that tells people apart; where nobody was asked twice, number the tasks and name that");
        return None;
    }
    survey.held_out = vec![false; survey.people.len()];
    Some(survey)
}

/// How many people somebody stands for; a weight that cannot be, or nothing where it is missing.
fn weight_of(tasks: &[Task], columns: &[Columns]) -> Result<f64, Option<f64>> {
    let mut all = Vec::new();
    for task in tasks {
        let Some(weights) = &columns[task.table].weight else { return Ok(1.0) };
        all.extend(task.rows.iter().map(|&row| weights[row as usize]));
    }
    let first = all.first().copied().unwrap_or(1.0);
    if all.iter().any(|weight| weight.is_nan()) {
        return Err(None);
    }
    match all.into_iter().find(|weight| !(*weight == first && first > 0.0 && first.is_finite())) {
        Some(bad) => Err(Some(bad)),
        None => Ok(first),
    }
}
