//! What stands on a sheet, as plain numbers and words.

use super::super::view::{Estimate, KeyFigure};

/// Something as it is now and, where it was changed, as it was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Was {
    /// As it is now; empty where there is nothing.
    pub now: String,
    /// As it was, where that is something else.
    pub before: Option<String>,
}

impl Was {
    /// Makes something that was never changed.
    pub fn same(now: impl Into<String>) -> Self {
        Was { now: now.into(), before: None }
    }

    /// Makes something that may have been something else.
    pub fn new(now: impl Into<String>, before: Option<String>) -> Self {
        let now = now.into();
        Was { before: before.filter(|before| *before != now), now }
    }
}

/// Holds one thing that the concept has, or asks of people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feature {
    /// What it is.
    pub label: String,
    /// How much of it, where that says something.
    pub amount: Option<Was>,
    /// What the amount counts, or empty.
    pub unit: String,
    /// Why people care, in their words.
    pub because: String,
}

/// Holds one claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimLine {
    /// The claim, word for word.
    pub text: String,
    /// The share of people who believe it, where the test changed it.
    pub believed: Option<Was>,
}

/// Holds one change, and why it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What was changed.
    pub what: String,
    /// Why.
    pub why: String,
}

/// Describes a concept on one page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BoardView {
    /// The concept's name.
    pub name: String,
    /// Which draft it is: "version 2"; empty where there is only one.
    pub version: String,
    /// What it promises, in one sentence.
    pub promise: String,
    /// What else there is to say of it.
    pub more: String,
    /// What it costs.
    pub price: Option<Was>,
    /// What people get.
    pub gives: Vec<Feature>,
    /// What it asks of people.
    pub asks: Vec<Feature>,
    /// What is said about it.
    pub claims: Vec<ClaimLine>,
    /// Who it is for.
    pub people: String,
    /// To whom it speaks most: a kind of person, and how many of them would choose it.
    pub drawn: Vec<(String, String)>,
    /// What the test found.
    pub found: Vec<KeyFigure>,
    /// How sure that is.
    pub sure: String,
    /// What was changed since the draft before, and why.
    pub changes: Vec<Change>,
}

/// Holds one fact about a step of a journey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapFact {
    /// What it is, the same for every step: "minutes".
    pub label: String,
    /// What it is here.
    pub value: Was,
}

/// Holds one step of a journey.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MapStep {
    /// Its name.
    pub name: String,
    /// Where it happens.
    pub channel: Was,
    /// Where it stood before, from 1, if it has moved.
    pub moved_from: Option<usize>,
    /// Whether it was taken out.
    pub gone: bool,
    /// Its facts, the same ones in the same order for every step.
    pub facts: Vec<MapFact>,
    /// How it felt before.
    pub felt_before: Option<Estimate>,
    /// How it feels now; nothing where the step is gone.
    pub felt: Option<Estimate>,
    /// What was changed here, and why.
    pub changes: Vec<Change>,
}

/// Describes a journey on one page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct JourneyMapView {
    /// What one journeys through.
    pub name: String,
    /// Which draft it is.
    pub version: String,
    /// What was found, in one sentence.
    pub finding: String,
    /// What the curve shows, with its scale: "ease, 1 (hard) to 7 (easy)".
    pub felt_name: String,
    /// Both ends of that scale, the worse one first.
    pub felt_scale: (f64, f64),
    /// What the curve before the change is called; empty where there is none.
    pub before_name: String,
    /// What the curve of now is called.
    pub now_name: String,
    /// The steps in the order of now; a step that is gone stands where it stood.
    pub steps: Vec<MapStep>,
    /// How many get through to the end.
    pub finish: Option<Was>,
    /// How sure all this is, and where the numbers come from.
    pub sure: String,
}
