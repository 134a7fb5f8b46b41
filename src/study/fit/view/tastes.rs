//! How tastes are spread over people, and which go together.

use crate::report::chart::{Chart, FlipRow, Flips, HeatCell, HeatRow, Heatmap};
use crate::report::format;
use crate::report::view::{Block, Estimate, Heading, Section, Table};
use crate::study::parts::{figure, table};

use super::super::estimate::Estimated;
use super::{Reading, estimate};

/// The section on how tastes are spread, or on classes.
pub(super) fn section(reading: &Reading<'_>) -> Option<Section> {
    if let Estimated::Classes(_) = &reading.findings.estimated {
        return classes(reading);
    }
    let derived = reading.derived?;
    let varying: Vec<_> = derived.spreads.iter().filter(|spread| spread.deviation.value > 0.0).collect();
    let widest = varying.iter().max_by(|one, other| {
        let ratio = |spread: f64, typical: f64| spread / typical.abs();
        ratio(one.deviation.value, one.typical.value).total_cmp(&ratio(other.deviation.value, other.typical.value))
    })?;
    let rows = varying
        .iter()
        .map(|spread| {
            let [low, _, _, high] = spread.quantiles;
            let decimals = format::decimals(low, high);
            FlipRow {
                label: reading.label(spread.attribute).to_owned(),
                sub: reading.step(spread.attribute),
                range: Estimate::new(spread.typical.value, low, high),
                texts: [low, spread.typical.value, high].map(|value| format::number(value, decimals)),
                flip: None,
                text: format!("{} like more of it", format::probability(spread.like)),
                variance: None,
            }
        })
        .collect();
    let chart = Chart::Flips(Flips { range_name: "5 to 95 % of the people".to_owned(), axis: String::new(), rows });
    let cells = varying
        .iter()
        .map(|spread| {
            let mut row = vec![reading.label(spread.attribute).to_owned(), format::quantity(estimate(spread.typical), "")];
            row.push(format::quantity(estimate(spread.deviation), ""));
            row.extend(spread.quantiles.iter().map(|&value| format::plain(value)));
            row.push(format::probability(spread.like));
            row
        })
        .collect();
    let columns = ["typical person", "standard deviation", "5 %", "25 %", "75 %", "95 %", "like more of it"];
    let mut data = table(
        "How each taste is spread over people, in utility; intervals are 90 % over what the data leave open",
        "taste",
        &columns,
        cells,
    );
    data.note = Some("Percentages in the head: that share of people lies below.".to_owned());
    let alt = "How each taste is spread over people: the middle and where 5 and 95 of 100 people lie.".to_owned();
    let finding = format!(
        "People differ most on {}: its standard deviation over people is {} times the typical taste.",
        reading.label(widest.attribute),
        format::plain(widest.deviation.value / widest.typical.value.abs())
    );
    let blocks = vec![figure("tastes", "Where do people stand?", alt, chart, data, Some("tastes"))];
    Some(Section { id: "tastes".to_owned(), title: "How tastes differ".to_owned(), finding, blocks })
}

/// The section on which tastes go together, where the model lets them.
pub(super) fn together(reading: &Reading<'_>) -> Option<Section> {
    let (which, matrix) = &reading.derived?.correlations;
    let size = which.len();
    let strongest = (0..size).flat_map(|row| (0..row).map(move |column| (row, column))).max_by(|one, other| {
        let at = |&(row, column): &(usize, usize)| matrix[row * size + column].abs();
        at(one).total_cmp(&at(other))
    })?;
    let names: Vec<String> = which.iter().map(|&attribute| reading.label(attribute).to_owned()).collect();
    let cell = |row: usize, column: usize| {
        let value = matrix[row * size + column];
        HeatCell { value, text: format::number(value, 2), thin: false }
    };
    let rows = (0..size).map(|row| HeatRow {
        label: names[row].clone(),
        base: String::new(),
        cells: (0..size).map(|column| (column <= row).then(|| cell(row, column))).collect(),
    });
    let chart = Chart::Heatmap(Heatmap {
        axis: "correlation over people".to_owned(),
        columns: names.clone(),
        rows: rows.collect(),
        scale: Some((-1.0, 1.0)),
        thin_name: String::new(),
    });
    let cells = (0..size)
        .map(|row| {
            std::iter::once(names[row].clone()).chain((0..size).map(|column| format::number(matrix[row * size + column], 2))).collect()
        })
        .collect();
    let mut columns = vec![Heading::text("taste")];
    columns.extend(names.iter().map(Heading::number));
    let data = Table { caption: "Correlations of tastes over people".to_owned(), columns, rows: cells, note: None };
    let (row, column) = strongest;
    let finding = format!(
        "{} and {} go together most: their correlation is {}.",
        names[row],
        names[column],
        format::number(matrix[row * size + column], 2)
    );
    let alt = "Correlations between tastes over people.".to_owned();
    let blocks = vec![figure("correlations", "Who likes one also likes the other?", alt, chart, data, Some("correlations"))];
    Some(Section { id: "correlations".to_owned(), title: "Which tastes go together".to_owned(), finding, blocks })
}

/// The section on classes.
fn classes(reading: &Reading<'_>) -> Option<Section> {
    let Estimated::Classes(found) = &reading.findings.estimated else { return None };
    let classes = found.shares.len();
    let names: Vec<String> =
        found.shares.iter().enumerate().map(|(class, share)| format!("class {} ({})", class + 1, format::percent(*share))).collect();
    let size = reading.study.spec.attributes.len();
    let rows = (0..size)
        .map(|attribute| {
            let name = format!("{} {}", reading.label(attribute), reading.step(attribute)).trim_end().to_owned();
            let values = (0..classes).map(|class| {
                let value = format::plain(found.class(class)[attribute]);
                let error = found.errors.as_ref().map(|errors| format!(" ({})", format::rough(errors[class * size + attribute])));
                format!("{value}{}", error.unwrap_or_default())
            });
            std::iter::once(name).chain(values).collect()
        })
        .collect();
    let mut columns = vec![Heading::text("taste")];
    columns.extend(names.iter().map(Heading::number));
    let note = "In brackets: the standard error, from people's scores.".to_owned();
    let data = Table { caption: "The tastes of each class, in utility".to_owned(), columns, rows, note: Some(note) };
    let finding = format!("{classes} classes; Schwarz's criterion is {} (lower is better).", format::number(found.criterion(), 1));
    Some(Section {
        id: "classes".to_owned(),
        title: "Which groups of people there are".to_owned(),
        finding,
        blocks: vec![Block::Table(data)],
    })
}
