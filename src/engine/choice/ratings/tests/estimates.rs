//! Published figures and known truths.

use super::made::{Made, model, truth};
use crate::choice::StandardErrors;
use crate::choice::ratings::{Effects, RatingsData, RatingsModel, RatingsSettings, Shifts, checks, fit_ratings};

#[test]
fn published_figures_come_out() {
    let checks = checks();
    assert_eq!(checks.len(), 7);
    for check in checks {
        assert!(check.passed(), "{check:?}");
    }
}

/// Truth lies in intervals at 95 % about as often as they say, over twenty made surveys.
#[test]
fn known_truths_are_found_with_sound_errors() {
    let model = RatingsModel { demographics: vec!["age".to_owned()], shifts: Shifts::Alike, ..model(9, 5) };
    let centre = truth(&model);
    let (mut inside, mut all, mut styles) = (0, 0, 0);
    for seed in 0..20 {
        let made = Made::new(&model, &model.shape(&centre), 250, 100 + seed, 0.05);
        let data = RatingsData::new(&model, &made.answers, &made.known, &[]).unwrap();
        let settings = RatingsSettings { nodes: 11, threads: 2, ..RatingsSettings::default() };
        let found = fit_ratings(&model, &data, &settings).unwrap();
        let errors = found.robust_covariance.standard_errors();
        for (k, (got, want)) in found.parameters.iter().zip(&centre).enumerate() {
            let holds = (got - want).abs() <= 1.96 * errors[k];
            inside += usize::from(holds);
            all += 1;
            styles += usize::from(holds && found.names[k].starts_with("spread of"));
        }
    }
    // 17 parameters × 20 surveys at 95 %: fewer than 309 of 340, or more than 336, would happen about once in a thousand, were they independent.
    assert_eq!(all, 340);
    assert!((309..=336).contains(&inside), "{inside} of {all}");
    // 80 spreads: fewer than 69 inside would happen less than once in a thousand.
    assert!((69..=80).contains(&styles), "{styles} of 80");
}

/// Where nobody has a style, next to none is found.
#[test]
fn no_style_is_found_where_there_is_none() {
    let model = RatingsModel { demographics: Vec::new(), ..model(9, 5) };
    let mut centre = truth(&model);
    let spread = model.parameters().iter().position(|name| name == "spread of acquiescence").unwrap();
    (centre[spread], centre[spread + 1]) = (0.0, 0.0);
    let made = Made::new(&model, &model.shape(&centre), 800, 41, 0.0);
    let data = RatingsData::new(&model, &made.answers, &[], &[]).unwrap();
    let found = fit_ratings(&model, &data, &RatingsSettings { nodes: 11, threads: 2, ..RatingsSettings::default() }).unwrap();
    assert!(found.parameters[spread] < 0.2 && found.parameters[spread + 1] < 0.15, "{:?}", found.parameters);
    // Without them the log-likelihood is hardly lower.
    let without = RatingsModel { effects: Effects { acquiescence: false, extremity: false }, ..model.clone() };
    let data = RatingsData::new(&without, &made.answers, &[], &[]).unwrap();
    let plain = fit_ratings(&without, &data, &RatingsSettings { nodes: 11, threads: 2, ..RatingsSettings::default() }).unwrap();
    assert!((-1e-6..5.0).contains(&(found.log_likelihood - plain.log_likelihood)), "{}", found.log_likelihood - plain.log_likelihood);
}

/// A spread whose best value is 0 is held there, and the rest is estimated as without it.
#[test]
fn a_spread_at_its_border_is_held_at_zero() {
    let model = RatingsModel { demographics: Vec::new(), traits: Vec::new(), ..model(5, 4) };
    let items = model.items.iter().cloned().map(|item| crate::choice::ratings::RatedItem { behind: None, ..item }).collect();
    let model = RatingsModel { items, ..model };
    let without = RatingsModel { effects: Effects { acquiescence: false, extremity: true }, ..model.clone() };
    let settings = RatingsSettings { nodes: 11, ..RatingsSettings::default() };
    let made = Made::new(&without, &without.shape(&truth(&without)), 150, 61, 0.0);
    // Two items that most people answer the other way round make answers of a person pull apart, so that nothing can be common to all.
    let turn = |(at, own): (usize, &[u8])| if at % 3 == 0 { own.to_vec() } else { vec![own[0], 5 - own[0], own[2], 5 - own[2], own[4]] };
    let turned: Vec<u8> = made.answers.chunks(5).enumerate().flat_map(turn).collect();
    let data = |model| RatingsData::new(model, &turned, &[], &[]).unwrap();
    let found = fit_ratings(&model, &data(&model), &settings).unwrap();
    let plain = fit_ratings(&without, &data(&without), &settings).unwrap();
    let at = model.parameters().iter().position(|name| name == "spread of acquiescence").unwrap();
    assert_eq!((found.zeros.as_slice(), found.parameters[at]), (&[at][..], 0.0));
    assert!((found.log_likelihood - plain.log_likelihood).abs() < 1e-7);
    assert_eq!(found.robust_covariance.standard_errors()[at], 0.0);
    assert!((found.parameters[at + 1] - plain.parameters[at]).abs() < 1e-4);
}

/// Counting everybody twice changes no estimate; counting some more moves towards them.
#[test]
fn weights_weigh() {
    let model = RatingsModel { demographics: Vec::new(), traits: Vec::new(), ..model(4, 4) };
    let items = model.items.iter().cloned().map(|item| crate::choice::ratings::RatedItem { behind: None, ..item }).collect();
    let model = RatingsModel { items, ..model };
    let made = Made::new(&model, &model.shape(&truth(&model)), 120, 43, 0.0);
    let settings = RatingsSettings { nodes: 11, ..RatingsSettings::default() };
    let fit = |weights: &[f64]| fit_ratings(&model, &RatingsData::new(&model, &made.answers, &[], weights).unwrap(), &settings).unwrap();
    let (plain, twice) = (fit(&[]), fit(&vec![2.0; 120]));
    assert!(plain.parameters.iter().zip(&twice.parameters).all(|(a, b)| (a - b).abs() < 1e-4));
    assert!((2.0 * plain.log_likelihood - twice.log_likelihood).abs() < 1e-6);
    // Robust errors hang on people, not on weights as a whole.
    let (one, other) = (plain.robust_covariance.standard_errors(), twice.robust_covariance.standard_errors());
    assert!(one.iter().zip(&other).all(|(a, b)| (a / b - 1.0).abs() < 1e-3));
    let high: Vec<f64> = made.answers.chunks(4).map(|own| if own[0] == 4 { 3.0 } else { 1.0 }).collect();
    assert!(fit(&high).parameters[0] > plain.parameters[0] + 0.1);
}
