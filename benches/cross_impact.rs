//! Speed of cross-impact analysis.
//!
//! `exact` finds all consistent scenarios of a model with 408,146,688 scenarios in three levels, as national, regional and world
//! descriptors influence each other; `basins` follows 60,466,176 scenarios of a dense random model to where they end; `draws` draws 5,000
//! matrices around Somewhereland and solves each exactly. Every line counts scenarios or matrices; `least` lines are the fewest milliseconds on the
//! processor, one thread, so that other work on the machine does not count. `CROSS_IMPACT_MODEL` may name a project file of
//! ScenarioWizard, which `exact` and `basins` then take too. `benches/cross_impact_peer.py` does the same work in numpy; it takes the model in three levels,
//! and what was found in it, from the file that `CROSS_IMPACT_LEVELS` names, if there is such a name.

#[path = "shared/processor.rs"]
mod processor;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use foretaste::cross_impact::{BasinSearch, Descriptor, Draws, Model, Project, Search, Structure, Succession, Uncertain, basins, solve};
use foretaste::input::{Cx, Name};
use foretaste::random::{At, Purpose, Seed, Streams};
use std::hint::black_box;

fn structure(sizes: &[usize]) -> Structure {
    let name = |text: String| Name::new(text).expect("a plain name");
    let descriptor = |(place, &size): (usize, &usize)| Descriptor {
        name: name(format!("D{place}")),
        variants: (0..size).map(|variant| name(format!("V{variant}"))).collect(),
    };
    Structure::new(sizes.iter().enumerate().map(descriptor).collect()).expect("a small structure")
}

/// Random impacts of at most `most` in size from one descriptor on another, where `linked` says that there are any.
fn random(sizes: &[usize], most: u32, linked: impl Fn(usize, usize, f64) -> bool) -> Model {
    let structure = structure(sizes);
    let columns = structure.columns();
    let mut rows = vec![vec![0; columns]; columns];
    for from in 0..sizes.len() {
        for to in 0..sizes.len() {
            let mut draws = Streams::new(Seed(1), At::default()).draws(Purpose::Design, (from * sizes.len() + to) as u64, 0);
            if from == to || !linked(from, to, draws.uniform()) {
                continue;
            }
            for row in structure.block(from) {
                for column in structure.block(to) {
                    rows[row][column] = draws.below(2 * most + 1) as i32 - most as i32;
                }
            }
        }
    }
    Model::new(structure, &rows, 1).expect("small impacts")
}

/// Eight national, six regional and three world descriptors: half of the pairs within a level are linked, a quarter between neighbours.
fn levels() -> Model {
    let sizes = [3, 3, 3, 3, 4, 3, 3, 3, 3, 3, 3, 4, 4, 3, 3, 3, 4];
    let level = |descriptor: usize| usize::from(descriptor >= 8) + usize::from(descriptor >= 14);
    random(&sizes, 3, |from, to, u| match level(from).abs_diff(level(to)) {
        0 => u < 0.5,
        1 => u < 0.25,
        _ => false,
    })
}

/// Fifteen descriptors of three or four variants, all linked.
fn dense() -> Model {
    random(&[4, 4, 4, 4, 4, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3], 2, |_, _, _| true)
}

fn project(name: &str, bytes: &[u8]) -> Model {
    let mut cx = Cx::new();
    let project = Project::parse(name, bytes, &mut cx);
    cx.finish(project).expect("a sound project file").0.model
}

fn given() -> Option<Model> {
    let path = std::env::var("CROSS_IMPACT_MODEL").ok()?;
    Some(project(&path, &std::fs::read(&path).expect("the file named by CROSS_IMPACT_MODEL")))
}

fn count(model: &Model) -> u64 {
    model.structure().configurations().expect("fewer than 2^64 scenarios")
}

/// Writes a model and its consistent scenarios for the peer: the sizes, the rows of the matrix, the scenarios by the variants' places.
fn share(model: &Model) {
    let Some(path) = std::env::var_os("CROSS_IMPACT_LEVELS") else { return };
    let words = |numbers: &mut dyn Iterator<Item = i64>| numbers.map(|number| number.to_string()).collect::<Vec<_>>().join(" ");
    let mut lines = vec![words(&mut model.structure().sizes().map(|size| size as i64))];
    lines.extend(model.cells().chunks(model.structure().columns()).map(|row| words(&mut row.iter().map(|&cell| i64::from(cell)))));
    let solution = solve(model, &Search::default()).expect("a short list");
    lines.extend(solution.found.iter().map(|found| words(&mut found.scenario.variants().map(|variant| variant as i64))));
    std::fs::write(path, lines.join("\n")).expect("a file can be written where CROSS_IMPACT_LEVELS says");
}

fn exact(c: &mut Criterion) {
    share(&levels());
    let mut group = c.benchmark_group("exact");
    for (name, model) in [("three levels", Some(levels())), ("dense", Some(dense())), ("given", given())] {
        let Some(model) = model else { continue };
        let solution = solve(&model, &Search::default()).expect("a short list");
        println!("{name}: {} scenarios, {} consistent, {} partial ones visited", count(&model), solution.found.len(), solution.nodes);
        let least = processor::least(5, 500, |_| drop(black_box(solve(black_box(&model), &Search::default()))));
        println!("least of 5: {name}: {:.2} ms", 1e3 * least);
        group.throughput(Throughput::Elements(count(&model)));
        group.bench_function(name, |b| b.iter(|| solve(black_box(&model), &Search::default())));
    }
    group.finish();
}

fn all_basins(c: &mut Criterion) {
    let mut group = c.benchmark_group("basins");
    group.sample_size(10);
    for (name, model) in [("dense", Some(dense())), ("given", given())] {
        let Some(model) = model else { continue };
        group.throughput(Throughput::Elements(count(&model)));
        for threads in [1, 2] {
            let search = BasinSearch { threads, ..BasinSearch::default() };
            let found = basins(&model, &search).expect("few attractors");
            let weights: Vec<u64> = found.basins.iter().map(|basin| basin.weight).collect();
            println!(
                "{name}: {} attractors, {} circles, {:?} ...",
                weights.len(),
                found.cycles().count(),
                &weights[..weights.len().min(6)]
            );
            group.bench_function(format!("{name}, global, {threads} threads"), |b| b.iter(|| basins(black_box(&model), &search)));
        }
    }
    let small = random(&[4, 4, 4, 4, 3, 3, 3, 3, 3, 3], 2, |_, _, _| true);
    group.throughput(Throughput::Elements(count(&small)));
    let search = BasinSearch { succession: Succession::Local, threads: 2, ..BasinSearch::default() };
    group.bench_function("186,624 scenarios, local, 2 threads", |b| b.iter(|| basins(black_box(&small), &search)));
    group.finish();
}

fn draws(c: &mut Criterion) {
    let model = project("somewhereland.scw", include_bytes!("../scenarios/somewhereland/somewhereland.scw"));
    let uncertain = Uncertain::around(model, 0.75).expect("a sound spread");
    let least = processor::least(5, 20, |_| drop(black_box(uncertain.robustness(&Draws { threads: 1, ..Draws::default() }))));
    println!("least of 5: 5,000 matrices: {:.1} ms", 1e3 * least);
    let mut group = c.benchmark_group("draws");
    group.sample_size(20).throughput(Throughput::Elements(5_000));
    for threads in [1, 2] {
        let options = Draws { threads, ..Draws::default() };
        group.bench_function(format!("5,000 matrices, {threads} threads"), |b| b.iter(|| uncertain.robustness(black_box(&options))));
    }
    group.finish();
}

criterion_group!(benches, exact, all_basins, draws);
criterion_main!(benches);
