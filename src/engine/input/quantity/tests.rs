//! Every way to write a number, and every way to get it wrong.

use super::{Grade, Open, Probability, Provenance, Quantity, Triple};
use crate::input::{Cx, Entries, Problems, Read};
use crate::stats::dist::Dist;

fn one<T: Read + Clone>(text: &str) -> Result<T, Problems> {
    let mut cx = Cx::new();
    let read: Option<Entries<T>> = cx.parse("q.toml", &format!("x = {text}\n"));
    let value = read.and_then(|read| read.get("x").cloned());
    cx.finish(value).map(|(value, _)| value)
}

fn dist(text: &str) -> Dist {
    one::<Quantity>(text).unwrap_or_else(|problems| panic!("{problems}")).dist
}

/// Returns each message with the text it points at.
fn faults(text: &str) -> Vec<(String, String)> {
    let problems = one::<Quantity>(text).expect_err("a fault");
    let all = problems.list().iter().map(|problem| {
        let span = problem.span().expect("a place");
        (problem.what().to_owned(), problems.source(span).text()[span.range()].to_owned())
    });
    all.collect()
}

#[test]
fn every_form_is_read() {
    assert_eq!(dist("3"), Dist::Point(3.0));
    assert_eq!(dist("[2, 5, 9]"), Dist::Pert { low: 2.0, mode: 5.0, high: 9.0 });
    assert_eq!(dist("{ value = 3 }"), Dist::Point(3.0));
    assert_eq!(dist("{ normal = [1, 2] }"), Dist::Normal { mean: 1.0, sd: 2.0 });
    assert_eq!(dist("{ lognormal = [6, 0.5] }"), Dist::LogNormal { median: 6.0, sigma: 0.5 });
    assert_eq!(dist("{ uniform = [0.001, 0.02] }"), Dist::Uniform { low: 0.001, high: 0.02 });
    assert_eq!(dist("{ triangular = [1, 1, 2] }"), Dist::Triangular { low: 1.0, mode: 1.0, high: 2.0 });
    assert_eq!(dist("{ pert = [0.35, 0.5, 0.7] }"), Dist::Pert { low: 0.35, mode: 0.5, high: 0.7 });
    assert_eq!(dist("{ beta = [2, 40] }"), Dist::Beta { a: 2.0, b: 40.0 });
    assert_eq!(
        dist("{ quantiles = [[0.1, 3], [0.5, 3], [0.9, 8]] }"),
        Dist::Quantiles { points: vec![(0.1, 3.0), (0.5, 3.0), (0.9, 8.0)] }
    );
}

#[test]
fn source_and_grade_are_kept_and_needed() {
    let read: Quantity = one("{ beta = [2, 40], source = 'pilot', grade = 'measured' }").expect("good");
    assert_eq!((read.source.as_deref(), read.grade), (Some("pilot"), Some(Grade::Measured)));
    assert!(one::<Quantity>("{ value = 2, grade = 'judgement' }").is_ok());
    assert_eq!(faults("{ value = 2, grade = 'published' }"), [("a published number needs a `source`".into(), "'published'".into())]);
    assert_eq!(faults("{ value = 2, grade = 'guess' }").len(), 1);
}

#[test]
fn provenance_is_inherited_whole_or_not_at_all() {
    let outer = Provenance { source: Some("panel".into()), grade: Some(Grade::Measured) };
    assert_eq!(Quantity::point(1.0).inherit(&outer).provenance(), outer);
    let own = Quantity { grade: Some(Grade::Judgement), ..Quantity::point(1.0) };
    assert_eq!(own.clone().inherit(&outer), own);
}

#[test]
fn each_fault_points_at_its_number() {
    assert_eq!(faults("{ normal = [1, -2] }"), [("`sd` must be greater than 0".into(), "-2".into())]);
    assert_eq!(faults("{ lognormal = [0, -1] }").len(), 2);
    assert_eq!(faults("{ pert = [2, 1, 9] }"), [("`likely` must be at least `low`, 2".into(), "1".into())]);
    assert_eq!(faults("[1, 5, 4]"), [("`high` must be at least `likely`, 5".into(), "4".into())]);
    assert_eq!(faults("[4, 4, 4]"), [("the range is empty".into(), "4".into())]);
    assert_eq!(faults("{ uniform = [1, 1] }"), [("the range is empty".into(), "1".into())]);
    assert_eq!(faults("[1, 2]"), [("`x` must be [low, likely, high]".into(), "[1, 2]".into())]);
    assert_eq!(faults("{ pert = [1, 'two', inf] }").len(), 2);
    assert_eq!(faults("{ uniform = [-1e308, 1e308] }").len(), 1);
    assert_eq!(
        faults("{ quantiles = [[0.5, 3], [0.2, 2], [1.2, 4]] }"),
        [
            ("the probabilities of quantiles must rise".into(), "0.2".into()),
            ("the values of quantiles must not fall".into(), "2".into()),
            ("the probability of a quantile must lie in [0, 1]".into(), "1.2".into()),
        ]
    );
    assert_eq!(faults("{ quantiles = [[0.5, 3]] }"), [("at least two quantiles are needed".into(), "[[0.5, 3]]".into())]);
}

#[test]
fn exactly_one_distribution_is_stated() {
    assert_eq!(faults("{ source = 'a' }")[0].0, "`x` does not say its number");
    assert_eq!(faults("{ value = 1, pert = [1, 2, 3] }"), [("`x` says its number twice".into(), "pert".into())]);
    assert_eq!(faults("{ perts = [1, 2, 3] }")[1], ("unknown key `perts` in `x`".into(), "perts".into()));
    assert_eq!(faults("true")[0].0, "`x` must be a number, [low, likely, high] or a table");
    assert_eq!(faults("nan")[0].0, "`x` must be finite");
}

#[test]
fn ranges_are_checked_on_the_whole_support() {
    let check = |text: &str, low, high| {
        let quantity: Quantity = one(text).expect("good");
        quantity.within(&mut Cx::new(), low, high, "minutes").is_some()
    };
    assert!(check("3", 0.0, 10.0) && check("[0, 1, 10]", 0.0, 10.0));
    assert!(!check("-0.1", 0.0, 10.0) && !check("[0, 1, 10.1]", 0.0, 10.0));
    assert!(!check("{ normal = [5, 0.01] }", 0.0, f64::INFINITY));
    assert!(check("{ lognormal = [5, 0.01] }", 0.0, f64::INFINITY));
    assert!(!check("{ lognormal = [5, 0.01] }", 0.0, 1e6));
    // Straight lines are carried on past the outermost quantiles, and so past the range.
    assert!(!check("{ quantiles = [[0.1, 0], [0.9, 10]] }", 0.0, 10.0));
    assert!(check("{ quantiles = [[0, 0], [1, 10]] }", 0.0, 10.0));
    let mut cx = Cx::new();
    let read: Option<Entries<Quantity>> = cx.parse("q.toml", "minutes = { normal = [5, 1], grade = 'judgement' }\n");
    let read = read.expect("good");
    assert_eq!(read.get("minutes").expect("there").within(&mut cx, 0.0, f64::INFINITY, "minutes"), None);
    insta::assert_snapshot!(cx.finish(Some(())).expect_err("out of range").to_string());
}

#[test]
fn probabilities_lie_between_zero_and_one() {
    assert_eq!(one::<Probability>("0.35").expect("good").get(), 0.35);
    let problems = one::<Probability>("35").expect_err("35 is none");
    assert_eq!(problems.list()[0].what(), "probability must lie in [0, 1], got 35 for `x`");
    assert_eq!(problems.list()[0].advice(), ["write 35 per cent as 0.35"]);
    assert!(Probability::new(f64::NAN).is_err());
    assert!(one::<Quantity>("[0.2, 0.5, 1.1]").expect("good").is_probability(&mut Cx::new()).is_none());
}

#[test]
fn triples_and_open_values_take_their_forms() {
    assert_eq!(one::<Triple>("[2, 5, 9]").expect("good").dist(), Dist::Pert { low: 2.0, mode: 5.0, high: 9.0 });
    assert_eq!(one::<Triple>("4").expect("good").dist(), Dist::Point(4.0));
    assert!(one::<Triple>("{ pert = [1, 2, 3] }").is_err());
    assert!(matches!(one::<Open>("'weekdays'"), Ok(Open::Text(_))));
    assert!(matches!(one::<Open>("true"), Ok(Open::Truth(true))));
    assert!(matches!(one::<Open>("9"), Ok(Open::Number(_))));
    assert!(matches!(one::<Open>("{ pert = [1, 2, 3] }"), Ok(Open::Number(_))));
    assert!(one::<Open>("2020-01-01").is_err());
}

#[test]
fn what_is_written_back_reads_the_same() {
    for text in [
        "3.5",
        "[2, 5, 9]",
        "{ beta = [2, 40], source = 'a', grade = 'measured' }",
        "{ quantiles = [[0, 1], [1, 2]] }",
        "{ value = 3, grade = 'judgement' }",
    ] {
        let first: Quantity = one(text).expect("good");
        let written = crate::input::sample::inline(&first.to_json().expect("writes"));
        assert_eq!(one::<Quantity>(&written).expect("good"), first, "{written}");
    }
}
