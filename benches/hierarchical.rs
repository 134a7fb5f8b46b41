//! How many independent draws hierarchical Bayes makes in a CPU second.
//!
//! Work: the electricity survey of `personas/electricity` (361 people, 4,308 tasks, four suppliers), six normal tastes that all go together, four chains of
//! the usual length on one thread, once on all tasks and once with the last two of each person held out and predicted draw by draw. A lognormal price is the
//! model that the repository ships. Peer: `bayesm_peer.R`, a random walk on the same model. Time is the CPU time of the thread, so that other work on the
//! machine does not count.

use foretaste::choice::bayes::{Asked, Line, Prior, Settings, Units, sample};
use foretaste::choice::mixed::{Distribution, ELECTRICITY_FEATURES, ElectricityData, ElectricityTask, Sign, hold_out};
use foretaste::choice::{ChoiceData, Split};
use foretaste::random::Seed;
use std::fmt::Write as _;

/// The CPU seconds of this thread.
fn cpu() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").expect("the kernel counts the time of threads");
    let nanoseconds = text.split_whitespace().next().expect("its first number is time on a processor");
    nanoseconds.parse::<f64>().expect("a number") / 1e9
}

fn survey() -> ElectricityData {
    let task = |line: &str| {
        let v: Vec<f64> = line.split(',').map(|cell| cell.parse().expect("a number")).collect();
        let features = std::array::from_fn(|supplier| std::array::from_fn(|feature| v[2 + 4 * feature + supplier]));
        ElectricityTask { person: v[0] as u64, chosen: v[1] as usize - 1, features }
    };
    let tasks: Vec<ElectricityTask> = include_str!("../personas/electricity/choices.csv").lines().skip(1).map(task).collect();
    ElectricityData::new(&tasks)
}

/// Runs the chains and prints what came of them.
fn race(name: &str, data: &ChoiceData<'_>, price: Distribution, prior: Prior, later: Option<&Asked<'_>>) {
    let tastes: Vec<(String, Distribution)> = ELECTRICITY_FEATURES
        .iter()
        .enumerate()
        .map(|(at, &feature)| (feature.to_owned(), if at == 0 { price } else { Distribution::Normal }))
        .collect();
    for seed in 1..=3 {
        let settings = Settings { prior, seed: Seed(seed), ..Settings::default() };
        let start = cpu();
        let found = sample(data, &tastes, &settings, later).expect("a posterior");
        let took = cpu() - start;
        let correlations: Vec<Line> = found.correlations.iter().map(|pair| pair.1).collect();
        let few = |lines: &[Line]| lines.iter().map(|line| line.effective).fold(f64::INFINITY, f64::min);
        let [means, spreads, pairs] = [few(&found.means), few(&found.deviations), few(&correlations)];
        let all = found.means.iter().chain(&found.deviations).chain(&correlations);
        let apart = all.map(|line| line.r_hat).fold(0.0, f64::max);
        let mut line = format!(
            "{name}, seed {seed}: {took:.2} CPU s; worth at least {means:.0} draws of a mean ({:.0} a second), {spreads:.0} of a spread ({:.0}), {pairs:.0} of a \
             correlation ({:.0}); R-hat at most {apart:.3}",
            means / took,
            spreads / took,
            pairs / took
        );
        if let Some(later) = later {
            let scored = hold_out(&later.tasks, &found.later);
            let (hit, root) = (scored.hit_rate.value, scored.root_likelihood.value);
            write!(line, "; hit rate {hit:.4}, root likelihood {root:.4}").expect("memory");
        }
        println!("{line}");
    }
}

fn main() {
    let survey = survey();
    let data = survey.panel().expect("choices");
    let split = Split::last(&data, 2).expect("two tasks of each person");
    let held = split.held.data();
    let asked = Asked { tasks: held, expected: None };
    // What the peer believes beforehand, in the units of the choices.
    let as_given = Prior { units: Units::AsGiven, ..Prior::default() };
    race("six normal tastes", &data, Distribution::Normal, as_given, None);
    race("six normal tastes, last two tasks held out", &split.known.data(), Distribution::Normal, as_given, Some(&asked));
    race("lognormal price", &data, Distribution::LogNormal(Sign::Negative), Prior::default(), None);
}
