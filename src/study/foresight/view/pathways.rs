//! What we could do over the years, and what each way is worth.

use crate::montecarlo::Spread;
use crate::report::chart::{Chart, Direction, SideBySide, SideMeasure, SideRole, SideSetting};
use crate::report::format;
use crate::report::view::{Block, Estimate, Heading, KeyFigure, Section, Table, Trust, ValidityLine};
use crate::study::parts::{INTERVAL, figure, value};

use super::super::pathways::{Amount, Pathways, Step, Trigger, Way, Ways, worst};
use super::super::stress::Stressed;
use super::reading::Reading;
use super::rules::Weighing;

/// Mean and 5 % to 95 % over draws.
fn range(over: &Spread) -> Estimate {
    Estimate::new(over.mean, over.low, over.high)
}

/// What an amount is, in words.
fn words(amount: &Amount) -> String {
    let dist = &amount.dist;
    match amount.unit.as_str() {
        unit @ ("chance" | "share") => value(dist, unit),
        money => format::money(Estimate::new(dist.median(), dist.quantile(0.05), dist.quantile(0.95)), money),
    }
}

/// What a step puts on the market.
fn action(found: &Stressed, step: &Step) -> String {
    match step.take {
        None => "off the market".to_owned(),
        Some(0) => format!("{} on the market as it is", found.comparing.study.spec.concept.name.value.as_str()),
        Some(option) => format!("on the market: {}", found.options[option]),
    }
}

/// What a step waits for.
fn waits(reading: &Reading<'_>, trigger: &Trigger) -> String {
    let variants: Vec<String> = trigger.variants.iter().map(|&variant| format!("“{}”", reading.variant(trigger.driver, variant))).collect();
    format!("if {} is seen as {}", reading.driver(trigger.driver), variants.join(" or "))
}

/// The step to make first, in words.
fn first(found: &Stressed, pathways: &Pathways, way: &Way) -> String {
    match way.steps.first().filter(|step| step.when.is_none()) {
        None => "nothing yet".to_owned(),
        Some(step) if step.year == pathways.years.0 => action(found, step),
        Some(step) => format!("nothing before {}", step.year),
    }
}

/// The verdict of the first page: the way to go, and what it costs where it turns out wrong.
pub(super) fn verdict(reading: &Reading<'_>) -> Option<(String, String)> {
    let (pathways, ways) = reading.findings.stressed.as_ref()?.ways.as_ref()?;
    let (best, scenario) = ways.least_regretted()?;
    let name = &pathways.ways[best].name;
    let sentence = format!(
        "Of {} ways to go, “{name}” is the one to be least sorry for: {}.{}",
        pathways.ways.len(),
        lost(pathways, ways, best, scenario),
        sure(pathways, ways, best)
    );
    Some((format!("“{name}” is regretted least"), sentence))
}

/// The line of the first page: what to do now.
pub(super) fn key_figure(reading: &Reading<'_>) -> Option<KeyFigure> {
    let found = reading.findings.stressed.as_ref()?;
    let (pathways, ways) = found.ways.as_ref()?;
    let (best, _) = ways.least_regretted()?;
    let way = &pathways.ways[best];
    let mut parts = Vec::new();
    if let Some(step) = way.steps.iter().find(|step| step.when.is_some()) {
        let trigger = step.when.as_ref()?;
        parts.push(format!("{}, {}: {}", waits(reading, trigger), step.year, action(found, step)));
    }
    let others = (0..pathways.ways.len()).filter(|&other| other != best).map(|other| {
        format!("“{}” up to {}", pathways.ways[other].name, format::rough_money(ways.robust[other].max_regret, &pathways.money))
    });
    parts.push(format!("what the others lose: {}", others.collect::<Vec<_>>().join(", ")));
    Some(KeyFigure {
        label: format!("to do now, by “{}”", way.name), value: first(found, pathways, way), note: Some(parts.join(" · "))
    })
}

/// In how many draws the least regretted way is that, and which way is it most often otherwise.
fn sure(pathways: &Pathways, ways: &Ways, best: usize) -> String {
    let often = |way: &usize| ways.robust[*way].least_often;
    let others = (0..pathways.ways.len()).filter(|&way| way != best);
    let Some(rival) = others.max_by(|one, other| often(one).total_cmp(&often(other))) else { return String::new() };
    format!(
        " That holds in {} of draws of what is uncertain; in {} “{}” is that way.",
        format::probability(often(&best)),
        format::probability(often(&rival)),
        pathways.ways[rival].name
    )
}

/// On what it hangs which way is least regretted.
pub(super) fn doubt(reading: &Reading<'_>) -> Option<String> {
    let (pathways, ways) = reading.findings.stressed.as_ref()?.ways.as_ref()?;
    let (best, _) = ways.least_regretted()?;
    let name = &pathways.ways[best].name;
    Some(match ways.decides {
        None => format!("No single amount decides beyond chance whether “{name}” is the way to be least sorry for."),
        Some(found) => {
            let amount = &pathways.amounts[found.amount];
            let words = |value: f64| match amount.unit.as_str() {
                "chance" | "share" => format::percent(value),
                money => format::rough_money(value, money),
            };
            format!(
                "Whether “{name}” is the way to be least sorry for hangs most on “{}”: {} on average where it is, {} where it is not.",
                amount.label,
                words(found.with),
                words(found.without)
            )
        }
    })
}

fn lost(pathways: &Pathways, ways: &Ways, way: usize, scenario: usize) -> String {
    let most = ways.robust[way].max_regret;
    if most <= 0.0 {
        return "no way is better in any scenario".to_owned();
    }
    let most = format::rough_money(most, &pathways.money);
    format!("it loses up to {most} against the best way, in “{}”", ways.worlds[scenario])
}

pub(super) fn judged(reading: &Reading<'_>) -> Option<ValidityLine> {
    let (pathways, _) = reading.findings.stressed.as_ref()?.ways.as_ref()?;
    let sourced = pathways
        .amounts
        .iter()
        .filter(|amount| matches!(amount.provenance.grade, Some(crate::input::Grade::Measured | crate::input::Grade::Published)));
    Some(ValidityLine {
        measure: "What each way is worth".to_owned(),
        trust: Trust::NotValidated,
        how: format!(
            "{} of its {} amounts are measured or published; the others are somebody's judgement, and no scenario has a chance of its own.",
            sourced.count(),
            pathways.amounts.len()
        ),
    })
}

pub(super) fn section(reading: &Reading<'_>) -> Option<Section> {
    let found = reading.findings.stressed.as_ref()?;
    let (pathways, ways) = found.ways.as_ref()?;
    let (best, scenario) = ways.least_regretted()?;
    let mut finding = format!("“{}” is least regretted: {}.", pathways.ways[best].name, lost(pathways, ways, best, scenario));
    for (other, way) in pathways.ways.iter().enumerate().filter(|(other, _)| *other != best) {
        let at = worst(&ways.robust[other])?;
        let most = format::rough_money(ways.robust[other].max_regret, &pathways.money);
        finding.push_str(&format!(" “{}” loses up to {most}, in “{}”.", way.name, ways.worlds[at]));
    }
    let names: Vec<String> = pathways.ways.iter().map(|way| way.name.clone()).collect();
    let level = |value: f64| format::rough_money(value, "");
    let loss = |value: Estimate| {
        if value.low == value.high { format::rough_money(value.mid, "") } else { format::money(value, "") }
    };
    let weighing = Weighing {
        caption: format!("What each way loses against the one that is best in each scenario, {}; {INTERVAL}", pathways.money),
        names: &names,
        scenarios: ways.worlds.iter().map(String::as_str).collect(),
        robust: &ways.robust,
        rules: &ways.rules,
        level: &level,
        loss: &loss,
        enough: "doing nothing",
    };
    let blocks = vec![worth(pathways, ways), steps(reading, found, pathways), weighing.table(), Block::Text(said(found, pathways, ways))];
    Some(Section { id: "ways".to_owned(), title: "Act, wait or hedge".to_owned(), finding, blocks })
}

/// What each way is worth in each scenario.
fn worth(pathways: &Pathways, ways: &Ways) -> Block {
    let at = |way: usize, world: usize| range(&ways.worth[way][world]);
    let words = |estimate: Estimate| format::money(estimate, "");
    let measures = ways.worlds.iter().enumerate().map(|(world, name)| SideMeasure {
        label: name.clone(),
        direction: Direction::HigherIsBetter,
        limit: None,
        values: (0..pathways.ways.len()).map(|way| Some((at(way, world), words(at(way, world))))).collect(),
    });
    let drawing = Chart::SideBySide(SideBySide {
        interval: INTERVAL.to_owned(),
        limit_name: String::new(),
        settings: pathways.ways.iter().map(|way| SideSetting { label: way.name.clone(), role: SideRole::Other }).collect(),
        measures: measures.collect(),
    });
    let mut columns = vec![Heading::text("scenario")];
    columns.extend(pathways.ways.iter().map(|way| Heading::number(&way.name)));
    let rows = ways
        .worlds
        .iter()
        .enumerate()
        .map(|(world, name)| std::iter::once(name.clone()).chain((0..pathways.ways.len()).map(|way| words(at(way, world)))).collect());
    let caption = format!("What each way is worth over {} to {}, {}; {INTERVAL}", pathways.years.0, pathways.years.1, pathways.money);
    let data = Table { caption, columns, rows: rows.collect(), note: None };
    let alt = "What each way is worth in each scenario, with its interval.".to_owned();
    let title = format!("What each way is worth in each scenario, {}", pathways.money);
    figure("ways-by-scenario", &title, alt, drawing, data, Some("ways"))
}

/// What each way does, and when.
fn steps(reading: &Reading<'_>, found: &Stressed, pathways: &Pathways) -> Block {
    let amount = |at: Option<usize>| at.map_or_else(|| "nothing".to_owned(), |at| words(&pathways.amounts[at]));
    let mut rows = Vec::new();
    for way in &pathways.ways {
        if way.steps.is_empty() {
            rows.push(vec![way.name.clone(), String::new(), "nothing".to_owned(), String::new(), String::new(), String::new()]);
        }
        for step in &way.steps {
            let when = step.when.as_ref().map_or_else(
                || "whatever comes".to_owned(),
                |trigger| {
                    let (sees, alarm) = (words(&pathways.amounts[trigger.sees]), words(&pathways.amounts[trigger.false_alarm]));
                    format!("{} (in time {sees}, false alarm {alarm})", waits(reading, trigger))
                },
            );
            rows.push(vec![way.name.clone(), step.year.to_string(), action(found, step), when, amount(step.costs), amount(step.a_year)]);
        }
    }
    Block::Table(Table {
        caption: "What each way does, and when".to_owned(),
        columns: ["way", "year", "step", "when", "costs once", "costs a year"].map(Heading::text).to_vec(),
        rows,
        note: Some("How each signpost is watched, and by whom, stands under “What to watch”.".to_owned()),
    })
}

fn said(found: &Stressed, pathways: &Pathways, ways: &Ways) -> Vec<String> {
    let kind = found.comparing.weighed.kind;
    let what = found.comparing.study.figures();
    let name = what.index(kind).map_or_else(String::new, |at| found.comparing.study.name_of(&what.all()[at]));
    let per = if kind.is_share() { "a percentage point of it" } else { "a point of it" };
    let worth = &pathways.amounts[0];
    let mut all = vec![format!(
        "A way is worth what the concept's {name} brings in every year on the market, {} for {per}, less what the way costs{}. Before {} the world is as \
         today, from then on it is the scenario. A signpost that errs is in it by its chance, exactly.",
        words(worth),
        pathways.discount.map_or_else(String::new, |at| format!("; money a year later counts {} less", words(&pathways.amounts[at]))),
        pathways.turns,
    )];
    for (way, seeing) in pathways.ways.iter().zip(&ways.seeing) {
        if let Some(gain) = seeing {
            let gain = format::money(range(gain), &pathways.money);
            all.push(format!(
                "If the signposts of “{}” never erred, it would be worth {gain} more, on average over the scenarios.",
                way.name
            ));
        }
    }
    all
}
