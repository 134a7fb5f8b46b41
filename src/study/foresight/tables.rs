//! What was found, as tables for those who go on with it.

use std::collections::BTreeMap;

use crate::cross_impact::Scenario;
use crate::economy::{Outcome, TARGETS, Target, VALIDATION};
use crate::frame::{Frame, FrameError, Values, number, text};
use crate::report::view::Trust;
use crate::signals::score::Part;
use crate::study::parts::graded;
use crate::world::{Entry, World};

use super::analyse::Findings;
use super::heard::{Heard, Link, Signal};
use super::load::Future;
use super::pathways::{Pathways, Ways};
use super::population::Lives;
use super::result_concept::arms;
use super::search::Searched;
use super::stress::title;
use super::view::{Reading, validity as trusted};

/// Builds all tables: scenarios, judgements, deciders, those that emerge, signposts, influence, pushes, the population, the concept, ways, validity.
///
/// # Errors
/// [`FrameError`] when two columns share a name, which would be a fault of the program.
///
/// # Determinism
/// Depends on the future and the findings.
pub fn tables(future: &Future, findings: &Findings) -> Result<Vec<Frame>, FrameError> {
    let reading = Reading { future, findings };
    let mut all = vec![scenarios(&reading)?, judgements(&reading)?, deciders(&reading)?, emerging(&reading)?, signposts(&reading)?];
    all.push(influence(&reading)?);
    if !future.shocks.is_empty() {
        all.push(shocks(&reading)?);
    }
    if let Some(panel) = &future.panel {
        all.push(disagreements(&reading, &panel.disagreements())?);
    }
    if let Some(heard) = &findings.heard {
        all.push(signals(&reading, heard)?);
    }
    if let Some(lives) = &findings.lives {
        all.extend([population(lives)?, past(lives)?, economy(lives)?]);
        if !lives.searched.is_empty() {
            all.push(levers(lives)?);
        }
    }
    if findings.stressed.is_some() {
        all.push(concept(&reading)?);
    }
    if let Some((pathways, weighed)) = findings.stressed.as_ref().and_then(|stressed| stressed.ways.as_ref()) {
        all.push(ways(pathways, weighed)?);
    }
    all.push(validity(&reading)?);
    Ok(all)
}

/// One column a driver, under a name that no other column has.
fn variants(frame: &mut Frame, reading: &Reading<'_>, scenarios: &[&Scenario]) -> Result<(), FrameError> {
    for driver in reading.drivers() {
        let of = |scenario: &&Scenario| reading.variant(driver, scenario.variant(driver)).to_owned();
        frame.push(&format!("driver {}", reading.driver(driver)), text(scenarios, of))?;
    }
    Ok(())
}

fn scenarios(reading: &Reading<'_>) -> Result<Frame, FrameError> {
    let (findings, model) = (reading.findings, reading.future.model());
    let rows = &findings.found;
    let count = |value: Option<u64>| value.map_or(f64::NAN, |value| value as f64);
    let mut frame = Frame::new("scenarios");
    frame.push("scenario", Values::Text((0..rows.len()).map(title).collect()))?;
    let read = |place: usize| findings.picked.iter().any(|picked| picked.place == place);
    frame.push("read", Values::Text((0..rows.len()).map(|place| if read(place) { "yes" } else { "no" }.to_owned()).collect()))?;
    frame.push("share_of_draws", number(rows, |one| one.stays.map_or(f64::NAN, |(share, _)| share)))?;
    frame.push("share_low", number(rows, |one| one.stays.map_or(f64::NAN, |(_, error)| error.low)))?;
    frame.push("share_high", number(rows, |one| one.stays.map_or(f64::NAN, |(_, error)| error.high)))?;
    frame.push("basin_all_at_once", number(rows, |one| count(one.basin)))?;
    frame.push("basin_one_at_a_time", number(rows, |one| count(one.local)))?;
    frame.push("inconsistency", number(rows, |one| model.points(i64::from(one.figures.inconsistency))))?;
    frame.push("total_impact_score", number(rows, |one| model.points(one.figures.score)))?;
    frame.push("margin", number(rows, |one| one.figures.margin.map_or(f64::NAN, |margin| model.points(i64::from(margin)))))?;
    variants(&mut frame, reading, &rows.iter().map(|one| &one.scenario).collect::<Vec<_>>())?;
    Ok(frame)
}

/// Every judgement but 0, with its doubt.
fn judgements(reading: &Reading<'_>) -> Result<Frame, FrameError> {
    let (model, structure) = (reading.future.model(), reading.structure());
    let columns = structure.columns();
    let doubts: BTreeMap<(usize, usize), (f64, f64)> =
        reading.future.uncertain.cells().map(|(row, column, dist)| ((row, column), (dist.quantile(0.05), dist.quantile(0.95)))).collect();
    let cells = (0..columns).flat_map(|row| (0..columns).map(move |column| (row, column)));
    let rows: Vec<(usize, usize)> =
        cells.filter(|&(row, column)| model.row(row)[column] != 0 || doubts.contains_key(&(row, column))).collect();
    let driver = |column: usize| reading.driver(structure.place(column).0).to_owned();
    let mut frame = Frame::new("judgements");
    frame.push("of_driver", text(&rows, |row| driver(row.0)))?;
    frame.push("of_variant", text(&rows, |row| reading.at(row.0).to_owned()))?;
    frame.push("on_driver", text(&rows, |row| driver(row.1)))?;
    frame.push("on_variant", text(&rows, |row| reading.at(row.1).to_owned()))?;
    frame.push("points", number(&rows, |row| model.points(i64::from(model.row(row.0)[row.1]))))?;
    frame.push("q05", number(&rows, |row| doubts.get(row).map_or(f64::NAN, |range| range.0)))?;
    frame.push("q95", number(&rows, |row| doubts.get(row).map_or(f64::NAN, |range| range.1)))?;
    let changed = |row: usize, column: usize| model.overrides().iter().rfind(|change| (change.row, change.column) == (row, column));
    frame.push("changed_by", text(&rows, |row| changed(row.0, row.1).map_or_else(String::new, |change| change.who.as_str().to_owned())))?;
    frame.push("because", text(&rows, |row| changed(row.0, row.1).map_or_else(String::new, |change| change.reason.as_str().to_owned())))?;
    Ok(frame)
}

fn deciders(reading: &Reading<'_>) -> Result<Frame, FrameError> {
    let found = reading.findings.found.iter().enumerate();
    let rows: Vec<_> = found.flat_map(|(place, one)| one.deciders.iter().map(move |decider| (place, *decider))).collect();
    let mut frame = Frame::new("deciders");
    frame.push("scenario", text(&rows, |row| title(row.0)))?;
    frame.push("of_variant", text(&rows, |row| reading.at(row.1.row).to_owned()))?;
    frame.push("on_variant", text(&rows, |row| reading.at(row.1.column).to_owned()))?;
    frame.push("correlation", number(&rows, |row| row.1.correlation))?;
    frame.push("mean_where_it_holds", number(&rows, |row| row.1.with))?;
    frame.push("mean_where_it_does_not", number(&rows, |row| row.1.without))?;
    Ok(frame)
}

fn emerging(reading: &Reading<'_>) -> Result<Frame, FrameError> {
    let rows = &reading.findings.emerging;
    let mut frame = Frame::new("emerging");
    frame.push("share_of_draws", number(rows, |one| one.share))?;
    frame.push("inconsistency", number(rows, |one| reading.future.model().points(i64::from(one.inconsistency))))?;
    variants(&mut frame, reading, &rows.iter().map(|one| &one.scenario).collect::<Vec<_>>())?;
    Ok(frame)
}

fn signposts(reading: &Reading<'_>) -> Result<Frame, FrameError> {
    let all = reading.findings.signposts.iter().enumerate();
    let rows: Vec<_> = all.flat_map(|(rank, one)| one.groups.iter().map(move |(variant, places)| (rank, one, *variant, places))).collect();
    let mut frame = Frame::new("signposts");
    frame.push("rank", Values::Count(rows.iter().map(|row| row.0 as i64 + 1).collect()))?;
    frame.push("driver", text(&rows, |row| reading.driver(row.1.driver).to_owned()))?;
    frame.push("left_by_itself", number(&rows, |row| row.1.alone))?;
    frame.push("left_with_those_before", number(&rows, |row| row.1.left))?;
    frame.push("variant", text(&rows, |row| reading.variant(row.1.driver, row.2).to_owned()))?;
    let names = |places: &[usize]| places.iter().map(|place| (place + 1).to_string()).collect::<Vec<_>>().join(" ");
    frame.push("scenarios", text(&rows, |row| names(row.3)))?;
    let watch = |driver: usize| reading.future.drivers[driver].watch.as_ref();
    frame.push("watch", text(&rows, |row| watch(row.1.driver).map_or_else(String::new, |watch| watch.what.as_str().to_owned())))?;
    Ok(frame)
}

/// Every term that is listened to.
fn signals(reading: &Reading<'_>, heard: &Heard) -> Result<Frame, FrameError> {
    let rows: Vec<_> = heard.each().collect();
    let mut frame = Frame::new("signals");
    frame.push("term", text(&rows, |row| row.0.term.clone()))?;
    frame.push("driver", text(&rows, |row| reading.driver(row.0.driver).to_owned()))?;
    let variant =
        |driver: usize, variant: Option<usize>| variant.map_or_else(String::new, |variant| reading.variant(driver, variant).to_owned());
    frame.push("speaks_for", text(&rows, |row| variant(row.0.driver, row.0.speaks_for)))?;
    let of = |read: fn(&Signal) -> f64| move |row: &(&Link, Option<&Signal>)| row.1.map_or(f64::NAN, read);
    frame.push("documents", number(&rows, of(|signal| signal.now.0 as f64)))?;
    frame.push("all_documents", number(&rows, of(|signal| signal.now.1 as f64)))?;
    frame.push("documents_before", number(&rows, of(|signal| signal.before.0 as f64)))?;
    frame.push("all_documents_before", number(&rows, of(|signal| signal.before.1 as f64)))?;
    frame.push("times", number(&rows, of(|signal| signal.times.0)))?;
    frame.push("times_low", number(&rows, of(|signal| signal.times.1.low)))?;
    frame.push("times_high", number(&rows, of(|signal| signal.times.1.high)))?;
    frame.push("score", number(&rows, of(|signal| signal.rank.as_ref().map_or(f64::NAN, |rank| rank.score))))?;
    frame.push("place", number(&rows, of(|signal| signal.rank.as_ref().map_or(f64::NAN, |rank| rank.place as f64))))?;
    for part in Part::ALL {
        let adds = |row: &(&Link, Option<&Signal>)| {
            row.1.and_then(|signal| signal.rank.as_ref().ok()).map_or(f64::NAN, |rank| rank.parts[part as usize])
        };
        frame.push(&format!("part {}", part.as_str()), number(&rows, adds))?;
    }
    Ok(frame)
}

fn influence(reading: &Reading<'_>) -> Result<Frame, FrameError> {
    let rows: Vec<usize> = reading.drivers().collect();
    let points = |sums: Option<&Vec<u64>>, driver: usize| sums.map_or(f64::NAN, |sums| reading.future.model().points(sums[driver] as i64));
    let map = reading.findings.map.as_ref();
    let through = map.and_then(|map| map.settled.as_ref());
    let share = |sums: Option<&Vec<u64>>, driver: usize| {
        sums.map_or(f64::NAN, |sums| sums[driver] as f64 / (sums.iter().sum::<u64>().max(1)) as f64)
    };
    let mut frame = Frame::new("influence");
    frame.push("driver", text(&rows, |&driver| reading.driver(driver).to_owned()))?;
    frame.push("influence", number(&rows, |&driver| points(map.map(|map| &map.direct.influence), driver)))?;
    frame.push("dependence", number(&rows, |&driver| points(map.map(|map| &map.direct.dependence), driver)))?;
    frame.push("influence_through_others_share", number(&rows, |&driver| share(through.map(|(_, sums)| &sums.influence), driver)))?;
    frame.push("dependence_through_others_share", number(&rows, |&driver| share(through.map(|(_, sums)| &sums.dependence), driver)))?;
    Ok(frame)
}

fn shocks(reading: &Reading<'_>) -> Result<Frame, FrameError> {
    let all = reading.future.shocks.iter().zip(&reading.findings.shocks);
    let rows: Vec<_> =
        all.flat_map(|(shock, all)| reading.findings.read().zip(all).map(move |(read, pushed)| (shock, read, pushed))).collect();
    let mut frame = Frame::new("shocks");
    frame.push("shock", text(&rows, |row| row.0.name.clone()))?;
    frame.push("scenario", text(&rows, |row| title(row.1.0)))?;
    frame.push("holds", text(&rows, |row| if row.2.during == row.1.1.scenario { "yes" } else { "no" }.to_owned()))?;
    frame.push("ends_in", text(&rows, |row| reading.all(&row.2.during)))?;
    frame.push("circles", text(&rows, |row| if row.2.circles { "yes" } else { "no" }.to_owned()))?;
    frame.push("a_period_later", text(&rows, |row| reading.all(&row.2.after)))?;
    Ok(frame)
}

fn disagreements(reading: &Reading<'_>, rows: &[crate::cross_impact::Disagreement]) -> Result<Frame, FrameError> {
    let mut frame = Frame::new("disagreements");
    frame.push("of_variant", text(rows, |row| reading.at(row.row).to_owned()))?;
    frame.push("on_variant", text(rows, |row| reading.at(row.column).to_owned()))?;
    frame.push("lowest", number(rows, |row| row.range.0))?;
    frame.push("highest", number(rows, |row| row.range.1))?;
    frame.push("mean", number(rows, |row| row.mean))?;
    frame.push("sd", number(rows, |row| row.sd))?;
    frame.push("opposed", text(rows, |row| if row.opposed { "yes" } else { "no" }.to_owned()))?;
    Ok(frame)
}

/// Every figure of the concept in every scenario with every option, and its paired difference against today.
fn concept(reading: &Reading<'_>) -> Result<Frame, FrameError> {
    let mut frame = Frame::new("concept");
    let Some(found) = &reading.findings.stressed else { return Ok(frame) };
    let comparison = &found.findings.comparison;
    let rows: Vec<_> = arms(found)
        .into_iter()
        .flat_map(|(scenario, option, arm)| (0..comparison.ids().len()).map(move |figure| (scenario.clone(), option.clone(), arm, figure)))
        .map(|(scenario, option, arm, figure)| (scenario, option, figure, comparison.spread(arm, figure), comparison.effect(arm, figure)))
        .collect();
    frame.push("scenario", text(&rows, |row| row.0.clone()))?;
    frame.push("option", text(&rows, |row| row.1.clone()))?;
    frame.push("figure", text(&rows, |row| comparison.ids()[row.2].clone()))?;
    frame.push("mean", number(&rows, |row| row.3.map_or(f64::NAN, |level| level.mean)))?;
    frame.push("q05", number(&rows, |row| row.3.map_or(f64::NAN, |level| level.low)))?;
    frame.push("q95", number(&rows, |row| row.3.map_or(f64::NAN, |level| level.high)))?;
    frame.push("change_mean", number(&rows, |row| row.4.map_or(f64::NAN, |effect| effect.mean)))?;
    frame.push("change_q05", number(&rows, |row| row.4.map_or(f64::NAN, |effect| effect.low)))?;
    frame.push("change_q95", number(&rows, |row| row.4.map_or(f64::NAN, |effect| effect.high)))?;
    frame.push("change_monte_carlo_error", number(&rows, |row| row.4.map_or(f64::NAN, |effect| effect.error)))?;
    Ok(frame)
}

/// What every way is worth in every scenario, and what it loses against the best one there.
fn ways(pathways: &Pathways, found: &Ways) -> Result<Frame, FrameError> {
    let pairs = (0..pathways.ways.len()).flat_map(|way| (0..found.worlds.len()).map(move |world| (way, world)));
    let rows: Vec<_> = pairs.map(|(way, world)| (way, world, found.worth[way][world], found.robust[way].regrets[world])).collect();
    let mut frame = Frame::new("ways");
    frame.push("way", text(&rows, |row| pathways.ways[row.0].name.clone()))?;
    frame.push("scenario", text(&rows, |row| found.worlds[row.1].clone()))?;
    frame.push("worth_mean", number(&rows, |row| row.2.mean))?;
    frame.push("worth_q05", number(&rows, |row| row.2.low))?;
    frame.push("worth_q95", number(&rows, |row| row.2.high))?;
    frame.push("lost_mean", number(&rows, |row| row.3.mean))?;
    frame.push("lost_q05", number(&rows, |row| row.3.low))?;
    frame.push("lost_q95", number(&rows, |row| row.3.high))?;
    Ok(frame)
}

/// What searches took, and every lever by itself.
fn levers(lives: &Lives) -> Result<Frame, FrameError> {
    let mut rows: Vec<(&Searched, &str, String, f64, f64, f64, f64)> = Vec::new();
    for found in &lives.searched {
        let taken = found.steps.iter().map(|step| ("taken", step.lever.clone(), step.adds, step.level.mean));
        let alone = found.alone.iter().map(|(name, effect)| ("by itself", name.clone(), *effect, effect.level));
        rows.extend(taken.chain(alone).map(|(how, name, effect, level)| (found, how, name, effect.mean, effect.low, effect.high, level)));
    }
    let mut frame = Frame::new("levers");
    frame.push("search", text(&rows, |row| row.0.name.clone()))?;
    frame.push("future", text(&rows, |row| row.0.future.clone()))?;
    frame.push("outcome", text(&rows, |row| row.0.outcome.info().id.to_owned()))?;
    frame.push("how", text(&rows, |row| row.1.to_owned()))?;
    frame.push("lever", text(&rows, |row| row.2.clone()))?;
    frame.push("adds", number(&rows, |row| row.3))?;
    frame.push("adds_q05", number(&rows, |row| row.4))?;
    frame.push("adds_q95", number(&rows, |row| row.5))?;
    frame.push("level", number(&rows, |row| row.6))?;
    Ok(frame)
}

/// Every outcome of the population in every future over time, and its paired difference against nothing changing.
fn population(lives: &Lives) -> Result<Frame, FrameError> {
    let kinds = lives.figures.kinds();
    let all = (0..lives.arms().len()).flat_map(|arm| kinds.iter().map(move |kind| (arm, kind.outcome, kind.month)));
    let read = |(arm, outcome, month)| (arm, outcome, month, lives.level(arm, outcome, month), lives.effect(arm, outcome, month));
    let rows: Vec<(usize, Outcome, u32, _, _)> = all.map(read).collect();
    let mut frame = Frame::new("population");
    frame.push("future", text(&rows, |row| lives.arms()[row.0].clone()))?;
    frame.push("outcome", text(&rows, |row| row.1.info().id.to_owned()))?;
    frame.push("what", text(&rows, |row| row.1.info().label.to_owned()))?;
    frame.push("unit", text(&rows, |row| row.1.info().unit.to_owned()))?;
    frame.push("month", Values::Count(rows.iter().map(|row| i64::from(row.2) + 1).collect()))?;
    frame.push("mean", number(&rows, |row| row.3.map_or(f64::NAN, |level| level.mean)))?;
    frame.push("q05", number(&rows, |row| row.3.map_or(f64::NAN, |level| level.low)))?;
    frame.push("q95", number(&rows, |row| row.3.map_or(f64::NAN, |level| level.high)))?;
    frame.push("change_mean", number(&rows, |row| row.4.map_or(f64::NAN, |effect| effect.mean)))?;
    frame.push("change_q05", number(&rows, |row| row.4.map_or(f64::NAN, |effect| effect.low)))?;
    frame.push("change_q95", number(&rows, |row| row.4.map_or(f64::NAN, |effect| effect.high)))?;
    frame.push("change_monte_carlo_error", number(&rows, |row| row.4.map_or(f64::NAN, |effect| effect.error)))?;
    Ok(frame)
}

/// The simulated past beside the real one, seed by seed.
fn past(lives: &Lives) -> Result<Frame, FrameError> {
    let calibration = &lives.lived.calibration;
    let rows: Vec<&Target> = TARGETS.iter().chain(&VALIDATION).collect();
    let mut frame = Frame::new("past");
    frame.push("statistic", text(&rows, |row| row.label.to_owned()))?;
    frame.push("unit", text(&rows, |row| row.unit.to_owned()))?;
    frame.push("real", number(&rows, |row| row.real))?;
    frame.push("simulated", number(&rows, |row| calibration.simulated(row.statistic)))?;
    frame.push("within", number(&rows, |row| if row.within.is_finite() { row.within } else { f64::NAN }))?;
    frame.push("fitted", text(&rows, |row| if TARGETS.contains(row) { "yes" } else { "no" }.to_owned()))?;
    for (place, seed) in calibration.seeds.iter().enumerate() {
        frame.push(&format!("past_{}", place + 1), number(&rows, |row| seed.get(row.statistic)))?;
    }
    frame.push("source", text(&rows, |row| row.source.to_owned()))?;
    Ok(frame)
}

/// Every number of the economy, with what nobody knows of it and its source.
fn economy(lives: &Lives) -> Result<Frame, FrameError> {
    let rows: Vec<&Entry> = lives.economy.unknowns().ledger().collect();
    let mut frame = Frame::new("economy");
    frame.push("number", text(&rows, |row| row.path.clone()))?;
    frame.push("what", text(&rows, |row| row.label.clone()))?;
    frame.push("unit", text(&rows, |row| row.unit.clone()))?;
    frame.push("median", number(&rows, |row| row.dist.median()))?;
    frame.push("q05", number(&rows, |row| row.dist.quantile(0.05)))?;
    frame.push("q95", number(&rows, |row| row.dist.quantile(0.95)))?;
    frame.push("grade", text(&rows, |row| graded(row.grade)))?;
    frame.push("source", text(&rows, |row| row.source.clone().unwrap_or_default()))?;
    Ok(frame)
}

fn validity(reading: &Reading<'_>) -> Result<Frame, FrameError> {
    let lines = trusted(reading);
    let mut frame = Frame::new("validity");
    frame.push("measure", text(&lines, |line| line.measure.clone()))?;
    frame.push("label", text(&lines, |line| Trust::words(line.trust).to_owned()))?;
    frame.push("how", text(&lines, |line| line.how.clone()))?;
    Ok(frame)
}
