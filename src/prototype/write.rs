//! Writes treatments as a person would write them in a file.

use crate::input::{Cx, Grade, Name, Quantity, Span, Spanned, Text};
use crate::market::{Market, MarketEdit, treat};
use crate::treatment::Treatment;
use crate::treatment::spec::{EditSpec, Setting, TreatmentSpec};

use super::candidate::{Candidate, Origin, Reason};
use super::catalogue::Verb;
use super::cost::Cost;

/// A candidate before its treatment was checked against the market.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) how: String,
    pub(super) origin: Origin,
    pub(super) edits: Vec<EditSpec>,
    pub(super) cost: Cost,
    pub(super) source: String,
    pub(super) grade: Grade,
    pub(super) excludes: Vec<String>,
    pub(super) provided: Option<String>,
    pub(super) austerity: bool,
    pub(super) guardrail: Option<String>,
}

impl Draft {
    /// A draft with the program's own guess behind it, and nothing that it excludes.
    pub(super) fn judged(id: String, title: String, how: &str, origin: Origin, edits: Vec<EditSpec>, cost: Cost) -> Self {
        Self {
            id,
            title,
            how: how.to_owned(),
            origin,
            edits,
            cost,
            source: GUESS.to_owned(),
            grade: Grade::Judgement,
            excludes: Vec::new(),
            provided: None,
            austerity: false,
            guardrail: None,
        }
    }
}

/// What the program says of its own numbers.
pub(super) const GUESS: &str = "the program's own guess";

/// Writes edits. What it writes has no place in a file; problems with it are told by what is missing from its answers.
#[derive(Debug)]
pub(super) struct Writer {
    cx: Cx,
    place: Span,
}

/// The longest title.
const LONGEST: usize = 110;

impl Writer {
    /// # Panics
    /// Never: an empty file is TOML.
    pub(super) fn new() -> Self {
        let mut cx = Cx::new();
        let file = cx.parse_toml("the program's own proposals", "").expect("an empty file is TOML");
        Self { place: file.node().span(), cx }
    }

    fn name(&self, text: &str) -> Option<Spanned<Name>> {
        Some(Spanned::new(Name::new(text).ok()?, self.place))
    }

    fn edit(&self, change: Option<&str>) -> Option<EditSpec> {
        let change = match change {
            Some(path) => Some(self.name(path)?),
            None => None,
        };
        Some(EditSpec { change, set: None, scale: None, add: None, before: None, remove: None, enter: None, like: None, awareness: None })
    }

    /// Changes a number.
    pub(super) fn number(&self, path: &str, verb: Verb, amount: Quantity) -> Option<EditSpec> {
        let edit = self.edit(Some(path))?;
        Some(match verb {
            Verb::Set => EditSpec { set: Some(Spanned::new(Setting::Number(amount), self.place)), ..edit },
            Verb::Scale => EditSpec { scale: Some(amount), ..edit },
            Verb::Add => EditSpec { add: Some(amount), ..edit },
        })
    }

    /// Sets a level or a channel.
    pub(super) fn word(&self, path: &str, word: &str) -> Option<EditSpec> {
        let set = Some(Spanned::new(Setting::Word(Name::new(word).ok()?), self.place));
        Some(EditSpec { set, ..self.edit(Some(path))? })
    }

    /// Puts a touchpoint before another one, or at the end.
    pub(super) fn before(&self, touchpoint: &str, before: &str) -> Option<EditSpec> {
        Some(EditSpec { before: Some(self.name(before)?), ..self.edit(Some(&format!("journey.{touchpoint}")))? })
    }

    /// Takes a touchpoint away.
    pub(super) fn remove(&self, touchpoint: &str) -> Option<EditSpec> {
        Some(EditSpec { remove: Some(self.name(&format!("journey.{touchpoint}"))?), ..self.edit(None)? })
    }

    /// Checks a draft against the market. Its uncertain effects become inputs of the market.
    ///
    /// # Errors
    /// Why it is none.
    pub(super) fn candidate(&mut self, market: &mut Market, draft: Draft) -> Result<Candidate, Reason> {
        let title = short(&draft.title);
        let name = self.name(&title).ok_or(Reason::TouchesNothing)?;
        let spec = TreatmentSpec { title: name, why: Text::new(draft.how.as_str()).ok(), edit: draft.edits.clone() };
        let treatment = self.check(market, &spec)?;
        Ok(Candidate {
            id: draft.id,
            title,
            how: draft.how,
            provided: draft.provided,
            origin: draft.origin,
            spec,
            treatment,
            cost: draft.cost,
            source: draft.source,
            grade: draft.grade,
            excludes: draft.excludes,
            austerity: draft.austerity,
            guardrail: draft.guardrail,
        })
    }

    /// Checks a treatment against the market. What changes a number that comes from the team behind the concept is no change of the concept.
    ///
    /// # Errors
    /// Why it cannot be done.
    pub(super) fn check(&mut self, market: &mut Market, spec: &TreatmentSpec) -> Result<Treatment<MarketEdit>, Reason> {
        let treatment = treat(market, spec, &mut self.cx).ok_or(Reason::TouchesNothing)?;
        if treatment.edits.iter().any(|edit| market.is_drawn(edit)) { Err(Reason::OfTheTeam) } else { Ok(treatment) }
    }
}

fn short(title: &str) -> String {
    if title.chars().count() <= LONGEST {
        return title.to_owned();
    }
    let kept: String = title.chars().take(LONGEST - 1).collect();
    format!("{}…", kept.trim_end())
}
