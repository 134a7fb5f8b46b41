//! Moves and catalogues that passed every check.

use std::sync::LazyLock;

use crate::input::{Cx, Expr, Grade, Quantity};
use crate::market::spec::Channel;

use super::effect::{Effect, Worth, WrittenEdit};
use super::facts::TouchpointFacts;
use super::kind::TouchpointKind;
use super::spec::MoveChannel;

/// The catalogue that ships with the program.
const SHIPPED: &str = include_str!("catalogue.toml");

/// Minutes in a working day.
const DAY: f64 = 480.0;

/// Holds what a move costs.
#[derive(Debug, Clone, PartialEq)]
pub struct Cost {
    /// The work to set it up \[working days of one person\].
    pub days_once: Quantity,
    /// The time of staff for each customer who comes through the touchpoint \[minutes\]; below zero where it saves time.
    pub minutes_per_customer: Quantity,
}

impl Cost {
    /// Returns the money that stated amounts of work come to: `rate × (days + customers × minutes / 480)`.
    ///
    /// # Units
    ///
    /// `days` in working days, `minutes` per customer, `rate` in money a working day of 480 minutes; the result is money.
    #[must_use]
    pub fn money(days: f64, minutes: f64, customers: f64, rate: f64) -> f64 {
        rate * (days + customers * minutes / DAY)
    }
}

/// Holds one thing to do at a touchpoint.
#[derive(Debug, Clone, PartialEq)]
pub struct Move {
    /// A short name that no other move of the catalogue has.
    pub id: String,
    /// What to do, in a few words.
    pub title: String,
    /// The kind of touchpoint it is for; `Any` for all of them.
    pub kind: TouchpointKind,
    /// Where the touchpoint must happen.
    pub channel: MoveChannel,
    /// How it is done.
    pub how: String,
    /// What it changes.
    pub effects: Vec<Effect>,
    /// What must hold of the touchpoint.
    pub needs: Option<Expr>,
    /// What must hold besides, in words.
    pub provided: Option<String>,
    /// The moves that cannot go with it at one touchpoint.
    pub excludes: Vec<String>,
    /// Whether it saves cost by making things worse for some people. It then has a guardrail.
    pub austerity: bool,
    /// Who may be worse off, and what keeps them from it.
    pub guardrail: Option<String>,
    /// What it costs.
    pub cost: Cost,
}

impl Move {
    /// Says whether the move can be put at a touchpoint: kind, channel and conditions all fit.
    ///
    /// A touchpoint whose kind is not known is offered only moves for any kind. A condition without a value there, such as one that
    /// divides by a wait of zero, does not hold.
    #[must_use]
    pub fn fits(&self, facts: &TouchpointFacts) -> bool {
        let kind = self.kind == TouchpointKind::Any || self.kind == facts.kind();
        let channel = match self.channel {
            MoveChannel::Both => true,
            MoveChannel::Digital => facts.channel() == Channel::Digital,
            MoveChannel::Physical => facts.channel() == Channel::Physical,
        };
        kind && channel && self.needs.as_ref().is_none_or(|needs| needs.eval_bool(facts, 0).unwrap_or(false))
    }

    /// Writes the edits that the move makes at the touchpoint of this name.
    ///
    /// The world that applies them keeps each value on its scale: clarity does not pass 1, effort does not fall below 1.
    #[must_use]
    pub fn edits_at(&self, touchpoint: &str) -> Vec<WrittenEdit> {
        let edit = |effect: &Effect| WrittenEdit {
            path: format!("journey.{touchpoint}.{}", effect.key()),
            verb: effect.verb,
            worth: effect.worth.clone(),
        };
        self.effects.iter().map(edit).collect()
    }

    /// Returns the numbers of its effects.
    pub fn numbers(&self) -> impl Iterator<Item = &Quantity> {
        self.effects.iter().filter_map(|effect| match &effect.worth {
            Worth::Number(quantity) => Some(quantity),
            Worth::Channel(_) => None,
        })
    }

    /// Returns how well the best known of its effects is known.
    #[must_use]
    pub fn grade(&self) -> Grade {
        // Grades are listed from the best to the least.
        self.numbers().filter_map(|number| number.grade).min().unwrap_or(Grade::Judgement)
    }
}

/// Holds the moves of a catalogue.
///
/// Read one from a file as any other input, with [`Cx::load`] or [`Read::read`](crate::input::Read::read).
#[derive(Debug, Clone, PartialEq)]
pub struct Catalogue {
    pub(super) title: String,
    pub(super) moves: Vec<Move>,
}

impl Catalogue {
    /// Returns the catalogue that ships with the program.
    #[must_use]
    pub fn shipped() -> &'static Self {
        static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
            let mut cx = Cx::new();
            let read: Option<Catalogue> = cx.parse("catalogue.toml", SHIPPED);
            let (catalogue, _) = cx.finish(read).expect("the catalogue that ships is sound, as a test shows");
            catalogue.without_places()
        });
        &CATALOGUE
    }

    /// Forgets where numbers and conditions are written: the places point into a reading that is over.
    fn without_places(mut self) -> Self {
        for one in &mut self.moves {
            for effect in &mut one.effects {
                if let Worth::Number(number) = &mut effect.worth {
                    number.span = None;
                }
            }
            one.cost.days_once.span = None;
            one.cost.minutes_per_customer.span = None;
            one.needs = one.needs.take().map(|needs| Expr::parse(needs.text()).expect("a condition that was parsed parses again"));
        }
        self
    }

    /// Returns what the catalogue is called.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Returns all moves, in the order written.
    #[must_use]
    pub fn moves(&self) -> &[Move] {
        &self.moves
    }

    /// Finds a move by its id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Move> {
        self.moves.iter().find(|one| one.id == id)
    }

    /// Returns the moves that can be put at a touchpoint, in the order written.
    pub fn offered<'a, 'f>(&'a self, facts: &'f TouchpointFacts) -> impl Iterator<Item = &'a Move> + use<'a, 'f> {
        self.moves.iter().filter(move |one| one.fits(facts))
    }

    /// Says whether two moves cannot go together at one touchpoint; one of them saying so is enough.
    #[must_use]
    pub fn clash(&self, one: &str, other: &str) -> bool {
        let says = |one: &str, other: &str| self.find(one).is_some_and(|found| found.excludes.iter().any(|excluded| excluded == other));
        says(one, other) || says(other, one)
    }
}
