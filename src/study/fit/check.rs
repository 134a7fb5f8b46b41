//! What choices cannot tell: attributes that never vary, go together or predict without fail; alternatives nobody chose.

use crate::choice::{ChoiceData, Fault, fault};
use crate::input::{Cx, Span};

use super::gather::Alternative;
use super::spec::FitSpec;
use super::survey::Survey;

/// Checks the choices that tastes are fitted to. Every fault is reported; what may be on purpose is a warning.
pub(super) fn check(spec: &FitSpec, alternatives: &[Alternative], survey: &Survey, cx: &mut Cx) {
    let data = survey.data();
    let tasks = 0..data.tasks();
    for (at, alternative) in alternatives.iter().enumerate() {
        let name = &alternative.name;
        if !tasks.clone().any(|task| data.is_available(task, at)) {
            cx.error(alternative.span, format!("alternative `{name}` is available in no task"))
                .help("leave it out, or look at `available`");
        } else if !tasks.clone().any(|task| survey.first[task] && data.chosen(task) == at) {
            cx.warn(alternative.span, format!("alternative `{name}` is never chosen")).help("a constant of its own could not be estimated");
        }
    }
    let alone = tasks.clone().filter(|&task| (0..data.alternatives()).filter(|&at| data.is_available(task, at)).count() < 2).count();
    if alone > 0 {
        let what = format!("{alone} of {} tasks have one alternative, so that they tell nothing", data.tasks());
        cx.warn(spec.data.chosen.span, what).help("see `available`");
    }
    let varies: Vec<bool> = (0..data.features()).map(|feature| tasks.clone().any(|task| differs(&data, task, feature))).collect();
    for (attribute, _) in spec.attributes.iter().zip(&varies).filter(|(_, varies)| !**varies) {
        cx.error(attribute.name.span, format!("attribute `{}` never varies between the alternatives of a task", attribute.name.value))
            .help("choices say nothing about it: leave it out");
    }
    let kept: Vec<usize> = (0..varies.len()).filter(|&at| varies[at]).collect();
    if kept.is_empty() {
        return;
    }
    let x: Vec<f64> = tasks
        .flat_map(|task| (0..data.alternatives()).flat_map(move |at| data.features_of(task, at)))
        .zip(varies.iter().cycle())
        .filter_map(|(x, varies)| varies.then_some(*x))
        .collect();
    let some = match ChoiceData::new(data.alternatives(), kept.len(), &x, &survey.available, &survey.chosen, &survey.person) {
        Ok(some) => some,
        Err(error) => {
            cx.error(spec.data.person.span, "the choices cannot be used").got(error);
            return;
        }
    };
    let named = |which: &[usize]| -> (Span, String, Vec<Span>) {
        let spans: Vec<Span> = which.iter().map(|&at| spec.attributes[kept[at]].name.span).collect();
        let names: Vec<String> = which.iter().map(|&at| format!("`{}`", spec.attributes[kept[at]].name.value)).collect();
        (spans[0], names.join(", "), spans[1..].to_vec())
    };
    let (what, help, which) = match fault(&some) {
        Ok(None) => return,
        Ok(Some(Fault::Unidentified(which))) => {
            ("cannot be told apart: they add up to the same in every task", "leave one of them out", which)
        }
        Ok(Some(Fault::Separating(which))) => {
            ("predicts choices without fail, so that no finite taste is the best", "leave it out, or look for a mistake in the data", which)
        }
        Err(error) => {
            cx.error(spec.data.person.span, "the choices cannot be checked").got(error);
            return;
        }
    };
    let (first, names, others) = named(&which);
    let attributes = if which.len() > 1 { "attributes" } else { "attribute" };
    let problem = cx.error(first, format!("{attributes} {names} {what}")).help(help);
    for other in others {
        problem.also(other, "and this one");
    }
}

/// Whether an attribute differs between what could be chosen in a task.
fn differs(data: &ChoiceData<'_>, task: usize, feature: usize) -> bool {
    let mut values = (0..data.alternatives()).filter(|&at| data.is_available(task, at)).map(|at| data.features_of(task, at)[feature]);
    let first = values.next();
    values.any(|value| Some(value) != first)
}
