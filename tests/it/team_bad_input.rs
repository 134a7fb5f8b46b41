//! What a team file may get wrong: each gives a clear message at its place, all at once, and no panic.

use foretaste::study::autonomy::read;

use crate::team_files::{SHORT, good, with};

/// The short team with two agents, a gate and a second kind of item.
fn longer() -> String {
    let text = with(
        SHORT,
        "[flow]\n",
        "[[agents]]\nname = 'Sender'\nminutes = 1\nwrong = 0.01\nautonomy = 'on the loop'\n\n[flow]\nhand_off = 'structured'\n",
    );
    let text = with(
        &text,
        "steps = [\"Writer\"]",
        "steps = [\n    'Writer',\n    { gate = 'brand', by = 'Ann', back_to = 'Writer', at_most = 2 },\n    'Sender',\n]",
    );
    with(&text, "{ per_day = 20 }", "{ per_day = 20 }\nparcels = { per_day = 2 }")
}

#[track_caller]
fn said(text: &str) -> String {
    let problems = read("team.toml", text).map(|_| ()).expect_err("the team is bad");
    for problem in problems.list() {
        if let Some(span) = problem.span() {
            assert!(span.range().end <= problems.source(span).text().len(), "{problem:?} points past the text");
        }
    }
    problems.to_string()
}

/// Checks that the team is refused with every part in its message, at the line on which `at` stands.
#[track_caller]
fn refused(text: &str, at: &str, parts: &[&str]) {
    let shown = said(text);
    let place = text.find(at).unwrap_or_else(|| panic!("`{at}` is not in\n{text}"));
    let line = format!("team.toml:{}:", text[..place].matches('\n').count() + 1);
    assert!(shown.contains(&line), "expected the place {line} in\n{shown}");
    for part in parts {
        assert!(shown.contains(part), "expected `{part}` in\n{shown}");
    }
    assert!(!shown.contains("the reader did not say why"), "{shown}");
}

#[track_caller]
fn changed(old: &str, new: &str, at: &str, parts: &[&str]) {
    refused(&with(&longer(), old, new), at, parts);
}

#[test]
fn the_team_under_test_is_good() {
    let study = good(&longer());
    assert!(study.remarks.is_none(), "{}", study.remarks.unwrap());
}

#[test]
fn dead_ends() {
    changed("'Sender',\n]", "{ by_class = { parcels = ['Sender'] } },\n]", "{ by_class", &["a dead end", "`letters`", "`otherwise = []`"]);
    changed(
        "'Sender',\n]",
        "{ either = [{ chance = 0.4, steps = ['Sender'] }, { chance = 0.4, steps = [] }] },\n]",
        "{ either",
        &["a dead end", "0.8"],
    );
    changed(
        "'Sender',\n]",
        "{ either = [{ chance = 0.7, steps = ['Sender'] }, { chance = [0.1, 0.3, 0.4], steps = [] }] },\n]",
        "{ either",
        &["more than 1"],
    );
    changed("'Sender',\n]", "{ end = 'dropped' },\n    'Sender',\n]", "'Sender',\n]", &["is never reached"]);
    changed("'Writer',\n", "{ either = [] },\n", "{ either", &["a choice has no ways"]);
    changed("'Writer',\n", "{ together = ['Writer', []] },\n", "{ together", &["a branch of a parallel group has no steps"]);
    changed("'Writer',\n", "{ together = ['Writer'], join = 2 },\n", "{ together", &["goes on when 2 branches are done, and has 1"]);
    changed(
        "'Writer',\n",
        "{ together = ['Writer', { end = 'dropped' }] },\n",
        "{ together",
        &["leaves the flow from inside a parallel group"],
    );
}

#[test]
fn agents_and_gates_out_of_reach() {
    changed("    'Sender',\n", "", "name = 'Sender'", &["`Sender` has nothing to do", "take it out"]);
    changed("[flow]\n", "[[gates]]\nname = 'tone'\nby = 'Ann'\n\n[flow]\n", "name = 'tone'", &["`tone` stands nowhere in the flow"]);
    changed("'Sender',\n]", "'Sendr',\n]", "'Sendr'", &["no agent or gate is named `Sendr`", "did you mean `Sender`?"]);
    changed("'Sender',\n]", "'Ann',\n]", "'Ann',\n]", &["`Ann` is a person", "human = true"]);
    changed("back_to = 'Writer'", "back_to = 'Writr'", "'Writr'", &["no step of this flow is named `Writr`", "did you mean `Writer`?"]);
}

#[test]
fn loops_without_a_way_out() {
    changed("'Sender',\n]", "'Sender',\n    { again = 1, from = 'Writer' },\n]", "{ again", &["a loop without a way out", "`at_most = 3`"]);
    changed("'Sender',\n]", "'Sender',\n    { to = 'Writer' },\n]", "[flow]", &["nothing is ever delivered"]);
    let closed = with(&longer(), ", at_most = 2", "");
    refused(
        &with(&closed, "'Sender',\n]", "'Sender',\n    { to = 'Writer' },\n]"),
        "'Sender',\n",
        &["has no way out from `Sender`, `Writer`, `brand`, `to Sender`", "never ends"],
    );
    refused(
        &with(&closed, "'Sender',\n]", "'Sender',\n    { either = [{ chance = 1, steps = [{ to = 'Writer' }] }] },\n]"),
        "'Sender',\n",
        &["has no way out"],
    );
}

#[test]
fn gates_without_a_reviewer() {
    changed("by = 'Ann', ", "", "{ gate", &["nobody looks at the gate `brand`", "add `by"]);
    changed("by = 'Ann'", "by = 'An'", "'An'", &["no person, pool or agent is named `An`", "did you mean `Ann`?"]);
    changed(
        "[[people]]\nname   = \"Ann\"\nhours  = \"Mon-Fri 09:00-12:00, 13:00-17:00\"\nreview = { minutes = 3, detects = { from = \"careful human, design\" } }\n",
        "",
        "by = 'Ann'",
        &["no person, pool or agent is named `Ann`"],
    );
    refused(
        &with(
            SHORT,
            "[[people]]\nname   = \"Ann\"\nhours  = \"Mon-Fri 09:00-12:00, 13:00-17:00\"\nreview = { minutes = 3, detects = { from = \"careful human, design\" } }\n",
            "",
        ),
        "name     = \"Writer\"",
        &["there is nobody who could review an agent", "`[[people]]`"],
    );
    changed(
        "[[agents]]\nname     = \"Writer\"",
        "[[people]]\nname = 'Bob'\nhours = 'always'\nreview = { minutes = 1, detects = 0.5 }\n\n[[agents]]\nname     = \"Writer\"",
        "name     = \"Writer\"",
        &["nothing says who reviews `Writer`", "`[every_agent]`"],
    );
    changed(
        "review = { minutes = 3, detects = { from = \"careful human, design\" } }\n",
        "",
        "name   = \"Ann\"",
        &["how long a review by `Ann` takes", "how often a review by `Ann` sees what is wrong"],
    );
}

#[test]
fn load_past_capacity() {
    changed(
        "letters = { per_day = 20 }",
        "letters = { per_day = 150 }",
        "name   = \"Ann\"",
        &["unstable: reviewer `Ann` at ", "without end", "run anyway"],
    );
    changed("minutes  = [1, 2, 6]", "minutes  = [30, 60, 90]", "name     = \"Writer\"", &["unstable: agent `Writer` at ", "`at_once`"]);
    // Asked for, it is run over its length.
    let text = with(&longer(), "letters = { per_day = 20 }", "letters = { per_day = 150 }");
    let study = good(&with(&text, "[flow]\n", "[run]\noverload = 'run anyway'\n\n[flow]\n"));
    let remarks = study.remarks.unwrap().to_string();
    assert!(remarks.contains("unstable: reviewer `Ann` at") && remarks.contains("run over its length all the same"), "{remarks}");
    // Who waits no longer than a while leaves the line, so that it cannot grow without end.
    let text = with(SHORT, "per_day = 20", "per_day = 200");
    let study =
        good(&with(&text, "autonomy = \"in the loop\"\n", "autonomy = 'in the loop'\nin_the_loop = { after = '2 h', then = 'deny' }\n"));
    assert!(study.remarks.unwrap().to_string().contains("goes on or is dropped"));
    // What is stable as given may not be with every agent in the loop: that is said, and no error.
    let text = with(SHORT, "autonomy = \"in the loop\"", "autonomy = 'out of the loop'");
    let study = good(&with(&text, "per_day = 20", "per_day = 200"));
    let remarks = study.remarks.unwrap().to_string();
    assert!(
        remarks.contains("with every agent in the loop, `Ann` at") && remarks.contains("more to do than there is time for"),
        "{remarks}"
    );
}

#[test]
fn times_that_are_none() {
    changed("minutes = 1\n", "minutes = 0\n", "minutes = 0", &["`agents.Sender.minutes` must be above 0"]);
    changed("minutes = 1\n", "minutes = -2\n", "minutes = -2", &["must be above 0", "-2"]);
    changed("minutes = 1\n", "minutes = [3, 2, 1]\n", "minutes = [3", &["must rise from low over likely to high"]);
    changed("minutes = 1\n", "minutes = { uniform = [4, 2] }\n", "minutes = { uniform", &["must rise"]);
    changed("minutes = 1\n", "minutes = { lognormal = [0, 1] }\n", "minutes = { lognormal", &["must be above 0"]);
    changed(
        "minutes = 1\n",
        "minutes = { exponential = { normal = [3, 1], grade = 'judgement' } }\n",
        "minutes = { exponential",
        &["must be above 0", "have ends"],
    );
    changed("minutes = 1\n", "minutes = 'a while'\n", "minutes = 'a while'", &["must be a length of time", "\"24 h\""]);
    changed(
        "at_most = 2 }",
        "at_most = 2, after = 'next morning', then = 'deny' }",
        "{ gate",
        &["must be a length of time", "a time of day is no length"],
    );
    changed("minutes = 1\n", "minutes = { fixed = 1, uniform = [1, 2] }\n", "minutes = { fixed", &["says twice how long"]);
    changed("09:00-12:00, ", "09:00-25:00, ", "hours  =", &["\"09:00-25:00\" is no time of day"]);
    changed("Mon-Fri 09:00", "Mon-Fry 09:00", "hours  =", &["\"Mon-Fry\" is no day"]);
    changed("Mon-Fri 09:00", "09:00", "hours  =", &["the days are missing"]);
    changed("Mon-Fri 09:00-12:00, 13:00-17:00", "Mon-Fri", "hours  =", &["the times are missing"]);
    changed("{ per_day = 2 }", "{ every = 0 }", "{ every", &["`classes.parcels.every` must be above 0"]);
    changed("{ per_day = 2 }", "{ at = 'Mon 08:00-09:00' }", "{ at", &["points in time"]);
}

#[test]
fn chances_past_one() {
    changed("wrong = 0.01", "wrong = 1.2", "wrong = 1.2", &["`agents.Sender.wrong` must lie in [0, 1]", "write 1.2 per cent as 0.012"]);
    changed("wrong = 0.01", "wrong = [0.5, 0.9, 1.1]", "wrong = [0.5", &["must lie in [0, 1]", "values from 0.5 to 1.1"]);
    changed("wrong = 0.01", "wrong = -0.1", "wrong = -0.1", &["must lie in [0, 1]"]);
    changed("wrong = 0.01", "wrong = nan", "wrong = nan", &["must be finite"]);
    changed(
        "{ from = \"careful human, design\" }",
        "{ from = \"carefull human, design\" }",
        "review = {",
        &["did you mean `careful human, design`?", "`model gate`"],
    );
    changed(
        "{ from = \"careful human, design\" }",
        "{ from = \"task half-life\" }",
        "review = {",
        &["is a default for something else", "`careful human, code`"],
    );
    changed(
        "wrong = 0.01",
        "wrong = { from = 'model, long task' }",
        "wrong = {",
        &["no default is named `model, long task`", "45-minute task"],
    );
}

#[test]
fn costs_have_no_defaults() {
    changed("wrong        = 120\n", "", "[costs]", &["`costs` does not say all", "add `wrong`", "only you can know them"]);
    changed(
        "wrong        = 120\nstopped      = 5\nharm_an_hour = 0\nreversible   = true\n",
        "",
        "[costs]",
        &["`wrong`", "`stopped`", "`harm_an_hour`", "`reversible`"],
    );
    changed("harm_an_hour = 0", "harm_an_hour = 3", "[costs]", &["add `found_after`"]);
    changed("{ per_day = 2 }", "{ per_day = 2, due = '1 day' }", "[costs]", &["add `late`"]);
    changed("stopped      = 5", "stopped      = 5\nlate = 2", "late = 2", &["nothing says when an item is late"]);
    changed("stopped      = 5", "stopped      = -5", "stopped      = -5", &["`costs.stopped` must be 0 or more"]);
    changed(
        "[[people]]",
        "[costs.by_class.parcel]\nwrong = 2\n[[people]]",
        "parcel]",
        &["no kind of item is named `parcel`", "did you mean `parcels`?"],
    );
    let text = longer();
    let start = text.find("[costs]").unwrap();
    let end = text.find("[[people]]").unwrap();
    assert!(said(&format!("{}{}", &text[..start], &text[end..])).contains("`costs` is missing"));
}

#[test]
fn what_is_said_twice_or_not_at_all() {
    changed("name = 'Sender'", "name = 'Writer'", "name = 'Writer'", &["two agents are named `Writer`", "\n2 errors"]);
    changed("name = 'Sender'", "name = 'Ann'", "name = 'Ann'", &["`Ann` is both a person and an agent"]);
    changed("autonomy = 'on the loop'\n", "", "name = 'Sender'", &["nothing says how `Sender` is watched"]);
    changed("autonomy = 'on the loop'", "autonomy = {}", "autonomy = {}", &["`autonomy` says nothing"]);
    changed("autonomy = 'on the loop'", "autonomy = 'on the lop'", "'on the lop'", &["did you mean \"on the loop\"?"]);
    changed("wrong = 0.01\n", "", "name = 'Sender'", &["nothing says how often `Sender` is wrong", "30-minute task"]);
    changed("minutes = 1\n", "", "name = 'Sender'", &["nothing says how long `Sender` takes"]);
    changed("hand_off = 'structured'\n", "", "'Sender',\n]", &["nothing says how work is handed on to `Sender`", "\"loose\""]);
    changed("{ per_day = 2 }", "{ due = 3 }", "parcels =", &["says nothing of when items come in", "exactly one of"]);
    changed("{ per_day = 2 }", "{ per_day = 2, every = 3 }", "parcels =", &["more than once"]);
    changed("{ per_day = 2 }", "{ per_day = 2, batch = 3 }", "parcels =", &["`batch` of `parcels` goes with `at`"]);
    changed("minutes = 1\n", "minutes = 1\nmodel = 'Large'\n", "'Large'", &["no model is named `Large`"]);
    changed("minutes = 1\n", "minutes = 1\nlead = 'Sender'\n", "name = 'Sender'", &["leads itself"]);
    changed("minutes = 1\n", "minutes = 1\nreviewer = 'Writer'\n", "'Writer'\nwrong", &["`Writer` is an agent", "about people"]);
    changed("at_most = 2 }", "at_most = 2, then = 'deny' }", "{ gate", &["nothing says when", "add `after"]);
    changed("at_most = 2 }", "at_most = 2, after = 60 }", "{ gate", &["nothing says what happens when nobody looked in time"]);
    changed("at_most = 2 }", "at_most = 2, after = 60, then = 'escalate' }", "{ gate", &["nothing says who is asked then"]);
    changed("back_to = 'Writer', at_most = 2", "at_most = 2", "{ gate", &["`at_most` goes with `back_to`"]);
    changed("[flow]\n", "[flows.parcel]\nsteps = ['Sender']\n[flow]\n", "parcel]", &["no kind of item is named `parcel`"]);
    changed("minutes = 1\n", "minutes = 1\nwrong_by_class = { boxes = 2 }\n", "boxes", &["no kind of item is named `boxes`"]);
    changed("minutes = 1\n", "minutes = 1\ndetector = { alarm = 'in the loop', clean = 5 }\n", "detector", &["exactly one way"]);
    changed(
        "minutes = 1\n",
        "minutes = 1\ndetector = { alarm = 'in the loop', cusum = { target = 0.1, slack = 0.1, limit = 2 } }\n",
        "detector",
        &["when the alarm is over"],
    );
    changed("[flow]\n", "[limits]\nhuman_minutes_a_day = -3\n[flow]\n", "-3", &["`limits.human_minutes_a_day` must be 0 or more"]);
    changed("[flow]\n", "[run]\nlength = 0\n[flow]\n", "length = 0", &["`run.length` must be at least a minute"]);
    changed(
        "[flow]\n",
        "[[correlated]]\nname = 'g'\ninputs = ['agents.Writer.cost', 'nothing']\nmatrix = [[1, 0], [0, 1]]\n[flow]\n",
        "inputs",
        &["is not an uncertain input"],
    );
}

#[test]
fn all_problems_come_at_once() {
    let text = longer()
        .replace("wrong        = 120\n", "")
        .replace("Mon-Fri 09:00", "Mon-Fri 9.00")
        .replace("minutes  = [1, 2, 6]", "minutes  = [1, 2, 6]\nmodell = 'x'");
    insta::assert_snapshot!("team_problems_of_reading", said(&text));
    let text = longer()
        .replace("wrong        = 120\n", "")
        .replace("by = 'Ann', ", "by = 'An', ")
        .replace("minutes = 1\n", "minutes = 0\n")
        .replace("wrong = 0.01", "wrong = 1.5")
        .replace("    'Sender',\n", "    { either = [{ chance = 0.5, steps = ['Sendr'] }] },\n")
        .replace("{ per_day = 2 }", "{ per_day = 2, due = '1 day' }");
    insta::assert_snapshot!("team_problems_across_tables", said(&text));
    let text = longer()
        .replace("'Sender',\n]", "{ end = 'dropped' },\n    'Sender',\n    { to = 'Writer' },\n]")
        .replace("[flow]\n", "[[agents]]\nname = 'Idle'\nminutes = 1\nwrong = 0\nautonomy = 'out of the loop'\n\n[flow]\n");
    insta::assert_snapshot!("team_problems_of_the_flow", said(&text));
    let text = longer()
        .replace("letters = { per_day = 20 }", "letters = { per_day = 150 }")
        .replace("minutes  = [1, 2, 6]", "minutes  = [9, 12, 30]");
    insta::assert_snapshot!("team_problems_of_load", said(&text));
}
