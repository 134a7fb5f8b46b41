//! How fast a panel mixed logit is estimated.
//!
//! Work: the electricity survey of `personas/electricity` (361 people, 4,308 tasks, four suppliers, six tastes, 600 Halton draws a person). One evaluation is the
//! log-likelihood and every person's score; an estimate is the whole of it, points made, searched to the maximum, with three kinds of standard errors. Peer:
//! `xlogit_peer.py`, to the same likelihood. Beside it the Swissmetro survey (752 people, 6,768 tasks, a normal taste for time, 500 Halton draws), as Biogeme's
//! example b12 has it.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use foretaste::choice::mixed::{
    Covariance, Distribution, ELECTRICITY_FEATURES, Effort, ElectricityData, ElectricityTask, Errors, Likelihood, Model, PUBLISHED_POINTS,
    Panel, Points, Settings, Specification, fit,
};
use foretaste::choice::{ChoiceData, SWISSMETRO_FEATURES, SwissmetroData, SwissmetroTask};
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
        estimate(name, (&model, &panel), &settings(draws, threads));
    }
    let survey = swissmetro();
    let data = survey.panel().expect("choices");
    let mut specification = Specification::all(&SWISSMETRO_FEATURES, Distribution::Fixed);
    specification.tastes[1].distribution = Distribution::Normal;
    let model = Model::new(&specification).expect("a model");
    estimate("Swissmetro", (&model, &panel(&model, &data)), &settings(500, 1));
}

/// Estimates a model a few times and prints the least time: with all three kinds of errors, and with those that peers have.
fn estimate(name: &str, (model, panel): (&Model, &Panel<'_>), settings: &Settings) {
    for (kind, errors) in [("three kinds of errors", Errors::Curvature), ("errors from scores", Errors::Scores)] {
        let (mut found, mut evaluations) = (0.0, 0);
        let time = least(3, || {
            let reached = fit(model, panel, &Settings { errors, ..*settings }).expect("a fit").reached;
            (found, evaluations) = (reached.log_likelihood, reached.evaluations);
        });
        println!(
            "least: estimate, {kind}, {name}, {} draws, {} thread(s): {:>7.3} s, {evaluations} likelihoods, log-likelihood {found:.5}",
            settings.draws,
            settings.effort.threads,
            time.as_secs_f64()
        );
    }
}

/// The tasks of commuters and business travellers.
fn swissmetro() -> SwissmetroData {
    let mut reader = csv::Reader::from_path(concat!(env!("CARGO_MANIFEST_DIR"), "/personas/swissmetro.csv")).expect("the survey");
    let header = reader.headers().expect("names of columns").clone();
    let names = [
        "PURPOSE", "CHOICE", "ID", "GA", "SP", "TRAIN_AV", "SM_AV", "CAR_AV", "TRAIN_TT", "SM_TT", "CAR_TT", "TRAIN_CO", "SM_CO", "CAR_CO",
    ];
    let places = names.map(|name| header.iter().position(|column| column == name).expect("a column"));
    let mut tasks = Vec::new();
    for record in reader.records() {
        let record = record.expect("a row");
        let v = places.map(|place| record[place].parse::<f64>().expect("a number"));
        if [1.0, 3.0].contains(&v[0]) && v[1] != 0.0 {
            tasks.push(SwissmetroTask {
                person: v[2] as u64,
                season_ticket: v[3] == 1.0,
                stated: v[4] != 0.0,
                available: [v[5] == 1.0, v[6] == 1.0, v[7] == 1.0],
                minutes: [v[8], v[9], v[10]],
                francs: [v[11], v[12], v[13]],
                chosen: v[1] as usize - 1,
            });
        }
    }
    SwissmetroData::new(&tasks)
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
