//! How fast a panel mixed logit is estimated.
//!
//! Work: the electricity survey of `personas/electricity` (361 people, 4,308 tasks, four suppliers, six tastes, 600 Halton draws a person). One evaluation is the
//! log-likelihood and every person's score; an estimate is the whole of it, points made, searched to the maximum, with three kinds of standard errors. Peer:
//! `xlogit_peer.py`, to the same likelihood.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use foretaste::choice::ChoiceData;
use foretaste::choice::mixed::{
    Covariance, Distribution, ELECTRICITY_FEATURES, Effort, ElectricityData, ElectricityTask, Likelihood, Model, PUBLISHED_POINTS, Panel,
    Points, Settings, Specification, fit,
};
use std::hint::black_box;
use std::time::{Duration, Instant};

const DRAWS: usize = 600;

/// Reads the survey `times` times over, each time with people of their own.
fn survey(times: u64) -> ElectricityData {
    let text = include_str!("../personas/electricity/choices.csv");
    let task = |line: &str, more: u64| {
        let v: Vec<f64> = line.split(',').map(|cell| cell.parse().expect("a number")).collect();
        let features = std::array::from_fn(|supplier| std::array::from_fn(|feature| v[2 + 4 * feature + supplier]));
        ElectricityTask { person: v[0] as u64 + 1000 * more, chosen: v[1] as usize - 1, features }
    };
    let tasks: Vec<ElectricityTask> = (0..times).flat_map(|more| text.lines().skip(1).map(move |line| task(line, more))).collect();
    ElectricityData::new(&tasks)
}

fn normal(covariance: Covariance) -> Model {
    Model::new(&Specification { covariance, ..Specification::all(&ELECTRICITY_FEATURES, Distribution::Normal) }).expect("a model")
}

fn settings(draws: usize, threads: usize) -> Settings {
    Settings { points: PUBLISHED_POINTS, draws, effort: Effort { threads, ..Effort::default() }, ..Settings::default() }
}

fn panel<'a>(model: &Model, data: &ChoiceData<'a>) -> Panel<'a> {
    Panel::new(model, data, &[]).expect("a panel")
}

/// Runs work a few times; returns the least time.
fn least(times: usize, mut work: impl FnMut()) -> Duration {
    let once = |work: &mut dyn FnMut()| {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    (0..times).map(|_| once(&mut work)).min().expect("at least once")
}

fn race(_: &mut Criterion) {
    let diagonal = normal(Covariance::Diagonal);
    let at = [-1.0, -0.2, 2.3, 1.7, -9.7, -9.7, 0.2, 0.4, 1.8, 1.2, 2.3, 1.5];
    let mut one = Duration::ZERO;
    for (times, threads) in [(1, 1), (1, 2), (10, 1), (10, 2)] {
        let survey = survey(times);
        let data = survey.panel().expect("choices");
        let panel = panel(&diagonal, &data);
        let settings = settings(DRAWS, threads);
        let likelihood = Likelihood::new(&diagonal, &panel, settings.points, DRAWS, settings.effort).expect("points");
        let time = least(if times == 1 { 20 } else { 5 }, || {
            black_box(likelihood.evaluate(&at).expect("a value"));
        });
        one = if times == 1 && threads == 1 { time } else { one };
        println!(
            "least: evaluation, {:>5} people, {threads} thread(s): {:>8.2} ms ({:.2} times one thread's, {:.0} M task-draws a second)",
            panel.people(),
            time.as_secs_f64() * 1e3,
            one.as_secs_f64() / time.as_secs_f64(),
            (panel.tasks() * DRAWS) as f64 / time.as_secs_f64() / 1e6
        );
    }
    let survey = survey(1);
    let data = survey.panel().expect("choices");
    for (name, covariance, draws, threads) in [
        ("six independent tastes", Covariance::Diagonal, 600, 1),
        ("six independent tastes", Covariance::Diagonal, 600, 2),
        ("full covariance", Covariance::Full, 600, 1),
    ] {
        let model = normal(covariance);
        let panel = panel(&model, &data);
        let mut found = 0.0;
        let time = least(3, || {
            found = fit(&model, &panel, &settings(draws, threads)).expect("a fit").reached.log_likelihood;
        });
        println!(
            "least: estimate with errors, {name}, {draws} draws, {threads} thread(s): {:>7.3} s, log-likelihood {found:.5}",
            time.as_secs_f64()
        );
    }
}

fn evaluation(c: &mut Criterion) {
    let survey = survey(1);
    let data = survey.panel().expect("choices");
    let mut group = c.benchmark_group("log-likelihood and scores");
    group.throughput(Throughput::Elements((data.tasks() * DRAWS) as u64)).sample_size(20);
    for (name, covariance) in [("independent", Covariance::Diagonal), ("full covariance", Covariance::Full)] {
        let model = normal(covariance);
        let panel = panel(&model, &data);
        let at = vec![0.3; model.parameters().len()];
        for (kept, kept_bytes) in [("points kept", 256 << 20), ("points made each time", 0)] {
            let effort = Effort { kept_bytes, ..Effort::default() };
            let likelihood = Likelihood::new(&model, &panel, PUBLISHED_POINTS, DRAWS, effort).expect("points");
            group.bench_function(format!("{name}, {kept}"), |b| b.iter(|| black_box(likelihood.evaluate(&at).expect("a value"))));
        }
    }
    group.finish();
}

fn points(c: &mut Criterion) {
    let survey = survey(1);
    let data = survey.panel().expect("choices");
    let model = normal(Covariance::Diagonal);
    let panel = panel(&model, &data);
    let mut group = c.benchmark_group("points");
    group.throughput(Throughput::Elements((panel.people() * DRAWS * 6) as u64)).sample_size(20);
    for (name, points) in [("Halton", PUBLISHED_POINTS), ("scrambled Sobol'", Points::default())] {
        group.bench_function(name, |b| {
            b.iter(|| black_box(Likelihood::new(&model, &panel, points, DRAWS, Effort::default()).expect("points")));
        });
    }
    group.finish();
}

criterion_group!(benches, race, evaluation, points);
criterion_main!(benches);
