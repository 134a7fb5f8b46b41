//! Whether a fit file names the columns that its data need, and no others.

use crate::input::{Cx, Span};

use super::spec::{Answer, FitSpec, Form, Kind};

/// What the tests are called that every back-test has.
const OWN_TESTS: [&str; 2] = ["New tasks of known people", "People never seen"];

/// Checks that the columns a form needs are named, and no others.
pub(super) fn layout(spec: &FitSpec, cx: &mut Cx) {
    let data = &spec.data;
    let at = data.chosen.span;
    match data.form {
        Form::Long => {
            if data.alternative.is_none() {
                cx.error(at, "long data need `alternative`").help("name the column that says which alternative a row is about");
            }
            if data.task.is_none() {
                cx.error(at, "long data need `task`").help("name the column that tells the tasks of a person apart");
            }
        }
        Form::Wide => {
            if let Some(alternative) = &data.alternative {
                cx.error(alternative.span, "wide data have no column of alternatives").help("a row is a task; leave `alternative` out");
            }
            if spec.alternatives.is_empty() {
                cx.error(at, "wide data need `[[alternatives]]`").help("say what could be chosen, with the code that stands in the data");
            }
        }
    }
    answer(spec, cx);
    if let Some(share) = spec.hold_out.as_ref().map(|hold_out| hold_out.share)
        && !(share.value > 0.0 && share.value < 1.0)
    {
        cx.error(share.span, "the share held out must lie between 0 and 1").got(share.value);
    }
}

/// Checks what answers need.
fn answer(spec: &FitSpec, cx: &mut Cx) {
    let data = &spec.data;
    let chosen = data.chosen.span;
    let only = |span: Option<Span>, what: &str, wanted: Answer, cx: &mut Cx| {
        if let Some(span) = span.filter(|_| data.answer != wanted) {
            cx.error(span, format!("`{what}` belongs to answers of another kind"))
                .got(format!("answer = \"{}\"", data.answer))
                .allowed(format!("answer = \"{wanted}\""));
        }
    };
    only(data.worst.as_ref().map(|worst| worst.span), "worst", Answer::BestWorst, cx);
    only(data.ranks.map(|ranks| ranks.span), "ranks", Answer::Ranking, cx);
    only(data.total.map(|total| total.span), "total", Answer::Allocation, cx);
    if data.answer == Answer::BestWorst && data.worst.is_none() {
        cx.error(chosen, "answers of best and worst need `worst`")
            .help("name the column of the worst alternative; `chosen` is that of the best");
    }
    if let Some(ranks) = data.ranks.filter(|ranks| ranks.value == 0) {
        cx.error(ranks.span, "`ranks` must be 1 or more").got(ranks.value);
    }
    if let Some(total) = data.total.filter(|total| !(total.value.is_finite() && total.value > 0.0)) {
        cx.error(total.span, "`total` must lie above 0").got(total.value);
    }
    let amounts = matches!(data.answer, Answer::Ranking | Answer::Allocation);
    if data.form == Form::Wide && amounts && !data.chosen.value.as_str().contains("{}") {
        cx.error(chosen, format!("for wide data an answer of the kind \"{}\" has a column for each alternative", data.answer))
            .got(format!("{:?}", data.chosen.value.as_str()))
            .help("write `{}` where the alternative's name stands: \"rank_{}\"");
    }
    let mut none = spec.alternatives.iter().filter(|alternative| alternative.none);
    if let (Some(_), Some(second)) = (none.next(), none.next()) {
        cx.error(second.name.span, "only one alternative can be taking none of the others");
    }
    if let Some(weight) = data.weight.as_ref().filter(|_| spec.model.kind.value == Kind::HierarchicalBayes) {
        cx.error(weight.span, "hierarchical Bayes takes every person for one")
            .help("leave `weight` out, or use a \"mixed\" model with `covariance = \"full\"`, which takes weights of people");
    }
    cx.unique("test", spec.test.iter().map(|test| &test.label));
    for test in spec.test.iter().filter(|test| OWN_TESTS.contains(&test.label.value.as_str())) {
        cx.error(test.label.span, "a back-test always has a test of this name")
            .help("call it by what is held out, such as \"Prices above 60\"");
    }
}
