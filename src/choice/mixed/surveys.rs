//! The electricity and Swissmetro surveys at length: full covariance, people known and not, draws enough or not. Slower than the rest: some seconds.

use super::checks::{ELECTRICITY_FEATURES, published};
use super::likelihood::Knowledge;
use super::tests::electricity;
use super::*;
use crate::choice::data::ChoiceData;

/// Choices taken apart and put together again.
struct Rows {
    alternatives: usize,
    features: usize,
    x: Vec<f64>,
    available: Vec<bool>,
    chosen: Vec<usize>,
    person: Vec<u64>,
}

impl Rows {
    fn of(data: &ChoiceData<'_>, keep: impl Fn(usize) -> bool) -> Self {
        let mut rows = Self {
            alternatives: data.alternatives(),
            features: data.features(),
            x: Vec::new(),
            available: Vec::new(),
            chosen: Vec::new(),
            person: Vec::new(),
        };
        for task in (0..data.tasks()).filter(|&task| keep(task)) {
            for j in 0..data.alternatives() {
                rows.x.extend(data.features_of(task, j));
                rows.available.push(data.is_available(task, j));
            }
            rows.chosen.push(data.chosen(task));
            rows.person.push(data.person(task));
        }
        rows
    }

    fn data(&self) -> ChoiceData<'_> {
        ChoiceData::new(self.alternatives, self.features, &self.x, &self.available, &self.chosen, &self.person).unwrap()
    }
}

/// Splits off the last two tasks of each person.
fn last_two(data: &ChoiceData<'_>) -> (Rows, Rows) {
    let mut held = vec![false; data.tasks()];
    for tasks in data.people() {
        held[tasks.end - 2..tasks.end].fill(true);
    }
    (Rows::of(data, |task| !held[task]), Rows::of(data, |task| held[task]))
}

/// Fits on some choices and predicts others.
fn predicted(specification: &Specification, known: &Rows, new: &Rows, settings: &Settings, knowledge: Knowledge) -> HoldOut {
    let model = Model::new(specification).unwrap();
    let (known, new) = (known.data(), new.data());
    let panel = Panel::new(&model, &known, &[]).unwrap();
    let found = fit(&model, &panel, settings).unwrap();
    let likelihood = Likelihood::new(&model, &panel, settings.points, settings.draws, settings.effort).unwrap();
    hold_out(&new, &likelihood.predict(found.parameters(), knowledge, &new).unwrap())
}

fn within_one_error(got: &HoldOut, hit_rate: f64, root_likelihood: f64) {
    for (figure, want) in [(got.hit_rate, hit_rate), (got.root_likelihood, root_likelihood)] {
        assert!(figure.error > 0.0 && figure.error < 0.05, "{got:?}");
        assert!(figure.value > want - figure.error, "{got:?}: {want}");
        assert!(figure.value < want + 2.0 * figure.error, "{got:?}: {want}");
    }
}

fn normal(covariance: Covariance) -> Specification {
    Specification { covariance, ..Specification::all(&ELECTRICITY_FEATURES, Distribution::Normal) }
}

fn swift(draws: usize) -> Settings {
    Settings { draws, errors: Errors::Scores, effort: Effort { threads: 2, ..Effort::default() }, gain: 1e-4, ..Settings::default() }
}

#[test]
fn known_people_of_electricity_are_predicted_as_published() {
    let electricity = electricity();
    let (known, new) = last_two(&electricity.panel().unwrap());
    let plain = Specification::all(&ELECTRICITY_FEATURES, Distribution::Fixed);
    within_one_error(&predicted(&plain, &known, &new, &swift(1), Knowledge::Own), 0.428, 0.301);
    within_one_error(&predicted(&normal(Covariance::Diagonal), &known, &new, &swift(500), Knowledge::Own), 0.632, 0.423);
    within_one_error(&predicted(&normal(Covariance::Full), &known, &new, &swift(500), Knowledge::Own), 0.673, 0.450);
}

#[test]
fn new_people_of_electricity_are_predicted_as_published() {
    let electricity = electricity();
    let data = electricity.panel().unwrap();
    for (specification, draws, hit_rate, root_likelihood) in [
        (Specification::all(&ELECTRICITY_FEATURES, Distribution::Fixed), 1, 0.478, 0.315),
        (normal(Covariance::Diagonal), 128, 0.471, 0.315),
    ] {
        let model = Model::new(&specification).unwrap();
        let mut all = vec![0.0; 4 * data.tasks()];
        for fold in 0..5 {
            let inside = |task: usize| data.person(task) % 5 == fold;
            let (train, test) = (Rows::of(&data, |task| !inside(task)), Rows::of(&data, inside));
            let (train, test) = (train.data(), test.data());
            let found = fit(&model, &Panel::new(&model, &train, &[]).unwrap(), &swift(draws)).unwrap();
            let panel = Panel::new(&model, &test, &[]).unwrap();
            let settings = swift(draws);
            let likelihood = Likelihood::new(&model, &panel, settings.points, draws, settings.effort).unwrap();
            let mut shares = likelihood.predict(found.parameters(), Knowledge::Population, &test).unwrap().into_iter();
            for task in (0..data.tasks()).filter(|&task| inside(task)) {
                all[4 * task..4 * task + 4].iter_mut().for_each(|share| *share = shares.next().unwrap());
            }
        }
        within_one_error(&hold_out(&data, &all), hit_rate, root_likelihood);
    }
}

#[test]
fn a_ladder_says_whether_there_are_draws_enough() {
    let electricity = electricity();
    let data = electricity.panel().unwrap();
    let model = Model::new(&normal(Covariance::Diagonal)).unwrap();
    let panel = Panel::new(&model, &data, &[]).unwrap();
    // Halton points as published: far from settled.
    let few = ladder(&model, &panel, &Settings { errors: Errors::Scores, ..published(100, 2) }, &[100, 200, 400], 1.0).unwrap();
    assert!(!few.settled(), "{}", few.line());
    assert!(few.line().starts_with("from 200 to 400 draws the log-likelihood moved by +"), "{}", few.line());
    assert!(few.rungs[0].log_likelihood < -3_930.0);
    // Scrambled Sobol' points come to the figure that half a million Halton points a person are published for.
    let many = ladder(&model, &panel, &swift(1), &[500, 1000, 2000], 1.0).unwrap();
    let last = many.rungs.last().unwrap();
    assert!((last.log_likelihood - -3_878.7).abs() < 3.0, "{}", many.line());
}
