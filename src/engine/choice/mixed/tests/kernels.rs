//! The kernels against the plain form, and what must not matter.

use super::made::{Made, cases};
use super::reference::{draw, people, slopes};
use crate::choice::data::ChoiceData;
use crate::choice::mixed::*;
use crate::choice::panel::PanelEvaluation;
use crate::num::{Path, exp};

#[test]
fn kernels_agree_with_the_plain_form() {
    for (case, specification) in cases().into_iter().enumerate() {
        for (alternatives, strength) in [(2, 1.0), (3, 0.7), (4, 1.0), (5, 0.5), (9, 0.7), (4, 400.0)] {
            let made = Made::new(case as u64, specification.clone(), alternatives, 7, strength);
            let points = if case % 2 == 0 { Points::Halton { start: 100 } } else { Points::default() };
            let got = made.evaluate(points, 37, Effort::default(), &made.parameters);
            let want = people(&specification, &made.data(), &made.demographics, points, 37, &made.parameters);
            let total: f64 = want.iter().map(|person| person.log_likelihood).sum();
            // Far in its upper tail the plain form of a truncated normal loses digits.
            let within = if specification.tastes.len() > 3 { 1e-8 } else { 1e-12 };
            assert!(
                (got.log_likelihood - total).abs() < within * total.abs().max(1.0),
                "case {case}, {alternatives}, {strength}: {} not {total}",
                got.log_likelihood
            );
        }
    }
}

#[test]
fn scores_are_the_slopes_of_the_likelihood() {
    for (case, specification) in cases().into_iter().enumerate() {
        let made = Made::new(10 + case as u64, specification, 4, 6, 0.8);
        let at = |parameters: &[f64]| made.evaluate(Points::default(), 24, Effort::default(), parameters);
        let gradient = at(&made.parameters).gradient();
        for (k, slope) in gradient.iter().enumerate() {
            let value = |by: f64| {
                let mut moved = made.parameters.clone();
                moved[k] += by;
                at(&moved).log_likelihood
            };
            // Richardson's rule on two central differences.
            let central = |h: f64| (value(h) - value(-h)) / (2.0 * h);
            let want = (4.0 * central(5e-4) - central(1e-3)) / 3.0;
            assert!((slope - want).abs() < 1e-7 * want.abs().max(1.0), "case {case}, {k}: {slope} not {want}");
        }
    }
}

#[test]
fn threads_memory_and_paths_change_no_bit() {
    let bits = |evaluation: &PanelEvaluation| -> Vec<u64> {
        [evaluation.log_likelihood].iter().chain(&evaluation.scores).map(|value| value.to_bits()).collect()
    };
    for specification in cases() {
        for points in [Points::Halton { start: 100 }, Points::default()] {
            let made = Made::new(3, specification.clone(), 5, 60, 1.0);
            let one = bits(&made.evaluate(points, 50, Effort::default(), &made.parameters));
            for threads in [1, 2, 4] {
                for (kept_bytes, path) in [(0, Path::Widest), (5 * 64 * 8 * 8, Path::Widest), (1 << 30, Path::Baseline)] {
                    let effort = Effort { threads, kept_bytes, path };
                    assert!(one == bits(&made.evaluate(points, 50, effort, &made.parameters)), "{threads} {kept_bytes} {path:?}");
                }
            }
        }
    }
}

#[test]
fn what_is_kept_stays_within_its_bound() {
    // The rule at 2,000 draws and 100,000 people is the rule here: points past the bound are made again.
    let made = Made::new(4, Specification::all(&["a", "b", "c"], Distribution::Normal), 3, 500, 1.0);
    let (model, data) = (made.model(), made.data());
    let panel = Panel::new(&model, &data, &[]).unwrap();
    let kept = |kept_bytes: usize| {
        let effort = Effort { kept_bytes, ..Effort::default() };
        Likelihood::new(&model, &panel, Points::default(), 2000, effort).unwrap().kept()
    };
    assert_eq!(kept(1 << 30), 500 * 3 * 2000 * 8);
    assert_eq!(kept(1 << 20), (1 << 20) / (3 * 2000 * 8) * (3 * 2000 * 8));
    assert_eq!(kept(0), 0);
}

#[test]
fn tastes_given_choices_agree_with_the_plain_form() {
    let specification = cases().remove(3);
    let made = Made::new(21, specification.clone(), 4, 9, 1.0);
    let (model, data) = (made.model(), made.data());
    let panel = Panel::new(&model, &data, &made.demographics).unwrap();
    let points = Points::Halton { start: 100 };
    let likelihood = Likelihood::new(&model, &panel, points, 40, Effort { threads: 2, ..Effort::default() }).unwrap();
    let got = likelihood.tastes(&made.parameters, Knowledge::Own).unwrap();
    let want = people(&specification, &data, &made.demographics, points, 40, &made.parameters);
    // Without the scale the plain form's coefficients are the tastes.
    let bare = Specification { scale: Scale::Common, ..specification };
    let bare_model = Model::new(&bare).unwrap();
    for (n, person) in want.iter().enumerate() {
        let tastes: Vec<Vec<f64>> = person
            .points
            .iter()
            .map(|point| draw(&bare, &bare_model, &made.parameters[..18], &made.demographics[2 * n..2 * n + 2], point))
            .collect();
        for k in 0..8 {
            let mean: f64 = tastes.iter().zip(&person.weights).map(|(taste, weight)| taste[k] * weight).sum();
            let square: f64 = tastes.iter().zip(&person.weights).map(|(taste, weight)| taste[k] * taste[k] * weight).sum();
            let deviation = (square - mean * mean).max(0.0).sqrt();
            assert!((got.means[8 * n + k] - mean).abs() < 1e-10 * mean.abs().max(1.0), "{n} {k}");
            assert!((got.deviations[8 * n + k] - deviation).abs() < 1e-6 * mean.abs().max(1.0), "{n} {k}");
        }
        let effective = 1.0 / person.weights.iter().map(|weight| weight * weight).sum::<f64>();
        assert!((got.effective_draws[n] - effective).abs() < 1e-9 * effective);
    }
}

#[test]
fn predictions_average_the_plain_probabilities() {
    let specification = cases().remove(1);
    let made = Made::new(22, specification.clone(), 4, 9, 1.0);
    let (model, data) = (made.model(), made.data());
    let panel = Panel::new(&model, &data, &made.demographics).unwrap();
    let likelihood = Likelihood::new(&model, &panel, Points::default(), 40, Effort::default()).unwrap();
    let want = people(&specification, &data, &made.demographics, Points::default(), 40, &made.parameters);
    for (knowledge, own) in [(Knowledge::Own, true), (Knowledge::Population, false)] {
        let got = likelihood.predict(&made.parameters, knowledge, &data).unwrap();
        for (person, tasks) in want.iter().zip(data.people()) {
            for task in tasks {
                let utility = |beta: &[f64], j: usize| -> f64 { data.features_of(task, j).iter().zip(beta).map(|(x, b)| x * b).sum() };
                let mut expected = [0.0; 4];
                for (beta, weight) in person.coefficients.iter().zip(&person.weights) {
                    let open = || (0..4).filter(|&j| data.is_available(task, j));
                    let total: f64 = open().map(|j| exp(utility(beta, j))).sum();
                    for j in open() {
                        expected[j] += if own { *weight } else { 1.0 / 40.0 } * exp(utility(beta, j)) / total;
                    }
                }
                for (j, expected) in expected.iter().enumerate() {
                    assert!((got[4 * task + j] - expected).abs() < 1e-11, "{task} {j}");
                }
            }
        }
    }
    let narrow = ChoiceData::new(2, 7, &[0.0; 14], &[true; 2], &[0], &[1]).unwrap();
    let refused = likelihood.predict(&made.parameters, Knowledge::Own, &narrow);
    assert!(matches!(refused, Err(MixedError::Features { want: 8, got: 7 })));
    let stranger = ChoiceData::new(2, 8, &[0.0; 16], &[true; 2], &[0], &[77]).unwrap();
    assert!(matches!(likelihood.predict(&made.parameters, Knowledge::Own, &stranger), Err(MixedError::Stranger { id: 77 })));
}

#[test]
fn tasks_taken_apart_agree_with_the_plain_form_and_add_up() {
    let made = Made::new(23, cases().remove(1), 4, 9, 1.0);
    let (model, data) = (made.model(), made.data());
    let panel = Panel::new(&model, &data, &made.demographics).unwrap();
    let likelihood = Likelihood::new(&model, &panel, Points::default(), 40, Effort { threads: 2, ..Effort::default() }).unwrap();
    let (whole, apart) = (likelihood.evaluate(&made.parameters).unwrap(), likelihood.evaluate_apart(&made.parameters).unwrap());
    assert_eq!((whole.log_likelihood, apart.people), (apart.log_likelihood, data.tasks()));
    let size = made.parameters.len();
    for (score, tasks) in whole.scores.chunks(size).zip(data.people()) {
        for (k, want) in score.iter().enumerate() {
            let got: f64 = tasks.clone().map(|task| apart.scores[task * size + k]).sum();
            assert!((got - want).abs() < 1e-9 * want.abs().max(1.0), "{k}: {got} not {want}");
        }
    }
    // The third taste is fixed: its slope is that of the utility, averaged with the weights of the draws.
    let want = people(&made.specification, &data, &made.demographics, Points::default(), 40, &made.parameters);
    for (person, tasks) in want.iter().zip(data.people()) {
        for task in tasks {
            let mean: f64 = slopes(&data, task, person).iter().zip(&person.weights).map(|(slope, weight)| slope[2] * weight).sum();
            assert!((apart.scores[task * size + 2] - mean).abs() < 1e-9, "{task}");
        }
    }
}
