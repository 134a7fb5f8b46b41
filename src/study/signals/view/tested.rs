//! The back-test: what became of earlier picks, misses included.

use crate::report::chart::{Chart, ShareRow, Shares};
use crate::report::format;
use crate::report::view::{Block, Callout, Estimate, Heading, Hue, Section, Table, Tone, Trust};
use crate::signals::backtest::{Backtest, Cut, Lift, Pick};
use crate::study::parts::{figure, listed};

use super::super::analyse::Findings;
use super::super::load::SignalsStudy;

/// A lift in words: "2.4 times (1.3–3.9)".
pub(in crate::study) fn times(lift: &Lift) -> String {
    let number = |value: f64| format::number(value, 1);
    format!("{} times ({}–{})", number(lift.lift), number(lift.interval.low), number(lift.interval.high))
}

/// What the score may be trusted for, by its back-test.
pub(super) fn trust(findings: &Findings) -> (Trust, String) {
    let Some(found) = &findings.backtest else {
        return (Trust::NotValidated, "No back-test was asked for.".to_owned());
    };
    let holds = |cut: &&Cut| cut.lift.as_ref().is_some_and(Lift::holds);
    let (good, all) = (found.cuts.iter().filter(holds).count(), found.cuts.len());
    if all > 0 && good == all {
        let words = format!(
            "At each of {all} earlier dates its picks took off more often than all candidates did, beyond chance; the dates share some terms."
        );
        return (Trust::Validated, words);
    }
    (Trust::NotValidated, format!("At {good} of {all} earlier dates its picks took off more often than all candidates did, beyond chance."))
}

fn claim(cut: &Cut, top: usize) -> String {
    let base = format::percent_to(cut.base(), 1);
    let plain = cut
        .naive_lift
        .as_ref()
        .map_or_else(String::new, |lift| format!(" Plain growth: {} of {}, {}.", lift.hits, lift.picks, times(lift)));
    match &cut.lift {
        None => format!("{}: none of {} candidates took off, so there is nothing to hold the picks against.", cut.day, cut.candidates),
        Some(lift) if lift.holds() => format!(
            "{}: {} of {} picks took off, {} the base rate of {base} of {} candidates.{plain}",
            cut.day,
            lift.hits,
            lift.picks,
            times(lift),
            cut.candidates
        ),
        Some(lift) => format!(
            "{}: {} of {} picks took off, {} the base rate of {base}. The interval does not leave out 1, so the claim that the top {top} rise on more often than others is withdrawn for this date.{plain}",
            cut.day,
            lift.hits,
            lift.picks,
            times(lift)
        ),
    }
}

/// Whether the score did better than plain growth, as far as that can be said.
fn against(found: &Backtest) -> Option<String> {
    let (score, plain) = (found.together?, found.naive_together?);
    let apart = score.interval.low > plain.interval.high || plain.interval.low > score.interval.high;
    let better = if score.hits >= plain.hits { "more" } else { "less" };
    Some(match apart {
        true => format!("Over all dates the score did {better} than plain growth: {} hits against {}.", score.hits, plain.hits),
        false => format!(
            "Over all dates the score has {} hits, plain growth {}; their intervals overlap, so neither is shown to be better.",
            score.hits, plain.hits
        ),
    })
}

pub(super) fn section(study: &SignalsStudy, findings: &Findings) -> Option<Section> {
    let found = findings.backtest.as_ref()?;
    let rule = &study.rule;
    let mut rows = Vec::new();
    let mut cells = Vec::new();
    for cut in &found.cuts {
        for (name, lift, hue) in [("by score", &cut.lift, Hue::Concept), ("by plain growth", &cut.naive_lift, Hue::Reference)] {
            let Some(lift) = lift else { continue };
            let base = cut.base();
            let share = Estimate::new(lift.hits as f64 / lift.picks as f64, lift.interval.low * base, lift.interval.high * base);
            rows.push(ShareRow { label: format!("{}, {name}", cut.day), hue, share, null: Some(base), real: None });
            cells.push(vec![
                format!("{}, {name}", cut.day),
                format!("{} of {}", lift.hits, lift.picks),
                format!("{} of {}", cut.took_off, cut.candidates),
                times(lift),
                if lift.by_lot < 1e-4 { "below 0.0001".to_owned() } else { format::number(lift.by_lot, 4) },
                if lift.holds() { "holds" } else { "withdrawn" }.to_owned(),
            ]);
        }
    }
    let mut blocks = vec![Block::Text(found.cuts.iter().map(|cut| claim(cut, study.top)).chain(against(found)).collect())];
    if !rows.is_empty() {
        let data = Table {
            caption: "Picks that took off".to_owned(),
            columns: vec![
                Heading::text("looked from"),
                Heading::number("picks that took off"),
                Heading::number("of all candidates"),
                Heading::number("lift"),
                Heading::number("chance by lot"),
                Heading::text("claim"),
            ],
            rows: cells,
            note: Some("Lift: the share of picks over that of all candidates, with the exact 95 % interval of the picks' share. Chance by lot: of as many hits by drawing the picks from all candidates.".to_owned()),
        };
        let chart = Chart::Shares(Shares {
            axis: "picks that took off, %".to_owned(),
            interval: "95 % interval".to_owned(),
            null_name: "all candidates".to_owned(),
            real_name: String::new(),
            rows,
        });
        let alt = "For each date and ranking the share of picks that took off, beside that of all candidates.".to_owned();
        blocks.push(figure("backtest", "How often picks took off", alt, chart, data, Some("backtest")));
    }
    if found.cuts.iter().any(|cut| !cut.picks.is_empty()) {
        blocks.push(picks(found));
    }
    let rules = format!(
        "A term has taken off where its share of documents in the last {} of {} periods after the date is at least {} times that of the {} periods before it, and it is in {} documents or more.",
        rule.outcome,
        rule.horizon,
        format::plain(rule.factor),
        study.score.window,
        rule.least
    );
    blocks.push(Block::Text(vec![rules]));
    if !found.left_out.is_empty() {
        let words: Vec<String> = found.left_out.iter().map(|(day, why)| format!("{day}: {why}.")).collect();
        blocks.push(Block::Callout(Callout { tone: Tone::Note, title: "Dates left out".to_owned(), text: words.join(" ") }));
    }
    let finding = match &found.together {
        Some(lift) => format!("{} of {} earlier picks took off: {} the base rate.", lift.hits, lift.picks, times(lift)),
        None => "No earlier date could be tested.".to_owned(),
    };
    Some(Section { id: "tested".to_owned(), title: "What became of earlier picks".to_owned(), finding, blocks })
}

/// Every pick of every date by score, with what became of it: misses stand there like hits.
fn picks(found: &Backtest) -> Block {
    let most = found.cuts.iter().map(|cut| cut.picks.len()).max().unwrap_or(0);
    let cell = |cut: &Cut, place: usize| {
        let words = |pick: &Pick| {
            let mark = if pick.took_off { "✓ " } else { "" };
            format!("{mark}{}, {} ×", pick.term, format::number(pick.ratio, 1))
        };
        cut.picks.get(place).map_or_else(String::new, words)
    };
    let mut columns = vec![Heading::number("place")];
    columns.extend(found.cuts.iter().map(|cut| Heading::text(format!("as of {}", cut.day))));
    let row = |place: usize| std::iter::once((place + 1).to_string()).chain(found.cuts.iter().map(|cut| cell(cut, place))).collect();
    let misses: Vec<String> = found
        .cuts
        .iter()
        .map(|cut| format!("{} of {} as of {}", cut.picks.iter().filter(|pick| !pick.took_off).count(), cut.picks.len(), cut.day))
        .collect();
    Block::Table(Table {
        caption: format!("Every pick by score, hits (✓) and misses: misses are {}", listed(&misses)),
        columns,
        rows: (0..most).map(row).collect(),
        note: Some("The number is how many times its earlier share of documents a term came to.".to_owned()),
    })
}
