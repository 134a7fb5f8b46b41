//! The electricity survey at length: draws enough or not. Slower than the rest: some seconds.

use super::made::electricity;
use crate::choice::mixed::checks::published;
use crate::choice::mixed::*;

#[test]
fn a_ladder_says_whether_there_are_draws_enough() {
    let electricity = electricity();
    let data = electricity.panel().unwrap();
    let model = Model::new(&Specification::all(&ELECTRICITY_FEATURES, Distribution::Normal)).unwrap();
    let panel = Panel::new(&model, &data, &[]).unwrap();
    // Halton points as published: far from settled.
    let few = ladder(&model, &panel, &Settings { errors: Errors::Scores, ..published(100, 2) }, &[100, 200, 400], 1.0).unwrap();
    assert!(!few.settled(), "{}", few.line());
    assert!(few.line().starts_with("from 200 to 400 draws the log-likelihood moved by +"), "{}", few.line());
    assert!(few.rungs[0].log_likelihood < -3_930.0);
    for given in [vec![], vec![200, 100], vec![100, 100]] {
        let refused = ladder(&model, &panel, &published(100, 2), &given, 1.0).unwrap_err();
        assert_eq!(refused.to_string(), format!("the numbers of draws of a ladder must rise from one to the next; got {given:?}"));
    }
    let swift = Settings { effort: Effort { threads: 2, ..Effort::default() }, errors: Errors::Scores, gain: 1e-4, ..Settings::default() };
    // Scrambled Sobol' points come to the figure that half a million Halton points a person are published for.
    let many = ladder(&model, &panel, &swift, &[500, 1000, 2000], 1.0).unwrap();
    let last = many.rungs.last().unwrap();
    assert!((last.log_likelihood - -3_878.7).abs() < 3.0, "{}", many.line());
}
