//! The closed forms beside their published figures.

use crate::stats::check::{Check, Expect};

use super::{GateAlgebra, PriorityClass, Screen, Station, Tandem};

fn push(all: &mut Vec<Check>, name: &str, source: &str, value: f64, within: f64, got: Option<f64>) {
    all.push(Check::attempt(name, source, Expect { value, within }, got.ok_or(())));
}

/// The agent with a review gate: half of the work is reviewed, a fifth of that is done again.
#[must_use]
pub(crate) fn reviewed_agent() -> Vec<Station> {
    vec![
        Station { arrivals: 1.0, service: 1.0, count: 2, next: vec![0.0, 0.5] },
        Station { arrivals: 0.0, service: 0.8, count: 1, next: vec![0.2, 0.0] },
    ]
}

/// Recomputes every figure this room claims to reproduce.
#[must_use]
pub fn checks() -> Vec<Check> {
    let mut all = Vec::new();
    lines(&mut all);
    gates(&mut all);
    networks(&mut all);
    all
}

fn lines(all: &mut Vec<Check>) {
    let source = "Erlang C: Gross & Harris, \"Fundamentals of Queueing Theory\", sections 2.2 and 2.3";
    let one = super::servers(0.8, 1.0, 1);
    push(all, "M/M/1 at load 0.8, wait in line", source, 4.0, 1e-12, one.map(|found| found.wait));
    push(all, "M/M/1 at load 0.8, time there", source, 5.0, 1e-12, one.map(|found| found.time));
    push(all, "M/M/1 at load 0.8, number there", source, 4.0, 1e-12, one.map(|found| found.there));
    let three = super::servers(2.4, 1.0, 3);
    push(all, "M/M/3 at load 0.8, chance of waiting", source, 0.647_191, 5e-7, three.map(|found| found.wait_chance));
    push(all, "M/M/3 at load 0.8, wait in line", source, 1.078_652, 5e-7, three.map(|found| found.wait));
    let source = "Erlang-A: Garnett, Mandelbaum & Reiman 2002";
    let given_up = super::impatient(12.0, 4.0, 3, 1.0).map(|found| found.gives_up);
    push(all, "review with a time-out, share that times out", source, 0.151_595, 5e-7, given_up);
    let source = "machine repair (M/M/c//N): Gross & Harris, section 2.7; two people, neglect 60 min, interaction 6 min";
    for (agents, load, wait) in [(10, 0.448, 0.954), (20, 0.827, 6.517)] {
        let found = super::sources(agents, 2, 60.0, 6.0);
        push(all, &format!("{agents} agents on the loop, load of a person"), source, load, 5e-4, found.map(|found| found.load));
        push(all, &format!("{agents} agents on the loop, wait for attention"), source, wait, 5e-4, found.map(|found| found.wait));
    }
    let source = "Cobham 1954, priorities without interruption";
    let class = |arrivals| PriorityClass { arrivals, mean: 1.0, spread: 1.0 };
    let waits = super::priority_waits(&[class(0.3), class(0.4)]);
    push(all, "two priorities, wait of the first", source, 1.0, 1e-12, waits.as_ref().map(|waits| waits[0]));
    push(all, "two priorities, wait of the second", source, 3.3333, 5e-5, waits.as_ref().map(|waits| waits[1]));
    let source = "Pollaczek 1930, Khinchine 1932";
    for (spread, wait) in [(0.0, 2.0), (1.0, 4.0), (1.5, 6.5)] {
        let name = format!("M/G/1 at load 0.8, spread {spread}, wait in line");
        push(all, &name, source, wait, 1e-12, super::general_wait(0.8, 1.0, spread));
    }
}

fn gates(all: &mut Vec<Check>) {
    let source = "hand-computed from the rule: a geometric number of passes";
    let gate = GateAlgebra { error: 0.15, detects: 0.6, false_rejects: 0.05 };
    let endless = gate.shares(None);
    push(all, "gate with endless rework, share that escapes", source, 0.069_164, 5e-7, Some(endless.escaped));
    push(all, "gate with endless rework, passes", source, 1.152_738, 5e-7, Some(endless.passes));
    let two = gate.shares(Some(2));
    push(all, "gate with two reworks at most, share that is good", source, 0.928_670, 5e-7, Some(two.good));
    push(all, "gate with two reworks at most, share that escapes", source, 0.069_003, 5e-7, Some(two.escaped));
    push(all, "gate with two reworks at most, share that is dropped", source, 0.002_326, 5e-7, Some(two.dropped));
    let source = "hand-computed from the rule: flow balance of worker, judge and person";
    for (person, screening, plain) in [(6.0, 5.2258, 3.6), (12.0, 5.4, 6.0)] {
        let screen = Screen { good: 0.6, false_rejects: 0.1, false_accepts: 0.2, capacity: [10.0, 20.0, person] };
        push(
            all,
            &format!("judge before a person of width {person}, all screened"),
            source,
            screening,
            5e-5,
            Some(screen.good_output(1.0)),
        );
        push(all, &format!("judge before a person of width {person}, none screened"), source, plain, 5e-5, Some(screen.good_output(0.0)));
    }
}

fn networks(all: &mut Vec<Check>) {
    let source = "Jackson 1957, open networks of M/M/c stations";
    let found = super::network(&reviewed_agent()).map(|found| found.time);
    push(all, "agent with a review gate, time from start to end", source, 3.879_870, 5e-7, found);
    let (_, _, again) = GateAlgebra { error: 0.15, detects: 0.6, false_rejects: 0.05 }.one_pass();
    let station = |arrivals, service, next| Station { arrivals, service, count: 2, next };
    let found = super::network(&[station(1.0, 1.0, vec![0.0, 1.0]), station(0.0, 0.8, vec![again, 0.0])]).map(|found| found.time);
    push(all, "gate with errors and endless rework, time from start to end", source, 4.722_255, 5e-7, found);
    let source = "Burke 1956, Reich 1957: exponentials in a row";
    let tandem = Tandem::new(0.5, &[1.0, 0.9, 0.8]);
    push(all, "three lines in a row, mean time", source, 7.8333, 5e-5, tandem.as_ref().map(Tandem::mean));
    push(all, "three lines in a row, median time", source, 6.9315, 5e-5, tandem.as_ref().map(|tandem| tandem.quantile(0.5)));
    push(all, "three lines in a row, 95 % of times", source, 16.6466, 5e-5, tandem.as_ref().map(|tandem| tandem.quantile(0.95)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_passes() {
        let failed: Vec<Check> = checks().into_iter().filter(|check| !check.passed()).collect();
        assert!(failed.is_empty(), "{failed:#?}");
    }
}
