//! How a catalogue is written down.

use crate::input::{Expr, Grade, Name, OneOrMore, Open, Quantity, Spanned, Text};
use crate::{choice, record};

use super::kind::TouchpointKind;

choice! {
    /// The touchpoints a move can be put at, by where they happen.
    pub enum MoveChannel {
        /// Those on a screen.
        Digital = "digital",
        /// Those with people or things.
        Physical = "physical",
        /// Either.
        Both = "both",
    }
}

record! {
    /// A catalogue of moves that lessen friction.
    pub struct CatalogueSpec {
        /// What the catalogue is called.
        pub title: Text,
        /// Where the numbers come from that do not say so themselves, and whose move does not say so either.
        pub source: Text,
        /// How well those numbers are known.
        pub grade: Grade,
        /// The moves.
        pub moves: OneOrMore<MoveSpec> as "move",
    }
}

record! {
    /// One thing to do at a touchpoint, with what it changes and what it costs.
    pub struct MoveSpec {
        /// A short name, in small letters, digits and hyphens. No two moves share one.
        pub id: Spanned<Name>,
        /// What to do, in a few words.
        pub title: Text,
        /// The kind of touchpoint it is for; `any` for all of them.
        pub kind: TouchpointKind,
        /// Where the touchpoint must happen.
        pub channel: MoveChannel,
        /// How it is done, in one or two sentences.
        pub how: Text,
        /// What it changes at the touchpoint.
        pub effects: OneOrMore<EffectSpec>,
        /// What must hold of the touchpoint, as a condition on `channel`, `minutes`, `wait`, `effort`, `clarity`, `fails`, `recovered` and
        /// `drop_out`, such as `minutes > 5 and fails > 0.02`.
        pub needs: Option<Expr>,
        /// What must hold besides, in words: somebody has to see to it.
        pub provided: Option<Text>,
        /// The moves, by `id`, that cannot go with it at one touchpoint.
        pub excludes: Vec<Spanned<Name>>,
        /// Whether it saves cost by making things worse for some people. Such a move is never recommended without its `guardrail`.
        pub austerity: bool = false,
        /// Who may be worse off, and what keeps them from it.
        pub guardrail: Option<Text>,
        /// What it costs to set up.
        pub cost_once: CostOnceSpec,
        /// What it costs for each customer who comes through the touchpoint.
        pub cost_per_customer: CostPerCustomerSpec,
        /// Where its effects come from, unless they say so themselves; without it, as the catalogue says.
        pub source: Option<Text>,
        /// How well its effects are known, unless they say so themselves.
        pub grade: Option<Spanned<Grade>>,
    }
}

record! {
    /// A change of one value of the touchpoint: exactly one of `set`, `scale` and `add`.
    pub struct EffectSpec {
        /// What changes, such as `journey.@.effort`, where `@` is the touchpoint.
        pub change: Spanned<Text>,
        /// The new value: a number, or a word for `journey.@.channel`.
        pub set: Option<Open>,
        /// What the value is multiplied by.
        pub scale: Option<Quantity>,
        /// What is added to the value.
        pub add: Option<Quantity>,
    }
}

record! {
    /// What a move costs to set up.
    pub struct CostOnceSpec {
        /// The work of one person \[working days\].
        pub days: Quantity,
    }
}

record! {
    /// What a move costs for each customer who comes through the touchpoint.
    pub struct CostPerCustomerSpec {
        /// The time of staff \[minutes\]; below zero where it saves time.
        pub minutes: Quantity,
    }
}
