//! What to watch, and what a push from outside would do.

use crate::report::format;
use crate::report::view::{Block, Heading, Section, Table};

use super::super::analyse::Pushed;
use super::super::load::Named;
use super::super::spec::WatchSpec;
use super::super::stress::title;
use super::reading::Reading;

/// Scenarios that are named in a cell at most.
const NAMED: usize = 8;

/// How a driver is watched, in words.
pub(super) fn told(watch: &WatchSpec, between: &str) -> String {
    let mut parts = vec![watch.what.as_str().to_owned()];
    parts.extend(watch.threshold.as_ref().map(|threshold| format!("trigger: {}", threshold.as_str())));
    parts.extend(watch.then.as_ref().map(|then| format!("then: {}", then.as_str())));
    parts.extend(watch.source.as_ref().map(|source| format!("found in {}", source.as_str())));
    parts.extend(watch.owner.as_ref().map(|owner| format!("watched by {}", owner.as_str())));
    parts.extend(watch.next.as_ref().map(|next| format!("next on {}", next.value.as_str())));
    parts.join(between)
}

pub(super) fn section(reading: &Reading<'_>) -> Section {
    let findings = reading.findings;
    let all = findings.found.len();
    let mut rows = Vec::new();
    for (rank, signpost) in findings.signposts.iter().enumerate() {
        let watched = reading.future.drivers[signpost.driver].watch.as_ref().map(|watch| told(watch, "; "));
        let parts: Vec<String> = [watched, super::signals::stands(reading, signpost.driver)].into_iter().flatten().collect();
        let watch = if parts.is_empty() { "nobody says how".to_owned() } else { parts.join("; ") };
        for (at, (variant, places)) in signpost.groups.iter().enumerate() {
            let first = at == 0;
            let mut named: Vec<String> = places.iter().take(NAMED).map(|place| (place + 1).to_string()).collect();
            if places.len() > NAMED {
                named.push(format!("and {} more", places.len() - NAMED));
            }
            rows.push(vec![
                format!("{}. {}: {}", rank + 1, reading.driver(signpost.driver), reading.variant(signpost.driver, *variant)),
                named.join(", "),
                if first { format::plain(signpost.alone) } else { String::new() },
                if first { format::plain(signpost.left) } else { String::new() },
                if first { watch.clone() } else { String::new() },
            ]);
        }
    }
    let finding = match findings.signposts.first() {
        None if all <= 1 => "There is nothing to tell apart.".to_owned(),
        None => "Nothing tells the scenarios apart.".to_owned(),
        Some(first) => {
            let end = findings.signposts.last().map_or(1.0, |last| last.left);
            let rest = match findings.signposts.len() {
                1 => String::new(),
                many => format!(" All {many} together leave {}.", format::plain(end)),
            };
            format!(
                "{} tells most: once it is known, {} of {all} scenarios are left on average.{rest}",
                reading.driver(first.driver),
                format::plain(first.left)
            )
        }
    };
    let mut blocks = Vec::new();
    if !rows.is_empty() {
        blocks.push(Block::Table(Table {
            caption: format!("Drivers in the order in which to look at them; {all} scenarios hang together"),
            columns: vec![
                Heading::text("if it is"),
                Heading::text("these scenarios remain"),
                Heading::number("left by itself"),
                Heading::number("left with those before it"),
                Heading::text("how it is watched"),
            ],
            rows,
            note: Some(
                "Left: how many scenarios remain on average once the variant is known, each taken as likely as another. A driver that tells nothing \
                 more is not listed."
                    .to_owned(),
            ),
        }));
    }
    Section { id: "signposts".to_owned(), title: "What to watch".to_owned(), finding, blocks }
}

/// What becomes of the scenarios to read where something comes from outside.
pub(super) fn shocks(reading: &Reading<'_>) -> Option<Section> {
    let future = reading.future;
    if future.shocks.is_empty() {
        return None;
    }
    let places: Vec<usize> = reading.findings.picked.iter().map(|picked| picked.place).collect();
    let mut columns = vec![Heading::text("what comes"), Heading::text("what it pushes")];
    columns.extend(places.iter().map(|&place| Heading::text(title(place))));
    let rows = future.shocks.iter().zip(&reading.findings.shocks).map(|(shock, all)| {
        let pushes: Vec<String> = shock
            .pushes
            .iter()
            .map(|&(driver, variant, points)| format!("{} ({})", reading.variant(driver, variant), format::signed(f64::from(points), 0)))
            .collect();
        let becomes = all.iter().zip(&places).map(|(pushed, &place)| becomes(reading, shock, pushed, place));
        [shock.name.clone(), pushes.join("; ")].into_iter().chain(becomes).collect()
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let holds = |at: usize| {
        reading
            .findings
            .shocks
            .iter()
            .filter(|all| all.get(at).is_some_and(|pushed| pushed.during == reading.findings.found[places[at]].scenario))
            .count()
    };
    let firmest = (0..places.len()).max_by_key(|&at| (holds(at), std::cmp::Reverse(at)));
    let finding = firmest.map_or_else(
        || "There is no scenario to push.".to_owned(),
        |at| {
            format!("{} holds under {} of {} pushes, more than or as many as any other.", title(places[at]), holds(at), future.shocks.len())
        },
    );
    let why: Vec<String> =
        future.shocks.iter().filter_map(|shock| Some(format!("{}: {}", shock.name, shock.because.as_deref()?))).collect();
    let mut blocks = vec![Block::Table(Table {
        caption: "What becomes of the scenarios to read".to_owned(),
        columns,
        rows,
        note: Some("A push speaks for a variant whatever the scenario, in points of the scale; every driver then takes the variant that most speaks for, all at once, until nothing changes.".to_owned()),
    })];
    if !why.is_empty() {
        blocks.push(Block::Text(why));
    }
    Some(Section { id: "shocks".to_owned(), title: "If something comes from outside".to_owned(), finding, blocks })
}

fn becomes(reading: &Reading<'_>, shock: &Named, pushed: &Pushed, place: usize) -> String {
    let start = &reading.findings.found[place].scenario;
    if pushed.during == *start {
        return "holds".to_owned();
    }
    let moved: Vec<&str> = reading
        .drivers()
        .filter(|&driver| pushed.during.variant(driver) != start.variant(driver))
        .map(|driver| reading.variant(driver, pushed.during.variant(driver)))
        .collect();
    let circles = if pushed.circles { " (in a circle)" } else { "" };
    let after = if !shock.period.lasting.is_empty() {
        "it stays".to_owned()
    } else if pushed.after == *start {
        "comes back once it has passed".to_owned()
    } else {
        format!("then {}", reading.known(&pushed.after))
    };
    format!("turns to {}{circles}; {after}", moved.join(", "))
}
