//! Classes against the logit they grow out of, against known truth, and what is refused.

use super::parts::Parts;
use super::search::{begin, climb, evaluate, sorted};
use super::*;
use crate::choice::data::{ChoiceData, DataError};
use crate::choice::logit::{fit_logit, logit_log_likelihood};
use crate::num::ln;
use crate::random::{At, Purpose, Seed, Streams};

/// Choices between three alternatives by people of two classes: the first three in five of all.
struct Made {
    x: Vec<f64>,
    chosen: Vec<usize>,
    person: Vec<u64>,
}

const TRUTH: [[f64; 2]; 2] = [[1.5, -1.0], [-0.5, 1.2]];

impl Made {
    fn new(seed: u64, people: u64) -> Self {
        let streams = Streams::new(Seed(seed), At::default());
        let mut made = Self { x: Vec::new(), chosen: Vec::new(), person: Vec::new() };
        for n in 0..people {
            let mut draws = streams.draws(Purpose::Choice, n, 0);
            let beta = TRUTH[usize::from(draws.uniform() > 0.6)];
            for _ in 0..8 {
                let mut best = (0, f64::NEG_INFINITY);
                for j in 0..3 {
                    let row = [draws.normal(), draws.normal()];
                    let utility = row[0] * beta[0] + row[1] * beta[1] - ln(-ln(draws.uniform()));
                    best = if utility > best.1 { (j, utility) } else { best };
                    made.x.extend(row);
                }
                made.chosen.push(best.0);
                made.person.push(n);
            }
        }
        made
    }

    fn data<'a>(&'a self, available: &'a [bool]) -> ChoiceData<'a> {
        ChoiceData::new(3, 2, &self.x, available, &self.chosen, &self.person).unwrap()
    }
}

const NAMES: [&str; 2] = ["price", "speed"];

#[test]
fn one_class_is_the_logit() {
    let made = Made::new(1, 60);
    let available = vec![true; 3 * made.chosen.len()];
    let data = made.data(&available);
    let one = fit_latent(&data, &NAMES, &LatentSettings { classes: 1, starts: 1, ..LatentSettings::default() }).unwrap();
    let logit = fit_logit(&data).unwrap();
    assert!((one.log_likelihood - logit.log_likelihood).abs() < 1e-8);
    assert_eq!((one.shares.as_slice(), one.parameters), ([1.0].as_slice(), 2));
    for (got, want) in one.beta.iter().zip(&logit.beta) {
        assert!((got - want).abs() < 1e-5);
    }
}

#[test]
fn scores_are_the_slopes_of_the_likelihood() {
    let made = Made::new(2, 20);
    let available: Vec<bool> = made.chosen.iter().enumerate().flat_map(|(task, &c)| (0..3).map(move |j| j == c || task % 3 != j)).collect();
    let data = made.data(&available);
    let centre = [0.9, -0.4, -0.2, 0.8, 0.3, -0.1, 0.4, -0.6];
    let evaluation = evaluate(&data, 2, &centre);
    assert_eq!((evaluation.people, evaluation.parameters()), (20, 8));
    for (k, got) in evaluation.gradient().iter().enumerate() {
        let at = |by: f64| {
            let mut moved = centre;
            moved[k] += by;
            evaluate(&data, 2, &moved).log_likelihood
        };
        let slope = (at(1e-5) - at(-1e-5)) / 2e-5;
        assert!((slope - got).abs() < 1e-7, "{k}: {slope} not {got}");
    }
    // The names of the classes do not matter, and one class is the plain logit.
    let turned = evaluate(&data, 2, &sorted(&centre, 2));
    assert!((turned.log_likelihood - evaluation.log_likelihood).abs() < 1e-10);
    let plain = logit_log_likelihood(&data, &centre[..2]).unwrap();
    assert!((evaluate(&data, 2, &centre[..2]).log_likelihood - plain).abs() < 1e-10);
}

#[test]
fn no_round_falls() {
    let made = Made::new(3, 60);
    let available = vec![true; 3 * made.chosen.len()];
    let data = made.data(&available);
    let start = begin(&fit_logit(&data).unwrap(), &LatentSettings { classes: 3, ..LatentSettings::default() }, 1);
    let mut last = Parts::new(&data, &start.beta).log_likelihood(&start.shares);
    for rounds in 1..12 {
        let here = climb(&data, start.clone(), rounds).unwrap();
        assert!(here.log_likelihood >= last, "{rounds}: {} after {last}", here.log_likelihood);
        assert!((here.shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        last = here.log_likelihood;
    }
}

#[test]
fn known_classes_are_found_with_sound_errors() {
    let (mut inside, mut right, mut people) = (0, 0, 0);
    for seed in 0..20 {
        let made = Made::new(100 + seed, 150);
        let available = vec![true; 3 * made.chosen.len()];
        let data = made.data(&available);
        let found = fit_latent(&data, &NAMES, &LatentSettings { starts: 2, ..LatentSettings::default() }).unwrap();
        assert!(
            found.criterion()
                < fit_latent(&data, &NAMES, &LatentSettings { classes: 1, starts: 1, ..LatentSettings::default() }).unwrap().criterion()
        );
        assert!((0.4..0.8).contains(&found.shares[0]), "{:?}", found.shares);
        let errors = found.errors.as_ref().unwrap();
        for (k, want) in TRUTH.as_flattened().iter().enumerate() {
            inside += usize::from((found.beta[k] - want).abs() <= 1.96 * errors[k]);
        }
        let streams = Streams::new(Seed(100 + seed), At::default());
        for (n, member) in found.membership.chunks(2).enumerate() {
            let class = usize::from(streams.draws(Purpose::Choice, n as u64, 0).uniform() > 0.6);
            right += usize::from(member[class] > 0.5);
            people += 1;
        }
    }
    // 80 intervals at 95 %: fewer than 68 inside would happen less than once in a thousand, were they independent.
    assert!((68..=80).contains(&inside), "{inside} of 80");
    assert!(right * 10 > people * 9, "{right} of {people}");
}

#[test]
fn predictions_average_the_classes_by_where_a_person_belongs() {
    let made = Made::new(5, 40);
    let available = vec![true; 3 * made.chosen.len()];
    let data = made.data(&available);
    let found = fit_latent(&data, &NAMES, &LatentSettings { starts: 2, ..LatentSettings::default() }).unwrap();
    let (known, unknown) = (found.predict(Some(&data), &data).unwrap(), found.predict(None, &data).unwrap());
    for (predicted, own) in [(known, true), (unknown, false)] {
        for task in 0..data.tasks() {
            let row = &predicted[3 * task..3 * task + 3];
            assert!((row.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            let member = if own { &found.membership[2 * (task / 8)..2 * (task / 8) + 2] } else { &found.shares };
            let one = ChoiceData::new(3, 2, &made.x[6 * task..6 * task + 6], &[true; 3], &made.chosen[task..=task], &[0]).unwrap();
            let want: f64 = (0..2).map(|c| member[c] * crate::num::exp(logit_log_likelihood(&one, found.class(c)).unwrap())).sum();
            assert!((row[made.chosen[task]] - want).abs() < 1e-12);
        }
    }
    let narrow = ChoiceData::new(2, 1, &[0.0, 1.0], &[true; 2], &[0], &[0]).unwrap();
    assert_eq!(found.predict(None, &narrow).unwrap_err(), DataError::Parameters { want: 2, got: 1 });
}

#[test]
fn what_has_no_classes_is_refused() {
    let mut made = Made::new(6, 12);
    let available = vec![true; 3 * made.chosen.len()];
    let refused = |made: &Made, classes| {
        fit_latent(&made.data(&available), &NAMES, &LatentSettings { classes, ..LatentSettings::default() }).unwrap_err()
    };
    for classes in [0, 13] {
        assert_eq!(refused(&made, classes), LatentError::Classes { people: 12, got: classes });
    }
    assert!(matches!(fit_latent(&made.data(&available), &NAMES[..1], &LatentSettings::default()), Err(LatentError::Data(_))));
    // Some people always take the highest price: a class of their own has no finite taste for it.
    let mut steep = Made::new(7, 40);
    for (task, chosen) in steep.chosen.iter_mut().enumerate().take(8 * 15) {
        let price = |j: usize| steep.x[6 * task + 2 * j];
        *chosen = (0..3).max_by(|&a, &b| price(a).total_cmp(&price(b))).unwrap();
    }
    let available_to_all = vec![true; 3 * steep.chosen.len()];
    match fit_latent(&steep.data(&available_to_all), &NAMES, &LatentSettings { classes: 3, ..LatentSettings::default() }).unwrap_err() {
        LatentError::Separating { names, .. } => assert!(names.contains(&"price".to_owned()), "{names:?}"),
        other => assert!(matches!(other, LatentError::NotConverged { classes: 3, .. }), "{other}"),
    }
    for row in made.x.chunks_mut(6) {
        (row[1], row[3], row[5]) = (2.0, 2.0, 2.0);
    }
    assert_eq!(
        refused(&made, 2).to_string(),
        "a logit of all people cannot have `speed`: they never differ between the alternatives of a task, or add up to the same"
    );
}
