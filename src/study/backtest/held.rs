//! What a fit file holds out on purpose: high prices, a new product or level, a later time.

use std::collections::BTreeSet;

use crate::choice::{ChoiceData, Fault, Picked, Split, fault};
use crate::report::format;
use crate::study::fit::FitStudy;

use super::analyse::{Held, Trial, Tried, is_fitted};
use super::predict::Asked;

/// Fewer people than this say too little.
const LEAST_PEOPLE: usize = 20;

/// Holds out the tasks that a `[[test]]` names, and says how; or why that is no test.
pub(super) fn on_purpose(study: &FitStudy, data: &ChoiceData<'_>, at: usize) -> Tried {
    let used = |task: usize| is_fitted(study, data.person(task));
    let belongs = |task: usize| study.survey.belongs(at, task);
    let learned: BTreeSet<u64> = (0..data.tasks()).filter(|&task| used(task) && !belongs(task)).map(|task| data.person(task)).collect();
    let held: BTreeSet<u64> = (0..data.tasks()).filter(|&task| used(task) && belongs(task)).map(|task| data.person(task)).collect();
    if held.is_empty() || learned.is_empty() {
        return Err(format!(
            "it holds {} out, so that there is nothing to {}.",
            if held.is_empty() { "nothing" } else { "everything" },
            if held.is_empty() { "predict" } else { "learn from" }
        ));
    }
    // Whose other tasks are known is predicted from them; where that is hardly anybody, all are predicted as people never seen.
    let known: BTreeSet<u64> = held.intersection(&learned).copied().collect();
    let asked = if 2 * known.len() >= held.len() { Asked::Known } else { Asked::Unseen };
    let tested = if asked == Asked::Known { &known } else { &held };
    if tested.len() < LEAST_PEOPLE {
        return Err(format!("it holds tasks of {} people out, and {LEAST_PEOPLE} are needed to say anything.", tested.len()));
    }
    let split = Split {
        known: Picked::new(data, |task| used(task) && !belongs(task)).ok_or("there is nothing to learn from.")?,
        held: Picked::new(data, |task| used(task) && belongs(task) && tested.contains(&data.person(task)))
            .ok_or("it holds nothing out.")?,
    };
    Ok((vec![split], Trial { held: Held::Test(at), how: how(study, at, asked, held.len() - tested.len(), tested.len()), asked }))
}

/// Whether what is left tells every taste; otherwise why not.
pub(super) fn learnable(study: &FitStudy, split: &Split) -> Result<(), String> {
    let named = |which: Vec<usize>| {
        let names: Vec<&str> = which.iter().map(|&at| study.spec.attributes[at].label()).collect();
        names.join(", ")
    };
    match fault(&split.known.data()) {
        Ok(None) => Ok(()),
        Ok(Some(Fault::Unidentified(which))) => Err(format!(
            "no forecast is possible: what is left to learn from does not tell the taste for {}, since it never varies there or always goes with another.",
            named(which)
        )),
        Ok(Some(Fault::Separating(which))) => Err(format!(
            "no forecast is possible: in what is left to learn from {} predicts choices without fail, so that no taste fits best.",
            named(which)
        )),
        Err(error) => Err(format!("what is left to learn from cannot be used: {error}.")),
    }
}

/// How it is held out, in a sentence or two.
fn how(study: &FitStudy, at: usize, asked: Asked, strangers: usize, people: usize) -> String {
    let test = &study.spec.test[at];
    let which = match (&test.r#where, &test.later, &test.from) {
        (Some(condition), _, _) => format!("The tasks in which an alternative on offer meets ({})", condition.text()),
        (None, Some(column), Some(from)) => format!("The tasks from `{}` {} on", column.value.as_str(), from.value.as_str()),
        _ => "The tasks that the file names".to_owned(),
    };
    let rest = "all other tasks, and none of these, were learned from";
    match (asked, strangers) {
        (Asked::Known, 0) => format!("{which}, of {} people; {rest}.", format::count(people as u64)),
        (Asked::Known, left) => format!(
            "{which}, of {} people; {rest}. {} people are left out who answered nothing else.",
            format::count(people as u64),
            format::count(left as u64)
        ),
        (Asked::Unseen, _) => format!(
            "{which}, of {} people; {rest}. Most of these people answered nothing else, so that all are predicted as people never seen.",
            format::count(people as u64)
        ),
    }
}
