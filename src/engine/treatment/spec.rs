//! How a treatment is written.

use crate::input::{Cx, Json, Name, Node, Quantity, Read, Schemas, Spanned, Text, one_of};
use crate::record;

record! {
    /// A treatment: a named list of changes to the world that a study describes.
    pub struct TreatmentSpec {
        /// Its name in the report.
        pub title: Spanned<Name>,
        /// Why anyone would think of it.
        pub why: Option<Text>,
        /// The changes, in the order they are made.
        pub edit: Vec<EditSpec>,
    }
}

record! {
    /// One change. It names what it changes (`change`, with one of `set`, `scale`, `add`, `before`), what it takes away (`remove`), or what
    /// it brings in (`enter`).
    pub struct EditSpec {
        /// What is changed, by its path in the study, such as `concept.price`, `journey.Sign up.effort`, `concept.claims.1`,
        /// `segments.NAME` (how large it is) or `people.COLUMN`. `*` stands for any one part: `journey.*.effort`.
        pub change: Option<Spanned<Name>>,
        /// What it becomes: a number, or a word (a level, or the channel of a touchpoint).
        pub set: Option<Spanned<Setting>>,
        /// What it is multiplied by.
        pub scale: Option<Quantity>,
        /// What is added to it.
        pub add: Option<Quantity>,
        /// The touchpoint before which the changed one comes now; `end` for the end of the journey.
        pub before: Option<Spanned<Name>>,
        /// What is taken away: `alternatives.NAME` or `journey.NAME`.
        pub remove: Option<Spanned<Name>>,
        /// The name of a new alternative. Later changes can speak of it as `alternatives.NAME`.
        pub enter: Option<Spanned<Name>>,
        /// What the new alternative is like: `concept`, or the name of an alternative.
        pub like: Option<Spanned<Name>>,
        /// The share of people who know the new alternative; all of them where it is left out.
        pub awareness: Option<Quantity>,
    }
}

/// What something is set to.
#[derive(Debug, Clone, PartialEq)]
pub enum Setting {
    /// A number, certain or not.
    Number(Quantity),
    /// A word.
    Word(Name),
}

impl Read for Setting {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        if node.text().is_some() { Name::read(node, cx).map(Self::Word) } else { Quantity::read(node, cx).map(Self::Number) }
    }

    fn schema(defs: &mut Schemas) -> Json {
        let forms = vec![Quantity::schema(defs), Name::schema(defs)];
        one_of("A number (or an uncertain one), or a word: a level, or a channel.", forms)
    }
}
