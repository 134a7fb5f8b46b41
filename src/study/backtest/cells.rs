//! Where shares are held against each other, and the groups of people that are looked at on their own.

use std::collections::{BTreeMap, BTreeSet};

use crate::choice::ChoiceData;
use crate::measure::forecast::{Cells, Choices, Segments};
use crate::report::format;
use crate::stats::quantile;
use crate::study::fit::FitStudy;

/// A cell takes at least so many people: shares of fewer say little.
const LEAST_PEOPLE: usize = 20;
/// Attributes with more values than this are cut into thirds.
const MOST_VALUES: usize = 6;

/// The cells of held-out tasks: fixed tasks where most tasks were put to many people alike, else products at levels of their attributes.
pub(super) fn cells(study: &FitStudy, data: &ChoiceData<'_>) -> Cells {
    let fixed = fixed_tasks(study, data);
    if fixed.members.len() >= data.tasks() { fixed } else { levels(study, data) }
}

/// Tasks that were put to many people in the same words: each alternative of each is a cell.
fn fixed_tasks(study: &FitStudy, data: &ChoiceData<'_>) -> Cells {
    let mut designs: BTreeMap<Vec<u64>, Vec<usize>> = BTreeMap::new();
    for task in 0..data.tasks() {
        let open = (0..data.alternatives()).filter(|&alternative| data.is_available(task, alternative));
        let words = open.flat_map(|alternative| {
            let features = data.features_of(task, alternative).iter().map(|x| (x + 0.0).to_bits());
            std::iter::once(alternative as u64).chain(features)
        });
        designs.entry(words.collect()).or_default().push(task);
    }
    // In the order in which the survey puts them first.
    let mut designs: Vec<Vec<usize>> = designs.into_values().collect();
    designs.sort();
    let mut cells = Cells { kind: "fixed tasks".to_owned(), ..Cells::default() };
    for (number, tasks) in designs.iter().enumerate() {
        let people: BTreeSet<u64> = tasks.iter().map(|&task| data.person(task)).collect();
        if people.len() < LEAST_PEOPLE {
            continue;
        }
        for alternative in (0..data.alternatives()).filter(|&alternative| data.is_available(tasks[0], alternative)) {
            let cell = cells.labels.len();
            cells.labels.push(format!("task {}, {}", number + 1, study.survey.alternatives[alternative]));
            cells.members.extend(tasks.iter().map(|&task| (task, alternative, cell)));
        }
    }
    // Each task stands in as many cells as it has alternatives; cells that hold half of the tasks are worth more than levels.
    let tasks: BTreeSet<usize> = cells.members.iter().map(|member| member.0).collect();
    if 2 * tasks.len() < data.tasks() { Cells::default() } else { cells }
}

/// Products with their alternatives. Where names are numbers they are places in a list: one product without a name.
pub(super) fn products(study: &FitStudy) -> Vec<(Option<&str>, Vec<usize>)> {
    let names = &study.survey.alternatives;
    if names.iter().all(|name| name.parse::<f64>().is_ok()) {
        vec![(None, (0..names.len()).collect())]
    } else {
        names.iter().enumerate().map(|(at, name)| (Some(name.as_str()), vec![at])).collect()
    }
}

/// Each product at each level of each of its attributes: how often it was chosen when it was offered so. Products whose names are numbers are places
/// in a list, and count together.
pub(super) fn levels(study: &FitStudy, data: &ChoiceData<'_>) -> Cells {
    let groups = products(study);
    let mut cells = Cells { kind: "products at levels of their attributes".to_owned(), ..Cells::default() };
    for (feature, attribute) in study.spec.attributes.iter().enumerate() {
        let unit = attribute.unit.as_ref().map_or(String::new(), |unit| format!(" {}", unit.as_str()));
        let plain = |value: f64| format::plain(value * attribute.per());
        for (name, alternatives) in &groups {
            let offered: Vec<(usize, usize)> = (0..data.tasks())
                .flat_map(|task| alternatives.iter().map(move |&alternative| (task, alternative)))
                .filter(|&(task, alternative)| data.is_available(task, alternative))
                .collect();
            let value = |&(task, alternative): &(usize, usize)| data.features_of(task, alternative)[feature];
            let mut values: Vec<f64> = offered.iter().map(value).collect();
            values.sort_by(f64::total_cmp);
            let mut distinct = values.clone();
            distinct.dedup();
            if distinct.len() < 2 {
                continue;
            }
            let ends: Vec<f64> = if distinct.len() <= MOST_VALUES {
                distinct.clone()
            } else {
                let mut ends = vec![quantile(&values, 1.0 / 3.0), quantile(&values, 2.0 / 3.0), distinct[distinct.len() - 1]];
                ends.dedup();
                ends
            };
            let mut below = f64::NEG_INFINITY;
            for &end in &ends {
                let inside: Vec<(usize, usize)> =
                    offered.iter().filter(|&member| below < value(member) && value(member) <= end).copied().collect();
                let people: BTreeSet<u64> = inside.iter().map(|&(task, _)| data.person(task)).collect();
                let least = inside.iter().map(value).fold(f64::INFINITY, f64::min);
                below = end;
                if people.len() < LEAST_PEOPLE {
                    continue;
                }
                let is_said = attribute.unit.is_none() && distinct == [0.0, 1.0];
                let level = if is_said {
                    if end > 0.0 { "yes".to_owned() } else { "no".to_owned() }
                } else if least < end {
                    format!("{} to {}", plain(least), plain(end))
                } else {
                    plain(end)
                };
                let of = name.map_or(String::new(), |name| format!("{name}, "));
                let cell = cells.labels.len();
                cells.labels.push(format!("{of}{}: {level}{unit}", attribute.label()));
                cells.members.extend(inside.into_iter().map(|(task, alternative)| (task, alternative, cell)));
            }
        }
    }
    cells
}

/// Groups of people by what is known of them: each value of a demographic with few, thirds of one with many.
pub(super) fn segments(study: &FitStudy, choices: &Choices<'_>, known: &super::predict::Demographics<'_>) -> Segments {
    let mut segments = Segments::default();
    for (at, name) in study.survey.demographics.iter().enumerate() {
        let value = |id: &u64| known.get(id).map_or(f64::NAN, |row| row[at]);
        let mut values: Vec<f64> = choices.ids().iter().map(value).filter(|value| value.is_finite()).collect();
        values.sort_by(f64::total_cmp);
        let mut distinct = values.clone();
        distinct.dedup();
        let many = distinct.len() > MOST_VALUES;
        let ends = match (distinct.last(), many) {
            (None, _) => continue,
            (Some(&last), true) => vec![quantile(&values, 1.0 / 3.0), quantile(&values, 2.0 / 3.0), last],
            (Some(_), false) => distinct,
        };
        let mut below = f64::NEG_INFINITY;
        for (third, &end) in ends.iter().enumerate() {
            let members: Vec<usize> = (0..choices.ids().len())
                .filter(|&person| (below < value(&choices.ids()[person])) && value(&choices.ids()[person]) <= end)
                .collect();
            below = end;
            if members.len() < LEAST_PEOPLE {
                continue;
            }
            let level = if many { ["low", "middle", "high"][third.min(2)].to_owned() } else { format::plain(end) };
            let segment = segments.labels.len();
            segments.labels.push(format!("{name}: {level}"));
            segments.members.extend(members.into_iter().map(|person| (person, segment)));
        }
    }
    segments
}
