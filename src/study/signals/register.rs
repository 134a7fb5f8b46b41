//! The register: forecasts of earlier runs, judged where their time has come, and today's.

use std::collections::BTreeSet;
use std::path::Path;

use crate::frame::{Frame, FrameError, Values};
use crate::input::{CsvOptions, CsvTable, Cx};
use crate::signals::register::{Fate, Forecast, Record, chances, forecast, record};
use crate::signals::{Day, Period};

use super::analyse::List;
use super::load::SignalsStudy;

/// Most forecasts of a register.
pub const MOST_FORECASTS: usize = 100_000;

/// Forecasts on record.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Register {
    /// All of them, earlier ones first. Those made after the day that is looked from are carried along and not looked at.
    pub all: Vec<Forecast>,
    /// How many this run added.
    pub added: usize,
    /// How many this run judged.
    pub judged: usize,
    /// How many are due and cannot be judged, because their term is not counted any more.
    pub lost: usize,
    /// Whether it is kept in a file.
    pub kept: bool,
}

impl Register {
    /// Judges what is due, and adds today's forecasts of the terms that are shown, unless they are on record already.
    pub(super) fn keep(study: &SignalsStudy, list: Option<&List>, today: Option<(f64, f64)>) -> Self {
        let mut kept = Self { all: study.earlier.clone().unwrap_or_default(), kept: study.earlier.is_some(), ..Self::default() };
        let Some(series) = &study.series else { return kept };
        for one in kept.all.iter_mut().filter(|one| one.made <= study.as_of && one.judged.is_none()) {
            match one.fate(series) {
                Fate::Came(came_true) => {
                    one.judged = Some((came_true, study.as_of));
                    kept.judged += 1;
                }
                Fate::Lost => kept.lost += 1,
                Fate::Open => {}
            }
        }
        let new = list.zip(today).and_then(|(list, chances)| {
            forecast(series, &list.ranking, &list.shown, study.score.window, &study.rule, study.as_of, chances)
        });
        for one in new.unwrap_or_default() {
            if !kept.all.iter().any(|other| other.made == one.made && other.term == one.term) {
                kept.all.push(one);
                kept.added += 1;
            }
        }
        kept
    }

    /// Those made up to a day, as they were known on it.
    pub fn known(&self, as_of: Day) -> impl Iterator<Item = Forecast> {
        self.all
            .iter()
            .filter(move |one| one.made <= as_of)
            .map(move |one| Forecast { judged: one.judged.filter(|judged| judged.1 <= as_of), ..one.clone() })
    }

    /// How those did that were judged by a day.
    #[must_use]
    pub fn record(&self, as_of: Day) -> Option<Record> {
        let known: Vec<Forecast> = self.known(as_of).collect();
        record(&known)
    }

    /// The register as a table, which a later run reads.
    ///
    /// # Errors
    /// [`FrameError`] when two columns share a name, which would be a fault of the program.
    pub fn table(&self) -> Result<Frame, FrameError> {
        let rows = &self.all;
        let text = |read: &dyn Fn(&Forecast) -> String| Values::Text(rows.iter().map(read).collect());
        let number = |read: &dyn Fn(&Forecast) -> f64| Values::Number(rows.iter().map(read).collect());
        // As a series names its columns.
        let period = |period: Period| period.to_string().replace(' ', "");
        let judged = |one: &Forecast, read: &dyn Fn((bool, Day)) -> String| one.judged.map_or_else(String::new, read);
        let mut frame = Frame::new("forecasts");
        frame.push("made", text(&|one| one.made.to_string()))?;
        frame.push("term", text(&|one| one.term.clone()))?;
        frame.push("from", text(&|one| period(one.from)))?;
        frame.push("to", text(&|one| period(one.to)))?;
        frame.push("share_at_least", number(&|one| one.share_at_least))?;
        frame.push("documents_at_least", number(&|one| one.documents_at_least as f64))?;
        frame.push("chance", number(&|one| one.chance))?;
        frame.push("base_rate", number(&|one| one.base))?;
        frame.push("came_true", text(&|one| judged(one, &|judged| if judged.0 { "yes" } else { "no" }.to_owned())))?;
        frame.push("judged_on", text(&|one| judged(one, &|judged| judged.1.to_string())))?;
        Ok(frame)
    }
}

/// Today's chance of a pick and of any candidate.
pub(super) fn today(backtest: Option<&crate::signals::backtest::Backtest>) -> Option<(f64, f64)> {
    chances(backtest?)
}

/// Reads a register that an earlier run wrote; none where there is no such file yet.
///
/// # Errors
/// `None`, with every problem reported at its cell.
pub(super) fn read(path: &Path, cx: &mut Cx) -> Option<Vec<Forecast>> {
    if !path.exists() {
        return Some(Vec::new());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let before = cx.errors();
    let table = cx.load_csv(path, folder, CsvOptions { max_rows: MOST_FORECASTS, ..CsvOptions::default() })?;
    let texts = |name: &str, cx: &mut Cx| -> Option<Vec<String>> {
        Some(table.texts(name, None, cx)?.map(|cell| cell.trim().to_owned()).collect())
    };
    let names = ["made", "term", "from", "to", "came_true", "judged_on"];
    let words: Vec<Option<Vec<String>>> = names.iter().map(|name| texts(name, cx)).collect();
    let numbers: Vec<Option<Vec<f64>>> =
        ["share_at_least", "documents_at_least", "chance", "base_rate"].iter().map(|name| table.numbers(name, None, cx)).collect();
    let [Some(made), Some(term), Some(from), Some(to), Some(came), Some(on)] = words.as_slice() else { return None };
    let [Some(share), Some(documents), Some(chance), Some(base)] = numbers.as_slice() else { return None };
    let (mut all, mut seen) = (Vec::with_capacity(made.len()), BTreeSet::new());
    for row in 0..made.len() {
        let mut wrong = |name: &str, got: &str, allowed: &str| {
            let place = place(&table, row, name, cx);
            cx.error(place, format!("`{name}` of a forecast is not what it must be")).got(format!("{got:?}")).allowed(allowed);
        };
        let day = |text: &str| (text.len() == 10).then(|| Day::parse(text)).flatten();
        let (when, start, end) = (day(&made[row]), Period::parse(&from[row]), Period::parse(&to[row]));
        if when.is_none() {
            wrong("made", &made[row], "a day such as \"2021-06-30\"");
        }
        if start.is_none() {
            wrong("from", &from[row], "a period such as 2021Q3");
        }
        if end.is_none_or(|end| start.is_some_and(|start| end.step() != start.step() || end < start)) {
            wrong("to", &to[row], "a period of the same length, no earlier than the first");
        }
        for (name, value) in [("chance", chance[row]), ("base_rate", base[row])] {
            if !(0.0..=1.0).contains(&value) {
                wrong(name, &value.to_string(), "a number from 0 to 1");
            }
        }
        if !(0.0..1e6).contains(&share[row]) {
            wrong("share_at_least", &share[row].to_string(), "a number from 0");
        }
        if !(0.0..1e12).contains(&documents[row]) || documents[row].fract() != 0.0 {
            wrong("documents_at_least", &documents[row].to_string(), "a whole number from 0");
        }
        if when.is_some_and(|when| !seen.insert((when, term[row].as_str()))) {
            wrong("term", &term[row], "each term once for each day");
        }
        if let (Some(on), Some(end)) = (day(&on[row]), end)
            && on < end.last()
        {
            wrong("judged_on", &on.to_string(), "no day before the window is over");
        }
        let judged = match (came[row].as_str(), day(&on[row])) {
            ("", None) if on[row].is_empty() => None,
            ("yes", Some(on)) => Some((true, on)),
            ("no", Some(on)) => Some((false, on)),
            _ => {
                wrong("came_true", &format!("{}, {}", came[row], on[row]), "yes or no with a day in `judged_on`, or nothing in both");
                None
            }
        };
        if let (Some(made), Some(from), Some(to)) = (when, start, end) {
            all.push(Forecast {
                made,
                term: term[row].clone(),
                from,
                to,
                share_at_least: share[row],
                documents_at_least: documents[row] as u64,
                chance: chance[row],
                base: base[row],
                judged,
            });
        }
    }
    (cx.errors() == before).then_some(all)
}

fn place(table: &CsvTable, row: usize, name: &str, cx: &Cx) -> crate::input::Span {
    let column = table.names().iter().position(|other| other == name).unwrap_or(0);
    table.cell_span(row, column, cx)
}
