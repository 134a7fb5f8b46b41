//! What the changes do to the money.

use crate::market::Kind;
use crate::report::view::{Block, Section};
use crate::study::parts::table;

use super::super::load::AS_IT_IS;
use super::reading::{Reading, still};

/// The section on revenue and margin, where there are prices.
pub(super) fn section(reading: &Reading<'_>) -> Option<Section> {
    let concept = &reading.comparing.study.market.alternatives()[0].name;
    let kinds: Vec<(String, Kind)> = [
        (format!("revenue of {concept}"), Kind::Revenue { arm: 0 }),
        (format!("margin of {concept}"), Kind::Profit { arm: 0 }),
        (format!("margin of {concept} and our other products"), Kind::OwnMargin { arm: 0 }),
    ]
    .into_iter()
    .filter(|&(_, kind)| reading.level(0, kind).is_some())
    .collect();
    let leading = kinds.last()?;
    let rows = kinds
        .iter()
        .map(|(name, kind)| {
            let cells = reading.treatments().map(|arm| reading.difference_text(arm, *kind));
            [name.clone(), reading.level_text(0, *kind)].into_iter().chain(cells).collect()
        })
        .collect();
    let mut columns = vec![AS_IT_IS];
    columns.extend(reading.treatments().map(|arm| reading.name(arm)));
    let caption = format!("Per 100 people, {}, with the difference that each change makes", reading.comparing.study.currency);
    let mut found = table(caption.trim_end_matches(", "), "amount", &columns, rows);
    found.note = Some("What a change itself costs to make is not counted here.".to_owned());
    Some(Section {
        id: "money".to_owned(),
        title: "What it does to the money".to_owned(),
        finding: finding(reading, leading),
        blocks: vec![Block::Table(found)],
    })
}

fn finding(reading: &Reading<'_>, (name, kind): &(String, Kind)) -> String {
    let mut effects: Vec<(usize, crate::montecarlo::Effect)> =
        reading.treatments().filter_map(|arm| Some((arm, reading.effect(arm, *kind)?))).filter(|(_, effect)| !still(effect)).collect();
    effects.sort_by(|one, other| other.1.mean.total_cmp(&one.1.mean));
    let told =
        |&(arm, effect): &(usize, crate::montecarlo::Effect)| format!("{} ({})", reading.quoted(arm), reading.difference(*kind, &effect));
    match (effects.first(), effects.last()) {
        (Some(best), Some(worst)) if best.1.mean > 0.0 && worst.1.mean < 0.0 => {
            format!("The {name} rises most with {} and falls most with {}.", told(best), told(worst))
        }
        (Some(best), _) if best.1.mean > 0.0 => format!("The {name} rises most with {}.", told(best)),
        (_, Some(worst)) => format!("The {name} falls most with {}.", told(worst)),
        _ => format!("No change moves the {name}."),
    }
}
