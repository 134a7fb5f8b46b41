//! Estimates against known truth, and what must not end in silence.

use super::made::{electricity, simulated};
use crate::choice::data::{ChoiceData, StandardErrors};
use crate::choice::fit_logit;
use crate::choice::mixed::checks::published;
use crate::choice::mixed::*;

#[test]
fn known_truth_is_covered_as_often_as_stated() {
    let truth = [(1.0, 0.8), (-0.7, 0.5)];
    let specification = Specification::all(&["a", "b"], Distribution::Normal);
    let model = Model::new(&specification).unwrap();
    let (mut curvature, mut scores, mut robust, mut count) = (0, 0, 0, 0);
    for seed in 0..60 {
        let (x, chosen, person) = simulated(seed, 150, 8, &truth);
        let available = vec![true; 3 * chosen.len()];
        let data = ChoiceData::new(3, 2, &x, &available, &chosen, &person).unwrap();
        let panel = Panel::new(&model, &data, &[]).unwrap();
        let found = fit(&model, &panel, &Settings { draws: 128, ..Settings::default() }).unwrap();
        let inside = |covariance: &Option<Vec<f64>>| -> usize {
            let errors = covariance.as_ref().unwrap().standard_errors();
            let want = [truth[0].0, truth[1].0, truth[0].1, truth[1].1];
            (0..4).filter(|&k| (found.parameters()[k] - want[k]).abs() <= 1.96 * errors[k]).count()
        };
        curvature += inside(&found.curvature_covariance);
        scores += inside(&found.scores_covariance);
        robust += inside(&found.robust_covariance);
        count += 4;
    }
    // 240 intervals at 95 %: fewer than 216 or more than 239 inside would happen once in a thousand, were they independent.
    for (name, inside) in [("curvature", curvature), ("scores", scores), ("robust", robust)] {
        assert!((216..=239).contains(&inside), "{name}: {inside} of {count}");
    }
}

#[test]
fn money_and_preference_space_say_the_same_where_nothing_varies() {
    let electricity = electricity();
    let data = electricity.panel().unwrap();
    let settings = published(1, 1);
    let fixed = Specification::all(&ELECTRICITY_FEATURES, Distribution::Fixed);
    let money = Specification { space: Space::WillingnessToPay { price: "pf".into() }, ..fixed.clone() };
    let found = [fixed, money].map(|specification| {
        let model = Model::new(&specification).unwrap();
        fit(&model, &Panel::new(&model, &data, &[]).unwrap(), &settings).unwrap()
    });
    assert!((found[0].reached.log_likelihood - -4_958.649_119_3).abs() < 5e-8);
    assert!((found[1].reached.log_likelihood - -4_958.649_119_3).abs() < 5e-8);
    let [preference, money] = found.map(|fit| fit.parameters().to_vec());
    for k in 1..6 {
        assert!((money[k] + preference[k] / preference[0]).abs() < 1e-6, "{k}");
    }
}

#[test]
fn bad_data_and_models_are_refused() {
    let model = Model::new(&Specification::all(&["a", "b"], Distribution::Normal)).unwrap();
    let available = [true; 8];
    let x: Vec<f64> = (0..16).map(|i| f64::from(i * 7 % 5)).collect();
    let data = |person: &'static [u64]| (person, [0usize, 1, 0, 1]);
    let (person, chosen) = data(&[1, 2, 1, 3]);
    let choices = ChoiceData::new(2, 2, &x, &available, &chosen, person).unwrap();
    assert!(matches!(Panel::new(&model, &choices, &[]), Err(MixedError::Scattered { person: 2, id: 1 })));
    let (person, chosen) = data(&[1, 1, 2, 3]);
    let choices = ChoiceData::new(2, 2, &x, &available, &chosen, person).unwrap();
    assert!(matches!(Panel::new(&model, &choices, &[1.0]), Err(MixedError::Demographics { want: 0, got: 1 })));
    let shifted = Specification {
        tastes: vec![Taste { shifts: vec!["age".into()], ..Taste::new("a", Distribution::Normal) }, Taste::new("b", Distribution::Fixed)],
        demographics: vec!["age".into()],
        ..Specification::default()
    };
    let model = Model::new(&shifted).unwrap();
    let refused = Panel::new(&model, &choices, &[1.0, f64::NAN, 2.0]).unwrap_err();
    assert_eq!(refused.to_string(), "demographic `age` of person `2` must be finite, got NaN");
    let one = Model::new(&Specification::all(&["a"], Distribution::Normal)).unwrap();
    assert!(matches!(Panel::new(&one, &choices, &[]), Err(MixedError::Features { want: 1, got: 2 })));
    // Demographics that are the same for all, or another one once more, shift nothing.
    let shifted = |names: [&str; 2]| Specification {
        tastes: vec![
            Taste { shifts: names.map(str::to_owned).to_vec(), ..Taste::new("a", Distribution::Normal) },
            Taste::new("b", Distribution::Fixed),
        ],
        demographics: vec!["age".into(), "year".into(), "months".into()],
        ..Specification::default()
    };
    let (x, chosen, person) = simulated(9, 12, 4, &[(1.0, 0.5), (-0.5, 0.0)]);
    let available = vec![true; 3 * chosen.len()];
    let choices = ChoiceData::new(3, 2, &x, &available, &chosen, &person).unwrap();
    let demographics: Vec<f64> = (0..12).flat_map(|n| [20.0 + f64::from(n), 1998.0, 240.0 + 12.0 * f64::from(n)]).collect();
    for (names, want) in [
        (["age", "year"], "`year` cannot shift the taste for `a`: the same for all people, or adding up to the same; leave one out"),
        (
            ["months", "age"],
            "`months`, `age` cannot shift the taste for `a`: the same for all people, or adding up to the same; leave one out",
        ),
    ] {
        let model = Model::new(&shifted(names)).unwrap();
        let panel = Panel::new(&model, &choices, &demographics).unwrap();
        assert_eq!(fit(&model, &panel, &Settings::default()).unwrap_err().to_string(), want);
    }
}

#[test]
fn no_search_ends_in_silence() {
    let (mut x, chosen, person) = simulated(5, 60, 8, &[(1.0, 0.9), (-0.5, 0.4)]);
    let available = vec![true; 3 * chosen.len()];
    let model = Model::new(&Specification::all(&["price", "speed"], Distribution::Normal)).unwrap();
    let found = |x: &[f64], settings: &Settings| {
        let data = ChoiceData::new(3, 2, x, &available, &chosen, &person).unwrap();
        fit(&model, &Panel::new(&model, &data, &[]).unwrap(), settings)
    };
    let settings = Settings { draws: 64, ..Settings::default() };
    // One step is not enough; the best place is handed back.
    match found(&x, &Settings { steps: 1, ..settings }) {
        Err(FitError::NotConverged { best, advice }) => {
            assert_eq!(best.steps, 1);
            assert!(best.gradient > 0.0 && best.log_likelihood.is_finite() && advice.starts_with("allow more steps"));
            assert_eq!(best.names[2], "spread of price");
        }
        other => panic!("{other:?}"),
    }
    // With no spread at all, the slope by the spread is zero and the search has nowhere to go; but it stands on a saddle.
    let data = ChoiceData::new(3, 2, &x, &available, &chosen, &person).unwrap();
    let tastes = vec![Taste::new("price", Distribution::Normal), Taste::new("speed", Distribution::Fixed)];
    let one = Model::new(&Specification { tastes, ..Specification::default() }).unwrap();
    let logit = fit_logit(&data).unwrap().beta;
    let exact = Settings { points: Points::Trapezoid, draws: 201, ..settings };
    let saddle = fit_from(&one, &Panel::new(&one, &data, &[]).unwrap(), &exact, &[vec![logit[0], logit[1], 0.0]]);
    match saddle {
        Err(FitError::NotDefinite { best, names }) => {
            assert_eq!(names, ["spread of price"]);
            assert!(best.gradient < 1e-6);
        }
        other => panic!("{other:?}"),
    }
    assert!(fit(&one, &Panel::new(&one, &data, &[]).unwrap(), &exact).unwrap().parameters()[2] > 0.1);
    // The second feature is twice the first.
    for row in x.chunks_mut(2) {
        row[1] = 2.0 * row[0];
    }
    let refused = found(&x, &settings).unwrap_err();
    assert_eq!(refused.to_string(), "the choices do not tell `price`, `speed` apart: they add up to the same in every task; leave one out");
    // The second feature is the constant of one alternative, which everyone chooses.
    for task in 0..chosen.len() {
        for j in 0..3 {
            x[6 * task + 2 * j + 1] = f64::from(u8::from(j == 1));
        }
    }
    let always = vec![1; chosen.len()];
    let data = ChoiceData::new(3, 2, &x, &available, &always, &person).unwrap();
    match fit(&model, &Panel::new(&model, &data, &[]).unwrap(), &settings) {
        Err(FitError::Separating { names }) => assert_eq!(names, ["speed"]),
        other => panic!("{other:?}"),
    }
    // The second feature marks the choice.
    for (task, &chosen) in chosen.iter().enumerate() {
        for j in 0..3 {
            x[6 * task + 2 * j + 1] = f64::from(u8::from(j == chosen));
        }
    }
    assert_eq!(
        found(&x, &settings).unwrap_err().to_string(),
        "`speed` predicts choices without fail, so no finite taste is the best; leave it out, or bound the taste"
    );
}

#[test]
fn more_starts_come_to_the_same_place_or_a_better_one() {
    let (x, chosen, person) = simulated(6, 80, 6, &[(1.0, 0.5), (-0.5, 0.4)]);
    let available = vec![true; 3 * chosen.len()];
    let model = Model::new(&Specification::all(&["a", "b"], Distribution::Normal)).unwrap();
    let data = ChoiceData::new(3, 2, &x, &available, &chosen, &person).unwrap();
    let panel = Panel::new(&model, &data, &[]).unwrap();
    let settings = Settings { draws: 64, ..Settings::default() };
    let one = fit(&model, &panel, &settings).unwrap();
    let many = fit(&model, &panel, &Settings { starts: 4, ..settings }).unwrap();
    assert_eq!(many.starts.len(), 4);
    assert!((many.starts[0] - one.starts[0]).abs() < 1e-12);
    assert!(many.reached.log_likelihood >= one.reached.log_likelihood - 1e-9);
    assert!(many.starts.iter().all(|start| (start - many.reached.log_likelihood).abs() < 2.0), "{:?}", many.starts);
}
