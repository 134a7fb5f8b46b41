//! Numbers that a study does not state because they come from the team behind the concept.

use crate::input::{Cx, Data, Json, Name, Node, Quantity, Read, Schemas, Spanned, one_of};
use crate::{choice, record};

choice! {
    /// What of a team's work a number is.
    pub enum TeamFigure {
        /// The share of what is delivered that is wrong.
        Wrong = "wrong",
        /// The share that is late; what is still there when a run of the team has ended is late.
        Late = "late",
        /// The share that is wrong or late, the two taken as independent of each other.
        WrongOrLate = "wrong or late",
        /// The mean time from coming in to being delivered \[minutes\].
        LeadTime = "lead time",
        /// How many go wrong in a year, all of them together.
        WrongAYear = "wrong a year",
    }
}

/// One name, or several.
#[derive(Debug, Clone, PartialEq)]
pub struct Names(pub Vec<Spanned<Name>>);

impl Read for Names {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        if let Data::List(items) = node.data() {
            if items.is_empty() {
                cx.error(node.span(), format!("`{}` names nothing", node.name())).allowed("one name or more");
                return None;
            }
            return Vec::<Spanned<Name>>::read(node, cx).map(Self);
        }
        Spanned::<Name>::read(node, cx).map(|name| Self(vec![name]))
    }

    fn schema(defs: &mut Schemas) -> Json {
        let forms = vec![Spanned::<Name>::schema(defs), Vec::<Spanned<Name>>::schema(defs)];
        one_of("A name, or several.", forms)
    }
}

record! {
    /// A number that comes from the team behind the concept, which the study names under `[team]`.
    pub struct FromTeam {
        /// What of its work it is.
        pub team: TeamFigure,
        /// Of which kinds of items, by their names among the team's arrivals; several count together.
        pub of: Names,
        /// What it is multiplied by, such as the part of a lead time that people feel as waiting.
        pub times: Option<Quantity>,
        /// What it is divided by, such as how many customers share what goes wrong in a year.
        pub per: Option<Quantity>,
    }
}

/// A number that the study states, or that comes from the team behind the concept.
#[derive(Debug, Clone, PartialEq)]
pub enum Fed {
    /// Stated, certain or not.
    Stated(Quantity),
    /// From the team.
    Team(FromTeam),
}

impl Fed {
    /// The number as stated; `None` where it comes from the team.
    #[must_use]
    pub fn stated(&self) -> Option<&Quantity> {
        match self {
            Self::Stated(quantity) => Some(quantity),
            Self::Team(_) => None,
        }
    }

    /// The link to the team; `None` where the number is stated.
    #[must_use]
    pub fn team(&self) -> Option<&FromTeam> {
        match self {
            Self::Stated(_) => None,
            Self::Team(link) => Some(link),
        }
    }
}

impl Read for Fed {
    fn read(node: Node<'_>, cx: &mut Cx) -> Option<Self> {
        if node.has("team") {
            return FromTeam::read(node, cx).map(Self::Team);
        }
        Quantity::read(node, cx).map(Self::Stated)
    }

    fn schema(defs: &mut Schemas) -> Json {
        let forms = vec![Quantity::schema(defs), FromTeam::schema(defs)];
        one_of("A number (or an uncertain one), or one that comes from the team behind the concept.", forms)
    }
}
