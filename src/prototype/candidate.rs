//! Interventions: treatments that may heal, with what they cost and where they come from.

use std::fmt;

use crate::input::Grade;
use crate::market::{Market, MarketEdit, MarketMove, joined};
use crate::treatment::spec::TreatmentSpec;
use crate::treatment::{Edit, Treatment};
use crate::world::World;

use super::cost::Cost;

/// Where an intervention comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// It answers an objection, by position.
    Answer {
        /// The objection.
        objection: usize,
    },
    /// A move of the catalogue, at a touchpoint.
    Catalogue {
        /// The move.
        id: String,
        /// The touchpoint, by position.
        touchpoint: usize,
    },
    /// Something the concept itself can be changed in: its price, what it says.
    Lever,
    /// Another way through the journey: touchpoints merged, put elsewhere, or put later.
    Workflow {
        /// The touchpoint that is changed, by position.
        touchpoint: usize,
    },
    /// The user's own, by position.
    Own {
        /// The lever.
        lever: usize,
    },
}

/// An intervention: a treatment with its price tag.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// A name that stays the same from run to run.
    pub id: String,
    /// What is done, in a few words.
    pub title: String,
    /// How it is done.
    pub how: String,
    /// What must hold besides, in words: somebody has to see to it.
    pub provided: Option<String>,
    /// Where it comes from.
    pub origin: Origin,
    /// The treatment as it would be written.
    pub spec: TreatmentSpec,
    /// The same, checked against the market.
    pub treatment: Treatment<MarketEdit>,
    /// What it costs.
    pub cost: Cost,
    /// Where its effects come from.
    pub source: String,
    /// How well they are known: the worst of its effects.
    pub grade: Grade,
    /// Two candidates that share one of these keys cannot go together.
    pub excludes: Vec<String>,
    /// Whether it saves cost by making things worse for some people.
    pub austerity: bool,
    /// Who may be worse off, where it is marked so.
    pub guardrail: Option<String>,
}

impl Candidate {
    /// The touchpoints it takes out of the journey.
    fn drops(&self) -> impl Iterator<Item = usize> {
        self.treatment.edits.iter().filter_map(|edit| match edit {
            Edit::Structure(MarketMove::Drop { touchpoint }) => Some(*touchpoint),
            _ => None,
        })
    }

    /// Whether it changes a number of this touchpoint.
    fn touches(&self, market: &Market, touchpoint: usize) -> bool {
        let start = format!("journey.{}.", market.touchpoints()[touchpoint].name);
        self.treatment.edits.iter().any(|edit| match edit {
            Edit::Number(edit) => market.unknowns().entries()[edit.slot].path.starts_with(&start),
            Edit::Structure(MarketMove::Channel { touchpoint: other, .. } | MarketMove::Reorder { touchpoint: other, .. }) => {
                *other == touchpoint
            }
            Edit::Structure(_) => false,
        })
    }

    /// Whether two candidates cannot go together.
    #[must_use]
    pub fn apart(&self, other: &Self, market: &Market) -> bool {
        self.excludes.iter().any(|key| other.excludes.contains(key))
            || self.drops().any(|touchpoint| other.touches(market, touchpoint))
            || other.drops().any(|touchpoint| self.touches(market, touchpoint))
    }
}

/// The edits of several candidates together; `None` where they cannot go together.
#[must_use]
pub fn together(market: &Market, candidates: &[&Candidate]) -> Option<Vec<MarketEdit>> {
    for (place, one) in candidates.iter().enumerate() {
        if candidates[place + 1..].iter().any(|other| one.apart(other, market)) {
            return None;
        }
    }
    let lists: Vec<&[MarketEdit]> = candidates.iter().map(|candidate| candidate.treatment.edits.as_slice()).collect();
    joined(market.alternatives().len(), &lists)
}

/// What an intervention does to a world that was attacked: first the attack, then the intervention on what the attack left.
///
/// Unlike two treatments side by side, the two may change the same number: an objection says how the number turns out, the intervention
/// starts from there.
#[must_use]
pub fn under(attack: &[MarketEdit], edits: &[MarketEdit]) -> Vec<MarketEdit> {
    // Interventions bring in no alternatives, so no place of a newcomer has to move.
    attack.iter().chain(edits).cloned().collect()
}

/// An attacked input for which there is nothing to do, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unanswered {
    /// The objection, by position.
    pub objection: usize,
    /// What it attacks, in words.
    pub what: String,
    /// Why no answer is proposed.
    pub why: String,
}

/// Why an intervention is not recommended.
#[derive(Debug, Clone, PartialEq)]
pub enum Reason {
    /// It was tried before and nothing that matters for it has changed; with the reason of that time.
    TriedBefore(String),
    /// It touches nothing in this market.
    TouchesNothing,
    /// It changes a number that comes from the team behind the concept: that is for the team to do.
    OfTheTeam,
    /// It cannot be run.
    CannotRun,
    /// It does nothing that could be measured.
    NoMeasurableEffect,
    /// It makes things worse.
    Worse,
    /// It has an effect, not shown to be large enough to matter.
    TooSmall,
    /// It costs more than there is.
    OverBudget {
        /// What it costs in its first year.
        bill: f64,
        /// The budget.
        budget: f64,
    },
    /// A lower price brings in less money than it costs, and no budget says how much that may be.
    LosesMoney,
    /// A protected segment loses.
    Hurts(Harm),
    /// It saves cost by lowering experience.
    Austerity,
    /// It cannot go with something that is recommended.
    Excluded {
        /// By position among the candidates.
        with: usize,
    },
    /// What it does, something that is recommended does already.
    Overlaps {
        /// By position among the candidates.
        with: usize,
    },
    /// It gains, and others gain more within the number of changes or the budget.
    OthersGainMore,
}

/// What a protected segment loses.
#[derive(Debug, Clone, PartialEq)]
pub struct Harm {
    /// The segment, by position.
    pub segment: usize,
    /// Its name.
    pub name: String,
    /// The figure it loses in: the concept's share, or an experience level measure.
    pub figure: String,
    /// By how much, in hundredths of the figure's scale.
    pub points: f64,
}

impl fmt::Display for Harm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "hurts \"{}\": {} by {:.1} points", self.name, self.figure, self.points)
    }
}

impl Reason {
    /// The reason in words; `titles` names the candidates.
    #[must_use]
    pub fn words(&self, titles: &dyn Fn(usize) -> String) -> String {
        match self {
            Self::TriedBefore(why) => format!("tried before, and nothing it hangs on has changed since: {why}"),
            Self::TouchesNothing => "it touches nothing here".to_owned(),
            Self::OfTheTeam => "it changes what comes from the team behind the concept: change the team".to_owned(),
            Self::CannotRun => "it cannot be run".to_owned(),
            Self::NoMeasurableEffect => "no measurable effect".to_owned(),
            Self::Worse => "makes things worse".to_owned(),
            Self::TooSmall => "not shown to do enough to matter".to_owned(),
            Self::OverBudget { bill, budget } => format!("costs more than the budget: {bill:.0} against {budget:.0}"),
            Self::LosesMoney => "brings in less money, and no budget says how much of it may be given away".to_owned(),
            Self::Hurts(harm) => harm.to_string(),
            Self::Austerity => "saves cost by lowering experience".to_owned(),
            Self::Excluded { with } => format!("cannot go with \"{}\"", titles(*with)),
            Self::Overlaps { with } => format!("overlaps with \"{}\"", titles(*with)),
            Self::OthersGainMore => "gains, and others gain more for the same money and number of changes".to_owned(),
        }
    }
}
