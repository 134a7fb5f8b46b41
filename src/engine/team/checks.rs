//! Simulations beside the exact results they must reproduce.

use crate::num::{ln, sum};
use crate::queueing::closed::{self, GateAlgebra, PriorityClass, Screen, Station, Tandem};
use crate::random::{At, Seed, Streams};
use crate::stats::check::Check;
use crate::stats::interval::student_quantile;
use crate::world::{Arm, Depth, World};

use super::figures::{Figures, Kind, Lead};
use super::model::{Law, Limit, Problem, Team};
use super::samples;

/// Independent runs of each team.
const RUNS: u32 = 24;

/// A figure of a team that is known exactly.
struct Known {
    name: &'static str,
    kind: Kind,
    exact: Option<f64>,
}

fn known(name: &'static str, kind: Kind, exact: Option<f64>) -> Known {
    Known { name, kind, exact }
}

/// Runs a team and adds each figure with the half-width of its 99.9 % interval as the tolerance.
fn simulate(all: &mut Vec<Check>, team: Result<Team, Vec<Problem>>, figures: &[Known]) {
    let Ok(team) = team else {
        all.push(Check {
            name: "a team for checking".to_owned(),
            expected: 1.0,
            got: f64::NAN,
            tolerance: 0.0,
            source: "itself".to_owned(),
        });
        return;
    };
    let arms = [Arm { name: "as given".to_owned(), edits: Vec::new(), depth: Depth::Full }];
    let readout = Figures::chosen(&team, figures.iter().map(|one| (one.name.to_owned(), one.kind)).collect());
    let mut values = vec![Vec::new(); figures.len()];
    let mut scratch = team.scratch();
    for run in 0..RUNS {
        let mut tallies = team.tallies(&arms);
        let ran = team.bind(&[], &arms).ok().and_then(|plan| {
            team.run(&plan, 0, &Streams::new(Seed(20_261_122), At { theta: run, inner: 0 }), &mut scratch, &mut tallies).ok()
        });
        for (values, one) in values.iter_mut().zip(figures) {
            values.push(ran.map_or(f64::NAN, |()| readout.value(&tallies[0], one.kind)));
        }
    }
    for (values, one) in values.iter().zip(figures) {
        let runs = f64::from(RUNS);
        let mean = sum(values) / runs;
        let squares: Vec<f64> = values.iter().map(|value| (value - mean) * (value - mean)).collect();
        let error = (sum(&squares) / (runs - 1.0) / runs).sqrt();
        all.push(Check {
            name: format!("simulated: {}", one.name),
            expected: one.exact.unwrap_or(f64::NAN),
            got: mean,
            tolerance: student_quantile(0.9995, runs - 1.0) * error,
            source: format!("its closed form under \"Queues\", within the 99.9 % interval of {RUNS} runs"),
        });
    }
}

/// Simulates what is known exactly.
///
/// # Determinism
/// Seeds are fixed, so that each figure lies within its interval in every run or in none.
#[must_use]
pub fn checks() -> Vec<Check> {
    let mut all = Vec::new();
    lines(&mut all);
    gates(&mut all);
    attention(&mut all);
    screens(&mut all);
    all
}

const SPAN: (f64, f64) = (1_500.0, 12_000.0);

fn lines(all: &mut Vec<Check>) {
    let one = closed::servers(0.8, 1.0, 1);
    let figures = [
        known("M/M/1 at load 0.8, wait in line", Kind::Wait(0), one.map(|one| one.wait)),
        known("M/M/1 at load 0.8, time there", Kind::Lead(Lead::Mean, None), one.map(|one| one.time)),
        known("M/M/1 at load 0.8, number in line", Kind::InLine(0), one.map(|one| one.in_line)),
        known("M/M/1 at load 0.8, time busy", Kind::Use(0), one.map(|one| one.load)),
    ];
    simulate(all, samples::line(SPAN, 0.8, Law::exponential(1.0), 1.0), &figures);
    let three = closed::servers(2.4, 1.0, 3);
    let figures = [
        known("M/M/3 at load 0.8, chance of waiting", Kind::Held(0), three.map(|three| three.wait_chance)),
        known("M/M/3 at load 0.8, wait in line", Kind::Wait(0), three.map(|three| three.wait)),
    ];
    simulate(all, samples::line((500.0, 5_000.0), 2.4, Law::exponential(1.0), 3.0), &figures);
    let spread_out = Law::lognormal(1.0 / 3.25_f64.sqrt(), ln(3.25).sqrt());
    for (name, law, spread) in [
        ("M/G/1 at load 0.8, spread 0, wait in line", Law::fixed(1.0), 0.0),
        ("M/G/1 at load 0.8, spread 1.5, wait in line", spread_out, 1.5),
    ] {
        let figures = [known(name, Kind::Wait(0), closed::general_wait(0.8, 1.0, spread))];
        simulate(all, samples::line(SPAN, 0.8, law, 1.0), &figures);
    }
    let class = |arrivals| PriorityClass { arrivals, mean: 1.0, spread: 1.0 };
    let waits = closed::priority_waits(&[class(0.3), class(0.4)]);
    // Service takes one minute on average, so that the rest of the time there is the wait.
    let time = |place: usize| waits.as_ref().map(|waits| waits[place] + 1.0);
    let figures = [
        known("two priorities, time of the first", Kind::Lead(Lead::Mean, Some(0)), time(0)),
        known("two priorities, time of the second", Kind::Lead(Lead::Mean, Some(1)), time(1)),
    ];
    simulate(all, samples::priorities(SPAN, [0.3, 0.4]), &figures);
    let exact = Tandem::new(0.5, &[1.0, 0.9, 0.8]);
    let at = |share: f64| exact.as_ref().map(|exact| exact.quantile(share));
    let figures = [
        known("three lines in a row, mean time", Kind::Lead(Lead::Mean, None), exact.as_ref().map(Tandem::mean)),
        known("three lines in a row, median time", Kind::Lead(Lead::Quantile(0.5), None), at(0.5)),
        known("three lines in a row, 95 % of times", Kind::Lead(Lead::Quantile(0.95), None), at(0.95)),
    ];
    simulate(all, samples::tandem(SPAN, 0.5, &[1.0, 0.9, 0.8]), &figures);
}

fn gates(all: &mut Vec<Check>) {
    let station = |arrivals, service, count, next| Station { arrivals, service, count, next };
    let reviewed = closed::network(&[station(1.0, 1.0, 2, vec![0.0, 0.5]), station(0.0, 0.8, 1, vec![0.2, 0.0])]);
    let figures =
        [known("agent with a review gate, time from start to end", Kind::Lead(Lead::Mean, None), reviewed.map(|network| network.time))];
    simulate(all, samples::reviewed(SPAN, 0.5, 0.2), &figures);
    let algebra = GateAlgebra { error: 0.15, detects: 0.6, false_rejects: 0.05 };
    let (_, _, again) = algebra.one_pass();
    let endless = closed::network(&[station(1.0, 1.0, 2, vec![0.0, 1.0]), station(0.0, 0.8, 2, vec![again, 0.0])]);
    let shares = algebra.shares(None);
    let figures = [
        known("gate with endless rework, time from start to end", Kind::Lead(Lead::Mean, None), endless.map(|network| network.time)),
        known("gate with endless rework, escapes per hundred", Kind::Escaped(None), Some(100.0 * shares.escaped)),
        known("gate with endless rework, passes", Kind::Passes(None), Some(shares.passes)),
    ];
    simulate(all, samples::gated(SPAN, 0.15, [0.6, 0.05], Limit::Never), &figures);
    let two = algebra.shares(Some(2));
    let delivered = two.good + two.escaped;
    let figures = [
        known("gate with two reworks at most, dropped per hundred", Kind::Dropped(None), Some(100.0 * two.dropped)),
        known("gate with two reworks at most, escapes per hundred delivered", Kind::Escaped(None), Some(100.0 * two.escaped / delivered)),
        known("gate with two reworks at most, passes", Kind::Passes(None), Some(two.passes)),
    ];
    simulate(all, samples::gated(SPAN, 0.15, [0.6, 0.05], Limit::Times(2)), &figures);
}

fn attention(all: &mut Vec<Check>) {
    let exact = closed::impatient(12.0, 4.0, 3, 1.0);
    let figures = [
        known("review with a time-out, share that times out", Kind::TimedOut(0), exact.map(|exact| exact.gives_up)),
        known("review with a time-out, number in line", Kind::InLine(0), exact.map(|exact| exact.in_line)),
    ];
    simulate(all, samples::impatient((50.0, 1_000.0), 12.0, 4.0, 3, 1.0), &figures);
    for (agents, load, wait) in [
        (10, "10 agents on the loop, minutes of people a day", "10 agents on the loop, wait for attention"),
        (20, "20 agents on the loop, minutes of people a day", "20 agents on the loop, wait for attention"),
    ] {
        let exact = closed::sources(agents, 2, 60.0, 6.0);
        let minutes = exact.map(|exact| exact.load * 2.0 * 1440.0);
        let figures = [known(load, Kind::HumanMinutes, minutes), known(wait, Kind::Wait(1), exact.map(|exact| exact.wait))];
        simulate(all, samples::looked_after((2_000.0, 40_000.0), agents, 2, 60.0, 6.0), &figures);
    }
}

fn screens(all: &mut Vec<Check>) {
    for (judged, person, name) in [
        (true, 6.0, "judge before a person of width 6, all screened, good a day"),
        (false, 6.0, "judge before a person of width 6, none screened, good a day"),
        (true, 12.0, "judge before a person of width 12, all screened, good a day"),
        (false, 12.0, "judge before a person of width 12, none screened, good a day"),
    ] {
        let screen = Screen { good: 0.6, false_rejects: 0.1, false_accepts: 0.2, capacity: [10.0, 20.0, person] };
        let exact = screen.good_output(if judged { 1.0 } else { 0.0 }) * 1440.0;
        simulate(all, samples::screened(10_000.0, judged, person), &[known(name, Kind::Throughput(None), Some(exact))]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_simulation_agrees_with_its_closed_form() {
        let all = checks();
        let failed: Vec<&Check> = all.iter().filter(|check| !check.passed()).collect();
        assert!(failed.is_empty(), "{failed:#?}");
    }
}
