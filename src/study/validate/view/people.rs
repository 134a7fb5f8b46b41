//! Who was asked.

use crate::population::{Making, margins_report};
use crate::report::format;
use crate::report::view::{Block, Callout, Fact, Section, Tone};

use super::reading::{Reading, table};

/// The section on the people.
pub(super) fn section(reading: &Reading<'_>) -> Section {
    let people = reading.study.market.people();
    let base = people.base(0..people.len());
    let what = match people.making {
        Making::AsTheyAre => "real respondents as they are",
        Making::Resampled => "real respondents, drawn with replacement",
        Making::Raked => "real respondents, weighted to published margins",
        Making::MarginsOnly => "made from stated margins alone; no real respondent stands behind them",
    };
    let mut facts = vec![
        Fact::new("population", people.title.clone()),
        Fact::new("rows run", format::count(people.len() as u64)),
        Fact::new("made from", what),
    ];
    if base.donors > 0 {
        let effective = if base.effective < 0.98 * base.donors as f64 {
            format!(" ({} effective)", format::count(base.effective.round() as u64))
        } else {
            String::new()
        };
        facts.push(Fact::new("real people behind them", format!("{}{effective}", format::count(base.donors as u64))));
    }
    if let Some(source) = &people.source {
        facts.push(Fact::new("source", source.clone()));
    }
    for left in &people.diagnostics.left_out {
        facts.push(Fact::new("left out", format!("{} rows: {}", format::count(left.rows as u64), left.why)));
    }
    if let Some(woven) = &reading.study.fitted {
        facts.push(Fact::new("kind of personas", woven.kind.words()));
        facts.push(Fact::new("their tastes", format!("{} ({})", woven.origin, woven.file)));
        if let Some(classes) = &woven.fitted.classes {
            facts.push(Fact::new(
                "classes of tastes",
                format!("{}: nobody's class is known; who is of which is drawn anew in every run", classes.names.len()),
            ));
        }
        if let Some(twins) = &woven.fitted.twins {
            facts.push(Fact::new("draws of each person's tastes", format::count(twins.draws as u64)));
        }
    }
    let mut blocks = vec![Block::Facts(facts)];
    if let Some(note) = &people.note {
        blocks.push(Block::Text(vec![note.clone()]));
    }
    let classes = reading.study.fitted.as_ref().is_some_and(|woven| woven.fitted.classes.is_some());
    let bases = super::segments::bases(reading);
    let rows = people
        .segments
        .iter()
        .zip(&bases)
        .enumerate()
        .map(|(index, (name, base))| {
            vec![
                name.clone(),
                format::percent(base.people as f64 / people.len() as f64),
                format::count(base.donors as u64),
                format::count(base.effective.round() as u64),
                people.segment_notes.get(index).cloned().unwrap_or_default(),
            ]
        })
        .collect();
    let (caption, name) = if classes { ("Classes", "class") } else { ("Segments", "segment") };
    let mut segments = table(caption, name, &["share of people", "real people", "effective"], rows);
    segments.columns.push(crate::report::view::Heading::text("who they are"));
    blocks.push(Block::Table(segments));
    let margins = margins_report(people);
    let worst = margins.iter().max_by(|one, other| one.difference.abs().total_cmp(&other.difference.abs()));
    if let Some(worst) = worst {
        let rows = margins
            .iter()
            .map(|row| {
                vec![
                    format!("{}: {}", row.margin, row.category),
                    format::percent_to(row.target, 1),
                    format::percent_to(row.got, 1),
                    format::signed(100.0 * row.difference, 1),
                ]
            })
            .collect();
        let mut hit = table("Margins asked for and reached", "margin", &["asked for", "reached", "difference, points"], rows);
        hit.note = Some(format!(
            "Largest difference: {} points ({}: {}).",
            format::number(100.0 * worst.difference.abs(), 1),
            worst.margin,
            worst.category
        ));
        blocks.push(Block::Table(hit));
    }
    if people.making == Making::MarginsOnly {
        blocks.push(Block::Callout(Callout {
            tone: Tone::Warning,
            title: "No real person stands behind these people.".to_owned(),
            text: "They were drawn from stated margins and correlations. Their number never makes a figure more certain.".to_owned(),
        }));
    }
    if !people.diagnostics.notes.is_empty() {
        blocks.push(Block::Text(people.diagnostics.notes.clone()));
    }
    let finding = if base.donors == 0 {
        format!("{} synthetic people, drawn from stated margins.", format::count(people.len() as u64))
    } else {
        format!(
            "{} rows run, from {} real people: only those count when a base is judged.",
            format::count(people.len() as u64),
            format::count(base.donors as u64)
        )
    };
    Section { id: "people".to_owned(), title: "Who was asked".to_owned(), finding, blocks }
}
