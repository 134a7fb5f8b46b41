//! The likelihood, its slopes and what follows from it, each against another way to the same number.

use super::made::{Made, model, truth};
use crate::choice::ordinal::Link;
use crate::choice::ratings::kernel::Kernel;
use crate::choice::ratings::{Effects, Locations, RatingsData, RatingsModel, Shifts, Thresholds, predict_ratings, recalibrated};
use crate::num::{exp, ln, norm_cdf};

/// Every way a model can be put together.
fn all() -> Vec<RatingsModel> {
    let mut out = Vec::new();
    for (locations, thresholds, shifts, effects) in [
        (Locations::ByItem, Thresholds::Common, Shifts::ByItem, Effects { acquiescence: true, extremity: true }),
        (Locations::ByFeatures, Thresholds::Common, Shifts::Keyed, Effects { acquiescence: true, extremity: false }),
        (Locations::ByItem, Thresholds::ByItem, Shifts::Alike, Effects { acquiescence: false, extremity: true }),
        (Locations::ByFeatures, Thresholds::ByItem, Shifts::ByItem, Effects { acquiescence: false, extremity: false }),
    ] {
        out.push(RatingsModel { locations, thresholds, shifts, effects, ..model(5, 4) });
    }
    out
}

#[test]
fn scores_are_the_slopes_of_the_likelihood() {
    for model in all() {
        let centre = truth(&model);
        let made = Made::new(&model, &model.shape(&centre), 12, 3, 0.2);
        let weights: Vec<f64> = (0..12).map(|person| 0.5 + 0.1 * f64::from(person)).collect();
        let data = RatingsData::new(&model, &made.answers, &made.known, &weights).unwrap();
        let kernel = Kernel::new(&model, data, 9, 1);
        let got = kernel.evaluate(&centre).unwrap().gradient();
        for (k, got) in got.iter().enumerate() {
            let at = |by: f64| {
                let mut moved = centre.clone();
                moved[k] += by;
                kernel.evaluate(&moved).unwrap().log_likelihood
            };
            let slope = (at(1e-5) - at(-1e-5)) / 2e-5;
            assert!((slope - got).abs() < 1e-7, "{}: {slope} not {got}", model.parameters()[k]);
        }
    }
}

/// The likelihood by sums over a product of many nodes of everything, with differences of the distribution itself.
#[test]
fn the_likelihood_is_that_of_plain_sums() {
    let model = model(4, 4);
    let shape = model.shape(&truth(&model));
    let made = Made::new(&model, &shape, 6, 5, 0.1);
    let data = RatingsData::new(&model, &made.answers, &made.known, &[]).unwrap();
    let below = |x: f64| if x < 0.0 { exp(x) / (1.0 + exp(x)) } else { 1.0 / (1.0 + exp(-x)) };
    // Strips of the normal by their chance, 41 for each of four ways to differ.
    let strips: Vec<(f64, f64)> = (-20..=20)
        .map(|at| {
            let z = 0.25 * f64::from(at);
            (z, norm_cdf(z + 0.125) - norm_cdf(z - 0.125))
        })
        .collect();
    let (mut plain, mut chances) = (0.0, Vec::new());
    for person in 0..6 {
        let own = &made.answers[person * 4..person * 4 + 4];
        let known = &made.known[person * 2..person * 2 + 2];
        let mut sum = 0.0;
        for &(agree, w1) in &strips {
            for &(stretch, w2) in &strips {
                let factor = exp(shape.extremity * stretch);
                let mut both = 1.0;
                let chance = |item: usize, level: f64| {
                    if own[item] == 0 {
                        return 1.0;
                    }
                    let answer = usize::from(own[item]);
                    let location = shape.location(item, known) + level;
                    let cut = |edge: usize| below((shape.edges(item)[edge] - shape.acquiescence * agree) / factor - location);
                    let high = if answer == 4 { 1.0 } else { cut(answer - 1) };
                    high - if answer == 1 { 0.0 } else { cut(answer - 2) }
                };
                for behind in 0..2 {
                    let of = |z: f64| -> f64 {
                        let items = (0..4).filter(|&item| model.items[item].behind == Some(behind));
                        items.map(|item| chance(item, model.items[item].keyed * shape.traits[behind] * z)).product()
                    };
                    both *= strips.iter().map(|&(z, w)| w * of(z)).sum::<f64>();
                }
                both *= chance(3, 0.0);
                sum += w1 * w2 * both;
            }
        }
        plain += ln(sum);
        chances.push(sum);
    }
    let got = Kernel::new(&model, data, 41, 1).evaluate(&truth(&model)).unwrap().log_likelihood;
    assert!((got - plain).abs() < 5e-3, "{got} not {plain}");
    let told = predict_ratings(&model, &shape, &data, (41, 1)).unwrap();
    assert!(told.together.iter().zip(&chances).all(|(log, chance)| (log - ln(*chance)).abs() < 5e-3), "{:?}", told.together);
    assert!((told.together.iter().sum::<f64>() - got).abs() < 1e-9);
}

/// Twenty-one nodes are as good as sixty-one, to the third decimal of the log-likelihood of a hundred people.
#[test]
fn the_nodes_are_as_good_as_a_finer_rule() {
    let model = RatingsModel { demographics: Vec::new(), ..model(25, 6) };
    let parameters = truth(&model);
    let made = Made::new(&model, &model.shape(&parameters), 100, 7, 0.05);
    let data = RatingsData::new(&model, &made.answers, &[], &[]).unwrap();
    let at = |nodes: usize| Kernel::new(&model, data, nodes, 1).evaluate(&parameters).unwrap();
    let (rule, finer) = (at(21), at(61));
    assert!((rule.log_likelihood - finer.log_likelihood).abs() < 2e-3, "{} {}", rule.log_likelihood, finer.log_likelihood);
    let apart = rule.gradient().iter().zip(finer.gradient()).fold(0.0f64, |most, (a, b)| most.max((a - b).abs()));
    assert!(apart < 0.1, "{apart}");
    // Far fewer are not.
    assert!((at(5).log_likelihood - finer.log_likelihood).abs() > 0.05);
}

#[test]
fn threads_change_no_byte() {
    let model = model(6, 5);
    let parameters = truth(&model);
    let made = Made::new(&model, &model.shape(&parameters), 150, 9, 0.1);
    let data = RatingsData::new(&model, &made.answers, &made.known, &[]).unwrap();
    let at = |threads: usize| Kernel::new(&model, data, 7, threads).evaluate(&parameters).unwrap();
    assert_eq!(at(1), at(4));
    let told = |threads: usize| predict_ratings(&model, &model.shape(&parameters), &data, (7, threads)).unwrap();
    assert_eq!(told(1), told(4));
    let fitted = |threads: usize| recalibrated(&model, &model.shape(&parameters), &data, threads).unwrap();
    assert_eq!(fitted(1), fitted(4));
}

/// What others' answers say of one is the chance of all with it over the chance of all with any.
#[test]
fn predictions_are_ratios_of_likelihoods() {
    let model = model(5, 4);
    let shape = model.shape(&truth(&model));
    let made = Made::new(&model, &shape, 8, 11, 0.15);
    let data = RatingsData::new(&model, &made.answers, &made.known, &[]).unwrap();
    let told = predict_ratings(&model, &shape, &data, (15, 1)).unwrap();
    for item in 0..5 {
        let chance = |answer: u8| {
            let mut answers = made.answers.clone();
            answers.iter_mut().skip(item).step_by(5).for_each(|own| *own = answer);
            let data = RatingsData::new(&model, &answers, &made.known, &[]).unwrap();
            predict_ratings(&model, &shape, &data, (15, 1)).unwrap().together
        };
        let with: Vec<Vec<f64>> = (1..=4).map(chance).collect();
        for person in 0..8 {
            let total: f64 = with.iter().map(|with| exp(with[person])).sum();
            for (answer, with) in with.iter().enumerate() {
                let got = told.others[(person * 5 + item) * 4 + answer];
                assert!((got - exp(with[person]) / total).abs() < 1e-10, "{person} {item} {answer}");
            }
        }
    }
    // With nobody's answers, what is said of an item is the chance of that answer alone.
    let mut lone = vec![0; 40];
    lone.iter_mut().step_by(5).for_each(|own| *own = 3);
    let only = RatingsData::new(&model, &lone, &made.known, &[]).unwrap();
    for (person, log) in predict_ratings(&model, &shape, &only, (15, 1)).unwrap().together.iter().enumerate() {
        assert!((exp(*log) - told.unseen[person * 20 + 2]).abs() < 1e-10);
    }
}

/// The moments of people's mean answers are those of many people made by the same rules.
#[test]
fn the_spread_of_mean_answers_is_that_of_made_people() {
    let model = RatingsModel { demographics: Vec::new(), ..model(6, 5) };
    let shape = model.shape(&truth(&model));
    let made = Made::new(&model, &shape, 20_000, 13, 0.0);
    let data = RatingsData::new(&model, &made.answers[..6], &[], &[]).unwrap();
    let [mean, square] = predict_ratings(&model, &shape, &data, (21, 1)).unwrap().means[0];
    let means: Vec<f64> = made.answers.chunks(6).map(|own| own.iter().map(|&answer| f64::from(answer)).sum::<f64>() / 6.0).collect();
    let real = means.iter().sum::<f64>() / 20_000.0;
    let spread = means.iter().map(|own| (own - real) * (own - real)).sum::<f64>() / 20_000.0;
    // Four standard errors of a mean and of a variance.
    assert!((mean - real).abs() < 4.0 * (spread / 20_000.0).sqrt(), "{mean} {real}");
    assert!(((square - mean * mean) / spread - 1.0).abs() < 4.0 * (2.0f64 / 20_000.0).sqrt(), "{} {spread}", square - mean * mean);
}

#[test]
fn recalibrated_shares_are_those_of_the_people() {
    let model = model(5, 4);
    let shape = model.shape(&truth(&model));
    let made = Made::new(&model, &shape, 300, 17, 0.1);
    // Shares of other people than the model says.
    let turned: Vec<u8> = made.answers.iter().map(|&answer| if answer == 0 { 0 } else { 1 + answer % 4 }).collect();
    let data = RatingsData::new(&model, &turned, &made.known, &[]).unwrap();
    let moved = recalibrated(&model, &shape, &data, 1).unwrap();
    let told = predict_ratings(&model, &moved, &data, (11, 1)).unwrap();
    let shares = data.shares(4);
    let before = predict_ratings(&model, &shape, &data, (11, 1)).unwrap();
    for item in 0..5 {
        let who: Vec<usize> = (0..300).filter(|person| turned[person * 5 + item] > 0).collect();
        for answer in 0..4 {
            let mean = |of: &[f64]| who.iter().map(|person| of[(person * 5 + item) * 4 + answer]).sum::<f64>() / who.len() as f64;
            // One person's weight lies on what the model said.
            let wanted = (who.len() as f64 * shares[item * 4 + answer] + mean(&before.unseen)) / (who.len() + 1) as f64;
            assert!((mean(&told.unseen) - wanted).abs() < 1e-8, "{item} {answer}");
        }
        assert!(moved.edges(item).windows(2).all(|pair| pair[0] < pair[1]));
    }
    assert_eq!((moved.locations, moved.traits), (shape.locations, shape.traits));
}

/// The distribution between edges is that of the ordinal logit of all people.
#[test]
fn without_differences_it_is_the_ordinal_logit() {
    use crate::choice::{OrdinalData, fit_ordinal};
    let model = RatingsModel {
        traits: Vec::new(),
        demographics: Vec::new(),
        locations: Locations::ByFeatures,
        effects: Effects { acquiescence: false, extremity: false },
        ..model(6, 4)
    };
    let model =
        RatingsModel { items: model.items.iter().cloned().map(|item| super::super::RatedItem { behind: None, ..item }).collect(), ..model };
    let made = Made::new(&model, &model.shape(&truth(&model)), 80, 19, 0.0);
    let data = RatingsData::new(&model, &made.answers, &[], &[]).unwrap();
    let found = super::super::fit_ratings(&model, &data, &super::super::RatingsSettings::default()).unwrap();
    let x: Vec<f64> = (0..80).flat_map(|_| model.items.iter().flat_map(|item| item.features.clone())).collect();
    let category: Vec<usize> = made.answers.iter().map(|&answer| usize::from(answer) - 1).collect();
    let person: Vec<u64> = (0..480).map(|at| at / 6).collect();
    let other = fit_ordinal(&OrdinalData::new(2, 4, &x, &category, &person).unwrap(), Link::Logit).unwrap();
    assert!((found.log_likelihood - other.log_likelihood).abs() < 1e-7);
    assert!((found.parameters[1] - other.parameters[0]).abs() < 1e-5 && (found.parameters[2] - other.parameters[1]).abs() < 1e-5);
    let shape = model.shape(&found.parameters);
    for (k, threshold) in other.parameters[2..].iter().enumerate() {
        assert!((shape.edges(0)[k] - found.parameters[0] - threshold).abs() < 1e-5);
    }
}
