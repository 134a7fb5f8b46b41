//! A log of what agents did, as CSV: item, agent, start, end, outcome, reviewer.
//!
//! Times are ISO 8601. An outcome says whether the work turned out right, and is empty where nobody knows. A reviewer is who looked at the work, and
//! is empty where nobody did. Rows whose agent is somebody named as a reviewer are looks: their times are those of reviews.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Timelike, Weekday};

use crate::input::{CsvOptions, CsvTable, Cx, Name};
use crate::study::memory::Digest;

use super::draft::{Arrivals, Chance, Draft, Figure, Left, Person, Watched};
use super::fit;
use super::graph::{Graph, Work};
use super::read::{folder, source};

/// Bad cells that are shown of each kind.
const SHOWN: usize = 20;
/// Counts below this are worth a word.
const FEW: usize = 5;

/// A row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub(super) item: usize,
    pub(super) agent: String,
    pub(super) start: NaiveDateTime,
    pub(super) end: NaiveDateTime,
    /// Whether it was right, where somebody knows.
    pub(super) right: Option<bool>,
    pub(super) reviewer: Option<String>,
}

/// A log that was read.
#[derive(Debug, Clone)]
pub(super) struct Log {
    pub(super) rows: Vec<Row>,
    /// Names of items, in order of appearance.
    pub(super) items: Vec<String>,
    pub(super) reviewers: BTreeSet<String>,
    pub(super) file: (&'static str, PathBuf, Digest),
    /// The name of the file.
    pub(super) shown: String,
}

const RIGHT: [&str; 9] = ["right", "ok", "good", "correct", "accepted", "success", "pass", "passed", "true"];
const WRONG: [&str; 9] = ["wrong", "error", "bad", "incorrect", "rejected", "failure", "fail", "failed", "false"];

/// Reads a moment: with an offset, which is taken off, or without.
fn moment(text: &str) -> Option<NaiveDateTime> {
    let text = text.trim();
    if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
        return Some(moment.naive_local());
    }
    ["%Y-%m-%dT%H:%M:%S%.f%:z", "%Y-%m-%dT%H:%M%:z", "%Y-%m-%d %H:%M:%S%.f%:z"]
        .iter()
        .find_map(|form| DateTime::parse_from_str(text, form).ok().map(|moment| moment.naive_local()))
        .or_else(|| {
            ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
                .iter()
                .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
        })
}

/// Reports a fault of a cell, up to a number of them.
struct Faults {
    count: usize,
}

impl Faults {
    fn report(&mut self, (table, row, column): (&CsvTable, usize, &str), what: String, allowed: &str, cx: &mut Cx) {
        self.count += 1;
        if self.count <= SHOWN {
            let place = table.names().iter().position(|name| name == column).unwrap_or(0);
            let span = table.cell_span(row, place, cx);
            let problem = cx.error(span, what);
            if !allowed.is_empty() {
                problem.allowed(allowed);
            }
        }
    }
}

/// Reads a log.
pub(super) fn read(path: &Path, cx: &mut Cx) -> Option<Log> {
    let table = cx.load_csv(path, &folder(path), CsvOptions::default())?;
    let before = cx.errors();
    let mut columns: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for name in ["item", "agent", "start", "end", "outcome", "reviewer"] {
        let cells = table.texts(name, None, cx).map(|cells| cells.map(|cell| cell.trim().to_owned()).collect());
        columns.insert(name, cells.unwrap_or_default());
    }
    for name in table.names().iter().filter(|name| !columns.contains_key(name.as_str())) {
        cx.warn(None, format!("the column `{name}` of the log is not read"));
    }
    if cx.errors() > before {
        return None;
    }
    let (mut rows, mut items, mut faults) = (Vec::new(), Vec::new(), Faults { count: 0 });
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    let at = |name: &str, row: usize| columns[name][row].as_str();
    for row in 0..table.len() {
        let cell = |name: &str| at(name, row);
        let counted = faults.count;
        for name in ["item", "agent"] {
            if cell(name).is_empty() {
                faults.report((&table, row, name), format!("`{name}` must not be empty"), "", cx);
            }
        }
        for name in ["agent", "reviewer"] {
            if !cell(name).is_empty()
                && let Err(error) = Name::new(cell(name))
            {
                faults.report((&table, row, name), format!("`{name}` {error}"), "", cx);
            }
        }
        let times = ["start", "end"].map(|name| {
            let found = moment(cell(name));
            if found.is_none() {
                faults.report(
                    (&table, row, name),
                    format!("`{name}` must be a time, got {:?}", super::write::short(cell(name), 40)),
                    "ISO 8601, such as 2026-03-02T09:15:00",
                    cx,
                );
            }
            found
        });
        if let [Some(start), Some(end)] = times
            && end <= start
        {
            let what = if end == start { "the work takes no time" } else { "the work ends before it starts" };
            faults.report((&table, row, "end"), what.to_owned(), "an end after the start", cx);
        }
        let outcome = cell("outcome").to_lowercase();
        let right = match outcome.as_str() {
            "" => None,
            word if RIGHT.contains(&word) => Some(true),
            word if WRONG.contains(&word) => Some(false),
            word => {
                let allowed = format!("{}; {}; or nothing where nobody knows", RIGHT.join(", "), WRONG.join(", "));
                faults.report((&table, row, "outcome"), format!("`outcome` cannot be {word:?}"), &allowed, cx);
                None
            }
        };
        let ([Some(start), Some(end)], true) = (times, faults.count == counted) else { continue };
        let next = known.len();
        let item = *known.entry(cell("item").to_owned()).or_insert_with(|| {
            items.push(cell("item").to_owned());
            next
        });
        let reviewer = (!cell("reviewer").is_empty()).then(|| cell("reviewer").to_owned());
        rows.push(Row { item, agent: cell("agent").to_owned(), start, end, right, reviewer });
    }
    if faults.count > SHOWN {
        cx.error(None, format!("{} more cells of the log are wrong", faults.count - SHOWN));
    }
    if cx.errors() > before {
        return None;
    }
    let reviewers = rows.iter().filter_map(|row| row.reviewer.clone()).collect();
    let file = source("log", path, cx)?;
    let shown = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Some(Log { rows, items, reviewers, file, shown })
}

/// Minutes between two moments.
fn between(start: NaiveDateTime, end: NaiveDateTime) -> f64 {
    (end - start).num_milliseconds() as f64 / 60_000.0
}

impl Log {
    /// Rows of work, without those of looks.
    pub(super) fn work(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| !self.reviewers.contains(&row.agent))
    }

    /// The work of each item, in the order in which it was begun.
    pub(super) fn ways_of_items(&self) -> Vec<Vec<&Row>> {
        let mut ways: Vec<Vec<&Row>> = vec![Vec::new(); self.items.len()];
        self.work().for_each(|row| ways[row.item].push(row));
        ways.iter_mut().for_each(|way| way.sort_by_key(|row| (row.start, row.end)));
        ways
    }

    /// Puts what was counted into a draft, by the names of its agents or by what the source calls them.
    pub(super) fn fit(&self, draft: &mut Draft) {
        draft.origin.files.push(self.file.clone());
        let mut unknown: BTreeMap<&str, usize> = BTreeMap::new();
        for row in self.work() {
            if !draft.agents.iter().any(|agent| agent.name == row.agent || agent.known_as == row.agent) {
                *unknown.entry(&row.agent).or_default() += 1;
            }
        }
        for (name, rows) in unknown {
            draft.left.push(Left { at: self.shown.clone(), what: format!("{rows} rows of `{name}`, which is no agent of this team") });
        }
        for agent in &mut draft.agents {
            let (name, known_as) = (agent.name.clone(), agent.known_as.clone());
            let rows: Vec<&Row> = self.work().filter(|row| row.agent == name || row.agent == known_as).collect();
            if rows.is_empty() {
                draft.left.push(Left { at: self.shown.clone(), what: format!("nothing of `{name}` is in the log: its rates are assumed") });
                continue;
            }
            self.rates(agent, &rows);
        }
        draft.people = self.people();
        draft.arrivals = self.arrivals();
    }

    /// The rates of an agent from its rows.
    fn rates(&self, agent: &mut super::draft::Agent, rows: &[&Row]) {
        let times: Vec<f64> = rows.iter().map(|row| between(row.start, row.end)).collect();
        agent.minutes = fit::minutes(&times, &self.shown);
        let judged: Vec<bool> = rows.iter().filter_map(|row| row.right).collect();
        agent.wrong = fit::share(judged.iter().filter(|right| !**right).count(), judged.len(), &self.shown);
        if judged.is_empty() {
            agent.notes.push(format!("No outcome of its work is in {}.", self.shown));
        } else if judged.len() < FEW || times.len() < FEW {
            agent.notes.push(format!("Few rows: {} times, {} outcomes.", times.len(), judged.len()));
        }
        let looked = rows.iter().filter(|row| row.reviewer.is_some()).count();
        let share = fit::share(looked, rows.len(), &self.shown);
        agent.notes.push(format!("Somebody looked at {looked} of {} pieces of its work.", rows.len()));
        if agent.watched == Watched::Out && looked > 0 {
            agent.watched = if looked == rows.len() { Watched::In } else { Watched::On(share) };
        }
    }

    /// Who looks, from the log.
    pub(super) fn people(&self) -> Vec<Person> {
        let all: Vec<f64> =
            self.rows.iter().filter(|row| self.reviewers.contains(&row.agent)).map(|row| between(row.start, row.end)).collect();
        self.reviewers
            .iter()
            .map(|name| {
                let looks: Vec<&Row> = self.rows.iter().filter(|row| row.agent == *name).collect();
                let own: Vec<f64> = looks.iter().map(|row| between(row.start, row.end)).collect();
                let minutes = if own.len() < FEW { fit::minutes(&all, &self.shown) } else { fit::minutes(&own, &self.shown) };
                let moments: Vec<NaiveDateTime> = looks.iter().flat_map(|row| [row.start, row.end]).collect();
                Person { name: name.clone(), hours: if looks.len() < FEW { None } else { hours(&moments) }, minutes }
            })
            .collect()
    }

    /// How many items come in a day, and when.
    pub(super) fn arrivals(&self) -> Option<Arrivals> {
        let mut first: Vec<Option<NaiveDateTime>> = vec![None; self.items.len()];
        for row in &self.rows {
            let known = &mut first[row.item];
            *known = Some(known.map_or(row.start, |known| known.min(row.start)));
        }
        let came: Vec<NaiveDateTime> = first.into_iter().flatten().collect();
        let hours = if came.len() < 4 * FEW { None } else { hours(&came) };
        let open: BTreeSet<u32> =
            if hours.is_some() { came.iter().map(|moment| moment.weekday().num_days_from_monday()).collect() } else { (0..7).collect() };
        let (start, end) = (came.iter().map(NaiveDateTime::date).min()?, came.iter().map(NaiveDateTime::date).max()?);
        let days: Vec<NaiveDate> =
            start.iter_days().take_while(|day| *day <= end).filter(|day| open.contains(&day.weekday().num_days_from_monday())).collect();
        let mut counts: BTreeMap<NaiveDate, usize> = days.into_iter().map(|day| (day, 0)).collect();
        for moment in &came {
            if let Some(count) = counts.get_mut(&moment.date()) {
                *count += 1;
            }
        }
        let counts: Vec<usize> = counts.into_values().collect();
        fit::per_day(&counts, &self.shown).map(|per_day| Arrivals { per_day, hours })
    }

    /// Puts counted shares on the ways of choices that lead from work straight to work or to the end.
    pub(super) fn ways(&self, graph: &mut Graph) {
        let ways = self.ways_of_items();
        let names = |graph: &Graph, node: usize| -> Option<BTreeSet<String>> {
            match &graph.nodes[node].work {
                Some(Work::One { agent, name }) => {
                    Some([Some(agent.clone()), name.clone(), Some(graph.nodes[node].name.clone())].into_iter().flatten().collect())
                }
                Some(Work::Group { .. }) => None,
                None if graph.nodes[node].next.is_empty() => Some(BTreeSet::new()),
                None => None,
            }
        };
        for node in 0..graph.nodes.len() {
            if graph.nodes[node].all || graph.nodes[node].next.len() < 2 {
                continue;
            }
            let from: Vec<usize> = if graph.nodes[node].work.is_some() { vec![node] } else { graph.before(node) };
            let from: Option<Vec<BTreeSet<String>>> = from.into_iter().map(|node| names(graph, node)).collect();
            let to: Option<Vec<BTreeSet<String>>> = graph.nodes[node].next.iter().map(|edge| names(graph, edge.to)).collect();
            let (Some(from), Some(to)) = (from, to) else { continue };
            let mut counts = vec![0; to.len()];
            for way in &ways {
                for (place, row) in way.iter().enumerate() {
                    if !from.iter().any(|names| names.contains(&row.agent)) {
                        continue;
                    }
                    let next = way.get(place + 1).map(|row| &row.agent);
                    let found = to.iter().position(|names| next.map_or(names.is_empty(), |next| names.contains(next)));
                    if let Some(found) = found {
                        counts[found] += 1;
                    }
                }
            }
            for (edge, chance) in graph.nodes[node].next.iter_mut().zip(self.chances(&counts)) {
                edge.chance = chance.map(Chance::Counted);
            }
        }
    }

    /// Shares of ways from how often each was taken.
    pub(super) fn chances(&self, counts: &[usize]) -> Vec<Option<Figure>> {
        let all: usize = counts.iter().sum();
        let of = |&count: &usize| match counts.len() {
            _ if all == 0 => None,
            2 => fit::share(count, all, &self.shown),
            _ => Some(fit::plain_share(count, all, &self.shown)),
        };
        counts.iter().map(of).collect()
    }
}

/// The days and hours in which moments lie, as a team file writes them.
fn hours(moments: &[NaiveDateTime]) -> Option<String> {
    const DAYS: [(Weekday, &str); 7] = [
        (Weekday::Mon, "Mon"),
        (Weekday::Tue, "Tue"),
        (Weekday::Wed, "Wed"),
        (Weekday::Thu, "Thu"),
        (Weekday::Fri, "Fri"),
        (Weekday::Sat, "Sat"),
        (Weekday::Sun, "Sun"),
    ];
    let first = moments.iter().map(|moment| moment.hour()).min()?;
    let last = moments.iter().map(|moment| moment.hour() + u32::from(moment.minute() > 0 || moment.second() > 0)).max()?.max(first + 1);
    let days: Vec<&str> =
        DAYS.iter().filter(|(day, _)| moments.iter().any(|moment| moment.weekday() == *day)).map(|(_, name)| *name).collect();
    let span = match &days[..] {
        ["Mon", "Tue", "Wed", "Thu", "Fri"] => "Mon-Fri".to_owned(),
        days if days.len() == 7 => "Mon-Sun".to_owned(),
        days => days.join(", "),
    };
    Some(format!("{span} {first:02}:00-{last:02}:00"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_iso_8601() {
        let wanted = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap().and_hms_opt(9, 15, 0).unwrap();
        for text in [
            "2026-03-02T09:15:00",
            "2026-03-02T09:15:00Z",
            "2026-03-02T09:15:00+02:00",
            "2026-03-02 09:15",
            "2026-03-02T09:15:00.000",
            "2026-03-02T09:15+01:00",
        ] {
            assert_eq!(moment(text), Some(wanted), "{text}");
        }
        for bad in ["", "9:15", "02.03.2026 09:15", "2026-02-30T09:15:00", "2026-03-02"] {
            assert_eq!(moment(bad), None, "{bad}");
        }
    }

    #[test]
    fn hours_cover_what_was_seen() {
        let at = |day, hour, minute| NaiveDate::from_ymd_opt(2026, 3, day).unwrap().and_hms_opt(hour, minute, 0).unwrap();
        let week: Vec<NaiveDateTime> = (2..7).flat_map(|day| [at(day, 8, 30), at(day, 16, 5)]).collect();
        assert_eq!(hours(&week).as_deref(), Some("Mon-Fri 08:00-17:00"));
        assert_eq!(hours(&[at(2, 9, 0), at(4, 23, 59)]).as_deref(), Some("Mon, Wed 09:00-24:00"));
        assert_eq!(hours(&[]), None);
    }
}
