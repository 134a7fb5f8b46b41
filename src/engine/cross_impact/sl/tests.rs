use super::*;
use crate::cross_impact::solve::{Search, solve};
use crate::cross_impact::testing::{somewhereland, structure};
use proptest::prelude::*;

fn read(text: &str, structure: &Structure) -> Result<SolutionSet, String> {
    let mut cx = Cx::new();
    let set = SolutionSet::parse("a.sl", text.as_bytes(), structure, &mut cx);
    cx.finish(set).map(|(set, _)| set).map_err(|problems| problems.to_string())
}

const START: &str = "$ ScenarioWizard 3.0\nSolution set\n 1 \n\n";

#[test]
fn the_form_is_that_of_the_reference_tool() {
    let set = read(&format!("{START}\" 2 3 2\",33510,1,0,12,\"\"\n"), &structure(&[3, 3, 4])).unwrap();
    let listed = &set.scenarios[0];
    assert_eq!(listed.scenario, Scenario::new(&structure(&[3, 3, 4]), &[1, 2, 1]).unwrap());
    assert_eq!((listed.weight, listed.margin, listed.inconsistency, listed.score), (33_510, 1, 0, 12));
    assert_eq!(set.to_text(), format!("{START}\" 2 3 2\",33510,1,0,12,\"\"\n"));
}

#[test]
fn a_list_comes_back_and_agrees_with_its_matrix() {
    let model = somewhereland();
    let found = solve(&model, &Search { inconsistency: 1, ..Search::default() }).unwrap().found;
    let weighed: Vec<(Scenario, Option<u64>)> = found.into_iter().map(|found| (found.scenario, None)).collect();
    let set = SolutionSet::of(&model, &weighed);
    assert_eq!(set.scenarios.len(), 15);
    assert_eq!(read(&set.to_text(), model.structure()).unwrap(), set);
    assert_eq!(set.contradictions(&model), []);
}

#[test]
fn a_list_of_an_earlier_matrix_gives_itself_away() {
    let model = somewhereland();
    let text = format!("{START}\" 2 1 3 1 1 1\",0,0,0,9,\"an old one\"\n");
    let set = read(&text, model.structure()).unwrap();
    let figures: Vec<(&str, i64, i64)> = set.contradictions(&model).iter().map(|wrong| (wrong.figure, wrong.stated, wrong.got)).collect();
    // The published balances of A2 B1 C3 D1 E1 F1: D2 has 14 more than D1.
    assert_eq!(figures, [("margin", 0, -14), ("inconsistency", 0, 14), ("score", 9, 3 + 2 + 10 - 7 + 4 + 2)]);
}

#[test]
fn what_is_wrong_is_said_at_its_place() {
    let refused = |text: &str, expected: &[&str]| {
        let error = read(text, &structure(&[3, 3, 4])).unwrap_err();
        for words in expected {
            assert!(error.contains(words), "{error}\nlacks: {words}");
        }
    };
    refused("", &["not a solution file"]);
    refused("$ ScenarioWizard 4.0\nSomewhereland\n", &["not a solution file", "a.sl:1:1"]);
    refused("$ ScenarioWizard 3.0\nSolution set\nmany\n", &["the number of scenarios"]);
    refused(
        &format!("{START}\" 2 3 2\",0,0,0,1,\"\"\n\" 1 3 2\",0,0,0,1,\"\"\n"),
        &["not hold as many scenarios as it says", "2 scenarios"],
    );
    refused(START, &["is the file cut off?", "0 scenarios"]);
    let line = |line: &str, expected: &[&str]| refused(&format!("{START}{line}\n"), expected);
    line("\" 2 3\",0,0,0,1,\"\"", &["must choose 3 variants, one a descriptor, got 2", "a.sl:5:2"]);
    line("\" 2 3 5\",0,0,0,1,\"\"", &["`D2` has 4 variants, so the choice cannot be number 5"]);
    line("\" 2 0 2\",0,0,0,1,\"\"", &["a whole number from 1", "a.sl:5:5"]);
    line("\" 2 3 2\",0,0,1,\"\"", &["a line must read"]);
    line("\" 2 3 2\",-1,0,0,1,\"\"", &["a weight cannot be negative"]);
    line("\" 2 3 2\",0,0,x,1,\"\"", &["a figure of a scenario must be a whole number", "a.sl:5:14"]);
    line("\" 2 3 2\",0,0,0,1,note", &["the note must stand in quotes"]);
    line("2 3 2", &["a line must read"]);
}

proptest! {
    #[test]
    fn no_lines_make_it_panic(lines in prop::collection::vec("[\", 0-9\\-]{0,24}", 0..20)) {
        let _ = read(&format!("{START}{}", lines.join("\n")), &structure(&[3, 3]));
    }
}
