//! The way from the team as given to what is recommended: one agent at a time, each stage measured on the same draws, and watched.
//!
//! Agents whose move costs nothing in mistakes go first, the largest saving in front; then those that save most for each unit of mistakes. What a
//! stage does is measured with all stages before it in place, never added up from single moves.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use crate::montecarlo::search::Assignment;
use crate::montecarlo::{Blocks, Comparison, Replicates, RunnerError, Settings};
use crate::random::Seed;
use crate::report::format;
use crate::report::view::Estimate;
use crate::stats::power::one_share;
use crate::study::import::{Patched, patch};

use crate::team::Team;
use crate::team::model::{Preset, Review};
use crate::world::Tally;

use super::analyse::{Findings, Options};
use super::load::TeamStudy;
use super::optimise::{Bill, bills, measure, place};
use super::recommend::Finalist;
use super::settings::preset;

/// The chance that a stage which goes as it should is rolled back.
pub const LEVEL: f64 = 0.05;
/// The chance that a stage in which errors have doubled is rolled back.
pub const POWER: f64 = 0.8;
/// What is audited where the file does not say: one in five.
const AUDIT: f64 = 0.2;
/// Draws that put the stages in order, and draws behind each stage.
const ORDER: u32 = 16;
const STAGES: u32 = 48;
const ORDER_SEED: u64 = 0x6e05_b2d1_94fa_3c77;
const STAGE_SEED: u64 = 0xd83b_4470_1e9c_a5f6;

/// How a stage is watched.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WatchPlan {
    /// How often the agent's work is wrong by what the file says.
    pub wrong: f64,
    /// The share of its work that is looked at.
    pub share: f64,
    /// How many looks it takes to see that share double.
    pub looks: u32,
    /// The stage is rolled back from this many looks on that find something.
    pub finds: u32,
    /// How many days that takes.
    pub days: f64,
}

/// A stage: one agent moves.
#[derive(Debug, Clone)]
pub struct Stage {
    /// The agent.
    pub agent: usize,
    /// Where it stood, and where it stands from here on.
    pub moves: (Preset, Preset),
    /// The team from here on, measured.
    pub after: Finalist,
    /// How errors are watched where the agent gets more room; nothing where it gets less, or where no number of looks would tell.
    pub watch: Option<WatchPlan>,
}

/// The way to what is recommended.
#[derive(Debug, Clone)]
pub struct RollOut {
    /// The team as given, on the same draws as the stages.
    pub given: Finalist,
    /// The stages in order; none where the team is as recommended.
    pub stages: Vec<Stage>,
}

/// Plans the way from the team as given to a setting; `None` after an interrupt, or where some stage delivers nothing.
///
/// # Errors
/// [`RunnerError`] when no thread starts or nothing can be run.
///
/// # Determinism
/// Depends on the team, the setting and the seed.
pub(super) fn roll_out(
    study: &TeamStudy,
    options: &Options,
    recommended: &[u16],
    (comparison, given): (&Comparison, Option<&Tally>),
    interrupt: &AtomicBool,
) -> Result<Option<RollOut>, RunnerError> {
    let start = study.as_given();
    let moved: Vec<usize> = (0..start.len()).filter(|&agent| start[agent] != recommended[agent]).collect();
    let settings = |salt: u64, draws: u32| Settings {
        seed: Seed(options.seed.0 ^ salt),
        replicates: Replicates::Fixed(draws),
        inner: 1,
        batching: options.batching,
        blocks: Blocks::All,
    };
    let run = |sets: &[Assignment], settings: Settings| -> Result<Option<Vec<Finalist>>, RunnerError> {
        let Some(groups) = measure(study, sets, settings, interrupt)? else { return Ok(None) };
        let finalists = sets.iter().enumerate().map(|(at, set)| {
            let (group, arm) = place(at);
            Finalist::new(set.clone(), 0, bills(&groups[group], arm))
        });
        Ok(finalists.collect())
    };
    let with = |from: &Assignment, agent: usize| {
        let mut set = from.clone();
        set[agent] = recommended[agent];
        set
    };
    let singles: Vec<Assignment> = std::iter::once(start.clone()).chain(moved.iter().map(|&agent| with(&start, agent))).collect();
    let Some(single) = run(&singles, settings(ORDER_SEED, ORDER))? else { return Ok(None) };
    let order: Vec<usize> = in_order(&single).into_iter().map(|at| moved[at]).collect();
    let mut ways = vec![start];
    for &agent in &order {
        ways.push(with(&ways[ways.len() - 1], agent));
    }
    let Some(mut measured) = run(&ways, settings(STAGE_SEED, STAGES))? else { return Ok(None) };
    let stages = order
        .iter()
        .zip(measured.drain(1..))
        .map(|(&agent, after)| Stage {
            agent,
            moves: (preset(ways[0][agent]), preset(recommended[agent])),
            after,
            watch: given
                .filter(|_| recommended[agent] > ways[0][agent])
                .and_then(|tally| watch(study, agent, preset(recommended[agent]), comparison, tally)),
        })
        .collect();
    Ok(measured.pop().map(|given| RollOut { given, stages }))
}

/// The order of single moves, from what each does to the first: those without a rise in mistakes by their whole saving, then those that save most for
/// each unit of mistakes.
fn in_order(single: &[Finalist]) -> Vec<usize> {
    let Some((given, moves)) = single.split_first() else { return Vec::new() };
    let aside = |bill: &Bill| bill.running + bill.late;
    // Where nobody's time costs anything, minutes stand for it.
    let free = moves.iter().all(|one| (aside(&given.mean) - aside(&one.mean)).abs() < 1e-12);
    let saving = |one: &Finalist| {
        if free { given.mean.minutes - one.mean.minutes } else { aside(&given.mean) - aside(&one.mean) }
    };
    let key = |one: &Finalist| {
        let risk = one.mean.mistakes() - given.mean.mistakes();
        if risk <= 0.0 { (0, -(saving(one) - risk)) } else { (1, -saving(one) / risk) }
    };
    let mut order: Vec<usize> = (0..moves.len()).collect();
    order.sort_by(|&one, &other| {
        let (first, second) = (key(&moves[one]), key(&moves[other]));
        first.0.cmp(&second.0).then(first.1.total_cmp(&second.1)).then(one.cmp(&other))
    });
    order
}

/// How an agent's new place is watched.
fn watch(study: &TeamStudy, agent: usize, to: Preset, comparison: &Comparison, given: &Tally) -> Option<WatchPlan> {
    let team: &Team = &study.team;
    let draft = team.draft();
    let values = team.numbers().values(&team.numbers().medians());
    let name = &draft.agents[agent].name;
    let wrong = comparison.spread(0, comparison.index(&format!("wrong:{name}"))?)?.mean;
    let [tight, watched, _] = &study.settings[agent];
    let (share, review): (f64, Review) = match (to, &tight.approve, &watched.audit) {
        (Preset::In, Some((share, review)), _) => (share.at(&values), *review),
        (_, _, Some(audit)) => (audit.share.at(&values), audit.review),
        (_, Some((_, review)), None) => (AUDIT, *review),
        _ => return None,
    };
    let share = if share > 0.0 { share } else { AUDIT };
    let (sees, cries) = (review.detects.at(&values), review.false_rejects.at(&values));
    let found = |wrong: f64| wrong * sees + (1.0 - wrong) * cries;
    let test = one_share(found(wrong), found((2.0 * wrong).min(1.0)), LEVEL, POWER)?;
    let work = team.in_line(given, agent).came as f64;
    let days = super::analyse::POOLED_RUNS * draft.span.minutes / 1_440.0;
    let a_day = share * work / days;
    (a_day > 0.0).then(|| WatchPlan { wrong, share, looks: test.people, finds: test.refutes, days: f64::from(test.people) / a_day })
}

impl WatchPlan {
    /// How it is watched, in words.
    #[must_use]
    pub fn words(&self) -> String {
        format!(
            "look at {} of its work; {} looks, about {}, show whether its errors have doubled from {}",
            format::percent(self.share),
            format::count(u64::from(self.looks)),
            days(self.days),
            format::percent_to(self.wrong, 1),
        )
    }

    /// What rolls the stage back, in words.
    #[must_use]
    pub fn back(&self) -> String {
        format!(
            "{} or more of those {} looks find something wrong",
            format::count(u64::from(self.finds)),
            format::count(u64::from(self.looks))
        )
    }
}

fn days(days: f64) -> String {
    if days < 1.5 { "a day".to_owned() } else { format!("{} days", format::count(days.ceil() as u64)) }
}

/// A value a day over draws, as a figure for a week.
pub(super) fn weekly(values: impl Iterator<Item = f64>) -> Option<Estimate> {
    super::view::range(values.map(|value| 7.0 * value).collect())
}

impl RollOut {
    /// The team before a stage.
    #[must_use]
    pub fn before(&self, stage: usize) -> &Finalist {
        stage.checked_sub(1).map_or(&self.given, |before| &self.stages[before].after)
    }

    /// How a stage is watched, and what rolls it back, in words: by what goes wrong where an agent gets more room, by people's time where it gets
    /// less.
    #[must_use]
    pub fn watched(&self, stage: usize) -> (String, String) {
        let one = &self.stages[stage];
        let minutes = super::view::range(one.after.bills.iter().map(|bill| bill.minutes).collect());
        match (&one.watch, minutes) {
            (Some(watch), _) => (watch.words(), watch.back()),
            (None, Some(minutes)) if one.moves.1 < one.moves.0 => (
                format!("people's time, which should be {} a day from here on", format::minutes(minutes)),
                format!("people spend more than {} a day over a week", format::minutes(Estimate::exact(minutes.high))),
            ),
            _ => ("nobody is set to look, or no number of looks would tell".to_owned(), "anything is off".to_owned()),
        }
    }

    /// What a stage changes in all costs a week, draw by draw on the same draws.
    #[must_use]
    pub fn change(&self, stage: usize) -> Option<Estimate> {
        let pairs = self.stages[stage].after.bills.iter().zip(&self.before(stage).bills);
        weekly(pairs.map(|(after, before)| after.cost(1.0) - before.cost(1.0)))
    }
}

/// `roll-out.md` and the source with the recommendation in it, for a run's directory; nothing where nothing is recommended.
#[must_use]
pub fn roll_out_files(study: &TeamStudy, findings: &Findings, root: &Path) -> Vec<(String, String)> {
    let Some(rollout) = &findings.rollout else { return Vec::new() };
    let patched = study.spec.origin.as_ref().zip(findings.settings.last()).map(|(origin, setting)| {
        let waits: Vec<(&str, bool)> = study
            .team
            .draft()
            .agents
            .iter()
            .zip(setting)
            .map(|(agent, &option)| (agent.name.as_str(), preset(option) == Preset::In))
            .collect();
        patch(origin, &waits, &study.text.1, root)
    });
    let mut files = vec![("roll-out.md".to_owned(), page(study, rollout, patched.as_ref()))];
    files.extend(patched.into_iter().flat_map(|patched| patched.files));
    files
}

/// The roll-out as a page of words.
fn page(study: &TeamStudy, rollout: &RollOut, patched: Option<&Patched>) -> String {
    let draft = study.team.draft();
    let money =
        |estimate: Option<Estimate>| estimate.map_or_else(|| "no base".to_owned(), |estimate| format::money(estimate, &study.currency));
    let mut out = format!("# Roll-out: {}\n\n", study.spec.title.as_str());
    if rollout.stages.is_empty() {
        out.push_str("The team is as recommended: nothing changes.\n");
    } else {
        let _ = writeln!(
            out,
            "From the team as given to what is recommended, one agent at a time. Each stage is measured on the same draws, with all stages before it in place; ranges run from 5 % to 95 % of {STAGES} draws of what nobody knows.\n\nGo on to the next stage when this one has been watched and was not rolled back. Where an agent gets more room, its work is looked at: a stage that goes as it should is then rolled back in at most {} of cases, one whose errors have doubled in at least {}.\n",
            format::percent(LEVEL),
            format::percent(POWER),
        );
        let _ = writeln!(out, "| | people a day | mistakes a week | all costs a week |\n|---|---|---|---|");
        let row = |name: &str, one: &Finalist| {
            let minutes = super::view::range(one.bills.iter().map(|bill| bill.minutes).collect());
            format!(
                "| {name} | {} | {} | {} |\n",
                minutes.map_or_else(|| "no base".to_owned(), format::minutes),
                money(weekly(one.bills.iter().map(Bill::mistakes))),
                money(weekly(one.bills.iter().map(|bill| bill.cost(1.0)))),
            )
        };
        out.push_str(&row("as given", &rollout.given));
        for (place, stage) in rollout.stages.iter().enumerate() {
            let name = draft.agents[stage.agent].name.replace('|', "\\|");
            out.push_str(&row(&format!("after stage {}: {name}", place + 1), &stage.after));
        }
    }
    for (place, stage) in rollout.stages.iter().enumerate() {
        let (from, to) = stage.moves;
        let _ = writeln!(out, "\n## Stage {}: {}\n", place + 1, draft.agents[stage.agent].name);
        let _ = writeln!(out, "- **Move**: from {} to {}.", from.words(), to.words());
        let _ = writeln!(out, "- **Changes** all costs by {} a week.", money(rollout.change(place)));
        let (watch, back) = rollout.watched(place);
        let until = if to == Preset::Out && stage.watch.is_some() { ", for this stage only" } else { "" };
        let _ = writeln!(out, "- **Watch**: {watch}{until}.");
        let _ = writeln!(out, "- **Roll back** to {} if {back}{}.", from.words(), limits(study));
    }
    if let Some(patched) = patched.filter(|patched| !patched.words.is_empty()) {
        out.push_str("\n## Back to the source\n\n");
        patched.words.iter().for_each(|words| out.push_str(&format!("- {words}\n")));
    }
    out
}

/// The user's limits, as further grounds to roll back.
fn limits(study: &TeamStudy) -> String {
    let limits = &study.limits;
    let mut parts = Vec::new();
    if let Some(minutes) = limits.human_minutes_a_day {
        parts.push(format!("people spend more than {} a day over a week", format::minutes(Estimate::exact(minutes))));
    }
    if let Some(cost) = limits.escaped_cost_a_week {
        parts.push(format!("what is delivered wrong costs more than {} in a week", format::money(Estimate::exact(cost), &study.currency)));
    }
    if let Some(lead) = limits.lead_time {
        parts.push(format!("items take longer than {} on average", format::minutes(Estimate::exact(lead))));
    }
    parts.iter().fold(String::new(), |all, part| format!("{all}, or if {part}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finalist(minutes: f64, mistakes: f64, running: f64) -> Finalist {
        let bill = Bill { minutes, escaped: mistakes, stopped: 0.0, lead: 10.0, late: 0.0, running };
        Finalist::new(vec![0], 0, vec![bill; 3]).unwrap()
    }

    #[test]
    fn what_costs_no_mistakes_goes_first_then_what_saves_most_for_them() {
        let given = || finalist(100.0, 10.0, 100.0);
        let moves = [
            finalist(50.0, 20.0, 90.0),  // saves 10 for 10
            finalist(50.0, 12.0, 96.0),  // saves 4 for 2
            finalist(50.0, 9.0, 99.0),   // saves 2 in all
            finalist(120.0, 1.0, 104.0), // saves 5 in all
        ];
        let all: Vec<Finalist> = std::iter::once(given()).chain(moves).collect();
        assert_eq!(in_order(&all), [3, 2, 1, 0]);
        // Without a price of people's time, their minutes count.
        let free = [given(), finalist(90.0, 20.0, 100.0), finalist(50.0, 20.0, 100.0)];
        assert_eq!(in_order(&free), [1, 0]);
    }

    #[test]
    fn a_watch_says_how_many_looks_tell() {
        // An exact binomial test: 5 % against 10 % at level .05 and power .8.
        let test = one_share(0.05, 0.1, LEVEL, POWER).unwrap();
        let plan = WatchPlan { wrong: 0.05, share: 0.2, looks: test.people, finds: test.refutes, days: 12.2 };
        assert!(plan.words().contains("look at 20\u{202f}% of its work") && plan.words().contains("about 13 days"), "{}", plan.words());
        assert!(plan.back().starts_with(&format!("{} or more", test.refutes)), "{}", plan.back());
    }
}
