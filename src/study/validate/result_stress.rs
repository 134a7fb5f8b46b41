//! Objections and drafts in `result.json`.

use serde::Serialize;

use crate::advocate::{Hurts, Objection};
use crate::montecarlo::search::Claim;
use crate::montecarlo::{Effect, Spread};

use super::mend::Draft;
use super::stress::Stress;

/// An objection.
#[derive(Debug, Clone, Serialize)]
pub struct ObjectionJson {
    /// Whose it is.
    pub advocate: &'static str,
    /// The claim in one sentence.
    pub claim: String,
    /// The experience level measure that it hurts; none for the verdict measure.
    pub hurts: Option<String>,
    /// Whether it takes more than matters: `measurable`, `too small` or `no measurable effect`.
    pub outcome: &'static str,
    /// How it changes the figure that it hurts.
    pub change: Option<ChangedJson>,
    /// What it takes from that figure, in steps that matter.
    pub loss_steps: Option<f64>,
    /// The p-value against a loss of at most one step, adjusted for all objections.
    pub p_value_adjusted: f64,
    /// How likely it is that things turn out at least this bad.
    pub likelihood: RangeJson,
    /// What it changes.
    pub edits: Vec<EditJson>,
    /// The cheapest real test that would prove it wrong.
    pub test: TestJson,
}

/// A paired difference.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct ChangedJson {
    /// Mean.
    pub mean: f64,
    /// 5 % quantile.
    pub q05: f64,
    /// 95 % quantile.
    pub q95: f64,
    /// Monte Carlo standard error of the mean.
    pub monte_carlo_error: f64,
}

/// A chance with its range.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct RangeJson {
    /// Low.
    pub low: f64,
    /// Likely.
    pub likely: f64,
    /// High.
    pub high: f64,
}

/// A line of what is changed.
#[derive(Debug, Clone, Serialize)]
pub struct EditJson {
    /// Where it stands in the study.
    pub path: String,
    /// What it was.
    pub from: String,
    /// What it becomes.
    pub to: String,
}

/// A test with real people.
#[derive(Debug, Clone, Serialize)]
pub struct TestJson {
    /// What is done.
    pub method: String,
    /// With whom.
    pub audience: String,
    /// How many people it takes; none where no affordable number would do.
    pub people: Option<u32>,
    /// The result that refutes the objection.
    pub refuted_if: String,
}

/// A draft of the concept.
#[derive(Debug, Clone, Serialize)]
pub struct DraftJson {
    /// Its number; 1 is the study as given.
    pub number: u32,
    /// The study that is written beside the result; none for the first, which is the study itself.
    pub file: Option<String>,
    /// The verdict figure.
    pub level: Option<ChangedJson>,
    /// What the draft changes of it against the draft before, on the same draws.
    pub change: Option<ChangedJson>,
    /// What it costs to make it from the draft before, in the first year.
    pub first_year_bill: f64,
    /// What is done, in few words.
    pub changes: Vec<String>,
    /// What was changed in the file.
    pub edits: Vec<EditJson>,
}

impl ObjectionJson {
    pub(super) fn of(stress: &Stress, objection: &Objection) -> Self {
        let (low, likely, high) = objection.likelihood;
        let confirmed = &objection.confirmed;
        Self {
            advocate: objection.brief.as_str(),
            claim: objection.claim.clone(),
            hurts: match objection.hurts {
                Hurts::Verdict => None,
                Hurts::Experience { xlm } => Some(stress.goal.xlms[xlm].name.clone()),
            },
            outcome: outcome(confirmed.claim),
            change: objection.change().map(ChangedJson::from),
            loss_steps: Some(confirmed.mean).filter(|mean| mean.is_finite()),
            p_value_adjusted: confirmed.adjusted,
            likelihood: RangeJson { low, likely, high },
            edits: objection
                .treatment
                .diff
                .iter()
                .map(|line| EditJson { path: line.path.clone(), from: line.from.clone(), to: line.to.clone() })
                .collect(),
            test: TestJson {
                method: objection.test.method.clone(),
                audience: objection.test.audience.clone(),
                people: objection.test.people,
                refuted_if: objection.test.refuted_if.clone(),
            },
        }
    }
}

/// The word for what may be claimed.
pub(super) fn outcome(claim: Claim) -> &'static str {
    match claim {
        Claim::Measurable => "measurable",
        Claim::TooSmall => "too small",
        Claim::NoMeasurableEffect => "no measurable effect",
    }
}

impl DraftJson {
    pub(super) fn of(draft: &Draft) -> Self {
        let chosen = draft.round.as_ref().and_then(|round| Some((round, round.recommended.as_ref()?)));
        Self {
            number: draft.number,
            file: (draft.number > 1).then(|| draft.file()),
            level: draft.level.map(ChangedJson::from),
            change: draft.change.map(ChangedJson::from),
            first_year_bill: draft.bill,
            changes: chosen.map_or_else(Vec::new, |(round, chosen)| {
                chosen.members.iter().map(|(index, _)| round.proposal.candidates[*index].title.clone()).collect()
            }),
            edits: draft
                .diff
                .iter()
                .map(|line| EditJson { path: line.path.clone(), from: line.from.clone(), to: line.to.clone() })
                .collect(),
        }
    }
}

impl From<Effect> for ChangedJson {
    fn from(effect: Effect) -> Self {
        Self { mean: effect.mean, q05: effect.low, q95: effect.high, monte_carlo_error: effect.error }
    }
}

impl From<Spread> for ChangedJson {
    fn from(spread: Spread) -> Self {
        Self { mean: spread.mean, q05: spread.low, q95: spread.high, monte_carlo_error: spread.error }
    }
}
