//! Every figure of a comparison of settings as a table, for those who go on with them.

use crate::frame::{Frame, FrameError, Values, count, number, text};
use crate::report::view::Trust;
use crate::stats::Summary;
use crate::study::parts::graded;
use crate::team::model::Knight;
use crate::team::{Origin, Passed, Point};
use crate::world::World;

use super::super::behind;
use super::super::months;
use super::analyse::{Findings, Search};
use super::beside::Beside;
use super::load::TeamStudy;
use super::settings::preset;

/// Builds all tables: settings, agents, front, stakes, what to measure next, errors, loads, teams, turns, assumptions, replicates, validity.
///
/// # Errors
/// [`FrameError`] when two columns share a name, which would be a fault of the program.
///
/// # Determinism
/// Depends on the team and the findings.
pub fn tables(study: &TeamStudy, findings: &Findings) -> Result<Vec<Frame>, FrameError> {
    let mut all =
        vec![settings(findings)?, agents(study, findings)?, errors(study, findings)?, people(study, findings)?, loads(study, findings)?];
    if let Some(search) = &findings.search {
        all.extend([front(study, search)?, stakes(study, search)?, next(study, search)?]);
    }
    if let Some(beside) = &findings.beside {
        all.push(teams(beside)?);
    }
    if let Some(found) = &findings.months {
        all.push(months::table(found)?);
    }
    if let Some(customers) = &findings.customers {
        all.extend(behind::tables(customers)?);
    }
    all.extend([turns(study, findings)?, assumptions(study)?, replicates(study, findings)?, validity(study)?]);
    Ok(all)
}

/// The person's part at the highest level that a preset allows.
fn knight(preset: crate::team::model::Preset) -> &'static str {
    match preset.knight() {
        Knight::Operator => "L1 operator",
        Knight::Collaborator => "L2 collaborator",
        Knight::Consultant => "L3 consultant",
        Knight::Approver => "L4 approver",
        Knight::Observer => "L5 observer",
    }
}

/// Every figure of every setting, and its paired difference against the team as given.
fn settings(findings: &Findings) -> Result<Frame, FrameError> {
    let comparison = &findings.comparison;
    let rows: Vec<(usize, usize, Option<Summary>, Option<crate::montecarlo::Effect>)> = (0..comparison.arms().len())
        .flat_map(|arm| (0..comparison.ids().len()).map(move |figure| (arm, figure)))
        .map(|(arm, figure)| {
            let known: Vec<f64> = comparison.level(arm, figure).into_iter().filter(|value| value.is_finite()).collect();
            let effect = if arm == 0 { None } else { comparison.effect_against(arm, 0, figure) };
            (arm, figure, Summary::of(&known), effect)
        })
        .collect();
    let level = |read: fn(&Summary) -> f64| number(&rows, |row| row.2.as_ref().map_or(f64::NAN, read));
    let change = |read: fn(&crate::montecarlo::Effect) -> f64| number(&rows, |row| row.3.as_ref().map_or(f64::NAN, read));
    let mut frame = Frame::new("settings");
    frame.push("setting", text(&rows, |row| comparison.arms()[row.0].clone()))?;
    frame.push("figure", text(&rows, |row| comparison.ids()[row.1].clone()))?;
    frame.push("mean", level(|summary| summary.mean))?;
    frame.push("median", level(|summary| summary.q50))?;
    frame.push("q05", level(|summary| summary.q05))?;
    frame.push("q95", level(|summary| summary.q95))?;
    frame.push("monte_carlo_error", level(|summary| summary.sd / (summary.n as f64).sqrt()))?;
    frame.push("change_mean", change(|effect| effect.mean))?;
    frame.push("change_q05", change(|effect| effect.low))?;
    frame.push("change_q95", change(|effect| effect.high))?;
    frame.push("change_monte_carlo_error", change(|effect| effect.error))?;
    frame.push("pairing_correlation", change(|effect| effect.correlation.unwrap_or(f64::NAN)))?;
    Ok(frame)
}

/// Where each agent stands in each setting that is laid side by side.
fn agents(study: &TeamStudy, findings: &Findings) -> Result<Frame, FrameError> {
    let draft = study.team.draft();
    let mut frame = Frame::new("agents");
    frame.push("agent", text(&draft.agents, |agent| agent.name.clone()))?;
    frame.push("role", text(&draft.agents, |agent| agent.role.clone()))?;
    frame.push("lead", text(&draft.agents, |agent| agent.lead.map_or_else(String::new, |lead| draft.agents[lead].name.clone())))?;
    for (name, setting) in findings.comparison.arms().iter().zip(&findings.settings) {
        frame.push(name, Values::Text(study.places(setting).into_iter().map(str::to_owned).collect()))?;
    }
    let level = |option: &u16| preset(*option);
    if let Some(last) = findings.settings.last() {
        frame.push("sheridan_verplank_low", number(last, |option| f64::from(level(option).sheridan_verplank().0)))?;
        frame.push("sheridan_verplank_high", number(last, |option| f64::from(level(option).sheridan_verplank().1)))?;
        frame.push("knight_level", text(last, |option| knight(level(option)).to_owned()))?;
    }
    Ok(frame)
}

/// Every setting that was measured.
fn front(study: &TeamStudy, search: &Search) -> Result<Frame, FrameError> {
    let rows = &search.found.candidates;
    let positions: Vec<usize> = (0..rows.len()).collect();
    let mut frame = Frame::new("front");
    frame.push("setting", text(rows, |one| study.code(&one.assignment)))?;
    frame.push("from", text(rows, |one| format!("{:?}", one.origin).to_lowercase()))?;
    for (of, name) in ["people_minutes_a_day", "mistakes_a_day", "lead_minutes"].iter().enumerate() {
        let variance = |one: &crate::montecarlo::search::Candidate| one.measured.covariance[of * super::optimise::OBJECTIVES + of];
        frame.push(name, number(rows, |one| one.measured.mean[of]))?;
        frame.push(&format!("{name}_error"), number(rows, |one| (variance(one) / one.measured.count as f64).sqrt()))?;
        frame.push(&format!("{name}_promised"), number(rows, |one| one.predicted[of]))?;
    }
    frame.push("replicates", count(rows, |one| one.measured.count))?;
    frame.push("on_fresh_draws", text(rows, |one| if one.fresh { "yes" } else { "no" }.to_owned()))?;
    frame.push("chance_that_nothing_betters_it", number(rows, |one| one.member))?;
    frame.push("on_the_front", text(&positions, |place| if search.found.front.contains(place) { "yes" } else { "no" }.to_owned()))?;
    Ok(frame)
}

/// Every figure of every team that is laid beside this one.
fn teams(beside: &Beside) -> Result<Frame, FrameError> {
    let rows: Vec<(usize, &String, Summary)> = (0..beside.names.len())
        .flat_map(|team| beside.ids(team).iter().map(move |id| (team, id)))
        .filter_map(|(team, id)| {
            let known: Vec<f64> = beside.level(team, id).iter().copied().filter(|value| value.is_finite()).collect();
            Some((team, id, Summary::of(&known)?))
        })
        .collect();
    let mut frame = Frame::new("teams");
    frame.push("team", text(&rows, |row| beside.names[row.0].clone()))?;
    frame.push("figure", text(&rows, |row| row.1.clone()))?;
    frame.push("mean", number(&rows, |row| row.2.mean))?;
    frame.push("median", number(&rows, |row| row.2.q50))?;
    frame.push("q05", number(&rows, |row| row.2.q05))?;
    frame.push("q95", number(&rows, |row| row.2.q95))?;
    Ok(frame)
}

fn stakes(study: &TeamStudy, search: &Search) -> Result<Frame, FrameError> {
    let rows = &search.stakes;
    let mut frame = Frame::new("stakes");
    frame.push("times", number(rows, |row| row.0))?;
    frame.push("best_setting", text(rows, |row| study.code(&search.finalists[row.1].assignment)))?;
    frame.push("same_as_recommended", text(rows, |row| if row.1 == search.recommended { "yes" } else { "no" }.to_owned()))?;
    for (place, (other, _)) in search.against.iter().enumerate() {
        let name = study.code(&search.finalists[*other].assignment);
        frame.push(&format!("recommended_costs_less_than_{name}"), number(rows, |row| row.2[place]))?;
    }
    Ok(frame)
}

fn next(study: &TeamStudy, search: &Search) -> Result<Frame, FrameError> {
    let unknowns = study.team.unknowns();
    let rows = &search.next;
    let mut frame = Frame::new("measure_next");
    frame.push("input", text(rows, |row| unknowns.entry(row.unknown).path.clone()))?;
    frame.push("label", text(rows, |row| unknowns.entry(row.unknown).label.clone()))?;
    frame.push("saves_a_day", number(rows, |row| row.worth.gain))?;
    frame.push("null", number(rows, |row| row.worth.null))?;
    frame.push("share_of_draws_with_another_choice", number(rows, |row| row.worth.changes))?;
    frame.push("items_to_halve_its_range", number(rows, |row| row.items.map_or(f64::NAN, f64::from)))?;
    Ok(frame)
}

/// Errors of the pooled runs: by setting, origin, place that looked, and what that did.
fn errors(study: &TeamStudy, findings: &Findings) -> Result<Frame, FrameError> {
    let (team, draft) = (&study.team, study.team.draft());
    let rows: Vec<_> = findings
        .pooled
        .iter()
        .enumerate()
        .flat_map(|(arm, tally)| team.fault_flows(tally).into_iter().map(move |flow| (arm, flow)))
        .collect();
    let mut frame = Frame::new("errors");
    frame.push("setting", text(&rows, |row| findings.comparison.arms()[row.0].clone()))?;
    let origin = |origin: Origin| match origin {
        Origin::Agent(agent) => draft.agents[agent].name.clone(),
        Origin::HandOff(_) if draft.hand_offs.len() == 1 => "hand-offs".to_owned(),
        Origin::HandOff(place) => format!("hand-offs, kind {}", place + 1),
    };
    frame.push("made_by", text(&rows, |row| origin(row.1.origin)))?;
    let point = |point: Point| match point {
        Point::Gate(gate) => draft.gates[gate].name.clone(),
        Point::Policy(agent) => format!("check on {}", draft.agents[agent].name),
    };
    frame.push("seen_by", text(&rows, |row| point(row.1.point)))?;
    let passed = |passed: Passed| match passed {
        Passed::LetBy => "let by",
        Passed::Caught => "stopped in time",
        Passed::Found => "found afterwards",
    };
    frame.push("and_then", text(&rows, |row| passed(row.1.passed).to_owned()))?;
    frame.push("count", count(&rows, |row| row.1.count))?;
    Ok(frame)
}

/// Items that came for a look, by setting, pool and hour of the day, in the pooled runs.
fn people(study: &TeamStudy, findings: &Findings) -> Result<Frame, FrameError> {
    let (team, draft) = (&study.team, study.team.draft());
    let rows: Vec<(usize, usize, usize, u64)> = findings
        .pooled
        .iter()
        .enumerate()
        .flat_map(|(arm, tally)| {
            (0..draft.pools.len()).flat_map(move |pool| {
                let line = team.in_line(tally, draft.agents.len() + pool);
                (0..24).map(move |hour| (arm, pool, hour, line.by_hour[hour]))
            })
        })
        .collect();
    let mut frame = Frame::new("people");
    frame.push("setting", text(&rows, |row| findings.comparison.arms()[row.0].clone()))?;
    frame.push("pool", text(&rows, |row| draft.pools[row.1].name.clone()))?;
    frame.push("hour", count(&rows, |row| row.2 as u64))?;
    frame.push("came", count(&rows, |row| row.3))?;
    Ok(frame)
}

fn loads(study: &TeamStudy, findings: &Findings) -> Result<Frame, FrameError> {
    let pools = &study.team.draft().pools;
    let rows: Vec<_> =
        findings.loads.iter().flat_map(|load| load.pools.iter().enumerate().map(move |(pool, at)| (load.times, pool, *at))).collect();
    let mut frame = Frame::new("loads");
    frame.push("times", number(&rows, |row| row.0))?;
    frame.push("pool", text(&rows, |row| pools[row.1].name.clone()))?;
    frame.push("busy", number(&rows, |row| row.2.0))?;
    frame.push("mean_wait_minutes", number(&rows, |row| row.2.1))?;
    Ok(frame)
}

/// Numbers inside whose range two settings change places.
fn turns(study: &TeamStudy, findings: &Findings) -> Result<Frame, FrameError> {
    let unknowns = study.team.unknowns();
    let rows = &findings.turned;
    let arm = |arm: usize| findings.comparison.arms()[arm].clone();
    let mut frame = Frame::new("turns");
    frame.push("input", text(rows, |row| unknowns.entry(row.unknown).path.clone()))?;
    frame.push("label", text(rows, |row| unknowns.entry(row.unknown).label.clone()))?;
    frame.push("costs_less_over_all", text(rows, |row| arm(row.first)))?;
    frame.push("costs_less_past_the_turn", text(rows, |row| arm(row.then)))?;
    frame.push("at", number(rows, |row| row.turn.at))?;
    frame.push("side", text(rows, |row| if row.turn.above { "above" } else { "below" }.to_owned()))?;
    Ok(frame)
}

fn assumptions(study: &TeamStudy) -> Result<Frame, FrameError> {
    let rows: Vec<_> = study.team.unknowns().ledger().collect();
    let mut frame = Frame::new("assumptions");
    frame.push("path", text(&rows, |entry| entry.path.clone()))?;
    frame.push("label", text(&rows, |entry| entry.label.clone()))?;
    frame.push("unit", text(&rows, |entry| entry.unit.clone()))?;
    frame.push("median", number(&rows, |entry| entry.dist.median()))?;
    frame.push("q05", number(&rows, |entry| entry.dist.quantile(0.05)))?;
    frame.push("q95", number(&rows, |entry| entry.dist.quantile(0.95)))?;
    frame.push("grade", text(&rows, |entry| graded(entry.grade)))?;
    frame.push("source", text(&rows, |entry| entry.source.clone().unwrap_or_default()))?;
    Ok(frame)
}

/// One row a replicate: what each setting costs, and the uncertain inputs.
fn replicates(study: &TeamStudy, findings: &Findings) -> Result<Frame, FrameError> {
    let comparison = &findings.comparison;
    let mut frame = Frame::new("replicates");
    frame.push("replicate", Values::Count((0..comparison.replicates() as i64).collect()))?;
    for id in ["cost", "human:minutes", "lead:mean"] {
        let Some(figure) = comparison.index(id) else { continue };
        for (arm, name) in comparison.arms().iter().enumerate() {
            frame.push(&format!("{id}, {name}"), Values::Number(comparison.level(arm, figure)))?;
        }
    }
    let unknowns = study.team.unknowns();
    for unknown in 0..unknowns.len() {
        let values = (0..comparison.replicates()).map(|replicate| comparison.theta(replicate)[unknown]).collect();
        frame.push(&format!("input {}", unknowns.entry(unknown).path), Values::Number(values))?;
    }
    Ok(frame)
}

fn validity(study: &TeamStudy) -> Result<Frame, FrameError> {
    let lines = super::view::validity(study);
    let mut frame = Frame::new("validity");
    frame.push("measure", text(&lines, |line| line.measure.clone()))?;
    frame.push("label", text(&lines, |line| Trust::words(line.trust).to_owned()))?;
    frame.push("how", text(&lines, |line| line.how.clone()))?;
    Ok(frame)
}
