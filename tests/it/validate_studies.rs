//! Small studies made in a temporary folder, and how the tests of a concept test run them.

use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use foretaste::input::Problems;
use foretaste::montecarlo::{Blocks, Job, Outcome, Replicates, Scope, Settings, run};
use foretaste::parallel::Batching;
use foretaste::random::Seed;
use foretaste::study::validate::{Study, load};

/// One thread; nothing here depends on it.
pub(crate) const ONE: Batching = Batching { threads: 1, chunk: 1 };

/// A flag that nobody sets.
pub(crate) static NEVER: AtomicBool = AtomicBool::new(false);

/// Who the people of a small study are: half of them `own` a car, a third are `young`, and `trip` is each person's own number of minutes.
pub(crate) const PEOPLE: &str = "title = 'People'\n\
    [microdata]\nfile = 'people.csv'\nuse = 'as they are'\n\
    [[columns]]\nname = 'own'\n[[columns]]\nname = 'young'\n[[columns]]\nname = 'trip'\n";

/// The same people in two segments, a third and two thirds.
pub(crate) const TWO_SEGMENTS: &str =
    "[[segments]]\nname = 'young'\nwhere = 'young = 1'\n[[segments]]\nname = 'old'\nwhere = 'young = 0'\n";

/// The smallest study: a new product that is faster and dearer than an old one, and the same for everyone.
pub(crate) const STUDY: &str = "title = 'A test'\nquestion = 'Which?'\ncurrency = 'CHF'\n\
    [people]\nfrom = 'people.toml'\n\
    [concept]\nname = 'New'\nprice = 3\nspeed = 2\n\
    [[alternatives]]\nname = 'Old'\nreference = true\nprice = 2\nspeed = 1\n\
    [tastes.price]\npart_worth = -0.7\n[tastes.speed]\npart_worth = 1.1\n";

/// The data of `count` people.
pub(crate) fn data(count: usize) -> String {
    let mut rows = String::from("own,young,trip\n");
    for person in 0..count {
        rows.push_str(&format!("{},{},{}\n", person % 2, u8::from(person % 3 == 0), 10 + person % 7));
    }
    rows
}

/// Reads a study from its texts.
pub(crate) fn read(study: &str, people: &str, data: &str) -> Result<Study, Problems> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("study.toml"), study).unwrap();
    fs::write(folder.path().join("people.toml"), people).unwrap();
    fs::write(folder.path().join("people.csv"), data).unwrap();
    load(&folder.path().join("study.toml"), folder.path(), Seed(7), None)
}

/// Reads a study that must be sound, over that many people.
#[track_caller]
pub(crate) fn sound(study: &str, people: &str, count: usize) -> Study {
    match read(study, people, &data(count)) {
        Ok(study) => study,
        Err(problems) => panic!("{problems}\n{study}"),
    }
}

/// The Swissmetro study that ships.
pub(crate) fn swissmetro() -> Study {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    match load(&root.join("scenarios/swissmetro/study.toml"), root, Seed(1), None) {
        Ok(study) => study,
        Err(problems) => panic!("{problems}"),
    }
}

/// How a study is run here.
pub(crate) fn settings(seed: u64, replicates: u32, inner: u32) -> Settings {
    Settings { seed: Seed(seed), replicates: Replicates::Fixed(replicates), inner, batching: ONE, blocks: Blocks::All }
}

/// Runs all arms of a study.
pub(crate) fn outcome(study: &Study, settings: Settings) -> Outcome {
    outcome_until(study, settings, &|_| (), &NEVER)
}

/// Runs all arms of a study; the callback is told how many replicates are done, and the flag stops the run.
pub(crate) fn outcome_until(study: &Study, settings: Settings, done: &dyn Fn(u32), interrupt: &AtomicBool) -> Outcome {
    let figures = study.figures();
    run(&Job {
        world: &study.market,
        arms: &study.arms.all,
        readout: &figures,
        settings,
        enough: &|_| true,
        progress: &|progress| done(progress.done),
        interrupt,
    })
    .unwrap()
}

/// What a sensitivity run of one figure looks at.
pub(crate) fn with_scope<T>(
    study: &Study,
    id: &str,
    blocks: Blocks,
    look: impl FnOnce(&Scope<'_, foretaste::market::Market, foretaste::market::Figures<'_>>) -> T,
) -> T {
    let figures = study.figures();
    let figure = figures.all().iter().position(|figure| figure.id == id).unwrap_or_else(|| panic!("no figure `{id}`"));
    look(&Scope {
        world: &study.market,
        arms: &study.arms.all,
        readout: &figures,
        figure,
        seed: Seed(11),
        batching: ONE,
        blocks,
        interrupt: &NEVER,
    })
}

/// The values of a figure, one a replicate.
#[track_caller]
pub(crate) fn values(outcome: &Outcome, id: &str) -> Vec<f64> {
    outcome.figure(outcome.index(id).unwrap_or_else(|| panic!("no figure `{id}` among {:?}", outcome.ids())))
}

/// Mean and Monte Carlo standard error of a figure.
#[track_caller]
pub(crate) fn mean(outcome: &Outcome, id: &str) -> (f64, f64) {
    let values = values(outcome, id);
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (count - 1.0);
    (mean, (variance / count).sqrt())
}

/// The normal quantile of a two-sided test at α = 0.0001. Seeds are fixed, so a test that passes once passes always.
pub(crate) const Z: f64 = 3.89;

/// Checks that a figure's mean lies within its own Monte Carlo error of the value worked out by hand.
#[track_caller]
pub(crate) fn near(outcome: &Outcome, id: &str, expected: f64) {
    let (got, error) = mean(outcome, id);
    // 32-bit utilities add an error of their own, far below.
    assert!((got - expected).abs() < Z.mul_add(error, 1e-6), "{id}: got {got} ± {error}, expected {expected}");
    assert!(error < 0.02 * expected.abs().max(0.05), "{id}: an error of {error} shows nothing");
}

/// Checks that a figure is the same in every replicate, and right to six places.
#[track_caller]
pub(crate) fn exactly(outcome: &Outcome, id: &str, expected: f64) {
    for got in values(outcome, id) {
        assert!((got - expected).abs() < 1e-6 * expected.abs().max(1.0), "{id}: got {got}, expected {expected}");
    }
}

/// The logit shares of utilities.
pub(crate) fn logit(utilities: &[f64]) -> Vec<f64> {
    let highest = utilities.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<f64> = utilities.iter().map(|utility| (utility - highest).exp()).collect();
    let total: f64 = weights.iter().sum();
    weights.iter().map(|weight| weight / total).collect()
}

/// The expectation of a function of a standard normal, by the trapezoid rule (error below 1e-10 for smooth functions).
pub(crate) fn expect(f: impl Fn(f64) -> f64) -> f64 {
    let step = 0.005;
    let density = |x: f64| (-x * x / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
    (-1_800..=1_800).map(|k| f64::from(k) * step).map(|x| f(x) * density(x) * step).sum()
}

/// Tables that add a survey and a journey to any study.
pub(crate) const JOURNEY_AND_SURVEY: &str = "[survey]\nask = ['purchase intent', 'juster', 'value', 'recommend', 'satisfaction']\n\
    intent_cuts = [0.1, 0.3, [0.5, 0.6, 0.7], 0.85]\nintent_weights = [0.8, 0.3, 0.1, 0, 0]\n\
    [[survey.questions]]\nname = 'fit'\ntext = 'Does it fit?'\ndriven_by = { choice = 1, price = 0.5 }\n\
    [[journey]]\nname = 'Book'\nchannel = 'digital'\nminutes = [3, 5, 9]\neffort = 2\nfails = 0.1\nrecovered = 0.5\n\
    [[journey]]\nname = 'Ride'\nchannel = 'physical'\nminutes = 60\neffort = 1.5\ndrop_out = { beta = [2, 40] }\n\
    [[xlm]]\nname = 'Easy'\nindicator = 'ces'\nat = 'Book'\ntarget = 5\n\
    [[xlm]]\nname = 'Recommended'\nindicator = 'nps'\ntarget = 10\nweight = 2\n";
