//! The kernels against the plain form, the estimates against known truth, and what must not matter.

use super::checks::{ELECTRICITY_DIAGONAL, ELECTRICITY_FEATURES, ElectricityData, ElectricityTask, published};
use super::likelihood::Knowledge;
use super::reference::{self, people};
use super::*;
use crate::choice::data::{ChoiceData, StandardErrors};
use crate::choice::panel::PanelEvaluation;
use crate::num::{Path, ln};
use crate::random::{At, Draws, Purpose, Seed, Streams};

pub(super) fn electricity() -> ElectricityData {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/personas/electricity/choices.csv");
    let mut reader = csv::Reader::from_path(path).unwrap();
    let task = |record: csv::StringRecord| {
        let v: Vec<f64> = record.iter().map(|cell| cell.parse().unwrap()).collect();
        let features = std::array::from_fn(|supplier| std::array::from_fn(|feature| v[2 + 4 * feature + supplier]));
        ElectricityTask { person: v[0] as u64, chosen: v[1] as usize - 1, features }
    };
    ElectricityData::new(&reader.records().map(|record| task(record.unwrap())).collect::<Vec<_>>())
}

/// Choices made at random, with holes in what is available.
struct Made {
    specification: Specification,
    alternatives: usize,
    x: Vec<f64>,
    available: Vec<bool>,
    chosen: Vec<usize>,
    person: Vec<u64>,
    demographics: Vec<f64>,
    parameters: Vec<f64>,
}

impl Made {
    fn new(seed: u64, specification: Specification, alternatives: usize, people: usize, strength: f64) -> Self {
        let mut draws = Streams::new(Seed(seed), At::default()).draws(Purpose::Design, 0, 0);
        let features = specification.tastes.len();
        let mut made = Self {
            alternatives,
            x: Vec::new(),
            available: Vec::new(),
            chosen: Vec::new(),
            person: Vec::new(),
            demographics: (0..people * specification.demographics.len()).map(|_| draws.normal()).collect(),
            parameters: Vec::new(),
            specification,
        };
        for person in 0..people {
            for _ in 0..1 + draws.below(5) {
                made.x.extend((0..alternatives * features).map(|_| draws.normal() * strength));
                let chosen = draws.below(alternatives as u32) as usize;
                made.available.extend((0..alternatives).map(|j| j == chosen || draws.uniform() < 0.8));
                made.chosen.push(chosen);
                made.person.push(person as u64);
            }
        }
        let model = made.model();
        made.parameters = (0..model.parameters().len()).map(|_| 0.7 * draws.normal()).collect();
        // A truncated normal's spread is a standard deviation, and far from zero the plain form loses its digits.
        for part in model.parts.iter().filter(|part| matches!(part.distribution, Distribution::TruncatedNormal(_))) {
            made.parameters[part.factor[0].1] = 0.5 + draws.uniform();
        }
        made
    }

    fn model(&self) -> Model {
        Model::new(&self.specification).unwrap()
    }

    fn data(&self) -> ChoiceData<'_> {
        let features = self.specification.tastes.len();
        ChoiceData::new(self.alternatives, features, &self.x, &self.available, &self.chosen, &self.person).unwrap()
    }

    fn evaluate(&self, points: Points, draws: usize, effort: Effort, parameters: &[f64]) -> PanelEvaluation {
        let model = self.model();
        let panel = Panel::new(&model, &self.data(), &self.demographics).unwrap();
        Likelihood::new(&model, &panel, points, draws, effort).unwrap().evaluate(parameters).unwrap()
    }
}

fn cases() -> Vec<Specification> {
    let taste = |name: &str, distribution| Taste::new(name, distribution);
    let all = vec![
        taste("a", Distribution::Normal),
        Taste { shifts: vec!["age".into()], ..taste("b", Distribution::LogNormal(Sign::Negative)) },
        taste("c", Distribution::Fixed),
        Taste { shifts: vec!["income".into(), "age".into()], ..taste("d", Distribution::TruncatedNormal(Sign::Positive)) },
        taste("e", Distribution::Uniform),
        taste("f", Distribution::Triangular),
        taste("g", Distribution::TruncatedNormal(Sign::Negative)),
        taste("h", Distribution::Normal),
    ];
    let base = Specification { tastes: all, demographics: vec!["income".into(), "age".into()], ..Specification::default() };
    let full = Specification { covariance: Covariance::Full, ..base.clone() };
    let money = Specification { space: Space::WillingnessToPay { price: "b".into() }, ..full.clone() };
    let scale = Specification { scale: Scale::Varying { except: vec!["c".into(), "h".into()] }, ..base.clone() };
    let fixed_money = Specification { space: Space::WillingnessToPay { price: "c".into() }, ..scale.clone() };
    let plain = Specification::all(&["a", "b"], Distribution::Fixed);
    let normal = Specification { covariance: Covariance::Full, ..Specification::all(&["a", "b", "c"], Distribution::Normal) };
    vec![base, full, money, scale, fixed_money, plain, normal]
}

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
            .map(|point| reference::draw(&bare, &bare_model, &made.parameters[..18], &made.demographics[2 * n..2 * n + 2], point))
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
                let mut expected = vec![0.0; 4];
                for (beta, weight) in person.coefficients.iter().zip(&person.weights) {
                    let open = || (0..4).filter(|&j| data.is_available(task, j));
                    let total: f64 = open().map(|j| crate::num::exp(utility(beta, j))).sum();
                    for j in open() {
                        expected[j] += if own { *weight } else { 1.0 / 40.0 } * crate::num::exp(utility(beta, j)) / total;
                    }
                }
                for (j, expected) in expected.iter().enumerate() {
                    assert!((got[4 * task + j] - expected).abs() < 1e-11, "{task} {j}");
                }
            }
        }
    }
    let stranger = ChoiceData::new(2, 8, &[0.0; 16], &[true; 2], &[0], &[77]).unwrap();
    assert!(matches!(likelihood.predict(&made.parameters, Knowledge::Own, &stranger), Err(MixedError::Stranger { id: 77 })));
}

/// Choices of people whose tastes are known.
fn simulated(seed: u64, people: usize, tasks: usize, truth: &[(f64, f64)]) -> (Vec<f64>, Vec<usize>, Vec<u64>) {
    let streams = Streams::new(Seed(seed), At::default());
    let (mut x, mut chosen, mut person) = (Vec::new(), Vec::new(), Vec::new());
    let gumbel = |draws: &mut Draws| -ln(-ln(draws.uniform()));
    for n in 0..people as u64 {
        let mut draws = streams.draws(Purpose::Choice, n, 0);
        let beta: Vec<f64> = truth.iter().map(|(location, spread)| location + spread * draws.normal()).collect();
        for _ in 0..tasks {
            let mut best = (0, f64::NEG_INFINITY);
            for j in 0..3 {
                let features: Vec<f64> = truth.iter().map(|_| draws.normal()).collect();
                let utility = features.iter().zip(&beta).map(|(x, b)| x * b).sum::<f64>() + gumbel(&mut draws);
                best = if utility > best.1 { (j, utility) } else { best };
                x.extend(features);
            }
            chosen.push(best.0);
            person.push(n);
        }
    }
    (x, chosen, person)
}

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
    assert_eq!(refused.to_string(), "demographic 0 of person 1 must be finite, got NaN");
    let one = Model::new(&Specification::all(&["a"], Distribution::Normal)).unwrap();
    assert!(matches!(Panel::new(&one, &choices, &[]), Err(MixedError::Data(_))));
}

#[test]
fn no_search_ends_in_silence() {
    let (mut x, chosen, person) = simulated(5, 40, 6, &[(1.0, 0.5), (-0.5, 0.4)]);
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
    let logit = crate::choice::fit_logit(&data).unwrap().beta;
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

#[test]
fn published_errors_are_those_of_tasks_taken_apart() {
    // The published program sums outer products over tasks; ours over people, which is what a panel needs. Its figures come out of ours done its way.
    const PUBLISHED: [f64; 12] = [
        0.036_17, 0.014_36, 0.089_15, 0.071_90, 0.311_72, 0.311_15, 0.012_67, 0.020_07, 0.097_44, 0.083_82, 0.125_71, 0.131_61,
    ];
    let electricity = electricity();
    let data = electricity.panel().unwrap();
    let specification = Specification::all(&ELECTRICITY_FEATURES, Distribution::Normal);
    let mut outer = vec![0.0; 144];
    let people = people(&specification, &data, &[], PUBLISHED_POINTS, 600, &ELECTRICITY_DIAGONAL);
    for (person, tasks) in people.iter().zip(data.people()) {
        for task in tasks {
            let mut score = [0.0; 12];
            for ((slope, point), weight) in reference::slopes(&data, task, person).iter().zip(&person.points).zip(&person.weights) {
                for k in 0..6 {
                    score[k] += weight * slope[k];
                    score[6 + k] += weight * slope[k] * point[k];
                }
            }
            for (row, a) in score.iter().enumerate() {
                for (column, b) in score.iter().enumerate() {
                    outer[12 * row + column] += a * b;
                }
            }
        }
    }
    let errors = crate::choice::data::invert(&outer, 12).unwrap().standard_errors();
    for (got, want) in errors.iter().zip(PUBLISHED) {
        assert!((got - want).abs() < 1e-5, "{got} not {want}");
    }
}
