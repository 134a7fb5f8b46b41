//! The concept under the scenarios that are read.

use crate::market::Kind;
use crate::measure::xlm::Aim;
use crate::montecarlo::Effect;
use crate::report::chart::{Chart, Direction, SideBySide, SideMeasure, SideRole, SideSetting};
use crate::report::format;
use crate::report::view::{Block, Estimate, Heading, KeyFigure, Section, Table, Trust, ValidityLine};
use crate::study::parts::{INTERVAL, figure, spread};

use super::super::stress::{Stressed, Under};
use super::reading::Reading;
use super::rules::Weighing;

/// What there is to see, by a figure of the concept.
struct Row {
    label: String,
    kind: Kind,
    direction: Direction,
    target: Option<f64>,
}

impl Stressed {
    fn level(&self, arm: usize, kind: Kind) -> Option<Estimate> {
        let figure = self.comparing.figures().index(kind)?;
        self.findings.comparison.spread(arm, figure).map(|level| spread(Some(level)))
    }

    fn effect(&self, arm: usize, kind: Kind) -> Option<Effect> {
        self.findings.comparison.effect(arm, self.comparing.figures().index(kind)?)
    }

    fn name_of(&self, kind: Kind) -> String {
        let figures = self.comparing.figures();
        figures.index(kind).map_or_else(String::new, |at| self.comparing.study.name_of(&figures.all()[at]))
    }

    /// Today, then every scenario with the concept as it is: name, and arm where there is one.
    fn columns(&self) -> Vec<(String, Option<usize>)> {
        let scenarios = self.under.iter().map(|under| (under.name.clone(), under.arms[0]));
        std::iter::once(("today".to_owned(), Some(0))).chain(scenarios).collect()
    }

    fn concept(&self) -> &str {
        self.comparing.study.spec.concept.name.value.as_str()
    }
}

/// What the section may be trusted for.
pub(super) fn judged(found: &Stressed) -> ValidityLine {
    ValidityLine {
        measure: "The concept under the scenarios".to_owned(),
        trust: Trust::NotValidated,
        how: format!(
            "It is as good as the study of {} and what each variant is said to do to it; nobody in any of these futures was asked.",
            found.concept()
        ),
    }
}

/// The scenarios in which what the verdict hangs on is lowest and highest, each with its arm and level.
fn ends(found: &Stressed) -> Option<[(&str, usize, Estimate); 2]> {
    let kind = found.comparing.weighed.kind;
    let level = |under: &'_ Under| Some((under.arms[0]?, found.level(under.arms[0]?, kind)?));
    let mut levels: Vec<(&str, usize, Estimate)> =
        found.under.iter().filter_map(|under| level(under).map(|(arm, level)| (under.name.as_str(), arm, level))).collect();
    levels.sort_by(|one, other| one.2.mid.total_cmp(&other.2.mid));
    Some([*levels.first()?, *levels.last()?])
}

/// The lines of the first page: the scenarios in which the concept does best and worst.
pub(super) fn key_figures(found: &Stressed) -> Vec<KeyFigure> {
    let kind = found.comparing.weighed.kind;
    let Some([low, high]) = ends(found) else { return Vec::new() };
    let words = |estimate: Estimate| found.comparing.study.words(kind, estimate);
    let (best, worst) = if found.comparing.weighed.higher_is_better() { (high, low) } else { (low, high) };
    let named = [("the opportunity", best), ("the risk", worst)];
    let name = found.name_of(kind);
    let name = name.strip_prefix("share of ").map_or_else(|| name.clone(), |whose| format!("share who would choose {whose}"));
    let line = |(what, (scenario, arm, level)): (&str, (&str, usize, Estimate))| {
        let today = found.level(0, kind).map(|today| format!("today {}", words(today)));
        let change = (arm > 0).then(|| format!("on the same draws {}", difference(found, kind, found.effect(arm, kind))));
        KeyFigure {
            label: format!("{what}: {name} if “{scenario}” comes"),
            value: words(level),
            note: Some(
                [today, change, Some("in brackets: from the 5 % to the 95 % quantile".to_owned())]
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>()
                    .join(" · "),
            ),
        }
    };
    named.into_iter().map(line).collect()
}

pub(super) fn section(reading: &Reading<'_>) -> Option<Section> {
    let found = reading.findings.stressed.as_ref()?;
    let rows = rows(found);
    let mut blocks = vec![side_by_side(found, &rows), changes(found), touched(reading, found)];
    blocks.extend(met(found));
    blocks.extend(found.failure.as_ref().map(super::failure::block));
    blocks.extend(choices(found));
    let mut words = vec![
        "The study runs as it is and under every scenario to read, on the same people and the same draws. A scenario is what its variants are said \
         to do to the study, one after the other. What no variant touches stays as it is today, so these are not forecasts."
            .to_owned(),
    ];
    words.extend(found.left_out.iter().map(|(name, why)| format!("Left out: {name} ({why}).")));
    words.extend(found.findings.partial.clone());
    blocks.push(Block::Text(words));
    Some(Section { id: "concept".to_owned(), title: format!("{} under the scenarios", found.concept()), finding: finding(found), blocks })
}

fn finding(found: &Stressed) -> String {
    let kind = found.comparing.weighed.kind;
    let words = |estimate: Estimate| found.comparing.study.words(kind, estimate);
    let range = match (ends(found), found.level(0, kind)) {
        (Some([low, high]), Some(today)) => format!(
            "The {} is {} today; it is lowest in {}, {}, and highest in {}, {}.",
            found.name_of(kind),
            words(today),
            low.0,
            words(low.2),
            high.0,
            words(high.2)
        ),
        _ => "No scenario could be run.".to_owned(),
    };
    match best(found) {
        Some((option, often)) => format!(
            "{range} Over all of them “{}” is least regretted: in {} of the draws no option loses less in its worst scenario.",
            found.options[option],
            format::probability(often)
        ),
        None => range,
    }
}

/// The option with the smallest largest loss on mean payoffs, and how often it is so in single draws.
fn best(found: &Stressed) -> Option<(usize, f64)> {
    let least = found.robust.iter().enumerate().min_by(|one, other| one.1.max_regret.total_cmp(&other.1.max_regret))?;
    Some((least.0, least.1.least_often))
}

fn rows(found: &Stressed) -> Vec<Row> {
    let study = &found.comparing.study;
    let figures = study.figures();
    let headline = found.headline.iter();
    let mut rows: Vec<Row> =
        headline.map(|&kind| Row { label: found.name_of(kind), kind, direction: Direction::HigherIsBetter, target: None }).collect();
    for xlm in &study.decision.xlms {
        let direction = if xlm.xlm.direction == Aim::AtLeast { Direction::HigherIsBetter } else { Direction::LowerIsBetter };
        rows.push(Row { label: xlm.name.clone(), kind: figures.all()[xlm.figure].kind, direction, target: Some(xlm.xlm.target) });
    }
    rows.retain(|row| found.level(0, row.kind).is_some());
    rows
}

fn side_by_side(found: &Stressed, rows: &[Row]) -> Block {
    let columns = found.columns();
    let words = |kind: Kind, at: Estimate| found.comparing.study.words(kind, at);
    let measures = rows.iter().map(|row| {
        let scale = if row.kind.is_share() { 100.0 } else { 1.0 };
        let value = |arm: Option<usize>| found.level(arm?, row.kind).map(|at| (at.scaled(scale), words(row.kind, at)));
        SideMeasure {
            label: row.label.clone(),
            direction: row.direction,
            limit: row.target.map(|target| scale * target),
            values: columns.iter().map(|(_, arm)| value(*arm)).collect(),
        }
    });
    let setting = |(at, (name, _)): (usize, &(String, Option<usize>))| SideSetting {
        label: name.clone(),
        role: if at == 0 { SideRole::Given } else { SideRole::Other },
    };
    let drawing = Chart::SideBySide(SideBySide {
        interval: INTERVAL.to_owned(),
        limit_name: "your target".to_owned(),
        settings: columns.iter().enumerate().map(setting).collect(),
        measures: measures.collect(),
    });
    let mut headings = vec![Heading::text("measure")];
    headings.extend(columns.iter().map(|(name, _)| Heading::number(name)));
    let cells = rows.iter().map(|row| {
        let at = |arm: Option<usize>| {
            arm.and_then(|arm| found.level(arm, row.kind)).map_or_else(|| "no base".to_owned(), |at| words(row.kind, at))
        };
        std::iter::once(row.label.clone()).chain(columns.iter().map(|(_, arm)| at(*arm))).collect()
    });
    let caption = format!("{} as it is, today and in every scenario to read; {INTERVAL}", found.concept());
    let data = Table { caption, columns: headings, rows: cells.collect(), note: None };
    let alt = "Purchase intent, what the verdict hangs on and every experience level measure in each scenario.".to_owned();
    figure("concept-by-scenario", "The concept in each scenario", alt, drawing, data, Some("concept"))
}

/// A paired difference in words; one that is exactly nothing says so.
fn difference(found: &Stressed, kind: Kind, effect: Option<Effect>) -> String {
    match effect {
        None => "no base".to_owned(),
        Some(effect) if effect.mean == 0.0 && effect.low == 0.0 && effect.high == 0.0 => "none".to_owned(),
        Some(effect) => found.comparing.study.difference(kind, Estimate::new(effect.mean, effect.low, effect.high)),
    }
}

fn changes(found: &Stressed) -> Block {
    let mut columns = vec![Heading::text("scenario"), Heading::text("is there an effect")];
    columns.extend(found.headline.iter().map(|&kind| Heading::number(found.name_of(kind))));
    let rows = found.under.iter().map(|under| {
        let Some(arm) = under.arms[0].filter(|&arm| arm > 0) else {
            let words = if under.arms[0].is_some() { "nothing touches the study" } else { "could not be run" };
            return vec![under.name.clone(), words.to_owned()];
        };
        let answer = found.findings.answers.iter().find(|answer| answer.arm == arm);
        let mut row = vec![under.name.clone(), answer.map_or_else(String::new, crate::study::compare::Answer::words)];
        row.extend(found.headline.iter().map(|&kind| difference(found, kind, found.effect(arm, kind))));
        row
    });
    Block::Table(Table {
        caption: format!("What each scenario changes against today, on the same draws; {INTERVAL}"),
        columns,
        rows: rows.collect(),
        note: Some("All scenarios and options are judged together (Holm), so that more of them do not make a find more likely.".to_owned()),
    })
}

/// What each variant does to the study, in words.
fn touched(reading: &Reading<'_>, found: &Stressed) -> Block {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for (driver, variant, diff) in &found.touches {
        let named = format!("{}: {}", reading.driver(*driver), reading.variant(*driver, *variant));
        rows.extend(diff.iter().map(|line| vec![named.clone(), line.label.clone(), line.from.clone(), line.to.clone()]));
    }
    Block::Table(Table {
        caption: "What each variant is said to do to the study, at the middle of what is believed".to_owned(),
        columns: ["if it is", "what changes", "from", "to"].map(Heading::text).to_vec(),
        rows,
        note: None,
    })
}

/// The chance that each experience level measure is met, and that the study's rule to go is.
fn met(found: &Stressed) -> Option<Block> {
    let (decision, standings) = (&found.comparing.study.decision, &found.findings.standings);
    let arms = found.columns();
    let mut columns = vec![Heading::text("measure")];
    columns.extend(arms.iter().map(|(name, _)| Heading::number(name)));
    let mut rows: Vec<Vec<String>> = Vec::new();
    for (place, xlm) in decision.xlms.iter().enumerate() {
        let of = |arm: Option<usize>| {
            let standing = arm.and_then(|arm| standings[arm].xlms[place].as_ref());
            standing.map_or_else(|| "no base".to_owned(), |standing| format::probability(standing.p_met.get()))
        };
        rows.push(std::iter::once(xlm.name.clone()).chain(arms.iter().map(|(_, arm)| of(*arm))).collect());
    }
    let go = |arm: Option<usize>| arm.and_then(|arm| standings[arm].judged?.go).map(|(p, _)| p);
    if arms.iter().any(|(_, arm)| go(*arm).is_some()) {
        let words = arms.iter().map(|(_, arm)| go(*arm).map_or_else(|| "not judged".to_owned(), format::probability));
        rows.push(std::iter::once("the study's rule to go".to_owned()).chain(words).collect());
    }
    (!rows.is_empty()).then(|| {
        Block::Table(Table {
            caption: "The chance that what people should experience is met".to_owned(),
            columns,
            rows,
            note: Some("Shares of the draws of what nobody knows about the concept. They are not chances of a scenario.".to_owned()),
        })
    })
}

/// Our options over the scenarios: payoff, loss against the best, and what each rule would take.
fn choices(found: &Stressed) -> Option<Block> {
    if found.robust.is_empty() {
        return None;
    }
    let kind = found.comparing.weighed.kind;
    let turn = if found.comparing.weighed.higher_is_better() { 1.0 } else { -1.0 };
    let level = |value: f64| found.comparing.study.words(kind, Estimate::exact(turn * value));
    let loss = |value: Estimate| found.comparing.study.difference(kind, value).replace('+', "");
    let weighing = Weighing {
        caption: format!(
            "What each option loses against the one that is best in each scenario, in the {}; {INTERVAL}",
            found.name_of(kind)
        ),
        names: &found.options,
        scenarios: found.under.iter().map(|under| under.name.as_str()).collect(),
        robust: &found.robust,
        rules: found.rules.as_ref()?,
        level: &level,
        loss: &loss,
        enough: "today",
    };
    Some(weighing.table())
}
