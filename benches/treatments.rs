//! Treatments evaluated a second: many beside one control on the same people and draws, against evaluating each world from scratch.
//!
//! The work is the shipped back-office study with 20,000 people: 48 attacks on uncertain inputs, two draws of what nobody knows, four blocks of
//! 1,024 people. `the share` looks at choices alone; `share and experience` lets everyone walk the journey and answer too. Both ways give the
//! same differences; the first draws people, tastes and errors once for all 49 worlds. Elements are treatments, so rates are treatments a second.

use std::hint::black_box;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use foretaste::market::{ArmFigures, Bench, Kind, MarketEdit, XlmAim, mean};
use foretaste::montecarlo::{Blocks, Pairing, Replicates, Settings, compare};
use foretaste::parallel::Batching;
use foretaste::random::Seed;
use foretaste::study::validate::{Study, load};
use foretaste::world::Arm;

const TREATMENTS: usize = 48;
const SETTINGS: Settings = Settings {
    seed: Seed(5),
    replicates: Replicates::Fixed(2),
    inner: 1,
    batching: Batching { threads: 1, chunk: 1 },
    blocks: Blocks::Spread(4),
};
static NEVER: AtomicBool = AtomicBool::new(false);

fn study() -> Study {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    load(&root.join("scenarios/back-office/study.toml"), root, Seed(1), None).expect("the shipped study is sound")
}

/// The means of the first figure's differences, all worlds run together.
fn together(study: &Study, figures: &ArmFigures<'_>, lists: &[Vec<MarketEdit>]) -> Vec<f64> {
    let bench = Bench {
        market: &study.market,
        seed: SETTINGS.seed,
        replicates: 2,
        blocks: SETTINGS.blocks,
        batching: SETTINGS.batching,
        interrupt: &NEVER,
    };
    let found = bench.compare(figures, lists).expect("the market runs");
    (1..=lists.len()).map(|arm| mean(&found.difference(arm, 0))).collect()
}

/// The same, each world run by itself.
fn from_scratch(study: &Study, figures: &ArmFigures<'_>, lists: &[Vec<MarketEdit>]) -> Vec<f64> {
    let level = |edits: &[MarketEdit]| {
        let arm = Arm { name: "alone".to_owned(), edits: edits.to_vec(), depth: figures.depth() };
        let found = compare(&Pairing {
            world: &study.market,
            arms: &[arm],
            readout: figures,
            settings: SETTINGS,
            enough: &|_| true,
            progress: &|_| {},
            interrupt: &NEVER,
        });
        found.expect("the market runs").level(0, 0)
    };
    let control = level(&[]);
    let difference = |edits: &Vec<MarketEdit>| {
        let differences: Vec<f64> = level(edits).into_iter().zip(&control).map(|(level, control)| level - control).collect();
        mean(&differences)
    };
    lists.iter().map(difference).collect()
}

fn treatments(c: &mut Criterion) {
    let study = study();
    let levers = &study.advocacy.levers;
    let inputs = levers.iter().filter(|lever| lever.input(&study.market, 1.0).is_some());
    let lists: Vec<Vec<MarketEdit>> = inputs.take(TREATMENTS).map(|lever| lever.edits(&study.market, 1.645)).collect();
    assert_eq!(lists.len(), TREATMENTS);
    let share = Kind::Share { arm: 0, alternative: 0, segment: None };
    let experience: Vec<Kind> = std::iter::once(share).chain(XlmAim::all(&study.market).iter().map(|xlm| xlm.kind)).collect();
    for (name, kinds) in [("the share", vec![share]), ("share and experience", experience)] {
        let figures = ArmFigures::only(&study.market, &kinds).expect("one arm has these figures");
        assert_eq!(together(&study, &figures, &lists), from_scratch(&study, &figures, &lists), "both ways give the same");
        let mut group = c.benchmark_group(name);
        group.sample_size(10).throughput(Throughput::Elements(TREATMENTS as u64));
        group.bench_function("48 beside one control", |b| b.iter(|| black_box(together(&study, &figures, &lists))));
        group.bench_function("each world from scratch", |b| b.iter(|| black_box(from_scratch(&study, &figures, &lists))));
        group.finish();
    }
}

criterion_group!(benches, treatments);
criterion_main!(benches);
