//! What ratings cannot tell is said, and what to do.

use super::made::{Made, model, truth};
use crate::choice::ratings::{Effects, RatedItem, RatingsData, RatingsError, RatingsModel, RatingsSettings, Thresholds, fit_ratings};

fn told(model: &RatingsModel, answers: &[u8], known: &[f64]) -> Vec<String> {
    RatingsData::new(model, answers, known, &[]).unwrap().faults(model).iter().map(ToString::to_string).collect()
}

/// No traits, no demographics.
fn plain(items: usize) -> RatingsModel {
    let model = model(items, 4);
    let items = model.items.iter().cloned().map(|item| RatedItem { behind: None, ..item }).collect();
    RatingsModel { items, traits: Vec::new(), demographics: Vec::new(), ..model }
}

#[test]
fn what_answers_cannot_tell_is_told_all_at_once() {
    let model = plain(3);
    let said = told(&model, &[1, 2, 0, 2, 2, 0, 3, 2, 0], &[]);
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(said[0].starts_with("everybody answered 2 to `q1`"), "{said:?}");
    assert!(said[1].starts_with("nobody answered `q2`"), "{said:?}");
    assert!(said[2].starts_with("nobody answered 4 of 1 to 4, so that") && said[2].ends_with("or make the scale shorter"), "{said:?}");
    let own = RatingsModel { thresholds: Thresholds::ByItem, ..plain(2) };
    let said = told(&own, &[1, 1, 2, 2, 3, 3, 4, 3], &[]);
    assert_eq!(said.len(), 1);
    assert!(said[0].contains("nobody answered 4 of 1 to 4 to `q1`") && said[0].ends_with("give all items the same thresholds"), "{said:?}");
}

#[test]
fn effects_that_are_not_identified_are_named() {
    let said = told(&plain(1), &[1, 2, 3, 4], &[]);
    assert!(said.iter().any(|why| why.starts_with("nobody gave two answers, so that acquiescence")), "{said:?}");
    assert!(said.iter().any(|why| why.starts_with("nobody gave two answers, so that extremity")), "{said:?}");
    let two = RatingsModel { categories: 2, ..plain(3) };
    assert!(told(&two, &[1, 2, 1, 2, 1, 2], &[]).iter().any(|why| why.starts_with("extremity needs a scale of three boxes")));
    let mut alike = plain(3);
    alike.traits = vec!["liking".to_owned()];
    alike.items.iter_mut().for_each(|item| (item.behind, item.keyed) = (Some(0), 1.0));
    let answers = [1, 2, 3, 4, 3, 2, 2, 1, 4];
    let said = told(&alike, &answers, &[]);
    assert!(said[0].starts_with("acquiescence and `liking` cannot be told apart") && said[0].contains("`keyed = -1`"), "{said:?}");
    // One item turned round, or no acquiescence, and they can.
    alike.items[1].keyed = -1.0;
    assert!(told(&alike, &answers, &[]).is_empty());
    alike.items[1].keyed = 1.0;
    alike.effects.acquiescence = false;
    assert!(told(&alike, &answers, &[]).is_empty());
    alike.items[0].behind = None;
    alike.items[1].behind = None;
    assert!(told(&alike, &answers, &[])[0].starts_with("`liking` stands behind one item only"));
    let mut known = plain(3);
    known.demographics = vec!["age".to_owned(), "born".to_owned()];
    assert!(told(&known, &answers, &[1.0, 4.0, 2.0, 3.0, 3.0, 2.0])[0].starts_with("`age`, `born` cannot shift the answers"));
    assert!(told(&known, &answers, &[1.0, 4.0, 2.0, 4.0, 4.0, 4.0])[0].contains("`born`"));
}

#[test]
fn bad_numbers_are_refused() {
    let model = plain(2);
    let refused = |answers: &[u8], known: &[f64], weights: &[f64]| RatingsData::new(&model, answers, known, weights).unwrap_err();
    assert!(matches!(refused(&[], &[], &[]), RatingsError::Empty));
    assert!(matches!(refused(&[1, 5], &[], &[]), RatingsError::Answer { got: 5, most: 4, .. }));
    assert!(matches!(refused(&[1, 2, 0, 0], &[], &[]), RatingsError::NoAnswer { person: 1 }));
    assert!(matches!(refused(&[1, 2, 3], &[], &[]), RatingsError::Length { want: 2, got: 3, .. }));
    assert!(matches!(refused(&[1, 2], &[], &[0.0]), RatingsError::NotFinite));
    assert!(matches!(refused(&[1, 2], &[1.0], &[]), RatingsError::Length { want: 0, got: 1, .. }));
}

/// A search that may not go far enough is no fit.
#[test]
fn a_search_that_does_not_end_is_told() {
    let model = RatingsModel { effects: Effects { acquiescence: true, extremity: true }, ..plain(4) };
    let made = Made::new(&model, &model.shape(&truth(&model)), 60, 51, 0.0);
    let data = RatingsData::new(&model, &made.answers, &[], &[]).unwrap();
    let error = fit_ratings(&model, &data, &RatingsSettings { steps: 1, nodes: 9, threads: 1 }).unwrap_err();
    assert!(error.searched() && error.best().len() == model.parameters().len(), "{error}");
}
