//! By segment.

use crate::market::Kind;
use crate::population::Base;
use crate::report::chart::{Chart, HeatCell, HeatRow, Heatmap};
use crate::report::format;
use crate::report::view::{Block, Section};

use super::reading::{Reading, figure, table};

/// The fewest effective real people that carry a figure without a warning.
pub(in crate::study) const THIN: f64 = 30.0;

/// Who stands behind each segment. Nobody's class is known: a class rests on its share of the real people, whoever is shown as one of it.
pub(super) fn bases(reading: &Reading<'_>) -> Vec<Base> {
    let people = reading.study.market.people();
    let mut bases = people.segment_bases();
    if let Some(classes) = reading.study.fitted.as_ref().and_then(|woven| woven.fitted.classes.as_ref()) {
        let whole = people.base(0..people.len());
        for (base, share) in bases.iter_mut().zip(classes.shares()) {
            base.donors = (share * whole.donors as f64).round() as usize;
            base.effective = share * whole.effective;
        }
    }
    bases
}

/// The section on segments, where there is more than one.
pub(super) fn section(reading: &Reading<'_>) -> Option<Section> {
    let market = &reading.study.market;
    let people = market.people();
    if people.segments.len() < 2 {
        return None;
    }
    let mut columns = vec![(format!("choose {}", reading.concept()), None)];
    // Two best boxes of eleven chances mean nothing to a reader; the mean chance stands elsewhere.
    for (index, question) in market.questions().iter().enumerate().filter(|(_, question)| question.points < 11) {
        columns.push((question.name.clone(), Some(index)));
    }
    let classes = reading.study.fitted.as_ref().and_then(|woven| woven.fitted.classes.as_ref());
    let bases = bases(reading);
    let mut rows = Vec::new();
    let mut cells = Vec::new();
    let mut found: Vec<(String, f64)> = Vec::new();
    for (segment, name) in people.segments.iter().enumerate() {
        let base = &bases[segment];
        let thin = base.effective < THIN;
        let mut row = vec![name.clone(), format::count(base.donors as u64)];
        let mut heat = Vec::new();
        for (column, &(_, question)) in columns.iter().enumerate() {
            let kind = match question {
                None => Kind::Share { arm: 0, alternative: 0, segment: Some(segment) },
                Some(question) => Kind::TopTwoBox { question, segment: Some(segment) },
            };
            let value = reading.estimate(kind);
            row.push(value.map_or_else(String::new, format::share));
            heat.push(value.map(|value| HeatCell { value: value.mid, text: format::percent(value.mid), thin }));
            if column == 0
                && let Some(value) = value
            {
                found.push((name.clone(), value.mid));
            }
        }
        cells.push(row);
        rows.push(HeatRow { label: name.clone(), base: format!("{} real people", format::count(base.donors as u64)), cells: heat });
    }
    found.sort_by(|one, other| other.1.total_cmp(&one.1));
    let finding = match (found.first(), found.last()) {
        (Some(high), Some(low)) => {
            format!(
                "From {} ({}) to {} ({}): that is how far {} lie apart.",
                format::percent(low.1),
                low.0,
                format::percent(high.1),
                high.0,
                if classes.is_some() { "classes" } else { "segments" }
            )
        }
        _ => "No segment has a figure.".to_owned(),
    };
    let names: Vec<String> = columns.into_iter().map(|(name, _)| name).collect();
    let mut headings = vec!["real people"];
    headings.extend(names.iter().map(String::as_str));
    let mut table = table("By segment, with 90 % intervals; for questions the two best boxes", "segment", &headings, cells);
    table.note = Some(format!("Hatched cells rest on fewer than {THIN} effective real people: read them as hints."));
    let chart = Chart::Heatmap(Heatmap {
        axis: "share of people; for questions the two best boxes".to_owned(),
        columns: names,
        rows,
        scale: None,
        thin_name: format!("fewer than {THIN} effective real people"),
    });
    let alt = format!("Heat map by segment. {finding}");
    let mut blocks = vec![figure("segments", "Who would, and who would not", alt, chart, table, Some("estimates"))];
    let mut title = "By segment";
    if let Some(classes) = classes {
        title = "By class of tastes";
        let said = classes.names.iter().zip(&classes.notes).filter(|(_, note)| !note.is_empty());
        let mut words: Vec<String> = said.map(|(name, note)| format!("{}: {note}.", format::capital(name))).collect();
        words.push(
            "The classes were found in the choices; of no single person is it known which class is theirs. Real people are the class's share of those who \
             were asked."
                .to_owned(),
        );
        blocks.insert(0, Block::Text(words));
    }
    Some(Section { id: "segments".to_owned(), title: title.to_owned(), finding, blocks })
}
