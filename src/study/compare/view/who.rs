//! Who is hit, and who gains.

use crate::report::chart::{Chart, Dumbbell};
use crate::report::format;
use crate::report::view::{Block, Callout, Section, Tone};
use crate::study::parts::{figure, listed, table};

use super::super::super::validate::THIN;
use super::super::answer::{Answer, Size};
use super::super::load::AS_IT_IS;
use super::reading::{INTERVAL, Reading};

/// The section on segments, where there is more than one.
pub(super) fn section(reading: &Reading<'_>) -> Option<Section> {
    if reading.findings.segments.is_empty() {
        return None;
    }
    let (shown, silent): (Vec<usize>, Vec<usize>) = reading.treatments().partition(|&arm| !moved(reading, arm).is_empty());
    let mut blocks: Vec<Block> = shown.into_iter().map(|arm| chart(reading, arm)).collect();
    if !silent.is_empty() {
        let names: Vec<String> = silent.iter().map(|&arm| reading.quoted(arm)).collect();
        let verb = if names.len() == 1 { "moves" } else { "move" };
        blocks.push(Block::Text(vec![format!(
            "{} {verb} no segment by as much as matters; tables/segments.csv has the figures.",
            listed(&names)
        )]));
    }
    blocks.extend(reading.treatments().filter_map(|arm| hidden(reading, arm)));
    Some(Section { id: "who".to_owned(), title: "Who is hit, and who gains".to_owned(), finding: finding(reading), blocks })
}

fn chart(reading: &Reading<'_>, arm: usize) -> Block {
    let kind = reading.comparing.weighed.by_segments();
    let people = reading.comparing.study.market.people();
    let answers = &reading.findings.segments[arm - 1];
    let (rows, mut cells) = reading.dumbbells(people.segments.iter().cloned().zip(answers), kind);
    let bases = people.segment_bases();
    for row in &mut cells {
        let Some(segment) = people.segments.iter().position(|name| *name == row[0]) else { continue };
        row.insert(1, format::count(bases[segment].donors as u64));
        row.push(answers[segment].words());
    }
    let what = reading.figures.index(kind).map_or_else(String::new, |index| reading.named(&reading.figures.all()[index]));
    let alt = listed(&rows.iter().map(|row| format!("{}: {}", row.label, row.text)).collect::<Vec<_>>());
    let name = reading.name(arm);
    let chart = Chart::Dumbbell(Dumbbell {
        axis: if kind.is_share() { format!("{what}, %") } else { what.clone() },
        before_name: AS_IT_IS.to_owned(),
        after_name: "with it".to_owned(),
        rows,
    });
    let difference = format!("difference ({INTERVAL})");
    let columns = ["real people", AS_IT_IS, "with it", &difference, "how large"];
    let mut table = table(&format!("{name}: the {what} by segment"), "segment", &columns, cells);
    let thin: Vec<String> = people
        .segments
        .iter()
        .zip(&bases)
        .filter(|(_, base)| base.donors > 0 && base.effective < THIN)
        .map(|(name, _)| name.clone())
        .collect();
    if !thin.is_empty() {
        table.note = Some(format!("Fewer than {THIN} effective real people stand behind {}: read those as hints.", listed(&thin)));
    }
    figure(&format!("who-{arm}"), name, alt, chart, table, Some("segments"))
}

/// Segments that the treatment moves by as much as could matter, the largest effect first.
fn moved(reading: &Reading<'_>, arm: usize) -> Vec<(usize, Answer)> {
    let answers = reading.findings.segments.get(arm - 1).map_or(&[][..], Vec::as_slice);
    let mut found: Vec<(usize, Answer)> = answers.iter().copied().enumerate().filter(|(_, answer)| answer.size.counts()).collect();
    found.sort_by(|one, other| other.1.mean().abs().total_cmp(&one.1.mean().abs()));
    found
}

fn finding(reading: &Reading<'_>) -> String {
    let people = reading.comparing.study.market.people();
    let kind = reading.comparing.weighed.by_segments();
    let largest =
        reading.treatments().flat_map(|arm| moved(reading, arm)).max_by(|one, other| one.1.mean().abs().total_cmp(&other.1.mean().abs()));
    match largest.and_then(|(segment, answer)| Some((segment, answer, answer.effect?))) {
        Some((segment, answer, effect)) => format!(
            "The largest difference of all: {} under {}, {}.",
            people.segments[segment],
            reading.quoted(answer.arm),
            reading.difference(kind, &effect)
        ),
        None => "No segment is moved by as much as matters.".to_owned(),
    }
}

/// A warning where the mean hides that a segment loses.
fn hidden(reading: &Reading<'_>, arm: usize) -> Option<Block> {
    let better = |mean: f64| if reading.comparing.weighed.higher_is_better() { mean } else { -mean };
    let whole = &reading.findings.answers[arm - 1];
    let harmed = |answer: &Answer| answer.size == Size::Larger || answer.size == Size::Measurable;
    let losers: Vec<(usize, Answer)> =
        moved(reading, arm).into_iter().filter(|(_, answer)| harmed(answer) && better(answer.mean()) < 0.0).collect();
    let whole_loses = better(whole.mean()) < 0.0 && whole.size.counts();
    if losers.is_empty() || whole_loses {
        return None;
    }
    let people = reading.comparing.study.market.people();
    let kind = reading.comparing.weighed.by_segments();
    let named: Vec<String> =
        losers.iter().map(|(segment, answer)| format!("{} ({})", people.segments[*segment], reading.answer_text(answer, kind))).collect();
    Some(Block::Callout(Callout {
        tone: Tone::Warning,
        title: format!("The mean hides a loss under {}.", reading.quoted(arm)),
        text: format!("On the whole it does no harm, yet these lose: {}.", listed(&named)),
    }))
}
