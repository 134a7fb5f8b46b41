//! This run beside the last one.

use crate::advocate::Objection;
use crate::study::memory::{Change, Fate, Identity, Objection as Remembered, Reopened, Skipped};

use super::super::analyse::Findings;
use super::super::study::Study;
use super::{Recalled, add, changes, pushes};

/// An objection that was met in an earlier run too.
pub(in crate::study::validate) struct MetAgain<'a> {
    /// As it is now.
    pub(in crate::study::validate) now: &'a Objection,
    /// As it was when it was met last.
    pub(in crate::study::validate) before: &'a Remembered,
    /// That run, counted from 1.
    pub(in crate::study::validate) run: usize,
    /// What has changed since that run.
    pub(in crate::study::validate) changes: Vec<&'a Change>,
}

/// One answer, then and now.
pub(in crate::study::validate) struct Answered {
    pub(in crate::study::validate) question: String,
    pub(in crate::study::validate) answer: String,
    /// The share of people; nothing where the answer was not open to them.
    pub(in crate::study::validate) before: Option<f64>,
    pub(in crate::study::validate) now: f64,
}

/// This run beside the last one.
pub(in crate::study::validate) struct Since<'a> {
    pub(in crate::study::validate) recalled: &'a Recalled,
    /// The objections that were met before.
    pub(in crate::study::validate) met: Vec<MetAgain<'a>>,
    /// Ideas that were left out of this run.
    pub(in crate::study::validate) left_out: Vec<&'a Skipped>,
    /// Ideas that were open again, with what became of them.
    pub(in crate::study::validate) reopened: Vec<(&'a Reopened, String)>,
    /// What the people answered, then and now.
    pub(in crate::study::validate) answers: Vec<Answered>,
}

/// Holds a run against what is remembered; nothing where no record is kept.
pub(in crate::study::validate) fn since<'a>(study: &'a Study, findings: &'a Findings) -> Option<Since<'a>> {
    let recalled = study.recalled.as_ref()?;
    let judged = &recalled.judged;
    let stress = findings.stress.as_ref();
    let objections = stress.map_or(&[][..], |stress| stress.objections.as_slice());
    let identity = |objection: &Objection| {
        let goal = stress.map(|stress| &stress.goal)?;
        Some(Identity::against(&pushes(&study.advocacy.levers, &objection.steps), &study.hurt_name(objection.hurts, goal)))
    };
    let met = objections.iter().filter_map(|now| {
        let (run, before) = judged.met.get(&identity(now)?)?;
        Some(MetAgain { now, before, run: *run, changes: judged.since.get(run - 1)?.values().collect() })
    });
    let mut left_out: Vec<&Skipped> = stress.map_or(&[][..], |stress| stress.left_out.as_slice()).iter().collect();
    left_out.extend(findings.mended.iter().flat_map(|mended| &mended.left_out));
    let reopened = judged.reopened.iter().map(|open| (open, became(study, findings, open))).collect();
    let before = |question: &str, answer: &str| {
        let asked = recalled.answers.iter().find(|asked| asked.question.as_str() == question)?;
        asked.boxes.iter().find(|one| one.answer.as_str() == answer).map(|one| one.share.get())
    };
    let answers = if judged.runs == 0 { Vec::new() } else { add::answers(study, findings) };
    let answers = answers.iter().flat_map(|asked| {
        asked.boxes.iter().map(|one| Answered {
            question: asked.question.as_str().to_owned(),
            answer: one.answer.as_str().to_owned(),
            before: before(&asked.question, &one.answer),
            now: one.share.get(),
        })
    });
    Some(Since { recalled, met: met.collect(), left_out, reopened, answers: answers.collect() })
}

/// What became of an idea that was open again.
fn became(study: &Study, findings: &Findings, open: &Reopened) -> String {
    let objections = findings.stress.iter().flat_map(|stress| stress.objections.iter().map(move |objection| (stress, objection)));
    for (stress, objection) in objections {
        let pushed = Identity::against(&pushes(&study.advocacy.levers, &objection.steps), &study.hurt_name(objection.hurts, &stress.goal));
        if pushed == open.settled.identity {
            return objection.said().to_owned();
        }
    }
    let mut last = None;
    for round in findings.mended.iter().flat_map(|mended| mended.rounds()) {
        for (index, candidate) in round.proposal.candidates.iter().enumerate() {
            if Identity::of(&changes(candidate)) == open.settled.identity {
                let name = |other: usize| round.proposal.candidates[other].title.clone();
                match &round.tried[index].reason {
                    None => return format!("{}: it is in a draft", Fate::Kept),
                    Some(reason) => last = Some(format!("{}: {}", Fate::Dropped, reason.words(&name))),
                }
            }
        }
    }
    last.unwrap_or_else(|| "nobody came up with it".to_owned())
}
