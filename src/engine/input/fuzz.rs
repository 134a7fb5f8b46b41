//! Any text at all: readers must never panic, and every place they name must lie inside the text.

use proptest::collection::vec;
use proptest::prelude::*;

use super::{CsvOptions, CsvTable, Cx, Effect, Entries, Expr, Open, Problems, Quantity, Read, Rule, Text};
use crate::input::expr::{ColumnView, Columns};

crate::record! {
    /// A study with a bit of everything.
    struct Study {
        /// Title.
        title: Text,
        /// Rules.
        go_if: Option<Rule>,
        /// Effect.
        smallest_effect: Option<Effect>,
        /// A derived column.
        is: Option<Expr>,
        /// Numbers.
        sizes: Vec<Quantity>,
        ..rest: Entries<Open> => "Facts.",
    }
}

const GOOD: &str = r#"title = "An AI back office"
go_if = "P(top2box >= 40% and every xlm met) >= 80%"
smallest_effect = "2 points of top2box"
is = "if(age >= 65 and region in ['north'], 1 / age, max(income, 2))"
sizes = [3, [1, 2, 3], { beta = [2, 40], source = "pilot", grade = "measured" }]
hours_saved = 9
[human]
pert = [0.1, 0.2, 0.3]
"#;

struct People;

impl Columns for People {
    fn names(&self) -> Vec<&str> {
        vec!["age", "income"]
    }

    fn get(&self, name: &str) -> Option<ColumnView<'_>> {
        self.names().contains(&name).then_some(ColumnView::Number(&[0.0, 1.5, f32::NAN]))
    }
}

/// Checks every place of every problem, and that all can be shown.
fn inspect(problems: &Problems) {
    for problem in problems.list() {
        if let Some(span) = problem.span() {
            let text = problems.source(span).text();
            assert!(span.range().end <= text.len(), "{problem:?} points past the text");
        }
    }
    assert!(!problems.render(true).is_empty());
    assert!(problems.to_json()["problems"].is_array());
}

fn read_study(text: &str) {
    let mut cx = Cx::new();
    let study: Option<Study> = cx.parse("s.toml", text);
    if let Some(is) = study.as_ref().and_then(|study| study.is.as_ref()) {
        let _ = is.check(&People, &mut cx);
    }
    match cx.finish(study) {
        Ok((study, warnings)) => {
            assert!(!study.title.is_empty());
            inspect(&warnings);
        }
        Err(problems) => {
            assert!(problems.has_errors());
            inspect(&problems);
        }
    }
}

/// Replaces stretches of a good text by pieces that matter to its grammar.
fn mutated(good: &'static str, pieces: &'static [&'static str]) -> impl Strategy<Value = String> {
    vec((0..good.len(), 0..6_usize, prop::sample::select(pieces)), 1..5).prop_map(move |edits| {
        let mut text = good.to_owned();
        for (at, length, piece) in edits {
            let start = (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
            let end = (start..=(start + length).min(text.len())).rev().find(|&at| text.is_char_boundary(at));
            text.replace_range(start..end.unwrap_or(start), piece);
        }
        text
    })
}

const TOML_PIECES: &[&str] = &[
    "",
    "[",
    "]",
    "{",
    "}",
    "\"",
    "'",
    "\"\"\"",
    "'''",
    "=",
    ".",
    ",",
    "\n",
    "\r\n",
    "#",
    "\\",
    "é",
    "\u{feff}",
    "[[a]]",
    "[title]",
    "nan",
    "inf",
    "1e400",
    "0x",
    "2020-01-01",
    "\u{0}",
    "title",
    "a.b.c = 1",
    "99999999999999999999",
    "\t",
    "\\u00e9",
    "-",
];

const TEXT_PIECES: &[&str] = &[
    "",
    "(",
    ")",
    "[",
    "]",
    "'",
    "\"",
    "`",
    "+",
    "-",
    "*",
    "/",
    "%",
    "=",
    "!=",
    "<",
    "≥",
    "and",
    " or ",
    "not ",
    "in",
    "if(",
    "min(",
    "P(",
    "every xlm met",
    "points",
    "1e999",
    "1_0.5",
    ".",
    ",",
    "é",
    "\u{0}",
    "xlm",
    " of ",
    "age",
];

const CSV_PIECES: &[&str] = &["", ",", "\"", "\n", "\r", "\r\n", ";", "1", "x", "é", "\u{feff}", "\"\"", "nan", "-", "1e999", " "];

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn any_toml_is_read_or_refused(text in any::<String>()) {
        read_study(&text);
    }

    #[test]
    fn nearly_good_toml_is_read_or_refused(text in mutated(GOOD, TOML_PIECES)) {
        read_study(&text);
    }

    #[test]
    fn toml_of_grammar_pieces_is_read_or_refused(pieces in vec(prop::sample::select(TOML_PIECES), 0..40)) {
        read_study(&pieces.concat());
    }

    #[test]
    fn any_expression_is_parsed_or_refused(
        text in prop_oneof![
            any::<String>(),
            vec(prop::sample::select(TEXT_PIECES), 0..30).prop_map(|pieces| pieces.concat()),
            mutated("if(age >= 65 and `income` in [1, 2], 1 / age, max(income, 2))", TEXT_PIECES),
        ]
    ) {
        match Expr::parse(&text) {
            Ok(expr) => {
                let _ = expr.eval_column(&People, 0..3);
                let _ = expr.eval_bools(&People, 0..3);
                let _ = expr.eval_labels(&People, 0..4);
                // Only a text that reads as itself again can be written into a manifest.
                prop_assert_eq!(Expr::parse(expr.text()), Ok(expr));
            }
            Err(fault) => prop_assert!(text.get(fault.range).is_some()),
        }
    }

    #[test]
    fn any_rule_is_parsed_or_refused(
        text in prop_oneof![
            any::<String>(),
            vec(prop::sample::select(TEXT_PIECES), 0..30).prop_map(|pieces| pieces.concat()),
            mutated("P((share('A') >= 40% or xlm 'b' met) and every xlm met) >= 80%", TEXT_PIECES),
        ]
    ) {
        match Rule::parse(&text) {
            Ok(rule) => {
                prop_assert!((0.0..=1.0).contains(&rule.probability));
                prop_assert!(!rule.event.clauses().is_empty());
                for measure in rule.measures() {
                    prop_assert!(text.get(measure.range.clone()).is_some());
                }
            }
            Err(fault) => prop_assert!(text.get(fault.range).is_some()),
        }
        match Effect::parse(&text) {
            Ok(effect) => prop_assert!(effect.size.number > 0.0),
            Err(fault) => prop_assert!(text.get(fault.range).is_some()),
        }
    }

    #[test]
    fn any_table_is_read_or_refused(
        text in prop_oneof![
            any::<String>(),
            vec(prop::sample::select(CSV_PIECES), 0..60).prop_map(|pieces| pieces.concat()),
            mutated("id,name,x\n1,\"a, \"\"b\"\"\",2.5\n2,é,-1e3\n", CSV_PIECES),
        ]
    ) {
        let mut cx = Cx::new();
        let table = CsvTable::parse("t.csv", &text, CsvOptions::default(), &mut cx);
        if let Some(table) = &table {
            prop_assert!(!table.is_empty());
            for (column, name) in table.names().iter().enumerate() {
                let numbers = table.numbers_or(name, &["", "NA"], None, &mut cx);
                prop_assert!(numbers.is_none_or(|numbers| numbers.len() == table.len()));
                for row in 0..table.len() {
                    let span = table.cell_span(row, column, &cx);
                    prop_assert!(text.get(span.range()).is_some());
                }
            }
        }
        if let Err(problems) = cx.finish(table) {
            inspect(&problems);
        }
    }

    #[test]
    fn cells_are_found_where_they_are_written(rows in vec(vec("[a-z ,\"\n]{0,6}", 3), 1..6)) {
        let quote = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
        let lines = rows.iter().map(|row| row.iter().map(quote).collect::<Vec<_>>().join(","));
        let text = format!("a,b,c\n{}\n", lines.collect::<Vec<_>>().join("\n"));
        let mut cx = Cx::new();
        let table = CsvTable::parse("t.csv", &text, CsvOptions::default(), &mut cx).expect("a good table");
        for (row, cells) in rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                let span = table.cell_span(row, column, &cx);
                prop_assert_eq!(&text[span.range()], quote(cell));
            }
        }
    }

    #[test]
    fn places_inside_strings_are_exact(
        before in "[a-zé\"\\\\\n\t ]{0,8}", part in "[a-zé\"\\\\ ]{1,8}", after in "[a-zé\"\\\\\n ]{0,8}"
    ) {
        let value = format!("{before}{part}{after}");
        let written = super::sample::inline(&value.clone().into());
        let mut cx = Cx::new();
        let read: Option<Entries<super::Spanned<Open>>> = cx.parse("t.toml", &format!("x = {written}\n"));
        prop_assume!(!value.trim().is_empty());
        let read = read.expect("a good file");
        let literal = read.get("x").expect("there").span;
        let span = cx.inside(literal, &value, before.len()..before.len() + part.len());
        let found = &cx.source(span.file()).text()[span.range()];
        let part = super::sample::inline(&part.into());
        prop_assert_eq!(found, &part[1..part.len() - 1]);
    }
}

#[test]
fn the_good_text_is_good() {
    let mut cx = Cx::new();
    let study: Option<Study> = cx.parse("s.toml", GOOD);
    let _ = cx.finish(study).expect("the text that mutations start from is good");
    assert!(Study::schema(&mut super::Schemas::new())["$ref"].is_string());
}
