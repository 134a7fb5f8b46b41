//! What the changes do to the money.

use crate::market::Kind;
use crate::report::view::{Block, Section};

use super::reading::{Reading, moves};

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
    let caption = match reading.comparing.study.currency.as_str() {
        "" => "Per 100 people".to_owned(),
        currency => format!("Per 100 people, {currency}"),
    };
    let mut blocks: Vec<Block> = reading.long(&caption, "amount", &kinds).into_iter().collect();
    blocks.push(Block::Text(vec!["What a change itself costs to make is not counted here.".to_owned()]));
    Some(Section { id: "money".to_owned(), title: "What it does to the money".to_owned(), finding: finding(reading, leading), blocks })
}

fn finding(reading: &Reading<'_>, (name, kind): &(String, Kind)) -> String {
    let mut effects: Vec<(usize, crate::montecarlo::Effect)> =
        reading.treatments().filter_map(|arm| Some((arm, reading.effect(arm, *kind)?))).filter(|(_, effect)| moves(effect)).collect();
    effects.sort_by(|one, other| other.1.mean.total_cmp(&one.1.mean));
    let told =
        |&(arm, effect): &(usize, crate::montecarlo::Effect)| format!("{}: {}", reading.quoted(arm), reading.difference(*kind, &effect));
    match (effects.first(), effects.last()) {
        (Some(best), Some(worst)) if best.1.mean > 0.0 && worst.1.mean < 0.0 => {
            format!("The {name} rises most with {}. It falls most with {}.", told(best), told(worst))
        }
        (Some(best), _) if best.1.mean > 0.0 => format!("The {name} rises most with {}.", told(best)),
        (_, Some(worst)) => format!("The {name} falls most with {}.", told(worst)),
        _ => format!("No change moves the {name}."),
    }
}
