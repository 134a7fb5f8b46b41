//! What need not be tried again, and what has changed since last time.

use std::collections::{BTreeMap, BTreeSet};

use super::edits::{Edit, Identity};
use super::file::{Memory, RememberedRun};
use super::record::{Fate, Inputs, Met, Objection};

/// What kind of idea an identity is of: the same edits may hurt as an objection and be tried as an intervention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Idea {
    /// An objection.
    Objection,
    /// An intervention.
    Intervention,
}

/// An input that differs between two runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The input.
    pub path: String,
    /// What it was; nothing where it was not there.
    pub before: Option<String>,
    /// What it is; nothing where it is gone.
    pub now: Option<String>,
}

impl Change {
    /// Returns the change in words.
    #[must_use]
    pub fn words(&self) -> String {
        let path = &self.path;
        match (&self.before, &self.now) {
            (Some(before), Some(now)) => format!("{path} was {before} and is now {now}"),
            (None, Some(now)) => format!("{path} is new, at {now}"),
            (Some(before), None) => format!("{path} was {before} and is gone"),
            (None, None) => format!("{path} is not stated"),
        }
    }
}

/// An idea that need not be tried again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Objection or intervention.
    pub idea: Idea,
    /// What it does.
    pub identity: Identity,
    /// Its claim or title.
    pub what: String,
    /// How it was settled, in words.
    pub why: String,
    /// The run in which it was tried last, counted from 1.
    pub run: usize,
}

impl Skipped {
    /// Returns in a sentence what is skipped and why.
    #[must_use]
    pub fn words(&self) -> String {
        format!("“{}” was not tried again: {} in run {}, and no input that mattered has changed.", self.what, self.why, self.run)
    }
}

/// An idea that was settled and is open again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reopened {
    /// The idea as it was settled.
    pub settled: Skipped,
    /// What has changed of all that mattered to it: the first few, by path.
    pub changes: Vec<Change>,
    /// How many more have changed.
    pub more: usize,
}

impl Reopened {
    /// The most changes that are told.
    const TOLD: usize = 3;

    fn new(settled: Skipped, mut changes: Vec<&Change>) -> Self {
        let more = changes.len().saturating_sub(Self::TOLD);
        changes.truncate(Self::TOLD);
        Self { settled, changes: changes.into_iter().cloned().collect(), more }
    }

    /// Returns in a sentence what is open again and why.
    #[must_use]
    pub fn words(&self) -> String {
        let mut told: Vec<String> = self.changes.iter().map(Change::words).collect();
        if self.more > 0 {
            told.push(format!("and {} more", self.more));
        }
        let Skipped { what, why, run, .. } = &self.settled;
        format!("“{what}” was open again, though {why} in run {run}: {}.", told.join("; "))
    }
}

/// What a memory means for a run.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Judgement {
    /// Ideas that need not be tried again, in the order in which they were settled.
    pub skipped: Vec<Skipped>,
    /// Ideas that were settled, but an input that mattered has changed since.
    pub reopened: Vec<Reopened>,
    /// The inputs that differ from those of the last run, by path.
    pub changes: Vec<Change>,
    /// How many runs are remembered.
    pub runs: usize,
    /// The objections that were met, as they were met last: the run, counted from 1, and the objection.
    pub met: BTreeMap<Identity, (usize, Objection)>,
    /// What has changed since each run, by path.
    pub since: Vec<BTreeMap<String, Change>>,
}

impl Judgement {
    /// Returns the idea if it need not be tried again.
    #[must_use]
    pub fn skips(&self, idea: Idea, identity: &Identity) -> Option<&Skipped> {
        self.skipped.iter().find(|skipped| skipped.idea == idea && skipped.identity == *identity)
    }
}

/// Judges remembered ideas by what a study says now.
///
/// An intervention that was dropped, or an objection without a measurable effect or with one that is too small, need not be tried again
/// unless an input that mattered has changed since the run in which it was tried last: any that is new, gone or otherwise stated, but for
/// those that the run measured to move nothing. What the idea itself changes always matters to it.
///
/// # Determinism
/// Depends on the memory and the inputs.
#[must_use]
pub fn judge(memory: &Memory, now: &Inputs) -> Judgement {
    let mut latest: BTreeMap<(Idea, Identity), (usize, Tried<'_>)> = BTreeMap::new();
    let mut order = 0;
    for (index, run) in memory.runs.iter().enumerate() {
        for tried in tried(index, run) {
            order += 1;
            latest.insert((tried.idea, tried.identity.clone()), (order, tried));
        }
    }
    let mut latest: Vec<(usize, Identity, Tried<'_>)> =
        latest.into_iter().map(|((_, identity), (order, tried))| (order, identity, tried)).collect();
    latest.sort_by_key(|(order, ..)| *order);
    let since: Vec<BTreeMap<String, Change>> = memory.runs.iter().map(|run| changes(&run.run.inputs, now)).collect();
    let mut judgement = Judgement { runs: memory.runs.len(), ..Judgement::default() };
    for (index, run) in memory.runs.iter().enumerate() {
        let met = run.objections.iter().map(|objection| (identity(objection), (index + 1, objection.clone())));
        judgement.met.extend(met);
    }
    for (_, identity, tried) in latest {
        let Some(why) = tried.settled else { continue };
        let settled = Skipped { idea: tried.idea, identity, what: tried.what.to_owned(), why, run: tried.run + 1 };
        let idle: BTreeSet<&str> = memory.runs[tried.run].run.idle.iter().map(|path| path.as_str()).collect();
        let own = |path: &str| tried.edits.iter().any(|edit| edit.path.as_str() == path);
        let changes: Vec<&Change> =
            since[tried.run].values().filter(|change| !idle.contains(change.path.as_str()) || own(&change.path)).collect();
        if changes.is_empty() {
            judgement.skipped.push(settled);
        } else {
            judgement.reopened.push(Reopened::new(settled, changes));
        }
    }
    judgement.changes = since.last().map_or_else(Vec::new, |last| last.values().cloned().collect());
    judgement.since = since;
    judgement
}

/// An idea as it was tried once.
struct Tried<'a> {
    idea: Idea,
    identity: Identity,
    run: usize,
    edits: &'a [Edit],
    what: &'a str,
    /// How it was settled; nothing where it was not.
    settled: Option<String>,
}

/// Which objection it is.
fn identity(objection: &Objection) -> Identity {
    Identity::against(&objection.edits, &objection.hurts)
}

fn tried(run: usize, of: &RememberedRun) -> impl Iterator<Item = Tried<'_>> {
    let objections = of.objections.iter().map(move |objection| {
        let settled = match objection.outcome {
            Met::Measurable => None,
            Met::TooSmall => Some("its damage was too small to matter".to_owned()),
            Met::NoMeasurableEffect => Some("it had no measurable effect".to_owned()),
        };
        let (idea, identity) = (Idea::Objection, identity(objection));
        Tried { idea, identity, run, edits: &objection.edits, what: &objection.claim, settled }
    });
    let interventions = of.interventions.iter().map(move |tried| {
        let settled = match tried.outcome {
            Fate::Kept => None,
            Fate::Dropped => Some(format!("it was dropped ({})", tried.reason.as_str().trim_end_matches('.'))),
        };
        let (idea, identity) = (Idea::Intervention, Identity::of(&tried.edits));
        Tried { idea, identity, run, edits: &tried.edits, what: &tried.title, settled }
    });
    objections.chain(interventions)
}

/// Compares two sets of inputs, by path.
fn changes(before: &Inputs, now: &Inputs) -> BTreeMap<String, Change> {
    let owned = |value: Option<&str>| value.map(str::to_owned);
    let paths = before.iter().chain(now.iter()).map(|(path, _)| path);
    paths
        .filter(|path| before.get(path) != now.get(path))
        .map(|path| (path.to_owned(), Change { path: path.to_owned(), before: owned(before.get(path)), now: owned(now.get(path)) }))
        .collect()
}
