//! The concept and what people could take instead.

use crate::input::{Cx, Entries, Expr, Json, Name, Node, Quantity, Read, Schemas, Spanned, Text, one_of};
use crate::record;

use super::fed::FromTeam;

record! {
    /// The product or service under test.
    pub struct ConceptSpec {
        /// Its name in the report.
        pub name: Spanned<Name>,
        /// What it is, in the words that a respondent would read.
        pub description: Option<Text>,
        /// What it costs the buyer, in the study's currency; `{ people = "..." }` takes it from each person's own situation.
        pub price: Option<AttributeValue>,
        /// What one unit costs us to provide, in the study's currency.
        pub unit_cost: Option<Quantity>,
        /// Liking that no attribute explains, in utility (logits).
        pub constant: Option<Quantity>,
        /// The share of people who know it exists when they choose; 1 where everyone does.
        pub awareness: Option<Quantity>,
        /// The share of those people who can get it; 1 where everyone can.
        pub distribution: Option<Quantity>,
        /// Who can use it at all: a condition on the people's columns.
        pub available_to: Option<Expr>,
        /// What we say about it, and how many believe it.
        pub claims: Vec<ClaimSpec>,
        ..attributes: Entries<AttributeValue> => "Its attributes: each has a taste in `[tastes]`. A number, a level in words, or `{ people = \"...\" }`.",
    }
}

record! {
    /// Something people could take instead of the concept.
    pub struct AlternativeSpec {
        /// Its name in the report.
        pub name: Spanned<Name>,
        /// What it is, in the words that a respondent would read.
        pub description: Option<Text>,
        /// Whether this is what the concept is held against: the status quo, or last year's launch.
        pub reference: bool = false,
        /// Whether it is our own product, which the concept can cannibalise.
        pub own: bool = false,
        /// What it costs the buyer, in the study's currency.
        pub price: Option<AttributeValue>,
        /// What one unit costs us to provide, where it is our own.
        pub unit_cost: Option<Quantity>,
        /// Liking that no attribute explains, in utility (logits).
        pub constant: Option<Quantity>,
        /// The share of people who know it exists when they choose; 1 where everyone does.
        pub awareness: Option<Quantity>,
        /// The share of those people who can get it; 1 where everyone can.
        pub distribution: Option<Quantity>,
        /// Who can use it at all: a condition on the people's columns.
        pub available_to: Option<Expr>,
        ..attributes: Entries<AttributeValue> => "Its attributes: each has a taste in `[tastes]`. A number, a level in words, or `{ people = \"...\" }`.",
    }
}

record! {
    /// Taking none of the alternatives.
    pub struct NoneSpec {
        /// What it is called in the report.
        pub name: Name = Name::literal("None of these"),
        /// Its liking, in utility (logits), against an alternative whose utility is 0.
        pub constant: Option<Quantity>,
    }
}

record! {
    /// A sentence that is said about the concept.
    pub struct ClaimSpec {
        /// The sentence.
        pub text: Text,
        /// The share of people who believe it.
        pub believed_by: Quantity,
        /// The attribute it speaks of: who does not believe the claim expects the reference's level of it.
        pub supports: Option<Spanned<Name>>,
    }
}

/// The value of an attribute of one alternative.
#[derive(Debug, Clone, PartialEq)]
pub enum AttributeValue {
    /// A number, certain or not.
    Number(Quantity),
    /// One of the attribute's levels.
    Level(Spanned<Name>),
    /// From each person's own situation.
    People(Expr),
    /// From the team behind the concept.
    Team(FromTeam),
}

record! {
    /// A value from each person's own situation.
    struct FromPeople {
        /// A calculation on the people's columns, such as `own_fare * 0.9`.
        people: Expr,
    }
}

impl Read for AttributeValue {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        if node.text().is_some() {
            return Spanned::<Name>::read(node, cx).map(Self::Level);
        }
        if node.has("people") {
            return FromPeople::read(node, cx).map(|found| Self::People(found.people));
        }
        if node.has("team") {
            return FromTeam::read(node, cx).map(Self::Team);
        }
        Quantity::read(node, cx).map(Self::Number)
    }

    fn schema(defs: &mut Schemas) -> Json {
        let forms = vec![Quantity::schema(defs), Spanned::<Name>::schema(defs), FromPeople::schema(defs), FromTeam::schema(defs)];
        one_of(
            "A number (or an uncertain one), a level in words, a value from each person's own situation, or one from the team behind the \
             concept.",
            forms,
        )
    }
}
