//! What expressions mean, and how faults in them are placed.

use super::{ColumnView, Columns, Expr, ExprError, Kind};
use crate::input::{Cx, Entries};

struct People {
    age: Vec<f32>,
    share: Vec<f32>,
    region: (Vec<u16>, Vec<String>),
    home: (Vec<u16>, Vec<String>),
}

impl Columns for People {
    fn names(&self) -> Vec<&str> {
        vec!["age", "share of wallet", "region", "home"]
    }

    fn get(&self, name: &str) -> Option<ColumnView<'_>> {
        match name {
            "age" => Some(ColumnView::Number(&self.age)),
            "share of wallet" => Some(ColumnView::Number(&self.share)),
            "region" => Some(ColumnView::Category { codes: &self.region.0, labels: &self.region.1 }),
            "home" => Some(ColumnView::Category { codes: &self.home.0, labels: &self.home.1 }),
            _ => None,
        }
    }
}

fn people() -> People {
    let labels = |all: &[&str]| all.iter().map(|&label| label.to_owned()).collect();
    People {
        age: vec![17.0, 40.0, 70.0, 0.0],
        share: vec![0.1, 0.5, f32::NAN, 0.3],
        region: (vec![0, 1, 2, 0], labels(&["north", "south", "east"])),
        home: (vec![1, 0, 0, 1], labels(&["south", "north"])),
    }
}

fn numbers(text: &str) -> Vec<f64> {
    Expr::parse(text).expect("parses").eval_column(&people(), 0..2).expect("evaluates")
}

fn truths(text: &str) -> Vec<bool> {
    Expr::parse(text).expect("parses").eval_bools(&people(), 0..2).expect("evaluates")
}

#[test]
fn arithmetic_has_the_usual_precedence() {
    assert_eq!(numbers("1 + 2 * 3 - 4 / 2"), [5.0, 5.0]);
    assert_eq!(numbers("(1 + 2) * -3"), [-9.0, -9.0]);
    assert_eq!(numbers("10 - 3 - 2"), [5.0, 5.0]);
    assert_eq!(numbers("8 / 4 / 2"), [1.0, 1.0]);
    assert_eq!(numbers("- - 2"), [2.0, 2.0]);
    assert_eq!(numbers("age * 2 + 1"), [35.0, 81.0]);
    assert_eq!(numbers("min(age, 20, 18) + max(1, 2) + abs(-1)"), [20.0, 21.0]);
    assert_eq!(numbers("1_000.5e1"), [10_005.0, 10_005.0]);
}

#[test]
fn logic_has_the_usual_precedence() {
    assert_eq!(truths("true or false and false"), [true, true]);
    assert_eq!(truths("(true or false) and false"), [false, false]);
    assert_eq!(truths("not age > 18 and true"), [true, false]);
    assert_eq!(truths("not (age > 18 and true)"), [true, false]);
    assert_eq!(truths("age >= 18 and age < 65"), [false, true]);
    assert_eq!(truths("age ≤ 17 OR age ≠ 40"), [true, false]);
}

#[test]
fn labels_compare_with_text_and_with_each_other() {
    assert_eq!(truths("region = 'north'"), [true, false]);
    assert_eq!(truths("'north' != region"), [false, true]);
    assert_eq!(truths("region in ['south', \"east\"]"), [false, true]);
    assert_eq!(truths("region not in ['south']"), [true, false]);
    assert_eq!(truths("region = home"), [true, true]);
    assert_eq!(truths("if(age > 18, region, home) != 'south'"), [true, false]);
    assert_eq!(truths("if(age > 18, 'a', 'b') in ['a']"), [false, true]);
}

#[test]
fn numbers_compare_as_columns_hold_them() {
    assert_eq!(truths("`share of wallet` = 0.1"), [true, false]);
    assert_eq!(truths("`share of wallet` > 0.1"), [false, true]);
    assert_eq!(truths("`share of wallet` <= 0.1"), [true, false]);
    assert_eq!(truths("`share of wallet` in [0.1, -2]"), [true, false]);
}

#[test]
fn derived_labels_are_sorted_and_coded() {
    let expr = Expr::parse("if(age < 18, 'young', if(age < 65, 'adult', 'old'))").expect("parses");
    let labels = expr.eval_labels(&people(), 0..4).expect("evaluates");
    assert_eq!(labels.labels, ["adult", "old", "young"]);
    assert_eq!(labels.codes, [2, 0, 1, 2]);
}

#[test]
fn one_row_at_a_time_agrees_with_the_column() {
    let people = people();
    let expr = Expr::parse("if(region = 'north', age, -age) / 2").expect("parses");
    let column = expr.eval_column(&people, 0..4).expect("evaluates");
    let single: Vec<f64> = (0..4).map(|row| expr.eval_number(&people, row).expect("evaluates")).collect();
    assert_eq!(column, single);
    assert_eq!(column, [8.5, -20.0, -35.0, 0.0]);
    assert_eq!(Expr::parse("age > 18").expect("parses").eval_column(&people, 0..2), Ok(vec![0.0, 1.0]));
}

#[test]
fn what_is_not_finite_names_its_part_and_row() {
    let people = people();
    let error = |text: &str, rows| Expr::parse(text).expect("parses").eval_column(&people, rows);
    assert_eq!(error("1 + 1 / age", 0..4), Err(ExprError::NotFinite { part: "1 / age".into(), row: 3 }));
    assert_eq!(error("age + `share of wallet`", 1..3), Err(ExprError::NotFinite { part: "`share of wallet`".into(), row: 2 }));
    assert_eq!(error("if(age = 0, 0, 1 / age)", 3..4), Ok(vec![0.0]));
    assert_eq!(Expr::parse("age > 0 and 1 / age > 0").expect("parses").eval_bool(&people, 3), Ok(false));
    assert!(matches!(error("1e308 * 10", 0..1), Err(ExprError::NotFinite { row: 0, .. })));
    assert_eq!(error("age", 2..5), Err(ExprError::NoRow { row: 4, rows: 4 }));
    assert!(matches!(Expr::parse("1").expect("parses").eval_number(&people, usize::MAX), Err(ExprError::NoRow { .. })));
}

#[test]
fn faults_in_the_text_are_placed() {
    let fault = |text: &str| {
        let fault = Expr::parse(text).expect_err("a fault");
        (fault.what, text[fault.range].to_owned())
    };
    assert_eq!(fault("1 +"), ("expected a value, got the end".into(), String::new()));
    assert_eq!(fault("(1 + 2"), ("expected `)`, got the end".into(), String::new()));
    assert_eq!(fault("1 2"), ("expected an operator or the end, got the number 2".into(), "2".into()));
    assert_eq!(fault("mim(1, 2)").1, "mim");
    assert_eq!(fault("if(true, 1)").0, "`if` takes three parts: condition, then, otherwise, got 2");
    assert_eq!(fault("1 < 2 < 3").0, "comparisons cannot be chained");
    assert_eq!(fault("age in []").1, "]");
    assert_eq!(fault("age in [true]").1, "true");
    assert_eq!(fault("x = and").1, "and");
    assert_eq!(fault("").1, "");
    assert_eq!(fault("1e999").0, "this number is too large");
    assert!(Expr::parse(&"(".repeat(2_000)).is_err());
    assert!(Expr::parse(&"-".repeat(2_000)).is_err());
    assert!(Expr::parse(&"not ".repeat(900)).is_err());
    assert!(Expr::parse(&"1+".repeat(1_000)).is_err());
    assert!(Expr::parse(&format!("{}1", "1+".repeat(300))).is_ok());
}

#[test]
fn faults_against_columns_come_all_at_once_with_help() {
    let people = people();
    let faults = Expr::parse("agee > 1 and region = 'nort' and 5").expect("parses").bind(&people).expect_err("faults");
    let shown: Vec<(String, Option<String>)> = faults.into_iter().map(|fault| (fault.what, fault.help)).collect();
    assert_eq!(
        shown,
        [
            ("there is no column `agee`".into(), Some("did you mean `age`?".into())),
            ("the column has no label \"nort\"".into(), Some("did you mean 'north'?".into())),
            ("true or false is needed here, this gives a number".into(), Some("compare it, such as `x = 1`".into())),
        ]
    );
    for wrong in ["region > 'a'", "region + 1", "age = 'old'", "if(true, 1, 'a')", "true in [1]", "age in ['a']", "not 1", "-true"] {
        assert!(Expr::parse(wrong).expect("parses").bind(&people).is_err(), "{wrong}");
    }
}

#[test]
fn kinds_are_known_before_any_row() {
    let people = people();
    let kind = |text: &str| Expr::parse(text).expect("parses").bind(&people).expect("fits").kind();
    assert_eq!(kind("age"), Kind::Number);
    assert_eq!(kind("region"), Kind::Label);
    assert_eq!(kind("age in [1, 2]"), Kind::Truth);
    assert!(matches!(Expr::parse("region").expect("parses").eval_column(&people, 0..1), Err(ExprError::Kind { .. })));
    assert_eq!(Expr::parse("age + age * `share of wallet`").expect("parses").columns(), ["age", "share of wallet"]);
}

#[test]
fn a_fault_is_placed_inside_the_string_of_its_file() {
    let mut cx = Cx::new();
    let read: Option<Entries<Expr>> = cx.parse("p.toml", "a = '1'\nb = \"\\\"x\\\" = agee\"\nc = 4\nd = -0.5\n");
    let read = read.expect("reads");
    assert_eq!(read.get("b").expect("b").check(&people(), &mut cx), None);
    assert_eq!(read.get("c").expect("c").check(&people(), &mut cx), Some(Kind::Number));
    assert_eq!(read.get("d").expect("d").eval_number(&people(), 0), Ok(-0.5));
    assert_eq!(read.get("a").expect("a").check_kind(Kind::Truth, &people(), &mut cx), None);
    let problems = cx.finish(Some(())).expect_err("faults");
    let json = problems.to_json();
    assert_eq!((&json["problems"][0]["line"], &json["problems"][0]["column"]), (&1.into(), &6.into()));
    assert_eq!((&json["problems"][1]["line"], &json["problems"][1]["column"]), (&2.into(), &14.into()));
}
