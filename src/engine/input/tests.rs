//! Reading as a whole: records, choices, every error at once, and how it looks.

use super::{Cx, Entries, OneOrMore, Problems, Read, Schemas, Spanned, Text, schema_document};

crate::choice! {
    /// Where a touchpoint happens.
    enum Channel {
        /// On a screen.
        Digital = "digital",
        /// Face to face.
        Physical = "physical",
    }
}

crate::record! {
    /// A step of the journey.
    struct Step {
        /// What people call it.
        name: Spanned<Text>,
        /// Where it happens.
        channel: Channel = Channel::Digital,
        /// How long it takes \[minutes\]. Waiting counts.
        minutes: f64,
        /// What follows.
        then: Vec<Step>,
    }
}

crate::record! {
    /// A small study.
    struct Study {
        /// What it is called.
        title: Text,
        /// Its steps.
        steps: OneOrMore<Step> as "step",
        /// Counts by name.
        counts: Entries<u32>,
        r#type: Option<Channel>,
        ..rest: Entries<f64> => "Weights.",
    }
}

fn read(text: &str) -> Result<(Study, Problems), Problems> {
    let mut cx = Cx::new();
    let study = cx.parse("study.toml", text);
    cx.finish(study)
}

#[test]
fn a_good_file_is_read_with_defaults_order_and_free_keys() {
    let text = "title = 'A'\ntype = 'physical'\nz = 1\na = 2.5\n[counts]\nz = 1\na = 2\n[[step]]\nname = 'one'\nminutes = 3\n";
    let (study, warnings) = read(text).expect("good");
    assert!(warnings.is_empty());
    assert_eq!(study.steps[0].channel, Channel::Digital);
    assert_eq!(study.counts.names().collect::<Vec<_>>(), ["z", "a"]);
    assert_eq!(study.rest.get("a"), Some(&2.5));
    assert_eq!(study.r#type, Some(Channel::Physical));
    assert_eq!(study.steps[0].name.span.range(), text.find("'one'").map(|at| at..at + 5).expect("in the text"));
    assert!(study.steps[0].then.is_empty());
}

#[test]
fn every_error_comes_at_once_in_order() {
    let text = "titel = 1.5\nz = 'x'\n[counts]\na = -1\n[[step]]\nname = ''\nminuts = 3\nchannel = 'digitl'\n[[step]]\nname = 'two'\nminutes = inf\n";
    let problems = read(text).expect_err("bad");
    let all: Vec<&str> = problems.list().iter().map(super::Problem::what).collect();
    assert_eq!(
        all,
        [
            "`title` is missing",
            "`z` must be a number",
            "`a` is out of range",
            "`minutes` is missing",
            "`name` must not be empty",
            "unknown key `minuts` in `step`",
            "`channel` cannot be \"digitl\"",
            "`minutes` must be finite",
        ]
    );
    assert_eq!(problems.list()[5].advice(), ["did you mean `minutes`?"]);
    assert_eq!(problems.list()[3].advice(), ["add `minutes`: How long it takes [minutes]"]);
}

#[test]
fn a_problem_shows_file_line_snippet_and_help() {
    let text = "title = 'A'\n[[step]]\nname = 'é'\nminuts = 3\nminutes = 'x'\n";
    let problems = read(text).expect_err("bad");
    let shown = problems.to_string();
    insta::assert_snapshot!(shown);
    assert!(!shown.contains('\u{1b}'));
    assert!(problems.render(true).contains('\u{1b}'));
}

#[test]
fn problems_become_json() {
    let problems = read("title = 'A'\nstep = []\n").expect_err("bad");
    let json = problems.to_json();
    assert_eq!(json["problems"][0]["message"], "`step` must not be empty");
    assert_eq!(json["problems"][0]["line"], 2);
    assert_eq!(json["problems"][0]["column"], 8);
    assert_eq!(json["problems"][0]["allowed"], "at least one entry");
}

#[test]
fn problems_past_the_cap_are_counted() {
    let text: String = (0..1_500).map(|i| format!("k{i} = 'x'\n")).collect();
    let problems = read(&text).expect_err("bad");
    assert_eq!(problems.list().len(), Cx::KEPT);
    assert_eq!(problems.len(), 1_502);
    assert!(problems.to_string().contains("and 1452 more problems"));
    assert!(problems.to_string().ends_with("1502 errors"));
}

#[test]
fn warnings_do_not_stop_and_names_must_differ() {
    let mut cx = Cx::new();
    let study: Option<Study> = cx.parse("s.toml", "title='A'\n[[step]]\nname='a'\nminutes=1\n[[step]]\nname='a'\nminutes=1\n");
    let study = study.expect("readable");
    cx.warn(study.steps[0].name.span, "looks odd");
    assert_eq!(cx.errors(), 0);
    cx.unique("step", study.steps.iter().map(|step| &step.name));
    assert_eq!(cx.errors(), 1);
    let problems = cx.finish(Some(study)).expect_err("two of a name");
    insta::assert_snapshot!(problems.to_string());
}

#[test]
fn a_reader_that_gives_up_silently_is_still_an_error() {
    assert!(Cx::new().finish(None::<u8>).expect_err("no value").has_errors());
}

#[test]
fn all_syntax_errors_are_reported() {
    let problems = read("title = \nx = [1,\ny = 2020-99-99\n").expect_err("bad");
    assert!(problems.len() >= 2, "{problems}");
    assert!(problems.list().iter().all(|problem| problem.what().starts_with("this is not TOML")));
}

#[test]
fn a_key_given_twice_does_not_hide_other_errors() {
    let problems = read("title = 'A'\ntitle = 'B'\n[[step]]\nname = 'a'\n").expect_err("bad");
    let all: Vec<&str> = problems.list().iter().map(super::Problem::what).collect();
    assert_eq!(all, ["`title` is given twice", "`minutes` is missing"]);
}

#[test]
fn bounds_hold_at_their_edge() {
    let nest = |depth: usize| format!("x = {}{}", "[".repeat(depth), "]".repeat(depth));
    let parses = |text: &str| Cx::new().parse_toml("t", text).is_some();
    // The top table is a level of its own.
    assert!(parses(&nest(super::limits::DEPTH - 1)));
    assert!(!parses(&nest(super::limits::DEPTH)));
    assert!(!parses(&nest(100_000)));
    assert!(!parses(&format!("{} = 1", vec!["a"; 5_000].join("."))));
    assert!(!parses(&format!("x = {}", vec!["{a.a.a.a.a.a.a.a.a.a.a.a.a.a = "; 70].join(""))));
    assert!(parses(&format!("x = '{}'", "a".repeat(super::limits::TEXT_BYTES))));
    assert!(!parses(&format!("x = '{}'", "a".repeat(super::limits::TEXT_BYTES + 1))));
    assert!(parses("# a.b.c.d [[[[\nx = 'a.b.c[[['\ny = 1.5\n"));
}

#[test]
fn schemas_describe_what_is_read() {
    let document = schema_document::<Study>("study", "A study");
    insta::assert_snapshot!(super::schema_text(&document));
}

#[test]
fn types_of_one_name_get_definitions_of_their_own() {
    mod other {
        crate::choice! {
            /// Another thing of the same name.
            pub(super) enum Channel {
                /// One.
                One = "one",
            }
        }
    }
    let mut defs = Schemas::new();
    let first = Channel::schema(&mut defs);
    let second = other::Channel::schema(&mut defs);
    assert_eq!(first["$ref"], "#/$defs/Channel");
    assert_eq!(second["$ref"], "#/$defs/Channel2");
    assert_eq!(Channel::schema(&mut defs)["$ref"], "#/$defs/Channel");
}

#[test]
fn a_file_at_its_bound_is_read_with_all_its_problems() {
    // One line of a million wrong entries, and many lines: neither rendering nor counting may grow with the square.
    let line = format!("title = 'A'\nstep = [{}]\n", "'x',".repeat(900_000));
    let problems = read(&line).expect_err("bad");
    assert_eq!(problems.len(), 900_000);
    assert!(problems.to_string().len() < 100_000);
    let lines = "k = 1\n".repeat(100_000);
    let problems = read(&lines).expect_err("bad");
    assert!(problems.len() > 99_000);
    assert!(problems.to_string().len() < 100_000);
}
