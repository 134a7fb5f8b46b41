//! Speed of the population economy: person-months a second of processor time, one thread.
//!
//! One replicate of the default economy, from the making of its people to the figures of every twelfth month: as many months of past and scenario
//! together as `MONTHS` says (240), for each number of people in `PEOPLE` (100,000 and 1,000,000), `PASSES` times each (3), of which the least counts. The
//! first line of a size is the share of people who reconsider in a month, since that is what a month costs most for: those whose turn comes
//! (`choice.reconsider`, 4 %, of whom some have no work and are passed over) and those without work who look around. `benches/mesa_peer.py` runs the
//! same model in Mesa. Time is the CPU time of the thread, so that other work on the machine counts only by what it takes of caches and memory.

#[path = "shared/processor.rs"]
mod processor;

use foretaste::economy::{Economy, Figures, KEYS, Numbers, Outcome, Size, model};
use foretaste::montecarlo::ArmReadout;
use foretaste::random::{At, Seed, Streams};
use foretaste::world::{Arm, Depth, World};

/// The months before the scenario starts: the fewest there may be.
const PAST: u32 = 12;

/// The most memory that the process has held, in MiB.
fn memory() -> f64 {
    let text = std::fs::read_to_string("/proc/self/status").expect("the kernel tells the memory of a process");
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("it tells the most it has held");
    line.trim().trim_end_matches(" kB").parse::<f64>().expect("a number of kibibytes") / 1024.0
}

fn given(name: &str, usual: &str) -> Vec<u32> {
    let text = std::env::var(name).unwrap_or_else(|_| usual.to_owned());
    text.split(',').map(|part| part.trim().parse().unwrap_or_else(|_| panic!("`{name}` lists whole numbers, got `{part}`"))).collect()
}

fn economy(people: u32, months: u32) -> Economy {
    model(Size { people, past: PAST, months: months - PAST, every: 12 }, &Numbers::default()).expect("the defaults are sound")
}

fn main() {
    let (months, passes) = (given("MONTHS", "240")[0], given("PASSES", "3")[0]);
    let arms = [Arm { name: "as it is".to_owned(), edits: Vec::new(), depth: Depth::Full }];
    let default = |path: &str| KEYS.iter().find(|key| key.path == path).map_or(f64::NAN, |key| key.default);
    for people in given("PEOPLE", "100000,1000000") {
        let economy = economy(people, months);
        let plan = economy.bind(&[], &arms).expect("numbers in their bounds");
        let figures = Figures::all(&economy);
        let (mut scratch, mut out) = (economy.scratch(), vec![0.0; figures.ids().len()]);
        // Another replicate each time, as in a run.
        let least = processor::least(passes, 1, |pass| {
            let mut tallies = economy.tallies(&arms);
            let streams = Streams::new(Seed(1), At { theta: pass, inner: 0 });
            economy.run(&plan, 0, &streams, &mut scratch, &mut tallies).expect("a finite run");
            figures.read(&tallies[0], &mut out);
        });
        let idle: Vec<f64> =
            figures.kinds().iter().zip(&out).filter(|(kind, _)| kind.outcome == Outcome::Idle).map(|(_, at)| *at).collect();
        let idle = idle.iter().sum::<f64>() / idle.len() as f64;
        let turns = default("choice.reconsider") * (1.0 - idle);
        let looks = default("choice.search") * idle;
        let lived = f64::from(people) * f64::from(months);
        println!(
            "{people} people: {:.1} % reconsider in a month, {:.1} % where they work and {:.1} % without work",
            100.0 * (turns + looks),
            100.0 * turns,
            100.0 * looks
        );
        println!(
            "{people} people x {months} months: {least:.2} s, {:.1} M person-months a second, most memory so far {:.0} MiB",
            1e-6 * lived / least,
            memory()
        );
    }
}
