//! Speed of fronts: filters of random points and the exact front of a team of 28 with three options each (3²⁸ assignments).
//!
//! Filters count elements of points. `benches/README.md` has the peer for the team.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use foretaste::num::ln;
use foretaste::random::{At, Purpose, Seed, Streams};
use foretaste::stats::pareto::{Evidence, Limits, Pairing, Points, allocate, front, hypervolume, membership, representatives, separable};

/// Random points near the simplex, a good part of them on the front.
fn cloud(count: u64, objectives: usize) -> Points {
    let streams = Streams::new(Seed(1), At::default());
    let rows = (0..count).map(|entity| {
        let mut draws = streams.draws(Purpose::Design, entity, 0);
        let weights: Vec<f64> = (0..objectives).map(|_| -ln(draws.uniform())).collect();
        let scale = (1.0 + 0.3 * draws.uniform()) / weights.iter().sum::<f64>();
        weights.iter().map(|weight| weight * scale).collect::<Vec<f64>>()
    });
    Points::from_rows(objectives, rows).expect("finite points")
}

/// The shipped team of 28, in two or three objectives.
fn team(objectives: &[usize]) -> Vec<Points> {
    let text = include_str!("../tests/reference/separable_28.csv");
    let rows: Vec<Vec<f64>> = text
        .lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            objectives.iter().map(|k| cells[2 + k].parse().expect("a number")).collect()
        })
        .collect();
    rows.chunks(3).map(|options| Points::from_rows(objectives.len(), options).expect("finite points")).collect()
}

fn filters(c: &mut Criterion) {
    let mut group = c.benchmark_group("front");
    for (objectives, count) in [(2, 100_000), (3, 100_000), (4, 20_000), (5, 20_000)] {
        let points = cloud(count, objectives);
        group.throughput(Throughput::Elements(count));
        group.bench_with_input(BenchmarkId::new("filter", objectives), &points, |b, points| b.iter(|| black_box(front(points, 0.0))));
    }
    group.finish();
}

fn teams(c: &mut Criterion) {
    let mut group = c.benchmark_group("team of 28");
    for objectives in [&[0, 2][..], &[0, 1, 2]] {
        let team = team(objectives);
        let limits = Limits { tolerance: 1e-15, ..Limits::default() };
        group.bench_function(BenchmarkId::new("exact front", objectives.len()), |b| b.iter(|| black_box(separable(&team, &limits))));
        let found = separable(&team, &limits).expect("a small front");
        let worst: Vec<f64> = (0..objectives.len()).map(|k| found.points().iter().map(|point| point[k]).fold(0.0, f64::max)).collect();
        group.bench_function(BenchmarkId::new("hypervolume", objectives.len()), |b| {
            b.iter(|| black_box(hypervolume(found.points(), &worst)))
        });
        group.bench_function(BenchmarkId::new("seven points to read", objectives.len()), |b| {
            b.iter(|| black_box(representatives(found.points(), 7)));
        });
    }
    group.finish();
}

fn selection(c: &mut Criterion) {
    let streams = Streams::new(Seed(2), At::default());
    let means = cloud(200, 3);
    let mut evidence = Evidence::new(3).expect("three objectives");
    for (candidate, mean) in means.iter().enumerate() {
        let mut draws = streams.draws(Purpose::Survey, candidate as u64, 0);
        let values: Vec<f64> = (0..50).flat_map(|_| mean.iter().map(|mean| mean + 0.2 * draws.normal()).collect::<Vec<_>>()).collect();
        evidence.push(&values).expect("finite values");
    }
    let mut group = c.benchmark_group("selection, 200 candidates, 3 objectives, 50 replicates");
    group.sample_size(10);
    group.bench_function("next 10,000 replicates", |b| b.iter(|| black_box(allocate(evidence.estimates(), &[0.0; 3], 10_000))));
    group.bench_function("membership, 1,000 draws, paired", |b| {
        b.iter(|| black_box(membership(&evidence, Pairing::Paired, 1_000, &streams)));
    });
    group.finish();
}

criterion_group!(benches, filters, teams, selection);
criterion_main!(benches);
