//! What need not be tried again, and what has changed since last time.

use std::collections::{BTreeMap, BTreeSet};

use crate::input::Text;

use super::edits::{Edit, Identity};
use super::file::{Memory, RememberedRun};
use super::record::{Fate, Inputs, Met};

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
        format!("“{}” was not tried again: {} in run {}, and nothing it hangs on has changed.", self.what, self.why, self.run)
    }
}

/// An idea that was settled and is open again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reopened {
    /// The idea as it was settled.
    pub settled: Skipped,
    /// What has changed of all that it hangs on: the first few, by path.
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
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Judgement {
    /// Ideas that need not be tried again, in the order in which they were settled.
    pub skipped: Vec<Skipped>,
    /// Ideas that were settled, but something they hang on has changed since.
    pub reopened: Vec<Reopened>,
    /// The inputs that differ from those of the last run, by path.
    pub changes: Vec<Change>,
    /// How many runs are remembered.
    pub runs: usize,
}

impl Judgement {
    /// Returns the idea with these edits if it need not be tried again.
    #[must_use]
    pub fn skips(&self, idea: Idea, edits: &[Edit]) -> Option<&Skipped> {
        let identity = Identity::of(edits);
        self.skipped.iter().find(|skipped| skipped.idea == idea && skipped.identity == identity)
    }

    /// Returns for the report, line by line, what has changed since the last run, what was open again and what was not tried again.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let since = match (self.runs, self.changes.len()) {
            (0, _) => "Nothing is remembered yet: this is the first run of this memory.".to_owned(),
            (run, 0) => format!("No input has changed since run {run}."),
            (run, 1) => format!("One input has changed since run {run}."),
            (run, changes) => format!("{changes} inputs have changed since run {run}."),
        };
        let changes = self.changes.iter().map(|change| format!("{}.", change.words()));
        std::iter::once(since)
            .chain(changes)
            .chain(self.reopened.iter().map(Reopened::words))
            .chain(self.skipped.iter().map(Skipped::words))
            .collect()
    }
}

/// Judges remembered ideas by what a study says now.
///
/// An intervention that was dropped, or an objection without a measurable effect or with one that is too small, need not be tried again
/// unless an input that mattered to it has changed since the run in which it was tried last. One without a list of such inputs hangs on all
/// inputs of that run, and on those that are new.
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
            latest.insert((tried.idea, Identity::of(tried.edits)), (order, tried));
        }
    }
    let mut latest: Vec<(usize, Identity, Tried<'_>)> =
        latest.into_iter().map(|((_, identity), (order, tried))| (order, identity, tried)).collect();
    latest.sort_by_key(|(order, ..)| *order);
    let since: Vec<BTreeMap<String, Change>> = memory.runs.iter().map(|run| changes(&run.run.inputs, now)).collect();
    let mut judgement = Judgement { runs: memory.runs.len(), ..Judgement::default() };
    for (_, identity, tried) in latest {
        let Some(why) = tried.settled else { continue };
        let settled = Skipped { idea: tried.idea, identity, what: tried.what.to_owned(), why, run: tried.run + 1 };
        let since = &since[tried.run];
        let changes: Vec<&Change> = match tried.hangs_on {
            [] => since.values().collect(),
            paths => paths.iter().map(Text::as_str).collect::<BTreeSet<_>>().into_iter().filter_map(|path| since.get(path)).collect(),
        };
        if changes.is_empty() {
            judgement.skipped.push(settled);
        } else {
            judgement.reopened.push(Reopened::new(settled, changes));
        }
    }
    judgement.changes = since.into_iter().next_back().map_or_else(Vec::new, |last| last.into_values().collect());
    judgement
}

/// An idea as it was tried once.
struct Tried<'a> {
    idea: Idea,
    run: usize,
    edits: &'a [Edit],
    what: &'a str,
    hangs_on: &'a [Text],
    /// How it was settled; nothing where it was not.
    settled: Option<String>,
}

fn tried(run: usize, of: &RememberedRun) -> impl Iterator<Item = Tried<'_>> {
    let objections = of.objections.iter().map(move |objection| {
        let settled = match objection.outcome {
            Met::Measurable => None,
            Met::TooSmall => Some("its damage was too small to matter".to_owned()),
            Met::NoMeasurableEffect => Some("it had no measurable effect".to_owned()),
        };
        Tried { idea: Idea::Objection, run, edits: &objection.edits, what: &objection.claim, hangs_on: &objection.hangs_on, settled }
    });
    let interventions = of.interventions.iter().map(move |tried| {
        let settled = match tried.outcome {
            Fate::Kept => None,
            Fate::Dropped => Some(format!("it was dropped ({})", tried.reason.as_str().trim_end_matches('.'))),
        };
        Tried { idea: Idea::Intervention, run, edits: &tried.edits, what: &tried.title, hangs_on: &tried.hangs_on, settled }
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
