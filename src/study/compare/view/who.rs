//! Who is hit, and who gains.

use crate::report::chart::{Chart, Dumbbell, DumbbellRow};
use crate::report::format;
use crate::report::view::{Block, Callout, Estimate, Section, Tone};
use crate::study::parts::{figure, listed, table};

use super::super::super::validate::THIN;
use super::super::answer::{Answer, Size};
use super::super::load::AS_IT_IS;
use super::reading::{RANGE, Reading, spread, still};

/// Charts on the page; the table has every treatment.
const CHARTS: usize = 6;

/// The section on segments, where there is more than one.
pub(super) fn section(reading: &Reading<'_>) -> Option<Section> {
    if reading.findings.segments.is_empty() {
        return None;
    }
    let people = reading.comparing.study.market.people();
    let kind = reading.comparing.weighed.by_segments();
    let mut blocks = Vec::new();
    for (place, answers) in reading.findings.segments.iter().enumerate() {
        let moves = answers.iter().any(|answer| answer.effect.is_some_and(|effect| !still(&effect)));
        if moves && blocks.len() < CHARTS {
            blocks.push(chart(reading, place + 1, answers));
        }
    }
    let bases = people.segment_bases();
    let rows = people
        .segments
        .iter()
        .enumerate()
        .map(|(segment, name)| {
            let mut row = vec![name.clone(), format::count(bases[segment].donors as u64)];
            row.extend(reading.findings.segments.iter().map(|answers| {
                answers
                    .get(segment)
                    .map_or_else(String::new, |answer| format!("{}; {}", reading.answer_text(answer, kind), answer.size.words()))
            }));
            row
        })
        .collect();
    let mut columns = vec!["real people"];
    columns.extend(reading.treatments().map(|arm| reading.name(arm)));
    let what = reading.figures.index(kind).map_or_else(String::new, |index| reading.named(&reading.figures.all()[index]));
    let mut found = table(&format!("Difference in the {what} by segment, with its {RANGE}"), "segment", &columns, rows);
    let thin: Vec<String> = people
        .segments
        .iter()
        .zip(&bases)
        .filter(|(_, base)| base.donors > 0 && base.effective < THIN)
        .map(|(name, _)| name.clone())
        .collect();
    if !thin.is_empty() {
        found.note = Some(format!("Fewer than {THIN} effective real people stand behind {}: read those as hints.", listed(&thin)));
    }
    blocks.push(Block::Table(found));
    let hidden: Vec<Block> = reading.treatments().filter_map(|arm| hidden(reading, arm)).collect();
    blocks.extend(hidden);
    Some(Section { id: "who".to_owned(), title: "Who is hit, and who gains".to_owned(), finding: finding(reading), blocks })
}

fn chart(reading: &Reading<'_>, arm: usize, answers: &[Answer]) -> Block {
    let kind = reading.comparing.weighed.by_segments();
    let scale = if kind.is_share() { 100.0 } else { 1.0 };
    let people = reading.comparing.study.market.people();
    let mut rows = Vec::new();
    let mut cells = Vec::new();
    for (name, answer) in people.segments.iter().zip(answers) {
        let Some(effect) = answer.effect else { continue };
        let difference = spread(&effect);
        let text = reading.answer_text(answer, kind);
        cells.push(vec![
            name.clone(),
            reading.level_words(kind, effect.control),
            reading.level_words(kind, effect.level),
            text.clone(),
            answer.size.words().to_owned(),
        ]);
        rows.push(DumbbellRow {
            label: name.clone(),
            before: scale * effect.control,
            after: scale * effect.level,
            difference: Estimate::new(scale * difference.mid, scale * difference.low, scale * difference.high),
            text,
        });
    }
    let what = reading.figures.index(kind).map_or_else(String::new, |index| reading.named(&reading.figures.all()[index]));
    let alt = listed(&rows.iter().map(|row| format!("{}: {}", row.label, row.text)).collect::<Vec<_>>());
    let name = reading.name(arm);
    let chart = Chart::Dumbbell(Dumbbell {
        axis: if kind.is_share() { format!("{what}, %") } else { what.clone() },
        before_name: AS_IT_IS.to_owned(),
        after_name: name.to_owned(),
        rows,
    });
    let table = table(&format!("{name}: the {what} by segment"), "segment", &[AS_IT_IS, "with it", "difference", "how large"], cells);
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
