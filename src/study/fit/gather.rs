//! From tables to tasks: whose rows, which alternative, what was chosen, and every value that is needed.

use std::collections::BTreeMap;

use crate::input::{Cx, Span};

use super::answers::Reply;
use super::cells::Table;
use super::columns::{Columns, Given};
use super::spec::{Answer, FitSpec, Form, Missing, Order};
use super::survey::{Dropped, Survey};

/// Most numbers a survey may hold: tasks × alternatives × attributes.
pub(super) const MOST_NUMBERS: usize = 1 << 28;
/// Most alternatives.
pub(super) const MOST_ALTERNATIVES: usize = 500;
/// How far the amounts of an allocation may miss their total, as a part of it: rounding of shares in percent.
const SUMS: f64 = 1e-6;

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
    no_worst: Places,
    several_worst: Places,
    both: Places,
    absent: Places,
    stranger: Places,
    truth: Places,
    repeated: Places,
    rank: Places,
    amount: Places,
    sum: Places,
    weight: Places,
    /// By what is missing.
    missing: BTreeMap<String, Places>,
}

/// One task's numbers.
struct Filled {
    x: Vec<f64>,
    available: Vec<bool>,
    reply: Reply,
    weight: f64,
    /// For each `[[test]]`, whether the task meets its condition.
    tests: Vec<bool>,
}

/// One task's offer, and the row that says something of each alternative.
struct Offer {
    x: Vec<f64>,
    available: Vec<bool>,
    row: Vec<Option<usize>>,
    tests: Vec<bool>,
}

struct Filler<'a> {
    spec: &'a FitSpec,
    alternatives: &'a [Alternative],
    codes: BTreeMap<&'a str, usize>,
    /// The alternative that is taking none of the others.
    none: Option<usize>,
    tables: &'a [Table],
    columns: &'a [Columns],
}

impl Filler<'_> {
    fn task(&self, task: &Task, wrong: &mut Wrong) -> Result<Filled, Lack> {
        let offer = self.offer(task, wrong)?;
        let weight = self.weight(task, wrong)?;
        let of = &self.columns[task.table];
        let reply = match (&of.given, self.spec.data.answer) {
            (Given::Words(chosen), _) => self.choice(task, &offer, chosen, wrong)?,
            (Given::Amounts(all), Answer::Ranking) => self.ranking(task, &offer, all, wrong)?,
            (Given::Amounts(all), _) => self.allocation(task, &offer, all, wrong)?,
        };
        let Offer { x, available, tests, .. } = offer;
        Ok(Filled { x, available, reply, weight, tests })
    }

    fn place(&self, task: &Task, row: usize) -> String {
        self.tables[task.table].place(row)
    }

    /// Reads what was on offer.
    fn offer(&self, task: &Task, wrong: &mut Wrong) -> Result<Offer, Lack> {
        let (count, of) = (self.alternatives.len(), &self.columns[task.table]);
        let (attributes, first) = (self.spec.attributes.len(), task.rows[0] as usize);
        let mut offer = Offer {
            x: vec![0.0; count * attributes],
            available: vec![false; count],
            row: vec![None; count],
            tests: vec![false; of.tests.len()],
        };
        match &of.alternative {
            None => {
                for at in 0..count {
                    offer.row[at] = Some(first);
                    self.fill(&mut offer, task, first, at)?;
                }
            }
            Some(alternative) => {
                for &row in &task.rows {
                    let row = row as usize;
                    let code = alternative[row].trim();
                    if code.is_empty() {
                        return Err(Lack::Value("which alternative a row is about".to_owned()));
                    }
                    let Some(&at) = self.codes.get(code) else {
                        wrong.stranger.add(|| format!("{code:?} in {}", self.place(task, row)));
                        return Err(Lack::Noted);
                    };
                    if offer.row[at].replace(row).is_some() {
                        wrong.repeated.add(|| format!("`{}` in {}", self.alternatives[at].name, self.place(task, row)));
                        return Err(Lack::Noted);
                    }
                    self.fill(&mut offer, task, row, at)?;
                }
                if let Some(at) = self.none.filter(|&at| offer.row[at].is_none()) {
                    self.fill(&mut offer, task, first, at)?;
                }
            }
        }
        Ok(offer)
    }

    /// Reads the values of an alternative, if it was available.
    fn fill(&self, offer: &mut Offer, task: &Task, row: usize, at: usize) -> Result<(), Lack> {
        let (count, of) = (self.alternatives.len(), &self.columns[task.table]);
        if of.present[at].as_ref().is_some_and(|present| !present[row]) {
            return Ok(());
        }
        if let Some(open) = &of.available[at] {
            if open[row].is_nan() {
                return Err(Lack::Value(format!("whether `{}` was available", self.alternatives[at].name)));
            }
            if open[row] == 0.0 {
                return Ok(());
            }
        }
        offer.available[at] = true;
        for (attribute, spec) in self.spec.attributes.iter().enumerate() {
            let Some(place) = of.of[attribute * count + at] else { continue };
            let value = of.values[place][row];
            if value.is_nan() {
                return Err(Lack::Value(format!("attribute `{}`", spec.name.value)));
            }
            offer.x[at * self.spec.attributes.len() + attribute] = value / spec.per();
        }
        for (test, (meets, met)) in of.tests.iter().zip(&mut offer.tests).enumerate() {
            if meets[row].is_nan() {
                return Err(Lack::Value(format!("whether a task belongs to test `{}`", self.spec.test[test].label.value.as_str())));
            }
            *met |= meets[row] == 1.0;
        }
        Ok(())
    }

    /// How many answers the task stands for.
    fn weight(&self, task: &Task, wrong: &mut Wrong) -> Result<f64, Lack> {
        let Some(weights) = &self.columns[task.table].task_weight else { return Ok(1.0) };
        let first = weights[task.rows[0] as usize];
        if first.is_nan() {
            return Err(Lack::Value("the weight of a task".to_owned()));
        }
        let odd = task.rows.iter().find(|&&row| !(weights[row as usize] == first && first > 0.0));
        match odd {
            None => Ok(first),
            Some(&row) => {
                wrong.weight.add(|| format!("{} in {}", weights[row as usize], self.place(task, row as usize)));
                Err(Lack::Noted)
            }
        }
    }

    /// A choice, or the best and the worst.
    fn choice(&self, task: &Task, offer: &Offer, chosen: &[String], wrong: &mut Wrong) -> Result<Reply, Lack> {
        let best = self.one(task, offer, chosen, Mark::Best, wrong)?;
        let Some(worst) = &self.columns[task.table].worst else { return Ok(Reply::Choice(best)) };
        let worst = self.one(task, offer, worst, Mark::Worst, wrong)?;
        if best == worst {
            wrong.both.add(|| format!("`{}` in {}", self.alternatives[best].name, self.place(task, task.rows[0] as usize)));
            return Err(Lack::Noted);
        }
        Ok(Reply::BestWorst(best, worst))
    }

    /// The one alternative that is marked.
    fn one(&self, task: &Task, offer: &Offer, marks: &[String], mark: Mark, wrong: &mut Wrong) -> Result<usize, Lack> {
        let first = || self.place(task, task.rows[0] as usize);
        let mut found = Vec::new();
        if self.columns[task.table].alternative.is_none() {
            let code = marks[task.rows[0] as usize].trim();
            if code.is_empty() {
                return Err(Lack::Value(mark.lacks().to_owned()));
            }
            let Some(&at) = self.codes.get(code) else {
                wrong.stranger.add(|| format!("{code:?} in {}", first()));
                return Err(Lack::Noted);
            };
            found.push(at);
        } else {
            for (at, row) in offer.row.iter().enumerate().filter_map(|(at, row)| Some((at, (*row)?))) {
                match truth(&marks[row]) {
                    Some(true) => found.push(at),
                    Some(false) => {}
                    None if marks[row].trim().is_empty() => return Err(Lack::Value(mark.lacks().to_owned())),
                    None => {
                        wrong.truth.add(|| format!("{:?} in {}", marks[row], self.place(task, row)));
                        return Err(Lack::Noted);
                    }
                }
            }
            if let (true, Mark::Best, Some(none)) = (found.is_empty(), mark, self.none.filter(|&none| offer.row[none].is_none())) {
                found.push(none);
            }
        }
        match (found[..].len(), mark) {
            (1, _) if offer.available[found[0]] => return Ok(found[0]),
            (1, _) => wrong.absent.add(|| format!("`{}` in {}", self.alternatives[found[0]].name, first())),
            (0, Mark::Best) => wrong.none.add(first),
            (0, Mark::Worst) => wrong.no_worst.add(first),
            (_, Mark::Best) => wrong.several.add(first),
            (_, Mark::Worst) => wrong.several_worst.add(first),
        }
        Err(Lack::Noted)
    }

    /// The number that each alternative got, NaN where there is none.
    fn amounts(&self, offer: &Offer, all: &[Vec<f64>]) -> Vec<f64> {
        let column = |at: usize| if all.len() == 1 { all.first() } else { all.get(at) };
        (0..self.alternatives.len())
            .map(|at| offer.row[at].and_then(|row| Some(column(at)?.get(row).copied()?)).unwrap_or(f64::NAN))
            .collect()
    }

    fn ranking(&self, task: &Task, offer: &Offer, all: &[Vec<f64>], wrong: &mut Wrong) -> Result<Reply, Lack> {
        let ranks = self.amounts(offer, all);
        let mut ranked: Vec<(f64, usize)> =
            ranks.iter().enumerate().filter(|(_, rank)| !rank.is_nan()).map(|(at, rank)| (*rank, at)).collect();
        ranked.sort_by(|one, other| one.0.total_cmp(&other.0));
        let first = || self.place(task, task.rows[0] as usize);
        if ranked.is_empty() {
            return Err(Lack::Value("the ranking of a task".to_owned()));
        }
        if ranked.iter().enumerate().any(|(at, (rank, _))| *rank != (at + 1) as f64) {
            let got: Vec<String> = ranked.iter().map(|(rank, _)| rank.to_string()).collect();
            wrong.rank.add(|| format!("{} in {}", got.join(" "), first()));
            return Err(Lack::Noted);
        }
        if let Some((_, at)) = ranked.iter().find(|(_, at)| !offer.available[*at]) {
            wrong.absent.add(|| format!("`{}` in {}", self.alternatives[*at].name, first()));
            return Err(Lack::Noted);
        }
        let most = self.spec.data.ranks.map_or(usize::MAX, |ranks| ranks.value as usize);
        Ok(Reply::Ranking(ranked.into_iter().map(|(_, at)| at).collect(), most))
    }

    fn allocation(&self, task: &Task, offer: &Offer, all: &[Vec<f64>], wrong: &mut Wrong) -> Result<Reply, Lack> {
        let amounts = self.amounts(offer, all);
        let first = || self.place(task, task.rows[0] as usize);
        for (at, amount) in amounts.iter().enumerate() {
            let (name, open) = (&self.alternatives[at].name, offer.available[at]);
            if amount.is_nan() && open && Some(at) != self.none {
                return Err(Lack::Value(format!("what `{name}` got")));
            }
            if *amount < 0.0 || amount.is_infinite() {
                wrong.amount.add(|| format!("{amount} for `{name}` in {}", first()));
                return Err(Lack::Noted);
            }
            if *amount > 0.0 && !open {
                wrong.absent.add(|| format!("`{name}` in {}", first()));
                return Err(Lack::Noted);
            }
        }
        let amounts: Vec<f64> = amounts.into_iter().map(|amount| if amount.is_nan() { 0.0 } else { amount }).collect();
        let sum = crate::num::sum(&amounts);
        let fits = self.spec.data.total.map_or(sum > 0.0, |total| (sum - total.value).abs() <= SUMS * total.value);
        if !fits {
            wrong.sum.add(|| format!("{sum} in {}", first()));
            return Err(Lack::Noted);
        }
        Ok(Reply::Allocation(amounts))
    }
}

/// Which mark of a task is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Best,
    Worst,
}

impl Mark {
    fn lacks(self) -> &'static str {
        match self {
            Self::Best => "what was chosen",
            Self::Worst => "which was the worst",
        }
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

fn report(spec: &FitSpec, wrong: &Wrong, uneven: &BTreeMap<usize, Places>, cx: &mut Cx) {
    let chosen = spec.data.chosen.span;
    let leave = "leave such rows out with `data.where`, or correct the data";
    wrong.none.report(chosen, "a task has no choice", leave, cx);
    wrong.several.report(
        chosen,
        "a task has two choices or more",
        "one alternative of a task is chosen; if people ranked, named a worst one or shared something out, say so with `answer` under `[data]`",
        cx,
    );
    wrong.absent.report(chosen, "what was chosen was not available", "see `available`, or the data", cx);
    let worst = spec.data.worst.as_ref().map_or(chosen, |worst| worst.span);
    wrong.no_worst.report(worst, "a task has no worst alternative", leave, cx);
    wrong.several_worst.report(worst, "a task has two worst alternatives or more", leave, cx);
    wrong.both.report(worst, "the best of a task is also its worst", leave, cx);
    let ranks = "1 is the best, then 2, and so on; leave the cells of what was not ranked empty, and ties out with `data.where`";
    wrong.rank.report(chosen, "the ranks of a task must be 1, 2, 3 and so on, without gaps and ties", ranks, cx);
    wrong.amount.report(chosen, "what an alternative gets must be a number of 0 or more", leave, cx);
    let sum = match spec.data.total {
        Some(total) => format!("the amounts of a task must add up to {}", total.value),
        None => "the amounts of a task must add up to more than 0".to_owned(),
    };
    wrong.sum.report(chosen, &sum, "see `data.total`, or correct the data", cx);
    let weight = spec.data.task_weight.as_ref().map_or(chosen, |weight| weight.span);
    wrong.weight.report(weight, "the weight of a task must be a number above 0, the same in all rows of the task", leave, cx);
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
