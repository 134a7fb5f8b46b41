//! What already moves: the radar of drivers, and the signals that are said to tell of them.

use crate::cross_impact::Scenario;
use crate::num::ln;
use crate::report::chart::{Chart, Movement, Openness, Radar, RadarRow};
use crate::report::format;
use crate::report::view::{Block, Callout, Fact, Heading, Section, Table, Tone, Trust, ValidityLine};
use crate::signals::score::Part;
use crate::signals::yoon::Quadrant;
use crate::study::parts::{figure, listed};
use crate::study::signals::{times, validity};

use super::super::heard::{At, Course, Heard, Link, Signal, Unscored};
use super::super::spec::Sector;
use super::reading::Reading;

/// Cards on the page.
const CARDS: usize = 6;
/// From which evenness on a driver is open, and from which on it leans.
const EVEN: [f64; 2] = [0.8, 0.4];

/// Where a driver's counted signpost stands, in words.
pub(super) fn stands(reading: &Reading<'_>, driver: usize) -> Option<String> {
    let heard = reading.findings.heard.as_ref()?;
    let (trip, stand) = heard.signposts().find(|(trip, _)| trip.driver == driver)?;
    if stand.all == 0 {
        return Some(format!("“{}” cannot be counted: {} has no documents", trip.term, stand.period));
    }
    let state = if trip.tripped(stand) { "it has tripped" } else { "not tripped" };
    // As many decimals as keep the two apart.
    let places = (1..6).find(|&places| format::percent_to(stand.share(), places) != format::percent_to(trip.share, places)).unwrap_or(1);
    Some(format!(
        "“{}” stands at {} of {}’s documents ({} of {}), trips at {}: {state}",
        trip.term,
        format::percent_to(stand.share(), places),
        stand.period,
        format::count(stand.documents),
        format::count(stand.all),
        format::percent_to(trip.share, places)
    ))
}

pub(super) fn section(reading: &Reading<'_>) -> Option<Section> {
    let heard = reading.findings.heard.as_ref();
    let mut blocks = Vec::new();
    blocks.extend(radar(reading));
    if let Some(heard) = heard {
        blocks.push(table(reading, heard));
        blocks.extend(cards(reading, heard));
        blocks.push(bounds(heard));
    }
    if blocks.is_empty() {
        return None;
    }
    let finding = heard
        .map_or_else(|| "No signals file is named: where drivers stand is judgement alone.".to_owned(), |heard| finding(reading, heard));
    Some(Section { id: "signals".to_owned(), title: "What already moves".to_owned(), finding, blocks })
}

fn finding(reading: &Reading<'_>, heard: &Heard) -> String {
    let courses: Vec<Course> = heard.signals.iter().flatten().map(|signal| signal.course).collect();
    let many = |course: Course| courses.iter().filter(|&&other| other == course).count();
    let silent: Vec<String> =
        reading.drivers().filter(|&driver| !listened(heard, driver)).map(|driver| reading.driver(driver).to_owned()).collect();
    let silent = match silent.as_slice() {
        [] => String::new(),
        names => format!(" Nothing is listened to for {}.", listed(names)),
    };
    let moves = |count: usize, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
    let rises = match (courses.len(), many(Course::Rises), many(Course::Falls)) {
        (0, ..) if heard.listening.links.is_empty() => "Signposts are counted; no term is listened to.".to_owned(),
        (0, ..) => "The series are too short to say what rises.".to_owned(),
        (all, rises, falls) => {
            let fall = if falls == 0 { String::new() } else { format!(", {}", moves(falls, "falls", "fall")) };
            let of = if all == 1 { "one signal".to_owned() } else { format!("{all} signals") };
            format!("Of {of}, {} beyond chance{fall}.", moves(rises, "rises", "rise"))
        }
    };
    let lift = heard.found.backtest.as_ref().and_then(|found| found.together.as_ref());
    let tested = lift.map_or_else(
        || " What became of earlier signals is not known.".to_owned(),
        |lift| {
            let all =
                heard.found.backtest.iter().flat_map(|found| &found.cuts).all(|cut| cut.lift.as_ref().is_some_and(|lift| lift.holds()));
            let claim = if all && lift.holds() { "" } else { ", which may be chance: nothing is claimed about what rises on" };
            format!(
                " At earlier dates the terms that this score would have picked took off {} as often as all candidates{claim}.",
                times(lift)
            )
        },
    );
    format!("{rises}{silent}{tested}")
}

/// Whether anything is listened to, or counted, for a driver.
fn listened(heard: &Heard, driver: usize) -> bool {
    heard.listening.links.iter().any(|link| link.driver == driver) || heard.listening.trips.iter().any(|trip| trip.driver == driver)
}

/// How evenly scenarios are spread over the variants of a driver, from 0 (all alike) to 1.
fn evenness(scenarios: &[&Scenario], driver: usize, variants: usize) -> f64 {
    let mut counts = vec![0_u32; variants];
    for scenario in scenarios {
        counts[scenario.variant(driver)] += 1;
    }
    let all = scenarios.len() as f64;
    let entropy: f64 = counts.iter().filter(|&&count| count > 0).map(|&count| f64::from(count) / all).map(|share| -share * ln(share)).sum();
    if variants < 2 { 0.0 } else { entropy / ln(variants as f64) }
}

fn radar(reading: &Reading<'_>) -> Option<Block> {
    let future = reading.future;
    let year = |text: &str| text.get(..4)?.parse::<u32>().ok();
    let from = year(future.spec.as_of.value.as_str())?;
    let placed: Vec<(usize, Sector, u32)> =
        reading.drivers().filter_map(|driver| future.drivers[driver].radar.map(|(sector, year)| (driver, sector, year))).collect();
    let last = placed.iter().map(|one| one.2).max()?.max(from + 1);
    let moves = reading.findings.map.as_ref().map(|map| &map.direct.influence);
    let most = moves.and_then(|moves| moves.iter().copied().max()).unwrap_or(0).max(1);
    let sum: u64 = moves.map_or(0, |moves| moves.iter().sum::<u64>()).max(1);
    let scenarios: Vec<&Scenario> = reading.findings.found.iter().map(|standing| &standing.scenario).collect();
    let rows: Vec<(RadarRow, Vec<String>)> = placed
        .iter()
        .map(|&(driver, sector, felt)| {
            let influence = moves.map_or(0, |moves| moves[driver]);
            let openness = match evenness(&scenarios, driver, reading.structure().descriptors()[driver].variants.len()) {
                even if even >= EVEN[0] => Openness::Open,
                even if even >= EVEN[1] => Openness::Leaning,
                _ => Openness::Settled,
            };
            let (movement, signals) = movement(reading, driver);
            let share = format::percent(influence as f64 / sum as f64);
            let cells = vec![
                reading.driver(driver).to_owned(),
                sector.to_string(),
                felt.to_string(),
                share.clone(),
                match openness {
                    Openness::Open => "open",
                    Openness::Leaning => "leans one way",
                    Openness::Settled => "as good as settled",
                }
                .to_owned(),
                signals.clone(),
            ];
            let row = RadarRow {
                label: reading.driver(driver).to_owned(),
                sector: Sector::ALL.iter().position(|other| *other == sector).unwrap_or(0),
                far: f64::from(felt - from) / f64::from(last - from),
                size: influence as f64 / most as f64,
                openness,
                movement,
                text: format!("felt from {felt}; {share} of all influence\n{signals}"),
            };
            (row, cells)
        })
        .collect();
    let mut years: Vec<u32> = placed.iter().map(|one| one.2).filter(|&year| year > from).chain([last]).collect();
    years.sort_unstable();
    years.dedup();
    let table = Table {
        caption: "The drivers on the radar".to_owned(),
        columns: vec![
            Heading::text("driver"),
            Heading::text("sector"),
            Heading::number("felt from"),
            Heading::number("share of all influence"),
            Heading::text("how open"),
            Heading::text("its signals"),
        ],
        rows: rows.iter().map(|row| row.1.clone()).collect(),
        note: Some(
            "Sector and year are judgement. Influence is the most that a change of the driver can shift in the others. How open: how evenly the \
             scenarios that hang together are spread over its variants."
                .to_owned(),
        ),
    };
    let chart = Chart::Radar(Radar {
        sectors: Sector::ALL.iter().map(ToString::to_string).collect(),
        rings: years.iter().map(|&year| (f64::from(year - from) / f64::from(last - from), year.to_string())).collect(),
        size_name: "A larger circle moves the others more; the middle is now.".to_owned(),
        rows: rows.into_iter().map(|row| row.0).collect(),
    });
    let alt = format!("{} drivers by sector and by the year from which they are felt.", placed.len());
    Some(figure("radar", "What is coming, and when it is felt", alt, chart, table, None))
}

/// Where a driver is moving by its signals, and that in words.
fn movement(reading: &Reading<'_>, driver: usize) -> (Movement, String) {
    let Some(heard) = &reading.findings.heard else { return (Movement::Unknown, "no signals file".to_owned()) };
    let courses: Vec<Course> =
        heard.each().filter(|(link, _)| link.driver == driver).filter_map(|(_, signal)| Some(signal?.course)).collect();
    let many = |course: Course| courses.iter().filter(|&&other| other == course).count();
    let movement = match (many(Course::Rises), many(Course::Falls)) {
        (rises, falls) if 2 * rises > courses.len() && falls == 0 => Movement::Nearer,
        (rises, falls) if 2 * falls > courses.len() && rises == 0 => Movement::Away,
        _ => Movement::Unknown,
    };
    let words = match courses.len() {
        0 if heard.listening.links.iter().any(|link| link.driver == driver) => "too short to say".to_owned(),
        0 if listened(heard, driver) => "a signpost is counted".to_owned(),
        0 => "nothing is listened to".to_owned(),
        1 => match courses[0] {
            Course::Rises => "its signal rises",
            Course::Falls => "its signal falls",
            Course::Unclear => "its signal does not move beyond chance",
        }
        .to_owned(),
        many_signals => format!("{} of {many_signals} signals rise", many(Course::Rises)),
    };
    (movement, words)
}

fn ratio(signal: &Signal) -> String {
    let (times, interval) = signal.times;
    let places = match times {
        times if times < 2.0 => 2,
        times if times < 10.0 => 1,
        _ => 0,
    };
    format!("{} ({}–{})", format::number(times, places), format::number(interval.low, places), format::number(interval.high, places))
}

fn share(signal: &Signal) -> String {
    format::percent_to(signal.share(), if signal.share() < 0.01 { 2 } else { 1 })
}

fn table(reading: &Reading<'_>, heard: &Heard) -> Block {
    let row = |(link, signal): (&Link, Option<&Signal>)| {
        let none = || "–".to_owned();
        vec![
            link.words(),
            signal.map_or_else(none, ratio),
            reading.driver(link.driver).to_owned(),
            link.speaks_for.map_or_else(|| "that it moves".to_owned(), |variant| reading.variant(link.driver, variant).to_owned()),
            signal.map_or_else(none, |signal| format::count(signal.now.0)),
            signal.map_or_else(none, share),
            signal.map_or_else(none, |signal| match &signal.rank {
                Ok(rank) => format!("{} ({} of {})", format::number(100.0 * rank.score, 0), rank.place, format::count(rank.of as u64)),
                Err(Unscored::Common) => "common already".to_owned(),
                Err(Unscored::Rare) => "too rare".to_owned(),
                Err(Unscored::Nothing) => none(),
            }),
        ]
    };
    let mut windows: Vec<String> =
        heard.signals.iter().flatten().map(|signal| format!("{} to {}", signal.window.0, signal.window.1)).collect();
    windows.dedup();
    let window = if windows.is_empty() { String::new() } else { format!(", {}", listed(&windows)) };
    Block::Table(Table {
        caption: format!("Signals that are said to tell of the drivers{window}"),
        columns: vec![
            Heading::text("term"),
            Heading::number("times its share of the window before"),
            Heading::text("tells of"),
            Heading::text("speaks for"),
            Heading::number("documents with it"),
            Heading::number("share of all"),
            Heading::number("score of 100 (place)"),
        ],
        rows: heard.each().map(row).collect(),
        note: Some(
            "In brackets beside times: the 95 % interval of each by itself, as if documents were independent of each other, which they are not quite; what \
             rises beyond chance does so with all of these terms taken together. A term that is common already is no early signal, and has no score."
                .to_owned(),
        ),
    })
}

/// The signals in words: what, why now, why it is still early, why it matters, and what the score is made of.
fn cards(reading: &Reading<'_>, heard: &Heard) -> Option<Block> {
    let mut best: Vec<(&Link, &Signal)> = heard.each().filter_map(|(link, signal)| Some((link, signal?))).collect();
    // Scored ones first, by their place; then those that are common, by how much they rose.
    best.sort_by(|one, other| {
        let place = |signal: &Signal| signal.rank.as_ref().map_or(usize::MAX, |rank| rank.place);
        place(one.1).cmp(&place(other.1)).then(other.1.times.0.total_cmp(&one.1.times.0))
    });
    let fact = |(link, signal): (&Link, &Signal)| Fact::new(link.words(), card(reading, heard, link, signal));
    let facts: Vec<Fact> = best.into_iter().take(CARDS).map(fact).collect();
    (!facts.is_empty()).then_some(Block::Facts(facts))
}

fn card(reading: &Reading<'_>, heard: &Heard, link: &Link, signal: &Signal) -> String {
    let mut parts = Vec::new();
    let quote = signal.quote.map(|place| {
        let quoted = &heard.found.quotes[place].quote;
        let document = &heard.listening.study.documents[quoted.document];
        format!(" “{}” ({}, {})", quoted.words, document.source, document.day)
    });
    let counted = match link.at {
        At::Term(_) => "hold it",
        At::Topic(_) => "belong to it",
    };
    let now = match signal.course {
        Course::Rises => "Why now",
        Course::Falls => "It falls",
        Course::Unclear => "It does not move beyond chance",
    };
    parts.push(format!(
        "{now}: {} of {} documents of {} {counted}; in the window to then its share is {} times that of the window before.{}",
        format::count(signal.last.documents),
        format::count(signal.last.all),
        signal.last.period,
        ratio(signal),
        quote.unwrap_or_default()
    ));
    let early = matches!(link.at, At::Term(_)) && signal.course == Course::Rises;
    parts.push(match &signal.rank {
        Ok(rank) if early && matches!(rank.quadrant, Quadrant::Weak | Quadrant::Strong) => {
            format!("Why still early: {} of documents {counted}, a {}.", share(signal), rank.quadrant.as_str())
        }
        Err(Unscored::Common) => format!("It is not early any more: {} of documents {counted}.", share(signal)),
        _ => format!("{} of documents {counted}.", share(signal)),
    });
    let of = match link.speaks_for {
        Some(variant) => format!("“{}: {}”", reading.driver(link.driver), reading.variant(link.driver, variant)),
        None => format!("“{}”", reading.driver(link.driver)),
    };
    parts.push(match &link.because {
        Some(because) => format!("Why it matters, as judged, for {of}: {because}"),
        None => format!("It is said to tell of {of}; nobody says why."),
    });
    if let Ok(rank) = &signal.rank {
        let adds = |part: Part| 100.0 * rank.parts[part as usize];
        let made: Vec<String> = Part::ALL
            .into_iter()
            .filter(|&part| adds(part) >= 0.5)
            .map(|part| format!("{} {}", part.as_str(), format::number(adds(part), 0)))
            .collect();
        parts.push(format!(
            "Score {} of 100, place {} of {} (by plain growth {}): {}.",
            format::number(100.0 * rank.score, 0),
            rank.place,
            format::count(rank.of as u64),
            rank.by_growth,
            made.join(", ")
        ));
    }
    parts.join(" ")
}

/// What the counts cannot say.
fn bounds(heard: &Heard) -> Block {
    let study = &heard.listening.study;
    let invented = study.spec.documents.iter().any(|group| group.invented);
    let made_up = if invented { " Some of the documents were made up." } else { "" };
    let bias = study.spec.series.as_ref().map_or_else(String::new, |series| format!(" {}", series.bias.as_str()));
    let source = study
        .spec
        .series
        .as_ref()
        .map_or_else(String::new, |series| format!(" Counted: {}.", series.source.as_str().trim_end_matches('.')));
    Block::Callout(Callout {
        tone: if invented { Tone::Warning } else { Tone::Note },
        title: "A term that rises is no vote for a variant.".to_owned(),
        text: format!(
            "That it tells of a driver is judgement; how often it occurs is a count, looked at from {} with nothing later in sight.{source}{bias}{made_up}",
            study.as_of
        ),
    })
}

/// What signals may be trusted for.
pub(super) fn judged(heard: &Heard) -> Vec<ValidityLine> {
    let mut lines = validity(&heard.found);
    lines.push(ValidityLine {
        measure: "What signals tell of".to_owned(),
        trust: Trust::NotValidated,
        how: "Which driver and variant a term stands for is judgement; nobody has held it against what came.".to_owned(),
    });
    lines
}
