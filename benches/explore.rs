//! Speed of exploration: samples, shares of variance and boxes.
//!
//! `latin hypercube` draws 100,000 points in 8 inputs; `indices` finds first-order, total and pair indices of Ishigami's function from
//! 1,048,576 results (131,072 base points in bundles of eight) with 100 resamples for the intervals; `boxes` peels and pastes 50,000 cases of 10
//! inputs, with what speaks for each limit at each step. Every line counts points, results or cases.
//!
//! `least` lines are the fewest milliseconds on the processor, one thread, so that other work on the machine does not count.
//!
//! Where `EXPLORE_DATA` names a folder, the results, the cases and what was found go there; `benches/explore_peer.py` takes the first two, and holds what
//! SALib and the EMA Workbench find against the third.

#[path = "shared/processor.rs"]
mod processor;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use foretaste::explore::{
    Cases, Column, Estimate, Input, Interest, Order, Place, Resampling, Settings, design, indices, ishigami, latin_hypercube, prim,
    trajectories,
};
use foretaste::random::{At, Purpose, Seed, Streams};
use foretaste::stats::interval::Level;
use std::hint::black_box;

/// Writes numbers to a file in the folder for peers, if there is one: eight bytes each, the low ones first.
fn share(name: &str, numbers: impl Iterator<Item = f64>) {
    if let Some(folder) = std::env::var_os("EXPLORE_DATA") {
        let bytes: Vec<u8> = numbers.flat_map(f64::to_le_bytes).collect();
        std::fs::write(std::path::Path::new(&folder).join(name), bytes).expect("the folder that EXPLORE_DATA names takes files");
    }
}

fn least(name: &str, repeats: u32, work: impl Fn()) {
    println!("least of 5: {name}: {:.1} ms", 1e3 * processor::least(5, repeats, |_| work()));
}

fn samples(c: &mut Criterion) {
    least("latin hypercube, 100,000 x 8", 30, || {
        black_box(latin_hypercube(100_000, black_box(8), Place::Chance, Seed(1), 1)).expect("a sample in range");
    });
    let mut group = c.benchmark_group("samples");
    group.sample_size(20).throughput(Throughput::Elements(100_000));
    for threads in [1, 2] {
        group.bench_function(format!("latin hypercube, 100,000 x 8, {threads} threads"), |b| {
            b.iter(|| latin_hypercube(100_000, black_box(8), Place::Chance, Seed(1), threads));
        });
    }
    group.throughput(Throughput::Elements(131_072));
    group.bench_function("Sobol' design, 131,072 x 3, A and B", |b| b.iter(|| design(1 << 17, black_box(&[1; 3]), Order::Second, Seed(1))));
    group.throughput(Throughput::Elements(1_000 * 21));
    group.bench_function("Morris trajectories, 1,000 of 20 inputs", |b| b.iter(|| trajectories(1_000, black_box(20), 4, Seed(1))));
    group.finish();
}

fn variance(c: &mut Criterion) {
    let plan = design(1 << 17, &[1; 3], Order::Second, Seed(1)).expect("a design in range");
    let results = plan.each(ishigami);
    let draws = Streams::new(Seed(1), At::default()).draws(Purpose::Bootstrap, 0, 0);
    share("results", results.iter().copied());
    let found =
        indices(&plan, &results, &Resampling { reps: 100, level: Level::P95, threads: 1 }, &mut draws.clone()).expect("results that vary");
    let each = |estimate: &Estimate| [estimate.value, estimate.interval.low, estimate.interval.high];
    let groups = found.groups.iter().flat_map(|group| [group.first, group.total]);
    share("indices", groups.chain(found.pairs.iter().map(|pair| pair.together)).flat_map(|estimate| each(&estimate)));
    least("indices of 1,048,576 results, 100 resamples", 4, || {
        let resampling = Resampling { reps: 100, level: Level::P95, threads: 1 };
        black_box(indices(&plan, black_box(&results), &resampling, &mut draws.clone())).expect("results that vary");
    });
    let mut group = c.benchmark_group("indices");
    group.sample_size(10).throughput(Throughput::Elements(results.len() as u64));
    for threads in [1, 2] {
        let resampling = Resampling { reps: 100, level: Level::P95, threads };
        group.bench_function(format!("1,048,576 results, 100 resamples, {threads} threads"), |b| {
            b.iter(|| indices(&plan, black_box(&results), &resampling, &mut draws.clone()));
        });
    }
    group.finish();
}

fn boxes(c: &mut Criterion) {
    let sample = latin_hypercube(50_000, 10, Place::Chance, Seed(1), 2).expect("a sample in range");
    let outcomes: Vec<f64> = sample.rows().map(|u| f64::from(u8::from(u[0] > 0.6 && u[1] < 0.4 && u[2] > 0.2 || u[3] > 0.98))).collect();
    let input = |k: usize| Input { name: format!("x{k}"), unit: String::new(), column: Column::Numbers(sample.column(k)) };
    let cases = Cases::new((0..10).map(input).collect(), &outcomes, Interest::AtLeast(0.5)).expect("sound cases");
    share("cases", sample.rows().zip(&outcomes).flat_map(|(row, outcome)| row.iter().copied().chain([*outcome]).collect::<Vec<_>>()));
    let found = prim(&cases, &Settings::default()).expect("sound settings");
    share("steps", found[0].steps.iter().flat_map(|step| [step.mass, step.coverage, step.density]));
    least("boxes of 50,000 x 10", 10, || {
        black_box(prim(black_box(&cases), &Settings::default())).expect("sound settings");
    });
    let mut group = c.benchmark_group("boxes");
    group.sample_size(20).throughput(Throughput::Elements(50_000));
    for threads in [1, 2] {
        let settings = Settings { threads, ..Settings::default() };
        group.bench_function(format!("50,000 x 10, {threads} threads"), |b| b.iter(|| prim(black_box(&cases), &settings)));
    }
    group.finish();
}

criterion_group!(benches, samples, variance, boxes);
criterion_main!(benches);
