//! How much it can take: several objections together, and what turns the verdict.

use crate::report::chart::{self, Chart};
use crate::report::view::{Block, Estimate, Heading, Section, Table};

use super::super::stress::Stress;
use super::objections;
use super::objections::chances;
use super::reading::{INTERVAL, Reading, figure};
use crate::advocate::CurvePoint;
use crate::study::parts::spread;

/// The section on resistance, where the advocates were heard.
pub(super) fn section(reading: &Reading<'_>) -> Option<Section> {
    let stress = reading.findings.stress.as_ref()?;
    let mut blocks = vec![curve(reading, stress)];
    blocks.extend(objections::apart(stress));
    blocks.extend(pairs(reading, stress));
    blocks.push(Block::Text(vec![turning(reading, stress)]));
    blocks.push(pushes(reading, stress));
    Some(Section { id: "resistance".to_owned(), title: "How much it can take".to_owned(), finding: finding(reading, stress), blocks })
}

/// Whether a point is on the right side of the line; a point without a base crosses nothing.
fn holds(stress: &Stress, point: &CurvePoint) -> bool {
    point.level.and_then(|level| stress.goal.aim.short(level.mean)).is_none_or(|short| short <= 0.0)
}

fn level(point: &CurvePoint) -> Estimate {
    spread(point.level)
}

fn finding(reading: &Reading<'_>, stress: &Stress) -> String {
    let curve = &stress.resistance.curve;
    let name = reading.leading_name();
    if stress.goal.aim.threshold.is_none() {
        return "The study states no line, so nothing can cross it; the curve shows how far the objections push.".to_owned();
    }
    if curve.first().is_some_and(|point| !holds(stress, point)) {
        return format!("The {name} is on the wrong side of your line before anybody attacks it.");
    }
    match curve.iter().position(|point| !holds(stress, point)) {
        Some(1) => format!("The strongest objection alone pushes the {name} past your line."),
        Some(count) => format!("It takes the {count} strongest objections together to push the {name} past your line."),
        None if curve.len() == 1 => format!("Nothing that counts pushes the {name}."),
        None => format!("All {} objections on the curve together leave the {name} on the right side of your line.", curve.len() - 1),
    }
}

fn curve(reading: &Reading<'_>, stress: &Stress) -> Block {
    let scale = reading.leading_scale();
    let points = &stress.resistance.curve;
    let start = points.first().map_or(f64::NAN, |point| level(point).mid);
    let label =
        |added: Option<usize>| added.map_or_else(|| "as it is".to_owned(), |index| stress.objections[index].brief.short().to_owned());
    let steps = points
        .iter()
        .map(|point| chart::ResistanceStep {
            label: label(point.added),
            value: level(point).scaled(scale),
            apart: (point.added.is_some() && points.len() > 2).then_some(scale * (start + point.added_up)),
            holds: holds(stress, point),
            text: reading.leading_words(level(point)),
        })
        .collect();
    let drawing = Chart::Resistance(chart::Resistance {
        axis: reading.leading_axis(),
        interval: INTERVAL.to_owned(),
        threshold: stress.goal.aim.threshold.map(|level| (scale * level, "your line".to_owned())),
        apart_name: "if single losses simply added up".to_owned(),
        steps,
    });
    let rows = points
        .iter()
        .enumerate()
        .map(|(count, point)| {
            vec![
                format!("{count}"),
                point.added.map_or_else(|| "as it is".to_owned(), |index| stress.objections[index].claim.clone()),
                reading.leading_words(level(point)),
                point
                    .together
                    .map_or_else(String::new, |effect| reading.leading_change(Estimate::new(effect.mean, effect.low, effect.high))),
                if point.added.is_some() { reading.leading_difference(point.added_up.abs()) } else { String::new() },
            ]
        })
        .collect();
    let data = Table {
        caption: "The strongest objections together, chosen one after the other for what they add".to_owned(),
        columns: vec![
            Heading::number("objections"),
            Heading::text("added"),
            Heading::number(reading.leading_name()),
            Heading::number("change, measured together"),
            Heading::number("single losses added up"),
        ],
        rows,
        note: None,
    };
    let alt = format!("The {} under zero to {} objections together.", reading.leading_name(), points.len() - 1);
    figure("resistance", "The strongest objections together", alt, drawing, data, Some("resistance"))
}

fn pairs(reading: &Reading<'_>, stress: &Stress) -> Option<Block> {
    let rows: Vec<Vec<String>> = stress
        .resistance
        .pairs
        .iter()
        .filter(|pair| pair.interaction.mean.abs() > 2.0 * pair.interaction.error)
        .take(6)
        .map(|pair| {
            let found = &pair.interaction;
            // As a loss: below zero the two overlap, above they make each other worse.
            let extra = stress.goal.aim.loss(found.mean);
            vec![
                format!("{} with {}", stress.objections[pair.of.0].brief, stress.objections[pair.of.1].brief),
                reading.leading_change(Estimate::new(found.mean, found.low, found.high)),
                if extra > 0.0 { "make each other worse" } else { "overlap" }.to_owned(),
            ]
        })
        .collect();
    (!rows.is_empty()).then(|| {
        Block::Table(Table {
            caption: "Pairs that do more or less together than the sum of both".to_owned(),
            columns: vec![Heading::text("pair"), Heading::number("beyond the sum"), Heading::text("so they")],
            rows,
            note: None,
        })
    })
}

fn turning(reading: &Reading<'_>, stress: &Stress) -> String {
    let name = reading.leading_name();
    if stress.goal.aim.threshold.is_none() {
        return "Without a line there is nothing to turn.".to_owned();
    }
    match &stress.turn {
        Some((turn, claims)) => format!(
            "What turns it with the least surprise, over everything the advocates can push together: {}. The chance that things turn out at least this bad in this direction is {} (first-order, inputs taken as independent). The {name} is the mean over what nobody knows.",
            claims.join("; "),
            chances(turn.likelihood),
        ),
        None if stress.resistance.curve.first().is_some_and(|point| !holds(stress, point)) => {
            format!("The {name} lies past your line as it is; it takes no attack.")
        }
        None => format!("Nothing that was tried, down to one chance in 740, turns the mean of the {name} past your line."),
    }
}

fn pushes(reading: &Reading<'_>, stress: &Stress) -> Block {
    let levers = &reading.study.advocacy.levers;
    let mut order: Vec<usize> = (0..stress.pushed.len()).filter(|&index| stress.pushed[index].loss.is_finite()).collect();
    order.sort_by(|&one, &other| stress.pushed[other].loss.total_cmp(&stress.pushed[one].loss).then(one.cmp(&other)));
    let all = order.len();
    let rows = order
        .into_iter()
        .take(12)
        .map(|index| {
            let pushed = &stress.pushed[index];
            let lever = &levers[pushed.lever];
            vec![
                lever.name.clone(),
                lever.brief.as_str().to_owned(),
                reading.leading_difference(pushed.loss.max(0.0)),
                if pushed.used { "yes" } else { "no" }.to_owned(),
            ]
        })
        .collect();
    Block::Table(Table {
        caption: "What each thing that may go wrong takes by itself, pushed as far as the budget allows".to_owned(),
        columns: vec![Heading::text("pushed"), Heading::text("advocate"), Heading::number("loss"), Heading::text("in an objection")],
        rows,
        note: Some(format!("The 12 strongest of {all}, on the draws of the search; all are in the table `pushes`.")),
    })
}
