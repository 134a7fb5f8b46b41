//! Speed of the team engine, one thread, all bookkeeping on: model events (items that come in, work and reviews that end) per CPU second.
//!
//! `M/M/1` is one agent at load 0.8; `gate` is an agent with two slots of which half of the work is reviewed by one person and a fifth of that is
//! done again: 200,000 items each, binding and reading the figures included. Peers on the same machine in the same minute: `simu-des`, NexoSim,
//! SimPy and Ciw with the same networks. Time is the CPU time of the thread, so that other work on the machine does not count.

use criterion::measurement::{Measurement, ValueFormatter};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use foretaste::montecarlo::ArmReadout;
use foretaste::random::{At, Seed, Streams};
use foretaste::team::model::{Agent, Arrivals, Class, Draft, Law, Node, NodeKind, Person, Policy, Pool, Review, Reviewer};
use foretaste::team::{Figures, Team};
use foretaste::world::{Arm, Depth, Input, Inputs, World};
use std::hint::black_box;

const ITEMS: f64 = 200_000.0;

/// Time on the processor of this thread, in nanoseconds, as the kernel counts it.
struct CpuTime;

impl Measurement for CpuTime {
    type Intermediate = u64;
    type Value = u64;

    fn start(&self) -> u64 {
        let text = std::fs::read_to_string("/proc/thread-self/schedstat").expect("the kernel counts the time of threads");
        text.split_whitespace().next().and_then(|first| first.parse().ok()).expect("the first number is the time on the processor")
    }

    fn end(&self, from: u64) -> u64 {
        self.start() - from
    }

    fn add(&self, a: &u64, b: &u64) -> u64 {
        a + b
    }

    fn zero(&self) -> u64 {
        0
    }

    fn to_f64(&self, value: &u64) -> f64 {
        *value as f64
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        criterion::measurement::WallTime.formatter()
    }
}

fn line() -> Draft {
    let mut draft = Draft::plain("M/M/1", 0.0, ITEMS / 0.8, true);
    draft.classes = vec![Class::plain("items", Arrivals::per_minute(0.8))];
    draft.agents = vec![Agent::plain("agent", Law::exponential(1.0))];
    draft.nodes = nodes();
    draft
}

fn gate() -> Draft {
    let mut draft = Draft::plain("agent with a review gate", 0.0, ITEMS, true);
    draft.classes = vec![Class::plain("items", Arrivals::per_minute(1.0))];
    let review = Review::plain(Reviewer::People(0), Law::exponential(1.25), 0.2, 0.2);
    let policy = Policy { approve: Some((Input::Fixed(0.5), review)), ..Policy::default() };
    draft.agents = vec![Agent { policy, ..Agent::plain("agent", Law::exponential(1.0)).with(2.0, 0.0) }];
    draft.people = vec![Person::plain("reviewer")];
    draft.pools = vec![Pool::plain("reviewers", &[0])];
    draft.nodes = nodes();
    draft
}

fn nodes() -> Vec<Node> {
    vec![Node::new("work", NodeKind::Work { agent: 0, length: None, next: 1 }), Node::new("out", NodeKind::Exit { delivered: true })]
}

fn teams(criterion: &mut Criterion<CpuTime>) {
    let arms = [Arm { name: "as given".to_owned(), edits: Vec::new(), depth: Depth::Full }];
    for draft in [line(), gate()] {
        let team = Team::check(draft, Inputs::default(), &[]).expect("a sound team");
        let figures = Figures::all(&team);
        let mut out = vec![0.0; figures.ids().len()];
        let mut scratch = team.scratch();
        let mut run = |seed: u64| {
            let plan = team.bind(&[], &arms).expect("numbers in their bounds");
            let mut tallies = team.tallies(&arms);
            team.run(&plan, 0, &Streams::new(Seed(seed), At::default()), &mut scratch, &mut tallies).expect("a finite run");
            figures.read(&tallies[0], &mut out);
            team.events(&tallies[0])
        };
        let mut group = criterion.benchmark_group("team");
        group.throughput(Throughput::Elements(run(1)));
        group.bench_function(team.draft().title.clone(), |bencher| bencher.iter(|| black_box(run(1))));
        group.finish();
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().with_measurement(CpuTime).sample_size(20);
    targets = teams
}
criterion_main!(benches);
