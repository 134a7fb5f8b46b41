//! Speed of the market kernels: personas × 4 alternatives × 10 attributes, shares by segment, one thread.
//!
//! `fresh` draws new tastes for every persona, draws included; `shared` runs worlds in which any attribute may differ on tastes drawn before; `limit` times what
//! cannot be saved: the draws, the exponentials and the multiply–adds alone; `reference` is the plain double-precision model. Every line counts
//! elements of personas × replicates × worlds, so the rates can be read side by side. `benches/numpy_peer.py` does the same work in numpy.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use foretaste::choice::{
    Alternative, LEAF, Leaf, Menu, Scratch, Shape, Shares, Table, Taste, TasteModel, Value, reference, shares, shares_of_tastes,
};
use foretaste::num::{Kernel, Path, block, run};
use foretaste::random::{At, Draws, Purpose, Seed, Streams};
use std::hint::black_box;
use std::time::Instant;

const ALTERNATIVES: usize = 4;
const ATTRIBUTES: usize = 10;
const SEGMENTS: usize = 3;
/// Leaves in a pass.
const LEAVES: u64 = 64;
/// Worlds on the same tastes.
const WORLDS: usize = 16;

struct Market {
    streams: Streams,
    model: TasteModel,
    worlds: Vec<Menu>,
    segments: Vec<u16>,
}

impl Market {
    fn new() -> Self {
        let streams = Streams::new(Seed(1), At::default());
        let mut draws = streams.draws(Purpose::Design, 0, 0);
        let tastes = (0..ATTRIBUTES).map(|_| Taste::new(Shape::Normal, draws.normal() as f32, draws.normal().abs() as f32)).collect();
        let model = TasteModel::independent(tastes).expect("finite tastes");
        let worlds = (0..WORLDS).map(|_| menu(&mut draws)).collect();
        let segments = (0..LEAF).map(|row| (row * SEGMENTS / LEAF) as u16).collect();
        Self { streams, model, worlds, segments }
    }

    fn leaf(&self, leaf: u64) -> Leaf<'_> {
        Leaf::new(&self.streams, Purpose::Taste, 0, leaf * LEAF as u64..(leaf + 1) * LEAF as u64, &self.segments)
    }
}

fn menu(draws: &mut Draws) -> Menu {
    let alternative = |draws: &mut Draws| Alternative {
        values: (0..ATTRIBUTES).map(|_| Value::Scalar(draws.normal() as f32)).collect(),
        ..Alternative::default()
    };
    Menu::new((0..ALTERNATIVES).map(|_| alternative(draws)).collect(), ATTRIBUTES).expect("finite values")
}

fn sums(worlds: usize) -> Vec<Shares> {
    vec![Shares::new(SEGMENTS, ALTERNATIVES); worlds]
}

const NONE: [&[f32]; 0] = [];

fn fresh(c: &mut Criterion) {
    let market = Market::new();
    let mut group = c.benchmark_group("fresh");
    group.throughput(Throughput::Elements(LEAVES * LEAF as u64));
    group.bench_function("shares, draws included", |b| {
        let (mut scratch, mut out) = (Scratch::default(), sums(1));
        b.iter(|| {
            (0..LEAVES).for_each(|leaf| shares(&market.model, &market.worlds[..1], &market.leaf(leaf), &NONE, &mut scratch, &mut out))
        });
        black_box(out);
    });
    group.bench_function("the same, every column kept", |b| {
        let (mut scratch, mut out) = (Scratch::default(), sums(1));
        b.iter(|| {
            for leaf in 0..LEAVES {
                market.model.draw(&market.leaf(leaf), &NONE, &mut scratch);
                let empty = market.worlds[0].choose(&NONE, &mut scratch);
                out[0].add(&market.segments, &scratch.probabilities, empty);
            }
        });
        black_box(out);
    });
    group.finish();
}

fn shared(c: &mut Criterion) {
    let market = Market::new();
    let mut group = c.benchmark_group("shared");
    group.throughput(Throughput::Elements(WORLDS as u64 * LEAF as u64));
    group.bench_function("many worlds on the tastes of a leaf", |b| {
        let (mut scratch, mut out) = (Scratch::default(), sums(WORLDS));
        market.model.draw(&market.leaf(0), &NONE, &mut scratch);
        let tastes = scratch.tastes.clone();
        b.iter(|| shares_of_tastes(&market.worlds, &market.segments, &tastes, &NONE, &mut scratch, &mut out));
        black_box(out);
    });
    let million: Vec<Table> = (0..977)
        .map(|leaf| {
            let mut scratch = Scratch::default();
            market.model.draw(&market.leaf(leaf), &NONE, &mut scratch);
            scratch.tastes
        })
        .collect();
    group.throughput(Throughput::Elements(977 * LEAF as u64));
    group.bench_function("one world, tastes of a million in memory", |b| {
        let (mut scratch, mut out) = (Scratch::default(), sums(1));
        b.iter(|| {
            million.iter().for_each(|tastes| shares_of_tastes(&market.worlds[..1], &market.segments, tastes, &NONE, &mut scratch, &mut out))
        });
        black_box(out);
    });
    group.finish();
}

/// Four sums of ten multiply–adds, what the utilities of a persona cost at least.
struct MultiplyAdds<'a>(&'a [[f32; 64]; ATTRIBUTES], &'a mut [[f32; 64]; ALTERNATIVES]);

impl Kernel for MultiplyAdds<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let [a, b, c, d] = self.1;
        for i in 0..64 {
            let mut sums = [a[i], b[i], c[i], d[i]];
            for (k, taste) in self.0.iter().enumerate() {
                for (j, sum) in sums.iter_mut().enumerate() {
                    *sum = taste[i].mul_add((k + j) as f32 * 0.01, *sum);
                }
            }
            [a[i], b[i], c[i], d[i]] = sums;
        }
    }
}

fn limit(c: &mut Criterion) {
    let market = Market::new();
    let mut group = c.benchmark_group("limit");
    group.throughput(Throughput::Elements(LEAVES * LEAF as u64));
    group.bench_function("ten normals each", |b| {
        let mut out = vec![0.0; LEAF * ATTRIBUTES];
        b.iter(|| {
            for leaf in 0..LEAVES {
                market.streams.fill_normals(Purpose::Taste, 0, leaf * LEAF as u64..(leaf + 1) * LEAF as u64, ATTRIBUTES, &mut out);
                black_box(&mut out);
            }
        });
    });
    group.bench_function("four exponentials each", |b| {
        let from: Vec<f32> = (0..LEAF * ALTERNATIVES).map(|i| -(i as f32) * 0.004).collect();
        let mut out = from.clone();
        b.iter(|| {
            for _ in 0..LEAVES {
                out.copy_from_slice(&from);
                block::exp(&mut out);
                black_box(&mut out);
            }
        });
    });
    group.bench_function("forty multiply-adds each", |b| {
        let tastes = [[0.5f32; 64]; ATTRIBUTES];
        let mut out = [[0.0f32; 64]; ALTERNATIVES];
        b.iter(|| {
            for _ in 0..LEAVES * LEAF as u64 / 64 {
                run(Path::Widest, MultiplyAdds(black_box(&tastes), &mut out));
                black_box(&mut out);
            }
        });
    });
    group.finish();
}

fn double_precision(c: &mut Criterion) {
    let market = Market::new();
    let mut group = c.benchmark_group("reference");
    group.throughput(Throughput::Elements(LEAF as u64));
    group.bench_function("double precision, one persona at a time", |b| {
        b.iter(|| {
            let leaf = market.leaf(0);
            let mut total = [0.0f64; ALTERNATIVES];
            for row in 0..LEAF {
                let tastes = reference::tastes(&market.model, &leaf, &NONE, row);
                let utilities = reference::utilities(&market.worlds[0], &tastes, &NONE, row);
                let (probabilities, _) = reference::probabilities(&market.worlds[0], &utilities, &NONE, row);
                total.iter_mut().zip(probabilities).for_each(|(total, p)| *total += p);
            }
            black_box(total)
        });
    });
    group.finish();
}

/// Prints the least time of many passes, in milliseconds for a million personas: what `numpy_peer.py` prints, and what a busy machine disturbs least.
fn least(name: &str, personas: u64, mut work: impl FnMut()) {
    let mut best = f64::INFINITY;
    for _ in 0..400 {
        let start = Instant::now();
        work();
        best = best.min(start.elapsed().as_secs_f64());
    }
    let million = best / personas as f64 * 1e9;
    println!("least of 400: {name:<45} {million:>7.2} ms a million ({:>6.1} M/s)", 1e3 / million);
}

fn race(_: &mut Criterion) {
    let market = Market::new();
    let (mut scratch, mut out) = (Scratch::default(), sums(WORLDS));
    least("fresh, draws included", 8 * LEAF as u64, || {
        (0..8).for_each(|leaf| shares(&market.model, &market.worlds[..1], &market.leaf(leaf), &NONE, &mut scratch, &mut out[..1]));
    });
    let million: Vec<Table> = (0..977)
        .map(|leaf| {
            market.model.draw(&market.leaf(leaf), &NONE, &mut scratch);
            scratch.tastes.clone()
        })
        .collect();
    least("shared, many worlds on the tastes of a leaf", (WORLDS * LEAF) as u64, || {
        shares_of_tastes(&market.worlds, &market.segments, &million[0], &NONE, &mut scratch, &mut out);
    });
    least("shared, one world, a million in memory", 977 * LEAF as u64, || {
        million
            .iter()
            .for_each(|tastes| shares_of_tastes(&market.worlds[..1], &market.segments, tastes, &NONE, &mut scratch, &mut out[..1]));
    });
    let mut normals = vec![0.0; LEAF * ATTRIBUTES];
    least("limit: ten normals each", LEAF as u64, || {
        market.streams.fill_normals(Purpose::Taste, 0, 0..LEAF as u64, ATTRIBUTES, &mut normals);
        black_box(&mut normals);
    });
    let from: Vec<f32> = (0..LEAF * ALTERNATIVES).map(|i| -(i as f32) * 0.004).collect();
    let mut exponents = from.clone();
    least("limit: four exponentials each", LEAF as u64, || {
        exponents.copy_from_slice(&from);
        block::exp(&mut exponents);
        black_box(&mut exponents);
    });
    let (tastes, mut utilities) = ([[0.5f32; 64]; ATTRIBUTES], [[0.0f32; 64]; ALTERNATIVES]);
    least("limit: forty multiply-adds each", 64 * 64, || {
        for _ in 0..64 {
            run(Path::Widest, MultiplyAdds(black_box(&tastes), &mut utilities));
            black_box(&mut utilities);
        }
    });
    black_box(out);
}

criterion_group!(benches, race, fresh, shared, limit, double_precision);
criterion_main!(benches);
