//! Weights: what counts twice counts as if it were there twice.

use super::made::{Made, cases};
use crate::choice::data::{ChoiceData, Weights};
use crate::choice::logit::{derivatives, fit_logit, logit_log_likelihood};
use crate::choice::mixed::*;
use crate::choice::{LatentSettings, fit_latent};
use crate::num::ln;
use crate::random::{At, Purpose, Seed, Streams};

/// Choices with every task of some people or some tasks of everyone written down twice.
struct Twice {
    x: Vec<f64>,
    available: Vec<bool>,
    chosen: Vec<usize>,
    person: Vec<u64>,
    demographics: Vec<f64>,
}

/// Writes tasks or whole people down twice.
fn twice(made: &Made, task_twice: impl Fn(usize) -> bool, person_twice: impl Fn(u64) -> bool) -> Twice {
    let data = made.data();
    let each = made.specification.demographics.len();
    let mut out = Twice { x: Vec::new(), available: Vec::new(), chosen: Vec::new(), person: Vec::new(), demographics: Vec::new() };
    for (n, tasks) in data.people().enumerate() {
        let who = data.person(tasks.start);
        for copy in 0..1 + u64::from(person_twice(who)) {
            out.demographics.extend(&made.demographics[n * each..(n + 1) * each]);
            for task in tasks.clone() {
                for _ in 0..1 + usize::from(task_twice(task)) {
                    for alternative in 0..data.alternatives() {
                        out.x.extend(data.features_of(task, alternative));
                        out.available.push(data.is_available(task, alternative));
                    }
                    out.chosen.push(data.chosen(task));
                    out.person.push(2 * who + copy);
                }
            }
        }
    }
    out
}

impl Twice {
    fn data(&self, made: &Made) -> ChoiceData<'_> {
        let features = made.specification.tastes.len();
        ChoiceData::new(made.alternatives, features, &self.x, &self.available, &self.chosen, &self.person).unwrap()
    }
}

fn near(got: f64, want: f64, within: f64) -> bool {
    (got - want).abs() < within * want.abs().max(1.0)
}

#[test]
fn a_task_of_weight_two_is_a_task_that_is_there_twice() {
    for (case, specification) in cases().into_iter().enumerate() {
        for (alternatives, strength) in [(2, 1.0), (3, 0.7), (4, 1.0), (5, 0.5), (9, 0.7), (4, 400.0)] {
            let made = Made::new(40 + case as u64, specification.clone(), alternatives, 7, strength);
            let written = twice(&made, |task| task % 2 == 0, |_| false);
            let weights: Vec<f64> = (0..made.chosen.len()).map(|task| if task % 2 == 0 { 2.0 } else { 1.0 }).collect();
            let ones = vec![1.0; made.chosen.len()];
            let weighted = made.data().weighted(Weights { tasks: &weights, people: &ones }).unwrap();
            let evaluate = |data: &ChoiceData<'_>| {
                let model = made.model();
                let panel = Panel::new(&model, data, &made.demographics).unwrap();
                Likelihood::new(&model, &panel, Points::default(), 37, Effort::default()).unwrap().evaluate(&made.parameters).unwrap()
            };
            let (got, want) = (evaluate(&weighted), evaluate(&written.data(&made)));
            assert!(near(got.log_likelihood, want.log_likelihood, 1e-9), "{case} {alternatives} {strength}: {got:?} {want:?}");
            for (got, want) in got.scores.iter().zip(&want.scores) {
                assert!(near(*got, *want, 1e-9), "{case} {alternatives} {strength}: {got} not {want}");
            }
        }
    }
}

#[test]
fn scores_of_weighted_choices_are_the_slopes_of_their_likelihood() {
    for (case, strength) in [(1, 0.8), (2, 0.8), (1, 60.0)] {
        let made = Made::new(60 + case as u64, cases().remove(case), 4, 6, strength);
        let tasks: Vec<f64> = (0..made.chosen.len()).map(|task| [0.3, 1.0, 2.7][task % 3]).collect();
        let people: Vec<f64> = made.person.iter().map(|person| [0.5, 1.0, 3.1][*person as usize % 3]).collect();
        let data = made.data().weighted(Weights { tasks: &tasks, people: &people }).unwrap();
        let model = made.model();
        let panel = Panel::new(&model, &data, &made.demographics).unwrap();
        let likelihood = Likelihood::new(&model, &panel, Points::default(), 24, Effort::default()).unwrap();
        let gradient = likelihood.evaluate(&made.parameters).unwrap().gradient();
        let apart = likelihood.evaluate_apart(&made.parameters).unwrap().gradient();
        for (k, slope) in gradient.iter().enumerate() {
            let value = |by: f64| {
                let mut moved = made.parameters.clone();
                moved[k] += by;
                likelihood.evaluate(&moved).unwrap().log_likelihood
            };
            let by = 1e-3 / strength.max(1.0);
            let central = |h: f64| (value(h) - value(-h)) / (2.0 * h);
            let want = (4.0 * central(by / 2.0) - central(by)) / 3.0;
            assert!(near(*slope, want, 1e-6), "case {case}, {k}: {slope} not {want}");
            assert!(near(apart[k], *slope, 1e-9));
        }
    }
}

/// Choices by people of whom half like the first feature and half do not; its taste is normal, the other is fixed.
fn chosen(seed: u64, people: usize) -> Made {
    let mut specification = Specification::all(&["a", "b"], Distribution::Fixed);
    specification.tastes[0].distribution = Distribution::Normal;
    let mut made = Made::new(seed, specification, 3, people, 1.0);
    let mut draws = Streams::new(Seed(seed), At::default()).draws(Purpose::Choice, 0, 0);
    for task in 0..made.chosen.len() {
        let taste = if made.person[task].is_multiple_of(2) { 2.5 } else { -0.5 };
        let utility = |j: usize, chance: f64| taste * made.x[6 * task + 2 * j] - made.x[6 * task + 2 * j + 1] - ln(-ln(chance));
        let all: Vec<(usize, f64)> =
            (0..3).map(|j| (j, utility(j, draws.uniform()))).filter(|(j, _)| made.available[3 * task + j]).collect();
        made.chosen[task] = all.into_iter().fold((0, f64::NEG_INFINITY), |best, one| if one.1 > best.1 { one } else { best }).0;
    }
    made
}

#[test]
fn a_person_of_weight_two_is_two_people_and_scales_do_not_matter() {
    let made = chosen(70, 90);
    let written = twice(&made, |_| false, |person| person % 3 == 0);
    let ones = vec![1.0; made.chosen.len()];
    let counted = |scale: f64| -> Vec<f64> { made.person.iter().map(|who| scale * if who % 3 == 0 { 2.0 } else { 1.0 }).collect() };
    let (single, tenfold) = (counted(1.0), counted(10.0));
    let weighted = |people| made.data().weighted(Weights { tasks: &ones, people }).unwrap();
    let model = made.model();
    // Nodes are the same for everyone, so that two people alike have the same likelihood.
    let settings = Settings { points: Points::Trapezoid, draws: 101, gain: 1e-14, ..Settings::default() };
    let estimate = |data: &ChoiceData<'_>| fit(&model, &Panel::new(&model, data, &[]).unwrap(), &settings).unwrap();
    let (one, two, ten) = (estimate(&weighted(&single)), estimate(&written.data(&made)), estimate(&weighted(&tenfold)));
    assert!(near(one.reached.log_likelihood, two.reached.log_likelihood, 1e-9));
    assert!(near(ten.reached.log_likelihood, 10.0 * two.reached.log_likelihood, 1e-9));
    let robust = |fit: &Fit| fit.robust_covariance.clone().unwrap();
    for (at, want) in two.parameters().iter().enumerate() {
        assert!(near(one.parameters()[at], *want, 1e-6) && near(ten.parameters()[at], *want, 1e-6), "{at}");
    }
    // One person who counts ten times is one person: robust errors do not shrink.
    for (got, want) in robust(&ten).iter().zip(&robust(&one)) {
        assert!(near(*got, *want, 1e-5), "{got} not {want}");
    }
    let curvature = |fit: &Fit| fit.curvature_covariance.clone().unwrap();
    for ((ten, one), two) in curvature(&ten).iter().zip(curvature(&one)).zip(curvature(&two)) {
        assert!(near(10.0 * ten, one, 1e-5) && near(one, two, 1e-5), "{ten} {one} {two}");
    }
}

#[test]
fn the_logit_and_classes_take_weights_as_rows_that_are_there_twice() {
    let made = chosen(71, 120);
    let ones = vec![1.0; made.chosen.len()];
    let (two_tasks, two_people): (Vec<f64>, Vec<f64>) = (
        (0..made.chosen.len()).map(|task| if task % 2 == 0 { 2.0 } else { 1.0 }).collect(),
        made.person.iter().map(|who| if who % 3 == 0 { 2.0 } else { 1.0 }).collect(),
    );
    let by_task = twice(&made, |task| task % 2 == 0, |_| false);
    let by_person = twice(&made, |_| false, |person| person % 3 == 0);
    for (weights, written) in
        [(Weights { tasks: &two_tasks, people: &ones }, &by_task), (Weights { tasks: &ones, people: &two_people }, &by_person)]
    {
        let (weighted, written) = (made.data().weighted(weights).unwrap(), written.data(&made));
        let beta = [0.3, -0.4];
        let (got, want) = (logit_log_likelihood(&weighted, &beta).unwrap(), logit_log_likelihood(&written, &beta).unwrap());
        assert!(near(got, want, 1e-12));
        let (got, want) = (derivatives(&weighted, &beta), derivatives(&written, &beta));
        assert!(got.0.iter().zip(&want.0).chain(got.1.iter().zip(&want.1)).all(|(got, want)| near(*got, *want, 1e-11)));
        let (got, want) = (fit_logit(&weighted).unwrap(), fit_logit(&written).unwrap());
        assert!(got.beta.iter().zip(&want.beta).all(|(got, want)| near(*got, *want, 1e-9)), "{got:?} {want:?}");
        let settings = LatentSettings { classes: 2, starts: 2, ..LatentSettings::default() };
        let classes = |data: &ChoiceData<'_>| fit_latent(data, &["a", "b"], &settings);
        match (classes(&weighted), classes(&written)) {
            (Ok(got), Ok(want)) => {
                assert!(near(got.log_likelihood, want.log_likelihood, 1e-8));
                assert!(got.beta.iter().zip(&want.beta).all(|(got, want)| near(*got, *want, 1e-3)), "{got:?} {want:?}");
                assert!(got.shares.iter().zip(&want.shares).all(|(got, want)| near(*got, *want, 1e-3)));
            }
            (got, want) => panic!("{got:?} {want:?}"),
        }
    }
}
