//! From tables to tasks: whose rows, which alternative, what was chosen, and every value that is needed.

use std::collections::BTreeMap;

use crate::input::expr::Kind;
use crate::input::{Cx, Span};

use super::cells::Table;
use super::spec::{AttributeSpec, FitSpec, Form, Missing, Order};
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
struct Places {
    first: Vec<String>,
    count: usize,
}

impl Places {
    fn add(&mut self, place: impl FnOnce() -> String) {
        if self.first.len() < 3 {
            self.first.push(place());
        }
        self.count += 1;
    }

    fn report(&self, span: Span, what: &str, help: &str, cx: &mut Cx) {
        if self.count > 0 {
            let more = self.count - self.first.len();
            let more = if more > 0 { format!(", and {more} more") } else { String::new() };
            cx.error(span, what).got(format!("{}{more}", self.first.join(", "))).help(help);
        }
    }
}

/// One table's values by row, for everything the fit asks for.
struct Columns {
    person: Vec<String>,
    task: Option<Vec<String>>,
    /// Long: the code of the alternative.
    alternative: Option<Vec<String>>,
    /// Wide: the code of what was chosen. Long: whether it was.
    chosen: Vec<String>,
    values: Vec<Vec<f64>>,
    /// For each attribute and alternative, which of the values; none means 0.
    of: Vec<Option<usize>>,
    available: Vec<Option<Vec<f64>>>,
    demographics: Vec<Vec<f64>>,
}

impl Columns {
    fn read(spec: &FitSpec, alternatives: &[Alternative], table: &Table, cx: &mut Cx) -> Option<Self> {
        let data = &spec.data;
        let (mut values, mut of, mut sound) = (Vec::new(), Vec::new(), true);
        for attribute in spec.attributes.iter() {
            match Self::attribute(spec, attribute, alternatives, table, &mut values, cx) {
                Some(places) => of.extend(places),
                None => sound = false,
            }
        }
        let available: Vec<Option<Option<Vec<f64>>>> = alternatives
            .iter()
            .map(|alternative| match alternative.written.and_then(|at| spec.alternatives[at].available.as_ref()) {
                Some(condition) => table.evaluate(condition, Kind::Truth, cx).map(Some),
                None => Some(None),
            })
            .collect();
        let demographics: Vec<Option<Vec<f64>>> = spec
            .demographics
            .iter()
            .map(|demographic| match &demographic.is {
                Some(expression) => table.evaluate(expression, Kind::Number, cx),
                None => table.numbers(demographic.name.value.as_str(), demographic.name.span, cx),
            })
            .collect();
        let person = table.words(&data.person, cx);
        let task = match &data.task {
            Some(task) => table.words(task, cx).map(Some),
            None => Some(None),
        };
        let alternative = match &data.alternative {
            Some(alternative) => table.words(alternative, cx).map(Some),
            None => Some(None),
        };
        let chosen = table.words(&data.chosen, cx);
        if !sound {
            return None;
        }
        Some(Self {
            person: person?,
            task: task?,
            alternative: alternative?,
            chosen: chosen?,
            values,
            of,
            available: available.into_iter().collect::<Option<_>>()?,
            demographics: demographics.into_iter().collect::<Option<_>>()?,
        })
    }

    /// Finds an attribute's values for each alternative.
    fn attribute(
        spec: &FitSpec,
        attribute: &AttributeSpec,
        alternatives: &[Alternative],
        table: &Table,
        values: &mut Vec<Vec<f64>>,
        cx: &mut Cx,
    ) -> Option<Vec<Option<usize>>> {
        let mut push = |found: Vec<f64>| {
            values.push(found);
            Some(values.len() - 1)
        };
        if let Some(expression) = &attribute.is {
            let place = push(table.evaluate(expression, Kind::Number, cx)?);
            return Some(vec![place; alternatives.len()]);
        }
        if let Some(column) = &attribute.column {
            let pattern = column.value.as_str();
            if spec.data.form == Form::Long || !pattern.contains("{}") {
                let place = push(table.numbers(pattern, column.span, cx)?);
                return Some(vec![place; alternatives.len()]);
            }
            // Every column that is not there is told.
            let found: Vec<Option<Vec<f64>>> =
                alternatives.iter().map(|alternative| table.numbers(&pattern.replace("{}", &alternative.name), column.span, cx)).collect();
            return found.into_iter().map(|values| Some(push(values?))).collect();
        }
        let found: Vec<Option<Option<Vec<f64>>>> = alternatives
            .iter()
            .map(|alternative| match attribute.of.get(&alternative.name) {
                Some(expression) => table.evaluate(expression, Kind::Number, cx).map(Some),
                None => Some(None),
            })
            .collect();
        found.into_iter().map(|values| values.map(|values| values.and_then(&mut push))).collect()
    }
}

/// One task: which rows of which table.
struct Task {
    table: usize,
    rows: Vec<u32>,
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

/// What a task lacks.
enum Lack {
    /// A value is missing; whose.
    Value(String),
    /// Something is wrong, and was noted.
    Noted,
}

/// What is wrong with tasks.
#[derive(Default)]
struct Wrong {
    none: Places,
    several: Places,
    absent: Places,
    stranger: Places,
    truth: Places,
    repeated: Places,
    /// By what is missing.
    missing: BTreeMap<String, Places>,
}

/// One task's numbers.
struct Filled {
    x: Vec<f64>,
    available: Vec<bool>,
    chosen: usize,
}

struct Filler<'a> {
    spec: &'a FitSpec,
    alternatives: &'a [Alternative],
    codes: BTreeMap<&'a str, usize>,
    tables: &'a [Table],
    columns: &'a [Columns],
}

impl Filler<'_> {
    fn task(&self, task: &Task, wrong: &mut Wrong) -> Result<Filled, Lack> {
        let (count, of, table) = (self.alternatives.len(), &self.columns[task.table], &self.tables[task.table]);
        let attributes = self.spec.attributes.len();
        let mut filled = Filled { x: vec![0.0; count * attributes], available: vec![false; count], chosen: usize::MAX };
        let first = || table.place(task.rows[0] as usize);
        let mut chosen = 0;
        let fill = |filled: &mut Filled, row: usize, at: usize| -> Result<(), Lack> {
            if let Some(open) = &of.available[at] {
                if open[row].is_nan() {
                    return Err(Lack::Value(format!("whether `{}` was available", self.alternatives[at].name)));
                }
                if open[row] == 0.0 {
                    return Ok(());
                }
            }
            filled.available[at] = true;
            for (attribute, spec) in self.spec.attributes.iter().enumerate() {
                let Some(place) = of.of[attribute * count + at] else { continue };
                let value = of.values[place][row];
                if value.is_nan() {
                    return Err(Lack::Value(format!("attribute `{}`", spec.name.value)));
                }
                filled.x[at * attributes + attribute] = value / spec.per();
            }
            Ok(())
        };
        match &of.alternative {
            None => {
                let row = task.rows[0] as usize;
                let code = of.chosen[row].trim();
                if code.is_empty() {
                    return Err(Lack::Value("what was chosen".to_owned()));
                }
                let Some(&at) = self.codes.get(code) else {
                    wrong.stranger.add(|| format!("{code:?} in {}", first()));
                    return Err(Lack::Noted);
                };
                for alternative in 0..count {
                    fill(&mut filled, row, alternative)?;
                }
                filled.chosen = at;
                chosen = 1;
            }
            Some(alternative) => {
                let mut seen = vec![false; count];
                for &row in &task.rows {
                    let row = row as usize;
                    let code = alternative[row].trim();
                    if code.is_empty() {
                        return Err(Lack::Value("which alternative a row is about".to_owned()));
                    }
                    let Some(&at) = self.codes.get(code) else {
                        wrong.stranger.add(|| format!("{code:?} in {}", table.place(row)));
                        return Err(Lack::Noted);
                    };
                    if std::mem::replace(&mut seen[at], true) {
                        wrong.repeated.add(|| format!("`{}` in {}", self.alternatives[at].name, table.place(row)));
                        return Err(Lack::Noted);
                    }
                    match truth(&of.chosen[row]) {
                        Some(true) => {
                            filled.chosen = at;
                            chosen += 1;
                        }
                        Some(false) => {}
                        None if of.chosen[row].trim().is_empty() => return Err(Lack::Value("what was chosen".to_owned())),
                        None => {
                            wrong.truth.add(|| format!("{:?} in {}", of.chosen[row], table.place(row)));
                            return Err(Lack::Noted);
                        }
                    }
                    fill(&mut filled, row, at)?;
                }
            }
        }
        match chosen {
            0 => wrong.none.add(first),
            1 if filled.available[filled.chosen] => return Ok(filled),
            1 => wrong.absent.add(|| format!("`{}` in {}", self.alternatives[filled.chosen].name, first())),
            _ => wrong.several.add(first),
        }
        Err(Lack::Noted)
    }
}

/// Reads 1 and 0, true and false, yes and no.
fn truth(word: &str) -> Option<bool> {
    match word.trim().to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" => Some(true),
        "0" | "false" | "no" => Some(false),
        _ => None,
    }
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
    let filler = Filler { spec, alternatives, codes, tables, columns: &columns };
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
        known: Vec::new(),
    };
    let mut wrong = Wrong::default();
    let mut uneven: BTreeMap<usize, Places> = BTreeMap::new();
    let mut left: BTreeMap<String, usize> = BTreeMap::new();
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
            survey.x.extend(task.x);
            survey.available.extend(task.available);
            survey.chosen.push(task.chosen);
            survey.person.push(person);
        }
    }
    report(spec, &wrong, &uneven, cx);
    survey.dropped.extend(left.into_iter().map(|(why, count)| Dropped { why, count }));
    if cx.errors() > before {
        return None;
    }
    if survey.chosen.is_empty() {
        cx.error(spec.data.person.span, "no task is left").help("see `data.where` and `data.missing`");
        return None;
    }
    survey.held_out = vec![false; survey.people.len()];
    Some(survey)
}

fn report(spec: &FitSpec, wrong: &Wrong, uneven: &BTreeMap<usize, Places>, cx: &mut Cx) {
    let chosen = spec.data.chosen.span;
    let leave = "leave such rows out with `data.where`, or correct the data";
    wrong.none.report(chosen, "a task has no choice", leave, cx);
    wrong.several.report(
        chosen,
        "a task has two choices or more",
        "one alternative of a task is chosen; rankings and splits are not read",
        cx,
    );
    wrong.absent.report(chosen, "what was chosen was not available", "see `available`, or the data", cx);
    wrong.truth.report(chosen, "whether a row was chosen must be 1 or 0", "true and false, yes and no are read too", cx);
    let alternative = spec.data.alternative.as_ref().map_or(chosen, |alternative| alternative.span);
    wrong.stranger.report(alternative, "an alternative of the data is not one of the fit", "see `[[alternatives]]` and their `code`", cx);
    wrong.repeated.report(
        alternative,
        "an alternative is there twice in a task",
        "give each task of a person a name or number of its own",
        cx,
    );
    for (what, places) in &wrong.missing {
        let help = "say what to do with `data.missing`: \"leave out the task\" or \"leave out the person\"";
        places.report(spec.data.person.span, &format!("{what} is missing"), help, cx);
    }
    for (&at, places) in uneven {
        let demographic = &spec.demographics[at];
        let what = format!("demographic `{}` differs between the rows of one person", demographic.name.value);
        places.report(demographic.name.span, &what, "a person has one value; something that changes by task is an attribute", cx);
    }
}
