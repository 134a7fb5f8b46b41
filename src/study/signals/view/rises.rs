//! What rises, and what each score is made of.

use crate::report::chart::{Chart, HeatCell, HeatRow, Heatmap};
use crate::report::format;
use crate::report::view::{Block, Heading, Section, Table};
use crate::signals::Series;
use crate::signals::score::{Part, Scored};
use crate::study::parts::figure;

use super::super::analyse::{Findings, List};
use super::super::load::SignalsStudy;

/// Rows of the chart.
const DRAWN: usize = 15;

pub(super) fn section(study: &SignalsStudy, findings: &Findings) -> Option<Section> {
    let mut blocks = Vec::new();
    let mut finding = Vec::new();
    if let (Some(series), Some(Ok(list))) = (&study.series, &findings.terms) {
        finding.push(said("terms", list));
        blocks.extend(of(series, list, "terms"));
    }
    if let (Some(series), Some(Ok(list))) = (study.topics.as_ref().and_then(|topics| topics.series.as_ref()), &findings.topics) {
        finding.push(said("topics", list));
        blocks.extend(of(series, list, "topics"));
    }
    if blocks.is_empty() {
        return None;
    }
    Some(Section { id: "rises".to_owned(), title: "What rises, and why".to_owned(), finding: finding.join(" "), blocks })
}

fn said(what: &str, list: &List) -> String {
    let both = list.shown.iter().filter(|place| list.naive.contains(place)).count();
    format!("{} {what} stand out by their score; {both} of them by plain growth too.", list.shown.len())
}

fn of(series: &Series, list: &List, what: &str) -> Vec<Block> {
    if list.shown.is_empty() {
        return vec![Block::Text(vec![format!("No {what} are frequent enough, and not yet common.")])];
    }
    let parts: Vec<Part> = Part::ALL.into_iter().filter(|part| list.ranking.weights[*part as usize] > 0.0).collect();
    let points = |one: &Scored, part: Part| 100.0 * one.contributions[part as usize];
    let name = |one: &Scored| series.terms[one.term].name.clone();
    let rows = |count: usize| list.shown.iter().take(count).map(|&place| &list.ranking.scored[place]);
    let row = |one: &Scored| HeatRow {
        label: name(one),
        base: format!("{} of 100", format::number(100.0 * one.score, 0)),
        cells: parts
            .iter()
            .map(|&part| Some(HeatCell { value: points(one, part), text: format::number(points(one, part), 1), thin: false }))
            .collect(),
    };
    let chart = Chart::Heatmap(Heatmap {
        axis: "what each part adds to the score, points of 100".to_owned(),
        columns: parts.iter().map(|part| part.as_str().to_owned()).collect(),
        rows: rows(DRAWN).map(row).collect(),
        scale: None,
        thin_name: String::new(),
    });
    let mut columns = vec![Heading::text(what), Heading::number("score")];
    columns.extend(parts.iter().map(|part| Heading::number(part.as_str())));
    let cells = |one: &Scored| {
        let mut cells = vec![name(one), format::number(100.0 * one.score, 1)];
        cells.extend(parts.iter().map(|&part| format::number(points(one, part), 1)));
        cells
    };
    let data = Table {
        caption: "The score in parts, points of 100; the parts sum to the score".to_owned(),
        columns,
        rows: rows(usize::MAX).map(cells).collect(),
        note: None,
    };
    let alt = format!("A row for each of the first {} {what}, a column for each part of the score.", list.shown.len().min(DRAWN));
    let shares = Table {
        caption: format!("The same {what}: how often they occur"),
        columns: vec![
            Heading::text(what),
            Heading::number("documents, last window"),
            Heading::number("window before"),
            Heading::number("share of documents"),
            Heading::number("place by plain growth"),
            Heading::text("on the map"),
        ],
        rows: list
            .shown
            .iter()
            .map(|&place| {
                let one = &list.ranking.scored[place];
                let rank = list.ranking.naive.iter().position(|&other| other == place).map_or(0, |rank| rank + 1);
                vec![
                    name(one),
                    format::count(one.recent),
                    format::count(one.earlier),
                    format::percent_to(one.share, 2),
                    format::count(rank as u64),
                    one.quadrant.as_str().to_owned(),
                ]
            })
            .collect(),
        note: Some(
            "On the map: weak signals are rarer than the middle candidate and grow faster; strong ones are more frequent and grow faster."
                .to_owned(),
        ),
    };
    vec![figure(&format!("{what}-in-parts"), "Why these", alt, chart, data, Some("signals")), Block::Table(shares)]
}
