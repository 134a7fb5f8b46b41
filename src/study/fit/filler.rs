//! What stands in the rows of one task: what was on offer, what was answered, and what is wrong with it.

use std::collections::BTreeMap;

use crate::input::Cx;

use super::answers::Reply;
use super::cells::Table;
use super::columns::{Columns, Given};
use super::gather::{Alternative, Places, Task};
use super::spec::{Answer, FitSpec};

/// How far the amounts of an allocation may miss their total, as a part of it: rounding of shares in percent.
const SUMS: f64 = 1e-6;

/// What a task lacks.
pub(super) enum Lack {
    /// A value is missing; whose.
    Value(String),
    /// Something is wrong, and was noted.
    Noted,
}

/// What is wrong with tasks.
#[derive(Default)]
pub(super) struct Wrong {
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
    pub(super) missing: BTreeMap<String, Places>,
}

/// One task's numbers.
pub(super) struct Filled {
    pub(super) x: Vec<f64>,
    pub(super) available: Vec<bool>,
    pub(super) reply: Reply,
    pub(super) weight: f64,
    /// For each `[[test]]`, whether the task meets its condition.
    pub(super) tests: Vec<bool>,
}

/// One task's offer, and the row that says something of each alternative.
struct Offer {
    x: Vec<f64>,
    available: Vec<bool>,
    row: Vec<Option<usize>>,
    tests: Vec<bool>,
}

pub(super) struct Filler<'a> {
    pub(super) spec: &'a FitSpec,
    pub(super) alternatives: &'a [Alternative],
    pub(super) codes: BTreeMap<&'a str, usize>,
    /// The alternative that is taking none of the others.
    pub(super) none: Option<usize>,
    pub(super) tables: &'a [Table],
    pub(super) columns: &'a [Columns],
}

impl Filler<'_> {
    /// Reads one task.
    pub(super) fn task(&self, task: &Task, wrong: &mut Wrong) -> Result<Filled, Lack> {
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
        match (found.len(), mark) {
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
        (0..self.alternatives.len()).map(|at| offer.row[at].and_then(|row| column(at)?.get(row).copied()).unwrap_or(f64::NAN)).collect()
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

/// Reports what is wrong with tasks and people.
pub(super) fn report(spec: &FitSpec, wrong: &Wrong, uneven: &BTreeMap<usize, Places>, cx: &mut Cx) {
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
