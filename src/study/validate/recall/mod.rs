//! Memory: what earlier runs of a study found, what of it need not be tried again, and what this run adds.
//!
//! In: the record of a study, what the study says now, what a run found. Out: ideas that are left out, what stands beside last time, and the
//! lines to add. The record's own form is in [`memory`](crate::study::memory).

mod add;
mod inputs;
mod since;

use std::path::{Path, PathBuf};

use crate::advocate::{Attack, Hurts, Lever};
use crate::input::Problems;
use crate::market::Goal;
use crate::montecarlo::search::Step;
use crate::prototype::{Candidate, Origin};
use crate::study::memory::{Answers, Digest, Edit, Idea, Identity, Inputs, Judgement, Skipped, StudyKey, judge, read, written};
use crate::treatment::spec::{EditSpec, Setting as SetTo};

use super::analyse::Options;
use super::study::Study;

pub use add::remember;
pub(super) use since::{MetAgain, Since, since};

/// What is remembered of a study.
#[derive(Debug, Clone)]
pub struct Recalled {
    /// The record.
    pub path: PathBuf,
    /// The hash of the record as it was read; nothing where it is only begun.
    pub sha256: Option<Digest>,
    /// What should be said aloud, such as a line that was cut off.
    pub remarks: Option<Problems>,
    /// What the study says, by path.
    pub inputs: Inputs,
    /// What the record means for this run.
    pub judged: Judgement,
    /// What the people answered in the last run.
    pub answers: Vec<Answers>,
}

impl Study {
    /// The key that its memory is told by.
    #[must_use]
    pub fn key(&self) -> StudyKey {
        StudyKey::of(&self.spec.title, Some(&self.spec.concept.name.value))
    }

    /// Reads what is remembered of the study, so that a run takes it into account. A record that is not there is empty.
    ///
    /// # Errors
    /// Every problem of the record: it is of another study, broken, or cannot be read.
    ///
    /// # Determinism
    /// Depends on the study, the options and the bytes of the record.
    pub fn recall(&mut self, path: &Path, options: &Options) -> Result<(), Problems> {
        let memory = read(path, &self.key())?;
        let inputs = inputs::inputs(self, options)?;
        let judged = judge(&memory, &inputs);
        let answers = memory.runs.last().map_or_else(Vec::new, |run| run.answers.clone());
        self.recalled = Some(Recalled { path: path.to_owned(), sha256: memory.sha256, remarks: memory.remarks, inputs, judged, answers });
        Ok(())
    }

    /// The earlier verdict on an attack that need not be confirmed again.
    pub(super) fn settled_attack(&self, levers: &[Lever], attack: &Attack, goal: &Goal) -> Option<Skipped> {
        let recalled = self.recalled.as_ref()?;
        let identity = Identity::against(&pushes(levers, &attack.steps), &self.hurt_name(attack.hurts, goal));
        recalled.judged.skips(Idea::Objection, &identity).cloned()
    }

    /// The earlier verdict on an intervention that need not be tried again.
    pub(super) fn settled_candidate(&self, candidate: &Candidate) -> Option<Skipped> {
        let recalled = self.recalled.as_ref()?;
        recalled.judged.skips(Idea::Intervention, &Identity::of(&changes(candidate))).cloned()
    }

    /// The name of a figure that an attack is aimed at, as the record has it.
    fn hurt_name(&self, hurts: Hurts, goal: &Goal) -> String {
        match hurts {
            Hurts::Verdict => self.figures().all()[self.decision.leading].id.clone(),
            Hurts::Experience { xlm } => goal.xlms[xlm].name.clone(),
        }
    }
}

/// What an attack pushes, as the record has it: which inputs, and to which side. How far depends on the draws.
fn pushes(levers: &[Lever], steps: &[Step]) -> Vec<Edit> {
    let of = |step: &Step| -> Vec<Edit> {
        let lever = &levers[step.lever];
        if lever.is_event() {
            return Edit::new(&lever.name, "happens", None).into_iter().collect();
        }
        let verb = if step.z < 0.0 { "falls" } else { "rises" };
        lever.paths.iter().filter_map(|path| Edit::new(path, verb, None).ok()).collect()
    };
    steps.iter().flat_map(of).collect()
}

/// What an intervention changes, as the record has it. An answer is an answer, of whatever size: that depends on the objection.
fn changes(candidate: &Candidate) -> Vec<Edit> {
    let answer = matches!(candidate.origin, Origin::Answer { .. });
    let edit = |edit: &EditSpec| -> Option<Edit> {
        if let Some(path) = &edit.remove {
            return Edit::new(path.value.as_str(), "remove", None).ok();
        }
        let path = edit.change.as_ref()?.value.as_str();
        if answer {
            return Edit::new(path, "answer", None).ok();
        }
        let (verb, value) = match (&edit.set, &edit.scale, &edit.add, &edit.before) {
            (Some(to), ..) => (
                "set",
                match &to.value {
                    SetTo::Number(amount) => written(&amount.dist),
                    SetTo::Word(word) => word.as_str().to_owned(),
                },
            ),
            (_, Some(by), ..) => ("scale", written(&by.dist)),
            (_, _, Some(by), _) => ("add", written(&by.dist)),
            (_, _, _, Some(before)) => ("before", before.value.as_str().to_owned()),
            _ => return None,
        };
        Edit::new(path, verb, Some(&value)).ok()
    };
    candidate.spec.edit.iter().filter_map(edit).collect()
}
