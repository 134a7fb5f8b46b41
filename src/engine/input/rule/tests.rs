//! What rules and effects mean, and how faults in them are placed.

use super::{Clause, Comparison, Effect, Event, Level, Rule, Unit};
use crate::input::Cx;

fn clause(event: &Event) -> &Clause {
    match event {
        Event::Clause(clause) => clause,
        other => panic!("{other:?} is no single clause"),
    }
}

#[test]
fn the_rules_of_the_examples_are_read() {
    let rule = Rule::parse("P(top2box >= 40% and every xlm met) >= 80%").expect("a rule");
    assert_eq!((rule.comparison, rule.probability), (Comparison::AtLeast, 0.8));
    let Event::All(parts) = &rule.event else { panic!("two clauses joined by `and`") };
    assert_eq!(parts.len(), 2);
    match clause(&parts[0]) {
        Clause::Measure { measure, comparison, level } => {
            assert_eq!((measure.name.as_str(), measure.range.clone()), ("top2box", 2..9));
            assert_eq!(*comparison, Comparison::AtLeast);
            assert_eq!(*level, Level { number: 40.0, unit: Unit::Percent });
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(*clause(&parts[1]), Clause::EveryXlm);

    let rule = Rule::parse("P(share  of preference <= 8%) >= 50%").expect("a rule");
    assert_eq!(rule.measures()[0].name, "share of preference");

    let rule = Rule::parse("P(share(\"Swissmetro\") > 0.5) >= 0.9").expect("a rule");
    assert_eq!(rule.measures()[0].of.as_deref(), Some("Swissmetro"));
    assert_eq!(rule.measures()[0].to_string(), "share(\"Swissmetro\")");
    assert_eq!(rule.probability, 0.9);
}

#[test]
fn names_may_hold_digits_dots_and_hyphens() {
    for name in ["top-2-box", "journey.connect the bank", "csat/visit", "share of 25 dollars"] {
        let rule = Rule::parse(&format!("P({name} >= -3 points) > 0")).expect("a rule");
        assert_eq!(rule.measures()[0].name, name);
    }
    let rule = Rule::parse("P(\"bread and butter\" < 1) <= 1").expect("a rule");
    assert_eq!(rule.measures()[0].name, "bread and butter");
}

#[test]
fn and_binds_tighter_than_or_and_parentheses_group() {
    let truth = |text: &str| {
        let rule = Rule::parse(text).expect("a rule");
        rule.event.holds(&mut |clause| match clause {
            Clause::Measure { measure, .. } => measure.name == "t",
            Clause::Xlm { name, .. } => name == "t",
            Clause::EveryXlm => false,
        })
    };
    assert!(truth("P(t > 0 or f > 0 and f > 0) > 0.5"));
    assert!(!truth("P((t > 0 or f > 0) and f > 0) > 0.5"));
    assert!(truth("P(xlm 't' is met and t > 0) > 0.5"));
    assert!(!truth("P(all xlms are met) > 0.5"));
}

#[test]
fn every_clause_is_asked_once_in_order() {
    let rule = Rule::parse("P((a > 1 or b > 1) and c > 1 or d > 1) > 0").expect("a rule");
    for answer in [true, false] {
        let mut asked = Vec::new();
        rule.event.holds(&mut |clause| {
            asked.push(clause.clone());
            answer
        });
        assert_eq!(asked.iter().collect::<Vec<_>>(), rule.event.clauses());
        assert_eq!(asked.len(), 4);
    }
}

#[test]
fn thresholds_are_met_as_written() {
    let rule = Rule::parse("P(a > 0) >= 80%").expect("a rule");
    assert!(rule.met_by(0.8) && !rule.met_by(0.799_999) && !rule.met_by(f64::NAN));
    let rule = Rule::parse("P(a > 0) < 80%").expect("a rule");
    assert!(rule.met_by(0.7) && !rule.met_by(0.8));
}

#[test]
fn faults_say_what_is_expected_and_where() {
    let fault = |text: &str| {
        let fault = Rule::parse(text).expect_err("a fault");
        (fault.what, text[fault.range].to_owned())
    };
    assert_eq!(fault("top2box > 1"), ("expected `P(`, got `top2box`".into(), "top2box".into()));
    assert_eq!(fault("P(top2box 40%) > 1%").1, "%");
    assert_eq!(fault("P(a > 1) >= 80"), ("a probability lies in [0, 1], got 80".into(), "80".into()));
    assert_eq!(fault("P(a > 1) = 80%").1, "=");
    assert_eq!(fault("P(a > 1) >= 8 points").1, "8 points");
    assert_eq!(fault("P(a > 1 and) >= 8%").1, ")");
    assert_eq!(fault("P(a > 1"), ("expected `and`, `or` or `)`, got the end".into(), String::new()));
    assert_eq!(fault("P(every xlm mett) > 0").1, "mett");
    assert_eq!(fault("P(share(Swissmetro) > 0) > 0").1, "Swissmetro");
    assert_eq!(fault("P(a > 1) > 0 b").1, "b");
    assert!(Rule::parse("P(a > 1) >= 80").expect_err("a fault").help.is_some_and(|help| help.contains("80%")));
    assert!(Rule::parse(&format!("P({}a > 1{}) > 0", "(".repeat(60), ")".repeat(60))).is_err());
}

#[test]
fn effects_have_a_size_and_a_measure() {
    let effect = Effect::parse("2 points of top2box").expect("an effect");
    assert_eq!((effect.size.of_one(), effect.measure.name.as_str()), (0.02, "top2box"));
    assert_eq!(effect.size.to_string(), "2 points");
    let effect = Effect::parse("0.5 of nps").expect("an effect");
    assert_eq!(effect.size.in_points(), Some(0.5));
    assert_eq!(Effect::parse("5% of share('A')").expect("an effect").size.in_points(), None);
    assert!(Effect::parse("0 points of nps").is_err());
    assert!(Effect::parse("2 points").is_err());
    assert!(Effect::parse("2 points of").is_err());
}

#[test]
fn a_fault_is_placed_inside_the_string_of_its_file() {
    let mut cx = Cx::new();
    let rule: Option<super::super::Entries<Rule>> = cx.parse("study.toml", "go_if = \"P(\\\"a\\\" > 1) >= 80\"\n");
    let problems = cx.finish(rule).expect_err("80 is no probability");
    assert_eq!(problems.to_json()["problems"][0]["column"], 26);
}
