//! What a typical person would pay.

use crate::report::chart::{Chart, DriverRow, Drivers};
use crate::report::format;
use crate::report::view::{Block, Callout, Heading, Section, Table, Tone};
use crate::study::parts::figure;

use super::{Reading, estimate};

/// An attribute with what one of it is: "Length of the contract (in years)".
pub(super) fn what(reading: &Reading<'_>, attribute: usize) -> String {
    let spec = &reading.study.spec.attributes[attribute];
    match &spec.unit {
        Some(unit) => format!("{} (in {})", reading.label(attribute), unit.as_str()),
        None => reading.label(attribute).to_owned(),
    }
}

/// The section, where the file names a price.
pub(super) fn section(reading: &Reading<'_>) -> Option<Section> {
    let derived = reading.derived.filter(|derived| !derived.worths.is_empty())?;
    let price = reading.study.spec.model.price.as_ref()?;
    let at = reading.study.survey.attributes.iter().position(|name| name == price.value.as_str())?;
    let unit = reading.study.spec.attributes[at].unit.as_ref().map_or("the price's unit", |unit| unit.as_str());
    let rows: Vec<Vec<String>> = derived
        .worths
        .iter()
        .map(|worth| {
            let here = estimate(worth.amount);
            let (low, high) = if derived.is_sure() {
                let decimals = format::decimals(here.low, here.high);
                (format::number(here.low, decimals), format::number(here.high, decimals))
            } else {
                ("no interval".to_owned(), "no interval".to_owned())
            };
            vec![what(reading, worth.attribute), format::plain(here.mid), low, high]
        })
        .collect();
    let caption = format!("What a typical person would pay for one unit more, {unit}; 90 % interval over what the data leave open");
    let columns = vec![Heading::text("attribute"), Heading::number("would pay"), Heading::number("5 %"), Heading::number("95 %")];
    let note = "Below 0: what it would have to be cheaper. The typical person has the median taste for the attribute and for the price."
        .to_owned();
    let table = Table { caption, columns, rows, note: Some(note) };
    let mut blocks = Vec::new();
    if derived.is_sure() {
        let rows = derived
            .worths
            .iter()
            .map(|worth| {
                let value = estimate(worth.amount);
                DriverRow { label: what(reading, worth.attribute), value, text: format::quantity(value, "") }
            })
            .collect();
        let chart = Chart::Drivers(Drivers { axis: format!("would pay, {unit}"), interval: "90 % interval".to_owned(), rows });
        let alt = "What a typical person would pay for one unit more of each attribute, with its interval.".to_owned();
        blocks.push(figure("worth", "What would a typical person pay?", alt, chart, table, Some("worth")));
    } else {
        blocks.push(Block::Table(table));
        blocks.push(Block::Callout(Callout {
            tone: Tone::Warning,
            title: "The sign of the taste for the price is not certain.".to_owned(),
            text: format!(
                "In {} of what the data leave open it is the other one. An amount divided by something that may be 0 has no interval.",
                format::probability(derived.unsure)
            ),
        }));
    }
    if derived.is_odd() {
        blocks.push(Block::Callout(Callout {
            tone: Tone::Warning,
            title: format!("For {} of the people a higher price would be better.", format::percent(derived.odd)),
            text: "That is what the shape of the taste for the price says at its end, not what people said. The figures here are those of the typical \
                   person, whom it does not touch."
                .to_owned(),
        }));
    }
    let most = derived.worths.iter().max_by(|one, other| one.amount.value.abs().total_cmp(&other.amount.value.abs()))?;
    let finding =
        format!("{} {unit} for one unit more of what counts most: {}.", format::plain(most.amount.value), what(reading, most.attribute));
    Some(Section { id: "worth".to_owned(), title: "What people would pay".to_owned(), finding, blocks })
}
