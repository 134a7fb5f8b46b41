//! How sure it is: three uncertainties, and how well the pairing worked.

use crate::montecarlo::Stopped;
use crate::report::format;
use crate::report::view::{Block, Estimate, Fact, Section};
use crate::stats::interval::Level;
use crate::study::parts::table;

use super::super::answer::Answer;
use super::reading::Reading;

/// The section on certainty and method.
pub(super) fn section(reading: &Reading<'_>) -> Section {
    let comparison = &reading.findings.comparison;
    let stopped = match comparison.stopped() {
        Stopped::Complete => "as many as asked for",
        Stopped::Precise => "stopped where the Monte Carlo error of every difference was small enough, at a pre-set look",
        Stopped::AtLimit => "stopped at the limit; the Monte Carlo error of a difference is larger than the target",
        Stopped::Interrupted => "interrupted",
    };
    let facts = vec![
        Fact::new("draws of what nobody knows", format!("{} ({stopped})", format::count(comparison.replicates() as u64))),
        Fact::new("people per run", format::count(reading.comparing.study.market.people().len() as u64)),
        Fact::new("worlds run on the same draws", comparison.arms().len().to_string()),
    ];
    let mut blocks = vec![Block::Facts(facts), uncertainty(reading), pairing(reading)];
    blocks.push(Block::Text(vec![
        "Three uncertainties are kept apart. What nobody knows is drawn once a replicate: its spread is the range shown with every difference. Chance among people is the difference between runs of one replicate. The Monte Carlo error says how far this run is from infinitely many. The number of synthetic people never makes an effect more certain.".to_owned(),
        "The study as it is and every change run on the same people, the same draws of what nobody knows and the same luck at every step. Any difference is then the change's own, however small; that is why it is held against the smallest effect that matters, and not against zero.".to_owned(),
    ]));
    Section { id: "certainty".to_owned(), title: "How sure it is".to_owned(), finding: finding(reading), blocks }
}

/// How many times smaller the pairing makes the error.
fn gain(reading: &Reading<'_>, answer: &Answer) -> Option<(f64, f64, f64)> {
    let paired = answer.effect?.error;
    let unpaired = answer.unpaired(&reading.findings.comparison, reading.weighed())?;
    (paired > 0.0).then_some((paired, unpaired, unpaired / paired))
}

fn finding(reading: &Reading<'_>) -> String {
    let gains: Vec<f64> = reading.findings.answers.iter().filter_map(|answer| gain(reading, answer)).map(|gain| gain.2).collect();
    let draws = format::count(reading.findings.comparison.replicates() as u64);
    match gains.iter().copied().min_by(f64::total_cmp) {
        Some(least) if least > 1.0 => format!(
            "{draws} draws; running the same people through both worlds makes the error of every difference at least {} times smaller.",
            format::plain(least)
        ),
        Some(_) => format!("{draws} draws; for at least one change, pairing does not make the error smaller."),
        None => format!("{draws} draws of what nobody knows."),
    }
}

/// The three uncertainties of each difference, side by side.
fn uncertainty(reading: &Reading<'_>) -> Block {
    let kind = reading.comparing.weighed.kind;
    let (scale, places) = if kind.is_share() { (100.0, 2) } else { (1.0, 2) };
    let amount = |value: f64| if kind.is_share() { format::number(scale * value, places) } else { format::plain(value) };
    let respondents = reading.comparing.study.spec.survey.as_ref().and_then(|survey| survey.respondents).filter(|_| kind.is_share());
    let rows = reading
        .findings
        .answers
        .iter()
        .filter_map(|answer| {
            let effect = answer.effect?;
            let split = reading.findings.comparison.split_against(answer.arm, 0, reading.weighed()).ok();
            let mut row = vec![reading.name(answer.arm).to_owned(), format::signed(scale * effect.mean, places), amount(effect.error)];
            if !kind.is_share() {
                row[1] = reading.comparing.study.difference(kind, Estimate::exact(effect.mean));
            }
            row.push(split.map_or_else(String::new, |split| amount(split.theta.sqrt())));
            row.push(split.map_or_else(String::new, |split| amount(split.inner.sqrt())));
            if let Some(people) = respondents {
                // Two samples of this size, one for each version.
                let variance = |share: f64| share * (1.0 - share) / f64::from(people);
                let half = Level::P90.z() * (variance(effect.control) + variance(effect.level)).sqrt();
                row.push(format!("± {}", format::number(100.0 * half, 1)));
            }
            Some(row)
        })
        .collect();
    let survey = respondents.map(|people| format!("two surveys of {} each would add (90 %)", format::count(u64::from(people))));
    let mut columns = vec!["mean difference", "Monte Carlo error", "what nobody knows (sd)", "chance in a run (sd)"];
    columns.extend(survey.as_deref());
    let unit = if kind.is_share() { ", in points" } else { "" };
    let caption = format!("Three uncertainties of each difference in the {}{unit}, never mixed", reading.weighed_name());
    Block::Table(table(&caption, "change", &columns, rows))
}

/// What the pairing achieved.
fn pairing(reading: &Reading<'_>) -> Block {
    let kind = reading.comparing.weighed.kind;
    let amount = |value: f64| if kind.is_share() { format::number(100.0 * value, 3) } else { format::plain(value) };
    let rows = reading
        .findings
        .answers
        .iter()
        .map(|answer| {
            let correlation = answer
                .effect
                .and_then(|effect| effect.correlation)
                .map_or_else(|| format::MISSING.to_owned(), |found| format::number(found, 4));
            let mut row = vec![reading.name(answer.arm).to_owned(), correlation];
            match gain(reading, answer) {
                Some((paired, unpaired, times)) => {
                    row.extend([
                        amount(paired),
                        amount(unpaired),
                        format!("{}×", format::plain(times)),
                        format!("{}×", format::plain(times * times)),
                    ]);
                }
                None => row.extend(std::iter::repeat_n(format::MISSING.to_owned(), 4)),
            }
            row
        })
        .collect();
    let columns = ["correlation over draws", "error, paired", "error, unpaired", "error smaller", "draws saved"];
    let mut found = table("How well the pairing worked", "change", &columns, rows);
    found.note =
        Some("Unpaired: what the error would be if both worlds had been run on draws of their own, from the spread of each.".to_owned());
    Block::Table(found)
}
