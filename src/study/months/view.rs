//! The part of the autonomy report that says where a course leads over months.

use crate::report::chart::{Chart, Fan, FanPoint};
use crate::report::format;
use crate::report::view::{Block, Estimate, Heading, Hue, Ledger, LedgerRow, Section, Table};
use crate::stats::Summary;
use crate::study::parts::{INTERVAL, estimate, figure, grade, value};

use super::result::over;
use super::run::{COURSES, Course, Month, Months};

/// The section.
pub(in crate::study) fn section(found: &Months, currency: &str) -> Section {
    let mut blocks = Vec::new();
    for (at, course) in COURSES.into_iter().enumerate() {
        blocks.push(fan(found, at, course, currency));
    }
    blocks.push(Block::Table(table(found, currency)));
    blocks.push(Block::Ledger(ledger(found)));
    blocks.push(Block::Text(words(found)));
    Section { id: "months".to_owned(), title: "If it goes on for months".to_owned(), finding: finding(found, currency), blocks }
}

fn last(found: &Months) -> usize {
    found.responses.count as usize - 1
}

fn at(found: &Months, course: usize, month: usize, read: fn(&Month) -> f64) -> Estimate {
    over(&found.courses[course], month, read).map_or(Estimate::exact(f64::NAN), estimate)
}

/// The share of draws in which something holds of both courses.
fn share(found: &Months, holds: impl Fn(&[Month], &[Month]) -> bool) -> f64 {
    let [stay, cut] = &found.courses;
    stay.iter().zip(cut).filter(|(stay, cut)| holds(stay, cut)).count() as f64 / stay.len() as f64
}

fn finding(found: &Months, currency: &str) -> String {
    let end = last(found);
    let [stay, cut] = &found.courses;
    let cost = |course: usize| format::money(at(found, course, end, |month| month.mistakes), currency);
    let more = share(found, |stay, cut| cut[end].mistakes > stay[end].mistakes);
    let apart: Vec<f64> = stay.iter().zip(cut).map(|(stay, cut)| cut[end].mistakes - stay[end].mistakes).collect();
    let apart = Summary::of(&apart).map_or(Estimate::exact(f64::NAN), estimate);
    let sum = |months: &[Month], read: fn(&Month) -> f64| months.iter().map(read).sum::<f64>();
    let dearer = share(found, |stay, cut| {
        sum(cut, |month| month.mistakes) - sum(stay, |month| month.mistakes) > sum(cut, |month| (1.0 - month.people) * month.people_cost)
    });
    format!(
        "In month {} mistakes cost {} a day where people stay, and {} where they are cut: {} draw by draw, more in {} of them. In {} of the draws \
         the mistakes that come on top have cost more than the cuts have saved.",
        found.responses.count,
        cost(0),
        cost(1),
        format::money_difference(apart, currency),
        format::probability(more),
        format::probability(dearer)
    )
}

fn fan(found: &Months, at: usize, course: Course, currency: &str) -> Block {
    let point = |month: usize| {
        let mut sorted: Vec<f64> = found.courses[at].iter().map(|draw| draw[month].mistakes).collect();
        sorted.sort_by(f64::total_cmp);
        let quantile = |share: f64| crate::stats::quantile(&sorted, share);
        let [q05, q25, q50, q75, q95] = [0.05, 0.25, 0.5, 0.75, 0.95].map(quantile);
        FanPoint { time: month as f64 + 1.0, q05, q25, q50, q75, q95 }
    };
    let points: Vec<FanPoint> = (0..found.responses.count as usize).map(point).collect();
    let money = |point: &FanPoint| format::money(Estimate::new(point.q50, point.q05, point.q95), currency);
    let rows = points.iter().map(|point| vec![format::plain(point.time), money(point)]).collect();
    let data = Table {
        caption: format!("What mistakes cost a day, {}; median and {INTERVAL}", course.words()),
        columns: vec![Heading::number("month"), Heading::number("mistakes a day")],
        rows,
        note: None,
    };
    let (id, title, hue) = match course {
        Course::Stay => ("months-stay", "People stay", Hue::Concept),
        Course::Cut => ("months-cut", "People are cut", Hue::Other(0)),
    };
    let alt = format!("What mistakes cost a day, month by month, where {}.", course.words());
    let axis = format!("mistakes, {currency} a day");
    let chart = Chart::Fan(Fan { time_axis: "month".to_owned(), axis, hue, points, history: Vec::new() });
    figure(id, title, alt, chart, data, Some("months"))
}

/// The first month, the middle and the end of both courses.
fn table(found: &Months, currency: &str) -> Table {
    let end = last(found);
    let mut columns = vec![Heading::text("course"), Heading::number("month")];
    columns.extend(
        ["delivered wrong, of 100", "late, of 100", "mistakes a day", "people left", "trust left", "comes in", "eye of those who look"]
            .map(Heading::number),
    );
    let mut months = vec![0, end / 2, end];
    months.dedup();
    let rows = COURSES
        .iter()
        .enumerate()
        .flat_map(|(course, of)| months.iter().map(move |&month| (course, of.words(), month)))
        .map(|(course, name, month)| {
            let of = |read: fn(&Month) -> f64| at(found, course, month, read);
            vec![
                name.to_owned(),
                (month + 1).to_string(),
                format::quantity(of(|month| month.wrong), ""),
                format::quantity(of(|month| month.late), ""),
                format::money(of(|month| month.mistakes), currency),
                format::share(of(|month| month.people)),
                format::share(of(|month| month.trust)),
                format::share(of(|month| month.demand)),
                format::share(of(|month| month.eye)),
            ]
        })
        .collect();
    Table { caption: format!("Both courses, month by month; median and {INTERVAL}"), columns, rows, note: None }
}

fn ledger(found: &Months) -> Ledger {
    let rows = found
        .responses
        .unknowns
        .ledger()
        .map(|entry| LedgerRow {
            name: entry.label.clone(),
            value: value(&entry.dist, &entry.unit),
            grade: grade(entry.grade),
            source: entry.source.clone().unwrap_or_default(),
            flips_at: None,
        })
        .collect();
    Ledger { rows, flips: String::new(), csv: None }
}

fn words(found: &Months) -> Vec<String> {
    let draws = found.courses[0].len();
    let mut all = vec![
        "Both courses cost the same to run: what is saved on people is spent on automation. Where people are cut, those who stay look at as much in \
         less time; where mistakes then cost more than with people who stay, that money is saved on people again. Something wrong costs trust, lost \
         trust costs work, and part of what is wrong comes back as work. Reviewers lose their eye while agents work alone."
            .to_owned(),
        format!(
            "Every month is a run of the team as given, on the same items and the same luck, with what the month before left of trust, work, people and \
             eye; so what changes from month to month is the response alone. {} draws of what nobody knows about the team and the responses. Without \
             any response every month would be the first one. Nothing here was held against a real team: not validated.",
            format::count(draws as u64)
        ),
    ];
    if found.failed > 0 {
        all.push(format!("{} draws are left out: in some month nothing was delivered, or the team could not be run.", found.failed));
    }
    all
}
