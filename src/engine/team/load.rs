//! How much each agent and person would have to do in the long run, before anything is simulated.

use crate::queueing::TICKS_PER_MINUTE;
use crate::world::{Arm, BindError, Depth};

use super::edit::TeamEdit;
use super::model::{MINUTES_IN_WEEK, Team, Week};
use super::plan::{ArmPlan, ArrivalPlan, By, NOBODY, NodePlan, STRATA};

/// What somebody would have to do.
#[derive(Debug, Clone, PartialEq)]
pub struct Load {
    /// Who.
    pub name: String,
    /// Whether it is a person.
    pub person: bool,
    /// The share of their time that would be needed: past 1, what waits for them grows without end.
    pub share: f64,
}

/// The loads with every uncertain number at its median, agents first.
///
/// Rates follow from the balance of flows between the steps, right and wrong items apart; what a limit of reworks leaves out is counted as if it
/// went on. Branches of a parallel group are taken as independent of each other, detection as without vigilance and load, drift as absent, and a
/// pool's work as spread over its people by their hours.
///
/// # Errors
/// [`BindError`] when a number of the arm is out of its bounds.
pub fn loads(team: &Team, edits: &[TeamEdit]) -> Result<Vec<Load>, BindError> {
    let arm = Arm { name: String::new(), edits: edits.to_vec(), depth: Depth::Full };
    let plan = team.plan(&team.numbers().medians(), &[arm])?;
    let plan = &plan.arms[0];
    let mut work = Work { agents: vec![0.0; plan.agents.len()], pools: vec![0.0; plan.pools.len()] };
    for class in 0..plan.classes.len() {
        flows(team, plan, class, &mut work);
    }
    let agents = team.draft().agents.iter().zip(&plan.agents).zip(&work.agents);
    let mut all: Vec<Load> =
        agents.map(|((one, plan), work)| Load { name: one.name.clone(), person: one.human, share: work / f64::from(plan.slots) }).collect();
    for (place, (one, plan_of)) in team.draft().people.iter().zip(&plan.people).enumerate() {
        let share = plan_of.pools.iter().map(|&pool| {
            let hours: f64 = plan.pools[usize::from(pool)].iter().map(|&person| plan.people[usize::from(person)].hours.share()).sum();
            work.pools[usize::from(pool)] / hours * plan.people[place].pace
        });
        all.push(Load { name: one.name.clone(), person: true, share: share.sum() });
    }
    Ok(all)
}

/// Minutes of work per minute.
struct Work {
    agents: Vec<f64>,
    pools: Vec<f64>,
}

/// Items of a class per minute.
fn rate(plan: &ArmPlan, class: usize) -> f64 {
    let week = f64::from(MINUTES_IN_WEEK);
    match &plan.classes[class].arrivals {
        ArrivalPlan::Poisson(mean, hours) => hours.as_ref().map_or(1.0, Week::share) * TICKS_PER_MINUTE / mean,
        ArrivalPlan::Every(between, _) => 1.0 / between.minutes(),
        ArrivalPlan::Clock(times, batch) => times.len() as f64 * f64::from(*batch) / week,
        ArrivalPlan::Trace(times) => times.len() as f64 / plan.end.minutes(),
    }
}

/// The chance that makes a geometric number of repeats as many as a chance with a limit does, on average.
fn repeats(chance: f64, times: u8, counter: u8) -> f64 {
    if counter == u8::MAX {
        return chance;
    }
    let mut sum = 0.0;
    let mut power = 1.0;
    for _ in 0..times {
        power *= chance;
        sum += power;
    }
    sum / (1.0 + sum)
}

/// Adds the work that the items of a class make.
fn flows(team: &Team, plan: &ArmPlan, class: usize, work: &mut Work) {
    let nodes = plan.nodes.len();
    let incoming = rate(plan, class);
    // What comes to each step per minute: right, wrong.
    let mut now = vec![[0.0_f64; 2]; nodes];
    let mut looked = vec![[0.0_f64; 2]; plan.reviews.len()];
    for _ in 0..100_000 {
        let mut next = vec![[0.0; 2]; nodes];
        looked.iter_mut().for_each(|look| *look = [0.0; 2]);
        next[usize::from(plan.classes[class].start)][0] += incoming;
        for at in 0..nodes {
            step(team, plan, class, at, &now, &mut next, &mut looked);
        }
        let change = now.iter().zip(&next).map(|(a, b)| (a[0] - b[0]).abs().max((a[1] - b[1]).abs())).fold(0.0, f64::max);
        now = next;
        if change <= 1e-12 * incoming {
            break;
        }
    }
    for (node, [right, wrong]) in plan.nodes.iter().zip(&now) {
        if let NodePlan::Work { agent, .. } = node {
            work.agents[usize::from(*agent)] += (right + wrong) * plan.agents[usize::from(*agent)].minutes.mean();
        }
    }
    for (review, [right, wrong]) in plan.reviews.iter().zip(&looked) {
        let minutes = (right + wrong) * review.minutes.mean();
        match review.by {
            By::Agent(agent) => work.agents[usize::from(agent)] += minutes,
            By::People(pool) => work.pools[usize::from(pool)] += minutes,
        }
    }
}

/// The chance that work at a step is wrong, over all strata.
fn wrong_at(plan: &ArmPlan, class: usize, table: u32, strata: bool) -> f64 {
    let table = table as usize;
    if strata { plan.wrong[table + class * STRATA..][..STRATA].iter().sum::<f64>() / STRATA as f64 } else { plan.wrong[table + class] }
}

fn step(team: &Team, plan: &ArmPlan, class: usize, at: usize, now: &[[f64; 2]], next: &mut [[f64; 2]], looked: &mut [[f64; 2]]) {
    let [right, wrong] = now[at];
    let mut give = |to: u16, right: f64, wrong: f64| {
        next[usize::from(to)][0] += right;
        next[usize::from(to)][1] += wrong;
    };
    match &plan.nodes[at] {
        NodePlan::Work { agent, next, table, strata } => {
            let fault = wrong_at(plan, class, *table, *strata);
            let (right, wrong) = (right * (1.0 - fault), wrong + right * fault);
            let policy = &plan.agents[usize::from(*agent)].policies[0];
            let (mut back, mut passed) = (0.0, [right, wrong]);
            if let Some((share, review)) = policy.approve {
                let look = &plan.reviews[usize::from(review)];
                let turned = [share * right * look.false_rejects, share * wrong * look.detects];
                looked[usize::from(review)][0] += share * right;
                looked[usize::from(review)][1] += share * wrong;
                back += turned[0] + turned[1];
                passed = [right - turned[0], wrong - turned[1]];
            }
            let alone = 1.0 - policy.approve.map_or(0.0, |(share, _)| share);
            if let Some((share, review)) = policy.audit {
                looked[usize::from(review)][0] += share * alone * right;
                looked[usize::from(review)][1] += share * alone * wrong;
            }
            if let Some(veto) = policy.veto.as_ref().filter(|veto| veto.interrupt) {
                let turned = [alone * right * veto.notice * veto.false_rejects, alone * wrong * veto.notice * veto.detects];
                back += turned[0] + turned[1];
                passed = [passed[0] - turned[0], passed[1] - turned[1]];
            }
            give(at as u16, back, 0.0);
            give(*next, passed[0], passed[1]);
        }
        NodePlan::Gate { gate, pass, back, counter, times } => {
            let look = &plan.reviews[usize::from(*gate)];
            looked[usize::from(*gate)][0] += right;
            looked[usize::from(*gate)][1] += wrong;
            let turned = if *back == NOBODY {
                [look.false_rejects, look.detects]
            } else {
                [repeats(look.false_rejects, *times, *counter), repeats(look.detects, *times, *counter)]
            };
            if *back != NOBODY {
                give(*back, right * turned[0] + wrong * turned[1], 0.0);
            }
            give(*pass, right * (1.0 - turned[0]), wrong * (1.0 - turned[1]));
        }
        NodePlan::HandOff { hand_off, next } => {
            let one = &plan.hand_offs[usize::from(*hand_off)];
            // Lost context shows at the next piece of work; here it counts at once.
            let lost = right * one.loses * (1.0 - one.keeps);
            give(*next, right - lost, wrong + lost);
        }
        NodePlan::Fork { branches, next: after, .. } => {
            branches.iter().for_each(|&branch| give(branch, right, wrong));
            let [ends_right, ends_wrong] =
                team.program.ends_of(at as u16).fold([0.0, 0.0], |sum, end| [sum[0] + now[end][0], sum[1] + now[end][1]]);
            let share = if ends_right + ends_wrong > 0.0 { ends_right / (ends_right + ends_wrong) } else { 1.0 };
            let stays = (0..branches.len()).fold(1.0, |product, _| product * share);
            give(*after, (right + wrong) * stays, (right + wrong) * (1.0 - stays));
        }
        NodePlan::Choice { ways, otherwise } => {
            let mut before = 0.0;
            for &(upto, to) in ways {
                let share = (upto.min(1.0) - before).max(0.0);
                give(to, right * share, wrong * share);
                before = upto.min(1.0);
            }
            give(*otherwise, right * (1.0 - before), wrong * (1.0 - before));
        }
        NodePlan::ByClass { ways } => give(ways[class], right, wrong),
        NodePlan::Loop { again, counter, times, back, next } => {
            let again = repeats(*again, *times, *counter);
            give(*back, right * again, wrong * again);
            give(*next, right * (1.0 - again), wrong * (1.0 - again));
        }
        NodePlan::BranchEnd | NodePlan::Exit { .. } => {}
    }
}
