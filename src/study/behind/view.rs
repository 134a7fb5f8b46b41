//! The part of the autonomy report that says what customers notice.

use crate::market::Kind;
use crate::measure::xlm::Aim;
use crate::montecarlo::Effect;
use crate::report::chart::{self, Direction};
use crate::report::format;
use crate::report::view::{Block, Estimate, Heading, Section, Table, Trust, ValidityLine};
use crate::study::compare::{Answer, Size};
use crate::study::parts::{INTERVAL, listed, role, side_by_side, spread};
use crate::world::World;

use super::customers::Customers;
use super::tables::setting;

/// What there is to see, by a figure of the concept.
struct Row {
    label: String,
    kind: Kind,
    direction: Direction,
    target: Option<f64>,
}

/// The section.
pub(in crate::study) fn section(found: &Customers) -> Section {
    let rows = rows(found);
    let mut blocks = vec![settings(found, &rows), changes(found)];
    blocks.extend(met(found));
    blocks.extend(carried(found));
    blocks.push(handed(found));
    blocks.push(Block::Text(words(found)));
    Section { id: "customers".to_owned(), title: "What customers notice".to_owned(), finding: finding(found), blocks }
}

/// What the section may be trusted for.
pub(in crate::study) fn judged(found: &Customers) -> ValidityLine {
    ValidityLine {
        measure: "What customers notice".to_owned(),
        trust: Trust::NotValidated,
        how: format!(
            "It is as good as the study of {} and the team's own figures; no customer of any setting was asked.",
            found.comparing.study.spec.concept.name.value.as_str()
        ),
    }
}

fn arms(found: &Customers) -> std::ops::Range<usize> {
    0..found.findings.comparison.arms().len()
}

fn level(found: &Customers, arm: usize, kind: Kind) -> Option<Estimate> {
    let figure = found.comparing.figures().index(kind)?;
    found.findings.comparison.spread(arm, figure).map(|level| spread(Some(level)))
}

fn name_of(found: &Customers, kind: Kind) -> String {
    let figures = found.comparing.figures();
    figures.index(kind).map_or_else(String::new, |at| found.comparing.study.name_of(&figures.all()[at]))
}

fn rows(found: &Customers) -> Vec<Row> {
    let study = &found.comparing.study;
    let figures = study.figures();
    let mut rows: Vec<Row> = found
        .headline
        .iter()
        .map(|&kind| Row { label: name_of(found, kind), kind, direction: Direction::HigherIsBetter, target: None })
        .collect();
    for xlm in &study.decision.xlms {
        let kind = figures.all()[xlm.figure].kind;
        let direction = if xlm.xlm.direction == Aim::AtLeast { Direction::HigherIsBetter } else { Direction::LowerIsBetter };
        rows.push(Row { label: xlm.name.clone(), kind, direction, target: Some(xlm.xlm.target) });
    }
    rows.retain(|row| arms(found).any(|arm| level(found, arm, row.kind).is_some()));
    rows
}

fn settings(found: &Customers, rows: &[Row]) -> Block {
    let words = |kind: Kind, at: Estimate| found.comparing.study.words(kind, at);
    let measures = rows
        .iter()
        .map(|row| {
            let scale = if row.kind.is_share() { 100.0 } else { 1.0 };
            let value = |arm: usize| level(found, arm, row.kind).map(|at| (at.scaled(scale), words(row.kind, at)));
            chart::SideMeasure {
                label: row.label.clone(),
                direction: row.direction,
                limit: row.target.map(|target| scale * target),
                values: arms(found).map(value).collect(),
            }
        })
        .collect();
    let named = |arm: usize| {
        let label = setting(found, arm);
        chart::SideSetting { role: role(&label), label }
    };
    let drawing = chart::SideBySide {
        interval: INTERVAL.to_owned(),
        limit_name: "your target".to_owned(),
        settings: arms(found).map(named).collect(),
        measures,
    };
    let caption = format!("The concept under every setting, the same people and draws; {INTERVAL}");
    let alt = "Purchase intent, what the verdict hangs on and every experience level measure in each setting.";
    side_by_side("customers", ("Settings as customers meet them", alt), caption, drawing)
}

/// A paired difference in words; one that is exactly nothing says so.
fn difference(found: &Customers, kind: Kind, effect: Option<Effect>) -> String {
    match effect {
        None => "no base".to_owned(),
        Some(effect) if effect.mean == 0.0 && effect.low == 0.0 && effect.high == 0.0 => "none".to_owned(),
        Some(effect) => found.comparing.study.difference(kind, Estimate::new(effect.mean, effect.low, effect.high)),
    }
}

/// What each setting changes against the team as given.
fn changes(found: &Customers) -> Block {
    let figures = found.comparing.figures();
    let mut columns = vec![Heading::text("setting")];
    columns.push(Heading::text(match found.comparing.weighed.smallest {
        Some(_) => format!("{}, against what matters", name_of(found, found.comparing.weighed.kind)),
        None => "is there an effect".to_owned(),
    }));
    columns.extend(found.headline.iter().map(|&kind| Heading::number(name_of(found, kind))));
    let rows = found
        .findings
        .answers
        .iter()
        .map(|answer| {
            let mut row = vec![setting(found, answer.arm), answer.words()];
            row.extend(found.headline.iter().map(|&kind| {
                let effect = figures.index(kind).and_then(|at| found.findings.comparison.effect(answer.arm, at));
                difference(found, kind, effect)
            }));
            row
        })
        .collect();
    let smallest = found.comparing.weighed.smallest.map(|size| {
        let kind = found.comparing.weighed.kind;
        let size = Estimate::exact(size);
        format!(
            "What matters: {} of {}, as the study says. All settings are judged together (Holm), so that more of them do not make a find more \
             likely.",
            found.comparing.study.difference(kind, size).trim_start_matches('+'),
            name_of(found, kind)
        )
    });
    Block::Table(Table {
        caption: format!("What each setting changes against the team as given, on the same draws; {INTERVAL}"),
        columns,
        rows,
        note: smallest,
    })
}

/// The chance that each experience level measure is met, and that the study's rule to go is.
fn met(found: &Customers) -> Option<Block> {
    let decision = &found.comparing.study.decision;
    let standings = &found.findings.standings;
    let mut columns = vec![Heading::text("measure"), Heading::text("target")];
    columns.extend(arms(found).map(|arm| Heading::number(setting(found, arm))));
    let figures = found.comparing.study.figures();
    let mut rows: Vec<Vec<String>> = decision
        .xlms
        .iter()
        .enumerate()
        .map(|(place, xlm)| {
            let side = if xlm.xlm.direction == Aim::AtLeast { "at least" } else { "at most" };
            let kind = figures.all()[xlm.figure].kind;
            let target = format!("{side} {}", found.comparing.study.words(kind, Estimate::exact(xlm.xlm.target)));
            let met = standings.iter().map(|standing| {
                standing.xlms[place].as_ref().map_or_else(|| "no base".to_owned(), |standing| format::probability(standing.p_met.get()))
            });
            [xlm.name.clone(), target].into_iter().chain(met).collect()
        })
        .collect();
    let go: Vec<Option<f64>> = standings.iter().map(|standing| standing.judged.and_then(|judged| judged.go).map(|(p, _)| p)).collect();
    if go.iter().any(Option::is_some) {
        let words = go.into_iter().map(|p| p.map_or_else(|| "not judged".to_owned(), format::probability));
        rows.push(["the study's rule to go".to_owned(), String::new()].into_iter().chain(words).collect());
    }
    (!rows.is_empty()).then(|| {
        Block::Table(Table {
            caption: "The chance that what people should experience is met".to_owned(),
            columns,
            rows,
            note: Some("Shares of the draws of what nobody knows, about the concept and about the team.".to_owned()),
        })
    })
}

fn carried(found: &Customers) -> Option<Block> {
    let shows = |effect: &Option<Effect>| effect.is_some_and(|effect| effect.mean != 0.0);
    let rows: Vec<Vec<String>> = found
        .carried
        .iter()
        .filter(|one| one.effects.iter().any(shows))
        .map(|one| {
            let effects = one.effects.iter().zip(&found.headline).map(|(effect, &kind)| difference(found, kind, *effect));
            [setting(found, one.arm), one.place.clone()].into_iter().chain(effects).collect()
        })
        .collect();
    (!rows.is_empty()).then(|| {
        let mut columns = vec![Heading::text("setting"), Heading::text("only this gets the setting's numbers")];
        columns.extend(found.headline.iter().map(|&kind| Heading::number(name_of(found, kind))));
        Block::Table(Table {
            caption: "Which touchpoint carries it".to_owned(),
            columns,
            rows,
            note: Some(
                "Each place by itself, all others as given, on a part of the people. The parts need not add up to the whole.".to_owned(),
            ),
        })
    })
}

fn handed(found: &Customers) -> Block {
    let unknowns = found.comparing.study.market.unknowns();
    let mut columns = vec![Heading::text("number of the study"), Heading::text("what it is")];
    columns.extend(arms(found).map(|arm| Heading::number(setting(found, arm))));
    let rows = found
        .handed
        .iter()
        .map(|handed| {
            let feed = &found.behind.feeds[handed.feed];
            let entry = unknowns.slot(&feed.path).map(|slot| &unknowns.entries()[slot]);
            let unit = entry.map_or("", |entry| entry.unit.as_str());
            let words = |at: &Estimate| match unit {
                "share" | "chance" => format::share(*at),
                "minutes" => format::minutes(*at),
                unit => format::quantity(*at, unit),
            };
            let label = entry.map_or_else(|| feed.path.clone(), |entry| entry.label.clone());
            let scaled = if feed.times.is_some() || feed.per.is_some() { ", scaled as the study says" } else { "" };
            [label, format!("{}{scaled}", feed.figure_words())].into_iter().chain(handed.by_setting.iter().map(words)).collect()
        })
        .collect();
    Block::Table(Table {
        caption: "What the team hands over to the concept".to_owned(),
        columns,
        rows,
        note: Some(format!(
            "Median with the 5 % and 95 % points of {} runs of {:.0} days, each with its own draw of what nobody knows about the team.",
            found.runs(),
            found.behind.days
        )),
    })
}

fn words(found: &Customers) -> Vec<String> {
    let name = found.comparing.study.spec.concept.name.value.as_str();
    let mut all = vec![format!(
        "The team is run {} times under every setting, on the same draws. In each draw of the concept one of those runs holds: the same under every \
         setting, for the same people. So a difference between two settings comes from the settings. The runs are a finite number, so the Monte \
         Carlo error of what hangs on the team does not fall below that of {} runs.",
        found.runs(),
        found.runs()
    )];
    all.push(format!(
        "Only what the study of {name} takes from the team moves. Everything else, such as what people know of its agents, is as the study has it \
         under every setting. What is still there when a run has ended counts as late, and as wrong as often as what was delivered; lead \
         times are those of what was delivered."
    ));
    if let Some(first) = found.left_out.first() {
        let names: Vec<String> = found.left_out.iter().map(|one| one.name.clone()).collect();
        all.push(format!("Left out: {} ({}).", listed(&names), first.why));
    }
    all.extend(found.partial.clone());
    all
}

/// The setting that changes most in the figure that effects are weighed by, and where experience turns.
fn finding(found: &Customers) -> String {
    let strongest = found.findings.answers.iter().max_by(|one, other| one.mean().abs().total_cmp(&other.mean().abs()));
    let kind = found.comparing.weighed.kind;
    let first = match strongest {
        None => "No other setting can be held before customers.".to_owned(),
        Some(answer) if answer.effect.is_none() || answer.mean() == 0.0 => {
            format!("No setting changes the {}.", name_of(found, kind))
        }
        Some(answer) => told(found, answer, kind),
    };
    let mut shifts: Vec<(usize, usize, f64, f64)> = Vec::new();
    let standings = &found.findings.standings;
    let met = |arm: usize, place: usize| standings[arm].xlms[place].as_ref().map(|standing| standing.p_met.get());
    for (place, arm) in (0..found.comparing.study.decision.xlms.len()).flat_map(|place| arms(found).skip(1).map(move |arm| (place, arm))) {
        if let (Some(before), Some(after)) = (met(0, place), met(arm, place)) {
            shifts.push((place, arm, before, after));
        }
    }
    let turned = shifts.iter().max_by(|one, other| (one.3 - one.2).abs().total_cmp(&(other.3 - other.2).abs()));
    match turned.filter(|shift| (shift.3 - shift.2).abs() >= 0.01) {
        Some(&(place, arm, before, after)) => format!(
            "{first} “{}” is met in {} of the draws as given, and in {} with {}.",
            found.comparing.study.decision.xlms[place].name,
            format::probability(before),
            format::probability(after),
            setting(found, arm)
        ),
        None => first,
    }
}

fn told(found: &Customers, answer: &Answer, kind: Kind) -> String {
    let size = match answer.size {
        Size::NotMeasurable => " (no measurable effect)".to_owned(),
        _ if found.comparing.weighed.smallest.is_some() => format!(" ({})", answer.words()),
        _ => String::new(),
    };
    format!(
        "The {} changes most with {}: by {}{size}.",
        name_of(found, kind),
        setting(found, answer.arm),
        difference(found, kind, answer.effect)
    )
}
